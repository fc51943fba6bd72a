"""Prose is what is left when formulas, code and addresses are gone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.text.masking import prose

SNIPPETS = [
    "$",
    "$$",
    "\\$",
    "\\\\",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "`",
    "``",
    "```",
    "\n",
    "\n\n",
    "a b",
]
SNIPPETS += [r"\begin{align}", r"\end{align}", r"\begin{align*}", "http://x", "é", "\ud800"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (r"Let $x$ be a$_1$b.", "Let   be a b."),
        ("So $$\\frac{1}\n\n{2}$$ holds", "So   holds"),
        (r"one \(a\) two \[b \\ c\] three", "one   two   three"),
        (r"so \begin{align*} a &= b \\ c \end{align*} it is", "so   it is"),
        (r"\begin{theorem}It is true.\end{theorem}", " {theorem}It is true. {theorem}"),
        ("use `x = 1` and ``a`b`` here", "use   and   here"),
        ("see\n```python\nif x:\n    pass\n```\nnow", "see\n \nnow"),
        ("at https://a.example/$x?q=1 and www.b.example", "at   and  "),
        (r"a \textbf{bold} word", "a  {bold} word"),
    ],
)
def test_what_is_not_prose_becomes_a_space(text: str, left: str) -> None:
    assert prose(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (r"costs \$5 and \$7 today", "costs $5 and $7 today"),
        (r"$a \$ b$ and \$", "  and $"),
        (r"a line\\$x$ ends", "a line   ends"),
        ("paid $5\n\nand then $7 more", "paid $5\n\nand then $7 more"),
        ("an open $$ stays", "an open $$ stays"),
        ("an open ``` and ` stay\n", "an open ``` and ` stay\n"),
        (r"an open \[ goes alone", "an open   goes alone"),
    ],
)
def test_dollars_and_openers_that_are_none(text: str, left: str) -> None:
    assert prose(text) == left


@given(st.lists(st.sampled_from(SNIPPETS)).map("".join))
def test_any_text_is_masked_and_never_grows(text: str) -> None:
    assert len(prose(text)) <= len(text)


@given(st.text(alphabet="abc \n.,;'"))
def test_plain_words_are_left_alone(text: str) -> None:
    assert prose(text) == text


@pytest.mark.parametrize(
    "piece", [*SNIPPETS, "$ a\n\n", "$$\\$", "```a``", r"\begin{align}\begin{CD}"]
)
def test_hostile_repetition_is_linear(piece: str) -> None:
    # Quadratic work on a megabyte would run into pytest's time limit by hours.
    prose(piece * (1_000_000 // len(piece)))
