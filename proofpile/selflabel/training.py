"""From any crawl to a classifier: read, label, sample, clean, train, calibrate, and write it all down.

The same input gives the same bytes, at any number of workers and after any number of kills: pages are read
by a `Pass`, whose finished units are found again, everything after it is one thread in a fixed order.

OUT/math_score.ftz        the model, quantised          OUT/dropped.jsonl    labels that were not believed
OUT/math_score.json       what a reader must know of it OUT/examples.arrow   what it learnt from
OUT/passes/               what was read: makes a rerun fast; may be removed
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from proofpile.atomic import write_bytes
from proofpile.errors import BuildError, UsageError
from proofpile.passes import Pass, Vocabulary
from proofpile.recipe import digest
from proofpile.runner import Local, Runner
from proofpile.selflabel import calibration, labels, second_round
from proofpile.selflabel.crossfit import crossfit, write_dropped
from proofpile.selflabel.curves import pr_auc
from proofpile.selflabel.examples import EXAMPLES, read_examples, write_examples
from proofpile.selflabel.labels import NEGATIVE, POSITIVE
from proofpile.selflabel.learner import Settings, asked, learn, score, shrunk
from proofpile.selflabel.pages import Pages, facts_of
from proofpile.selflabel.sample import SPLITS, Example, Tally, sampled, split_of
from proofpile.selflabel.watching import Progress, Watcher
from proofpile.selflabel.words import heaviest
from proofpile.shard import Shard, file_sha256
from proofpile.text.normalise import VERSION
from proofpile.versions import library
from proofpile.words import plural
from proofpile.workspace import working_in

MODEL, SIDECAR, DROPPED = "math_score.ftz", "math_score.json", "dropped.jsonl"
OWNER = "a math classifier"

# Below, a model says more about three sites than about mathematics, and nobody could tell.
FEWEST_EXAMPLES = 20  # of each label, in the training split
FEWEST_DOMAINS = {"train": 3, "validation": 1, "test": 1}  # with pages of each label


@dataclass(frozen=True, slots=True)
class Plan:
    """What to learn from and how. The fields decide the model; see `proofpile classifier train --help`."""

    inputs: tuple[str, ...]
    thin: int = 1
    per_domain: int = 200
    # Negatives a positive, in training. Over four folds by domain, judged with four negatives a positive:
    # PR-AUC 0.9766 with one, 0.9786 with two, 0.9789 with three.
    ratio: float = 2.0
    hard: float = 0.25  # share of hard ones in the negatives, if there are so many
    rounds: int = 1
    settings: Settings = field(default_factory=Settings)

    def source(self) -> Pages:
        """Reads the pages. Raises UsageError where an input names nothing."""
        return Pages(inputs=self.inputs, thin=self.thin)


@dataclass(frozen=True, slots=True)
class Trained:
    """A model that has just been trained."""

    folder: Path
    facts: Mapping[str, Any]  # the sidecar's "trained"

    @property
    def model(self) -> Path:
        """Its file."""
        return self.folder / MODEL


def train_classifier(
    plan: Plan, out: Path | str, runner: Runner | None = None, progress: Progress | None = None
) -> Trained:
    """Train a classifier in the folder `out`, continuing what an earlier run left there.

    Raises UsageError (nothing was done), BuildError where the pages do not suffice: the message says what
    was found and what is needed.
    """
    out, source = Path(out), plan.source()
    units = source.units()
    if not units:
        raise UsageError("nothing to learn from: give archives or a built corpus with --input")
    with working_in(out, OWNER) as folder:
        job = _Job(plan, out, folder, runner or Local(), Watcher(progress))
        shards = job.read(source, units)
        return job.train(shards)


class _Job:
    """The steps of one training, in the order in which they happen."""

    def __init__(
        self, plan: Plan, out: Path, folder: Path, runner: Runner, watcher: Watcher
    ) -> None:
        self.plan, self.out, self.folder = plan, out, folder
        self.runner, self.watcher = runner, watcher
        self.examples = out / EXAMPLES

    def read(self, source: Pages, units: Sequence[str]) -> list[Shard]:
        """A shard of pages for each unit."""
        sweep = Pass(
            folder=self.folder / "pages",
            name="pages",
            source=source,
            filters=(),
            vocabulary=Vocabulary.of(source, ()),
            library=digest(library() + own_text()),
        )
        sizes = [source.size(unit) for unit in units]
        self.watcher.begins("read pages", len(units), sum(sizes) if all(sizes) else 0)
        shards = []
        with closing(self.runner), closing(self.runner.map(sweep, enumerate(units))) as made:
            for (shard, reused), size in zip(made, sizes, strict=True):
                shards.append(shard)
                self.watcher.done(shard, reused, size)
        _remove_stale(sweep.folder, shards)
        return shards

    def train(self, shards: Sequence[Shard]) -> Trained:
        """Everything after reading."""
        found: frozenset[tuple[int, int]] = frozenset()
        for number in range(1, self.plan.rounds + 1):
            census = self._sample(shards, found)
            judged = crossfit(self.examples, self.plan.settings, self.watcher)
            suspects = judged.suspects
            if number < self.plan.rounds:
                self._begins(
                    f"round {number}: pages without markup that the model calls mathematics"
                )
                found = self._search(shards, {s.row for s in suspects})
        write_dropped(self.out / DROPPED, suspects)
        self._begins("train")
        model = shrunk(self._learn({s.row for s in suspects}), self.plan.settings)
        self._begins("calibrate")
        facts = census | {"dropped": len(suspects), "found_in_round_two": len(found)}
        return self._write(model, facts, shards, judged.scores)

    def _begins(self, step: str) -> None:
        self.watcher.begins(step, 1, 0)

    def _sample(self, shards: Sequence[Shard], found: frozenset[tuple[int, int]]) -> dict[str, Any]:
        """Label, choose and write the examples; the counts."""
        self._begins("label and sample")
        census, tally = Census(self.plan.settings.seed), Tally()
        chosen = sampled(
            census.examples(shards, found),
            per_domain=self.plan.per_domain,
            ratio=self.plan.ratio,
            hard=self.plan.hard,
            seed=self.plan.settings.seed,
            tally=tally,
        )
        sizes = sizes_of(chosen)
        for there in (census.found, Found.of(chosen)):
            there.check(lambda: _readings(shards, census.rules))
        write_examples(self.examples, shards, chosen, self.folder / "buckets")
        return {
            "pages": sum(s.rows for s in shards),
            "refused": dict(sorted(_refused(shards).items())),
            "labelled": dict(sorted(census.rules.items())),
            "left_out": dict(sorted(tally.removed.items())),
            "sizes": sizes,
        }

    def _learn(self, without: set[int]) -> bytes:
        examples = read_examples(self.examples, "train")
        kept = ((e.label, e.text) for e in examples if e.row not in without)
        return learn(kept, self.plan.settings, self.watcher.tokens)

    def _search(self, shards: Sequence[Shard], without: set[int]) -> frozenset[tuple[int, int]]:
        model = asked(self._learn(without))
        return second_round.search(model, shards, self.plan.settings.seed)

    def _write(
        self,
        model: bytes,
        facts: dict[str, Any],
        shards: Sequence[Shard],
        crossfitted: Sequence[tuple[float, bool]],
    ) -> Trained:
        path = self.out / MODEL
        write_bytes(path, model)
        reader = asked(model)
        held = [(score(reader, e.text), e) for e in read_examples(self.examples, *SPLITS[1:])]
        judged = {
            split: _judged([(s, e.label == POSITIVE) for s, e in held if e.split == split])
            for split in SPLITS[1:]
        }
        validation = [(s, e.label == POSITIVE) for s, e in held if e.split == "validation"]
        knots = calibration.fit(*calibration.balanced([*validation, *crossfitted]))
        trained = facts | {
            "settings": self.plan.settings.facts(),
            "sampling": {
                name: getattr(self.plan, name)
                for name in ("thin", "per_domain", "ratio", "hard", "rounds")
            },
            "examples_sha256": file_sha256(self.examples),
            "inputs": digest(repr([s.sha256 for s in shards])),
            "average_precision": judged,
            "words": heaviest(reader, read_examples(self.examples, "train")),
        }
        write_sidecar(self.out / SIDECAR, path, knots, trained)
        return Trained(self.out, trained)


class Found:
    """Pages and domains of each label in each split."""

    def __init__(self) -> None:
        self._pages: Counter[tuple[str, str]] = Counter()
        self._domains: dict[tuple[str, str], set[str]] = defaultdict(set)

    @classmethod
    def of(cls, chosen: Sequence[Example]) -> "Found":
        """Those of the chosen examples."""
        found = cls()
        for one in chosen:
            found.add(one.split, one.label, one.domain)
        return found

    def add(self, split: str, label: str, domain: str) -> None:
        """One more page."""
        self._pages[split, label] += 1
        self._domains[split, label].add(domain)

    def check(self, readings: Callable[[], str]) -> None:
        """Raises BuildError where they cannot carry a model; `readings` says what was read."""
        for split, fewest in FEWEST_DOMAINS.items():
            for label in (POSITIVE, NEGATIVE):
                pages, domains = self._pages[split, label], len(self._domains[split, label])
                least = FEWEST_EXAMPLES if split == "train" else 1
                if pages < least or domains < fewest:
                    raise BuildError(
                        f"too little to learn from: {plural(pages, f'{label} page')} of "
                        f"{plural(domains, 'domain')} in the {split} split, and at least {least:,} of "
                        f"{fewest:,} are needed. {readings()}. Give more archives with --input, of more "
                        "sites and of every kind: labels come from pages with formulas in their markup "
                        "and from pages without any mathematics"
                    )


class Census:
    """Labels every page of some shards, and counts which rule gave which."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.rules: Counter[str] = Counter()
        self.found = Found()

    def examples(
        self, shards: Sequence[Shard], found: frozenset[tuple[int, int]] = frozenset()
    ) -> Iterator[Example]:
        """The labelled pages. `found` are those without a label that a first model called mathematics."""
        sites = labels.Sites()
        for shard in shards:
            for facts in facts_of(shard):
                sites.add(facts)
        for number, shard in enumerate(shards):
            for row, facts in enumerate(facts_of(shard)):
                verdict = sites.judge(facts)
                if (number, row) in found:
                    verdict = labels.Verdict(POSITIVE, "unicode", "second-round")
                self.rules[": ".join(filter(None, (verdict.rule, verdict.kind)))] += 1
                if verdict.label:
                    split = split_of(facts["domain"], self._seed)
                    self.found.add(split, verdict.label, facts["domain"])
                    yield _example(number, row, facts, verdict)


def _example(number: int, row: int, facts: labels.Facts, verdict: labels.Verdict) -> Example:
    return Example(
        shard=number,
        row=row,
        domain=facts["domain"],
        digest=facts["digest"],
        language=facts["language"],
        size=facts["size"],
        label=verdict.label,
        kind=verdict.kind,
    )


def sizes_of(chosen: Sequence[Example]) -> dict[str, dict[str, dict[str, int]]]:
    """Pages and domains of each label, and pages of each kind, by split."""
    sizes: dict[str, dict[str, dict[str, int]]] = {}
    for split in SPLITS:
        for label in (POSITIVE, NEGATIVE):
            those = [e for e in chosen if (e.split, e.label) == (split, label)]
            kinds = Counter(e.kind or "plain" for e in those)
            domains = len({e.domain for e in those})
            sizes.setdefault(split, {})[label] = {
                "pages": len(those),
                "domains": domains,
                **{f"kind {kind}": count for kind, count in sorted(kinds.items())},
            }
    return sizes


def write_sidecar(
    path: Path, model: Path, knots: Sequence[calibration.Knot], trained: Mapping[str, Any]
) -> None:
    """What a reader must know of the model: its hash, its normaliser, its label, its calibration."""
    facts = {
        "model_sha256": file_sha256(model),
        "normaliser": VERSION,
        "positive": POSITIVE,
        "calibration": [list(knot) for knot in knots],
        "trained": trained,
    }
    write_bytes(path, orjson.dumps(facts, option=orjson.OPT_INDENT_2) + b"\n")


def own_text() -> str:
    """A hash of the modules of this room that decide what is noted of a page, and no byte of a corpus."""
    files = [Path(__file__).with_name(name) for name in ("pages.py", "signals.py")]
    return digest("\0".join(f"{p.name}\0{p.read_text(encoding='utf-8')}" for p in files))


def _judged(pairs: Sequence[tuple[float, bool]]) -> float:
    return round(pr_auc(np.array([s for s, _ in pairs]), np.array([p for _, p in pairs])), 4)


def _refused(shards: Sequence[Shard]) -> Counter[str]:
    return sum((Counter(s.dropped) for s in shards), Counter[str]())


def _readings(shards: Sequence[Shard], rules: Mapping[str, int]) -> str:
    return (
        f"{sum(s.rows for s in shards):,} pages were read, and labelled {_listed(rules)}; "
        f"refused: {_listed(_refused(shards))}"
    )


def _listed(counts: Mapping[str, int]) -> str:
    said = (f"{name} {count:,}" for name, count in sorted(counts.items(), key=lambda p: -p[1]))
    return ", ".join(said) or "nothing"


def _remove_stale(folder: Path, shards: Sequence[Shard]) -> None:
    """Forget shards of units that are no longer given."""
    current = {s.path.stem for s in shards}
    for record in folder.glob("*.json"):
        if record.stem not in current and (old := Shard.open(record.with_suffix(".arrow"))):
            old.remove()
