"""The table of MathML's elements, and what every converter of one needs.

A converter is a function from an element to TeX, registered under the element's name. What has none is read
as the row of its children, so that no text is lost.
"""

import re
from collections.abc import Callable, Iterable

from proofpile.web.math.tree import Node

Converter = Callable[[Node], str]
_CONVERTERS: dict[str, Converter] = {}
IGNORED = frozenset(
    ("annotation", "annotation-xml", "maligngroup", "malignmark", "mprescripts", "none", "script", "style")
)  # fmt: skip
SHELLS = frozenset(("mrow", "mstyle", "mpadded", "texatom", "merror"))
BARLESS = "\\genfrac{}{}{0pt}{}"  # a fraction without a line
_NO_LINE = re.compile(r"0[a-z%.0]*$")
_WORD_END = re.compile(r"\\[A-Za-z]+$")
_LAST_COMMAND = re.compile(r"[\^_]\\[A-Za-z]+$")
_LARGE = (
    "\\sum", "\\prod", "\\coprod", "\\big", "\\int", "\\iint", "\\iiint", "\\oint", "\\lim", "\\max", "\\min",
    "\\sup", "\\inf", "\\operatorname", "\\log", "\\sin", "\\cos", "\\tan",
)  # fmt: skip


def element(*names: str) -> Callable[[Converter], Converter]:
    """Register a function from an element to TeX under its names; "" stands for unknown elements."""

    def register(converter: Converter) -> Converter:
        _CONVERTERS.update(dict.fromkeys(names, converter))
        return converter

    return register


def convert(node: Node) -> str:
    """TeX for one element."""
    return (_CONVERTERS.get(node.name) or _CONVERTERS[""])(node)


def group(tex: str) -> str:
    """An argument in braces."""
    return f"{{{tex}}}"


def join(pieces: Iterable[str]) -> str:
    """TeX pieces side by side, with a blank where a command would run into a letter."""
    out: list[str] = []
    last = ""
    for piece in pieces:
        if not piece:
            continue
        if last and piece[0].isalnum() and last[-1].isalnum() and _runs_into(last, piece):
            out.append(" ")
        elif piece[0] in "^_" and ends_in_script(last, piece[0]):
            piece = _second_script(out, last, piece)
        out.append(piece)
        last = piece
    return "".join(out)


def ends_in_script(tex: str, mark: str) -> bool:
    """Whether TeX ends with a script of that kind, so that another one would be the second."""
    if mark not in tex:
        return False
    return tex[-1] == "}" or tex[-2] == mark or _LAST_COMMAND.search(tex[-24:]) is not None


def _second_script(out: list[str], last: str, piece: str) -> str:
    """A raised or lowered sign after another: ``⁻¹`` is one script, and no base takes two."""
    if last[0] != piece[0]:
        return "{}" + piece
    out.pop()
    both = [tex[2:-1] if tex[1:2] == "{" else tex[1:] for tex in (last, piece)]
    return f"{piece[0]}{{{both[0]}{both[1]}}}"


def _runs_into(last: str, piece: str) -> bool:
    """Whether a blank is needed for TeX, or for readers: ``\\sum_{i=1}^n i``."""
    if last[-2:-1] in ("^", "_"):
        return last.startswith(_LARGE)
    return _WORD_END.search(last[-24:]) is not None


def visible(node: Node) -> list[Node]:
    """The children that show something; text that stands between elements becomes a text element."""
    shown: list[Node] = []
    for item in node.children:
        if isinstance(item, Node):
            if item.name not in IGNORED:
                shown.append(item)
        elif not item.isspace():
            shown.append(Node("mtext", children=[item]))
    return shown


def child(node: Node, at: int) -> str:
    """TeX of the child at that place; "" where there is none."""
    nodes = visible(node)
    return convert(nodes[at]) if at < len(nodes) else ""


def only_child(node: Node) -> Node:
    """The one child that shows something, out of rows and styles; an empty element where there are more."""
    nodes = visible(node)
    return unwrapped(nodes[0]) if len(nodes) == 1 else Node("none")


def unwrapped(node: Node) -> Node:
    """`node`, or what a row or style around nothing else holds."""
    while node.name in SHELLS and not _means_something(node):
        inner = visible(node)
        if len(inner) != 1:
            break
        node = inner[0]
    return node


def _means_something(shell: Node) -> bool:
    """Whether a row or style is more than grouping: an alphabet, or Temml's box."""
    attrs = shell.attrs
    if not attrs:
        return False
    if shell.name == "mpadded":
        return attrs.get("width", "").startswith("0")  # a phantom's height
    return "mathvariant" in attrs or "border:" in attrs.get("style", "")


def has_no_line(fraction: Node) -> bool:
    """Whether an ``mfrac`` is drawn without its line."""
    return _NO_LINE.match(fraction.attrs.get("linethickness", "")) is not None
