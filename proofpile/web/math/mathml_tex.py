"""Presentation MathML to TeX.

Each element has one small function, found by its name; what has none is read through to its children.
Fences are paired within one row, tables become ``aligned``, ``cases`` or a matrix by what encloses them.
Rejected: the XSLT that most corpora use (no prefixes, unpaired ``\\left``, accents as ``\\stackrel``), and
every converter on the package index (dependencies measured: none is right on more than two thirds).
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from proofpile.web.math import symbols
from proofpile.web.math.tree import Node, parse

_LARGE = frozenset(
    [
        "\\sum",
        "\\prod",
        "\\coprod",
        "\\bigcup",
        "\\bigcap",
        "\\bigvee",
        "\\bigwedge",
        "\\bigoplus",
        "\\bigotimes",
        "\\bigodot",
        "\\biguplus",
        "\\bigsqcup",
        "\\int",
        "\\iint",
        "\\iiint",
        "\\oint",
        "\\lim",
        "\\max",
        "\\min",
        "\\sup",
        "\\inf",
        "\\limsup",
        "\\liminf",
        "\\det",
        "\\gcd",
        "\\Pr",
    ]
)
_OPENING = {
    "(": "(",
    "[": "[",
    "{": "\\{",
    "⟨": "\\langle",
    "〈": "\\langle",
    "⌈": "\\lceil",
    "⌊": "\\lfloor",
}
_CLOSING = {
    ")": ")",
    "]": "]",
    "}": "\\}",
    "⟩": "\\rangle",
    "〉": "\\rangle",
    "⌉": "\\rceil",
    "⌋": "\\rfloor",
}
_BARS = {"|": "|", "∣": "|", "‖": "\\Vert", "∥": "\\Vert"}
_MATRICES = {("(", ")"): "pmatrix", ("[", "]"): "bmatrix", ("{", "}"): "Bmatrix", ("|", "|"): "vmatrix",
             ("∣", "∣"): "vmatrix", ("‖", "‖"): "Vmatrix", ("∥", "∥"): "Vmatrix"}  # fmt: skip
_BARLESS = "\\genfrac{}{}{0pt}{}"  # a fraction without a line
_TALL = frozenset(["mfrac", "mtable", "munderover", "msqrt", "mroot", "munder", "mover"])
_WORD_END = re.compile(r"\\[A-Za-z]+$")
_TEX_SPECIAL = re.compile(r"[#$%&_{}]")


@lru_cache(maxsize=4_000)  # a page says "n" a hundred times
def to_tex(markup: str) -> str:
    """TeX for the markup of one ``<math>`` element, with any prefix; "" where it holds nothing."""
    return tex_of(parse(markup))


def tex_of(node: Node) -> str:
    """TeX for a tree of presentation MathML."""
    return _tidy(_row(node.children))


def _tidy(tex: str) -> str:
    return re.sub(r"[ \t\n]+", " ", tex).strip()


def join(pieces: Sequence[str]) -> str:
    """TeX pieces side by side, with a blank where a command would run into a letter."""
    whole = ""
    for piece in pieces:
        if not piece:
            continue
        if piece[0].isalpha() and _WORD_END.search(whole[-24:]):
            whole += " "
        whole += piece
    return whole


# --- rows and fences


def _row(children: "Sequence[Node | str]") -> str:
    nodes = [child for child in children if isinstance(child, Node) and child.name not in _IGNORED]
    return join(_pieces(nodes))


def _pieces(nodes: list[Node]) -> list[str]:
    """TeX of each element of a row; a fenced stretch is one piece."""
    pieces: list[str] = []
    at = 0
    while at < len(nodes):
        end = _partner(nodes, at)
        if end:
            pieces.append(_fenced(_operator(nodes[at]), nodes[at + 1 : end], _operator(nodes[end])))
            at = end + 1
        elif _operator(nodes[at]) == "{" and len(nodes) > at + 1 and _is_table(nodes[at + 1]):
            pieces.append(_cases(nodes[at + 1]))
            at += 2
        else:
            pieces.append(_spaced(nodes, at))
            at += 1
    return pieces


def _spaced(nodes: list[Node], at: int) -> str:
    """TeX for one element of a row; a word before "function application" is an operator's name."""
    tex = convert(nodes[at])
    applied = at + 1 < len(nodes) and _operator(nodes[at + 1]) == "\u2061"
    return (
        tex.replace("\\mathrm{", "\\operatorname{", 1)
        if applied and tex.startswith("\\mathrm{")
        else tex
    )


def _operator(node: Node) -> str:
    """The character of an ``mo`` (alone in a row or not); "" for anything else."""
    while node.name in ("mrow", "mstyle") and len(node.nodes) == 1:
        node = node.nodes[0]
    return node.text.strip() if node.name == "mo" else ""


def _partner(nodes: list[Node], at: int) -> int:
    """Where the fence that opens at `at` closes; 0 where it is no fence or never closes."""
    opening = _operator(nodes[at])
    if opening in _OPENING:
        depth = 0
        for k in range(at, len(nodes)):
            char = _operator(nodes[k])
            depth += (char in _OPENING) - (char in _CLOSING)
            if depth == 0:
                return k
    elif opening in _BARS and _may_open(nodes, at):
        for k in range(at + 1, len(nodes)):
            if _operator(nodes[k]) == opening and nodes[k].attrs.get("form") != "prefix":
                return k if k > at + 1 else 0
    return 0


def _may_open(nodes: list[Node], at: int) -> bool:
    """Whether a bar opens: first of its row, or after an operator; "a | b" is a relation."""
    if nodes[at].attrs.get("form") in ("prefix", "infix", "postfix"):
        return nodes[at].attrs["form"] == "prefix"
    before = _operator(nodes[at - 1]) if at else "="
    return bool(before) and before not in _CLOSING and before not in "!′"


def _fenced(opening: str, inside: list[Node], closing: str) -> str:
    matrix = _MATRICES.get((opening, closing))
    if matrix and len(inside) == 1 and _is_table(inside[0]):
        return _environment(matrix, _table_of(inside[0]))
    body = join(_pieces(inside))
    if (opening, closing) == ("(", ")") and len(inside) == 1 and body.startswith(_BARLESS):
        return "\\binom" + body.removeprefix(_BARLESS)
    left, right = _delimiter(opening), _delimiter(closing)
    if any(node.name in _TALL for piece in inside for node in piece.walk()):
        return f"\\left{_command(left)}{body}\\right{_command(right)}"
    return join([left, body, right])


def _delimiter(char: str) -> str:
    return (
        _OPENING.get(char) or _CLOSING.get(char) or _BARS.get(char) or symbols.command(char) or "."
    )


def _command(delimiter: str) -> str:
    return f"{delimiter} " if delimiter[-1].isalpha() else delimiter


# --- tokens


def _identifier(node: Node) -> str:
    text = _visible(node)
    variant = node.attrs.get("mathvariant", "")
    if len(text) > 1 and variant in ("", "normal"):
        if text in symbols.FUNCTIONS:
            return f"\\{text}"
        if text.isalpha() and text.isascii():
            return f"\\mathrm{{{text}}}"
    if variant == "normal" and not text.isascii():
        variant = ""  # upright capital Greek, infinity and the like are upright in TeX as they are
    return _in_variant(text, variant)


def _in_variant(text: str, variant: str) -> str:
    alphabet = symbols.VARIANTS.get(variant, "")
    body = join([symbols.command(char) for char in text])
    return f"\\{alphabet}{{{body}}}" if alphabet and body else body


def _visible(node: Node) -> str:
    """The text of a token element: outer blanks and invisible operators gone."""
    text = "".join(node.text.split()) if node.name == "mi" else " ".join(node.text.split())
    return text.translate({ord(char): None for char in symbols.INVISIBLE})


def _number(node: Node) -> str:
    return _in_variant(_visible(node).replace(" ", ""), node.attrs.get("mathvariant", ""))


def _mo(node: Node) -> str:
    text = _visible(node)
    if text in symbols.FUNCTIONS:
        return f"\\{text}"
    if text == "|" and node.attrs.get("form") == "infix":
        return "\\mid"
    if len(text) > 1 and text.isalpha() and text.isascii():
        return f"\\operatorname{{{text}}}"
    return _in_variant(text, node.attrs.get("mathvariant", "")) if text != "~" else "\\sim"


def _text(node: Node) -> str:
    text = re.sub(r"[^\S\u00a0]+", " ", node.text)
    if not text.strip(" \u00a0"):
        return "\\ " if text else ""
    body = _TEX_SPECIAL.sub(r"\\\g<0>", text.replace("\u00a0", " "))
    return f"\\text{{{body}}}"


def _space(node: Node) -> str:
    width = node.attrs.get("width", "")
    if node.attrs.get("linebreak") == "newline":
        return "\\\\ "
    found = re.match(r"(-?[\d.]+)(em|ex)?", width)
    size = float(found[1]) if found and found[1].strip("-.") else 0.0
    for least, tex in (
        (1.5, "\\qquad "),
        (0.8, "\\quad "),
        (0.25, "\\;"),
        (0.2, "\\:"),
        (0.1, "\\,"),
    ):
        if size >= least:
            return tex
    return "\\!" if size < -0.1 else ""


# --- layout


def group(tex: str) -> str:
    """An argument in braces."""
    return f"{{{tex}}}"


def _child(node: Node, at: int) -> str:
    nodes = [n for n in node.nodes if n.name not in _IGNORED]
    return convert(nodes[at]).strip() if at < len(nodes) else ""


def _fraction(node: Node) -> str:
    above, below = group(_child(node, 0)), group(_child(node, 1))
    if re.match(r"0(?:[a-z%]|\.0*)*$", node.attrs.get("linethickness", "")):
        return f"{_BARLESS}{above}{below}"
    if node.attrs.get("bevelled") == "true":
        return f"{above}/{below}"
    return f"\\frac{above}{below}"


def _square_root(node: Node) -> str:
    return f"\\sqrt{group(_row(node.children).strip())}"


def _root(node: Node) -> str:
    return f"\\sqrt[{_child(node, 1)}]{group(_child(node, 0))}"


def _base(node: Node) -> str:
    """What scripts hang on: braces keep anything but one symbol together."""
    base = _child(node, 0)
    if base in _LARGE or re.fullmatch(
        r"\\?[A-Za-z]|\\[A-Za-z]+|[^\s{}^_\\]|\\[A-Za-z]+\{[^{}]*\}", base
    ):
        return base
    nodes = node.nodes
    if nodes and nodes[0].name in ("mn", "mi", "mo") and not re.search(r"[\^_]", base):
        return base if base else "{}"
    if (
        nodes
        and re.fullmatch(r"(?:\\left)?[(\[|].*[)\]|]", base, re.DOTALL)
        and nodes[0].name == "mrow"
    ):
        return base
    return base if re.fullmatch(r"\\(?:over|under)brace\{.*\}", base, re.DOTALL) else group(base)


def _script(tex: str) -> str:
    return tex if tex in ("", "'") else group(tex)


def _sub(node: Node) -> str:
    return _attach(_base(node), _child(node, 1), "")


def _sup(node: Node) -> str:
    return _attach(_base(node), "", _child(node, 1))


def _subsup(node: Node) -> str:
    return _attach(_base(node), _child(node, 1), _child(node, 2))


def _attach(base: str, below: str, above: str) -> str:
    if re.fullmatch(r"(?:\\prime ?)+|'+", above):
        primes = "'" * (above.count("prime") or len(above))
        return base + (f"_{group(below)}" if below else "") + primes
    return base + (f"_{group(below)}" if below else "") + (f"^{group(above)}" if above else "")


def _over(node: Node) -> str:
    mark = _mark(node, 1)
    accent = symbols.ACCENTS.get(mark, "")
    base = _child(node, 0)
    if accent and (node.attrs.get("accent") != "false" or mark in "⏞︷"):
        if len(re.sub(r"\\[A-Za-z]+(?:\{([^{}])\})?|[{}\s]", "x", base)) > 1:
            accent = symbols.WIDE_ACCENTS.get(accent, accent)
        return f"\\{accent}{group(base)}"
    if base in _LARGE or base.startswith(("\\overbrace", "\\operatorname*")):
        return f"{base}^{group(_child(node, 1))}"
    if base in ("=", ":") or (base.startswith("\\") and "arrow" in base):
        return _stacked(base, _child(node, 1), "")
    return f"\\overset{group(_child(node, 1))}{group(base)}"


def _stacked(base: str, above: str, below: str) -> str:
    long = {"\\rightarrow": "\\xrightarrow", "\\leftarrow": "\\xleftarrow"}.get(base)
    if long:
        return f"{long}{f'[{below}]' if below else ''}{group(above)}"
    inner = f"\\overset{group(above)}{group(base)}" if above else base
    return f"\\underset{group(below)}{group(inner)}" if below else inner


def _under(node: Node) -> str:
    mark = _mark(node, 1)
    base = _child(node, 0)
    if accent := symbols.UNDER_ACCENTS.get(mark, ""):
        return f"\\{accent}{group(base)}"
    return _limits(base, _child(node, 1), "")


def _under_over(node: Node) -> str:
    return _limits(_child(node, 0), _child(node, 1), _child(node, 2))


def _limits(base: str, below: str, above: str) -> str:
    if found := re.match(r"\\(?:operatorname|mathrm)\{", base):
        base = "\\operatorname*{" + base[found.end() :]
    if base in _LARGE or base.startswith(("\\operatorname*{", "\\underbrace", "\\overbrace")):
        return base + (f"_{group(below)}" if below else "") + (f"^{group(above)}" if above else "")
    return _stacked(base, above, below)


def _mark(node: Node, at: int) -> str:
    """The accent character of a ``mover`` or ``munder``; "" where it is a formula of its own."""
    nodes = [n for n in node.nodes if n.name not in _IGNORED]
    if at >= len(nodes):
        return ""
    inner = nodes[at]
    while inner.name in ("mrow", "mstyle", "mpadded") and len(inner.nodes) == 1:
        inner = inner.nodes[0]
    return inner.text.strip() if inner.name in ("mo", "mtext", "mi") else ""


def _fenced_element(node: Node) -> str:
    opening, closing = node.attrs.get("open", "("), node.attrs.get("close", ")")
    nodes = [child for child in node.nodes if child.name not in _IGNORED]
    separators = "".join(node.attrs.get("separators", ",").split())
    if len(nodes) == 1:
        if opening == "{" and not closing and _table_in(nodes[0]):
            return _cases(nodes[0])
        return _left_right(opening, nodes, closing)
    pieces: list[str] = []
    for k, child in enumerate(nodes):
        if k and separators:
            pieces.append(symbols.command(separators[min(k, len(separators)) - 1]))
        pieces.append(convert(child))
    return (
        f"\\left{_command(_delimiter(opening))}{join(pieces)}\\right{_command(_delimiter(closing))}"
    )


def _left_right(opening: str, inside: list[Node], closing: str) -> str:
    if opening and closing:
        return _fenced(opening, inside, closing)
    left, right = _command(_delimiter(opening)), _command(_delimiter(closing))
    return f"\\left{left}{join(_pieces(inside))}\\right{right}"


def _enclosed(node: Node) -> str:
    body = group(_row(node.children).strip())
    notation = node.attrs.get("notation", "longdiv").split()
    for word, tex in _NOTATIONS.items():
        if word in notation:
            return f"\\{tex}{body}"
    return body


_NOTATIONS = {
    "box": "boxed", "roundedbox": "boxed", "circle": "boxed", "radical": "sqrt", "top": "overline",
    "bottom": "underline", "updiagonalstrike": "cancel", "downdiagonalstrike": "bcancel",
    "horizontalstrike": "cancel", "longdiv": "overline", "actuarial": "overline",
}  # fmt: skip


def _multiscripts(node: Node) -> str:
    """Base, then (sub, sup) pairs; after ``mprescripts`` those that stand before the base."""
    nodes = node.nodes
    if not nodes:
        return ""
    after: list[str] = []
    before: list[str] = []
    scripts = after
    for child in nodes[1:]:
        if child.name == "mprescripts":
            scripts = before
        else:
            scripts.append("" if child.name == "none" else convert(child))
    front = "".join(f"{{}}{_pair(before[k : k + 2])}" for k in range(0, len(before), 2))
    return front + _base(node) + "{}".join(_pair(after[k : k + 2]) for k in range(0, len(after), 2))


def _pair(scripts: list[str]) -> str:
    return "".join(f"{mark}{group(s)}" for mark, s in zip("_^", scripts, strict=False) if s)


def _phantom(node: Node) -> str:
    body = _row(node.children)
    return f"\\phantom{group(body)}" if body else ""


def _style(node: Node) -> str:
    """Size and display style are left to the page; a colour or a variant of the letters is too."""
    return _row(node.children)


def _semantics(node: Node) -> str:
    for child in node.walk():
        is_tex = child.name == "annotation" and "tex" in child.attrs.get("encoding", "").lower()
        if is_tex and child.text.strip():
            return child.text.strip()
    nodes = [child for child in node.nodes if not child.name.startswith("annotation")]
    return convert(nodes[0]) if nodes else ""


def _quoted(node: Node) -> str:
    return f"\\text{{“{node.text.strip()}”}}"


def _glyph(node: Node) -> str:
    return f"\\text{{{node.attrs['alt']}}}" if node.attrs.get("alt") else ""


# --- tables


def _is_table(node: Node) -> bool:
    return _table_in(node) is not None


def _table_in(node: Node) -> Node | None:
    while node.name in ("mrow", "mstyle", "mpadded") and len(node.nodes) == 1:
        node = node.nodes[0]
    return node if node.name == "mtable" else None


def _rows(table: Node) -> list[list[str]]:
    return [
        [_row(cell.children).strip() for cell in _cells(row)]
        for row in table.nodes
        if row.name in ("mtr", "mlabeledtr")
    ]


def _cells(row: Node) -> list[Node]:
    cells = [cell for cell in row.nodes if cell.name == "mtd"]
    return cells[1:] if row.name == "mlabeledtr" else cells


def _label(row: Node) -> str:
    """The number of a ``mlabeledtr``, without its brackets."""
    if row.name != "mlabeledtr" or not row.nodes:
        return ""
    return row.nodes[0].text.strip().strip("()[]").strip()


def _table_of(node: Node) -> str:
    table = _table_in(node)
    return _lines(_rows(table)) if table else ""


def _lines(rows: list[list[str]]) -> str:
    return " \\\\ ".join(" & ".join(row) for row in rows)


def _environment(name: str, body: str) -> str:
    return f"\\begin{{{name}}} {body} \\end{{{name}}}"


def _cases(node: Node) -> str:
    return _environment("cases", _table_of(node))


def _table(node: Node) -> str:
    rows = [row for row in node.nodes if row.name in ("mtr", "mlabeledtr")]
    cells = _rows(node)
    labels = [_label(row) for row in rows]
    if len(rows) == 1 and labels[0]:
        return f"{''.join(cells[0])} \\tag{group(labels[0])}"
    body = " \\\\ ".join(
        " & ".join(row) + (f" \\tag{group(label)}" if label else "")
        for row, label in zip(cells, labels, strict=True)
    )
    return _environment("aligned" if _is_aligned(node, cells) else "matrix", body)


def _is_aligned(table: Node, rows: list[list[str]]) -> bool:
    """Whether a table is a list of equations: right and left in turn, or relations between its columns."""
    if (
        table.attrs.get("columnalign", "").startswith("right left")
        or table.attrs.get("displaystyle") == "true"
    ):
        return True
    relation = re.compile(r"(?:\{\})?\s*(?:=|<|>|\\(?:leq?|geq?|approx|equiv|sim|to|neq)\b)")
    return any(relation.match(cell) for row in rows for cell in row[1:2])


# --- the table of elements

_IGNORED = frozenset(
    ("annotation", "annotation-xml", "maligngroup", "malignmark", "script", "style")
)


def _through(node: Node) -> str:
    return _row(node.children)


_CONVERT: dict[str, Callable[[Node], str]] = {
    "mi": _identifier, "mn": _number, "mo": _mo, "mtext": _text, "ms": _quoted, "mspace": _space,
    "mglyph": _glyph, "mfrac": _fraction, "msqrt": _square_root, "mroot": _root, "msub": _sub, "msup": _sup,
    "msubsup": _subsup, "munder": _under, "mover": _over, "munderover": _under_over,
    "mfenced": _fenced_element,
    "menclose": _enclosed, "mmultiscripts": _multiscripts, "mphantom": _phantom, "mstyle": _style,
    "mtable": _table, "semantics": _semantics, "maction": lambda node: _child(node, 0), "merror": _through,
}  # fmt: skip


def convert(node: Node) -> str:
    """TeX for one element."""
    return _CONVERT.get(node.name, _through)(node)
