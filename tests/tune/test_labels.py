"""Labels are on the disk at once, survive a kill, and are never taken for another's."""

import errno
import json
import os
import subprocess
import sys
import textwrap

import pytest

from proofpile.errors import UsageError
from proofpile.tune import labels as module
from proofpile.tune.labels import Labels, heading
from proofpile.tune.line import Line


@pytest.fixture
def line(corpus) -> Line:
    return Line.of(str(corpus.recipe), corpus.out, "low-worth")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "labels" / "mine.jsonl"


def test_what_is_given_is_there_the_next_time(path, line):
    with Labels.at(path, line) as given:
        given.give("a", "keep", 0.4)
        given.give("b", "drop", 0.6)
        given.give("é\u2028\n", "skip", 0.1)
        assert [json.loads(row) for row in path.read_bytes().split(b"\n")[1:-1]] == [
            {"id": "a", "label": "keep", "score": 0.4},
            {"id": "b", "label": "drop", "score": 0.6},
            {"id": "é\u2028\n", "label": "skip", "score": 0.1},
        ]
        given.give("a", None, 0.4)
        given.give("b", "keep", 0.6)
        order = list(given.given.items())
    with Labels.at(path, line) as given:
        assert order == list(given.given.items()) == [("é\u2028\n", "skip"), ("b", "keep")]
        assert given.mended == 0
    assert json.loads(path.read_text().splitlines()[0]) == heading(line)


@pytest.mark.parametrize("cut", range(1, 30))
def test_a_torn_last_line_is_cut_off_and_the_next_label_stands_alone(path, line, cut):
    with Labels.at(path, line) as given:
        given.give("first", "keep", 0.4)
        size = path.stat().st_size
        given.give("second", "drop", 0.5)
    whole = path.read_bytes()
    os.truncate(path, len(whole) - cut)
    with Labels.at(path, line) as given:
        # Only the newline is gone: then all of the line is there.
        assert given.given == {"first": "keep"} | ({"second": "drop"} if cut == 1 else {})
        assert given.mended == (0 if cut == 1 else len(whole) - cut - size)
        given.give("third", "drop", 0.5)
    with Labels.at(path, line) as given:
        assert list(given.given)[-1] == "third"
        assert given.mended == 0


def test_a_heading_that_is_torn_is_written_anew(path, line):
    with Labels.at(path, line):
        pass
    whole = path.read_bytes()
    for cut in (1, 2, len(whole) - 1, len(whole)):
        path.write_bytes(whole[: len(whole) - cut])
        with Labels.at(path, line) as given:
            given.give("a", "keep", 1.0)
        assert path.read_bytes().startswith(whole)
        path.write_bytes(whole)


def test_zeros_at_the_end_as_a_power_cut_leaves_them(path, line):
    with Labels.at(path, line) as given:
        given.give("a", "keep", 0.4)
    with path.open("ab") as file:
        file.write(b"\0" * 300)
    with Labels.at(path, line) as given:
        assert (given.given, given.mended) == ({"a": "keep"}, 300)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"my notes", "is no file of labels, or is damaged: what begins at byte 0"),
        (b"\x00\xff", "is no file of labels"),
        (b'{"name": "a"}\n', "is no file of labels; give another"),
        (b"[1]\n", "is no file of labels"),
        (b"[" * 70_000, "is no file of labels"),
        (b'{"labels": 2}\n', "is no file of labels; give another"),
    ],
)
def test_somebody_elses_file_is_refused_and_left_as_it_was(path, line, content, message):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(UsageError, match=message), Labels.at(path, line):
        pass
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"filter": "other"}, "are for the filter other, not for worth"),
        ({"reason": "high-count"}, "are for the reason high-count, not for low-worth"),
        ({"mark": "many"}, "are for the mark many, not for worth"),
        ({"corpus": "0" * 16}, "are of another corpus"),
    ],
)
def test_labels_of_something_else_are_refused(path, line, change, message):
    path.parent.mkdir()
    text = json.dumps(heading(line) | change) + "\n"
    path.write_text(text)
    with pytest.raises(UsageError, match=message), Labels.at(path, line):
        pass
    assert path.read_text() == text


@pytest.mark.parametrize(
    "damage",
    [b"{}\n", b"rubbish\n", b'{"id": 3, "label": "keep"}\n', b'{"id": "a", "label": "yes"}\n'],
)
def test_damage_in_the_middle_is_said_and_not_skipped(path, line, damage):
    with Labels.at(path, line) as given:
        at = path.stat().st_size
    good = json.dumps({"id": "a", "label": "keep", "score": 1}).encode() + b"\n"
    path.write_bytes(path.read_bytes() + damage + good)
    with (
        pytest.raises(UsageError, match=f"damaged: what begins at byte {at}"),
        Labels.at(path, line),
    ):
        pass
    assert path.read_bytes().endswith(good)
    assert given.given == {}


def test_two_at_once_are_refused(path, line):
    with (
        Labels.at(path, line),
        pytest.raises(UsageError, match="another proofpile tune is at work"),
        Labels.at(path, line),
    ):
        pass
    with Labels.at(path, line):
        pass


def test_a_label_that_is_none(path, line):
    with Labels.at(path, line) as given, pytest.raises(ValueError, match="is no label"):
        given.give("a", "maybe", 0.4)


def test_a_full_disk_loses_no_label_that_was_given_and_takes_none_by_half(path, line, monkeypatch):
    with Labels.at(path, line) as given:
        given.give("a", "keep", 0.4)
        before = path.read_bytes()
        write = os.write

        def full(descriptor, data):
            write(descriptor, data[:10])
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(module.os, "write", full)
        with pytest.raises(OSError, match="No space left"):
            given.give("b", "drop", 0.6)
        monkeypatch.undo()
        assert path.read_bytes() == before
        assert given.given == {"a": "keep"}
        given.give("c", "drop", 0.6)
    with Labels.at(path, line) as given:
        assert given.given == {"a": "keep", "c": "drop"}


def test_a_folder_that_is_none(tmp_path, line):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(UsageError, match="give another file with --labels"),
        Labels.at(tmp_path / "file" / "x", line),
    ):
        pass
    with pytest.raises(UsageError, match="cannot be written"), Labels.at(tmp_path, line):
        pass


def test_a_killed_process_leaves_every_label_that_it_was_told_of(path, line, corpus):
    """SIGKILL right after `give` returns: the label is there, and the lock is not."""
    program = f"""
        import os, signal
        from pathlib import Path
        from proofpile.tune.labels import Labels
        from proofpile.tune.line import Line
        line = Line.of({str(corpus.recipe)!r}, Path({str(corpus.out)!r}), "low-worth")
        with Labels.at(Path({str(path)!r}), line) as given:
            for number in range(20):
                given.give(f"id-{{number}}", "keep", 0.5)
            os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-P", "-c", textwrap.dedent(program)], check=False)
    assert done.returncode == -9
    with Labels.at(path, line) as given:
        assert len(given.given) == 20
