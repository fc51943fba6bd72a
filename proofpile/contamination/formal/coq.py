"""Declarations of Coq (Rocq) in vernacular sentences."""

import re
from collections.abc import Iterator

from proofpile.contamination.formal.declaration import Declaration
from proofpile.contamination.formal.spans import Span, nested

STATES = (
    "Theorem|Lemma|Corollary|Proposition|Fact|Remark|Property|Example|Axiom|Conjecture|Parameter"
)
DEFINES = "Definition|Fixpoint|CoFixpoint|Function|Inductive|Record|Instance"
HEAD = re.compile(
    rf"(?<![\w.'])(?P<keyword>{STATES}|{DEFINES}|Goal)(?![\w'])(?:\s+(?P<name>[^\W\d][\w']*))?"
    r"(?=\s|[:({\[])"
)
_STEP = re.compile(
    r"(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<is>:=)|(?P<colon>:)|(?P<dot>\.(?=\s|\Z|```))"
    rf"|(?P<let>\blet\b)|(?P<stop>```|\*\)|\bProof\b|(?<![\w.'])(?:{STATES}|{DEFINES})(?![\w']))"
)
_STRING = re.compile(r'"[^"]*+"')
_COMMENT = re.compile(r"(?P<open>\(\*(?!\)))|\*\)")


def comments(text: str) -> list[Span]:
    """``(* … *)``, in order."""
    return nested(text, _COMMENT, "open")


def quoted(text: str) -> list[Span]:
    """Strings, in order."""
    return [string.span() for string in _STRING.finditer(text)]


def read(seen: str, unquoted: str, text: str) -> Iterator[Declaration]:
    """Declarations in what is `seen` of a text, and begin where it is `unquoted`, in their order."""
    at = 0
    while head := HEAD.search(unquoted, at):
        keyword, name = head["keyword"], head["name"] or ""
        at = head.end()
        if not name and keyword != "Goal":
            continue
        start = head.end("keyword") if keyword == "Goal" else head.end()
        at, states = _end(unquoted, start)
        if states or (keyword == "Goal" and at > start):
            end = start + len(unquoted[start:at].rstrip())
            first = head.start()
            name = "" if keyword == "Goal" else name
            yield Declaration(name, keyword, text[first:end], first, end, "coq")
        at = max(at, head.end())


def _end(text: str, start: int) -> tuple[int, bool]:
    """Where the statement ends, and whether it has a colon: what comes before a proof or a value."""
    depth = lets = 0
    states = False
    for step in _STEP.finditer(text, start):
        kind = step.lastgroup
        if kind in ("stop", "dot"):
            return step.start(), states
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
            if depth < 0:
                return step.start(), states
        elif depth:
            continue
        elif kind == "let":
            lets += 1
        elif kind == "is":
            if not lets:
                return step.start(), states
            lets -= 1
        elif kind == "colon":
            states = True
    return len(text), states
