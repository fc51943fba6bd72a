"""Where n-grams of a batch of documents stand in the benchmarks, and the runs that they are pieces of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from proofpile.contamination.grams import Postings
from proofpile.contamination.index import Index

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
# Pairs of places that are kept of one document: so many and some a byte, and never more than the last. One
# gram of a phrase that a benchmark repeats is as many pairs as it has items; a document made of nothing else
# must not take the memory of a worker, nor what its neighbours in the batch may keep.
_PAIRS, _PAIRS_A_BYTE, _MOST_PAIRS = 10_000, 2, 4_000_000


@dataclass(frozen=True)
class Seeds:
    """Pairs of equal grams, of `n` tokens each: token `at` of a document is token `item_at` of a part.

    `start` and `end` are the gram's bytes in the document. Sorted by (doc, part, at, item_at).
    """

    doc: Places
    part: Places
    at: Places
    item_at: Places
    n: Places
    start: Places
    end: Places

    def __len__(self) -> int:
        return len(self.doc)

    def where(self, chosen: npt.NDArray[np.bool_]) -> "Seeds":
        """Those that are chosen."""
        return Seeds(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    def groups(self, *columns: Places) -> Iterator[slice]:
        """Slices in which `columns` stay the same."""
        new = np.ones(len(self), bool)
        new[1:] = np.logical_or.reduce([c[1:] != c[:-1] for c in columns])
        starts = np.flatnonzero(new)
        ends = np.append(starts[1:], len(self))[: len(starts)]
        return (slice(a, b) for a, b in zip(starts.tolist(), ends.tolist(), strict=True))


@dataclass(frozen=True)
class Runs:
    """Maximal runs of equal tokens: `length` of them from token `at` of a document, `item_at` of a part."""

    doc: Places
    part: Places
    at: Places
    item_at: Places
    length: Places
    start: Places
    end: Places

    def __len__(self) -> int:
        return len(self.doc)


def seeds_of(index: Index, kind: str, data: Bytes, offsets: Places) -> tuple[Seeds, set[int]]:
    """Seeds of one kind of token in a batch of texts, and the documents that had too many to keep all."""
    scanner, sets = index.scanners.get(kind), index.sets.get(kind, [])
    if scanner is None:
        return _sorted(np.zeros((7, 0), np.int64)), set()
    doc, which, key, at, start, end = scanner.scan(data, offsets)
    found = [
        _joined(postings, np.diff(offsets), which == number, doc, key, at, start, end)
        for number, postings in enumerate(sets)
    ]
    overfull = set(map(int, scanner.overfull)).union(*(over for _, over in found))
    return _sorted(np.concatenate([rows for rows, _ in found], axis=1)), overfull


def runs_of(seeds: Seeds) -> Runs:
    """Seeds in a row on one diagonal are one run; a run within another, in the document, goes."""
    diagonal = seeds.at - seeds.item_at
    order = np.lexsort((seeds.at, diagonal, seeds.part, seeds.doc))
    doc, part, at, diagonal = seeds.doc[order], seeds.part[order], seeds.at[order], diagonal[order]
    new = np.ones(len(order), bool)
    new[1:] = (doc[1:] != doc[:-1]) | (part[1:] != part[:-1]) | (diagonal[1:] != diagonal[:-1])
    new[1:] |= at[1:] != at[:-1] + 1
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(order)) - 1 if len(order) else first
    first, last = order[first], order[last]
    length = seeds.at[last] - seeds.at[first] + seeds.n[last]
    return _outermost(
        Runs(
            seeds.doc[first],
            seeds.part[first],
            seeds.at[first],
            seeds.item_at[first],
            length,
            seeds.start[first],
            seeds.end[last],
        )
    )


def _outermost(runs: Runs) -> Runs:
    order = np.lexsort((-runs.length, runs.at, runs.part, runs.doc))
    keep, reach, before = [], -1, (-1, -1)
    columns = (runs.doc, runs.part, runs.at, runs.length)
    for row, doc, part, at, length in zip(
        order.tolist(), *(c[order].tolist() for c in columns), strict=True
    ):
        if (doc, part) != before:
            before, reach = (doc, part), -1
        if at + length > reach:
            keep.append(row)
            reach = at + length
    return Runs(*(getattr(runs, name)[keep] for name in runs.__dataclass_fields__))


def _joined(
    postings: Postings, sizes: Places, mine: npt.NDArray[np.bool_], *columns: Places
) -> tuple[npt.NDArray[np.int64], set[int]]:
    """Rows of Seeds of one set, and the documents of which some are left out."""
    doc, key, at, start, end = (np.asarray(c)[mine] for c in columns)
    first = postings.first[key]
    count = postings.first[key + 1] - first
    overfull: set[int] = set()
    if int(count.sum()) > _PAIRS:
        # Of each document what stands in fewest places first: a phrase that all items share tells little,
        # and must not cost the one item that stands behind it.
        order = np.lexsort((count, doc))
        so_far = np.cumsum(count[order])
        first_of_doc = np.searchsorted(doc, doc, "left")
        so_far -= so_far[first_of_doc] - count[order][first_of_doc]
        kept = np.zeros(len(doc), bool)
        kept[order] = so_far <= np.minimum(_PAIRS + _PAIRS_A_BYTE * sizes[doc], _MOST_PAIRS)
        overfull = set(doc[~kept].tolist())
        doc, at, start, end = (c[kept] for c in (doc, at, start, end))
        first, count = first[kept], count[kept]
    row = np.repeat(np.arange(len(doc)), count)
    where = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    part, item_at = (c[where].astype(np.int64) for c in (postings.part, postings.at))
    n = np.full(len(row), postings.n)
    return np.stack([doc[row], part, at[row], item_at, n, start[row], end[row]]), overfull


def _sorted(rows: npt.NDArray[np.int64]) -> Seeds:
    doc, part, at, item_at = rows[:4]
    return Seeds(*rows[:, np.lexsort((item_at, at, part, doc))])


def covered(intervals: Sequence[tuple[int, int]]) -> int:
    """How much of a line the intervals [start, end) cover together."""
    total, reach = 0, 0
    for start, end in sorted(intervals):
        total += max(0, end - max(start, reach))
        reach = max(reach, end)
    return total
