"""What one request to a store of files can give: the one seam between `remote.RemoteFile` and networks.

Answer     a body from some byte on, and what the store said about the whole object
About      length and version of an object
Transport  get and head; `http.Http` and `s3.S3` are the two there are
Passing    a failure that another attempt may not meet; every other failure is a UnitError
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol


class Passing(Exception):  # noqa: N818 - not an error yet: it becomes one when patience is at its end
    """A failure that may pass. `after` is how many seconds the other side asked to wait, if it did."""

    def __init__(self, seen: str, after: float | None = None) -> None:
        super().__init__(seen)
        self.after = after


@dataclass(frozen=True, slots=True)
class About:
    """What a store says of an object. `version` is a strong ETag or a date; "" where there is neither."""

    length: int | None
    version: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A body: `chunks` from byte `start` of the object on, and what was said about the whole.

    `framed` says that a cut would have been noticed even where `about.length` is None, because the
    transfer marks its own end. `raw` is False where the bytes were decoded on the way, so that their
    positions mean nothing to the other side.
    """

    start: int
    about: About
    chunks: Iterator[bytes]
    close: Callable[[], None]
    framed: bool = False
    raw: bool = True


class Transport(Protocol):
    """One object in one store."""

    @property
    def name(self) -> str:
        """How messages call it: an address without secrets."""

    @property
    def doubts_lengths(self) -> bool:
        """Whether the other side may announce a length that is not the object's."""

    def get(self, start: int = 0, version: str = "") -> Answer:
        """The object from byte `start` on, if it still is `version`; an answer may start earlier.

        An answer with no chunks means that nothing is at `start`. Raises Passing, or UnitError.
        """

    def head(self) -> About:
        """Length and version, without the bytes. Raises Passing, or UnitError."""


def changed(name: str, what: str, got: int) -> str:
    """The message for an object that is not what it was when its first bytes came."""
    return (
        f"{name} changed while it was being read: {what}, after {got:,} bytes were got. "
        "Nothing of it was kept; run the same command again to read it from its start"
    )
