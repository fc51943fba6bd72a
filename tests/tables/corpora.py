"""Writes small tables in every format that is read, and reads them as a build would."""

import gzip
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from proofpile import Drop, Source

Row = Mapping[str, Any]


def rows(count: int, first: int = 0) -> list[dict[str, Any]]:
    """Documents that differ, with an id, an integer and a nested column."""
    return [
        {
            "id": f"d{n}",
            "text": f"Theorem {n}. Let $x_{n}$ be real.\nThen é.",
            "n": n,
            "tags": ["a", n],
        }
        for n in range(first, first + count)
    ]


def lines(of: Iterable[Any]) -> bytes:
    return b"".join(orjson.dumps(row) + b"\n" for row in of)


def write_parquet(path: Path, table: pa.Table, group: int = 10) -> None:
    pq.write_table(table, path, row_group_size=group)


def write_arrow(path: Path, table: pa.Table, batch: int = 10) -> None:
    with pa.ipc.new_file(str(path), table.schema) as file:
        file.write_table(table, batch)


def write_stream(path: Path, table: pa.Table, batch: int = 10) -> None:
    with pa.ipc.new_stream(str(path), table.schema) as file:
        file.write_table(table, batch)


def _typed(of: Sequence[Row]) -> pa.Table:
    return pa.Table.from_pylist([{**row, "tags": [str(tag) for tag in row["tags"]]} for row in of])


FORMATS: Mapping[str, Callable[[Path, Sequence[Row]], object]] = {
    "a.parquet": lambda path, of: write_parquet(path, _typed(of)),
    "a.arrow": lambda path, of: write_arrow(path, _typed(of)),
    "stream.arrow": lambda path, of: write_stream(path, _typed(of)),
    "a.jsonl": lambda path, of: path.write_bytes(lines(of)),
    "a.jsonl.gz": lambda path, of: path.write_bytes(gzip.compress(lines(of))),
    "a.jsonl.zst": lambda path, of: path.write_bytes(zstandard.compress(lines(of))),
}


def source(*paths: Path, **fields: Any) -> Any:
    return Source.load("documents", inputs=tuple(map(str, paths)), **fields).prepare()


def yield_from(reading: Any, documents: list[dict[str, Any]], drops: list[Drop]) -> int:
    """Collects what is read, and gives how many records were seen."""
    while True:
        try:
            outcome = next(reading)
        except StopIteration as stop:
            return int(stop.value)
        if isinstance(outcome, Drop):
            drops.append(outcome)
        else:
            outcome.validate(full=True)
            documents += outcome.to_pylist()


def read(of: Any) -> tuple[list[dict[str, Any]], list[Drop]]:
    """Every document and Drop of a prepared source; checks that all rows are accounted for."""
    documents: list[dict[str, Any]] = []
    drops: list[Drop] = []
    for unit in of.units():
        before = len(documents) + len(drops)
        seen = yield_from(of.read(unit), documents, drops)
        assert seen == len(documents) + len(drops) - before
    return documents, drops


def read_all(*paths: Path, **fields: Any) -> tuple[list[dict[str, Any]], list[Drop]]:
    return read(source(*paths, **fields))
