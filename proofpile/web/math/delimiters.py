"""Delimited formulas in the text of one block: ``$…$``, ``\\(…\\)``, ``\\begin{align}…``, ``[itex]…``.

The text of a block is read once from left to right. A formula never leaves its block, never meets a
piece of code, closes where its braces balance, and a dollar is money until its content says otherwise:
an expression over the whole page, as others use, turns "costs $5 … costs $10" into a formula and flips
all that follow. Price: a formula that a page breaks over two paragraphs stays text.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from proofpile.web.math.asciimath import to_tex as asciimath_to_tex
from proofpile.web.math.configuration import Pair
from proofpile.web.math.slots import ANY, NEWLINE, Script, Slots, Verbatim

_LONGEST = 20_000  # characters of one formula; bounds the search for a closer that is missing
_MOST_WORK = 10_000_000  # characters read in search of closers on one page, a second of work; then no more is
_ENVIRONMENTS = [
    "equation",
    "align",
    "gather",
    "eqnarray",
    "multline",
    "flalign",
    "alignat",
    "displaymath",
    "math",
    "aligned",
    "gathered",
    "alignedat",
    "split",
    "cases",
    "array",
    "matrix",
    "pmatrix",
    "bmatrix",
    "vmatrix",
    "Vmatrix",
    "Bmatrix",
    "smallmatrix",
    "subequations",
    "CD",
    "dmath",
]
_BEGIN = rf"\\begin\s*\{{(?:{'|'.join(_ENVIRONMENTS)})\*?\}}"
_NAME = re.compile(r"\\begin\s*\{(\w+\*?)\}")
_TEX_COMMAND = re.compile(r"\\(?:[A-Za-z]+|[{}|,;!%])")
_TEX_SIGN = re.compile(r"[\\^_=]")
_WORDS = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}")
_TEXT_GROUP = re.compile(
    r"\\(?:text|mathrm|mathbf|mathit|mathsf|operatorname|mbox|hbox|begin|end|textbf|textit|label)\w*\*?\s*\{[^{}]*\}"
)
_MONEY = re.compile(
    r"\s*[\d.,]+\s*(?:[kKmMbB]\b|bn|million|billion|per|USD|US|and|or|to|[-–—,;.:]?\s|$)"
)
_PAGE_INDEX = re.compile(r"\\PageIndex\s*\{([^{}]*)\}")


class Reader:
    """Finds delimited formulas with the delimiters of one page."""

    def __init__(self, pairs: Sequence[Pair], slots: Slots) -> None:
        self._slots = slots
        self._work = 0
        self._pairs = {pair.left: pair for pair in pairs}
        openers = "|".join(re.escape(pair.left) for pair in pairs)
        # A backslash before an opener makes it literal, unless the backslash is the opener's own.
        self._opener = re.compile(rf"{_BEGIN}|{openers}|\\[\\$]")
        starts = "".join(sorted({pair.left[0] for pair in pairs} | {"\\"}))
        self._hint = re.compile(f"[{re.escape(starts)}]")

    def __call__(self, text: str, alone: bool = True) -> str:
        """`text` with its formulas behind placeholders. `alone`: the block holds nothing else."""
        if not self._hint.search(text):
            return text
        done: list[str] = []
        at = 0
        while opener := self._opener.search(text, at):
            done.append(text[at : opener.start()])
            replaced, at = self._read(text, opener, alone)
            done.append(replaced)
        return "".join(done) + text[at:]

    def _read(self, text: str, opener: re.Match[str], alone: bool) -> tuple[str, int]:
        """What to write for the opener and where to go on."""
        literal = opener[0], opener.end()
        if opener[0].startswith("\\begin"):
            return self._environment(text, opener) or literal
        pair = self._pairs.get(opener[0])
        if pair is None:  # an escaped dollar or a line break
            return ("$", opener.end()) if opener[0] == "\\$" else literal
        end = self._closer(text, opener.end(), pair.right)
        if end < 0:
            return literal
        content = text[opener.end() : end]
        if not self._is_formula(
            content, pair, text[end + len(pair.right) : end + len(pair.right) + 1]
        ):
            return literal
        return self._slot(
            content, pair, _is_alone(text, opener.start(), end, pair, alone)
        ), end + len(pair.right)

    def _slot(self, content: str, pair: Pair, alone: bool) -> str:
        if number := _PAGE_INDEX.fullmatch(content.strip()):
            return number[1]  # LibreTexts counts its figures with a macro; it is no formula
        content = _PAGE_INDEX.sub(r"\1", content)
        if pair.rule == "wordpress-dollar":
            content = re.sub(r"&(?:amp;)?(?:s|fg|bg)=\w+", "", content)
        display = alone if pair.display is None else pair.display
        if pair.ascii:
            return self._slots.formula(
                asciimath_to_tex(self._slots.source(content)), display, pair.rule, True
            )
        return self._slots.formula(content, display, pair.rule)

    def _environment(self, text: str, opener: re.Match[str]) -> tuple[str, int] | None:
        name = _NAME.match(opener[0])
        if name is None or not self._within_reach(text, "\\end", opener.end()):
            return None
        edge = re.compile(rf"\\(begin|end)\s*\{{{re.escape(name[1])}\}}")
        depth = 0
        for found in edge.finditer(text, opener.start(), opener.start() + _LONGEST):
            self._work += found.end() - opener.start()
            depth += 1 if found[1] == "begin" else -1
            if depth == 0:
                whole = text[opener.start() : found.end()]
                if self._holds_others(whole):
                    return None
                return self._slots.formula(whole, True, "environment"), found.end()
        return None

    def _closer(self, text: str, at: int, right: str) -> int:
        """Where `right` stands next outside braces; -1 if it does not within reach."""
        if not self._within_reach(text, right, at):
            return -1
        depth, fallback = 0, -1
        for found in _edges(right).finditer(text, at, at + _LONGEST):
            token = found[0]
            if token == right:
                if depth <= 0:
                    self._work += found.end() - at
                    return found.start()
                fallback = fallback if fallback >= 0 else found.start()
            elif token in "{}":
                depth += 1 if token == "{" else -1
        self._work += min(_LONGEST, len(text) - at)
        return fallback  # braces that never balance: the first one

    def _within_reach(self, text: str, right: str, at: int) -> bool:
        """Whether a closer is there at all, and the page has not taken its share of work."""
        return self._work < _MOST_WORK and text.find(right, at, at + _LONGEST) >= 0

    def _holds_others(self, content: str) -> bool:
        """Whether it runs over code, another formula or a table; scripts of HTML belong to it."""
        return any(
            char != NEWLINE and not isinstance(self._slots[char], Script)
            for char in ANY.findall(content)
        )

    def _is_formula(self, content: str, pair: Pair, after: str) -> bool:
        if not content.strip() or self._holds_others(content):
            return False
        if pair.left == "$$":
            return "$$" not in content
        if pair.left != "$":
            return True
        if after.isdigit():
            return False  # "$5 and the pen costs $10"; what closes a formula never stands before a digit
        if (
            _MONEY.match(content)
            and not _TEX_SIGN.search(content)
            and re.search(r"[A-Za-z]{2}", content)
        ):
            return False
        return looks_like_tex(content) if not pair.sure else not _is_prose(content)


@lru_cache(maxsize=64)
def _edges(right: str) -> re.Pattern[str]:
    """What matters on the way to a closer: itself, escaped characters, braces."""
    closer, escaped = re.escape(right), r"\\."
    first, second = (closer, escaped) if right[0] == "\\" else (escaped, closer)
    return re.compile(rf"{first}|{second}|[{{}}]", re.DOTALL)


def _words(content: str) -> list[str]:
    """English-looking words outside TeX commands and text groups."""
    return _WORDS.findall(_TEXT_GROUP.sub(" ", content))


def _is_prose(content: str) -> bool:
    return len(_words(content)) >= 3 and not re.search(r"[\\^_=]", content)


def looks_like_tex(content: str) -> bool:
    """Whether what stands between two dollars is a formula, on a page that does not say so."""
    inner = content.strip()
    if (
        not inner
        or len(inner) > 2000
        or (content[0].isspace() and content[-1].isspace() and len(_words(content)) > 1)
    ):
        return False
    words = _words(content)
    if _TEX_COMMAND.search(inner):
        return len(words) < 12
    if re.search(r"[\^_=<>+*/|]", inner):
        return len(words) <= 1 and not re.match(r"[A-Z_]{3,}\b|\w+/", inner)
    if re.fullmatch(r"[A-Za-z][\'′]*|-?\d+(?:\.\d+)?", inner):
        return not content[0].isspace() and not content[-1].isspace()
    return (
        not words
        and bool(re.search(r"[A-Za-z]", inner))
        and bool(re.fullmatch(r"[\w\s(),.:;!'\[\]{}|-]+", inner))
        and len(inner) <= 40
        and not content[0].isspace()
        and not content[-1].isspace()
    )


def _is_alone(text: str, start: int, end: int, pair: Pair, alone: bool) -> bool:
    rest = text[:start] + text[end + len(pair.right) :]
    return alone and not rest.strip(" \n\t.,;:")


__all__ = ["Reader", "Verbatim", "looks_like_tex"]
