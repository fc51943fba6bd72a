"""Pages as a web archive: one response a page, in a gzip member of its own, with digests."""

import zlib
from base64 import b32encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from urllib.parse import quote

_HTTP = "HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {length}\r\n\r\n"
_HEAD = (
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2023-06-10T00:00:00Z\r\n"
    "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{id:012x}>\r\n"
    "WARC-Target-URI: {url}\r\nWARC-Payload-Digest: sha1:{digest}\r\n"
    "Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a source: its place there and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may become a page: most are never read or rendered. `read` gives b"" where there is nothing."""

    path: str
    read: Callable[[], bytes]


def url(source: str, path: str) -> str:
    """The address of a page. Each source has a registered domain of its own, by which splits go."""
    return f"https://www.{source}.example/{quote(path)}"


def write(file: Path, source: str, pages: Iterable[Page]) -> int:
    """Write `file`; the same bytes for the same pages. Returns how many there were."""
    count = 0
    with file.open("wb") as out:
        for count, page in enumerate(pages, 1):
            out.write(_member(_record(url(source, page.path), page.content, count)))
    return count


def _record(address: str, content: bytes, number: int) -> bytes:
    xhtml = content.lstrip()[:5] == b"<?xml"
    kind = "application/xhtml+xml" if xhtml else "text/html"
    block = _HTTP.format(type=kind, length=len(content)).encode() + content
    digest = b32encode(sha1(content).digest()).decode()
    head = _HEAD.format(id=number, url=address, digest=digest, length=len(block))
    return head.encode() + block + b"\r\n\r\n"


def _member(data: bytes) -> bytes:
    deflater = zlib.compressobj(6, zlib.DEFLATED, 31)
    return deflater.compress(data) + deflater.flush()
