"""One record at a time, under watch: what hangs or crashes on it costs that record and no other.

The worker process (`proofpile.worker`) arms this module. Before a record is touched, its id is
written where the parent can read it and two interval timers are set. When a native parser dies or
never returns, the kernel ends the worker, the parent reads which record it was, starts a new worker
and runs the unit again with that record refused. The timer counts processor time, so the verdict
does not depend on how busy the machine is; a second, ten times longer one in real time ends what sleeps.

Price: two system calls and a small write a guarded record, about 3 µs, and a unit is run again from
its start after each casualty. Handlers in Python were rejected: they do not run inside native code.
"""

import signal
from collections.abc import Callable, Mapping
from typing import ParamSpec, Protocol, TypeVar

from proofpile.document import Document, Drop

P = ParamSpec("P")
T = TypeVar("T")

REASONS: Mapping[str, str] = {
    "extractor-error": "reading the record raised an exception",
    "filter-error": "a filter raised an exception on the document",
    "crash": "a native library crashed on the record, which was quarantined",
    "time-limit": "the record took more processor time than allowed and was quarantined",
    "memory-limit": "the record needed more memory than a worker may have and was quarantined",
}


class Reporter(Protocol):
    """How a worker tells its parent where it is."""

    def at(self, record: str) -> None:
        """Work on `record` begins; "" when it has ended."""

    def reached(self, records: int, byte: int) -> None:
        """So many records and bytes of the unit are behind us."""


class _Nobody:
    def at(self, record: str) -> None: ...
    def reached(self, records: int, byte: int) -> None: ...


_reporter: Reporter = _Nobody()
_cpu_seconds = 0.0  # 0: not in a worker, no timer is set
_casualties: Mapping[str, str] = {}


def arm(reporter: Reporter, cpu_seconds: float) -> None:
    """Watch every record from now on. Call once, in the main thread of a worker process."""
    global _reporter, _cpu_seconds
    _reporter, _cpu_seconds = reporter, cpu_seconds
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # the default disposition ends the process
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def refuse(casualties: Mapping[str, str]) -> None:
    """Records to drop unseen from now on, by id, each with its reason."""
    global _casualties
    _casualties = casualties


def reached(records: int, byte: int) -> None:
    """Tell whoever shows progress how far into the unit the reader is."""
    _reporter.reached(records, byte)


def guarded(
    id: str, origin: str, fn: Callable[P, Document | Drop], *args: P.args, **kwargs: P.kwargs
) -> Document | Drop:
    """``fn(*args)`` for the record `id`; a Drop if it raises, or if it once took a worker with it."""
    return watched("extractor-error", id, origin, fn, *args, **kwargs)


def watched(
    reason: str,
    id: str,
    origin: str,
    fn: Callable[P, T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T | Drop:
    """As `guarded`, with the reason to give when `fn` raises."""
    if id in _casualties:
        return Drop(_casualties[id], id=id, origin=origin)
    _reporter.at(id)
    _set_timers(_cpu_seconds)
    try:
        return fn(*args, **kwargs)
    except MemoryError:
        return Drop("memory-limit", id=id, origin=origin)
    except Exception as error:
        detail = f"{type(error).__name__}: {error}"[:300]
        return Drop(reason, detail=detail, id=id, origin=origin)
    finally:
        _set_timers(0)
        _reporter.at("")


def _set_timers(seconds: float) -> None:
    if _cpu_seconds:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, 10 * seconds)
