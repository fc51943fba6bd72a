"""What a name of a declaration tells by itself."""

import re

# What numbers exercises and theorems in any book.
_NUMBERING = re.compile(
    "aux|case|chapter|claim|cor|corollary|def|definition|ex|examples?|exercise|fact|h|lem|lemma|part"
    "|problem|prop|proposition|question|remark|section|step|task|test|theorem|thm"
)
_COMPETITION = re.compile(
    r"(?:mathd|amc|aime|ahsme|imo|imosl|isl|egmo|apmo|bmo|usamo|usajmo|putnam|fimo|hmmt|smt|cmc)"
    r"(?=[a-z]*\d|[_ivab]*_)"
)
_DIGIT = re.compile(r"[0-9]")
_LEAST = 8  # characters
# Of a lower-case word that nobody writes twice: with a digit in it (sumkexp3eqsumksq), or without one. The
# longest word in the 24,710 names of mathlib, IsarMathLib and mathcomp is antisymmetrization, of 18.
_LONG_WITH_DIGIT, _LONG = 12, 20


def name_key(name: str) -> str:
    """The name as benchmarks are looked up by it; "" if it tells nothing by itself.

    The last part of a qualified name, without case, a hyphen (Metamath, HOL Light) written "_". It tells
    something if it has at least 8 characters, words joined by "_", and what libraries do not have: two
    digits, or one after the name of a competition, or a word of unusual length. What only numbers a
    theorem (``exercise_1_13``) is found in every book. Of miniF2F's 982 names 966 tell; of the names
    that mathlib declares 3, of mathcomp's 39, and of IsarMathLib's its numbers.
    """
    parts = [part for part in name.split(".") if not part.isdigit()]
    plain = parts[-1].replace("-", "_") if parts else ""
    words = [word for word in plain.split("_") if word]
    if len(plain) < _LEAST or len(words) < 2 or _NUMBERING.fullmatch(words[0].lower()):
        return ""
    key = plain.casefold()
    digits = len(_DIGIT.findall(key))
    named = digits and _COMPETITION.match(key)
    return key if digits > 1 or named or any(map(_is_long, words)) else ""


def _is_long(word: str) -> bool:
    return word.islower() and len(word) >= (_LONG_WITH_DIGIT if _DIGIT.search(word) else _LONG)
