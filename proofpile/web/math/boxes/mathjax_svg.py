"""SVG of MathJax 3 and 4 back to MathML, where a saved page holds nothing but the drawing.

Groups are marked with what they draw (``data-mml-node``), characters with their code points (``data-c``) and,
where they are drawn by reference, with their font (``#MJX-1-TEX-C-4F``). Spaces are read from positions.
"""

import re

from proofpile.web.math.boxes.mathjax_boxes import TOKENS, error, mark, row, token
from proofpile.web.math.notations.mathml_tex import tex_of
from proofpile.web.math.tree import Node, parse

_FONT = re.compile(r"-[A-Z]{2,5}-([A-Z0-9]+)-[0-9A-F]+$")
_NUMBER = r"-?(?:\d{1,6}(?:\.\d{0,15})?|\.\d{1,15})"
_PLACE = re.compile(rf"translate\(({_NUMBER})(?:[, ]\s*({_NUMBER}))?\)")
_HEX = re.compile(r"[0-9A-Fa-f]{1,6}")
# Thousandths of an em that TeX's own space commands take, and that it sets around operators.
_SPACES = (-167, 167, 222, 278, 500, 1000, 2000)
_AROUND = (0, 167, 222, 278)


def to_tex(markup: str) -> str:
    """TeX for the markup of an ``mjx-container`` that MathJax 3 or 4 set in SVG.

    A formula that was broken into lines is several drawings, each of a part of it.
    """
    tops = [n for n in parse(markup).walk() if n.attrs.get("data-mml-node") == "math"]
    return tex_of(Node("math", children=[built for top in tops for built in _inner(top)]))


def _inner(node: Node) -> list[Node]:
    children = _flat(node)
    return [_read(child, children[k + 1] if k + 1 < len(children) else None)
            for k, child in enumerate(children)]  # fmt: skip


def _flat(node: Node) -> list[Node]:
    """Marked groups, without those between that only move or colour what is in them."""
    found: list[Node] = []
    waiting = list(reversed(node.nodes))
    while waiting:
        child = waiting.pop()
        if "data-mml-node" in child.attrs:
            found.append(child)
        elif "data-labels" not in child.attrs:
            waiting.extend(reversed(child.nodes))
    return found


def _read(node: Node, following: Node | None = None) -> Node:
    name = node.attrs["data-mml-node"]
    if name in TOKENS:
        return token(name, _glyphs(node))
    reader = _READERS.get(name)
    if reader:
        return Node(name, children=reader(node))
    special = {"mtable": _table, "mfrac": _fraction, "menclose": _enclosed}.get(name)
    if special:
        return special(node)
    if name == "merror":
        return row(error(node.text.strip(), node.attrs.get("data-mjx-error", "")))
    if name == "mspace" or (name == "mstyle" and _is_space(node)):
        return _space(node, following)
    kept = name if name in ("mphantom", "mmultiscripts") else "mrow"
    return Node(kept, children=_inner(node))


def _glyphs(node: Node) -> list[tuple[str, str]]:
    """Characters of a token, each with the letters of its font."""
    glyphs: list[tuple[str, str]] = []
    waiting = [node]
    while waiting:
        box = waiting.pop()
        code = box.attrs.get("data-c", "")
        if _HEX.fullmatch(code) and int(code, 16) < 0x110000:
            font = _FONT.search(box.attrs.get("xlink:href") or box.attrs.get("href") or "")
            glyphs.append((chr(int(code, 16)), font[1] if font else ""))
        elif box.name == "text":
            glyphs.extend((char, "") for char in box.text)
        else:  # what is drawn of others' glyphs carries its own code above theirs
            waiting.extend(reversed(box.nodes))
    return glyphs


def _place(node: Node) -> tuple[float, float]:
    """Where a group begins, in thousandths of an em, right and up."""
    found = _PLACE.findall(node.attrs.get("transform", ""))
    return sum(float(x) for x, _ in found), sum(float(y or 0) for _, y in found)


def _is_space(node: Node) -> bool:
    inner = node.nodes
    return len(inner) == 1 and inner[0].attrs.get("data-mml-node") == "mspace"


def _space(node: Node, following: Node | None) -> Node:
    """A space is as wide as what follows is away, less what stands around operators anyway."""
    if following is None:
        return Node("mspace")
    width = _place(following)[0] - _place(node)[0]
    for around in _AROUND:
        size = next((s for s in _SPACES if abs(width - around - s) < 6), 0)
        if size:
            return Node("mspace", {"width": f"{size / 1000}em"})
    return Node("mspace", {"width": f"{width / 1000:.3f}em"})


def _fraction(node: Node) -> Node:
    line = any(child.name == "rect" for child in node.nodes)
    return Node("mfrac", {} if line else {"linethickness": "0"}, children=_inner(node))


def _scripts(node: Node) -> list[Node]:
    """Base, below, above: which of two scripts is which, their heights say."""
    groups = _flat(node)
    if len(groups) == 3 and _place(groups[1])[1] > _place(groups[2])[1]:
        groups[1], groups[2] = groups[2], groups[1]
    return [_read(groups[0]), *(mark(_read(group)) for group in groups[1:])] if groups else []


def _multiscripts(node: Node) -> list[Node]:
    """Columns of scripts are groups without a mark, those above before those below."""
    at = next((k for k, child in enumerate(node.nodes) if "data-mml-node" in child.attrs), 0)
    if at >= len(node.nodes):
        return []
    before, after = _pairs(node.nodes[:at]), _pairs(node.nodes[at + 1 :])
    return [_read(node.nodes[at]), *after, *([Node("mprescripts"), *before] if before else [])]


def _pairs(columns: list[Node]) -> list[Node]:
    ordered = sorted(columns, key=lambda column: _place(column)[1])
    if len(ordered) != 2:
        return []
    below, above = (_inner(column) for column in ordered)
    return [part for pair in zip(below, above, strict=False) for part in pair]


def _square_root(node: Node) -> list[Node]:
    return [_radicand(node)]


def _root(node: Node) -> list[Node]:
    index = [child for child in node.nodes
             if "data-mml-node" in child.attrs and "scale" in child.attrs.get("transform", "")]  # fmt: skip
    return [_radicand(node), row(map(_read, index))]


def _radicand(node: Node) -> Node:
    """The radicand's group carries no mark; the radical sign and the index do."""
    groups = [c for c in node.nodes if c.name == "g" and "data-mml-node" not in c.attrs]
    return row(inner for group in groups for inner in _inner(group))


def _enclosed(node: Node) -> Node:
    drawn: list[str] = []
    for child in node.nodes:
        if child.name == "rect" and child.attrs.get("fill") == "none":
            drawn.append("box")
        elif child.name == "line":
            rises = _number(child, "y2") - _number(child, "y1")
            drawn.append(
                "updiagonalstrike"
                if rises > 0
                else "downdiagonalstrike"
                if rises
                else "horizontalstrike"
            )
    return Node("menclose", {"notation": " ".join(drawn)}, children=_inner(node))


def _number(node: Node, name: str) -> float:
    found = re.match(_NUMBER, node.attrs.get(name, ""))
    return float(found[0]) if found else 0.0


def _table(node: Node) -> Node:
    lines = [
        child for child in _flat(node) if child.attrs["data-mml-node"] in ("mtr", "mlabeledtr")
    ]
    labels = next((n for n in node.walk() if n.attrs.get("data-labels") and n.name == "g"), None)
    tags = _inner(labels) if labels else []
    numbered = [k for k, n in enumerate(lines) if n.attrs["data-mml-node"] == "mlabeledtr"]
    tag_of = dict(zip(numbered, tags, strict=False))
    rows = []
    for k, line in enumerate(lines):
        cells = [Node("mtd", children=_inner(cell)) for cell in _flat(line)]
        tag = [Node("mtd", children=[tag_of[k]])] if k in tag_of else []
        rows.append(Node("mlabeledtr" if tag else "mtr", children=tag + cells))
    return Node("mtable", _rules(node), children=rows)


def _rules(node: Node) -> dict[str, str]:
    ruled = {child.attrs.get("data-line") for child in node.nodes if child.name == "line"}
    return {"rowlines": "solid"} if "h" in ruled else {}


_READERS = {
    "msub": _scripts, "msup": _scripts, "msubsup": _scripts, "munder": _scripts, "mover": _scripts,
    "munderover": _scripts, "msqrt": _square_root, "mroot": _root, "mmultiscripts": _multiscripts,
}  # fmt: skip
