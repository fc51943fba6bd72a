"""CHTML of MathJax 3 and 4 back to MathML, where a saved page holds nothing but the boxes.

Boxes are named after MathML (``mjx-mfrac``), with boxes for layout between them. Characters are code points
in class names (``mjx-c1D465 TEX-I``), from MathJax 4 on also texts.
"""

import re
from functools import lru_cache

from proofpile.web.math.boxes.mathjax_boxes import TOKENS, error, mark, row, token
from proofpile.web.math.notations.mathml_tex import tex_of
from proofpile.web.math.tree import Node, parse

_CODE = re.compile(r"mjx-c([0-9A-F]{2,6})$")
_FONT = re.compile(r"[A-Z]{2,5}-([A-Z]+)$")  # "TEX-I", "NCM-DS": a family and a letter
_WIDTH = re.compile(
    r"(?:^|;)\s*(?:width|margin-right):\s*(-?(?:\d{1,6}(?:\.\d{0,15})?|\.\d{1,15})em)"
)
_SKIPPED = """
    mjx-nstrut mjx-dstrut mjx-line mjx-surd mjx-spacer mjx-tstrut mjx-assistive-mml mjx-break mjx-speech
    mjx-tool mjx-annotation mjx-annotation-xml mjx-labels mjx-strut mjx-mark mjx-linestrut defs
"""
_LAYOUT = frozenset(_SKIPPED.split())
_STRIKES = {
    "mjx-ustrike": "updiagonalstrike", "mjx-dstrike": "downdiagonalstrike",
    "mjx-hstrike": "horizontalstrike", "mjx-vstrike": "verticalstrike",
}  # fmt: skip


def to_tex(markup: str) -> str:
    """TeX for the markup of an ``mjx-container`` that MathJax 3 or 4 set in CHTML."""
    top = parse(markup).find("mjx-math")
    return tex_of(Node("math", children=_inner(top))) if top else ""


def _inner(node: Node) -> list[Node]:
    return [_read(child) for child in node.nodes if child.name not in _LAYOUT]


def _read(node: Node) -> Node:
    name = node.name.removeprefix("mjx-")
    if name in TOKENS:
        return token(name, _glyphs(node))
    reader = _READERS.get(name)
    if reader:
        return Node(name, children=reader(node))
    if name == "mspace":
        width = _WIDTH.search(node.attrs.get("style", ""))
        return Node("mspace", {"width": width[1]} if width else {})
    special = {"mtable": _table, "mfrac": _fraction, "menclose": _enclosed}.get(name)
    if special:
        return special(node)
    if name == "merror":
        return row(error(node.text.strip(), node.attrs.get("data-mjx-error", "")))
    return Node("mphantom" if name == "mphantom" else "mrow", children=_inner(node))


def _glyphs(node: Node) -> list[tuple[str, str]]:
    """Characters of a token, each with the letters of its font."""
    glyphs: list[tuple[str, str]] = []
    waiting = [node]
    while waiting:
        box = waiting.pop()
        drawn = _drawn(box.attrs.get("class", ""))
        if drawn[0]:
            glyphs.append(drawn)
        elif box.name in ("mjx-c", "mjx-utext"):
            glyphs.extend((char, "") for char in box.text)
        else:
            waiting.extend(reversed(box.nodes))
    return glyphs


@lru_cache(maxsize=2_000)
def _drawn(names: str) -> tuple[str, str]:
    """The character that the classes of a box stand for, and the letters of its font."""
    classes = names.split()
    code = next((m[1] for c in classes if (m := _CODE.match(c))), "")
    font = next((m[1] for c in classes if (m := _FONT.match(c))), "")
    return (chr(int(code, 16)) if code and int(code, 16) < 0x110000 else ""), font


def _part(node: Node, name: str) -> Node:
    """What the box called `name` holds, nearest first; a fraction's parts do not lie deeper."""
    found = _nearest(node, name)
    return row(_inner(found)) if found else Node("mrow")


def _nearest(node: Node, name: str) -> Node | None:
    level = node.nodes
    while level:
        for box in level:
            if box.name == name:
                return box
        level = [inner for box in level for inner in box.nodes]
    return None


def _fraction(node: Node) -> Node:
    inner = _nearest(node, "mjx-frac")
    if inner is None:  # a slanted one
        return row(_inner(node))
    bare = {"linethickness": "0"} if inner.attrs.get("atop") == "true" else {}
    return Node("mfrac", bare, children=[_part(inner, "mjx-num"), _part(inner, "mjx-den")])


def _scripts(node: Node) -> list[Node]:
    """Base, then what the script box holds: superscripts stand above, so first, in it."""
    boxes = [child for child in node.nodes if child.name not in ("mjx-script", *_LAYOUT)]
    script = next((child for child in node.nodes if child.name == "mjx-script"), Node("mrow"))
    return [row(map(_read, boxes)), *reversed(_inner(script))]


def _limits(node: Node) -> list[Node]:
    """Base and limits; those set beside the operator stand in a script box."""
    if any(child.name == "mjx-script" for child in node.nodes):
        return _scripts(node)
    name = node.name.removeprefix("mjx-")
    wanted = {"munder": ("mjx-under",), "mover": ("mjx-over",)}.get(name, ("mjx-under", "mjx-over"))
    return [_part(node, "mjx-base"), *(mark(_part(node, part)) for part in wanted)]


def _square_root(node: Node) -> list[Node]:
    return [_radicand(node)]


def _root(node: Node) -> list[Node]:
    return [_radicand(node), _part(node, "mjx-root")]


def _radicand(node: Node) -> Node:
    root = _nearest(node, "mjx-sqrt") or node
    return row(inner for box in root.nodes if box.name == "mjx-box" for inner in _inner(box))


def _enclosed(node: Node) -> Node:
    drawn = [_STRIKES[child.name] for child in node.nodes if child.name in _STRIKES]
    box = next((child for child in node.nodes if child.name == "mjx-box"), node)
    if "border:" in box.attrs.get("style", ""):
        drawn.append("box")
    return Node("menclose", {"notation": " ".join(drawn)}, children=_inner(box))


def _multiscripts(node: Node) -> list[Node]:
    """Base, pairs after it, ``mprescripts``, pairs before it; rows are above, a gap, and below."""
    parts: dict[str, list[Node]] = {"mjx-scripts": [], "mjx-prescripts": []}
    base: list[Node] = []
    for child in node.nodes:
        if child.name not in parts:
            base.append(_read(child))
            continue
        rows = [line.nodes for line in child.nodes]
        above, below = (rows[0], rows[-1]) if len(rows) > 1 else ([], [])
        for over, under in zip(above, below, strict=False):
            parts[child.name] += [row(_inner(under)), row(_inner(over))]
    front = [Node("mprescripts"), *parts["mjx-prescripts"]] if parts["mjx-prescripts"] else []
    return [row(base), *parts["mjx-scripts"], *front]


# --- tables


def _table(node: Node) -> Node:
    table = _nearest(node, "mjx-itable") or node
    lines = [line for line in table.nodes if line.name in ("mjx-mtr", "mjx-mlabeledtr")]
    labels = _nearest(node, "mjx-labels")
    tags = [tag for box in labels.nodes for tag in box.nodes] if labels else []
    rows = []
    numbered = iter(tags)
    for line in lines:
        cells = [
            Node("mtd", children=_inner(cell)) for cell in line.nodes if cell.name == "mjx-mtd"
        ]
        tag = next(numbered, None) if len(tags) == len(lines) or _is_labelled(line) else None
        label = [Node("mtd", children=_inner(cell)) for cell in tag.nodes] if tag else []
        numbered_row = label[:1] if label and label[0].text else []
        rows.append(Node("mlabeledtr" if numbered_row else "mtr", children=numbered_row + cells))
    return Node("mtable", _style_of(lines), children=rows)


def _is_labelled(line: Node) -> bool:
    return line.name == "mjx-mlabeledtr"


def _style_of(lines: list[Node]) -> dict[str, str]:
    """Alignment and rules, as MathML says them, from the styles of the cells."""
    cells = [cell for cell in (lines[-1].nodes if lines else []) if cell.name == "mjx-mtd"]
    styles = [cell.attrs.get("style", "") for cell in cells]
    sides = [re.search(r"text-align:\s*(left|right)", style) for style in styles]
    attributes = {"columnalign": " ".join(side[1] if side else "center" for side in sides)}
    if not any(sides):
        attributes = {}
    if any("border-left" in style for style in styles[1:]):
        rules = ["solid" if "border-left" in style else "none" for style in styles[1:]]
        attributes["columnlines"] = " ".join(rules)
    tops = [" ".join(c.attrs.get("style", "") for c in line.nodes) for line in lines[1:]]
    if any("border-top" in top for top in tops):
        attributes["rowlines"] = " ".join("solid" if "border-top" in t else "none" for t in tops)
    if any(re.search(r"padding-top:\s*0\.15em|padding:\s*0\.15em", top) for top in tops):
        attributes["displaystyle"] = (
            "true"  # rows of equations stand apart a little less than others
        )
    return attributes


_READERS = {
    "msub": _scripts, "msup": _scripts, "msubsup": _scripts, "munder": _limits, "mover": _limits,
    "munderover": _limits, "msqrt": _square_root, "mroot": _root, "mmultiscripts": _multiscripts,
}  # fmt: skip
