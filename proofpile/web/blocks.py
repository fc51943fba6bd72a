"""Code, tables and quotations, put behind placeholders before the page is read block by block.

Reading collapses white space and knows no cells; code needs its lines and a table its rows. So these are
replaced in the DOM beforehand, as formulas are. A table that lays out a page is taken apart instead.
"""

import re

from proofpile.web.dom import Element
from proofpile.web.math.slots import NEWLINE, Slots, Table, Verbatim

_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-(?:source-)?|brush:\s*|sourceCode\s+)([A-Za-z][\w+#.-]*)",
    re.IGNORECASE,
)
_NO_LANGUAGE = frozenset(
    ["default", "none", "text", "plaintext", "plain", "notranslate", "nohighlight", "source"]
)
_IN_CELLS = "table, h1, h2, h3, h4, h5, h6, pre, ul, ol, blockquote, dl, article, section, form"
_LONGEST_CELL = 1500  # characters; longer cells are columns of a layout
_MOST_CELLS = 20_000
_WIDEST = 50  # cells that one may span


def replace_blocks(root: Element, slots: Slots) -> None:
    """Placeholders for what Markdown has and plain reading loses. Formulas are replaced already."""
    for pre in root.query_selector_all("pre, listing, xmp"):
        if pre.alive:
            pre.replace_with_paragraph(slots.put(Verbatim(_fenced(pre, slots), block=True)))
    for code in root.query_selector_all("code, kbd, samp, tt"):
        if code.alive:
            _inline(code, slots)
    for kind in root.query_selector_all("dt > .classifier"):
        kind.prepend(": ")  # Sphinx draws the colon in its style sheet
    for table in reversed(root.query_selector_all("table")):  # inner ones first
        _table(table, slots)


# --- code


def _fenced(pre: Element, slots: Slots) -> str:
    for line_break in pre.query_selector_all("br"):
        line_break.replace_with("\n")
    code = slots.source(pre.text.replace(NEWLINE, "")).strip("\n")
    fence = "`" * max(3, _longest_run(code) + 1)
    return f"{fence}{_language(pre)}\n{code}\n{fence}" if code.strip() else ""


def _longest_run(code: str) -> int:
    return max(map(len, re.findall("`+", code))) if "`" in code else 0


def _language(pre: Element) -> str:
    """The language that ``pre``, its ``code`` or one of two wrappers names in a class."""
    code = pre.query_selector("code")
    parent = pre.parent_element
    outer = parent.parent_element if parent is not None else None
    for element in (code, pre, parent, outer):
        found = _LANGUAGE.search(element.class_name if element is not None else "")
        if found and found[1].lower() not in _NO_LANGUAGE:
            return found[1].lower()
    return ""


def _inline(code: Element, slots: Slots) -> None:
    text = code.text
    if not text.strip() or (len(text) > 80 and code.query_selector("p, div, table") is not None):
        return
    if len(text) > 80 and "\n" in text.strip():
        code.replace_with_paragraph(slots.put(Verbatim(_fenced(code, slots), block=True)))
        return
    plain = " ".join(slots.source(text.replace(NEWLINE, "")).split())
    ticks = "`" * (_longest_run(plain) + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") else ""
    code.replace_with(slots.put(Verbatim(f"{ticks}{pad}{plain}{pad}{ticks}")))


# --- tables


def _table(table: Element, slots: Slots) -> None:
    rows = _data(table)
    if rows is None:
        _take_apart(table)
        return
    if rows and (caption := table.query_selector("caption")) is not None:
        table.paragraph_before(caption.text)
    table.replace_with_paragraph(slots.put(Table(rows)) if rows else "")


def _data(table: Element) -> tuple[tuple[str, ...], ...] | None:
    """The cells of a table of data; None for a table that lays out the page; () for an empty one."""
    if table.getattr("role") == "presentation" or table.query_selector(_IN_CELLS) is not None:
        return None
    rows = [row for row in _rows(table) if any(row)]
    if not rows:
        return ()
    width = max(map(len, rows))
    if width < 2 or len(rows) < 2 or width * len(rows) > _MOST_CELLS:
        return None
    if max(len(cell) for row in rows for cell in row) > _LONGEST_CELL:
        return None
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def _rows(table: Element) -> list[list[str]]:
    """The texts of the cells; a cell that spans others is followed or underlaid by empty ones."""
    rows = []
    below: dict[
        int, int
    ] = {}  # columns that a cell of an earlier row reaches into, and for how many rows
    for row in table.query_selector_all("tr"):
        cells: list[str] = []
        for cell in row.children:
            if cell.tag not in ("td", "th"):
                continue
            _reach(cells, below)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            if down > 1:
                below |= dict.fromkeys(range(len(cells), len(cells) + across), down - 1)
            cells.append(" ".join(text for name, text in cell.outline(NEWLINE) if not name))
            cells.extend([""] * (across - 1))
        _reach(cells, below)
        rows.append(cells)
    return rows


def _reach(cells: list[str], below: dict[int, int]) -> None:
    while below.get(len(cells), 0) > 0:
        below[len(cells)] -= 1
        cells.append("")


def _span(cell: Element, name: str) -> int:
    value = cell.getattr(name)
    if value is None:
        return 1
    return max(1, min(int(value), _WIDEST)) if value.isascii() and value.isdigit() else 1


def _take_apart(table: Element) -> None:
    """A layout's cells as blocks, one after the other."""
    for part in table.query_selector_all("caption, td, th, tr, tbody, thead, tfoot"):
        part.rename("div")
    table.rename("div")
