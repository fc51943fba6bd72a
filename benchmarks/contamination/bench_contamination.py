"""Benchmark items looked for by proofpile and by its peers in the same documents: speed, memory, finds.

    python bench_contamination.py MATERIAL [--peers PYTHON] [--mb 220] [--peer-mb 40] [--datatrove-mb 4]
                                           [--repeat 3] [--jobs NAME,NAME]

MATERIAL is a folder, filled by `material.py` if it is empty; PYTHON the interpreter of an environment with
pyarrow and datatrove (and spaCy, which it needs for English; its 0.10.1 wants xxhash before 4). Each job is a
process of its own on one core, ours and the peers' in turn, `--repeat` times. Ours read all of the corpus;
the peers, which are slow, its first so many million bytes. Times are processor time of the search alone,
figures medians; peak memory is that of the whole process, with the batch of texts that it is at. Ratios are
of bytes a second.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import material

_HERE = Path(__file__).parent
# Ours stand between the peers, so that a machine that gets slower slows both.
ORDER = [
    ("ours", "llemma"),
    ("peers", "set-30"),
    ("peers", "study"),
    ("ours", "all"),
    ("peers", "set-13"),
    ("peers", "set-8"),
    ("datatrove", "datatrove"),
]


def run(python: str, script: str, job: str, folder: Path, limit: int) -> dict[str, Any]:
    """What the job printed."""
    command = [python, str(_HERE / script), job, str(folder), str(limit)]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise SystemExit(f"{job} failed:\n{done.stderr[-2000:]}")
    facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return facts


def rate(one: dict[str, Any]) -> float:
    """Million bytes a second of processor time."""
    return float(one["bytes"] / one["steps"]["search"] / 1e6)


def show(job: str, runs: list[dict[str, Any]], ours: dict[str, float]) -> None:
    """One line: medians of the runs, and how many times as fast ours is."""
    speeds = sorted(map(rate, runs))
    index = statistics.median(one["steps"]["index"] for one in runs)
    one, middle = runs[0], statistics.median(speeds)
    times = "".join(f"  {name}: {speed / middle:6.1f} ×" for name, speed in ours.items())
    print(
        f"{job:10} {one['peer']:18} {middle:8.2f} MB/s ({speeds[0]:.2f}–{speeds[-1]:.2f}) of "
        f"{one['bytes'] / 1e6:5.0f} MB  index {index:6.2f} s, {one['index_peak']:4.0f} MB  "
        f"peak {one['peak']:4.0f} MB  {one['found']:5} of {one['documents']:6} documents{times}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("material", type=Path)
    parser.add_argument("--peers", default=sys.executable)
    parser.add_argument("--mb", type=int, default=220)
    parser.add_argument("--peer-mb", type=int, default=40)
    parser.add_argument("--datatrove-mb", type=int, default=4)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--jobs", default="")
    options = parser.parse_args()
    if not (options.material / "facts.json").is_file():
        material.write(options.material, material.data_folder(), options.mb * 1_000_000)
    facts = json.loads((options.material / "facts.json").read_text())
    kinds = {
        "ours": (sys.executable, "ours.py", options.mb),
        "peers": (options.peers, "peers.py", options.peer_mb),
        "datatrove": (options.peers, "peers.py", options.datatrove_mb),
    }
    wanted = options.jobs.split(",") if options.jobs else [job for _, job in ORDER]
    print(
        f"{time.strftime('%Y-%m-%d')}  {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}; {facts['documents']:,} documents, {facts['text_bytes']:,} "
        f"bytes, {facts['parts']:,} parts of items"
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for _ in range(options.repeat):
        for kind, job in ORDER:
            if job in wanted:
                python, script, mb = kinds[kind]
                one = run(python, script, job, options.material.resolve(), mb * 1_000_000)
                found.setdefault(job, []).append(one)
                print(f"  {job}: {rate(one):.2f} MB/s", file=sys.stderr, flush=True)
    ours = {
        job: statistics.median(map(rate, found[job])) for job in ("llemma", "all") if job in found
    }
    for job, runs in found.items():
        show(job, runs, {} if job in ("llemma", "all") else ours)


if __name__ == "__main__":
    main()
