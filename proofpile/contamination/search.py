"""The search: benchmarks are indexed once, and the corpus streams past, unit by unit, on any runner.

A unit is a file of the corpus, or a shard of a build. What it holds goes into two files, ``00003.hits.arrow``
and, last, ``00003.json`` with what it was made from: a search that was stopped goes on, a search with
another benchmark begins anew, and another allow-list costs no reading, since it is applied to hits.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from heapq import nsmallest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from proofpile import guard
from proofpile.atomic import write_bytes
from proofpile.budget import MAX_ERRORS, Budget
from proofpile.contamination.allow import AllowList
from proofpile.contamination.hits import LAYERS, SCHEMA, Hit
from proofpile.contamination.index import FACTS, Index
from proofpile.contamination.items import Benchmark
from proofpile.contamination.match import Matcher
from proofpile.document import Document, Drop
from proofpile.errors import UsageError
from proofpile.reading import records
from proofpile.recipe import digest
from proofpile.shard import (
    BATCH_BYTES,
    BATCH_ROWS,
    Shard,
    arrow_file,
    file_sha256,
    read_batches,
    schema,
    text_sizes,
)
from proofpile.source import Source
from proofpile.versions import library
from proofpile.workspace import disk_trouble

if TYPE_CHECKING:
    from proofpile.building import Watcher
    from proofpile.runner import Runner

_PIECE_ROWS, _PIECE_BYTES = 256, 4 << 20  # of documents that are judged at once
# Documents of a unit, and of a corpus, into copies of which items are planted; and how much of each is kept.
_SAMPLED, _SAMPLE, _SAMPLE_CHARACTERS = 64, 200, 20_000
_SAMPLE_FIELDS = pa.schema(
    [
        pa.field("hash", pa.int64(), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        pa.field("origin", pa.string(), nullable=False),
        pa.field("text", pa.large_string(), nullable=False),
    ]
)


@dataclass(frozen=True)
class Scanned:
    """What one unit held."""

    hits: Path
    made_by: str
    read: int
    rows: int
    text_bytes: int
    found: int
    overfull: int
    dropped: dict[str, int]
    sources: dict[str, int]  # documents of each
    bytes: int
    sample_bytes: int
    samples: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def open(cls, hits: Path) -> "Scanned | None":
        """What an earlier run left, if it is whole. Sizes are checked, hashes are not."""
        try:
            facts = orjson.loads(_record(hits).read_bytes())
            scanned = cls(hits=hits, **facts)
            sizes = hits.stat().st_size, _sample(hits).stat().st_size
        except (FileNotFoundError, orjson.JSONDecodeError, TypeError):
            return None
        return scanned if sizes == (scanned.bytes, scanned.sample_bytes) else None


@dataclass(frozen=True)
class Scan:
    """A callable from a numbered unit, or shard, to its hits in `folder`."""

    folder: Path
    index: Path
    index_sha256: str
    layers: tuple[str, ...]
    source: Source | None
    library: str
    limit: int | None = None
    step = "scan"

    def __call__(self, item: tuple[int, str | Shard]) -> tuple[Scanned, bool]:
        """What the unit holds, and whether that was known already."""
        if scanned := self.made_before(item):
            return scanned, True
        number, unit = item
        hits = self.folder / f"{number:05d}.hits.arrow"
        reading = _Reading(Matcher(Index.open(self.index), self.layers), self._source_mark(unit))
        try:
            with arrow_file(hits, SCHEMA) as file:
                for hit in reading.hits(self._batches(unit)):
                    file.append_values(hit.values(), 400 + len(hit.excerpt))
                found = file.rows
            reading.save_sample(_sample(hits))
            facts = {
                "made_by": self._made_by(unit),
                "found": found,
                "bytes": hits.stat().st_size,
                "sample_bytes": _sample(hits).stat().st_size,
                **reading.facts(),
            }
            write_bytes(_record(hits), orjson.dumps(facts))
        except OSError as error:
            raise disk_trouble(error, self.folder) from error
        return Scanned(hits=hits, **facts), False

    def made_before(self, item: tuple[int, str | Shard]) -> Scanned | None:
        """What an earlier run made of the same."""
        number, unit = item
        scanned = Scanned.open(self.folder / f"{number:05d}.hits.arrow")
        return scanned if scanned and scanned.made_by == self._made_by(unit) else None

    def _made_by(self, unit: str | Shard) -> str:
        if isinstance(unit, Shard):
            given = [unit.sha256]
        else:
            assert self.source
            source = self.source
            given = [source.fingerprint, source.label(unit), source.identity(unit), str(self.limit)]
        return digest(repr([self.library, self.index_sha256, self.layers, given]))

    def _source_mark(self, unit: str | Shard) -> str:
        marks = {} if isinstance(unit, Shard) or not self.source else self.source.marks
        return "source" if marks.get("source") is str else ""

    def _batches(self, unit: str | Shard) -> Iterator[pa.RecordBatch | Drop]:
        if isinstance(unit, Shard):
            yield from read_batches(unit.path)
            return
        assert self.source
        waiting = _Waiting(self._source_mark(unit))
        for given in records(self.source, unit, self.source.marks, self.limit):
            if not isinstance(given, Document):
                yield given
                continue
            # A lone surrogate is found here, on the record's account.
            row = guard.watched("filter-error", given.id, given.origin, waiting.row, given)
            if isinstance(row, Drop):
                yield row
            elif waiting.full_with(row):
                yield waiting.taken()
        if waiting.rows:
            yield waiting.taken()


class _Waiting:
    """Documents that come one by one, until they are a batch."""

    def __init__(self, mark: str) -> None:
        self._mark, self._fields = mark, schema({mark: str} if mark else {})
        self.rows: list[dict[str, Any]] = []
        self._characters = 0

    def row(self, doc: Document) -> dict[str, Any]:
        """`doc` as a row. Raises UnicodeEncodeError for a text that is none."""
        doc.text.encode()
        row = {"id": doc.id, "text": doc.text, "origin": doc.origin, "licence": doc.licence}
        return row | ({self._mark: doc.marks.get(self._mark)} if self._mark else {})

    def full_with(self, row: dict[str, Any]) -> bool:
        """Takes `row`; whether it is time to go on with what is here."""
        self.rows.append(row)
        self._characters += len(row["text"])
        return len(self.rows) >= BATCH_ROWS or self._characters >= BATCH_BYTES

    def taken(self) -> pa.RecordBatch:
        """What waited."""
        batch = pa.RecordBatch.from_pylist(self.rows, self._fields)
        self.rows, self._characters = [], 0
        return batch


class _Reading:
    """Judges what is read, and counts it."""

    def __init__(self, matcher: Matcher, mark: str) -> None:
        self._matcher, self._mark = matcher, mark
        self._read = self._rows = self._bytes = 0
        self._dropped: Counter[str] = Counter()
        self._sources: Counter[str] = Counter()
        self._samples: dict[str, list[str]] = {}
        self._chosen: list[
            tuple[int, str, str, str]
        ] = []  # hash, id, origin, text; the least hashes

    def hits(self, given: Iterator[pa.RecordBatch | Drop]) -> Iterator[Hit]:
        for one in given:
            if isinstance(one, Drop):
                self._drop(one)
                continue
            for piece in _pieces(one):
                yield from self._judged(piece)
                guard.reached(self._read, 0)

    def save_sample(self, path: Path) -> None:
        with arrow_file(path, _SAMPLE_FIELDS) as file:
            for row in self._chosen:
                file.append_values(row, len(row[-1]))

    def facts(self) -> dict[str, Any]:
        return {
            "read": self._read,
            "rows": self._rows,
            "text_bytes": self._bytes,
            "overfull": self._matcher.overfull,
            "dropped": dict(sorted(self._dropped.items())),
            "sources": dict(sorted(self._sources.items())),
            "samples": dict(sorted(self._samples.items())),
        }

    def _judged(self, batch: pa.RecordBatch) -> list[Hit]:
        # What goes wrong with a piece is found again, and charged to its document, row by row.
        place, overfull = f"rows from {self._read}", self._matcher.overfull
        hits = guard.watched("filter-error", place, "", self._match, batch)
        if not isinstance(hits, Drop):
            self._count(batch)
            return hits
        self._matcher.overfull = overfull
        found = []
        for row in range(batch.num_rows):
            one = batch.slice(row, 1)
            id, origin = one["id"][0].as_py(), one["origin"][0].as_py()
            hits = guard.watched("filter-error", id, origin, self._match, one)
            if isinstance(hits, Drop):
                self._drop(hits)
            else:
                self._count(one)
                found += hits
        return found

    def _match(self, batch: pa.RecordBatch) -> list[Hit]:
        ids = batch["id"].to_pylist()
        origins = batch["origin"].to_pylist()
        return list(self._matcher.hits(ids, batch["text"], origins, self._sources_of(batch, ids)))

    def _sources_of(self, batch: pa.RecordBatch, ids: Sequence[str]) -> list[str]:
        if self._mark and self._mark in batch.schema.names:
            return [name or "" for name in batch[self._mark].to_pylist()]
        return [id.partition(":")[0] for id in ids]

    def _count(self, batch: pa.RecordBatch) -> None:
        self._read += batch.num_rows
        self._rows += batch.num_rows
        self._bytes += int(text_sizes(batch).sum())
        ids = batch["id"].to_pylist()
        self._sources.update(self._sources_of(batch, ids))
        hashes = [xxhash.xxh3_64_intdigest(id.encode()) >> 1 for id in ids]
        most = self._chosen[-1][0] if len(self._chosen) == _SAMPLED else 1 << 63
        for row in [row for row, one in enumerate(hashes) if one < most]:
            (text,) = pc.utf8_slice_codeunits(
                batch["text"].slice(row, 1), 0, _SAMPLE_CHARACTERS
            ).to_pylist()
            self._chosen.append((hashes[row], ids[row], batch["origin"][row].as_py(), text))
        self._chosen = sorted(self._chosen)[:_SAMPLED]

    def _drop(self, drop: Drop) -> None:
        self._read += 1
        self._dropped[drop.reason] += 1
        if len(some := self._samples.setdefault(drop.reason, [])) < 3:
            some.append(f"{drop.id}: {drop.detail}".rstrip(": "))


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
        samples=[_sample(one.hits) for one in scanned],
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


def _pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """The batch in pieces of a few megabytes: what kernels and the guard have in hand at once."""
    start, size = 0, 0
    for row, more in enumerate(text_sizes(batch).tolist()):
        if row > start and (size + more > _PIECE_BYTES or row - start >= _PIECE_ROWS):
            yield batch.slice(start, row - start)
            start, size = row, 0
        size += more
    if start < batch.num_rows:
        yield batch.slice(start)


def _sample(hits: Path) -> Path:
    return hits.with_name(hits.name.replace(".hits.", ".sample."))


def _record(hits: Path) -> Path:
    return hits.with_name(hits.name.removesuffix(".hits.arrow") + ".json")
