"""NumPy arrays as files that are whole or not there."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from proofpile.atomic import appearing


def save(path: Path, array: npt.NDArray[np.generic]) -> None:
    """Write `array` as the NumPy file `path`, whole or not at all."""
    array = np.ascontiguousarray(array)
    facts = np.lib.format.header_data_from_array_1_0(array)
    with appearing(path) as partial, partial.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, facts)
        # Where the disk is full, np.save raises an OSError without errno, which looks like any other.
        file.write(array.reshape(-1).view(np.uint8).data)
