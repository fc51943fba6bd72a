"""How a build goes: a live display on a terminal, plain lines elsewhere, always on standard error.

One model of the numbers (`Step`), two ways to show it. Time left is what remains divided by the mean
rate of this step in this run: shards that were there already count as done but not as speed, or a
resumed build would promise the impossible. Bytes inside unfinished units come from the workers; they
only ever grow on display, because a unit that is finished out of order is in neither count for a while.
"""

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

from proofpile.words import human_size, human_time, plural

if TYPE_CHECKING:
    from proofpile.budget import Counted
    from proofpile.runner import Runner

EVERY = 30.0  # seconds between plain lines
PER_SECOND = 4  # redraws of the live display: smooth enough, under 1 % of a core
SETTLED = 3.0  # seconds of work before a time left is worth saying
SHORT = 1.0  # seconds of a step of fitting that is not worth a line
REASONS = 4  # reasons that fit on a line


@dataclass
class Step:
    """The numbers of one step."""

    name: str
    items: int
    size: int
    started: float
    done: int = 0
    reused: int = 0
    read: int = 0
    kept: int = 0
    bytes_done: int = 0
    bytes_reused: int = 0
    reached: int = 0  # bytes, with those inside unfinished units; never falls
    inside: int = 0  # records inside unfinished units
    noun: str = "unit"  # what `items` are
    dropped: Counter[str] = field(default_factory=Counter)

    def add(self, shard: "Counted", reused: bool, size: int) -> None:
        """A finished shard."""
        self.done += 1
        self.reused += reused
        self.read += shard.read
        self.kept += shard.rows
        self.bytes_done += size
        self.bytes_reused += size if reused else 0
        self.dropped.update(shard.dropped)

    def look(self, runner: "Runner") -> None:
        """Take in how far the workers are."""
        busy = runner.activity()
        self.inside = sum(a.records for a in busy)
        now = min(self.size, self.bytes_done + sum(a.bytes for a in busy))
        self.reached = max(self.reached, now)

    @property
    def bytes(self) -> int:
        """Bytes behind us."""
        return max(self.reached, self.bytes_done)

    @property
    def share(self) -> float | None:
        """How much is done, from 0 to 1; None where nobody can know."""
        if self.size:
            return self.bytes / self.size
        return self.done / self.items if self.items and self.done else None

    def rate(self, now: float) -> float:
        """Bytes a second of what was really read in this run."""
        return max(0, self.bytes - self.bytes_reused) / (now - self.started or 1)

    def left(self, now: float) -> float | None:
        """Seconds until the step is done; None while it is too early to say."""
        if now - self.started < SETTLED:
            return None
        if self.size:
            rate = self.rate(now)
            return (self.size - self.bytes) / rate if rate else None
        fresh = self.done - self.reused
        return (self.items - self.done) * (now - self.started) / fresh if fresh else None

    def numbers(self, now: float) -> list[str]:
        """What there is to say in the middle of it."""
        said = [f"{self.done:,} of {plural(self.items, self.noun)}"]
        if self.read + self.inside:
            said.append(f"{self.read + self.inside:,} read, {self.kept:,} kept")
        if self.size:
            said.append(f"{human_size(self.bytes)} of {human_size(self.size)}")
            said.append(f"{human_size(self.rate(now))}/s")
        return said

    def time(self, now: float) -> str:
        """Time taken, and time left where it can be said."""
        left = self.left(now)
        return human_time(now - self.started) + (f", {human_time(left)} left" if left else "")

    def drops(self) -> str:
        """The commonest reasons so far."""
        some = [f"{reason} {count:,}" for reason, count in self.dropped.most_common(REASONS)]
        more = len(self.dropped) - len(some)
        return ", ".join(some) + (f" and {more} more" if more > 0 else "")

    def ended(self, now: float) -> str:
        """What there is to say at its end."""
        said = [plural(self.items, self.noun)]
        if self.done and self.noun == "unit":
            said.append(f"{self.reused:,} reused")
            said.append(f"{self.read:,} read, {self.kept:,} kept")
        return f"{self.name}: done in {human_time(now - self.started)}: {', '.join(said)}"


class Progress:
    """A `Watcher` of a build. Subclasses show it; what is common is the bookkeeping."""

    def __init__(self, runner: "Runner", stream: TextIO) -> None:
        self.runner, self.stream = runner, stream
        self.step: Step | None = None
        self.whole: Step | None = None  # a fit, whose steps come and go
        self.made = self.reused = 0

    def begins(self, step: str, items: int, size: int) -> None:
        """See `building.Watcher`. What begins with the name of the fit in progress is a step of it."""
        if self.whole and step.startswith(f"{self.whole.name}: "):
            self.end_part()
        else:
            self.end_step()
        self.step = Step(step, items, size, time.monotonic())
        if step.startswith("fit ") and not self.whole:
            self.whole = self.step

    def done(self, shard: "Counted", reused: bool, size: int) -> None:
        """See `building.Watcher`."""
        assert self.step
        self.step.add(shard, reused, size)
        self.reused += reused
        self.made += not reused

    def counted(self, done: int, items: int, noun: str) -> None:
        """`done` of so many `items` of the step in progress are behind us; they are no units."""
        assert self.step
        self.step.done, self.step.items, self.step.noun = done, items, noun

    def end_step(self) -> None:
        """Say how the step in progress ended; of a fit, how long all of it took."""
        self.end_part()
        if self.whole:
            took = human_time(time.monotonic() - self.whole.started)
            self.say(f"{self.whole.name}: done in {took}")
        self.whole = None

    def end_part(self) -> None:
        """Say how the step in progress ended, unless it was a short one of a fit."""
        now = time.monotonic()
        worth_a_line = self.step and (not self.whole or now - self.step.started >= SHORT)
        if self.step and self.step is not self.whole and worth_a_line:
            self.say(self.step.ended(now))
        self.step = None

    def say(self, line: str) -> None:
        """Show a line that stays."""
        print(line, file=self.stream, flush=True)


class Lines(Progress):
    """A plain line now and then, for logs."""

    def __init__(self, runner: "Runner", stream: TextIO, every: float = EVERY) -> None:
        super().__init__(runner, stream)
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> "Lines":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _tick(self) -> None:
        while not self._over.wait(self._every):
            if step := self.step:
                step.look(self.runner)
                self.say(f"{step.name}: {'; '.join(_line(step, time.monotonic()))}")


def _line(step: Step, now: float) -> list[str]:
    drops = step.drops()
    return [*step.numbers(now), step.time(now), *([f"dropped: {drops}"] if drops else [])]


class Display(Progress):
    """A bar that moves, with the numbers beside and the drops below it."""

    def __init__(self, runner: "Runner", stream: TextIO) -> None:
        from rich.console import Console
        from rich.live import Live

        super().__init__(runner, stream)
        self._console = Console(file=stream, highlight=False)
        self._live = Live(
            get_renderable=self._render,
            console=self._console,
            refresh_per_second=PER_SECOND,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __enter__(self) -> "Display":
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.step = None
        self._live.stop()

    def say(self, line: str) -> None:
        """Show a line that stays, above the bar."""
        self._console.print(line, markup=False, soft_wrap=True)

    def _render(self) -> Any:
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        if not (step := self.step):
            return Text("")
        step.look(self.runner)
        now = time.monotonic()
        done = step.share or 0
        top = Table.grid(padding=(0, 1))
        bar = ProgressBar(1, done, width=40)
        top.add_row(step.name, bar, f"{done:.0%}", step.time(now))
        below = ["  ".join(step.numbers(now))]
        if drops := step.drops():
            below.append(f"dropped: {drops}")
        return Group(top, *(Text(f"  {line}", overflow="ellipsis", no_wrap=True) for line in below))


@contextmanager
def watching(runner: "Runner", stream: TextIO | None = None) -> Iterator[Progress]:
    """The way to show progress that suits `stream` (standard error), until the block ends."""
    stream = stream or sys.stderr
    with (Display if stream.isatty() else Lines)(runner, stream) as progress:
        yield progress
        progress.end_step()
