"""The kernels of texts against their twins: on hard pieces, on every code point, on real texts."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile import native
from proofpile.native import reference_text
from proofpile.text import labels
from proofpile.text.masking import ENVIRONMENTS
from proofpile.text.normalise import becomes, becomes_word
from proofpile.web import extract

compiled_only = pytest.mark.skipif(not native.compiled, reason="the kernels are not compiled")
HARD = r"""
$ $$ \ \$ \\ \( \) \[ \] ` `` ``` ```` { } [ ] ( ) < > * " x ab h w t 0 １ é É İ Σ ς … — 群 𝑥 ﬁ
\begin{align} \end{align} \begin{align*} \end{align*} \begin{alignat} \end{alignat} \begin{CD} \end{CD}
\begin{alig begin{ align} \frac \LaTeX* http:// https:// http www. www
[EQUATION] [CODE] [formula image] latex LaTeX tex katex TeX2jax math failed
"""
BLANK = [
    "\n",
    "\n\n",
    "\n \n",
    " ",
    "\t",
    "\r",
    "\x00",
    "\x85",
    "\u2028",
    "\u200b",
    "\u0301",
    "\ud800",
]
PHRASES = [
    "[formula image]",
    "math processing error",
    "Failed to parse",
    "equation\nimage",
    "rendered by ",
]
PIECES = HARD.split() + BLANK + PHRASES
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(
    st.characters(), max_size=60
)


def ways(module: ModuleType) -> dict[str, Callable[[str], object]]:
    """Everything that `module` does with a text."""
    masker = module.Masker(ENVIRONMENTS.split(), labels.PLACEHOLDERS)
    lone = module.Masker(["align"], ["[CODE]"], "Σσéα群𝑥")
    charmap = module.CharMap(becomes)
    return {
        "prose": module.Masker(ENVIRONMENTS.split()).mask,
        "masked with literals": masker.mask,
        "normalised": charmap.line,
        "features": module.Features(masker, module.CharMap(becomes_word), labels.PHRASES).line,
        "phrases of letters": module.Features(
            masker, charmap, ["x", "x x ab", "ab x", "é", "0"]
        ).line,
        "short head": lambda text: masker.head(text, 60, 25),
        "head": lambda text: masker.head(text, 12_000, 1500),
        "no head": lambda text: masker.head(text, 10, 0),
        "head without lone letters": lambda text: lone.head(text, 400, 300),
        "letters": module.LetterTally(
            [0x40, 0x24F, 0x3FF, 0x4DFF, 0x10FFFF], [3, 0, 1, 3, 0]
        ).count,
        "words": module.WordTally(
            {"x": [], "ab": [0, 2], "é": [1], "math'": [2], "tex": [1], "群": [7]}
        ).count,
    }


MINE, TWINS = ways(native), ways(reference_text)


def assert_same(text: str, *names: str) -> None:
    for name in names or MINE:
        assert MINE[name](text) == TWINS[name](text), name


@compiled_only
@given(texts)
def test_the_same_as_the_twins(text: str) -> None:
    assert_same(text)


@compiled_only
def test_the_same_on_every_code_point() -> None:
    assigned = (
        range(0x32400),
        range(0xE0000, 0xE0200),
    )  # elsewhere one page of a plane is like all others
    for first in {
        code & ~255 for codes in (*assigned, range(0, 0x110000, 0x10000)) for code in codes
    }:
        every = "".join(map(chr, range(first, first + 256)))
        assert_same(every, "normalised", "features")
        assert_same(f"{every[::5]} {every[::7]}$", "prose", "head", "letters")
        assert_same("ab".join(every), "words")


@compiled_only
@pytest.mark.slow
@pytest.mark.parametrize("pattern", ["**/*.tex", "**/*.md", "**/*.py"])
def test_the_same_on_real_texts(data: Path, pattern: str) -> None:
    paths = sorted(data.glob(pattern))
    assert len(paths) > 5
    for path in paths:
        assert_same(path.read_bytes()[:60_000].decode(errors="surrogateescape"))


@compiled_only
@pytest.mark.slow
def test_the_same_on_real_pages(data: Path) -> None:
    pages = [
        path for path in sorted(data.glob("html_*/**/*.html")) if path.stat().st_size < 500_000
    ]
    assert len(pages) > 100
    for path in pages:
        assert_same(path.read_bytes().decode(errors="replace"))
        assert_same(extract(path.read_bytes()).text)


@pytest.mark.parametrize("module", [native, reference_text], ids=["kernel", "twin"])
class TestEither:
    def test_an_error_of_the_table_comes_through_and_leaves_it_whole(
        self, module: ModuleType
    ) -> None:
        asked: list[str] = []

        def of(character: str) -> str:
            asked.append(character)
            if character == "é" and asked.count("é") == 1:
                raise RuntimeError("é")
            return character.upper()

        charmap = module.CharMap(of)
        with pytest.raises(RuntimeError, match="é"):
            charmap.line("é")
        assert charmap.line("é  ß") == "É SS"

    def test_a_character_may_become_many_or_none(self, module: ModuleType) -> None:
        charmap = module.CharMap(lambda c: {"a": "", "b": " " * 3, "c": "cc" * 100}.get(c, c))
        assert charmap.line("abaabca" * 50) == " ".join(["cc" * 100] * 50)
        assert charmap.line("群a群b𝑥") == "群群 𝑥"

    @pytest.mark.parametrize("wrong", [b"bytes", None, 7])
    def test_only_a_string_is_a_text(self, module: ModuleType, wrong: object) -> None:
        with pytest.raises(TypeError):
            module.Masker(["align"]).mask(wrong)
        with pytest.raises(TypeError):
            module.CharMap(str.lower).line(wrong)

    def test_an_empty_string_stands_everywhere(self, module: ModuleType) -> None:
        for make in (
            lambda: module.Masker([""]),
            lambda: module.Masker(["align"], [""]),
            lambda: module.Features(module.Masker([]), module.CharMap(str), [""]),
        ):
            with pytest.raises(ValueError, match="empty"):
                make()

    def test_nothing_to_look_for(self, module: ModuleType) -> None:
        masker = module.Masker([])
        assert masker.mask(r"\begin{align}x\end{align}") == " {align}x {align}"
        assert module.Features(masker, module.CharMap(str), []).line(" a  $x$ b") == "a b"

    def test_a_star_is_part_of_the_name(self, module: ModuleType) -> None:
        mask = module.Masker(["a", "ab"]).mask
        assert mask(r"\begin{a*}x\end{a}\end{a*}y") == " y"
        assert mask(r"\begin{ab}x\end{ab}y") == " y"
        assert mask(r"\begin{a}x\begin{a}z\end{a}") == r" {a}x "

    def test_an_astral_literal(self, module: ModuleType) -> None:
        masker = module.Masker([], ["𝑥群", "hx", "群"])
        assert masker.mask("a𝑥群b群 hx h 𝑥") == "a b    h 𝑥"
        assert masker.head("  a𝑥群b\n\n群 h", 100, 100) == ("a b h", 3)

    @pytest.mark.parametrize(
        ("text", "reach", "length", "head"),
        [
            ("one two", 100, 3, ("one", 3)),
            ("one  two", 100, 4, ("one ", 3)),
            ("one ", 100, 4, ("one", 3)),
            ("one two", 100, 5, ("one t", 4)),
            ("one $x$ two", 6, 100, ("one $x", 4)),  # what begins within reach and ends beyond it
            ("é群𝑥7 ", 100, 100, ("é群𝑥7", 9)),
            ("\ud800 a", 100, 100, ("\ud800 a", 1)),
            ("", 0, 0, ("", 0)),
        ],
    )
    def test_the_head_of_a_text(
        self, module: ModuleType, text: str, reach: int, length: int, head: tuple[str, int]
    ) -> None:
        assert module.Masker([]).head(text, reach, length) == head

    def test_lone_letters_go_with_the_head(self, module: ModuleType) -> None:
        masker = module.Masker([], [], "βα")
        assert masker.head("α αβ, aα α1 _β $x$α$y$ (β) α", 100, 100) == ("αβ, aα α1 _β ( )", 11)
        assert masker.head("1`x`α`x`1", 100, 100) == ("1 1", 0)
        assert masker.mask("α") == "α"
        with pytest.raises(ValueError, match="ASCII"):
            module.Masker([], [], "βa")

    @pytest.mark.parametrize(
        ("text", "words", "groups"),
        [
            ("the cat and the dog and the", 4, {0: 2, 5: 1}),
            ("a b", 0, {}),  # single letters of ASCII are variables
            ("é є", 2, {}),
            ("the1 the_ _the 1the ²the", 1, {}),
            ("l'eau, l', qu'il", 4, {5: 1}),
            ("the\u0301 thé", 2, {0: 1, 5: 1}),
            ("", 0, {}),
        ],
    )
    def test_words_of_groups(
        self, module: ModuleType, text: str, words: int, groups: dict[int, int]
    ) -> None:
        tally = module.WordTally({"the": [5, 0], "and": (0,), "l'": [5], "never": [9]})
        assert tally.count(text) == (words, groups)

    def test_blocks_go_to_the_last_code_point(self, module: ModuleType) -> None:
        for lasts, groups in (
            ([], []),
            ([0x7F], [0]),
            ([9, 3, 0x10FFFF], [0, 1, 2]),
            ([0x10FFFF], [0, 1]),
        ):
            with pytest.raises(ValueError, match="block"):
                module.LetterTally(lasts, groups)
        tally = module.LetterTally([0x7F, 0x7F, 0x3FF, 0x10FFFF], [1, 8, 1, 4])
        assert tally.count("ab é7群 ²") == {1: 3, 4: 1}
        assert tally.count("-") == {}
