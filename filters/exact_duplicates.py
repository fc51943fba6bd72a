"""Keep the first of each set of equal texts, in the order of the corpus."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from proofpile import Document, Drop, Filter, Runner, Shard
from proofpile.dedup.exact import twins_of, write_twins


@dataclass(frozen=True)
class ExactDuplicates(Filter):
    """Sees the whole corpus before it judges; a drop's detail is the id of the document that stays."""

    table: str = field(default="", compare=False)  # where what was learnt lies
    table_sha256: str = ""  # what was learnt

    reasons = {"exact-duplicate": "an earlier document of the corpus has the same text"}

    def fit(self, shards: Sequence[Shard], runner: Runner, workdir: Path) -> Self:
        path, sha256 = write_twins(shards, runner, workdir)
        return replace(self, table=str(path), table_sha256=sha256)

    def refused(self, ids: Sequence[str]) -> dict[int, Drop]:
        twins = twins_of(self.table, ids)
        return {n: Drop("exact-duplicate", detail=twin) for n, twin in twins.items()}

    def __call__(self, doc: Document) -> Document | Drop:
        return self.refused([doc.id]).get(0, doc)
