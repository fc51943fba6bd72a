"""NumPy arrays: as files that are whole or not there, and as Arrow has them."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from proofpile.atomic import appearing

Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]


def save(path: Path, array: npt.NDArray[np.generic]) -> None:
    """Write `array` as the NumPy file `path`, whole or not at all."""
    array = np.ascontiguousarray(array)
    facts = np.lib.format.header_data_from_array_1_0(array)
    with appearing(path) as partial, partial.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, facts)
        # Where the disk is full, np.save raises an OSError without errno, which looks like any other.
        file.write(array.reshape(-1).view(np.uint8).data)


def text_buffers(texts: pa.Array) -> tuple[Bytes, Offsets]:
    """(data uint8[bytes], offsets int64[n + 1]) of a column of texts, without a copy."""
    texts = texts.cast(pa.large_string())
    _, offsets, data = texts.buffers()
    if not len(texts):
        return np.empty(0, np.uint8), np.zeros(1, np.int64)
    at = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return np.frombuffer(data if data is not None else b"", np.uint8), at
