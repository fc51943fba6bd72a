"""Documents as a search for near-duplicates knows them: by place, with a record of who would stay.

A *shelf* is files of documents that are worked on together, because one alone may hold a handful or none. A
*place* is the number of a document's shelf and its row there, over all its files, in one uint64. A *run* is
some `RUN_DOCUMENTS` documents of one shelf at most; `proofpile.dedup.sign` makes and describes its files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import orjson

from proofpile.atomic import write_bytes
from proofpile.dedup.join import KEY, Array
from proofpile.dedup.rank import RANK, best_first

# Enough work for as many processes, and not so little that files are all the work.
SHELVES, FEW, MANY = 64, 1000, 1 << 17
DOCUMENT = np.dtype([*KEY.descr, *RANK.descr, ("bytes", "<u8"), ("source", "<u4")])
Places = npt.NDArray[np.uint64]
Files = tuple[Path, ...]
ROW = np.uint64(0xFFFFFFFF)  # the half of a place that is the row


@dataclass(frozen=True, slots=True)
class Run:
    """`documents` documents of shelf number `shelf`, the first in row `start`; `signed` have a shingle."""

    name: str
    shelf: int
    start: int
    documents: int
    signed: int
    tokens: int
    sources: tuple[str, ...]  # DOCUMENT.source is an index into it
    of_source: tuple[int, ...]  # how many documents each has

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        """From JSON."""
        lists = {"sources": tuple(facts["sources"]), "of_source": tuple(facts["of_source"])}
        return cls(**{**facts, **lists})


class Signed:
    """A folder of runs, and what they say of documents by their places.

    Documents of shelf number `old_from` and later belong to an older corpus: they are compared with, and
    never removed.
    """

    def __init__(self, folder: Path) -> None:
        facts = orjson.loads((folder / "runs.json").read_bytes())
        self.folder, self.old_from = folder, int(facts["old_from"])
        self.runs = [Run.of(run) for run in facts["runs"]]
        self._starts = np.array([r.shelf << 32 | r.start for r in self.runs], np.uint64)

    @staticmethod
    def save(folder: Path, runs: Sequence[Run], old_from: int) -> None:
        """Write what the constructor reads."""
        facts = {"old_from": old_from, "runs": [asdict(run) for run in runs]}
        write_bytes(folder / "runs.json", orjson.dumps(facts))

    def files(self, suffix: str) -> list[Path]:
        """Of every run, the file whose name ends so."""
        return [self.folder / f"{run.name}{suffix}" for run in self.runs]

    def old(self, places: Places) -> npt.NDArray[np.bool_]:
        """Which of `places` are in the older corpus."""
        return np.asarray(places >= np.uint64(self.old_from << 32))

    def documents(self, places: Places) -> Array:
        """DOCUMENT of each of `places`; its `source` is an index into `sources`."""
        found = np.zeros(len(places), DOCUMENT)
        owners = np.searchsorted(self._starts, places, "right") - 1
        for owner in np.unique(owners):
            mine = owners == owner
            records = np.load(self.folder / f"{self.runs[owner].name}.docs.npy", mmap_mode="r")
            found[mine] = records[(places[mine] - self._starts[owner]).astype(np.int64)]
            found["source"][mine] = self._numbers[owner][found["source"][mine]]
        return found

    @cached_property
    def sources(self) -> list[str]:
        """Every source, sorted."""
        return sorted({name for run in self.runs for name in run.sources})

    @cached_property
    def _numbers(self) -> list[npt.NDArray[np.uint32]]:
        number = {name: n for n, name in enumerate(self.sources)}
        return [np.array([number[s] for s in run.sources], np.uint32) for run in self.runs]

    def best_first(self, places: Places) -> npt.NDArray[np.int64]:
        """The order of `places` from best to worst: the older corpus first, then by rank."""
        order = best_first(self.documents(places))
        return order[np.argsort(~self.old(places)[order], kind="stable")]


@lru_cache(maxsize=2)
def signed(folder: str) -> Signed:
    """`Signed`, opened once a process."""
    return Signed(Path(folder))


def places_of(entries: Array) -> Places:
    """The places of records with a `shard` and a `row`."""
    return entries["shard"].astype(np.uint64) << np.uint64(32) | entries["row"].astype(np.uint64)


def shelves(files: Sequence[tuple[Path, int]]) -> list[Files]:
    """Files with their numbers of documents, put together in their order: `SHELVES` shelves where that makes
    more than `FEW` documents of each, and at most `MANY` (or one file) on a shelf.
    """
    most = min(MANY, max(FEW, sum(rows for _, rows in files) // SHELVES))
    found: list[list[Path]] = []
    room = 0
    for path, rows in files:
        if not found or rows > room:
            found.append([])
            room = most
        found[-1].append(path)
        room -= rows
    return [tuple(shelf) for shelf in found]
