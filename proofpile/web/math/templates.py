"""Inline HTML that is a formula: italics, ``sub``, ``sup``, Unicode, and the templates of wikis.

What marks it is an element around all of it: Wikipedia's ``{{math}}``, ``{{sfrac}}`` and ``{{mvar}}``,
Codeforces' ``tex-span``, the HTML of docutils. The TeX is put together, so all of it is lossy.
"""

import re
import unicodedata
from collections.abc import Callable

from proofpile.web.dom import Element
from proofpile.web.math.containers import wrapped
from proofpile.web.math.markup import is_drawn
from proofpile.web.math.rule import Found, rule
from proofpile.web.math.tex.symbol_font import unicode_of
from proofpile.web.math.tex.symbols import ACCENTS, FUNCTIONS, INVISIBLE, command
from proofpile.web.math.tree import Node, parse

_PIECE = re.compile(
    r"\\?[A-Za-z]+(?![\u0300-\u036f\u20d6\u20d7])|[^\W\d_][\u0300-\u036f\u20d6\u20d7]|\s+|.",
    re.DOTALL,
)
_TEXTS = re.compile(r"\\text\{[^{}]*\}(?:\\text\{[^{}]*\})+")
_LONGEST = 2_000  # characters of a formula that HTML draws
_SIGNS = {"′": "'", "″": "''", "‴": "'''", "є": "\\epsilon"}
_INVISIBLE = {ord(char): None for char in INVISIBLE}
_COMMAND_END = re.compile(r"\\[A-Za-z]+$")
_OVER = re.compile(r"text-decoration:\s*overline|border-top:\s*1px")
_ITALIC = re.compile(r"font-style:\s*italic")
_SCRIPT_LETTERS = re.compile(r"font-style:\s*italic;\s*color:\s*red")  # of HeVeA
_HEVEA_STYLE = re.compile(r"c\d{3}")
_SINGLE = re.compile(r"\\[A-Za-z]+|.", re.DOTALL)
_BOLD = re.compile(r"font-weight:\s*bold")
_SKIPPED = frozenset(["script", "style", "sr-only", "ignored"])


def join(pieces: list[str]) -> str:
    """Pieces of TeX as one; a command and a letter behind it stay apart."""
    out = ""
    for piece in pieces:
        if piece and _COMMAND_END.search(out[-40:]) and piece[0].isalpha():
            out += " "
        out += piece
    return " ".join(_TEXTS.sub(_merged, out).split())


def _merged(found: re.Match[str]) -> str:
    return "\\text{" + found[0][6:-1].replace("}\\text{", "") + "}"


def tex_of(node: Node, italic: bool = False) -> str:
    """The TeX of everything below `node`; `italic` says that letters are variables."""
    pieces: list[str] = []
    for child in node.children:
        if isinstance(child, str):
            pieces.append(text_tex(child, italic))
        elif root := _root(pieces, child):
            pieces[-1:] = root
        else:
            pieces.append(element_tex(child, italic))
    return join(pieces)


def text_tex(text: str, italic: bool = False) -> str:
    """Characters as TeX: upright words are text, or names of functions."""
    pieces = [_piece(found[0], italic) for found in _PIECE.finditer(text.translate(_INVISIBLE))]
    return join(["~" if piece == " " else piece for piece in pieces]).replace("~", " ")


def _piece(piece: str, italic: bool) -> str:
    if piece.isspace():
        return " "
    if piece == "mod":
        return "\\bmod"
    if piece in FUNCTIONS:
        return f"\\{piece}"
    if piece[0] == "\\" and len(piece) > 1:
        return piece  # a command that the page's own translator did not know
    if piece.isascii() and piece.isalpha():
        if not italic and len(piece) > 1:
            return f"\\text{{{piece}}}"
        function = piece[:-1] in FUNCTIONS  # ``sinx``: one letter behind
        return f"\\{piece[:-1]} {piece[-1]}" if function else piece
    if accented := _accented(piece):
        return accented
    return _SIGNS.get(piece) or command(piece)


def _accented(char: str) -> str:
    """A letter that Unicode has with its accent: ``ȳ`` is ``\\bar{y}``."""
    parts = unicodedata.normalize("NFD", char)
    if len(parts) != 2 or not parts[0].isalpha() or parts[1] not in ACCENTS:
        return ""
    return f"\\{ACCENTS[parts[1]]}{{{command(parts[0])}}}"


def _root(pieces: list[str], body: Node) -> list[str]:
    """``√`` before an element with a line over it."""
    last = pieces[-1] if pieces else ""
    sign = "\\surd" if last.endswith("\\surd") else ""
    if not sign or not _OVER.search(body.attrs.get("style", "")):
        return []
    return [last[: -len(sign)], f"\\sqrt{{{tex_of(body)}}}"]


def element_tex(node: Node, italic: bool = False) -> str:
    """The TeX of one element of inline HTML."""
    style = node.attrs.get("style", "")
    if node.name in _SKIPPED or not _SKIPPED.isdisjoint(node.classes) or "display:none" in style:
        return ""
    for name in node.classes:
        if name in _CLASSES:
            return _CLASSES[name](node)
    if node.name in ("sub", "sup"):
        inner = tex_of(node, italic).strip()
        if inner and node.name == "sup" and set(inner) == {"'"}:
            return inner
        return f"{'_' if node.name == 'sub' else '^'}{{{inner}}}" if inner else ""
    if node.name == "font" and node.attrs.get("face", "").lower() == "symbol":
        return text_tex(unicode_of(node.text), italic)
    if node.name == "br":
        return " "
    if node.name == "u":
        return f"\\underline{{{tex_of(node, italic)}}}"
    if "inline-block" in style and len([n for n in node.nodes if n.name == "br"]) == 1:
        return _stacked(node)
    if _SCRIPT_LETTERS.search(style):
        return f"\\mathcal{{{tex_of(node, True)}}}"
    if node.name in ("b", "strong") or _BOLD.search(style):
        return f"\\mathbf{{{tex_of(node, True)}}}"
    inner = tex_of(node, italic or _is_italic(node, style))
    if not inner or not _OVER.search(style):
        return inner
    return f"\\{'bar' if _SINGLE.fullmatch(inner) else 'overline'}{{{inner}}}"


def _is_italic(node: Node, style: str) -> bool:
    """By tag or style; HeVeA names the styles of its spans ``c000``, ``c001``, …"""
    if node.name in ("i", "em", "var") or _ITALIC.search(style):
        return True
    return node.name == "span" and any(map(_HEVEA_STYLE.fullmatch, node.classes))


def _stacked(node: Node) -> str:
    """``{{su}}``: an upper and a lower script with a line break between."""
    at = next(
        k for k, child in enumerate(node.children) if isinstance(child, Node) and child.name == "br"
    )
    above = tex_of(Node("", children=node.children[:at]))
    below = tex_of(Node("", children=node.children[at + 1 :]))
    return (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")


def _part(node: Node, *names: str) -> str:
    """The TeX of the outermost element of one of these classes."""
    level = node.nodes
    for _ in range(4):
        found = next((below for below in level if not set(names).isdisjoint(below.classes)), None)
        if found is not None:
            return tex_of(found)
        level = [below for above in level for below in above.nodes]
    return ""


def _fraction(node: Node) -> str:
    above = _part(node, "num", "numerator")
    below = _part(node, "den", "denominator")
    return (
        f"\\frac{{{above}}}{{{below}}}"
        if above and below
        else tex_of(Node("", children=node.children))
    )


_CLASSES: dict[str, Callable[[Node], str]] = {
    "sfrac": _fraction,
    "frac": _fraction,
    "fraction": _fraction,
    "tion": _fraction,
    "mvar": lambda node: tex_of(node, True),
    "sqrt": lambda node: f"\\sqrt{{{_part(node, 'root', 'ignored') or tex_of(node)}}}",
    "roman": lambda node: f"\\text{{{' '.join(node.text.split())}}}" if node.text.strip() else "",
    "mathbb": lambda node: f"\\mathbb{{{tex_of(node)}}}",
    "mathcal": lambda node: f"\\mathcal{{{tex_of(node)}}}",
    "mathbf": lambda node: f"\\mathbf{{{tex_of(node)}}}",
}


def _inline(element: Element, display: bool | None) -> Found | None:
    tex = element_tex(parse(element.outer_html).nodes[0]) if (element.text or "").strip() else ""
    return Found(tex, display, lossy=True) if tex else None


@rule(
    "drawn-math",
    "span.math, div.math, span.math-container, span.math-tex, span.math-inline",
    needs="math",
)
def drawn_math(element: Element) -> Found | None:
    """``<span class="math inline"><em>x</em><sub>1</sub></span>`` of pandoc without a mathematics option"""
    if len(element.text) > _LONGEST or not is_drawn(element):
        return None
    if element.query_selector("p, a, img, table, ul, ol") is not None:
        return None
    return _inline(element, element.tag == "div" or element.matches(".display"))


@rule("texhtml", ".texhtml", needs="texhtml")
def texhtml(element: Element) -> Found | None:
    """``<span class="texhtml"><i>x</i><sup>2</sup></span>`` of Wikipedia's ``{{math}}``"""
    return _inline(element, None)


@rule("sfrac", ".sfrac, .frac", needs="sfrac frac")
def sfrac(element: Element) -> Found | None:
    """``span.sfrac > span.tion > span.num + span.den`` of Wikipedia's ``{{sfrac}}``"""
    if element.query_selector(".num") is None or element.query_selector(".den") is None:
        return None
    return _inline(element, False)


@rule("codeforces-span", ".tex-span", needs="tex-span")
def codeforces_span(element: Element) -> Found | None:
    """``<span class="tex-span"><i>a</i><sub class="lower-index"><i>i</i></sub></span>``"""
    return _inline(element, None)


_DRAWN = "i, sub, sup, .fraction, .sqrt, .limits, .scripts"


@rule("docutils-formula", "span.formula, div.formula", needs="formula")
def docutils_formula(element: Element) -> Found | None:
    """``<span class="formula"><i>x</i><sup>2</sup></span>`` of docutils, or TeX in it"""
    display = element.tag == "div"
    if element.query_selector(_DRAWN) is not None and element.query_selector("p, a, img") is None:
        return _inline(element, display)
    return wrapped(element, display) if "\\" in (element.text or "") else None


@rule("symbol-font", 'font[face="symbol" i]', needs="symbol")
def symbol_font(element: Element) -> Found | None:
    """``<font face="symbol">a</font>``: a Greek letter in the encoding of the Symbol font"""
    tex = text_tex(unicode_of(element.text or ""))
    return Found(tex, False, lossy=True) if tex.startswith("\\") else None
