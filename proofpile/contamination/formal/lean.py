"""Declarations of Lean 3 and Lean 4."""

import re
from collections.abc import Iterator

from proofpile.contamination.formal.declaration import Declaration
from proofpile.contamination.formal.spans import Span

# `problem` is how compfiles declares competition problems.
DECLARES = (
    "theorem|lemma|example|problem|proposition|corollary|axiom|def|abbrev|abbreviation|instance"
    "|constant"
)
_NAMELESS = {"example", "instance"}
_NAME = r"(?:«[^»\n]*»|[^\W\d][\w'!?]*)(?:\.(?:«[^»\n]*»|[^\W\d][\w'!?]*))*"
# A keyword of prose is followed by other things than binders, a colon or a value.
HEAD = re.compile(
    rf"(?<![\w.'!?«\\])(?P<keyword>{DECLARES})(?![\w.'!?])"
    rf"(?:\s+(?P<name>{_NAME}))?(?:\.\{{[^{{}}\n]*\}})?\s*(?=[(\[{{⦃⟨:|])"
)
# What says that a statement is over where no bracket is open, and what only a new sentence begins with.
_STEP = re.compile(
    r"(?P<open>[(\[{⟨⦃])|(?P<close>[)\]}⟩⦄])|(?P<is>:=)|(?P<let>(?<![\w.'])(?:let|have|haveI|letI)(?![\w.']))"
    r"|(?P<bar>\n[ \t]*\|)|(?P<blank>\n[ \t]*\n)|(?P<colon>:)"
    rf"|(?P<stop>(?<![\w.'])(?:where|begin|{DECLARES})(?![\w.'])|```|-/"
    r"|\n(?:end|namespace|section|open|open_locale|variable|variables|import|attribute|universe|universes"
    r"|noncomputable|private|protected|set_option|local|notation|export|include|omit|mutual|macro|syntax"
    r"|@\[|#[a-z]+)(?![\w.']))"
)
_VALUE = re.compile(r"[\w)\]}⟩'!⁻¹]")
_OUTSIDE = re.compile(r'/-|--[^\n]*|"(?:[^"\\\n]|\\.)*+"?')
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*+"?')
_MARKS = re.compile(r"(?P<open>/-)|-/")


def comments(text: str) -> list[Span]:
    """Comments in order: from ``--`` to the end of the line, and from ``/-`` to its own ``-/``."""
    blocks = {}
    waiting: list[int] = []
    for mark in _MARKS.finditer(text):
        if mark.lastgroup:
            waiting.append(mark.start())
        elif waiting:
            blocks[waiting.pop()] = mark.end()
    found: list[Span] = []
    at = 0
    while outside := _OUTSIDE.search(text, at):
        start, at = outside.span()
        if outside[0] == "/-":
            if start not in blocks:
                continue
            at = blocks[start]
        elif outside[0][0] == '"':
            continue
        found.append((start, at))
    return found


def quoted(text: str) -> list[Span]:
    """Strings, in order; one that does not end ends with the line."""
    return [string.span() for string in _STRING.finditer(text)]


def read(seen: str, unquoted: str, text: str) -> Iterator[Declaration]:
    """Declarations in what is `seen` of a text, and begin where it is `unquoted`, in their order."""
    at = 0
    while head := HEAD.search(unquoted, at):
        keyword, name = head["keyword"], head["name"] or ""
        at = head.end()
        if not name and keyword not in _NAMELESS:
            continue
        at = _end(unquoted, head.end())
        end = _stripped(unquoted, head.end(), at)
        if end > head.end():
            start = head.start()
            yield Declaration(
                name.replace("«", "").replace("»", ""), keyword, text[start:end], start, end, "lean"
            )


def _stripped(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _end(text: str, start: int) -> int:
    """Where the statement that goes on at `start` is over: before ``:=``, a first case, or a new sentence."""
    depth = lets = 0
    concluded = False
    for step in _STEP.finditer(text, start):
        kind = step.lastgroup
        if kind == "stop":
            return step.start()
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
            if depth < 0:
                return step.start()
        elif depth:
            continue
        elif kind == "let":
            lets += 1
        elif kind == "is":
            if not lets:
                return step.start()
            lets -= 1
        elif kind == "colon":
            concluded = True
        elif (kind == "blank" and concluded) or (
            kind == "bar" and _is_case(text, start, step.start())
        ):
            return step.start()
    return len(text)


def _is_case(text: str, start: int, bar: int) -> bool:
    """Whether a bar that begins a line begins a case of a definition, and no absolute value."""
    before = _stripped(text, start, bar)
    return before > start and bool(_VALUE.match(text[before - 1]))
