"""The kernels' twins: the same names, signatures and answers, in Python.

They are what the tests hold the compiled kernels to, and what runs where no compiler was there when
proofpile was installed. The price is speed: `Scanner` reads 20 MB/s of ordinary HTML here, the compiled
one several GB/s (benchmarks/RESULTS.md).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

# (text, rule, fold, left, right): `fold` ignores ASCII case; `left` and `right` forbid an ASCII letter
# just before or after.
Literal: TypeAlias = tuple[bytes, int, bool, bool, bool]

_COMMAND = re.compile(rb"\\[A-Za-z]{1,31}")
_WORDS = re.compile(rb"\\([A-Za-z]+)")
_RULES, _SHORTEST = 64, 4
_FOLD = re.compile(rb"[ \t\r]*\n[ \t]+")
_BLANK = b" \t\r"


@dataclass(frozen=True, slots=True)
class _Needle:
    index: int  # of the literal
    lowered: bytes  # a cheap first look in the lowered text
    pattern: re.Pattern[bytes]


class Scanner:
    """Finds which rules fire in a text.

    Rule `r` fires where at least ``needs[r]`` distinct ones of its literals occur. Literals have four
    bytes or more; only a LaTeX command (a backslash and up to 31 letters, with case, nothing required
    on its left, no letter on its right) may be shorter. Raises ValueError otherwise.
    """

    simd = False

    def __init__(
        self, literals: Sequence[Literal], needs: Sequence[int], simd: bool = True
    ) -> None:
        if len(needs) > _RULES:
            raise ValueError(f"{len(needs)} rules, and at most {_RULES} fit the mask")
        if any(need < 1 for need in needs):
            raise ValueError("a rule needs at least one literal")
        self._rule_of = [rule for _, rule, *_ in literals]
        self._needs = list(needs)
        self._commands: dict[bytes, list[int]] = {}
        self._needles: list[_Needle] = []
        for index, literal in enumerate(literals):
            self._add(index, literal)

    def scan(self, data: Any, offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
        """One mask a text: bit r is set where rule r fires in ``data[offsets[i]:offsets[i + 1]]``.

        `data` is bytes or an array of uint8, `offsets` holds one number more than there are texts.
        """
        texts = texts_of(data, offsets)
        return np.fromiter(map(self.scan_one, texts), np.uint64, len(offsets) - 1)

    def scan_one(self, text: bytes) -> int:
        """The mask of one text."""
        seen = self._commands_in(text)
        lowered = text.lower()
        for needle in self._needles:
            if needle.lowered in lowered and needle.pattern.search(text):
                seen.add(needle.index)
        return self._mask(seen)

    def _add(self, index: int, literal: Literal) -> None:
        text, rule, fold, left, right = literal
        if not 0 <= rule < len(self._needs):
            raise ValueError(f"literal {text!r}: there is no rule {rule}")
        if not fold and not left and right and _COMMAND.fullmatch(text):
            self._commands.setdefault(text[1:], []).append(index)
            return
        if len(text) < _SHORTEST:
            raise ValueError(f"literal {text!r} has under {_SHORTEST} bytes")
        source = re.escape(text)
        source = rb"(?<![A-Za-z])" + source if left else source
        source = source + rb"(?![A-Za-z])" if right else source
        pattern = re.compile(source, re.IGNORECASE if fold else 0)
        self._needles.append(_Needle(index, text.lower(), pattern))

    def _commands_in(self, text: bytes) -> set[int]:
        words = set(_WORDS.findall(text)) if self._commands else set()
        return {index for word in words for index in self._commands.get(word, ())}

    def _mask(self, seen: set[int]) -> int:
        counts = [0] * len(self._needs)
        for index in seen:
            counts[self._rule_of[index]] += 1
        fired = (n >= need for n, need in zip(counts, self._needs, strict=True))
        return sum(1 << rule for rule, fires in enumerate(fired) if fires)


def texts_of(data: Any, offsets: npt.NDArray[np.int64]) -> Iterator[bytes]:
    """The texts ``data[offsets[i]:offsets[i + 1]]``; raises ValueError, at once, where these are none."""
    if not len(offsets):
        raise ValueError("offsets must hold one number more than there are texts")
    view = memoryview(data).cast("B")
    bounds = [int(offset) for offset in offsets]
    if any(a > b for a, b in pairwise(bounds)):
        raise ValueError("offsets must not fall")
    if bounds[0] < 0 or bounds[-1] > len(view):
        raise ValueError("offsets reach outside the data")
    return (bytes(view[a:b]) for a, b in pairwise(bounds))


class HeaderReader:
    """Reads the values of a few named fields of a WARC or HTTP header."""

    def __init__(self, names: Sequence[bytes]) -> None:
        self._places: dict[bytes, list[int]] = {}
        for place, name in enumerate(names):
            self._places.setdefault(name.lower(), []).append(place)
        self._count = len(names)

    def read(self, head: bytes) -> tuple[bytes, ...]:
        """One value a name: of the first field called so in any case, stripped, or b"".

        The first line is no field. A line that begins with a blank goes on with the last one.
        """
        values = [b""] * self._count
        places = dict(self._places)
        rest = head.partition(b"\n")[2]
        for line in _FOLD.sub(b" ", rest).split(b"\n"):
            name, colon, value = line.partition(b":")
            for place in places.pop(name.strip(_BLANK).lower(), ()) if colon else ():
                values[place] = value.strip(_BLANK)
        return tuple(values)


_NO_TEXT = (b"script", b"style", b"svg", b"template", b"noscript", b"iframe")
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def rough_text(html: bytes, most: int) -> bytes:
    """At most `most` bytes of what stands between the tags of `html`, scripts and styles left out.

    For a first look at pages by the million: what an attribute holds after a ">" becomes text, entities
    stay as they are, boilerplate is not told from content. A space for each tag. Linear, never raises.
    """
    text, at, low = bytearray(), 0, html.lower()
    while at < len(html) and len(text) < most:
        opens = html.find(b"<", at)
        text += html[at : opens if opens >= 0 else None]
        if opens < 0:
            break
        following = html[opens + 1 : opens + 2]
        if html.startswith(b"<!--", opens):
            at = _after(html, b"-->", opens + 4)
        elif following and (following[0] in _LETTERS or following in b"/!?"):
            text += b" "
            at = _after_element(low, opens)
        else:
            text += b"<"
            at = opens + 1
    return bytes(text[:most])


def _after(html: bytes, mark: bytes, start: int) -> int:
    at = html.find(mark, start)
    return len(html) if at < 0 else at + len(mark)


def _after_element(low: bytes, opens: int) -> int:
    """Past the tag at `opens`; for an element without text, where it is closed."""
    at = _after(low, b">", opens)
    for name in _NO_TEXT:
        after = low[opens + 1 + len(name) : opens + 2 + len(name)]
        if low.startswith(name, opens + 1) and after and after[0] not in _LETTERS:
            closes = low.find(b"</" + name, at)
            return len(low) if closes < 0 else closes
    return at
