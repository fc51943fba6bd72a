"""Take benchmarks out before a corpus is written, and measure how much of them would be found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import orjson

from proofpile import Document, Drop, Filter, Runner, Shard
from proofpile.contamination.allow import AllowList
from proofpile.contamination.benchmarks import load_benchmark
from proofpile.contamination.cut import cut
from proofpile.contamination.decision import Policy, decide, decisions_of
from proofpile.contamination.hits import LAYERS
from proofpile.contamination.items import Benchmark
from proofpile.contamination.match import check_layers
from proofpile.shard import file_sha256
from proofpile.web import PageError, extract

UNCHECKED = (
    "no benchmark was named, so nothing was checked for contamination; name those that will be evaluated: "
    "--benchmark gsm8k=PATH (proofpile contamination-report --help lists the names)"
)


@dataclass(frozen=True)
class Contamination(Filter):
    """Sees the whole corpus, then drops, cuts or reports by policy; contamination.md, docs/contamination.md.

    A policy says what becomes of documents with a contaminated hit on a part: ``PART=ACTION`` for all
    benchmarks or ``BENCHMARK/PART=ACTION``, the last that fits holds; ACTION is report, drop-document or
    cut-passage. Twins and partial hits are reported only.
    """

    benchmarks: tuple[str, ...] = field(default=(), compare=False)  # NAME, or NAME=PATH[:FIELDS]
    benchmarks_sha256: tuple[str, ...] = ()  # filled in
    policy: tuple[str, ...] = (
        "problem=drop-document",
        "solution=drop-document",
        "statement=drop-document",
        "answer=report",
    )
    layers: tuple[str, ...] = tuple(LAYERS)
    canaries: int = 50  # items of each benchmark that are planted, each in every perturbation
    allow: tuple[str, ...] = field(default=(), compare=False)  # allow-lists
    allow_sha256: tuple[str, ...] = ()  # filled in
    table: str = field(default="", compare=False)  # where what was decided lies
    table_sha256: str = ""  # what was decided

    reasons = {"contaminated": "the document holds an item of a benchmark"}
    marks = {"passages_cut": int}

    @property
    def needs_fit(self) -> bool:
        """Without a benchmark there is nothing to look for."""
        return bool(self.benchmarks)

    def prepare(self) -> Self:
        policy = Policy.of(self.policy)
        check_layers(self.layers)
        paths = tuple(str(Path(path).resolve()) for path in self.allow)
        self = replace(self, allow=paths, allow_sha256=tuple(map(_sha256, paths)))
        items = self.items()
        if items:
            policy.check([b.name for b in items])
        sha256 = tuple(f"{b.name}:{b.sha256}" for b in items)
        return replace(self, benchmarks_sha256=sha256)

    def fit(self, shards: Sequence[Shard], runner: Runner, workdir: Path) -> Self:
        items = self.items()
        allow = AllowList.of(self.allow, items)
        table = decide(
            shards,
            items,
            Policy.of(self.policy),
            allow,
            runner,
            workdir,
            layers=self.layers,
            canaries=self.canaries,
            through_html=_through_html,
        )
        return replace(self, table=str(table), table_sha256=file_sha256(table))

    def __call__(self, doc: Document) -> Document | Drop:
        decision = self._decisions().get(doc.id)
        if decision is None:
            return doc
        if decision.drop:
            return Drop("contaminated", decision.overlap, None, decision.detail)
        places = [(passage.start, passage.end) for passage in decision.cuts_in(doc.origin)]
        if not places:
            return doc
        text, cuts = cut(doc.text, places)
        if not text.strip():
            return Drop("contaminated", decision.overlap, None, f"nothing else: {decision.detail}")
        return replace(doc, text=text).mark(passages_cut=len(cuts))

    def refused(self, ids: Sequence[str]) -> dict[int, Drop] | None:
        decided = self._decisions()
        mine = {row: decided[id] for row, id in enumerate(ids) if id in decided}
        if any(not one.drop for one in mine.values()):
            return None
        return {
            row: Drop("contaminated", one.overlap, None, one.detail) for row, one in mine.items()
        }

    def findings(self) -> Mapping[str, Any]:
        if not self.table:
            return {"alarms": [UNCHECKED], "benchmarks": []}
        report = orjson.loads(Path(self.table).with_name("report.json").read_bytes())
        kept = ("benchmarks", "verdicts", "layers", "canaries", "allowed", "actions", "alarms")
        return {name: report[name] for name in kept if name in report}

    def tables(self) -> Mapping[str, Path]:
        if not self.table:
            return {}
        folder = Path(self.table).parent
        names = ("hits.arrow", "items.arrow", "removed.arrow", "report.json")
        return {f"contamination/{name}": folder / name for name in names}

    def items(self) -> list[Benchmark]:
        """The benchmarks themselves."""
        return [load_benchmark(spec) for spec in self.benchmarks]

    def _decisions(self) -> Mapping[str, Any]:
        return decisions_of(self.table, self.table_sha256) if self.table else {}


def _sha256(path: str) -> str:
    return file_sha256(Path(path))


def _through_html(page: str) -> str:
    """What the extractor makes of a page."""
    try:
        return extract(page.encode(), "https://example.org/", "text/html; charset=utf-8").text
    except PageError:
        return ""
