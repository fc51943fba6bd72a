"""MathJax's boxes back to TeX, where a saved page holds nothing but the rendering.

CHTML names its boxes after MathML (``mjx-mfrac``) and SVG marks its groups (``data-mml-node``), so both
are brought into a tree of MathML, which `mathml_tex` reads. Characters are code points in class names
(``mjx-c1D465``) or in ``data-c``. Price: what MathJax does not draw (invisible operators, sources of
macros) is lost, so these formulas are marked lossy.
"""

import re

from proofpile.web.math.mathml_tex import tex_of
from proofpile.web.math.tree import Node, parse

_CODE = re.compile(r"mjx-c([0-9A-F]{2,6})$")
_TOKENS = frozenset(["mi", "mo", "mn", "mtext", "ms"])
_LAYOUT = frozenset(
    [
        "mjx-nstrut",
        "mjx-dstrut",
        "mjx-line",
        "mjx-surd",
        "mjx-spacer",
        "mjx-tstrut",
        "mjx-assistive-mml",
        "mjx-mspace",
    ]
)


def chtml_to_tex(markup: str) -> str:
    """TeX for the markup of an ``mjx-container`` that MathJax 3 or 4 set in CHTML."""
    return tex_of(_math([_from_chtml(node) for node in parse(markup).nodes]))


def svg_to_tex(markup: str) -> str:
    """TeX for the markup of an ``mjx-container`` that MathJax 3 or 4 set in SVG."""
    top = next((n for n in parse(markup).walk() if n.attrs.get("data-mml-node") == "math"), None)
    return tex_of(_math(_svg_children(top))) if top else ""


def _math(children: "list[Node]") -> Node:
    return Node("math", children=children)


def _row(children: "list[Node]") -> Node:
    return children[0] if len(children) == 1 else Node("mrow", children=children)


# --- CHTML


def _from_chtml(node: Node) -> Node:
    name = node.name.removeprefix("mjx-")
    if name in _TOKENS:
        return Node(name, children=[_chars(node)])
    reader = _CHTML.get(name)
    if reader:
        return Node(name, node.attrs, children=reader(node))
    if name == "mtable":
        return Node(
            "mtable", children=[_table_row(row) for row in node.walk() if row.name == "mjx-mtr"]
        )
    return Node("mrow", children=list(_inner(node)))


def _chars(node: Node) -> str:
    chars = []
    for box in node.walk():
        if box.name in ("mjx-c", "mjx-utext"):
            code = next((m[1] for c in box.classes if (m := _CODE.match(c))), "")
            chars.append(chr(int(code, 16)) if code else box.text)
    return "".join(chars) or node.text


def _inner(node: Node) -> list[Node]:
    return [_from_chtml(child) for child in node.nodes if child.name not in _LAYOUT]


def _part(node: Node, name: str) -> Node:
    """What the box called `name` holds, nearest first."""
    found = node.find(name)
    return _row(_inner(found)) if found else Node("mrow")


def _fraction(node: Node) -> list[Node]:
    return [_part(node, "mjx-num"), _part(node, "mjx-den")]


def _scripts(node: Node) -> list[Node]:
    """Base, then what the script box holds: superscripts stand above, so first, in it."""
    boxes = [child for child in node.nodes if child.name != "mjx-script"]
    script = next((child for child in node.nodes if child.name == "mjx-script"), Node("mrow"))
    return [_row([_from_chtml(box) for box in boxes]), *reversed(_inner(script))]


def _limits(node: Node) -> list[Node]:
    wanted = {"munder": ("mjx-under",), "mover": ("mjx-over",)}.get(
        node.name.removeprefix("mjx-"), ("mjx-under", "mjx-over")
    )
    return [_part(node, "mjx-base"), *(_part(node, name) for name in wanted)]


def _under_over(node: Node) -> list[Node]:
    """With limits set beside the operator MathJax uses a script box instead."""
    return _scripts(node) if node.find("mjx-script") in node.nodes else _limits(node)


def _square_root(node: Node) -> list[Node]:
    return [_part(node, "mjx-box")]


def _root(node: Node) -> list[Node]:
    return [_part(node, "mjx-box"), _part(node, "mjx-root")]


def _table_row(row: Node) -> Node:
    cells = [child for child in row.nodes if child.name == "mjx-mtd"]
    return Node("mtr", children=[Node("mtd", children=list(_inner(cell))) for cell in cells])


_CHTML = {
    "mfrac": _fraction, "msub": _scripts, "msup": _scripts, "msubsup": _scripts, "munder": _under_over,
    "mover": _under_over, "munderover": _under_over, "msqrt": _square_root, "mroot": _root,
}  # fmt: skip

# --- SVG


def _svg_children(node: Node) -> list[Node]:
    return [built for child in node.nodes for built in _from_svg(child)]


def _from_svg(node: Node) -> list[Node]:
    name = node.attrs.get("data-mml-node", "")
    if name in _TOKENS:
        return [Node(name, children=[_svg_chars(node)])]
    if not name:
        return _svg_children(node)  # a group that only moves what is in it
    children = _svg_children(node)
    if name in ("msqrt", "mroot"):
        # The radicand's group is first; the radical sign follows as an operator.
        groups = [_row(_svg_children(child)) for child in node.nodes if child.name == "g"]
        children = groups[:1] if name == "msqrt" else groups[:2]
    elif name in ("msubsup", "munderover") and len(children) == 3:
        children = [children[0], children[2], children[1]]  # drawn base, above, below
    return [Node("mrow" if name in ("TeXAtom", "math") else name, children=children)]


def _svg_chars(node: Node) -> str:
    codes = [n.attrs["data-c"] for n in node.walk() if "data-c" in n.attrs]
    return (
        "".join(chr(int(code, 16)) for code in codes if re.fullmatch("[0-9A-Fa-f]{1,5}", code))
        or node.text
    )
