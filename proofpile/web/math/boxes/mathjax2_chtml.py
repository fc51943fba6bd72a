"""CHTML of MathJax 2.6 and later, and of mathjax-node, back to MathML, where nothing but boxes is left.

Elements are classes (``mjx-mfrac``), their parts too (``mjx-numerator``); characters are text, and the class
beside them names the font (``MJXc-TeX-math-I``).
"""

import re

from proofpile.web.math.boxes.mathjax_boxes import ELEMENTS, TOKENS, mark, plain, row, token
from proofpile.web.math.notations.mathml_tex import tex_of
from proofpile.web.math.tree import Node, parse

_FONTS = {
    "math-I": "I", "math-BI": "BI", "main-B": "B", "main-I": "MI", "ams-R": "A", "cal-R": "C", "cal-B": "CB",
    "frak-R": "FR", "frak-B": "FRB", "script-R": "SC", "sans-R": "SS", "sans-B": "SSB", "sans-I": "SSI",
    "type-R": "T",
}  # fmt: skip
_SKIPPED = "mjx-vsize mjx-line mjx-strut mjx-surd mjx-spacer mjx-nstrut mjx-dstrut mjx-hline"
_LAYOUT = frozenset(_SKIPPED.split())
_WIDTH = re.compile(
    r"(?:^|;)\s*(?:margin-right|width):\s*(-?(?:\d{1,6}(?:\.\d{0,15})?|\.\d{1,15})em)"
)
_ALIGN = re.compile(r"text-align:\s*(left|right)")


def to_tex(markup: str) -> str:
    """TeX for the markup of an ``.mjx-chtml`` element, or of the ``.mjx-math`` in it."""
    top = next((n for n in parse(markup).walk() if "mjx-math" in n.classes), None)
    return tex_of(Node("math", children=_inner(top))) if top else ""


def _name(node: Node) -> str:
    """The element of MathML that a box is, "" for one of layout."""
    names = (c.removeprefix("mjx-") for c in node.classes if c.startswith("mjx-"))
    return next((name for name in names if name in ELEMENTS), "")


def _inner(node: Node) -> list[Node]:
    return [_read(child) for child in node.nodes if _LAYOUT.isdisjoint(child.classes)]


def _read(node: Node) -> Node:
    name = _name(node)
    if name in TOKENS:
        return token(name, _glyphs(node, "I" if name == "mi" else ""))
    reader = _READERS.get(name)
    if reader:
        return reader(node)
    return plain(name, node, _inner, _WIDTH)


def _glyphs(node: Node, usual: str) -> list[tuple[str, str]]:
    """Characters of a token with their fonts; `usual` where no class names one."""
    glyphs: list[tuple[str, str]] = []
    for box in node.walk():
        named = next((c[9:] for c in box.classes if c.startswith("MJXc-TeX-")), None)
        font = usual if named is None else _FONTS.get(named, "I" if named.endswith("w-I") else "")
        chars = "".join(c for c in box.children if isinstance(c, str))
        glyphs.extend((char, font) for char in chars)
    return glyphs


def _box(node: Node, name: str) -> Node | None:
    """The part called `name`, not inside of another element."""
    level = node.nodes
    while level:
        for box in level:
            if name in box.classes:
                return box
        level = [inner for box in level if not _name(box) for inner in box.nodes]
    return None


def _part(node: Node, name: str) -> Node:
    box = _box(node, name)
    return row(_inner(box)) if box else Node("mrow")


def _fraction(node: Node) -> Node:
    bare = {} if _box(node, "mjx-line") else {"linethickness": "0"}
    return Node(
        "mfrac", bare, children=[_part(node, "mjx-numerator"), _part(node, "mjx-denominator")]
    )


def _scripts(node: Node) -> Node:
    return _scripted(node, "mjx-base", ("sub", "mjx-sub"), ("sup", "mjx-sup"))


def _limits(node: Node) -> Node:
    if _box(node, "mjx-base"):
        return _scripts(node)  # beside the operator
    return _scripted(node, "mjx-op", ("under", "mjx-under"), ("over", "mjx-over"))


def _scripted(node: Node, base: str, below: tuple[str, str], above: tuple[str, str]) -> Node:
    there = [(word, name) for word, name in (below, above) if _box(node, name)]
    parts = [mark(_part(node, name)) for _, name in there]
    return Node("m" + "".join(word for word, _ in there), children=[_part(node, base), *parts])


def _root(node: Node) -> Node:
    outer = _box(node, "mjx-box")
    radicand = _box(outer, "mjx-box") if outer else None
    inner = row(_inner(radicand or outer)) if outer else Node("mrow")
    if _name(node) == "msqrt":
        return Node("msqrt", children=[inner])
    return Node("mroot", children=[inner, _part(node, "mjx-root")])


def _enclosed(node: Node) -> Node:
    box = _box(node, "mjx-box") or node
    notation = "box" if "border:" in box.attrs.get("style", "") else ""
    return Node("menclose", {"notation": notation}, children=_inner(box))


def _table(node: Node) -> Node:
    table = _box(node, "mjx-table") or node
    labels = [n for n in node.walk() if "mjx-label" in n.classes]
    lines = [n for n in table.nodes if {"mjx-mtr", "mjx-mlabeledtr"} & set(n.classes)]
    aligned = False
    numbered = iter(labels)
    rows = []
    for line in lines:
        cells = [cell for cell in line.nodes if "mjx-mtd" in cell.classes]
        sides = [_ALIGN.search(cell.attrs.get("style", "")) for cell in cells]
        aligned = aligned or [s[1] for s in sides[:2] if s] == ["right", "left"]
        label = next(numbered, None) if "mjx-mlabeledtr" in line.classes else None
        tag = [Node("mtd", children=_inner(label))] if label else []
        name = "mlabeledtr" if tag else "mtr"
        rows.append(Node(name, children=tag + [Node("mtd", children=_inner(c)) for c in cells]))
    return Node("mtable", {"columnalign": "right left"} if aligned else {}, children=rows)


_READERS = {
    "mfrac": _fraction, "msub": _scripts, "msup": _scripts, "msubsup": _scripts, "munder": _limits,
    "mover": _limits, "munderover": _limits, "msqrt": _root, "mroot": _root, "menclose": _enclosed,
    "mtable": _table,
}  # fmt: skip
