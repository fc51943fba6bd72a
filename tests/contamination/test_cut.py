"""Cuts: what is left, and that no formula or fence is ever cut in two."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpile.contamination.cut import cut


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("Before. The item is this. After.", "The item is this", "Before. After."),
        ("Before.\n\nThe item.\n\nAfter.", "The item", "Before.\n\nAfter."),
        ("Before.\nThe item.\nAfter.", "The item", "Before.\nAfter."),
        ("The item. After.", "The item", "After."),
        ("Before. The item", "The item", "Before."),
        ("The item", "The item", ""),
        ("A $x^2 + y$ b.", "+ y", "A b."),
        ("A $x^2 + y$ b.", "A $x", "b."),
        ("A $$\nx^2 + y\n$$ b.", "y", "A b."),
        (r"A \(x^2 + y\) b.", "y", "A b."),
        (r"A \[x^2 + y\] b.", "x^2", "A b."),
        ("Costs \\$5 and \\$6 here.", "and", "Costs \\$5 \\$6 here."),
        (
            "A\n\n\\begin{align}x &= 1\\\\ y &= 2\\end{align}\n\nb.",
            "y &= 2",
            "A\n\nb.",
        ),
        ("A\n\n```\ncode one\ncode two\n```\n\nb.", "code two", "A\n\nb."),
        ("A\n\n~~~~\ncode\n~~~\nmore\n~~~~\n\nb.", "code", "A\n\nb."),
        ("Ünïcödé $α+β$ rest. The end.", "β", "Ünïcödé rest. The end."),
        ("The $n$th and $x$-axis", "$x$", "The $n$th and -axis"),
        ("A $x$ $y$ b", "x", "A $y$ b"),
        (r"A \(x\) \[ y \] b", "y", r"A \(x\) b"),
        ("A $ x $ b", "x", "A b"),
        ("A $ $ b", " $", "A b"),
        ("A $\\quad$ b", "quad", "A b"),
        ("A $x + y $ b", "x", "A b"),
        ("A $x +\ny $ b", "x", "A b"),
        ("A $x, y $ b", "y", "A b"),
        ("Costs $5 and $6 here.", "and", "Costs $5 $6 here."),
        ("Costs $5.\n\nAnd $6 = 7 $ here.", "7", "Costs $5.\n\nAnd here."),
        (
            "\\begin{equation} not ended\n\nA \\begin{align}x\\end{align} b",
            "x\\end",
            "\\begin{equation} not ended\n\nA b",
        ),
        ("A \\begin{tabular}{c} x & $y$ \\end{tabular} b", "& $y$", "A b"),
        ("```not a fence``` here\n\nWhat goes.\n\n```\ncode\n```", "goes", None),
        ("A\n\n```\none\n```python\ntwo\n```\n\nb", "one", "A\n\nb"),
        ("> A\n> ```\n> one\n> ```\n> b", "one", "> A\n> b"),
        ("(The item.) After", "The item", "( After"),
        ("He said: “the item.” Then more.", "the item", "He said: “ Then more."),
    ],
)
def test_what_is_left(text: str, gone: str, left: str | None) -> None:
    start = text.index(gone)
    left = text.replace(f"{gone}.", "").replace("What \n", "What\n") if left is None else left
    assert cut(text, [(start, start + len(gone))])[0] == left


def test_spans_that_overlap_are_one_cut() -> None:
    text = "0123456789 abcdef"
    left, cuts = cut(text, [(2, 5), (4, 8), (12, 14)])
    assert left == "01 89 a def"
    assert [(c.start, c.end, c.text) for c in cuts] == [(2, 8, "234567"), (12, 14, "bc")]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("A. X.\n\nX. B", "A.\n\nB"),
        ("A. X.\nX. B", "A.\nB"),
        ("A. X. X. B", "A. B"),
        ("X.\n\nX. B", "B"),
        ("A X.\n\nX.", "A"),
        ("X. X.", ""),
    ],
)
def test_what_is_left_between_two_cuts(text: str, left: str) -> None:
    spans = [(at, at + 2) for at in range(len(text)) if text[at] == "X"]
    assert cut(text, spans)[0] == left


@pytest.mark.parametrize("span", [(2, 2), (9, 4), (-5, 0), (99, 120), (99, 4)])
def test_a_span_of_nothing_cuts_nothing(span: tuple[int, int]) -> None:
    assert cut("A. B. C $x$ d", [span]) == ("A. B. C $x$ d", [])


def test_nothing_to_cut_changes_nothing() -> None:
    assert cut("  as it was \n", []) == ("  as it was \n", [])


pieces = st.lists(
    st.sampled_from(
        [
            "word ",
            "$x+y$ ",
            "$$z^2$$ ",
            "\\(a\\) ",
            "\n\n",
            "\\$5 ",
            "é ",
            "$ ",
            "\n```\nf $x$\n```\n",
        ]
    ),
    max_size=20,
).map("".join)


@given(pieces, st.lists(st.tuples(st.integers(0, 120), st.integers(0, 30)), max_size=4))
@settings(max_examples=400, deadline=None)
def test_what_was_cut_stands_in_the_text_and_the_rest_stays(
    text: str, places: list[tuple[int, int]]
) -> None:
    spans = [(start, start + length) for start, length in places]
    left, cuts = cut(text, spans)
    assert all(text[c.start : c.end] == c.text for c in cuts)
    kept = "".join(
        text[a:b]
        for a, b in zip(
            [0, *(c.end for c in cuts)], [*(c.start for c in cuts), len(text)], strict=True
        )
    )
    assert left.split() == kept.split() or "".join(left.split()) == "".join(kept.split())


@given(pieces, st.integers(0, 120), st.integers(1, 30))
@settings(max_examples=400, deadline=None)
def test_formulas_are_cut_whole_or_not_at_all(text: str, start: int, length: int) -> None:
    from proofpile.native import tokens

    def formulas(of: str) -> list[bytes]:
        data = of.encode()
        _, starts, ends, _ = tokens("formula", data)
        return [data[a:b] for a, b in sorted(set(zip(starts.tolist(), ends.tolist(), strict=True)))]

    if text.count("$ ") or "```" in text:
        return  # a lone dollar may open another formula when what is around it goes
    _, cuts = cut(text, [(start, start + length)])
    whole = formulas(text)
    for one in cuts:
        before = sum(f"{f}" != "" for f in formulas(text[: one.start]))
        inside, after = len(formulas(one.text)), len(formulas(text[one.end :]))
        assert before + inside + after == len(whole)


markdown = st.lists(
    st.sampled_from(
        [
            "Let $n$ be the $n$th of them, ",
            "where $ a_1 + b $ is ",
            "$\\quad$",
            "\n\n$$\n\\sum_{i=1}^n x_i = \\text{some $y$ here}\n$$\n\n",
            "\n\n\\begin{align*}\nx &= 1 \\\\\ny &= $z$\n\\end{align*}\n\n",
            "\\(p \\le q\\), ",
            "\\[ r \\ge s \\]",
            "costs \\$5 (é 数) ",
            "\n\n```lean\ntheorem x : $y$ = 2 := by\n  simp\n```\n\n",
            "\n\n~~~\ncode ``` x\n~~~\n\n",
            "Hence it is so. ",
            "## A heading\n\n",
            "- one\n- two $k$\n",
        ]
    ),
    max_size=12,
)


@given(markdown, st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), max_size=5))
@settings(max_examples=200, deadline=None)
def test_of_each_piece_all_or_nothing_is_left(
    pieces: list[str], places: list[tuple[int, int]]
) -> None:
    text = "".join(pieces)
    left, cuts = cut(text, [(start, start + length) for start, length in places])
    gone = "\n".join(one.text for one in cuts)
    for some in (left, gone):
        assert some.replace("\\$", "").count("$") % 2 == 0
        for opens, closes in (("\\begin{", "\\end{"), ("\\(", "\\)"), ("\\[", "\\]")):
            assert some.count(opens) == some.count(closes)
        assert sum(line.startswith(("```", "~~~")) for line in some.split("\n")) % 2 == 0


def test_time_grows_with_the_text_and_not_with_its_square() -> None:
    def seconds(times: int) -> float:
        text = "A word $x+1$ and (so).\n\n" * times
        spans = [(at * 24, at * 24 + 6) for at in range(0, times, 2)]
        began = time.process_time()
        cut(text, spans)
        return time.process_time() - began

    few = min(seconds(2_000) for _ in range(3))
    assert seconds(16_000) < 24 * few, "eight times the text"
