"""Quantiles of a mark within registered domains, of a corpus of any size, with the same answer on any runner.

Values are counted in bins that are the first bits of their float64: seven of the mantissa, so that a bin
is under 0.8 % wide, its border needs no logarithm, and counts of any two shards can be added. Each shard
gives a file of (domain, bin, count) sorted by a hash of the domain; ranges of hashes are joined one at a
time. Price: a line between two documents less than 0.8 % apart is drawn above both.

Exact sorted values were rejected: a domain with a tenth of the corpus would have to fit in memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import xxhash

from proofpile.arrays import save
from proofpile.errors import UsageError
from proofpile.runner import Runner
from proofpile.shard import Shard, file_sha256, read_column
from proofpile.web.urls import host, registered_domain

Array = npt.NDArray[np.void]
COUNT = np.dtype([("domain", "<u8"), ("bin", "<u4"), ("count", "<u4")])
LINE = np.dtype([("domain", "<u8"), ("line", "<f8")])
# Entries joined at once: 16 bytes each, some six times that on the way: 300 MB.
RANGE_ENTRIES = 3_000_000
_MANTISSA_LEFT_OUT = 52 - 7  # bits
_WHOLE_CORPUS = 0  # in place of a domain's hash


@dataclass(frozen=True, slots=True)
class Rule:
    """Above which line a document of a domain goes.

    The line lies above `keep` of the domain's documents, or of the corpus's where the domain has under
    `few` of them; and never below what `spare` of the corpus keep.
    """

    keep: float
    few: int
    spare: float

    def line(self, counts: Array, corpus: Array) -> float:
        """The line for the domain whose bins `counts` are; `corpus` are those of all domains."""
        own = counts if int(counts["count"].sum()) >= self.few else corpus
        return max(quantile(own, self.keep), quantile(corpus, self.spare))


@dataclass(frozen=True, slots=True)
class Tally:
    """A callable from (number, shard) to the sorted file of its counts, and how many entries it has."""

    folder: Path
    mark: str

    def __call__(self, item: tuple[int, Shard]) -> tuple[Path, int]:
        number, shard = item
        values = np.array(read_column(shard.path, self.mark), np.float64)  # None becomes nan
        origins = read_column(shard.path, "origin")
        judged = np.flatnonzero(values > 0)
        entries = np.empty(len(judged), COUNT)
        entries["domain"] = [_domain(origins[row]) for row in judged]
        entries["bin"] = _bins(values[judged])
        entries["count"] = 1
        path = self.folder / f"{number:05d}.npy"
        entries = _added_up(entries)
        save(path, entries)
        return path, len(entries)


@dataclass(frozen=True, slots=True)
class Join:
    """A callable from a range's number to the lines of its domains; `corpus` as `Rule.line` takes it."""

    files: tuple[Path, ...]
    ranges: int
    rule: Rule
    corpus: Array

    def __call__(self, number: int) -> Array:
        entries = _range(self.files, number, self.ranges)
        if not len(entries):
            return np.empty(0, LINE)
        domain = entries["domain"]
        domains = np.split(entries, 1 + np.flatnonzero(domain[1:] != domain[:-1]))
        lines = [(d["domain"][0], self.rule.line(d, self.corpus)) for d in domains]
        return np.array(lines, LINE)


@dataclass(frozen=True, slots=True)
class Bins:
    """A callable from a range's number to its counts by bin, of all domains together."""

    files: tuple[Path, ...]
    ranges: int

    def __call__(self, number: int) -> Array:
        entries = _range(self.files, number, self.ranges)
        entries["domain"] = _WHOLE_CORPUS
        return _added_up(entries)


def write_lines(
    mark: str, rule: Rule, shards: Sequence[Shard], runner: Runner, workdir: Path
) -> tuple[Path, str]:
    """Write the table of each domain's line for `mark`; its path and its SHA-256.

    Values that are missing, or not above 0, are not counted. Raises UsageError if there is no such mark.
    """
    folder = workdir / "tallies"
    folder.mkdir(parents=True, exist_ok=True)
    if shards and not _has(shards[0].path, mark):
        raise UsageError(
            f"no source or filter before sets the mark {mark!r}: put one that does first"
        )
    made = list(runner.map(Tally(folder, mark), enumerate(shards)))
    files = tuple(path for path, _ in made)
    ranges = 1 + sum(count for _, count in made) // RANGE_ENTRIES
    bins = [np.empty(0, COUNT), *runner.map(Bins(files, ranges), range(ranges))]
    corpus = _added_up(np.concatenate(bins))
    lines = list(runner.map(Join(files, ranges, rule, corpus), range(ranges)))
    whole = np.array([(_WHOLE_CORPUS, rule.line(corpus[:0], corpus))], LINE)
    path = workdir / "lines.npy"
    save(path, np.concatenate([whole, *lines]))
    for file in files:
        file.unlink()
    return path, file_sha256(path)


def line_for(table: str, origin: str) -> float:
    """The line for documents of `origin`, a URL; `table` is the path that `write_lines` gave.

    A value on or above it is out. A domain that the table does not know has that of the whole corpus.
    """
    rows = _open(table)
    domain = np.uint64(_domain(origin))
    at = int(np.searchsorted(rows["domain"], domain))
    found = at if at < len(rows) and rows["domain"][at] == domain else 0
    return float(rows["line"][found])


def quantile(counts: Array, share: float) -> float:
    """The lowest border of a bin that at least `share` of all lies below; infinite where there is nothing.

    `counts` is in the order of its bins.
    """
    if not len(counts):
        return float("inf")
    upto = np.cumsum(counts["count"], dtype=np.int64)
    at = int(np.searchsorted(upto, share * float(upto[-1])))
    border = np.uint64(int(counts["bin"][min(at, len(counts) - 1)]) + 1)
    return float((border << np.uint64(_MANTISSA_LEFT_OUT)).view(np.float64))


def _bins(values: npt.NDArray[np.float64]) -> npt.NDArray[np.uint64]:
    return values.view(np.uint64) >> np.uint64(_MANTISSA_LEFT_OUT)


def _domain(origin: str) -> int:
    return xxhash.xxh3_64_intdigest(registered_domain(host(origin)).encode(errors="replace")) or 1


def _added_up(entries: Array) -> Array:
    """One entry for each domain and bin, in their order."""
    entries = entries[np.lexsort((entries["bin"], entries["domain"]))]
    new = np.ones(len(entries), bool)
    new[1:] = (entries["domain"][1:] != entries["domain"][:-1]) | (
        entries["bin"][1:] != entries["bin"][:-1]
    )
    starts = np.flatnonzero(new)
    added: Array = entries[starts]
    if len(starts):
        added["count"] = np.add.reduceat(entries["count"], starts)
    return added


def _range(files: Sequence[Path], number: int, ranges: int) -> Array:
    """All entries of a range of domains, added up."""
    low, high = (number << 64) // ranges, ((number + 1) << 64) // ranges - 1
    slices = [_between(np.load(path, mmap_mode="r"), low, high) for path in files]
    return _added_up(np.concatenate([np.empty(0, COUNT), *slices]))


def _between(entries: Array, low: int, high: int) -> Array:
    start = np.searchsorted(entries["domain"], np.uint64(low), "left")
    end = np.searchsorted(entries["domain"], np.uint64(high), "right")
    return entries[start:end]


def _has(path: Path, mark: str) -> bool:
    with pa.memory_map(str(path)) as file:
        return mark in pa.ipc.open_file(file).schema.names


@lru_cache(maxsize=4)
def _open(table: str) -> Array:
    rows: Array = np.load(table, mmap_mode="r")
    return rows
