"""From a row of pieces to TeX: what a bracket encloses, what a root covers, what is a matrix or a binomial.

`layouts` cuts tables into these pieces; here they are put together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from proofpile.web.math.templates import join

_CLOSERS = {
    "(": ")", "[": "]", "\\{": "\\}", "\\lceil": "\\rceil", "\\lfloor": "\\rfloor", "|": "|", "\\|": "\\|",
    "\\langle": "\\rangle",
}  # fmt: skip
_COUNT = re.compile(r"(?:\d+|[i-nrNMK])(?:[+-](?:\d+|[i-nrNMK]))*")
_MATRICES = {"(": "pmatrix", "[": "bmatrix", "|": "vmatrix", "\\|": "Vmatrix", "\\{": "Bmatrix"}


class Unclear(Exception):  # noqa: N818
    """A layout that may mean several things."""


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a row.

    Its kind is "bracket", "root", "integral", "scripts", "matrix", "pile" (lines without a rule), "roofed"
    (a rule above) or "" for all else.
    """

    kind: str
    tex: str
    rows: tuple[tuple[str, ...], ...] = ()


def row_tex(items: list[Item]) -> str:
    """Items one after the other."""
    pieces: list[str] = []
    k = 0
    while k < len(items):
        item = items[k]
        if item.kind == "bracket":
            tex, k = _bracketed(items, k)
        elif item.kind == "root":
            if k + 1 == len(items) or items[k + 1].kind != "roofed":
                raise Unclear
            index = f"[{item.tex}]" if item.tex else ""
            tex, k = f"\\sqrt{index}{{{items[k + 1].tex}}}", k + 2
        else:
            tex, k = _plain(item), k + 1
        pieces.append(tex)
    return join(pieces)


def _plain(item: Item) -> str:
    match item.kind:
        case "roofed":
            return f"\\overline{{{item.tex}}}"
        case "pile":
            raise Unclear
        case "matrix":
            return _matrix("matrix", item.rows)
    return item.tex


def _matrix(name: str, rows: Sequence[Sequence[str]]) -> str:
    body = " \\\\ ".join(" & ".join(row) for row in rows)
    return f"\\begin{{{name}}} {body} \\end{{{name}}}"


def _bracketed(items: list[Item], at: int) -> tuple[str, int]:
    """What the bracket at `at` opens, to its closing one, and where to go on."""
    opening = items[at].tex
    closing = _CLOSERS.get(opening)
    if closing is None:
        return opening, at + 1  # one that opens nothing: ``]0,1[``
    end, level = at + 1, 0
    while end < len(items):
        if items[end].kind == "bracket":
            if items[end].tex == closing and level == 0:
                break
            level += {opening: 1, closing: -1}.get(items[end].tex, 0)
        end += 1
    inner = items[at + 1 : end]
    if len(inner) == 1 and inner[0].kind in ("matrix", "pile") and end < len(items):
        return _filled(opening, inner[0]), end + 1
    if end == len(items):
        if opening == "\\{" and inner and inner[0].kind == "matrix":
            return _matrix("cases", inner[0].rows) + row_tex(inner[1:]), end
        return opening, at + 1
    return f"\\left{opening} {row_tex(inner)} \\right{closing}", end + 1


def _counts(cells: Sequence[str]) -> bool:
    """Whether a row is one number or letter that counts things: two of them are a binomial."""
    return len(cells) == 1 and bool(_COUNT.fullmatch(cells[0].replace(" ", "")))


def _filled(opening: str, item: Item) -> str:
    if item.kind == "pile" and opening == "(" and len(item.rows) == 2:
        return f"\\binom{{{item.rows[0][0]}}}{{{item.rows[1][0]}}}"
    if opening == "(" and len(item.rows) == 2 and all(map(_counts, item.rows)):
        return f"\\binom{{{item.rows[0][0]}}}{{{item.rows[1][0]}}}"
    if item.kind == "pile" or opening not in _MATRICES:
        raise Unclear
    return _matrix(_MATRICES[opening], item.rows)
