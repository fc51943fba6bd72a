"""The same without a browser: keys of a terminal, and lines of anything else."""

import io
import json
import os
import pty
import select
import subprocess
import sys
import time

import pytest
from scored import document, hostile

from proofpile import Filter
from proofpile.tune.labels import Labels
from proofpile.tune.line import Line
from proofpile.tune.recipe_file import Target
from proofpile.tune.survey import Survey
from proofpile.tune.terminal import Terminal, ask, histogram, keys, table


@pytest.fixture
def sit(tmp_path):
    """Plays keys, and answers to questions, and gives what was written and labelled."""

    def play(told, pressed, answers=(), reason="low-worth"):
        line = Line.of("./worth.py", told.out, reason)
        survey = Survey.of(line, told.out)
        said, replies, left = [], iter(answers), iter(pressed)
        with Labels.at(tmp_path / "labels.jsonl", line) as labels:
            target = Target.of("./worth.py", line)
            Terminal(
                survey, labels, target, lambda: next(left, ""), lambda q: next(replies), said.append
            ).run()
            return said, dict(labels.given), survey

    return play


def test_keys_label_take_back_and_skip(corpus, sit):
    said, given, survey = sit(corpus, "ynsyu?n")
    ids = [one.id for one in survey.candidates]
    assert given == {ids[0]: "keep", ids[1]: "drop", ids[2]: "skip", ids[3]: "drop"}
    first = survey.candidates[0]
    assert (
        f"keep: it scores {first.score:.6g} and was {'kept' if first.kept else 'dropped'}" in said
    )
    again, more, _ = sit(corpus, "y")
    assert list(more) == ids[:5]
    assert any(line.startswith("── 5 of ") for line in again)


def test_the_score_comes_after_the_answer(corpus, sit):
    said, _, survey = sit(corpus, "yq")
    first = survey.candidates[0]
    where = next(n for n, line in enumerate(said) if first.origin in line)
    answer = next(n for n, line in enumerate(said) if line.startswith("keep: "))
    assert not any(str(first.score) in line for line in said[where:answer])


def test_a_document_stays_on_the_screen_for_a_table_and_is_not_told_twice(corpus, sit):
    said, _, survey = sit(corpus, "thz")
    assert sum(survey.candidates[0].origin in line for line in said) == 1
    assert sum(line.startswith("worth of ") for line in said) == 2


def test_a_value_is_chosen_after_a_question(corpus, sit):
    before = corpus.recipe.read_text()
    said, _, _ = sit(corpus, "ccccq", ["", "abc", "0.3", "n", "0.35", "y"])
    assert "worth.py: least is 0.35; it was 0.5" in said
    assert "the same without the file: proofpile build … --set worth.least=0.35" in said
    assert any(line.startswith("0.3: keeps ") for line in said)
    assert corpus.recipe.read_text() == before.replace("0.5", "0.35")


def test_the_last_document_ends_it(tell, sit):
    said, given, _ = sit(tell([document(0.9, n=1), document(0.2, n=2)]), "yyy")
    assert len(given) == 2
    assert "every document of the sample is judged" in said
    assert any("1.00 (1.00–1.00)" in line for line in said)  # all is known


def test_undo_with_nothing_given(corpus, sit):
    assert "nothing to undo" in sit(corpus, "uq")[0]


def test_no_text_commands_the_terminal(struck, sit):
    said, _, survey = sit(struck, "y" * 40)
    written = "\n".join(said)
    assert not set("\x1b\x9b\x00\x07\u202e\u2066") & set(written)
    assert "⟨U+001B⟩" in written
    assert len(hostile()) == len(survey.candidates)


def test_the_histogram_counts_every_document(corpus):
    for reason in ("low-worth", "high-count"):
        survey = Survey.of(Line.of("./worth.py", corpus.out, reason), corpus.out)
        rows = histogram(survey)[1:-1]
        counted = sum(
            int(row.split()[-1].replace(",", "")) for row in rows if "another test" not in row
        )
        assert counted == survey.kept.total + survey.refused.total
        assert all(len(row) < 80 for row in rows)


def test_counts_have_a_bar_each(tell):
    documents = [document(0.9, n=n, count=n % 5) for n in range(40)]
    told = tell(documents, edit=("int = field(default=1_000", "int = field(default=3"))
    survey = Survey.of(Line.of("./worth.py", told.out, "high-count"), told.out)
    rows = [row.split() for row in histogram(survey)[1:-1]]
    assert [(row[0], row[-1]) for row in rows] == [(str(n), "8") for n in range(5)]
    assert "░" in rows[4][1]


def test_the_table_has_the_present_threshold_and_others_around_it(corpus):
    survey = Survey.of(Line.of("./worth.py", corpus.out, "low-worth"), corpus.out)
    labels = {
        one.id: "keep" if one.opening.startswith("good") else "drop" for one in survey.candidates
    }
    rows = table(survey, labels)
    now = next(row for row in rows if "now 0.5" in row)
    assert f"{survey.kept.total:,.0f}" in now
    assert "~" not in now
    kept = [int(row.replace("now", "").split()[1].replace(",", "")) for row in rows[1:-1]]
    assert kept == sorted(kept, reverse=True)
    assert len(kept) > 8


def test_anything_but_a_terminal_is_read_by_lines():
    with keys(io.StringIO("yes\n\n N\nq")) as read:
        assert [read() for _ in range(5)] == ["y", " ", "n", "q", ""]
    assert ask(io.StringIO("0.3\n"), "value? ") == "0.3\n"


def test_a_real_terminal_needs_no_enter(corpus):
    """In a pseudo-terminal: single keys, a question with an echo, and the mode put back in the end."""
    command = [sys.executable, "-m", "proofpile", "tune", "./worth.py", "--corpus", "out", "--reason",
               "low-worth", "--terminal", "--labels", "mine.jsonl"]  # fmt: skip
    ours, theirs = pty.openpty()
    before = subprocess.run(
        ["stty", "-g"], stdin=theirs, capture_output=True, text=True, check=True
    ).stdout
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=corpus.out.parent
    )
    seen = b""

    def until(text):
        nonlocal seen
        end = time.monotonic() + 60
        while text not in seen:
            assert time.monotonic() < end, seen.decode()
            if select.select([ours], [], [], 0.2)[0]:
                seen += os.read(ours, 65536)
        seen = seen.partition(text)[2]

    until(b"1 of ")
    os.write(ours, b"y")
    until(b"2 of ")
    os.write(ours, b"\x1b[D")  # an arrow is one key, and none of its letters is
    until(b"drop: it scores")
    until(b"3 of ")
    os.write(ours, b"\x1b[Ayyyy")
    until(b"c choose, q quit")
    os.write(ours, b"c")
    until(b"new value of worth.least")
    os.write(ours, b"0.4\n")
    until(b"write 0.4 to worth.py?")
    os.write(ours, b"y\n")
    until(b"least is 0.4; it was 0.5")
    os.write(ours, b"q")
    until(b"2 labels in mine.jsonl")
    assert process.wait(30) == 0
    after = subprocess.run(
        ["stty", "-g"], stdin=theirs, capture_output=True, text=True, check=True
    ).stdout
    assert after == before
    assert Filter.load("./worth.py").least == 0.4
    rows = (corpus.out.parent / "mine.jsonl").read_text().splitlines()
    assert [json.loads(row)["label"] for row in rows[1:]] == ["keep", "drop"]
    os.close(ours)
    os.close(theirs)
