"""Near-duplicates by proofpile and by its peers on the same documents: time, memory, what is found.

    python bench.py MATERIAL RUNS --peers PYTHON [--text-dedup PYTHON] [--jobs NAME,NAME] [--repeat 1]

MATERIAL is a folder that `make.py` filled; PYTHON the interpreter of an environment with datasketch, rensa,
datatrove and xxhash (text-dedup needs Python 3.12, so it may have another). Each job (`ours.py`, `peers.py`)
is a process of its own, ours and the peers' in turn, `--repeat` times; what it found is left under RUNS for
`quality.py`. Times are processor time, of which other load on the machine takes little; figures are medians.
Peak memory is that of the largest process of a job, texts included.
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

_HERE = Path(__file__).parent
# Ours stand between the peers, so that a machine that gets slower slows both.
ORDER = [
    ("ours", "limit"),
    ("ours", "signatures"),
    ("peers", "datasketch"),
    ("peers", "datasketch-bulk"),
    ("ours", "library"),
    ("peers", "rensa-objects"),
    ("peers", "rensa-matrix"),
    ("peers", "rensa"),
    ("ours", "buckets"),
    ("ours", "command"),
    ("text-dedup", "text-dedup"),
    ("peers", "datatrove"),
]


def run(python: str, script: str, job: str, material: Path, out: Path) -> dict[str, Any]:
    """What the job printed, and its peak memory in MB."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "log").open("w") as log:
        process = subprocess.Popen(
            [python, str(_HERE / script), job, str(material), str(out)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, "HF_HUB_OFFLINE": "1"},
        )
        assert process.stdout
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{job} failed: see {out / 'log'}")
    facts: dict[str, Any] = json.loads(said.splitlines()[-1])
    return facts | {"peak": usage.ru_maxrss / 1024}


def show(job: str, runs: list[dict[str, Any]]) -> None:
    """Documents a second of each step."""
    count = runs[0]["documents"]
    for step in runs[0]["steps"]:
        cpu = statistics.median(one["steps"][step][0] for one in runs)
        wall = statistics.median(one["steps"][step][1] for one in runs)
        rate = count / max(cpu, 1e-9)
        print(
            f"{job:16} {step:13} {cpu:9.2f} s {wall:9.2f} s of the clock {rate:11,.0f} documents/s"
        )
    cpu = statistics.median(sum(s[0] for s in one["steps"].values()) for one in runs)
    peak = max(one["peak"] for one in runs)
    print(f"{job:16} {runs[0]['peer']:20} {cpu:9.2f} s in all, peak {peak:,.0f} MB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("material", type=Path)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--peers", default=sys.executable)
    parser.add_argument("--text-dedup", default="")
    parser.add_argument("--jobs", default="")
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    pythons = {"ours": sys.executable, "peers": options.peers, "text-dedup": options.text_dedup}
    wanted = options.jobs.split(",") if options.jobs else [job for _, job in ORDER]
    facts = json.loads((options.material / "facts.json").read_text())
    print(
        f"{time.strftime('%Y-%m-%d')}  {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}; {facts['documents']:,} documents, {facts['text_bytes']:,} bytes"
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for _ in range(options.repeat):
        for kind, job in ORDER:
            if job in wanted and pythons[kind]:
                script = "ours.py" if kind == "ours" else "peers.py"
                out = options.runs / job
                one = run(pythons[kind], script, job, options.material.resolve(), out.resolve())
                found.setdefault(job, []).append(one)
                show(job, [one])
    if options.repeat > 1:
        print("\nmedians")
        for job, runs in found.items():
            show(job, runs)
    (options.runs / "times.json").write_text(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
