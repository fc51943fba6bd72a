"""What went wrong on one page, for whoever writes the rules."""

import re
from collections.abc import Iterator

from mathround.metrics.counts import Measured, figures, row
from mathround.metrics.normal import canonical
from mathround.metrics.prose import code_kept, leaked, plain

_F = "⟦F⟧"
_WIDTH = 150


def show(measured: Measured) -> Iterator[str]:
    """Every formula that was not recovered exactly, what came instead, and what was wrong beside formulas."""
    case, counts = measured.case, measured.counts
    lines = list(_faults(measured))
    values = figures(row(counts))
    yield (
        f"{'==' if lines else 'ok'} {case.name}  "
        f"[{case.carries}; {case.skeleton}; {case.nuisance}; {case.renderer}]  "
        f"true {counts['true']:.0f}  found {counts['found']:.0f}  exact {counts['exact']:.0f}  "
        f"mode {counts['mode']:.0f}/{counts['matched']:.0f}  prose {values['prose']:.3f}"
    )
    yield from lines


def _faults(measured: Measured) -> Iterator[str]:
    case, matching = measured.case, measured.matching
    if measured.output.error:
        yield f"  ERROR      {measured.output.error}"
    pairs = {pair.true: pair for pair in matching.pairs}
    for n, (tex, display) in enumerate(case.formulas):
        pair = pairs.get(n)
        if pair is None:
            yield f"  MISSED #{n:<3} {_delimited(tex, display)}"
            if place := _place(measured, n):
                yield f"       text: {place}"
            continue
        got = measured.found[pair.found]
        if not pair.exact:
            yield f"  {pair.similarity:.2f}   #{n:<3} {_delimited(tex, display)}"
            yield f"        got: {_delimited(got.tex, got.display)}{_rule(got.rule)}"
            yield f"         as: {_clip(_difference(tex, got.tex))}"
        if got.display != display:
            right, wrong = ("display", "inline") if display else ("inline", "display")
            yield f"  MODE   #{n:<3} {right}, got {wrong}: {_clip(tex)}{_rule(got.rule)}"
    for n in matching.duplicates:
        got = measured.found[n]
        yield f"  TWICE       {_delimited(got.tex, got.display)}{_rule(got.rule)}"
    for n in matching.false:
        got = measured.found[n]
        yield f"  FALSE       {_delimited(got.tex, got.display)}{_rule(got.rule)}"
    yield from _around(measured)


def _around(measured: Measured) -> Iterator[str]:
    for words in measured.case.boilerplate:
        if leaked([words], measured.rest):
            yield f"  LEAK        {_clip(words)}"
    for code in measured.case.code:
        if not code_kept(code, measured.output.text):
            yield f"  CODE        {_clip(code)}"
    for block in measured.case.prose:
        missing = _missing(block, measured.rest)
        if missing:
            yield f"  PROSE lost  {_clip(missing)}"


def _missing(block: str, text: str) -> str:
    """The pieces of a block between formulas that are not in the text."""
    there = plain(text)
    pieces = [piece.strip() for piece in block.split(_F)]
    return " … ".join(
        piece for piece in pieces if len(plain(piece)) > 3 and plain(piece) not in there
    )


def _difference(tex: str, got: str) -> str:
    """The two canonical forms where they part."""
    one, other = canonical(tex), canonical(got)
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    start = max(0, start - 8)
    return (
        f"…{one[start : len(one) - end or None]}…  →  …{other[start : len(other) - end or None]}…"
    )


def _place(measured: Measured, n: int) -> str:
    """The text where formula `n` should stand: after the prose that stands before it in the truth.

    Prose tells only of inline formulas; of a display the text between its neighbours is given.
    """
    formulas = measured.case.formulas
    parts = "\n".join(measured.case.prose).split(_F)
    if len(parts) - 1 != sum(not display for _, display in formulas):
        return ""
    text = " ".join(measured.output.text.split())
    number = sum(
        not display for _, display in formulas[:n]
    )  # of this formula or the next inline one
    at = _after(parts[number], text)
    if not formulas[n][1]:
        return _clip(text[at:]) if at >= 0 else ""
    start = max(0, _after(parts[number - 1], text)) if number else 0
    return _clip(text[start : at if at > start else None], 3 * _WIDTH)


def _after(prose: str, text: str) -> int:
    """Where the last words of `prose` begin in `text`; -1 if they are not there."""
    words = prose.split()
    for size in (5, 3, 2):
        if words and (at := text.find(" ".join(words[-size:]))) >= 0:
            return at
    return -1


def _delimited(tex: str, display: bool) -> str:
    sign = "$$" if display else "$"
    return f"{sign}{_clip(tex)}{sign}"


def _rule(rule: str) -> str:
    return f"   [{rule}]" if rule else ""


def _clip(text: str, most: int = _WIDTH) -> str:
    text = re.sub(r"\s+", " ", text[: 4 * most])
    return text if len(text) <= most else f"{text[:most]}…"
