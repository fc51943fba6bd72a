"""Each word once: the compiled kernel against its twin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile import native
from proofpile.native import reference_text

BOTH = [native.distinct_words, reference_text.distinct_words]


@given(st.lists(st.sampled_from(["a", "b", "ab", "für", "群", "", " ", "0", "a\0b"])).map(" ".join) | st.text(
    st.characters(exclude_categories=["Cs"])
))  # fmt: skip
def test_both_find_the_same(line):
    compiled, twin = (find(line) for find in BOTH)
    assert compiled == twin
    assert native.distinct_words(compiled) == compiled


@pytest.mark.parametrize("find", BOTH, ids=["native", "twin"])
@pytest.mark.parametrize(
    ("line", "words"),
    [("", ""), ("a", "a"), ("b a b  a c ", "b a c"), ("für fur für", "für fur"), (" a", "a")],
)
def test_where_it_first_stands(find, line, words):
    assert find(line) == words


def test_a_line_of_a_million_words():
    line = " ".join(f"w{n % 500_000}" for n in range(1_000_000))
    assert native.distinct_words(line).count(" ") == 499_999
