"""How well the language of short mathematical sentences is told, by language and against the model alone.

    python tests/gates/language.py                               the figures, beside the floors
    python tests/gates/language.py --update                      raise floors to what is measured
    python tests/gates/language.py --update --allow-regression   ... and lower those that fell

The sentences were written for this (language_sentences/): definitions, steps of proofs, exercises, remarks,
one a line, with formulas as a page has them. Odd lines were for tuning, even ones were held out, and floors
hold for both. `close/` has languages that are near to those, so that calling everything one of six does not
win; hard.md has pages that mix. Accuracy is that of the likeliest of all languages; "unmasked" leaves
formulas in, "model" is lid.176 alone. Floors are pinned together with a hash of the sentences.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # to run it as a script
from gates.floors import Floors, arguments

from proofpile import Document, Drop, Filter
from proofpile.text.language import Judgement, combine_with, judge, load_model
from proofpile.text.masking import prose

HERE = Path(__file__).parent
FLOORS = HERE / "language_floors.json"
SENTENCES = HERE / "language_sentences"
MAIN = ("en", "de", "fr", "es", "ru", "zh")
CLOSE = ("it", "pt", "nl", "ca", "uk", "ja")


def sentences(code: str) -> list[str]:
    """All sentences in the language `code`."""
    folder = SENTENCES if code in MAIN else SENTENCES / "close"
    return (folder / f"{code}.txt").read_text(encoding="utf-8").splitlines()


def halves(code: str) -> dict[str, list[str]]:
    """The sentences that were for tuning, and those that were held out."""
    lines = sentences(code)
    return {"tuned": lines[::2], "held-out": lines[1::2]}


def hard() -> Iterator[tuple[str, str, str]]:
    """(language, name, text) of each page of hard.md; "und" where nobody could tell."""
    for part in (SENTENCES / "hard.md").read_text(encoding="utf-8").split("@ ")[1:]:
        head, _, text = part.partition("\n")
        code, _, name = head.partition("  ")
        yield code, name, text.strip()


@cache
def judged(text: str) -> Judgement:
    return judge(text)


def combined(text: str) -> str:
    return judged(text).language


def unmasked(text: str) -> str:
    return next(iter(combine_with(load_model(), " ".join(text.split()), "")))


def model_masked(text: str) -> str:
    return model_unmasked(prose(text))


def model_unmasked(text: str) -> str:
    return next(iter(load_model()(" ".join(text.split()), 1)), "")


WAYS: dict[str, Callable[[str], str]] = {
    "": combined,
    "unmasked": unmasked,
    "model": model_masked,
    "model-unmasked": model_unmasked,
}


def accuracy(way: Callable[[str], str], lines: list[str], code: str) -> float:
    return sum(way(line) == code for line in lines) / len(lines)


def calibration() -> float:
    """Expected calibration error: mean distance of score and accuracy over ten bins, by size of bin."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for code in (*MAIN, *CLOSE):
        for line in sentences(code):
            found = judged(line)
            bins[min(int(found.score * 10), 9)].append((found.score, found.language == code))
    gaps = (abs(sum(score for score, _ in b) - sum(right for _, right in b)) for b in bins)
    return sum(gaps) / sum(map(len, bins))


def measure() -> dict[str, float]:
    """Every figure that has a floor; all are better the higher they are."""
    figures = {}
    for code in MAIN:
        for half, lines in halves(code).items():
            figures[f"{code}-{half}"] = accuracy(combined, lines, code)
    figures["close"] = sum(accuracy(combined, sentences(code), code) for code in CLOSE) / len(CLOSE)
    pages = list(hard())
    figures["hard"] = sum(named(text) == code for code, _, text in pages) / len(pages)
    figures["calibrated"] = 1 - calibration()
    english = Filter.load("language").prepare()
    kept = {code: share_kept(english, sentences(code)) for code in (*MAIN, *CLOSE)}
    figures["english-kept"] = kept.pop("en")
    figures["others-dropped"] = 1 - sum(kept.values()) / len(kept)
    return figures


def named(text: str) -> str:
    found = judged(text)
    return "und" if found.is_unknown else found.language


def share_kept(keep: Filter, lines: list[str]) -> float:
    kept = [not isinstance(keep(Document("x", line)), Drop) for line in lines]
    return sum(kept) / len(kept)


def fingerprint() -> str:
    """A hash of every sentence, so that floors hold for these and no others."""
    digest = hashlib.sha256()
    for path in sorted(SENTENCES.rglob("*.*")):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def table() -> Iterator[str]:
    """Accuracy by language and way; then what the filter does with them, for the card."""
    ways = [name or "combined" for name in WAYS]
    yield f"{'':3} {'':4} " + " ".join(f"{name:>15}" for name in ways) + f" {'held out':>9}"
    for code in (*MAIN, *CLOSE):
        lines = sentences(code)
        row = " ".join(f"{accuracy(way, lines, code):15.3f}" for way in WAYS.values())
        yield f"{code:3} {len(lines):4} {row} {accuracy(combined, halves(code)['held-out'], code):9.3f}"
    english = Filter.load("language").prepare()
    yield "kept by keep=en, least=0.5: " + ", ".join(
        f"{code} {share_kept(english, sentences(code)):.3f}" for code in (*MAIN, *CLOSE)
    )
    for code, name, text in hard():
        if named(text) != code:
            yield f"hard: {name!r} is {code} and was called {named(text)}"


def main() -> int:
    options = arguments(__doc__).parse_args()
    pinned, figures = Floors.at(FLOORS), measure()
    pinned.show(figures)
    if not options.update:
        print(*table(), sep="\n")
        return 0
    return pinned.update(figures, fingerprint(), may_fall=options.allow_regression)


if __name__ == "__main__":
    sys.exit(main())
