"""What the user named is found, once, under names that are the same on every machine."""

import os
from pathlib import Path

import pytest

from proofpile.errors import UsageError
from proofpile.tables.files import find


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        *("web/part-2.parquet", "web/part-10.parquet", "web/deep/x.jsonl.gz", "web/.hidden.jsonl"),
        *("web/dataset_info.json", "web/_SUCCESS", "books/part-2.parquet", "one.jsonl", "odd.txt"),
        *("built/manifest.json", "built/documents/train/part-0.arrow", "built/passes/0/0.arrow"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("given", "labels", "sources"),
    [
        (["one.jsonl"], ["one.jsonl"], ["one.jsonl"]),
        (["odd.txt"], ["odd.txt"], ["odd.txt"]),
        (
            ["web"],
            ["web/deep/x.jsonl.gz", "web/part-2.parquet", "web/part-10.parquet"],
            ["web"] * 3,
        ),
        (["web/*.parquet"], ["part-2.parquet", "part-10.parquet"], ["web"] * 2),
        (["*/part-2.parquet"], ["books/part-2.parquet", "web/part-2.parquet"], None),
        (
            ["web/part-2.parquet", "books/part-2.parquet"],
            ["books/part-2.parquet", "web/part-2.parquet"],
            ["books/part-2.parquet", "web/part-2.parquet"],
        ),
        (["one.jsonl", "./one.jsonl", "one.jsonl"], ["one.jsonl"], None),
        (["built"], ["built/documents/train/part-0.arrow"], ["built"]),
    ],
)
def test_what_is_found_and_how_it_is_called(
    given: list[str], labels: list[str], sources: list[str] | None, tree: Path
) -> None:
    found = find(given)
    assert [file.label for file in found] == labels
    if sources:
        assert [file.source for file in found] == sources
    elsewhere = find([str(tree / one) for one in given])
    assert [(f.label, f.source) for f in elsewhere if sources] == [
        (f.label, f.source) for f in found if sources
    ]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([], "say what to read"),
        (["nowhere"], "no file or folder nowhere"),
        (["nowhere/*.parquet"], "no table that matches nowhere"),
    ],
)
def test_what_names_nothing_is_refused(given: list[str], says: str, tree: Path) -> None:
    with pytest.raises(UsageError, match=says):
        find(given)


def test_a_folder_without_tables_is_refused(tree: Path) -> None:
    (tree / "empty").mkdir()
    (tree / "empty" / "readme.md").write_text("")
    with pytest.raises(UsageError, match="found 1 other file"):
        find(["empty"])


def test_a_circle_of_links_ends(tree: Path) -> None:
    (tree / "web" / "deep" / "again").symlink_to(tree / "web")
    assert len(find(["web"])) == 3


def test_a_name_that_is_not_utf8_is_a_name(tree: Path) -> None:
    (Path(os.fsdecode(b"bad-\xff.jsonl"))).write_bytes(b'{"text": "a"}')
    labels = [file.label for file in find([os.fsdecode(b"bad-\xff.jsonl")])]
    assert labels == ["bad-?.jsonl"]
