"""The search: benchmarks are indexed once, and the corpus streams past, unit by unit, on any runner.

A search that was stopped goes on, a search with another benchmark begins anew, and another allow-list costs
no reading, since it is applied to hits.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from proofpile import guard
from proofpile.budget import MAX_ERRORS, Budget
from proofpile.contamination.allow import AllowList
from proofpile.contamination.hits import LAYERS, SCHEMA
from proofpile.contamination.index import FACTS, Index
from proofpile.contamination.items import Benchmark
from proofpile.contamination.scan import Scan, Scanned
from proofpile.document import Document
from proofpile.errors import UsageError
from proofpile.recipe import digest
from proofpile.shard import Shard, arrow_file, file_sha256, read_batches
from proofpile.source import Source
from proofpile.versions import library

if TYPE_CHECKING:
    from proofpile.building import Watcher
    from proofpile.runner import Runner

_SAMPLE = 200  # documents of a corpus into copies of which items are planted


@dataclass(frozen=True)
class Found:
    """What a search found: the hits of all units in their order, and what was read.

    `counts` has documents, text_bytes, refused {reason: n}, inputs, by_source {source: documents}, overfull
    (documents of which not every hit is kept) and over_budget.
    """

    hits: Path
    samples: Sequence[Path]
    index: Index
    counts: Mapping[str, Any]
    allow: AllowList
    fingerprint: str

    def sample(self) -> list[Document]:
        """Documents of the corpus, chosen by hash, long ones cut: what canaries are planted into."""
        rows = (row for path in self.samples for b in read_batches(path) for row in b.to_pylist())
        chosen = nsmallest(_SAMPLE, rows, key=lambda row: (row["hash"], row["id"]))
        return [Document(row["id"], row["text"], row["origin"]) for row in chosen]


def find_contamination(
    given: Source | Sequence[Shard],
    benchmarks: Sequence[Benchmark],
    workdir: Path,
    runner: "Runner",
    *,
    layers: Sequence[str] = tuple(LAYERS),
    allow: AllowList | None = None,
    watcher: "Watcher | None" = None,
    limit: int | None = None,
    max_errors: float = MAX_ERRORS,
    keep_going: bool = False,
) -> Found:
    """All hits of `benchmarks` in a prepared source, or in shards; continues what is in `workdir`.

    Raises UsageError for no benchmark or no unit, BudgetError where too much could not be read.
    """
    if not benchmarks:
        raise UsageError(
            "no benchmark is named, and a check that cannot find anything must not pass: name some with "
            "--benchmark gsm8k=PATH"
        )
    index = Index.build(benchmarks, workdir / "index")
    source = given if isinstance(given, Source) else None
    items: list[str | Shard] = list(source.units()) if source else list(given)  # type: ignore[arg-type]
    if source and not items:
        raise UsageError(f"{source.name} has nothing to read: it lists no unit")
    index_sha256 = file_sha256(index.folder / FACTS)
    scan = Scan(
        workdir / "scan",
        index.folder,
        index_sha256,
        tuple(sorted(layers)),
        source,
        library(),
        limit,
    )
    scan.folder.mkdir(parents=True, exist_ok=True)
    budget = Budget(
        frozenset(guard.REASONS) | (source.faults if source else frozenset()),
        max_errors,
        keep_going,
    )
    scanned = _scanned(scan, items, runner, watcher, budget)
    allow = allow or AllowList()
    hits = _gathered(workdir / "hits.arrow", scanned, allow)
    labels = [source.label(str(unit)) for unit in items] if source else []
    return Found(
        hits=hits,
        samples=[one.sample for one in scanned],
        index=index,
        counts=_counts(scanned, labels, budget),
        allow=allow,
        fingerprint=digest(repr([one.made_by for one in scanned])),
    )


def _scanned(
    scan: Scan,
    items: Sequence[str | Shard],
    runner: "Runner",
    watcher: "Watcher | None",
    budget: Budget,
) -> list[Scanned]:
    sizes = [
        unit.bytes if isinstance(unit, Shard) else scan.source.size(unit) if scan.source else 0
        for unit in items
    ]
    if watcher:
        watcher.begins("scan", len(items), sum(sizes) if all(sizes) else 0)
    scanned = []
    with closing(runner.map(scan, enumerate(items))) as made:
        for (one, reused), size in zip(made, sizes, strict=True):
            scanned.append(one)
            budget.charge(one)
            if watcher:
                watcher.done(one, reused, size)
    return scanned


def _gathered(path: Path, scanned: Sequence[Scanned], allow: AllowList) -> Path:
    """One file of all hits, with what the allow-list says of them."""
    with arrow_file(path, SCHEMA) as file:
        for one in scanned:
            for batch in read_batches(one.hits):
                file.write_batch(_allowed(batch, allow) if allow.entries else batch)
    return path


def _allowed(batch: pa.RecordBatch, allow: AllowList) -> pa.RecordBatch:
    keys = zip(*(batch[n].to_pylist() for n in ("benchmark", "item", "part", "match")), strict=True)
    said = allow.keys
    verdicts = [
        "allowed" if key in said else verdict
        for key, verdict in zip(keys, batch["verdict"].to_pylist(), strict=True)
    ]
    at = batch.schema.get_field_index("verdict")
    return batch.set_column(at, SCHEMA.field("verdict"), pa.array(verdicts, pa.string()))


def _counts(scanned: Sequence[Scanned], labels: Sequence[str], budget: Budget) -> dict[str, Any]:
    refused = sum((Counter(one.dropped) for one in scanned), Counter[str]())
    by_source = sum((Counter(one.sources) for one in scanned), Counter[str]())
    return {
        "documents": sum(one.rows for one in scanned),
        "text_bytes": sum(one.text_bytes for one in scanned),
        "refused": dict(sorted(refused.items())),
        "inputs": [
            {"unit": label, "documents": one.rows, "hits": one.found}
            for label, one in zip(labels, scanned, strict=bool(labels))
        ],
        "by_source": dict(sorted(by_source.items())),
        "overfull": sum(one.overfull for one in scanned),
        "over_budget": list(budget.over),
    }
