"""KaTeX's boxes back to TeX, for pages that were rendered with ``output: "html"``.

The boxes keep what TeX means in class names (``mfrac``, ``sqrt``, ``op-limits``, ``mtable``) and what is
above or below in the ``top`` of their styles. Price: sources of macros are gone, as are spaces that look like
those TeX sets by itself, so these formulas are marked lossy.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from proofpile.web.math.boxes.katex_boxes import (
    ARROWS,
    BRACES,
    HIDING,
    OVER,
    STRIKES,
    UNDER,
    boxes_of,
    columns,
    delimiter,
    first,
    has,
    mark_of,
    sized,
    stack,
    tags_of,
)
from proofpile.web.math.boxes.katex_text import (
    expects_more,
    is_space,
    is_words,
    space,
    split_words,
    words,
)
from proofpile.web.math.notations.mathml_tex import join
from proofpile.web.math.tex import symbols
from proofpile.web.math.tree import Node

_ALPHABETS = "mathbb mathcal mathbf mathsf mathfrak mathscr mathtt mathit mathrm boldsymbol"
_FONTS = frozenset(_ALPHABETS.split())
_PLAIN = _FONTS | {"mord", "mathnormal", "mbin", "mtight", "amsrm"}  # symbols, most of all boxes
_BARS = {"∣": "|", "∥": "\\|"}
_NOT = "\ue020"  # the slash of \not in KaTeX's own font
_MOD = re.compile(r"\(\\mathrm\{mod\}((?:[^()]|\([^()]*\))*)\)")
_WIDE_MOD = re.compile(r"\\(?:quad|enspace) *\\mathrm\{mod\}(?:\\,)*")
_SPLIT_FONT = re.compile(r"\\(mathsf|mathrm|mathbf|mathit|mathtt)\{([A-Za-z\d]+)\}\\\1\{")
_NEGATED = {"=": "\\neq", "∈": "\\notin"}


@lru_cache(maxsize=4_000)  # a page says "n" a hundred times
def to_tex(markup: str) -> str:
    """TeX for the markup of one ``.katex`` element; "" where it holds nothing that is known."""
    top = boxes_of(markup)
    html = next((n for n in top.walk() if "html" in n.classes), top)
    tags = [tag for n in html.nodes if "tag" in n.classes for tag in tags_of(n)]
    content = [n for n in html.nodes if "tag" not in n.classes]
    body = _row(content).strip()
    if "mod" in body:
        body = _MOD.sub(r"\\pmod{\1}", body)
        body = _WIDE_MOD.sub(r"\\mod ", body).replace("\\mathrm{mod}", "\\bmod ")
    body = body.replace(":\\!=", "\\coloneqq ")
    if len(tags) > 1 and (table := first(html, "mtable")):
        return _numbered(table, tags)
    return f"{body} {tags[0][1]}" if tags else body


def _row(children: "Sequence[Node | str]") -> str:
    pieces: list[str] = []
    font, run = "", [""]  # symbols of one alphabet side by side share one command
    for at, child in enumerate(children):
        of = _font(child)
        if of != font:
            pieces.append(_in_font(font, join(run)))
            font, run = of, []
        run.append(space(child, children, at) if is_space(child) else _convert(child))
    pieces.append(_in_font(font, join(run)))
    whole = join(pieces)
    # The last letter of a word carries the word's scripts: it belongs to the word.
    return _SPLIT_FONT.sub(r"\\\1{\2", whole) if whole.count("\\math") > 1 else whole


def _in_font(font: str, tex: str) -> str:
    if font == "mathrm" and tex.strip().isdigit():
        return tex  # digits are upright
    return f"\\{font}{{{tex.strip()}}}" if font and tex else tex


def _font(child: "Node | str") -> str:
    """The alphabet of a symbol; one with scripts keeps it to itself."""
    if isinstance(child, str):
        return ""
    style = child.attrs.get("style")
    if style and HIDING in style:
        return "phantom"
    classes = child.classes
    if len(classes) < 2 or _FONTS.isdisjoint(classes) or has(child, "msupsub"):
        return ""
    return next(name for name in classes if name in _FONTS)


def _convert(child: "Node | str") -> str:
    if isinstance(child, str):
        return _letters(child)
    inner = child.children
    if len(inner) == 1 and isinstance(inner[0], str) and _PLAIN.issuperset(child.classes):
        return _BARS.get(inner[0]) or _letters(inner[0])
    reader = None
    for name in child.classes:
        # The other class of a "mord accent" or a "minner mover" says more.
        reader = _READERS.get(name) or reader
    if reader:
        return reader(child)
    if {"mord", "minner"} & set(child.classes):
        return _inner(child) if "minner" in child.classes else _mord(child)
    if "mopen" in child.classes or "mclose" in child.classes:
        return _delimiter(child)
    return _stack_text(child) if has(child, "vlist-t") else _scripted(child)


@lru_cache(maxsize=4_000)
def _letters(text: str) -> str:
    chars = [c for c in text if c not in symbols.INVISIBLE and not c.isspace()]
    return join([symbols.command(char) for char in chars])


def _stack_text(node: Node) -> str:
    return join([_row(box.children) for _, box in reversed(stack(node)) if mark_of(box) is None])


def _scripted(node: Node) -> str:
    """A row in which ``msupsub`` hangs on what stands before it."""
    script = next((n for n in node.nodes if "msupsub" in n.classes), None)
    if script is None:
        return _row(node.children)
    at = node.children.index(script)
    base = _row(node.children[:at])
    return _braced(base, node.children[:at]) + _scripts(script) + _row(node.children[at + 1 :])


def _braced(base: str, nodes: "list[Node | str]") -> str:
    if not base.strip():
        return "{}"
    single = len(nodes) == 1 and (isinstance(nodes[0], str) or not nodes[0].nodes)
    if single or re.fullmatch(r"\\[A-Za-z]+(?:\{[^{}]*\})?", base):
        return base
    if isinstance(nodes[0], Node) and {"mop", "minner", "munder", "mover"} & set(nodes[0].classes):
        return base
    return f"{{{base}}}"


def _scripts(script: Node) -> str:
    below, above = "", ""
    for rise, box in stack(script):
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


def _body(node: Node) -> tuple[str, str]:
    """What a stack holds, and what it draws over, under or through that."""
    boxes = stack(node)
    marks = [mark for _, box in boxes if (mark := mark_of(box)) is not None]
    inner = [child for _, box in boxes if mark_of(box) is None for child in box.children]
    return _row(inner).strip(), next((mark for mark in marks if mark), "")


def _fraction(node: Node) -> str:
    boxes = [(mark_of(box), box) for _, box in stack(node)]
    parts = [_row(box.children) for mark, box in boxes if mark is None]
    if len(parts) != 2:
        return _stack_text(node)
    below, above = parts
    if any(mark == "frac-line" for mark, _ in boxes):
        return f"\\frac{{{above}}}{{{below}}}"
    return f"\\genfrac{{}}{{}}{{0pt}}{{}}{{{above}}}{{{below}}}"


def _mord(node: Node) -> str:
    nodes = node.nodes
    if not nodes:
        return _BARS.get(node.text) or _row(node.children)
    if len(nodes) == 1 and "op-limits" in nodes[0].classes:
        return _stacked(nodes[0])
    if len(nodes) == 1 and "delimsizing" in nodes[0].classes:
        return sized(node)
    if len(nodes) == 3 and "mfrac" in nodes[1].classes:
        left, fraction, right = delimiter(nodes[0]), _convert(nodes[1]), delimiter(nodes[2])
        if fraction.startswith("\\genfrac"):
            return _bracketed(fraction, left, right)
        return join([left, fraction, right])
    if has(node, "vlist-t"):
        body, mark = _body(node)
        return f"\\{STRIKES[mark]}{{{body}}}" if mark in STRIKES else body
    return _scripted(node)


def _bracketed(fraction: str, left: str, right: str) -> str:
    parts = fraction.removeprefix("\\genfrac{}{}{0pt}{}")
    if (left, right) == ("(", ")"):
        return "\\binom" + parts
    return f"\\genfrac{{{left}}}{{{right}}}{{0pt}}{{}}{parts}" if left or right else fraction


def _root(node: Node) -> str:
    index = next((n for n in node.nodes if "root" in n.classes), None)
    inner, _ = _body(Node("", children=[n for n in node.nodes if n is not index]))
    return f"\\sqrt[{_row(index.children)}]{{{inner}}}" if index else f"\\sqrt{{{inner}}}"


def _operator(node: Node) -> str:
    """A function name, a large operator, or one with scripts beside it."""
    if has(node, "op-limits") or "op-limits" in node.classes:
        return _limits(node)
    if any("msupsub" in n.classes for n in node.nodes):
        return _scripted(node)
    text = "".join(c for c in node.text if c not in symbols.INVISIBLE and not c.isspace())
    if text == "lim" and (under := first(node, "accentunder") or first(node, "underline")):
        return {"←": "\\varprojlim", "→": "\\varinjlim"}.get(_body(under)[1], "\\varliminf")
    if text == "lim" and first(node, "overline"):
        return "\\varlimsup"
    name = "lim" + text[3:] if text in ("limsup", "liminf") else text
    if name in symbols.FUNCTIONS:
        return f"\\{name}"
    if text.isascii() and text.isalpha() and len(text) > 1:
        return f"\\operatorname{{{text}}}"
    return _row(node.children)


def _limit_parts(node: Node) -> tuple[str, str, str]:
    base, below, above = "", "", ""
    for _, box in stack(node):
        text = _row(box.children).strip()
        if first(box, "mop") and not base and not any("sizing" in n.classes for n in box.nodes):
            base = text
        elif base:
            above = text
        else:
            below = text
    return base, below, above


def _limits(node: Node) -> str:
    base, below, above = _limit_parts(node)
    if base.startswith("\\operatorname{"):
        base = base.replace("\\operatorname", "\\operatorname*", 1)
    return base + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")


def _stacked(node: Node) -> str:
    """What looks like limits and hangs on something else than an operator."""
    base, below, above = _limit_parts(node)
    if above in ("...", "....") and not below:
        return f"\\{'d' * len(above)}ot{{{base}}}"
    tex = f"\\overset{{{above}}}{{{base}}}" if above else base
    return f"\\underset{{{below}}}{{{tex}}}" if below else tex


def _accent(node: Node) -> str:
    body, mark = _body(node)
    drawing = OVER.get(mark, "")
    if len(mark) == 1 and first(node, "accent-body"):
        drawing = symbols.ACCENTS.get(mark, "")
    return f"\\{drawing or symbols.ACCENTS.get(mark[:1], 'vec')}{{{body}}}"


def _accent_under(node: Node) -> str:
    body, mark = _body(node)
    return f"\\{UNDER.get(mark, 'underline')}{{{body}}}"


def _line(name: str) -> Callable[[Node], str]:
    return lambda node: f"\\{name}{{{_body(node)[0]}}}"


def _brace(node: Node) -> str:
    """``munder``/``mover``: the inner one draws the brace, the outer one adds the label."""
    boxes = [box for _, box in stack(node)]
    if "mover" in node.classes:
        boxes.reverse()
    body, mark = _body(node)
    if mark in BRACES or len(boxes) != 2:
        return f"\\{BRACES.get(mark, 'underbrace')}{{{body}}}"
    label, base = (_row(box.children).strip() for box in boxes)
    return f"{base}{'^' if 'mover' in node.classes else '_'}{{{label}}}"


def _arrow(node: Node) -> str:
    """A stretched arrow with what is set on it."""
    below, above, mark = "", "", ""
    for _, box in stack(node):
        if (drawing := mark_of(box)) is not None:
            mark = drawing
        elif mark:
            above = _row(box.children).strip()
        else:
            below = _row(box.children).strip()
    return f"\\x{ARROWS.get(mark, 'rightarrow')}{f'[{below}]' if below else ''}{{{above}}}"


def _delimiter(node: Node) -> str:
    if any("msupsub" in n.classes for n in node.nodes):
        return _scripted(node)
    return sized(node)


_MATRICES = {
    ("\\{", ""): "cases", ("(", ")"): "pmatrix", ("[", "]"): "bmatrix", ("|", "|"): "vmatrix",
    ("\\{", "\\}"): "Bmatrix", ("\\|", "\\|"): "Vmatrix", ("", "\\}"): "rcases",
}  # fmt: skip


def _inner(node: Node) -> str:
    """``\\left … \\right``, or dots and the like."""
    nodes = node.nodes
    if len(nodes) < 2 or "mopen" not in nodes[0].classes:
        return _scripted(node)
    at = next(k for k in range(len(nodes) - 1, -1, -1) if k == 0 or "mclose" in nodes[k].classes)
    at = at or len(nodes) - 1
    opening, body, closing = delimiter(nodes[0]), nodes[1:at], delimiter(nodes[at])
    rest = (
        _row(nodes[at + 1 :])
        if not any("msupsub" in n.classes for n in nodes[at + 1 :])
        else _scripts(nodes[at + 1])
    )
    table = _table_in(body)
    name = _MATRICES.get((opening, closing), "") if table else ""
    if table and name and ("cases" in name or columns(table).strip("c") == ""):
        return f"\\begin{{{name}}} {_rows(table)} \\end{{{name}}}{rest}"
    left, right = (d + " " * d[-1:].isalpha() if d else "." for d in (opening, closing))
    inside = join([_middle(n) or _row([n]) for n in body]) if _has_middle(body) else _row(body)
    return f"\\left{left}{inside}\\right{right}{rest}"


def _table_in(body: list[Node]) -> Node | None:
    """The table that is all that a pair of delimiters encloses."""
    while len(body) == 1 and "mtable" not in body[0].classes:
        body = body[0].nodes
    return body[0] if len(body) == 1 else None


def _has_middle(body: list[Node]) -> bool:
    return any(_is_middle(n) for n in body)


def _is_middle(node: Node) -> bool:
    """A delimiter that is no atom: the span around it has no class, or says only where it is."""
    inner = node.nodes[:1] if not node.classes else [node]
    return any(not {"delimcenter", "delimsizing"}.isdisjoint(n.classes) for n in inner)


def _middle(node: Node) -> str:
    if _is_middle(node):
        tex = delimiter(node)
        return f"\\middle{tex}" + " " * tex[-1:].isalpha()
    return ""


def _text(node: Node) -> str:
    """Words; a formula among them leaves the text group."""
    runs: list[tuple[bool, list[Node | str]]] = []
    for child in node.children:
        plain = isinstance(child, str) or is_words(child)
        if runs and runs[-1][0] == plain:
            runs[-1][1].append(child)
        else:
            runs.append((plain, [child]))
    pieces: list[str] = []
    for at, (plain, run) in enumerate(runs):
        goes_on = at > 0 and expects_more(runs[at - 1][1][-1])
        pieces += split_words(words(node, run), goes_on) if plain else [_row(run)]
    return join(pieces)


def _relation(node: Node) -> str:
    """A relation or operation: negated, built of two, or a delimiter."""
    nodes = node.nodes
    if len(nodes) == 1 and "op-limits" in nodes[0].classes:
        return _stacked(nodes[0])
    if nodes and "delimsizing" in nodes[0].classes:
        return sized(node)
    text = node.text
    slash = first(node, "llap") if "/" in text else None
    if _NOT not in text and not (slash and slash.text.strip("\u200b") == "/"):
        return _scripted(node)
    chars = [c for c in text if c not in _NOT + "/" + symbols.INVISIBLE and not c.isspace()]
    return _NEGATED.get("".join(chars), "") or "\\not" + join([symbols.command(c) for c in chars])


def _punctuation(node: Node) -> str:
    return "\\colon " if node.text == ":" else _scripted(node)


def _vanishing(node: Node) -> str:
    """What takes no width: a phantom of a height, or a formula that overlaps."""
    inner = _row(node.children)
    return inner.replace("\\phantom", "\\vphantom", 1) if inner.startswith("\\phantom") else inner


# --- tables


def _table(node: Node) -> str:
    aligned = [c for n in node.nodes for c in n.classes if c.startswith("col-align")]
    if aligned[:2] == ["col-align-r", "col-align-l"]:
        return f"\\begin{{aligned}} {_rows(node)} \\end{{aligned}}"
    cells = _cells(node)
    if len(aligned) == len(cells) == 1:
        return "".join(cells[0][1])  # an equation environment
    rows = _lines(cells)
    if set(columns(node)) - {"c"}:
        return f"\\begin{{array}}{{{columns(node)}}} {rows} \\end{{array}}"
    return f"\\begin{{matrix}} {rows} \\end{{matrix}}"


def _cells(table: Node) -> list[tuple[float, list[str]]]:
    """Cells by column, put into rows by their height: a short row leaves no cell in later columns."""
    columns = [
        {round(rise, 1): _row(box.children).strip() for rise, box in stack(column)}
        for column in table.nodes
        if any(c.startswith("col-align") for c in column.classes)
    ]
    rows = []
    for height in sorted({rise for column in columns for rise in column}, reverse=True):
        last = max(k for k, column in enumerate(columns) if height in column)
        rows.append((height, [column.get(height, "") for column in columns[: last + 1]]))
    return rows


def _rows(table: Node) -> str:
    return _lines(_cells(table))


def _lines(cells: list[tuple[float, list[str]]]) -> str:
    return " \\\\ ".join(" & ".join(row).rstrip() for _, row in cells)


def _numbered(table: Node, tags: list[tuple[float, str]]) -> str:
    """A list of equations, each with its number."""
    rows = []
    for height, cells in _cells(table):
        tag = next((f" {tex}" for rise, tex in tags if abs(rise - height) < 0.3), "")
        rows.append(" & ".join(cells).rstrip() + tag)
    return "\\begin{align} " + " \\\\ ".join(rows) + " \\end{align}"


_READERS: dict[str, Callable[[Node], str]] = {
    "strut": _nothing, "pstrut": _nothing, "vlist-s": _nothing, "nulldelimiter": _nothing, "rule": _nothing,
    "hline": _nothing, "arraycolsep": _nothing, "mfrac": _fraction, "sqrt": _root, "op-limits": _limits,
    "mop": _operator, "accent": _accent, "accentunder": _accent_under, "overline": _line("overline"),
    "underline": _line("underline"), "munder": _brace, "mover": _brace, "text": _text, "mrel": _relation,
    "mbin": _relation, "mpunct": _punctuation, "x-arrow": _arrow, "rlap": _vanishing, "mtable": _table,
    "msupsub": _scripts,
}  # fmt: skip
