"""Who only looks for something in the texts needs no other column, and none of them can stand in the way."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tables.corpora import FORMATS, lines, read_all, rows, source, write_parquet

from proofpile.errors import UsageError


@pytest.mark.parametrize("name", FORMATS)
def test_only_what_says_a_place_is_read(name: str, tmp_path: Path) -> None:
    given = [{**row, "origin": f"o{row['n']}", "source": "s"} for row in rows(25)]
    FORMATS[name](tmp_path / name, given)
    documents, drops = read_all(tmp_path / name, bare=True)
    assert not drops
    assert {frozenset(d) for d in documents} == {
        frozenset(("id", "text", "origin", "licence", "source"))
    }
    assert [(d["id"], d["origin"], d["source"]) for d in documents] == [
        (f"d{n}", f"o{n}", "s") for n in range(25)
    ]
    assert [d["text"] for d in documents] == [row["text"] for row in given]


def test_columns_that_contradict_one_another_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        lines(
            [
                {"content": "one", "n": 1, "text": 5, "source": {"deep": 1}, "licence": 7},
                {"content": "two", "late": [1], "origin": ["x"]},
            ]
        )
    )
    nested = pa.array([[{"at": 1}]], pa.list_(pa.struct([("at", pa.timestamp("ns"))])))
    write_parquet(
        tmp_path / "b.parquet", pa.table({"content": ["three"], "n": ["x"], "ns": nested})
    )
    with pytest.raises(UsageError):
        source(tmp_path, text_column="content")
    documents, drops = read_all(tmp_path, text_column="content", bare=True)
    assert not drops
    assert [d["text"] for d in documents] == ["one", "two", "three"]
    assert {d["source"] for d in documents} == {tmp_path.name}
    assert documents[1]["origin"].endswith("a.jsonl#2")


@pytest.mark.parametrize("column", ["domain", "source"])
def test_a_column_that_is_named_says_the_source(column: str, tmp_path: Path) -> None:
    of: list[dict[str, Any]] = [{"text": "t", column: "a.org"}, {"text": "t", column: "b.org"}]
    (tmp_path / "a.jsonl").write_bytes(lines(of))
    documents, _ = read_all(tmp_path / "a.jsonl", source_column=column, bare=True)
    assert [d["source"] for d in documents] == ["a.org", "b.org"]


def test_what_is_missing_is_still_said(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines([{"content": "t"}]))
    with pytest.raises(UsageError, match="no column 'text'"):
        source(tmp_path, bare=True)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("origins", [False, True])
def test_an_address_says_a_place_where_nothing_else_does(
    name: str, origins: bool, tmp_path: Path
) -> None:
    """As in the corpora that are published: what came from which site is counted by it."""
    where = [f"https://a.org/{n}" if n % 2 else None for n in range(6)]
    given = [{**row, "url": url} for row, url in zip(rows(6), where, strict=True)]
    if origins:
        given = [{**row, "origin": "o"} for row in given]
    FORMATS[name](tmp_path / name, given)
    documents, drops = read_all(tmp_path / name, bare=True)
    assert not drops
    first, second = (d["origin"] for d in documents[:2])
    assert (first, second) == ("o", "o") if origins else second == "https://a.org/1"
    assert origins or "#" in first
    kept, _ = read_all(tmp_path / name)
    assert [d["url"] for d in kept] == where
    assert origins or all("#" in d["origin"] for d in kept)


def test_an_address_that_is_no_text_says_nothing(tmp_path: Path) -> None:
    given: list[dict[str, Any]] = [
        {"text": "t", "url": url} for url in ("https://a.org/", 7, ["x"])
    ]
    (tmp_path / "a.jsonl").write_bytes(lines(given[:1]))
    (tmp_path / "b.jsonl").write_bytes(lines(given[1:]))
    documents, drops = read_all(tmp_path, bare=True)
    assert not drops
    assert documents[0]["origin"] == "https://a.org/"
    assert [d["origin"].rpartition("#")[2] for d in documents[1:]] == ["1", "2"]
