"""MathML's general layout: fractions, roots, enclosures, delimiters by element, styles, text and sources."""

import re

from proofpile.web.math.notations import mathml_fences as fences
from proofpile.web.math.notations import mathml_tokens as tokens
from proofpile.web.math.notations.mathml_elements import (
    BARLESS,
    IGNORED,
    child,
    convert,
    element,
    group,
    has_no_line,
    only_child,
    visible,
)
from proofpile.web.math.notations.mathml_rows import row
from proofpile.web.math.tex import symbols
from proofpile.web.math.tree import Node

_BARE = re.compile(r"\\?[A-Za-z0-9]|\d+|\\[A-Za-z]+")


# --- tokens


@element("mi", "mn")
def _letters(node: Node) -> str:
    if tokens.has_elements(node):
        return row(node.children)
    alphabet, body = tokens.letters(node)
    return f"\\{alphabet}{{{body}}}" if alphabet and body else body


@element("mo")
def _operator(node: Node) -> str:
    if tokens.has_elements(node):
        return row(node.children)
    sign = fences.sign_of(node)
    return fences.between(node, sign) if sign in fences.BARS else tokens.operator(node)


@element("mtext")
def _text(node: Node) -> str:
    """Text; what it holds that is no text (MathML in HTML in MathML) is read as what it is."""
    variant = node.attrs.get("mathvariant", "")
    if not any(item.name not in ("mglyph", "img") for item in node.nodes):
        return tokens.text(tokens.text_of(node), variant)
    pieces = []
    for item in node.children:
        if isinstance(item, str):
            pieces.append(tokens.text(item, variant))
        elif item.find("math", "mrow", "mi", "mo", "mn"):
            pieces.append(convert(item))
        else:
            pieces.append(tokens.text(item.text, variant))
    return "".join(pieces)


@element("ms")
def _string(node: Node) -> str:
    left, right = node.attrs.get("lquote", '"'), node.attrs.get("rquote", '"')
    return tokens.text(
        f"{left}{tokens.text_of(node).strip()}{right}", node.attrs.get("mathvariant", "")
    )


@element("mspace")
def _space(node: Node) -> str:
    if node.attrs.get("linebreak") == "newline":
        return "\\\\ "
    width = node.attrs.get("width")
    return tokens.space(width) if width else ""


@element("mglyph", "img")
def _glyph(node: Node) -> str:
    return tokens.text(node.attrs.get("alt", ""))


# --- fractions, roots, enclosures


@element("mfrac")
def _fraction(node: Node) -> str:
    nodes = visible(node)
    above, below = [convert(item) for item in nodes[:2]] + [""] * (2 - len(nodes[:2]))
    if has_no_line(node):
        return f"{BARLESS}{group(above)}{group(below)}"
    if node.attrs.get("bevelled") == "true":
        parts = [tex if _BARE.fullmatch(tex) else group(tex) for tex in (above, below)]
        return "/".join(parts)
    return f"\\frac{group(above)}{group(below)}{row(nodes[2:])}"


@element("msqrt")
def _square_root(node: Node) -> str:
    return f"\\sqrt{group(row(node.children))}"


@element("mroot")
def _root(node: Node) -> str:
    index, base = child(node, 1), child(node, 0)
    if not index:
        return f"\\sqrt{group(base)}"
    return f"\\sqrt[{group(index) if ']' in index else index}]{group(base)}"


_NOTATIONS = {
    "box": "boxed", "roundedbox": "boxed", "circle": "boxed", "radical": "sqrt", "top": "overline",
    "bottom": "underline", "updiagonalstrike": "cancel", "downdiagonalstrike": "bcancel",
    "updiagonalarrow": "cancel", "northeastarrow": "cancel", "horizontalstrike": "sout",
    "actuarial": "angl", "phasorangle": "phase",
}  # fmt: skip


@element("menclose")
def _enclosed(node: Node) -> str:
    notation = node.attrs.get("notation", "longdiv").split()
    sides = {"left", "right", "top", "bottom"} & set(notation)
    table = only_child(node)
    if sides and table.name == "mtable":  # KaTeX draws an array's outer lines so
        frame = {**table.attrs, "frame": " ".join(sides)}
        return convert(Node("mtable", frame, table.classes, table.children))
    if len(sides) == 4:
        notation = ["box"]
    body = row(node.children)
    if {"updiagonalstrike", "downdiagonalstrike"} <= set(notation):
        notation = [word for word in notation if "diagonalstrike" not in word]
        body = f"\\xcancel{group(body)}"
    if "longdiv" in notation:
        return f"\\overline{{)\\,{body}}}"
    if "left" in notation or "right" in notation:
        body = f"{'|' * ('left' in notation)}{body}{'|' * ('right' in notation)}"
    for word in dict.fromkeys(notation[:20]):
        if word in _NOTATIONS:
            body = f"\\{_NOTATIONS[word]}{group(body)}"
    return body


@element("mfenced")
def _fenced(node: Node) -> str:
    """``mfenced`` is short for a row of delimiters and separators."""
    opening, closing = node.attrs.get("open", "(").strip(), node.attrs.get("close", ")").strip()
    nodes = visible(node)
    separators = "".join(node.attrs.get("separators", ",").split())
    inside: list[Node | str] = []
    for at, item in enumerate(nodes):
        if at and separators:
            inside.append(Node("mo", children=[separators[min(at, len(separators)) - 1]]))
        inside.append(item)
    left = Node("mo", {"form": "prefix", **_silent(opening)}, children=[opening])
    right = Node("mo", {"form": "postfix", **_silent(closing)}, children=[closing])
    if len(inside) == 1 and inside[0].__class__ is Node and inside[0].name == "mrow":
        inside = inside[0].children
    return row([left, *inside, right])


def _silent(sign: str) -> dict[str, str]:
    """An empty delimiter is one all the same where the other one stretches."""
    return {} if sign else {"fence": "true"}


# --- styles, phantoms, actions, sources


@element("mstyle")
def _style(node: Node) -> str:
    """Size, colour and display style are left to the page; an alphabet is mathematics."""
    variant = node.attrs.get("mathvariant", "")
    body = row(node.children)
    if not variant or not body:
        return body
    if variant == "italic":
        plain = tokens.unstyled_italic("".join(node.text.split()))
        return f"\\mathit{group(plain)}" if len(plain) > 1 else body
    alphabet = symbols.VARIANTS.get(variant, "")
    takes_it = bool(alphabet) and body.isascii() and not re.search(r"\\(?:math|boldsymbol)", body)
    if body.startswith("\\"):
        alphabet = symbols.for_sign(alphabet, "")
    return f"\\{alphabet}{group(body)}" if takes_it and any(map(str.isalnum, body)) else body


@element("mrow")
def _row(node: Node) -> str:
    """A row; Temml draws a box around one by its style."""
    body = row(node.children)
    boxed = "border:" in node.attrs.get("style", "")
    return f"\\boxed{group(body)}" if boxed and body else body


@element("mphantom")
def _phantom(node: Node) -> str:
    body = row(node.children)
    return f"\\phantom{group(body)}" if body else ""


@element("mpadded")
def _padded(node: Node) -> str:
    only = only_child(node)
    if only.name == "mphantom" and node.attrs.get("width", "").startswith("0"):
        return f"\\v{convert(only)[1:]}"
    return row(node.children)


@element("maction")
def _action(node: Node) -> str:
    """The child that is selected; without a selection the first one."""
    nodes = visible(node)
    selection = node.attrs.get("selection", "1").strip()
    at = int(selection) if selection.isascii() and selection.isdigit() and len(selection) < 4 else 1
    return convert(nodes[min(max(at, 1), len(nodes)) - 1]) if nodes else ""


@element("semantics")
def _semantics(node: Node) -> str:
    """A TeX source; else presentation, here or in an annotation; else content."""
    presentation = None
    for item in node.nodes:
        encoding = item.attrs.get("encoding", "").lower()
        if item.name == "annotation" and "tex" in encoding and item.text.strip():
            return item.text.strip()
        if item.name == "annotation-xml" and "presentation" in encoding:
            presentation = presentation or item
    nodes = [item for item in node.nodes if not item.name.startswith("annotation")]
    if presentation is not None and (not nodes or nodes[0].name in CONTENT):
        return row(presentation.children)
    return row([item for item in nodes[:1] if item.name not in IGNORED])


# Elements of content MathML that may stand where a presentation is looked for.
CONTENT = frozenset(
    ("apply", "bind", "ci", "cn", "csymbol", "cs", "reln", "lambda", "piecewise", "set", "vector")
)
