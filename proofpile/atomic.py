"""Files that appear whole or not at all: a temporary name, flush, fsync, rename."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PARTIAL = ".partial"


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`; what was written there becomes `path` when the block ends well.

    The temporary name is unique, so two processes that make the same file do not meet, and a leftover
    of a killed one is never read and never in the way.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}{PARTIAL}")
    try:
        yield partial
        _sync(partial)
        partial.replace(path)
        _sync(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all."""
    with appearing(path) as partial:
        partial.write_bytes(data)


def write_text(path: Path, text: str) -> bool:
    """Write `text` to `path` unless it is there already; says whether anything was written."""
    data = text.encode()
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return False
    write_bytes(path, data)
    return True


def sweep(folder: Path) -> int:
    """Remove the temporary files of killed processes below `folder`; says how many."""
    leftovers = [p for p in folder.rglob(f".*{PARTIAL}") if p.is_file()]
    for path in leftovers:
        path.unlink(missing_ok=True)
    return len(leftovers)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
