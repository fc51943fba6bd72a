"""Displayed equations of LaTeXML (arXiv, ar5iv, DLMF), which it lays out as tables.

A row is an equation, its cells are what stood between the ``&``; the number is a cell before or behind them,
or one for all rows. Each cell holds formulas with their TeX in ``alttext``, and sometimes words between.
"""

import re

from proofpile.web.dom import Element
from proofpile.web.math.notations.mathml_tex import tex_of
from proofpile.web.math.rule import Found, rule
from proofpile.web.math.slots import ANY
from proofpile.web.math.tags import tagged
from proofpile.web.math.tex.normalise import normalise
from proofpile.web.math.tree import Node, parse

# The presentation of a formula whose source is in its tag: nine tenths of the table.
_MATH = re.compile(r"(<math\b(?=[^>]*\salttext=)(?:[^>\"]|\"[^\"]*\")*>).*?</math>", re.DOTALL)
_SPECIAL = re.compile(r"[#$%&_{}]")
_SKIPPED = frozenset(("ltx_ERROR", "ltx_eqn_center_padleft", "ltx_eqn_center_padright", "ltx_note"))


@rule(
    "latexml-equation",
    "table.ltx_equation, table.ltx_equationgroup, table.ltx_eqn_table, div.ltx_equation, "
    "div.ltx_equationgroup, span.ltx_equation, span.ltx_equationgroup",
    needs="ltx_eq",
)
def latexml_equation(table: Element) -> Found | None:
    """``table.ltx_equation``, ``table.ltx_equationgroup``: cells with a formula each are one display"""
    if table.query_selector("math") is None:
        return None  # before the markup is read: tables may lie in tables
    top = parse(_MATH.sub(r"\1</math>", table.outer_html))
    rows = [n for n in top.walk() if n.name == "tr" and not n.find("table")] or [top]
    read = [(_cells(row), _label(row)) for row in rows]
    read = [(cells, label) for cells, label in read if any(tex for tex in cells)]
    if not read:
        return None
    if len(read) == 1:
        cells, label = read[0]
        return Found(tagged(" ".join(tex for tex in cells if tex), label), True)
    return Found(_group(read, " ".join(table.class_name.split())), True)


def _group(rows: list[tuple[list[str], str]], names: str) -> str:
    """Several equations in one environment; ``aligned`` has no room for numbers, ``align`` has."""
    kind = "gather" if "gather" in names else "align"
    labels = [label for _, label in rows if label]
    lines = [" & ".join(_trimmed(cells)) for cells, _ in rows]
    if len(labels) == 1 and not rows[-1][1] and not rows[0][1]:
        lines = [tagged(line, label) for line, (_, label) in zip(lines, rows, strict=True)]
        labels *= 2
    elif len(labels) > 1:
        lines = [tagged(line, label) for line, (_, label) in zip(lines, rows, strict=True)]
    name = kind if len(labels) > 1 else f"{kind}ed"
    body = f"\\begin{{{name}}}\n" + " \\\\\n".join(lines) + f"\n\\end{{{name}}}"
    return tagged(body, labels[0]) if len(labels) == 1 else body


def _trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end."""
    last = max((k for k, tex in enumerate(cells) if tex), default=0)
    return cells[: last + 1]


def _cells(row: Node) -> list[str]:
    """What each cell says, but for padding and numbers."""
    cells = [n for n in row.nodes if n.name == "td" and _SKIPPED.isdisjoint(n.classes)]
    if not cells:
        return [_content(row).strip()] if row.name != "tr" else []
    return [_content(cell).strip() for cell in cells if "ltx_eqn_eqno" not in cell.classes]


def _content(node: Node) -> str:
    """The formulas of a cell, with the words between them as text."""
    pieces: list[str] = []
    for child in node.children:
        if isinstance(child, str):
            pieces.append(_words(child))
        elif child.name == "math":
            source = child.attrs.get("alttext", "")
            pieces.append(normalise(source) if source else tex_of(child))
        elif "ltx_markedasmath" in child.classes or not child.find("math"):
            skipped = "ltx_tag" in child.classes or not _SKIPPED.isdisjoint(child.classes)
            pieces.append("" if skipped else _words(child.text))
        elif "ltx_tag" not in child.classes:
            pieces.append(_content(child))
    return " ".join(piece for piece in pieces if piece)


def _words(text: str) -> str:
    if not text.strip():
        return ""
    if ANY.fullmatch(text.strip()):
        return text.strip()  # a formula that another rule has read
    escaped = _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))
    return f"\\text{{{escaped}}}"


def _label(row: Node) -> str:
    """The number of a row, without its brackets."""
    for node in row.walk():
        if "ltx_tag_equation" in node.classes or "ltx_tag_equationgroup" in node.classes:
            return node.text.strip().removeprefix("(").removesuffix(")")
    return ""


@rule("latexml", "math.ltx_Math[alttext]", needs="ltx_math")
def latexml(math: Element) -> Found:
    """``<math class="ltx_Math" alttext="TeX">`` of LaTeXML, ar5iv, arXiv"""
    return Found(math["alttext"], math.getattr("display") == "block")
