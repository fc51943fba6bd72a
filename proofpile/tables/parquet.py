"""Parquet files: their columns, their row groups, their rows."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from proofpile.errors import UnitError, UsageError
from proofpile.tables.files import File, Part
from proofpile.worker import Worker

BATCH_ROWS, BATCH_BYTES = 1024, 8 << 20  # of what is decoded at once


def schema(location: str) -> pa.Schema:
    """The columns. Raises pyarrow.ArrowInvalid or OSError for what is no Parquet file, or not a whole one."""
    return pq.read_schema(location, memory_map=True)


def cut(file: File, most: int, worker: Worker) -> Iterator[Part]:
    """Runs of row groups of about `most` bytes each; one group is never cut.

    Where columns lie is asked in another process: on a damaged footer pyarrow calls abort().
    """
    try:
        groups, tail = worker.call(extents, file.location)
    except UnitError as error:
        raise UsageError(
            f"the footer of {file.location} is damaged ({error}); get it again, or leave it out"
        ) from None
    start = first = low = rows = 0
    for number, (end, count) in enumerate(groups, 1):
        rows += count
        last = number == len(groups)
        high = file.size - tail if last else min(max(end, low), file.size)
        if high - low >= most or last:
            yield Part(
                *(file.label, file.source, file.location, start, number, first),
                *(low, high, tail),
            )
            start, first, low = number, rows, high


def extents(location: str) -> tuple[list[tuple[int, int]], int]:
    """Of each row group where its last column ends and its rows; and the length of the footer."""
    footer = pq.read_metadata(location, memory_map=True)
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    return [(_end(group), group.num_rows) for group in groups], footer.serialized_size + 8


def count(location: str) -> int:
    """Rows, as the footer says."""
    return int(pq.read_metadata(location, memory_map=True).num_rows)


def batches(part: Part, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """The rows of `part` with the columns `names`, a few megabytes at a time."""
    with pq.ParquetFile(part.location, memory_map=True, pre_buffer=False) as file:
        footer = file.metadata
        for number in _groups(part, footer.num_row_groups):
            group = footer.row_group(number)
            each = max(1, group.total_byte_size // max(1, group.num_rows))
            rows = max(1, min(BATCH_ROWS, BATCH_BYTES // each))
            yield from file.iter_batches(rows, row_groups=[number], columns=list(names))


def _groups(part: Part, all_groups: int) -> range:
    return range(part.start, part.stop or all_groups)


def _end(group: pq.RowGroupMetaData) -> int:
    """Where the last column of a row group ends in the file."""
    ends = [0]
    for number in range(group.num_columns):
        column = group.column(number)
        begin = column.data_page_offset
        if column.has_dictionary_page and column.dictionary_page_offset:
            begin = min(begin, column.dictionary_page_offset)
        ends.append(begin + column.total_compressed_size)
    return max(ends)
