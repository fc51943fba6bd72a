"""What MathML sets above, below and beside: scripts, limits, accents, braces, labelled arrows."""

import re
from string import ascii_letters, digits

from proofpile.web.math.notations.mathml_elements import (
    child,
    convert,
    element,
    group,
    join,
    unwrapped,
    visible,
)
from proofpile.web.math.notations.mathml_fences import is_fenced
from proofpile.web.math.notations.mathml_rows import row
from proofpile.web.math.notations.mathml_tables import single_column
from proofpile.web.math.notations.mathml_tokens import prime_count, stray_text, text_of
from proofpile.web.math.tex import symbols
from proofpile.web.math.tree import Node

_INTEGRALS = frozenset(("\\int", "\\iint", "\\iiint", "\\oint", "\\oiint", "\\oiiint"))
_LARGE = frozenset(
    (
        "\\sum", "\\prod", "\\coprod", "\\bigcup", "\\bigcap", "\\bigvee", "\\bigwedge", "\\bigoplus",
        "\\bigotimes", "\\bigodot", "\\biguplus", "\\bigsqcup", "\\lim", "\\max", "\\min", "\\sup", "\\inf",
        "\\limsup", "\\liminf", "\\det", "\\gcd", "\\Pr", "\\injlim", "\\projlim", "\\varinjlim",
        "\\varprojlim", "\\varlimsup", "\\varliminf",
    )
)  # fmt: skip
_ONE = re.compile(
    r"\\?[A-Za-z]|\\[A-Za-z]+(?:\{[^{}]*\}|\{\\[A-Za-z]+\})?|[^\s{}^_\\'&]|\\[^A-Za-z]|\d+"
)
_CLOSED = frozenset(
    ("mfrac", "msqrt", "mroot", "menclose", "mtable", "mphantom", "mfenced", "mtext", "ms", "mn")
)
_SIGN_COMMANDS = (
    "infty circ top bot perp dagger ddagger star ast prime pm mp times cdot bullet ell hbar emptyset "
    "varnothing natural sharp flat partial nabla aleph to ldots cdots"
)
# Scripts that need no braces.
_BARE = frozenset(
    [*ascii_letters, *digits, "*", "+", "-", "!"]
    + list(symbols.GREEK.values())
    + [f"\\{name}" for name in _SIGN_COMMANDS.split()]
)
_ARROWS = {"→": "xrightarrow", "←": "xleftarrow"}
_STRETCHED = {
    "⟶": "xrightarrow", "⟵": "xleftarrow", "↔": "xleftrightarrow", "⇒": "xRightarrow", "⇐": "xLeftarrow",
    "⇔": "xLeftrightarrow", "↪": "xhookrightarrow", "↩": "xhookleftarrow", "↦": "xmapsto", "=": "xlongequal",
    "⇀": "xrightharpoonup", "⇁": "xrightharpoondown", "↼": "xleftharpoonup", "↽": "xleftharpoondown",
    "⇌": "xrightleftharpoons", "⇋": "xleftrightharpoons", "↠": "xtwoheadrightarrow", "↞": "xtwoheadleftarrow",
    "⇄": "xrightleftarrows",
}  # fmt: skip
_ARGUMENT_OF = re.compile(r"\\arg(?:\\[,:;]| )?\\(max|min|sup|inf)")
_EDGE_GAPS = re.compile(r"^(?:\\[,:;!]|\\enspace|\s)+|(?:\\[,:;!]|\\enspace|\s)+$")
_BRACES = frozenset("⏞⏟︷︸⏜⏝⎴⎵⏠⏡")


# --- scripts


def _base(nodes: list[Node], outer: str = "msub") -> str:
    """What scripts hang on: braces keep anything but one symbol together."""
    if not nodes:
        return "{}"
    inner = unwrapped(nodes[0])
    tex = convert(inner)
    if not tex:
        return "{}"
    if primes := prime_count(inner):
        return "'" * primes
    name = inner.name
    if name in _CLOSED or _ONE.fullmatch(tex):
        return tex
    if name in ("msub", "msup") and _takes_more(inner, outer, tex):
        return tex
    if name in ("mrow", "mstyle", "mpadded") and is_fenced(inner):
        return tex
    if name in ("mover", "munder") and tex.startswith("\\") and not tex.startswith(tuple(_LARGE)):
        return tex if tex.endswith("}") and "*{" not in tex else group(tex)
    if name == "mo" and not tex.startswith("\\operatorname"):
        return tex
    return tex if _is_one_command(tex) else group(tex)


def _is_one_command(tex: str) -> bool:
    """Whether TeX is one command with one argument, which may hold braces."""
    found = re.match(
        r"\\(?:operatorname\*?|mathrm|mathbf|mathcal|mathbb|mathfrak|mathsf|boldsymbol|text)\{", tex
    )
    if not found:
        return False
    depth = 0
    for at in range(found.end() - 1, len(tex)):
        depth += (tex[at] == "{") - (tex[at] == "}")
        if depth == 0:
            return at == len(tex) - 1
    return False


def _takes_more(inner: Node, outer: str, tex: str) -> bool:
    """Whether a base with one script takes the other one without braces: ``x_i`` and ``^2``."""
    return {"msub": "msup", "msup": "msub"}.get(inner.name) == outer and "'" not in tex


def _script(node: Node) -> str:
    """TeX of a script; a table of one column is a ``\\substack``."""
    inner = unwrapped(node)
    lines = single_column(inner) if inner.name == "mtable" else []
    if lines:
        return "\\substack" + group(" \\\\ ".join(lines)) if len(lines) > 1 else lines[0]
    return convert(inner)


def bare_script(tex: str) -> bool:
    """Whether a script needs no braces."""
    return tex in _BARE


def _marked(mark: str, tex: str) -> str:
    if not tex:
        return ""
    return mark + (tex if tex in _BARE else group(tex))


def _primes(node: Node) -> tuple[int, str]:
    """How many primes a superscript begins with, and TeX of the rest."""
    inner = unwrapped(node)
    if count := prime_count(inner):
        return count, ""
    if inner.name != "mrow":
        return 0, _script(node)
    nodes = visible(inner)
    total = at = 0
    while at < len(nodes) and (count := prime_count(unwrapped(nodes[at]))):
        total, at = total + count, at + 1
    if not at:
        return 0, _script(node)
    return total, row(nodes[at:])


def _attach(base: str, below: str, primes: int, above: str) -> str:
    if below.startswith("{}") and base == "{}":
        below = below[2:]
    if above.startswith("^"):  # a degree sign is a superscript by itself
        above = above[1:]
    return base + _marked("_", below) + "'" * primes + _marked("^", above)


@element("msub")
def _sub(node: Node) -> str:
    nodes = _parts(node, 2)
    below = _script(nodes[1]) if len(nodes) > 1 else ""
    return join([_attach(_base(nodes), below, 0, ""), row(nodes[2:])])


@element("msup")
def _sup(node: Node) -> str:
    nodes = _parts(node, 2)
    primes, above = _primes(nodes[1]) if len(nodes) > 1 else (0, "")
    return join([_attach(_base(nodes, "msup"), "", primes, above), row(nodes[2:])])


@element("msubsup")
def _subsup(node: Node) -> str:
    nodes = _parts(node, 3)
    below = _script(nodes[1]) if len(nodes) > 1 else ""
    primes, above = _primes(nodes[2]) if len(nodes) > 2 else (0, "")
    return join([_attach(_base(nodes, ""), below, primes, above), row(nodes[3:])])


def _parts(node: Node, wanted: int) -> list[Node]:
    """Base and scripts. Of too many, invisible operators are none: MathLive puts them between."""
    nodes = visible(node)
    if len(nodes) > wanted:
        nodes = [item for item in nodes if item.name != "mo" or stray_text(text_of(item))]
    return nodes


@element("mmultiscripts")
def _multiscripts(node: Node) -> str:
    """Base, then (sub, sup) pairs; after ``mprescripts`` those that stand before the base."""
    nodes = node.nodes
    if not nodes:
        return ""
    after: list[str] = []
    before: list[str] = []
    scripts = after
    for item in nodes[1:]:
        if item.name == "mprescripts":
            scripts = before
        else:
            scripts.append("" if item.name == "none" else _script(item))
    front = "".join([f"{{}}{_pair(before[k : k + 2])}" for k in range(0, len(before), 2)])
    return join(
        [
            front,
            _base(nodes[:1], "")
            + "{}".join([_pair(after[k : k + 2]) for k in range(0, len(after), 2)]),
        ]
    )


def _pair(scripts: list[str]) -> str:
    return "".join([_marked(mark, s) for mark, s in zip("_^", scripts, strict=False) if s])


# --- above and below


@element("mover")
def _over(node: Node) -> str:
    nodes = visible(node)
    if len(nodes) < 2:
        return row(nodes)
    mark = _mark(nodes[1])
    accent = symbols.ACCENTS.get(mark, "") if mark else ""
    if accent and (node.attrs.get("accent") != "false" or mark in _BRACES):
        accent = _as_wide(accent, nodes) if mark != "ˉ" else accent
        return join([_accented(accent, child(node, 0)), row(nodes[2:])])
    return join([_limits(nodes, None, nodes[1], _is_accent(node)), row(nodes[2:])])


_OF_LIMITS = {
    "underrightarrow": "\\varinjlim", "underleftarrow": "\\varprojlim", "overline": "\\varlimsup",
    "bar": "\\varlimsup", "underline": "\\varliminf",
}  # fmt: skip


def _accented(accent: str, base: str) -> str:
    if base == "\\lim" and accent in _OF_LIMITS:
        return _OF_LIMITS[accent]
    return f"\\{accent}{group(base)}"


@element("munder")
def _under(node: Node) -> str:
    nodes = visible(node)
    if len(nodes) < 2:
        return row(nodes)
    if accent := symbols.UNDER_ACCENTS.get(_mark(nodes[1]), ""):
        return join([_accented(accent, child(node, 0)), row(nodes[2:])])
    return join([_limits(nodes, nodes[1], None), row(nodes[2:])])


@element("munderover")
def _under_over(node: Node) -> str:
    nodes = visible(node)
    if len(nodes) < 3:
        return _under(node)
    if _mark(nodes[2]) in symbols.ACCENTS:
        inner = Node("mover", {"accent": "true"}, children=[nodes[0], nodes[2]])
        return _under(Node("munder", node.attrs, children=[inner, nodes[1]]))
    return join([_limits(nodes, nodes[1], nodes[2], _is_accent(node)), row(nodes[3:])])


def _mark(node: Node) -> str:
    """The sign of an accent; "" where it is a formula of its own."""
    inner = unwrapped(node)
    if inner.name not in ("mo", "mtext", "mi") or inner.nodes:
        return ""
    return text_of(inner).strip()


def _as_wide(accent: str, nodes: list[Node]) -> str:
    """An accent over more than one symbol is a wide one; renderers say whether it stretches."""
    wide = symbols.WIDE_ACCENTS.get(accent)
    mark = unwrapped(nodes[1])
    stretchy = mark.attrs.get("stretchy", "")
    if accent == "overline":
        return (
            "bar"
            if mark.attrs.get("stretchy") == "false" or _bar_of_pandoc(mark, nodes[0])
            else accent
        )
    if not wide:
        return accent
    if stretchy == "true":
        return wide
    if stretchy == "false" and accent == "bar":
        return accent
    return wide if _symbols(nodes[0]) > 1 else accent


def _bar_of_pandoc(mark: Node, base: Node) -> bool:
    return mark.attrs.get("accent") == "true" and mark.text.strip() == "‾" and _symbols(base) == 1


def _symbols(node: Node) -> int:
    """How many symbols an accent spans; 2 stands for many."""
    count = 0
    waiting = [node]
    while waiting:
        item = waiting.pop()
        if item.name in ("mover", "munder"):  # its accent spans nothing
            waiting.extend(item.nodes[:1])
        else:
            waiting.extend(item.nodes)
        if item.name in ("mi", "mn", "mo", "mtext") and not item.nodes:
            count += len(item.text.strip())
            if count > 1:
                return 2
    return count


def _limits(
    nodes: list[Node], below: Node | None, above: Node | None, labelled: bool = False
) -> str:
    """A base with formulas below and above it, by what the base is."""
    if any(part is not None and part.name == "mspace" for part in (below, above)):
        return convert(nodes[0])  # Temml gives an arrow's label its least width so
    inner = unwrapped(nodes[0])
    under = _script(below) if below is not None else ""
    over = _script(above) if above is not None else ""
    if arrow := _arrow(inner, labelled):
        under, over = _EDGE_GAPS.sub("", under), _EDGE_GAPS.sub("", over)
        return f"\\{arrow}{f'[{under}]' if under else ''}{group(over)}"
    base = convert(inner)
    if base in _INTEGRALS:
        return f"{base}\\limits{_marked('_', under)}{_marked('^', over)}"
    if found := _ARGUMENT_OF.fullmatch(base):
        base = f"\\operatorname*{{arg\\,{found[1]}}}"
    elif _names_operator(inner, base):
        base = re.sub(r"^\\(?:operatorname|mathrm)\{", r"\\operatorname*{", base)
    if _has_limits(base):
        return f"{base}{_marked('_', under)}{_marked('^', over)}"
    return _stacked(base, under, over)


def _is_accent(node: Node) -> bool:
    """LaTeXML says so of the label of an arrow, whose arrow it says not to stretch."""
    return node.attrs.get("accent") == "true"


def _arrow(base: Node, labelled: bool) -> str:
    """The extensible arrow that a base is; "" for anything else."""
    if base.name != "mo" or base.nodes:
        return ""
    sign, attrs = base.text.strip(), base.attrs
    if attrs.get("stretchy") == "true" or "minsize" in attrs:
        return _ARROWS.get(sign) or _STRETCHED.get(sign, "")
    return _ARROWS.get(sign, "") if labelled or attrs.get("stretchy") != "false" else ""


def _names_operator(inner: Node, base: str) -> bool:
    return (
        base.startswith(("\\operatorname{", "\\mathrm{"))
        and _is_one_command(base)
        and len(base) > 10
    )


def _has_limits(base: str) -> bool:
    if base in _LARGE or base.startswith(("\\operatorname*{", "\\mathop{")):
        return True
    return base.startswith(("\\underbrace{", "\\overbrace{", "\\overbracket{", "\\underbracket{"))


def _stacked(base: str, under: str, over: str) -> str:
    inner = f"\\overset{group(over)}{group(base)}" if over else base
    return f"\\underset{group(under)}{group(inner)}" if under else inner
