"""A classifier for people: what it learnt from, which words weigh most, what its scores mean."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from proofpile.errors import MissingError, UsageError
from proofpile.selflabel.training import MODEL, SIDECAR
from proofpile.selflabel.words import BASE, moved_by, weight
from proofpile.shard import file_sha256
from proofpile.text.classifier import Classifier
from proofpile.text.fasttext import FastText
from proofpile.text.normalise import features
from proofpile.words import columns, human_size


def told(model: Path, words: int) -> Iterator[str]:
    """What the sidecar of `model` says. Raises MissingError where there is none, or it is another's."""
    path, facts = opened(model)
    reader = FastText.at(path)
    trained = facts["trained"]
    yield f"{path}: {human_size(path.stat().st_size)}, labels {', '.join(reader.labels)}"
    yield f"  sha256 {facts['model_sha256']}"
    yield f"  normaliser {facts['normaliser']}, score is the probability of {facts['positive']!r}"
    yield ""
    yield from _training(trained)
    yield ""
    yield from _words(trained.get("words", {}), words)
    yield ""
    yield "calibration: what a score means, on the mix of labels that it was validated with"
    yield from columns([(f"{a:.4f}", f"{b:.4f}") for a, b in facts["calibration"]], ">>", "  ")


def told_of(model: Path, text: Path, words: int) -> Iterator[str]:
    """How `model` scores the text in the file `text`, and the words that moved it."""
    path, _ = opened(model)
    reader = FastText.at(path)
    try:
        given = text.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"cannot read {text}: {error.strerror}; give a text file") from None
    judge, line = Classifier.at(str(path)), features(given)
    score = judge.score(given)
    if score is None:
        yield f"{text}: no score: it holds no word that the model knows"
        return
    yield f"{text}: score {score:.4f}, probability {judge.calibrated(score):.4f}"
    yield f"  {len(line.split()):,} words are judged; formulas, code and addresses are not among them"
    yield f"  log-odds {weight(reader, line):+.2f}; each word's share is what they lose without it"
    moved = moved_by(reader, line)[:words]
    rows = [(word, f"{times}×", f"{by:+.3f}") for word, times, by in moved]
    yield from columns([("word", "times", "moves"), *rows], "<>>", "  ")


def opened(model: Path) -> tuple[Path, Mapping[str, Any]]:
    """The file of `model`, which is a folder or that file, and what its sidecar says."""
    path = model / MODEL if model.is_dir() else model
    sidecar = path.with_suffix(".json")
    try:
        facts: dict[str, Any] = orjson.loads(sidecar.read_bytes())
        missing = {"model_sha256", "normaliser", "positive", "calibration", "trained"} - set(facts)
        if missing:
            raise ValueError(f"it says nothing of {', '.join(sorted(missing))}")
    except (OSError, ValueError) as error:
        raise MissingError(
            f"{path} has no sidecar {SIDECAR} that can be read ({error}); give a folder that "
            "`proofpile classifier train` has written"
        ) from None
    if (found := file_sha256(path)) != facts["model_sha256"]:
        raise MissingError(
            f"{path} is not the model that {sidecar} describes: its SHA-256 is {found}; "
            "train it again, or copy both files together"
        )
    return path, facts


def _training(trained: Mapping[str, Any]) -> Iterator[str]:
    yield "trained with " + ", ".join(f"{k} {v}" for k, v in trained["settings"].items())
    yield "sampled with " + ", ".join(f"{k} {v}" for k, v in trained["sampling"].items())
    rows = [
        (split, label, f"{there['pages']:,}", f"{there['domains']:,}")
        for split, by_label in trained["sizes"].items()
        for label, there in by_label.items()
    ]
    yield from columns([("split", "label", "pages", "domains"), *rows], "<<>>", "  ")
    yield f"labels not believed: {trained['dropped']:,}"
    for split, value in trained["average_precision"].items():
        yield f"PR-AUC on domains of the {split} split: {value:.4f}"


def _words(words: Mapping[str, Any], most: int) -> Iterator[str]:
    """Both sides beside each other."""
    up, down = (words.get(side, [])[:most] for side in ("positive", "negative"))
    yield f"heaviest words, and what each adds to the log-odds of a text of {BASE} common words"
    rows = [(*(_cell(up, at)), *(_cell(down, at))) for at in range(max(len(up), len(down)))]
    yield from columns([("pushes up", "", "pushes down", ""), *rows], "<><>", "  ")


def _cell(side: list[Any], at: int) -> tuple[str, str]:
    return (side[at][0], f"{side[at][1]:+.2f}") if at < len(side) else ("", "")
