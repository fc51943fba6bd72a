"""HTML-CSS of MathJax 1 and 2 back to MathML, where nothing but the rendering is left.

Elements are classes (``span.mfrac``); what one consists of lies in it as boxes placed by ``top``, each with a
strut whose height says where the box has its baseline. Characters are text, their font is a style.
"""

import re

from proofpile.web.math.boxes.mathjax_boxes import ELEMENTS, TOKENS, mark, plain, row, token
from proofpile.web.math.notations.mathml_tex import tex_of
from proofpile.web.math.tree import Node, parse

_FONTS = {
    "Math-italic": "I", "Math": "I", "Math-bold-italic": "BI", "Main-bold": "B", "Main-italic": "MI",
    "AMS": "A", "Caligraphic": "C", "Caligraphic-bold": "CB", "Fraktur": "FR", "Fraktur-bold": "FRB",
    "Script": "SC", "SansSerif": "SS", "SansSerif-bold": "SSB", "SansSerif-italic": "SSI",
    "Typewriter": "T",
}  # fmt: skip
_FAMILY = re.compile(r"font-family:\s*['\"]?MathJax_([A-Za-z\d-]+)")
_TOP = re.compile(r"(?:^|;)\s*top:\s*(-?(?:\d{1,6}(?:\.\d{0,15})?|\.\d{1,15}))em")
_HEIGHT = re.compile(r"(?:^|;)\s*height:\s*(-?(?:\d{1,6}(?:\.\d{0,15})?|\.\d{1,15}))em")
_WIDTH = re.compile(
    r"(?:^|;)\s*(?:margin-left|width):\s*(-?(?:\d{1,6}(?:\.\d{0,15})?|\.\d{1,15})em)"
)
_BELOW = -0.1  # em under the baseline from which on a part is a subscript or a lower limit


def to_tex(markup: str) -> str:
    """TeX for the markup of a ``span.MathJax`` that MathJax 2 set in HTML-CSS."""
    top = next((n for n in parse(markup).walk() if "math" in n.classes), None)
    return tex_of(Node("math", children=_inner(top))) if top else ""


def _name(node: Node) -> str:
    return next((c for c in node.classes if c in ELEMENTS), "")


def _elements(node: Node) -> list[Node]:
    """The nearest boxes below that are elements of MathML."""
    found: list[Node] = []
    waiting = list(reversed(node.nodes))
    while waiting:
        child = waiting.pop()
        if _name(child):
            found.append(child)
        else:
            waiting.extend(reversed(child.nodes))
    return found


def _inner(node: Node) -> list[Node]:
    return [_read(child) for child in _elements(node)]


def _read(node: Node) -> Node:
    name = _name(node)
    if name in TOKENS:
        return token(name, _glyphs(node, "I" if name == "mi" else ""))
    reader = _READERS.get(name)
    if reader:
        return reader(node)
    return plain(name, node, _inner, _WIDTH)


def _glyphs(node: Node, usual: str) -> list[tuple[str, str]]:
    """Characters of a token with their fonts; `usual` where no style names one."""
    glyphs: list[tuple[str, str]] = []
    waiting: list[tuple[Node | str, str]] = [(node, usual)]
    while waiting:
        box, font = waiting.pop()
        if isinstance(box, str):
            glyphs.extend((char, font) for char in box if char not in "\n\t")
            continue
        style = _FAMILY.search(box.attrs.get("style", ""))
        font = _FONTS.get(style[1], "") if style else font
        waiting.extend((child, font) for child in reversed(box.children))
    return glyphs


# --- parts, by their places


def _parts(node: Node) -> list[tuple[float, Node]]:
    """The placed boxes of an element, each with its rise over the baseline in em; rules included."""
    outer = node.nodes
    while len(outer) == 1 and not _name(outer[0]) and not _TOP.search(_style(outer[0])):
        outer = outer[0].nodes
    return [(_rise(box), box) for box in outer if _TOP.search(_style(box))]


def _style(node: Node) -> str:
    return node.attrs.get("style", "")


def _rise(box: Node) -> float:
    top = _TOP.search(_style(box))
    struts = [_HEIGHT.search(_style(n)) for n in box.nodes[-1:] if not n.children and not n.classes]
    strut = float(struts[0][1]) if struts and struts[0] else 0.0
    return -(float(top[1]) if top else 0.0) - strut


def _written(node: Node) -> list[tuple[float, Node]]:
    """Parts that hold elements."""
    return [(rise, box) for rise, box in _parts(node) if _elements(box)]


def _fraction(node: Node) -> Node:
    parts = _parts(node)
    inner = [row(_inner(box)) for _, box in parts if _elements(box)]
    bare = {} if any("border-top" in _rule(box) for _, box in parts) else {"linethickness": "0"}
    return Node("mfrac", bare, children=inner[:2])


def _rule(box: Node) -> str:
    return " ".join(_style(n) for n in (box, *box.nodes)) if not _elements(box) else ""


def _scripts(node: Node) -> Node:
    """Base first, then what is above and below it."""
    limits = _name(node) in ("munder", "mover", "munderover")
    parts = _written(node)
    if not parts:
        return Node("mrow", children=_inner(node))
    if len(parts) < 3 and _is_script(parts[0][1]):  # nothing to hang on
        parts.insert(0, (0.0, Node("span")))
    below = next((box for rise, box in parts[1:] if rise < _BELOW), None)
    above = next((box for rise, box in parts[1:] if rise >= _BELOW), None)
    words = ("under", "over") if limits else ("sub", "sup")
    there = [(word, box) for word, box in zip(words, (below, above), strict=True) if box]
    children = [row(_inner(parts[0][1])), *(mark(row(_inner(box))) for _, box in there)]
    return Node("m" + "".join(word for word, _ in there), children=children)


def _is_script(box: Node) -> bool:
    return abs(_rise(box)) > 0.15


def _root(node: Node) -> Node:
    parts = [row(_inner(box)) for _, box in _written(node)]
    if _name(node) == "msqrt" or len(parts) < 2:
        return Node("msqrt", children=parts[:1])
    return Node("mroot", children=parts[:2])


def _enclosed(node: Node) -> Node:
    boxed = any("border:" in _rule(box) for _, box in _parts(node))
    return Node("menclose", {"notation": "box" if boxed else ""}, children=_inner(node))


# --- tables


def _table(node: Node) -> Node:
    """Columns side by side, cells above each other in them; numbers stand in a column at the margin."""
    columns, labels = _columns(node)
    heights: list[float] = []
    for rise in sorted((rise for column in columns for rise in column), reverse=True):
        if not heights or heights[-1] - rise > 0.3:
            heights.append(rise)
    rows = []
    for height in heights:
        cells = [_cell(column, height) for column in columns]
        tag = [_cell(labels, height)] if any(abs(rise - height) < 0.3 for rise in labels) else []
        while cells and not cells[-1].children:
            cells.pop()
        rows.append(Node("mlabeledtr" if tag else "mtr", children=tag + cells))
    return Node("mtable", children=rows)


def _cell(column: dict[float, Node], height: float) -> Node:
    found = next((cell for rise, cell in column.items() if abs(rise - height) < 0.3), None)
    return Node("mtd", children=_inner(found) if found else [])


def _columns(node: Node) -> tuple[list[dict[float, Node]], dict[float, Node]]:
    columns: dict[int, dict[float, Node]] = {}
    labels: dict[float, Node] = {}
    waiting: list[tuple[Node, Node, bool]] = [
        (child, node, False) for child in reversed(node.nodes)
    ]
    while waiting:
        box, holder, margin = waiting.pop()
        cell = next((n for n in box.nodes if "mtd" in n.classes), None)
        if cell is None:
            beside = margin or "right:" in _style(box).replace("margin-right:", "")
            waiting.extend((child, box, beside) for child in reversed(box.nodes))
        elif margin:
            labels[_rise(box)] = cell
        else:
            columns.setdefault(id(holder), {})[_rise(box)] = cell
    return list(columns.values()), labels


_READERS = {
    "mfrac": _fraction, "msub": _scripts, "msup": _scripts, "msubsup": _scripts, "munder": _scripts,
    "mover": _scripts, "munderover": _scripts, "msqrt": _root, "mroot": _root, "menclose": _enclosed,
    "mtable": _table,
}  # fmt: skip
