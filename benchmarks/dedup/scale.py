"""Near-duplicates among millions of documents: time, memory and disk as their number grows.

    python scale.py make FOLDER --documents 10000000
    python scale.py run FOLDER OUT --documents 1000000 --workers 2 --memory 4GB

`make` writes Parquet files of 100,000 documents of about 1 kB (words as in make.py). A tenth of them repeat
a document, of their own file or of an earlier one half as far on, with up to eight words replaced; one in 200
is one of fifty copies of a template. A corpus of fewer documents is the beginning of that of more. `run`
calls `proofpile dedup` on the first N documents and prints a line of JSON: seconds, processor time, and the
most memory and disk that were seen, once a second. Memory is told twice: the sum of what is resident in all
processes of the run, where mapped files count as long as nothing else wants the room, and without those.
The log beside OUT has the steps with their times.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[1]))
from dedup.make import MANDELBROT, WORDS, Array, Units

FILE = 100_000
_STEPS = 1 << 20  # in which a word's share is counted, so that drawing one is looking it up
_FEWEST, _MOST = 120, 210  # words of a document
_NEAR, _TEMPLATES, _COPIES = 0.1, 10, 50
_CHANGED = 8


def originals(number: int, rows: int = FILE) -> tuple[Array, Array]:
    """Words of the documents of file `number` before any is made a copy: uint16[rows, _MOST], and lengths."""
    rng = np.random.default_rng((number, 11))
    return draw(rng, rows * _MOST).reshape(rows, _MOST), rng.integers(_FEWEST, _MOST + 1, rows)


def draw(rng: np.random.Generator, count: int) -> Array:
    """Words at random by Zipf's law."""
    words: Array = _law()[rng.integers(0, _STEPS, count, dtype=np.uint32)]
    return words


@cache
def _law() -> Array:
    upto = np.cumsum(1 / (np.arange(WORDS) + MANDELBROT))
    return np.searchsorted(upto, (np.arange(_STEPS) + 0.5) / _STEPS * upto[-1]).astype(np.uint16)


def documents(number: int) -> tuple[Array, Array]:
    """The same with copies in it."""
    rng = np.random.default_rng((number, 12))
    words, sizes = originals(number)
    before, of_before = originals(number // 2) if number else (words.copy(), sizes.copy())
    copies = rng.permutation(FILE)[: int(FILE * _NEAR)]
    near, far = np.array_split(copies, 2)
    sources = rng.integers(0, FILE, len(copies))
    templates = np.resize(sources[:_TEMPLATES], _TEMPLATES * _COPIES)
    words[near], sizes[near] = words[sources[: len(near)]], sizes[sources[: len(near)]]
    words[far], sizes[far] = before[sources[len(near) :]], of_before[sources[len(near) :]]
    words[near[: len(templates)]], sizes[near[: len(templates)]] = (
        words[templates],
        sizes[templates],
    )
    times = rng.integers(0, _CHANGED + 1, len(copies))
    rows = np.repeat(copies, times)
    words[rows, (rng.random(len(rows)) * sizes[rows]).astype(np.int64)] = draw(rng, len(rows))
    return words, sizes


def make(folder: Path, count: int) -> None:
    """As many files as `count` documents need; those that are there stay."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = Units.make().plain
    for number in range(-(-count // FILE)):
        path = folder / f"{number:05d}.parquet"
        if path.exists():
            continue
        words, sizes = documents(number)
        with pq.ParquetWriter(
            f"{path}.part",
            pa.schema([("id", pa.string()), ("text", pa.large_string())]),
            compression="zstd",
        ) as file:
            for start in range(0, FILE, 10_000):
                some, size = words[start : start + 10_000], sizes[start : start + 10_000]
                flat = some[np.arange(_MOST) < size[:, None]].astype(np.int32)
                offsets = pa.array(np.concatenate([[0], np.cumsum(size)]).astype(np.int32))
                lists = pa.ListArray.from_arrays(offsets, plain.take(pa.array(flat)))
                text = pc.binary_join(lists, " ").cast(pa.large_string())
                first = number * FILE + start
                ids = pa.array([f"s{n:09d}" for n in range(first, first + len(some))])
                file.write_table(pa.table({"id": ids, "text": text}))
        Path(f"{path}.part").rename(path)


class Watch:
    """The most memory of a process and its children, and the most bytes in a folder."""

    def __init__(self, pid: int, folder: Path) -> None:
        self._pid, self._folder = pid, folder
        self.resident = self.anonymous = self.disk = 0

    def look(self) -> None:
        resident = anonymous = 0
        for pid in _family(self._pid):
            try:
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:  # it has ended meanwhile
                continue
            found = dict(re.findall(r"^(VmRSS|RssAnon):\s+(\d+)", status, re.MULTILINE))
            resident += int(found.get("VmRSS", 0)) << 10
            anonymous += int(found.get("RssAnon", 0)) << 10
        self.resident, self.anonymous = max(self.resident, resident), max(self.anonymous, anonymous)
        self.disk = max(self.disk, _bytes(self._folder))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


def _bytes(folder: Path) -> int:
    """On disk; a file under two names counts once."""
    seen = {}
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                facts = Path(root, name).lstat()
            except OSError:
                continue
            seen[facts.st_ino] = facts.st_blocks * 512
    return sum(seen.values())


def run(folder: Path, out: Path, count: int, workers: int, memory: str) -> dict[str, Any]:
    """Deduplicate the first `count` documents; what it took."""
    files = sorted(folder.glob("*.parquet"))[: count // FILE]
    if len(files) * FILE != count:
        raise SystemExit(f"{folder} has {len(files) * FILE:,} documents: make more first")
    shutil.rmtree(out, ignore_errors=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    line = [sys.executable, "-m", "proofpile", "dedup", *map(str, files), "--out", str(out)]
    line += ["--workers", str(workers), "--memory", memory]
    log = out.with_suffix(".log").open("w")
    process = subprocess.Popen(line, stdout=log, stderr=subprocess.STDOUT)
    watch = Watch(process.pid, out)
    while process.poll() is None:
        watch.look()
        time.sleep(1)
    wall, used = time.perf_counter() - start, os.times()
    log.close()
    if process.returncode:
        raise SystemExit(f"exit code {process.returncode}: see {out.with_suffix('.log')}")
    manifest = json.loads((out / "manifest.json").read_text())
    return {
        "documents": count,
        "seconds": round(wall, 1),
        "processor": round(used.children_user + used.children_system, 1),
        "resident_MB": watch.resident >> 20,
        "anonymous_MB": watch.anonymous >> 20,
        "disk_MB": watch.disk >> 20,
        "input_MB": sum(path.stat().st_size for path in files) >> 20,
        "findings": {
            name: value
            for name, value in manifest["findings"]["near_duplicates"].items()
            if isinstance(value, int)
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["make", "run"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory", default="4GB")
    options = parser.parse_args()
    if options.what == "make":
        make(options.folder, options.documents)
    else:
        sizes = options.documents, options.workers, options.memory
        print(json.dumps(run(options.folder, options.out, *sizes)))


if __name__ == "__main__":
    main()
