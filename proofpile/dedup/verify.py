"""The third step: the true Jaccard of each candidate pair, from the sets of shingles themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from proofpile.arrays import save
from proofpile.dedup.candidates import Pairs
from proofpile.dedup.gather import Sets
from proofpile.dedup.join import Array
from proofpile.native import components, overlaps

# `shared` and `union`: shingles that both have, and that one of them has.
EDGE = np.dtype([("a", "<u8"), ("b", "<u8"), ("shared", "<u4"), ("union", "<u4")])
SHINGLES_AT_ONCE = 16_000_000  # 128 MB of them while pairs are compared
BINS = 50  # of the measured S-curve, from Jaccard 0 to 1; one more is for 1 itself
NEAR_MISSES = 16  # pairs of a range just under the threshold that are kept, to look at


@dataclass(frozen=True, slots=True)
class Verified:
    """Files of EDGE: pairs that reached the threshold, and some that just did not; and the S-curve."""

    edges: Path
    misses: Path
    count: int
    curve: Path


@dataclass(frozen=True, slots=True)
class Verify:
    """A callable from a number and files of pairs, and of how many buckets each shares, to `Verified`.

    `curve` holds float64[3, BINS + 1]: by Jaccard, how many pairs there were, how many buckets they shared,
    and the same for those that shared two or more. What one bucket found the others find again with the
    chance that they have of any such pair; so the third over the second estimates the S-curve of one bucket
    less, and pairs that were never found are not missed.
    """

    shingles: Path
    folder: Path
    threshold: float

    step = "Jaccards"

    def __call__(self, item: tuple[int, Path, Path]) -> Verified:
        number, of_pairs, of_shared = item
        edges, misses, curve = (
            self.folder / f"{number:05d}.{what}.npy" for what in ("edges", "misses", "curve")
        )
        if not curve.exists():
            pairs = np.load(of_pairs, mmap_mode="r")
            found = compare(self.shingles, pairs)
            jaccard = jaccard_of(found)
            reached = jaccard >= self.threshold
            save(edges, found[reached])
            near = np.lexsort([found["b"], found["a"], -jaccard])
            save(misses, found[near[~reached[near]][:NEAR_MISSES]])
            save(curve, _curve(jaccard, np.load(of_shared)))
        return Verified(edges, misses, len(np.load(edges, mmap_mode="r")), curve)


def jaccard_of(edges: Array) -> npt.NDArray[np.float64]:
    """Shared shingles by all shingles, of each edge."""
    return np.asarray(edges["shared"] / edges["union"].astype(np.float64))


def compare(folder: Path, pairs: Pairs) -> Array:
    """EDGE of each of `pairs`, whose shingles `Gather` put into `folder`; a bounded number at a time.

    Pairs are taken component by component, so that each set is read once, or nearly.
    """
    edges = np.empty(len(pairs), EDGE)
    edges["a"], edges["b"] = pairs[:, 0], pairs[:, 1]
    places, index = np.unique(pairs, return_inverse=True)
    index = index.reshape(-1, 2).astype(np.int64)
    order = np.argsort(components(len(places), index)[index[:, 0]], kind="stable")
    sets = Sets(folder)
    for some in _portions(order, index, sets.sizes(places)):
        mine, inside = np.unique(index[some], return_inverse=True)
        counts = overlaps(*sets.read(places[mine]), inside.reshape(-1, 2).astype(np.int64))
        edges["shared"][some], edges["union"][some] = counts[:, 0], counts[:, 1]
    return edges


def _portions(
    order: npt.NDArray[np.int64], index: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]
) -> Iterator[npt.NDArray[np.int64]]:
    """`order` in pieces whose pairs have `SHINGLES_AT_ONCE` at most, or are one pair."""
    first, second = index[order, 0], index[order, 1]
    again = np.append(False, first[1:] == first[:-1])[: len(first)]
    behind = np.cumsum(np.where(again, 0, sizes[first]) + sizes[second])
    start = 0
    while start < len(order):
        most = SHINGLES_AT_ONCE + (behind[start - 1] if start else 0)
        end = max(start + 1, int(np.searchsorted(behind, most, "right")))
        yield order[start:end]
        start = end


def _curve(
    jaccard: npt.NDArray[np.float64], shared: npt.NDArray[np.uint32]
) -> npt.NDArray[np.float64]:
    """See `Verify`."""
    bins = (jaccard * BINS).astype(np.int64)
    again = np.where(shared > 1, shared, 0)
    rows = (np.bincount(bins, w, BINS + 1) for w in (np.ones(len(bins)), shared, again))
    return np.stack([row.astype(np.float64) for row in rows])
