"""Declarations of Metamath: assertions with the hypotheses of the blocks around them."""

import re
from collections.abc import Iterator

from proofpile.contamination.formal.declaration import Declaration
from proofpile.contamination.formal.spans import Span, nested

_COMMENT = re.compile(r"(?<!\S)(?:(?P<open>\$\()|\$\))(?!\S)")
_TOKEN = re.compile(r"\S+")
# What begins a statement, or ends it, in both ways of writing.
MARKS = {
    **{f"{sign}{mark}": f"${mark}" for sign in "$@" for mark in "pae"},
    **dict.fromkeys(("$=", "@=", "$.", "@.", "$@"), "$."),
}
_CLOSES = {"$}", "@}"}
_LABEL = re.compile(r"[A-Za-z0-9._-]+\Z")
# A comment that holds these is no prose but a database put aside: "$" is written "@" in it.
_PUT_ASIDE = re.compile(r"(?<!\S)@[pe](?!\S)")


def comments(text: str) -> list[Span]:
    """``$( … $)``, without those that hold declarations in which "$" is written "@"."""
    spans = nested(text, _COMMENT, "open")
    return [span for span in spans if not _PUT_ASIDE.search(text, *span)]


def read(seen: str, unquoted: str, text: str) -> Iterator[Declaration]:
    """Assertions (``$p`` and ``$a`` of typecode ``|-``) in order, also those put aside by ``@``."""
    label, before = "", 0
    first = -1  # of the hypotheses that no other assertion has followed
    tokens = _TOKEN.finditer(seen)
    for token in tokens:
        word = token[0]
        mark = MARKS.get(word)
        if mark == "$e" and first < 0:
            first = before
        elif mark in ("$p", "$a") and _LABEL.match(label):
            start = first if first >= 0 else before
            typecode, end = _assertion(tokens)
            if typecode == "|-":
                yield Declaration(label, mark, text[start:end], start, end, "metamath")
                first = -1
        elif word in _CLOSES:
            first = -1
        label, before = word, token.start()


def _assertion(tokens: Iterator[re.Match[str]]) -> tuple[str, int]:
    """The first token of an assertion, and where the last ends; `tokens` then stand after its end."""
    typecode, end = "", 0
    for token in tokens:
        if MARKS.get(token[0]) == "$.":
            break
        typecode = typecode or token[0]
        end = token.end()
    return typecode, end
