"""Spaces and words in KaTeX's boxes."""

import re
import unicodedata
from collections.abc import Sequence

from proofpile.web.math.boxes.katex_boxes import mark_of, stack
from proofpile.web.math.tex import symbols
from proofpile.web.math.tree import Node

_RIGHT = re.compile(r"margin-right:\s*(-?(?:\d{1,6}(?:\.\d{0,15})?|\.\d{1,15}))em")
_SPECIAL = re.compile(r"[#$%&_{}]")
_TEXT_FONTS = {"textsf": "textsf", "texttt": "texttt", "textbf": "textbf", "textit": "textit"}
_WORDY = frozenset(["mord", "text", "textrm", "mtight", "mspace", "accent", *_TEXT_FONTS])


def is_space(child: "Node | str") -> bool:
    """Whether a box of a row is nothing but a space."""
    return not isinstance(child, str) and "mspace" in child.classes


def space(node: "Node | str", row: "Sequence[Node | str]", at: int) -> str:
    """A space that somebody set by hand: thin ones only where TeX would set none."""
    if isinstance(node, str):
        return ""
    if "newline" in node.classes:
        return "\\\\ "
    width = _RIGHT.search(node.attrs.get("style", ""))
    if not width:
        return "\\ " if node.text.strip("\u200b") else ""
    size = float(width[1])
    if size < 0:
        return "\\!"
    if size < 0.2:
        return "" if size < 0.1 or _is_spaced(row, at) else "\\,"
    return "\\qquad " if size >= 1.9 else "\\quad " if size >= 0.9 else "\\enspace "


def _is_spaced(row: "Sequence[Node | str]", at: int) -> bool:
    """Whether TeX itself sets a thin space here, once: around operators and fences, after a comma."""
    if at and is_space(row[at - 1]):
        return False
    before = row[at - 1] if at else None
    after = next((n for n in row[at:] if not is_space(n)), None)
    return (
        isinstance(before, Node) and not {"mop", "mpunct", "minner"}.isdisjoint(before.classes)
    ) or (isinstance(after, Node) and not {"mop", "minner"}.isdisjoint(after.classes))


def is_words(node: Node) -> bool:
    """Whether a box inside of ``\\text`` is text, not a formula."""
    return all(_WORDY.issuperset(n.classes) or "accent" in node.classes for n in node.walk())


def words(node: Node, run: "list[Node | str]") -> str:
    """``\\text`` in its font for some of the boxes of `node`."""
    text = "".join(map(_written, run)).replace("\u200b", "").replace("\u00a0", " ")
    nodes = [n for child in run if isinstance(child, Node) for n in child.walk()]
    font = next(
        (_TEXT_FONTS[c] for n in (node, *nodes) for c in n.classes if c in _TEXT_FONTS), "text"
    )
    escaped = _SPECIAL.sub(r"\\\g<0>", text)
    return f"\\{font}{{{escaped}}}" if text else ""


_COMBINING = {"ˊ": "\u0301", "´": "\u0301", "ˋ": "\u0300", "`": "\u0300", "ˆ": "\u0302", "^": "\u0302",
              "¨": "\u0308", "˜": "\u0303", "~": "\u0303", "ˇ": "\u030c", "ˉ": "\u0304", "˘": "\u0306",
              "˙": "\u0307", "˚": "\u030a", "¸": "\u0327", "˝": "\u030b"}  # fmt: skip


def _written(child: "Node | str") -> str:
    if isinstance(child, str):
        return child
    if "accent" not in child.classes:
        return "".join(map(_written, child.children))
    boxes = [box for _, box in stack(child)]
    mark = next((m for box in boxes if (m := mark_of(box))), "")
    letter = "".join(box.text for box in boxes if mark_of(box) is None)
    return unicodedata.normalize("NFC", letter + _COMBINING.get(mark, ""))


_NUMBER = re.compile(r"(\\text\{)([\d.]+|∞)(?=[^\d.])")


def expects_more(before: "Node | str") -> bool:
    """Whether a formula inside of text cannot end with this: a relation, an operation, a bracket."""
    return isinstance(before, Node) and not _OPEN_ENDED.isdisjoint(before.classes)


_OPEN_ENDED = frozenset(["mspace", "mrel", "mbin", "mopen", "mpunct"])


def split_words(text: str, goes_on: bool) -> list[str]:
    """`text`, without the number with which it begins if that belongs to the formula before it."""
    number = _NUMBER.match(text) if goes_on else None
    if not number:
        return [text]
    rest = number[1] + text[number.end() :]
    return [
        symbols.command(number[2]) if number[2] == "∞" else number[2],
        rest if rest != "\\text{}" else "",
    ]
