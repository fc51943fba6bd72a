"""What MathJax's outputs have in common: characters in one of its fonts, tokens, rows, errors.

The readers of boxes (`mathjax_chtml`, `mathjax_svg`, `mathjax2_chtml`, `mathjax2_html`, `mathjax2_svg`) bring
a rendering back into a tree of MathML, which `mathml_tex` reads. Price: what is not drawn (sources of macros,
sizes) is lost.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from proofpile.web.math.tree import Node

TOKENS = frozenset(["mi", "mo", "mn", "mtext", "ms"])
_OTHERS = """
    math mrow mstyle texatom TeXmathchoice mpadded mphantom mspace mfrac msqrt mroot msub msup msubsup munder
    mover munderover mtable mtd menclose merror semantics mmultiscripts maction noError
"""
ELEMENTS = TOKENS.union(_OTHERS.split())  # as MathJax 2 writes them into classes
# Letters of fonts as MathJax 3 (TEX-…) and 4 (NCM-…) abbreviate them; others are sizes of the upright one.
_FONTS = {
    "B": "bold", "I": "italic", "MI": "italic", "BI": "bold-italic", "A": "double-struck",
    "DS": "double-struck", "FR": "fraktur", "F": "fraktur", "FRB": "bold-fraktur", "FB": "bold-fraktur",
    "SC": "-tex-script", "S": "-tex-script", "SCB": "bold-script", "SB": "bold-script",
    "SS": "sans-serif", "SSB": "bold-sans-serif", "SSI": "sans-serif-italic",
    "SSBI": "sans-serif-bold-italic", "T": "monospace", "M": "monospace", "C": "-tex-calligraphic",
    "CB": "-tex-bold-calligraphic",
}  # fmt: skip
_STYLES = {
    "MATHEMATICAL BOLD ITALIC": "bold-italic", "MATHEMATICAL BOLD SCRIPT": "bold-script",
    "MATHEMATICAL BOLD FRAKTUR": "bold-fraktur", "MATHEMATICAL BOLD": "bold",
    "MATHEMATICAL ITALIC": "italic", "MATHEMATICAL SCRIPT": "-tex-script",
    "MATHEMATICAL FRAKTUR": "fraktur", "MATHEMATICAL DOUBLE-STRUCK": "double-struck",
    "MATHEMATICAL SANS-SERIF BOLD ITALIC": "sans-serif-bold-italic",
    "MATHEMATICAL SANS-SERIF BOLD": "bold-sans-serif",
    "MATHEMATICAL SANS-SERIF ITALIC": "sans-serif-italic", "MATHEMATICAL SANS-SERIF": "sans-serif",
    "MATHEMATICAL MONOSPACE": "monospace", "DOUBLE-STRUCK": "double-struck", "BLACK-LETTER": "fraktur",
    "SCRIPT": "-tex-script", "PLANCK CONSTANT": "italic",
}  # fmt: skip
# Pieces of which stretched delimiters, braces and arrows are put together.
_PIECES = {
    "(": "⎛⎜⎝", ")": "⎞⎟⎠", "{": "⎧⎨⎩", "}": "⎫⎬⎭", "[": "⎡⎢⎣", "]": "⎤⎥⎦", "⌈": "⎡⎢", "⌊": "⎣⎢",
    "⌉": "⎤⎥", "⌋": "⎦⎥", "⏞": "\ue150\ue151\ue152\ue153\ue154\ue155",
    "⏟": "\ue150\ue151\ue152\ue153\ue154\ue156",
}  # fmt: skip
_EXTENSION = "⎪⏐⎯"  # of braces, bars and arrows
_STROKES = {"→": "→−-", "⇒": "⇒=", "⇐": "⇐=", "⇔": "⇐⇒=", "↑": "↑⏐", "↓": "↓⏐"}
_MARKS = {"–": "―", "—": "―", "‵": "`", "⟶": "→", "⟵": "←", "⟷": "↔"}  # as drawn: as meant
_COMMAND = re.compile(r"\\[A-Za-z]+")
_ESCAPE = re.compile(r"\\([#$%&_{}])")
_SYMBOLS = "ℜℑℓ℘ℏ"  # letterlike, and in TeX symbols of their own


def glyph(char: str, font: str = "") -> tuple[str, str]:
    """A drawn character as (plain character, variant of MathML or ""); `font` as MathJax names it."""
    if ("\U0001d400" <= char <= "\U0001d7ff" or "ℂ" <= char <= "ⅉ") and char not in _SYMBOLS:
        parts = unicodedata.decomposition(char).split()
        if len(parts) == 2 and parts[0] == "<font>":
            name = unicodedata.name(char, "")
            style = next((v for words, v in _STYLES.items() if name.startswith(words)), "")
            return chr(int(parts[1], 16)), style
    variant = _FONTS.get(font, "") if char not in _SYMBOLS else ""
    return char, variant if char.isalnum() and (
        variant != "double-struck" or char.isascii()
    ) else ""


def token(name: str, glyphs: Sequence[tuple[str, str]]) -> Node:
    """A token element of characters in their fonts."""
    text, variant = _spelled(name, tuple(glyphs))
    if name == "mtext" and _COMMAND.fullmatch(text.strip()):
        return raw(text)  # a command that MathJax did not know
    return Node(name, {"mathvariant": variant} if variant else None, children=[text])


@lru_cache(maxsize=10_000)  # a page says "n" a hundred times
def _spelled(name: str, glyphs: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """The text of a token, and its ``mathvariant`` or "" where the usual one is meant."""
    plain = [glyph(char, font) for char, font in glyphs]
    text = "".join(char for char, _ in plain)
    variant = next((style for _, style in plain if style), "")
    if "\u0338" in text:
        text = unicodedata.normalize("NFC", text)  # a slash over a relation
    if name == "mo" and len(text) > 1:
        text = _assembled(text)
    if name == "mtext" and not _COMMAND.fullmatch(text.strip()):
        text = _ESCAPE.sub(r"\1", text)
    usual = "italic" if name == "mi" and len(text) == 1 else ""
    return text, "" if variant == usual else variant or "normal"


def _assembled(text: str) -> str:
    """One character for the pieces of a stretched one; other texts as they are."""
    text = "".join(text.split()) or text
    pieces = set(text)
    if len(pieces) == 1 and text[0] in "|∣‖∥=⎪⏐―–—¯":
        return {"⎪": "|", "⏐": "|", "¯": "―"}.get(text[0], text[0])
    if text[0] in "⏞⏟":
        return text[0]
    if text[0] in "\ue152\ue153" or "\ue156" in pieces:
        return "⏟"
    for whole in ("⌈", "⌉", "⌊", "⌋", *_PIECES):
        if pieces <= {*_PIECES[whole], *_EXTENSION} and pieces & set(_PIECES[whole]):
            return whole
    if "←" in pieces and pieces <= set("←→−-"):
        return "↔" if "→" in pieces else "←"
    return next((whole for whole, of in _STROKES.items() if whole in pieces <= set(of)), text)


def mark(node: Node) -> Node:
    """What stands over or under a base: a dash there is a line, a long arrow as long as the base."""
    if node.name == "mo" and node.children and node.children[0] in _MARKS:
        return Node("mo", {"accent": "true"}, children=[_MARKS[str(node.children[0])]])
    return node


def row(children: Iterable[Node]) -> Node:
    """One element for several."""
    nodes = list(children)
    return nodes[0] if len(nodes) == 1 else Node("mrow", children=nodes)


def error(text: str, message: str) -> list[Node]:
    """A formula that MathJax could not read: its source where it shows that, else nothing."""
    shows_source = text and text != message and not text.startswith(("Math", "[Math"))
    return [raw(text)] if shows_source else []


def plain(
    name: str, node: Node, inner: Callable[[Node], list[Node]], width: re.Pattern[str]
) -> Node:
    """The elements that MathJax 2 draws as boxes and nothing else; `width` finds that of a space."""
    if name in ("noError", "merror"):
        return row(error(node.text.strip(), ""))
    if name == "mspace":
        found = width.search(node.attrs.get("style", ""))
        return Node("mspace", {"width": found[1]} if found else {})
    return Node("mphantom" if name == "mphantom" else "mrow", children=inner(node))


def raw(tex: str) -> Node:
    """TeX that goes into the formula as it is."""
    source = Node("annotation", {"encoding": "application/x-tex"}, children=[f"{tex} "])
    return Node("semantics", children=[source])
