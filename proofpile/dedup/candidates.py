"""The second step: which documents meet. Equal token sequences first, then buckets, then pairs counted.

Documents whose tokens are the same in the same order are settled before any bucket: the best of them stands
for all. So a million copies of one text are a million entries of one sort, and no pair.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from proofpile.arrays import save
from proofpile.dedup.join import RANGE_ENTRIES, Range, between, ranges_for, starts
from proofpile.dedup.runs import Places, places_of, signed
from proofpile.native import bucket_groups, count_pairs, pairs_within, sort_entries

Hashes = npt.NDArray[np.uint64]
Pairs = npt.NDArray[np.uint64]  # [n, 2], the lesser place first
COPY = np.dtype([("place", "<u8"), ("kept", "<u8")])
# All pairs of a bucket's documents are candidates, up to this many documents; of more, the best are paired
# with all, so many that a bucket never gives more than MOST * MOST pairs, or one a document if that is more.
MOST = 64
PAIRS_AT_ONCE = 2_000_000  # distinct ones, 40 MB; their sorting takes five times that
_SAMPLES = 1000  # pairs of a file that say how pairs are spread


@dataclass(frozen=True, slots=True)
class RepeatedIds:
    """How many ids come more than once, and the places of some, in groups."""

    count: int
    samples: list[list[int]]


@dataclass(frozen=True, slots=True)
class FindRepeatedIds:
    """A callable from a range of keys to the ids of the new corpus in it that come more than once."""

    runs: str

    step = "repeated ids"

    def __call__(self, part: Range) -> RepeatedIds:
        corpus = signed(self.runs)
        entries = between(corpus.files(".ids.npy"), part)
        entries = entries[~corpus.old(places_of(entries))]
        begins = starts(entries)
        groups = []
        if len(begins) < len(entries):  # hardly ever, and splitting a range into its ids is slow
            groups = [g for g in np.split(places_of(entries), begins[1:]) if len(g) > 1]
        return RepeatedIds(len(groups), [group[:5].tolist() for group in groups[:5]])


@dataclass(frozen=True, slots=True)
class FindCopies:
    """A callable from a range of hashes to a file of COPY: who has the tokens of another, and of whom."""

    runs: str
    folder: Path

    step = "equal token sequences"

    def __call__(self, part: Range) -> Path:
        path = self.folder / f"{part.number:05d}.copies.npy"
        if path.exists():
            return path
        corpus = signed(self.runs)
        entries = between(corpus.files(".texts.npy"), part)
        edges = np.append(starts(entries), len(entries))
        sizes = np.diff(edges)
        group = np.repeat(np.arange(len(sizes)), sizes)[several := np.repeat(sizes > 1, sizes)]
        places = places_of(entries[several])
        rank = np.empty(len(places), np.int64)
        rank[corpus.best_first(places)] = np.arange(len(places))
        order = np.lexsort([rank, group])
        group, places = group[order], places[order]
        first = np.ones(len(places), bool)
        first[1:] = group[1:] != group[:-1]
        copies = np.empty(int((~first).sum()), COPY)
        copies["place"] = places[~first]
        copies["kept"] = places[first][np.cumsum(first)[~first] - 1]
        save(path, np.sort(copies, order="place"))
        return path


@dataclass(frozen=True, slots=True)
class Met:
    """A file of pairs, how many it holds, and how many of its buckets were too large for all pairs."""

    path: Path
    pairs: int
    capped: int


@dataclass(frozen=True, slots=True)
class Meet:
    """A callable from a number and (bucket, range of hashes) pairs to the pairs of documents that meet there.

    Sorted; a pair comes as often as it meets. `copies` is a file of the places that `FindCopies` settled,
    sorted: they take no part.
    """

    runs: str
    copies: Path
    folder: Path

    step = "buckets"

    def __call__(self, item: tuple[int, Sequence[tuple[int, Range]]]) -> Met:
        number, slices = item
        path = self.folder / f"{number:06d}.met.npy"
        record = self.folder / f"{number:06d}.capped.npy"
        if not path.exists():
            found = [self._pairs(*groups) for groups in self._groups(slices)]
            pairs = np.concatenate([pairs for pairs, _ in found])
            first, second = sort_entries(pairs[:, 0].copy(), pairs[:, 1].copy())
            save(record, np.array([sum(capped for _, capped in found)]))
            save(path, np.stack([first, second], 1))
        return Met(path, len(np.load(path, mmap_mode="r")), int(np.load(record)[0]))

    def _groups(
        self, slices: Sequence[tuple[int, Range]]
    ) -> Iterator[tuple[Places, npt.NDArray[np.int64]]]:
        """Of each slice the places that share a hash, group by group, and where each group begins."""
        corpus = signed(self.runs)
        copies = np.load(self.copies)
        nothing = np.empty(0, np.uint64)
        found: list[list[tuple[Hashes, Places]]] = [[(nothing, nothing)] for _ in slices]
        for run, of_keys, of_rows in zip(
            corpus.runs, corpus.files(".keys.npy"), corpus.files(".rows.npy"), strict=True
        ):
            keys, rows = np.load(of_keys, mmap_mode="r"), np.load(of_rows, mmap_mode="r")
            for (bucket, part), entries in zip(slices, found, strict=True):
                start = np.searchsorted(keys[bucket], np.uint64(part.first), "left")
                end = np.searchsorted(keys[bucket], np.uint64(part.last), "right")
                places = rows[bucket, start:end].astype(np.uint64) | np.uint64(run.shelf << 32)
                entries.append((np.array(keys[bucket, start:end]), places))
        for entries in found:
            hashes, places = (np.concatenate(column) for column in zip(*entries, strict=True))
            yield _without(copies, *bucket_groups(*sort_entries(hashes, places)))

    def _pairs(self, places: Places, offsets: npt.NDArray[np.int64]) -> tuple[Pairs, int]:
        sizes = np.diff(offsets)
        large = sizes > MOST
        order = np.zeros(len(places), np.uint64)
        if large.any():
            order[signed(self.runs).best_first(places)] = np.arange(len(places), dtype=np.uint64)
        found = []
        most = np.clip(MOST * MOST // np.maximum(sizes, 1), 1, MOST)
        for leaders in np.unique(most):
            chosen = most == leaders
            among = np.repeat(chosen, sizes)
            edges = np.concatenate([[0], np.cumsum(sizes[chosen])])
            found.append(pairs_within(places[among], edges, order[among], int(leaders)))
        pairs = np.concatenate([np.empty((0, 2), np.uint64), *found])
        old = signed(self.runs).old(pairs)
        return pairs[~old.all(axis=1)], int(large.sum())


def slices_of(buckets: int, documents: int) -> list[tuple[int, list[tuple[int, Range]]]]:
    """What `Meet` is mapped over: a part of a bucket each, or, of a small corpus, several buckets."""
    ranges = ranges_for(documents)
    slices = [(bucket, part) for bucket in range(buckets) for part in ranges]
    together = max(1, RANGE_ENTRIES // max(1, documents))
    starts = range(0, len(slices), together)
    return [(number, slices[start : start + together]) for number, start in enumerate(starts)]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Files of one range of pairs: the pairs, how many buckets each shares, the places that are in them."""

    pairs: Path
    shared: Path
    places: Path
    count: int


@dataclass(frozen=True, slots=True)
class Count:
    """A callable from a range of pairs to the distinct ones of all files, each with how often it came."""

    files: tuple[Path, ...]
    edges: tuple[tuple[int, int], ...]  # where each range begins, but for the first
    folder: Path

    step = "candidates"

    def __call__(self, number: int) -> Candidates:
        pairs, shared, places = (
            self.folder / f"{number:05d}.{what}.npy" for what in ("pairs", "shared", "places")
        )
        if not places.exists():
            given = [self._slice(np.load(path, mmap_mode="r"), number) for path in self.files]
            distinct, counts = count_pairs(np.concatenate([np.empty((0, 2), np.uint64), *given]))
            save(pairs, distinct)
            save(shared, counts)
            save(places, np.unique(distinct))
        return Candidates(pairs, shared, places, len(np.load(shared, mmap_mode="r")))

    def _slice(self, pairs: Pairs, number: int) -> Pairs:
        start = _position(pairs, self.edges[number - 1]) if number else 0
        end = _position(pairs, self.edges[number]) if number < len(self.edges) else len(pairs)
        return np.array(pairs[start:end])


def edges_of(met: Sequence[Met]) -> tuple[tuple[int, int], ...]:
    """Pairs that cut all pairs of `met` into ranges of at most about `PAIRS_AT_ONCE`."""
    ranges = 1 + sum(one.pairs for one in met) // PAIRS_AT_ONCE
    if ranges == 1:
        return ()
    some = [np.load(one.path, mmap_mode="r")[:: 1 + one.pairs // _SAMPLES] for one in met]
    weights = np.concatenate(
        [np.full(len(s), 1 + one.pairs // _SAMPLES) for s, one in zip(some, met, strict=True)]
    )
    sample = np.concatenate(some)
    order = np.lexsort([sample[:, 1], sample[:, 0]])
    behind = np.cumsum(weights[order])
    cuts = np.searchsorted(behind, behind[-1] * np.arange(1, ranges) / ranges)
    edges = {(int(a), int(b)) for a, b in sample[order[cuts]]}
    return tuple(sorted(edges))


def _without(
    copies: Places, places: Places, offsets: npt.NDArray[np.int64]
) -> tuple[Places, npt.NDArray[np.int64]]:
    """Groups of `places` without those in `copies` (sorted), and without groups of one."""
    stays = ~_among(places, copies)
    if stays.all():
        return places, offsets
    group = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets)).astype(np.uint64)
    return bucket_groups(group[stays], places[stays])


def _position(pairs: Pairs, edge: tuple[int, int]) -> int:
    """Where `edge` stands, or would stand, in sorted `pairs`."""
    first, last = (
        int(np.searchsorted(pairs[:, 0], np.uint64(edge[0]), side)) for side in ("left", "right")
    )
    return first + int(np.searchsorted(pairs[first:last, 1], np.uint64(edge[1])))


def _among(values: Places, of: Places) -> npt.NDArray[np.bool_]:
    """Which of `values` are in the sorted `of`."""
    at = np.searchsorted(of, values)
    found = np.zeros(len(values), bool)
    inside = at < len(of)
    found[inside] = of[at[inside]] == values[inside]
    return found
