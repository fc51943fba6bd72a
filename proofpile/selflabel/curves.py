"""What a score is worth: precision and recall, recall at a share of a crawl, calibration, how sure we are.

Arrays are of one length n: `scores` float64 in [0, 1], `positive` bool. Examples of one score are taken
together, so that a curve does not depend on their order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

BINS = 10  # of a reliability diagram
RESAMPLES = 200  # of a bootstrap: its 2.5 % and 97.5 % are good to about half a per cent


@dataclass(frozen=True, slots=True)
class Curve:
    """The steps of precision and recall from the highest score down, equal scores taken together."""

    threshold: Floats  # of each step: everything at or above it is kept
    kept_positive: Floats  # counts
    kept_negative: Floats

    @classmethod
    def of(cls, scores: Floats, positive: Bools) -> "Curve":
        """Raises ValueError without a positive and a negative."""
        if not positive.any() or positive.all():
            raise ValueError("a curve needs examples of both labels")
        order = np.argsort(-scores, kind="stable")
        scores, positive = scores[order], positive[order]
        last = np.append(np.flatnonzero(np.diff(scores)), len(scores) - 1)
        found = np.cumsum(positive, dtype=np.float64)[last]
        return cls(scores[last], found, last + 1.0 - found)

    @property
    def recall(self) -> Floats:
        """The share of the positives that is kept."""
        recall: Floats = self.kept_positive / self.kept_positive[-1]
        return recall

    @property
    def fall_out(self) -> Floats:
        """The share of the negatives that is kept."""
        fall_out: Floats = self.kept_negative / self.kept_negative[-1]
        return fall_out

    @property
    def precision(self) -> Floats:
        """The share of positives in what is kept."""
        precision: Floats = self.kept_positive / (self.kept_positive + self.kept_negative)
        return precision

    def average_precision(self) -> float:
        """Area under precision over recall, as its step-wise sum."""
        steps = np.diff(self.recall, prepend=0.0)
        return float(np.sum(steps * self.precision))

    def recall_at(self, share: float, prevalence: float) -> tuple[float, float]:
        """Recall and precision where `share` of a crawl is kept in which `prevalence` is mathematics.

        Positives and negatives stand for theirs of the crawl by weight; 0 and 1 where already the first
        step keeps more.
        """
        kept = prevalence * self.recall + (1 - prevalence) * self.fall_out
        at = int(np.searchsorted(kept, share, side="right")) - 1
        if at < 0:
            return 0.0, 1.0
        return float(self.recall[at]), float(prevalence * self.recall[at] / kept[at])


def at_threshold(scores: Floats, positive: Bools, threshold: float) -> tuple[float, float, float]:
    """Precision, recall and fall-out of keeping what scores at least `threshold`."""
    kept = scores >= threshold
    hits, misses = int(np.sum(kept & positive)), int(np.sum(kept & ~positive))
    return (
        hits / (hits + misses) if hits + misses else 1.0,
        hits / max(int(positive.sum()), 1),
        misses / max(int((~positive).sum()), 1),
    )


def brier(scores: Floats, positive: Bools) -> float:
    """Mean squared distance of probability and truth (Brier, 1950)."""
    return float(np.mean((scores - positive) ** 2))


def reliability(scores: Floats, positive: Bools) -> list[tuple[float, float, int]]:
    """Mean score, share of positives and number of examples, for each of `BINS` equal bins that has any."""
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    found = []
    for number in range(BINS):
        inside = bins == number
        if inside.any():
            mean = float(scores[inside].mean())
            found.append((mean, float(positive[inside].mean()), int(inside.sum())))
    return found


def calibration_error(scores: Floats, positive: Bools) -> float:
    """Expected calibration error: the mean gap of a reliability diagram, by examples."""
    bins = reliability(scores, positive)
    return sum(n * abs(mean - share) for mean, share, n in bins) / len(scores)


def interval(
    measure: Callable[[Floats, Bools], float],
    scores: Floats,
    positive: Bools,
    domains: Sequence[str],
    seed: int = 0,
) -> tuple[float, float]:
    """The 95 % interval of `measure` when other domains had been drawn: a bootstrap of whole domains.

    Pages of one domain are alike, so that a bootstrap of pages would be far too sure of itself.
    """
    names, which = np.unique(np.array(domains, dtype=object).astype(str), return_inverse=True)
    rows = [np.flatnonzero(which == n) for n in range(len(names))]
    draw, found = np.random.default_rng(seed), []
    for _ in range(RESAMPLES):
        drawn = np.concatenate([rows[n] for n in draw.integers(0, len(rows), len(rows))])
        if positive[drawn].any() and not positive[drawn].all():
            found.append(measure(scores[drawn], positive[drawn]))
    if not found:
        return float("nan"), float("nan")
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def pr_auc(scores: Floats, positive: Bools) -> float:
    """Area under the curve of precision and recall."""
    return Curve.of(scores, positive).average_precision()
