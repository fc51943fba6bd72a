"""Two texts side by side in a terminal: only what differs and a little around it, marked.

With colours where there are some, else by ``{+…+}`` and ``[-…-]``, as wdiff does. Where the terminal is too
narrow for two columns, one text stands under the other.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from proofpile.differences import Region
from proofpile.report.html.markup import visible
from proofpile.words import plural

MOST_ROWS = 48
_NARROWEST = 26  # of a column
_BETWEEN = " │ "
# ANSI's green and red, underlined; and what stands for them where there are no colours.
_COLOURS = (("\x1b[32;4m", "\x1b[0m"), ("\x1b[31;4m", "\x1b[0m"))
_SIGNS = (("{+", "+}"), ("[-", "-]"))


class Piece(NamedTuple):
    """A word or a part of one. `glued`: no blank is before it."""

    text: str
    marked: bool
    glued: bool


def side_by_side(
    found: Sequence[Sequence[Region]],
    heads: tuple[str, str],
    width: int,
    coloured: bool,
    equal: bool = False,
) -> Iterator[str]:
    """The passages `found` in lines of at most `width` columns.

    There are about `MOST_ROWS` at most; what was left out is said. `equal`: passages in which nothing
    differs are shown as well.
    """
    column = (width - len(_BETWEEN)) // 2
    stacked = column < _NARROWEST
    if stacked:
        column = width - 2
    titles = [[_fitted(head, column)] for head in heads]
    yield from _rows(titles, titles, column, stacked)
    rows = 0
    for number, passage in enumerate(found):
        if len(passage) == 1 and passage[0].same and not equal:
            yield f"… {plural(len(passage[0].left), 'character')} the same …"
            continue
        if rows >= MOST_ROWS:
            rest = sum(not (len(p) == 1 and p[0].same) for p in found[number:])
            yield f"… and {plural(rest, 'further difference')}"
            return
        sides = [_lines(_pieces(passage, side, coloured), column) for side in (0, 1)]
        longest = max(map(len, sides))
        sides = [lines[: max(MOST_ROWS - rows, 4)] for lines in sides]
        plain = [["".join(p.text for p in line) for line in lines] for lines in sides]
        shown = [
            [_painted(line, side, coloured) for line in lines] for side, lines in enumerate(sides)
        ]
        yield from _rows(plain, shown, column, stacked)
        rows += max(map(len, sides))
        if longest > max(map(len, sides)):
            yield f"… {plural(longest - max(map(len, sides)), 'further line')} of this difference …"


def display_width(text: str) -> int:
    """Columns that `text` takes: wide letters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def _rows(
    plain: Sequence[Sequence[str]], shown: Sequence[Sequence[str]], column: int, stacked: bool
) -> Iterator[str]:
    if stacked:
        for sign, lines in zip("+-", shown, strict=True):
            yield from (f"{sign} {line}".rstrip() for line in lines)
        return
    for bare, left, right in zip_longest(plain[0], *shown, fillvalue=""):
        yield f"{left}{' ' * (column - display_width(bare))}{_BETWEEN}{right}".rstrip()


def _pieces(passage: Sequence[Region], side: int, coloured: bool) -> list[Piece]:
    found: list[Piece] = []
    glued = True
    for region in passage:
        text = visible((region.left, region.right)[side])
        words = text.split()
        glued &= not text[:1].isspace()
        for number, word in enumerate(words):
            found.append(Piece(word, not region.same, glued and not number))
        if words:
            glued = not text[-1].isspace()
        if words and not region.same and not coloured:
            start, end = _SIGNS[side]
            first = len(found) - len(words)
            found[first] = found[first]._replace(text=start + found[first].text)
            found[-1] = found[-1]._replace(text=found[-1].text + end)
    return found


def _lines(pieces: Sequence[Piece], column: int) -> list[list[Piece]]:
    """Pieces in lines of at most `column` columns, blanks put in; a blank between two marks is marked."""
    lines: list[list[Piece]] = [[]]
    room = column
    for piece in (part for whole in pieces for part in _parts(whole, column)):
        line, width = lines[-1], display_width(piece.text)
        blank = not piece.glued and bool(line)
        if width + blank > room and line:
            line, room, blank = [], column, False
            lines.append(line)
        if blank:
            line.append(Piece(" ", piece.marked and line[-1].marked, True))
        line.append(piece)
        room -= width + blank
    return [line for line in lines if line]


def _parts(piece: Piece, column: int) -> Iterator[Piece]:
    """A piece, cut where it is longer than a line."""
    start = width = 0
    for place, character in enumerate(piece.text):
        width += display_width(character)
        if width > column:
            yield piece._replace(text=piece.text[start:place], glued=piece.glued or start > 0)
            start, width = place, display_width(character)
    yield piece._replace(text=piece.text[start:], glued=piece.glued or start > 0)


def _fitted(text: str, column: int) -> str:
    """The beginning of `text` that fits in one line."""
    first, *rest = _parts(Piece(" ".join(visible(text).split()), False, True), column - 1)
    return first.text + ("…" if rest else "")


def _painted(line: Sequence[Piece], side: int, coloured: bool) -> str:
    if not coloured:
        return "".join(piece.text for piece in line)
    start, end = _COLOURS[side]
    return "".join(f"{start}{p.text}{end}" if p.marked else p.text for p in line)
