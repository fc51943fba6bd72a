"""How long to keep trying: exponential backoff with jitter, and an end.

What counts is progress. Any bytes that arrive start the count of attempts afresh, so a terabyte over a
bad line is fine; but fewer than `LEAST_PROGRESS` bytes in `seconds` are none, so a server that sends one
byte a minute does not hold a worker for ever. Jitter, because a thousand workers that are throttled
together would otherwise come back together. The price: a store that is down is noticed after minutes.
urllib3's own retries were rejected: they count failures, not progress, and know nothing of a body.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from proofpile.errors import UnitError
from proofpile.web.transport import Passing

T = TypeVar("T")

LEAST_PROGRESS = 64 << 10  # bytes


@dataclass(frozen=True)
class Patience:
    """Give up after so many `attempts`, or `seconds`, without progress; waits between are in seconds.

    With the defaults waiting sums up to about six minutes: Common Crawl's throttling (403) lets go
    within one or two, by the reports of its users.
    """

    attempts: int = 10
    seconds: float = 900
    first: float = 1
    longest: float = 90
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random

    def delay(self, failures: int, asked: float | None = None) -> float:
        """Seconds to wait after so many failures; as long as was `asked` for, but never over `longest`."""
        backoff: float = self.first * 2 ** (failures - 1) * (1 + self.jitter()) / 2
        return min(self.longest, max(backoff, asked or 0))


@dataclass
class Attempts:
    """One reading of `name`: what failed, and what has come of it so far."""

    name: str
    patience: Patience
    failures: int = 0
    got: int = 0  # bytes
    _since: float = field(init=False)
    _mark: int = 0

    def __post_init__(self) -> None:
        self._since = self.patience.clock()

    def came(self, count: int) -> None:
        """Count bytes that arrived. Raises UnitError if they trickle in too slowly."""
        self.got += count
        self.failures = 0
        if self.got - self._mark >= LEAST_PROGRESS:
            self._mark, self._since = self.got, self.patience.clock()
        elif self._waited() > self.patience.seconds:
            raise self._end(f"only {self.got - self._mark:,} bytes came in {self._waited():,.0f} s")

    def failed(self, failure: Passing) -> None:
        """Wait before the next attempt. Raises UnitError if this one was the last."""
        self.failures += 1
        if self.failures >= self.patience.attempts or self._waited() > self.patience.seconds:
            raise self._end(str(failure)) from failure
        self.patience.sleep(self.patience.delay(self.failures, failure.after))

    def _waited(self) -> float:
        return self.patience.clock() - self._since

    def _end(self, seen: str) -> UnitError:
        return UnitError(
            f"{self.name}: {seen}. Gave up after {self.failures} failed attempts in a row and "
            f"{self._waited():,.0f} s without progress, with {self.got:,} bytes got. "
            "Run the same command again later: what is finished stays finished"
        )


def persist(name: str, patience: Patience, attempt: Callable[[], T]) -> T:
    """What `attempt` gives when it no longer raises Passing. Raises UnitError when patience ends."""
    attempts = Attempts(name, patience)
    while True:
        try:
            return attempt()
        except Passing as failure:
            attempts.failed(failure)
