"""From the cells of a laid-out formula to the pieces of a row.

A cell holds a bracket built of pieces, a root sign, or lines one above the other: a fraction where a rule
lies between, an operator with its limits, scripts of something tall, an accent. Anything else is unclear.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from proofpile.web.math.boxes.layout_rows import Item, Unclear, row_tex
from proofpile.web.math.templates import element_tex, join, text_tex
from proofpile.web.math.tex.symbol_font import unicode_of
from proofpile.web.math.tree import Node

_ARRAYS = frozenset(("tabular", "cellpading0"))  # HeVeA spells it so
_DEEPEST = 20  # levels of tables in tables

# What brackets of several lines are built of: any of these pieces, or exactly those.
_BRACKETS = {"⎛⎜⎝": "(", "⎞⎟⎠": ")", "⎧⎨⎩⎪": "\\{", "⎫⎬⎭⎪": "\\}"}
_SQUARE = {
    "⎡⎢⎣": "[", "⎤⎥⎦": "]", "⎡⎢": "\\lceil", "⎢⎣": "\\lfloor", "⎤⎥": "\\rceil", "⎥⎦": "\\rfloor",
    "⎡⎣": "[", "⎤⎦": "]", "⎢": "|", "⎥": "|", "⎪": "|", "|": "|", "∣": "|", "⏐": "|", "⎟": "|", "⎜": "|",
    "||": "\\|", "‖": "\\|",
}  # fmt: skip
_SIMPLE = {"(": "(", ")": ")", "[": "[", "]": "]", "{": "\\{", "}": "\\}", "〈": "\\langle", "〉": "\\rangle",
           "⟨": "\\langle", "⟩": "\\rangle"}  # fmt: skip
_PIECES = frozenset("⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦⎧⎨⎩⎪⎫⎬⎭|∣⏐‖()[]{}〈〉⟨⟩")
_OPERATORS = {
    "∑": "\\sum", "∏": "\\prod", "∐": "\\coprod", "∪": "\\bigcup", "⋃": "\\bigcup", "∩": "\\bigcap",
    "⋂": "\\bigcap", "⊕": "\\bigoplus", "⨁": "\\bigoplus", "⊗": "\\bigotimes", "⨂": "\\bigotimes",
    "∨": "\\bigvee", "⋁": "\\bigvee", "∧": "\\bigwedge", "⋀": "\\bigwedge", "∫": "\\int", "∮": "\\oint",
    "Σ": "\\sum", "Π": "\\prod", "lim": "\\lim", "max": "\\max", "min": "\\min", "sup": "\\sup",
    "inf": "\\inf", "det": "\\det", "gcd": "\\gcd", "limsup": "\\limsup", "liminf": "\\liminf",
    "Pr": "\\Pr", "argmax": "\\operatorname*{argmax}", "argmin": "\\operatorname*{argmin}",
}  # fmt: skip
_INTEGRALS = {"∫": "\\int", "∮": "\\oint", "⌠⌡": "\\int", "⌠⎮⌡": "\\int", "⌠|⌡": "\\int", "⌠(⎜)⌡": "\\oint",
              "⌠(|)⌡": "\\oint", "⌠(⎮)⌡": "\\oint"}  # fmt: skip
_ROOTS = {"√": "", "∛": "3", "∜": "4"}
_ACCENTS = {
    "^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "∼": "tilde", "-": "bar", "¯": "bar", "−": "bar",
    "→": "vec", "·": "dot", ".": "dot", "˙": "dot", "⋅": "dot", "··": "ddot", "..": "ddot", "⋅⋅": "ddot",
    "¨": "ddot", "ˇ": "check", "´": "acute", "`": "grave", "˘": "breve",
}  # fmt: skip
_POINTS = {"▸": "xrightarrow", "◂": "xleftarrow", "▹": "xrightarrow", "◃": "xleftarrow"}


@dataclass(frozen=True, slots=True)
class Where:
    """How deep in tables a cell lies, and whether bare letters are variables (TtH) or text (HeVeA)."""

    italic: bool
    depth: int = 0

    def deeper(self) -> "Where":
        return Where(self.italic, self.depth + 1)


# --- cells and lines


def rows_of(table: Node) -> list[list[Node]]:
    """The cells of a table, row by row."""
    rows = []
    for child in table.nodes:
        for row in child.nodes if child.name in ("tbody", "thead") else [child]:
            if row.name == "tr":
                rows.append([cell for cell in row.nodes if cell.name in ("td", "th")])
    return rows


Line = list["Node | str"]
_RULE: Line = ["\0"]
_BRACE: Line = ["\0\0"]  # TtH draws a horizontal brace as a line with shade


def _lines(node: Node) -> list[Line]:
    """What stands one above the other in a cell; `_RULE` for a line that is drawn."""
    lines: list[Line] = [[]]
    _split(node, lines)
    if len(lines) > 1 and not _raw(lines[-1]).strip(" \n\t\r"):
        lines.pop()  # a break ends the last line and begins none
    return lines


def _split(node: Node, lines: list[Line]) -> None:
    for child in node.children:
        if isinstance(child, str):
            lines[-1].append(child)
        elif child.name == "br":
            lines.append([])
        elif child.name == "hr" or "hrcomp" in child.classes:
            if not _text(lines[-1]):
                lines.pop()
            lines += [_BRACE if _is_brace(child) else _RULE, []]
        elif child.name == "div":
            if _text(lines[-1]):
                lines.append([])
            _split(child, lines)
            if lines[-1]:
                lines.append([])
        elif child.name != "table" and child.find("br", "hr") is not None:
            _split(child, lines)
        else:
            lines[-1].append(child)


def _is_brace(line: Node) -> bool:
    return line.name == "hr" and not line.attrs.keys() & {"noshade", "size"} and not line.classes


def _raw(line: Line) -> str:
    return "".join(part if isinstance(part, str) else _decoded(part) for part in line)


def _text(line: Line) -> str:
    return "".join(_raw(line).split())


def _decoded(node: Node) -> str:
    """The text of an element, that of the Symbol font in Unicode."""
    if node.name == "font" and node.attrs.get("face", "").lower() == "symbol":
        return unicode_of(node.text)
    return "".join(c if isinstance(c, str) else _decoded(c) for c in node.children)


def _bracket(text: str) -> str:
    """The bracket that pieces make, "" if they make none."""
    if not text or not _PIECES.issuperset(text):
        return ""
    if len(text) == 1 and text in _SIMPLE:
        return _SIMPLE[text]
    kinds = "".join(dict.fromkeys(text))
    if kinds in _SQUARE:
        return _SQUARE[kinds]
    for pieces, bracket in _BRACKETS.items():
        if set(kinds) <= set(pieces) and kinds != "⎪":
            return bracket
    return ""


# --- from cells to items


def items_of(cells: Sequence[Node], where: Where) -> list[Item]:
    return [item for cell in cells if (item := _item(cell, where)) is not None]


def _item(cell: Node, where: Where) -> Item | None:
    """What one cell of a row is; None for an empty one."""
    text = "".join(_decoded(cell).split())
    tables = [node for node in cell.nodes if node.name == "table"]
    if bracket := _bracket(text):
        return Item("bracket", bracket)
    if text in _INTEGRALS:
        return Item("integral", _INTEGRALS[text])
    if text.lstrip("⎛⎟⎜|/") in _ROOTS and text:
        return Item("root", _ROOTS[text.lstrip("⎛⎟⎜|/")])
    if index := re.fullmatch(r"(\w{1,3})√", text):
        return Item("root", index[1])
    if not text:
        return None
    if len(tables) == 1 and len(_text([c for c in cell.children if c is not tables[0]])) == 0:
        return _table_item(tables[0], where.deeper())
    return _pile(_lines(cell), where)


def _table_item(table: Node, where: Where) -> Item:
    """A table that is all of a cell: one row of items, lines one above the other, or a matrix."""
    if where.depth > _DEEPEST:
        raise Unclear
    rows = rows_of(table)
    if arrow := _arrow(rows, where):
        return arrow
    if any(_is_rule(cell) for row in rows for cell in row) or (
        "display" in table.classes and len(rows) > 1 and all(len(row) == 1 for row in rows)
    ):
        lines = [_RULE if row and _is_rule(row[0]) else _joined(row) for row in rows if row]
        return _pile(lines, where)
    if len(rows) == 1 and _ARRAYS.isdisjoint(table.classes):
        return _grouped(items_of(rows[0], where))
    root = [row for row in rows if any("√" in _decoded(cell) for cell in row)]
    if root and len("".join(_decoded(table).split())) == 1:
        return Item("root", "")
    return Item("matrix", "", tuple(tuple(cell_tex(cell, where) for cell in row) for row in rows))


def _is_rule(cell: Node) -> bool:
    """Whether a cell is a line of HeVeA."""
    if "hrule" in cell.classes:
        return True
    return len(cell.nodes) == 1 and cell.nodes[0].name == "hr" and not _decoded(cell).strip()


def _arrow(rows: list[list[Node]], where: Where) -> Item | None:
    """An arrow that is a line and a point, with what stands above and below it."""
    if len(rows) != 3 or len(rows[1]) != 2 or not any(map(_is_rule, rows[1])):
        return None
    name = _POINTS.get("".join(_decoded(cell) for cell in rows[1]).strip())
    if not name:
        return None
    above, below = (_line_tex(_joined(rows[k]), where) for k in (0, 2))
    return Item("", f"\\{name}{f'[{below}]' if below else ''}{{{above}}}")


def _joined(row: list[Node]) -> Line:
    return [child for cell in row for child in cell.children]


def _grouped(items: list[Item]) -> Item:
    """A row of its own as one item; what is a single item stays what it is."""
    return items[0] if len(items) == 1 else Item("", row_tex(items))


def cell_tex(cell: Node, where: Where) -> str:
    item = _item(cell, where)
    return row_tex([item]) if item is not None else ""


def _pile(lines: list[Line], where: Where) -> Item:
    """Lines one above the other."""
    if any(line is _BRACE for line in lines):
        return _braced(lines, where)
    rules = [k for k, line in enumerate(lines) if line is _RULE]
    if len(rules) > 1:
        raise Unclear
    if rules:
        above = [line for line in lines[: rules[0]] if _text(line)]
        below = [line for line in lines[rules[0] + 1 :] if _text(line)]
        return _ruled(above, below, where)
    if len(lines) == 1:
        return Item("", _line_tex(lines[0], where))
    return _unruled(lines, where)


def _braced(lines: list[Line], where: Where) -> Item:
    """A brace over or under a line, with a small label at its other side."""
    at = next(k for k, line in enumerate(lines) if line is _BRACE)
    above = [line for line in lines[:at] if _text(line)]
    below = [line for line in lines[at + 1 :] if _text(line)]
    if len(above) > 1 or len(below) > 1 or not (above or below):
        raise Unclear
    parts = [_line_tex(side[0], where) if side else "" for side in (above, below)]
    if not below or _is_small(below[0]):
        return Item("", f"\\underbrace{{{parts[0]}}}{_scripts('', parts[1])}")
    if not above or _is_small(above[0]):
        return Item("", f"\\overbrace{{{parts[1]}}}{_scripts(parts[0], '')}")
    raise Unclear


def _is_small(line: Line) -> bool:
    return all(p.name == "small" if isinstance(p, Node) else not p.strip() for p in line)


def _ruled(above: list[Line], below: list[Line], where: Where) -> Item:
    if len(above) > 1 or len(below) > 1:
        raise Unclear
    if above and below:
        return Item("", f"\\frac{{{_line_tex(above[0], where)}}}{{{_line_tex(below[0], where)}}}")
    if below:
        return Item("roofed", _line_tex(below[0], where))
    if above:
        return Item("", f"\\underline{{{_line_tex(above[0], where)}}}")
    raise Unclear


def _unruled(lines: list[Line], where: Where) -> Item:
    """An operator with limits, an accent, scripts, or two lines that a bracket makes a binomial."""
    texts = [_text(line) for line in lines]
    for k, text in enumerate(texts):
        if text in _OPERATORS and k <= 2:
            above = _one([line for line in lines[:k] if _text(line)], where)
            below = _one([line for line in lines[k + 1 :] if _text(line)], where)
            return Item("", _OPERATORS[text] + _scripts(above, below))
    filled = [k for k, text in enumerate(texts) if text]
    if filled == [0, 1] and texts[0] in _ACCENTS:
        return Item("", f"\\{_ACCENTS[texts[0]]}{{{_line_tex(lines[1], where)}}}")
    if not filled:
        return Item("", "")
    if len(lines) >= 3 and len(filled) <= 2 and set(filled) <= {0, len(lines) - 1}:
        above = _line_tex(lines[0], where) if 0 in filled else ""
        below = _line_tex(lines[-1], where) if len(lines) - 1 in filled else ""
        return Item("scripts", _scripts(above, below))
    if len(filled) == 1:
        tex = _line_tex(lines[filled[0]], where)
        if len(lines) == 2 and "\u00a0" in _raw(lines[1 - filled[0]]):
            return Item("scripts", f"{'_' if filled[0] else '^'}{{{tex}}}")
        return Item("", tex)
    if len(filled) == 2:
        return Item("pile", "", tuple((_line_tex(lines[k], where),) for k in filled))
    raise Unclear


def _one(lines: list[Line], where: Where) -> str:
    if len(lines) > 1:
        raise Unclear
    return _line_tex(lines[0], where) if lines else ""


def _scripts(above: str, below: str) -> str:
    return (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")


def _line_tex(line: Line, where: Where) -> str:
    """One line of text, inline elements and tables."""
    pieces = []
    for part in line:
        if isinstance(part, str):
            pieces.append(text_tex(part, where.italic))
        elif part.name == "table":
            pieces.append(row_tex([_table_item(part, where.deeper())]))
        else:
            pieces.append(element_tex(part, where.italic))
    return join(pieces).strip()
