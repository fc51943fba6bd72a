"""What judges a text, per core: language and MathScore against fastText, perplexity against kenlm.

Usage: bench_text.py [--fasttext-python PY] [--kenlm-python PY] [--model math_score.ftz] [--runs 7]

Texts are pages of the test material, extracted and cut at paragraphs to 2.4 kB. Ours is what a build does to
a document: formulas masked, normalised, both models asked. The peer does less: it is asked for the same two
models with the text as it is, one plain Python call for each, in the environment whose interpreter PY is
(with `fasttext-numpy2`; with `kenlm`), or in this one. Each run does ours and then the peer's, all texts;
figures are medians of processor time, and the ratio is the median of the runs' ratios. Without a default
model a stand-in of its shape is trained on the same pages.
"""

import argparse
import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from bench_extract import DATA

from proofpile.text.classifier import Classifier
from proofpile.text.fasttext import FastText
from proofpile.text.language import detect, find_model, load_model
from proofpile.text.masking import masker, prose
from proofpile.text.ngram.model import Ngram
from proofpile.text.ngram.sentence import sentence
from proofpile.text.ngram.train import FALLBACK, train
from proofpile.text.normalise import features, normalise
from proofpile.text.supervised import quantize
from proofpile.text.supervised import train as train_classifier
from proofpile.web import PageError, extract
from proofpile.worker import GC_THRESHOLDS

SIZE = 2_400  # bytes of UTF-8 of a document, on average
_FULL = 0.89  # what a piece must have of it, so that it is the average
MODEL = Path(__file__).parents[1] / "filters" / "math_score.ftz"
Read = Callable[[str], object]


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """(set, text) of every page under `folder`."""
    for path in sorted(folder.glob("html_*/**/*.html")):
        try:
            text = extract(path.read_bytes()).text
        except PageError:
            continue
        yield path.relative_to(folder).parts[0], text


def cut(text: str, size: int = SIZE) -> Iterator[str]:
    """Pieces of about `size` bytes, cut between paragraphs, and within one that is longer; no rests."""
    piece, length = [], 0
    for paragraph in text.split("\n\n"):
        for start in range(0, len(paragraph), size):
            part = paragraph[start : start + size]
            piece.append(part)
            length += len(part.encode(errors="replace")) + 2
            if length >= _FULL * size:
                yield "\n\n".join(piece)
                piece, length = [], 0


class Peer:
    """The other library in a process of its own."""

    def __init__(self, python: str, kind: str, models: Iterable[Path], texts: list[str]) -> None:
        script = Path(__file__).with_name("bench_text_peer.py")
        self._process = subprocess.Popen(
            [python, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.name = self._ask({"kind": kind, "models": [*map(str, models)], "texts": texts})

    def __enter__(self) -> "Peer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def seconds(self) -> float:
        return float(self._ask(""))

    def _ask(self, question: object) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit("the peer's process ended; what it said is above")
        return str(json.loads(answer))


def seconds(read: Read, texts: list[str]) -> float:
    gc.collect()
    start = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - start


def against(peer: Peer | None, read: Read, texts: list[str], runs: int, name: str) -> None:
    """Ours and the peer's in turn."""
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(seconds(read, texts))
        theirs.append(peer.seconds() if peer else float("nan"))
    size = sum(len(text.encode(errors="replace")) for text in texts) / 1e6
    for who, took in ((name, ours), (peer.name if peer else "", theirs)):
        middle = statistics.median(took)
        if who:
            print(
                f"{who:28} {len(texts) / middle:9,.0f} documents/s {size / middle:7.1f} MB/s "
                f"{middle / len(texts) * 1e6:7.1f} µs ({min(took) / len(texts) * 1e6:.1f} to "
                f"{max(took) / len(texts) * 1e6:.1f})"
            )
    if peer:
        ratios = [b / a for a, b in zip(ours, theirs, strict=True)]
        print(f"{'ratio':28} {statistics.median(ratios):9.2f}")


def stand_in(path: Path, read: list[tuple[str, str]]) -> Path:
    """A classifier of the default one's shape: pages of mathematics and others."""
    examples = [
        ("positive" if kind.startswith("html_math") else "negative", features(piece))
        for kind, text in read
        for piece in cut(text)
    ]
    path.write_bytes(quantize(train_classifier(examples, min_count=2)))
    return path


def classifiers(texts: list[str], model: Path, python: str, runs: int) -> None:
    classifier, languages = Classifier.at(str(model)), load_model()
    language, math = FastText.at(find_model()), FastText.at(model)

    def both(text: str) -> None:
        detect(text, languages)
        classifier.score(text)

    print(f"\nlanguage and MathScore ({model.name}, {model.stat().st_size:,} bytes)")
    with Peer(python, "fasttext", [find_model(), model], texts) as peer:
        against(peer, both, texts, runs, "proofpile, whole path")
    print("one model, the same lines")
    for path, mine, lines in (
        (find_model(), language, [" ".join(text.split()) for text in texts]),
        (model, math, [*map(features, texts)]),
    ):
        with Peer(python, "fasttext", [path], lines) as peer:
            against(peer, mine.predict, lines, runs, f"proofpile, {path.name}")


def parts(texts: list[str], runs: int) -> None:
    model = load_model()
    print("\nparts of ours")
    steps: dict[str, Read] = {
        "prose": prose,
        "normalise": normalise,
        "features": features,
        "head of 500 characters": lambda text: masker().head(text, 2_000, 500),
        "head of 1,500 characters": lambda text: masker().head(text, 12_000, 1_500),
        "detect": lambda text: detect(text, model),
    }
    for name, read in steps.items():
        against(None, read, texts, runs, name)


def ngrams(folder: Path, texts: list[str], python: str | None, runs: int) -> None:
    """A model of the LaTeX of the test material and of half of the texts, which then reads all of them."""
    lines = [sentence(path.read_text(errors="replace")) for path in sorted(DATA.rglob("*.tex"))]
    lines += [*map(sentence, texts[::2])]
    size = sum(len(line.encode()) for line in lines) / 1e6
    start, wall = time.process_time(), time.perf_counter()
    arpa = folder / "model.arpa"
    trained = train(lines, arpa, discount_fallback=FALLBACK)
    took, wall = time.process_time() - start, time.perf_counter() - wall
    print(
        f"\nn-grams: {size:.1f} MB of lines, {trained.tokens:,} words, {sum(trained.ngrams):,} n-grams"
    )
    print(
        f"{'trained':28} {size / took:9.1f} MB/s of processor time, {size / wall:.1f} of the clock"
    )
    model = Ngram.at(arpa)
    against(None, model.score, texts, runs, "perplexity of documents")
    seen = [*map(sentence, texts)]
    if python:
        with Peer(python, "kenlm", [arpa], seen) as peer:
            against(peer, model.score_line, seen, runs, "proofpile, the same lines")
    else:
        against(None, model.score_line, seen, runs, "proofpile, lines")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fasttext-python", default=sys.executable)
    parser.add_argument("--kenlm-python")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    read = [*pages(DATA)]
    texts = [piece for _, text in read for piece in cut(text)]
    if not texts:
        raise SystemExit(f"no pages in {DATA}; say where with PROOFPILE_TEST_DATA")
    mean = statistics.mean(len(text.encode(errors="replace")) for text in texts)
    print(
        f"{time.strftime('%Y-%m-%d')}  {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}; {len(texts):,} texts, mean {mean:,.0f} bytes, "
        f"median of {options.runs} runs, one core"
    )
    gc.set_threshold(*GC_THRESHOLDS)  # as in a build's workers
    with TemporaryDirectory() as name:
        model = options.model
        if not model.is_file():
            model = stand_in(Path(name) / "stand-in.ftz", read)
        classifiers(texts, model, options.fasttext_python, options.runs)
        parts(texts, options.runs)
        ngrams(Path(name), texts, options.kenlm_python, options.runs)


if __name__ == "__main__":
    main()
