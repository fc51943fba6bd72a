"""Cuts: what is left, and that no formula or fence is ever cut in two."""

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
        ("He said: “the item.” Then more.", "the item", "He said: “ Then more."),
    ],
)
def test_what_is_left(text: str, gone: str, left: str) -> None:
    start = text.index(gone)
    assert cut(text, [(start, start + len(gone))])[0] == left


def test_spans_that_overlap_are_one_cut() -> None:
    text = "0123456789 abcdef"
    left, cuts = cut(text, [(2, 5), (4, 8), (12, 14)])
    assert left == "01 89 a def"
    assert [(c.start, c.end, c.text) for c in cuts] == [(2, 8, "234567"), (12, 14, "bc")]


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
