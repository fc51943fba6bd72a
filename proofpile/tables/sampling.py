"""A sample of a corpus, and how many rows there are in all, in a few seconds.

Parquet and Arrow files say how many rows they have. Of JSON lines it is estimated from how many rows the
bytes that were read gave. What is sampled is the beginnings of parts spread over the corpus, so a corpus
whose files change from beginning to end is not seen as it is.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import pyarrow as pa
import pyarrow.compute as pc

from proofpile.tables import jsonl
from proofpile.tables.files import File, Part, whole
from proofpile.tables.layout import LINES, TABLES, Layout, cut, format_of
from proofpile.tables.reading import read

PARTS, ROWS = 48, 4096  # of a sample: so many parts at most, so many rows of all together
_CERTAIN = 1.96  # standard errors of a 95 % interval
_ALONE = (
    0.1  # half of an interval, as a share, where there is one part, which says nothing of spread
)


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate, and where the truth lies in 95 of 100 samples."""

    value: float
    low: float
    high: float

    def __mul__(self, factor: float) -> "Interval":
        return Interval(self.value * factor, self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Sample:
    """Documents as a build would have them, and what they stand for.

    `seconds` is what their reading took, `text_bytes` the mean length of a text.
    """

    batches: tuple[tuple[pa.RecordBatch, ...], ...]  # of each part that was read
    parts: int
    parts_read: int
    rows: int
    rows_of_largest_part: int
    seconds: float
    documents: Interval
    text_bytes: Interval


def draw(files: Sequence[File], layout: Layout, unit: int, most: int, seconds: float) -> Sample:
    """Read for about `seconds` at most; `unit` is how large parts are, `most` how long records may be.

    Raises what `proofpile.tables.reading.read` raises.
    """
    began = time.monotonic()
    parts = list(cut(files, unit))
    often = min(PARTS, len(parts))
    looks: list[_Look] = []
    for part in (parts[n * len(parts) // often] for n in range(often)):
        looks.append(_look(part, layout, most, -(-ROWS // often)))
        if time.monotonic() - began > seconds:
            break
    rows = {file.location: _count(file, len(files) <= PARTS) for file in files}
    sizes = {file.location: max(1, file.size) for file in files}
    density = _mean(*zip(*(look.density for look in looks), strict=True))
    unknown = sum(sizes[location] for location, count in rows.items() if count is None)
    told = sum(count for count in rows.values() if count is not None)
    guessed = density * unknown
    in_parts = [
        (part.high - part.low)
        * (density.value if (n := rows[part.location]) is None else n / sizes[part.location])
        for part in parts
    ]
    return Sample(
        batches=tuple(tuple(look.batches) for look in looks),
        parts=len(parts),
        parts_read=len(looks),
        rows=sum(b.num_rows for look in looks for b in look.batches),
        rows_of_largest_part=round(max(in_parts)),
        seconds=sum(look.seconds for look in looks),
        documents=Interval(told + guessed.value, told + guessed.low, told + guessed.high),
        text_bytes=_mean([look.text_bytes for look in looks], [look.documents for look in looks]),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """The first rows of a part, how long their reading took, and (rows, bytes) of JSON lines or (0, 0)."""

    batches: list[pa.RecordBatch]
    seconds: float
    density: tuple[int, int]

    @property
    def documents(self) -> int:
        return sum(batch.num_rows for batch in self.batches)

    @property
    def text_bytes(self) -> int:
        """Of all texts together."""
        return sum(pc.sum(pc.binary_length(b.column("text"))).as_py() or 0 for b in self.batches)


def _look(part: Part, layout: Layout, most: int, rows: int) -> _Look:
    began = time.process_time()
    found: list[pa.RecordBatch] = []
    seen = 0
    for outcome in read(part, layout, most, "sample", damaged=True):
        if isinstance(outcome, pa.RecordBatch):
            found.append(outcome.slice(0, rows - seen))
            seen += outcome.num_rows
        else:
            seen += 1
        if seen >= rows:
            break
    seconds = time.process_time() - began
    # Copied, so that a sample holds its own rows and not the files that they are in.
    kept = [batch.take(pa.array(range(batch.num_rows))) for batch in found if batch.num_rows]
    density = jsonl.density(part) if format_of(part.location) == LINES else (0, 0)
    return _Look(kept, seconds, density)


def _count(file: File, every: bool) -> int | None:
    """Rows of a file where it says so, or where it is small and `every` one is looked at."""
    format = format_of(file.location)
    if format != LINES:
        return int(TABLES[format].count(file.location))
    lines, size = jsonl.density(whole(file)) if every and file.size <= jsonl.PREFIX else (0, -1)
    return lines if size == file.size else None


def _mean(amounts: Sequence[float], sizes: Sequence[float]) -> Interval:
    """The ratio of two sums, with the spread between the parts (a ratio estimate of clusters)."""
    total, parts = sum(sizes), len(sizes)
    if not total:
        return Interval(0.0, 0.0, 0.0)
    ratio = sum(amounts) / total
    if parts < 2:
        return Interval(ratio, ratio * (1 - _ALONE), ratio * (1 + _ALONE))
    spread = sum((a - ratio * s) ** 2 for a, s in zip(amounts, sizes, strict=True)) / (parts - 1)
    error = _CERTAIN * sqrt(spread / parts) / (total / parts)
    return Interval(ratio, max(0.0, ratio - error), ratio + error)
