"""Exact duplicates of a corpus of any size, on any runner, with the same answer.

Each shard gives a file of (SHA-256 of the text, shard, row) sorted by digest, so a range of digests is
a slice of each file. Ranges are joined one at a time: all documents with one text meet there, the
first in the order of the corpus stays, the others are listed with it as their twin. What is left is a
table of 24 bytes a duplicate, ordered by a hash of the document's id, that workers map into memory.

16 bytes of the digest are compared and never the texts: among 10^8 documents two different texts share
them with a chance of 10^-23. The driver holds 24 bytes a duplicate at the end, nothing a document.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson
import xxhash

from proofpile.atomic import appearing, write_bytes
from proofpile.runner import Runner
from proofpile.shard import Shard, file_sha256, read_column

Array = npt.NDArray[np.void]
# (high, low): of a text's digest with the text's place; in the table, of an id's hash with its twin's place.
ENTRY = np.dtype([("high", "<u8"), ("low", "<u8"), ("shard", "<u4"), ("row", "<u4")])
# Entries joined at once: 24 bytes each, thrice that while they are sorted: some 200 MB.
RANGE_ENTRIES = 3_000_000


@dataclass(frozen=True, slots=True)
class Digests:
    """A callable from (number, shard) to the sorted file of its texts' digests, and their count."""

    folder: Path

    def __call__(self, item: tuple[int, Shard]) -> tuple[Path, int]:
        number, shard = item
        entries = np.array(
            [(*_digest(doc.text), number, row) for row, doc in enumerate(shard)], ENTRY
        )
        path = self.folder / f"{number:05d}.npy"
        _save(path, _ordered(entries))
        return path, len(entries)


@dataclass(frozen=True, slots=True)
class Join:
    """A callable from a range's number to its duplicates, as pairs: an entry and its first twin's."""

    files: tuple[Path, ...]
    ranges: int

    def __call__(self, number: int) -> tuple[Array, Array]:
        low, high = (number << 64) // self.ranges, ((number + 1) << 64) // self.ranges - 1
        slices = [_between(np.load(path, mmap_mode="r"), low, high) for path in self.files]
        entries = _ordered(np.concatenate([np.empty(0, ENTRY), *slices]))
        starts = np.ones(len(entries), bool)
        starts[1:] = (entries["high"][1:] != entries["high"][:-1]) | (
            entries["low"][1:] != entries["low"][:-1]
        )
        first = np.maximum.accumulate(np.where(starts, np.arange(len(entries)), 0))
        return entries[~starts], entries[first[~starts]]


@dataclass(frozen=True, slots=True)
class Keys:
    """A callable from (shard, its repeating rows, their twins) to rows of the table."""

    def __call__(self, item: tuple[Shard, Array, Array]) -> Array:
        shard, copies, twins = item
        ids = _ids(str(shard.path))
        return np.array(
            [
                (*_key(ids[copy["row"]]), twin["shard"], twin["row"])
                for copy, twin in zip(copies, twins, strict=True)
            ],
            ENTRY,
        )


def write_twins(shards: Sequence[Shard], runner: Runner, workdir: Path) -> tuple[Path, str]:
    """Write the table of documents that repeat an earlier one; its path and its SHA-256."""
    folder = workdir / "digests"
    folder.mkdir(parents=True, exist_ok=True)
    made = list(runner.map(Digests(folder), enumerate(shards)))
    files = tuple(path for path, _ in made)
    ranges = 1 + sum(count for _, count in made) // RANGE_ENTRIES
    joined = list(runner.map(Join(files, ranges), range(ranges)))
    copies = np.concatenate([copy for copy, _ in joined])
    twins = np.concatenate([twin for _, twin in joined])
    rows = [np.empty(0, ENTRY), *runner.map(Keys(), _by_shard(shards, copies, twins))]
    table = np.concatenate(rows)
    path = workdir / "twins.npy"
    _save(path, table[np.lexsort((table["low"], table["high"]))])
    places = [os.path.relpath(shard.path, workdir) for shard in shards]
    write_bytes(workdir / "twins.json", orjson.dumps(places))
    for file in files:
        file.unlink()
    return path, file_sha256(path)


def twin_of(table: str, id: str) -> str | None:
    """The id of the document that `id` repeats, or None; `table` is the path that `write_twins` gave."""
    rows, shards = _open(table)
    high, low = _key(id)
    start = int(np.searchsorted(rows["high"], np.uint64(high)))
    while start < len(rows) and rows["high"][start] == high:
        if rows["low"][start] == low:
            shard = Path(table).parent / shards[int(rows["shard"][start])]
            return str(_ids(str(shard))[int(rows["row"][start])])
        start += 1
    return None


def _digest(text: str) -> tuple[int, int]:
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8]), int.from_bytes(digest[8:16])


def _key(id: str) -> tuple[int, int]:
    digest = xxhash.xxh3_128_digest(id.encode())
    return int.from_bytes(digest[:8]), int.from_bytes(digest[8:])


def _ordered(entries: Array) -> Array:
    keys = (entries["row"], entries["shard"], entries["low"], entries["high"])
    ordered: Array = entries[np.lexsort(keys)]
    return ordered


def _between(entries: Array, low: int, high: int) -> Array:
    start = np.searchsorted(entries["high"], np.uint64(low), "left")
    end = np.searchsorted(entries["high"], np.uint64(high), "right")
    return entries[start:end]


def _by_shard(
    shards: Sequence[Shard], copies: Array, twins: Array
) -> Iterator[tuple[Shard, Array, Array]]:
    order = np.lexsort((copies["row"], copies["shard"]))
    copies, twins = copies[order], twins[order]
    edges = np.searchsorted(copies["shard"], np.arange(len(shards) + 1))
    for shard, start, end in zip(shards, edges, edges[1:], strict=False):
        if end > start:
            yield shard, copies[start:end], twins[start:end]


def _save(path: Path, array: Array) -> None:
    with appearing(path) as partial, partial.open("wb") as file:
        np.save(file, array)


@lru_cache(maxsize=4)
def _open(table: str) -> tuple[Array, list[str]]:
    rows = np.load(table, mmap_mode="r")
    return rows, orjson.loads(Path(table).with_suffix(".json").read_bytes())


@lru_cache(maxsize=64)
def _ids(shard: str) -> list[str]:
    return read_column(Path(shard), "id")
