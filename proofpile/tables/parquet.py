"""Parquet files: their columns, their row groups, their rows."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from proofpile.tables.files import File, Part

BATCH_ROWS, BATCH_BYTES = 1024, 8 << 20  # of what is decoded at once


def schema(location: str) -> pa.Schema:
    """The columns. Raises pyarrow.ArrowInvalid or OSError for what is no Parquet file, or not a whole one."""
    return pq.read_schema(location, memory_map=True)


def cut(file: File, most: int) -> Iterator[Part]:
    """Runs of row groups of about `most` bytes each; one group is never cut."""
    size = file.size
    footer = pq.read_metadata(file.location, memory_map=True)
    tail = footer.serialized_size + 8
    start = first = low = rows = 0
    for number in range(footer.num_row_groups):
        group = footer.row_group(number)
        rows += group.num_rows
        high = min(max(_end(group), low), size)
        last = number == footer.num_row_groups - 1
        if high - low >= most or last:
            yield Part(
                *(file.label, file.source, file.location, start, number + 1, first),
                *(low, size - tail if last else high, tail),
            )
            start, first, low = number + 1, rows, high


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
