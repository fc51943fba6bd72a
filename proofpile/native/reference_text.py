"""The twins of the text kernels: code points through a table, masking by one regular expression.

Policy (which code point becomes what, which environments are formulas, which words are a label) is handed
over by `proofpile.text`; here is only how a text is walked.
"""

import re
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)'?")


class CharMap:
    """Maps a text code point by code point, as `of` says of each, to one line.

    What `of` returns may be empty or longer than one character; it is asked once for each code point, also
    for some that do not occur, and raises no LookupError. Runs of spaces become one, spaces at both ends go.
    """

    def __init__(self, of: Callable[[str], str]) -> None:
        self._table = _Table(of)

    def line(self, text: str) -> str:
        """`text` mapped. Linear in its length."""
        return " ".join(filter(None, str.translate(text, self._table).split(" ")))


class _Table(dict[int, str]):
    def __init__(self, of: Callable[[str], str]) -> None:
        self._of = of

    def __missing__(self, code: int) -> str:
        self[code] = becomes = self._of(chr(code))
        return becomes


class Masker:
    """Replaces what is not prose by a space: see `proofpile.text.masking`.

    `environments` are the names between ``\\begin{`` and ``}``, without a star, whose bodies go; `literals`
    are strings that go wherever they stand in prose, the first that fits. Of `head`, characters of `lone`
    (none of ASCII) go as well, where neither a letter nor a digit is beside them.
    """

    def __init__(
        self, environments: Sequence[str], literals: Sequence[str] = (), lone: str = ""
    ) -> None:
        if any(character.isascii() for character in lone):
            raise ValueError("letters of ASCII are words, and not lone symbols")
        self._lone = re.compile(rf"(?<!\w)(?:{_any_of(lone)})(?!\w)")
        names, last = _any_of(environments), _any_of(literals)
        self._not_prose = re.compile(
            rf"""
              (?P<dollar> \\\$ )                                          # a literal dollar
            | \$\$ [^\\$]*+ (?: (?: \\. | \$(?!\$) ) [^\\$]*+ )*+ \$\$
            | \$ (?!\$) (?: [^\\$\n] | \\. | \n(?![^\S\n]*\n) )++ \$      # never across a blank line
            | \\\[ [^\\]*+ (?: \\(?![\[\]]). [^\\]*+ )*+ \\\]
            | \\\( [^\\]*+ (?: \\(?![()]).   [^\\]*+ )*+ \\\)
            | \\begin\{{(?P<env>(?:{names})\*?)\}}
              [^\\]*+ (?: \\(?!(?:begin|end)\{{(?P=env)\}}) [^\\]*+ )*+ \\end\{{(?P=env)\}}
            | (?<!`) `{{3,}}+ [^`]*+ (?: `{{1,2}}+(?!`) [^`]*+ )*+ `{{3,}}+   # fenced code
            | (?<!`) `` (?!`) [^`\n]*+ (?: `(?!`) [^`\n]*+ )*+ ``
            | (?<!`) `  (?!`) [^`\n]*+ `
            | (?: https?:// | www\. ) [^\s<>"]++
            | \\ (?: [A-Za-z]++ \*? | . )                                 # a stray command
            | (?: {last} )
            """,
            re.VERBOSE | re.DOTALL,
        )

    def mask(self, text: str) -> str:
        """`text` with each thing that is not prose replaced by one space. Linear in its length."""
        return self._not_prose.sub(lambda found: "$" if found["dollar"] else " ", text)

    def head(self, text: str, reach: int, length: int) -> tuple[str, int]:
        """The first `length` characters of the words masked from the first `reach` of `text`, and the
        bytes of UTF-8 that the letters among them take.
        """
        prose = self._lone.sub(" ", self.mask(text[:reach]))
        words = " ".join(prose.split())[:length]
        return words, len("".join(filter(str.isalpha, words)).encode())


class Features:
    """Masked by `masker`, mapped by `charmap`, and then without the runs of words of `phrases`.

    A phrase is words with one space between them, as they are after mapping; at each place the longest that
    stands there goes, and what is left on both sides does not count as adjacent.
    """

    def __init__(self, masker: Masker, charmap: CharMap, phrases: Sequence[str]) -> None:
        self._masker, self._charmap = masker, charmap
        longest_first = sorted(phrases, key=len, reverse=True)
        self._phrases = re.compile(rf"(?<![^ ])(?:{_any_of(longest_first)})(?![^ ])")

    def line(self, text: str) -> str:
        """The words of `text` that are left. Linear in its length."""
        line = self._charmap.line(self._masker.mask(text))
        return " ".join(filter(None, self._phrases.sub("", line).split(" ")))


def distinct_words(line: str) -> str:
    """Each word of `line`, which spaces part, once, where it first stands. Linear in its length."""
    return " ".join(dict.fromkeys(filter(None, line.split(" "))))


class LetterTally:
    """Counts letters by groups of blocks; `lasts` holds the last code point of each block, rising."""

    def __init__(self, lasts: Sequence[int], groups: Sequence[int]) -> None:
        if len(lasts) != len(groups):
            raise ValueError("each block has a group")
        if not lasts or lasts[-1] != sys.maxunicode or [*lasts] != sorted(lasts):
            raise ValueError("blocks rise to the last code point")
        self._lasts, self._groups = [*lasts], [*groups]

    def count(self, text: str) -> dict[int, int]:
        """How many letters (`str.isalpha`) of each group `text` has, by group; those without are left out."""
        counts: Counter[int] = Counter()
        for character, n in Counter(filter(str.isalpha, text)).items():
            counts[self._groups[bisect_left(self._lasts, ord(character))]] += n
        return dict(sorted(counts.items()))


class WordTally:
    """Counts words by the groups that each is in.

    A word is what stands between other characters than letters, digits and "_", and holds letters only; an
    apostrophe after it belongs to it. A single ASCII letter is none.
    """

    def __init__(self, groups: Mapping[str, Sequence[int]]) -> None:
        self._groups = dict(groups)

    def count(self, text: str) -> tuple[int, dict[int, int]]:
        """How many different words `text` has, and how many of them are in each group that has any."""
        words = {word for word in _WORD.findall(text) if len(word) > 1 or not word.isascii()}
        counts = Counter(group for word in words for group in self._groups.get(word, ()))
        return len(words), dict(sorted(counts.items()))


def _any_of(strings: Sequence[str]) -> str:
    """A pattern for the first of `strings` that fits; never, if there is none."""
    if not all(strings):
        raise ValueError("an empty string stands everywhere")
    return "|".join(map(re.escape, strings)) or "(?!)"
