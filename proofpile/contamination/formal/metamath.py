"""Declarations of Metamath: assertions with the hypotheses of the blocks around them."""

import re
from collections.abc import Iterator

from proofpile.contamination.formal.declaration import Declaration
from proofpile.contamination.formal.spans import Span, inside, masked, nested

_COMMENT = re.compile(r"(?<!\S)(?:(?P<open>\$\()|\$\))(?!\S)")
_TOKEN = re.compile(r"\S+")
# What begins a statement, or ends it, in both ways of writing.
MARKS = {
    **{f"{sign}{mark}": f"${mark}" for sign in "$@" for mark in "pae"},
    **dict.fromkeys(("$=", "@=", "$.", "@.", "$@"), "$."),
}
_OPENS, _CLOSES = {"${", "@{"}, {"$}", "@}"}
_LABEL = re.compile(r"[A-Za-z0-9._-]+\Z")
# A comment that holds these is no prose but a database put aside: "$" is written "@" in it.
_PUT_ASIDE = re.compile(r"(?<!\S)@[pe](?!\S)")


def comments(text: str) -> list[Span]:
    """``$( … $)``, without those that hold declarations in which "$" is written "@"."""
    spans = nested(text, _COMMENT, "open")
    return [span for span in spans if not _PUT_ASIDE.search(text, *span)]


def declarations(text: str, in_comments: bool = False) -> Iterator[Declaration]:
    """Assertions (``$p`` and ``$a`` of typecode ``|-``) in order, also those put aside by ``@``."""
    spans = comments(text)
    seen = (
        inside(text, [(start + 2, end - 2) for start, end in spans])
        if in_comments
        else masked(text, spans)
    )
    blocks: list[int | None] = [None]  # where each open block has its first hypothesis
    label, before = "", 0
    tokens = _TOKEN.finditer(seen)
    for token in tokens:
        word = token[0]
        if word in _OPENS:
            blocks.append(None)
        elif word in _CLOSES:
            blocks = blocks[:-1] or [None]
        elif MARKS.get(word) == "$e":
            if blocks[-1] is None:
                blocks[-1] = before
        elif MARKS.get(word) in ("$p", "$a") and _LABEL.match(label):
            start = next((first for first in blocks if first is not None), before)
            typecode, end = _assertion(tokens)
            if typecode == "|-":
                yield Declaration(label, MARKS[word], text[start:end], start, end, "metamath")
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
