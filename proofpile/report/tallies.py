"""Counts in bounded memory whose results do not depend on how the corpus was cut into batches.

A histogram cannot know its range before the last value. So bins lie on a grid of powers of two, and when
there are too many, neighbours are merged: the same bins in the end, whatever came first. Reservoir samples
and t-digests were rejected: both depend on the order in which values come.
"""

import hashlib
import math
from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt

MOST_BINS = 72  # [0, 1] keeps 65 bins of 1/64, and a bin is still 4 units wide in the plot
MOST_NAMES = (
    200_000  # about 40 MB; OpenWebMath has 130,000 domains, so a corpus of its size is exact
)
_FINEST = -20

Floats = npt.NDArray[np.float64]


@dataclass
class Histogram:
    """Counts by equal bins: of the values, or, with `per_octave`, of their binary logarithms.

    `bins` maps the number of a bin to its count; bin k begins at ``k * width`` on the scale. Values
    that a logarithm cannot take are counted as `zeros`, those that are no number as `odd`.
    """

    per_octave: int = 0
    exponent: int = _FINEST
    bins: dict[int, int] = field(default_factory=dict)
    zeros: int = 0
    odd: int = 0

    @property
    def total(self) -> int:
        """Values that have a place on the scale."""
        return self.zeros + sum(self.bins.values())

    @property
    def width(self) -> float:
        """Of a bin, on the scale."""
        return 1 / self.per_octave if self.per_octave else 2.0**self.exponent

    def add(self, values: Floats) -> None:
        """Count `values`."""
        finite = values[np.isfinite(values)]
        self.odd += len(values) - len(finite)
        if self.per_octave:
            positive = finite[finite > 0]
            self.zeros += len(finite) - len(positive)
            self._count(np.floor(np.log2(positive) * self.per_octave))
        elif len(finite):
            self._make_room(float(finite.min()), float(finite.max()))
            self._count(np.floor(finite / self.width))

    def at_width_of(self, other: "Histogram") -> dict[int, int]:
        """The bins, as wide as those of `other` if those are wider."""
        wider = Histogram(self.per_octave, self.exponent, dict(self.bins))
        if not self.per_octave:
            wider._coarsen(max(self.exponent, other.exponent))
        return wider.bins

    def quantile(self, share: float) -> float:
        """The value below which about `share` of all lie; exact to the width of a bin."""
        left = share * self.total - self.zeros
        if left <= 0:
            return 0.0
        for number, count in sorted(self.bins.items()):
            if left <= count:
                place = (number + left / count) * self.width
                return 2**place if self.per_octave else place
            left -= count
        return 0.0

    def _count(self, numbers: Floats) -> None:
        found, counts = np.unique(numbers.astype(np.int64), return_counts=True)
        for number, count in zip(found.tolist(), counts.tolist(), strict=True):
            self.bins[number] = self.bins.get(number, 0) + count

    def _make_room(self, low: float, high: float) -> None:
        if self.bins:
            low = min(low, min(self.bins) * self.width)
            high = max(high, max(self.bins) * self.width)
        # A bin's number has to survive a float64.
        exponent = max(self.exponent, math.frexp(max(abs(low), abs(high)))[1] - 52)
        while not _fits(low, high, exponent):
            exponent += 1
        self._coarsen(exponent)

    def _coarsen(self, exponent: int) -> None:
        shift = exponent - self.exponent
        merged: dict[int, int] = {}
        for number, count in self.bins.items():
            merged[number >> shift] = merged.get(number >> shift, 0) + count
        self.bins, self.exponent = merged, exponent


def _fits(low: float, high: float, exponent: int) -> bool:
    first, last = (math.floor(math.ldexp(value, -exponent)) for value in (low, high))
    return last - first < MOST_BINS


@dataclass
class Tally:
    """How many documents have each name, and the sum of a weight.

    Exact up to `MOST_NAMES` names. Beyond, the rarer half is forgotten: what is left is a lower bound, and
    `forgotten` says how many documents a name may have had that was forgotten at one time.
    """

    most: int = MOST_NAMES
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    documents: int = 0
    forgotten: int = 0

    def add(self, name: str, weight: int = 0, documents: int = 1) -> None:
        """So many more documents called `name`, of this weight together."""
        before, sum_so_far = self.counts.get(name, (0, 0))
        self.counts[name] = before + documents, sum_so_far + weight
        self.documents += documents
        if len(self.counts) > self.most:
            self._forget()

    def add_all(self, names: Iterable[str], weights: Iterable[int] | None = None) -> None:
        """A document for each name, with its weight."""
        found: dict[str, list[int]] = {}
        given = zip(names, repeat(0)) if weights is None else zip(names, weights, strict=True)
        for name, weight in given:
            if (entry := found.get(name)) is None:
                found[name] = [1, weight]
            else:
                entry[0] += 1
                entry[1] += weight
        for name, (documents, weight) in found.items():
            self.add(name, weight, documents)

    def top(self, most: int) -> list[tuple[str, int, int]]:
        """Name, documents and weight of the most frequent names."""
        order = sorted(self.counts.items(), key=lambda item: (-item[1][0], item[0]))
        return [(name, documents, weight) for name, (documents, weight) in order[:most]]

    def _forget(self) -> None:
        kept = self.top(self.most // 2)
        gone = {*self.counts} - {name for name, *_ in kept}
        self.forgotten += max(self.counts[name][0] for name in gone)
        self.counts = {name: (documents, weight) for name, documents, weight in kept}


@dataclass
class Sample:
    """The `size` rows that come first by distance, and among equals by a hash of the id.

    Without a distance this is a random sample that every build draws alike, and that stays mostly the
    same when the corpus changes a little. The first rows of a file would be one site's.
    """

    size: int
    _rows: list[tuple[float, bytes, str, Any]] = field(default_factory=list)

    def offer(self, id: str, row: Callable[[], Any], distance: float = 0.0) -> None:
        """Consider ``row()``; it is made only if it is taken."""
        key = (distance, _hash(id), id)
        if len(self._rows) == self.size:
            if key >= self._rows[-1][:3]:
                return
            self._rows.pop()
        insort(self._rows, (*key, row()), key=lambda entry: entry[:3])

    def offer_all(self, ids: Sequence[str], row: Callable[[int], Callable[[], Any]]) -> None:
        """Consider ``row(n)()`` for the id at each place n."""
        hashes = np.frombuffer(b"".join(map(_hash, ids)), ">u8")
        most = 2**64 - 1
        if len(self._rows) == self.size:
            distance, last, _ = self._rows[-1][:3]
            most = int.from_bytes(last) if distance == 0 else most
        for place in np.flatnonzero(hashes <= most).tolist():
            self.offer(ids[place], row(place))

    @property
    def reach(self) -> float:
        """The distance from which on nothing is taken any more."""
        return self._rows[-1][0] if len(self._rows) == self.size else math.inf

    def __iter__(self) -> Iterator[Any]:
        return (entry[3] for entry in self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _hash(id: str) -> bytes:
    return hashlib.blake2b(id.encode(), digest_size=8).digest()
