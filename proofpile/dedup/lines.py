"""The lines of a Markdown text: which of them a site may have put there, and the text without some of them.

A line is *loose* if it can go without anything else changing its meaning. Fixed are: code and display
mathematics, a line that holds a formula (a site's furniture has none; "throughout, $k$ is a field" is
needed on each page that says it), headings, rows of tables, quotations, steps of numbered lists, what a
term or a link means, markup, a line that ends in a colon or has a deeper one under it, since those lead to
what follows, and notices of copyright and licence, which are to go with each copy.

Structure is read line by line and doubts are decided for staying: what opens and is never closed holds
all that follows. No expression here can be made to take more than linear time.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

# Scripts without blanks between words: two characters count as a word.
_UNSPACED = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
_CONTAINERS = re.compile(r"(?:\s|>|[-*+]\s|\d{1,9}[.)]\s)*")
_ITEM = re.compile(r"[-*+•]\s|\d{1,9}[.)]\s")
_FENCE = re.compile(r"(`{3,}|~{3,})(.*)", re.DOTALL)
_CODE_SPAN = re.compile(r"`[^`]*`")
_FORMULA = re.compile(r"(?<!\\)\$|\\[()\[\]]|\\[A-Za-z]{2}|[\^_]\{")
_ENVIRONMENTS = (
    "align alignat array Bmatrix bmatrix cases CD displaymath eqnarray equation flalign gather "
    "lstlisting math matrix minted multline pmatrix smallmatrix split tikzcd tikzpicture verbatim "
    "Vmatrix vmatrix"
).replace(" ", "|")
_DISPLAY = re.compile(
    rf"\\\\|\\\$|(?P<toggle>\$\$)|\\(?:(?P<open>\[|begin\{{(?:{_ENVIRONMENTS})\*?\}})"
    rf"|(?P<close>\]|end\{{(?:{_ENVIRONMENTS})\*?\}}))"
)
_HEADING = re.compile(r"#{1,6}(?:\s|$)")
# A step of a numbered list, what a term means, where a link or a note leads.
_DEPENDENT = re.compile(r"\d{1,9}[.)]\s|:\s|\[[^\]\s][^\]]{0,200}\]:")
_RULES = frozenset("|:-=")
_NOTICES = (
    *(
        "©",
        "copyright",
        "(c) 19",
        "(c) 20",
        "licens",
        "licenc",
        "creative commons",
        "cc by",
        "cc-by",
    ),
    *("rights reserved", "public domain", "warranty", "warranties", "this notice"),
)


class Kind(IntEnum):
    """What a line is to its text."""

    BLANK = 0
    LOOSE = 1
    HEADING = 2
    FIXED = 3


@dataclass(frozen=True, slots=True)
class Outline:
    """A text by lines, each with its `Kind`."""

    lines: Sequence[str]
    kinds: bytearray

    @classmethod
    def of(cls, text: str) -> "Outline":
        """Lines end in a line feed; other ends of line are blanks. Linear in `text`, never raises."""
        lines = text.split("\n")
        kinds = bytearray(_kinds(lines))
        _fix_blocks(lines, kinds)
        _fix_what_others_hang_on(lines, kinds)
        return cls(lines, kinds)

    def loose(self, least_words: int, margin: int) -> Iterator[tuple[int, str]]:
        """Number and folded text of each loose line of at least `least_words` words that are no code.

        Only the first and the last `margin` lines are looked at, blank ones aside.
        """
        written = [number for number, kind in enumerate(self.kinds) if kind != Kind.BLANK]
        if len(written) > 2 * margin:
            written = written[:margin] + written[len(written) - margin :]
        for number in written:
            if self.kinds[number] == Kind.LOOSE:
                line = fold(self.lines[number])
                if _has_words(line, least_words) and not _is_notice(line):
                    yield number, line

    def without(self, numbers: Collection[int]) -> tuple[str, int]:
        """The text without the lines `numbers`, and how many went.

        With them go headings below the first level that have nothing under them any more, and blank
        lines that then follow a blank line. Nothing else is touched.
        """
        gone = set(numbers)
        gone |= self._emptied(gone)
        kept: list[str] = []
        closing = False  # a line has just gone: what is blank now may be one blank too many
        last_blank = True
        for number, line in enumerate(self.lines):
            if number in gone:
                closing = True
                continue
            blank = self.kinds[number] == Kind.BLANK
            if blank and closing and last_blank:
                continue
            kept.append(line)
            closing, last_blank = closing and blank, blank
        if closing:
            while kept and not kept[-1].strip():
                kept.pop()
            if kept and not self.lines[-1]:
                kept.append("")  # the text ended in a line feed and still does
        return "\n".join(kept), len(gone)

    def _emptied(self, gone: set[int]) -> set[int]:
        """Headings under which all lines are `gone`, or were headings of this kind themselves."""
        emptied: set[int] = set()
        # Up to the next line that stays: did a line go, and that line's level (0: none, 7: no heading).
        lost, below = False, 0
        for number in range(len(self.lines) - 1, -1, -1):
            kind = self.kinds[number]
            if number in gone:
                lost = True
            elif kind == Kind.HEADING:
                level = _level(self.lines[number])
                if lost and level > 1 and level >= below:
                    emptied.add(number)
                else:
                    lost, below = False, level
            elif kind != Kind.BLANK:
                lost, below = False, 7
        return emptied


def fold(line: str) -> str:
    """`line` without blanks around it, and one space for each run of blanks in it."""
    return " ".join(line.split())


def words(text: str) -> int:
    """Runs of non-blank characters with a letter; in scripts without blanks, every two characters."""
    count = sum(1 for word in text.split() if _LETTER.search(word))
    return count if text.isascii() else count + len(_UNSPACED.findall(text)) // 2


def _has_words(line: str, least: int) -> bool:
    """Whether a folded line has so many words outside code; does not read on once it has."""
    if len(line) < least:
        return False
    if "`" in line:
        line = _CODE_SPAN.sub(" ", line)
    left = least
    for word in line.split(" "):
        if word[:1].isalpha() or _LETTER.search(word):
            left -= 1
            if left <= 0:
                return True
    return not line.isascii() and words(line) >= least


def _is_notice(line: str) -> bool:
    low = line.lower()
    return any(sign in low for sign in _NOTICES)


def _kinds(lines: Sequence[str]) -> Iterator[Kind]:
    """The kind of each line by what it is itself and by the code and formulas that it stands in."""
    fence = ""
    math = _Display()
    for line in lines:
        fenced = "```" in line or "~~~" in line
        marks = _FENCE.match(_CONTAINERS.sub("", line, count=1)) if fenced else None
        if fence:
            if marks and marks[1].startswith(fence) and not marks[2].strip():
                fence = ""
            yield Kind.FIXED
        elif marks and (marks[1][0] == "~" or "`" not in marks[2]):
            fence = marks[1]
            yield Kind.FIXED
        elif math.holds(line):
            yield Kind.FIXED
        elif not line or line.isspace():
            yield Kind.BLANK
        else:
            yield _kind_of(line)


def _kind_of(line: str) -> Kind:
    bare = line.strip()
    first = bare[0]  # decides which expressions are worth asking: they cost most of the time
    if first == "#" and _HEADING.match(bare):
        return Kind.HEADING
    if first in "|><" or bare[-1] in "|:：":
        return Kind.FIXED
    if (first in ":[" or first.isdigit()) and _DEPENDENT.match(bare):
        return Kind.FIXED
    if line.startswith(("    ", "\t")) and not _is_item(bare):
        return Kind.FIXED
    tex = "$" in bare or "\\" in bare or "^{" in bare or "_{" in bare
    return Kind.FIXED if tex and _FORMULA.search(bare) else Kind.LOOSE


def _is_item(bare: str) -> bool:
    first = bare[0]
    return (first in "-*+•" or first.isdigit()) and _ITEM.match(bare) is not None


class _Display:
    """Whether lines are in display mathematics, read in two ways at once.

    One reads all of the text, the other begins anew after each blank line: where the page has a stray
    ``$$``, one of the two takes text for mathematics, and none takes mathematics for text.
    """

    def __init__(self) -> None:
        self._all = self._here = False

    def holds(self, line: str) -> bool:
        before = self._all or self._here
        if not line or line.isspace():
            self._here = False
            return self._all
        if "$$" in line or "\\" in line:
            for found in _DISPLAY.finditer(_CODE_SPAN.sub("", line)):
                match found.lastgroup:
                    case "toggle":
                        self._all, self._here = not self._all, not self._here
                    case "open":
                        self._all = self._here = True
                    case "close":
                        self._all = self._here = False
        return before or self._all or self._here


def _fix_blocks(lines: Sequence[str], kinds: bytearray) -> None:
    """Fix rows of tables without outer pipes, and underlined headings, by the line that betrays them."""
    start = 0
    table, underline = False, 0  # in the block from `start` on
    for number in range(len(lines) + 1):
        if number < len(lines) and kinds[number] != Kind.BLANK:
            bare = lines[number].strip()
            if bare[:1] in _RULES and set(bare) <= _RULES | {" ", "\t"}:
                table, underline = table or "|" in bare, number
            continue
        if table:
            rows = (n for n in range(start, number) if "|" in lines[n])
            for row in rows:
                kinds[row] = Kind.FIXED
        if underline > start:
            kinds[start:underline] = bytes([Kind.FIXED]) * (underline - start)
        start, table, underline = number + 1, False, 0


def _fix_what_others_hang_on(lines: Sequence[str], kinds: bytearray) -> None:
    """Fix a line if the next that is not blank is indented deeper, or is the definition of its term.

    So is an item of a list that goes on in the next line without an indentation.
    """
    below = 0  # indentation of the line below
    goes_on = False  # the line right below is none that begins something
    for number in range(len(lines) - 1, -1, -1):
        if kinds[number] == Kind.BLANK:
            goes_on = False
            continue
        line = lines[number]
        bare = line.lstrip()
        indent = len(line) - len(bare)
        item = bool(bare) and _is_item(bare)
        if kinds[number] == Kind.LOOSE and (below > indent or (item and goes_on)):
            kinds[number] = Kind.FIXED
        below = 1 << 40 if bare.startswith(": ") else indent
        goes_on = not item


def _level(heading: str) -> int:
    bare = heading.strip()
    return len(bare) - len(bare.lstrip("#"))
