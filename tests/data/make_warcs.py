"""Web archives, good and broken, each defect under its own name.

    python tests/data/make_warcs.py FOLDER     writes them all, to look at

The tests call the functions and need no files. All content is made up here.
"""

import gzip
import struct
import sys
import zlib
from base64 import b32encode
from hashlib import sha1
from io import BytesIO
from pathlib import Path

import xxhash
import zstandard
from fastwarc.stream_io import BrotliWriter

PAGE = b"<html><body><p>Let <i>n</i> be even; then 2 divides it.</p></body></html>\n"
OTHER = b"<html><body>" + b"".join(b"<p>Line %d of the other page.</p>\n" % i for i in range(80))


def http(body: bytes = PAGE, *fields: str, length: int | None = None) -> bytes:
    """An HTTP response; `fields` come after its content type."""
    size = len(body) if length is None else length
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html", *fields, f"Content-Length: {size}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def record(
    block: bytes,
    *fields: str,
    type: str = "response",
    url: str = "http://example.com/",
    length: int | str | None = None,
    content_type: str = "application/http; msgtype=response",
) -> bytes:
    """A WARC record. `length` is what it says of itself; "" leaves the field out."""
    lines = ["WARC/1.0", f"WARC-Type: {type}", "WARC-Date: 2023-03-20T10:00:00Z"]
    lines += [f"WARC-Target-URI: {url}"] if url else []
    said = len(block) if length is None else length
    lines += [f"Content-Length: {said}"] if said != "" else []
    lines += [f"Content-Type: {content_type}", *fields]
    return "\r\n".join([*lines, "", ""]).encode() + block + b"\r\n\r\n"


def lf_only(text: bytes) -> bytes:
    """A record whose own lines end in line feeds; its block is as it was."""
    head, blank, block = text.partition(b"\r\n\r\n")
    return (head + blank).replace(b"\r\n", b"\n") + block[:-4] + b"\n\n"


def digest(data: bytes) -> str:
    return "sha1:" + b32encode(sha1(data).digest()).decode()


def with_digests(body: bytes, url: str) -> bytes:
    block = http(body)
    stated = f"WARC-Payload-Digest: {digest(body)}", f"WARC-Block-Digest: {digest(block)}"
    return record(block, *stated, url=url)


INFO = record(
    b"software: none\r\n", type="warcinfo", url="", content_type="application/warc-fields"
)
FIRST = with_digests(PAGE, "http://example.com/first")
SECOND = with_digests(OTHER, "http://example.com/second")
THIRD = with_digests(PAGE, "http://example.com/third")
GOOD = [INFO, FIRST, SECOND, THIRD]


def gz(*texts: bytes) -> bytes:
    """One member for each text; the same bytes on every day and with every zlib."""
    return b"".join(gzip.compress(text, 6, mtime=0) for text in texts)


def zst(*texts: bytes, dictionary: bytes = b"") -> bytes:
    known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    compressor = zstandard.ZstdCompressor(dict_data=known, write_checksum=True)
    return b"".join(map(compressor.compress, texts))


def skippable(data: bytes, magic: int = 0x184D2A5D) -> bytes:
    return struct.pack("<II", magic, len(data)) + data


def lz4(*texts: bytes) -> bytes:
    """Frames of one stored block each, which take no compressor to make."""
    frames = []
    for text in texts:
        flags = b"\x60\x70"  # version 1, independent blocks of up to 4 MB
        checksum = bytes([xxhash.xxh32_intdigest(flags) >> 8 & 0xFF])
        stored = struct.pack("<I", len(text) | 1 << 31) + text
        frames.append(b"\x04\x22\x4d\x18" + flags + checksum + stored + bytes(4))
    return b"".join(frames)


def br(data: bytes) -> bytes:
    class Kept(BytesIO):
        def close(self) -> None:
            """BrotliWriter closes what it writes to."""

    sink = Kept()
    writer = BrotliWriter(sink)
    writer.write(data)
    writer.close()
    return sink.getvalue()


def blocked(text: bytes, size: int = 1000) -> bytes:
    """gzip members that begin anywhere, as parallel compressors write them."""
    return gz(*(text[at : at + size] for at in range(0, len(text), size)))


def chunked(body: bytes, size: int = 1000, last: bytes = b"0\r\n\r\n") -> bytes:
    parts = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"%x;x=y\r\n%s\r\n" % (len(part), part) for part in parts) + last


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def in_middle(member: bytes) -> bytes:
    """A member whose compressed data is broken."""
    return flipped(member, len(member) // 2)


ARC_INFO = b"1 0 none\nURL IP-address Archive-date Content-type Archive-length\n"
ARC_HEAD = b"filedesc://x.arc 0.0.0.0 20140216050221 text/plain %d\n" % len(ARC_INFO)


def arc(*records: bytes) -> bytes:
    return ARC_HEAD + ARC_INFO + b"\n" + b"\n".join(records) + b"\n"


def arc_record(
    block: bytes, head: bytes = b"http://example.com/ 1.2.3.4 20140216050221 text/html"
) -> bytes:
    return head + b" %d\n" % len(block) + block


def bomb(size: int, length: int | None = None) -> bytes:
    """A gzip member of a response with `size` zeros, that says it has `length` bytes."""
    portion = bytes(16 << 20)
    block = http(b"", length=size)
    head = record(block, length=len(block) + size if length is None else length)[:-4]
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    parts = [deflater.compress(head) + deflater.flush(zlib.Z_FULL_FLUSH)]
    once = deflater.compress(portion) + deflater.flush(zlib.Z_FULL_FLUSH)
    checksum = zlib.crc32(head)
    for _ in range(size // len(portion)):
        parts.append(once)
        checksum = zlib.crc32(portion, checksum)
    end = b"\r\n\r\n"
    parts.append(deflater.compress(end) + deflater.flush())
    total = len(head) + size // len(portion) * len(portion) + len(end)
    trailer = struct.pack("<II", zlib.crc32(end, checksum), total & 0xFFFFFFFF)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + b"".join(parts) + trailer


def defects() -> dict[str, bytes]:
    """The archives by the name of what is wrong with them."""
    info, first, second, third = (gz(text) for text in GOOD)
    plain = b"".join(GOOD)
    long, short = (record(http(), length=len(http()) + by) for by in (30, -30))
    return {
        "good.warc": plain,
        "good.warc.gz": gz(*GOOD),
        "good.warc.zst": zst(*GOOD),
        "good.warc.lz4": lz4(*GOOD),
        "whole-file.warc.gz": gz(plain),
        "whole-file.warc.zst": zst(plain),
        "members-begin-anywhere.warc.gz": blocked(plain),
        "lf-only.warc": b"".join(map(lf_only, GOOD)),
        "truncated-member.warc.gz": info + first + second[:-60],
        "truncated-checksum.warc.gz": info + first + second[:-3],
        "truncated-magic.warc.gz": info + first + second[:2],
        "truncated-whole-file.warc.gz": gz(plain)[:-100],
        "truncated-in-block.warc": plain[:-40],
        "truncated-in-head.warc": plain + THIRD[:70],
        "truncated-frame.warc.zst": zst(*GOOD)[:-20],
        "corrupt-member.warc.gz": info + in_middle(first) + second + third,
        "corrupt-checksum.warc.gz": info + flipped(first, len(first) - 6) + second + third,
        "corrupt-first-member.warc.gz": in_middle(info) + first + second + third,
        "corrupt-last-member.warc.gz": info + first + second + in_middle(third),
        "corrupt-frame.warc.zst": zst(INFO) + in_middle(zst(SECOND)) + zst(FIRST, THIRD),
        "garbage-between.warc.gz": info + first + b"\0garbage\x1f\x8b\x08 " * 40 + second + third,
        "garbage-at-start.warc.gz": b"\0" * 512 + info + first + second + third,
        "garbage-at-end.warc.gz": info + first + second + third + b"\0" * 512,
        "garbage-between.warc.zst": zst(INFO, FIRST) + b"\0garbage" + zst(SECOND, THIRD),
        "garbage-between.warc": INFO + FIRST + b"garbage\ngarbage\n" + SECOND + THIRD,
        "text-in-a-member.warc.gz": info + first + gz(b"no record") + second + third,
        "length-too-long.warc.gz": info + gz(long) + second + third,
        "length-too-short.warc.gz": info + gz(short) + second + third,
        "length-missing.warc.gz": info + gz(record(http(), length="")) + second + third,
        "length-absurd.warc.gz": info + gz(record(http(), length="9" * 30)) + second + third,
        "length-negative.warc.gz": info + gz(record(http(), length=-1)) + second + third,
        "length-too-long.warc": INFO + long + SECOND + THIRD,
        "length-too-short.warc": INFO + short + SECOND + THIRD,
        "length-missing.warc": INFO + record(http(), length="") + SECOND + THIRD,
        "length-swallows-two.warc": INFO + record(http(), length=3000) + FIRST + SECOND + THIRD,
        "twice.warc.gz": first + first,
        "no-url.warc.gz": gz(record(http(), url="")),
        "nul-bytes.warc.gz": gz(record(http(b"<p>a\0b\0\0</p>\0"))),
        "png-as-html.warc.gz": gz(record(http(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe"))),
        "not-http.warc.gz": gz(record(PAGE)),
        "http-head-without-end.warc.gz": gz(record(http()[:40])),
        "wrong-digest.warc.gz": gz(record(http(), f"WARC-Payload-Digest: {digest(OTHER)}")),
        "short-head.arc": arc(
            arc_record(http(OTHER)),
            b"http://example.com/ 1.2.3.4 20140216050221\n" + http() + b"\n",
            arc_record(http()),
        ),
        "empty.warc.gz": b"",
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in defects().items():
        (folder / name).write_bytes(data)
