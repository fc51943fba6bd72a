"""Alignment: against every chain there is, and on shapes that copies have."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpile.contamination.align import SHORTEST, WIDEST, Run, align


def hashes(words: str) -> np.ndarray:
    return np.array([hash(word) & 0xFFFFFFFFFFFF for word in words.split()], np.uint64)


def aligned(passage: str, item: str) -> list[tuple[int, int, int]]:
    runs = align(hashes(passage), hashes(item), np.ones(len(item.split())))
    return [(run.at, run.item_at, run.length) for run in runs]


ITEM = "one two three four five six seven eight nine ten"


@pytest.mark.parametrize(
    ("passage", "runs"),
    [
        (ITEM, [(0, 0, 10)]),
        (f"before it {ITEM} after it", [(2, 0, 10)]),
        ("one two three X five six seven eight nine ten", [(0, 0, 3), (4, 4, 6)]),
        ("one two three four five X Y six seven eight nine ten", [(0, 0, 5), (7, 5, 5)]),
        ("one two three four seven eight nine ten", [(0, 0, 4), (4, 6, 4)]),
        ("six seven eight nine ten one two three four five", [(0, 5, 5)]),
        ("one two X three four X five six X seven eight", []),
        ("nothing of it is here", []),
        ("", []),
        (f"one two three {'X ' * WIDEST} four five six", [(0, 0, 3), (3 + WIDEST, 3, 3)]),
        (f"one two three {'X ' * (WIDEST + 1)} four five six", [(0, 0, 3)]),
        (f"one two three four five six {ITEM}", [(6, 0, 10)]),
    ],
)
def test_runs(passage: str, runs: list[tuple[int, int, int]]) -> None:
    assert aligned(passage, ITEM) == runs


def test_an_item_of_fewer_words_than_a_run_aligns_with_nothing() -> None:
    assert aligned("one two", "one two") == []


def test_what_tells_most_is_taken_and_not_what_is_longest() -> None:
    passage, item = hashes("a b c d e f"), hashes("d e f a b c")
    bits = np.array([9.0, 9.0, 9.0, 1.0, 1.0, 1.0])
    assert align(passage, item, bits) == [Run(3, 0, 3)]


words = st.lists(st.sampled_from("abcd"), max_size=14).map(" ".join)


@given(words, words)
@settings(max_examples=300, deadline=None)
def test_runs_are_equal_words_in_order_and_near(passage: str, item: str) -> None:
    ours, theirs = passage.split(), item.split()
    at = item_at = -1
    for run in align(hashes(passage), hashes(item), np.ones(len(theirs))):
        assert ours[run.at : run.at + run.length] == theirs[run.item_at : run.item_at + run.length]
        assert run.length >= 1
        assert run.at >= at
        assert run.item_at >= item_at
        if at >= 0:
            assert max(run.at - at, run.item_at - item_at) <= WIDEST
        at, item_at = run.at + run.length, run.item_at + run.length


def best_by_trying(passage: list[str], item: list[str]) -> int:
    """The most tokens of any chain of disjoint maximal runs, for texts in which nothing repeats."""
    runs = []
    for i in range(len(passage)):
        for j in range(len(item)):
            if i and j and passage[i - 1] == item[j - 1]:
                continue
            length = 0
            while passage[i + length : i + length + 1] == item[j + length : j + length + 1] != []:
                length += 1
            if length >= SHORTEST:
                runs.append((i, j, length))
    best = 0
    for count in range(1, len(runs) + 1):
        for chain in combinations(runs, count):
            if all(
                a[0] + a[2] <= b[0] <= a[0] + a[2] + WIDEST
                and a[1] + a[2] <= b[1] <= a[1] + a[2] + WIDEST
                for a, b in pairwise(chain)
            ):
                best = max(best, sum(run[2] for run in chain))
    return best


@given(st.permutations(range(12)), st.integers(0, 6))
@settings(max_examples=200, deadline=None)
def test_the_best_chain_where_nothing_repeats(order: list[int], turned: int) -> None:
    item = [f"w{i}" for i in range(12)]
    passage = item[turned:] + [f"w{i}" for i in order[:turned]]
    runs = align(hashes(" ".join(passage)), hashes(" ".join(item)), np.ones(12))
    assert sum(run.length for run in runs) == best_by_trying(passage, item)


def test_a_passage_that_repeats_itself_costs_no_more_than_it_should() -> None:
    item = hashes("a b " * 400)
    runs = align(hashes("a b " * 4000), item, np.ones(len(item)))
    assert sum(run.length for run in runs) >= 0  # it ends
