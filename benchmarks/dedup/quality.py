"""What a search for near-duplicates found, against pairs whose exact Jaccard similarity is known (`make.py`).

    python quality.py MATERIAL RUNS

reads MATERIAL/truth.arrow and, from each folder of RUNS that `bench.py` left, what there is of bands.npy
(the S-curve), edges.npy (pairs that a verification let through) and clusters.npy (what would be joined), and
prints tables of them.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa

THRESHOLD = 0.7
BIN = 0.02
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Truth:
    """All pairs of `documents` documents with Jaccard >= 0.3; each array has a row for each."""

    documents: int
    first: Array
    second: Array
    family: Array
    jaccard: Array

    @classmethod
    def read(cls, material: Path) -> Self:
        with pa.memory_map(str(material / "truth.arrow")) as file:
            table = pa.ipc.open_file(file).read_all()
        with pa.memory_map(str(material / "corpus.arrow")) as file:
            reader = pa.ipc.open_file(file)
            count = sum(reader.get_batch(n).num_rows for n in range(reader.num_record_batches))
        names = ("first", "second", "family", "jaccard")
        return cls(count, *(table[name].to_numpy() for name in names))

    @property
    def alike(self) -> Array:
        """bool: which pairs should be found."""
        reached: Array = self.jaccard >= THRESHOLD
        return reached

    def keys(self) -> Array:
        """One number a pair."""
        keys: Array = self.first.astype(np.int64) * self.documents + self.second
        return keys


@dataclass(frozen=True)
class Bin:
    """Pairs of one range of Jaccard: how many, the share that met and what the S-curve says.

    `error` is the standard error of the share; pairs of one family may depend on each other, those of
    different families do not.
    """

    jaccard: float
    pairs: int
    measured: float
    theory: float
    error: float

    @property
    def distance(self) -> float:
        return abs(self.measured - self.theory)


def met(truth: Truth, bands: Array) -> Array:
    """bool[pairs]: which pairs have the same number in one of the bands, uint64[bands, documents]."""
    found = np.zeros(len(truth.first), dtype=bool)
    for band in bands:
        found |= band[truth.first] == band[truth.second]
    return found


def curve(truth: Truth, bands: Array, rows: int) -> list[Bin]:
    """The S-curve as measured, beside 1 - (1 - J^rows)^bands, the mean of it over a bin's own pairs."""
    found = met(truth, bands)
    expected = 1 - (1 - truth.jaccard**rows) ** len(bands)
    place = np.minimum((truth.jaccard / BIN + 1e-9).astype(np.int64), round(1 / BIN) - 1)
    bins = []
    for number in np.unique(place):
        mine = place == number
        rest = found[mine] - expected[mine]
        _, family = np.unique(truth.family[mine], return_inverse=True)
        error = np.sqrt((np.bincount(family, rest) ** 2).sum()) / mine.sum()
        shares = float(found[mine].mean()), float(expected[mine].mean())
        bins.append(Bin(number * BIN, int(mine.sum()), *shares, float(error)))
    return bins


def of_edges(truth: Truth, edges: Array) -> dict[str, float]:
    """Recall and precision of pairs, int64[n, 2], against those that are really alike."""
    keys = truth.keys()[truth.alike]
    given = edges.min(axis=1).astype(np.int64) * truth.documents + edges.max(axis=1)
    right = int(np.isin(given, keys).sum())
    return {"recall": right / len(keys), "precision": right / max(1, len(given))}


def of_clusters(truth: Truth, clusters: Array) -> dict[str, float]:
    """The same for all pairs that share a cluster, named in int64[documents]; precision also at 0.5."""
    joined = clusters[truth.first] == clusters[truth.second]
    sizes = np.unique(clusters, return_counts=True)[1]
    total = int((sizes * (sizes - 1) // 2).sum())
    right = int((joined & truth.alike).sum())
    half = int((joined & (truth.jaccard >= 0.5)).sum())
    return {
        "recall": right / int(truth.alike.sum()),
        "precision": right / max(1, total),
        "precision at 0.5": half / max(1, total),
        "removed": float(len(clusters) - len(sizes)),
    }


def tables(truth: Truth, runs: Path) -> Iterator[str]:
    """What there is of each run."""
    for run in sorted(path for path in runs.iterdir() if path.is_dir()):
        for name, judge in (("edges", of_edges), ("clusters", of_clusters)):
            for path in sorted(run.glob(f"{name}*.npy")):
                figures = judge(truth, np.load(path))
                told = ", ".join(f"{what} {value:.4f}" for what, value in figures.items())
                yield f"{run.name:16} {path.stem:16} {told}"
    for run in sorted(path for path in runs.iterdir() if path.is_dir()):
        for path in sorted(run.glob("bands*.npy")):
            bands = np.load(path)
            rows = int(path.stem.partition("x")[2] or 8)  # bands-32x6.npy; the peers' are 14x8
            found = curve(truth, bands, rows)
            worst = max(found, key=lambda one: one.distance)
            alike = met(truth, bands)[truth.alike].mean()
            yield (
                f"\n{run.name} {len(bands)}x{rows}: {alike:.4f} of pairs from {THRESHOLD} meet; "
                f"farthest from the S-curve {worst.distance:.4f} at {worst.jaccard:.2f}"
            )
            yield "    J   pairs measured theory  apart  error"
            for one in found:
                yield (
                    f"{one.jaccard:5.2f} {one.pairs:7,} {one.measured:8.4f} {one.theory:6.4f} "
                    f"{one.measured - one.theory:+.4f} {one.error:.4f}"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("material", type=Path)
    parser.add_argument("runs", type=Path)
    options = parser.parse_args()
    print(*tables(Truth.read(options.material), options.runs), sep="\n")


if __name__ == "__main__":
    main()
