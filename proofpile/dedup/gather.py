"""What is needed of documents that have a candidate, in files that can be read at random.

The texts are read a second time for it, those of candidates alone: to keep the shingles of all documents from
the first time would take more disk than the corpus.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from proofpile.arrays import save, text_buffers
from proofpile.atomic import appearing
from proofpile.dedup.parameters import Parameters
from proofpile.dedup.reading import read_rows
from proofpile.dedup.runs import ROW, Files, Places

NAMES = pa.schema([pa.field("id", pa.string()), pa.field("origin", pa.string())])
_BYTES = 8  # of a shingle


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
        told = np.isin(rows, compared, assume_unique=True)
        lengths, names = [np.zeros(1, np.int64)], []
        with appearing(at.with_suffix(".shingles")) as partial, partial.open("wb") as file:
            for batch in read_rows(files, ["id", "text", "origin"], rows):
                names.append(batch.select(["id", "origin"]).cast(NAMES))
                mine, told = told[: batch.num_rows], told[batch.num_rows :]
                text = batch.column("text")
                texts = text if mine.all() else text.filter(pa.array(mine))
                shingles, offsets = hasher.shingles(*text_buffers(texts))
                file.write(shingles.data)
                lengths.append(np.diff(offsets))
        save(at.with_suffix(".rows.npy"), rows)
        save(at.with_suffix(".compared.npy"), compared)
        save(at.with_suffix(".offsets.npy"), np.cumsum(np.concatenate(lengths)))
        with (
            appearing(at.with_suffix(".names.arrow")) as partial,
            pa.ipc.new_file(str(partial), NAMES) as file,
        ):
            file.write_table(pa.Table.from_batches(names, NAMES).combine_chunks())


class Sets:
    """The sorted sets of shingles that `Gather` left in a folder, by the places of their documents."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Filled again and again: to touch memory for the first time costs more than to read into it.
        self._buffer = np.empty(0, np.uint64)

    def sizes(self, places: Places) -> npt.NDArray[np.int64]:
        """How many shingles each of `places` (sorted) has."""
        sizes = np.empty(len(places), np.int64)
        for mine, shelf in by_shelf(places):
            starts, ends = self._located(shelf, places[mine])
            sizes[mine] = ends - starts
        return sizes

    def read(self, places: Places) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
        """The sets of `places` (sorted), one after another, and where each begins.

        They are overwritten by the next call.
        """
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(self.sizes(places))])
        if len(self._buffer) < offsets[-1]:
            self._buffer = np.empty(offsets[-1], np.uint64)
        for mine, shelf in by_shelf(places):
            self._fill(shelf, places[mine], int(offsets[mine.start]))
        return self._buffer[: offsets[-1]], offsets

    def _fill(self, shelf: int, places: Places, at: int) -> None:
        """Read the sets of one shelf to `at` and on: sets that stand together in the file at once."""
        starts, ends = self._located(shelf, places)
        first = np.flatnonzero(np.append(True, starts[1:] != ends[:-1]))
        last = np.append(first[1:], len(starts)) - 1
        target = memoryview(self._buffer.data).cast("B")
        with (self._folder / f"{shelf:05d}.shingles").open("rb") as file:
            for start, end in zip(starts[first].tolist(), ends[last].tolist(), strict=True):
                into = target[at * _BYTES : (at + end - start) * _BYTES]
                while into:
                    got = os.preadv(file.fileno(), [into], end * _BYTES - len(into))
                    if not got:
                        raise EOFError(f"{file.name} is shorter than it was")
                    into = into[got:]
                at += end - start

    def _located(
        self, shelf: int, places: Places
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Where the sets of `places` begin and end in the file of their shelf."""
        rows = np.load(self._folder / f"{shelf:05d}.compared.npy")
        offsets = np.load(self._folder / f"{shelf:05d}.offsets.npy")
        at = np.searchsorted(rows, (places & ROW).astype(np.int64))
        return offsets[at], offsets[at + 1]


def by_shelf(places: Places) -> Iterator[tuple[slice, int]]:
    """The slices of sorted `places` that are on one shelf, and its number."""
    shelves = (places >> np.uint64(32)).astype(np.int64)
    edges = np.flatnonzero(np.diff(shelves, prepend=-1, append=-1))
    for start, end in pairwise(edges.tolist()):
        yield slice(start, end), int(shelves[start])


def _rows(files: Sequence[Path], number: int) -> npt.NDArray[np.int64]:
    """Rows of shelf `number` among the places in sorted `files`, each once, in order."""
    slices = [np.empty(0, np.uint64)]
    for file in files:
        places = np.load(file, mmap_mode="r")
        edges = np.searchsorted(places, np.array([number << 32, (number + 1) << 32], np.uint64))
        slices.append(np.array(places[edges[0] : edges[1]]))
    rows = np.unique(np.concatenate(slices)) & ROW
    return rows.astype(np.int64)
