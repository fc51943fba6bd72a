"""Where in a document a passage can be put without breaking anything: between two paragraphs."""

import re

from proofpile.contamination.pieces import pieces

# Characters of a document that are copied: so judging 1,000 copies reads at most 20 MB, a second or less.
MOST_CHARACTERS = 20_000
_FENCE = re.compile(r"^ {0,3}(?P<mark>`{3,}|~{3,})(?P<rest>[^\n]*)$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+(?=\S)")


def borders(text: str) -> list[int]:
    """Places before paragraphs, and the end; none within a formula or a fenced block."""
    closed = _closed(text)
    places = {0, len(text), *(m.end() for m in _BLANK_LINES.finditer(text))}
    return [at for at in sorted(places) if not _within(closed, at)]


def fits(text: str) -> str:
    """The first paragraphs of `text`, of at most MOST_CHARACTERS; a longer paragraph is cut."""
    if len(text) <= MOST_CHARACTERS:
        return text
    head = text[:MOST_CHARACTERS]
    return head[: max(at for at in borders(head) if at < len(head)) or MOST_CHARACTERS]


def planted(text: str, at: int, passage: str) -> str:
    """`text` with `passage` as paragraphs of its own before the border `at`."""
    before, after = text[:at].rstrip(), text[at:]
    return "\n\n".join(part for part in (before, passage, after) if part.strip())


def _within(spans: list[tuple[int, int]], at: int) -> bool:
    """Whether `at` lies within one of the sorted, separate `spans`."""
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if spans[middle][1] <= at else (low, middle)
    return low < len(spans) and spans[low][0] < at


def _closed(text: str) -> list[tuple[int, int]]:
    """Formulas and fences, in order; formulas that a fence holds or cuts go with it."""
    fences = _fences(text)
    found, at = list(fences), 0
    for piece in pieces(text):
        end = at + len(str(piece))
        if piece.is_formula and not any(_within(fences, place) for place in (at + 1, end)):
            found.append((at, end))
        at = end
    return sorted(found)


def _fences(text: str) -> list[tuple[int, int]]:
    """Fenced blocks; one that nothing closes goes to the end."""
    found: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for line in _FENCE.finditer(text):
        if opened is None:
            opened = line
        elif line["mark"].startswith(opened["mark"]) and not line["rest"].strip():
            found.append((opened.start(), line.end()))
            opened = None
    if opened is not None:
        found.append((opened.start(), len(text) + 1))
    return found
