"""Declarations of HOL Light: terms between backquotes that an ML name is bound to."""

import re
from collections.abc import Iterator

from proofpile.contamination.formal.declaration import Declaration
from proofpile.contamination.formal.spans import Span, nested

# Names with hyphens are no OCaml, but are how miniF2F names its problems.
_NAME = r"[A-Za-z_](?:[\w']|-(?=\w))*"
_BINDS = re.compile(
    rf"(?<![\w'])let\s+(?P<name>{_NAME})\s*=\s*(?:let\s+{_NAME}\s*=\s*)?"
    r"(?:(?:time\s+)?(?P<by>prove_by_refinement|prove|new_axiom|new_definition|new_basic_definition|define"
    r"|new_recursive_definition\s+\w+|new_specification\s*\[[^\]\n]*\])\s*\(?\s*)?`(?P<term>[^`]*+)`"
)
_COMMENT = re.compile(r"(?P<open>\(\*(?!\)))|\*\)")


def comments(text: str) -> list[Span]:
    """``(* … *)``, in order."""
    return nested(text, _COMMENT, "open")


def read(seen: str, unquoted: str, text: str) -> Iterator[Declaration]:
    """Declarations in what is `seen` of a text, and begin where it is `unquoted`, in their order."""
    for bound in _BINDS.finditer(seen):
        start, end = bound.span()
        by = (bound["by"] or "let").split()[0]
        yield Declaration(bound["name"], by, text[start:end], start, end, "hollight")
