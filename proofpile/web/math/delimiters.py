"""Delimited formulas in the text of one block: ``$…$``, ``\\(…\\)``, ``\\begin{align}…``, ``[itex]…``.

The text of a block is read once from left to right. A formula never leaves its block, never meets a
piece of code, closes where its braces balance, and a dollar is money until its content says otherwise:
an expression over the whole page, as others use, turns "costs $5 … costs $10" into a formula and flips
all that follow. Price: a formula that a page breaks over two paragraphs stays text.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from proofpile.web.math import dollars
from proofpile.web.math.dollars import looks_like_tex
from proofpile.web.math.notations.asciimath import to_tex as asciimath_to_tex
from proofpile.web.math.slots import ANY, NEWLINE, Script, Slots
from proofpile.web.math.source.configuration import Pair

_LONGEST = 20_000  # characters of one formula; bounds the search for a closer that is missing
_MOST_WORK = 10_000_000  # characters read in search of closers on one page, a second of work; then no more is
_A_TOKEN = 10  # characters that are read in the time of one token
_FAR = 1 << 60
_ENVIRONMENTS = (
    "equation align gather eqnarray multline flalign alignat xalignat xxalignat displaymath math aligned"
    " gathered alignedat multlined split cases dcases rcases drcases numcases subnumcases array darray"
    " subarray matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix psmallmatrix bsmallmatrix"
    " Bsmallmatrix vsmallmatrix Vsmallmatrix subequations CD tikzcd dmath dseries dgroup empheq IEEEeqnarray"
    " IEEEeqnarraybox mathpar prooftree"
)
_BEGIN = rf"\\begin\s?\{{(?:{_ENVIRONMENTS.replace(' ', '|')})\*?\}}"
_NAME = re.compile(r"\\begin\s?\{(\w+\*?)\}")
_SHELLS = ("math", "displaymath")  # environments that only say the mode
_WORDPRESS = "$latex"
_WORDPRESS_STYLE = re.compile(r"(?:\s*&(?:amp;)?(?:s|fg|bg)=[#\w-]*)+\s*$")
_PAGE_INDEX = re.compile(r"\\PageIndex\s*\{([^{}]*)\}")
_AROUND = " \n\t.,;:"  # may stand beside a formula that has its block for itself
_OPERATOR = re.compile(r"[\^_=+*/<>|()\[\]\d-]")


class Reader:
    """Finds delimited formulas with the delimiters of one page.

    `work` counts the characters that were read in search of closers, those of tokens tenfold; it bounds what
    a hostile page costs.
    """

    def __init__(self, pairs: Sequence[Pair], slots: Slots) -> None:
        self._slots = slots
        self.work = 0
        self._pairs, self._opener, self._hints = _compiled(tuple(pairs))
        self._next: dict[
            str, tuple[int, int]
        ] = {}  # closer: from where it was looked for, where it is

    def __call__(self, text: str, alone: bool = True) -> str:
        """`text` with its formulas behind placeholders. `alone`: the block holds nothing else."""
        for hint in self._hints:
            if hint in text:
                break
        else:
            return text
        self._next.clear()
        done: list[str] = []
        at = 0
        while opener := self._opener.search(text, at):
            done.append(text[at : opener.start()])
            replaced, at = self._read(text, opener, alone)
            done.append(replaced)
        return "".join(done) + text[at:] if done else text

    def _read(self, text: str, opener: re.Match[str], alone: bool) -> tuple[str, int]:
        """What to write for the opener and where to go on."""
        literal = opener[0], opener.end()
        if opener[0].startswith("\\begin"):
            return self._environment(text, opener) or literal
        pair = self._pairs.get(opener[0])
        if pair is None:  # an escaped dollar or a line break
            return ("$", opener.end()) if opener[0] == "\\$" else literal
        start, end = opener.end(), self._closer(text, opener.end(), pair.right)
        if end < 0:
            return literal
        content, behind = text[start:end], end + len(pair.right)
        before, after = text[opener.start() - 1 : opener.start()], text[behind : behind + 1]
        if not self._is_formula(content, pair, before, after):
            return literal
        if pair.display is None:
            alone = (
                alone and _is_blank(text, 0, opener.start()) and _is_blank(text, behind, len(text))
            )
        return self._slot(content, pair, alone), behind

    def _slot(self, content: str, pair: Pair, alone: bool) -> str:
        if "\\PageIndex" in content:
            if number := _PAGE_INDEX.fullmatch(content.strip()):
                return number[1]  # LibreTexts counts its figures with a macro; it is no formula
            content = _PAGE_INDEX.sub(r"\1", content)
        if pair.rule == "wordpress-dollar":
            content = _WORDPRESS_STYLE.sub("", content).lstrip("= ")
        display = alone if pair.display is None else pair.display
        if pair.ascii:
            return self._slots.formula(
                asciimath_to_tex(self._slots.source(content)), display, pair.rule, True
            )
        return self._slots.formula(content, display, pair.rule)

    # --- where a formula ends

    def _environment(self, text: str, opener: re.Match[str]) -> tuple[str, int] | None:
        name = _NAME.match(opener[0])
        if name is None or not self._within_reach(text, f"\\end{{{name[1]}}}", opener.end()):
            return None
        depth = 0
        for found in _edges_of(name[1]).finditer(text, opener.start(), opener.start() + _LONGEST):
            depth += 1 if found[1] == "begin" else -1
            if depth == 0:
                self.work += found.end() - opener.start()
                whole = text[opener.start() : found.end()]
                if self._holds_others(whole):
                    return None
                if name[1] in _SHELLS:
                    whole = text[opener.end() : found.start()]
                return self._slots.formula(whole, name[1] != "math", "environment"), found.end()
        self.work += min(_LONGEST, len(text) - opener.start())
        return None

    def _closer(self, text: str, at: int, right: str) -> int:
        """Where `right` stands next outside braces; -1 if it does not within reach."""
        if not self._within_reach(text, right, at):
            return -1
        near = self._next[right][1]
        inner = text[at:near]
        if _is_plain(inner):
            self.work += near - at
            return near
        depth, fallback = 0, -1
        for found in _edges(right).finditer(text, at, at + _LONGEST):
            token = found[0]
            self.work += _A_TOKEN
            if token == right:
                if depth <= 0:
                    self.work += found.end() - at
                    return found.start()
                fallback = fallback if fallback >= 0 else found.start()
            elif token in "{}":
                depth += 1 if token == "{" else -1
        self.work += min(_LONGEST, len(text) - at)
        return fallback  # braces that never balance: the first one

    def _within_reach(self, text: str, right: str, at: int) -> bool:
        """Whether a closer is there at all, and the page has not taken its share of work.

        The next one is remembered, so that all searches together read a text once.
        """
        since, place = self._next.get(right, (_FAR, 0))
        if not since <= at <= place:
            found = text.find(right, at)
            place = found if found >= 0 else _FAR
            self._next[right] = at, place
        return place - at < _LONGEST and self.work < _MOST_WORK

    # --- whether it is one

    def _holds_others(self, content: str) -> bool:
        """Whether it runs over code, another formula or a table; scripts of HTML belong to it."""
        return not content.isascii() and any(
            char != NEWLINE and not isinstance(self._slots[char], Script)
            for char in ANY.findall(content)
        )

    def _is_formula(self, content: str, pair: Pair, before: str, after: str) -> bool:
        if not content.strip() or self._holds_others(content):
            return False
        if pair.ascii:
            return not dollars.is_prose(content) or _OPERATOR.search(content) is not None
        if pair.left in ("$", "$$", "\\(", "\\[") and dollars.holds_other_delimiters(content):
            return False
        if pair.left[0] != "$" or pair.rule == "wordpress-dollar":
            return True
        if len(pair.left) > 1:
            return after != "$" and "$$" not in content and not dollars.is_prose(content)
        if after.isdigit():
            return False  # "$5 and the pen costs $10"; what closes a formula never stands before a digit
        if dollars.is_price(content, before) or dollars.opens(content, after):
            return False
        return not dollars.is_prose(content) if pair.sure else looks_like_tex(content)


def _is_plain(inner: str) -> bool:
    """Whether what follows `inner` closes it for sure: braces balance, and no backslash precedes."""
    return (
        inner[-1:] != "\\"
        and inner.count("{") == inner.count("}")
        and "\\{" not in inner
        and "\\}" not in inner
    )


def _is_blank(text: str, start: int, end: int) -> bool:
    """Whether only blanks and full stops stand there; looks at the first thousand characters."""
    return end - start < 1000 and not text[start:end].strip(_AROUND)


@lru_cache(maxsize=256)
def _compiled(pairs: tuple[Pair, ...]) -> tuple[dict[str, Pair], re.Pattern[str], list[str]]:
    """Pairs by their openers, what finds those, and what every text holds that holds one.

    Looking for such a hint costs 40 ns; most pages share the same pairs.
    """
    by_left = {pair.left.strip(): pair for pair in pairs}
    openers = "|".join(
        r"\$latex(?=[\s=\\{])" if left == _WORDPRESS else re.escape(left) for left in by_left
    )
    # A backslash before an opener makes it literal, unless the backslash is the opener's own.
    return by_left, re.compile(rf"{_BEGIN}|{openers}|\\[\\$]"), _shortest([*by_left, "\\"])


def _shortest(words: Sequence[str]) -> list[str]:
    """Those of `words` that begin with no other of them."""
    kept: list[str] = []
    for word in sorted(set(words), key=len):
        if not any(word.startswith(short) for short in kept):
            kept.append(word)
    return kept


@lru_cache(maxsize=64)
def _edges(right: str) -> re.Pattern[str]:
    """What matters on the way to a closer: itself, escaped characters, braces."""
    closer, escaped = re.escape(right), r"\\."
    first, second = (closer, escaped) if right[0] == "\\" else (escaped, closer)
    return re.compile(rf"{first}|{second}|[{{}}]", re.DOTALL)


@lru_cache(maxsize=128)
def _edges_of(environment: str) -> re.Pattern[str]:
    return re.compile(rf"\\(begin|end)\s?\{{{re.escape(environment)}\}}")


__all__ = ["Reader", "looks_like_tex"]
