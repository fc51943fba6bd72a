"""Rows of MathML: what stands side by side, the delimiters in it, and the table of elements.

Delimiters are matched in one pass with a stack over the row, so a row of any length costs its length.
``\\left`` and ``\\right`` are written where the renderer said so (KaTeX, Temml and MathJax do) or, with
markup that says nothing, where something tall stands between; small parentheses stay as they are.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from proofpile.web.math import symbols
from proofpile.web.math.mathml_tokens import function, letters, operator, prime_count, stray_text
from proofpile.web.math.tree import Node

Converter = Callable[[Node], str]
CONVERTERS: dict[str, Converter] = {}
IGNORED = frozenset(
    ("annotation", "annotation-xml", "maligngroup", "malignmark", "mprescripts", "none", "script", "style")
)  # fmt: skip
_SHELLS = frozenset(("mrow", "mstyle", "mpadded", "texatom", "merror"))
_OPENING = frozenset("([{⟨〈⌈⌊⟦⟮⎰⌜⌞〈")
_CLOSING = frozenset(")]}⟩〉⌉⌋⟧⟯⎱⌝⌟〉")
BARS = {"|": "|", "∣": "|", "‖": "\\|", "∥": "\\|", "||": "\\|", "❘": "|"}
_OTHER = frozenset("/\\↑↓↕⇑⇓⇕<>")  # delimiters only where they are marked as such
_FENCES = _OPENING | _CLOSING | frozenset(BARS)
_TALL = frozenset(("mfrac", "mtable", "munderover", "munder"))
_TALL_TEX = re.compile(r"\\(?:frac|begin|binom|genfrac|left|sum|prod|int|under|over(?!line))")
_TALL_SIGNS = frozenset(("\\sum", "\\prod", "\\int", "\\iint", "\\iiint", "\\oint", "\\coprod"))
_WORD_END = re.compile(r"\\[A-Za-z]+$")
_LARGE = (
    "\\sum", "\\prod", "\\coprod", "\\big", "\\int", "\\iint", "\\iiint", "\\oint", "\\lim", "\\max", "\\min", "\\sup",
    "\\inf", "\\operatorname", "\\log", "\\sin", "\\cos", "\\tan",
)  # fmt: skip
BARLESS = "\\genfrac{}{}{0pt}{}"  # a fraction without a line
_NO_LINE = re.compile(r"0[a-z%.0]*$")
_LONGEST_MODULUS = 40  # pieces that may stand in \pmod; more is no residue class


def element(*names: str) -> Callable[[Converter], Converter]:
    """Register a function from an element to TeX under its names."""

    def register(converter: Converter) -> Converter:
        CONVERTERS.update(dict.fromkeys(names, converter))
        return converter

    return register


def convert(node: Node) -> str:
    """TeX for one element; one that is not known is read through to its children."""
    converter = CONVERTERS.get(node.name)
    return converter(node) if converter else row(node.children)


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
        out.append(piece)
        last = piece
    return "".join(out)


def _runs_into(last: str, piece: str) -> bool:
    """Whether a blank is needed for TeX, or for readers: ``\\sum_{i=1}^n i``."""
    if last[-2:-1] in ("^", "_"):
        return last.startswith(_LARGE)
    return piece[0].isalpha() and _WORD_END.search(last[-24:]) is not None


def visible(node: Node) -> list[Node]:
    """The children that are elements and show something."""
    return [c for c in node.children if c.__class__ is Node and c.name not in IGNORED]


def child(node: Node, at: int) -> str:
    """TeX of the child at that place; "" where there is none."""
    nodes = visible(node)
    return convert(nodes[at]) if at < len(nodes) else ""


def _means_something(shell: Node) -> bool:
    """Whether a row or style is more than grouping: an alphabet, or Temml's box."""
    attrs = shell.attrs
    return bool(attrs) and ("mathvariant" in attrs or "border:" in attrs.get("style", ""))


def unwrapped(node: Node) -> Node:
    """`node`, or what a row or style around nothing else holds."""
    while node.name in _SHELLS and not _means_something(node):
        inner = visible(node)
        if len(inner) != 1:
            break
        node = inner[0]
    return node


def row(children: "Sequence[Node | str]") -> str:
    """TeX of elements side by side. Text between elements, which MathML does not allow, is kept."""
    nodes: list[Node | str] = []
    for item in children:
        if item.__class__ is not Node:
            if not item.isspace():
                nodes.append(item)
        elif item.name not in IGNORED:
            nodes.append(item)
    if len(nodes) == 1:
        only = nodes[0]
        return convert(only) if only.__class__ is Node else stray_text(only)
    return _Row(nodes).read() if nodes else ""


def is_fenced(node: Node) -> bool:
    """Whether a row begins and ends with delimiters, so that scripts may hang on it without braces."""
    nodes = visible(node)
    if len(nodes) < 2:
        return False
    first, last = unwrapped(nodes[0]), unwrapped(nodes[-1])
    if first.name != "mo" or last.name != "mo":
        return last.name == "mo" and _says_fence(last)
    return (_sign(first) in _FENCES or _says_fence(first)) and (
        _sign(last) in _FENCES or _says_fence(last)
    )


def delimiter(sign: str) -> str:
    """TeX after ``\\left`` or ``\\right``."""
    tex = BARS.get(sign) or {"<": "\\langle", ">": "\\rangle", "": "."}.get(sign)
    tex = tex or symbols.command(sign)
    return f"{tex} " if tex[-1].isalpha() else tex


def has_no_line(fraction: Node) -> bool:
    """Whether an ``mfrac`` is drawn without its line."""
    return _NO_LINE.match(fraction.attrs.get("linethickness", "")) is not None


def _sign(node: Node) -> str:
    return "".join(node.text.split())


def _says_fence(node: Node) -> bool:
    """Whether the renderer made this sign a delimiter that stretches."""
    attrs = node.attrs
    if attrs.get("fence") != "true" and attrs.get("data-mjx-texclass") not in ("OPEN", "CLOSE"):
        return False
    return attrs.get("stretchy") != "false" and not attrs.keys() & _BY_HAND


_BY_HAND = {"minsize", "lspace", "rspace"}  # size or gaps were set: no stretching delimiter


class _Open:
    """An opening delimiter that waits for its partner."""

    __slots__ = ("at", "bar", "middles", "sign", "stretches", "tall", "told")

    def __init__(self, at: int, sign: str, node: Node, tall: int) -> None:
        self.at = at  # its place among the pieces
        self.sign = sign
        self.bar = sign in BARS
        self.told = _says_fence(node)
        self.stretches = _may_stretch(node)
        self.tall = tall  # tall pieces so far
        self.middles: list[int] = []


def _may_stretch(node: Node) -> bool:
    return node.attrs.get("stretchy") != "false" and "minsize" not in node.attrs


class _Row:
    """One row under construction: pieces of TeX, and the delimiters that are open."""

    def __init__(self, nodes: "list[Node | str]") -> None:
        self._nodes = nodes
        self._pieces: list[str] = []
        self._open: list[_Open] = []
        self._tall = 0
        self._after_operator = True  # a bar here opens
        self._fonts: list[
            tuple[str, str]
        ] = []  # (alphabet, body) of each piece while all are letters
        self._spelt = False  # a word has come letter by letter
        self._upright = False  # the last piece is upright letters, to which more may be added

    def read(self) -> str:
        nodes = self._nodes
        if len(nodes) == 3 and (arrow := _padded_arrow(nodes)):
            return convert(arrow)
        at = 0
        while at < len(nodes):
            node = nodes[at]
            if node.__class__ is not Node:
                self._add(stray_text(node), "mtext")
                at += 1
                continue
            if node.name in _SHELLS:
                node = unwrapped(node)
            name = node.name
            if name == "mi" or name == "mn":
                self._letters(node, at)
            elif name == "mo":
                at = self._operator(node, at)
            elif name == "mtable" and (closing := self._sign_at(at + 1)) and closing in "}":
                self._add(_fenced_table("", node, closing), "mtable")
                at += 1
            else:
                self._add(convert(node), name)
            at += 1
        return self._finished()

    def _finished(self) -> str:
        for opening in self._open:
            if opening.told and opening.sign:  # KaTeX writes nothing for the empty delimiter
                self._pieces[opening.at] = f"\\left{delimiter(opening.sign)}"
                self._pieces.append("\\right.")
        if len(self._fonts) == len(self._pieces) > 1:
            alphabets = {alphabet for alphabet, _ in self._fonts}
            if len(alphabets) == 1 and (alphabet := alphabets.pop()):
                word = f"\\{alphabet}{{{join([body for _, body in self._fonts])}}}"
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
        if (
            name == "mtext"
            and pieces
            and tex.startswith("\\text{")
            and _is_text(pieces[-1])
            and _is_text(tex)
        ):
            pieces[-1] = pieces[-1][:-1] + tex[6:]
            return
        pieces.append(tex)
        self._after_operator = False
        if self._open and (name in _TALL or ("\\" in tex and _TALL_TEX.search(tex))):
            self._tall += 1

    def _letters(self, node: Node, at: int) -> None:
        if node.nodes:  # KaTeX sets what stands above a letter inside an <mi>
            self._add(row(node.children), "mrow")
            return
        alphabet, body = letters(node)
        if not body:
            return
        pieces = self._pieces
        if alphabet == "mathrm" and self._upright:
            body = pieces[-1][8:-1] + body
            pieces[-1] = f"\\mathrm{{{body}}}"
            self._spelt = True
            self._fonts.pop()
        elif body[0] in "'\\" and pieces and (primes := prime_count(node)):
            pieces.append("'" * primes if "^" not in pieces[-1] else "{}" + "'" * primes)
        elif (
            alphabet == "mathrm" and len(body) > 1 and self._sign_at(at + 1) == "(" and _names(node)
        ):
            pieces.append(f"\\operatorname{{{body}}}")
            self._after_operator, self._upright = False, False
            return
        else:
            pieces.append(f"\\{alphabet}{{{body}}}" if alphabet else body)
        self._upright = alphabet == "mathrm"
        if alphabet and len(self._fonts) + 1 == len(pieces):
            self._fonts.append((alphabet, body))
        self._after_operator = False

    def _operator(self, node: Node, at: int) -> int:
        """Add an ``mo``; where the last node of what was added stands."""
        if node.nodes:  # KaTeX sets what TeX makes an operator inside an <mo>
            self._nested_operator(node)
            return at
        sign = _sign(node)
        if sign in _FENCES or _says_fence(node):
            return self._fence(node, sign, at)
        if sign == "\u2061":
            return self._applied(at)
        tex = operator(node)
        if not tex:
            self._fonts.clear()  # letters with an invisible product between are no word
            return at
        if self._pieces and (primes := prime_count(node)):
            tex = "'" * primes if "^" not in self._pieces[-1] else "{}" + "'" * primes
        self._pieces.append(_sized(node, tex, "") if sign in _OTHER else tex)
        self._upright = False
        self._after_operator = sign not in "!′"
        self._tall += tex in _TALL_SIGNS
        return at

    def _nested_operator(self, node: Node) -> None:
        tex = row(node.children)
        self._add("\\bmod" if tex == "\\mathrm{mod}" else tex, "mrow")
        self._after_operator = True

    def _applied(self, at: int) -> int:
        """After "function application" what came before is the name of a function."""
        self._upright = False
        if self._pieces and self._pieces[-1].startswith("\\mathrm{"):
            self._pieces[-1] = "\\operatorname{" + self._pieces[-1][8:]
            self._fonts.clear()
        following = self._nodes[at + 1] if at + 1 < len(self._nodes) else None
        is_gap = (
            following.__class__ is Node and following.name == "mspace"
        )  # Temml writes TeX's gap
        return at + 1 if is_gap else at

    # --- delimiters

    def _sign_at(self, at: int) -> str | None:
        """The sign of the ``mo`` there; None where there is none."""
        node = self._nodes[at] if at < len(self._nodes) else None
        if node.__class__ is not Node:
            return None
        node = unwrapped(node)
        return _sign(node) if node.name == "mo" else None

    def _fence(self, node: Node, sign: str, at: int) -> int:
        self._upright = False
        role = self._role(node, sign, at)
        if role == "open" and at + 1 < len(self._nodes):
            if end := self._around_one(sign, at):
                return end
            self._open.append(_Open(len(self._pieces), sign, node, self._tall))
            self._pieces.append(_sized(node, _plain(sign), "l"))
            self._after_operator = True
        elif role == "close":
            self._close(node, sign, at)
            self._after_operator = False
        else:
            self._between(node, sign)
        return at

    def _role(self, node: Node, sign: str, at: int) -> str:
        attrs = node.attrs
        form = attrs.get("form", "")
        if form in ("prefix", "postfix") and not (
            sign in BARS and _is_paired_wrongly(form, self._open, sign)
        ):
            return "open" if form == "prefix" else "close"
        by_class = {"OPEN": "open", "CLOSE": "close"}.get(attrs.get("data-mjx-texclass", ""))
        if by_class:
            return by_class
        if form == "infix":
            return "between"
        if attrs.get("fence") == "true" and at in (0, len(self._nodes) - 1):
            return "open" if at == 0 else "close"
        if sign in _OPENING:
            return "open"
        if sign in _CLOSING:
            return "close"
        if sign in BARS and "lspace" not in attrs:
            if self._open and self._open[-1].sign == sign and not self._after_operator:
                return "close"
            plain_mid = sign in "∣∥" and "stretchy" not in attrs and "minsize" not in attrs
            if self._after_operator and not (plain_mid and at):
                return "open"
        return "between"

    def _around_one(self, sign: str, at: int) -> int:
        """Delimiters around nothing but a table or a barless fraction; where they end, or 0."""
        inner = self._nodes[at + 1]
        inner = unwrapped(inner) if inner.__class__ is Node else inner
        if inner.__class__ is not Node or inner.name not in ("mtable", "mfrac"):
            return 0
        closing = self._sign_at(at + 2)
        if (
            closing is not None
            and closing not in _CLOSING
            and closing not in BARS
            and closing != ""
        ):
            if not (closing in _OPENING and at + 3 == len(self._nodes)):
                closing = None
        end = at + 2 if closing is not None else at + 1
        if inner.name == "mtable":
            if closing is None and sign not in "{|[(":
                return 0
            if closing is None and sign != "{":
                return 0
            self._add(_fenced_table(sign, inner, closing or ""), "mtable")
            return end
        if closing is None or not has_no_line(inner):
            return 0
        tex = convert(inner)
        left, right = delimiter(sign).strip(), delimiter(closing or "").strip()
        head = (
            "\\binom"
            if (left, right) == ("(", ")")
            else f"\\genfrac{group(left)}{group(right)}{{0pt}}{{}}"
        )
        self._add(head + tex.removeprefix(BARLESS), "mfrac")
        return end

    def _close(self, node: Node, sign: str, at: int) -> None:
        opening = self._partner(sign)
        plain = _sized(node, _plain(sign), "r")
        if opening is None:
            if _says_fence(node) and at == len(self._nodes) - 1 and self._pieces:
                self._pieces.insert(0, "\\left.")
                plain = f"\\right{delimiter(sign)}".rstrip()
            self._pieces.append(plain)
            return
        told = opening.told and _says_fence(node)
        if told or (opening.stretches and _may_stretch(node) and self._tall > opening.tall):
            self._pieces[opening.at] = f"\\left{delimiter(opening.sign)}"
            for middle in opening.middles:
                self._pieces[middle] = "\\middle|"
            plain = f"\\right{delimiter(sign)}".rstrip()
        elif sign == ")" and _is_modulus(self._pieces, opening.at):
            self._modulus(opening.at)
            return
        self._pieces.append(plain)

    def _partner(self, sign: str) -> _Open | None:
        """The delimiter that this one closes. Bars in between are no delimiters then."""
        waiting = self._open
        if sign in BARS:
            return waiting.pop() if waiting and (waiting[-1].bar or not waiting[-1].sign) else None
        while waiting:
            opening = waiting.pop()
            if not opening.bar or (not sign and opening.told):
                return opening
        return None

    def _modulus(self, at: int) -> None:
        inside = self._pieces[at + 2 :]
        while inside and inside[0] in _GAPS:
            inside.pop(0)
        del self._pieces[at:]
        while self._pieces and self._pieces[-1] in _GAPS:
            self._pieces.pop()
        self._pieces.append(f"\\pmod{group(join(inside).strip())}")
        self._fonts.clear()

    def _between(self, node: Node, sign: str) -> None:
        """A bar or bracket that neither opens nor closes."""
        told = "true" in (node.attrs.get("fence"), node.attrs.get("stretchy"))
        if told and self._open and sign in ("|", "∣") and "minsize" not in node.attrs:
            self._open[-1].middles.append(len(self._pieces))
        is_relation = sign in ("∣", "∥") and not node.attrs.keys() & {"stretchy", "minsize"}
        infix = node.attrs.get("form") == "infix" or "lspace" in node.attrs
        if is_relation or (infix and sign == "|"):
            tex = "\\parallel" if sign == "∥" else "\\mid"
        else:
            tex = _sized(node, _plain(sign), "")
        self._pieces.append(tex)
        self._after_operator = tex[0] == "\\"


_FUNCTION_WORDS = {f"\\mathrm{{{name}}}": f"\\{name}" for name in symbols.FUNCTIONS}
_GAPS = frozenset(("\\quad", "\\qquad", "\\enspace", "\\;", "\\:", "\\,", "\\ ", "~"))


def _is_text(piece: str) -> bool:
    return (
        piece.startswith("\\text{") and piece.find("}") == len(piece) - 1 and "\\" not in piece[1:]
    )


def _names(node: Node) -> bool:
    """Whether a word of letters is a function's name; MathJax marks those that are not."""
    return node.attrs.get("data-mjx-auto-op") != "false" and "mathvariant" not in node.attrs


def _is_paired_wrongly(form: str, opened: list[_Open], sign: str) -> bool:
    """Whether a bar said to open must close: some tools call every bar a prefix."""
    return form == "prefix" and bool(opened) and opened[-1].sign == sign


def _is_modulus(pieces: list[str], at: int) -> bool:
    if not 3 <= len(pieces) - at <= _LONGEST_MODULUS or pieces[at + 1] not in (
        "\\mathrm{mod}",
        "\\bmod",
        "\\operatorname{mod}",
    ):
        return False
    return len("".join(pieces[at:])) <= 40 * _LONGEST_MODULUS


def _plain(sign: str) -> str:
    return BARS.get(sign) or symbols.command(sign) if sign else ""


def _padded_arrow(nodes: "list[Node | str]") -> Node | None:
    """An arrow with a formula above, without the gaps that Temml writes around it."""
    first, middle, last = nodes
    if first.__class__ is not Node or last.__class__ is not Node or middle.__class__ is not Node:
        return None
    is_arrow = first.name == last.name == "mspace" and middle.name in (
        "mover",
        "munder",
        "munderover",
    )
    return middle if is_arrow and first.attrs == last.attrs else None


def _sized(node: Node, tex: str, side: str) -> str:
    """A delimiter in the size that TeX's ``\\big`` and its kin gave it."""
    size = node.attrs.get("minsize", "")
    if not size or not tex:
        return tex
    found = re.match(r"([\d.]{1,8})(%?)", size)
    if not found or found[1].count(".") > 1 or found[1] == ".":
        return tex
    height = float(found[1]) / (100 if found[2] else 1)
    name = next(
        (
            n
            for least, n in ((2.7, "Bigg"), (2.1, "bigg"), (1.5, "Big"), (1.1, "big"))
            if height >= least
        ),
        "",
    )
    return f"\\{name}{side}{tex}" if name else tex


def _fenced_table(opening: str, table: Node, closing: str) -> str:
    return convert(Node("fenced-table", {"open": opening, "close": closing}, children=[table]))


__all__ = [
    "BARLESS",
    "BARS",
    "child",
    "convert",
    "delimiter",
    "element",
    "function",
    "group",
    "join",
    "row",
]
