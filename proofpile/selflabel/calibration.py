"""From what a model says to a probability: isotonic regression, kept as a few knots with lines between.

Pool adjacent violators (Ayer et al., 1955) on scores of domains that the model has not seen: those of the
validation split, and those of the training split as models of other folds saw them, because a validation
split of a small crawl is a handful of domains. Platt's sigmoid was rejected: fastText's scores pile up at
0 and 1, where no sigmoid is flat enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Knot = tuple[float, float]

# Examples of which each knot is the mean: fewer and a knot says what three pages were.
_FEWEST_A_KNOT = 20
_MOST_KNOTS = 24
# Below, what a model says of itself is nearer to the truth: of 92 examples, the calibration error over other
# domains rose from 0.022 to 0.068.
_FEWEST = 200


@dataclass
class _Block:
    count: int
    score: float  # sum
    positive: float  # sum

    @property
    def rate(self) -> float:
        return self.positive / self.count

    def __iadd__(self, other: "_Block") -> "_Block":
        self.count += other.count
        self.score += other.score
        self.positive += other.positive
        return self


def balanced(judged: Sequence[tuple[float, bool]]) -> tuple[list[float], list[bool]]:
    """Scores and labels of as many examples of either label, the first of each: what a probability is of."""
    sides = [[one for one in judged if one[1] is label] for label in (True, False)]
    count = min(map(len, sides))
    chosen = [one for side in sides for one in side[:count]]
    return [score for score, _ in chosen], [label for _, label in chosen]


def fit(scores: Sequence[float], positive: Sequence[bool]) -> list[Knot]:
    """Knots ``(score, probability)``, both rising, from (0, ·) to (1, ·).

    The probabilities at the ends are Laplace's: n examples without an exception never prove certainty.
    The identity where there are fewer than 200 examples.
    """
    pairs = sorted(zip(scores, map(bool, positive), strict=True))
    if len(pairs) < _FEWEST:
        return [(0.0, 0.0), (1.0, 1.0)]
    blocks = _pooled(_binned(pairs))
    knots = [(b.score / b.count, (b.positive + 0.5) / (b.count + 1)) for b in blocks]
    return _closed(knots)


def _binned(pairs: Sequence[tuple[float, bool]]) -> list[_Block]:
    """Blocks of one score or of neighbours, each of enough examples."""
    size = max(_FEWEST_A_KNOT, -(-len(pairs) // _MOST_KNOTS))
    blocks: list[_Block] = []
    last: float | None = None
    for score, positive in pairs:
        if not blocks or (blocks[-1].count >= size and score != last):
            blocks.append(_Block(0, 0.0, 0.0))
        blocks[-1] += _Block(1, score, float(positive))
        last = score
    if len(blocks) > 1 and blocks[-1].count < _FEWEST_A_KNOT:
        rest = blocks.pop()
        blocks[-1] += rest
    return blocks


def _pooled(blocks: Sequence[_Block]) -> list[_Block]:
    """Neighbours put together until the rates rise."""
    pooled: list[_Block] = []
    for block in blocks:
        pooled.append(block)
        while len(pooled) > 1 and pooled[-2].rate >= pooled[-1].rate:
            rest = pooled.pop()
            pooled[-1] += rest
    return pooled


def _closed(knots: list[Knot]) -> list[Knot]:
    """Rounded, each score once, with ends at 0 and 1 and probabilities that never fall."""
    closed: list[Knot] = []
    most = 0.0
    for score, probability in [(0.0, knots[0][1]), *knots, (1.0, knots[-1][1])]:
        at = round(min(max(score, 0.0), 1.0), 6)
        most = max(most, round(probability, 6))
        if closed and closed[-1][0] == at:
            closed[-1] = (at, most)
        else:
            closed.append((at, most))
    return closed
