"""Columns of document files as kernels take them: a batch at a time, texts as Arrow's own buffers."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]


def read_columns(files: Iterable[Path], columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """The batches of Arrow files with those of these columns that they have; no other is decompressed."""
    for path in files:
        with pa.memory_map(str(path)) as file:
            schema = pa.ipc.open_file(file).schema
            wanted = [schema.get_field_index(name) for name in columns if name in schema.names]
            reader = pa.ipc.open_file(file, options=pa.ipc.IpcReadOptions(included_fields=wanted))
            for number in range(reader.num_record_batches):
                yield reader.get_batch(number)


def text_buffers(texts: pa.Array) -> tuple[Bytes, Offsets]:
    """(data uint8[bytes], offsets int64[n + 1]) of a column of texts, without a copy."""
    texts = texts.cast(pa.large_string())
    _, offsets, data = texts.buffers()
    if not len(texts):
        return np.empty(0, np.uint8), np.zeros(1, np.int64)
    at = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return np.frombuffer(data if data is not None else b"", np.uint8), at
