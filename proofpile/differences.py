"""Where two texts differ, token by token, in time that their length bounds.

The longest common subsequence is found by the bit-parallel recurrence of Hyyrö (Bit-parallel LCS-length
computation revisited, 2004): a row of its table is the bits of one integer. Python adds integers of a
thousand bytes in a tenth of a microsecond, so that two texts of 20,000 characters take some milliseconds
whatever they hold; difflib takes seconds where tokens repeat. Longer texts are gone through window by
window. The price: an insertion longer than half a window is found to be different, and so is what it moves
out of the window's sight.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from proofpile.native import text_tokens

WINDOW = 4096  # tokens; a text of 20,000 characters of English has 3,500
# A run of equal tokens that is shorter than a shingle tells of no common passage: among long differences
# it is a coincidence ("of the"), and marking around it would be harder to read.
COINCIDENCE = 5

# Where formulas are, nearly as in `text_tokens`: what is taken for one here and not there is marked more
# finely, and nothing else. Each body stops at its own opener as well as at its closer, so that no body is
# read again and again.
_FORMULA = re.compile(
    r"""
    (?: \$\$ [^\\$]*+ (?: (?: \\. | \$(?!\$) ) [^\\$]*+ )*+ \$\$
    | (?<!\\) \$ (?![\s$]) (?: [^\\$\n] | \\. | \n(?![^\S\n]*\n) )++ (?<!\s) \$ (?!\d)
    | \\\[ [^\\]*+ (?: \\(?![\[\]]). [^\\]*+ )*+ \\\]
    | \\\( [^\\]*+ (?: \\(?![()]).   [^\\]*+ )*+ \\\)
    ) \s*
    """,
    re.VERBOSE | re.DOTALL,
)
_LONGEST = 40  # characters of a token of TeX that has another spelling
_TEX = re.compile(
    rf"""
    (?: \\ (?:begin|end) \s* \{{ [^{{}}\s]{{,{_LONGEST}}} \}}
    | \\[A-Za-z]+ | \\. | \$+
    | \{{ \s* (?: \\[A-Za-z]+ | [^\s\\{{}}$] ) \s* \}}
    | \S
    ) \s*
    """,
    re.VERBOSE | re.DOTALL,
)
_DELIMITERS = {"$", "$$", "\\(", "\\)", "\\[", "\\]"}
# Scripts that are written without blanks: Thai to Tibetan, Burmese, Khmer, CJK.
_ALONE = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PROSE = re.compile(rf"(?:[{_ALONE}]|[^\s{_ALONE}]+)\s*")


@dataclass(frozen=True, slots=True)
class Region:
    """What stands at one place of two texts. `same`: token by token they are equal.

    They may differ in blanks, and in how formulas are spelled.
    """

    left: str
    right: str
    same: bool


class Cut(NamedTuple):
    """A text in tokens: how each is written, with the blanks behind it; and what is compared of it."""

    written: list[str]
    compared: list[str]


class Run(NamedTuple):
    """Tokens that stand at one place of two texts: ``left[a0:a1]`` and ``right[b0:b1]``."""

    same: bool
    a0: int
    a1: int
    b0: int
    b1: int


def differences(left: str, right: str) -> list[Region]:
    """Both texts in regions, equal and different ones in turn.

    All `left` of the regions make up `left`, all `right` make up `right`. A token is a word, a character of
    a script without blanks, or a token of TeX in a formula, in its canonical form: see
    `proofpile.native.text_tokens`.
    """
    one, other = tokens(left), tokens(right)
    return [_region(one, other, run) for run in _runs(one, other)]


def passages(left: str, right: str, context: int, cut: bool = False) -> list[list[Region]]:
    """`differences` in passages: what differs with some `context` around it, and what lies between.

    `context` is about so many characters. A passage of one region that is the same is what may be left out.
    `cut`: the texts go on, so that a difference at the very end is none.
    """
    one, other = tokens(left), tokens(right)
    runs = _runs(one, other)
    if cut and len(runs) > 1 and not runs[-1].same:
        runs.pop()
    found: list[list[Region]] = []
    near: list[Region] = []
    for number, run in enumerate(runs):
        mine = one.written[run.a0 : run.a1]
        head = run.a0 + (_reach(mine, context) if number else 0)
        tail = run.a1 - (_reach(mine[::-1], context) if number < len(runs) - 1 else 0)
        if not run.same or sum(map(len, one.written[head:tail])) <= context:
            near.append(_region(one, other, run))
            continue
        across = run.b0 - run.a0
        parts = [Run(True, a, b, a + across, b + across)
                 for a, b in ((run.a0, head), (head, tail), (tail, run.a1))]  # fmt: skip
        before, between, behind = (_region(one, other, part) for part in parts)
        near += [before] if before.left else []
        found += [near] if near else []
        found.append([between])
        near = [behind] if behind.left else []
    return [*found, near] if near else found


def tokens(text: str) -> Cut:
    """`text` cut into tokens; what they are written as makes up `text`.

    What means nothing in a formula (`\\left`, `\\,`) belongs to the token before, as blanks do; blanks at
    the beginning belong to the first.
    """
    cut = Cut([], [])
    start = len(text) - len(text.lstrip())
    for formula in _FORMULA.finditer(text):
        _add_prose(cut, text[start : formula.start()])
        _add_formula(cut, formula[0])
        start = formula.end()
    _add_prose(cut, text[start:])
    if blanks := text[: len(text) - len(text.lstrip())]:
        if cut.written:
            cut.written[0] = blanks + cut.written[0]
        else:
            cut.written.append(blanks)
            cut.compared.append("")
    return cut


def _add_prose(cut: Cut, part: str) -> None:
    found = _PROSE.findall(part)
    cut.written.extend(found)
    cut.compared.extend(word.rstrip() for word in found)


def _add_formula(cut: Cut, formula: str) -> None:
    for written in _TEX.findall(formula):
        if compared := _canonical(written.rstrip()):
            cut.written.append(written)
            cut.compared.append(compared)
        else:
            cut.written[-1] += written  # a formula begins with a delimiter


def _canonical(token: str) -> str:
    return _spelled(token) if len(token) <= _LONGEST else token


@lru_cache(maxsize=4096)
def _spelled(token: str) -> str:
    """What the Jaccard knows of a token of a formula; "" of what means nothing."""
    if token in _DELIMITERS:
        return "$"
    return "" if token == "\\" else " ".join(text_tokens(f"${token}$"))


def _region(one: Cut, other: Cut, run: Run) -> Region:
    left, right = one.written[run.a0 : run.a1], other.written[run.b0 : run.b1]
    return Region("".join(left), "".join(right), run.same)


def _reach(written: Sequence[str], context: int) -> int:
    """How many tokens have `context` characters."""
    for number, token in enumerate(written, 1):
        context -= len(token)
        if context <= 0:
            return number
    return len(written)


def _runs(one: Cut, other: Cut) -> list[Run]:
    """Equal and different ones in turn; those that only a coincidence parts are one."""
    merged: list[Run] = []
    a = b = 0
    ends = len(one.compared), len(other.compared)
    for x, y in [*_matches(one.compared, other.compared), ends]:
        if a < x or b < y:
            block = Run(False, a, x, b, y)
            while merged and _coincides(merged[-1], block):
                last = merged.pop()
                block = Run(False, last.a0, x, last.b0, y)
            merged.append(block)
        a, b = x + 1, y + 1
    found = []
    a = b = 0
    for block in merged:
        found += [Run(True, a, block.a0, b, block.b0), block]
        a, b = block.a1, block.b1
    found.append(Run(True, a, ends[0], b, ends[1]))
    return [run for run in found if _size(run)]


def _coincides(one: Run, next_one: Run) -> bool:
    equal = next_one.a0 - one.a1
    return equal < COINCIDENCE and equal < min(_size(one), _size(next_one))


def _size(run: Run) -> int:
    return max(run.a1 - run.a0, run.b1 - run.b0)


def _matches(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of equal tokens, rising on both sides."""
    a = b = 0
    half = WINDOW // 2
    while a < len(left) and b < len(right):
        if left[a] == right[b]:  # most of two near-duplicates
            yield a, b
            a, b = a + 1, b + 1
            continue
        found = _common(left[a : a + WINDOW], right[b : b + WINDOW])
        if max(len(left) - a, len(right) - b) <= WINDOW:
            yield from ((a + x, b + y) for x, y in found)
            return
        # What is near the end of a window may have its match beyond it.
        sure = [(x, y) for x, y in found if x < half and y < half]
        yield from ((a + x, b + y) for x, y in sure)
        x, y = sure[-1] if sure else (0, 0)
        if max(x, y) < half // 2:
            x = y = half - 1
        a, b = a + x + 1, b + y + 1


def _common(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """A longest common subsequence. Additions: ``len(left)``, each of ``len(right)`` bits."""
    places: dict[str, int] = {}
    for column, token in enumerate(right):
        places[token] = places.get(token, 0) | 1 << column
    full = (1 << len(right)) - 1
    row, rows = full, [full]  # a zero bit: the sequence grows in that column
    for token in left:
        met = row & places.get(token, 0)
        row = ((row + met) | (row - met)) & full
        rows.append(row)
    found = []
    at, column = len(left), len(right)
    while at and column:
        if rows[at] >> (column - 1) & 1:
            column -= 1
            continue
        at -= 1
        if rows[at] >> (column - 1) & 1:
            column -= 1
            found.append((at, column))
    return found[::-1]
