"""Arrow IPC files and streams: their columns, their record batches, their rows.

A file has a footer that says where each batch lies, so several workers can share it. A stream, which is
what `datasets` writes, can only be read from its beginning, and one that was cut off between two batches
looks whole but for the mark at its end; that mark is asked for.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

from proofpile.tables.files import File, Part, whole
from proofpile.tables.footer import blocks

MAGIC = b"ARROW1"
BATCH_ROWS, BATCH_BYTES = 1024, 8 << 20  # of what is handed on at once
_END_OF_STREAM = b"\xff\xff\xff\xff\0\0\0\0"


def is_file(location: str) -> bool:
    """Whether it is an IPC file, and not a stream."""
    with Path(location).open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def schema(location: str) -> pa.Schema:
    """The columns. Raises pyarrow.ArrowInvalid or OSError for what is no Arrow, or not a whole file."""
    with pa.memory_map(location) as opened:
        if is_file(location):
            return pa.ipc.open_file(opened).schema
        return pa.ipc.open_stream(opened).schema


def cut(file: File, most: int) -> Iterator[Part]:
    """Runs of record batches of about `most` bytes each; a stream, or what has dictionaries, is one part."""
    found, tail = blocks(file.location)
    if len(found) < 2:
        yield whole(file)
        return
    start = first = low = rows = 0
    for number, block in enumerate(found, 1):
        rows += block.rows
        if block.high - low >= most or number == len(found):
            yield Part(
                *(file.label, file.source, file.location, start, number, first),
                *(low, block.high, tail),
            )
            start, first, low = number, rows, block.high


def count(location: str) -> int:
    """Rows, from the heads of the batches; of a damaged stream those before the damage."""
    if is_file(location):
        found, _ = blocks(location)
        if found:
            return sum(block.rows for block in found)
    rows = 0
    options = pa.ipc.IpcReadOptions(included_fields=[0])  # the fewest that can be asked for
    with suppress(OSError, pa.ArrowInvalid), pa.memory_map(location) as opened:
        whole = Part("", "", location)
        for batch in _read(whole, opened, options):
            rows += batch.num_rows
    return rows


def batches(part: Part, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """The rows of `part` with the columns `names`, a few megabytes at a time.

    Raises pyarrow.ArrowInvalid or OSError where the file is damaged, after the rows before the damage.
    """
    with pa.memory_map(part.location) as opened:
        for batch in _read(part, opened):
            batch = batch.select(list(names))
            _check(batch)
            each = max(1, batch.nbytes // max(1, batch.num_rows))
            rows = max(1, min(BATCH_ROWS, BATCH_BYTES // each))
            for start in range(0, batch.num_rows, rows):
                yield batch.slice(start, rows)


def _read(
    part: Part, opened: pa.MemoryMappedFile, options: pa.ipc.IpcReadOptions | None = None
) -> Iterator[pa.RecordBatch]:
    if is_file(part.location):
        reader = pa.ipc.open_file(opened, options=options)
        for number in range(part.start, part.stop or reader.num_record_batches):
            yield reader.get_batch(number)
        return
    with pa.ipc.open_stream(opened, options=options) as stream:
        yield from stream
    if opened.size() and not _has_ended(part.location):
        raise OSError("the stream has no end: what wrote it was stopped before it had finished")


def _check(batch: pa.RecordBatch) -> None:
    """Raises ArrowInvalid where offsets or lengths point elsewhere: a file may say what it likes, and
    Arrow's functions believe it. Whether plain text is UTF-8 is asked later, row by row.
    """
    for column in batch.columns:
        if pa.types.is_string(column.type):
            column = column.view(pa.binary())
        elif pa.types.is_large_string(column.type):
            column = column.view(pa.large_binary())
        column.validate(full=True)


def _has_ended(location: str) -> bool:
    with Path(location).open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - 8))
        return file.read().endswith(_END_OF_STREAM)
