"""Keep one of each set of documents that share most of their shingles, and name it to the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import orjson

from proofpile import Document, Drop, Filter, Runner, Shard
from proofpile.dedup.clusters import Merge
from proofpile.dedup.findings import Judgement
from proofpile.dedup.index import older_files
from proofpile.dedup.near import Search, find_near_duplicates
from proofpile.dedup.parameters import Parameters
from proofpile.dedup.rank import Keep, Ranking
from proofpile.dedup.twins import twins_of
from proofpile.shard import file_sha256


@dataclass(frozen=True)
class NearDuplicates(Filter):
    """Sees the whole corpus before it judges; near_duplicates.md, docs/near-duplicates.md.

    A drop's detail is the id of the document that stays, its score their exact Jaccard similarity.
    """

    n_grams: int = 5
    num_buckets: int = 24
    hashes_per_bucket: int = 5
    seed: int = 1
    characters: bool = False  # shingles of characters instead of tokens
    threshold: float = 0.7
    merge: Merge = "star"  # a document goes only for one that it is itself like; or "chain"
    keep: Keep = "longest"  # or "newest", by the mark `date`
    prefer: tuple[str, ...] = ()  # sources that win over others, the best first
    source_mark: str = ""  # "": what stands before the first colon of an id
    most_removed: float = 0.9  # of a source; more fails the build
    allowed: tuple[str, ...] = ()  # sources that may lose more
    largest_component: int = 10_000  # more is an alarm
    against: tuple[str, ...] = field(default=(), compare=False)  # output folders of earlier builds
    against_sha256: tuple[str, ...] = ()  # filled in
    table: str = field(default="", compare=False)  # where what was learnt lies
    table_sha256: str = ""  # what was learnt

    reasons = {"near-duplicate": "another document that stays has nearly the same text"}

    def prepare(self) -> Self:
        against = tuple(str(Path(folder).resolve()) for folder in self.against)
        self = replace(self, against=against)
        search = self.search()
        search.check()
        return replace(self, against_sha256=tuple(older.sha256 for older in search.older))

    def fit(self, shards: Sequence[Shard], runner: Runner, workdir: Path) -> Self:
        table = find_near_duplicates(shards, self.search(), runner, workdir)
        return replace(self, table=str(table), table_sha256=file_sha256(table))

    def __call__(self, doc: Document) -> Document | Drop:
        return self.refused([doc.id]).get(0, doc)

    def refused(self, ids: Sequence[str]) -> dict[int, Drop]:
        return {
            row: Drop("near-duplicate", jaccard, self.threshold, twin)
            for row, (twin, jaccard) in twins_of(self.table, ids).items()
        }

    def findings(self) -> Mapping[str, Any]:
        found: dict[str, Any] = orjson.loads(
            Path(self.table).with_name("findings.json").read_bytes()
        )
        return found

    def tables(self) -> Mapping[str, Path]:
        folder = Path(self.table).parent
        return {
            "clusters.arrow": folder / "clusters.arrow",
            "report/duplicate_pairs.arrow": folder / "duplicate_pairs.arrow",
        }

    def search(self) -> Search:
        """What the fields mean."""
        sizes = self.n_grams, self.num_buckets, self.hashes_per_bucket
        parameters = Parameters(*sizes, self.seed, self.characters)
        ranking = Ranking(self.keep, self.prefer, self.source_mark)
        return Search(
            parameters,
            ranking,
            self.threshold,
            self.merge,
            Judgement(self.most_removed, self.allowed, largest_component=self.largest_component),
            older_files(self.against, parameters, ranking),
        )
