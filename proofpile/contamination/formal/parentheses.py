"""Parentheses that change nothing are taken away, by what is known of how tightly operators bind.

One pass. Where an operator is not known, parentheses stay: two statements that differ in grouping
never become equal, and two that differ in idle parentheses do, as far as the tables go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_UNKNOWN, _OPEN, _APPLIED, _ATOM = -1, 0, 1000, 2000
# What ends the head of a binder: of one whose body goes on as far as it can, and of a sum or product.
BODY, SUMMAND = "⟨body⟩", "⟨summand⟩"
_CLOSES = {")": "(", "]": "[", "}": "{", "⟩": "⟨", "⦄": "⦃"}
_OPENS = frozenset(_CLOSES.values())
_BOUNDS = frozenset({",", ":", "|", "//", ";", BODY, "::", *_CLOSES, *_OPENS})


@dataclass(frozen=True, slots=True)
class Operators:
    """How tightly the operators of a language bind; larger is tighter, and application is tightest.

    `infix` gives (strength, side): the side "l" or "r" to which equal ones group, or "" where they do
    not. `signs` are infix operators that are also prefixes (minus). `summing` are binders with a body
    of strength `summand`.
    """

    infix: Mapping[str, tuple[int, str]]
    prefix: Mapping[str, int]
    postfix: frozenset[str]
    binders: frozenset[str]
    summing: frozenset[str] = frozenset()
    summand: int = 67
    signs: frozenset[str] = frozenset({"-"})
    sign: int = 65  # at most as tight as a sign is in any of the languages
    symbols: frozenset[str] = field(default_factory=frozenset)  # that stand for a value: ∅, ∞


@dataclass(slots=True)
class _Group:
    """What was seen so far between two brackets."""

    bracket: str = ""
    at: int = 0
    loosest: int = _ATOM
    atoms: int = 0
    value: bool = False  # whether the last token ended a value
    signed: bool = False  # whether the last token was a sign
    head: bool = False  # whether a binder's head goes on
    binds: bool = False  # whether the first token was a binder


def unparenthesised(tokens: Sequence[str], operators: Operators) -> list[str]:
    """The tokens without idle parentheses."""
    if "(" not in tokens:
        return list(tokens)
    out: list[str] = []
    groups = [_Group()]
    for number, token in enumerate(tokens):
        opened = _CLOSES.get(token)
        if token in _OPENS:
            groups.append(_Group(token, len(out)))
        elif opened and len(groups) > 1 and groups[-1].bracket == opened:
            inner = groups.pop()
            before = out[inner.at - 1] if inner.at else ""
            after = tokens[number + 1] if number + 1 < len(tokens) else ""
            if token == ")" and _idle(inner, before, after, groups[-1], operators):
                out[inner.at] = ""
                _join(groups[-1], inner)
                continue
            _see_value(groups[-1])
        else:
            _see(groups[-1], token, operators)
        out.append(token)
    return [token for token in out if token]


def _see_value(group: _Group) -> None:
    if group.value:
        group.loosest = min(group.loosest, _APPLIED)
    group.atoms += 1
    group.value, group.signed = True, False


def _join(group: _Group, inner: _Group) -> None:
    """What was between idle parentheses is part of what is around them."""
    group.binds = group.binds or (inner.binds and not group.atoms)
    _see_value(group)
    group.loosest = min(group.loosest, inner.loosest)


def _see(group: _Group, token: str, operators: Operators) -> None:
    if group.head:
        group.head = token not in (BODY, SUMMAND)
        group.value = group.signed = False
        return
    if token in operators.binders:
        group.binds = group.binds or not group.atoms
        if group.value:
            group.loosest = min(group.loosest, _APPLIED)
        strength = operators.summand if token in operators.summing else _OPEN
        group.loosest = min(group.loosest, strength)
        group.head, group.value = True, False
        group.atoms += 1
        return
    if _is_value(token, operators):
        _see_value(group)
        return
    if token in operators.postfix:
        group.loosest = min(group.loosest, _APPLIED)
        return
    infix = operators.infix.get(token)
    sign = token in operators.signs and not group.value
    if sign:
        strength = operators.sign
    elif infix and group.value:
        strength = infix[0]
    elif token in operators.prefix:
        strength = operators.prefix[token]
    else:
        strength = _UNKNOWN
    group.loosest = min(group.loosest, strength)
    group.value, group.signed = False, sign


def _is_value(token: str, operators: Operators) -> bool:
    if token in operators.infix or token in operators.prefix:
        return False
    return (
        token[0].isalnum()
        or token in operators.symbols
        or token in ("_", "&")
        or (token[0] in "#_'?&$\"." and len(token) > 1)
    )


def _idle(inner: _Group, before: str, after: str, around: _Group, operators: Operators) -> bool:
    """Whether what is between parentheses is read the same without them."""
    if not inner.atoms or not inner.value or inner.head or inner.loosest == _UNKNOWN:
        return False
    if around.head:  # the whole of what a variable is bound to: ∑ k ∈ (range n), …
        return before in ("∈", ":") and after in (BODY, SUMMAND)
    if inner.loosest == _ATOM:
        return True
    return _idle_left(inner, before, around, operators) and _idle_right(inner, after, operators)


def _idle_left(inner: _Group, before: str, around: _Group, operators: Operators) -> bool:
    if around.signed:
        return False
    if not before or before in _BOUNDS:
        return before not in _CLOSES
    if before == SUMMAND:
        return inner.binds or inner.loosest > operators.summand
    if before in operators.infix and not around.value:
        strength, side = operators.infix[before]
        return (
            inner.binds or inner.loosest > strength or (inner.loosest == strength and side == "r")
        )
    if before in operators.prefix:
        return inner.loosest > operators.prefix[before]
    return False


def _idle_right(inner: _Group, after: str, operators: Operators) -> bool:
    if not after or after in _BOUNDS:
        return after not in _OPENS
    if after in operators.infix:
        strength, side = operators.infix[after]
        return inner.loosest > strength or (inner.loosest == strength and side == "l")
    return False
