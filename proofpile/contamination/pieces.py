r"""A text as prose and formulas, so that what is done to one leaves the other alone.

Formulas stand between ``$…$`` (Pandoc's rule: no blank inside the dollars, no digit after them, no blank
line between), ``$$…$$``, ``\(…\)``, ``\[…\]``, or are an environment of display mathematics. Prices are none:
neither in ``$2 and $3`` nor in ``$2+$3=$<<2+3=5>>5``.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

_ENVIRONMENTS = "align|alignat|displaymath|eqnarray|equation|flalign|gather|math|multline"
_OPENING = re.compile(rf"\\begin\{{(?P<name>{_ENVIRONMENTS})(\*?)\}}|\$\$?|\\.", re.DOTALL)
# Each body stops at the next delimiter of its own kind, so no text is read again and again.
_REST = {
    "$": re.compile(
        r"(?![\s$]|<<|[0-9][^$\\]*(?<![\^_{])[-+*/=]\$)"
        r"(?P<body>(?:[^$\\\n]|\\.|\n(?![^\S\n]*\n))++)(?<!\s)(?P<end>\$)(?![0-9])",
        re.DOTALL,
    ),
    "$$": re.compile(r"(?P<body>(?:[^$\\]|\\.)++)(?P<end>\$\$)", re.DOTALL),
    r"\(": re.compile(
        r"(?P<body>(?:[^\\\n]|\\(?![()]).|\n(?![^\S\n]*\n))*+)(?P<end>\\\))", re.DOTALL
    ),
    r"\[": re.compile(r"(?P<body>(?:[^\\]|\\(?![\[\]]).)*+)(?P<end>\\\])", re.DOTALL),
}


class Piece(NamedTuple):
    """Prose, without `opener` and `closer`, or a formula with both. Joined, the pieces are the text."""

    opener: str
    body: str
    closer: str

    @property
    def is_formula(self) -> bool:
        """Whether this is mathematics."""
        return bool(self.opener)

    def __str__(self) -> str:
        return self.opener + self.body + self.closer


def pieces(text: str) -> list[Piece]:
    """What `text` is made of, in order and without empty prose. Linear in its length."""
    found: list[Piece] = []
    done = at = 0
    unclosed: set[str] = set()  # environments that no longer end anywhere
    while opening := _OPENING.search(text, at):
        start, at = opening.span()
        formula = _formula(text, opening, unclosed)
        if formula is None:
            continue
        if start > done:
            found.append(Piece("", text[done:start], ""))
        found.append(formula)
        done = at = start + len(str(formula))
    if done < len(text):
        found.append(Piece("", text[done:], ""))
    return found


def _formula(text: str, opening: re.Match[str], unclosed: set[str]) -> Piece | None:
    if name := opening["name"]:
        closer = rf"\end{{{name}{opening[2]}}}"
        end = -1 if closer in unclosed else text.find(closer, opening.end())
        if end < 0:
            unclosed.add(closer)
            return None
        return Piece(opening[0], text[opening.end() : end], closer)
    rest = _REST.get(opening[0])
    found = rest.match(text, opening.end()) if rest else None
    return Piece(opening[0], found["body"], found["end"]) if found else None


def in_prose(text: str, change: Callable[[str], str]) -> str:
    """`text` with every piece of prose changed, and formulas as they are."""
    return "".join(str(p) if p.is_formula else change(p.body) for p in pieces(text))
