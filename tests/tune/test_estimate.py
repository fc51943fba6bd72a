"""Weights and intervals against cases worked out by hand, and against what they promise: to cover."""

import math
import random

import pytest
from scored import many

from proofpile.tune.estimate import Cell, Sum, odds, quality, wilson, worth
from proofpile.tune.figures import cells, counting, figures
from proofpile.tune.line import Line
from proofpile.tune.survey import Survey


@pytest.mark.parametrize(
    ("successes", "trials", "population", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17, 1998, table I, method 4.
        (81, 263, math.inf, 0.2535, 0.3682),
        (15, 148, math.inf, 0.0598, 0.1644),
        (0, 20, math.inf, 0.0, 0.2005),
        (1, 29, math.inf, 0.0018, 0.1963),
        (29, 29, math.inf, 0.8544, 1.0),
        (0, 0, 100, 0.0, 1.0),  # nothing is known
        (3, 4, 4, 0.75, 0.75),  # all is known
        (5, 10, 19, *wilson(10, 20)),  # as of 10 * 18 / 9 trials
    ],
)
def test_wilsons_interval(successes, trials, population, low, high):
    assert wilson(successes, trials, population) == pytest.approx((low, high), abs=0.0001)


def cell(documents, labelled, worth, kept):
    return Cell(documents, labelled, worth, documents, kept)


def test_each_label_weighs_what_its_stratum_has_over_its_labels():
    # Kept: 100 with 8 of 10, 1000 with 9 of 10. Dropped: 200 with 3 of 10, 4000 with 0 of 20.
    strata = [cell(100, 10, 8, True), cell(1000, 10, 9, True), cell(200, 10, 3, False),
              cell(4000, 20, 0, False)]  # fmt: skip
    found = quality(strata)
    assert found.precision.value == pytest.approx((80 + 900) / 1100)
    assert found.recall.value == pytest.approx(980 / (980 + 60 + 0))
    assert found.f1.value == pytest.approx(2 * 980 / (1100 + 1040))
    # Twenty labels, none worth keeping, leave up to 20 % of 4000 possible.
    assert found.recall.low < 980 / (980 + 60 + 0.1 * 4000)
    assert 0.95 < found.recall.high < 1


def test_limits_of_a_sum_recover_the_variance_of_each_part():
    strata = [cell(100, 10, 8, True), cell(1000, 10, 9, True)]
    (low1, high1), (low2, high2) = wilson(8, 10, 100), wilson(9, 10, 1000)
    found = worth(strata)
    assert found.value == pytest.approx(980)
    assert found.low == pytest.approx(980 - math.hypot(100 * (0.8 - low1), 1000 * (0.9 - low2)))
    assert found.high == pytest.approx(980 + math.hypot(100 * (high1 - 0.8), 1000 * (high2 - 0.9)))


def test_what_nobody_looked_at_may_be_anything():
    found = worth([cell(100, 10, 5, True), cell(500, 0, 0, True), cell(300, 0, 0, True)])
    assert found.value == 50 + 250 + 150
    assert found.low == pytest.approx(worth([cell(100, 10, 5, True)]).low)
    assert found.high == pytest.approx(worth([cell(100, 10, 5, True)]).high + 800)


@pytest.mark.parametrize(
    ("part", "rest", "expected"),
    [
        (Sum(0, 0, 0), Sum(0, 0, 0), (None, 0.0, 1.0)),
        (Sum(5, 5, 5), Sum(0, 0, 0), (1.0, 1.0, 1.0)),
        (Sum(0, 0, 0), Sum(5, 5, 5), (0.0, 0.0, 0.0)),
        (Sum(6, 6, 6), Sum(2, 2, 2), (0.75, 0.75, 0.75)),
        (Sum(6, 4, 8), Sum(2, 2, 2), (0.75, 4 / 6, 0.8)),  # then the limits are those of the part
        (Sum(6, 6, 6), Sum(2, 1, 4), (0.75, 0.6, 6 / 7)),
        (Sum(6, 0, 8), Sum(2, 0, 4), (0.75, 0.0, 1.0)),
    ],
)
def test_shares_of_two_sums(part, rest, expected):
    found = odds(part, rest)
    if expected[0] is None:
        assert found.value is None
    else:
        assert (found.value, found.low, found.high) == pytest.approx(expected)


def test_nothing_kept_and_nothing_worth_keeping():
    found = quality([cell(10, 5, 0, False)])
    assert (found.precision.value, found.recall.value, found.f1.value) == (None, None, None)
    found = quality([cell(10, 10, 4, False)])
    assert (found.precision.value, found.recall.value, found.f1.value) == (None, 0.0, 0.0)
    found = quality([cell(10, 10, 4, True)])
    assert found.precision.value == 0.4
    assert (found.recall.value, found.recall.low, found.recall.high) == (1.0, 1.0, 1.0)


def test_intervals_cover_what_they_promise():
    """Strata as the survey draws them, the truth known: 19 of 20 intervals hold it."""
    draw = random.Random(3)
    strata = [(60, 30, 0.7, True), (400, 25, 0.85, True), (2000, 15, 0.97, True),
              (80, 30, 0.35, False), (500, 25, 0.15, False), (3000, 15, 0.02, False)]  # fmt: skip
    hits, rounds = dict.fromkeys(("precision", "recall", "f1"), 0), 1000
    for _ in range(rounds):
        truth, labelled = [], []
        for size, labels, rate, kept in strata:
            good = sum(draw.random() < rate for _ in range(size))
            seen = sum(number < good for number in draw.sample(range(size), labels))
            truth.append(cell(size, size, good, kept))
            labelled.append(cell(size, labels, seen, kept))
        right, found = quality(truth), quality(labelled)
        for name in hits:
            one, value = getattr(found, name), getattr(right, name).value
            hits[name] += one.low - 1e-9 <= value <= one.high + 1e-9
    assert all(hit / rounds >= 0.94 for hit in hits.values()), hits


@pytest.fixture
def survey(corpus) -> Survey:
    return Survey.of(Line.of(str(corpus.recipe), corpus.out, "low-worth"), corpus.out)


def is_good(one) -> bool:
    return one.opening.startswith("good")


def label_all(survey):
    return {one.id: "keep" if is_good(one) else "drop" for one in survey.candidates}


def test_a_threshold_within_a_stratum_divides_it_into_cells_of_known_size(survey):
    judged = counting(survey, label_all(survey))
    for edge in range(0, len(survey.grid.edges), 37):
        found = cells(survey, judged, edge)
        assert sum(c.documents for c in found if c.kept) == survey.kept_at(edge)[0]
        assert sum(c.documents for c in found) == survey.kept.total + survey.refused.total
        assert all(0 <= c.worth <= c.labelled for c in found)


def test_estimates_from_the_sample_hold_the_truth_of_the_corpus(survey):
    documents = [
        one for one in many(800) if one["marks"]["given"] < 0.5 or one["marks"]["count"] <= 1000
    ]
    labels = label_all(survey)
    for value in (0.2, 0.5, 0.6):
        found = figures(survey, labels, survey.grid.nearest(value)).quality
        kept = [
            one["text"].startswith("good") for one in documents if one["marks"]["given"] >= value
        ]
        good = sum(one["text"].startswith("good") for one in documents)
        assert found.precision.low <= sum(kept) / len(kept) <= found.precision.high
        assert found.recall.low <= sum(kept) / good <= found.recall.high
        assert found.precision.high - found.precision.low < 0.25


def test_labels_count_as_far_as_a_stratum_has_no_gap(survey):
    mine = [one for one in survey.candidates if one.stratum == 3]
    labels = {one.id: "keep" for one in mine[:3]} | {one.id: "keep" for one in mine[4:9]}
    assert len(counting(survey, labels)[3]) == 3
    labels[mine[3].id] = "skip"  # somebody looked: no gap
    assert len(counting(survey, labels)[3]) == 8
    assert figures(survey, {}, survey.now).quality is None


def test_a_cell_without_labels_of_its_own_has_those_of_its_stratum():
    borrowed = Cell(5, 10, 8, 100, True)
    assert worth([borrowed]).value == 4
    low, high = wilson(8, 10, 100)
    assert worth([borrowed]).low == pytest.approx(5 * low)
    assert worth([borrowed]).high == pytest.approx(5 * high)
