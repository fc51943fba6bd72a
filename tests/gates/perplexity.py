"""What the default perplexity model keeps and drops, on pages that it never saw and on what is no prose.

    python tests/gates/perplexity.py                               the figures, beside the floors
    python tests/gates/perplexity.py --distribution                percentiles of every set, for the card
    python tests/gates/perplexity.py --update                      raise floors to what is measured
    python tests/gates/perplexity.py --update --allow-regression   ... and lower those that fell

`good` are the mathematical pages of the test material, `other` its pages about other things; neither is
among what the model was trained on (benchmarks/perplexity). The other sets are made from `good` with fixed
seeds: words in any order, text as bad OCR leaves it, its words as an index, and letters at random.
Floors are pinned in perplexity_floors.json together with a hash of the sets.
"""

import hashlib
import os
import random
import string
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # to run it as a script
from gates.floors import Floors, arguments

from proofpile import Document, Drop, Filter
from proofpile.text.language import detect
from proofpile.text.ngram.model import Ngram
from proofpile.text.ngram.sentence import sentence
from proofpile.web import PageError, extract

FLOORS = Path(__file__).with_name("perplexity_floors.json")
DATA = Path(os.environ.get("PROOFPILE_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
_GOOD = ("html_math/*/*.html", "html_math_bysa/*/*.html", "html_gt/defuddle/fixtures/math--*.html")
_OTHER = ("html_nonmath/**/*.html", "html_gt/defuddle/fixtures/*.html")
_LISTS = (
    "genindex",
    "search",
    "index.html",
    "modindex",
    "py-modindex",
    "_modules",
    "mathjax-demos",
)
_FEWEST_WORDS = 50
STRICT = 2000
_RANKS = (0, 5, 25, 50, 75, 95, 100)
_LINES = (2_000, 4_000, 6_000, 10_000, 15_000, 30_000)
_LETTERS = string.ascii_lowercase


def pages(data: Path, patterns: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(name, text) of the pages with enough prose, in the order of their names."""
    for pattern in patterns:
        for path in sorted(data.glob(pattern)):
            if any(word in str(path.relative_to(data)) for word in _LISTS):
                continue
            try:
                page = extract(path.read_bytes())
            except PageError:
                continue
            wanted = bool(page.formulas) == (patterns is _GOOD) and detect(page.text)[0] == "en"
            if wanted and len(sentence(page.text).split()) >= _FEWEST_WORDS:
                yield str(path.relative_to(data)), page.text


def shuffled(text: str, chance: random.Random) -> str:
    """The words of its prose in any order."""
    words = sentence(text).split()
    chance.shuffle(words)
    return " ".join(words)


def as_index(text: str, chance: random.Random) -> str:
    """Its different words, sorted: an index, a tag cloud, a word list."""
    return " ".join(sorted(set(sentence(text).split())))


def misread(text: str, chance: random.Random) -> str:
    """A fifth of the letters misread, blanks lost and found, as bad OCR leaves a page."""
    out = []
    for letter in sentence(text):
        dice = chance.random()
        if letter == " ":
            out.append("" if dice < 0.1 else " ")
        elif dice < 0.2:
            out.append(chance.choice(_LETTERS + "|1!.,") + (" " if dice < 0.04 else ""))
        else:
            out.append(letter)
    return "".join(out)


def random_letters(text: str, chance: random.Random) -> str:
    """As many words of the same lengths, of letters at random."""
    return " ".join(
        "".join(chance.choices(_LETTERS, k=len(word))) for word in sentence(text).split()
    )


MADE: dict[str, Callable[[str, random.Random], str]] = {
    "shuffled": shuffled,
    "index": as_index,
    "misread": misread,
    "letters": random_letters,
}


def sets(data: Path) -> dict[str, list[str]]:
    """Texts by the name of their set."""
    good = list(pages(data, _GOOD))
    found = {"good": [t for _, t in good], "other": [t for _, t in pages(data, _OTHER)]}
    for name, make in MADE.items():
        found[name] = [make(text, random.Random(f"{name}:{page}")) for page, text in good]
    return found


def kept(texts: list[str], keep: Filter) -> float:
    """The share that the filter keeps."""
    outcomes = [keep(Document("x", text)) for text in texts]
    return sum(not isinstance(outcome, Drop) for outcome in outcomes) / len(outcomes)


def measure(found: dict[str, list[str]]) -> dict[str, float]:
    """Every figure that has a floor: what should stay and stays, what should go and goes.

    At the default line, and at a stricter one at which prose has to be in order to stay.
    """
    keep = Filter.load("perplexity").prepare()
    figures = {f"{name}-kept": kept(found[name], keep) for name in ("good", "other")}
    figures |= {
        f"{name}-dropped": 1 - kept(found[name], keep) for name in ("index", "misread", "letters")
    }
    strict = replace(keep, most=STRICT)
    figures[f"good-kept-at-{STRICT}"] = kept(found["good"], strict)
    return figures | {f"shuffled-dropped-at-{STRICT}": 1 - kept(found["shuffled"], strict)}


def distribution(found: dict[str, list[str]], model: str) -> Iterator[str]:
    """Of each set a row: texts, unknown words, percentiles 0 to 100, shares kept at each of `_LINES`."""
    yield "| set | texts | unknown | " + " | ".join([*map(str, _RANKS), *map(str, _LINES)]) + " |"
    scorer = Ngram.at(model or Filter.load("perplexity").prepare().model)
    for name, texts in found.items():
        scores = [scorer.score(text) for text in texts]
        values = sorted(score.perplexity for score in scores)
        unknown = sum(s.unknown for s in scores) / sum(s.words for s in scores)
        ranks = [values[min(len(values) - 1, len(values) * p // 100)] for p in _RANKS]
        kept = [sum(value <= most for value in values) / len(values) for most in _LINES]
        cells = " | ".join(f"{value:,.0f}" for value in ranks)
        shares = " | ".join(f"{share:.1%}" for share in kept)
        yield f"| {name} | {len(values)} | {unknown:.1%} | {cells} | {shares} |"


def fingerprint(found: dict[str, list[str]]) -> str:
    """A hash of every text, so that floors hold for these and no others."""
    digest = hashlib.sha256()
    for name, texts in found.items():
        for text in (name, *texts):
            digest.update(hashlib.sha256(text.encode()).digest())
    return digest.hexdigest()


def main() -> int:
    parser = arguments(__doc__)
    parser.add_argument("--distribution", action="store_true", help="the table of the card")
    parser.add_argument("--model", default="", help="another model, with --distribution")
    options = parser.parse_args()
    found = sets(DATA)
    if options.distribution:
        print("\n".join(distribution(found, options.model)))
        return 0
    pinned, figures = Floors.at(FLOORS), measure(found)
    pinned.show(figures)
    if not options.update:
        return 0
    return pinned.update(figures, fingerprint(found), may_fall=options.allow_regression)


if __name__ == "__main__":
    sys.exit(main())
