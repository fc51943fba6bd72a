"""Problems in another language, word by word from a fixed glossary: German, French, Spanish or Chinese.

Our own and crude on purpose. Words keep their English order and get no endings, words that the glossary lacks
stay English, names and formulas and numbers stay as they are. It measures whether anything of an item is
found when only its numbers, names and formulas are left, which is all that a search by words can hope for.
"""

import re
from functools import cache
from importlib.resources import files

from proofpile.contamination.draws import Dice
from proofpile.contamination.pieces import in_prose

LANGUAGES = ("de", "fr", "es", "zh")
_WORD = re.compile(r"\\[A-Za-z]+|[A-Za-z]+(?:['’][A-Za-z]+)?")
# In Chinese no blank stands between words.
_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")


def translation(text: str, seed: int) -> str | None:
    """`text` with every word of the glossary in one other language; None where it has none."""
    language = Dice("translation", seed, text).one(LANGUAGES)
    changed = in_prose(text, lambda prose: _translated(prose, language))
    return changed if changed != text else None


def _translated(prose: str, language: str) -> str:
    glossary = _glossary()[language]

    def other(found: re.Match[str]) -> str:
        word = found[0].lower()
        said = glossary.get(word.replace("’", "'"))
        if said is None:
            return found[0]
        return said[:1].upper() + said[1:] if found[0][:1].isupper() else said

    said = _WORD.sub(other, prose)
    return _BETWEEN.sub("", said) if language == "zh" else said


@cache
def _glossary() -> dict[str, dict[str, str]]:
    """For each language, what each English form becomes."""
    text = (files(__package__) / "glossary.txt").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        english, *others = line.split("|")
        for language, said in zip(LANGUAGES, others, strict=True):
            for form in english.split(","):
                found[language][form] = said
    return found
