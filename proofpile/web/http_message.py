"""What an archived HTTP response says, and its body freed of the encodings that were left on it.

Crawlers differ in what they undo before they write: a body may still be chunked and gzipped, or the
headers may say so while it no longer is. Headers are therefore believed only where the body bears them out.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

import zstandard
from fastwarc.stream_io import BrotliReader

from proofpile.web.members import Window, zstd_parts

BLANK_LINE = re.compile(rb"\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})\b")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,15})[ \t]*(?:;[^\n]{0,1000})?\r?\n")
_CHUNK_END = re.compile(rb"\r?\n")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class BrokenBodyError(Exception):
    """A body that begins as its headers say and then does not hold to it."""


class TooLargeError(Exception):
    """A body that decodes to more than the limit."""


def parse_status(head: bytes) -> int | None:
    """The status code, or None where the first line has none."""
    match = _STATUS.match(head)
    return int(match[1]) if match else None


def transfer_decoded(body: bytes, encoding: bytes) -> bytes:
    """The body without chunks, if `encoding` names them. Raises BrokenBodyError."""
    return _dechunk(body) if b"chunked" in encoding.lower() else body


def content_decoded(body: bytes, encodings: bytes, limit: int) -> bytes:
    """The body without its content encodings. Raises BrokenBodyError, TooLargeError."""
    if not encodings or not body:
        return body
    for name in reversed(encodings.lower().split(b",")):
        decode = _DECODERS.get(name.strip())
        body = decode(body, limit) if decode else body
    return body


def _dechunk(body: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while size_line := _CHUNK_SIZE.match(body, at):
        size, at = int(size_line[1], 16), size_line.end()
        if size == 0:
            return b"".join(parts)
        parts.append(body[at : at + size])
        end = _CHUNK_END.match(body, at + size)
        if not end:
            raise BrokenBodyError("a chunk does not end where its size says")
        at = end.end()
    if parts:
        raise BrokenBodyError("chunks end without a last one")
    return body  # it was dechunked before it was archived


def _gunzip(body: bytes, limit: int) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    return _inflate(body, 31, limit)


def _deflate(body: bytes, limit: int) -> bytes:
    if body[0] & 15 == 8 and len(body) > 1 and int.from_bytes(body[:2]) % 31 == 0:
        return _inflate(body, 15, limit)
    return _unless_text(lambda: _inflate(body, -15, limit), body)


def _inflate(body: bytes, wrapping: int, limit: int) -> bytes:
    inflater = zlib.decompressobj(wrapping)
    try:
        data = inflater.decompress(body, limit + 1)
    except zlib.error as error:
        raise BrokenBodyError(str(error)) from error
    if len(data) > limit:
        raise TooLargeError
    if not inflater.eof:
        raise BrokenBodyError("the compressed body is cut")
    return data


def _unbrotli(body: bytes, limit: int) -> bytes:
    reader = BrotliReader(BytesIO(body))
    return _unless_text(lambda: _gather(iter(lambda: reader.read(1 << 20), b""), limit), body)


def _unzstd(body: bytes, limit: int) -> bytes:
    if not body.startswith(b"\x28\xb5\x2f\xfd"):
        return body
    inflater = zstandard.ZstdDecompressor().decompressobj()
    return _gather(map(inflater.decompress, zstd_parts(Window(BytesIO(body)))), limit)


def _gather(parts: Iterator[bytes], limit: int) -> bytes:
    gathered, size = [], 0
    try:
        for part in parts:
            gathered.append(part)
            size += len(part)
            if size > limit:
                raise TooLargeError
    except (OSError, EOFError, zstandard.ZstdError) as error:
        raise BrokenBodyError(str(error)) from error
    return b"".join(gathered)


def _unless_text(decode: Callable[[], bytes], body: bytes) -> bytes:
    """For encodings without a signature: where decoding fails, a body like text was decoded before."""
    try:
        return decode()
    except BrokenBodyError:
        if _CONTROL.search(body, 0, 256):
            raise
        return body


_DECODERS: dict[bytes, Callable[[bytes, int], bytes]] = {
    b"gzip": _gunzip,
    b"x-gzip": _gunzip,
    b"deflate": _deflate,
    b"br": _unbrotli,
    b"zstd": _unzstd,
}
