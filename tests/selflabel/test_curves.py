"""Figures of a score, against cases worked out by hand and against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from proofpile.selflabel.curves import (
    Curve,
    at_threshold,
    brier,
    calibration_error,
    interval,
    pr_auc,
    reliability,
)

SCORES = np.array([0.9, 0.8, 0.8, 0.4, 0.2])
POSITIVE = np.array([True, True, False, True, False])


def test_a_curve_takes_equal_scores_together():
    curve = Curve.of(SCORES, POSITIVE)
    assert curve.threshold.tolist() == [0.9, 0.8, 0.4, 0.2]
    assert curve.recall.tolist() == pytest.approx([1 / 3, 2 / 3, 1, 1])
    assert curve.precision.tolist() == pytest.approx([1, 2 / 3, 3 / 4, 3 / 5])
    assert curve.average_precision() == pytest.approx(1 / 3 + 2 / 9 + 1 / 4)


def test_recall_at_a_share_weighs_by_prevalence():
    curve = Curve.of(SCORES, POSITIVE)
    # A tenth is mathematics: the first step keeps 0.1 / 3, the second 0.2 / 3 + 0.9 / 2.
    assert curve.recall_at(0.05, 0.1) == pytest.approx((1 / 3, 1.0))
    assert curve.recall_at(0.6, 0.1) == pytest.approx((1.0, 0.1 / 0.55))
    assert curve.recall_at(0.01, 0.1) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("threshold", "figures"),
    [(0.8, (2 / 3, 2 / 3, 1 / 2)), (0.95, (1, 0, 0)), (0.0, (3 / 5, 1, 1))],
)
def test_a_threshold(threshold, figures):
    assert at_threshold(SCORES, POSITIVE, threshold) == pytest.approx(figures)


def test_calibration():
    scores, positive = np.array([0.05, 0.05, 0.95, 1.0]), np.array([False, True, True, True])
    assert reliability(scores, positive) == [(0.05, 0.5, 2), (0.975, 1.0, 2)]
    assert calibration_error(scores, positive) == pytest.approx(0.5 * 0.45 + 0.5 * 0.025)
    assert brier(scores, positive) == pytest.approx((0.0025 + 0.9025 + 0.0025) / 4)


def test_an_interval_is_of_domains_and_not_of_pages():
    draw = np.random.default_rng(1)
    positive = np.arange(400) % 2 == 0
    scores = np.where(positive, 0.7, 0.3) + draw.normal(0, 0.2, 400)
    alone = interval(pr_auc, scores, positive, [str(n) for n in range(400)])
    together = interval(pr_auc, scores, positive, [str(n % 8 // 2) for n in range(400)])
    assert alone[0] < pr_auc(scores, positive) < alone[1]
    assert alone == interval(pr_auc, scores, positive, [str(n) for n in range(400)])
    assert together != alone


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]), st.booleans()), max_size=60))
def test_the_area_is_that_of_scikit_learn(pairs):
    scores = np.array([score for score, _ in pairs])
    positive = np.array([label for _, label in pairs], bool)
    if positive.any() and not positive.all():
        assert pr_auc(scores, positive) == pytest.approx(
            metrics.average_precision_score(positive, scores)
        )
    else:
        with pytest.raises(ValueError, match="both labels"):
            Curve.of(scores, positive)
