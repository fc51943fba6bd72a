"""What a name of a declaration tells by itself."""

import re

# What numbers exercises and theorems in any book.
_NUMBERING = re.compile(
    "aux|case|chapter|claim|cor|corollary|def|definition|ex|examples?|exercise|fact|h|lem|lemma|part"
    "|problem|prop|proposition|question|remark|section|step|task|test|theorem|thm"
)
_COMPETITION = re.compile(
    r"(?:mathd|amc|aime|ahsme|imo|imosl|isl|egmo|apmo|bmo|usamo|usajmo|putnam|fimo|hmmt|smt|cmc)(?=[a-z]*\d|[_ivab]*_)"
)
_LEAST = 8  # characters
_LONG = 12  # of a word that nobody writes twice if it has a digit: sumkexp3eqsumksq


def name_key(name: str) -> str:
    """The name as benchmarks are looked up by it; "" if it tells nothing by itself.

    The last part of a qualified name, without case, a hyphen (Metamath, HOL Light) written "_". It
    tells something if it has at least 8 characters, words joined by "_", and what libraries do not
    have: two digits, or one in a word of 12 characters or after the name of a competition. What only
    numbers a theorem (``exercise_1_13``) is found in every book. Of 24,520 names that mathlib,
    IsarMathLib and mathcomp declare 1,361 pass, nearly all of IsarMathLib's numbering; of miniF2F's
    982 names 964.
    """
    parts = [part for part in name.split(".") if not part.isdigit()]
    key = parts[-1].replace("-", "_").casefold() if parts else ""
    words = key.strip("_").split("_")
    digits = sum(map(key.count, "0123456789"))
    if len(key) < _LEAST or len(words) < 2 or not digits or _NUMBERING.fullmatch(words[0]):
        return ""
    plain = parts[-1].replace("-", "_").split("_")
    long = any(len(word) >= _LONG and word.islower() and _has_digit(word) for word in plain)
    return key if digits > 1 or long or _COMPETITION.match(key) else ""


def _has_digit(word: str) -> bool:
    return any(sign in "0123456789" for sign in word)
