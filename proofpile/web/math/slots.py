"""Placeholders: one private-use character stands for each formula and each piece of code.

A single character cannot be split, collapsed or reformatted by whatever handles the page between here
and the end, and sits in a paragraph like a word. They are taken from plane 16, 65,000 a page; characters
of that plane that the page itself holds get placeholders of their own first, so none can be mistaken.
Rejected: words such as ``MATH17X`` (a page may hold them) and elements (main-content extraction reads
their names and classes).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from proofpile.web.math.tex.macros import Macros
from proofpile.web.math.tex.normalise import normalise

_FIRST, _LAST = 0x100010, 0x10FFFD
# Fixed characters, below the numbered ones.
NEWLINE = chr(0x100000)  # a line end that matters inside a formula: it closes a TeX comment
QUOTE, UNQUOTE = chr(0x100001), chr(0x100002)  # edges of a quotation
SLOT = f"[{chr(_FIRST)}-{chr(_LAST)}]"
ANY = re.compile(f"[{NEWLINE}-{chr(_LAST)}]")
# A reference to such a character. No flag, so that the search for "&#" stays a fast one.
_NUMERIC = re.compile(
    r"&#(?:[xX]0*(10[0-9a-fA-F]{4})(?![0-9a-fA-F])|0*(10(?:4[89]|[5-9]\d)\d{3}|11[01]\d{4})(?!\d));?"
)


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula of a page.

    `rule` is the stable slug of what found it. `lossy` says that `tex` was not in the page but was put
    together from a rendering: MathML without a source, superscripts, AsciiMath.
    """

    tex: str
    display: bool
    rule: str
    lossy: bool


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text that comes out as it is: code in its ticks, or a character of the page's own."""

    text: str
    block: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """A superscript ("^") or subscript ("_") of HTML; what it hangs on is known only in the text.

    Without a mark it is a letter in italics, of which the text decides whether it is a variable.
    """

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Cells of a table of data, row by row; their texts may hold placeholders."""

    rows: tuple[tuple[str, ...], ...]


Slot = Formula | Verbatim | Script | Table


class OutOfSlots(Exception):  # noqa: N818
    """A page has more formulas and pieces of code than there are placeholders."""


class Slots:
    """What the placeholders of one page stand for; `macros` are the page's, expanded in its formulas."""

    def __init__(self, macros: Macros | None = None) -> None:
        self._slots: list[Slot] = []
        self._macros = Macros() if macros is None else macros
        self.has_scripts = False
        self._merged: set[str] = set()  # placeholders whose formula went into another, or into code

    def __getitem__(self, char: str) -> Slot | None:
        at = ord(char) - _FIRST
        return self._slots[at] if 0 <= at < len(self._slots) else None

    def __bool__(self) -> bool:
        return bool(self._slots)

    def put(self, slot: Slot) -> str:
        """The placeholder of `slot`. Raises OutOfSlots at the 65,519th: a part would be lost unseen."""
        if len(self._slots) > _LAST - _FIRST:
            raise OutOfSlots(
                f"the page has more than {len(self._slots):,} formulas and pieces of code"
            )
        self.has_scripts = self.has_scripts or isinstance(slot, Script)
        self._slots.append(slot)
        return chr(_FIRST + len(self._slots) - 1)

    def formula(self, tex: str, display: bool, rule: str, lossy: bool = False) -> str:
        """The placeholder of a formula whose source is `tex`; "" if nothing is left of it."""
        tex = normalise(self.source(tex), display)
        plain = tex if lossy else self._macros.expand(tex)  # a rendering has been expanded already
        tex = tex if plain is tex else normalise(plain, display)
        return self.put(Formula(tex, display, rule, lossy)) if tex else ""

    def merge(self, text: str) -> None:
        """Remember that the formulas in `text` are parts or copies of another, which takes their place."""
        if not text.isascii():
            self._merged.update(ANY.findall(text))

    def lost(self, shown: Iterable[Formula]) -> tuple[Formula, ...]:
        """The formulas that are neither among those `shown` (by identity) nor merged into others."""
        there = {id(formula) for formula in shown}
        return tuple(
            slot
            for at, slot in enumerate(self._slots, _FIRST)
            if isinstance(slot, Formula) and id(slot) not in there and chr(at) not in self._merged
        )

    def source(self, text: str) -> str:
        """`text` as TeX, with what its placeholders stand for in their places."""
        return text if text.isascii() else ANY.sub(self._source, text)

    def _source(self, found: re.Match[str]) -> str:
        if found[0] == NEWLINE:
            return "\n"
        match self[found[0]]:
            case Formula(tex=tex):
                self._merged.add(found[0])
                return tex
            case Verbatim(text=text):
                return text
            case Script(mark=mark, text=text):
                return f"{mark}{{{self.source(text)}}}" if mark else text
        return ""

    def shield(self, html: str) -> str:
        """`html` with its own plane-16 characters behind placeholders, written or as references."""
        html = _NUMERIC.sub(lambda m: self._own(chr(int(m[1], 16) if m[1] else int(m[2]))), html)
        # In UTF-8 a character of this plane begins with F4, and a byte is found a hundred times faster.
        if html.isascii() or b"\xf4" not in html.encode():
            return html
        return ANY.sub(self._shielded, html)

    def _own(self, char: str) -> str:
        return self.put(Verbatim(char)) if char >= NEWLINE else char

    def _shielded(self, found: re.Match[str]) -> str:
        return found[0] if self[found[0]] else self._own(found[0])
