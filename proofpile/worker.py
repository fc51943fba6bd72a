"""A process that runs one call at a time and may die of it.

Every runner but `Here` calls through a `Worker`: a fresh interpreter at the other end of two pipes,
kept from call to call. It says on a small shared page which record it is at (see `proofpile.guard`).
When it dies, the parent knows from the signal and that page what to do:

    SIGPROF, SIGALRM    the record's timer ran out: refuse the record, run the call again
    SIGKILL, SIGTERM    a person or the kernel's out-of-memory killer: run the call again as it was; the
                        third time at one record, the record is to blame
    any other           a native crash: refuse the record, run the call again

`multiprocessing` was not used: it re-imports the parent's main module, which inside a Ray worker is
Ray's own, and a pool of it is lost as a whole when one process dies.
"""

import ctypes
import errno
import gc
import mmap
import os
import pickle
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from proofpile import guard
from proofpile.errors import ProofpileError, UnitError

T = TypeVar("T")
R = TypeVar("R")

# Processor seconds for one record. The largest page that is read, 16 million characters, takes 7.3; lower
# it and slow pages are lost on slow machines, raise it and each endless loop costs more.
CPU_SECONDS = 60.0
# Deaths by SIGKILL at one record before the record is to blame, and between records before we give up.
PATIENCE, PATIENCE_BETWEEN = 3, 10
# Parsed pages are hundreds of thousands of short-lived objects: at Python's own thresholds (700, 10, 10) the
# search for cycles takes a fifth of extraction (80 to 97 pages/s), and finds next to nothing.
GC_THRESHOLDS = (50_000, 20, 20)

_HEADER = struct.Struct("<QQH")  # records, bytes, length of the id that follows
_PAGE = 4096
_TIMERS = (signal.SIGPROF, signal.SIGALRM)
_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Activity:
    """How far a worker is into its unit."""

    records: int = 0
    bytes: int = 0


class Status:
    """The shared page: written by the worker, read by its parent, outlives either."""

    def __init__(self, descriptor: int) -> None:
        self._page = mmap.mmap(descriptor, _PAGE)
        self._records = self._bytes = 0

    def at(self, record: str) -> None:
        """Work on `record` begins; "" when it has ended."""
        id = record.encode(errors="replace")[: _PAGE - _HEADER.size]
        _HEADER.pack_into(self._page, 0, self._records, self._bytes, len(id))
        self._page[_HEADER.size : _HEADER.size + len(id)] = id

    def reached(self, records: int, byte: int) -> None:
        """So many records and bytes of the unit are behind us."""
        self._records, self._bytes = records, byte
        struct.pack_into("<QQ", self._page, 0, records, byte)

    def read(self) -> tuple[Activity, str]:
        """Where the worker is: its counts, and the record it is at or ""."""
        records, byte, length = _HEADER.unpack_from(self._page)
        id = self._page[_HEADER.size : _HEADER.size + length]
        return Activity(records, byte), id.decode(errors="replace")


class Worker:
    """The parent's end. `call` runs a picklable function in the worker, come what may.

    `memory` bounds the worker's address space in bytes beyond what an idle worker takes.
    """

    def __init__(self, memory: int | None = None, cpu_seconds: float = CPU_SECONDS) -> None:
        self._options = [str(memory or 0), str(cpu_seconds)]
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (nameless: no death leaves it behind)
        self._file.truncate(_PAGE)
        self._status = Status(self._file.fileno())
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def activity(self) -> Activity:
        """How far the call in progress has come."""
        return self._status.read()[0]

    def call(self, fn: Callable[[T], R], item: T) -> R:
        """``fn(item)``, run again without the record at fault each time the worker dies.

        Raises what `fn` raises; UnitError if the worker dies again and again between records.
        """
        casualties: dict[str, str] = {}
        deaths: Counter[str] = Counter()
        task = pickle.dumps((fn, item))
        while True:
            outcome = self._attempt(task, casualties)
            if not isinstance(outcome, _Death):
                return outcome  # type: ignore[no-any-return]
            deaths[outcome.record] += 1
            patience = PATIENCE if outcome.record else PATIENCE_BETWEEN
            if outcome.from_outside and deaths[outcome.record] < patience:
                continue
            if not outcome.record or outcome.record in casualties:
                raise UnitError(f"a worker died ({outcome.how}) while working on {item!r}")
            casualties[outcome.record] = outcome.reason

    def kill(self) -> None:
        """End the process, from any thread; a call in progress raises."""
        self._closed = True
        if process := self._process:
            process.kill()

    def close(self) -> None:
        """End the process and let go of what it held. No call may be in progress."""
        self.kill()
        self._forget()
        self._file.close()

    def _attempt(self, task: bytes, casualties: dict[str, str]) -> Any:
        process = self._process or self._start()
        assert process.stdin
        assert process.stdout
        try:
            _send(process.stdin, pickle.dumps((task, casualties)))
            good, value = pickle.loads(_receive(process.stdout))
        except (EOFError, BrokenPipeError):
            code = process.wait()
            record = self._status.read()[1]
            self._forget()
            if self._closed:
                raise UnitError("the worker was closed during a call") from None
            return _Death(record, abs(code))
        if not good:
            raise value
        return value

    def _start(self) -> "subprocess.Popen[bytes]":
        self._status.at("")
        # -P: a random.py in the user's folder must not become ours.
        descriptor = self._file.fileno()
        command = [sys.executable, "-P", "-m", "proofpile.worker", str(descriptor), *self._options]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[descriptor],
            process_group=0,
        )
        return self._process

    def _forget(self) -> None:
        process, self._process = self._process, None
        if not process:
            return
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()


@dataclass(frozen=True, slots=True)
class _Death:
    record: str
    signal: int

    @property
    def from_outside(self) -> bool:
        return self.signal in _FROM_OUTSIDE

    @property
    def reason(self) -> str:
        if self.signal in _TIMERS:
            return "time-limit"
        return "memory-limit" if self.from_outside else "crash"

    @property
    def how(self) -> str:
        try:
            return signal.Signals(self.signal).name
        except ValueError:
            return f"exit code {self.signal}"


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(len(data).to_bytes(8, "little") + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    length = int.from_bytes(_exactly(pipe, 8), "little")
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], n: int) -> bytes:
    data = pipe.read(n)
    if len(data) < n:
        raise EOFError
    return data


def main() -> None:
    """Serve calls from standard input until it closes."""
    descriptor, memory, cpu_seconds = sys.argv[1:]
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up between two answers
    guard.arm(Status(int(descriptor)), float(cpu_seconds))
    if int(memory):
        _limit_memory(int(memory))
    gc.set_threshold(*GC_THRESHOLDS)
    while True:
        try:
            task, casualties = pickle.loads(_receive(source))
        except EOFError:
            return
        guard.refuse(casualties)
        guard.reached(0, 0)  # the page still holds how far the last call had come
        _send(sink, _answer(task))


def _answer(task: bytes) -> bytes:
    try:
        fn, item = pickle.loads(task)
        return pickle.dumps((True, fn(item)))
    except Exception as error:
        return pickle.dumps((False, _portable(error)))


def _portable(error: Exception) -> Exception:
    """`error` if it can cross a pipe; else its traceback as the text of one that can.

    A full disk crosses as it is, for whoever knows the folder to say what to do.
    """
    if isinstance(error, ProofpileError):
        return error
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return error
    text = "".join(traceback.format_exception(error))
    return RuntimeError(f"in a worker:\n{text}")


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() == 1:  # the parent was gone before we asked
            sys.exit()


def _limit_memory(extra: int) -> None:
    """Bound the address space to what is mapped now plus `extra` bytes.

    Arrow's allocator maps a gigabyte with its first buffer and then uses little of it: it maps that now.
    """
    import pyarrow as pa

    pa.allocate_buffer(1)
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if sys.platform == "linux" else 0
    limit = pages * resource.getpagesize() + extra
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main()
