"""Joins of any size by a 128-bit key: sorted runs on disk, met one range of keys at a time.

Whoever must bring equal things of a corpus together (texts, lines, bands) has each shard write a *run*:
records sorted by a key that is a hash, in one file. Keys are spread evenly, so a range of keys is a slice
of each run, and ranges of about `RANGE_ENTRIES` records are joined one at a time by whichever worker is
free. What is held in memory is one range, whatever the corpus; what is equal is always in one range.

A record is any NumPy structure whose first two fields are `high` and `low`, the halves of its key.
Price: each range opens each run, so 10^9 records from 10^5 shards are 3·10^7 openings of 0.1 ms each. A
shuffle that writes a file a shard and range was rejected: as many files would have to be made.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash

from proofpile.arrays import save

Array = npt.NDArray[np.void]
KEY = np.dtype([("high", "<u8"), ("low", "<u8")])
# A key, and the place where its owner stands: number of the shard, row in it.
ENTRY = np.dtype([*KEY.descr, ("shard", "<u4"), ("row", "<u4")])
# Records joined at once: of 24 bytes each, thrice that while they are sorted: some 200 MB.
RANGE_ENTRIES = 3_000_000


class Range(NamedTuple):
    """Number `number` of the ranges of a join: keys whose upper half is from `first` to `last`."""

    number: int
    first: int
    last: int


def ranges_for(count: int, at_once: int = RANGE_ENTRIES) -> list[Range]:
    """Ranges that together hold every key, in order, each about `at_once` of `count` records."""
    ranges = 1 + count // at_once
    edges = [(number << 64) // ranges for number in range(ranges + 1)]
    return [Range(n, edges[n], edges[n + 1] - 1) for n in range(ranges)]


def keys_of(names: Iterable[str]) -> Array:
    """The keys (`KEY`) of `names`: their 128-bit XXH3, the same on every machine."""
    digests = b"".join(xxhash.xxh3_128_digest(name.encode()) for name in names)
    halves = np.frombuffer(digests, ">u8").reshape(-1, 2)
    keys = np.empty(len(halves), KEY)
    keys["high"], keys["low"] = halves[:, 0], halves[:, 1]
    return keys


def ordered(entries: Array) -> Array:
    """`entries` sorted by their key, and where keys are equal by the other fields from left to right."""
    entries = entries[np.argsort(entries["high"], kind="stable")]
    tied = _same_as_next(entries["high"])
    if tied.any():  # rare, but for what is really equal: the other fields are looked at only there
        among = np.append(tied, False) | np.insert(tied, 0, False)
        some = entries[among]
        names = entries.dtype.names or ()
        entries[among] = some[np.lexsort([some[name] for name in reversed(names)])]
    return entries


def starts(entries: Array) -> npt.NDArray[np.int64]:
    """Where in sorted `entries` each key begins: int64[number of keys]."""
    if not len(entries):
        return np.empty(0, np.int64)
    same = _same_as_next(entries["high"]) & _same_as_next(entries["low"])
    return np.flatnonzero(np.insert(~same, 0, True))


def write_run(path: Path, entries: Array) -> None:
    """Write `entries`, sorted as `ordered` sorts, as the file `path`; whole or not at all."""
    save(path, ordered(entries))


def between(files: Sequence[Path], part: Range, dtype: np.dtype[np.void] = ENTRY) -> Array:
    """The records of all runs `files` whose keys are in `part`, as `ordered` sorts them.

    Raises ValueError where a file is no whole NumPy file.
    """
    slices = [_slice(np.load(path, mmap_mode="r"), part) for path in files]
    return ordered(np.concatenate([np.empty(0, dtype), *slices]))


def _slice(run: Array, part: Range) -> Array:
    start = np.searchsorted(run["high"], np.uint64(part.first), "left")
    end = np.searchsorted(run["high"], np.uint64(part.last), "right")
    # A copy: a mapped slice would keep its file open, and shards can be more than files may be open.
    return np.array(run[start:end])


def _same_as_next(values: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    return np.asarray(values[1:] == values[:-1])
