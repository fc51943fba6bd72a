"""A page's own TeX macros, and its formulas with them expanded.

MathJax and KaTeX define globally: ``\\newcommand`` in a hidden block, or in the first formula, holds for
the page. A corpus takes formulas one by one, so each must say what it means in commands that any reader
knows. A formula too long to expand (macro bombs) stays as the page wrote it, and is counted.
"""

import re
from collections.abc import Iterator
from html import unescape

from proofpile.web.math.source.sought import may_hold
from proofpile.web.math.tex.expansion import (
    DEFINERS,
    DEFINING,
    KNOWN,
    MOST_DEFINITIONS,
    NAME,
    PARAMETER,
    Environment,
    Expansion,
    Macro,
    TooMuch,
    tokens_of,
)

_MOST_WORK = 2_000_000  # tokens moved for one page: a second
_LONGEST_DEFINITION = 1500  # characters
_NAMES = re.compile(r"\\(?:[A-Za-z]+|[^A-Za-z\s])")


class Macros:
    """The macros of one page. `unexpanded` counts the formulas that were left as they are."""

    def __init__(self) -> None:
        self._macros: dict[str, Macro] = {}
        self._environments: dict[str, Environment] = {}
        self._names = set(DEFINING)
        self._work = _MOST_WORK
        self.unexpanded = 0

    def __len__(self) -> int:
        return len(self._macros) + len(self._environments)

    def __getitem__(self, name: str) -> Macro:
        return self._macros[name]

    def define(self, name: str, body: str, arguments: int = 0, default: str | None = None) -> None:
        """Take a macro from a configuration; `name` with or without its backslash.

        What is no name is passed over, as is what any reader knows.
        """
        name = "\\" + name.removeprefix("\\")
        if not NAME.fullmatch(name) or name in KNOWN or len(self) >= MOST_DEFINITIONS:
            return
        tokens = tokens_of(body)
        most = max((int(t[1]) for t in tokens if PARAMETER.fullmatch(t)), default=0)
        optional = None if default is None else tokens_of(default)
        self._macros[name] = Macro(tokens, max(arguments, most), optional)
        self._names.add(name)

    def define_environment(
        self, name: str, begin: str, end: str, arguments: int = 0, default: str | None = None
    ) -> None:
        """Take an environment from a configuration."""
        if len(self) < MOST_DEFINITIONS:
            optional = None if default is None else tokens_of(default)
            self._environments[name] = Environment(
                Macro(tokens_of(begin), arguments, optional), tokens_of(end)
            )
            self._names.add("\\begin")

    def read(self, html: str) -> None:
        """Take the definitions that stand in a page's text: ``\\newcommand`` and its like.

        Those in code, comments and scripts other than ``math/tex`` are examples or other languages.
        """
        for tex in _definitions(html):
            Expansion(tex, self._macros, self._environments).one_definition()
        self._names |= self._macros.keys()
        if self._environments:
            self._names.add("\\begin")

    def expand(self, tex: str) -> str:
        """`tex` with the page's macros expanded and without definitions; as it is if it has neither."""
        # Names of the formula against a set: no slower with a thousand macros, as one expression would be.
        if "\\" not in tex or self._names.isdisjoint(_NAMES.findall(tex)):
            return tex
        expansion = Expansion(tex, dict(self._macros), dict(self._environments), self._work)
        try:
            return expansion.run()
        except TooMuch:
            self.unexpanded += 1
            return tex
        finally:
            self._work = max(0, self._work - expansion.moved)


_DEFINER = "|".join(re.escape(name) for name in DEFINERS)
_PLACE = re.compile(
    rf"(?:{_DEFINER})(?![A-Za-z])|<(?:(pre|code|textarea|style|script)\b[^<>]*|!--)", re.IGNORECASE
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def _definitions(html: str) -> Iterator[str]:
    """Texts that begin with a definition of a page, its tags taken out and its references resolved."""
    if not any(may_hold(html, name) for name in DEFINERS):
        return
    at, count, unclosed = 0, 0, set[str]()
    while (found := _PLACE.search(html, at)) and count < MOST_DEFINITIONS:
        at = found.end()
        if found[0][0] == "\\":
            count += 1
            tex = html[found.start() : found.start() + _LONGEST_DEFINITION]
            tex = _TAG.sub("", tex) if "<" in tex else tex
            yield unescape(tex) if "&" in tex else tex
        elif "math/" not in found[0]:
            end = f"</{found[1].lower()}" if found[1] else "-->"
            if end not in unclosed:
                closer = re.compile(re.escape(end), re.IGNORECASE).search(html, at)
                at = closer.end() if closer else at
                unclosed |= set() if closer else {end}


def is_definition(tex: str) -> bool:
    """Whether `tex` begins with a definition."""
    found = _NAMES.match(tex.lstrip())
    return found is not None and found[0] in DEFINING


__all__ = ["Macro", "Macros", "is_definition"]
