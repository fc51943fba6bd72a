"""Displays that TtH and HeVeA lay out with tables, as the translators from before MathML do.

The forms are those that TtH 4.16 and HeVeA 2.36 were seen to write; `layout_cells` reads them back where
they leave no doubt. Where they do, a mark stands for the formula, because half a formula is a wrong one.
"""

import re
from collections.abc import Sequence

from proofpile.web.dom import Element
from proofpile.web.math.alternatives import MARK
from proofpile.web.math.boxes.layout_cells import Where, cell_tex, items_of, rows_of
from proofpile.web.math.boxes.layout_rows import Unclear, row_tex
from proofpile.web.math.rule import Found, rule
from proofpile.web.math.tags import tagged
from proofpile.web.math.tree import Node, parse

_MODULUS = re.compile(r"\(\s*\\bmod\s+([^()]*?)\s*\)")
_NUMBER = re.compile(r"\(([A-Za-z]?[\d.]+[a-z]?)\)")
_MOST_CELLS = 2_000


def _found(cells: Sequence[Node], where: Where, label: str) -> Found:
    try:
        tex = _MODULUS.sub(r"\\pmod{\1}", row_tex(items_of(cells, where)))
    except Unclear:
        return Found("", True, instead=MARK)
    return Found(tagged(tex, label), True, lossy=True)


def _taken_number(node: Node) -> str:
    """The number that HeVeA puts into the last cell; it leaves the tree."""
    label = ""
    for part in node.walk():
        for child in part.nodes:
            if any(name.startswith("equationnumber") for name in child.classes):
                found = _NUMBER.search(child.text)
                label = label or (found[1] if found else "")
                part.children = [other for other in part.children if other is not child]
    return label


# It writes a binary union as the large one, and the two shapes of phi the other way round.
_HEVEA_SIGNS = str.maketrans("⋃⋂φϕ", "∪∩ϕφ")


@rule("hevea-display", "table.display.dcenter", needs="dcenter")
def hevea_display(element: Element) -> Found | None:
    """``<table class="display dcenter"><tr><td class="dcell">…`` of HeVeA"""
    table = parse(element.outer_html.translate(_HEVEA_SIGNS)).find("table")
    if table is None or sum(1 for _ in table.walk()) > _MOST_CELLS:
        return None
    label = _taken_number(table)
    rows = rows_of(table)
    if len(rows) != 1:
        return Found("", True, instead=MARK)
    return _found(rows[0], Where(italic=False), label)


_TTH_NEEDS = 'hrcomp largerstill tth_ content="tth width="100%"><tr><td width=100%><tr><td'


@rule("tth-display", 'table[width="100%"] table', needs=_TTH_NEEDS)
def tth_display(element: Element) -> Found | None:
    """``<table width="100%"><tr><td><table align="center"><tr><td nowrap>…`` of TtH"""
    cell = element.parent_element
    outer = cell.closest("table") if cell is not None else None
    if outer is None or not _is_tth(element):
        return None
    table = parse(outer.outer_html.replace(" °", " ∘")).find("table")
    if table is None or sum(1 for _ in table.walk()) > _MOST_CELLS:
        return None
    rows = rows_of(table)
    if len(rows) != 1 or len(rows[0]) > 2 or len(rows[0][0].nodes) != 1:
        return None
    number = _NUMBER.search(rows[0][1].text) if len(rows[0]) == 2 else None
    inner = rows_of(rows[0][0].nodes[0])
    if not inner:
        return None
    if inner[0] and inner[0][0].attrs.get("width") == "50%":
        found = _aligned(inner)
    elif len(inner) == 1:
        found = _found(inner[0], Where(italic=True), number[1] if number else "")
    else:
        return None
    return Found(found.tex, True, found.lossy, place=outer, instead=found.instead)


def _is_tth(table: Element) -> bool:
    """Whether the table's attributes are those of a formula of TtH, in one of its two layouts."""
    if table.getattr("cellspacing") != "0":
        return False
    cell = table.query_selector("td")
    if cell is None:
        return False
    if cell.getattr("width") == "50%":
        return True
    centred = (table.getattr("align") or "").lower() == "center"
    return centred and table.getattr("cellpadding") == "2" and cell.hasattr("nowrap")


def _aligned(rows: list[list[Node]]) -> Found:
    """``eqnarray``: three columns between two empty ones, and a number each."""
    lines = []
    try:
        for row in rows:
            cells = [cell for cell in row if cell.attrs.get("width") not in ("50%", "1")]
            number = _NUMBER.search(row[-1].text) if row[-1].attrs.get("width") == "1" else None
            columns = [cell_tex(cell, Where(italic=True)) for cell in cells]
            line = f"{columns[0]} & {' '.join(columns[1:])}" if columns else ""
            lines.append(tagged(line, number[1]) if number else line)
    except Unclear:
        return Found("", True, instead=MARK)
    body = " \\\\ ".join(line for line in lines if line)
    return Found(f"\\begin{{align}} {body} \\end{{align}}", True, lossy=True)
