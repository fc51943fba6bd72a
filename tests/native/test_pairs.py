"""Sorting, joining, overlaps and graphs are as they are defined, and refuse nonsense, in both kernels."""

import itertools
import random
import time
from collections import Counter
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpile import native
from proofpile.native import reference_pairs

NAMES = (
    "sort_entries",
    "bucket_groups",
    "pairs_within",
    "count_pairs",
    "overlaps",
    "components",
    "stars",
)
COMPILED = SimpleNamespace(**{name: getattr(native, name) for name in NAMES})
BOTH = pytest.mark.parametrize(
    "kernel",
    [
        pytest.param(
            COMPILED,
            id="compiled",
            marks=pytest.mark.skipif(not native.compiled, reason="no compiler"),
        ),
        pytest.param(reference_pairs, id="twin"),
    ],
)

small = st.integers(0, 9)
word = st.one_of(small, st.integers(0, 2**64 - 1), st.integers(0, 255).map(lambda n: n << 56))


def u64(numbers: Any) -> Any:
    return np.array(list(numbers), np.uint64)


def i64(numbers: Any, *shape: int) -> Any:
    return np.array(list(numbers), np.int64).reshape(shape or (-1,))


def offsets_of(sizes: Any) -> Any:
    return i64(itertools.accumulate(sizes, initial=0))


def told(*arrays: Any) -> list[Any]:
    return [(a.dtype, a.tolist()) for a in arrays]


# --- sort_entries


@BOTH
@pytest.mark.parametrize("dtype", [np.uint32, np.uint64])
@given(entries=st.lists(st.tuples(word, st.integers(0, 2**32 - 1)), max_size=300))
def test_entries_are_sorted_by_key_then_value(kernel: Any, dtype: Any, entries: Any) -> None:
    keys, values = u64(k for k, _ in entries), np.array([v for _, v in entries], dtype)
    expected = sorted(entries)
    assert told(*kernel.sort_entries(keys, values)) == told(
        u64(k for k, _ in expected), np.array([v for _, v in expected], dtype)
    )


def shapes() -> Any:
    rng = np.random.default_rng(5)
    hashes = rng.integers(0, 2**64, 50_000, np.uint64)
    yield "hashes", hashes
    yield "one partition", hashes >> np.uint64(9) | np.uint64(7 << 55)
    yield "one key", np.full(50_000, 3, np.uint64)
    yield "few keys", hashes % np.uint64(3)
    yield "low bits alone", hashes >> np.uint64(44)
    yield "every length", hashes >> (hashes % np.uint64(64))
    yield (
        "two far apart",
        np.where(hashes % np.uint64(2) == 0, hashes >> np.uint64(60), ~np.uint64(0)),
    )
    yield "falling", np.sort(hashes)[::-1].copy()


@pytest.mark.parametrize(("what", "keys"), list(shapes()))
def test_any_distribution_of_keys_is_sorted(what: str, keys: Any) -> None:
    values = np.random.default_rng(6).permutation(len(keys)).astype(np.uint64)
    order = np.lexsort((values, keys))
    found = native.sort_entries(keys, values)
    assert np.array_equal(found[0], keys[order])
    assert np.array_equal(found[1], values[order])


def test_sorting_leaves_what_it_was_given() -> None:
    keys, values = u64(range(1000, 0, -1)), u64(range(1000))
    native.sort_entries(keys, values)
    assert keys.tolist() == list(range(1000, 0, -1))
    assert values.tolist() == list(range(1000))


def test_arrays_of_any_layout_and_read_only_ones_will_do() -> None:
    keys = u64(range(20, 0, -1))
    keys.flags.writeable = False
    assert native.sort_entries(keys[::2], u64(range(20))[::-2])[0].tolist() == list(range(2, 21, 2))
    crooked = np.frombuffer(b"x" + u64([3, 2, 1]).tobytes(), np.uint8)[1:].view(np.uint64)
    assert native.sort_entries(crooked, u64([0, 0, 0]))[0].tolist() == [1, 2, 3]


# --- bucket_groups


@BOTH
@given(entries=st.lists(st.tuples(small, st.integers(0, 2**64 - 1)), max_size=60))
def test_groups_are_the_documents_of_a_key_that_comes_twice(kernel: Any, entries: Any) -> None:
    entries.sort()
    keys, docs = u64(k for k, _ in entries), u64(d for _, d in entries)
    groups = [
        [doc for _, doc in members]
        for members in (list(g) for _, g in itertools.groupby(entries, lambda entry: entry[0]))
        if len(members) > 1
    ]
    expected = u64(itertools.chain.from_iterable(groups)), offsets_of(map(len, groups))
    assert told(*kernel.bucket_groups(keys, docs)) == told(*expected)


# --- pairs_within

groups_of_documents = st.lists(st.sets(st.integers(0, 40), max_size=12).map(list), max_size=8)


def pairs_by_hand(groups: Any, order: Any, most: int) -> Counter[tuple[int, int]]:
    found: Counter[tuple[int, int]] = Counter()
    for group in groups:
        members = sorted(group, key=lambda doc: (order[doc], doc))
        hubs = members if len(members) <= most else members[:most]
        pairs = {frozenset((a, b)) for a in hubs for b in members if a != b}
        found.update((min(pair), max(pair)) for pair in pairs)
    return found


def within(kernel: Any, groups: Any, order: Any, most: int) -> Any:
    docs = list(itertools.chain.from_iterable(groups))
    ranks = u64(order[doc] for doc in docs)
    return kernel.pairs_within(u64(docs), offsets_of(map(len, groups)), ranks, most)


@BOTH
@given(groups=groups_of_documents, most=st.integers(1, 14), seed=st.integers(0, 99))
def test_pairs_are_all_of_a_group_or_those_of_its_best(
    kernel: Any, groups: Any, most: int, seed: int
) -> None:
    order = [random.Random(seed).randrange(9) for _ in range(41)]
    found = within(kernel, groups, order, most)
    assert (found.dtype, found.shape[1]) == (np.uint64, 2)
    assert Counter(map(tuple, found.tolist())) == pairs_by_hand(groups, order, most)
    assert len(found) <= most * sum(map(len, groups))


@BOTH
@given(groups=groups_of_documents, most=st.integers(1, 14), seed=st.integers(0, 99))
def test_the_order_of_members_changes_no_pair(
    kernel: Any, groups: Any, most: int, seed: int
) -> None:
    dice = random.Random(seed)
    order = [dice.randrange(3) for _ in range(41)]
    shuffled = [dice.sample(group, len(group)) for group in groups]
    assert told(within(kernel, groups, order, most)) == told(within(kernel, shuffled, order, most))


@BOTH
def test_a_document_listed_twice_counts_once(kernel: Any) -> None:
    found = kernel.pairs_within(u64([7, 3, 7, 7]), i64([0, 4]), u64([0, 1, 0, 0]), 9)
    assert found.tolist() == [[3, 7]]


def test_a_group_of_a_million_costs_pairs_in_proportion() -> None:
    million = 1_000_000
    docs = np.random.default_rng(1).permutation(million).astype(np.uint64)
    began = time.perf_counter()
    found = native.pairs_within(docs, i64([0, million]), docs, 3)
    assert time.perf_counter() - began < 60
    assert len(found) == 3 * million - 6
    counted, times = native.count_pairs(found)
    assert len(counted) == len(found)
    assert times.max() == 1
    edges = counted.astype(np.int64)
    assert not native.components(million, edges).any()
    assert not native.stars(million, edges, np.arange(million)).any()


# --- count_pairs


@BOTH
@given(pairs=st.lists(st.tuples(small, word), max_size=120))
def test_pairs_are_counted(kernel: Any, pairs: Any) -> None:
    counts = sorted(Counter(pairs).items())
    expected = (
        u64(itertools.chain.from_iterable(pair for pair, _ in counts)).reshape(-1, 2),
        np.array([n for _, n in counts], np.uint32),
    )
    given_pairs = u64(itertools.chain.from_iterable(pairs)).reshape(-1, 2)
    assert told(*kernel.count_pairs(given_pairs)) == told(*expected)


# --- overlaps

sets_of_numbers = st.lists(
    st.one_of(
        st.sets(st.integers(0, 30)),
        st.sets(word),
        st.integers(0, 1200).map(lambda n: set(range(0, 3 * n, 3))),
    ),
    min_size=1,
    max_size=6,
)


@BOTH
@given(sets=sets_of_numbers)
@settings(max_examples=60)
def test_overlaps_are_those_of_the_sets(kernel: Any, sets: Any) -> None:
    pairs = list(itertools.product(range(len(sets)), repeat=2))
    flat = u64(itertools.chain.from_iterable(map(sorted, sets)))
    expected = np.array(
        [(len(sets[a] & sets[b]), len(sets[a] | sets[b])) for a, b in pairs], np.uint32
    )
    found = kernel.overlaps(flat, offsets_of(map(len, sets)), i64(itertools.chain(*pairs), -1, 2))
    assert told(found) == told(expected)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 31, 32, 33, 500])
@pytest.mark.parametrize("ratio", [1, 2, 7, 31, 32, 33, 200])
@pytest.mark.parametrize("shift", ["first", "spread", "last", "apart"])
def test_sets_of_unequal_length(size: int, ratio: int, shift: str) -> None:
    long = u64(range(2, 2 + 4 * size * ratio, 4))
    short = {
        "first": long[:size],
        "last": long[len(long) - size :],
        "spread": long[::ratio] + np.arange(size, dtype=np.uint64) % np.uint64(2),
        "apart": long[:size] + np.uint64(1),
    }[shift]
    common = len(set(short.tolist()) & set(long.tolist()))
    flat, offsets = np.concatenate((short, long)), offsets_of((len(short), len(long)))
    found = native.overlaps(flat, offsets, i64([0, 1, 1, 0], -1, 2))
    assert found.tolist() == [[common, len(short) + len(long) - common]] * 2


# --- components and stars


@st.composite
def graphs(draw: Any) -> tuple[int, list[tuple[int, int]]]:
    n = draw(st.integers(1, 25))
    node = st.integers(0, n - 1)
    return n, draw(st.lists(st.tuples(node, node), max_size=40))


@BOTH
@given(graph=graphs())
def test_components_are_what_can_be_reached(kernel: Any, graph: Any) -> None:
    n, edges = graph
    reached = [{node} for node in range(n)]
    for _ in range(n):
        for a, b in edges:
            reached[a] |= reached[b]
            reached[b] |= reached[a]
    found = kernel.components(n, i64(itertools.chain(*edges), -1, 2))
    assert told(found) == told(i64(map(min, reached)))


def naive_stars(n: int, edges: Any, order: Any) -> list[int]:
    keeps: list[int] = []
    repeats = [0] * n
    near = {frozenset(edge) for edge in edges}
    for node in order:
        of = [kept for kept in keeps if frozenset((kept, node)) in near]
        repeats[node] = of[0] if of else node
        if not of:
            keeps.append(node)
    return repeats


@BOTH
@given(graph=graphs(), seed=st.integers(0, 999))
def test_stars_are_greedy_from_the_best(kernel: Any, graph: Any, seed: int) -> None:
    n, edges = graph
    order = random.Random(seed).sample(range(n), n)
    found = kernel.stars(n, i64(itertools.chain(*edges), -1, 2), i64(order))
    assert told(found) == told(i64(naive_stars(n, edges, order)))


@BOTH
def test_a_chain_is_one_component_and_many_stars(kernel: Any) -> None:
    chain = i64(itertools.chain(*itertools.pairwise(range(6))), -1, 2)
    assert kernel.components(6, chain).tolist() == [0] * 6
    assert kernel.stars(6, chain, i64(range(6))).tolist() == [0, 0, 2, 2, 4, 4]
    assert kernel.stars(6, chain, i64([1, 0, 2, 3, 4, 5])).tolist() == [1, 1, 1, 3, 3, 5]


def test_a_chain_of_a_million_backwards_is_one_component() -> None:
    n = 1_000_000
    down = np.arange(n - 1, 0, -1)
    assert not native.components(n, np.stack((down, down - 1), axis=1)).any()


# --- nothing in, nothing out; nonsense in, a ValueError


@BOTH
def test_nothing_gives_nothing(kernel: Any) -> None:
    none, pairs = u64([]), np.empty((0, 2), np.uint64)
    edges, zero = np.empty((0, 2), np.int64), i64([0])
    assert told(*kernel.sort_entries(none, none)) == told(none, none)
    assert told(*kernel.bucket_groups(none, none)) == told(none, zero)
    assert told(kernel.pairs_within(none, zero, none, 1)) == told(pairs)
    assert told(*kernel.count_pairs(pairs)) == told(pairs, np.array([], np.uint32))
    assert told(kernel.overlaps(none, zero, edges)) == told(pairs.astype(np.uint32))
    assert told(kernel.components(0, edges)) == told(i64([]))
    assert told(kernel.stars(0, edges, i64([]))) == told(i64([]))


ONE, TWO, EDGE = u64([1]), u64([1, 2]), i64([0, 1], 1, 2)
WRONG: list[tuple[str, tuple[Any, ...], str]] = [
    ("sort_entries", (ONE, TWO), "keys and values must be equally long; found 1 and 2"),
    ("sort_entries", (i64([1]), ONE), r"keys must be an array of uint64\[n\]; found int64\(1,\)"),
    ("sort_entries", (ONE, i64([1])), r"values must be an array of uint64\[n\]; found int64"),
    ("sort_entries", ([1], ONE), r"keys must be an array of uint64\[n\]; found list"),
    ("sort_entries", (ONE, "1"), r"values must be an array of uint64\[n\]; found str"),
    ("sort_entries", (np.array(["1"]), ONE), r"keys must be .* found <U1\(1,\)"),
    ("sort_entries", (ONE.astype(">u8"), ONE), r"keys must be .* found >u8\(1,\)"),
    (
        "bucket_groups",
        (u64([1, 3, 2]), u64([1, 1, 1])),
        "keys must be sorted; found 2 after 3 at 2",
    ),
    ("bucket_groups", (ONE, TWO), "keys and docs must be equally long; found 1 and 2"),
    (
        "pairs_within",
        (TWO, i64([0, 2]), ONE, 2),
        "docs and order must be equally long; found 2 and 1",
    ),
    ("pairs_within", (TWO, i64([0, 2]), TWO, 0), "most must be at least 1; found 0"),
    ("pairs_within", (TWO, i64([]), TWO, 2), "one number more than there are groups; found none"),
    ("pairs_within", (TWO, i64([0, 1]), TWO, 2), "offsets must end at 2, .* found 1"),
    ("pairs_within", (TWO, i64([1, 2]), TWO, 2), "offsets must begin at 0; found 1"),
    (
        "pairs_within",
        (TWO, i64([0, 2, 1, 2]), TWO, 2),
        "offsets must not fall; found 1 after 2 at 2",
    ),
    ("count_pairs", (ONE,), r"pairs must be an array of uint64\[n, 2\]; found uint64\(1,\)"),
    ("count_pairs", (u64(range(6)).reshape(2, 3),), r"pairs must be .* found uint64\(2, 3\)"),
    ("overlaps", (TWO, i64([0, 1]), EDGE), "offsets must end at 2, .* found 1"),
    ("overlaps", (TWO, i64([0, 2]), EDGE), "pairs must be at least 0 and less than 1; found 1"),
    (
        "overlaps",
        (TWO, i64([0, 1, 2]), -EDGE),
        "pairs must be at least 0 and less than 2; found -1",
    ),
    ("overlaps", (u64([4, 1, 2, 2]), i64([0, 1, 4]), EDGE), "found 2 after 2 in set 1"),
    ("components", (-1, EDGE), "n must be at least 0; found -1"),
    ("components", (1, EDGE), "edges must be at least 0 and less than 1; found 1"),
    ("components", (2, -EDGE), "edges must be at least 0 and less than 2; found -1"),
    ("stars", (2, EDGE, i64([0])), "n and order must be equally long; found 2 and 1"),
    ("stars", (2, EDGE, i64([0, 2])), "order must be at least 0 and less than 2; found 2"),
    ("stars", (2, EDGE, i64([1, 1])), "order must name each node once; found 1 at 0 and at 1"),
    ("stars", (1, EDGE, i64([0])), "edges must be at least 0 and less than 1; found 1"),
]


@BOTH
@pytest.mark.parametrize(("name", "arguments", "message"), WRONG)
def test_what_is_wrong_with_an_argument_is_said(
    kernel: Any, name: str, arguments: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        getattr(kernel, name)(*arguments)
