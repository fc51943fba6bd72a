"""The text of an element that holds TeX, with what Markdown and editors made of it undone.

A line break is a line end, and emphasis in the middle of a word is the pair of ``_`` (or ``*``) that a
Markdown processor took it from: ``a<em>i + b</em>i`` was ``a_i + b_i``.
"""

import re

from proofpile.web.dom import Element
from proofpile.web.math.tex.symbols import OPERATORS
from proofpile.web.math.tree import Node, parse

_VARIABLE = re.compile(r"[^\W\d_]{1,10}[\u0300-\u036f\u20d6\u20d7]?")
_SIGNS = {"sub": "_", "sup": "^"}
_NOT_TEXT = frozenset(["script", "style", "noscript", "annotation"])


def is_only(element: Element) -> bool:
    """Whether no element is beside it. Its parent's children are not counted: there may be 20,000."""
    return element.previous_element_sibling is None and element.next_element_sibling is None


def is_drawn(element: Element) -> bool:
    """Whether `element` holds a formula as HTML draws it, letters in italics and scripts, and no TeX."""
    text = element.text or ""
    if "\\" in text or "$" in text or ("_" in text and "{" in text):
        return False
    if not element.child_element_count:
        return not text.isascii() and "^" not in text and any(char in OPERATORS for char in text)
    if element.query_selector("sub, sup") is not None:
        return True
    letters = element.query_selector_all("em, i")
    return bool(letters) and all(_VARIABLE.fullmatch(letter.text or "") for letter in letters)


def text_of(element: Element) -> str:
    """The text of `element` as the TeX that it was."""
    if not element.child_element_count:
        return element.text or ""
    pieces: list[str] = []
    _write(parse(element.outer_html), pieces)
    return "".join(pieces)


def _write(node: Node, pieces: list[str]) -> None:
    for child in node.children:
        if isinstance(child, str):
            pieces.append(child)
        elif child.name in ("em", "strong"):
            sign = _emphasis(child, pieces)
            pieces.append(sign)
            _write(child, pieces)
            pieces.append(sign)
        elif child.name in _SIGNS:
            pieces.append(f"{_SIGNS[child.name]}{{")
            _write(child, pieces)
            pieces.append("}")
        elif child.name == "br":
            pieces.append("\n")
        elif child.name not in _NOT_TEXT:
            _write(child, pieces)


def _emphasis(node: Node, pieces: list[str]) -> str:
    """What Markdown read as emphasis: nothing if it stands apart from what is before it."""
    before = next((piece[-1] for piece in reversed(pieces) if piece), " ")
    if before.isspace() or before in "$([":
        return ""
    sign = "*" if before == "^" else "_"
    return sign if node.name == "em" else sign * 2
