r"""Words of mathematical text, normalised: the twin of the kernel in normal_words.hpp, and its definition.

Bytes are read; well-formed UTF-8 sequences are characters, and in "words" every other byte is a border.

**"blank"**: what ``str.split()`` finds; bytes that are no UTF-8 are letters. The hash is word_hash of
reference_minhash.py, of the bytes.

**"words"** are runs of letters and runs of digits, after folding. The text is read the same way in formulas
and outside, so that a copy that lost its delimiters has the same words.

- *Folding.* A character becomes what ``folding_table.py`` says: compatibility forms decomposed,
  case folded, accents and other marks gone, by one Unicode for any Python. Greek letters are
  words by themselves, their names. Format characters (soft hyphens, joiners) vanish; apostrophes
  of all kinds vanish between letters; all that is neither letter nor digit nor such is a border.
  Superscripts and subscripts are runs of their own: x² is x, 2. Fractions are two numbers. A
  letter of a script without blanks (reference_minhash.py) is a word.
- *Numbers.* A point between digits joins. So does, before any point, what stands between 1 to 3
  digits that do not begin with 0 and exactly three digits: a comma, ``{,}``, ``\,``, each with or
  without ``\!``, or a thin space. It leaves no trace: 1,000 is 1000.
- *Commands.* ``\name`` is the word of its name, in lower case, but for those of
  ``word_commands.py``; so is ``\<name>`` of Isabelle; ``\<^name>`` is nothing. Several
  backslashes are as one. TeX's accents are as Unicode's: ``Erd\H{o}s``, ``{\'e}``; ``\-`` and
  ``\/`` vanish between letters. ``[4pt]`` after backslashes is nothing. ``\u00e9`` is the
  character; in ``\nThe`` and ``\tThe``, before a capital, n and t are a line end and a tab of JSON.
- *Entities* with a number are the character; those of ``word_commands.py`` nothing. One ``amp;``
  too many is overlooked. Nothing are also its tags, in any case, alone or with quoted attributes;
  ``[^1]``; and GSM8K's ``<<48/2=24>>``.
- A run is cut when it has `LONGEST_WORD` bytes. Braces and brackets that are skipped have fewer
  than 200.

A token's place is where its letters are written, with the marks on them.

**"masked"** is "words", but all numbers have one hash, `NUMBER`.

**"formula"**: canonical TeX tokens of reference_minhash.py, of each formula between delimiters.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from proofpile.native.folding_table import FOLDING
from proofpile.native.reference_minhash import (
    _LONE,
    _characters,
    _formulas,
    _tex_tokens,
    _word_hash,
)
from proofpile.native.word_commands import word_names

Token = tuple[str, int, int, int]  # what it says, where it begins and ends, and its group
Tokens = tuple[
    npt.NDArray[np.uint64], npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]
]

LONGEST_WORD = 128
NUMBER = 0x9D5C3B1F6E2A8047
KINDS = ("blank", "words", "masked", "formula")

_NAMES = word_names()


def _names_of(deed: str) -> bytes:
    """An alternation of the commands with this deed."""
    return "|".join(name[1:] for name, found in _NAMES.items() if found[0] == deed).encode()


_BLANKS = re.compile(
    rb"(?:[\t-\r\x1c-\x20]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]"
    rb"|\xe2\x81\x9f|\xe3\x80\x80)+"
)
_LENGTH = rb"[-+]?[0-9.]{1,8}\ ?(?:pt|em|ex|mm|cm|in|mu|bp|pc|sp)"
_UNIT = re.compile(
    rb"""
      (?P<letter>[A-Za-z])
    | (?P<digit>[0-9])
    | (?P<point>\.)
    | (?P<comma>,|\{,\}|\\,|\xe2(?:\x80\x89|\x80\xaf))
    | (?P<brace>\{)?+\\(?:
          (?P<named>%(letters)s)(?![A-Za-z])(?:\{\})?+
        | (?:['`^"~=.]|(?:%(accents)s)(?=\{))
          (?P<open>\{)?+\\?+(?P<accented>(?<!\\)[A-Za-z]|(?<=\\)[ij](?![A-Za-z]))(?(open)\})
      )(?(brace)\})
    | \\+u(?P<escape>[0-9A-Fa-f]{4})
    | \\+(?P<command>[A-Za-z]+)
    | (?P<hyphen>\\[-/])
    | \\+<(?:\^[A-Za-z]{1,32}|(?P<symbol>[A-Za-z]{1,32}))>
    | \\+(?:\[%(length)s\])?+
    | &(?:amp;)?+(?:
          \#(?:[xX](?P<hexadecimal>[0-9A-Fa-f]{1,7})|(?P<decimal>[0-9]{1,7}));
        | (?P<entity>[A-Za-z0-9]{1,8});
      )?+
    | <<[0-9\ .,+*/=%%()-]*+>>
    | </?+(?P<tag>[A-Za-z]{1,12})(?:[\t-\r\ ]{1,8}[A-Za-z-]{1,20}=["'][^<>]{0,199})?+\ ?+/?+>
    | \[\^[A-Za-z0-9_-]{1,32}\]
    | (?P<apostrophe>')
    | (?P<character>
          [\xc2-\xdf][\x80-\xbf]
        | (?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf]
        | (?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf]{2}
      )
    | [\x00-\xff]
    """
    % {b"letters": _names_of("LETTERS"), b"accents": _names_of("ACCENT"), b"length": _LENGTH},
    re.VERBOSE,
)
_GROUP = re.compile(rb"(?:\\!)?([0-9]{3})(?![0-9])")
_SINGLE = re.compile(rb"[\t-\r ]*([0-9A-Za-z])")
_DIFFERENTIAL = re.compile(rb"[\t-\r ]*\{?(d)\}[\t-\r ]*(?=[A-Za-z])")
_DIMENSION = re.compile(rb"[\t-\r ]*+" + _LENGTH, re.VERBOSE)
_BRACED = rb"(?:[\t-\r ]*\{[^{}]{0,199}\})?"
_ARGUMENT = re.compile(rb"\*?(?:[\t-\r ]*\[[^\[\]{}]{0,199}\])?" + _BRACED)
_ENVIRONMENT = re.compile(rb"[\t-\r ]*\{([A-Za-z]*)[^{}]{0,199}\}")


def tokens(kind: str, text: bytes) -> Tokens:
    """(hashes uint64[k], starts int64[k], ends int64[k], groups int64[k]) of the k tokens of a text.

    Places count bytes. `groups` is 1 for the numbers of "words" and "masked", and the number of the formula
    in "formula", whose places are those of its formula, with delimiters; else 0. ValueError for another kind.
    """
    if kind not in KINDS:
        raise ValueError("kind must be blank, words, masked or formula")
    if kind == "blank":
        found = _blank_words(text)
    elif kind == "formula":
        found = _formula_tokens(text)
    else:
        found = iter(_Reader(text).read())
    words, starts, ends, groups = list(zip(*found, strict=True)) or [(), (), (), ()]
    hashes = np.fromiter(map(_word_hash, words), np.uint64)
    numbers = np.array(groups, np.int64)
    if kind == "masked":
        hashes[numbers == 1] = NUMBER
    return hashes, np.array(starts, np.int64), np.array(ends, np.int64), numbers


def word_strings(text: str) -> list[str]:
    """The words whose hashes are in "words"."""
    return [word for word, *_ in _Reader(text.encode()).read()]


def _blank_words(text: bytes) -> Iterator[Token]:
    at = 0
    for blanks in [*(m.span() for m in _BLANKS.finditer(text)), (len(text), len(text))]:
        if blanks[0] > at:
            yield _characters(text[at : blanks[0]]), at, blanks[0], 0
        at = blanks[1]


def _formula_tokens(text: bytes) -> Iterator[Token]:
    for number, (begin, body, end) in enumerate(_formulas(text)):
        for token in _tex_tokens(_characters(body)):
            yield token, begin, end, number


def _records() -> list[tuple[int, int, str]]:
    """(first, last, the rest) of the records of FOLDING, FIRST[-MORE]REST in hexadecimal digits."""
    found = []
    for record in FOLDING.split():
        first, more, rest = re.findall(r"([0-9A-F]+)(?:-([0-9A-F]+))?(.*)", record)[0]
        found.append((int(first, 16), int(first, 16) + int(more or "0", 16), rest))
    return found


_RECORDS = _records()


@lru_cache(maxsize=1 << 16)
def _fold(character: str) -> tuple[str, str]:
    """What becomes of a character: its style and its text, in which "|" is a border.

    The style is "^" of a superscript, "_" of a subscript, "~" of what vanishes, "'" of an apostrophe, or "".
    A record's rest is an operator with a text: "=" the text; ">" the character as far behind the text as this
    one is behind the first; "+" every other character becomes the next; ":" a border; "~" and "'" as above.
    "^" and "_" before it are the style, "|" puts borders around.
    """
    code = ord(character)
    if 0xAC00 <= code <= 0xD7A3:  # Hangul is the letters that it is written with
        lead, tail = divmod(code - 0xAC00, 588)
        letters = (0x1100 + lead, 0x1161 + tail // 28, 0x11A7 + tail % 28)
        return "", "".join(map(chr, letters if tail % 28 else letters[:2]))
    place = bisect_right(_RECORDS, code, key=lambda record: record[0]) - 1
    first, last, rest = _RECORDS[max(place, 0)]
    step = code - first
    if not first <= code <= last or (rest == "+" and step % 2):
        return "", f"|{character}|" if _ALONE.fullmatch(character) else character
    if rest in ("~", "'"):
        return rest, ""
    if rest == ":":
        return "", "|"
    if rest == "+":
        return "", chr(code + 1)
    style = rest[0] if rest[0] in "^_|" else ""
    operator, text = rest[len(style)], rest[len(style) + 1 :]
    text = chr(ord(text) + step) if operator == ">" else text
    return ("", f"|{text}|") if style == "|" else (style, text)


_ALONE = re.compile(f"[{_LONE}]")


class _Reader:
    """Reads a text: `_UNIT` after `_UNIT`, which become letters and digits of a run, or end it."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._found: list[Token] = []
        self._run = b""  # what was read, folded
        self._digits = False  # what is in it
        self._style = ""
        self._pending = False  # an apostrophe or a point, that goes with the next letter or digit
        self._group = 0  # digits since the last comma
        self._start = self._end = 0

    def read(self) -> list[Token]:
        at = 0
        while at < len(self._text):
            unit = _UNIT.match(self._text, at)
            assert unit is not None
            at = self._take(unit)
        self._border()
        return self._found

    def _take(self, unit: re.Match[bytes]) -> int:
        """Take in a unit; where the text goes on."""
        kind, end = unit.lastgroup, unit.end()
        value = unit[kind].decode() if kind else ""
        if kind in ("letter", "digit"):
            self._put(value.lower(), "", *unit.span())
        elif kind == "point":
            self._wait(digits=True)
        elif kind == "apostrophe":
            self._wait(digits=False)
        elif kind == "comma":
            return self._comma(end)
        elif kind == "character":
            self._character(value, *unit.span())
        elif kind in ("escape", "hexadecimal", "decimal"):
            self._code(int(value, 10 if kind == "decimal" else 16), *unit.span())
        elif kind in ("named", "accented"):
            self._write(
                _NAMES["\\" + value][1] if kind == "named" else value.lower(), "", *unit.span()
            )
        elif kind == "command":
            return self._command(value, unit.start(kind), end)
        elif kind == "symbol":
            self._symbol(value, *unit.span(kind))
        elif kind == "entity":
            return self._entity(value, unit)
        elif kind == "tag":
            self._border()
            return end if f"</{value.lower()}>" in _NAMES else unit.start() + 1
        elif kind != "hyphen" or self._digits or not self._run:
            self._border()
        return end

    # The run that is open.

    def _border(self) -> None:
        if self._run:
            word = self._run.decode()
            self._found.append((word, self._start, self._end, int(self._digits)))
        self._run, self._pending = b"", False

    def _put(self, character: str, style: str, start: int, end: int) -> None:
        digit = "0" <= character <= "9"
        if (digit, style) != (self._digits, self._style) or len(self._run) >= LONGEST_WORD:
            self._border()
        if not self._run:
            self._digits, self._style, self._start, self._group = digit, style, start, 0
        self._run += (b"." if self._pending and digit else b"") + character.encode()
        self._pending = False
        self._group += 1
        self._end = end

    def _write(self, text: str, style: str, start: int, end: int) -> None:
        for character in text:
            if character == "|":
                self._border()
            else:
                self._put(character, style, start, end)

    def _write_alone(self, text: str, start: int, end: int) -> None:
        self._write(f"|{text}|", "", start, end)

    def _wait(self, digits: bool) -> None:
        """A point or an apostrophe."""
        if self._run and self._digits == digits and not self._style and not self._pending:
            self._pending = True
        else:
            self._border()

    # Units.

    def _comma(self, at: int) -> int:
        """What may stand between thousands, up to `at`."""
        joined = self._group < len(self._run)
        group = _GROUP.match(self._text, at)
        if (
            group
            and self._run
            and self._digits
            and not self._style
            and not self._pending
            and b"." not in self._run
            and (self._group == 3 if joined else self._group <= 3 and self._run[:1] != b"0")
            and len(self._run) < LONGEST_WORD - 3
        ):
            self._group = 0
            self._write(group[1].decode(), "", group.end(), group.end())
            return group.end()
        self._border()
        return at

    def _character(self, character: str, start: int, end: int) -> None:
        if character in "\u2009\u202f":
            self._border()
            return
        style, text = _fold(character)
        if style == "'":
            self._wait(digits=False)
        elif style != "~":
            self._write(text, style, start, end)
        elif self._run and not self._pending:
            self._end = end

    def _code(self, code: int, start: int, end: int) -> None:
        if 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            self._border()
        elif code >= 0x80:
            self._character(chr(code), start, end)
        elif chr(code) == "'":
            self._wait(digits=False)
        else:
            self._write(chr(code).lower() if chr(code).isalnum() else "|", "", start, end)

    def _command(self, name: str, start: int, end: int) -> int:
        self._border()
        deed, text = _NAMES.get("\\" + name, ("", ""))
        if deed in ("WORD", "LETTERS"):
            self._write_alone(text, start, end)
        elif deed in ("ONE", "TWO"):
            return self._singles(end, 1 if deed == "ONE" else 2)
        elif deed == "FONT":
            if found := _DIFFERENTIAL.match(self._text, end):
                self._put("d", "", *found.span(1))
                return found.end()
        elif deed == "ARGUMENT":
            return self._past(_ARGUMENT, end)
        elif deed == "ENVIRONMENT":
            return self._environment(end)
        elif deed == "DIMENSION":
            return self._past(_DIMENSION, end)
        elif deed != "NOTHING" and name not in ("t", "r", "u"):
            hidden = not deed and name[0] in "nt" and name[1:2].isupper()
            self._letters(name[hidden:], start + hidden)
        return end

    def _past(self, pattern: re.Pattern[bytes], at: int) -> int:
        found = pattern.match(self._text, at)
        return found.end() if found else at

    def _letters(self, name: str, at: int) -> None:
        for i, letter in enumerate(name.lower(), at):
            self._put(letter, "", i, i + 1)
        self._border()

    def _singles(self, at: int, count: int) -> int:
        """TeX takes the next letters and digits one by one."""
        for _ in range(count):
            if found := _SINGLE.match(self._text, at):
                self._write_alone(found[1].decode().lower(), *found.span(1))
                at = found.end()
            else:
                break
        return at

    def _environment(self, at: int) -> int:
        found = _ENVIRONMENT.match(self._text, at)
        if not found:
            return at
        envelope = _NAMES.get(found[1].decode(), ("", ""))[0] == "ENVELOPE"
        return self._past(_ARGUMENT, found.end()) if envelope else found.end()

    def _symbol(self, name: str, start: int, end: int) -> None:
        """Isabelle's; a command of the same name says what becomes of it, if nothing else does."""
        self._border()
        deed, text = _NAMES.get(f"\\<{name}>", _NAMES.get("\\" + name, ("", "")))
        if deed == "WORD":
            self._write_alone(text, start, end)
        elif not deed:
            self._letters(name, start)

    def _entity(self, name: str, unit: re.Match[bytes]) -> int:
        deed, _ = _NAMES.get("&" + name, ("", ""))
        if deed == "APOSTROPHE":
            self._wait(digits=False)
        elif deed != "VANISH":
            self._border()
        return unit.end() if deed else unit.start("entity")
