"""The whole build: scaling from one worker to two, Ray's overhead, and memory against input.

Usage: bench_build.py FOLDER [--runs 5] [--times 1] [--only here,local-1,local-2,ray-1,ray-2]

FOLDER holds WARC files (`make_warc.py` makes them). `--times N` gives each file N times under N names,
so that a 1 GB folder stands for N GB without N GB of disk. Runs alternate between configurations; the
figure is the median. Memory is the largest resident set that any one worker process reached.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

BUILD = """
import json, sys, time
from pathlib import Path
from proofpile import Here, Local, OnRay, Source, build
folder, out, kind, workers = sys.argv[1:]
n = int(workers)
runner = {"here": Here, "local": lambda: Local(n), "ray": lambda: OnRay(workers=n)}[kind]()
if kind == "ray":
    list(runner.map(abs, range(2 * n)))  # Ray's own start is told apart
source = Source.load("openwebmath", inputs=(folder,))
start = time.monotonic()
manifest = build(source, out, runner)
print(json.dumps({"seconds": time.monotonic() - start, "kept": manifest.kept,
                  "read": manifest.facts["passes"][0]["in"], "fingerprint": manifest.facts["fingerprint"]}))
"""
CONFIGURATIONS = ("here-1", "local-1", "local-2", "ray-1", "ray-2")


class Memory(threading.Thread):
    """The largest resident set of any worker on this machine, in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak, self.stop = 0.0, threading.Event()

    def run(self) -> None:
        while not self.stop.wait(0.2):
            for entry in Path("/proc").iterdir():
                if entry.name.isdigit() and "proofpile.worker" in _text(entry / "cmdline"):
                    self.peak = max(self.peak, _high_water(entry))


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def _high_water(process: Path) -> float:
    for line in _text(process / "status").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def measure(folder: Path, configuration: str) -> dict[str, float]:
    """One build in a process of its own and a fresh output folder."""
    kind, _, workers = configuration.partition("-")
    with tempfile.TemporaryDirectory(dir=folder.parent) as out:
        command = [sys.executable, "-c", BUILD, str(folder), f"{out}/build", kind, workers]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        memory = Memory()
        memory.start()
        answer, _ = process.communicate()
        memory.stop.set()
        if process.returncode:
            raise SystemExit(f"{configuration} failed")
    return json.loads(answer.splitlines()[-1]) | {"peak_mb": memory.peak}


def many(folder: Path, times: int) -> Path:
    """`folder` with each file `times` times, as hard links."""
    links = folder.with_name(f"{folder.name}-x{times}")
    links.mkdir(exist_ok=True)
    for path in sorted(folder.glob("*.warc*")):
        for n in range(times):
            link = links / f"{n:03d}-{path.name}"
            if not link.exists():
                link.hardlink_to(path)
    return links


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--only", default=",".join(CONFIGURATIONS))
    options = parser.parse_args()
    folder = many(options.folder, options.times) if options.times > 1 else options.folder
    size = sum(p.stat().st_size for p in folder.glob("*.warc*"))
    results = defaultdict(list)
    for _ in range(options.runs):
        for configuration in options.only.split(","):
            result = measure(folder, configuration)
            results[configuration].append(result)
            print(f"  {configuration:8} {result['seconds']:7.1f} s", file=sys.stderr, flush=True)
    assert len({r["fingerprint"] for rs in results.values() for r in rs}) == 1
    print(
        f"{time.strftime('%Y-%m-%d')}  {platform.processor() or platform.machine()}, {os.cpu_count()} cores"
    )
    print(
        f"{size / 1e9:.2f} GB compressed, {results[options.only.split(',')[0]][0]['read']:,} records"
    )
    for configuration, rs in results.items():
        seconds = statistics.median(r["seconds"] for r in rs)
        peak = max(r["peak_mb"] for r in rs)
        print(
            f"{configuration:8} {seconds:8.1f} s  {size / 1e6 / seconds:7.1f} MB/s"
            f"  worker peak {peak:5.0f} MB"
        )
    median = {c: statistics.median(r["seconds"] for r in rs) for c, rs in results.items()}
    for name, a, b in (
        ("scaling local 1 -> 2", "local-1", "local-2"),
        ("scaling ray 1 -> 2", "ray-1", "ray-2"),
    ):
        if a in median and b in median:
            print(f"{name}: {median[a] / median[b]:.2f}")
    if "local-2" in median and "ray-2" in median:
        print(f"ray / local at 2 workers: {median['ray-2'] / median['local-2']:.3f}")


if __name__ == "__main__":
    main()
