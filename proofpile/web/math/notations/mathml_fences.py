"""Delimiters of MathML: which side a sign is on, whether it stretches, and what TeX calls it.

KaTeX marks ``\\left`` and ``\\right`` by ``fence`` without ``stretchy``, Temml by both and a form, MathJax by
a class; other tools leave it to the operator dictionary, in which every delimiter stretches.
"""

import re

from proofpile.web.math.notations.mathml_elements import unwrapped, visible
from proofpile.web.math.notations.mathml_tokens import text_of
from proofpile.web.math.tex import symbols
from proofpile.web.math.tree import Node

OPENING = frozenset("([{⟨〈⌈⌊⟦⟮⎰⌜⌞〈")
CLOSING = frozenset(")]}⟩〉⌉⌋⟧⟯⎱⌝⌟〉")
BARS = {"|": "|", "∣": "|", "‖": "\\|", "∥": "\\|", "||": "\\|", "❘": "|"}
FENCES = OPENING | CLOSING | frozenset(BARS)
OTHER = frozenset("/\\↑↓↕⇑⇓⇕<>")  # delimiters only where they are marked as such
_BY_HAND = {"minsize", "lspace", "rspace"}  # size or gaps were set: no stretching delimiter
_DELIMITING = {"stretchy", "fence", "minsize", "data-mjx-texclass"}  # no relation
_SIDES = {
    "prefix": "open",
    "postfix": "close",
    "infix": "between",
    "OPEN": "open",
    "CLOSE": "close",
}
_SIZE = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)\d*(%?)")
_SIZES = ((2.7, "Bigg"), (2.1, "bigg"), (1.5, "Big"), (1.1, "big"))


class Opened:
    """An opening delimiter that waits for its partner."""

    __slots__ = ("at", "bar", "middles", "sign", "stretches", "tall", "told")

    def __init__(self, at: int, sign: str, node: Node, tall: int) -> None:
        self.at = at  # its place among the pieces of the row
        self.sign = sign
        self.bar = sign in BARS
        self.told = says_fence(node)
        self.stretches = may_stretch(node)
        self.tall = tall  # tall pieces before it
        self.middles: list[int] = []


def sign_of(node: Node) -> str:
    """The characters of an ``mo``."""
    return "".join(text_of(node).split())


def says_fence(node: Node) -> bool:
    """Whether the renderer made this sign a delimiter that stretches."""
    attrs = node.attrs
    if attrs.get("fence") != "true" and attrs.get("data-mjx-texclass") not in ("OPEN", "CLOSE"):
        return False
    sign = sign_of(node)
    if sign and sign not in FENCES and sign not in OTHER:
        return False  # nothing that TeX could stretch
    return attrs.get("stretchy") != "false" and not attrs.keys() & _BY_HAND


def may_stretch(node: Node) -> bool:
    """Whether a delimiter is as tall as what it is around."""
    return node.attrs.get("stretchy") != "false" and "minsize" not in node.attrs


def is_fenced(node: Node) -> bool:
    """Whether a row begins and ends with delimiters, so that scripts may hang on it without braces."""
    nodes = visible(node)
    if len(nodes) < 2:
        return False
    first, last = unwrapped(nodes[0]), unwrapped(nodes[-1])
    if last.name != "mo" or not (sign_of(last) in FENCES or says_fence(last)):
        return False
    if first.name != "mo":
        return says_fence(last) or sign_of(last) in BARS  # "evaluated at", restricted to
    return sign_of(first) in FENCES or says_fence(first)


def delimiter(sign: str) -> str:
    """TeX after ``\\left`` or ``\\right``, with the blank that a command needs after it."""
    tex = BARS.get(sign) or {"<": "\\langle", ">": "\\rangle", "": "."}.get(sign)
    tex = tex or symbols.command(sign)
    return f"{tex} " if tex[-1].isalpha() else tex


def plain(sign: str) -> str:
    """TeX of a delimiter that does not stretch."""
    return BARS.get(sign) or symbols.command(sign) if sign else ""


def sized(node: Node, tex: str, side: str) -> str:
    """A delimiter in the size that TeX's ``\\big`` and its kin gave it; `side` is l, r or nothing."""
    size = node.attrs.get("minsize", "")
    found = _SIZE.match(size) if size and tex else None
    if not found:
        return tex
    height = float(found[1]) / (100 if found[2] else 1)
    name = next((name for least, name in _SIZES if height >= least), "")
    return f"\\{name}{side}{tex}" if name else tex


def side(node: Node, sign: str, at_edge: str, opened: list[Opened], after_operator: bool) -> str:
    """Where a delimiter stands: "open", "close" or "between".

    `at_edge` is "open" for the first and "close" for the last element of a row, `opened` what is open
    before it. Bars are the hard case: one opens at the start and after an operator, and closes its like.
    """
    attrs = node.attrs
    form = attrs.get("form", "")
    # Some tools call every bar a prefix.
    if form == "prefix" and sign in BARS and opened and opened[-1].sign == sign:
        return "close"
    told = _SIDES.get(form) or _SIDES.get(attrs.get("data-mjx-texclass", ""))
    if told:
        return told
    if at_edge and attrs.get("fence") == "true":
        return at_edge
    if sign in OPENING:
        return "open"
    if sign in CLOSING:
        return "close"
    if sign not in BARS or "lspace" in attrs:
        return "between"
    if at_edge == "close" and not opened:
        return "close"
    if opened and opened[-1].sign == sign and not after_operator:
        return "close"
    return "open" if after_operator else "between"


def between(node: Node, sign: str) -> str:
    """TeX of a bar or bracket that neither opens nor closes."""
    attrs = node.attrs
    if sign in ("∣", "∥") and not attrs.keys() & _DELIMITING:
        return "\\parallel" if sign == "∥" else "\\mid"
    if sign == "|" and (attrs.get("form") == "infix" or "lspace" in attrs):
        return "\\mid"
    return sized(node, plain(sign), "")


def divides(node: Node, sign: str) -> bool:
    """Whether a bar is said to be ``\\middle``."""
    told = "true" in (node.attrs.get("fence"), node.attrs.get("stretchy"))
    return told and sign in ("|", "∣") and "minsize" not in node.attrs
