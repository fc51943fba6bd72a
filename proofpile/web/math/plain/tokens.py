"""What a block of plain text is made of, for `runs` and `chemistry`: numbers, letters, signs, scripts."""

import re
from dataclasses import dataclass

from proofpile.web.math.slots import Formula, Script, Slots
from proofpile.web.math.tex.symbols import FUNCTIONS, GREEK, INVISIBLE, OPERATORS

_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)|(?P<greek>[Ͱ-Ͽ]+)|(?P<word>[^\W\d_]+)|(?P<space>\s+)"
    r"|(?P<slot>[\U00100000-\U0010fffd])|(?P<other>.)",
    re.DOTALL,
)
_BINARY = frozenset("=+−×·∗*/⁄<>≤≥≈≠≡∼→↦∈∉⊂⊆∪∩±∓∘⊕⊗⇒⇔∝÷⋅≪≫≅≃∧∨⟶←↔⊢⊨∣⊃⊇∖⟂⊥")
BRACKETS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}
# What makes letters in italics a formula; a stroke or a dash between them may be prose.
TELLING = _BINARY - frozenset("*/⁄÷") | frozenset("⟨′″‴∂∇¬∀∃")
_KINDS = {
    "operator": _BINARY,
    "dash": frozenset("-–"),
    "big": frozenset("∑∏∫∮⋃⋂∬√"),
    "letter": frozenset("∞ℝℤℕℂℚℓℏ∅…⋯"),
    "prefix": frozenset("∂∇¬∀∃"),
    "open": frozenset(BRACKETS),
    "close": frozenset(BRACKETS.values()),
    "prime": frozenset("′″‴"),
}
_KIND = {char: kind for kind, chars in _KINDS.items() for char in chars}
_DROPPED = {ord(char): None for char in INVISIBLE}


def characters(text: str) -> str:
    """Characters as TeX: ``−`` is a minus, ``π`` is ``\\pi``."""
    pieces = []
    for char in text.translate(_DROPPED):
        tex = GREEK.get(char) or (OPERATORS.get(char, char) if not char.isascii() else char)
        pieces.append(f"{tex} " if tex[0] == "\\" and tex[-1].isalpha() else tex)
    return "".join(pieces).strip()


@dataclass(frozen=True, slots=True)
class Token:
    """A token; `tex` is what a letter in italics says, which stands behind a placeholder.

    Its kind is number, letter, function, word, space, script, formula, one of `_KINDS`, or other.
    """

    kind: str
    text: str
    tex: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """TeX up to the token `end`, and whether scripts or letters in italics are in it."""

    end: int
    tex: str
    sure: bool = False


def tokens(text: str, slots: Slots) -> list[Token]:
    """The tokens of `text`, in order and without gaps."""
    return [token for found in _TOKEN.finditer(text) for token in _token(found, slots)]


def _token(found: re.Match[str], slots: Slots) -> list[Token]:
    text = found[0]
    match found.lastgroup:
        case "number" | "space" as kind:
            return [Token(kind, text)]
        case "greek" if len(text) <= 3:  # more is a word of a Greek page
            return [Token("letter", char) for char in text]
        case "greek" | "word":
            if text in FUNCTIONS:
                return [Token("function", text)]
            return [Token("letter" if len(text) == 1 else "word", text)]
        case "slot":
            slot = slots[text]
            if isinstance(slot, Script):
                return [Token("script", text) if slot.mark else Token("letter", text, slot.text)]
            shown = isinstance(slot, Formula) and not slot.display
            return [Token("formula" if shown else "other", text)]
    return [Token(_KIND.get(text, "other"), text)]
