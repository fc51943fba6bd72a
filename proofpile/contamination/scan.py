"""What a runner maps in a search: from one unit of a corpus to a file of its hits.

A unit is a file of the corpus, or a shard of a build. What it holds goes into ``00003.hits.arrow``, some
documents chosen by hash into ``00003.sample.arrow`` (canaries are planted into copies of them), and last into
``00003.json`` what both were made from: without it they do not count, with it they are whole.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from proofpile import guard
from proofpile.atomic import write_bytes
from proofpile.contamination.hits import SCHEMA, Hit
from proofpile.contamination.index import Index
from proofpile.contamination.match import Matcher
from proofpile.document import Document, Drop
from proofpile.reading import records
from proofpile.recipe import digest
from proofpile.shard import (
    BATCH_BYTES,
    BATCH_ROWS,
    Shard,
    arrow_file,
    read_batches,
    schema,
    text_sizes,
)
from proofpile.source import Source
from proofpile.workspace import disk_trouble

_PIECE_ROWS, _PIECE_BYTES = 256, 4 << 20  # of documents that are judged at once
# Documents of a unit into copies of which items may be planted, and how much of each is kept.
_SAMPLED, _SAMPLE_CHARACTERS = 64, 20_000
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

    @property
    def sample(self) -> Path:
        """Some of its documents."""
        return _sample(self.hits)

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
