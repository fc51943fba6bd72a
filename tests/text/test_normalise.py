"""The normaliser on every code point, and what classifiers see on texts made to give the label away."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.text.masking import prose
from proofpile.text.normalise import becomes, becomes_word, features, normalise

any_text = st.text(st.characters(), max_size=200) | st.text(
    "aΣς\u0301\u302e\u302f １.．—\n\t", max_size=40
)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("Let G\nbe a\r\ngroup", "let g be a group"),  # the original: "let gbe agroup"
        ("one\x00two\x1fthree\x85four\u2028five", "one two three four five"),
        ("１２ 34 ٣ ४ 𝟗", "00 00 0 0 0"),  # the original: "” 2"
        ("Gödel, Poincaré, Erdős, Łoś", "godel, poincare, erdos, łos"),
        ("E\u0301tale e\u0301tale Étale", "etale etale etale"),
        ("ΟΔΟΣ οδος", "οδοσ οδοσ"),
        ("İstanbul ISTANBUL ıstanbul", "istanbul istanbul ıstanbul"),
        ("STRASSE Straße ẞ", "strasse straße ß"),
        ("\u212b \u212a Å", "a k a"),  # Ångström, Kelvin
        ("한글", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
        ("„a“ «b» ‘c’ 「d」 ‹e›", '"a" "b" \'c\' "d" \'e\''),
        ("1–2 a—b c‐d e − f", "0-0 a - b c-d e - f"),
        ("ＡＢＣ（ｘ）！％", "abc(x)!%"),
        ("終．次。又、…", "終. 次.又,..."),
        ("co\xadopera\u200btion\ufeff", "cooperation"),
        ("ﬁnite ﬂat", "finite flat"),
        ("a\ud800b\udfff", "a b"),
        ("x² ½", "x² ½"),
        ("a  \u00a0\u3000 b", "a b"),
    ],
)
def test_one_form(text: str, line: str) -> None:
    assert normalise(text) == line


def test_every_code_point_settles_at_once() -> None:
    strange = []
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        line = normalise(f"{character}x{character}")
        if normalise(line) != line or "  " in line or line != line.strip():
            strange.append(hex(code))
        line.encode()
    assert strange == []


def test_no_code_point_keeps_case_digits_or_accents() -> None:
    for code in range(sys.maxunicode + 1):
        for c in becomes(chr(code)):
            assert c == c.lower()
            assert not c.isdecimal() or c == "0"
            assert (
                unicodedata.category(c)
                not in ("Mn", "Cc", "Cf", "Cs", "Zl", "Zp", "Pd", "Pi", "Pf")
                or c == "-"
            )


def test_no_code_point_leaves_a_symbol_in_the_features() -> None:
    kept = {c for code in range(sys.maxunicode + 1) for c in becomes_word(chr(code))}
    assert {c for c in kept if c.isascii()} == set("abcdefghijklmnopqrstuvwxyz0 ")
    assert all(unicodedata.category(c)[0] in "LM" or c in "0 " for c in kept)
    assert not kept & set("ℝℂℓ𝑥∑∫≤∞²½")


def keeps_its_place(character: str) -> bool:
    """A mark that NFD would sort among others, and that is not dropped: two dozen tone and musical signs."""
    return bool(unicodedata.combining(character)) and unicodedata.category(character) != "Mn"


@given(any_text, any_text)
def test_normalising_goes_through_spaces(a: str, b: str) -> None:
    assert normalise(f"{a}\n{b}") == " ".join(filter(None, (normalise(a), normalise(b))))
    assert normalise(normalise(a)) == normalise(a)


@given(any_text.filter(lambda text: not any(map(keeps_its_place, text))))
def test_composed_or_not_is_the_same(text: str) -> None:
    assert normalise(unicodedata.normalize("NFC", text)) == normalise(text)
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)


@given(any_text)
def test_features_are_words_on_one_line(text: str) -> None:
    line = features(text)
    assert line == normalise(line)
    assert prose(line) == line
    assert line.encode().decode() == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Let $G$ be a group of order $p^n$.", "let be a group of order"),
        ("so [formula image] holds [EQUATION] and [CODE]", "so holds and"),
        ("the [equation] is an equation", "the equation is an equation"),
        ("Typeset with LaTeX, rendered by MathJax: a lemma", "a lemma"),
        ("KaTeX-based, TeX2jax.js, MathML", "based js"),
        ("[Math Processing Error] in x", "in x"),
        ("a context, a vertex and latexes", "a context a vertex and latexes"),
        ("left {} over: $ \\ ` ^_ ∑ ≤ ℝ 𝑥 x² = 7", "left over x 0"),
        ("Euler's don't Runge–Kutta", "euler s don t runge kutta"),
        ("failed to parse", ""),
        ("failed to", "failed to"),
        ("has </s> and <s> in it", "has s and s in it"),
        ("\\LaTeX{} is \\TeX", "is"),
    ],
)
def test_what_gives_the_label_away_goes(text: str, line: str) -> None:
    assert features(text) == line


@pytest.mark.parametrize(
    "formula",
    ["$x^2$", "\\(x\\)", "$$\n\\int f\n$$", "[formula image]", "\\begin{align}x\\end{align}"],
)
def test_formulas_put_back_change_nothing(formula: str) -> None:
    words = "Let {} be a function, so that {} is finite."
    assert features(words.format(formula, formula)) == features(words.format("", ""))


def test_ten_megabytes_on_one_line() -> None:
    assert len(normalise("Étale 7 " * 1_250_000)) == 10_000_000 - 1
    assert normalise("\u0301 " * 5_000_000) == ""
