"""The records of one unit of a source, held to what a source promises."""

from collections.abc import Iterator, Mapping
from contextlib import closing

import pyarrow as pa

from proofpile.document import Document, Drop
from proofpile.errors import BuildError, ConservationError
from proofpile.shard import BATCH_ROWS, conforming
from proofpile.source import Source


def records(
    source: Source, unit: str, marks: Mapping[str, type], limit: int | None = None
) -> Iterator[Document | Drop | pa.RecordBatch]:
    """What `source` yields of `unit`, at most `limit` records; each row of a batch is one.

    Batches have the columns of ``schema(marks)``. Raises ConservationError where the source saw more
    records, or fewer, than it gave; BuildError for a batch that is none of documents.
    """
    yielded = 0
    with closing(source.read(unit)) as reading:
        while yielded != limit:
            try:
                outcome = next(reading)
            except StopIteration as stop:
                if stop.value is not None and stop.value != yielded:
                    raise ConservationError(
                        f"{source.name} saw {stop.value:,} records in {source.label(unit)} "
                        f"and gave {yielded:,}; its read() must yield a Document or a Drop for each"
                    ) from None
                return
            if not isinstance(outcome, pa.RecordBatch):
                yielded += 1
                yield outcome
                continue
            most = outcome.num_rows if limit is None else limit - yielded
            batch = _conforming(outcome, source, unit, marks).slice(0, most)
            yielded += batch.num_rows
            # A piece is what becomes Python objects at once, and what is judged again if it goes wrong.
            for start in range(0, batch.num_rows, BATCH_ROWS):
                yield batch.slice(start, BATCH_ROWS)


def _conforming(
    batch: pa.RecordBatch, source: Source, unit: str, marks: Mapping[str, type]
) -> pa.RecordBatch:
    try:
        return conforming(batch, marks)
    except ValueError as error:
        raise BuildError(
            f"{source.name} gave a record batch from {source.label(unit)} that is no batch "
            f"of documents: {error}. Its columns must be those of proofpile.shard.schema(marks)"
        ) from None
