"""KaTeX's boxes, before they are read: stacks, what is drawn instead of written, delimiters.

Stretched things are pictures. Each is told by how its first path begins, which KaTeX has not changed since
its release 0.10 (2018).
"""

import re
from functools import lru_cache

from proofpile.web.math.tex import symbols
from proofpile.web.math.tree import Node, parse

HIDING = "color:transparent"  # the style of a phantom
_TOP = re.compile(r"(?:^|;)\s*top:\s*(-?(?:\d{1,6}(?:\.\d{0,15})?|\.\d{1,15}))em")
_HEIGHT = re.compile(r"(?:^|;)\s*height:\s*(-?(?:\d{1,6}(?:\.\d{0,15})?|\.\d{1,15}))em")
# Boxes that only hold a height, and spaces that TeX sets by itself: a third of the nodes.
_EMPTY = re.compile(
    r"<span class=\"(?:strut|vlist-s|arraycolsep)\"[^>]*>[^<]*</span>"
    r"|<span class=\"mspace(?: mtight)?\" style=\"margin-right:0\.(?:2222|2778|1952)em;\"></span>"
)
_PICTURE = re.compile(r"<svg\b[^>]*>(.*?)</svg>", re.DOTALL)
_ENDS = re.compile(r"\sy[12]=[\"'](\d+(?:\.\d+)?)")
_PATH = re.compile(r"\sd=[\"']([^\"']*)")

# How the first path of a picture begins, and what it is: arrows and braces by half or whole.
_DRAWINGS = {
    "M0 241v40h399891": "→", "M400000 241H110": "←", "M399738 392": "⇒", "M262 157": "⇐",
    "M0 241v40h399993": "⇀", "M0 267c.7": "↼", "M399747 511": "⇁", "M7 241": "↽", "M7 435": "⇌",
    "M399747 705": "⇋", "M40 281 V448": "↦", "M400000 281 H103": "↪", "M399859 241": "↩",
    "M0 50 h4": "=", "M400000 167 c": "↠", "M0 167c": "↞", "M0 147h4": "⇄", "M400000 620": "⇆",
    "M6 548": "⏞", "M0 6l6": "⏟", "M0 0 h120": "⎵", "M0 440 h120": "⎴", "M400000 80 H": "⏠",
    "M400000 262 H": "⏡", "M40 281 V428": "⊢", "M529 0h5": "^", "M1181 0h2": "^", "M200 55": "~",
    "M344 55": "~", "M786 5": "~", "M529,159": "ˇ", "M1181,": "ˇ", "M377 20": "vec", "M863,9": "(",
    "M76,0": ")",
}  # fmt: skip
_BEGINNING = re.compile("|".join(map(re.escape, sorted(_DRAWINGS, key=len, reverse=True))))
# Names of stretched arrows, by their halves.
ARROWS = {
    "→": "rightarrow", "←": "leftarrow", "←→": "leftrightarrow", "⇒": "Rightarrow", "⇐": "Leftarrow",
    "⇐⇒": "Leftrightarrow", "⇀": "rightharpoonup", "↼": "leftharpoonup", "⇁": "rightharpoondown",
    "↽": "leftharpoondown", "⇌⇀": "rightleftharpoons", "↼⇋": "leftrightharpoons", "↦→": "mapsto",
    "↪→": "hookrightarrow", "←↩": "hookleftarrow", "=": "longequal", "↠": "twoheadrightarrow",
    "↞": "twoheadleftarrow", "⇄": "tofrom", "⇆→": "rightleftarrows",
}  # fmt: skip
BRACES = {"⏞": "overbrace", "⏟": "underbrace", "⎴": "overbracket", "⎵": "underbracket"}
OVER = {
    "^": "widehat", "~": "widetilde", "ˇ": "widecheck", "vec": "vec", "→": "overrightarrow",
    "←": "overleftarrow", "←→": "overleftrightarrow", "⇒": "Overrightarrow", "⇀": "overrightharpoon",
    "↼": "overleftharpoon", "⏠": "overgroup", "⊢": "overlinesegment",
}  # fmt: skip
UNDER = {
    "~": "utilde", "→": "underrightarrow", "←": "underleftarrow", "←→": "underleftrightarrow",
    "⏡": "undergroup", "⊢": "underlinesegment",
}  # fmt: skip
STRIKES = {"/": "cancel", "\\": "bcancel", "x": "xcancel", "fbox": "boxed", "sout": "sout",
           "angl": "angl"}  # fmt: skip
_MARKS = frozenset(
    [
        "frac-line",
        "overline-line",
        "underline-line",
        "fbox",
        "sout",
        "angl",
        "hide-tail",
        "stretchy",
    ]
)


def boxes_of(markup: str) -> Node:
    """The tree of a ``.katex`` element: pictures named, empty boxes and prefixes of classes gone."""
    markup = pictures_named(markup.replace('"katex-', '"').replace(" katex-", " "))
    top = parse(_EMPTY.sub("", markup))
    if HIDING in markup:
        only_outermost(top, HIDING)
    return top


def only_outermost(top: Node, style: str) -> None:
    """Leave a style that hides on the outermost boxes that have it."""
    for node in top.walk():
        if style in node.attrs.get("style", ""):
            for inner in node.nodes:
                for below in inner.walk():
                    own = below.attrs.get("style", "").replace(style, "")
                    below.attrs = {**below.attrs, "style": own}


def pictures_named(markup: str) -> str:
    """`markup` with ``<i data-drawn="→">`` for each picture."""
    return _PICTURE.sub(_drawn, markup) if "<svg" in markup else markup


def _drawn(found: re.Match[str]) -> str:
    name = _picture(found[1])
    return f'<i data-drawn="{name}"></i>' if name else "<i data-drawn></i>"


@lru_cache(maxsize=1_000)
def _picture(inner: str) -> str:
    """What a picture shows."""
    if "<line" in inner:
        ends = [float(y) for y in _ENDS.findall(inner)[:2]]
        falls = len(ends) == 2 and ends[0] < ends[1]
        return "x" if inner.count("<line") > 1 else "\\" if falls else "/"
    path = _PATH.search(inner)
    if not path:
        return ""
    drawing = path[1]
    if found := _BEGINNING.match(drawing):
        return _DRAWINGS[found[0]]
    start = drawing[:90]
    if start.startswith("M403 1759"):
        return "[" if "h347" in start else "⌈"
    if start.startswith("M347 1759"):
        return "]" if "H0 v84" in start else "⌉"
    if start.startswith("M319 602"):
        return "⌊" if "h263" in start else "⌋"
    if start.startswith("M145 15"):
        return "‖" if "M367 15" in drawing or "M410 15" in drawing else "|"
    return ""


# --- nodes


def has(node: Node, name: str) -> bool:
    """Whether a child is of that class."""
    for child in node.children:  # noqa: SIM110  (asked of every box, and a generator takes twice as long)
        if child.__class__ is not str and name in child.classes:  # type: ignore[union-attr]
            return True
    return False


def first(node: Node, name: str) -> Node | None:
    """The first box of that class, here or below."""
    for box in node.walk():
        if name in box.classes:
            return box
    return None


def stack(node: Node) -> list[tuple[float, Node]]:
    """The boxes of the outermost stack in `node`, each with its rise in em, lowest first."""
    vlist = first(node, "vlist")
    boxes = []
    for box in vlist.nodes if vlist else ():
        top = _TOP.search(box.attrs.get("style", ""))
        strut = next((n for n in box.nodes if "pstrut" in n.classes), None)
        height = _HEIGHT.search(strut.attrs.get("style", "")) if strut else None
        if top:
            boxes.append((-float(top[1]) - (float(height[1]) if height else 0.0), box))
    return sorted(boxes, key=lambda pair: pair[0])


def mark_of(box: Node) -> str | None:
    """What a box of a stack draws over, under or through the others; None where it holds a formula."""
    inner = [n for n in box.nodes if "pstrut" not in n.classes]
    if len(inner) != 1:
        return None
    node = inner[0]
    if "accent-body" in node.classes:
        return node.text.strip(" \u200b") or drawn(node)
    name = next((c for c in node.classes if c in _MARKS), None)
    if name in ("hide-tail", "stretchy"):
        others = [c for c in node.classes if c in STRIKES]
        return others[0] if others else drawn(node)
    if name is None and not node.classes and node.nodes and "data-drawn" in node.nodes[0].attrs:
        return drawn(node)
    return name


def drawn(node: Node) -> str:
    """What pictures in `node` show, from left to right."""
    return "".join(n.attrs["data-drawn"] for n in node.walk() if "data-drawn" in n.attrs)


# --- delimiters

# Pieces of which tall delimiters are stacked.
_PIECES = {"⎧": "{", "⎨": "{", "⎩": "{", "⎫": "}", "⎬": "}", "⎭": "}", "⎛": "(", "⎜": "(", "⎝": "(",
           "⎞": ")", "⎟": ")", "⎠": ")", "⎡": "[", "⎢": "[", "⎣": "[", "⎤": "]", "⎥": "]",
           "⎦": "]"}  # fmt: skip
_FENCES = {"∣": "|", "∥": "\\|", "‖": "\\|"}
_SIZES = {"size1": "big", "size2": "Big", "size3": "bigg", "size4": "Bigg"}
_HEIGHTS = {"1.2": "big", "1.8": "Big", "2.4": "bigg", "3": "Bigg", "3.0": "Bigg"}
_SIDES = {"mopen": "l", "mclose": "r", "mrel": "m"}
_TALL = re.compile(r"height:([\d.]{1,8}?)0{0,8}em")


def delimiter(node: Node) -> str:
    """A delimiter, without its size; "" for an invisible one."""
    if "nulldelimiter" in node.classes:
        return ""
    text = "".join(node.text.split()).translate({0x200B: None})
    if tall := first(node, "mult"):  # stacked of pieces, or drawn
        arrows = [c for c in text if c not in "⏐‖"]
        text = arrows[0] if arrows else drawn(tall) or text[:1]
        text = _PIECES.get(text, text)
    return "".join(_FENCES.get(char) or symbols.command(char) for char in text)


def sized(node: Node) -> str:
    """A delimiter with the size that was given to it by hand: ``\\bigl(``."""
    tex = delimiter(node)
    box = next((n for n in node.nodes if "delimsizing" in n.classes), None)
    if not box or not tex:
        return tex
    size = next((_SIZES[c] for c in box.classes if c in _SIZES), "")
    if not size:
        heights = (_TALL.search(n.attrs.get("style", "")) for n in box.walk())
        found = next((h[1] for h in heights if h and h[1] in _HEIGHTS), "")
        size = _HEIGHTS.get(found, "")
    side = next((_SIDES[c] for c in node.classes if c in _SIDES), "")
    return f"\\{size}{side}{tex}" if size else tex


def tags_of(node: Node) -> list[tuple[float, str]]:
    """The numbers of equations with their heights, from above."""
    tags = []
    for rise, box in reversed(stack(node)) if first(node, "vlist") else [(0.0, node)]:
        label = box.text.strip("\u200b \n")
        if label.startswith("(") and label.endswith(")"):
            tags.append((rise, f"\\tag{{{label[1:-1]}}}"))
        elif label:
            tags.append((rise, f"\\tag*{{{label}}}"))
    return tags


def columns(node: Node) -> str:
    """The columns of an array, as its argument names them."""
    marks = {"vertical-separator": "|", "col-align-c": "c", "col-align-l": "l", "col-align-r": "r"}
    return "".join(marks[c] for n in node.nodes for c in n.classes if c in marks)
