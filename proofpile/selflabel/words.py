"""Which words push a text up or down: what a model knows, for people to look at.

A word's weight is what it adds to the log-odds of a text of the commonest words: of a text of one word the
model is so sure that thousands of words would weigh the same. It is asked of words that many pages of several
domains have, so that no site's name stands at the top.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from proofpile.selflabel.examples import Labelled
from proofpile.selflabel.learner import score
from proofpile.text.fasttext import FastText

FEWEST_PAGES, FEWEST_DOMAINS = 10, 3
MOST_ASKED = 20_000  # words, the commonest
SHOWN = 60  # a side
BASE = 40  # words of the text to which each is added
_CLAMP = 1e-6


def heaviest(model: FastText, examples: Iterable[Labelled]) -> dict[str, list[tuple[str, float]]]:
    """The words that push most towards "positive" and "negative", and by how much."""
    common = _common(examples)
    base = common[:BASE]
    weights = sorted(
        ((_added(model, word, base), word) for word in common),
        key=lambda pair: (-pair[0], pair[1]),
    )
    up = [(word, round(value, 2)) for value, word in weights[:SHOWN] if value > 0]
    down = [(word, round(value, 2)) for value, word in weights[::-1][:SHOWN] if value < 0]
    return {"positive": up, "negative": down}


def _added(model: FastText, word: str, base: Sequence[str]) -> float:
    """What `word` adds to the log-odds of the other words of `base`."""
    others = [other for other in base if other != word]
    return weight(model, " ".join([*others, word])) - weight(model, " ".join(others))


def weight(model: FastText, text: str) -> float:
    """The log-odds of `text`."""
    p = min(max(score(model, text), _CLAMP), 1 - _CLAMP)
    return math.log(p / (1 - p))


def moved_by(model: FastText, line: str, most: int = 2_000) -> list[tuple[str, int, float]]:
    """Which words of `line` moved its score: word, occurrences, log-odds with it less those without it.

    The strongest first. Of long texts the first `most` words are looked at, because each distinct word
    costs a prediction.
    """
    words = line.split()[:most]
    whole = weight(model, " ".join(words))
    counts = Counter(words)
    moved = [
        (word, count, whole - weight(model, " ".join(w for w in words if w != word)))
        for word, count in counts.items()
    ]
    return sorted(moved, key=lambda one: (-abs(one[2]), one[0]))


def _common(examples: Iterable[Labelled]) -> list[str]:
    pages: Counter[str] = Counter()
    domains: Mapping[str, set[str]] = defaultdict(set)
    for one in examples:
        for word in set(one.text.split()):
            pages[word] += 1
            if len(seen := domains[word]) < FEWEST_DOMAINS:
                seen.add(one.domain)
    fit = [w for w, n in pages.items() if n >= FEWEST_PAGES and len(domains[w]) >= FEWEST_DOMAINS]
    return sorted(fit, key=lambda word: (-pages[word], word))[:MOST_ASKED]
