r"""A benchmark item as it comes to lie in a corpus: the same text, changed in ways that are known.

Each perturbation is a function of a text and a seed, and of nothing else; None where it cannot change
that text. What is planted by them is looked for with the matcher (`proofpile.contamination.canaries`),
so that a report can say which share of known leaks it finds. The lists behind `paraphrase` and
`translation` are fixed, ours and crude: they measure what matching by n-grams cannot see, and are no
translator.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from textwrap import TextWrapper
from types import MappingProxyType

from proofpile.contamination.draws import Dice
from proofpile.contamination.paraphrases import paraphrase
from proofpile.contamination.pieces import in_prose, pieces
from proofpile.contamination.retex import retex
from proofpile.contamination.translations import translation
from proofpile.contamination.webpage import as_html

Perturbation = Callable[[str, int], str | None]

LEAST_TO_HALVE = 16  # words; of less, a half is too short for any layer to be sure
_COLUMNS = 72


def verbatim(text: str, seed: int) -> str | None:
    """The text as it is."""
    return text if text.strip() else None


# --- case

_CASED = re.compile(r"\\(?:begin|end)\{[^{}]*\}|\\[A-Za-z]+|([^\W\d_]+(?:['’][^\W\d_]+)*)")
_CASES: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.lower,
    lambda word: word[:1].upper() + word[1:].lower(),
)


def _recased(found: re.Match[str], to: Callable[[str], str]) -> str:
    return to(found[0]) if found[1] else found[0]


def case(text: str, seed: int) -> str | None:
    """All words in capitals, in small letters, or each with a capital; formulas and commands as they are."""
    for cased in Dice("case", seed, text).order(_CASES):
        change = partial(_CASED.sub, partial(_recased, to=cased))
        changed = in_prose(text, change)
        if changed != text:
            return changed
    return None


# --- spacing

_SENTENCE_END = re.compile(r"(?<=[^\s.][.?!])[^\S\n]+(?=[^\W\d_a-z$])")
_BLANK = re.compile(r"(?<!\\) ")


def spacing(text: str, seed: int) -> str | None:
    """Other blanks: lines of 72 columns, doubled, no-break, tabs, or a blank line after each sentence."""
    for respaced in Dice("spacing", seed, text).order(_SPACINGS):
        changed = respaced(text)
        if text.strip() and changed != text and changed.split() == text.split():
            return changed
    return None


def _in_lines(text: str) -> str:
    """Formulas are broken too, as an editor does; a control space stays one."""
    wrapper = TextWrapper(_COLUMNS, break_long_words=False, break_on_hyphens=False)
    kept = text.replace("\\ ", "\\\0")
    return "\n".join(wrapper.wrap(kept)).replace("\\\0", "\\ ")


_SPACINGS: tuple[Callable[[str], str], ...] = (
    _in_lines,
    lambda text: in_prose(text, lambda p: _BLANK.sub("  ", p)),
    lambda text: in_prose(text, lambda p: _BLANK.sub("\N{NO-BREAK SPACE}", p)),
    lambda text: in_prose(text, lambda p: _BLANK.sub("\t", p)),
    lambda text: in_prose(text, lambda p: _SENTENCE_END.sub("\n\n", p)),
)


# --- numbers

NUMBER = re.compile(r"[0-9]+(?:(?:,|\{,\}|\\,)[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?")

_DRAWS = 4  # so that two numbers seldom become one


def numbers(text: str, seed: int) -> str | None:
    """Every number another of the same kind and size, the same for the same; words for numbers stay."""
    dice = Dice("numbers", seed, text)
    others: dict[str, str] = {}
    taken: set[str] = set()

    def other(found: re.Match[str]) -> str:
        if found[0] not in others:
            for _ in range(_DRAWS):
                drawn = _other_number(found[0], dice)
                if drawn not in taken:
                    break
            taken.add(drawn)
            others[found[0]] = drawn
        return others[found[0]]

    changed = NUMBER.sub(other, text)
    return changed if others else None


def _other_number(said: str, dice: Dice) -> str:
    """The first digit that counts goes up or down by one or two; zeros at the end stay."""
    digits = [k for k, c in enumerate(said) if c.isdigit()]
    telling = [k for k in digits if said[k] != "0"]
    first, last = (telling[0], telling[-1]) if telling else (digits[-1], digits[-1])
    other = list(said)
    was = int(said[first])
    other[first] = str(
        dice.one([d for d in range(max(1, was - 2), min(9, was + 2) + 1) if d != was])
    )
    for k in digits:
        if first < k <= last:
            other[k] = str(dice.below(9) + (k == last))  # no zero at the end that was none
    return "".join(other)


# --- half


def half(text: str, seed: int) -> str | None:
    """The longer half by words, cut between two words and never within a formula."""
    borders = _borders(text)
    words = len(text.split())
    if words < LEAST_TO_HALVE or not borders:
        return None
    before, at = min(borders, key=lambda b: (abs(2 * b[0] - words), b[1]))
    first = 2 * before > words or (2 * before == words and Dice("half", seed, text).below(2) == 0)
    return (text[:at] if first else text[at:]).strip()


def _borders(text: str) -> list[tuple[int, int]]:
    """(words before it, place) of every border between words that lies in prose."""
    inside = bytearray(len(text) + 1)
    at = 0
    for piece in pieces(text):
        end = at + len(str(piece))
        if piece.is_formula:
            inside[at:end] = b"\1" * (end - at)
        at = end
    starts = [m.start() for m in re.finditer(r"(?<=\s)\S", text)]
    return [(k, s) for k, s in enumerate(starts, not text[:1].isspace()) if k and not inside[s - 1]]


PERTURBATIONS: Mapping[str, Perturbation] = MappingProxyType(
    {
        "verbatim": verbatim,
        "case": case,
        "spacing": spacing,
        "retex": retex,
        "html": as_html,  # a page: what an extractor reads in it is planted
        "numbers": numbers,
        "half": half,
        "paraphrase": paraphrase,
        "translation": translation,
    }
)
