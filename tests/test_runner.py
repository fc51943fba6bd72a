"""One contract for every runner, and what is special about each."""

import math
import os
import pickle

import pytest

from proofpile import Filter, Here, Local, OnRay
from proofpile.errors import UsageError
from proofpile.worker import Worker


@pytest.fixture(scope="module")
def on_ray():
    import ray

    yield OnRay(workers=2)
    ray.shutdown()


@pytest.fixture(params=["here", "local", "ray"])
def runner(request):
    if request.param == "ray":
        return request.getfixturevalue("on_ray")
    return {"here": Here(), "local": Local(2)}[request.param]


def test_results_come_in_the_order_of_the_items(runner):
    assert list(runner.map(math.factorial, range(20))) == [math.factorial(n) for n in range(20)]


def test_no_items_no_results(runner):
    assert list(runner.map(math.sqrt, [])) == []


def test_what_the_function_raises_is_raised(runner):
    with pytest.raises((ValueError, RuntimeError), match="math domain error"):
        list(runner.map(math.sqrt, [1, -1]))


def test_our_errors_cross_processes_as_themselves(runner):
    with pytest.raises(UsageError, match="no filter called 'nothing'"):
        list(runner.map(Filter.load, ["nothing"]))


def test_items_are_taken_a_few_at_a_time():
    taken = []

    def items():
        for n in range(100):
            taken.append(n)
            yield n

    results = Local(2).map(abs, items())
    next(results)
    assert len(taken) <= 5
    results.close()


def test_a_failure_ends_the_workers():
    local = Local(2)
    with pytest.raises(RuntimeError):
        list(local.map(math.sqrt, [-1] * 10))
    assert local.activity() == []


def test_what_a_library_prints_does_not_end_up_in_an_answer():
    worker = Worker()
    try:
        assert worker.call(os.system, "echo noise") == 0
        assert worker.call(print, "more noise") is None
        assert worker.call(len, "quiet") == 5
    finally:
        worker.close()


def test_a_worker_is_kept_from_call_to_call():
    worker = Worker()
    try:
        pids = {worker.call(eval, "__import__('os').getpid()") for _ in range(3)}
    finally:
        worker.close()
    assert len(pids) == 1
    assert os.getpid() not in pids


def test_the_users_folder_is_not_on_the_path(tmp_path, monkeypatch):
    (tmp_path / "random.py").write_text("raise SystemExit('hijacked')")
    monkeypatch.chdir(tmp_path)
    worker = Worker()
    try:
        assert worker.call(eval, "__import__('random').random() < 1") is True
    finally:
        worker.close()


@pytest.mark.parametrize(
    ("statement", "how"),
    [("while True: pass", "SIGPROF"), ("import time; time.sleep(60)", "SIGALRM")],
)
def test_the_kernel_ends_what_loops_and_what_sleeps(statement, how):
    """Processor time for the first; real time, ten times as long, for the second."""
    code = f"lambda: exec({statement!r})"
    worker = Worker(cpu_seconds=0.2)
    task = pickle.dumps((eval, f"__import__('proofpile.guard').guard.guarded('x', '', {code})"))
    try:
        death = worker._attempt(task, {})
    finally:
        worker.close()
    assert (death.record, death.how, death.reason) == ("x", how, "time-limit")


def test_memory_is_bounded_in_a_worker():
    worker = Worker(memory=300 << 20)
    try:
        assert worker.call(eval, "len(bytearray(100 << 20))") == 100 << 20
        with pytest.raises(RuntimeError, match="MemoryError"):
            worker.call(eval, "len(bytearray(600 << 20))")
    finally:
        worker.close()


def test_an_address_where_nobody_answers_is_said():
    with pytest.raises(UsageError, match=r"no Ray cluster answers at 127\.0\.0\.1:1 .*ray start"):
        list(OnRay(address="127.0.0.1:1").map(abs, [1]))
