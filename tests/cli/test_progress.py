"""Progress: sane numbers, plain lines in a log, a live display on a terminal that ends cleanly."""

import io
import os
import pty
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from proofpile.cli.progress import SETTLED, Lines, Step, watching
from proofpile.shard import Shard
from proofpile.worker import Activity


class Busy:
    """A runner whose workers are where the test says."""

    def __init__(self, *activity: Activity) -> None:
        self.now = list(activity)

    def activity(self) -> list[Activity]:
        return self.now

    def map(self, fn: Any, items: Any) -> Any:
        return map(fn, items)


def _shard(read: int = 10, rows: int = 4, **dropped: int) -> Shard:
    return Shard(Path("x"), "", read, rows, 0, dropped, 0, "", 0, "", 0)


def _step(items: int = 10, size: int = 1000) -> Step:
    return Step("reading", items, size, started=100.0)


def test_time_left_is_what_remains_at_the_mean_rate() -> None:
    step = _step()
    step.add(_shard(), False, 200)
    assert step.rate(110.0) == 20
    assert step.left(110.0) == 40


def test_shards_that_were_there_count_as_done_but_not_as_speed() -> None:
    step = _step()
    step.add(_shard(), True, 500)
    step.add(_shard(), False, 100)
    assert step.share == 0.6
    assert step.left(110.0) == 40  # 400 bytes at 10 a second, not at 60


def test_only_reused_shards_promise_nothing() -> None:
    step = _step()
    step.add(_shard(), True, 500)
    assert step.left(110.0) is None


def test_no_time_left_is_given_too_early() -> None:
    step = _step()
    step.add(_shard(), False, 200)
    assert step.left(100.0 + SETTLED / 2) is None


def test_bytes_inside_units_count_and_never_fall_or_overflow() -> None:
    step, busy = _step(), Busy(Activity(30, 300), Activity(10, 100))
    step.look(busy)
    assert (step.share, step.inside) == (0.4, 40)
    busy.now = [Activity(1, 10)]  # both took up new units; their old ones wait to be handed in
    step.look(busy)
    assert step.share == 0.4
    busy.now = [Activity(9, 5000)]
    step.look(busy)
    assert step.share == 1.0
    assert step.left(110.0) == 0


def test_without_sizes_units_are_counted() -> None:
    step = _step(items=4, size=0)
    shares = [step.share]
    step.add(_shard(), False, 0)
    assert ([*shares, step.share], step.left(110.0)) == ([None, 0.25], 30)


def test_the_commonest_drops_come_first() -> None:
    step = _step()
    step.add(_shard(a=1, b=5, c=2, d=3, e=1, f=1), False, 0)
    assert step.drops() == "b 5, d 3, c 2, a 1 and 2 more"


def test_plain_lines_come_now_and_then_and_at_each_steps_end() -> None:
    log = io.StringIO()
    with Lines(Busy(Activity(7, 250)), log, every=0.02) as lines:
        lines.begins("reading", 4, 1000)
        lines.done(_shard(blank=6), False, 250)
        time.sleep(0.2)
        lines.begins("joining", 1, 0)
        lines.end_step()
    first, *_, before_last, last = log.getvalue().splitlines()
    assert re.fullmatch(
        r"reading: 1 of 4 units; 17 read, 4 kept; 500 B of 1.00 kB; [\d.]+ k?B/s; "
        r"0\.\d s; "
        r"dropped: blank 6",
        first,
    )
    assert re.fullmatch(
        r"reading: done in 0\.\d s: 4 units, 0 reused, 10 read, 4 kept", before_last
    )
    assert last == "joining: done in 0.0 s: 1 unit"


def test_an_error_ends_the_display_without_claiming_that_the_step_was_done() -> None:
    log = io.StringIO()

    def lose() -> None:
        with watching(Busy(), log) as progress:
            progress.begins("reading", 4, 1000)
            raise ValueError("lost")

    with pytest.raises(ValueError, match="lost"):
        lose()
    assert log.getvalue() == ""


def test_what_is_no_terminal_gets_no_control_characters(
    shop: SimpleNamespace, process: Callable[..., Any]
) -> None:
    build = process("build", "--source", "./shelf.py", "--out", shop.out, "--workers", 1)
    _, err = build.communicate(timeout=60)
    assert build.returncode == 0
    assert "\x1b" not in err
    assert "\r" not in err
    assert re.search(r"^shelf: done in .* 2 units, 0 reused, 8 read, 5 kept$", err, re.M)


def test_a_terminal_gets_a_bar_that_is_gone_at_the_end(
    shop: SimpleNamespace, process: Callable[..., Any]
) -> None:
    arguments = ("--set", "shelf.pause=0.2", "--workers", 1)
    ours, theirs = pty.openpty()
    build = process(
        *("build", "--source", "./shelf.py", "--out", shop.out, *arguments),
        stderr=theirs,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"},
    )
    os.close(theirs)
    shown = _everything(ours)
    out, _ = build.communicate(timeout=60)
    assert build.returncode == 0
    assert "\x1b" not in out
    assert re.search(r"shelf .*━.* 0% .* 0 of 2 units", shown, re.S)
    assert "dropped: short 1" in shown
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1  # the cursor is back
    last = _screen(shown)
    assert list(dict.fromkeys(line.partition(":")[0] for line in last)) == [
        "kernels",
        "shelf",
        "fit exact_duplicates",
        "exact_duplicates",
        "assemble",
        "report",
    ]


def _everything(descriptor: int) -> str:
    parts = []
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not part:
            break
        parts.append(part)
    os.close(descriptor)
    return b"".join(parts).decode()


def _screen(shown: str) -> list[str]:
    """The lines that a terminal shows in the end: cursor up, clear line and carriage return obeyed."""
    lines, row = [""], 0
    for token in re.findall(r"\x1b\[[?\d;]*[A-Za-z]|\r|\n|[^\x1b\r\n]+", shown):
        if token == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif token.endswith("A") and token.startswith("\x1b"):
            row -= int(token[2:-1] or 1)
        elif token.startswith("\x1b[2K"):
            lines[row] = ""
        elif not token.startswith(("\x1b", "\r")):
            lines[row] += token
    return [line for line in lines if line.strip()]


if sys.platform != "linux":
    pytest.skip("pseudo-terminals are read as on Linux", allow_module_level=True)
