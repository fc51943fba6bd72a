"""What a build says of a line: scores on both sides, text by score, and a sample to be judged by hand.

Scores are read first, alone: they say where the thresholds worth choosing are, and where strata begin.
Then the texts, once. Memory is bounded by the grid, the samples and the largest batch, not by the corpus.
"""

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from proofpile.errors import UsageError
from proofpile.manifest import Manifest
from proofpile.passes import EXCERPT
from proofpile.report.tallies import Floats, Histogram, Sample
from proofpile.tune.grid import Grid, Ints
from proofpile.tune.line import Line
from proofpile.tune.reading import Advance, Reading

OPENING, ENDING = 2000, 400  # characters of a kept text
# Strata of either side, from the line outwards: up to which share of the side, and how many to draw.
STRATA = ((0.02, 80), (0.08, 60), (0.25, 40), (0.6, 30), (1.0, 20))
_PER_OCTAVE = 4  # bars of a logarithmic histogram
_TYPICAL_OF = (
    1000  # kept documents next to the line, whose mean length stands for that of a refused one
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document of the sample. `length` is in characters; 0 where the ledger has only the beginning."""

    id: str
    origin: str
    score: float
    bin: int
    kept: bool
    stratum: int
    opening: str
    ending: str
    length: int


@dataclass(frozen=True, slots=True)
class Stratum:
    """Documents of one side whose scores lie in some neighbouring bins; a full sample has `size`."""

    kept: bool
    bins: range
    size: int


@dataclass
class Side:
    """What was kept, or refused, by bin. Of refusals a listed one stands for `weight` that were made."""

    kept: bool
    counts: Ints
    characters: Floats
    histogram: Histogram
    unscored: int = 0
    elsewhere: int = 0
    weight: float = 1.0

    @property
    def documents(self) -> Floats:
        """By bin, those that were only counted among them."""
        return self.counts.astype(np.float64) * self.weight

    @property
    def total(self) -> float:
        """Documents in all."""
        return float(self.documents.sum())


@dataclass(frozen=True)
class Survey:
    """All that is known of a line. `now` is the edge that is the present threshold, and `candidates` are
    in the order in which to judge them. `typical` is the mean length of kept documents near the line.
    """

    line: Line
    grid: Grid
    now: int
    kept: Side
    refused: Side
    strata: tuple[Stratum, ...]
    candidates: tuple[Candidate, ...]
    typical: float

    @classmethod
    def of(cls, line: Line, out: Path, advance: Advance = lambda size: None) -> "Survey":
        """Read the build in `out`; `advance` is told of bytes that were read.

        Raises UsageError if it holds no document that the line has judged.
        """
        reading = Reading(line, out, Manifest.load(out).facts)
        grid = _grid(reading)
        kept, refused = (_counted(reading, grid, kept) for kept in (True, False))
        listed = int(refused.counts.sum()) + refused.elsewhere + refused.unscored
        refused.weight = max(line.dropped / listed, 1.0) if listed else 1.0
        if not kept.total + refused.total:
            raise UsageError(_nothing(line, out))
        now = grid.edges.index(line.value)
        strata = (*_strata(grid, now, kept), *_strata(grid, now, refused))
        samples = [Sample(stratum.size) for stratum in strata]
        _read_texts(reading, grid, kept, strata, samples, advance, 0.0)
        typical = _typical(grid, now, kept)
        _read_texts(reading, grid, refused, strata, samples, advance, typical)
        return cls(line, grid, now, kept, refused, strata, _in_order(strata, samples), typical)

    def kept_at(self, edge: int) -> tuple[float, float]:
        """Documents and characters that a threshold at `edge` keeps, of those that the line judges."""
        bins = self.grid.kept_bins(edge)
        part = slice(bins.start, bins.stop)
        documents = self.kept.documents[part].sum() + self.refused.documents[part].sum()
        characters = self.kept.characters[part].sum() + self.refused.characters[part].sum()
        return float(documents), float(characters)


def _grid(reading: Reading) -> Grid:
    low, high = math.inf, -math.inf
    for kept in (True, False):
        for scores, _ in reading.scores(kept):
            if len(scores):
                low, high = min(low, float(scores.min())), max(high, float(scores.max()))
    line = reading.line
    return Grid.over(low, high, line.value, line.keeps, line.whole)


def _counted(reading: Reading, grid: Grid, kept: bool) -> Side:
    """One side by bin, without texts."""
    size = len(grid.edges) + 1
    histogram = Histogram(per_octave=_PER_OCTAVE) if grid.logarithmic else Histogram()
    if reading.line.counts:
        histogram.exponent = 0  # a bin for each number, and none between
    side = Side(kept, np.zeros(size, np.int64), np.zeros(size), histogram)
    for scores, without in reading.scores(kept):
        mine = scores[reading.by_the_line(scores, kept)]
        side.counts += np.bincount(grid.bins(mine), minlength=size)
        side.histogram.add(mine)
        side.unscored += without
        side.elsewhere += len(scores) - len(mine)
    return side


def _strata(grid: Grid, now: int, side: Side) -> Iterator[Stratum]:
    """From the line outwards; none is empty."""
    bins = _outwards(grid, now, side.kept)
    so_far = np.cumsum(side.counts[list(bins)])
    start = 0
    for share, size in STRATA:
        before = so_far[start - 1] if start else 0
        if not len(so_far) or before == so_far[-1]:
            return
        end = int(np.searchsorted(so_far, share * so_far[-1])) + 1
        if end > start and so_far[end - 1] > before:
            yield Stratum(side.kept, bins[start:end], size)
            start = end


def _outwards(grid: Grid, now: int, kept: bool) -> range:
    """The bins of a side, that at the line first."""
    stay = grid.kept_bins(now)
    rest = range(stay.stop, len(grid.edges) + 1) if stay.start == 0 else range(stay.start)
    bins = stay if kept else rest
    return bins[::-1] if bins.start == 0 else bins


def _read_texts(
    reading: Reading, grid: Grid, side: Side, strata: Sequence[Stratum], samples: list[Sample],
    advance: Advance, typical: float,
) -> None:  # fmt: skip
    """Count the characters of a side and draw its samples."""
    stratum_of = np.full(len(grid.edges) + 1, -1)
    for number, stratum in enumerate(strata):
        if stratum.kept == side.kept:
            stratum_of[list(stratum.bins)] = number
    for batch, scores in reading.judged(side.kept, advance):
        bins = grid.bins(scores)
        texts = batch.column("text" if side.kept else "excerpt")
        lengths = pc.utf8_length(texts).to_numpy(zero_copy_only=False).astype(np.float64)
        told = lengths if side.kept else np.where(lengths < EXCERPT, lengths, typical)
        weights = told * side.weight
        side.characters += np.bincount(bins, weights, minlength=len(side.characters))
        for index, id in enumerate(batch.column("id").to_pylist()):
            number = int(stratum_of[bins[index]])
            row = _Lazy(batch, index, float(scores[index]), int(bins[index]), side.kept, number)
            samples[number].offer(id, row)


@dataclass(frozen=True, slots=True)
class _Lazy:
    """A row that becomes a candidate only when it is drawn."""

    batch: pa.RecordBatch
    index: int
    score: float
    bin: int
    kept: bool
    stratum: int

    def __call__(self) -> Candidate:
        row = self.batch.slice(self.index, 1).to_pylist()[0]
        text = row["text" if self.kept else "excerpt"]
        whole = self.kept or len(text) < EXCERPT
        long = len(text) > OPENING + ENDING
        return Candidate(
            row["id"], row["origin"], self.score, self.bin, self.kept, self.stratum,
            text[:OPENING] if long else text, text[-ENDING:] if long else "",
            len(text) if whole else 0,
        )  # fmt: skip


def _typical(grid: Grid, now: int, kept: Side) -> float:
    """Characters of a document next to the line, as far as kept ones tell."""
    bins = list(_outwards(grid, now, True))
    so_far = np.cumsum(kept.counts[bins])
    few = bins[: int(np.searchsorted(so_far, _TYPICAL_OF)) + 1]
    documents = kept.counts[few].sum()
    return max(float(kept.characters[few].sum() / documents), EXCERPT) if documents else EXCERPT


def _in_order(strata: Sequence[Stratum], samples: Sequence[Sample]) -> tuple[Candidate, ...]:
    """Strata mixed in proportion to their samples; within one, as drawn.

    So whoever stops early has judged some of each, most of them near the line, and cannot guess from the
    order which side the next one is on.
    """
    placed = [
        ((rank + _chance(candidate.id)) / stratum.size, candidate.id, candidate)
        for stratum, sample in zip(strata, samples, strict=True)
        for rank, candidate in enumerate(sample)
    ]
    return tuple(candidate for *_, candidate in sorted(placed, key=lambda entry: entry[:2]))


def _chance(id: str) -> float:
    """A number in [0, 1) that only `id` decides."""
    return int.from_bytes(hashlib.blake2b(b"order " + id.encode(), digest_size=6).digest()) / 2**48


def _nothing(line: Line, out: Path) -> str:
    refused = (
        f"the ledger lists none of the {line.dropped:,} that were refused for {line.reason}"
        if line.dropped
        else f"none was refused for {line.reason}"
    )
    return (
        f"{out} holds no document to set {line.setting} by: none was kept with the mark {line.mark}, and "
        f"{refused}; build from more material"
    )
