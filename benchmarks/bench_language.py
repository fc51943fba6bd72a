"""Language of long texts: what `filters/language.md` says of them, and what it costs beside the model alone.

Usage: bench_language.py [DATA] [--pieces 4]

English and German texts of the test material: LaTeX (the part after ``\\begin{document}``), whose truth is at
least 20 of ten function words of one language and eight times as many as of the other, and English pages as
plain text. For each: how many are kept as English, with the model alone on the unmasked head, on the masked
head, and with everything that `proofpile.text.language` does. Then the same for short pieces of them, and
the time of each a text of 2.4 kB.
"""

import argparse
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from proofpile.text.language import LOOK_AT, detect, judge, load_model
from proofpile.text.masking import prose
from proofpile.web import extract

DATA = Path(os.environ.get("PROOFPILE_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
TEN = {
    "en": "the of and is to in that we for be",
    "de": "der die und das ist ein nicht mit eine den",
}
LETTERS = (10, 20, 40, 60, 80, 120, 200)  # of a piece
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.8)


def latex(data: Path) -> Iterator[tuple[str, str]]:
    """(language, text) of each LaTeX file that is surely in English or German."""
    wanted = {code: frozenset(words.split()) for code, words in TEN.items()}
    for path in sorted((data / "latex").rglob("*.tex")):
        text = path.read_text(encoding="utf-8", errors="replace").rpartition(r"\begin{document}")[2]
        words = re.findall(r"[^\W\d_]+", prose(text).lower())
        counts = {code: sum(word in ten for word in words) for code, ten in wanted.items()}
        for code, other in (("en", "de"), ("de", "en")):
            if counts[code] >= 20 and counts[code] >= 8 * counts[other]:
                yield code, text


def pages(data: Path) -> Iterator[tuple[str, str]]:
    """English pages as plain text."""
    for path in sorted((data / "html_math").rglob("*.html")):
        yield "en", extract(path.read_bytes()).text


def alone(text: str) -> dict[str, float]:
    """The model on the head of the text as it is."""
    return load_model()(" ".join(text[: 4 * LOOK_AT].split())[:LOOK_AT], 3)


def masked(text: str) -> dict[str, float]:
    """The model on the head of the masked text."""
    return load_model()(" ".join(prose(text[: 8 * LOOK_AT]).split())[:LOOK_AT], 3)


def combined(text: str) -> dict[str, float]:
    """All of it, whatever is unknown aside."""
    return dict(judge(text).probabilities)


WAYS: dict[str, Callable[[str], dict[str, float]]] = {
    "the model, head as it is": alone,
    "the model, masked head": masked,
    "combined": combined,
}


def whole(texts: list[tuple[str, str]]) -> None:
    counts = {code: sum(language == code for language, _ in texts) for code in TEN}
    print(f"{counts['en']} English and {counts['de']} German texts; kept as English at ≥")
    print(
        f"{'':26} " + "".join(f"{t:>6}" for t in THRESHOLDS) + "   German kept, German named German"
    )
    for name, way in WAYS.items():
        answers = [(language, way(text)) for language, text in texts]
        english = [found.get("en", 0.0) for language, found in answers if language == "en"]
        german = [found for language, found in answers if language == "de"]
        kept = "".join(f"{sum(score >= t for score in english):6}" for t in THRESHOLDS)
        wrong = sum(found.get("en", 0.0) >= 0.5 for found in german)
        named = sum(next(iter(found), "") == "de" for found in german)
        print(f"{name:26} {kept}   {wrong:11} {named:19}")


def pieces(texts: list[tuple[str, str]], each: int) -> None:
    draw = random.Random(0)
    print("\npieces of prose: named as the text they are from; then kept by keep=en, least=0.5")
    for letters in LETTERS:
        found = {code: [0, 0, 0, 0] for code in TEN}
        for language, text in texts:
            words = prose(text).split()
            for _ in range(each):
                if piece := cut(words, letters, draw):
                    plain = next(iter(load_model()(piece, 1)), "")
                    code = judge(piece).language
                    detected, score = detect(piece)
                    kept = detected == "und" or (detected == "en" and score >= 0.5)
                    row = found[language]
                    row[0] += 1
                    row[1] += plain == language
                    row[2] += code == language
                    row[3] += kept
        said = "   ".join(
            f"{code}: {n} pieces, model {a / n:.3f}, combined {b / n:.3f}, kept {c / n:.3f}"
            for code, (n, a, b, c) in found.items()
        )
        print(f"{letters:4} letters   {said}")


def cut(words: list[str], letters: int, draw: random.Random) -> str:
    """Words in a row from a random place that have so many letters together, or ""."""
    start = draw.randrange(len(words)) if words else 0
    taken: list[str] = []
    for word in words[start:]:
        taken.append(word)
        if sum(map(str.isalpha, "".join(taken))) >= letters:
            return " ".join(taken)
    return ""


def speed(texts: list[tuple[str, str]], rounds: int = 15) -> None:
    """The best of some rounds for each text, so that a busy machine does not count."""
    sized = [text[:2400] for _, text in texts if len(text) >= 2400]
    print(
        f"\nmicroseconds a text of 2.4 kB, mean over {len(sized)} texts of the best of {rounds} rounds"
    )
    ways: dict[str, Callable[[str], object]] = {**WAYS, "masking": prose, "detect": detect}
    for name, way in ways.items():
        best = [float("inf")] * len(sized)
        for _ in range(rounds):
            for i, text in enumerate(sized):
                start = time.perf_counter()
                way(text)
                best[i] = min(best[i], time.perf_counter() - start)
        print(f"{name:26} {statistics.mean(best) * 1e6:7.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    parser.add_argument("--pieces", type=int, default=4, help="for each text and length")
    options = parser.parse_args()
    texts = [*latex(options.data), *pages(options.data)]
    if not texts:
        sys.exit(f"no texts in {options.data}; name the test material, or set PROOFPILE_TEST_DATA")
    whole(texts)
    pieces(texts, options.pieces)
    speed(texts)


if __name__ == "__main__":
    main()
