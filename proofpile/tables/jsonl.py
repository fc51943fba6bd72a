"""JSON lines, plain or packed by gzip or zstd: one object a line, each line judged by itself.

pyarrow's own reader was rejected: one broken line costs the file, it takes two objects on a line, and it
makes dates of strings. orjson reads a line of 3 kB in 2 µs; of a line that it refuses for `NaN`, which
RFC 8259 does not know and half of the world writes, Python's own reader is asked.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import orjson
import pyarrow as pa

from proofpile.tables.columns import common
from proofpile.tables.files import File, Part, whole

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_BOM = b"\xef\xbb\xbf"
_BLOCK = 1 << 20  # bytes read at once
_GATHER_LINES, _GATHER_BYTES = 1024, 8 << 20
# What is looked at of a file to learn its columns: so many lines, or bytes but at least a line.
_HEAD_LINES, _HEAD_BYTES, _HEAD_MOST = 200, 1 << 20, 64 << 20


PREFIX = 2 << 20  # bytes that say how many lines a file has
_INFLATED = 1 << 16  # bytes inflated at once


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its number from 1 or, in a part, where it begins; and what it holds."""

    place: int
    data: bytes | None  # None: longer than allowed, and skipped


class BadLineError(Exception):
    """A line that is no JSON object; the message says why, and `reason` for which Drop."""

    reason = "bad-record"


class NotUnicodeError(BadLineError):
    """A line that is not UTF-8."""

    reason = "not-utf8"


def packing(location: str) -> str | None:
    """``gzip``, ``zstd`` or None, by the first bytes."""
    with Path(location).open("rb") as file:
        first = file.read(4)
    return "gzip" if first.startswith(GZIP) else "zstd" if first == ZSTD else None


def cut(file: File, most: int) -> Iterator[Part]:
    """Pieces of `most` bytes, each to the end of its last line; what is packed is one part."""
    size = file.size
    if size <= most or packing(file.location):
        yield whole(file)
        return
    with Path(file.location).open("rb") as opened:
        start = 0
        while start < size:
            opened.seek(min(start + most, size) - 1)
            stop = min(start + most, size) - 1
            while block := opened.read(_BLOCK):
                if (end := block.find(b"\n")) >= 0:
                    stop += end + 1
                    break
                stop += len(block)
            yield Part(file.label, file.source, file.location, start, stop, 0, start, stop)
            start = stop


def lines(part: Part, most: int) -> Iterator[Line]:
    """The lines of `part` of at most `most` bytes; of a longer one only that there is one.

    Raises OSError where what is packed is damaged or cut off, after the lines before the damage.
    """
    with _opened(part) as stream:
        begun: list[bytes] = []
        place, length = part.start if part.stop else 1, 0
        left = part.stop - part.start if part.stop else -1
        # Of what is packed less at once: a block that damage begins in is lost as a whole.
        most_at_once = _INFLATED if packing(part.location) else _BLOCK
        while block := stream.read(most_at_once if left < 0 else min(most_at_once, left)):
            left -= len(block) if part.stop else 0
            *ends, rest = block.split(b"\n")
            for end in ends:
                length += len(end)
                data = None if length > most else b"".join((*begun, end)) if begun else end
                begun = []  # now, because whoever gets the line may keep it for long
                yield from _line(place, data)
                place += length + 1 if part.stop else 1
                length = 0
            length += len(rest)
            begun = [*begun, rest] if length <= most else []
        if length:
            yield from _line(place, None if length > most else b"".join(begun))


def gathered(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Lines by the thousand, or by some megabytes."""
    some: list[Line] = []
    size = 0
    for line in lines:
        some.append(line)
        size += len(line.data or b"")
        if len(some) >= _GATHER_LINES or size >= _GATHER_BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some


def record(data: bytes, watched: Sequence[str]) -> dict[str, Any]:
    """The object in a line. Raises BadLineError, also where one of the names `watched` is there twice."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        value = _second_opinion(data, error)
    if not isinstance(value, dict):
        raise BadLineError(f"the line is a JSON {_NAMES.get(type(value), 'value')}, not an object")
    for name in watched:
        # Rare enough to be looked at closely: the name as a value, in an object within, or twice.
        if name and data.count(_quoted(name)) > 1 and _times(data, name) > 1:
            raise BadLineError(f"the name {name!r} is in the object twice")
    return value


def kinds(file: File) -> dict[str, str]:
    """Name -> kind of each column that the first lines show.

    Raises OSError or BadLineError where damage, or what is no record, is all that there is.
    """
    found: dict[str, str] = {}
    size = 0
    trouble: OSError | BadLineError | None = None
    try:
        for number, line in enumerate(lines(whole(file), _HEAD_MOST)):
            try:
                for name, value in record(line.data or b"", ()).items():
                    kind = _kind(value)
                    found[name] = common(found.get(name, kind), kind) or "json"
            except BadLineError as error:
                trouble = BadLineError(f"line {line.place}: {error}")
            size += len(line.data or b"")
            if number == _HEAD_LINES or size > (_HEAD_BYTES if found else _HEAD_MOST):
                break
    except OSError as error:
        trouble = error
    if trouble and not found:
        raise trouble
    return found


def density(part: Part) -> tuple[int, int]:
    """(lines, bytes of the file that hold them) at the beginning of `part`."""
    how = packing(part.location)
    with Path(part.location).open("rb") as file:
        file.seek(part.start)
        data = file.read(min(PREFIX, (part.stop or 1 << 62) - part.start))
    if not how:
        return data.count(b"\n") or min(1, len(data)), len(data)
    found = 0
    # What is cut off on purpose ends with an error, after all that could be inflated.
    with suppress(OSError), pa.CompressedInputStream(pa.BufferReader(data), how) as stream:
        while block := stream.read(_INFLATED):
            found += block.count(b"\n")
    return found, len(data)


def fits(value: Any, kind: str) -> bool:
    """Whether a column of `kind` holds `value` as it is."""
    own = _kind(value)
    if own == "int" and kind == "float":
        return bool(int(float(value)) == value)
    return own == kind or own == "empty" or kind == "json"


def _kind(value: Any) -> str:
    if value is None:
        return "empty"
    if type(value) is int:
        return "int" if -(1 << 63) <= value < 1 << 63 else "json"
    return _KINDS.get(type(value), "json")


def _line(place: int, data: bytes | None) -> Iterator[Line]:
    if place <= 1 and data:
        data = data.removeprefix(_BOM)
    if data is None or (data and not data.isspace()):
        yield Line(place, data)


@contextmanager
def _opened(part: Part) -> Iterator[_Stream]:
    how = packing(part.location)
    if how:
        # Arrow's inflater says when a stream has no end, which zstandard's own reader does not.
        with pa.OSFile(part.location) as raw, pa.CompressedInputStream(raw, how) as stream:
            yield stream
        return
    with Path(part.location).open("rb", buffering=0) as file:
        file.seek(part.start)
        yield file


def _second_opinion(data: bytes, refusal: orjson.JSONDecodeError) -> Any:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise NotUnicodeError(
            f"not UTF-8: {error.reason} at byte {error.start} of the line"
        ) from None
    if "NaN" not in text and "Infinity" not in text:
        raise BadLineError(str(refusal))
    try:
        value = json.loads(text)
        json.dumps(
            value, ensure_ascii=False
        ).encode()  # lone surrogates, which orjson refuses itself
    except (ValueError, RecursionError):
        raise BadLineError(str(refusal)) from None
    return value


@cache
def _quoted(name: str) -> bytes:
    return orjson.dumps(name)


def _times(data: bytes, name: str) -> int:
    """How often the outermost object of a line has `name`."""
    pairs: list[tuple[str, Any]] = []

    def outermost(found: list[tuple[str, Any]]) -> None:
        pairs[:] = found  # objects close from the inside out: the outermost is the last

    try:
        json.loads(data, object_pairs_hook=outermost)
    except (ValueError, RecursionError):
        return 1
    return sum(key == name for key, _ in pairs)


_KINDS = {str: "text", bool: "bool", float: "float", dict: "json", list: "json"}
_NAMES = {str: "string", int: "number", float: "number", bool: "boolean", list: "array"}
# Types of values that a column of a kind takes as they are; others are looked at one by one.
_NONE = type(None)
PLAIN: Mapping[str, frozenset[type]] = {
    "text": frozenset((str, _NONE)),
    "float": frozenset((float, _NONE)),
    "bool": frozenset((bool, _NONE)),
    "json": frozenset((str, bool, int, float, dict, list, _NONE)),
    **dict.fromkeys(("int", "written", "bytes", "empty"), frozenset((_NONE,))),
}
