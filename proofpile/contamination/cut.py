"""Cutting passages out of a document, and never out of the middle of a formula.

A border that falls within a formula or a fenced block moves outward to its end, and from there to the end of
the sentence's punctuation; what is left on both sides is joined as it stood: by a blank, or by the paragraph
break that was cut.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from proofpile.native import tokens

# Environments that set a formula without dollars, or a figure; their bodies may hold dollars.
_ENVIRONMENT = re.compile(
    r"\\begin\{((?:equation|align|gather|multline|eqnarray|displaymath|math|flalign|alignat|array|cases|split"
    r"|aligned|gathered|[pbvBV]?matrix|tikzpicture|tikzcd|tabular|asy|verbatim|lstlisting|minted)\*?)\}"
)
# A formula whose dollars have blanks inside, which TeX allows and Markdown does not: blanks on both sides,
# signs, or that it has no word and begins with no digit, tell it from prices. Also one of no token: $\quad$.
_LOOSE = re.compile(r"(?<![\\$])\$(?!\$)((?:[^$\\\n]|\\.|\n(?![ \t]*\n))+)\$(?!\$)")
_TEX = re.compile(r"\\[a-zA-Z,;!]|[\^_=+<>]|^\s.*\s$|^\s$|^\D(?:(?![^\W\d_]{3}).)*$", re.DOTALL)
# What opens a fence of backticks has none behind it, and what closes one has nothing.
_FENCE = re.compile(r"^[ \t>]*(`{3,}(?=[^`\n]*$)|~{3,})([^\n]*)$", re.MULTILINE)
_BEHIND = re.compile(r"[.,;:!?)\]»”’\"']*")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """Characters [start, end) of the original, and what stood there."""

    start: int
    end: int
    text: str


def cut(text: str, spans: Iterable[Span]) -> tuple[str, list[Cut]]:
    """`text` without the characters of `spans`, and what was cut. Overlapping spans are one cut."""
    whole = _merged([*_formulas(text), *_environments(text), *_fences(text)])
    cuts: list[Cut] = []
    kept: list[str] = []
    behind = 0
    inside = ((max(start, 0), min(end, len(text))) for start, end in spans)
    for start, end in _merged(_widened(text, s, whole) for s in inside if s[0] < s[1]):
        cuts.append(Cut(start, end, text[start:end]))
        kept.append(text[behind:start])
        behind = end
    kept.append(text[behind:])
    return _joined(kept, [c.text for c in cuts]), cuts


def _widened(text: str, span: Span, whole: Sequence[Span]) -> Span:
    """The span, so far moved outward that it cuts nothing of `whole`, which is sorted and apart, in two."""
    start, end = _around(span[0], whole)[0], _around(span[1], whole)[1]
    behind = _BEHIND.match(text, end)
    further = behind.end() if behind else end
    return start, further if _around(further, whole) == (further, further) else end


def _around(place: int, whole: Sequence[Span]) -> Span:
    """What of `whole` has `place` inside; else the place itself."""
    at = bisect_right(whole, (place,)) - 1
    return whole[at] if at >= 0 and whole[at][0] < place < whole[at][1] else (place, place)


def _formulas(text: str) -> Iterator[Span]:
    """Formulas with their delimiters, in characters."""
    data = text.encode("utf-8", "replace")
    _, starts, ends, _ = tokens("formula", data)
    byte = place = 0
    for start, end in sorted(set(zip(starts.tolist(), ends.tolist(), strict=True))):
        first = place + len(data[byte:start].decode("utf-8", "replace"))
        last = first + len(data[start:end].decode("utf-8", "replace"))
        yield from _loose(text, place, first)
        yield first, last
        byte, place = end, last
    yield from _loose(text, place, len(text))


def _loose(text: str, start: int, end: int) -> Iterator[Span]:
    for found in _LOOSE.finditer(text, start, end):
        if _TEX.search(found[1]):
            yield found.span()


def _environments(text: str) -> Iterator[Span]:
    behind, open_ended = 0, set[str]()
    for begin in _ENVIRONMENT.finditer(text):
        if begin.start() < behind or begin[1] in open_ended:
            continue
        closing = f"\\end{{{begin[1]}}}"
        end = text.find(closing, begin.end())
        if end < 0:
            open_ended.add(begin[1])
            continue
        behind = end + len(closing)
        yield begin.start(), behind


def _fences(text: str) -> Iterator[Span]:
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif fence[1].startswith(opened[1]) and not fence[2].strip():
            yield opened.start(), fence.end()
            opened = None


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Sorted; those that overlap or touch are one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def _joined(kept: Sequence[str], gone: Sequence[str]) -> str:
    """What is kept, with the widest break between two pieces that stood there, cut or not."""
    joined: list[str] = []
    last, breaks = kept[0], 0
    for cut_out, after in zip(gone, kept[1:], strict=True):
        left, right = last.rstrip(), after.lstrip()
        blanks = (
            last[len(left) :],
            cut_out[: len(cut_out) - len(cut_out.lstrip())],
            cut_out[len(cut_out.rstrip()) :],
            after[: len(after) - len(right)],
        )
        breaks = max(breaks, *(blank.count("\n") for blank in blanks))
        joined += [left] if left else []
        if right:
            joined += ["\n\n" if breaks > 1 else "\n" if breaks else " "] if joined else []
            breaks = 0
        last = right
    return "".join([*joined, last])
