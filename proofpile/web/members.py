"""A compressed archive as pieces of plain bytes that remember where they came from.

gzip and zstd archives hold one *member* (or frame) for each record, so that records can be fetched alone.
Readers that hide members lose two things we must report: where a record lies, and that a stretch
of the archive was damaged. Here every member is inflated on its own. When one is corrupt, or something
else lies between two, one gap says so and reading goes on at the next member that begins a record.

Memory is bounded by a few MB whatever a member inflates to. Price against one continuous inflation:
about 10 % (bench_warc.py). The inflater is isal's where it is installed, else zlib's, twice as slow.
"""

import re
import zlib as plain_zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any, BinaryIO, NamedTuple

import zstandard
from fastwarc.stream_io import Lz4Reader

from proofpile.errors import UnitError

zlib: Any = plain_zlib
with suppress(ImportError):
    zlib = import_module("isal.isal_zlib")

# Bytes read at a time, and kept for a second look after damage: a corrupt member is searched from its
# second byte on, or, where it is longer, from the chunk before the one where the damage was noticed.
_CHUNK = 1 << 20
# Bytes given to the inflater at a time. What it did not want is copied back, so less is better for small
# members; each call costs, so more is better for large ones: flat between 16 and 64 KB.
_FEED = 32 << 10
_TELLING = 16  # so many bytes of a member tell whether it begins with a WARC record
_PIECE = 1 << 20  # most bytes that one call may inflate to
_BROKEN: tuple[type[Exception], ...] = (
    plain_zlib.error,
    zlib.error,
    zstandard.ZstdError,
    OSError,
)
_BROKEN_OR_CUT: tuple[type[Exception], ...] = (*_BROKEN, EOFError)

_GZIP, _ZSTD, _LZ4 = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18"
# https://iipc.github.io/warc-specifications/specifications/warc-zstd/
_ZSTD_DICTIONARY = b"\x5d\x2a\x4d\x18"
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
_LARGEST_DICTIONARY = 64 << 20

WARC_OPENS = re.compile(rb"WARC/\d\.\d{1,2}\s")
# URL, IP address, date, and more: https://archive.org/web/researcher/ArcFileFormat.php
ARC_OPENS = re.compile(
    rb"(?i:[a-z][a-z0-9+.-]{1,20}):[^\n]{1,8000} \d{12,18}(?: [^\n]{0,500})?\r?\n"
)


class EmptyInputError(UnitError):
    """The input holds no byte at all."""


class Piece(NamedTuple):
    """Some inflated bytes, or, with `damage` and no bytes, a gap."""

    data: bytes
    start: (
        int  # where in the input the member lies that begins with this piece, or the gap; else -1
    )
    damage: str = ""


def begins_record(data: bytes) -> bool:
    """Is this how a WARC or ARC record begins?"""
    return bool(WARC_OPENS.match(data) or ARC_OPENS.match(data))


class Window:
    """The input as read lately: the chunk where we are, and the one before it for a second look.

    Needs nothing of the stream but `read`. `base` is the offset of the stream's first byte.
    """

    def __init__(self, stream: BinaryIO, base: int = 0) -> None:
        self._stream = stream
        self._data, self._base = b"", base
        self._behind, self._behind_base = b"", base
        self.at = base

    def fill(self) -> bool:
        """Read on; False at the end."""
        more = self._stream.read(_CHUNK)
        while more and len(more) < _CHUNK and (rest := self._stream.read(_CHUNK - len(more))):
            more += rest  # a socket may give less than asked for
        if not more:
            return False
        rest = self._data[self.at - self._base :]
        self._behind, self._behind_base = self._data, self._base
        self._data, self._base = rest + more if rest else more, self.at
        return True

    def ahead(self, count: int) -> bytes:
        """The next `count` bytes without moving; fewer at the end only."""
        while len(self._data) + self._base - self.at < count and self.fill():
            pass
        place = self.at - self._base
        return self._data[place : place + count]

    def some(self, most: int) -> memoryview:
        """Move past the next bytes, as many as are at hand, and return them; none at the end only."""
        if self.at - self._base == len(self._data):
            self.fill()
        place = self.at - self._base
        view = memoryview(self._data)[place : place + most]
        self.at += len(view)
        return view

    def take(self, count: int) -> bytes:
        """Move past the next `count` bytes and return them; EOFError if there are fewer."""
        data = self.ahead(count)
        self.at += len(data)
        if len(data) < count:
            raise EOFError
        return data

    def seek_member(self, start: int, magic: bytes, opens: Callable[[], bool]) -> bool:
        """Move to the first member after `start` that `opens` accepts; to the end if there is none."""
        if start + 1 < self._base:
            self._data = self._behind[: self._base - self._behind_base] + self._data
            self._base = self._behind_base
        self.at = max(start + 1, self._base)
        while True:
            found = self._data.find(magic, self.at - self._base)
            if found >= 0:
                self.at = self._base + found
                if opens():
                    return True
                self.at += 1
                continue
            end = self._base + len(self._data)
            self.at = max(self.at, end - len(magic) + 1)
            if not self.fill():
                self.at = end
                return False


def members(window: Window, dictionary: bytes = b"") -> Iterator[Piece]:
    """The pieces of an archive in any of the known wrappings, told by its first bytes.

    `dictionary` is for zstd read from the middle. Raises EmptyInputError, or UnitError where nothing in
    the first MB looks like an archive.
    """
    start = window.ahead(4)
    if not start:
        raise EmptyInputError("found an empty input, 0 bytes; expected a WARC or ARC file")
    if start == _ZSTD or _SKIPPABLE.match(start):
        return _zstd(window, dictionary)
    if start == _LZ4:
        return _framed(window, _LZ4, _lz4_frame, _lz4_opens)
    if start.startswith(_GZIP) or _GZIP.startswith(start):
        return _gzip(window)
    beginning = window.ahead(_CHUNK)
    if begins_record(beginning.lstrip(b"\r\n")) or re.search(rb"\nWARC/\d\.\d\d?\r?\n", beginning):
        return _plain(window)
    if _GZIP in beginning and _holds_gzip(window):
        return _gzip(window)
    raise UnitError(
        f"not a web archive: begins with {beginning[:24]!r}; expected WARC/1.x, an ARC file, or either "
        "in gzip, zstd or lz4. If it is wrapped in something else, unwrap it first"
    )


def zstd_dictionary(window: Window) -> bytes:
    """The dictionary in the first frame of a .warc.zst file; b"" where there is none."""
    if window.ahead(4) != _ZSTD_DICTIONARY:
        return b""
    size = int.from_bytes(window.ahead(8)[4:], "little")
    if size > _LARGEST_DICTIONARY:
        raise UnitError(f"found a zstd dictionary of {size} bytes; expected at most 64 MB")
    content = window.ahead(8 + size)[8:]
    if not content.startswith(_ZSTD):
        return content
    try:
        inflater = zstandard.ZstdDecompressor().decompressobj()
        return b"".join(inflater.decompress(part) for part in _slices(content))
    except zstandard.ZstdError as error:
        raise UnitError(f"found a zstd dictionary that does not decompress: {error}") from error


def _slices(data: bytes) -> Iterator[bytes]:
    return (data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK))


def _plain(window: Window) -> Iterator[Piece]:
    start = window.at
    while view := window.some(_CHUNK):
        yield Piece(bytes(view), start)
        start = -1


def _holds_gzip(window: Window) -> bool:
    start = window.at
    found = window.seek_member(start, _GZIP, lambda: _gzip_opens(window))
    window.at = start
    return found


def _gzip(window: Window) -> Iterator[Piece]:
    return _framed(window, _GZIP, _gzip_member, _gzip_opens)


def _framed(
    window: Window,
    magic: bytes,
    inflate: Callable[[Window], Iterator[bytes]],
    opens: Callable[[Window], bool],
) -> Iterator[Piece]:
    """Member after member, with a gap wherever there is something else or something broken."""
    while beginning := window.ahead(len(magic)):
        start = window.at
        if beginning == magic:
            damage = yield from _member(inflate(window), start)
        else:
            damage = "truncated" if magic.startswith(beginning) else "corrupt-member"
        if damage:
            yield Piece(b"", start, damage)
            if damage == "truncated":
                return
            window.seek_member(start, magic, lambda: opens(window))


def _member(parts: Iterator[bytes], start: int) -> Generator[Piece, None, str]:
    """Yield the pieces of one member; return what was wrong with it, or ""."""
    held, mark, damage = b"", start, ""
    try:
        for data in parts:
            data = held + data if held else data
            if mark >= 0 and len(data) < _TELLING:
                held = data
                continue
            yield Piece(data, mark)
            held, mark = b"", -1
    except EOFError:
        damage = "truncated"
    except _BROKEN:
        damage = "corrupt-member"
    if held:
        yield Piece(held, mark)
    return damage


def _gzip_member(window: Window) -> Iterator[bytes]:
    inflater = zlib.decompressobj(31)
    while not inflater.eof:
        fed = inflater.unconsumed_tail or window.some(_FEED)
        data = inflater.decompress(fed, _PIECE)
        if not fed and not data and not inflater.eof:
            raise EOFError
        if inflater.eof:
            window.at -= len(inflater.unused_data)
        yield data


def _gzip_opens(window: Window) -> bool:
    """Does a member begin here, with a record or else whole and with the right checksum?"""
    inflater = zlib.decompressobj(31)
    try:
        beginning = inflater.decompress(window.ahead(128 << 10), 9000)
        if not begins_record(beginning):
            inflater.decompress(inflater.unconsumed_tail, _PIECE)
            return bool(inflater.eof)
    except _BROKEN:
        return False
    return True


def _zstd(window: Window, dictionary: bytes) -> Iterator[Piece]:
    dictionary = dictionary or zstd_dictionary(window)
    known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    decompressor = zstandard.ZstdDecompressor(dict_data=known)

    def inflate(window: Window) -> Iterator[bytes]:
        inflater = decompressor.decompressobj()
        return (inflater.decompress(part) for part in zstd_parts(window))

    def opens(window: Window) -> bool:
        try:
            return begins_record(decompressor.decompressobj().decompress(window.ahead(8 << 10)))
        except zstandard.ZstdError:
            return False

    while beginning := window.ahead(4):
        if _SKIPPABLE.match(beginning):
            try:
                window.take(int.from_bytes(window.take(8)[4:], "little"))
            except EOFError:
                yield Piece(b"", window.at, "truncated")
            continue
        yield from _until_skippable(_framed(window, _ZSTD, inflate, opens), window)


def _until_skippable(pieces: Iterator[Piece], window: Window) -> Iterator[Piece]:
    for piece in pieces:
        yield piece
        if not piece.damage and _SKIPPABLE.match(window.ahead(4)):
            return


def zstd_parts(window: Window) -> Iterator[bytes]:
    """The header, blocks and checksum of one frame: RFC 8878, section 3.1.1.

    A block inflates to 128 KB at most, so a bomb comes in small portions; and the frame ends where its
    blocks say, not where the decompressor stopped reading.
    """
    beginning = window.ahead(18)
    size = zstandard.frame_header_size(beginning)
    checksum = 4 if beginning[4] & 4 else 0
    parts, last = [window.take(size)], False
    while not last:
        if len(parts) > 16:  # eight blocks, 1 MB
            yield b"".join(parts)
            parts = []
        try:
            header = window.take(3)
            block = int.from_bytes(header, "little")
            last, kind, length = bool(block & 1), block >> 1 & 3, block >> 3
            parts += [header, window.take(1 if kind == 1 else length)]
        except EOFError:
            yield b"".join(parts)
            raise
    yield b"".join([*parts, window.take(checksum)])


def _lz4_frame(window: Window) -> Iterator[bytes]:
    reader = Lz4Reader(_Served(_lz4_parts(window)))
    while data := reader.read(_PIECE):
        yield data


def _lz4_opens(window: Window) -> bool:
    start, parts = window.at, _lz4_parts(window)
    try:
        return begins_record(Lz4Reader(_Served(parts)).read(9000))
    except _BROKEN_OR_CUT:
        return False
    finally:
        window.at = start


def _lz4_parts(window: Window) -> Iterator[bytes]:
    """The header, blocks and end of one frame, as lz4's doc/lz4_Frame_format.md lays them out."""
    beginning = window.ahead(7)
    if len(beginning) < 7:
        raise EOFError
    flags = beginning[4]
    yield window.take(7 + (8 if flags & 8 else 0) + (4 if flags & 1 else 0))
    while size := int.from_bytes(header := window.take(4), "little"):
        yield header + window.take((size & 0x7FFFFFFF) + (4 if flags & 16 else 0))
    yield header + window.take(4 if flags & 4 else 0)


class _Served:
    """Parts as the file that fastwarc wants to read."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._rest, self._told = parts, b"", 0

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            self._rest = next(self._parts, b"")
        data, self._rest = self._rest[:size], self._rest[size:]
        self._told += len(data)
        return data

    def tell(self) -> int:
        return self._told

    def seek(self, offset: int, whence: int = 0) -> int:
        raise OSError("a frame is read forwards only")

    def close(self) -> None: ...
