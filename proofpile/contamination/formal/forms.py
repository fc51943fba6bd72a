"""The normal form of a statement: a row of tokens that its spellings share.

Lexical throughout. What is taken for one: Unicode and ASCII notation; names without case and
underscores, and without the namespaces that files open (Lean, where mathlib 4 renamed so); what
variables and hypotheses are called; ``(x y : T)`` and ``(x : T) (y : T)``, in round or curly brackets;
parentheses that change nothing; Lean's coercion arrows; ``|x|`` and ``abs x``. The order of hypotheses,
``a > b`` for ``b < a``, and the type that is ascribed to a numeral stay apart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from proofpile.contamination.formal import coq, hollight, isabelle, lean, metamath
from proofpile.contamination.formal.notation import COQ, HOLLIGHT, ISABELLE, LEAN, Notation
from proofpile.contamination.formal.parentheses import unparenthesised
from proofpile.contamination.formal.renaming import Renamer
from proofpile.contamination.formal.spans import masked

_CLOSES = {")": "(", "]": "[", "}": "{", "⦄": "⦃", "⟩": "⟨"}
_OPENS = frozenset(_CLOSES.values())


def lean_form(statement: str) -> list[str]:
    """Of ``theorem name (x : ℝ) … : …`` in Lean 3 or 4, or of a proposition alone."""
    text = masked(statement, lean.comments(statement))
    text = text.lstrip()
    head = lean.HEAD.match(text)
    tokens = LEAN.tokens(text[head.end() :] if head else f": {text}")
    return _with_binders(_without_bars(tokens), LEAN)


def coq_form(statement: str) -> list[str]:
    """Of ``Theorem name x (y : T) : …``."""
    text = masked(statement, coq.comments(statement)).strip().removesuffix(".")
    head = coq.HEAD.match(text)
    if not head or head["keyword"] == "Goal":
        return _with_binders(COQ.tokens(f": {text[head.end('keyword') :] if head else text}"), COQ)
    return _with_binders(COQ.tokens(text[head.end() :]), COQ)


def hollight_form(statement: str) -> list[str]:
    """Of ``let name = `…` ``, or of a term."""
    text = masked(statement, hollight.comments(statement))
    term = text.split("`")[1] if text.count("`") > 1 else text
    renamed = Renamer(HOLLIGHT.binding).term(HOLLIGHT.tokens(term))
    return unparenthesised(renamed, HOLLIGHT.operators)


def metamath_form(statement: str) -> list[str]:
    """Of ``label.1 $e … $. label $p … ``, with the letters of variables in their order."""
    words = masked(statement, metamath.comments(statement)).split()
    out: list[str] = []
    letters: dict[str, str] = {}
    within = ""
    for word in words:
        mark = metamath.MARKS.get(word)
        if mark:
            within = mark
            if within != "$.":
                out.append(within)
        elif within in ("$e", "$p", "$a"):
            if len(word) == 1 and word.isalpha():
                kind = "A" if word.isupper() else "a"
                word = letters.setdefault(word, f"{kind}{len(letters)}")
            out.append(word)
    return out


def isabelle_form(statement: str) -> list[str]:
    """Of ``theorem name: fixes … assumes … shows "…" `` with symbols, Unicode or ASCII."""
    renamer = Renamer(ISABELLE.binding)
    out: list[str] = []
    counted: tuple[list[str], int] = ([], 0)
    for clause, names, said in isabelle.clauses(statement):
        term = renamer.term(ISABELLE.tokens(said))
        told = [clause, ":", *unparenthesised(term, ISABELLE.operators)]
        for name in names:
            renamer.bind(name)
        counted = _count(out, told, len(names), counted)
    return out


def _count(
    out: list[str], told: list[str], names: int, before: tuple[list[str], int]
) -> tuple[list[str], int]:
    """Write a group and how many names it has, or count them with the last if that says the same."""
    last, number = before
    if names and number and told == last:
        out[-len(told) - 1] = str(number + names)
        return told, number + names
    out += [str(names), *told]
    return told, names


def _with_binders(tokens: Sequence[str], notation: Notation) -> list[str]:
    """Of a signature ``x (y z : T) {h : P} : conclusion``.

    A group is written as how many names it has and what it says of them; a hypothesis without a name has one.
    """
    renamer = Renamer(notation.binding)
    out: list[str] = []
    counted: tuple[list[str], int] = ([], 0)
    closing = _closing(tokens)
    at = 0
    while at < len(tokens) and tokens[at] != ":":
        end = closing.get(at, at)
        if end == at and not notation.binding.is_name(tokens[at]):
            break
        inner = tokens[at + 1 : end] if end > at else tokens[at : at + 1]
        names = _names(inner, notation) if end > at else inner
        said = inner[len(names) + 1 :] if names else inner
        term = unparenthesised(renamer.term(said), notation.operators)
        for name in names or ("_",):
            renamer.bind(name)
        told = ["[" if tokens[at] == "[" else "(", *term, ")"]
        counted = _count(out, told, len(names) or 1, counted)
        at = end + 1
    conclusion = unparenthesised(renamer.term(tokens[at:]), notation.operators)
    return out + conclusion


def _names(tokens: Sequence[str], notation: Notation) -> Sequence[str]:
    """The names before the colon of a binder; none where there is no colon after names."""
    for number, token in enumerate(tokens):
        if token == ":":
            return tokens[:number]
        if token != "_" and not notation.binding.is_name(token):
            break
    return ()


def _closing(tokens: Sequence[str]) -> dict[int, int]:
    """Of each bracket that closes, where."""
    waiting: list[int] = []
    found = {}
    for number, token in enumerate(tokens):
        if token in _OPENS:
            waiting.append(number)
        elif token in _CLOSES and waiting and tokens[waiting[-1]] == _CLOSES[token]:
            found[waiting.pop()] = number
    return found


@dataclass(slots=True)
class _Bars:
    """The bars of one pair of brackets: where absolute values are open, and whether a bar separates."""

    separates: bool = False
    waiting: list[int] = field(default_factory=list)


def _without_bars(tokens: Sequence[str]) -> list[str]:
    """``|x|`` as ``abs (x)``, but for bars that separate (``{x | p}``), and floors and ceilings as words."""
    if not _BARRED.intersection(tokens):
        return list(tokens)
    out: list[str] = []
    levels = [_Bars()]
    for token in tokens:
        level = levels[-1]
        if token in _OPENS:
            levels.append(_Bars(separates=token == "{"))
        elif token in _CLOSES and len(levels) > 1:
            _restore(levels.pop(), out)
        elif token in _ROUNDINGS:
            out += _ROUNDINGS[token]
            continue
        elif token == "|":
            if level.separates:
                level.separates = False
            elif level.waiting and _ends_value(out[-1]):
                level.waiting.pop()
                token = ")"
            else:
                level.waiting.append(len(out))
                out += ("abs", "(")
                continue
        out.append(token)
    for level in levels:
        _restore(level, out)
    return [token for token in out if token]


_ROUNDINGS = {
    "⌊": ("floor", "("),
    "⌈": ("ceil", "("),
    "⌋": (")",),
    "⌉": (")",),
    "⌋₊": (")",),
    "⌈₊": (")",),
}


_BARRED = {"|", *_ROUNDINGS}


def _restore(level: _Bars, out: list[str]) -> None:
    """Write bars that were taken for the beginning of an absolute value, and were not, as they are."""
    for at in level.waiting:
        out[at : at + 2] = ("|", "")


def _ends_value(token: str) -> bool:
    return token[-1:].isalnum() or token[-1:] in ")]}⟩!'₀¹"


FORMS: Mapping[str, Callable[[str], list[str]]] = {
    "lean": lean_form,
    "isabelle": isabelle_form,
    "metamath": metamath_form,
    "hollight": hollight_form,
    "coq": coq_form,
}
