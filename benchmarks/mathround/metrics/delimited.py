"""Formulas in plain text or Markdown, by their delimiters: one reader for the output of every tool.

``$…$`` and ``\\(…\\)`` are inline, ``$$…$$``, ``\\[…\\]`` and the bare environments of displays are
display. As in Pandoc, an opening ``$`` stands before and a closing one behind something that is no blank,
none closes before a digit, and neither a blank line nor code is crossed. Code in back-ticks is no formula.
"""

import re
from dataclasses import dataclass

_DISPLAYS = r"(?:equation|align|gather|multline|eqnarray|alignat|flalign|displaymath|xalignat)\*?"
_START = re.compile(
    rf"\\begin\{{(?P<name>{_DISPLAYS})\}}|\\(?P<bracket>[(\[])|\\.|(?P<dollars>\$\$?)"
    r"|^[ >]*(?P<fence>`{3,}|~{3,})|(?P<ticks>`+)",
    re.DOTALL | re.MULTILINE,
)
_INSIDE = re.compile(r"\\.|[{}]|\$|\n[ \t]*\n", re.DOTALL)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_LONGEST = 20_000  # characters of one formula
_MOST_INSIDE = 20  # dollar signs inside one formula
_CLOSING = {"(": "\\)", "[": "\\]"}


@dataclass(frozen=True, slots=True)
class Delimited:
    """A formula or a piece of code, and where it stands with its delimiters."""

    start: int
    end: int
    tex: str
    display: bool
    code: bool = False


def delimited(text: str) -> list[Delimited]:
    """Formulas and pieces of code in `text`, in order."""
    found: list[Delimited] = []
    at = 0
    while start := _START.search(text, at):
        piece = _piece(text, start)
        if piece is None:
            at = start.end()
            continue
        at = piece.end
        if piece.code or piece.tex.strip():
            found.append(piece)
    return found


def without(text: str, pieces: list[Delimited]) -> str:
    """`text` with a blank where each piece stood."""
    out, at = [], 0
    for piece in pieces:
        out.append(text[at : piece.start])
        at = piece.end
    return " ".join([*out, text[at:]])


def _piece(text: str, start: re.Match[str]) -> Delimited | None:
    if start["dollars"]:
        return _dollars(text, start.start(), start["dollars"])
    if start["bracket"]:
        return _until(text, start, _CLOSING[start["bracket"]], start["bracket"] == "[")
    if start["name"]:
        return _environment(text, start)
    if start["fence"]:
        return _fenced(text, start)
    if start["ticks"]:
        return _ticked(text, start)
    return None  # an escaped character


def _until(text: str, start: re.Match[str], closing: str, display: bool) -> Delimited | None:
    inside = start.end()
    blank = _BLANK_LINE.search(text, inside, inside + _LONGEST)
    end = text.find(closing, inside, blank.start() if blank else inside + _LONGEST)
    if end < 0:
        return None
    return Delimited(start.start(), end + len(closing), text[inside:end].strip(), display)


def _environment(text: str, start: re.Match[str]) -> Delimited | None:
    closing = f"\\end{{{start['name']}}}"
    found = _until(text, start, closing, True)
    return found and Delimited(found.start, found.end, text[found.start : found.end], True)


def _dollars(text: str, start: int, sign: str) -> Delimited | None:
    """The formula that ``$`` or ``$$`` at `start` opens; a ``$`` inside braces is part of it."""
    inside = start + len(sign)
    if sign == "$" and (text[inside : inside + 1] or " ").isspace():
        return None
    depth = dollars = 0
    for mark in _INSIDE.finditer(text, inside, min(len(text), inside + _LONGEST)):
        match mark[0]:
            case "{":
                depth += 1
            case "}":
                depth -= 1
            case "$":
                end = mark.start()
                if depth <= 0 and _closes(text, inside, end, sign):
                    tex = text[inside:end].strip()
                    return Delimited(start, end + len(sign), tex, sign == "$$")
                dollars += 1
                if dollars > _MOST_INSIDE or (depth <= 0 and text[end - 1].isspace()):
                    return None  # that one opens
            case other if other[0] == "\n":
                return None
    return None


def _closes(text: str, inside: int, end: int, sign: str) -> bool:
    if sign == "$$":
        return text.startswith("$$", end)
    return end > inside and not text[end - 1].isspace() and not text[end + 1 : end + 2].isdigit()


def _fenced(text: str, start: re.Match[str]) -> Delimited | None:
    first = text.find("\n", start.end())
    if first < 0:
        return None
    fence = start["fence"]
    closing = re.compile(rf"^[ >]*{fence[0]}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
    end = closing.search(text, first)
    if end is None:
        return None
    return Delimited(start.start(), end.end(), text[first + 1 : end.start()], False, code=True)


def _ticked(text: str, start: re.Match[str]) -> Delimited | None:
    inside, ticks = start.end(), start["ticks"]
    blank = _BLANK_LINE.search(text, inside, inside + _LONGEST)
    limit = blank.start() if blank else inside + _LONGEST
    closing = re.compile(rf"(?<!`){ticks}(?!`)").search(text, inside, min(limit, len(text)))
    if closing is None:
        return None
    return Delimited(start.start(), closing.end(), text[inside : closing.start()], False, code=True)
