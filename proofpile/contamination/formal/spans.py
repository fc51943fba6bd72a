"""Stretches of a text that open and close: comments, cartouches. One pass each, whatever is in the text."""

import re
from collections.abc import Iterable, Iterator

Span = tuple[int, int]
# A blank for regular expressions that is no space, tab or line break: what was masked is no blank line.
FILL = "\x1f"
# No blank, and no letter: what stands for a string is something, though nothing that can be read.
QUOTED = "\x00"


def nested(text: str, marks: re.Pattern[str], opening: str) -> list[Span]:
    """The outermost stretches between marks that open and close, in order.

    `marks` matches either; a match whose first group is `opening` opens. What opens and never closes is no
    stretch, so that a stray mark hides nothing that comes after it.
    """
    waiting: list[int] = []
    found: list[Span] = []
    for mark in marks.finditer(text):
        if mark.lastgroup == opening:
            waiting.append(mark.start())
        elif waiting:
            start = waiting.pop()
            while found and found[-1][0] > start:
                found.pop()
            found.append((start, mark.end()))
    return found


def masked(text: str, spans: Iterable[Span], fill: str = FILL) -> str:
    """The text with the stretches (in order, apart) filled, so that every place stays what it was."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += (text[at:start], fill * (end - start))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def inside(text: str, spans: Iterable[Span]) -> str:
    """The text with everything *but* the stretches filled."""
    return masked(text, between(spans, len(text)))


def between(spans: Iterable[Span], length: int) -> Iterator[Span]:
    """What lies between the stretches."""
    at = 0
    for start, end in spans:
        yield at, start
        at = end
    yield at, length


def merged(*several: Iterable[Span]) -> list[Span]:
    """All stretches of several lists in order; one that overlaps an earlier one is part of it."""
    found: list[Span] = []
    for start, end in sorted(span for spans in several for span in spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
