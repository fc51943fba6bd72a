"""Web archives, record by record: WARC and ARC, plain or in gzip, zstd or lz4, whole or damaged.

Every record and every damaged stretch of an archive gives exactly one item, so that counts add up: what
cannot be had whole comes with a `damage` that says why. Reading goes on behind the damage, at the next
record that can be found.

fastwarc was the first choice as the reader and was not taken: it does not tell a cut record from a whole
one, ends at the first damage, and does not read ARC. It serves for lz4 and brotli, and as the peer in
tests. Price: 0.87 of its speed in November 2026 (benchmarks/bench_warc.py).
"""

import re
from base64 import b32decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import new as new_hash
from pathlib import Path
from typing import BinaryIO

from proofpile.errors import UnitError
from proofpile.native import HeaderReader
from proofpile.web.http_message import (
    BLANK_LINE,
    BrokenBodyError,
    TooLargeError,
    content_decoded,
    parse_status,
    transfer_decoded,
)
from proofpile.web.members import (
    ARC_OPENS,
    WARC_OPENS,
    EmptyInputError,
    Piece,
    Window,
    begins_record,
    members,
    zstd_dictionary,
)

__all__ = ["DAMAGES", "EmptyInputError", "Record", "read_at", "read_records"]

# Largest payload by default: far above the 1 MB at which Common Crawl cuts a page, far below what a worker
# may hold. A record in memory takes up to twice this for a moment.
LIMIT = 64 << 20
_LONGEST_HEAD = 64 << 10

DAMAGES = {
    "truncated": "the archive ends within the record",
    "wrong-length": "the record's Content-Length is missing or is not its length",
    "bad-digest": "the record's content does not have the digest that the record states",
    "too-large": "the record, or what it decodes to, exceeds the limit",
    "corrupt-member": "a stretch of the archive is corrupt or is no record",
    "bad-http": "the record says that it holds an HTTP response and holds none, or a broken one",
    "no-url": "the record does not say where it was found",
}

_LONGEST_LINE = 9000  # of ARC's one-line heads

_MAY_BE_HTTP = {"response", "revisit"}
_NEEDS_URL = {"response", "resource", "conversion", "revisit"}
# What is asked of a record's own head, and of the head of its HTTP response.
_WARC_FIELDS = HeaderReader(
    [
        b"WARC-Type",
        b"WARC-Target-URI",
        b"WARC-Date",
        b"Content-Type",
        b"Content-Length",
        b"WARC-Truncated",
        b"WARC-Payload-Digest",
        b"WARC-Block-Digest",
    ]
)
_HTTP_FIELDS = HeaderReader(
    [b"Content-Type", b"Content-Language", b"Transfer-Encoding", b"Content-Encoding"]
)
_NEWLINES = re.compile(rb"[\r\n]*")
_LINE_END = re.compile(rb"\n")
_ARC_LINE = re.compile(
    rb"(?P<url>\S.*?) (?:(?P<ip>[0-9a-fA-F.:]+) )?(?P<date>\d{12,18})"
    rb"(?: (?P<type>\S+).*?)?(?: (?P<length>\S+))?\s*"
)
_ALGORITHMS = {"sha1": 20, "sha256": 32, "sha512": 64, "md5": 16}  # name: bytes of a digest


@dataclass(slots=True)
class Record:
    """One record of an archive, or one damaged stretch of it (then `type` is "" or what could be read).

    `offset` is where the record's member begins in the compressed file, if the record begins a member;
    else where the record begins in the decompressed stream. `read_at` takes either. `content_type` is
    that of the HTTP response, or the record's own if it holds none; `content_language` is that of the
    response, or "". `payload` is the body, without chunks and content encodings; what was there of it, if
    the record is damaged; b"" if `skipped` because it was not wanted. `truncated_by_crawler` repeats
    WARC-Truncated ("length", "time", …): such a record is whole as an archive record, its page is not.
    """

    offset: int
    type: str = ""
    url: str = ""
    date: str = ""
    content_type: str = ""
    content_language: str = ""
    status: int | None = None
    payload: bytes = field(default=b"", repr=False)
    damage: str = ""
    skipped: bool = False
    truncated_by_crawler: str = ""
    _digests: tuple[bytes, bytes] = field(default=(b"", b""), repr=False)  # of payload, of block
    _head: bytes = field(default=b"", repr=False)  # of the HTTP message
    _encodings: tuple[bytes, bytes] = field(default=(b"", b""), repr=False)  # transfer, content
    _body: bytes = field(default=b"", repr=False)  # as it was stored

    def bad_digest(self) -> bool:
        """Does the content contradict the digests that the record states? Costs a hash of the payload.

        Crawlers take the payload digest of the stored body or of the one without chunks or encodings; any
        will do, and so will a right block digest. No digest, an unknown algorithm and a
        malformed value contradict nothing.
        """
        payload, block = map(_parse_digest, self._digests)
        # A revisit states the digest of the payload that it does not repeat.
        if self.skipped or self.type == "revisit" or not (payload or block):
            return False
        if payload and any(_matches(payload, body) for body in self._bodies()):
            return False
        return not block or not _matches(block, self._head, self._body)

    def _bodies(self) -> Iterator[bytes]:
        yield self._body
        if self.payload is not self._body:
            yield self.payload
            yield transfer_decoded(self._body, self._encodings[0])


def read_records(
    stream: BinaryIO,
    *,
    name: str = "",
    want: Callable[[str, str], bool] | None = None,
    limit: int = LIMIT,
    digests: bool = True,
) -> Iterator[Record]:
    """Every record of an archive, in order. Needs nothing of `stream` but ``read(n)``.

    A record for which ``want(type, content_type)`` is false comes `skipped`, without its payload. `limit`
    bounds a record's bytes, stored and decoded. With ``digests=False`` no digest is computed: ask
    ``record.bad_digest()`` where it matters (hashing everything costs a quarter of the speed).

    Raises UnitError, with `name`, if the input is no archive, and its child EmptyInputError if it is empty.
    """
    try:
        yield from _Reader(Window(stream), want, limit, digests).records()
    except UnitError as error:
        raise type(error)(f"{name}: {error}" if name else str(error)) from error


def read_at(path: str | Path, offset: int, *, limit: int = LIMIT) -> Record:
    """The record that `read_records` found at `offset` of the file at `path`. Raises UnitError."""
    with Path(path).open("rb") as file:
        dictionary = zstd_dictionary(Window(file))
        file.seek(offset)
        try:
            window = Window(file, offset)
            record = next(_Reader(window, None, limit, True, dictionary).records())
            if record.type:
                return record
        except (UnitError, StopIteration):
            pass
        file.seek(0)
        for record in _Reader(Window(file), None, limit, True).records():
            if record.offset == offset:
                return record
    raise UnitError(
        f"{path}: found no record at {offset}; expected an offset that read_records gave"
    )


class _Text:
    """The archive's plain bytes, from member to member.

    A *segment* ends where the input does, at a gap, and where a new member begins with a record: there
    a record that wants more bytes is short. Members that begin otherwise only go on with the last one.
    """

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self._pieces = pieces
        self._pending: Piece | None = None
        self._passed = 0  # decompressed bytes before the buffer
        # Of the last member: its place in the buffer, and its offset in the input.
        self._mark, self.member = -1, 0
        self.buffer, self.at = b"", 0
        self.use(WARC_OPENS, 16)

    def use(self, opens: re.Pattern[bytes], longest: int) -> None:
        """From here on, `opens` matches how a record begins, within so many bytes."""
        self.opens, self._overlap = opens, longest
        self._seeks = re.compile(b"\n" + opens.pattern)

    @property
    def position(self) -> int:
        """In the decompressed stream."""
        return self._passed + self.at

    @property
    def offset(self) -> int:
        """Of the record that begins here."""
        return self.member if self.at == self._mark else self.position

    @property
    def aligned(self) -> bool:
        """Does a member begin here?"""
        return self.at == self._mark

    @property
    def used_up(self) -> bool:
        return self.at >= len(self.buffer)

    def next_piece(self) -> Piece | None:
        """What comes after the buffer, without taking it."""
        if self._pending is None:
            self._pending = next(self._pieces, None)
        return self._pending

    def drop_piece(self) -> None:
        self._pending = None

    def more(self) -> bool:
        """Put more of this segment into the buffer; False at its end."""
        piece = self.next_piece()
        if piece is None or piece.damage or (piece.start >= 0 and self.opens.match(piece.data)):
            return False
        self.enter(piece)
        return True

    def enter(self, piece: Piece) -> None:
        """Put the next piece into the buffer, be it of another segment."""
        rest = self.buffer[self.at :]
        self._passed += self.at
        self._mark -= self.at
        if piece.start >= 0:
            self._mark, self.member = len(rest), piece.start
        self.buffer = rest + piece.data if rest else piece.data
        self.at = 0
        self._pending = None

    def ensure(self, count: int) -> bool:
        while len(self.buffer) - self.at < count:
            if not self.more():
                return False
        return True

    def skip_newlines(self) -> None:
        while True:
            self.at = _NEWLINES.match(self.buffer, self.at).end()  # type: ignore[union-attr]
            if not self.used_up or not self.more():
                return

    def at_record(self) -> bool:
        """Does a record begin here?"""
        if len(self.buffer) - self.at < self._overlap:
            self.ensure(self._overlap)
        return self.opens.match(self.buffer, self.at) is not None

    def find(self, pattern: re.Pattern[bytes], most: int) -> int:
        """How far the first match within `most` bytes reaches from here; 0 if there is none."""
        while True:
            match = pattern.search(self.buffer, self.at, self.at + most)
            if match:
                return match.end() - self.at
            if len(self.buffer) - self.at >= most or not self.more():
                return 0

    def take(self, count: int) -> bytes:
        """The next `count` bytes; fewer at the end of the segment."""
        if len(self.buffer) - self.at >= count:
            self.at += count
            return self.buffer[self.at - count : self.at]
        return b"".join(self._portions(count))

    def skip(self, count: int) -> int:
        """Pass by `count` bytes; how many there were."""
        if len(self.buffer) - self.at >= count:
            self.at += count
            return count
        return sum(map(len, self._portions(count)))

    def _portions(self, count: int) -> Iterator[bytes]:
        while count:
            portion = self.buffer[self.at : self.at + count]
            self.at += len(portion)
            count -= len(portion)
            yield portion
            if count and not self.more():
                return

    def seek_record(self, keep: int) -> tuple[bytes, bool]:
        """Move to the next line that begins a record, or to the end of the segment.

        Returns the first `keep` of the bytes passed, and whether there was such a line.
        """
        kept: list[bytes] = []
        while True:
            match = self._seeks.search(self.buffer, self.at)
            end = match.start() + 1 if match else len(self.buffer) - self._overlap
            kept.append(self._pass(end, keep))
            keep -= len(kept[-1])
            if match:
                return b"".join(kept), True
            if not self.more():
                kept.append(self._pass(len(self.buffer), keep))
                return b"".join(kept), False

    def _pass(self, end: int, keep: int) -> bytes:
        start, self.at = self.at, max(self.at, end)
        return self.buffer[start : min(self.at, start + keep)]

    def give_back(self, data: bytes, newlines: int) -> None:
        """Undo a `take` of `data` and the passing of so many bytes of newlines after it."""
        self._passed += self.at - newlines - len(data)
        self._mark, self.buffer, self.at = -1, data + b"\n" * newlines + self.buffer[self.at :], 0


@dataclass(slots=True)
class _Head:
    """What the first lines of a record say. `length` is None where they say nothing usable."""

    type: str
    url: str
    date: str
    content_type: str
    length: int | None
    truncated: str = ""
    digests: tuple[bytes, bytes] = (b"", b"")
    must_be_http: bool = False


class _Reader:
    def __init__(
        self,
        window: Window,
        want: Callable[[str, str], bool] | None,
        limit: int,
        digests: bool,
        dictionary: bytes = b"",
    ) -> None:
        self._text = _Text(members(window, dictionary))
        self._plain = begins_record(window.ahead(_LONGEST_LINE).lstrip(b"\r\n"))
        self._want, self._limit, self._digests = want, limit, digests
        self._parse: Callable[[bytes], _Head] = _warc_head
        self._head_ends = BLANK_LINE

    def records(self) -> Iterator[Record]:
        text, known, damaged = self._text, False, False
        while True:
            if not text.used_up:
                known = known or self._recognise(damaged)
                yield self._record()
            elif (piece := text.next_piece()) is None:
                return
            elif piece.damage:
                damaged = True
                text.drop_piece()
                yield Record(piece.start, damage=piece.damage)
            else:
                text.enter(piece)
                if piece.data.startswith((b"\r", b"\n")):
                    text.skip_newlines()

    def _recognise(self, damaged: bool) -> bool:
        """Tell WARC from ARC by the first record. Raises UnitError if it is neither.

        Behind damage it may be neither, where members do not begin with records.
        """
        text = self._text
        if text.at_record():
            return True
        if not ARC_OPENS.match(text.buffer, text.at):
            text.ensure(_LONGEST_LINE)
        beginning = text.buffer[text.at : text.at + _LONGEST_LINE]
        if ARC_OPENS.match(beginning):
            text.use(ARC_OPENS, _LONGEST_LINE)
            self._parse, self._head_ends = _arc_head, _LINE_END
        elif not self._plain and not damaged and not b"WARC/".startswith(beginning[:5]):
            raise UnitError(
                f"not a web archive: unpacks to {beginning[:24]!r}; expected WARC/1.x or an ARC file"
            )
        return True

    def _record(self) -> Record:
        text, record = self._text, Record(self._text.offset)
        own_member = text.member if text.aligned else -1
        if not text.at_record():
            text.seek_record(0)
            record.damage = self._claim_gap(text.member) or "corrupt-member"
            return record
        size = text.find(self._head_ends, _LONGEST_HEAD)
        lines = text.take(size) if size else text.seek_record(_LONGEST_HEAD)[0]
        head = self._parse(lines if size else lines[: lines.rfind(b"\n") + 1])
        record.type, record.url, record.date = head.type, head.url, head.date
        record.content_type, record.truncated_by_crawler = head.content_type, head.truncated
        record._digests = head.digests
        if size:
            self._read_block(record, head, own_member)
        else:
            record.damage = self._why_short()
        if not record.damage and not record.url and record.type in _NEEDS_URL:
            record.damage = "no-url"
        return record

    def _read_block(self, record: Record, head: _Head, own_member: int) -> None:
        text, limit, length = self._text, self._limit, head.length
        if length is not None and record.type in _MAY_BE_HTTP:
            length -= self._read_http(record, head, length)
        record.skipped = bool(self._want and not self._want(record.type, record.content_type))
        body, had, keep = b"", 0, False
        if length is not None and length <= limit:
            # A wrong length may have swallowed other records. Where they are not in members of their own,
            # even what is not wanted is kept until the length has proved right.
            keep = not record.skipped or self._plain or own_member < 0
            body = text.take(length) if keep else b""
            had = len(body) if keep else text.skip(length)
        elif length is not None:
            record.damage, had = "too-large", text.skip(length)
        end = text.position
        if had != length or not self._closes():
            short = length is not None and had < length
            body, record.damage = self._recover(body, text.position - end, short)
        if text.used_up:
            record.damage = self._claim_gap(text.member, own_member) or record.damage
        if not record.skipped:
            record._body = body
            self._decode(record)

    def _read_http(self, record: Record, head: _Head, length: int) -> int:
        """Take the head of an HTTP response; return its size, 0 where there is none."""
        text = self._text
        text.ensure(min(length, 5))
        size = 0
        if text.buffer.startswith(b"HTTP/", text.at):
            size = text.find(BLANK_LINE, min(length, _LONGEST_HEAD))
        if size:
            record._head = text.take(size)
            record.status = parse_status(record._head)
            content_type, language, *encodings = _HTTP_FIELDS.read(record._head)
            record.content_type = content_type.decode("latin-1")
            record.content_language = language.decode("latin-1")
            record._encodings = (encodings[0], encodings[1])
        elif head.must_be_http:
            record.damage, record.content_type = "bad-http", ""
        return size

    def _closes(self) -> bool:
        """Is there another record, member or nothing behind the blank lines after this one?"""
        self._text.skip_newlines()
        return self._text.used_up or self._text.aligned or self._text.at_record()

    def _recover(self, body: bytes, newlines: int, short: bool) -> tuple[bytes, str]:
        """After a wrong length, move to the next record; return what is before it, and the damage."""
        self._text.give_back(body, newlines)
        passed, found = self._text.seek_record(self._limit)
        return passed, self._why_short() if short and not found else "wrong-length"

    def _why_short(self) -> str:
        """The segment ended within a record: why? A gap that did it is then accounted for."""
        piece = self._text.next_piece()
        if piece is not None and piece.damage:
            self._text.drop_piece()
            return piece.damage
        return "truncated" if piece is None and self._plain else "wrong-length"

    def _claim_gap(self, member: int, own_member: int = -1) -> str:
        """The damage that follows, if it befell the record just read; it is then accounted for.

        What a corrupt member gave cannot be trusted; a truncated one is right as far as it goes, so there
        only a record with a member of its own, whose checksum is lacking, is to be doubted.
        """
        piece = self._text.next_piece() if self._text.used_up else None
        if piece is None or not piece.damage:
            return ""
        if piece.start != (member if piece.damage == "corrupt-member" else own_member):
            return ""
        self._text.drop_piece()
        return piece.damage

    def _decode(self, record: Record) -> None:
        """Fill in the payload, and find out whether it is what the record says."""
        record.payload = record._body
        if record.damage:
            return
        try:
            transfer, content = record._encodings
            body = transfer_decoded(record._body, transfer)
            record.payload = content_decoded(body, content, self._limit)
        except BrokenBodyError:
            record.damage = "bad-http"
        except TooLargeError:
            record.damage, record.payload, record._body = "too-large", b"", b""
        if self._digests and not record.damage and record.bad_digest():
            record.damage = "bad-digest"


def _warc_head(lines: bytes) -> _Head:
    kind, url, date, content_type, length, truncated, *digests = _WARC_FIELDS.read(lines)
    kind = kind.lower() or b"unknown"
    return _Head(
        type=kind.decode("latin-1"),
        url=url.strip(b"<>").decode("utf-8", "replace"),
        date=date.decode("latin-1"),
        content_type=content_type.decode("latin-1"),
        length=_length(length),
        truncated=truncated.decode("latin-1"),
        digests=(digests[0], digests[1]),
        must_be_http=kind == b"response" and content_type.startswith(b"application/http"),
    )


def _arc_head(line: bytes) -> _Head:
    match = _ARC_LINE.fullmatch(line.lstrip(b"\n"))
    if not match:
        return _Head("", "", "", "", None)
    date = match["date"].ljust(14, b"0").decode()
    return _Head(
        type="warcinfo" if match["url"].startswith(b"filedesc:") else "response",
        url=match["url"].decode("utf-8", "replace"),
        date=f"{date[:4]}-{date[4:6]}-{date[6:8]}T{date[8:10]}:{date[10:12]}:{date[12:14]}Z",
        content_type=(match["type"] or b"").decode("latin-1"),
        length=_length(match["length"] or b""),
    )


def _length(value: bytes) -> int | None:
    return int(value) if value.isdigit() and len(value) < 19 else None


def _parse_digest(stated: bytes) -> tuple[str, bytes] | None:
    """The algorithm and the digest of ``sha1:NCLXFEJT…``; None where it is not one that we know."""
    label, _, value = stated.decode("latin-1").partition(":")
    algorithm = label.lower().replace("-", "")
    size = _ALGORITHMS.get(algorithm, 0)
    try:
        digest = bytes.fromhex(value) if len(value) == 2 * size else _from_base32(value)
    except ValueError:
        return None
    return (algorithm, digest) if size and len(digest) == size else None


def _from_base32(value: str) -> bytes:
    return b32decode(value.rstrip("=") + "=" * (-len(value.rstrip("=")) % 8), casefold=True)


def _matches(digest: tuple[str, bytes], *parts: bytes) -> bool:
    algorithm, expected = digest
    hashed = new_hash(algorithm, usedforsecurity=False)
    for part in parts:
        hashed.update(part)
    return hashed.digest() == expected
