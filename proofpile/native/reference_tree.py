"""A light tree of markup, for the converters that read MathML and renderers' output; twin of tree.hpp.

A formula is taken from its page as markup, so that converters are functions from text to text. Price: this
is no HTML parser. It expects what a DOM serialises, so tags that close.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape, unescape

# A tag and the text after it. No unquoted "<" in a tag and nothing given back once matched, so that
# tags that never close cost no second reading of the rest.
_PIECE = re.compile(
    r"<(/?)([A-Za-z][^\s/<>]*+)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>([^<]*+)"
    r"|(<(?![A-Za-z/!?])[^<]*+)|<[^<]*+"
)
_ATTRIBUTE = re.compile(r"([^\s=/\"'>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
DEEPEST = 120  # levels; what lies deeper is flattened, so that no converter can exhaust the stack


class Node:
    """An element: its local name in lower case, attributes, and children (elements and texts).

    Attributes and classes are shared between nodes: read them, and never change them.
    """

    __slots__ = ("attrs", "children", "classes", "name")

    def __init__(
        self,
        name: str,
        attrs: dict[str, str] | None = None,
        classes: list[str] | None = None,
        children: "Sequence[Node | str]" = (),
    ) -> None:
        self.name = name
        self.attrs = attrs or {}
        self.classes = classes or []
        self.children = list(children)

    @property
    def nodes(self) -> "list[Node]":
        """The children that are elements."""
        return [child for child in self.children if child.__class__ is Node]

    @property
    def text(self) -> str:
        """All text below, as it is."""
        return "".join([c if isinstance(c, str) else c.text for c in self.children])

    def walk(self) -> "Iterator[Node]":
        """This element and all below it, in document order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend([c for c in reversed(node.children) if c.__class__ is Node])

    def find(self, *names: str) -> "Node | None":
        """The first element of one of these names, here or below."""
        return next((node for node in self.walk() if node.name in names), None)


def parse_tree(markup: str) -> Node:
    """The tree of `markup` under a root without a name. Prefixes such as ``mml:`` are dropped."""
    if "<!" in markup:
        markup = _without(_without(markup, "<!--", "-->"), "<![CDATA[", "]]>", kept=True)
    root = Node("")
    open_nodes = [root]
    start = markup.find("<")
    root.children.append(unescape(markup[:start] if start >= 0 else markup))
    top = root
    for end, name, attributes, text, sign in _PIECE.findall(markup, max(start, 0)):
        local = name if name.islower() and ":" not in name else name.rpartition(":")[2].lower()
        if end:
            if top.name == local and top is not root:
                open_nodes.pop()
            else:
                _close(open_nodes, local)
            top = open_nodes[-1]
        elif name:
            attrs, classes = attributes_of(attributes)
            node = Node(local, attrs, classes)
            top.children.append(node)
            if attributes[-1:] != "/" and local not in VOID:
                if len(open_nodes) < DEEPEST:
                    open_nodes.append(node)
                    top = node
                elif text:  # too deep to be opened: its text at least is its own
                    node.children.append(unescape(text) if "&" in text else text)
                    continue
        if text or sign:  # a "<" that begins no tag is a sign
            text = text or sign
            top.children.append(unescape(text) if "&" in text else text)
    return root


def _without(markup: str, opening: str, closing: str, kept: bool = False) -> str:
    """`markup` without its comments, or with what CDATA sections hold as text."""
    if opening not in markup:
        return markup
    pieces = []
    at = 0
    while (start := markup.find(opening, at)) >= 0:
        end = markup.find(closing, start)
        if end < 0:
            break
        pieces.append(markup[at:start])
        if kept:
            pieces.append(escape(markup[start + len(opening) : end]))
        at = end + len(closing)
    return "".join(pieces) + markup[at:]


@lru_cache(maxsize=20_000)
def attributes_of(text: str) -> tuple[dict[str, str], list[str]]:
    """Attributes and classes. A rendering repeats the same few, so they are kept and shared."""
    attributes = {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(text)
    }
    return attributes, attributes.get("class", "").split()


VOID = frozenset(("br", "hr", "img", "input", "mspace", "mprescripts", "none", "wbr"))


def _close(open_nodes: list[Node], name: str) -> None:
    """Close the innermost open element of that name; one that is not open is ignored."""
    for depth in range(len(open_nodes) - 1, 0, -1):
        if open_nodes[depth].name == name:
            del open_nodes[depth:]
            return
