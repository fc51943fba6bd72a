"""Columns of document files, a batch at a time."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from proofpile.shard import open_columns

_SHORT = "licence"  # a column that costs nothing to read, for the number of rows


def read_rows(
    files: Iterable[Path], columns: Sequence[str], rows: npt.NDArray[np.int64]
) -> Iterator[pa.RecordBatch]:
    """The rows of these sorted numbers, counted over all `files`; batches without one stay compressed."""
    start = 0
    for path in files:
        with pa.memory_map(str(path)) as file:
            reader, sizes = open_columns(file, columns), open_columns(file, [_SHORT])
            for number in range(reader.num_record_batches):
                end = start + sizes.get_batch(number).num_rows
                mine = rows[np.searchsorted(rows, start) : np.searchsorted(rows, end)] - start
                if len(mine):
                    batch = reader.get_batch(number)
                    yield batch if len(mine) == batch.num_rows else batch.take(pa.array(mine))
                start = end
