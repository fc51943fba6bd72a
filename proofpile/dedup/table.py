"""Tables that filters look ids up in: what was found out about a document, by a hash of its id.

A table is one NumPy file of records sorted by their keys, made of runs (`proofpile.dedup.join`) range by
range, so that nobody ever holds it; workers map it into memory and read the few pages that they need.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from shutil import copyfileobj, rmtree
from typing import Any

import numpy as np
import numpy.typing as npt

from proofpile.arrays import save
from proofpile.atomic import appearing
from proofpile.dedup.join import (
    ENTRY,
    RANGE_ENTRIES,
    Array,
    Range,
    between,
    keys_of,
    ranges_for,
)
from proofpile.runner import Runner


@dataclass(frozen=True, slots=True)
class _Part:
    """A callable from a range to the file of its records, sorted and reduced."""

    files: tuple[Path, ...]
    folder: Path
    dtype: np.dtype[np.void]
    reduce: Callable[[Array], Array] | None

    step = "table"

    def __call__(self, part: Range) -> Path:
        path = self.folder / f"part-{part.number:05d}.npy"
        entries = between(self.files, part, self.dtype)
        save(path, self.reduce(entries) if self.reduce else entries)
        return path


def write_table(
    path: Path,
    runs: Iterable[tuple[Path, int]],
    runner: Runner,
    dtype: np.dtype[np.void] = ENTRY,
    at_once: int = RANGE_ENTRIES,
    reduce: Callable[[Array], Array] | None = None,
) -> None:
    """Write the table `path` of the records of all `runs`, each a file and its count; removes the runs.

    `reduce` makes fewer of the sorted records of a range, of the same type and order. It is shown all
    records of a key at once, and travels to workers, so it is a function or object of the library.
    """
    made = list(runs)
    files = tuple(file for file, _ in made)
    folder = path.with_name(f"{path.name}.parts")
    folder.mkdir(parents=True, exist_ok=True)
    count = sum(number for _, number in made)
    parts = list(runner.map(_Part(files, folder, dtype, reduce), ranges_for(count, at_once)))
    join_parts(path, parts, dtype)
    rmtree(folder)  # with whatever a killed run may have left there
    for file in files:
        file.unlink()


def join_parts(path: Path, parts: Sequence[Path], dtype: np.dtype[np.void]) -> None:
    """Write NumPy files `parts` of records `dtype`, one after another, as one; holds none of them."""
    count = sum(len(np.load(part, mmap_mode="r")) for part in parts)
    with appearing(path) as partial, partial.open("wb") as file:
        facts: dict[str, Any] = {
            "shape": (count,),
            "fortran_order": False,
            "descr": np.lib.format.dtype_to_descr(dtype),
        }
        np.lib.format.write_array_header_1_0(file, facts)
        for part in parts:
            with part.open("rb") as source:
                np.lib.format.read_magic(source)
                np.lib.format.read_array_header_1_0(source)
                copyfileobj(source, file, 1 << 20)


class Table:
    """A table as it lies on disk. `records` are all of it, sorted by key, mapped and not read."""

    def __init__(self, path: str) -> None:
        self.records: Array = np.load(path, mmap_mode="r")

    def find(self, ids: Sequence[str]) -> npt.NDArray[np.int64]:
        """For each of `ids` the number of its record (the first, should there be more), or -1."""
        return self.rows(keys_of(ids))

    def rows(self, keys: Array) -> npt.NDArray[np.int64]:
        """For each of `keys` (`KEY`) the number of its first record, or -1."""
        found = np.full(len(keys), -1, np.int64)
        high, low = self.records["high"], self.records["low"]
        at = np.searchsorted(high, keys["high"], "left")
        open_ = np.arange(len(keys))
        while len(open_):  # a second round only where two keys share their upper 64 bits
            open_ = open_[at[open_] < len(high)]
            open_ = open_[high[at[open_]] == keys["high"][open_]]
            right = low[at[open_]] == keys["low"][open_]
            found[open_[right]] = at[open_[right]]
            open_ = open_[~right]
            at[open_] += 1
        return found


def open_table(path: str) -> Table:
    """The table at `path`, opened once a process and version of the file."""
    return _opened(path, file_version(path))


def file_version(path: str) -> tuple[int, int]:
    """What tells a file from another that was there before under the same name."""
    facts = Path(path).stat()
    return facts.st_ino, facts.st_mtime_ns


@lru_cache(maxsize=8)
def _opened(path: str, version: tuple[int, int]) -> Table:
    return Table(path)
