"""Code, tables, quotations and numbered lists, kept for Markdown from what main-content extraction flattens.

Extraction gives back paragraphs, headings and lists; it joins the cells of a table, drops the ticks of
code and forgets where a list starts. So these are put behind placeholders in the DOM beforehand, as
formulas are. A table that lays out a page is taken apart instead.
"""

import re

from resiliparse.parse.html import DocumentNode, ElementNode

from proofpile.web.math.slots import NEWLINE, QUOTE, UNQUOTE, Slots, Table, Verbatim
from proofpile.web.math.tree import Node, parse

START = chr(0x100003)  # around the number at which a list starts
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-(?:source-)?|brush:\s*|sourceCode\s+)([A-Za-z][\w+#.-]*)",
    re.IGNORECASE,
)
_NO_LANGUAGE = frozenset(
    ["default", "none", "text", "plaintext", "plain", "notranslate", "nohighlight", "source"]
)
_IN_CELLS = "table, h1, h2, h3, h4, h5, h6, pre, ul, ol, blockquote, dl, article, section, form"
_SHALLOW = "body > ul, body > * > ul, body > * > * > ul"
_LONGEST_CELL = 1500  # characters; longer cells are columns of a layout
_MOST_CELLS = 20_000


def replace_blocks(document: DocumentNode, lowered: bytes, slots: Slots) -> None:
    """Placeholders for what Markdown has and plain extraction loses. Formulas are replaced already."""
    if b"<pre" in lowered or b"<listing" in lowered:
        for pre in document.query_selector_all("pre, listing, xmp").values():
            _replace(document, pre, slots.put(Verbatim(_fenced(document, pre, slots), block=True)))
    if any(tag in lowered for tag in (b"<code", b"<kbd", b"<samp", b"<tt")):
        for code in document.query_selector_all("code, kbd, samp, tt").values():
            _inline(document, code, slots)
    if b"classifier" in lowered:
        for kind in document.query_selector_all("dt > .classifier").values():
            kind.prepend(
                document.create_text_node(": ")
            )  # Sphinx draws the colon in its style sheet
    if b"<table" in lowered:
        _tables(document, slots)
    if b"<blockquote" in lowered:
        for quote in document.query_selector_all("blockquote").values():
            quote.prepend(_paragraph(document, QUOTE))
            quote.append(_paragraph(document, UNQUOTE))
    if b"<ul" in lowered:
        for shallow in document.query_selector_all(_SHALLOW).values():
            _deepen(document, shallow)
    if b"start=" in lowered:
        for numbered in document.query_selector_all("ol[start]").values():
            _numbered(document, numbered)


def _paragraph(document: DocumentNode, text: str) -> ElementNode:
    element = document.create_element("p")
    element.text = text
    return element


def _replace(document: DocumentNode, element: ElementNode, char: str) -> None:
    element.replace_with(_paragraph(document, char))


def _deepen(document: DocumentNode, bullets: ElementNode) -> None:
    """Wrap a list near the top of a page: extraction takes those for menus, unless they lie deep."""
    linked = sum(len(link.text or "") for link in bullets.query_selector_all("a").values())
    if 2 * linked > len(bullets.text or ""):
        return
    inner = outer = document.create_element("div")
    for _ in range(3):
        below = document.create_element("div")
        inner.append(below)
        inner = below
    bullets.before(outer)
    inner.append(bullets)


def _numbered(document: DocumentNode, numbered: ElementNode) -> None:
    first = numbered.query_selector("li")
    start = numbered["start"].strip()
    if first is not None and start.isdigit():
        first.prepend(document.create_text_node(f"{START}{start}{START}"))


# --- code


def _fenced(document: DocumentNode, pre: ElementNode, slots: Slots) -> str:
    for line_break in pre.query_selector_all("br").values():
        line_break.replace_with(document.create_text_node("\n"))
    code = slots.source((pre.text or "").replace(NEWLINE, "")).strip("\n").rstrip()
    fence = "`" * max(3, _longest_run(code) + 1)
    return f"{fence}{_language(pre)}\n{code}\n{fence}" if code.strip() else ""


def _longest_run(code: str) -> int:
    return max(map(len, re.findall("`+", code))) if "`" in code else 0


def _language(pre: ElementNode) -> str:
    """The language that ``pre``, its ``code`` or one of two wrappers names in a class."""
    code = pre.query_selector("code")
    parent = pre.parent_element
    outer = parent.parent_element if parent is not None else None
    for element in (code, pre, parent, outer):
        found = _LANGUAGE.search((element.class_name or "") if element is not None else "")
        if found and found[1].lower() not in _NO_LANGUAGE:
            return found[1].lower()
    return ""


def _inline(document: DocumentNode, code: ElementNode, slots: Slots) -> None:
    text = code.text or ""
    if not text.strip() or (len(text) > 80 and code.query_selector("p, div, table") is not None):
        return
    if len(text) > 80 and "\n" in text.strip():
        _replace(document, code, slots.put(Verbatim(_fenced(document, code, slots), block=True)))
        return
    plain = " ".join(slots.source(text.replace(NEWLINE, "")).split())
    ticks = "`" * (_longest_run(plain) + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") else ""
    code.replace_with(
        document.create_text_node(slots.put(Verbatim(f"{ticks}{pad}{plain}{pad}{ticks}")))
    )


# --- tables


def _tables(document: DocumentNode, slots: Slots) -> None:
    for table in reversed(document.query_selector_all("table").values()):  # inner ones first
        rows = _data(table)
        if rows:
            if (caption := table.query_selector("caption")) is not None:
                table.before(_paragraph(document, caption.text or ""))
            _replace(document, table, slots.put(Table(rows)))
        elif rows is None:
            _take_apart(document, table)


def _data(table: ElementNode) -> tuple[tuple[str, ...], ...] | None:
    """The cells of a table of data; None for a table that lays out the page; () for an empty one."""
    if table.getattr("role") == "presentation" or table.query_selector(_IN_CELLS) is not None:
        return None
    rows = [_cells(row) for row in parse(table.outer_html).walk() if row.name == "tr"]
    rows = [row for row in rows if any(row)]
    if not rows:
        return ()
    width = max(map(len, rows))
    if width < 2 or len(rows) < 2 or width * len(rows) > _MOST_CELLS:
        return None
    if max(len(cell) for row in rows for cell in row) > _LONGEST_CELL:
        return None
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def _cells(row: Node) -> list[str]:
    cells: list[str] = []
    for cell in row.nodes:
        if cell.name in ("td", "th"):
            cells.append(" ".join(_text(cell).split()))
            span = cell.attrs.get("colspan", "")
            cells.extend([""] * (min(int(span), 50) - 1 if span.isdecimal() else 0))
    return cells


def _text(cell: Node) -> str:
    """The text of a cell, lines apart."""
    parts = (
        c if isinstance(c, str) else " " if c.name == "br" else _text(c) for c in cell.children
    )
    return "".join(parts) + (" " if cell.name in ("p", "div") else "")


def _take_apart(document: DocumentNode, table: ElementNode) -> None:
    """A layout's cells as blocks, one after the other."""
    outer = document.create_element("div")
    for cell in table.query_selector_all("caption, td, th").values():
        block = document.create_element("div")
        for child in cell.child_nodes.values():
            block.append(child)
        outer.append(block)
    table.replace_with(outer)
