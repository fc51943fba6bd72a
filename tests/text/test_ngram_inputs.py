"""What a language model is trained from: corpora, lines, JSON lines; whole, broken, packed and cut off."""

import gzip
import json
from pathlib import Path

import pytest
import zstandard

from proofpile.errors import BudgetError, UnitError, UsageError
from proofpile.text.ngram.inputs import LONGEST, Documents, find

LINES = ["the first", "", "the zweite, größer", "the third"]
TEXT = "\n".join(LINES).encode()
JSON = b"".join(
    json.dumps({"id": n, "text": line}).encode() + b"\n" for n, line in enumerate(LINES)
)


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def read(path: Path) -> list[str]:
    return list(Documents(find([str(path)])))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", TEXT),
        ("a.txt", TEXT + b"\n"),
        ("a.txt.gz", gzip.compress(TEXT, mtime=0)),
        ("a.txt.gz", gzip.compress(TEXT[:12], mtime=0) + gzip.compress(TEXT[12:], mtime=0)),
        ("a.txt.zst", zstd(TEXT)),
        ("a.txt.zst", zstd(TEXT[:12]) + zstd(b"") + zstd(TEXT[12:])),
        ("a.jsonl", JSON),
        ("a.jsonl.gz", gzip.compress(JSON, mtime=0)),
        ("a.jsonl.zst", zstd(JSON)),
    ],
)
def test_a_line_is_a_document(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    assert read(tmp_path / name) == LINES
    assert read(tmp_path) == LINES


@pytest.mark.parametrize("kind", ["txt", "jsonl"])
@pytest.mark.parametrize("pack", [zstd, gzip.compress])
def test_a_file_that_ends_too_early_is_not_taken_for_a_whole_one(
    kind: str, pack: type, tmp_path: Path
) -> None:
    data = pack((TEXT if kind == "txt" else JSON) * 5000)
    path = tmp_path / f"a.{kind}.{'zst' if pack is zstd else 'gz'}"
    path.write_bytes(data[: len(data) - 3])
    with pytest.raises(UnitError, match="cannot be read to its end"):
        read(path)


@pytest.mark.parametrize("name", ["a.txt.gz", "a.txt.zst", "a.arrow"])
def test_a_file_of_another_kind_than_it_says(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(TEXT * 100)
    with pytest.raises(UnitError, match=f"{name} cannot be read"):
        read(tmp_path / name)


def test_bytes_that_are_no_utf8_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"good\nbad \xff\xfe\nbad \xed\xa0\x80\ngood")
    documents = Documents(find([str(tmp_path)]))
    assert len(list(documents)) == 4
    assert (documents.documents, documents.damaged) == (4, 2)
    assert documents.done == documents.size


def test_broken_json_lines_are_counted(tmp_path: Path) -> None:
    bad = b'{"text": 1}\n[]\n{"tex": "a"}\nnot json\n{"text": null}\n{"text": "\xff"}\n'
    (tmp_path / "a.jsonl").write_bytes(bad + JSON)
    documents = Documents(find([str(tmp_path)]))
    assert list(documents) == LINES
    assert documents.broken == 6


def test_too_many_broken_lines_stop_it(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"<html>\n" * 21)
    with pytest.raises(BudgetError, match="21 of the first 21 lines"):
        read(tmp_path)


def test_a_line_without_an_end_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.zst"
    path.write_bytes(zstd(b"x" * (LONGEST + (3 << 20)) + b"\nshort\n"))
    documents = Documents(find([str(path)]))
    lengths = [len(text) for text in documents]
    assert documents.cut == 1
    assert max(lengths) <= LONGEST + (1 << 20)
    assert sum(lengths) == LONGEST + (3 << 20) + 5


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing", "there is no file or folder"),
        ("page.html", "is no kind of file that is read here"),
        ("empty", "holds no documents"),
        ("built", "train holds no documents"),
    ],
)
def test_what_cannot_be_an_input(name: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>")
    (tmp_path / "empty").mkdir()
    (tmp_path / "built" / "documents").mkdir(parents=True)
    with pytest.raises(UsageError, match=said):
        find([str(tmp_path / name)])
