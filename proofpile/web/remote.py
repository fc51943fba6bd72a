"""Reading a file over a network that throttles, cuts, lies and changes under one's feet.

`RemoteFile` asks for the object once and reads it from start to end. When that breaks it asks again from
where it is, on the condition that the object is still the same version. Where the other side cannot
promise that (no ETag and no date, or ranges that it ignores) the object is read again from its start
and what was seen before is compared by hash, so that no file is ever put together from two versions.

An announced length is not believed: less is a cut, and at the end the server is asked whether more
would follow. That question costs one request a file, some 50 ms beside a gigabyte. Rejected: a download
to disk first (a crawl is larger than disks are, and a build reads each file once), and parallel ranges
(a worker a core already keeps the line busy, and Common Crawl throttles those who open more).
"""

import io
from dataclasses import replace
from itertools import chain

import xxhash

from proofpile.errors import UnitError, UsageError
from proofpile.web.http import Http
from proofpile.web.patience import Attempts, Patience, persist
from proofpile.web.s3 import S3
from proofpile.web.transport import About, Answer, Passing, Transport, changed

SCHEMES = ("https://", "http://", "s3://")


def is_remote(location: str) -> bool:
    """Whether `location` is an address that this module reads."""
    return location.lower().startswith(SCHEMES)


def transport_of(location: str) -> Transport:
    """Who reads `location`. Raises UsageError for an address of another kind."""
    scheme, _, rest = location.partition("://")
    if scheme.lower() in ("http", "https") and rest:
        return Http(f"{scheme.lower()}://{rest}")
    if scheme.lower() == "s3" and rest:
        return S3.at(location)
    raise UsageError(f"{location} is not read here; give a file, or an https:// or s3:// address")


def open_remote(location: str, patience: Patience | None = None) -> io.BufferedReader:
    """A stream of the bytes at `location`, from the first to the last. Nothing is asked for yet.

    Reading raises UnitError when patience ends, or at once for what no waiting mends.
    """
    return io.BufferedReader(RemoteFile(transport_of(location), patience), 256 << 10)


def about(location: str, patience: Patience | None = None) -> About:
    """Length and version of the object at `location`. Raises UnitError."""
    transport = transport_of(location)
    return persist(transport.name, patience or Patience(), transport.head)


class RemoteFile(io.RawIOBase):
    """A file over `transport` that is read once, in order. Holds one chunk in memory."""

    def __init__(self, transport: Transport, patience: Patience | None = None) -> None:
        self._transport = transport
        self._attempts = Attempts(transport.name, patience or Patience())
        self._hash = xxhash.xxh3_128()
        self._about: About | None = None
        self._answer: Answer | None = None
        self._read_from = 0
        self._last_end: int | None = None
        self._resumable = True
        self._ended = False
        self._pending = b""

    def readable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """Bytes handed out so far."""
        return self._attempts.got - len(self._pending)

    def close(self) -> None:
        """Let go of the connection."""
        self._hang_up()
        super().close()

    def readinto(self, buffer: "memoryview | bytearray", /) -> int:  # type: ignore[override]
        """Fill some of `buffer`; 0 at the end of the object."""
        if not self._pending and not self._ended:
            self._pending = self._fetch()
            self._ended = not self._pending
        count = min(len(buffer), len(self._pending))
        buffer[:count] = self._pending[:count]
        self._pending = self._pending[count:]
        return count

    def _fetch(self) -> bytes:
        """The next bytes, whatever number of attempts that takes; none at the end of the object."""
        while True:
            try:
                chunk = self._next_chunk()
            except Passing as failure:
                self._hang_up()
                self._attempts.failed(failure)
                continue
            if chunk is not None:
                return chunk

    def _next_chunk(self) -> bytes | None:
        """The next bytes; none at the end; None where that must be asked for first."""
        answer = self._answer = self._answer or self._ask()
        if chunk := next(answer.chunks, b""):
            self._hash.update(chunk)
            self._attempts.came(len(chunk))
            return chunk
        self._hang_up()
        return self._judge_the_end(answer)

    def _ask(self) -> Answer:
        """A new answer that goes on where the last one ended, and is of the same object."""
        got = self._attempts.got
        version = self._about.version if self._about and self._resumable else ""
        answer = self._transport.get(got, version)
        self._about = self._about or answer.about
        self._read_from, self._resumable = answer.start, answer.raw
        try:
            self._compare(answer.about)
            return self._skip(answer, got)
        except BaseException:
            answer.close()
            raise

    def _skip(self, answer: Answer, got: int) -> Answer:
        """`answer` from byte `got` on, if what comes before is what was read before."""
        if answer.start > got:
            raise Passing(f"answered with byte {answer.start:,} where {got:,} was asked for")
        seen, at, tail = xxhash.xxh3_128(), answer.start, b""
        while at < got:
            chunk = next(answer.chunks, b"")
            if not chunk:
                raise Passing(f"the connection ended at byte {at:,}, earlier than before")
            seen.update(chunk[: got - at])
            at, tail = at + len(chunk), chunk[got - at :]
        if answer.start == 0 and seen.digest() != self._hash.digest():
            raise UnitError(changed(self._transport.name, "its first bytes are others", got))
        rest = chain([tail], answer.chunks) if tail else answer.chunks
        return replace(answer, start=got, chunks=rest)

    def _compare(self, now: About) -> None:
        before, got = self._about, self._attempts.got
        if before is None:
            return
        if before.version and now.version and before.version != now.version:
            seen = f"version {before.version} is now {now.version}"
            raise UnitError(changed(self._transport.name, seen, got))
        if None not in (before.length, now.length) and before.length != now.length:
            raise UnitError(
                f"{self._transport.name} was announced with {before.length:,} bytes at first and "
                f"{now.length:,} later, under one version, with {got:,} bytes got. The server is not to "
                "be relied on: get the file another way and give its path"
            )

    def _judge_the_end(self, answer: Answer) -> bytes | None:
        length = self._about.length if self._about else None
        got = self._attempts.got
        if length is not None and got < length:
            raise Passing(f"the connection ended after {got:,} of {length:,} bytes")
        if length is not None and got > length:
            raise UnitError(_too_long(self._transport.name, length))
        if length is not None and self._transport.doubts_lengths:
            self._refuse_more(length)
        if length is None and not answer.framed:
            return self._judge_a_silent_end(got)
        return b""

    def _judge_a_silent_end(self, got: int) -> bytes | None:
        """The end of a body that had no length and no mark of its end: a cut would look the same.

        Believed when the server says that nothing follows (a framed answer), or when reading it again
        from its start ends at the same place.
        """
        if self._read_from == 0 and self._last_end == got:
            return b""
        if self._read_from == got > 0:
            raise Passing("nothing came, and no word that this is the end")
        self._last_end = got
        return None

    def _refuse_more(self, length: int) -> None:
        """Raise UnitError if the other side has more than it announced. Silence is no evidence."""
        if not self._about or not self._about.version:
            return
        try:
            answer = self._transport.get(length, self._about.version)
        except (Passing, UnitError):
            return
        try:
            self._compare(answer.about)
            if answer.start == length and next(answer.chunks, b""):
                raise UnitError(_too_long(self._transport.name, length))
        except Passing:
            return
        finally:
            answer.close()

    def _hang_up(self) -> None:
        if self._answer:
            self._answer.close()
        self._answer = None


def _too_long(name: str, length: int) -> str:
    return (
        f"{name} was announced with {length:,} bytes and has more. The server is not to be relied on: "
        "get the file another way and give its path"
    )
