"""Promises 3 and 5 under fire: kill -9 at any moment, run again, and no byte is different."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow as pa
import pytest
from helpers import contents

from proofpile import Here, Local, build
from proofpile.atomic import appearing, write_text

DRIVER = Path(__file__).with_name("driver.py")
KILLS = 22


def start(books: Path, out: Path, workers: int, pause: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(DRIVER), str(books), str(out), str(workers), str(pause)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def check_whole(out: Path) -> None:
    """Whatever has a final name can be read to its end."""
    for path in out.rglob("[!.]*.arrow"):
        pa.ipc.open_file(path).read_all().validate(full=True)


@pytest.mark.slow
def test_a_killed_driver_leaves_nothing_half_written(library, tmp_path):
    undisturbed = tmp_path / "undisturbed"
    build(library.source(), undisturbed, Here(), filters=library.filters())
    out, chance = tmp_path / "out", random.Random(20231016)
    killed = finished = 0
    while killed < KILLS:
        driver = start(library.folder, out, workers=killed % 3, pause=0.003)
        time.sleep(chance.uniform(0.2, 1.4))
        driver.kill()
        if driver.wait() == 0:  # it was faster: look at what it made, and begin anew
            finished += 1
            assert contents(out) == contents(undisturbed)
            shutil.rmtree(out)
        else:
            killed += 1
            check_whole(out)
    assert start(library.folder, out, workers=2, pause=0).wait() == 0
    assert contents(out) == contents(undisturbed)
    assert not list(out.rglob("*.partial"))


@pytest.mark.slow
def test_killed_workers_are_replaced_and_nobody_is_blamed(library, tmp_path):
    undisturbed = build(library.source(), tmp_path / "a", Here(), filters=library.filters())
    runner, chance = Local(2), random.Random(4)
    kills, stop = [0], threading.Event()

    def strike() -> None:
        while not stop.wait(chance.uniform(0.2, 1.2)):
            for worker in list(runner._live):
                if (process := worker._process) and kills[0] < KILLS:
                    os.kill(process.pid, signal.SIGKILL)
                    kills[0] += 1

    thread = threading.Thread(target=strike)
    thread.start()
    try:
        source = library.source(pause=0.01)
        manifest = build(source, tmp_path / "b", runner, filters=library.filters())
    finally:
        stop.set()
        thread.join()
    assert kills[0] >= 10
    assert manifest == undisturbed
    assert contents(tmp_path / "b") == contents(tmp_path / "a")


def test_workers_die_with_their_driver(library, tmp_path):
    driver = start(library.folder, tmp_path / "out", workers=2, pause=0.05)
    deadline = time.monotonic() + 30
    while not (workers := children(driver.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    driver.kill()
    driver.wait()
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert workers
    assert not any(map(alive, workers))


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    path = tmp_path / "file"

    def fail_half_way() -> None:
        with appearing(path) as partial:
            partial.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert list(tmp_path.iterdir()) == []


def test_an_unchanged_text_is_not_rewritten(tmp_path):
    path = tmp_path / "file"
    assert write_text(path, "α")
    before = path.stat().st_mtime_ns, path.stat().st_ino
    assert not write_text(path, "α")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_a_leftover_is_neither_read_nor_in_the_way(library, tmp_path):
    out = tmp_path / "out"
    (out / "passes" / "0").mkdir(parents=True)
    leftover = out / "passes" / "0" / ".00000.arrow.1-abcd.partial"
    leftover.write_bytes(b"half a shard")
    build(library.source(), out, Here(), filters=library.filters())
    build(library.source(), tmp_path / "clean", Here(), filters=library.filters())
    assert not leftover.exists()
    assert contents(out) == contents(tmp_path / "clean")


def children(pid: int) -> list[int]:
    try:
        return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()] or [
            int(c)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for c in (task / "children").read_text().split()
        ]
    except FileNotFoundError:
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
