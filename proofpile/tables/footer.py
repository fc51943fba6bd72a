"""Where the batches of an Arrow IPC file lie and how many rows each has, without reading one.

pyarrow knows but does not tell. The footer is a flatbuffer (Arrow columnar format, "IPC File Format";
`File.fbs`, `Message.fbs`): tables whose fields are found by a row of offsets, vectors of structs of
fixed size. Only what is needed is read, and every offset is checked: a file may be hostile.
"""

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_MAGIC = b"ARROW1"
_BLOCK = struct.Struct("<qi4xq")  # offset in the file, length of the metadata, length of the body


@dataclass(frozen=True, slots=True)
class Block:
    """One record batch: bytes from `low` to `high` of the file, and its rows."""

    low: int
    high: int
    rows: int


def blocks(location: str) -> tuple[list[Block], int]:
    """The record batches, and the length of the footer with what follows it.

    None and 0 if batches depend on others (dictionaries), or the footer is not understood: such a file
    can only be read as a whole.
    """
    try:
        with Path(location).open("rb") as file:
            return _read(file)
    except (struct.error, ValueError, OSError):
        return [], 0


def _read(file: BinaryIO) -> tuple[list[Block], int]:
    size = file.seek(0, os.SEEK_END)
    file.seek(-10, os.SEEK_END)
    length, magic = struct.unpack("<i6s", file.read(10))
    if magic != _MAGIC or not 0 < length <= size - 10:
        return [], 0
    file.seek(-10 - length, os.SEEK_END)
    footer = file.read(length)
    root = _unsigned(footer, 0)
    if _vector(footer, root, 2)[1]:
        return [], 0
    start, count = _vector(footer, root, 3)
    found = []
    for number in range(count):
        low, metadata, body = _BLOCK.unpack_from(footer, start + number * _BLOCK.size)
        high = low + metadata + body
        if not (0 <= low < high <= size and metadata > 8 and body >= 0):
            return [], 0
        file.seek(low)
        found.append(Block(low, high, _rows(file.read(metadata))))
    return found, 10 + length


def _rows(message: bytes) -> int:
    """The length that a record batch's message gives. ``ffffffff``, length, flatbuffer."""
    buffer = message[8:]
    root = _unsigned(buffer, 0)
    header = _field(buffer, root, 2)
    if not header:
        raise ValueError("a message without a header")
    batch = header + _unsigned(buffer, header)
    place = _field(buffer, batch, 0)
    rows = struct.unpack_from("<q", buffer, place)[0] if place else 0
    if rows < 0:
        raise ValueError("a batch of fewer than no rows")
    return int(rows)


def _field(buffer: bytes, table: int, number: int) -> int:
    """Where field `number` of `table` lies, or 0 if it has its default."""
    offsets = table - int(struct.unpack_from("<i", buffer, table)[0])
    if offsets < 0:
        raise ValueError("a table before its buffer")
    (length,) = struct.unpack_from("<H", buffer, offsets)
    entry = 4 + 2 * number
    offset = struct.unpack_from("<H", buffer, offsets + entry)[0] if entry < length else 0
    return table + offset if offset else 0


def _vector(buffer: bytes, table: int, number: int) -> tuple[int, int]:
    """Where the elements of a vector begin, and how many there are."""
    place = _field(buffer, table, number)
    if not place:
        return 0, 0
    start = place + _unsigned(buffer, place)
    count = _unsigned(buffer, start)
    if start + 4 + count > len(buffer):
        raise ValueError("a vector longer than its buffer")
    return start + 4, count


def _unsigned(buffer: bytes, place: int) -> int:
    return int(struct.unpack_from("<I", buffer, place)[0])
