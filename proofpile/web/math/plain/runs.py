"""Runs of mathematics in plain text: ``a⟨_n⟩ = a⟨_{n−1}⟩ + 2`` is one formula and no row of scraps.

A run is read by recursive descent: terms with operators between, a term being numbers, single letters,
names of functions and what stands in brackets, each with the scripts behind it. It becomes a formula only
if a script is in it, or letters that are Greek or in italics with an operator; other Unicode mathematics is
text and stays so, as does a lone letter. Words end a run. What is read is put together from letters, so it
is lossy.

Chemistry (``H₂O``, ``SO₄²⁻``) becomes an upright formula where all of a word is symbols of elements.
"""

import re

from proofpile.web.math.plain.chemistry import compound
from proofpile.web.math.plain.logos import logo
from proofpile.web.math.plain.tokens import BRACKETS, TELLING, Part, characters, tokens
from proofpile.web.math.slots import ANY, Script, Slots
from proofpile.web.math.tex.symbols import GREEK

_ARTICLES = frozenset(("a", "A", "I"))
_ORDINALS = frozenset(["st", "nd", "rd", "th"])
_ENDINGS = frozenset(["a", "o", "e", "er", "re", "è", "ème", "eme", "lle", "me", "os", "as"])
_RELATIONS = frozenset("=<>≤≥≈≠≡→⇒⇔∈⊂⊆∝")
_SPACED = {":": ":", "|": "\\mid"}  # signs only with blanks around and variables beside them
_GREEK = re.compile("[Ͱ-Ͽ⟨∂∇∀∃]")
_NO_BEGINNING = frozenset(["space", "other", "close", "operator", "prime"])
_DEEPEST = 8  # brackets in brackets
_LONGEST = 400  # tokens of a run
_COMMAND_END = re.compile(r"\\[A-Za-z]+$")


def is_ending(script: Script) -> bool:
    """Whether a script may be the ending of an ordinal or an abbreviation: ``1ᵉʳ``, ``nᵒ``."""
    return script.mark == "^" and (script.text in _ORDINALS or script.text in _ENDINGS)


def gather(text: str, slots: Slots, alone: bool = False) -> str:
    """`text` with each run that has scripts made a formula.

    `alone`: the text is all of a block, so that an equation which is all of the text is a display.
    """
    if not _GREEK.search(text) and not any(
        isinstance(slots[char], Script) for char in ANY.findall(text)
    ):
        return text
    return _Runs(text.strip() if alone else text, slots).replaced(alone)


class _Runs:
    def __init__(self, text: str, slots: Slots) -> None:
        self._slots = slots
        self._tokens = tokens(text, slots)
        self._factorials = False  # whether the block has one
        self._unclosed: set[int] = set()  # brackets that open no mathematics
        self._variables = {
            letter for t in self._tokens if t.kind == "letter" for letter in t.tex or t.text
        }

    def replaced(self, alone: bool) -> str:
        """The text with its runs behind placeholders."""
        out: list[str] = []
        at = 0
        while at < len(self._tokens):
            name, end = logo(self._tokens, at, self._slots)
            if name:
                out.append(name)
                at = end
                continue
            part = self._beginning(at)
            if part is None or part.end <= at:
                part = Part(at + 1, "")
            if part.sure and self._is_formula(at, part.end):
                part = self._list(part) or part
                display = alone and at == 0 and self._is_equation(part.end)
                out.append(self._slots.formula(part.tex, display, "html-script", True))
            else:
                out += [token.tex or token.text for token in self._tokens[at : part.end]]
            at = part.end
        return "".join(out)

    def _beginning(self, at: int) -> Part | None:
        """What begins at a token; most are words and blanks of prose, where nothing does."""
        kind = self._kind(at)
        if kind in _NO_BEGINNING:
            return None
        if kind == "word":
            after = self._kind(at + 1) in ("script", "open")
            return compound(self._tokens, at, self._slots) if after else None
        return (
            compound(self._tokens, at, self._slots) or self._mixed_fraction(at) or self._run(at, 0)
        )

    def _is_formula(self, at: int, end: int) -> bool:
        """Whether a run has scripts, or letters in italics and something that relates them."""
        tokens = self._tokens[at:end]
        if any(
            t.kind in ("script", "function") or t.text in TELLING or t.text in _SPACED
            for t in tokens
        ):
            return True
        # ``f(x)`` and ``(x, y)``, but not ``(x)``
        return any(t.kind == "open" for t in tokens[1:]) or any(t.text == "," for t in tokens)

    def _is_equation(self, end: int) -> bool:
        """Whether the run that ends at `end` is all there is, but for a full stop, and states something."""
        rest = "".join(token.text for token in self._tokens[end : end + 3])
        return rest.strip(" \n.,;") == "" and any(t.text in _RELATIONS for t in self._tokens[:end])

    def _list(self, first: Part) -> Part | None:
        """``x₁, x₂, …, xₙ``: with an ellipsis it is one formula."""
        near = self._tokens[first.end : first.end + 24]
        if not any(token.text in ("…", "⋯") for token in near):
            return None
        pieces, at, dots = [first.tex], first.end, False
        for _ in range(6):
            if self._text(at) != ",":
                return None
            at += 1 + (self._kind(at + 1) == "space")
            part = self._run(at, 0)
            if part is None:
                return None
            ellipsis = part.tex in ("\\ldots", "\\cdots")
            if not ellipsis and not part.sure:
                return None
            pieces.append(part.tex)
            at = part.end
            if dots:
                return Part(at, ", ".join(pieces), True)
            dots = ellipsis
        return None

    # --- what stands at a token

    def _kind(self, at: int) -> str:
        return self._tokens[at].kind if 0 <= at < len(self._tokens) else ""

    def _text(self, at: int) -> str:
        return self._tokens[at].text if 0 <= at < len(self._tokens) else ""

    def _script(self, at: int, mark: str) -> Script | None:
        slot = self._slots[self._text(at)] if self._kind(at) == "script" else None
        return slot if isinstance(slot, Script) and slot.mark == mark else None

    def _scripts(self, at: int, base: str) -> Part:
        """The scripts and primes from `at` on."""
        tex: list[str] = []
        sure = False
        while self._kind(at) in ("script", "prime"):
            slot = self._slots[self._text(at)] if self._kind(at) == "script" else None
            if isinstance(slot, Script):
                if is_ending(slot) and _takes_ending(base, slot):
                    break
                tex.append(f"{slot.mark}{{{self._slots.source(slot.text)}}}")
                sure = True
            elif sure or len(base) == 1:
                tex.append("'" * (1 + "′″‴".find(self._text(at))))
            else:
                break  # minutes of an angle
            at += 1
        if self._text(at) == "!" and self._is_factorial(at):
            return Part(at + 1, "".join([*tex, "!"]), sure)
        return Part(at, "".join(tex), sure)

    def _is_factorial(self, at: int) -> bool:
        """Whether an exclamation mark is one: an operator follows, or one was before."""
        after = at + 1 + (self._kind(at + 1) == "space")
        self._factorials = self._factorials or self._kind(after) == "operator"
        return self._factorials

    # --- the grammar

    def _run(self, at: int, depth: int) -> Part | None:
        """Terms with operators between."""
        sign = "-" if self._text(at) in ("−", "-") and self._kind(at + 1) != "space" else ""
        part = self._term(at + 1 if sign else at, depth)
        if part is None:
            return None
        start, pieces, sure = at, [sign, part.tex], part.sure
        at = part.end
        while at - start < _LONGEST:
            more = self._more(at, depth, part)
            if more is None:
                break
            pieces.append(more.tex)
            sure = sure or more.sure
            at, part = more.end, more
        return Part(at, _joined(pieces), sure)

    def _more(self, at: int, depth: int, before: Part) -> Part | None:
        """An operator and the term behind it, or a term that follows after a blank."""
        spaced = self._kind(at) == "space"
        sign = at + spaced
        if self._kind(sign) in ("operator", "dash"):
            behind = self._kind(sign + 1) == "space"
            if self._kind(sign) == "dash" and (
                spaced != behind or (self._text(sign) == "–" and not spaced)
            ):
                return None  # of a compound, or of a range
            word = self._product(sign + 1 + behind)
            term = self._term(sign + 1 + behind, depth) or word
            if term is None or self._is_article(sign + 1 + behind, term.end):
                return None
            dash = self._kind(sign) == "dash"
            tex = "-" if dash else characters(self._text(sign))
            blanks = " " if spaced else "", " " if behind else ""
            return Part(term.end, f"{blanks[0]}{tex}{blanks[1]}{_apart(tex, term.tex)}", term.sure)
        if not spaced or depth > _DEEPEST:
            return None
        if self._text(sign) in _SPACED and self._kind(sign + 1) == "space" and before.sure:
            term = self._term(sign + 2, depth)
            if term is None or not term.sure:
                return None
            return Part(term.end, f" {_SPACED[self._text(sign)]} {term.tex}", True)
        if (
            self._text(sign) in ("x", "X")
            and self._text(sign + 2) == "10"
            and self._kind(sign - 2) == "number"
        ):
            power = self._term(sign + 2, depth)  # ``5 x 10⁶``
            if power is not None and power.sure:
                return Part(power.end, rf" \times {power.tex}", True)
            return None
        if not (before.sure or self._kind(at - 1) == "number" or self._is_symbol(at - 1)):
            return None
        if self._kind(sign) not in ("letter", "big", "prefix"):
            return None
        term = self._term(sign, depth)
        if term is None or not (term.sure or (before.sure and self._is_symbol(sign))):
            return None
        return Part(term.end, f" {term.tex}", True)

    def _is_symbol(self, at: int) -> bool:
        """Whether a token is a letter that no prose has by itself: Greek, ℏ."""
        return self._kind(at) == "letter" and not self._text(at).isascii()

    def _is_article(self, at: int, end: int) -> bool:
        """Whether a single letter is a word of English: ``x² = a number``."""
        return (
            end == at + 1
            and self._text(at) in _ARTICLES
            and self._kind(end) == "space"
            and self._kind(end + 1) in ("word", "function")
        )

    def _term(self, at: int, depth: int) -> Part | None:
        """Factors that touch."""
        pieces: list[str] = []
        sure, start = False, at
        while at - start < _LONGEST:
            part = self._factor(at, depth)
            if part is None:
                break
            pieces.append(part.tex)
            sure = sure or part.sure
            at = part.end
            if self._kind(at) == "word" and self._variables.issuperset(self._text(at)):
                letters = self._text(at)  # ``2ab`` where the block speaks of a and of b
                scripts = self._scripts(at + 1, letters[-1])
                pieces.append(letters + scripts.tex)
                sure, at = sure or scripts.sure, scripts.end
        return Part(at, _joined(pieces), sure) if pieces else None

    def _factor(self, at: int, depth: int) -> Part | None:
        kind, text = self._kind(at), self._text(at)
        match kind:
            case "number":
                base = Part(at + 1, text)
            case "letter" if logo(self._tokens, at, self._slots)[0]:
                return None
            case "letter":
                letters = self._tokens[at].tex
                base = Part(at + 1, letters or characters(text), bool(letters) or text in GREEK)
                text = letters or text
            case "prefix" if self._kind(at + 1) == "script":
                base = Part(at + 1, characters(text))
            case "prefix":
                mark = "!" if text == "∃" and self._text(at + 1) == "!" else ""
                behind = at + 1 + len(mark)
                behind += self._kind(behind) == "space"
                if depth >= _DEEPEST or self._kind(behind) not in ("letter", "open", "prefix"):
                    return None
                inner = self._factor(behind, depth + 1)
                return inner and Part(inner.end, f"{characters(text)}{mark} {inner.tex}", True)
            case "function" | "big":
                return self._applied(at, depth)
            case "open":
                inner = self._bracketed(at, depth) if at not in self._unclosed else None
                if inner is None:
                    self._unclosed.add(at)
                    return None
                base = inner
            case "formula":
                if self._kind(at + 1) != "script":
                    return None
                tex = self._slots.source(text)
                base = Part(at + 1, tex if len(tex) == 1 else f"{{{tex}}}")
            case "script":
                return self._fraction(at)
            case _:
                return None
        scripts = self._scripts(base.end, text if kind != "open" else ")")
        return Part(scripts.end, base.tex + scripts.tex, base.sure or scripts.sure)

    def _applied(self, at: int, depth: int) -> Part | None:
        """A function or a large operator, its scripts, and what follows after a blank."""
        text = self._text(at)
        name = f"\\{text}" if self._kind(at) == "function" else characters(text)
        apart = self._kind(at + 1) == "space" and self._kind(at + 2) == "script"
        scripts = self._scripts(at + 1 + apart, text)
        if (
            not scripts.sure
            and self._kind(at) == "function"
            and self._kind(at + 1) not in ("open", "space")
        ):
            return None
        tex, end = name + scripts.tex, scripts.end
        if text == "√":
            body = self._factor(end, depth + 1) if depth < _DEEPEST else None
            return Part(body.end, f"\\sqrt{{{body.tex}}}", body.sure) if body else None
        behind = end + (self._kind(end) == "space")
        if depth >= _DEEPEST or self._kind(behind) not in (
            "letter",
            "number",
            "open",
            "function",
            "big",
        ):
            return Part(end, tex, True) if scripts.sure else None
        term = self._term(behind, depth + 1)
        if term is None or self._is_article(behind, term.end):
            return Part(end, tex, True) if scripts.sure else None
        if not scripts.sure and not term.sure:
            return None
        return Part(term.end, f"{tex} {term.tex}", True)

    def _bracketed(self, at: int, depth: int) -> Part | None:
        """What stands in brackets, with commas: ``(x₁, x₂)``."""
        if depth >= _DEEPEST:
            return None
        closing = BRACKETS[self._text(at)]
        pieces = [_EDGES.get(self._text(at), self._text(at))]
        sure, start = False, at
        at += 1
        while at - start < _LONGEST:
            part = self._run(at + (self._kind(at) == "space"), depth + 1)
            if part is None:
                return None
            pieces.append(part.tex)
            sure = sure or part.sure
            at = part.end + (self._kind(part.end) == "space")
            if self._text(at) == closing:
                pieces.append(_EDGES.get(closing, closing))
                return Part(at + 1, _joined(pieces), sure)
            if self._text(at) not in (",", ";", "|"):
                return None
            pieces.append(f"{self._text(at)} ")
            at += 1
        return None

    def _product(self, at: int) -> Part | None:
        """Letters that touch and have a script, behind an operator: ``E = mc²``."""
        text = self._text(at)
        if self._kind(at) != "word" or not 2 <= len(text) <= 3 or not text.isascii():
            return None
        scripts = self._scripts(at + 1, text)
        if not scripts.sure or not (text.islower() or len(text) == 2):
            return None
        return Part(scripts.end, text + scripts.tex, True)

    def _fraction(self, at: int) -> Part | None:
        """``¹/₂`` of a superscript, a stroke and a subscript."""
        above, below = self._script(at, "^"), self._script(at + 2, "_")
        if above is None or below is None or self._text(at + 1) not in ("/", "⁄", "∕"):
            return None
        source = self._slots.source
        return Part(at + 3, f"\\frac{{{source(above.text)}}}{{{source(below.text)}}}", True)

    def _mixed_fraction(self, at: int) -> Part | None:
        if self._kind(at) != "number":
            return None
        part = self._fraction(at + 1 + (self._kind(at + 1) == "space"))
        return Part(part.end, self._text(at) + part.tex, True) if part is not None else None


_EDGES = {"{": "\\{", "}": "\\}", "⟨": "\\langle ", "⟩": "\\rangle "}


def _takes_ending(base: str, script: Script) -> bool:
    """Whether an ending behind `base` is one: behind a number or a word, and ``nᵒ``, ``Mᵐᵉ``."""
    return script.text in _ORDINALS or base.isdigit() or len(base) > 1 or base in ("n", "N", "M")


def _apart(tex: str, term: str) -> str:
    """`term` with a blank before it where it would make the command that ends `tex` longer."""
    return f" {term}" if term[:1].isalpha() and _COMMAND_END.search(tex[-30:]) else term


def _joined(pieces: list[str]) -> str:
    out = ""
    for piece in pieces:
        out += _apart(out, piece)
    return out


__all__ = ["gather", "is_ending"]
