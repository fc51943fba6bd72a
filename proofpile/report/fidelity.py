"""What became of the formulas that were found: in all, by rule and by domain."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow as pa

from proofpile.report.tallies import MOST_NAMES, Tally

MEANINGS = {
    "found": "A rule read it from the markup, or it stood between delimiters in the main text.",
    "kept": "It is in the text of the document.",
    "lost": "It was found and is not in the text: what it stood in was taken for boilerplate, or hidden.",
    "lossy": "It is kept, but the page held no TeX for it: it was put together from a rendering.",
    "broken": "It is kept, but no parser takes it as TeX: the page wrote it so, or reading broke it.",
}
COLUMNS = ("formulas", "formulas_lost", "formulas_lossy", "formulas_broken")
RULES = ("formula_rules", "formula_rules_lost", "formula_rules_lossy", "formula_rules_broken")
DEFECTS = "formula_defects"


class Counts(NamedTuple):
    """Formulas. The lossy and the broken ones are among the kept; one may be both."""

    kept: int = 0
    lost: int = 0
    lossy: int = 0
    broken: int = 0

    @property
    def found(self) -> int:
        return self.kept + self.lost

    def plus(self, other: Iterable[int]) -> "Counts":
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


@dataclass
class Domains:
    """Counts by registered domain. Beyond `most` names, the half that lost least is forgotten."""

    most: int = MOST_NAMES
    counts: dict[str, Counts] = field(default_factory=dict)
    forgotten: int = 0  # how many formulas a forgotten name may have lost

    def add(self, domains: Iterable[str], batch: pa.RecordBatch) -> None:
        """Count a batch whose documents are of these domains, "" for none; it has all of `COLUMNS`."""
        columns = (batch[name].fill_null(0).to_pylist() for name in COLUMNS)
        for domain, *row in zip(domains, *columns, strict=True):
            if domain and (row[0] or row[1]):
                self.counts[domain] = self.counts.get(domain, Counts()).plus(row)
                if len(self.counts) > self.most:
                    self._forget()

    def top(self, most: int) -> list[tuple[str, Counts]]:
        """The domains that lost most, those that lost nothing left out."""
        return [(name, counts) for name, counts in self._ordered()[:most] if counts.lost]

    def _ordered(self) -> list[tuple[str, Counts]]:
        return sorted(self.counts.items(), key=lambda item: (-item[1].lost, item[0]))

    def _forget(self) -> None:
        order = self._ordered()
        half = self.most // 2
        self.forgotten += order[half][1].lost
        self.counts = dict(order[:half])


def by_rule(tallies: Mapping[str, Tally]) -> dict[str, Counts]:
    """Counts by rule, the rule with most formulas first; `tallies` by the name of the column."""
    names = sorted({name for column in RULES for name in tallies[column].counts})
    rules = {
        name: Counts(*(tallies[column].counts.get(name, (0, 0))[1] for column in RULES))
        for name in names
    }
    return dict(sorted(rules.items(), key=lambda item: -item[1].found))


def total(counts: Iterable[Counts]) -> Counts:
    """All together."""
    whole = Counts()
    for one in counts:
        whole = whole.plus(one)
    return whole
