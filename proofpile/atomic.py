"""Files that appear whole or not at all: a temporary name, flush, fsync, rename; and folders that go so."""

import os
import secrets
import shutil
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
    partial = _beside(path)
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


def remove(folder: Path) -> None:
    """Remove `folder` with all in it. A kill in between leaves no folder of its name that lacks files."""
    doomed = _beside(folder)
    folder.rename(doomed)
    shutil.rmtree(doomed)


def sweep(folder: Path) -> int:
    """Remove what killed processes left below `folder` under temporary names; says how many there were."""
    leftovers = list(folder.rglob(f".*{PARTIAL}"))
    for path in leftovers:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(leftovers)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}{PARTIAL}")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
