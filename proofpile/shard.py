"""One Arrow file of documents, the ledger of what was dropped on the way, and how both were made.

A shard is three files: ``00003.arrow`` (kept), ``00003.dropped.arrow`` (the ledger) and ``00003.json``,
written last, which holds the counts, the hashes and `made_by`. Without the last, the others do not
count; with it, they are whole. The price is one more small file a unit; facts in the Arrow schema were
rejected, because they would have to be known before the first row.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc

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
_FIXED_NAMES = frozenset(f.name for f in FIXED)
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
# A batch is what a reader must hold at once, and what a writer holds before it writes: it ends with the row
# that makes it so many rows or so many bytes of text, whether rows came as objects or in batches of any size.
BATCH_ROWS, BATCH_BYTES = 1024, 8 << 20

Sizes = npt.NDArray[np.int64]


def schema(marks: Mapping[str, type]) -> pa.Schema:
    """Columns of a document file: the fixed ones, then the marks by name."""
    taken = {f.name for f in FIXED} & set(marks)
    if taken:
        raise BuildError(f"a mark may not be called {', '.join(sorted(taken))}: that column exists")
    return pa.schema(
        [*FIXED, *(pa.field(name, ARROW_TYPES[marks[name]]) for name in sorted(marks))]
    )


def conforming(batch: pa.RecordBatch, marks: Mapping[str, type]) -> pa.RecordBatch:
    """`batch` with the columns of `schema(marks)` in their order; marks that it lacks are null.

    Raises ValueError if a column is not known, has another type, has a null where documents have none,
    or holds what Arrow's own validation refuses, such as text that is not UTF-8.
    """
    names = batch.schema.names
    columns = schema(marks)
    if odd := [n for n in names if n not in columns.names or names.count(n) > 1]:
        raise ValueError(
            f"column {odd[0]!r} is unknown or there twice; known are {', '.join(columns.names)}"
        )
    batch.validate(full=True)
    found = []
    for wanted in columns:
        if wanted.name not in names and wanted.nullable:
            found.append(pa.nulls(batch.num_rows, wanted.type))
            continue
        if wanted.name not in names:
            raise ValueError(f"there is no column {wanted.name}")
        column = batch[wanted.name]
        if column.type != wanted.type:
            raise ValueError(f"column {wanted.name} must be {wanted.type}, not {column.type}")
        if column.null_count and not wanted.nullable:
            raise ValueError(f"column {wanted.name} is null in {column.null_count:,} rows")
        found.append(column)
    return pa.RecordBatch.from_arrays(found, schema=columns)


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
        outcomes: Iterable[Document | Drop | pa.RecordBatch],
        made_by: str,
        *,
        marks: Mapping[str, type],
        pass_name: str,
        owners: Mapping[str, str],
    ) -> Self:
        """Write what was kept and what was dropped. `owners` says which recipe may give which reason.

        The rows of a RecordBatch, which has the columns of ``schema(marks)``, are documents that were kept.
        """
        count = _Count()
        names = sorted(marks)
        with (
            arrow_file(path, schema(marks)) as documents,
            arrow_file(_ledger(path), LEDGER) as ledger,
        ):
            for outcome in outcomes:
                if isinstance(outcome, Document):
                    documents.append_values(_values(outcome, names), count.document(outcome))
                elif isinstance(outcome, pa.RecordBatch):
                    documents.write_batch(outcome, count.batch(outcome))
                elif count.drop(outcome):
                    row = _ledger_values(outcome, pass_name, owners[outcome.reason])
                    ledger.append_values(row, 200 + len(outcome.excerpt))
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
    """An Arrow IPC file under construction, written batch by batch.

    Where batches end depends on the rows alone: rows and batches of rows give the same file.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema = schema
        self._file = pa.OSFile(str(path), "wb")
        self._writer = pa.ipc.new_file(self._file, schema, options=COMPRESSION)
        # The batch to come: what is Arrow already, then what is not; rows and bytes of both.
        self._pieces: list[pa.RecordBatch] = []
        self._values: list[tuple[Any, ...]] = []
        self._count = self._size = 0
        self.rows = 0

    def append(self, row: Mapping[str, Any], size: int) -> None:
        """Add a row of about `size` bytes; columns that it does not name are null."""
        self.append_values(tuple(map(row.get, self._schema.names)), size)

    def append_values(self, values: tuple[Any, ...], size: int) -> None:
        """Add a row of about `size` bytes: a value for each column, in their order."""
        self._values.append(values)
        self._took(1, size)

    def write_batch(self, batch: pa.RecordBatch, sizes: Sizes | None = None) -> None:
        """Add rows that are Arrow already, of so many bytes each; without `sizes` they are small."""
        self._settle()
        sums = np.cumsum(np.zeros(batch.num_rows, np.int64) if sizes is None else sizes)
        start = before = 0
        while start < batch.num_rows:
            full = int(np.searchsorted(sums, before + BATCH_BYTES - self._size)) + 1
            end = min(full, start + BATCH_ROWS - self._count, batch.num_rows)
            self._pieces.append(batch.slice(start, end - start))
            self._took(end - start, int(sums[end - 1]) - before)
            start, before = end, int(sums[end - 1])

    def finish(self) -> None:
        """Write what is left and the footer, and close."""
        self._flush()
        self._writer.close()
        self._file.close()

    def abandon(self) -> None:
        """Close without a footer."""
        self._file.close()

    def _took(self, rows: int, size: int) -> None:
        self.rows += rows
        self._count += rows
        self._size += size
        if self._count >= BATCH_ROWS or self._size >= BATCH_BYTES:
            self._flush()

    def _flush(self) -> None:
        self._settle()
        if self._pieces:
            self._writer.write_batch(pa.concat_batches(self._pieces))
        self._pieces, self._count, self._size = [], 0, 0

    def _settle(self) -> None:
        if self._values:
            columns = zip(zip(*self._values, strict=True), self._schema, strict=True)
            arrays = [pa.array(values, field.type) for values, field in columns]
            self._pieces.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
            self._values = []


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

    def batch(self, batch: pa.RecordBatch) -> Sizes:
        """The size of each row."""
        sizes = text_sizes(batch)
        self._rows += batch.num_rows
        self._text_bytes += int(sizes.sum())
        return sizes

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
    for batch in read_batches(path):
        yield from documents_of(batch)


def documents_of(batch: pa.RecordBatch) -> Iterator[Document]:
    """The rows of a batch of a document file."""
    # Column by column: a row as a dictionary (to_pylist of the batch) takes twice as long.
    fixed = [batch[f.name].to_pylist() for f in FIXED]
    names = [n for n in batch.schema.names if n not in _FIXED_NAMES]
    columns = [batch[n].to_pylist() for n in names]
    marks = zip(*columns, strict=True) if names else [()] * batch.num_rows
    for id, text, origin, licence, values in zip(*fixed, marks, strict=True):
        some = {n: v for n, v in zip(names, values, strict=True) if v is not None}
        yield Document(id, text, origin, licence, some)


def text_sizes(batch: pa.RecordBatch, column: str = "text") -> Sizes:
    """Bytes of each row's text, int64[rows]."""
    sizes: Sizes = pc.binary_length(batch[column]).to_numpy(zero_copy_only=False)
    return sizes.astype(np.int64, copy=False)


def read_batches(path: Path, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The record batches of an Arrow file, with those of `columns` that it has; None: with all."""
    with pa.memory_map(str(path)) as file:
        reader = open_columns(file, columns)
        for number in range(reader.num_record_batches):
            yield reader.get_batch(number)


def read_column(path: Path, name: str) -> list[Any]:
    """One column of an Arrow file."""
    with pa.memory_map(str(path)) as file:
        values: list[Any] = open_columns(file, [name]).read_all().column(0).to_pylist()
        return values


def open_columns(file: pa.NativeFile, columns: Sequence[str] | None) -> pa.RecordBatchFileReader:
    """A reader of an Arrow file that decompresses those of `columns` that it has, and no other."""
    if columns is None:
        return pa.ipc.open_file(file)
    schema = pa.ipc.open_file(file).schema
    wanted = sorted(schema.get_field_index(name) for name in columns if name in schema.names)
    return pa.ipc.open_file(file, options=pa.ipc.IpcReadOptions(included_fields=wanted))


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _describe(path: Path, prefix: str) -> dict[str, Any]:
    return {f"{prefix}sha256": file_sha256(path), f"{prefix}bytes": path.stat().st_size}


def _ledger(path: Path) -> Path:
    return path.with_suffix(".dropped.arrow")


def _values(doc: Document, marks: list[str]) -> tuple[Any, ...]:
    return doc.id, doc.text, doc.origin, doc.licence, *map(doc.marks.get, marks)


def _ledger_values(drop: Drop, pass_name: str, by: str) -> tuple[Any, ...]:
    verdict = drop.reason, drop.score, drop.threshold, drop.detail, drop.excerpt
    return drop.id, drop.origin, pass_name, by, *verdict
