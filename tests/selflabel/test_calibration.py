"""Scores into probabilities."""

import random

import numpy as np
import pytest

from proofpile.selflabel.calibration import balanced, fit


def sample(count: int, seed: int = 0) -> tuple[list[float], list[bool]]:
    """Scores whose true probability is their square."""
    rng = random.Random(seed)
    scores = [rng.random() for _ in range(count)]
    return scores, [rng.random() < score**2 for score in scores]


def test_the_probability_is_found() -> None:
    knots = fit(*sample(20_000))
    xs, ys = zip(*knots, strict=True)
    at = np.linspace(0, 1, 101)
    assert np.abs(np.interp(at, xs, ys) - at**2).mean() < 0.02


@pytest.mark.parametrize("count", [0, 1, 199, 200, 201, 500, 20_000])
@pytest.mark.parametrize("seed", range(5))
def test_knots_rise_from_end_to_end(count: int, seed: int) -> None:
    knots = fit(*sample(count, seed))
    xs, ys = zip(*knots, strict=True)
    assert (xs[0], xs[-1]) == (0.0, 1.0)
    assert list(xs) == sorted(set(xs))
    assert list(ys) == sorted(ys)
    assert ys[0] >= 0
    assert ys[-1] <= 1
    assert len(knots) <= 26


@pytest.mark.parametrize(
    ("scores", "positive"),
    [
        ([0.5] * 400, [True, False] * 200),
        ([0.0] * 200 + [1.0] * 200, [False] * 200 + [True] * 200),
        ([0.2] * 200 + [0.8] * 200, [True] * 200 + [False] * 200),  # the wrong way round
        ([1.0] * 400, [True] * 400),
    ],
)
def test_extremes(scores: list[float], positive: list[bool]) -> None:
    xs, ys = zip(*fit(scores, positive), strict=True)
    for score in set(scores):
        share = sum(p for s, p in zip(scores, positive, strict=True) if s == score) / scores.count(
            score
        )
        said = float(np.interp(score, xs, ys))
        rising = sorted(set(scores)) == sorted(set(scores), key=lambda s: positive[scores.index(s)])
        assert said == pytest.approx(share if rising else 0.5, abs=0.02)
    assert 0 < ys[0] <= ys[-1] < 1  # nothing is certain


def test_a_probability_is_of_as_many_of_either_label() -> None:
    judged = [(0.1, False), (0.9, True), (0.2, False), (0.3, False)]
    assert balanced(judged) == ([0.9, 0.1], [True, False])
    assert balanced([]) == ([], [])
    # One positive for four negatives at each score of ten: half of what a balanced sample holds.
    skewed = [(n / 10, n >= 5) for n in range(10) for _ in range(100 if n < 5 else 25)]
    assert len(balanced(skewed)[0]) == 250
