"""Keep documents that do not read much worse than the others of their domain."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from proofpile import Document, Drop, Filter, Runner, Shard
from proofpile.errors import UsageError
from proofpile.web.quantiles import Rule, line_for, write_lines


@dataclass(frozen=True)
class PerplexityPercentile(Filter):
    """Drops what is above its domain's `keep` quantile of the mark `perplexity`; perplexity.md.

    One constant for all is too mild for a forum's spam and too strict for a site of lecture notes in an
    old style. Domains of under `few` documents share the quantile of the corpus. Nothing is dropped
    that is not above the corpus's own `spare` quantile: a domain that is good throughout loses nothing.

    Sees the whole corpus first, which is a pass of its own; that is why it is not part of `perplexity`,
    whose mark it reads, and not among the filters of any source: add it after `perplexity`.
    """

    keep: float = 0.98
    few: int = 50
    spare: float = 0.9
    table: str = field(default="", compare=False)  # where what was learnt lies
    table_sha256: str = ""  # what was learnt

    reasons = {"perplexity-in-domain": "the prose is far less likely than its domain's is"}

    def prepare(self) -> Self:
        if not (0 < self.keep <= 1 and 0 <= self.spare <= 1 and self.few >= 1):
            raise UsageError(
                f"perplexity_percentile: keep={self.keep} and spare={self.spare} must be shares from "
                f"0 to 1, keep above 0, and few={self.few} a count from 1"
            )
        return self

    def fit(self, shards: Sequence[Shard], runner: Runner, workdir: Path) -> Self:
        rule = Rule(self.keep, self.few, self.spare)
        path, sha256 = write_lines("perplexity", rule, shards, runner, workdir)
        return replace(self, table=str(path), table_sha256=sha256)

    def __call__(self, doc: Document) -> Document | Drop:
        value = doc.marks.get("perplexity")
        if not isinstance(value, float) or value < (line := line_for(self.table, doc.origin)):
            return doc
        return Drop("perplexity-in-domain", value, round(line, 2))
