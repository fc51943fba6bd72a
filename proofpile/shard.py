"""One Arrow file of documents, the ledger of what was dropped on the way, and how both were made.

A shard is three files: ``00003.arrow`` (kept), ``00003.dropped.arrow`` (the ledger) and ``00003.json``,
written last, which holds the counts, the hashes and `made_by`. Without the last, the others do not
count; with it, they are whole. The price is one more small file a unit; facts in the Arrow schema were
rejected, because they would have to be known before the first row.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import orjson
import pyarrow as pa

from proofpile.atomic import appearing, write_bytes
from proofpile.document import Document, Drop
from proofpile.errors import BuildError

ARROW_TYPES = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
FIXED = (
    pa.field("id", pa.string(), nullable=False),
    pa.field("text", pa.large_string(), nullable=False),
    pa.field("origin", pa.string(), nullable=False),
    pa.field("licence", pa.string(), nullable=False),
)
LEDGER = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("origin", pa.string(), nullable=False),
        pa.field("pass", pa.string(), nullable=False),
        pa.field("by", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("score", pa.float64()),
        pa.field("threshold", pa.float64()),
        pa.field("detail", pa.string(), nullable=False),
        pa.field("excerpt", pa.string(), nullable=False),
    ]
)
# zstd level 1: 3.9 times smaller at 354 MB/s of writing, 1,230 MB/s of reading; level 3 halves the writing.
COMPRESSION = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=1))
# A batch is what a reader must hold at once, and what a writer holds before it writes.
BATCH_ROWS, BATCH_BYTES = 1024, 8 << 20


def schema(marks: Mapping[str, type]) -> pa.Schema:
    """Columns of a document file: the fixed ones, then the marks by name."""
    taken = {f.name for f in FIXED} & set(marks)
    if taken:
        raise BuildError(f"a mark may not be called {', '.join(sorted(taken))}: that column exists")
    return pa.schema(
        [*FIXED, *(pa.field(name, ARROW_TYPES[marks[name]]) for name in sorted(marks))]
    )


@dataclass(frozen=True, slots=True)
class Shard:
    """Where it is, what it holds, and the hash of all that it was made from."""

    path: Path
    made_by: str
    read: int
    rows: int
    text_bytes: int
    dropped: dict[str, int]
    listed: int  # rows of the ledger; the other refusals are counted only
    sha256: str
    bytes: int
    ledger_sha256: str
    ledger_bytes: int
    samples: dict[str, list[str]] = field(default_factory=dict)  # reason -> the first three

    @property
    def ledger(self) -> Path:
        """The file of dropped rows."""
        return self.path.with_suffix(".dropped.arrow")

    @classmethod
    def open(cls, path: Path) -> Self | None:
        """The shard at `path` if it is there and whole, else None. Sizes are checked, hashes are not."""
        try:
            facts = orjson.loads(path.with_suffix(".json").read_bytes())
            shard = cls(path=path, **facts)
            sizes = path.stat().st_size, shard.ledger.stat().st_size
        except (FileNotFoundError, orjson.JSONDecodeError, TypeError):
            return None
        return shard if sizes == (shard.bytes, shard.ledger_bytes) else None

    @classmethod
    def write(
        cls,
        path: Path,
        outcomes: Iterable[Document | Drop],
        made_by: str,
        *,
        marks: Mapping[str, type],
        pass_name: str,
        owners: Mapping[str, str],
    ) -> Self:
        """Write what was kept and what was dropped. `owners` says which recipe may give which reason."""
        count = _Count()
        with (
            arrow_file(path, schema(marks)) as documents,
            arrow_file(_ledger(path), LEDGER) as ledger,
        ):
            for outcome in outcomes:
                if isinstance(outcome, Document):
                    documents.append(document_row(outcome), count.document(outcome))
                elif count.drop(outcome):
                    row = asdict(outcome) | {"pass": pass_name, "by": owners[outcome.reason]}
                    ledger.append(row, 200 + len(outcome.excerpt))
        facts = {
            "made_by": made_by,
            "read": count.seen,
            **count.facts(),
            **_describe(path, ""),
            **_describe(_ledger(path), "ledger_"),
        }
        write_bytes(path.with_suffix(".json"), orjson.dumps(facts, option=orjson.OPT_INDENT_2))
        return cls(path=path, **facts)

    def remove(self) -> None:
        """Delete the shard, the part that makes it count first."""
        for path in (self.path.with_suffix(".json"), self.ledger, self.path):
            path.unlink(missing_ok=True)

    def __iter__(self) -> Iterator[Document]:
        return read_documents(self.path)

    def damage(self) -> str:
        """What `verify` finds wrong: "" or a sentence."""
        for path, want in ((self.path, self.sha256), (self.ledger, self.ledger_sha256)):
            if not path.exists():
                return f"{path} is gone"
            if file_sha256(path) != want:
                return f"{path} is not what was written (its SHA-256 differs)"
        return ""


class ArrowFile:
    """An Arrow IPC file under construction, written batch by batch."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema = schema
        self._file = pa.OSFile(str(path), "wb")
        self._writer = pa.ipc.new_file(self._file, schema, options=COMPRESSION)
        self._pending: list[Mapping[str, Any]] = []
        self._size = 0
        self.rows = 0

    def append(self, row: Mapping[str, Any], size: int) -> None:
        """Add a row of about `size` bytes."""
        self._pending.append(row)
        self._size += size
        self.rows += 1
        if len(self._pending) >= BATCH_ROWS or self._size >= BATCH_BYTES:
            self._flush()

    def write_batch(self, batch: pa.RecordBatch) -> None:
        """Add rows that are Arrow already."""
        self._flush()
        self._writer.write_batch(batch)
        self.rows += batch.num_rows

    def finish(self) -> None:
        """Write what is left and the footer, and close."""
        self._flush()
        self._writer.close()
        self._file.close()

    def abandon(self) -> None:
        """Close without a footer."""
        self._file.close()

    def _flush(self) -> None:
        if not self._pending:
            return
        rows, self._pending, self._size = self._pending, [], 0
        columns = [pa.array([row.get(f.name) for row in rows], f.type) for f in self._schema]
        self._writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=self._schema))


@contextmanager
def arrow_file(path: Path, schema: pa.Schema) -> Iterator[ArrowFile]:
    """An Arrow file that appears at `path` when the block ends well, or not at all."""
    with appearing(path) as partial:
        file = ArrowFile(partial, schema)
        try:
            yield file
            file.finish()
        except BaseException:
            file.abandon()
            raise


class _Count:
    """What went into a shard, counted as it passes."""

    def __init__(self) -> None:
        self._rows = self._text_bytes = self._listed = 0
        self._dropped: Counter[str] = Counter()
        self._samples: dict[str, list[str]] = {}

    @property
    def seen(self) -> int:
        return self._rows + self._dropped.total()

    def document(self, doc: Document) -> int:
        size = len(doc.text.encode())
        self._rows += 1
        self._text_bytes += size
        return size

    def drop(self, drop: Drop) -> bool:
        """Whether the ledger gets a row."""
        self._dropped[drop.reason] += 1
        self._listed += drop.listed
        if len(some := self._samples.setdefault(drop.reason, [])) < 3:
            some.append(f"{drop.id}: {drop.detail}".rstrip(": "))
        return drop.listed

    def facts(self) -> dict[str, Any]:
        return {
            "rows": self._rows,
            "text_bytes": self._text_bytes,
            "dropped": dict(sorted(self._dropped.items())),
            "listed": self._listed,
            "samples": dict(sorted(self._samples.items())),
        }


def read_documents(path: Path) -> Iterator[Document]:
    """The documents of an Arrow file, a batch in memory at a time."""
    fixed = [f.name for f in FIXED]
    for batch in read_batches(path):
        names = [n for n in batch.schema.names if n not in fixed]
        for row in batch.to_pylist():
            marks = {n: row[n] for n in names if row[n] is not None}
            yield Document(row["id"], row["text"], row["origin"], row["licence"], marks)


def read_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The record batches of an Arrow file."""
    with pa.memory_map(str(path)) as file:
        reader = pa.ipc.open_file(file)
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)


def read_column(path: Path, name: str) -> list[Any]:
    """One column of an Arrow file; the others are not decompressed."""
    with pa.memory_map(str(path)) as file:
        schema = pa.ipc.open_file(file).schema
        options = pa.ipc.IpcReadOptions(included_fields=[schema.get_field_index(name)])
        values: list[Any] = pa.ipc.open_file(file, options=options).read_all().column(0).to_pylist()
        return values


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _describe(path: Path, prefix: str) -> dict[str, Any]:
    return {f"{prefix}sha256": file_sha256(path), f"{prefix}bytes": path.stat().st_size}


def _ledger(path: Path) -> Path:
    return path.with_suffix(".dropped.arrow")


def document_row(doc: Document) -> dict[str, Any]:
    """The columns of `doc`."""
    fixed = {"id": doc.id, "text": doc.text, "origin": doc.origin, "licence": doc.licence}
    return {**doc.marks, **fixed}
