"""Wrong labels, found by models that did not see them (cross-fitting, as in Northcutt et al., 2021).

The domains of the training split are divided into folds; a model of the others scores each. A row that it
is all but certain to be labelled wrongly is left out: a page whose formulas are its site's logo, a proof
written in words. At most a small share goes, the surest first, or a model would only learn its own opinion.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from proofpile.atomic import write_bytes
from proofpile.selflabel.examples import Labelled, read_examples
from proofpile.selflabel.labels import POSITIVE
from proofpile.selflabel.learner import Settings, asked, learn, score
from proofpile.selflabel.sample import fraction
from proofpile.selflabel.watching import Watcher

FOLDS = 2
# How sure the others must be of the opposite, and how much of the split may go: beyond, rare topics would.
SURE, MOST_DROPPED = 0.95, 0.03
_EXCERPT = 300  # characters


@dataclass(frozen=True, slots=True)
class Suspect:
    """A row of the training split whose label the other folds contradict."""

    row: int
    id: str
    origin: str
    label: str
    kind: str
    score: float
    excerpt: str

    @property
    def wrongness(self) -> float:
        """How far the score is from the label, from 0 to 1."""
        return 1 - self.score if self.label == POSITIVE else self.score


@dataclass(frozen=True, slots=True)
class Crossfitted:
    """What models say of the domains that they did not see: of each row, score and whether it is positive."""

    scores: list[tuple[float, bool]]  # in the order of the file
    suspects: list[Suspect]  # the rows to leave out, worst first


def crossfit(
    examples: Path, settings: Settings, watcher: Watcher, folds: int = FOLDS
) -> Crossfitted:
    """The training split, judged fold by fold by models of the other folds."""
    folded = folds_of(_domains(examples), settings.seed, folds)
    found: list[Suspect] = []
    judged: list[tuple[int, float, bool]] = []
    for fold in range(folds):
        watcher.begins(f"clean labels, fold {fold + 1} of {folds}", 1, 0)
        if not _has_both_labels(_others(examples, folded, fold)):
            continue  # so few domains that nobody is left to contradict them
        pairs = ((e.label, e.text) for e in _others(examples, folded, fold))
        model = learn(pairs, settings, watcher.tokens)
        reader = asked(model)
        for one in read_examples(examples, "train"):
            if folded[one.domain] == fold:
                said = score(reader, one.text)
                judged.append((one.row, said, one.label == POSITIVE))
                found += _suspected(one, said)
    found.sort(key=lambda one: (-one.wrongness, one.row))
    scores = [(said, positive) for _, said, positive in sorted(judged)]
    return Crossfitted(scores, found[: int(MOST_DROPPED * len(judged))])


def folds_of(domains: Sequence[tuple[str, bool]], seed: int, folds: int) -> dict[str, int]:
    """The fold of each domain; those with positives and those without are dealt out separately."""
    dealt: dict[str, int] = {}
    for stratum in (True, False):
        names = [name for name, positive in domains if positive is stratum]
        names.sort(key=lambda name: (fraction(f"{seed} fold {name}"), name))
        dealt |= {name: at % folds for at, name in enumerate(names)}
    return dealt


def write_dropped(path: Path, dropped: Iterable[Suspect]) -> None:
    """One JSON line a row that was left out, for a person to look at."""
    lines = (
        {
            "id": one.id,
            "origin": one.origin,
            "label": one.label,
            "kind": one.kind,
            "score": round(one.score, 6),
            "excerpt": one.excerpt,
        }
        for one in dropped
    )
    write_bytes(path, b"".join(orjson.dumps(line) + b"\n" for line in lines))


def _suspected(one: Labelled, score: float) -> Iterator[Suspect]:
    wrong = score < 1 - SURE if one.label == POSITIVE else score > SURE
    if wrong:
        yield Suspect(one.row, one.id, one.origin, one.label, one.kind, score, one.text[:_EXCERPT])


def _domains(examples: Path) -> list[tuple[str, bool]]:
    """The domains of the training split, by name, and whether any of their pages is positive."""
    seen: dict[str, bool] = {}
    for one in read_examples(examples, "train"):
        seen[one.domain] = seen.get(one.domain, False) or one.label == POSITIVE
    return sorted(seen.items())


def _others(examples: Path, folded: dict[str, int], fold: int) -> Iterator[Labelled]:
    return (e for e in read_examples(examples, "train") if folded[e.domain] != fold)


def _has_both_labels(examples: Iterable[Labelled]) -> bool:
    seen: set[str] = set()
    for one in examples:
        seen.add(one.label)
        if len(seen) > 1:
            return True
    return False
