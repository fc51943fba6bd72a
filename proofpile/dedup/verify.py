"""The third step: the true Jaccard of each candidate pair, from the sets of shingles themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from proofpile.arrays import save
from proofpile.atomic import appearing
from proofpile.dedup.candidates import Pairs
from proofpile.dedup.join import Array
from proofpile.dedup.parameters import Parameters
from proofpile.dedup.reading import read_rows, text_buffers
from proofpile.dedup.runs import ROW, Files, Places
from proofpile.native import overlaps

# `shared` and `union`: shingles that both have, and that one of them has.
EDGE = np.dtype([("a", "<u8"), ("b", "<u8"), ("shared", "<u4"), ("union", "<u4")])
SHINGLES_AT_ONCE = 16_000_000  # 128 MB of them while pairs are compared
BINS = 50  # of the measured S-curve, from Jaccard 0 to 1; one more is for 1 itself
NEAR_MISSES = 16  # pairs of a range just under the threshold that are kept, to look at
NAMES = pa.schema([pa.field("id", pa.string()), pa.field("origin", pa.string())])


@dataclass(frozen=True, slots=True)
class Gather:
    """A callable from (number of a shelf, its files) to nothing: it leaves files of what will be needed.

    Of every document whose place is in `wanted` (files of sorted places): row, id and origin; of those that
    are in `compared`, also the sorted set of shingles. Both can then be read at random.
    """

    folder: Path
    parameters: Parameters
    wanted: tuple[Path, ...]
    compared: tuple[Path, ...]

    step = "shingles of candidates"

    def __call__(self, item: tuple[int, Files]) -> None:
        number, files = item
        at = self.folder / f"{number:05d}"
        if at.with_suffix(".names.arrow").exists():
            return
        compared = _rows(self.compared, number)
        rows = np.union1d(_rows(self.wanted, number), compared)
        hasher = self.parameters.hasher()
        flat, lengths, names = [], [], []
        told = np.isin(rows, compared, assume_unique=True)
        for batch in read_rows(files, ["id", "text", "origin"], rows):
            names.append(batch.select(["id", "origin"]).cast(NAMES))
            mine, told = told[: batch.num_rows], told[batch.num_rows :]
            text = batch.column("text")
            texts = text if mine.all() else text.filter(pa.array(mine))
            shingles, offsets = hasher.shingles(*text_buffers(texts))
            flat.append(shingles)
            lengths.append(np.diff(offsets))
        save(at.with_suffix(".rows.npy"), rows)
        save(at.with_suffix(".compared.npy"), compared)
        ends = np.cumsum(np.concatenate([np.zeros(1, np.int64), *lengths]))
        save(at.with_suffix(".offsets.npy"), ends)
        save(at.with_suffix(".shingles.npy"), np.concatenate([np.empty(0, np.uint64), *flat]))
        with (
            appearing(at.with_suffix(".names.arrow")) as partial,
            pa.ipc.new_file(str(partial), NAMES) as file,
        ):
            file.write_table(pa.Table.from_batches(names, NAMES).combine_chunks())


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
    """EDGE of each of `pairs`, whose shingles `Gather` put into `folder`; a bounded number at a time."""
    edges = np.empty(len(pairs), EDGE)
    edges["a"], edges["b"] = pairs[:, 0], pairs[:, 1]
    places, index = np.unique(pairs, return_inverse=True)
    index = index.reshape(-1, 2).astype(np.int64)
    for start, end in _portions(_sizes(folder, places)[index].sum(axis=1)):
        mine, inside = places, index
        if end - start < len(pairs):
            some, inside = np.unique(index[start:end], return_inverse=True)
            mine, inside = places[some], inside.reshape(-1, 2).astype(np.int64)
        flat, offsets, at = _sets(folder, mine)
        counts = overlaps(flat, offsets, at[inside])
        edges["shared"][start:end], edges["union"][start:end] = counts[:, 0], counts[:, 1]
    return edges


def _portions(sizes: npt.NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Ranges of pairs, of so many shingles each, that have `SHINGLES_AT_ONCE` at most, or are one pair."""
    behind = np.cumsum(sizes)
    start = 0
    while start < len(sizes):
        most = SHINGLES_AT_ONCE + (behind[start - 1] if start else 0)
        end = max(start + 1, int(np.searchsorted(behind, most, "right")))
        yield start, end
        start = end


def _sizes(folder: Path, places: Places) -> npt.NDArray[np.int64]:
    """How many shingles each of `places` (sorted) has."""
    sizes = np.empty(len(places), np.int64)
    for mine, shelf in by_shelf(places):
        at, offsets = _located(folder, shelf, places[mine])
        sizes[mine] = offsets[at + 1] - offsets[at]
    return sizes


def _sets(
    folder: Path, places: Places
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Sets of shingles, one after another; where each begins; and which are those of `places` (sorted).

    A stretch of a file that is mostly wanted is taken as it is: copying set by set costs more.
    """
    taken = [_taken(folder, shelf, places[mine]) for mine, shelf in by_shelf(places)]
    sizes = np.concatenate([np.zeros(1, np.int64), *(size for size, _, _ in taken)])
    offsets = np.cumsum(sizes)
    flat = np.empty(offsets[-1], np.uint64)
    found, sets = [np.empty(0, np.int64)], 0
    for (size, at, stretch), (_, shelf) in zip(taken, by_shelf(places), strict=True):
        shingles = np.load(folder / f"{shelf:05d}.shingles.npy", mmap_mode="r")
        flat[offsets[sets] : offsets[sets + len(size)]] = shingles[stretch]
        found.append(sets + at)
        sets += len(size)
    return flat, offsets, np.concatenate(found)


def _taken(
    folder: Path, shelf: int, places: Places
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], slice | npt.NDArray[np.int64]]:
    """What is taken of a shelf: sizes of sets, which of them are of `places`, and where they stand."""
    at, offsets = _located(folder, shelf, places)
    size = offsets[at + 1] - offsets[at]
    first, last = int(at[0]), int(at[-1]) + 1
    if 2 * size.sum() >= offsets[last] - offsets[first]:
        stretch = slice(int(offsets[first]), int(offsets[last]))
        return np.diff(offsets[first : last + 1]), at - first, stretch
    inside = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    return size, np.arange(len(size)), np.repeat(offsets[at], size) + inside


def by_shelf(places: Places) -> Iterator[tuple[slice, int]]:
    """The slices of sorted `places` that are on one shelf, and its number."""
    shelves = (places >> np.uint64(32)).astype(np.int64)
    edges = np.flatnonzero(np.diff(shelves, prepend=-1, append=-1))
    for start, end in pairwise(edges.tolist()):
        yield slice(start, end), int(shelves[start])


def _located(
    folder: Path, shelf: int, places: Places
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where the sets of `places` of `shelf` stand among those that were gathered, and all sets' offsets."""
    rows = np.load(folder / f"{shelf:05d}.compared.npy")
    offsets = np.load(folder / f"{shelf:05d}.offsets.npy")
    return np.searchsorted(rows, (places & ROW).astype(np.int64)), offsets


def _curve(
    jaccard: npt.NDArray[np.float64], shared: npt.NDArray[np.uint32]
) -> npt.NDArray[np.float64]:
    """See `Verify`."""
    bins = (jaccard * BINS).astype(np.int64)
    again = np.where(shared > 1, shared, 0)
    rows = (np.bincount(bins, w, BINS + 1) for w in (np.ones(len(bins)), shared, again))
    return np.stack([row.astype(np.float64) for row in rows])


def _rows(files: Sequence[Path], number: int) -> npt.NDArray[np.int64]:
    """Rows of shelf `number` among the places in sorted `files`, each once, in order."""
    slices = [np.empty(0, np.uint64)]
    for file in files:
        places = np.load(file, mmap_mode="r")
        edges = np.searchsorted(places, np.array([number << 32, (number + 1) << 32], np.uint64))
        slices.append(np.array(places[edges[0] : edges[1]]))
    rows = np.unique(np.concatenate(slices)) & ROW
    return rows.astype(np.int64)
