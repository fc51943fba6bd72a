"""Strings of JSON (records, notebooks), decoded without losing their places."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

# A notebook has a string a line: one that ends with a line break goes on with the next.
_NEXT_LINE = r"\\n\",\s*\n\s*\""
_STRING = re.compile(rf'"((?:[^"\\]|{_NEXT_LINE}|\\.)*+)("?)', re.DOTALL)
_ESCAPE = re.compile(
    rf"{_NEXT_LINE}|\\u[dD][89abAB][0-9a-fA-F]{{2}}\\u[dD][c-fC-F][0-9a-fA-F]{{2}}"
    r"|\\u[0-9a-fA-F]{4}|\\[\"\\/bfnrt]"
)
_SINGLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a string says; from `begins[i]` on it stands at `places[i]` and after of the whole text."""

    text: str
    begins: list[int]
    places: list[int]

    def place(self, at: int) -> int:
        """Where in the whole text its character at `at` is."""
        number = bisect_right(self.begins, at) - 1
        return self.places[number] + at - self.begins[number]


def strings(text: str) -> Iterator[Decoded]:
    """The strings of JSON in a text that have line breaks in them, in their order."""
    if "\\n" not in text:
        return
    for string in _STRING.finditer(text):
        if string[2] and "\\n" in string[1]:
            yield _decoded(text, *string.span(1))


def _decoded(text: str, start: int, end: int) -> Decoded:
    pieces: list[str] = []
    begins, places = [0], [start]
    at, length = start, 0
    for escape in _ESCAPE.finditer(text, start, end):
        pieces += (text[at : escape.start()], _read(escape[0]))
        length += escape.start() - at + 1
        at = escape.end()
        begins.append(length)
        places.append(at)
    pieces.append(text[at:end])
    return Decoded("".join(pieces), begins, places)


def _read(escape: str) -> str:
    if escape[1] != "u":
        return _SINGLE.get(escape[1], escape[1])
    if len(escape) == 12:
        high, low = int(escape[2:6], 16), int(escape[8:], 16)
        return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
    return chr(int(escape[2:], 16))
