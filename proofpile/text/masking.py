"""Prose without its formulas, code and addresses, for whatever judges the words of a text.

A formula is no language: `\\sin`, `Hom` and `if` pull a French page towards English. Everything that is
not prose becomes one space, so that words on both sides never touch.

What goes is what one regular expression finds (`proofpile.native.reference_text.Masker`), and the compiled
kernel decides as it does. No body is read again and again: each stops at its own opener as well as at its
closer. Price: of an environment nested in one of the same name only the inner part is masked. A real TeX
tokenizer was rejected: it is slower and finds the same words.
"""

from functools import cache

from proofpile.native import Masker

# Display mathematics; whatever stands in other environments (theorem, proof, itemize) is prose.
ENVIRONMENTS = (
    "align alignat aligned array bmatrix cases CD displaymath eqnarray equation flalign gather "
    "gathered IEEEeqnarray math matrix multline pmatrix smallmatrix split subequations tikzcd "
    "tikzpicture vmatrix verbatim lstlisting minted"
)


def prose(text: str) -> str:
    """`text` with every formula, piece of code, address and TeX command replaced by a space.

    ``\\$`` is a literal dollar and stays one. Never raises; linear in the length of `text`.
    """
    return masker().mask(text)


@cache
def masker(literals: tuple[str, ...] = (), lone: str = "") -> Masker:
    """What `prose` does, made once for all who ask.

    `literals` are strings that go as well, `lone` characters that leave the head of a text where they
    stand alone; see `proofpile.native.reference_text`.
    """
    return Masker(ENVIRONMENTS.split(), literals, lone)
