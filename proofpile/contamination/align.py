"""The best alignment of a part of an item with a passage: runs of equal tokens, in the order of both.

A copy that was edited is runs of the item with gaps between them. Runs are at least `SHORTEST` tokens, or
every "the" of the passage would count; between two of them may be `WIDEST` tokens on either side, or two
quotations far apart would be one. Among all such chains the one that tells most is taken (dynamic
programming over runs, as sparse sequence alignment does: Eppstein et al., J. ACM 39, 1992).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from proofpile.native import grams

SHORTEST = 3
WIDEST = 16
# Passages that repeat themselves have runs without end; the best tell enough. Time goes with their square.
_MOST_RUNS = 48
_MOST_PAIRS = 200_000

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Bits = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Run:
    """`length` equal tokens, from token `at` of the passage and `item_at` of the item."""

    at: int
    item_at: int
    length: int


def align(passage: Hashes, item: Hashes, bits: Bits, least: float = 0.0) -> list[Run]:
    """The chain of runs with the most bits; `bits` are those of the item's tokens.

    None where all runs together have less than `least`: most passages that are looked at are of that kind.
    """
    at, item_at, length = _runs(passage, item)
    sums = np.concatenate(([0.0], np.cumsum(bits)))
    tells = sums[item_at + length] - sums[item_at]
    if tells.sum() < least:
        return []
    if len(at) > _MOST_RUNS:
        best = np.sort(np.lexsort((at, -tells))[:_MOST_RUNS])
        at, item_at, length = at[best], item_at[best], length[best]
    return _chain(at, item_at, length, sums)


def _runs(passage: Hashes, item: Hashes) -> tuple[Places, Places, Places]:
    """Maximal runs, in the order of the passage."""
    ours, theirs = grams(item, SHORTEST), grams(passage, SHORTEST)
    order = np.argsort(ours, kind="stable")
    left = np.searchsorted(ours[order], theirs, "left")
    count = np.searchsorted(ours[order], theirs, "right") - left
    if int(count.sum()) > _MOST_PAIRS:
        count[count > 1] = 0
    at = np.repeat(np.arange(len(theirs)), count)
    item_at = order[left[at] + np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)]
    by_diagonal = np.lexsort((at, at - item_at))
    at, item_at = at[by_diagonal], item_at[by_diagonal]
    new = np.ones(len(at), bool)
    new[1:] = (np.diff(at) != 1) | (np.diff(at - item_at) != 0)
    first = np.flatnonzero(new)
    length = np.diff(np.append(first, len(at))) + SHORTEST - 1
    at, item_at = at[first], item_at[first]
    in_order = np.lexsort((item_at, at))
    return at[in_order], item_at[in_order], length[in_order]


def _chain(at: Places, item_at: Places, length: Places, sums: Bits) -> list[Run]:
    """In plain lists, written out, looking back only as far as a gap allows: faster than arrays."""
    if not len(at):
        return []
    starts, item_starts, lengths = at.tolist(), item_at.tolist(), length.tolist()
    ends = (at + length).tolist()
    item_ends = (item_at + length).tolist()
    told = sums.tolist()
    longest = max(lengths)
    best: list[float] = []
    before: list[int] = []
    cut: list[int] = []  # tokens that the run before it has already
    for this, (start, item_start, size) in enumerate(
        zip(starts, item_starts, lengths, strict=True)
    ):
        end = told[item_start + size]
        most, whom, skip = end - told[item_start], -1, 0
        first = start - WIDEST - longest  # no run that begins before it reaches this one
        for other in range(this - 1, -1, -1):
            if starts[other] < first:
                break
            if item_starts[other] >= item_start or starts[other] >= start:
                continue
            over, item_over = ends[other] - start, item_ends[other] - item_start
            over = max(over, item_over, 0)
            if over >= size or start + over - ends[other] > WIDEST:
                continue
            if item_start + over - item_ends[other] > WIDEST:
                continue
            found = best[other] + end - told[item_start + over]
            if found > most or (found == most and whom >= 0):  # of equals the first
                most, whom, skip = found, other, over
        best.append(most)
        before.append(whom)
        cut.append(skip)
    runs: list[Run] = []
    this = best.index(max(best))
    while this >= 0:
        skip = cut[this]
        runs.append(Run(starts[this] + skip, item_starts[this] + skip, lengths[this] - skip))
        this = before[this]
    return runs[::-1]
