"""Cutting passages out of a document, and never out of the middle of a formula.

A border that falls within a formula or a fenced block moves outward to its end, and from there to the end of
the sentence's punctuation; what is left on both sides is joined as it stood: by a blank, or by the paragraph
break that was cut.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proofpile.native import tokens

# Environments that set a formula without dollars; their bodies may hold dollars, as in \text{$x$}.
_ENVIRONMENT = re.compile(
    r"\\begin\{((?:equation|align|gather|multline|eqnarray|displaymath|math|flalign|alignat)\*?)\}"
)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_BEHIND = re.compile(r"[.,;:!?)\]»”’\"']*")


@dataclass(frozen=True, slots=True)
class Cut:
    """Characters [start, end) of the original, and what stood there."""

    start: int
    end: int
    text: str


def cut(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, list[Cut]]:
    """`text` without the characters of `spans`, and what was cut. Overlapping spans are one cut."""
    whole = _indivisible(text)
    cuts: list[Cut] = []
    kept: list[str] = []
    behind = 0
    for start, end in _merged(_widened(text, span, whole) for span in spans):
        cuts.append(Cut(start, end, text[start:end]))
        kept.append(text[behind:start])
        behind = end
    kept.append(text[behind:])
    return _joined(kept, [c.text for c in cuts]), cuts


def _widened(text: str, span: tuple[int, int], whole: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The span, so far moved outward that it cuts nothing indivisible."""
    start, end = max(span[0], 0), min(span[1], len(text))
    for low, high in whole:
        if low < end and start < high:
            start, end = min(start, low), max(end, high)
    behind = _BEHIND.match(text, end)
    return start, behind.end() if behind and not _within(behind.end(), whole) else end


def _within(place: int, whole: Sequence[tuple[int, int]]) -> bool:
    return any(low < place < high for low, high in whole)


def _indivisible(text: str) -> list[tuple[int, int]]:
    """Formulas with their delimiters, environments and fenced blocks, in characters, merged."""
    found = [*_formulas(text), *_environments(text), *_fences(text)]
    return _merged(found)


def _formulas(text: str) -> Iterable[tuple[int, int]]:
    data = text.encode("utf-8", "replace")
    _, starts, ends, _ = tokens("formula", data)
    spans = sorted(set(zip(starts.tolist(), ends.tolist(), strict=True)))
    byte = place = 0
    for start, end in spans:
        place += len(data[byte:start].decode("utf-8", "replace"))
        first = place
        place += len(data[start:end].decode("utf-8", "replace"))
        byte = end
        # Delimiters are one or two characters: $ or $$, \( or \[.
        before = 2 if text[max(first - 2, 0) : first] in ("$$", r"\(", r"\[") else 1
        yield max(first - before, 0), min(place + before, len(text))


def _environments(text: str) -> Iterable[tuple[int, int]]:
    behind = 0
    for begin in _ENVIRONMENT.finditer(text):
        if begin.start() < behind:
            continue
        closing = f"\\end{{{begin[1]}}}"
        end = text.find(closing, begin.end())
        if end < 0:
            return
        behind = end + len(closing)
        yield begin.start(), behind


def _fences(text: str) -> Iterable[tuple[int, int]]:
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif fence[1].startswith(opened[1]):
            yield opened.start(), fence.end()
            opened = None


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def _joined(kept: Sequence[str], gone: Sequence[str]) -> str:
    text = kept[0]
    for cut_out, after in zip(gone, kept[1:], strict=True):
        left, right = text.rstrip(), after.lstrip()
        outside = text[len(left) :], after[: len(after) - len(right)]
        inside = cut_out[: len(cut_out) - len(cut_out.lstrip())], cut_out[len(cut_out.rstrip()) :]
        breaks = max(part.count("\n") for part in (*outside, *inside))
        between = ("\n\n" if breaks > 1 else "\n" if breaks else " ") if left and right else ""
        text = left + between + right
    return text
