"""What became of canaries: counts, shares and samples, for a report and for a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

_WIDTH = 100  # columns of a terminal
# As what an item should be seen, where that is not "contaminated": with other numbers it is no leak.
WANTED: Mapping[str, str] = {"numbers": "template", "name-only": "partial"}


@dataclass(frozen=True, slots=True)
class Count:
    """Of so many `planted`, as what they were seen; the rest was missed."""

    planted: int = 0
    found: int = 0  # judged "contaminated"
    partial: int = 0
    template: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.planted + other.planted,
            self.found + other.found,
            self.partial + other.partial,
            self.template + other.template,
        )

    @property
    def missed(self) -> int:
        """No hit at all."""
        return self.planted - self.found - self.partial - self.template

    @property
    def recall(self) -> float | None:
        """Share that was found; None where nothing was planted."""
        return self.found / self.planted if self.planted else None

    def facts(self, wanted: str = "contaminated") -> dict[str, Any]:
        """For JSON; the recall is of what was seen as `wanted`."""
        seen = self.found if wanted == "contaminated" else getattr(self, wanted)
        recall = seen / self.planted if self.planted else None
        return {**asdict(self), "missed": self.missed, "recall": _share(recall)}


@dataclass(frozen=True, slots=True)
class Sample:
    """A canary that was missed, or a hit that no canary explains: what, in which document, and why."""

    benchmark: str
    item: str
    part: str
    perturbation: str
    document: str
    why: str


@dataclass(frozen=True)
class Canaries:
    """What a search found of what was planted.

    `counts` are by (benchmark, part, perturbation). `right` and `wrong` count pairs of a copy and an item
    that were judged contaminated, and were not so without the canary: the planted item, any part of it or of
    an item with the same words, is right. `strays` are samples of the wrong ones. `inapplicable`
    counts texts that a perturbation cannot change, `uncheckable` parts that the index says it cannot find:
    neither is planted. `contaminated_documents` had hits of their own.
    """

    seed: int
    documents: int
    contaminated_documents: int
    counts: Mapping[tuple[str, str, str], Count]
    inapplicable: Mapping[str, int]
    uncheckable: Mapping[str, int]
    right: int
    wrong: int
    missed: Sequence[Sample]
    strays: Sequence[Sample]

    @property
    def precision(self) -> float | None:
        """Share of flagged pairs that are right; None where nothing was flagged."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    def by_perturbation(self, benchmark: str = "", part: str = "") -> dict[str, Count]:
        """Counts of one benchmark, or of all, in the order in which perturbations were first used."""
        found: dict[str, Count] = {}
        for (of, in_part, perturbation), count in self.counts.items():
            if benchmark in ("", of) and part in ("", in_part):
                found[perturbation] = found.get(perturbation, Count()) + count
        return found

    def facts(self) -> dict[str, Any]:
        """For report.json and the manifest; the same canaries give the same facts in the same order."""
        names = sorted({key[0] for key in self.counts} | set(self.uncheckable))
        return {
            "seed": self.seed,
            "documents": self.documents,
            "contaminated_documents": self.contaminated_documents,
            "precision": _share(self.precision),
            "right": self.right,
            "wrong": self.wrong,
            "perturbations": _facts(self.by_perturbation()),
            "benchmarks": {name: _facts(self.by_perturbation(name)) for name in names},
            "parts": {
                name: {part: _facts(self.by_perturbation(name, part)) for part in self._parts(name)}
                for name in names
            },
            "inapplicable": dict(sorted(self.inapplicable.items())),
            "uncheckable": dict(sorted(self.uncheckable.items())),
            "missed": [asdict(sample) for sample in self.missed],
            "strays": [asdict(sample) for sample in self.strays],
        }

    def _parts(self, benchmark: str) -> list[str]:
        return sorted({key[1] for key in self.counts if key[0] == benchmark})

    def lines(self) -> Iterator[str]:
        """A table for a terminal: a line a perturbation, at most 100 columns."""
        return lines(self.facts())


def lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """The table of `Canaries.lines`, from facts that were kept."""
    names = ("planted", "found", "partial", "template", "missed")
    yield f"{'canaries':<14}" + "".join(f"{head:>10}" for head in (*names, "recall"))
    for perturbation, count in facts["perturbations"].items():
        numbers = "".join(f"{count[name]:>10,}" for name in names)
        wanted = f" as {WANTED[perturbation]}" if perturbation in WANTED else ""
        yield f"{perturbation[:13]:<14}{numbers}{shown(count['recall']):>10}{wanted}"
    flagged = facts["right"] + facts["wrong"]
    yield (
        f"precision {shown(facts['precision'])}: {facts['wrong']:,} of {flagged:,} flagged pairs are other "
        f"items; {facts['documents']:,} documents copied"
    )[:_WIDTH]
    blind = [f"{name} {n:,}" for name, n in facts["uncheckable"].items() if n]
    if blind:
        yield f"too short to be checked, not planted: {', '.join(blind)}"[:_WIDTH]


def _facts(counts: Mapping[str, Count]) -> dict[str, Any]:
    return {name: count.facts(WANTED.get(name, "contaminated")) for name, count in counts.items()}


def _share(share: float | None) -> float | None:
    return None if share is None else _cut(share, 1_000_000)


def shown(share: float | None) -> str:
    """Three digits, cut and not rounded: 0.9999 is not all."""
    return "–" if share is None else f"{_cut(share, 1000):.3f}"


def _cut(share: float, steps: int) -> float:
    """Cut and not rounded, since 0.9996 is not all; 0.57 is what it is, though it is stored as less."""
    return int(share * steps + 1e-6) / steps


def first_of_each(samples: Iterable[Sample], most: int) -> tuple[Sample, ...]:
    """At most `most` samples of each benchmark and perturbation."""
    kept: dict[tuple[str, str], list[Sample]] = {}
    for sample in samples:
        of_kind = kept.setdefault((sample.benchmark, sample.perturbation), [])
        if len(of_kind) < most:
            of_kind.append(sample)
    return tuple(sample for some in kept.values() for sample in some)
