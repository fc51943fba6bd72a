"""Which formal language a text or a file is in, and its declarations."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from proofpile.contamination.formal import coq, hollight, isabelle, lean, metamath
from proofpile.contamination.formal.declaration import LANGUAGES, Declaration

READERS = {
    "lean": lean.declarations,
    "isabelle": isabelle.declarations,
    "metamath": metamath.declarations,
    "hollight": hollight.declarations,
    "coq": coq.declarations,
}
SUFFIXES = {
    ".lean": "lean",
    ".thy": "isabelle",
    ".mm": "metamath",
    ".ml": "hollight",
    ".hl": "hollight",
    ".v": "coq",
}
# What a text of the language is not without, or hardly.
_SIGNS = {
    "metamath": r"(?<!\S)[$@][pea] \|-",
    "isabelle": rf"\b(?:{isabelle.STATES})\b",
    "hollight": r"\blet\s+[\w'-]+\s*=\s[^`;]{0,200}`",
    "coq": rf"\b(?:{coq.STATES}|Goal)\b",
    "lean": rf"\b(?:{lean.DECLARES})\b[^:]*+:",
}
SIGNS = {language: re.compile(sign) for language, sign in _SIGNS.items()}
# So much of a text says what language it is in.
_ENOUGH = 200_000


def declarations(text: str, language: str) -> Iterator[Declaration]:
    """What a text in one of LANGUAGES declares, in its order; comments declare nothing.

    Any text is read, also a window that is cut anywhere, in time linear in its length. (Metamath that
    is put aside in a comment with "@" for "$" counts: it is how miniF2F states its problems.)
    """
    if language not in READERS:
        raise ValueError(f"no formal language: {language!r}; there are {', '.join(LANGUAGES)}")
    return READERS[language](text)


def language_of(path_or_text: str) -> str:
    """The language of a file by its suffix, or of a text by what it states; "" if it is none.

    Of several languages whose keywords a text has it is that in which it states the most.
    """
    if "\n" not in path_or_text and len(path_or_text) < 4096:
        language = SUFFIXES.get(PurePath(path_or_text).suffix.lower())
        if language:
            return language
    text = path_or_text[:_ENOUGH]
    stated = {
        language: sum(found.states for found in READERS[language](text))
        for language, sign in SIGNS.items()
        if sign.search(text)
    }
    most = max(stated, key=stated.__getitem__, default="")
    return most if most and stated[most] else ""
