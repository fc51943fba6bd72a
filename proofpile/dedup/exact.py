"""Exact duplicates of a corpus of any size, on any runner, with the same answer.

Each shard gives a run of (SHA-256 of the text, shard, row). Where runs are joined (`proofpile.dedup.join`),
all documents with one text meet: the first in the order of the corpus stays, the others are listed with
it as their twin. What is left is a table by a hash of the document's id (`proofpile.dedup.table`).

16 bytes of the digest are compared and never the texts: among 10^8 documents two different texts share
them with a chance of 10^-23. Nobody holds more than a range of entries, or the ids of a shard.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa

from proofpile.arrays import save
from proofpile.atomic import write_bytes
from proofpile.dedup.join import (
    ENTRY,
    RANGE_ENTRIES,
    Array,
    Range,
    between,
    keys_of,
    ranges_for,
    starts,
    write_run,
)
from proofpile.dedup.table import file_version, open_table, write_table
from proofpile.runner import Runner
from proofpile.shard import Shard, file_sha256, read_batches, read_column

# A document that repeats another: its place, and the place of its twin.
COPY = np.dtype([("shard", "<u4"), ("row", "<u4"), ("twin_shard", "<u4"), ("twin_row", "<u4")])


@dataclass(frozen=True, slots=True)
class Digests:
    """A callable from (number, shard) to the run of its texts' digests, and their count."""

    folder: Path

    def __call__(self, item: tuple[int, Shard]) -> tuple[Path, int]:
        number, shard = item
        found = b"".join(map(_digests, read_batches(shard.path)))
        halves = np.frombuffer(found, ">u8").reshape(-1, 2)
        entries = np.empty(len(halves), ENTRY)
        entries["high"], entries["low"] = halves.T
        entries["shard"], entries["row"] = number, np.arange(len(halves))
        path = self.folder / f"{number:05d}.npy"
        write_run(path, entries)
        return path, len(entries)


@dataclass(frozen=True, slots=True)
class Join:
    """A callable from a range of digests to the file of its `COPY` records, in the order of the corpus."""

    files: tuple[Path, ...]
    folder: Path

    def __call__(self, part: Range) -> Path:
        entries = between(self.files, part)
        begins = starts(entries)
        first = np.repeat(begins, np.diff(begins, append=len(entries)))
        repeats = np.flatnonzero(first != np.arange(len(entries)))
        copies = np.empty(len(repeats), COPY)
        copies["shard"], copies["row"] = entries["shard"][repeats], entries["row"][repeats]
        twins = entries[first[repeats]]
        copies["twin_shard"], copies["twin_row"] = twins["shard"], twins["row"]
        path = self.folder / f"copies-{part.number:05d}.npy"
        save(path, copies[np.lexsort((copies["row"], copies["shard"]))])
        return path


@dataclass(frozen=True, slots=True)
class Keys:
    """A callable from (number, shard) to the run of its copies: hash of the id, place of the twin."""

    files: tuple[Path, ...]
    folder: Path

    def __call__(self, item: tuple[int, Shard]) -> tuple[Path, int]:
        number, shard = item
        copies = np.concatenate([_of_shard(np.load(f, mmap_mode="r"), number) for f in self.files])
        ids = read_column(shard.path, "id") if len(copies) else []
        entries = np.empty(len(copies), ENTRY)
        keys = keys_of(ids[row] for row in copies["row"])
        entries["high"], entries["low"] = keys["high"], keys["low"]
        entries["shard"], entries["row"] = copies["twin_shard"], copies["twin_row"]
        path = self.folder / f"keys-{number:05d}.npy"
        write_run(path, entries)
        return path, len(entries)


def write_twins(shards: Sequence[Shard], runner: Runner, workdir: Path) -> tuple[Path, str]:
    """Write the table of documents that repeat an earlier one; its path and its SHA-256."""
    folder = workdir / "digests"
    folder.mkdir(parents=True, exist_ok=True)
    made = list(runner.map(Digests(folder), enumerate(shards)))
    files = tuple(path for path, _ in made)
    ranges = ranges_for(sum(count for _, count in made), RANGE_ENTRIES)
    copies = tuple(runner.map(Join(files, folder), ranges))
    path = workdir / "twins.npy"
    runs = runner.map(Keys(copies, folder), enumerate(shards))
    write_table(path, runs, runner, ENTRY, RANGE_ENTRIES)
    places = [os.path.relpath(shard.path, workdir) for shard in shards]
    write_bytes(workdir / "twins.json", orjson.dumps(places))
    for file in (*files, *copies):
        file.unlink()
    return path, file_sha256(path)


def twins_of(table: str, ids: Sequence[str]) -> Mapping[int, str]:
    """For each number in `ids` whose document repeats another, the id of that other.

    `table` is the path that `write_twins` gave.
    """
    opened = open_table(table)
    found = opened.find(ids)
    repeating = np.flatnonzero(found >= 0)
    if not len(repeating):
        return {}
    twins = opened.records[found[repeating]]
    shards = _shards(table, file_version(table))
    named: dict[int, str] = {}
    # Shard by shard: looking each id up by itself takes 27 µs, most of it for paths.
    for shard in np.unique(twins["shard"]):
        names = _ids_of(Path(table).parent / shards[shard])
        mine = twins["shard"] == shard
        rows = twins["row"][mine].tolist()
        named |= {n: names[row] for n, row in zip(repeating[mine].tolist(), rows, strict=True)}
    return named


def twin_of(table: str, id: str) -> str | None:
    """The id of the document that `id` repeats, or None."""
    return twins_of(table, [id]).get(0)


def _digests(batch: pa.RecordBatch) -> bytes:
    """The first half of the SHA-256 of each text, one after the other."""
    texts = batch["text"].cast(pa.large_binary()).to_pylist()
    return b"".join([hashlib.sha256(text).digest()[:16] for text in texts])


def _of_shard(copies: Array, number: int) -> Array:
    start, end = np.searchsorted(copies["shard"], [number, number + 1])
    return np.array(copies[start:end])


@lru_cache(maxsize=4)
def _shards(table: str, version: tuple[int, int]) -> list[str]:
    places: list[str] = orjson.loads(Path(table).with_suffix(".json").read_bytes())
    return places


def _ids_of(shard: Path) -> list[str]:
    return _ids(str(shard), file_version(str(shard)))


@lru_cache(maxsize=64)
def _ids(shard: str, version: tuple[int, int]) -> list[str]:
    return read_column(Path(shard), "id")
