"""Promise 6: what cannot be done is said before anything is read, and nothing wrong is left behind."""

import os
import subprocess
import sys

import pytest
from helpers import RECIPES

from proofpile import Filter, Here, Local, Source, build
from proofpile.errors import BuildError, MissingError, UsageError
from proofpile.workspace import working_in


def test_a_missing_model_is_found_before_anything_is_read(library, tmp_path):
    missing = Filter.load(str(RECIPES / "lexicon.py"), model=str(tmp_path / "none.txt"))
    with pytest.raises(MissingError, match=r"no model .*none\.txt; write one: echo"):
        build(library.source(), tmp_path / "out", Here(), filters=[missing])
    assert not (tmp_path / "out").exists()


def test_a_folder_with_another_recipes_build_is_refused(library, tmp_path):
    out = tmp_path / "out"
    build(library.source(), out, Here())
    other = tmp_path / "other.py"
    other.write_text((RECIPES / "textbooks.py").read_text())
    with pytest.raises(UsageError, match=r"holds a build of textbooks, not of other.*rm -r"):
        build(Source.load(str(other), folder=str(library.folder)), out, Here())


def test_a_folder_with_other_things_in_it_is_refused(library, tmp_path):
    (tmp_path / "thesis.tex").write_text("precious")
    with pytest.raises(UsageError, match="is not empty and holds no build"):
        build(library.source(), tmp_path, Here())
    assert not (tmp_path / "passes").exists()


def test_a_file_in_place_of_the_folder_is_refused(library, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(UsageError, match="give another folder with --out"):
        build(library.source(), tmp_path / "out", Here())


def test_an_unwritable_folder_is_refused(library):
    with pytest.raises(UsageError, match=r"cannot write to /proc/nowhere"):
        build(library.source(), "/proc/nowhere", Here())


def test_two_builds_do_not_share_a_folder(library, tmp_path):
    out = tmp_path / "out"
    with (
        working_in(out, "textbooks"),
        pytest.raises(UsageError, match="another build is at work"),
    ):
        build(library.source(), out, Here())


@pytest.mark.parametrize(
    ("mark", "parameter", "said"),
    [("words", "most", "parameter 'most'"), ("length", "least", "mark 'length'")],
)
def test_a_line_through_what_is_not_there_is_refused(library, tmp_path, mark, parameter, said):
    wrong = tmp_path / "wrong.py"
    text = (RECIPES / "at_least_words.py").read_text()
    cut = f'    cuts = {{"few-words": Cut("{mark}", "{parameter}")}}\n\n    def __call__'
    text = text.replace("import Document", "import Cut, Document")
    wrong.write_text(text.replace("\n    def __call__", cut, 1))
    with pytest.raises(UsageError, match=f"draws a line for 'few-words' with the {said}"):
        build(library.source(), tmp_path / "out", Here(), filters=[Filter.load(str(wrong))])


def test_a_source_without_units_is_refused(library, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="it lists no unit"):
        build(library.source(folder=str(tmp_path / "empty")), tmp_path / "out", Here())


@pytest.mark.parametrize("runner", [Here(), Local(1)], ids=["here", "local"])
def test_a_full_disk_says_so_and_the_rerun_completes(library, tmp_path, runner):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting a small tmpfs needs root")
    try:
        filler = disk / "filler"
        filler.write_bytes(os.urandom(170_000))
        with pytest.raises(BuildError, match=r"no space left.*run the same command again"):
            build(library.source(), disk / "out", runner, filters=library.filters())
        assert not (disk / "out" / "manifest.json").exists()
        filler.unlink()
        manifest = build(library.source(), disk / "out", runner, filters=library.filters())
        again = build(library.source(), tmp_path / "out", Here(), filters=library.filters())
        assert manifest == again
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_corpus_that_was_damaged_is_found_and_mended(library, tmp_path):
    out = tmp_path / "out"
    manifest = build(library.source(), out, Here())
    assert manifest.damage(out) == []
    part = next((out / "documents").rglob("*.arrow"))
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    relative = part.relative_to(out).as_posix()
    assert manifest.damage(out) == [f"{relative} has other content (SHA-256 differs)"]


@pytest.mark.skipif(sys.platform != "linux", reason="address-space limits are Linux's")
def test_a_record_that_takes_all_memory_costs_only_itself(library, tmp_path):
    greedy = tmp_path / "greedy.py"
    greedy.write_text(
        (RECIPES / "at_least_words.py")
        .read_text()
        .replace(
            "        words =",
            "        if doc.id == 'textbooks:1.txt#2':\n"
            "            bytearray(4 << 30)\n        words =",
        )
    )
    manifest = build(
        library.source(),
        tmp_path / "out",
        Local(1, memory=1 << 30),
        filters=[Filter.load(str(greedy))],
    )
    assert manifest.dropped["memory-limit"] == 1
