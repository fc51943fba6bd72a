"""WARC records and gzip members, byte by byte: a library would refuse to write the broken ones."""

import base64
import hashlib
import uuid
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

START = datetime(2023, 3, 20, 8, 0, 0)
_NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 4122: names that are URLs


def digest(data: bytes) -> str:
    """As Common Crawl writes it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def member(data: bytes) -> bytes:
    """One gzip member; no name, no time."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, 31)
    return deflate.compress(data) + deflate.flush()


@dataclass
class Archive:
    """Numbers and dates records in the order in which they are made."""

    members: list[bytes] = field(default_factory=list)
    _count: int = 0

    def add(self, data: bytes) -> None:
        """One more member."""
        self.members.append(member(data))

    def record(
        self, kind: str, block: bytes, content_type: str, url: str = "", **more: str
    ) -> bytes:
        """A WARC record. `more` adds headers, or replaces them; one that is "" is left out."""
        self._count += 1
        headers = {
            "WARC-Type": kind,
            "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(_NAMESPACE, f'{self._count} {kind} {url}')}>",
            "WARC-Date": (START + timedelta(seconds=41 * self._count)).strftime(
                "%Y-%m-%dT%H:%M:%SZ"
            ),
            "WARC-Target-URI": url,
            "WARC-IP-Address": "" if kind in ("warcinfo", "metadata") else "192.0.2.7",
            "Content-Type": content_type,
            "WARC-Block-Digest": digest(block),
            "Content-Length": str(len(block)),
        } | {name.replace("_", "-"): value for name, value in more.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
        return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"

    def response(self, url: str, body: bytes, http: bytes, **more: str) -> bytes:
        """A response of a server, with the digest of its body."""
        more = {"WARC_Payload_Digest": digest(body)} | more
        return self.record(
            "response", http + body, "application/http; msgtype=response", url, **more
        )

    def visit(self, url: str, body: bytes, http: bytes | None = None) -> None:
        """Request, response and metadata, each a member, as Common Crawl stores a page."""
        host, _, path = url.partition("://")[2].partition("/")
        request = f"GET /{path} HTTP/1.1\r\nUser-Agent: sample/1.0\r\nHost: {host}\r\n\r\n".encode()
        self.add(self.record("request", request, "application/http; msgtype=request", url))
        self.add(self.response(url, body, http or http_head(body)))
        facts = b"fetchTimeMs: 112\r\ncharset-detected: UTF-8\r\n"
        self.add(self.record("metadata", facts, "application/warc-fields", url))


def http_head(body: bytes, content_type: str = "text/html; charset=utf-8", more: str = "") -> bytes:
    """The status line and headers of a response."""
    typed = f"Content-Type: {content_type}\r\n" if content_type else ""
    return f"HTTP/1.1 200 OK\r\n{typed}{more}Content-Length: {len(body)}\r\n\r\n".encode()
