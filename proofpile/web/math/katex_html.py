"""KaTeX's boxes back to TeX, for pages that were rendered with ``output: "html"``.

The boxes keep what TeX means in class names (``mfrac``, ``sqrt``, ``op-limits``, ``mtable``) and what is
above or below in the ``top`` of their styles. From release 0.19 each class has a ``katex-`` before it.
Price: sources of macros and spacing by hand are gone, so these formulas are marked lossy.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from proofpile.web.math import symbols
from proofpile.web.math.mathml_tex import join
from proofpile.web.math.tree import Node, parse

_TOP = re.compile(r"(?:^|;)\s*top:\s*(-?[\d.]+)em")
_HEIGHT = re.compile(r"(?:^|;)\s*height:\s*(-?[\d.]+)em")
_RIGHT = re.compile(r"margin-right:\s*(-?[\d.]+)em")
_FONTS = frozenset(
    [
        "mathbb",
        "mathcal",
        "mathbf",
        "mathsf",
        "mathfrak",
        "mathscr",
        "mathtt",
        "mathit",
        "mathrm",
        "boldsymbol",
    ]
)
_TEXT_FONTS = {"textsf": "textsf", "texttt": "texttt", "textbf": "textbf", "textit": "textit"}
# Pieces of which tall delimiters are stacked.
_PIECES = {"⎧": "{", "⎨": "{", "⎩": "{", "⎫": "}", "⎬": "}", "⎭": "}", "⎛": "(", "⎜": "(", "⎝": "(",
           "⎞": ")", "⎟": ")", "⎠": ")", "⎡": "[", "⎢": "[", "⎣": "[", "⎤": "]", "⎥": "]", "⎦": "]",
           "∣": "|", "∥": "‖"}  # fmt: skip
_FENCES = {"∣": "|", "∥": "\\|"}
# Boxes that only hold a height, spaces that TeX sets by itself, and drawings: a third of the nodes.
_EMPTY = re.compile(
    r"<span class=\"(?:katex-)?(?:strut|vlist-s|arraycolsep)\"[^>]*>[^<]*</span>"
    r"|<span class=\"mspace(?: mtight)?\" style=\"margin-right:0\.(?:1667|2222|2778|1952)em;\"></span>"
    r"|<svg.*?</svg>",
    re.DOTALL,
)
_NOT = "\ue020"  # the slash of \not in KaTeX's own font
_SPECIAL = re.compile(r"[#$%&_{}]")
_MOD = re.compile(r"\(\\mathrm\{mod\}((?:[^()]|\([^()]*\))*)\)")
_SPLIT_FONT = re.compile(r"\\(mathsf|mathrm|mathbf|mathit|mathtt)\{([A-Za-z\d]+)\}\\\1\{")
_NEGATED = {"=": "\\neq", "∈": "\\notin"}


@lru_cache(maxsize=4_000)  # a page says "n" a hundred times
def to_tex(markup: str) -> str:
    """TeX for the markup of one ``.katex`` element; "" where it holds nothing that is known."""
    top = parse(_EMPTY.sub("", markup))
    if 'class="katex-base' in markup:
        for node in top.walk():
            node.classes = [name.removeprefix("katex-") for name in node.classes]
    html = next((n for n in top.walk() if "html" in n.classes), top)
    tag = next((n for n in html.nodes if "tag" in n.classes), None)
    body = _row([n for n in html.nodes if "tag" not in n.classes])
    if "mod" in body:
        body = _MOD.sub(r"\\pmod{\1}", body).replace("\\mathrm{mod}", "\\bmod ")
    label = tag.text.strip().strip("\u200b()") if tag else ""
    return f"{body.strip()} \\tag{{{label}}}" if label else body.strip()


def _row(children: "Sequence[Node | str]") -> str:
    pieces: list[str] = []
    font, run = "", [""]  # symbols of one alphabet side by side share one command
    for child in children:
        of = _font(child)
        if of != font:
            pieces.append(_in_font(font, join(run)))
            font, run = of, []
        run.append(_convert(child))
    pieces.append(_in_font(font, join(run)))
    whole = join(pieces)
    # The last letter of a word carries the word's scripts: it belongs to the word.
    return _SPLIT_FONT.sub(r"\\\1{\2", whole) if whole.count("\\math") > 1 else whole


def _in_font(font: str, tex: str) -> str:
    return f"\\{font}{{{tex}}}" if font and tex else tex


def _font(child: "Node | str") -> str:
    """The alphabet of a symbol; one with scripts keeps it to itself."""
    if isinstance(child, str) or len(child.classes) < 2 or _has(child, "msupsub"):
        return ""
    return next((name for name in child.classes if name in _FONTS), "")


def _convert(child: "Node | str") -> str:
    if isinstance(child, str):
        return _letters(child)
    for name in child.classes:
        # The other class of a "mord accent" says more.
        if name != "mord" and (reader := _READERS.get(name)):
            return reader(child)
    if "mord" in child.classes:
        return _mord(child)
    return _stack_text(child) if _has(child, "vlist-t") else _scripted(child)


@lru_cache(maxsize=4_000)
def _letters(text: str) -> str:
    chars = [c for c in text if c not in symbols.INVISIBLE and not c.isspace()]
    return join([symbols.command(char) for char in chars])


def _has(node: Node, name: str) -> bool:
    return any(name in child.classes for child in node.nodes)


def _first(node: Node, name: str) -> Node | None:
    return next((n for n in node.walk() if name in n.classes), None)


# --- stacks: what KaTeX sets above and below a line


def _stack(node: Node) -> list[tuple[float, Node]]:
    """The boxes of the outermost stack in `node`, each with its rise over the baseline in em,
    lowest first."""
    vlist = _first(node, "vlist")
    boxes = []
    for box in vlist.nodes if vlist else ():
        top = _TOP.search(box.attrs.get("style", ""))
        strut = next((n for n in box.nodes if "pstrut" in n.classes), None)
        height = _HEIGHT.search(strut.attrs.get("style", "")) if strut else None
        if top:
            boxes.append((-float(top[1]) - (float(height[1]) if height else 0.0), box))
    return sorted(boxes, key=lambda pair: pair[0])


def _stack_text(node: Node) -> str:
    return join([_row(box.children) for _, box in reversed(_stack(node))])


def _scripted(node: Node) -> str:
    """A row in which ``msupsub`` hangs on what stands before it."""
    script = next((n for n in node.nodes if "msupsub" in n.classes), None)
    if script is None:
        return _row(node.children)
    at = node.children.index(script)
    base = _row(node.children[:at])
    return _braced(base, node.children[:at]) + _scripts(script) + _row(node.children[at + 1 :])


def _braced(base: str, nodes: "list[Node | str]") -> str:
    single = len(nodes) == 1 and (isinstance(nodes[0], str) or not nodes[0].nodes)
    if single or not base or re.fullmatch(r"\\[A-Za-z]+(?:\{[^{}]*\})?", base):
        return base
    if isinstance(nodes[0], Node) and {"mop", "minner", "munder", "mover"} & set(nodes[0].classes):
        return base
    return f"{{{base}}}"


def _scripts(script: Node) -> str:
    below, above = "", ""
    for rise, box in _stack(script):
        text = _row(box.children)
        if rise > 0:
            above = text
        else:
            below = text
    primes = re.fullmatch(r"(?:\\prime ?)+", above)
    sup = "'" * above.count("\\prime") if primes else f"^{{{above}}}" if above else ""
    return (f"_{{{below}}}" if below else "") + sup


# --- readers, by class


def _nothing(node: Node) -> str:
    return ""


def _fraction(node: Node) -> str:
    boxes = [(rise, box) for rise, box in _stack(node) if not _has(box, "frac-line")]
    if len(boxes) != 2:
        return _stack_text(node)
    below, above = (_row(box.children) for _, box in boxes)
    has_line = _first(node, "frac-line") is not None
    return (
        f"\\frac{{{above}}}{{{below}}}"
        if has_line
        else f"\\genfrac{{}}{{}}{{0pt}}{{}}{{{above}}}{{{below}}}"
    )


def _mord(node: Node) -> str:
    nodes = node.nodes
    if not nodes:
        return _FENCES.get(node.text) or _row(node.children)
    if len(nodes) == 3 and "mfrac" in nodes[1].classes:
        left, fraction, right = (_convert(n) for n in nodes)
        if fraction.startswith("\\genfrac") and (left, right) == ("(", ")"):
            return "\\binom" + fraction.removeprefix("\\genfrac{}{}{0pt}{}")
        return join([left, fraction, right])
    if _has(node, "vlist-t") and (box := _first(node, "fbox")):
        return f"\\boxed{{{_row([b for _, b in _stack(node) if box not in b.nodes])}}}"
    return _scripted(node)


def _root(node: Node) -> str:
    index = next((n for n in node.nodes if "root" in n.classes), None)
    body = Node("", children=[n for n in node.nodes if n is not index])
    boxes = [box for _, box in _stack(body) if not _first(box, "hide-tail")]
    inner = _row([child for box in boxes for child in box.children])
    return f"\\sqrt[{_row(index.children)}]{{{inner}}}" if index else f"\\sqrt{{{inner}}}"


def _operator(node: Node) -> str:
    """A function name, a large operator, or one with scripts beside it."""
    if _has(node, "op-limits") or "op-limits" in node.classes:
        return _limits(node)
    if any("msupsub" in n.classes for n in node.nodes):
        return _scripted(node)
    text = "".join(c for c in node.text if c not in symbols.INVISIBLE and not c.isspace())
    if text in symbols.FUNCTIONS:
        return f"\\{text}"
    if text.isascii() and text.isalpha() and len(text) > 1:
        return f"\\operatorname{{{text}}}"
    return _row(node.children)


def _limits(node: Node) -> str:
    base, below, above = "", "", ""
    for _, box in _stack(node):
        text = _row(box.children)
        if _first(box, "mop") and not base and not any("sizing" in n.classes for n in box.nodes):
            base = text
        elif base:
            above = text
        else:
            below = text
    return base + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")


def _accent(node: Node) -> str:
    boxes = _stack(node)
    body = next(
        (box for _, box in boxes if not _first(box, "accent-body") and not _first(box, "stretchy")),
        None,
    )
    mark = next((n.text.strip() for _, b in boxes if (n := _first(b, "accent-body"))), "")
    drawn = _first(node, "svg-align") or _first(node, "stretchy")
    name = symbols.ACCENTS.get(mark.strip("\u200b")[:1], "widehat" if drawn and not mark else "vec")
    return f"\\{name}{{{_row(body.children) if body else ''}}}"


def _line(name: str) -> Callable[[Node], str]:
    def read(node: Node) -> str:
        boxes = [box for _, box in _stack(node) if not _first(box, f"{name}-line")]
        return f"\\{name}{{{_row([c for box in boxes for c in box.children])}}}"

    return read


def _brace(name: str) -> Callable[[Node], str]:
    """``munder``/``mover``: the inner one draws the brace, the outer one adds the label."""

    def read(node: Node) -> str:
        boxes = [box for _, box in _stack(node)]
        if name == "overbrace":
            boxes.reverse()
        braced = [box for box in boxes if _first(box, "stretchy") is None]
        nested = [box for box in boxes if box not in braced]
        if nested and any("munder" in n.classes or "mover" in n.classes for n in nested[-1].walk()):
            label = _row([c for box in braced for c in box.children])
            return f"{_row(nested[-1].children)}{'_' if name == 'underbrace' else '^'}{{{label}}}"
        return f"\\{name}{{{_row([c for box in braced for c in box.children])}}}"

    return read


def _delimiter(node: Node) -> str:
    """An opening or closing delimiter; "" for an invisible one."""
    if "nulldelimiter" in node.classes:
        return ""
    if any("msupsub" in n.classes for n in node.nodes):
        return _scripted(node)
    text = "".join(node.text.split()).translate({0x200B: None})
    if tall := _first(node, "mult"):  # stacked of pieces, or drawn
        text = _PIECES.get(text[:1], text[:1]) or _drawn(tall, "mclose" in node.classes)
    return join([_FENCES.get(char) or symbols.command(char) for char in text])


_WIDTH = re.compile(r"(?:^|;)\s*width:\s*([\d.]+)em")


def _drawn(node: Node, closes: bool) -> str:
    """A delimiter that is a picture, told by its width (KaTeX 0.16, `delimiter.js`)."""
    styles = (_WIDTH.search(n.attrs.get("style", "")) for n in node.walk())
    width = next((found[1] for found in styles if found), "")
    return {"0.667": "[]", "0.875": "()", "0.333": "∣∣", "0.556": "∥∥"}.get(width, "  ")[
        closes
    ].strip()


def _inner(node: Node) -> str:
    """``\\left … \\right``, or dots and the like."""
    nodes = node.nodes
    if len(nodes) < 2 or "mopen" not in nodes[0].classes:
        return _scripted(node)
    at = next((k for k, n in enumerate(nodes) if k and "mclose" in n.classes), len(nodes) - 1)
    opening, body, closing = _delimiter(nodes[0]), nodes[1:at], _delimiter(nodes[at])
    rest = (
        _row(nodes[at + 1 :])
        if not any("msupsub" in n.classes for n in nodes[at + 1 :])
        else _scripts(nodes[at + 1])
    )
    table = next((n for b in body for n in b.walk() if "mtable" in n.classes), None)
    if table is not None and len(body) == 1:
        name = {
            ("\\{", ""): "cases",
            ("(", ")"): "pmatrix",
            ("[", "]"): "bmatrix",
            ("|", "|"): "vmatrix",
        }.get((opening, closing))
        if name:
            return f"\\begin{{{name}}} {_rows(table)} \\end{{{name}}}{rest}"
    left, right = (d + " " * d[-1:].isalpha() if d else "." for d in (opening, closing))
    return f"\\left{left}{_row(body)}\\right{right}{rest}"


def _space(node: Node) -> str:
    if "newline" in node.classes:
        return "\\\\ "
    width = _RIGHT.search(node.attrs.get("style", ""))
    size = float(width[1]) if width else 0.0
    if node.text.strip("\u200b") and not width:
        return "\\ "
    return "\\qquad " if size >= 1.9 else "\\quad " if size >= 0.9 else ""


def _text(node: Node) -> str:
    """Words; a formula among them leaves the text group."""
    pieces = [_words(run) if font else _scripted(run) for font, run in _text_runs(node)]
    return join(pieces)


def _text_runs(node: Node) -> list[tuple[bool, Node]]:
    runs: list[tuple[bool, Node]] = []
    for child in node.children:
        plain = isinstance(child, str) or not any("msupsub" in n.classes for n in child.walk())
        if plain and runs and runs[-1][0]:
            runs[-1][1].children.append(child)
        else:
            runs.append((plain, Node("span", node.attrs, node.classes, [child])))
    return runs


def _words(node: Node) -> str:
    text = node.text.replace("\u200b", "").replace("\u00a0", " ")
    font = next(
        (_TEXT_FONTS[n] for c in node.walk() for n in c.classes if n in _TEXT_FONTS), "text"
    )
    escaped = _SPECIAL.sub(r"\\\g<0>", text)
    return f"\\{font}{{{escaped}}}" if text else ""


def _not(node: Node) -> str:
    text = node.text
    if _NOT in text:
        return _NEGATED.get(text.replace(_NOT, "").strip("\u200b "), "") or "\\not" + join(
            [
                symbols.command(c)
                for c in text
                if c not in _NOT + symbols.INVISIBLE and not c.isspace()
            ]
        )
    return _scripted(node)


def _table(node: Node) -> str:
    aligned = [c for n in node.nodes for c in n.classes if c.startswith("col-align")]
    if aligned[:2] == ["col-align-r", "col-align-l"]:
        return f"\\begin{{aligned}} {_rows(node)} \\end{{aligned}}"
    letters = [c[-1] for c in aligned]
    if set(letters) - {"c"} or _has(node, "vertical-separator"):
        return f"\\begin{{array}}{{{_columns(node)}}} {_rows(node)} \\end{{array}}"
    return f"\\begin{{matrix}} {_rows(node)} \\end{{matrix}}"


def _columns(node: Node) -> str:
    marks = {"vertical-separator": "|", "col-align-c": "c", "col-align-l": "l", "col-align-r": "r"}
    return "".join(marks[c] for n in node.nodes for c in n.classes if c in marks)


def _rows(table: Node) -> str:
    """Cells by column, put into rows by their height: a short row leaves no cell in later columns."""
    columns = [
        {round(rise, 1): _row(box.children).strip() for rise, box in _stack(column)}
        for column in table.nodes
        if any(c.startswith("col-align") for c in column.classes)
    ]
    heights = sorted({rise for column in columns for rise in column}, reverse=True)
    return " \\\\ ".join(" & ".join(c.get(h, "") for c in columns).rstrip(" &") for h in heights)


_READERS: dict[str, Callable[[Node], str]] = {
    "strut": _nothing, "pstrut": _nothing, "vlist-s": _nothing, "nulldelimiter": _nothing, "rule": _nothing,
    "hline": _nothing, "arraycolsep": _nothing, "mspace": _space, "mfrac": _fraction, "sqrt": _root,
    "op-limits": _limits, "mop": _operator, "accent": _accent, "overline": _line("overline"),
    "underline": _line("underline"), "munder": _brace("underbrace"), "mover": _brace("overbrace"),
    "mopen": _delimiter, "mclose": _delimiter, "minner": _inner, "text": _text, "mrel": _not,
    "mtable": _table,
    "msupsub": _scripts, "mord": _mord,
}  # fmt: skip
