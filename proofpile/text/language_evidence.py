"""What else than a model's answer tells the language of a few words, and all of it as one probability.

Bayes' rule, with likelihoods that are taken for independent. For a language l, up to what all share:

    p(l | text) ∝ model(l) · prior(l) · scripts(l) · words(l) · page(l)

    model    what fastText says, and at least `FLOOR`
    prior    1 for `COMMON` languages, `RARE` for the others
    scripts  `FOREIGN` for each letter of a script that l is not written in, `FOREIGN_LATIN` for Latin ones
    han      for Japanese `NO_KANA` for each character where there is no kana; `NO_SUCH_HAN` for each that
             the country's own standard set lacks; `CHARACTER` for each with which Chinese joins sentences
    words    `HIT` for each word that is a function word of l, `MISS` for each that is not; `NO_PROSE` at
             least, since lists and code have no such words in any language; 1 without a table
    page     `PAGE` for the language that the page says it is in, `PAGE_ENGLISH` if that is English

Letters and words of one text lean on each other: no more than `MOST_LETTERS`, `MOST_WORDS` and `MOST_HAN`
count, those of a longer text in proportion, and each word once. What the constants are worth is measured
in filters/language.md.
"""

import math
from collections.abc import Mapping, Set
from functools import cache

from proofpile.text.function_words import CHARACTERS, FUNCTION_WORDS, function_words
from proofpile.text.scripts import foreign, foreign_han, scripts

FLOOR = 1e-4
_COMMON = (
    "ar bg ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl sr sv "
    "th tr uk vi zh"
)
COMMON = frozenset(_COMMON.split())
RARE = 0.13
FOREIGN = 0.02
FOREIGN_LATIN = 0.3  # names, terms and variables are Latin in every script
NO_KANA = 0.65
NO_SUCH_HAN = 0.01
CHARACTER = 3.0
HIT, MISS = 10.0, 0.6
NO_PROSE = 0.1
PAGE = 20.0
PAGE_ENGLISH = 4.0  # what templates say whose pages are in something else
MOST_LETTERS, MOST_WORDS, MOST_HAN = 20, 12, 3

_LOG_HIT, _LOG_MISS = math.log(HIT), math.log(MISS)
_CHINESE = frozenset(("wuu", "yue", "zh"))
_TABLED = (*FUNCTION_WORDS, *CHARACTERS, "ja")  # what there is evidence of


def combine(
    model: Mapping[str, float], known: Set[str], text: str, page: str = ""
) -> dict[str, float]:
    """Probability by language of `text`, likeliest first; none if nothing speaks for any.

    `model` is what the model says, at least of the languages that it holds for likely; `known` are all that
    it tells apart. `page` is the language that the page says it is in, or "". A language is left out if
    it is not in `model` and there is no evidence that could speak for it.
    """
    log = _priors(frozenset(known)).copy()
    for code, probability in {page: 0.0, **model}.items():
        if code in model or code in known:
            log[code] = _prior(code, probability)
    _add_scripts(log, text)
    _add_words(log, text)
    if page in log:
        log[page] += math.log(PAGE_ENGLISH if page == "en" else PAGE)
    return _normalised(log)


@cache
def _priors(known: frozenset[str]) -> dict[str, float]:
    """What is to be added to where the model says nothing."""
    return {code: _prior(code, 0.0) for code in _TABLED if code in known}


def _prior(code: str, probability: float) -> float:
    probability = max(probability, FLOOR)
    return math.log(probability if code in COMMON else probability * RARE)


def _add_scripts(log: dict[str, float], text: str) -> None:
    letters = scripts(text)
    total = letters.total()
    if not total:
        return
    counted = min(total, MOST_LETTERS) / total
    for script, n in letters.items():
        against = counted * n * math.log(FOREIGN_LATIN if script == "Latn" else FOREIGN)
        for code in foreign(log.keys(), script):
            log[code] += against
    if "Hani" in letters:
        _add_han(log, text, letters)


def _add_han(log: dict[str, float], text: str, letters: Mapping[str, int]) -> None:
    not_japanese, not_chinese = foreign_han(text)
    if "ja" in log:
        if "Kana" not in letters:
            log["ja"] += min(letters["Hani"], MOST_LETTERS) * math.log(NO_KANA)
        log["ja"] += min(not_japanese, MOST_HAN) * math.log(NO_SUCH_HAN)
    for code in _CHINESE & log.keys():
        joining = sum(character in CHARACTERS[code] for character in text)
        log[code] += min(joining, MOST_HAN) * math.log(CHARACTER)
        log[code] += min(not_chinese, MOST_HAN) * math.log(NO_SUCH_HAN)


def _add_words(log: dict[str, float], text: str) -> None:
    words, hits = function_words(text)
    if not words:
        return
    counted = min(words, MOST_WORDS) / words
    worth = {n: _of_words(counted, words, n) for n in {0, *hits.values()}}
    for code in FUNCTION_WORDS.keys() & log.keys():
        log[code] += worth[hits.get(code, 0)]


def _of_words(counted: float, words: int, hits: int) -> float:
    prose = math.exp(counted * (hits * _LOG_HIT + (words - hits) * _LOG_MISS))
    return math.log(NO_PROSE + (1 - NO_PROSE) * prose)


def _normalised(log: Mapping[str, float]) -> dict[str, float]:
    best = max(log.values(), default=0.0)
    weights = {code: math.exp(value - best) for code, value in log.items()}
    total = math.fsum(weights.values())
    ranked = sorted(sorted(weights), key=weights.__getitem__, reverse=True)
    return {code: weights[code] / total for code in ranked}
