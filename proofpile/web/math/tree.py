"""A light tree of markup, for the converters that read MathML and renderers' output.

Asking the page's DOM for each node costs about 3 µs a question; taking the markup of one formula whole
and splitting it by one expression costs 6 µs and then 0.5 µs a node, and makes the converters functions
from text to text. Price: this is no HTML parser. It expects what a DOM serialises, so tags that close.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

_PIECE = re.compile(
    r"<!--.*?-->|<(?P<end>/?)(?P<name>[A-Za-z][^\s/>]*)(?P<attrs>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=/\"'>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_DEEPEST = 200  # levels; what lies deeper is flattened, so that no converter can exhaust the stack


@dataclass(slots=True)
class Node:
    """An element: its local name in lower case, attributes, and children (elements and texts)."""

    name: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)
    classes: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.classes = self.attrs["class"].split() if "class" in self.attrs else []

    @property
    def nodes(self) -> "list[Node]":
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, Node)]

    @property
    def text(self) -> str:
        """All text below, as it is."""
        return "".join(c if isinstance(c, str) else c.text for c in self.children)

    def walk(self) -> "Iterator[Node]":
        """This element and all below it, in document order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend([c for c in reversed(node.children) if c.__class__ is Node])  # type: ignore[misc]

    def find(self, *names: str) -> "Node | None":
        """The first element of one of these names, here or below."""
        return next((node for node in self.walk() if node.name in names), None)


def parse(markup: str) -> Node:
    """The tree of `markup` under a root without a name. Prefixes such as ``mml:`` are dropped."""
    root = Node("")
    open_nodes = [root]
    at = 0
    for piece in _PIECE.finditer(markup):
        if piece.start() > at:
            open_nodes[-1].children.append(unescape(markup[at : piece.start()]))
        at = piece.end()
        if piece["name"] is None:
            continue
        name = piece["name"].rpartition(":")[2].lower()
        if piece["end"]:
            _close(open_nodes, name)
        else:
            _open(open_nodes, Node(name, _attributes(piece["attrs"])), piece["attrs"].endswith("/"))
    if at < len(markup):
        open_nodes[-1].children.append(unescape(markup[at:]))
    return root


def _attributes(text: str) -> dict[str, str]:
    if not text or text == "/":
        return {}
    return {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(text)
    }


_VOID = frozenset("br hr img input mspace mprescripts none wbr".split())


def _open(open_nodes: list[Node], node: Node, closed: bool) -> None:
    open_nodes[-1].children.append(node)
    if not closed and len(open_nodes) < _DEEPEST and node.name not in _VOID:
        open_nodes.append(node)


def _close(open_nodes: list[Node], name: str) -> None:
    """Close the innermost open element of that name; one that is not open is ignored."""
    for depth in range(len(open_nodes) - 1, 0, -1):
        if open_nodes[depth].name == name:
            del open_nodes[depth:]
            return
