"""The twins of `Element`, `Phrases` and `parse_dom`: the same answers, in Python.

Markup comes from a parser's serialiser, so elements close, and attributes are in double quotes. What
deviates is read without error, and the same way as by the compiled kernel; tests hold them to each other.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

_TELLING = ("ul", "ol", "li", "dl", "dt", "dd", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    """
    address article aside body caption center details dialog dir div dl dt dd fieldset figcaption
    figure footer form header hgroup html legend main menu nav option pre section summary table
    tbody td tfoot th thead tr hr p ul ol li blockquote h1 h2 h3 h4 h5 h6
    """.split()  # noqa: SIM905
)
_VOID = frozenset(
    """
    area base basefont bgsound br col embed frame hr img input keygen link meta param source track
    wbr
    """.split()  # noqa: SIM905
)
_RAW = frozenset(["script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext"])
_PICTURES = frozenset(["img", "math", "script", "svg"])

_SPACES = " \n\t\r\f"
_BLANK = re.compile("[ \n\t\r\f\u00a0]+")
_STOPS = frozenset(".,;!?\u3001\u3002\uff0c")
_OPENS_FORMULA = re.compile(r"\$(?=\$)|\\(?=[(\[]|begin\{)")
_ENDS = re.compile("[ \n\t\r\f\u00a0.,;:]*")
_MOST_WORDS = 16  # of a name
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_FORMULA_BYTES = 12  # beside those of its placeholder
_PARAGRAPH, _CODE = 50, 20  # bytes
_LOOKED_AT = 64  # nodes around a formula, to see whether it stands alone
_TEXTS = 64  # between two elements that count as neighbours


class _Sums(NamedTuple):
    characters: int = 0
    linked: int = 0
    stops: int = 0
    slots: int = 0
    prose: int = 0

    def plus(self, other: "_Sums") -> "_Sums":
        return _Sums(*map(sum, zip(self, other, strict=True)))


_NOTHING = _Sums()


class _Node:
    __slots__ = (
        "after", "alive", "attributes", "before", "classes", "end", "first", "id", "last", "parent", "sums",
        "tag", "text",
    )  # fmt: skip

    def __init__(self, tag: str | None, text: str = "") -> None:
        self.tag, self.text = tag, text  # a text has no tag
        self.parent = self.first = self.last = self.before = self.after = -1
        self.end = 0
        self.attributes: list[tuple[str, str]] = []
        self.classes: tuple[str, ...] = ()
        self.id: str | None = None
        self.alive = True
        self.sums = _NOTHING


class _Dom:
    def __init__(self, markup: str) -> None:
        self.nodes = [_Node("#document")]
        self.deepest = 0
        _Parser(self, markup).run()
        self.originals = len(self.nodes)
        self.nodes[0].end = self.originals

    def walk(self, root: int) -> Iterator[tuple[int, bool]]:
        """(node, whether it is left) for each node of a subtree, elements entered and left."""
        at = root
        while True:
            yield at, False
            node = self.nodes[at]
            if node.tag is not None and node.first >= 0:
                at = node.first
                continue
            if node.tag is not None:
                yield at, True
            while at != root and self.nodes[at].after < 0:
                at = self.nodes[at].parent
                yield at, True
            if at == root:
                return
            at = self.nodes[at].after

    def text_of(self, root: int) -> str:
        nodes = self.nodes
        return "".join(
            nodes[i].text for i, left in self.walk(root) if not left and nodes[i].tag is None
        )

    def markup_of(self, root: int) -> str:
        return "".join(self._markup(i, left) for i, left in self.walk(root))

    def _markup(self, i: int, left: bool) -> str:
        node = self.nodes[i]
        if i == 0:
            return ""  # the document has no markup of its own
        if node.tag is None:
            raw = node.parent >= 0 and self.nodes[node.parent].tag in _RAW
            return node.text if raw else _escaped(node.text, False)
        if left:
            return "" if node.tag in _VOID else f"</{node.tag}>"
        attributes = "".join(f' {name}="{_escaped(v, True)}"' for name, v in node.attributes)
        return f"<{node.tag}{attributes}>"

    def sibling(self, i: int, side: str) -> int:
        """The next element on a side, "before" or "after"; -1 if there is none behind `_TEXTS` texts."""
        texts = 0
        i = getattr(self.nodes[i], side)
        while i >= 0 and self.nodes[i].tag is None:
            texts += 1
            if texts > _TEXTS:
                return -1
            i = getattr(self.nodes[i], side)
        return i

    def contains(self, outer: int, inner: int) -> bool:
        while inner >= self.originals:
            inner = self.nodes[inner].parent
        if outer < self.originals:
            return outer <= inner < self.nodes[outer].end
        return outer == inner

    # --- changes

    def adopt(self, parent: int, i: int) -> None:
        up, node = self.nodes[parent], self.nodes[i]
        node.parent, node.before, node.after = parent, up.last, -1
        if up.last >= 0:
            self.nodes[up.last].after = i
        else:
            up.first = i
        up.last = i

    def insert_before(self, i: int, following: int) -> None:
        node, follower = self.nodes[i], self.nodes[following]
        node.parent, node.before, node.after = follower.parent, follower.before, following
        if follower.before >= 0:
            self.nodes[follower.before].after = i
        else:
            self.nodes[follower.parent].first = i
        follower.before = i

    def remove(self, i: int) -> None:
        node = self.nodes[i]
        if not node.alive or i == 0:
            return
        if node.before >= 0:
            self.nodes[node.before].after = node.after
        else:
            self.nodes[node.parent].first = node.after
        if node.after >= 0:
            self.nodes[node.after].before = node.before
        else:
            self.nodes[node.parent].last = node.before
        node.before = node.after = -1
        for k, _ in self.walk(i):
            self.nodes[k].alive = False

    def add(self, text: str, paragraph: bool = False) -> int:
        """A new text, in a paragraph of its own or bare."""
        i = len(self.nodes)
        if paragraph:
            self.nodes.append(_Node("p"))
            self.nodes[i].end = i + 1
            self.adopt(i, self.add(text))
            return i
        self.nodes.append(_Node(None, text))
        self.nodes[i].end = i + 1
        return i

    def put_first(self, parent: int, i: int) -> None:
        first = self.nodes[parent].first
        if first >= 0:
            self.insert_before(i, first)
        else:
            self.adopt(parent, i)

    # --- sums

    def measure(self) -> None:
        linked = [False] * len(self.nodes)
        own = [(0, 0)] * len(
            self.nodes
        )  # bytes and linked ones of the text that no block below holds
        for i, node in enumerate(self.nodes):
            linked[i] = i > 0 and (node.tag == "a" or linked[node.parent])
            node.sums = _NOTHING
        for i in range(len(self.nodes) - 1, 0, -1):
            node = self.nodes[i]
            if not node.alive:
                continue
            if node.tag is None:
                node.sums = _count(node.text, linked[i])
                size = len(_BLANK.sub("", node.text).encode()) + _FORMULA_BYTES * node.sums.slots
                own[i] = size, size if linked[i] else 0
            if node.tag in _BLOCKS:
                prose = own[i][0] if _reads_like_prose(node.tag, *own[i]) else 0
                node.sums = node.sums.plus(_Sums(prose=prose))
            else:
                up = own[node.parent]
                own[node.parent] = up[0] + own[i][0], up[1] + own[i][1]
            self.nodes[node.parent].sums = self.nodes[node.parent].sums.plus(node.sums)

    def stands_alone(self, i: int) -> bool:
        budget = [_LOOKED_AT]
        while True:
            for side in ("before", "after"):
                k = getattr(self.nodes[i], side)
                while k >= 0:
                    if not self._is_empty(k, budget):
                        return False
                    k = getattr(self.nodes[k], side)
            i = self.nodes[i].parent
            tag = self.nodes[i].tag if i > 0 else "body"
            if tag in ("body", "html"):
                return False
            if tag in _BLOCKS:
                neighbours = self.sibling(i, "before") >= 0 or self.sibling(i, "after") >= 0
                return tag not in ("td", "th") or not neighbours

    def _is_empty(self, root: int, budget: list[int]) -> bool:
        for i, left in self.walk(root):
            if left:
                continue
            budget[0] -= 1
            node = self.nodes[i]
            if budget[0] < 0 or node.tag in _PICTURES:
                return False
            if node.tag is None and not _ENDS.fullmatch(node.text):
                return False
        return True


def _escaped(text: str, in_attribute: bool) -> str:
    text = text.replace("&", "&amp;").replace("\u00a0", "&nbsp;")
    if in_attribute:
        return text.replace('"', "&quot;")
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _count(text: str, linked: bool) -> _Sums:
    characters = sum(len(piece) for piece in _BLANK.split(text))
    stops = sum(char in _STOPS for char in text)
    slots = sum(char >= "\U00100000" for char in text) if not text.isascii() else 0
    slots += len(_OPENS_FORMULA.findall(text)) if "\\" in text or "$$" in text else 0
    return _Sums(characters, characters if linked else 0, stops, slots)


def _reads_like_prose(tag: str, size: int, linked: int) -> bool:
    if tag in _HEADINGS:
        return False
    return (size >= _PARAGRAPH and 2 * linked < size) or (tag == "pre" and size > _CODE)


# --- reading


_REFERENCE = re.compile("&(amp|lt|gt|quot|nbsp);")
_REFERENCES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "nbsp": "\u00a0"}
_NAME_ENDS = re.compile("[ />\n\t]")
_ATTRIBUTE_ENDS = re.compile("[= >\n\t]")
_SPACE_SPLIT = re.compile(f"[{_SPACES}]+")


def _decoded(text: str) -> str:
    if "&" not in text:
        return text
    return _REFERENCE.sub(lambda found: _REFERENCES[found[1]], text)


class _Parser:
    def __init__(self, dom: _Dom, markup: str) -> None:
        self._dom, self._s = dom, markup
        self._top = self._depth = 0

    def run(self) -> None:
        s, at = self._s, 0
        while at < len(s):
            tag = self._find("<", at)
            if tag > at:
                self._text(self._top, _decoded(s[at:tag]))
            if tag >= len(s):
                break
            at = self._piece(tag + 1)
        while self._top >= 0:
            self._end(self._top)
            self._top = self._dom.nodes[self._top].parent

    def _piece(self, at: int) -> int:
        """Read what begins with "<" and return where the next piece begins."""
        s = self._s
        if s.startswith("!--", at):
            end = s.find("-->", at + 3)
            return len(s) if end < 0 else end + 3
        if s[at : at + 1] in ("!", "?"):
            return min(self._find(">", at), len(s) - 1) + 1
        if s[at : at + 1] == "/":
            end = self._find(">", at)
            self._close(s[at + 1 : end])
            return min(end + 1, len(s))
        return self._open(at)

    def _open(self, at: int) -> int:
        s = self._s
        name_end = self._match(_NAME_ENDS, at)
        tag = s[at:name_end]
        node = self._new(self._top, _Node(tag))
        at = name_end
        while at < len(s) and s[at] != ">":
            if s[at] in _SPACES or s[at] == "/":
                at += 1
                continue
            end = self._match(_ATTRIBUTE_ENDS, at)
            name, value, at = s[at:end], "", end
            if s.startswith('="', at):
                close = self._find('"', at + 2)
                value = s[at + 2 : close]
                at = min(close + 1, len(s))
            elif s.startswith("=", at):
                at += 1
            if name:
                self._attribute(node, name, _decoded(value))
        at = min(at + 1, len(s))
        if tag in _VOID:
            self._end(self._index)
        elif tag in _RAW:
            return self._raw(at, tag)
        else:
            self._top = self._index
            self._depth += 1
            self._dom.deepest = max(self._dom.deepest, self._depth)
        return at

    def _raw(self, at: int, tag: str) -> int:
        closing = f"</{tag}>"
        end = self._find(closing, at)
        owner = self._index
        if end > at:
            self._text(owner, self._s[at:end])
        self._end(owner)
        return min(end + len(closing), len(self._s))

    @staticmethod
    def _attribute(node: _Node, name: str, value: str) -> None:
        node.attributes.append((name, value))
        if name == "id" and node.id is None:
            node.id = value
        if name == "class" and not node.classes:
            node.classes = tuple(filter(None, _SPACE_SPLIT.split(value)))

    def _close(self, name: str) -> None:
        nodes, i, up = self._dom.nodes, self._top, 0
        while i > 0 and nodes[i].tag != name:
            i, up = nodes[i].parent, up + 1
        if i <= 0:
            return
        k = self._top
        self._end(k)
        while k != i:
            k = nodes[k].parent
            self._end(k)
        self._top = nodes[i].parent
        self._depth -= up + 1

    def _new(self, parent: int, node: _Node) -> _Node:
        self._dom.nodes.append(node)
        self._index = len(self._dom.nodes) - 1
        self._dom.adopt(parent, self._index)
        return node

    def _text(self, parent: int, text: str) -> None:
        self._new(parent, _Node(None, text))
        self._end(self._index)

    def _end(self, i: int) -> None:
        self._dom.nodes[i].end = len(self._dom.nodes)

    def _find(self, what: str, at: int) -> int:
        found = self._s.find(what, at)
        return len(self._s) if found < 0 else found

    def _match(self, pattern: re.Pattern[str], at: int) -> int:
        found = pattern.search(self._s, at)
        return found.start() if found else len(self._s)


# --- selectors


@dataclass
class _Compound:
    combinator: str = ""  # with what stands before
    tag: str = ""
    id: str = ""
    classes: list[str] = field(default_factory=list)
    tests: list[tuple[str, str, str, bool]] = field(
        default_factory=list
    )  # name, operator, value, fold
    nots: "list[list[_Compound]]" = field(default_factory=list)


_TESTS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda value, wanted: value == wanted,
    "^": lambda value, wanted: wanted != "" and value.startswith(wanted),
    "$": lambda value, wanted: wanted != "" and value.endswith(wanted),
    "*": lambda value, wanted: wanted != "" and wanted in value,
    "~": lambda value, wanted: (
        wanted != ""
        and re.search(f"(?<![^{_SPACES}]){re.escape(wanted)}(?![^{_SPACES}])", value) is not None
    ),
}
_UPPER = str.maketrans({chr(c): chr(c + 32) for c in range(65, 91)})
_NAME = re.compile("[A-Za-z0-9_-]+")


class _Selector:
    """See selector.hpp. Raises ValueError on what it does not know."""

    def __init__(self, source: str) -> None:
        self._s, self._at = source, 0
        self.alternatives = self._list(False)
        if self._at != len(source):
            self._fail()

    def _fail(self) -> None:
        raise ValueError(f"no selector that is known here: {self._s} (at {self._at})")

    def _peek(self) -> str:
        return self._s[self._at : self._at + 1]

    def _take(self, text: str) -> bool:
        if not self._s.startswith(text, self._at):
            return False
        self._at += len(text)
        return True

    def _blanks(self) -> bool:
        start = self._at
        while self._peek() and self._peek() in _SPACES:
            self._at += 1
        return self._at > start

    def _name(self) -> str:
        found = _NAME.match(self._s, self._at)
        if not found:
            self._fail()
            return ""
        self._at = found.end()
        return found[0]

    def _list(self, nested: bool) -> list[list[_Compound]]:
        alternatives = []
        while True:
            self._blanks()
            alternatives.append(self._complex(nested))
            self._blanks()
            if not self._take(","):
                return alternatives

    def _complex(self, nested: bool) -> list[_Compound]:
        parts = [self._compound("")]
        while True:
            apart = self._blanks()
            c = self._peek()
            if c in ("", ",") or (nested and c == ")"):
                return parts
            if c in (">", "+"):
                self._at += 1
                self._blanks()
                parts.append(self._compound(c))
            elif apart:
                parts.append(self._compound(" "))
            else:
                self._fail()

    def _compound(self, combinator: str) -> _Compound:
        made, start = _Compound(combinator), self._at
        if not self._take("*") and _NAME.match(self._peek()):
            made.tag = self._name()
        while True:
            if self._take("."):
                made.classes.append(self._name())
            elif self._take("#"):
                made.id = self._name()
            elif self._take("["):
                made.tests.append(self._test())
            elif self._take(":not("):
                made.nots.extend(self._list(True))
                if not self._take(")"):
                    self._fail()
            else:
                break
        if self._at == start:
            self._fail()
        return made

    def _test(self) -> tuple[str, str, str, bool]:
        name = self._name()
        if self._take("]"):
            return name, "", "", False
        operator = self._peek()
        if operator != "=":
            self._at += 1
        if not self._take("=") or operator not in _TESTS:
            self._fail()
        value = self._quoted() if self._peek() in ('"', "'") else self._name()
        fold = self._blanks()
        if fold and not self._take("i"):
            self._fail()
        if not self._take("]"):
            self._fail()
        return name, operator, value.translate(_UPPER) if fold else value, fold

    def _quoted(self) -> str:
        quote, value = self._peek(), ""
        self._at += 1
        while self._peek() != quote:
            if self._peek() == "\\":
                self._at += 1
            if not self._peek():
                self._fail()
            value += self._peek()
            self._at += 1
        self._at += 1
        return value


@cache
def _selector(source: str) -> _Selector:
    return _Selector(source)


class _Bound:
    """A selector for one page."""

    def __init__(self, source: str, dom: _Dom) -> None:
        self._alternatives, self._dom = _selector(source).alternatives, dom

    def matches(self, i: int) -> bool:
        return any(self._meets(c, len(c) - 1, i) for c in self._alternatives)

    def _meets(self, parts: list[_Compound], k: int, i: int) -> bool:
        if not self._is(parts[k], i):
            return False
        if k == 0:
            return True
        match parts[k].combinator:
            case ">":
                up = self._dom.nodes[i].parent
                return up > 0 and self._meets(parts, k - 1, up)
            case "+":
                left = self._dom.sibling(i, "before")
                return left >= 0 and self._meets(parts, k - 1, left)
        up = self._dom.nodes[i].parent
        while up > 0:
            if self._meets(parts, k - 1, up):
                return True
            up = self._dom.nodes[up].parent
        return False

    def _is(self, part: _Compound, i: int) -> bool:
        node = self._dom.nodes[i]
        if node.tag is None or (part.tag and node.tag != part.tag):
            return False
        if (part.id and node.id != part.id) or not set(part.classes).issubset(node.classes):
            return False
        if not all(_passes(node, *test) for test in part.tests):
            return False
        return not any(self._meets(c, len(c) - 1, i) for c in part.nots)


def _passes(node: _Node, name: str, operator: str, wanted: str, fold: bool) -> bool:
    for own, value in node.attributes:
        if own == name:
            return not operator or _TESTS[operator](
                value.translate(_UPPER) if fold else value, wanted
            )
    return False


# --- what Python sees


class Phrases:
    """Phrases in the names that authors give to elements; the value of a name is the OR of its phrases'.

    A name is split into words at signs, digits and before capitals; a phrase is one to three words joined
    by "-". "^" before a phrase asks that the name begins with it, "$" behind it that the name ends there.
    A word of `negations` in front unsays a phrase.
    """

    def __init__(self, table: Mapping[str, int], negations: Sequence[str]) -> None:
        self._table, self._negations = dict(table), frozenset(negations)

    def __call__(self, name: str) -> int:
        words = [w.lower() for w in re.findall("[A-Z]*[a-z]+|[A-Z]+", _unjoined(name))]
        words = words[:_MOST_WORDS]
        bits = 0
        for i in range(len(words)):
            if i and words[i - 1] in self._negations:
                continue
            for k in range(i + 1, min(i + 3, len(words)) + 1):
                phrase = "-".join(words[i:k])
                begin, end = ("^" if i == 0 else ""), ("$" if k == len(words) else "")
                for key in {phrase, begin + phrase, phrase + end, begin + phrase + end}:
                    bits |= self._table.get(key, 0)
        return bits


def _unjoined(name: str) -> str:
    """`name` with a blank before each capital that follows a small letter."""
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", name)


class Element:
    """An element of a page. A handle: two of the same element are equal.

    `index` orders elements as the page does. What has been removed can still be asked, and is not `alive`.
    `characters` (that are no white space), `linked` ones among them, `stops` (ends of sentences and commas),
    `slots` (formulas) and `prose` (bytes of texts that read like paragraphs: so long, and less than half of
    them links) are sums over all below, as of the last `measure()` of any element of the page.
    """

    __slots__ = ("_dom", "index")

    def __init__(self, dom: _Dom, index: int) -> None:
        self._dom, self.index = dom, index

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Element) and self._dom is other._dom and self.index == other.index

    def __hash__(self) -> int:
        return self.index

    @property
    def _node(self) -> _Node:
        return self._dom.nodes[self.index]

    def _at(self, i: int) -> "Element | None":
        return Element(self._dom, i) if i > 0 else None

    @property
    def end(self) -> int:
        """One past the index of the last element below."""
        return self._node.end

    @property
    def alive(self) -> bool:
        """Whether it is still part of the page."""
        return self._node.alive

    @property
    def tag(self) -> str:
        return self._node.tag or ""

    @property
    def text(self) -> str:
        """All text below, as it is."""
        return self._dom.text_of(self.index)

    @property
    def outer_html(self) -> str:
        """The element as markup."""
        return self._dom.markup_of(self.index)

    @property
    def class_name(self) -> str:
        return self.getattr("class") or ""

    def getattr(self, name: str) -> str | None:
        """The value of an attribute; None if it has none of that name."""
        return next((value for own, value in self._node.attributes if own == name), None)

    def hasattr(self, name: str) -> bool:
        return self.getattr(name) is not None

    def __getitem__(self, name: str) -> str:
        value = self.getattr(name)
        if value is None:
            raise KeyError(name)
        return value

    def matches(self, selector: str) -> bool:
        """Whether it meets a selector; raises ValueError for one that is not known here."""
        return _Bound(selector, self._dom).matches(self.index)

    def closest(self, selector: str) -> "Element | None":
        """This element or the nearest one above that meets a selector."""
        bound, i = _Bound(selector, self._dom), self.index
        while i > 0:
            if bound.matches(i):
                return Element(self._dom, i)
            i = self._dom.nodes[i].parent
        return None

    def query_selector(self, selector: str) -> "Element | None":
        """The first element below that meets a selector."""
        return next(self._select(selector), None)

    def query_selector_all(self, selector: str) -> "list[Element]":
        """The elements below that meet a selector, in document order; none that were put in later."""
        return list(self._select(selector))

    def _select(self, selector: str) -> "Iterator[Element]":
        bound = _Bound(selector, self._dom)
        for i in range(self.index + 1, self._node.end):
            if self._dom.nodes[i].alive and bound.matches(i):
                yield Element(self._dom, i)

    @property
    def parent_element(self) -> "Element | None":
        return self._at(self._node.parent)

    @property
    def previous_element_sibling(self) -> "Element | None":
        return self._at(self._dom.sibling(self.index, "before"))

    @property
    def next_element_sibling(self) -> "Element | None":
        return self._at(self._dom.sibling(self.index, "after"))

    @property
    def children(self) -> "list[Element]":
        """The elements right below."""
        found, i = [], self._node.first
        while i >= 0:
            if self._dom.nodes[i].tag is not None:
                found.append(Element(self._dom, i))
            i = self._dom.nodes[i].after
        return found

    @property
    def child_element_count(self) -> int:
        return len(self.children)

    def contains(self, other: "Element") -> bool:
        """Whether `other` is this element or lies below it."""
        return self._dom is other._dom and self._dom.contains(self.index, other.index)

    @property
    def stands_alone(self) -> bool:
        """Whether nothing but this, blanks and the marks that end a sentence stands in the block around it.

        A cell beside others is no block of its own.
        """
        return self._dom.stands_alone(self.index)

    def remove(self) -> None:
        self._dom.remove(self.index)

    def replace_with(self, text: str) -> None:
        """Put a text in its place."""
        self._replace(text, False)

    def replace_with_paragraph(self, text: str) -> None:
        """Put a paragraph in its place."""
        self._replace(text, True)

    def _replace(self, text: str, paragraph: bool) -> None:
        if self.index > 0 and self.alive:
            self._dom.insert_before(self._dom.add(text, paragraph), self.index)
            self.remove()

    def paragraph_before(self, text: str) -> None:
        """Put a paragraph before it."""
        if self.index > 0 and self.alive:
            self._dom.insert_before(self._dom.add(text, True), self.index)

    def prepend(self, text: str, paragraph: bool = False) -> None:
        """Put a text, or a paragraph, before everything in it."""
        self._dom.put_first(self.index, self._dom.add(text, paragraph))

    def append(self, text: str, paragraph: bool = False) -> None:
        """Put a text, or a paragraph, behind everything in it."""
        self._dom.adopt(self.index, self._dom.add(text, paragraph))

    def rename(self, tag: str) -> None:
        """Give it another tag."""
        self._node.tag = tag

    @property
    def characters(self) -> int:
        return self._node.sums.characters

    @property
    def linked(self) -> int:
        return self._node.sums.linked

    @property
    def stops(self) -> int:
        return self._node.sums.stops

    @property
    def slots(self) -> int:
        return self._node.sums.slots

    @property
    def prose(self) -> int:
        return self._node.sums.prose

    def measure(self) -> None:
        """Take the sums anew, of the whole page."""
        self._dom.measure()

    def outline(self, comment: str = "") -> list[tuple[str, str]]:
        """The blocks at and below it: ("", text), (tag, number or "") and ("/tag", "") at their edges.

        Edges are those of lists, items, terms, definitions, quotations and headings. White space is
        collapsed; a ``br`` is a line feed, and two of them end a block. `comment` is put where a line ended
        behind an unescaped per cent sign, since such an end closes a comment of TeX.
        """
        return _Outline(self._dom, comment).read(self.index)

    def marked(self, phrases: Phrases) -> "list[tuple[Element, int, int]]":
        """The elements below whose classes or id hold phrases, and what these stand for: classes', id's."""
        found = []
        for i in range(self.index + 1, self._node.end):
            node = self._dom.nodes[i]
            if not node.alive or node.tag is None:
                continue
            of_id = phrases(node.id) if node.id is not None else 0
            of_classes = 0
            for name in node.classes:
                of_classes |= phrases(name)
            if of_id | of_classes:
                found.append((Element(self._dom, i), of_classes, of_id))
        return found


class _Outline:
    def __init__(self, dom: _Dom, comment: str) -> None:
        self._dom, self._comment = dom, comment
        self._told: list[tuple[str, str]] = []
        self._begin()

    def _begin(self) -> None:
        self._block: list[str] = []
        self._space = self._percent = False
        self._breaks = 0

    def _flush(self) -> None:
        block = "".join(self._block).rstrip(" \n")
        if block:
            self._told.append(("", block))
        self._begin()

    def read(self, root: int) -> list[tuple[str, str]]:
        for i, left in self._dom.walk(root):
            node = self._dom.nodes[i]
            if node.tag is None:
                self._text(node.text)
            elif node.tag == "br":
                if not left:
                    self._breaks += 1
                    self._percent = False
            elif node.tag in _BLOCKS:
                self._flush()
                if node.tag in _TELLING:
                    name = {"ol": "start", "li": "value"}.get(node.tag, "")
                    number = Element(self._dom, i).getattr(name) or "" if name else ""
                    self._told.append((f"/{node.tag}", "") if left else (node.tag, number))
        self._flush()
        return self._told

    def _text(self, text: str) -> None:
        for char in text:
            if char in _SPACES or char == "\u00a0":
                if char == "\n" and self._percent and self._comment:
                    self._block.append(self._comment)
                self._percent = self._percent and char != "\n"
                self._space = True
                continue
            self._gap()
            self._percent = self._percent or (
                char == "%" and (not self._block or self._block[-1][-1] != "\\")
            )
            self._block.append(char)

    def _gap(self) -> None:
        """What lies between the last character and the next one."""
        if self._breaks > 1:
            self._flush()
        elif self._breaks:
            if self._block:
                self._block.append("\n")
        elif self._space and self._block:
            self._block.append(" ")
        self._breaks, self._space = 0, False


def parse_dom(markup: str) -> Element:
    """The document that serialised markup describes, above its ``html``."""
    return Element(_Dom(markup), 0)


def deepest(root: Element) -> int:
    """The number of levels of elements in a page."""
    return root._dom.deepest
