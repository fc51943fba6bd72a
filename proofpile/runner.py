"""Where the work runs. A runner maps a function over items and gives results back in their order.

What is handed to `map` crosses process boundaries, so it is a library function or an object of the
library that holds recipes, never a recipe's own function or a lambda.
"""

import os
import socket
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from proofpile.errors import MissingError, UsageError
from proofpile.worker import CPU_SECONDS, Activity, Worker

T = TypeVar("T")
R = TypeVar("R")


class Runner(Protocol):
    """The one seam between a build and the machines it runs on."""

    def map(self, fn: Callable[[T], R], items: Iterable[T]) -> Generator[R, None, None]:
        """``fn(item)`` for each item, in the order of the items. Raises what `fn` raises.

        Close it to stop before its end: workers that are still at something are then ended at once.
        """

    def activity(self) -> list[Activity]:
        """How far each worker on this machine is into its item, for progress."""

    def close(self) -> None:
        """Let go of processes that were kept for the next `map`. It may be used again afterwards."""


class Here:
    """In this process, one item after another: for debugging. A crash or an endless loop is yours."""

    def map(self, fn: Callable[[T], R], items: Iterable[T]) -> Generator[R, None, None]:
        """See `Runner.map`."""
        for item in items:
            yield fn(item)

    def activity(self) -> list[Activity]:
        """Nothing: whoever could look is busy."""
        return []

    def close(self) -> None:
        """Nothing is kept."""


class Local:
    """Worker processes on this machine, one a core unless said otherwise.

    `memory` is for all workers together, in bytes; `cpu_seconds` for one record.
    """

    def __init__(
        self,
        workers: int | None = None,
        memory: int | None = None,
        cpu_seconds: float = CPU_SECONDS,
    ) -> None:
        self.workers = workers or len(os.sched_getaffinity(0))
        self._memory = memory // self.workers if memory else None
        self._cpu_seconds = cpu_seconds
        self._live: list[Worker] = []
        self._pool: ThreadPoolExecutor | None = None
        self._mine = threading.local()

    def map(self, fn: Callable[[T], R], items: Iterable[T]) -> Generator[R, None, None]:
        """See `Runner.map`. At most two items a worker are taken in advance."""

        def call(item: T) -> R:
            result: R = self._worker().call(fn, item)
            return result

        # Threads stay with their workers: a worker dies with the thread that started it.
        self._pool = self._pool or ThreadPoolExecutor(self.workers, thread_name_prefix="proofpile")
        pending: deque[Future[R]] = deque()
        try:
            for item in items:
                pending.append(self._pool.submit(call, item))
                if len(pending) >= 2 * self.workers:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """See `Runner.close`. Calls in progress are ended."""
        for worker in self._live:
            worker.kill()
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
        for worker in self._live:
            worker.close()
        self._live, self._pool, self._mine = [], None, threading.local()

    def __del__(self) -> None:
        self.close()

    def _worker(self) -> Worker:
        """The worker of this thread."""
        if not hasattr(self._mine, "worker"):
            self._mine.worker = Worker(self._memory, self._cpu_seconds)
            self._live.append(self._mine.worker)
        worker: Worker = self._mine.worker
        return worker

    def activity(self) -> list[Activity]:
        """How far each worker is."""
        return [worker.activity() for worker in self._live]


class OnRay:
    """Ray tasks, a bounded number in flight. Joins `address` or starts Ray on this machine.

    Each task still runs in a worker process of ours, because Ray notices a dead process but not a
    hung one, and cannot say which record did it. Tasks lost with a node are run again elsewhere; the
    output folder must be one that every node sees.
    """

    def __init__(
        self,
        address: str | None = None,
        workers: int | None = None,
        memory: int | None = None,
        cpu_seconds: float = CPU_SECONDS,
        in_flight: int = 256,
    ) -> None:
        self._address = address or os.environ.get("RAY_ADDRESS")
        self._workers = workers
        self._memory = memory
        self._cpu_seconds = cpu_seconds
        self._in_flight = in_flight

    def map(self, fn: Callable[[T], R], items: Iterable[T]) -> Generator[R, None, None]:
        """See `Runner.map`."""
        ray = self._connected()
        from proofpile.versions import library

        slots = max(1, int(ray.cluster_resources().get("CPU", 1)))
        share = self._memory // slots if self._memory else None
        # Only deaths of machines and Ray's own processes are retried: our errors must surface.
        task = ray.remote(num_cpus=1, max_retries=10)(_in_worker)
        job = ray.put((fn, library(), share, self._cpu_seconds))
        pending: deque[Any] = deque()
        try:
            for item in items:
                pending.append(task.remote(job, item))
                if len(pending) >= self._in_flight:
                    yield self._get(ray, pending.popleft())
            while pending:
                yield self._get(ray, pending.popleft())
        finally:
            for reference in pending:
                ray.cancel(reference, force=True)

    def activity(self) -> list[Activity]:
        """Nothing: the workers are on other machines."""
        return []

    def close(self) -> None:
        """Ray keeps its processes, and is its owner's."""

    @staticmethod
    def _get(ray: Any, ref: Any) -> Any:
        try:
            return ray.get(ref)
        except ray.exceptions.RayTaskError as error:
            raise error.cause from None

    def _connected(self) -> Any:
        try:
            import ray
        except ImportError:
            raise MissingError(
                "--on ray needs Ray, which is not installed: pip install 'proofpile[ray]'"
            ) from None
        if self._address:
            _check_reachable(self._address)
        if ray.is_initialized():
            return ray
        options: dict[str, Any] = {"logging_level": "ERROR", "log_to_driver": False}
        if self._address:
            ray.init(address=self._address, **options)
        else:
            cpus = self._workers or len(os.sched_getaffinity(0))
            # Only recipes and shard facts pass through the store; documents go through files.
            ray.init(
                "local",
                num_cpus=cpus,
                include_dashboard=False,
                object_store_memory=256 << 20,
                **options,
            )
        return ray


def _check_reachable(address: str) -> None:
    """Ray ends the whole process where nobody answers; we ask first, and only say so."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        return  # "auto" and the like
    try:
        socket.create_connection((host, int(port)), timeout=10).close()
    except OSError as error:
        raise UsageError(
            f"no Ray cluster answers at {address} ({error.strerror or error}); start one with "
            "`ray start --head`, or leave --ray-address out to use this machine"
        ) from None


_worker: Worker | None = None  # one for each Ray process, kept from task to task


def _in_worker(job: tuple[Callable[[T], R], str, int | None, float], item: T) -> R:
    global _worker
    from proofpile.versions import library

    fn, theirs, memory, cpu_seconds = job
    if library() != theirs:
        raise UsageError(
            f"a Ray node runs another proofpile ({library()}) than the driver ({theirs}); "
            "install the same version, with the same dependencies, on every node"
        )
    _worker = _worker or Worker(memory, cpu_seconds)
    return _worker.call(fn, item)
