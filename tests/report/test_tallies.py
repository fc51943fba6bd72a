import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.report.tallies import MOST_BINS, Histogram, Sample, Tally

NUMBERS = st.lists(st.floats(-1e9, 1e9) | st.floats(0, 1) | st.integers(-50, 50).map(float))


@given(NUMBERS, st.integers(0, 20), st.sampled_from([0, 1, 4]))
def test_a_histogram_is_the_same_however_the_values_are_cut_and_ordered(values, cut, per_octave):
    once, twice = Histogram(per_octave), Histogram(per_octave)
    once.add(np.array(values, np.float64))
    twice.add(np.array(values[cut:][::-1], np.float64))
    twice.add(np.array(values[:cut], np.float64))
    assert once == twice
    assert once.total == len(values)
    assert per_octave or len(once.bins) <= MOST_BINS


def test_bins_of_a_share_are_exact():
    h = Histogram()
    h.add(np.array([0.0, 0.25, 0.25, 1.0]))
    assert h.width == 1 / 64
    assert h.bins == {0: 1, 16: 2, 64: 1}


def test_bins_of_counts_are_octaves_and_zero_has_its_own():
    h = Histogram(per_octave=1)
    h.add(np.array([0, 1, 2, 3, 4, 7, 8], np.float64))
    assert (h.zeros, h.bins) == (1, {0: 1, 1: 2, 2: 2, 3: 1})


def test_what_is_no_number_is_counted_apart():
    h = Histogram()
    h.add(np.array([math.nan, math.inf, 0.5]))
    assert (h.odd, h.total) == (2, 1)


@pytest.mark.parametrize("value", [0.0, 5e-324, -1e308, 1e308, 2.0**60, 0.1])
def test_a_histogram_takes_any_number(value):
    h = Histogram()
    h.add(np.array([value, 0.0]))
    assert h.total == 2


def test_quantiles_are_exact_to_a_bin():
    h = Histogram(per_octave=4)
    h.add(np.arange(1, 1001, dtype=np.float64))
    assert h.quantile(0.5) == pytest.approx(500, rel=0.2)
    assert h.quantile(1) == pytest.approx(1000, rel=0.2)
    assert Histogram().quantile(0.5) == 0


def test_a_tally_orders_by_count_then_name():
    tally = Tally()
    for name in "baca":
        tally.add(name, weight=10)
    assert tally.top(2) == [("a", 2, 20), ("b", 1, 10)]


def test_a_full_tally_keeps_the_frequent_and_says_what_it_may_have_missed():
    tally = Tally(most=10)
    for number in range(200):
        tally.add("often")
        tally.add(f"once {number}")
    name, count, _ = tally.top(1)[0]
    assert (name, count) == ("often", 200)
    assert len(tally.counts) <= 10
    assert tally.documents == 400
    assert tally.forgotten > 0


@given(st.lists(st.text(max_size=3), unique=True), st.randoms())
def test_a_sample_does_not_depend_on_order(ids, random):
    first, second = Sample(3), Sample(3)
    shuffled = random.sample(ids, len(ids))
    for sample, order in ((first, ids), (second, shuffled)):
        for id in order:
            sample.offer(id, lambda id=id: id)
    assert list(first) == list(second)
    assert len(first) == min(3, len(ids))


def test_a_sample_prefers_what_is_near():
    sample = Sample(2)
    distances = Counter(a=3, b=1, c=2, d=9)
    for id, distance in distances.items():
        sample.offer(id, lambda id=id: id, distance)
    assert list(sample) == ["b", "c"]
    assert sample.reach == 2


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 9))))
def test_names_are_counted_at_once_as_one_by_one(rows):
    once, each = Tally(), Tally()
    once.add_all([name for name, _ in rows], [weight for _, weight in rows])
    for name, weight in rows:
        each.add(name, weight)
    assert once == each


@given(st.lists(st.text(max_size=3), unique=True), st.lists(st.text(max_size=3)))
def test_a_sample_of_many_at_once_is_that_of_one_by_one(first, then):
    at_once, each = Sample(3), Sample(3)
    for ids in (first, then):
        at_once.offer_all(ids, lambda n, ids=ids: lambda: ids[n])
        for id in ids:
            each.offer(id, lambda id=id: id)
    assert list(at_once) == list(each)
