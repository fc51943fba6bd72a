"""Rows of MathML: what stands side by side, in one pass.

Delimiters are matched with a stack, so a row of any length costs its length. ``\\left`` and ``\\right`` are
written where the renderer said so or, with markup that says nothing, where something tall stands between;
small parentheses stay as they are. Letters of one alphabet that fill a row share one command.
"""

import re
from collections.abc import Sequence

from proofpile.web.math.notations import mathml_fences as fences
from proofpile.web.math.notations.mathml_elements import (
    BARLESS,
    IGNORED,
    SHELLS,
    convert,
    element,
    ends_in_script,
    group,
    has_no_line,
    join,
    unwrapped,
)
from proofpile.web.math.notations.mathml_tokens import (
    PRIMES,
    has_elements,
    letters,
    operator,
    prime_count,
    stray_text,
)
from proofpile.web.math.tex import symbols
from proofpile.web.math.tree import Node

_TALL = frozenset(("mfrac", "mtable", "munderover", "munder"))
_TALL_TEX = re.compile(r"\\(?:frac|begin|binom|genfrac|left|sum|prod|int|under|over(?!line))")
_TALL_SIGNS = frozenset(
    ("\\sum", "\\prod", "\\int", "\\iint", "\\iiint", "\\oint", "\\coprod", "\\bigcup", "\\bigcap")
)
_FUNCTION_WORDS = {f"\\mathrm{{{name}}}": f"\\{name}" for name in symbols.FUNCTIONS}
_SLASH = "\u0338"  # through the sign before it
_NEGATED = {"=": "\\neq", "\\in": "\\notin"}
_PRIME = ("'", "\\prime")
_GAPS = frozenset(("\\quad", "\\qquad", "\\enspace", "\\;", "\\:", "\\,", "\\ ", "~"))
_GAPPED = frozenset(("mtext", "mspace", "mrow"))
_MODULO = re.compile(r"(?:\\mathrm\{mod\}|\\bmod(?![A-Za-z])|\\operatorname\{mod\}) ?")
_LONGEST_MODULUS = 40  # pieces that may stand in \pmod; more is no residue class


@element("")
def _unknown(node: Node) -> str:
    return row(node.children)


def row(children: "Sequence[Node | str]") -> str:
    """TeX of elements side by side. Text between elements, which MathML does not allow, is kept."""
    nodes: list[Node | str] = []
    for item in children:
        if isinstance(item, str):
            if not item.isspace():
                nodes.append(item)
        elif item.name not in IGNORED:
            nodes.append(item)
    if len(nodes) == 1:
        only = nodes[0]
        return stray_text(only) if isinstance(only, str) else convert(only)
    return _Row(nodes).read() if nodes else ""


class _Row:
    """One row under construction: pieces of TeX, and the delimiters that are open."""

    def __init__(self, nodes: "list[Node | str]") -> None:
        self._nodes = nodes
        self._pieces: list[str] = []
        self._open: list[fences.Opened] = []
        self._tall = 0
        self._after_operator = True  # a bar here opens
        # (alphabet, body) of each piece, as long as all are letters of an alphabet.
        self._fonts: list[tuple[str, str]] = []
        self._upright = False  # the last piece is upright letters, to which more may be added
        self._spelt = False  # a word has come letter by letter

    def read(self) -> str:
        nodes = self._nodes
        if len(nodes) == 3 and (arrow := _padded_arrow(nodes)):
            return convert(arrow)
        at = 0
        while at < len(nodes):
            node = nodes[at]
            if isinstance(node, str):
                self._add(stray_text(node), "mtext")
                at += 1
                continue
            if node.name in SHELLS:
                node = unwrapped(node)
            name = node.name
            if name == "mi" or name == "mn":
                self._letters(node, at)
            elif name == "mo":
                at = self._operator(node, at)
            elif name == "mtable" and self._sign_at(at + 1) == "}":
                self._add(_fenced_table("", node, "}"), "mtable")
                at += 1
            else:
                self._add(convert(node), name)
            at += 1
        return self._finished()

    def _finished(self) -> str:
        for opening in self._open:
            if opening.told and opening.sign:  # KaTeX writes nothing for the empty delimiter
                self._pieces[opening.at] = f"\\left{fences.delimiter(opening.sign)}"
                self._pieces.append("\\right.")
        if len(self._fonts) == len(self._pieces) > 1:
            alphabets = {alphabet for alphabet, _ in self._fonts}
            if len(alphabets) == 1:
                word = f"\\{alphabets.pop()}{group(join([body for _, body in self._fonts]))}"
                return _FUNCTION_WORDS.get(word, word)
        if self._spelt:
            return join([_FUNCTION_WORDS.get(piece, piece) for piece in self._pieces])
        return join(self._pieces)

    # --- pieces

    def _add(self, tex: str, name: str) -> None:
        self._upright = False
        if not tex:
            return
        pieces = self._pieces
        if pieces and name in _GAPPED and self._meets_gap(tex):
            return
        pieces.append(tex)
        self._after_operator = False
        if self._open and (name in _TALL or ("\\" in tex and _TALL_TEX.search(tex))):
            self._tall += 1

    def _meets_gap(self, tex: str) -> bool:
        """Whether text or a gap was taken in by what came before; a gap beside a blank of a text goes."""
        last = self._pieces[-1]
        if _is_text(tex) and _is_text(last):
            self._pieces[-1] = last[:-1] + tex[6:]
            return True
        if tex.startswith(("\\text{ ", "\\pmod{")) and last in _GAPS:
            self._pieces.pop()
        return tex in _GAPS and last.startswith("\\text") and last.endswith(" }")

    def _letters(self, node: Node, at: int) -> None:
        if has_elements(node):  # KaTeX sets what stands above a letter inside an <mi>
            self._add(row(node.children), "mrow")
            return
        alphabet, body = letters(node)
        if not body:
            return
        pieces = self._pieces
        self._after_operator = False
        if alphabet == "mathrm" and self._upright:
            body = pieces[-1][8:-1] + body
            pieces[-1] = f"\\mathrm{{{body}}}"
            self._spelt = True
            if self._fonts:
                self._fonts[-1] = (alphabet, body)
            return
        self._upright = alphabet == "mathrm"
        if body.startswith(_PRIME) and pieces and (primes := prime_count(node)):
            pieces.append(self._raised(primes))
        elif self._upright and len(body) > 1 and self._sign_at(at + 1) == "(" and _names(node):
            pieces.append(f"\\operatorname{{{body}}}")
            self._upright = False
        else:
            pieces.append(f"\\{alphabet}{{{body}}}" if alphabet else body)
            if alphabet and len(self._fonts) + 1 == len(pieces):
                self._fonts.append((alphabet, body))

    def _raised(self, primes: int) -> str:
        """Primes after the last piece, which may have a superscript already."""
        return "{}" * ends_in_script(self._pieces[-1], "^") + "'" * primes

    def _operator(self, node: Node, at: int) -> int:
        """Add an ``mo``; where the last node of what was added stands."""
        if has_elements(node):  # KaTeX sets what TeX makes an operator inside an <mo>
            tex = row(node.children)
            self._add("\\bmod" if tex == "\\mathrm{mod}" else tex, "mrow")
            self._after_operator = True
            return at
        sign = fences.sign_of(node)
        if sign in fences.FENCES or fences.says_fence(node):
            return self._fence(node, sign, at)
        if sign == "\u2061":
            return self._applied(at)
        if sign == _SLASH and self._pieces:
            self._pieces[-1] = _NEGATED.get(self._pieces[-1]) or f"\\not{self._pieces[-1]}"
            return at
        tex = operator(node)
        if not tex:
            self._fonts.clear()  # letters with an invisible product between are no word
            return at
        if sign[0] in PRIMES and self._pieces and (primes := prime_count(node)):
            tex = self._raised(primes)
        self._pieces.append(fences.sized(node, tex, "") if sign in fences.OTHER else tex)
        self._upright = False
        self._after_operator = sign not in "!′"
        self._tall += tex in _TALL_SIGNS
        return at

    def _applied(self, at: int) -> int:
        """After "function application" what came before is the name of a function."""
        self._upright = False
        if self._pieces and self._pieces[-1].startswith("\\mathrm{"):
            self._pieces[-1] = "\\operatorname{" + self._pieces[-1][8:]
            self._fonts.clear()
        following = self._nodes[at + 1] if at + 1 < len(self._nodes) else ""
        # Temml writes the gap that TeX sets there by itself.
        return at + (isinstance(following, Node) and following.name == "mspace")

    # --- delimiters

    def _sign_at(self, at: int) -> str | None:
        """The sign of the ``mo`` there; None where there is none."""
        node = self._nodes[at] if at < len(self._nodes) else ""
        if isinstance(node, str):
            return None
        node = unwrapped(node)
        return fences.sign_of(node) if node.name == "mo" else None

    def _fence(self, node: Node, sign: str, at: int) -> int:
        last = len(self._nodes) - 1
        edge = "open" if at == 0 else "close" if at == last else ""
        side = fences.side(node, sign, edge, self._open, self._after_operator)
        self._upright = False
        if side == "open" and at < last:
            if end := self._around_one(sign, at):
                return end
            self._open.append(fences.Opened(len(self._pieces), sign, node, self._tall))
            self._pieces.append(fences.sized(node, fences.plain(sign), "l"))
            self._after_operator = True
        elif side == "close":
            self._close(node, sign, at == last)
            self._after_operator = False
        else:
            if self._open and fences.divides(node, sign):
                self._open[-1].middles.append(len(self._pieces))
            self._pieces.append(fences.between(node, sign))
            self._after_operator = self._pieces[-1].startswith("\\")
        return at

    def _around_one(self, sign: str, at: int) -> int:
        """Delimiters around nothing but a table or a barless fraction; where they end, or 0."""
        inner = self._nodes[at + 1]
        inner = inner if isinstance(inner, str) else unwrapped(inner)
        if isinstance(inner, str) or inner.name not in ("mtable", "mfrac"):
            return 0
        closing = self._sign_at(at + 2)
        if closing and closing not in fences.CLOSING and closing not in fences.BARS:
            closing = closing if at + 3 == len(self._nodes) and closing in fences.OPENING else None
        if sign == "(" and closing == ")" and _is_choice(inner):
            above, below = (convert(line.nodes[0]) for line in inner.nodes)
            self._add(f"\\binom{group(above)}{group(below)}", "mfrac")
            return at + 2
        if inner.name == "mtable" and (closing is not None or sign == "{"):
            self._add(_fenced_table(sign, inner, closing or ""), "mtable")
            return at + 1 + (closing is not None)
        if inner.name == "mtable" or closing is None or not has_no_line(inner):
            return 0
        self._add(_fenced_fraction(sign, convert(inner), closing), "mfrac")
        return at + 2

    def _close(self, node: Node, sign: str, is_last: bool) -> None:
        opening = self._partner(sign)
        told = fences.says_fence(node)
        if opening is None and is_last and (told or self._is_tall(node, sign)) and self._pieces:
            self._pieces.insert(0, "\\left.")
            for other in self._open:
                other.at += 1
        elif opening and (
            (told and opening.told)
            or (opening.stretches and fences.may_stretch(node) and self._tall > opening.tall)
        ):
            self._pieces[opening.at] = f"\\left{fences.delimiter(opening.sign)}"
            for middle in opening.middles:
                self._pieces[middle] = "\\middle|"
        else:
            if opening and sign == ")" and self._is_modulus(opening.at):
                self._modulus(opening.at)
            else:
                self._pieces.append(fences.sized(node, fences.plain(sign), "r"))
            return
        self._pieces.append(f"\\right{fences.delimiter(sign)}".rstrip())

    def _is_tall(self, node: Node, sign: str) -> bool:
        """Whether a bar that ends a row stands beside something tall: "evaluated at"."""
        stretches = sign in fences.BARS and fences.may_stretch(node)
        return stretches and any(map(_TALL_TEX.search, self._pieces))

    def _partner(self, sign: str) -> fences.Opened | None:
        """The delimiter that this one closes. Bars in between are no delimiters then."""
        waiting = self._open
        if sign in fences.BARS:
            return waiting.pop() if waiting and (waiting[-1].bar or not waiting[-1].sign) else None
        while waiting:
            opening = waiting.pop()
            if not opening.bar or (not sign and opening.told):
                return opening
        return None

    def _is_modulus(self, at: int) -> bool:
        pieces = self._pieces
        if not 2 <= len(pieces) - at <= _LONGEST_MODULUS or not _MODULO.match(pieces[at + 1]):
            return False
        return sum(map(len, pieces[at:])) <= 40 * _LONGEST_MODULUS

    def _modulus(self, at: int) -> None:
        """What renderers write for ``\\pmod``, gaps before and in it included."""
        inside = self._pieces[at + 1 :]
        inside[0] = _MODULO.sub("", inside[0], count=1)
        while inside and (not inside[0] or inside[0] in _GAPS):
            inside.pop(0)
        del self._pieces[at:]
        while self._pieces and self._pieces[-1] in _GAPS:
            self._pieces.pop()
        self._pieces.append(f"\\pmod{group(join(inside))}")
        self._fonts.clear()


def _is_text(piece: str) -> bool:
    """Whether a piece is one ``\\text`` without commands."""
    return (
        piece.startswith("\\text{") and piece.find("}") == len(piece) - 1 and "\\" not in piece[1:]
    )


def _names(node: Node) -> bool:
    """Whether a word of letters is a function's name; MathJax marks those that are not."""
    return node.attrs.get("data-mjx-auto-op") != "false" and "mathvariant" not in node.attrs


def _padded_arrow(nodes: "list[Node | str]") -> Node | None:
    """An arrow with a formula above, without the gaps that Temml writes around it."""
    first, middle, last = nodes
    if isinstance(first, str) or isinstance(middle, str) or isinstance(last, str):
        return None
    is_padded = first.name == last.name == "mspace" and first.attrs == last.attrs
    return middle if is_padded and middle.name in ("mover", "munder", "munderover") else None


def _is_choice(table: Node) -> bool:
    """Whether a table is what MathLive writes for a binomial: two rows without cells."""
    lines = table.nodes if table.name == "mtable" else []
    return len(lines) == 2 and all(
        line.name == "mtr" and len(line.nodes) == 1 and line.nodes[0].name != "mtd"
        for line in lines
    )


def _fenced_table(opening: str, table: Node, closing: str) -> str:
    return convert(Node("fenced-table", {"open": opening, "close": closing}, children=[table]))


def _fenced_fraction(opening: str, fraction: str, closing: str) -> str:
    left, right = fences.delimiter(opening).strip(), fences.delimiter(closing).strip()
    if (left, right) == ("(", ")"):
        return "\\binom" + fraction.removeprefix(BARLESS)
    return f"\\genfrac{group(left)}{group(right)}{{0pt}}{{}}" + fraction.removeprefix(BARLESS)
