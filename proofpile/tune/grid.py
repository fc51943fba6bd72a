"""The thresholds that can be chosen, and what lies between them.

Counts at a threshold are exact only where it is the edge of a bin, so edges are the numbers that people
would type: ``0.17``, never 0.1699219. On a scale of many orders of magnitude they have three digits each.
"""

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from proofpile.report.tallies import Floats

_STEPS = 400  # at least so many edges over the range, at most ten times as many
_LOGARITHMIC_FROM = (
    100  # no score in [0, 1] and no percentage comes here; perplexities and counts do
)
_DIGITS = 3
_LEAST_POWER, _MOST_POWER = -2, 12  # what is beyond lies in the first or the last bin

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Grid:
    """Edges, ascending. Bin n holds what a threshold at edge n - 1 and one at edge n tell apart.

    So bin 0 lies below the first edge, and there is one bin more than edges. Which of its two edges
    belongs to a bin follows from which side a score equal to the threshold is on.
    """

    edges: tuple[float, ...]
    keeps: str
    logarithmic: bool

    @classmethod
    def over(cls, low: float, high: float, value: float, keeps: str, whole: bool) -> "Grid":
        """Edges for scores from `low` to `high`; `value`, the present threshold, is one of them."""
        low, high = min(low, value), max(high, value)
        logarithmic = low >= 0 and high > _LOGARITHMIC_FROM
        edges = _digits(high) if logarithmic else _decimals(low, high)
        if whole:
            edges = {edge for edge in edges if edge == int(edge)}
        return cls(tuple(sorted({*edges, value})), keeps, logarithmic)

    def bins(self, scores: Floats) -> Ints:
        """The bin of each score."""
        side = "right" if self.keeps == "at-least" else "left"
        return np.searchsorted(np.array(self.edges), scores, side=side).astype(np.int64)  # type: ignore[call-overload,no-any-return]

    def bin(self, score: float) -> int:
        """The bin of one score."""
        return (bisect_right if self.keeps == "at-least" else bisect_left)(self.edges, score)

    def nearest(self, value: float) -> int:
        """The number of the edge nearest to `value`."""
        after = bisect_left(self.edges, value)
        near = range(max(after - 1, 0), min(after + 1, len(self.edges)))
        return min(near, key=lambda n: abs(self.edges[n] - value))

    def kept_bins(self, edge: int) -> range:
        """The bins that a threshold at `edge` keeps."""
        return range(edge + 1, len(self.edges) + 1) if self.keeps == "at-least" else range(edge + 1)


def shown(value: float) -> str:
    """A threshold as somebody would type it: ``0.3``, ``15000``."""
    return f"{value:.15g}"


def _decimals(low: float, high: float) -> set[float]:
    """Multiples of a power of ten."""
    power = math.floor(math.log10(max(high - low, 1e-9) / _STEPS))
    first, last = math.floor(low / 10.0**power), math.ceil(high / 10.0**power)
    return {float(f"{n}e{power}") for n in range(first, last + 1)}


def _digits(high: float) -> set[float]:
    """Numbers of three digits, at every power of ten up to `high`."""
    last = min(math.ceil(math.log10(high)), _MOST_POWER)
    first, end = 10 ** (_DIGITS - 1), 10**_DIGITS
    powers = range(_LEAST_POWER - _DIGITS + 1, last - _DIGITS + 1)
    return {0.0} | {float(f"{n}e{p}") for p in powers for n in range(first, end)} | {10.0**last}
