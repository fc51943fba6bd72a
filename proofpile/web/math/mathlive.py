"""What MathLive draws into a page (``.ML__latex``) back to TeX.

Its boxes are KaTeX's in another order: scripts follow what they hang on, a root is its sign and a stack, and
what is set over or under something is a stack whose middle box stands on the baseline.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from proofpile.web.dom import Element
from proofpile.web.math.boxes.katex_boxes import (
    ARROWS,
    BRACES,
    OVER,
    STRIKES,
    UNDER,
    drawn,
    first,
    has,
    only_outermost,
    pictures_named,
    stack,
)
from proofpile.web.math.notations.mathml_tex import join
from proofpile.web.math.rule import Found, rule
from proofpile.web.math.tex import symbols
from proofpile.web.math.tree import Node, parse

_FONTS = {
    "bb": "mathbb", "cal": "mathcal", "frak": "mathfrak", "script": "mathscr", "sans": "mathsf",
    "tt": "mathtt", "mathbf": "mathbf", "bold": "mathbf", "it": "mathit", "mathbfit": "boldsymbol",
}  # fmt: skip
_SPACES = {
    "thinspace": "\\,", "mediumspace": "\\:", "thickspace": "\\;", "negativethinspace": "\\!",
    "enspace": "\\enspace ", "quad": "\\quad ", "qquad": "\\qquad ",
}  # fmt: skip
_PIECES = {"⎧": "{", "⎫": "}", "⎛": "(", "⎞": ")", "⎡": "[", "⎤": "]", "⎩": "{", "⎭": "}", "⎝": "(",
           "⎠": ")", "⎣": "[", "⎦": "]", "∣": "|", "∥": "‖"}  # fmt: skip
_MATRICES = {
    ("(", ")"): "pmatrix", ("[", "]"): "bmatrix", ("|", "|"): "vmatrix", ("\\|", "\\|"): "Vmatrix",
    ("\\{", "\\}"): "Bmatrix", ("\\{", ""): "cases",
}  # fmt: skip
# The slash of \not, in MathLive's own font, stands before what it strikes out.
_NEGATED = {"\ue020=": "\\neq ", "\ue020\\in": "\\notin", "\ue020": "\\not "}
_HIDING = "opacity:0"  # the style of a phantom
_WORD = re.compile(r"[A-Za-z]{2,}|[A-Za-z]")
_SPECIAL = re.compile(r"[#$%&_{}]")
_LINES = frozenset(["frac-line", "sqrt-line", "overline-line", "underline-line"])


@rule("mathlive", ".ML__latex", needs="ml__latex")
def mathlive(element: Element) -> Found:
    """``<span class="ML__latex">``: boxes of MathLive without their source"""
    return Found(to_tex(element.outer_html), None, lossy=True)


@lru_cache(maxsize=4_000)
def to_tex(markup: str) -> str:
    """TeX for the markup of one ``.ML__latex`` element; "" where it holds nothing that is known."""
    markup = pictures_named(markup.replace('"ML__', '"').replace(" ML__", " "))
    tree = parse(markup)
    if _HIDING in markup:
        only_outermost(tree, _HIDING)
    top = first(tree, "base")
    tex = _row(top.nodes).strip() if top else ""
    for struck, negated in _NEGATED.items():
        tex = tex.replace(struck, negated)
    return tex


def _row(nodes: list[Node]) -> str:
    pieces: list[str] = []
    index = ""
    rooted = False
    for node in nodes:
        if "sqrt-index" in node.classes:
            index = _row([box for _, box in stack(node)]).strip()
        elif "sqrt-sign" in node.classes:
            rooted = True
        elif rooted:
            pieces.append(f"\\sqrt{f'[{index}]' if index else ''}{{{_written(node)}}}")
            rooted, index = False, ""
        elif "msubsup" in node.classes:
            base = next((piece for piece in reversed(pieces) if piece), "")
            pieces.append(("" if base else "{}") + _scripts(node))
        else:
            pieces.append(_convert(node))
    return join(pieces)


def _convert(node: Node) -> str:
    if _HIDING in node.attrs.get("style", ""):
        hidden = _shown(node).strip()
        return f"\\phantom{{{hidden}}}" if hidden else ""
    return _shown(node)


def _shown(node: Node) -> str:
    for name in node.classes:
        if reader := _READERS.get(name):
            return reader(node)
        if name in _FONTS:
            return f"\\{_FONTS[name]}{{{_letters(node.text)}}}"
        if name in _SPACES:
            return _SPACES[name]
        if "delim-" in name:
            return _delimiter(node)
    if has(node, "box"):
        return f"\\boxed{{{_row([n for n in node.nodes if 'box' not in n.classes]).strip()}}}"
    if has(node, "notation"):
        rest = _row([n for n in node.nodes if "notation" not in n.classes]).strip()
        return f"\\{STRIKES.get(drawn(node), 'cancel')}{{{rest}}}"
    if (table := _only_table(node.nodes)) is not None:
        return table
    return _row(node.nodes) if node.nodes else _letters(node.text)


@lru_cache(maxsize=4_000)
def _letters(text: str) -> str:
    chars = [c for c in text if c not in symbols.INVISIBLE and not c.isspace()]
    return join([symbols.command(char) for char in chars])


def _upright(node: Node) -> str:
    """Digits and signs; letters among them are upright."""
    text = node.text.replace("\u200b", "").strip()
    if node.nodes:
        return _row(node.nodes)
    if text in symbols.FUNCTIONS:
        return f"\\{text}"
    pieces, at = [], 0
    for word in _WORD.finditer(text):
        pieces += [_letters(text[at : word.start()]), f"\\mathrm{{{word[0]}}}"]
        at = word.end()
    return join([*pieces, _letters(text[at:])])


def _text(node: Node) -> str:
    escaped = _SPECIAL.sub(r"\\\g<0>", node.text.replace("\u200b", ""))
    font = "textbf" if "bold" in node.classes else "textit" if "it" in node.classes else "text"
    return f"\\{font}{{{escaped}}}" if escaped else ""


def _scripts(node: Node) -> str:
    below = "".join(_row([box]).strip() for rise, box in stack(node) if rise <= 0.15)
    above = "".join(_row([box]).strip() for rise, box in stack(node) if rise > 0.15)
    primes = re.fullmatch(r"(?:\\prime ?|')+", above)
    sup = "'" * (above.count("prime") or len(above)) if primes else f"^{{{above}}}" if above else ""
    return (f"_{{{below}}}" if below else "") + sup


def _written(node: Node) -> str:
    """What a stack holds, without the lines in it."""
    if not first(node, "vlist"):
        return _row(node.nodes).strip() or _letters(node.text)
    boxes = stack(node)
    return join([_row([box]) for _, box in reversed(boxes) if not _is_line(box)]).strip()


def _is_line(box: Node) -> bool:
    inner = [n for n in box.nodes if "pstrut" not in n.classes]
    return len(inner) == 1 and not _LINES.isdisjoint(inner[0].classes)


def _fraction(node: Node) -> str:
    boxes = stack(node)
    parts = [_row([box]).strip() for _, box in reversed(boxes) if not _is_line(box)]
    if len(parts) != 2:
        return _row(node.nodes)
    arguments = f"{{{parts[0]}}}{{{parts[1]}}}"
    fences = [_delimiter(n) for n in (node.nodes[0], node.nodes[-1]) if "vlist-t" not in n.classes]
    left, right = fences if len(fences) == 2 else ("", "")
    if any(_is_line(box) for _, box in boxes):
        return f"{left}\\frac{arguments}{right}"
    if (left, right) == ("(", ")"):
        return f"\\binom{arguments}"
    return f"\\genfrac{{{left}}}{{{right}}}{{0pt}}{{}}{arguments}"


def _delimiter(node: Node) -> str:
    if "nulldelimiter" in node.classes:
        return ""
    text = "".join(node.text.split()).replace("\u200b", "")
    if len(text) > 1:
        text = next((c for c in text if c in "⌈⌉⌊⌋⟨⟩"), text[:1])
    char = _PIECES.get(text, text)
    return "\\|" if char == "‖" else symbols.command(char) if char else ""


def _operator(node: Node) -> str:
    """An operator with its limits."""
    if has(node, "msubsup"):
        return _row(node.nodes)
    if not first(node, "vlist"):
        text = node.text.replace("\u200b", "").strip()
        name = "lim" + text[3:].strip() if text[3:].strip() in ("sup", "inf") else text
        if name in symbols.FUNCTIONS:
            return f"\\{name}"
        if text == "mod":
            return "\\bmod "
        return (
            f"\\operatorname{{{text}}}"
            if text.isalpha() and len(text) > 1
            else _row(node.nodes) or _letters(text)
        )
    below, base, above = _around(node)
    base = re.sub(r"^\\mathrm\{([A-Za-z]+)\}$", r"\\operatorname*{\1}", base)
    return base + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")


def _around(node: Node) -> tuple[str, str, str]:
    """What stands below, on, and above the baseline of a stack."""
    boxes = stack(node)
    middle = min(range(len(boxes)), key=lambda k: abs(boxes[k][0]), default=0)
    parts = [_part(box) for _, box in boxes]
    return (
        join(parts[:middle]).strip(),
        parts[middle].strip() if parts else "",
        join(parts[middle + 1 :]).strip(),
    )


def _part(box: Node) -> str:
    """A box of a stack; what is only drawn is given as its signs."""
    return drawn(box) or _row([box]) if not _has_letters(box) else _row([box])


def _has_letters(box: Node) -> bool:
    return any(c not in "\u200b \n" for c in box.text)


def _stack(node: Node) -> str:
    """An accent, a brace, an arrow, or what is set over and under something."""
    boxes = stack(node)
    if not boxes:
        return _row(node.nodes)
    accent = next((n for _, box in boxes for n in box.nodes if "accent-body" in n.classes), None)
    middle = min(range(len(boxes)), key=lambda k: abs(boxes[k][0]))
    if accent:
        base = _row([box for _, box in boxes if accent not in box.nodes][:1]).strip()
        return f"\\{symbols.ACCENTS.get(accent.text.strip(), 'hat')}{{{base}}}"
    below, base, above = _around(node)
    if base in ARROWS and not _has_letters(boxes[middle][1]):
        return f"\\x{ARROWS[base]}{f'[{below}]' if below else ''}{{{above}}}"
    if above in BRACES or above in OVER:
        base, above = f"\\{BRACES.get(above) or OVER[above]}{{{base}}}", ""
    if below in BRACES or below in UNDER:
        base, below = f"\\{BRACES.get(below) or UNDER[below]}{{{base}}}", ""
    if base.startswith(("\\overbrace", "\\underbrace")):
        return base + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")
    base = f"\\overset{{{above}}}{{{base}}}" if above else base
    return f"\\underset{{{below}}}{{{base}}}" if below else base


def _fenced(node: Node) -> str:
    """``\\left … \\right``"""
    nodes = node.nodes
    if len(nodes) < 2:
        return _row(nodes)
    if (table := _only_table(nodes)) is not None:
        return table
    left, right = (_delimiter(n) or "." for n in (nodes[0], nodes[-1]))
    left, right = (d + " " * d[-1:].isalpha() for d in (left, right))
    return f"\\left{left}{_row(nodes[1:-1])}\\right{right}"


def _only_table(nodes: list[Node]) -> str | None:
    """The environment of a table between two delimiters, None for anything else."""
    if len(nodes) != 3 or "mtable" not in nodes[1].classes:
        return None
    fences = _delimiter(nodes[0]), _delimiter(nodes[2])
    name = _MATRICES.get(fences)
    rows = _rows(nodes[1])
    if name:
        return f"\\begin{{{name}}} {rows} \\end{{{name}}}"
    left, right = (f"{d} " if d[-1:].isalpha() else d or "." for d in fences)
    return f"\\left{left}\\begin{{matrix}} {rows} \\end{{matrix}}\\right{right}"


def _table(node: Node) -> str:
    sides = [c for n in node.nodes for c in n.classes if c.startswith("col-align-")]
    rows = _rows(node)
    if len(sides) == 1 and "\\\\" not in rows:
        return rows
    name = "aligned" if sides[:2] == ["col-align-r", "col-align-l"] else "matrix"
    return f"\\begin{{{name}}} {rows} \\end{{{name}}}"


def _rows(table: Node) -> str:
    columns = [
        {round(rise, 1): _row([box]).strip() for rise, box in stack(column)}
        for column in table.nodes
        if any(c.startswith("col-align") for c in column.classes)
    ]
    heights = sorted({rise for column in columns for rise in column}, reverse=True)
    rows = [[column.get(height, "") for column in columns] for height in heights]
    return " \\\\ ".join(" & ".join(row).rstrip(" &") for row in rows)


def _nothing(node: Node) -> str:
    return ""


_READERS: dict[str, Callable[[Node], str]] = {
    "pstrut": _nothing, "strut": _nothing, "vlist-s": _nothing, "nulldelimiter": _nothing, "rule": _nothing,
    "arraycolsep": _nothing, "sr-only": _nothing, "mfrac": _fraction, "op-group": _operator,
    "left-right": _fenced, "mtable": _table, "text": _text, "vlist-t": _stack,
    "overline": lambda node: f"\\overline{{{_written(node)}}}",
    "underline": lambda node: f"\\underline{{{_written(node)}}}",
    "cmr": _upright, "error": lambda node: node.text,
}  # fmt: skip
