"""The last step: clusters as people read them, and the table that the filter asks.

Both are made a shelf at a time, in the order of the corpus.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from proofpile.dedup.gather import NAMES, by_shelf
from proofpile.dedup.join import KEY, Array, write_run
from proofpile.dedup.runs import ROW, Places, signed
from proofpile.dedup.table import file_version
from proofpile.shard import arrow_file

CLUSTERS = pa.schema(
    [
        pa.field("cluster", pa.int64(), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        pa.field("origin", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("old", pa.bool_(), nullable=False),
        pa.field("kept", pa.bool_(), nullable=False),
        pa.field("twin", pa.string()),
        pa.field("jaccard", pa.float64()),
        pa.field("text_bytes", pa.int64(), nullable=False),
    ]
)
# Of a removed document: the place of the one that stays for it, and their Jaccard.
REMOVED = np.dtype([*KEY.descr, ("shard", "<u4"), ("row", "<u4"), ("jaccard", "<f8")])
_ROWS = 1 << 16  # of a batch


@dataclass(frozen=True, slots=True)
class Told:
    """Of one shelf: its part of the clusters, its run of the table, who was removed and of which source."""

    clusters: Path
    removed: Path
    count: int
    of_source: dict[str, int]


@dataclass(frozen=True, slots=True)
class Tell:
    """A callable from the number of a shelf to `Told`."""

    runs: str
    members: Path
    names: Path
    folder: Path

    step = "who goes and who stays"

    def __call__(self, shelf: int) -> Told:
        corpus = signed(self.runs)
        members = np.load(self.members, mmap_mode="r")
        edges = np.array([shelf << 32, (shelf + 1) << 32], np.uint64)
        start, end = np.searchsorted(members["place"], edges)
        clusters, removed = (
            self.folder / f"{shelf:05d}.{what}" for what in ("clusters.arrow", "removed.npy")
        )
        of_source: Counter[str] = Counter()
        runs = []
        with arrow_file(clusters, CLUSTERS) as file:
            for at in range(start, end, _ROWS):
                mine = np.array(members[at : min(end, at + _ROWS)])
                facts = corpus.documents(mine["place"])
                gone = mine["twin"] != mine["place"]
                sources = pa.array(corpus.sources).take(pa.array(facts["source"]))
                file.write_batch(self._batch(mine, facts, sources))
                of_source.update(sources.filter(pa.array(gone)).to_pylist())
                runs.append(_removed(mine[gone], facts[gone]))
        table = np.concatenate([np.empty(0, REMOVED), *runs])
        write_run(removed, table)
        return Told(clusters, removed, len(table), dict(of_source))

    def _batch(self, mine: Array, facts: Array, sources: pa.Array) -> pa.RecordBatch:
        gone = pa.array(mine["twin"] != mine["place"])
        names = names_of(self.names, mine["place"])
        twins = names_of(self.names, mine["twin"])
        columns = {
            "cluster": pa.array(mine["cluster"]),
            "id": names.column("id"),
            "origin": names.column("origin"),
            "source": sources,
            "old": pa.array(signed(self.runs).old(mine["place"])),
            "kept": pc.invert(gone),
            "twin": pc.if_else(gone, twins.column("id"), None),
            "jaccard": pc.if_else(gone, pa.array(mine["jaccard"]), None),
            "text_bytes": pa.array(facts["bytes"].astype(np.int64)),
        }
        return pa.RecordBatch.from_arrays([columns[f.name] for f in CLUSTERS], schema=CLUSTERS)


def names_of(folder: Path, places: Places) -> pa.RecordBatch:
    """`id` and `origin` of each of `places`, as `Gather` left them in `folder`."""
    distinct, index = np.unique(places, return_inverse=True)
    tables = []
    for mine, shelf in by_shelf(distinct):
        path = str(folder / f"{shelf:05d}.names.arrow")
        rows, names = _names(path, file_version(path))
        at = np.searchsorted(rows, (distinct[mine] & ROW).astype(np.int64))
        tables.append(names.take(pa.array(at)))
    found = pa.concat_tables([NAMES.empty_table(), *tables]).take(pa.array(index))
    return pa.RecordBatch.from_arrays([c.combine_chunks() for c in found.columns], schema=NAMES)


@lru_cache(maxsize=32)
def _names(path: str, version: tuple[int, int]) -> tuple[npt.NDArray[np.int64], pa.Table]:
    """Rows, and their names: mapped and not read, for they are not compressed."""
    rows = np.load(path.removesuffix("names.arrow") + "rows.npy", mmap_mode="r")
    return rows, pa.ipc.open_file(pa.memory_map(path)).read_all()


def _removed(members: Array, facts: Array) -> Array:
    records = np.empty(len(members), REMOVED)
    records["high"], records["low"] = facts["high"], facts["low"]
    records["shard"], records["row"] = members["twin"] >> np.uint64(32), members["twin"] & ROW
    records["jaccard"] = members["jaccard"]
    return records
