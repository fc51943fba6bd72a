"""Names that are set with scripts and are no formulas: ``L<sup>A</sup>T<sub>E</sub>X``."""

from collections.abc import Sequence

from proofpile.web.math.plain.tokens import Token
from proofpile.web.math.slots import Script, Slots

_LOGOS = frozenset(["TEX", "LATEX", "AMS", "TTH", "HEVEA", "XETEX", "BIBTEX"])
_FIRST = frozenset("TLAH")


def logo(tokens: Sequence[Token], at: int, slots: Slots) -> tuple[str, int]:
    """The name that begins at the token `at` and where it ends; "" and 0 if none does."""
    after = tokens[at : at + 5]
    if len(after) < 3 or after[0].text not in _FIRST or after[1].kind != "script":
        return "", 0
    for count in (3, 5):
        name = "".join(_letters(token, slots) for token in after[:count])
        if name in _LOGOS:
            return name, at + count
    return "", 0


def _letters(token: Token, slots: Slots) -> str:
    slot = slots[token.text] if token.kind == "script" else None
    return slot.text if isinstance(slot, Script) else token.tex or token.text
