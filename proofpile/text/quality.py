"""What is countable about how a text is written, by rules of Gopher and C4 that know mathematics.

Gopher (Rae et al. 2021, arXiv 2112.11446, table A1), C4 (Raffel et al. 2020, section 2.2) and FineWeb
(Penedo et al. 2024, section 3.6) count words, lines and repetitions of ordinary prose, and refuse
mathematics for its form: a formula is full of symbols, a displayed one is a line without a word, and an
exercise sheet says "find the derivative of" forty times.
Here a formula is one word, equal only to the same formula; lines of nothing but formulas and signs, and code,
are no lines of prose; and passages are compared by ten words, a window in which exercises differ.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

# English, as in Gopher: two of them are in any text of some length that was written to be read.
STOP_WORDS = frozenset(("the", "be", "to", "of", "and", "that", "have", "with"))

PHRASES = (2, 3, 4)  # words of a phrase that may be said too often
PASSAGE = 10  # words of a passage that should not come twice
CHARACTERS_A_WORD = 3  # where a character counts as a word: a passage is so many times as long
SHORT = 30  # characters of a line without a formula, as in FineWeb

_FORMULA = re.compile(r"(?<!\\)\$\$.+?\$\$|(?<![\\$])\$[^$\n]+\$", re.DOTALL)
_INLINE_CODE = re.compile(r"`[^`\n]+`")
_FIRST, _LAST = (
    0xF0000,
    0xFFFFD,
)  # private characters that stand for formulas while words are counted
_STANDS_IN = f"[{chr(_FIRST)}-{chr(_LAST)}]"
# Scripts without blanks between words: each character counts as one.
_UNSPACED = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003fffd"
)
_WORD = re.compile(rf"[^\W_]+(?:['’-][^\W_]+)*|{_STANDS_IN}")
_WORD_OR_SIGN = re.compile(
    rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_])+(?:['’-](?:(?![{_UNSPACED}])[^\W_])+)*|{_STANDS_IN}"
)
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_LETTER = re.compile(r"[^\W\d_]")
_BULLET = re.compile(r"\s*(?:[-*+•●‣▪■–]|\d{1,3}[.)])\s")
_HEADING = re.compile(r"^\s*#{1,6}\s")
_ENDS = (".", "!", "?", ":", ";", '."', ".)", "”", "»", "。", "！", "？", "؟", "।")
_SYMBOL = re.compile(r"#|…|\.\.\.")
_NEWCOMMAND = re.compile("newcommand")


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts and shares of one text. Shares are of characters, between 0 and 1, unless said otherwise."""

    words: int  # formulas among them
    mean_word: float  # characters of a word, formulas aside; 0 in scripts without blanks
    lettered_words: float  # words with a letter in all words, formulas aside
    stop_words: int  # different ones of `STOP_WORDS`
    symbols_a_word: float  # number signs and ellipses in words
    bullet_lines: float  # lines that begin like items of a list, and hold no formula, in all lines
    cut_off_lines: float  # lines that end in an ellipsis in all lines
    finished_lines: float  # of lines of prose, in those that end like a sentence or in a formula
    short_lines: float  # of lines of prose, in those below `SHORT` characters and without a formula
    repeated_lines: float  # in lines of prose that were there before
    repeated_phrase: float  # in the phrase said most often, in lines without a formula
    repeated_passages: float  # in passages of `PASSAGE` words that are there more than once
    undefined_chars: int  # characters left when lines that only define commands are gone


def measure(text: str) -> Measures:
    """The measures of `text`, Markdown with formulas in dollars; linear in its length, never raises."""
    formulas: dict[str, str] = {}
    plain = _without_formulas(_without_code(text), formulas)
    unspaced = bool(_IS_UNSPACED.search(plain))
    find = (_WORD_OR_SIGN if unspaced else _WORD).findall
    words = find(plain.lower())
    scale = CHARACTERS_A_WORD if unspaced else 1
    lengths = {stand_in: len(tex) for tex, stand_in in formulas.items()}
    sizes = [lengths.get(word, len(word)) for word in words]
    prose = [word for word in words if word not in lengths]
    lines = [line for line in plain.split("\n") if line.strip()]
    said = [line.strip() for line in lines if _LETTER.search(line)]
    # Of an exercise sheet every line may say "solve the equation"; its formulas make it another.
    bare = find(" ".join(line for line in said if not _holds_formula(line)).lower())
    return Measures(
        words=len(words),
        mean_word=0.0 if unspaced else _ratio(sum(map(len, prose)), len(prose)),
        lettered_words=_ratio(sum(1 for word in prose if _LETTER.search(word)), len(prose), 1.0),
        stop_words=len(STOP_WORDS.intersection(prose)),
        symbols_a_word=_ratio(_symbols(lines), len(words)),
        bullet_lines=_ratio(sum(map(_is_bullet, lines)), len(lines)),
        cut_off_lines=_ratio(sum(map(_is_cut_off, lines)), len(lines)),
        finished_lines=_finished(lines),
        short_lines=_share_of(said, lambda line: len(line) < SHORT and not _holds_formula(line)),
        repeated_lines=_repeated(said),
        repeated_phrase=_ratio(_most_said(bare, scale), sum(sizes)),
        repeated_passages=_passages(words, sizes, PASSAGE * scale),
        undefined_chars=_undefined(text),
    )


def _without_code(text: str) -> str:
    """`text` without fenced code and code in a line; a fence that is never closed is no fence."""
    if "```" in text:
        text = "\n".join(_outside_fences(text.split("\n")))
    return _INLINE_CODE.sub(" ", text) if "`" in text else text


def _outside_fences(lines: Sequence[str]) -> Iterator[str]:
    fences = [n for n, line in enumerate(lines) if line.lstrip().startswith("```")]
    at = 0
    for opens, closes in zip(fences[::2], fences[1::2], strict=False):
        yield from lines[at:opens]
        at = closes + 1
    yield from lines[at:]


def _without_formulas(text: str, formulas: dict[str, str]) -> str:
    """`text` with each formula as one private character, which `formulas` has by the formula."""

    def stand_in(found: re.Match[str]) -> str:
        tex = found[0]
        if tex not in formulas:
            formulas[tex] = chr(_FIRST + len(formulas) % (_LAST - _FIRST))
        return formulas[tex]

    return _FORMULA.sub(stand_in, text) if "$" in text else text


def _ratio(part: float, whole: float, empty: float = 0.0) -> float:
    return part / whole if whole else empty


def _symbols(lines: Iterable[str]) -> int:
    return sum(len(_SYMBOL.findall(_HEADING.sub("", line))) for line in lines)


def _holds_formula(line: str) -> bool:
    return not line.isascii() and any(map(_is_stand_in, line))


def _is_bullet(line: str) -> bool:
    return bool(_BULLET.match(line)) and not _holds_formula(line)


def _is_cut_off(line: str) -> bool:
    return line.rstrip().endswith(("…", "..."))


def _finished(lines: Sequence[str]) -> float:
    """A line ends like a sentence, with a formula, or goes on in a displayed one."""
    said, done = 0, 0
    goes_on = False
    for line in map(str.strip, reversed(lines)):
        if _LETTER.search(line):
            said += len(line)
            done += len(line) * (goes_on or line.endswith(_ENDS) or _is_stand_in(line[-1]))
        goes_on = _is_stand_in(line[0])
    return _ratio(done, said)


def _is_stand_in(character: str) -> bool:
    return _FIRST <= ord(character) <= _LAST


def _share_of(lines: Sequence[str], test: Callable[[str], bool]) -> float:
    return _ratio(sum(len(line) for line in lines if test(line)), sum(map(len, lines)))


def _repeated(lines: Sequence[str]) -> float:
    seen: set[str] = set()
    again = 0
    for line in lines:
        if line in seen:
            again += len(line)
        seen.add(line)
    return _ratio(again, sum(map(len, lines)))


def _most_said(words: Sequence[str], scale: int) -> int:
    """Characters in the most frequent phrase, of any of the lengths, if it is there more than once."""
    most = 0
    for n in (scale * words_of_phrase for words_of_phrase in PHRASES):
        counts = Counter(zip(*(islice(words, k, None) for k in range(n)), strict=False))
        times = max(counts.values(), default=1)
        if times == 1:  # then no longer phrase is there twice
            break
        phrase = next(phrase for phrase, count in counts.items() if count == times)
        most = max(most, times * sum(map(len, phrase)))
    return min(most, sum(map(len, words)))  # "ha ha ha" is there twice, and overlaps


def _passages(words: Sequence[str], sizes: Sequence[int], length: int) -> float:
    """The share of characters in passages that are there more than once, each character once."""
    passages = list(zip(*(islice(words, k, None) for k in range(length)), strict=False))
    counts = Counter(passages)
    if len(counts) == len(passages):
        return 0.0
    covered, end = 0, 0
    for at, passage in enumerate(passages):
        if counts[passage] > 1:
            covered += sum(sizes[max(at, end) : at + length])
            end = at + length
    return _ratio(covered, sum(sizes))


def _undefined(text: str) -> int:
    if "newcommand" not in text:
        return len(text)
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines if len(_NEWCOMMAND.findall(line)) < 2)
