"""How much of the text beside the formulas came through: prose, furniture of the page, code."""

import re
from collections import Counter

_FORMULA = "⟦F⟧"
_ADDRESS = re.compile(r"\]\([^()\s]*(?:\s+\"[^\"\n]*\")?\)|https?://\S+")
_NO_WORD = re.compile(r"[\W_]+")
_LENGTH = 5


def plain(text: str) -> str:
    """`text` as words: lower case, one blank for whatever stands between them."""
    return _NO_WORD.sub(" ", _ADDRESS.sub(" ", text.replace(_FORMULA, " ")).lower()).strip()


def grams(text: str) -> Counter[str]:
    """Character 5-grams of `plain` text with their numbers."""
    return Counter(text[n : n + _LENGTH] for n in range(max(0, len(text) - _LENGTH + 1)))


def overlap(truth: list[str], text: str) -> tuple[int, int, int]:
    """5-grams in common, in the truth and in `text`, which holds neither formulas nor code."""
    ours, theirs = grams(plain(" ".join(truth))), grams(plain(text))
    return (ours & theirs).total(), ours.total(), theirs.total()


def leaked(boilerplate: list[str], text: str) -> int:
    """How many of the strings that must not survive are in `text`."""
    there = f" {plain(text)} "
    return sum(f" {words} " in there for words in map(plain, boilerplate) if words)


def code_kept(code: str, text: str) -> bool:
    """Whether every byte of a piece of code is there, at most with each line indented by four."""
    code = code.strip("\n")
    indented = "\n".join(f"    {line}" if line else line for line in code.split("\n"))
    return code in text or indented in text
