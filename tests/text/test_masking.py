"""Prose is what is left when formulas, code and addresses are gone."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.native.reference_text import Masker
from proofpile.text.masking import ENVIRONMENTS, prose
from proofpile.text.normalise import features, normalise

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
        (r"\[ a \[ b \] c", "  a   c"),
        (r"\begin{align}a\begin{align}b\end{align}c\end{align}", " {align}a c {align}"),
        (r"\begin{alignx}$a", r" {alignx}$a"),
        ("$ $a$$ $", " a$ "),
        ("``a` b\nc``", "``a` b\nc``"),
        ("````a```b", " b"),
        ("``a```b`c`", " `b "),
        ("http:// https://a> www. www.b", "http://  > www.  "),
        ("ahttp://b", "a "),
        ("ends in \\", "ends in \\"),
        ("a\\\nb", "a b"),
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


HOSTILE = [
    *SNIPPETS,
    "$ a\n\n",
    "$ a\n",
    "$$\\$",
    "```a``",
    "\\[\\(",
    r"\begin{align}\begin{CD}",
    r"\begin{",
    "h",
    "http://",
    "www.",
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("way", [prose, features, normalise, Masker(ENVIRONMENTS.split()).mask])
def test_hostile_repetition_is_linear(way: Callable[[str], str], piece: str) -> None:
    # Linear work shows 4, quadratic 16; under a tenth of a second for a megabyte there is nothing to time.
    for _ in range(4):
        small, large = (seconds(way, piece * (size // len(piece))) for size in (250_000, 1_000_000))
        if large < 0.1 or large < 2.6**2 * small:
            return
    pytest.fail(f"{small:.3f} s for 250 kB, {large:.3f} s for 1 MB")


def seconds(way: Callable[[str], str], text: str) -> float:
    start = time.process_time()
    way(text)
    return time.process_time() - start


@pytest.mark.parametrize("opener", ["$", "$$", "\\[", "\\(", "`", "``", "```", r"\begin{align}"])
def test_an_opener_before_ten_megabytes_on_one_line(opener: str) -> None:
    rest = "words " * 1_700_000
    assert prose(opener + rest).endswith(rest)
    assert features(opener + rest).endswith("words words")
