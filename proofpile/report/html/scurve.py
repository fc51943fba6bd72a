"""The S-curve of banded MinHash, what was measured over it, and below how many pairs lie at each Jaccard."""

import math
from collections.abc import Iterator, Sequence

from proofpile.report.duplicates import Duplicates, Measured
from proofpile.report.html.charts import short
from proofpile.report.html.markup import Html, tag

_WIDTH, _LEFT, _RIGHT, _TOP = 380, 34, 10, 24
_CURVE, _GAP, _BARS, _TICKS = 190, 30, 84, 34  # heights: curve, space for a caption, bars, axis
_FOOT = _TOP + _CURVE + _GAP + _BARS
_STEPS = 100  # of a drawn curve
# An interval of two thirds of the whole says nothing; one of a quarter is drawn in full.
_NOTHING, _FAINT = 0.67, 0.25


def s_curve(found: Duplicates, label: str) -> Html:
    """Theory as lines, measurement as dots with 95 % intervals, the threshold as a line across both."""
    parts = [*_frame(), *_lines(found)]
    parts += [part for one in found.curve for part in _dot(one)]
    parts += [*_bars(found), *_threshold(found.threshold)]
    box = f"0 0 {_WIDTH} {_FOOT + _TICKS}"
    return tag("svg", *parts, class_="plot", viewBox=box, role="img", aria_label=label)


def is_shown(one: Measured) -> bool:
    """Whether there is enough evidence for a dot."""
    return one.chance is not None and one.high - one.low < _NOTHING


def _frame() -> Iterator[Html]:
    yield tag("text", "chance to share a bucket", x=_LEFT, y=_TOP - 9)
    yield tag("rect", class_="frame", x=_LEFT, y=_TOP, width=_WIDTH - _LEFT - _RIGHT, height=_CURVE)
    for tick in (0, 0.25, 0.5, 0.75, 1):
        y = _up(tick)
        if 0 < tick < 1:
            yield tag("line", class_="grid-line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y)
        yield tag("text", f"{tick:g}", x=_LEFT - 5, y=y + 4, text_anchor="end")
    yield tag("line", class_="axis", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=_FOOT, y2=_FOOT)
    for tick in (0, 0.2, 0.4, 0.6, 0.8, 1):
        x = _across(tick)
        yield tag("line", class_="axis", x1=x, x2=x, y1=_FOOT, y2=_FOOT + 4)
        yield tag("text", f"{tick:g}", x=x, y=_FOOT + 17, text_anchor="middle")
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    yield tag("text", "Jaccard", x=middle, y=_FOOT + 31, text_anchor="middle")


def _lines(found: Duplicates) -> Iterator[Html]:
    for fewer, colour in ((1, "in"), (0, "kept")):
        places = [(n / _STEPS, found.chance(n / _STEPS, fewer)) for n in range(_STEPS + 1)]
        path = " ".join(f"{_across(x):g},{_up(y):g}" for x, y in places)
        yield tag("polyline", class_=f"curve {colour}", points=path)


def _dot(one: Measured) -> Iterator[Html]:
    if one.chance is None or not is_shown(one):
        return
    faint = "measured faint" if one.high - one.low > _FAINT else "measured"
    x = _across(one.jaccard)
    yield tag("line", class_=faint, x1=x, x2=x, y1=_up(one.low), y2=_up(one.high))
    yield tag("circle", class_=faint, cx=x, cy=_up(one.chance), r=2.25)


def _bars(found: Duplicates) -> Iterator[Html]:
    """Pairs by Jaccard, on a logarithmic scale: equal texts are a thousand times as many as any others."""
    most = max((one.pairs for one in found.curve), default=0)
    said = f"pairs verified · tallest bar {most:,} · logarithmic"
    yield tag("text", said, x=_LEFT, y=_FOOT - _BARS - 9)
    for one in found.curve:
        if not one.pairs:
            continue
        height = (_BARS - 4) * math.log1p(one.pairs) / math.log1p(most)
        left, right = _across(one.edge), _across(one.edge + one.width)
        above = one.edge + one.width > found.threshold + 1e-9
        yield tag("rect", class_="dropped" if above else "in", x=round(left + 0.5, 2),
                  y=round(_FOOT - height, 2), width=round(right - left - 1, 2),
                  height=round(height, 2))  # fmt: skip


def _threshold(value: float) -> Sequence[Html]:
    x = _across(value)
    after = value < 0.65  # what stands at the left has room beside it
    return [
        tag("line", class_="threshold", x1=x, x2=x, y1=_TOP - 20, y2=_FOOT),
        tag("text", f"threshold {short(value)}", class_="threshold-label", x=x + (4 if after else -4),
            y=_TOP - 9, text_anchor="start" if after else "end"),
    ]  # fmt: skip


def _across(jaccard: float) -> float:
    return round(_LEFT + jaccard * (_WIDTH - _LEFT - _RIGHT), 2)


def _up(chance: float) -> float:
    return round(_TOP + (1 - chance) * _CURVE, 2)
