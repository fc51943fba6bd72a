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

WINDOW = 4096  # tokens; a text of 20,000 characters of English has 3,500
# A run of equal tokens that is shorter than a shingle tells of no common passage: among long differences
# it is a coincidence ("of the"), and marking around it would be harder to read.
COINCIDENCE = 5

# Each body stops at its own opener as well as at its closer, so that no body is read again and again.
_FORMULA = re.compile(
    r"""
    (?: \$\$ [^\\$]*+ (?: (?: \\. | \$(?!\$) ) [^\\$]*+ )*+ \$\$
    | (?<!\\) \$ (?!\$) (?: [^\\$\n] | \\. | \n(?![^\S\n]*\n) )++ \$
    | \\\[ [^\\]*+ (?: \\(?![\[\]]). [^\\]*+ )*+ \\\]
    | \\\( [^\\]*+ (?: \\(?![()]).   [^\\]*+ )*+ \\\)
    ) \s*
    """,
    re.VERBOSE | re.DOTALL,
)
_TEX = re.compile(r"(?:\\[A-Za-z]+|\\.|\d+|\$+|\S)\s*", re.DOTALL)
# Scripts that are written without blanks: Thai to Tibetan, Burmese, Khmer, CJK.
_ALONE = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BLANKS = re.compile(r"\s+")
_WORD = 40  # characters that a passage may be longer, so that it ends with a word
_PROSE = re.compile(rf"(?:[{_ALONE}]|[^\s{_ALONE}]+)\s*")


@dataclass(frozen=True, slots=True)
class Region:
    """What stands at one place of two texts. `same`: but for blanks they are equal, token by token."""

    left: str
    right: str
    same: bool


def differences(left: str, right: str) -> list[Region]:
    """Both texts in regions, equal and different ones in turn.

    All `left` of the regions make up `left`, all `right` make up `right`. A token is a word, a character of
    a script without blanks, or a token of TeX in a formula; blanks are compared nowhere.
    """
    one, other = pieces(left), pieces(right)
    regions: list[Region] = []
    at, across = 0, 0
    for a0, a1, b0, b1 in _blocks(*([piece.strip() for piece in p] for p in (one, other))):
        for same, end, end_across in ((True, a0, b0), (False, a1, b1)):
            if at < end or across < end_across:
                texts = "".join(one[at:end]), "".join(other[across:end_across])
                regions.append(Region(*texts, same))
            at, across = end, end_across
    if at < len(one):
        regions.append(Region("".join(one[at:]), "".join(other[across:]), True))
    return regions


def pieces(text: str) -> list[str]:
    """`text` cut into tokens, each with the blanks behind it, the first also with those before it."""
    found = [piece for part, token in _parts(text) for piece in token.findall(part)]
    body = text.lstrip()
    if blanks := text[: len(text) - len(body)]:
        return [blanks + found[0], *found[1:]] if found else [blanks]
    return found


Block = tuple[int, int, int, int]  # left[a0:a1] stands where right[b0:b1] does


def _parts(text: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Prose and formulas in turn, and what cuts them; no part begins with a blank."""
    start = len(text) - len(text.lstrip())
    for formula in _FORMULA.finditer(text):
        yield text[start : formula.start()], _PROSE
        yield formula[0], _TEX
        start = formula.end()
    yield text[start:], _PROSE


def _blocks(left: Sequence[str], right: Sequence[str]) -> list[Block]:
    """The differing blocks, in order; those that only a coincidence parts are one."""
    merged: list[Block] = []
    a = b = 0
    for x, y in [*_matches(left, right), (len(left), len(right))]:
        if a < x or b < y:
            block = a, x, b, y
            while merged and _coincides(merged[-1], block):
                a0, _, b0, _ = merged.pop()
                block = a0, x, b0, y
            merged.append(block)
        a, b = x + 1, y + 1
    return merged


def _coincides(one: Block, next_one: Block) -> bool:
    equal = next_one[0] - one[1]
    return equal < COINCIDENCE and equal < min(_size(one), _size(next_one))


def _size(block: Block) -> int:
    a0, a1, b0, b1 = block
    return max(a1 - a0, b1 - b0)


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


_NOTHING = Region("", "", True)


def passages(regions: Sequence[Region], context: int) -> list[list[Region]]:
    """`regions` in passages: differences with about `context` characters around them, and what lies between.

    A passage of one region that is the same is what may be left out.
    """
    found: list[list[Region]] = []
    near: list[Region] = []
    for number, region in enumerate(regions):
        if not region.same:
            near.append(region)
            continue
        head = tail = _NOTHING
        middle = region
        if number:
            head, middle = _split(middle, context)
        if number < len(regions) - 1:
            middle, tail = _split(middle, -context)
        if len(middle.left) <= context:
            near.append(region)
            continue
        near += [head] if head.left else []
        found += [near] if near else []
        found.append([middle])
        near = [tail] if tail.left else []
    return [*found, near] if near else found


def _split(region: Region, at: int) -> tuple[Region, Region]:
    """Two parts of a region that is the same, parted at a blank near `at` (of its end, if below zero)."""
    place = at if at >= 0 else max(len(region.left) + at, 0)
    blank = _BLANKS.search(region.left, place, place + _WORD)
    left = blank.end() if blank else place
    right = _after(region.right, len("".join(region.left[:left].split())))
    return (
        Region(region.left[:left], region.right[:right], True),
        Region(region.left[left:], region.right[right:], True),
    )


def _after(text: str, count: int) -> int:
    """The place in `text` behind so many characters that are not blank, and behind the blanks there."""
    for place, character in enumerate(text):
        if not character.isspace():
            if not count:
                return place
            count -= 1
    return len(text)
