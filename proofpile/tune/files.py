"""Some columns of the Arrow files of a build; what is damaged is said with the command that mends it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from proofpile.errors import UsageError
from proofpile.shard import read_batches


def schema(out: Path, file: str) -> pa.Schema:
    """The columns of a published file. Raises UsageError if it is not there, or damaged."""
    with _intact(out, file), pa.memory_map(str(out / file)) as mapped:
        return pa.ipc.open_file(mapped).schema


def columns(out: Path, file: str, names: list[str]) -> Iterator[pa.RecordBatch]:
    """The columns `names`, batch by batch; the others are not decompressed. Raises as `schema` does."""
    with _intact(out, file):
        yield from read_batches(out / file, names)


@contextmanager
def _intact(out: Path, file: str) -> Iterator[None]:
    try:
        yield
    except (OSError, pa.ArrowInvalid) as error:
        raise UsageError(
            f"{out / file} is not as the build wrote it ({error}); "
            f"proofpile verify {out} says what to do"
        ) from None
