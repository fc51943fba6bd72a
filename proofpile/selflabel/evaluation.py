"""How good a classifier is on domains that it never saw, against what, where it is weak, what it gives away.

All figures are of one split of the examples that ``proofpile classifier train`` wrote beside the model.
Positives and negatives there are about as many; a crawl is not like that, so recall at a share of a crawl
weighs them by a prevalence. The leak test scores each text again with its formulas put back: a model that
knew pages by the traces of their formulas would move.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from heapq import nlargest
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from proofpile.errors import UsageError
from proofpile.selflabel.baselines import by_markers, by_tf_idf
from proofpile.selflabel.curves import (
    Bools,
    Curve,
    Floats,
    at_threshold,
    brier,
    calibration_error,
    interval,
    pr_auc,
    reliability,
)
from proofpile.selflabel.examples import EXAMPLES, read_examples
from proofpile.selflabel.labels import NEGATIVE, POSITIVE
from proofpile.selflabel.learner import score as ask
from proofpile.selflabel.slices import slices_of
from proofpile.shard import file_sha256, read_batches
from proofpile.text.classifier import Classifier
from proofpile.text.fasttext import FastText

LINES = (0.17, 0.8)  # OpenWebMath's thresholds, with and without formulas
GRID = (0.05, 0.1, 0.17, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95)
SHARES = (0.001, 0.01, 0.02, 0.05)  # of a crawl
PREVALENCE = 0.01  # mathematical pages in a crawl: OpenWebMath kept 6.3 M of some 100 times as many
WRONGEST = 12
FEWEST_A_SLICE = 5
MOST_TO_LEARN = 20_000  # texts that TF-IDF is given: 100 MB of them

Facts = dict[str, Any]


@dataclass
class Judged:
    """The examples of one split, and what the model says of them. Texts are kept for the baselines."""

    ids: list[str] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    slices: list[set[str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    positive: Bools = field(default_factory=lambda: np.zeros(0, np.bool_))
    scores: Floats = field(default_factory=lambda: np.zeros(0))
    put_back: Floats = field(default_factory=lambda: np.zeros(0))  # with formulas in the text

    @classmethod
    def by(
        cls, model: FastText, examples: Path, split: str, tags: Mapping[str, Sequence[str]]
    ) -> "Judged":
        """Every example of `split`. Raises UsageError unless it has both labels."""
        found, score = cls(), partial(ask, model)
        labels, scores, put_back = [], [], []
        for row in _rows(examples, split):
            found.ids.append(row["id"])
            found.origins.append(row["origin"])
            found.domains.append(row["domain"])
            slices = slices_of(row["origin"], row["domain"], row["kind"], row["language"], tags)
            found.slices.append(slices)
            found.texts.append(row["text"])
            labels.append(row["label"] == POSITIVE)
            scores.append(score(row["text"]))
            put_back.append(score(row["with_formulas"]))
        if len(set(labels)) < 2:
            raise UsageError(
                f"the {split} split of {examples} has {sum(labels):,} positive and "
                f"{len(labels) - sum(labels):,} negative examples; evaluation needs both"
            )
        found.positive, found.scores = np.array(labels), np.array(scores)
        found.put_back = np.array(put_back)
        return found


def evaluate(
    model: Path,
    examples: Path,
    *,
    split: str = "test",
    prevalence: float = PREVALENCE,
    tags: Mapping[str, Sequence[str]] | None = None,
) -> Facts:
    """The figures of `model` on `split` of `examples`, as JSON has them; the same for the same input.

    Raises MissingError where the model or the examples cannot be read, UsageError where they do not do.
    """
    examples = examples / EXAMPLES if examples.is_dir() else examples
    judged = Judged.by(FastText.at(model), examples, split, tags or {})
    curve = Curve.of(judged.scores, judged.positive)
    return {
        "model_sha256": file_sha256(model),
        "examples_sha256": file_sha256(examples),
        "split": split,
        "prevalence": prevalence,
        "pages": {POSITIVE: int(judged.positive.sum()), NEGATIVE: int((~judged.positive).sum())},
        "domains": len(set(judged.domains)),
        "average_precision": _against(judged, examples),
        "curve": _drawn(curve),
        "recall_at": [
            {"share": share, "recall": round(recall, 4), "precision": round(precision, 4)}
            for share in SHARES
            for recall, precision in [curve.recall_at(share, prevalence)]
        ],
        "thresholds": [_line(judged, at) for at in GRID],
        "calibration": _calibration(judged, Classifier.at(str(model))),
        "slices": list(_slices(judged)),
        "leak": _leak(judged),
        "wrong": _wrong(judged),
    }


def _rows(examples: Path, split: str) -> Iterator[dict[str, Any]]:
    next(read_examples(examples), None)  # says what is wrong with the file
    for batch in read_batches(examples):
        yield from (row for row in batch.to_pylist() if row["split"] == split)


def _against(judged: Judged, examples: Path) -> Facts:
    """Average precision of the model and of the baselines, each with its interval over domains."""
    learnt = list(islice(read_examples(examples, "train"), MOST_TO_LEARN))
    rivals = {
        "model": judged.scores,
        "words": by_markers(judged.texts),
        "tf-idf": by_tf_idf(
            [e.text for e in learnt], [e.label == POSITIVE for e in learnt], judged.texts
        ),
    }
    return {name: _rated(judged, scores) for name, scores in rivals.items()}


def _rated(judged: Judged, scores: Floats | None) -> Facts | None:
    if scores is None:
        return None
    low, high = interval(pr_auc, scores, judged.positive, judged.domains)
    value = pr_auc(scores, judged.positive)
    return {"value": round(value, 4), "low": round(low, 4), "high": round(high, 4)}


def _drawn(curve: Curve) -> list[list[float]]:
    """Recall and precision at up to 200 places of the curve, enough to draw it."""
    at = np.unique(np.linspace(0, len(curve.threshold) - 1, 200).astype(int))
    return [[round(float(curve.recall[k]), 4), round(float(curve.precision[k]), 4)] for k in at]


def _line(judged: Judged, threshold: float) -> Facts:
    precision, recall, fall_out = at_threshold(judged.scores, judged.positive, threshold)
    return {
        "threshold": threshold,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "negatives_kept": round(fall_out, 4),
    }


def _calibration(judged: Judged, classifier: Classifier) -> Facts:
    calibrated = np.array([classifier.calibrated(score) for score in judged.scores])
    return {
        name: {
            "brier": round(brier(scores, judged.positive), 4),
            "error": round(calibration_error(scores, judged.positive), 4),
            "bins": [
                [round(mean, 4), round(share, 4), n]
                for mean, share, n in reliability(scores, judged.positive)
            ],
        }
        for name, scores in (("raw", judged.scores), ("calibrated", calibrated))
    }


def _slices(judged: Judged) -> Iterator[Facts]:
    """Each slice of some size: recall of its positives, share of its negatives kept, at both lines.

    A slice of one label has no curve; its average precision is then against all of the other label.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for number, names in enumerate(judged.slices):
        for name in names:
            rows[name].append(number)
    for name in sorted(rows):
        inside = np.zeros(len(judged.positive), np.bool_)
        inside[rows[name]] = True
        if inside.sum() < FEWEST_A_SLICE:
            continue
        labels = judged.positive[inside]
        among = (
            inside if 0 < labels.sum() < len(labels) else inside | (judged.positive != labels[0])
        )
        low, high = (at_threshold(judged.scores[inside], labels, line) for line in LINES)
        yield {
            "name": name,
            "positive": int(labels.sum()),
            "negative": int((~labels).sum()),
            "domains": len({judged.domains[n] for n in rows[name]}),
            "average_precision": round(pr_auc(judged.scores[among], judged.positive[among]), 4),
            "recall": [round(low[1], 4), round(high[1], 4)] if labels.any() else None,
            "negatives_kept": [round(low[2], 4), round(high[2], 4)] if not labels.all() else None,
        }


def _leak(judged: Judged) -> Facts:
    shift = judged.put_back - judged.scores
    crossed = (judged.put_back >= LINES[0]) != (judged.scores >= LINES[0])
    return {
        "mean_shift": round(float(shift.mean()), 4),
        "mean_size": round(float(np.abs(shift).mean()), 4),
        "mean_shift_positive": round(float(shift[judged.positive].mean()), 4),
        "crossed": int(crossed.sum()),
    }


def _wrong(judged: Judged) -> Facts:
    """What was judged most wrongly, for people to read: labels are wrong there as often as the model."""
    distance = np.where(judged.positive, 1 - judged.scores, judged.scores)
    found = {}
    for label, those in ((POSITIVE, judged.positive), (NEGATIVE, ~judged.positive)):
        worst = nlargest(WRONGEST, np.flatnonzero(those).tolist(), key=lambda n: (distance[n], -n))
        found[label] = [
            {
                "id": judged.ids[n],
                "origin": judged.origins[n],
                "score": round(float(judged.scores[n]), 4),
                "begins": judged.texts[n][:160],
            }
            for n in worst
            if distance[n] > 0.5
        ]
    return found
