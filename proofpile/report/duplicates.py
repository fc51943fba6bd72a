"""What a build found out about near-duplicates: its findings, the measured S-curve, pairs to look at."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

from proofpile.shard import read_batches

FILTER = "near_duplicates"
PAIRS = "report/duplicate_pairs.arrow"
MOST_PAIRS, MOST_TEXT = 60, 20_000
_Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents as somebody shall see them; of those "just-under" the threshold both stay."""

    why: str
    cluster: int | None
    cluster_size: int
    jaccard: float
    kept_id: str
    kept_origin: str
    kept_text: str
    removed_id: str
    removed_origin: str
    removed_text: str


@dataclass(frozen=True, slots=True)
class Measured:
    """Of the pairs in one bin of Jaccard: how many were verified, and the chance that buckets find one.

    `chance` is for one bucket less than there are, None where no pair tells; `low` and `high` are a
    95 % interval.
    """

    edge: float  # where the bin begins; the last one holds the pairs whose sets are equal
    width: float
    pairs: int
    chance: float | None
    low: float = 0.0
    high: float = 1.0

    @property
    def jaccard(self) -> float:
        """The middle of the bin."""
        return min(self.edge + self.width / 2, 1.0)


@dataclass(frozen=True, slots=True)
class Duplicates:
    """All that the report says of near-duplicates."""

    findings: Mapping[str, Any]
    parameters: Mapping[str, Any]
    curve: tuple[Measured, ...]
    pairs: tuple[Pair, ...]

    @classmethod
    def of(cls, out: Path, facts: Mapping[str, Any]) -> Self | None:
        """Of the build in `out`, whose manifest says `facts`; None if it looked for no near-duplicates."""
        findings = facts.get("findings", {}).get(FILTER)
        if not findings:
            return None
        parameters = facts["parameters"].get(FILTER, {})
        return cls(findings, parameters, _curve(findings), _pairs(out / PAIRS))

    @property
    def threshold(self) -> float:
        """The least Jaccard of two documents of which one goes."""
        return float(self.findings["threshold"])

    def chance(self, jaccard: float, fewer: int = 0) -> float:
        """The S-curve 1 - (1 - J^r)^b, of `fewer` buckets less than there are."""
        rows, bands = self.parameters["hashes_per_bucket"], self.parameters["num_buckets"] - fewer
        return float(1 - (1 - jaccard**rows) ** bands)

    def missed(self) -> tuple[float, int]:
        """How many pairs at or above the threshold no bucket found, by estimate, and how many were.

        Each pair that was found stands for 1/P(J) pairs (Horvitz and Thompson, 1952).
        """
        above = [m for m in self.curve if m.jaccard >= self.threshold and m.pairs]
        return sum(m.pairs * (1 / self.chance(m.jaccard) - 1) for m in above), sum(
            m.pairs for m in above
        )


def wilson(rate: float, trials: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a rate that was seen in so many trials."""
    square = _Z * _Z / trials
    middle = (rate + square / 2) / (1 + square)
    reach = _Z * math.sqrt(rate * (1 - rate) / trials + square / (4 * trials)) / (1 + square)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def _curve(findings: Mapping[str, Any]) -> tuple[Measured, ...]:
    told = findings.get("curve")
    if not told or len(told["jaccard"]) < 2:
        return ()
    width = told["jaccard"][1] - told["jaccard"][0]
    columns = told["jaccard"], told["pairs"], told["matches"], told["again"]
    return tuple(_measured(edge, width, *counts) for edge, *counts in zip(*columns, strict=True))


def _measured(edge: float, width: float, pairs: int, matches: int, again: int) -> Measured:
    """A bucket that two documents share says: they were found. Of the others, did one share them, too?

    Buckets of one pair are not independent trials. A pair with k shared buckets weighs k; worked out for
    11 to 32 buckets, that makes the interval never wider than half as many trials as there are pairs.
    """
    if not matches or not pairs:
        return Measured(edge, width, pairs, None)
    rate = min(again / matches, 1.0)
    return Measured(edge, width, pairs, rate, *wilson(rate, pairs / 2))


def _pairs(path: Path) -> tuple[Pair, ...]:
    if not path.is_file():
        return ()
    names = [field.name for field in fields(Pair)]
    rows = [row for batch in read_batches(path) for row in batch.select(names).to_pylist()]
    return tuple(Pair(**_cut(row)) for row in rows[:MOST_PAIRS])


def _cut(row: dict[str, Any]) -> dict[str, Any]:
    texts = {name: row[name][:MOST_TEXT] for name in ("kept_text", "removed_text")}
    return row | texts
