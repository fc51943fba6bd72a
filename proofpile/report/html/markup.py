"""Markup from Python values, escaped unless it is markup already.

Texts of pages are hostile. Everything that is not `Html` is escaped on its way in, so nobody can forget to;
characters that are unseen or reorder what stands around them are shown by their number. The page runs no
script, and its content policy forbids any: a mistake here would be ugly, not dangerous. A template engine
was rejected: it is one more dependency, and escapes only where its author remembers to switch that on.
"""

import html
import re
from collections.abc import Iterable
from typing import TypeAlias

# Controls (but tab and newline), separators, bidirectional overrides and isolates, zero-width marks,
# interlinear and tag characters, noncharacters. Joiners (200C, 200D) stay: scripts need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
# Combining marks pile up without end, and over the lines above.
_PILED = re.compile("([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})"
                    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")  # fmt: skip
_VOID = {"meta"}  # an SVG element is never void: in HTML, what follows would be inside it


class Html(str):
    """Text that is markup."""

    __slots__ = ()


Child: TypeAlias = "str | int | Iterable[Child] | None"


def tag(name: str, /, *children: Child, **attributes: str | float | bool | None) -> Html:
    """An element. ``class_`` is class, ``aria_label`` is aria-label; None and False leave one out."""
    inner = join(children)
    start = name + "".join(_attribute(key, value) for key, value in attributes.items())
    return Html(f"<{start}>" if name in _VOID else f"<{start}>{inner}</{name}>")


def join(children: Child) -> Html:
    """Children one after another, each escaped unless it is markup."""
    if children is None:
        return Html("")
    if isinstance(children, Html):
        return children
    if isinstance(children, str | int):
        return escaped(str(children))
    return Html("".join(map(join, children)))


def escaped(text: str) -> Html:
    """`text` as it may stand in an element or in a quoted attribute."""
    return Html(html.escape(visible(text)))


def visible(text: str) -> str:
    """`text` with what is unseen as ``⟨U+202E⟩``, and marks piled no higher than three."""
    return _PILED.sub(r"\1", _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text))


def _attribute(key: str, value: str | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escaped(_shown(value))}"'


def _shown(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"
