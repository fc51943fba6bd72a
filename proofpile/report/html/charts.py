"""Drawings in SVG: bars, and histograms whose bins are on a linear or a logarithmic scale.

Positions are attributes and colours are classes, so the page needs no style attribute and its content
policy can forbid them. What a drawing shows is also said in its label and in figures beside it.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from proofpile.report.html.markup import Html, tag
from proofpile.report.tallies import Histogram

WIDTH = 380  # of a histogram, about its width on a phone: letters keep their size
_LEFT, _RIGHT, _LINE, _TICKS, _PLOT = 8, 8, 14, 24, 104
_MOST_LINES = 3  # thresholds drawn; a filter that has more varies them from row to row
_BAR_WIDTH = 1000
_LEAST_BAR = 3  # of 1000: what is there can be seen


@dataclass(frozen=True, slots=True)
class Series:
    """A histogram to draw, with the class that colours it."""

    name: str
    colour: str
    histogram: Histogram


def bar(start: float, end: float, colour: str) -> Html:
    """A bar from `start` to `end`, shares of the width."""
    x = min(start * _BAR_WIDTH, _BAR_WIDTH - _LEAST_BAR)
    width = max((end - start) * _BAR_WIDTH, _LEAST_BAR if end > start else 0)
    return _strip([(x, width, colour)])


def parts(shares: Iterable[tuple[float, str]]) -> Html:
    """A bar in parts, each a share of the width and its colour; whatever is there can be seen."""
    there = [(max(one * _BAR_WIDTH, _LEAST_BAR), colour) for one, colour in shares if one > 0]
    scale = min(1.0, _BAR_WIDTH / max(sum(width for width, _ in there), 1))
    ends = accumulate((width * scale for width, _ in there), initial=0.0)
    return _strip(
        [(x, width * scale, colour) for x, (width, colour) in zip(ends, there, strict=False)]
    )


def _strip(pieces: Iterable[tuple[float, float, str]]) -> Html:
    return tag(
        "svg",
        tag("rect", class_="track", width=_BAR_WIDTH, height=10),
        [tag("rect", class_=colour, x=x, width=width, height=10) for x, width, colour in pieces],
        class_="bar",
        viewBox=f"0 0 {_BAR_WIDTH} 10",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def histogram(
    label: str, up: Series, down: Series | None = None, thresholds: Sequence[float] = ()
) -> Html:
    """`up` above the axis, `down` below it, each to its own height; thresholds as lines across both."""
    lines = thresholds[:_MOST_LINES]
    axis = _Axis.of([s.histogram for s in (up, down) if s], lines)
    base = (1 + len(lines)) * _LINE + _PLOT
    bottom = base + (_PLOT + _LINE if down else 0)
    parts = [*_bars(axis, up, base, -1), *(_bars(axis, down, base, 1) if down else ())]
    parts.append(tag("line", class_="axis", x1=_LEFT, x2=WIDTH - _RIGHT, y1=base, y2=base))
    parts += _caption(up, _LINE - 2)
    parts += _caption(down, bottom - 3) if down else []
    for n, threshold in enumerate(lines, 2):
        parts += _threshold(axis, threshold, n * _LINE - 2, base + (_PLOT if down else 0))
    parts += _ticks(axis, bottom)
    height = bottom + _TICKS
    return tag("svg", *parts, class_="plot", viewBox=f"0 0 {WIDTH} {height}", role="img",
               aria_label=label)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Axis:
    """From values to positions. `low` and `high` are on the scale: logarithms if it is logarithmic."""

    per_octave: int
    width: float  # of a bin, on the scale
    low: float
    high: float
    zero: bool  # whether there is a bin for zero, left of the rest

    @classmethod
    def of(cls, histograms: Sequence[Histogram], thresholds: Sequence[float]) -> "_Axis":
        widest = max(histograms, key=lambda h: h.width)
        log = widest.per_octave
        numbers = [n for h in histograms for n in h.at_width_of(widest)] or [0]
        marks = [math.log2(t) if log else t for t in thresholds if t > 0 or not log]
        low = min(min(numbers) * widest.width, *marks, math.inf)
        high = max((max(numbers) + 1) * widest.width, *marks, -math.inf)
        zero = bool(log) and any(h.zeros for h in histograms)
        return cls(log, widest.width, low - 2 * widest.width if zero else low, high, zero)

    def place(self, position: float) -> float:
        """Where a position of the scale is in the drawing."""
        return _LEFT + (position - self.low) / (self.high - self.low) * (WIDTH - _LEFT - _RIGHT)

    def value(self, value: float) -> float | None:
        """Where a value is in the drawing; None if this scale has no place for it."""
        if not self.per_octave:
            return self.place(value)
        return self.place(math.log2(value)) if value > 0 else None

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Places and labels of round values."""
        if self.zero:
            yield self.place(self.low + self.width / 2), "0"
        values = self._powers() if self.per_octave else self._steps()
        yield from ((x, short(v)) for v in values if (x := self.value(v)) is not None)

    def _powers(self) -> list[float]:
        low = self.low + (2 * self.width if self.zero else 0)
        if self.high - low > 30 * math.log2(10):
            return []
        tens = range(
            math.ceil(low / math.log2(10) - 1e-9), math.floor(self.high / math.log2(10)) + 1
        )
        if len(tens) >= 3:
            return [10.0**n for n in tens]
        step = max(1, math.ceil((self.high - low) / 6))
        return [2.0**n for n in range(math.ceil(low), math.floor(self.high) + 1, step)]

    def _steps(self) -> list[float]:
        span = self.high - self.low
        step = 10.0 ** math.floor(math.log10(span / 3))
        step *= next(m for m in (5, 2, 1) if span / (step * m) >= 2.9 or m == 1)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [n * step for n in range(first, last + 1)]


def short(value: float) -> str:
    """``0.25``, ``1,000``, ``10k``, ``2M``: a label of an axis."""
    for least, size, unit in ((1e9, 1e9, "G"), (1e6, 1e6, "M"), (1e4, 1e3, "k")):
        if abs(value) >= least:
            return f"{value / size:.3g}{unit}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _bars(axis: _Axis, series: Series, base: float, direction: int) -> Iterator[Html]:
    mine = series.histogram
    bins = mine.at_width_of(Histogram(axis.per_octave, round(math.log2(axis.width))))
    most = max([*bins.values(), mine.zeros, 1])
    if mine.zeros:
        yield _column(axis, axis.low, mine.zeros / most, series.colour, base, direction)
    for number, count in sorted(bins.items()):
        yield _column(axis, number * axis.width, count / most, series.colour, base, direction)


def _column(
    axis: _Axis, position: float, share: float, colour: str, base: float, direction: int
) -> Html:
    left, right = axis.place(position), axis.place(position + axis.width)
    gap = min(1.0, (right - left) / 8)
    height = max(share * (_PLOT - 4), 1)
    y = base - height if direction < 0 else base
    width = max(right - left - gap, 0.75)
    return tag("rect", class_=colour, x=round(left, 2), y=round(y, 2), width=round(width, 2),
               height=round(height, 2))  # fmt: skip


def _caption(series: Series, y: float) -> list[Html]:
    most = max([*series.histogram.bins.values(), series.histogram.zeros, 0])
    said = f"{series.name} · {series.histogram.total:,} · tallest bar {most:,}"
    return [tag("text", said, x=_LEFT, y=y)]


def _threshold(axis: _Axis, threshold: float, top: float, bottom: float) -> list[Html]:
    if (x := axis.value(threshold)) is None:
        return []
    near_end = x > WIDTH * 0.8
    return [
        tag("line", class_="threshold", x1=round(x, 2), x2=round(x, 2), y1=top - 9, y2=bottom),
        tag("text", f"threshold {short(threshold)}", class_="threshold-label",
            x=round(x - 4 if near_end else x + 4, 2), y=top,
            text_anchor="end" if near_end else "start"),
    ]  # fmt: skip


def _ticks(axis: _Axis, bottom: float) -> Iterator[Html]:
    for x, label in axis.ticks():
        yield tag("line", class_="axis", x1=round(x, 2), x2=round(x, 2), y1=bottom, y2=bottom + 4)
        anchor = "start" if x < 20 else "end" if x > WIDTH - 20 else "middle"
        yield tag("text", label, x=round(x, 2), y=bottom + 17, text_anchor=anchor)
