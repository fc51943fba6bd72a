"""Office Math Markup Language to TeX: what Word writes into pages, in comments that only it reads.

Elements and their properties are those of ECMA-376, part 1, §22.1. In a page the runs stand between HTML's
``<i>`` and ``<span>``, often without an ``m:t`` of their own. The layout is all there is, so what comes out
is lossy: which TeX command made it, if one did, is not recorded.
"""

import re
from collections.abc import Callable

from proofpile.web.math.tex import symbols
from proofpile.web.math.tree import Node, parse

_DELIMITERS = {
    "": ".",
    "{": "\\{",
    "}": "\\}",
    "〈": "\\langle",
    "〉": "\\rangle",
    "‖": "\\|",
    "∥": "\\|",
}
_MATRICES = {
    ("(", ")"): "pmatrix",
    ("[", "]"): "bmatrix",
    ("{", "}"): "Bmatrix",
    ("|", "|"): "vmatrix",
}
_MATRICES |= {("‖", "‖"): "Vmatrix"}
_SCRIPTS = {
    "script": "mathcal", "fraktur": "mathfrak", "double-struck": "mathbb", "sans-serif": "mathsf",
    "monospace": "mathtt",
}  # fmt: skip
_STYLES = {"p": "mathrm", "b": "mathbf", "bi": "boldsymbol"}
_OPERATORS = "∑∏∐⋃⋂⋁⋀⨁⨂⨀⨄⨆"  # limits stand above and below these in TeX too
_WITH_LIMITS = re.compile(
    r"\\(?:lim|max|min|sup|inf|limsup|liminf|det|gcd|Pr|sum|prod|coprod|big\w+|operatorname\*\{[^{}]*\})"
    r"(?:[_^]\{.*\})?",
    re.DOTALL,
)
_TALL = re.compile(
    r"\\(?:frac|begin|sum|prod|coprod|i*int|oint|big|over|under|left|sqrt|genfrac)|[\^_]\{[^{}]{3}"
)
_ONE = re.compile(
    r"\\?[^\W\d_]|\d+|\\[A-Za-z]+ ?|\\(?:math\w+|text|operatorname|hat|bar|vec|tilde|dot)\{[^{}]*\}"
)
_FENCED = re.compile(r"\([^()]*\)|\\left.*\\right\S+|\{.*\}", re.DOTALL)
_WORD = re.compile(r"\\(math(?:tt|rm|sf|it|bf)|text)\{([A-Za-z]+)\}")
_COMMAND_LAST = re.compile(r"\\[A-Za-z]+$")
_ARROWS = {"\\rightarrow": "\\xrightarrow", "\\leftarrow": "\\xleftarrow"}
_OVER_ARROW = re.compile(r"\\x(?:right|left)arrow(?=\{)")
_BREAK = " \\\\ "
_NUMBER = re.compile(r"\\#\s*\(?([^()&]+?)\)?\s*$")


def formulas_of(markup: str) -> list[tuple[str, bool]]:
    """TeX of each ``m:oMath`` in `markup`, and whether it is a display: one in an ``m:oMathPara``."""
    found: list[tuple[str, bool]] = []
    waiting = [(parse(markup), False)]
    while waiting:
        node, display = waiting.pop()
        if node.name == "omath":
            found.append((_row(node).strip(), display))
        else:
            inside = display or node.name == "omathpara"
            waiting.extend((child, inside) for child in reversed(node.nodes))
    return [(tex, display) for tex, display in found if tex]


# --- rows and runs


def _row(node: Node | None) -> str:
    """What stands in an element, one after the other; elements of HTML count for what is in them."""
    return _joined([_tex(child) for child in node.nodes]) if node is not None else ""


def _joined(pieces: list[str]) -> str:
    out: list[str] = []
    word = ""  # the alphabet of the piece before, if it was a word or a letter in one
    for piece in filter(None, pieces):
        styled = _WORD.fullmatch(piece)
        if styled and styled[1] == word:
            out[-1] = f"{out[-1][:-1]}{styled[2]}}}"
            continue
        if out and piece[0].isalpha() and _COMMAND_LAST.search(out[-1][-40:]):
            out.append(" ")
        out.append(piece)
        word = styled[1] if styled else ""
    return "".join(out)


def _tex(node: Node) -> str:
    if node.name in _ELEMENTS:
        return _ELEMENTS[node.name](node)
    if node.name.endswith("pr"):  # properties
        return ""
    return _row(node)


def _run(node: Node) -> str:
    text = re.sub(r"[ \t\r\n]+", " ", _text(node))
    scr, sty = _property(node, "rpr", "scr"), _property(node, "rpr", "sty")
    properties = node.find("rpr")
    if properties is not None and properties.find("nor") is not None:
        command = {"b": "textbf", "i": "textit", "bi": "textbf"}.get(sty, "text")
        return f"\\{command}{{{_escaped(text)}}}" if text.strip() else " "
    text = text.strip(" ")
    alphabet = _SCRIPTS.get(scr) or _STYLES.get(sty, "")
    if alphabet == "mathrm" and text in symbols.FUNCTIONS:
        return f"\\{text}"
    tex = _joined([_character(char) for char in text])
    tex = tex.replace("\\quad \\quad", "\\qquad")
    if any(char.isalpha() and char.isascii() for char in text):
        return f"\\{alphabet}{{{tex}}}" if alphabet else tex
    bold = alphabet in ("mathbf", "boldsymbol") and any(c.isalpha() or c in "∇∂" for c in text)
    return f"\\boldsymbol{{{tex}}}" if bold else tex


def _text(node: Node) -> str:
    """The text of a run, without that of its properties."""
    return "".join(
        child if isinstance(child, str) else _text(child)
        for child in node.children
        if isinstance(child, str) or not child.name.endswith("pr")
    )


def _character(char: str) -> str:
    if char in symbols.INVISIBLE:
        return ""
    return {"^": "\\^{}", "\u2001": "\\quad "}.get(char) or symbols.command(char)


def _escaped(text: str) -> str:
    return re.sub(r"([#$%&_{}])", r"\\\1", text.replace("\\", ""))


def _property(node: Node, properties: str, name: str, default: str = "") -> str:
    """The value of a property; the element without one means "on"."""
    holder = _child(node, properties)
    found = holder.find(name) if holder is not None else None
    return found.attrs.get("m:val", found.attrs.get("val", "on")) if found is not None else default


def _child(node: Node, name: str) -> Node | None:
    """The nearest element of that name, HTML between or not."""
    for child in node.nodes:
        if child.name == name:
            return child
        if child.name in ("i", "b", "span", "em", "strong") and (found := _child(child, name)):
            return found
    return None


def _children(node: Node, name: str) -> list[Node]:
    found = []
    for child in node.nodes:
        if child.name == name:
            found.append(child)
        elif child.name in ("i", "b", "span", "em", "strong"):
            found += _children(child, name)
    return found


def _of(node: Node, name: str) -> str:
    return _row(_child(node, name)).strip()


def _is_on(value: str) -> bool:
    return value in ("on", "1", "true")


# --- elements


def _fraction(node: Node) -> str:
    above, below = _of(node, "num"), _of(node, "den")
    kind = _property(node, "fpr", "type", "bar")
    if kind in ("lin", "skw"):
        return f"{_braced(above)}/{_braced(below)}"
    return f"{{{above} \\atop {below}}}" if kind == "noBar" else f"\\frac{{{above}}}{{{below}}}"


def _braced(tex: str) -> str:
    """`tex` as the base of a script: in braces, unless it is one symbol or in brackets of its own."""
    return tex if _ONE.fullmatch(tex) or _FENCED.fullmatch(tex) else f"{{{tex}}}"


def _scripts(node: Node) -> str:
    base = _of(node, "e")
    return _braced(base) + _lower(_of(node, "sub")) + _upper(_of(node, "sup"))


def _upper(tex: str) -> str:
    if tex and not tex.replace("\\prime", "").strip("'"):
        return "'" * (tex.count("'") + tex.count("\\prime"))
    return f"^{{{tex}}}" if tex else ""


def _lower(tex: str) -> str:
    return f"_{{{tex}}}" if tex else ""


def _before(node: Node) -> str:
    return "{}" + _lower(_of(node, "sub")) + _upper(_of(node, "sup")) + _of(node, "e")


def _root(node: Node) -> str:
    degree = "" if _is_on(_property(node, "radpr", "deghide", "off")) else _of(node, "deg")
    return f"\\sqrt[{degree}]{{{_of(node, 'e')}}}" if degree else f"\\sqrt{{{_of(node, 'e')}}}"


def _operator(node: Node) -> str:
    """``m:nary``: sums, integrals and their like with limits and what they are over."""
    char = _property(node, "narypr", "chr", "∫")
    above = _property(node, "narypr", "limloc", "undOvr" if char in _OPERATORS else "subSup")
    limits = _lower(_of(node, "sub")) + _upper(_of(node, "sup"))
    place = "\\limits" if above.lower() == "undovr" else "\\nolimits"
    if not limits or (place == "\\limits") == (char in _OPERATORS):
        place = ""
    return _joined([symbols.command(char) + place + limits, _of(node, "e")])


def _delimited(node: Node) -> str:
    left, right = (
        _property(node, "dpr", name, default)
        for name, default in (("begchr", "("), ("endchr", ")"))
    )
    left, right = ("" if side == "on" else side for side in (left, right))
    parts = [_row(part).strip() for part in _children(node, "e")]
    if len(parts) == 1 and (array := _in_fences(left, right, parts[0])):
        return array
    separator = _property(node, "dpr", "sepchr", "|")
    tall = any(map(_TALL.search, parts)) or not left or not right
    inner = _joined(_between(parts, _fence(separator), tall))
    if not tall:
        return _joined([_fence(left), inner, _fence(right)])
    return _joined([f"\\left{_fence(left)}", inner, f"\\right{_fence(right)}"])


def _in_fences(left: str, right: str, part: str) -> str:
    """Matrices, cases and binomials, which TeX writes with their brackets."""
    matrix = _MATRICES.get((left, right))
    if matrix and part.startswith("\\begin{matrix}") and part.count("\\begin") == 1:
        return part.replace("{matrix}", f"{{{matrix}}}")
    if (
        (left, right) == ("{", "")
        and part.startswith("\\begin{aligned}")
        and part.endswith("\\end{aligned}")
    ):
        return f"\\begin{{cases}}{part[15:-13]}\\end{{cases}}"
    binomial = re.fullmatch(r"\{([^{}\\]*) \\atop ([^{}\\]*)\}", part)
    return (
        f"\\binom{{{binomial[1]}}}{{{binomial[2]}}}"
        if binomial and (left, right) == ("(", ")")
        else ""
    )


def _between(parts: list[str], separator: str, tall: bool) -> list[str]:
    joined: list[str] = []
    for at, part in enumerate(parts):
        if at:
            joined.append(f"\\middle{separator}" if tall and separator == "|" else separator)
        joined.append(part)
    return joined


def _fence(char: str) -> str:
    return _DELIMITERS.get(char) or symbols.command(char[:1])


def _matrix(node: Node) -> str:
    rows = [
        " & ".join(_row(cell).strip() for cell in _children(row, "e"))
        for row in _children(node, "mr")
    ]
    return f"\\begin{{matrix}}{_BREAK.join(rows)}\\end{{matrix}}"


def _equations(node: Node) -> str:
    """``m:eqArr``: ``&`` in a row aligns it, and behind a ``#`` comes its number."""
    rows = [_NUMBER.sub(r" \\tag{\1}", _row(row).strip()) for row in _children(node, "e")]
    rows = [row.replace("\\&", "&") for row in rows]
    if len(rows) == 1 and "&" not in rows[0]:
        return rows[0]
    return f"\\begin{{aligned}}{_BREAK.join(rows)}\\end{{aligned}}"


def _function(node: Node) -> str:
    return _joined([_of(node, "fname"), _of(node, "e")])


def _accent(node: Node) -> str:
    name, inner = symbols.ACCENTS.get(_property(node, "accpr", "chr", "\u0302")), _of(node, "e")
    if name in ("bar", "overline"):
        name = "bar" if _ONE.fullmatch(inner) else "overline"
    return f"\\{name}{{{inner}}}" if name else inner


def _bar(node: Node) -> str:
    inner = _of(node, "e")
    if _property(node, "barpr", "pos", "bot") != "top":
        return f"\\underline{{{inner}}}"
    return f"\\bar{{{inner}}}" if _ONE.fullmatch(inner) else f"\\overline{{{inner}}}"


def _group(node: Node) -> str:
    char = _property(node, "groupchrpr", "chr", "⏟")
    below = _property(node, "groupchrpr", "pos", "bot") != "top"
    name = (symbols.UNDER_ACCENTS if below else symbols.ACCENTS).get(char)
    name = "overrightarrow" if name == "vec" else name
    inner = _of(node, "e")
    if name:
        return f"\\{name}{{{inner}}}"
    return f"\\{'underset' if below else 'overset'}{{{symbols.command(char)}}}{{{inner}}}"


def _limit(node: Node) -> str:
    """``m:limLow`` and ``m:limUpp``: a script under ``\\lim`` and braces, text on an arrow."""
    base, limit = _of(node, "e"), _of(node, "lim")
    low = node.name == "limlow"
    brace = (symbols.UNDER_ACCENTS if low else symbols.ACCENTS).get(limit, "")
    if brace.startswith(("under", "over")):
        return f"\\{brace}{{{base}}}"
    if _WITH_LIMITS.fullmatch(base) or base.startswith("\\underbrace" if low else "\\overbrace"):
        return f"{base}{_lower(limit) if low else _upper(limit)}"
    if base in _ARROWS:
        return f"{_ARROWS[base]}[{limit}]{{}}" if low else f"{_ARROWS[base]}{{{limit}}}"
    arrow = _OVER_ARROW.match(base)
    if low and arrow:
        return f"{arrow[0]}[{limit}]{base[arrow.end() :]}"
    return f"\\{'underset' if low else 'overset'}{{{limit}}}{{{base}}}"


def _boxed(node: Node) -> str:
    """``m:borderBox``; with lines through it and no border, what is struck out."""
    up, down = (
        _is_on(_property(node, "borderboxpr", name, "off")) for name in ("strikebltr", "striketlbr")
    )
    name = {(True, False): "cancel", (False, True): "bcancel", (True, True): "xcancel"}.get(
        (up, down), "boxed"
    )
    return f"\\{name}{{{_of(node, 'e')}}}"


def _phantom(node: Node) -> str:
    shown = _is_on(_property(node, "phantpr", "show", "on"))
    return _of(node, "e") if shown else f"\\phantom{{{_of(node, 'e')}}}"


_ELEMENTS: dict[str, Callable[[Node], str]] = {
    "r": _run,
    "f": _fraction,
    "ssup": _scripts,
    "ssub": _scripts,
    "ssubsup": _scripts,
    "spre": _before,
    "rad": _root,
    "nary": _operator,
    "d": _delimited,
    "m": _matrix,
    "eqarr": _equations,
    "func": _function,
    "acc": _accent,
    "bar": _bar,
    "groupchr": _group,
    "limlow": _limit,
    "limupp": _limit,
    "borderbox": _boxed,
    "phant": _phantom,
}


__all__ = ["formulas_of"]
