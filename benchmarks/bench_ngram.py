"""Perplexities of whole documents: our reader of ARPA files beside the package kenlm, in one run.

Usage: bench_ngram.py MODEL.arpa FILE... [--kenlm-python PYTHON] [--runs 5]

FILEs are what `proofpile ngram score` takes. Each document is normalised once, before the clock starts; both
then get the same lines, one call a document, in processor time of one core. Without --kenlm-python (an
interpreter that can import kenlm) only ours is measured. At the end every line's score is compared with the
sum in double of kenlm's own `full_scores`, and with its `score`, which adds up in float32.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from proofpile.text.ngram.inputs import Documents, find
from proofpile.text.ngram.model import Ngram
from proofpile.text.ngram.sentence import sentence

_PEER = """
import json, sys, time
import kenlm
path, lines, runs = sys.argv[1], open(sys.argv[2], encoding="utf-8").read().split("\\n"), int(sys.argv[3])
started = time.process_time()
model = kenlm.Model(path)
load = time.process_time() - started
times = []
for _ in range(runs):
    started = time.process_time()
    scores = [model.score(line) for line in lines]
    times.append(time.process_time() - started)
sums = [sum(log10 for log10, _, _ in model.full_scores(line)) for line in lines]
print(json.dumps({"load": load, "times": times, "scores": scores, "sums": sums}))
"""


def timed(work) -> float:
    """Seconds of processor time of a call."""
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--kenlm-python", default="")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    texts = list(Documents(find(options.files)))
    lines: list[str] = []
    normalising = timed(lambda: lines.extend(map(sentence, texts)))
    size = sum(len(line.encode()) for line in lines) / 1e6
    raw = sum(len(text.encode(errors="replace")) for text in texts) / 1e6
    load = timed(lambda: Ngram.at(options.model))
    model = Ngram.at(options.model)
    scores = [model.score_line(line) for line in lines]
    words = sum(score.words for score in scores)
    print(f"{len(lines):,} documents, {raw:.1f} MB; normalised {size:.1f} MB, {words:,} words")
    print(f"prose and normaliser: {raw / normalising:.1f} MB/s of text")

    def report(name: str, load: float, times: list[float]) -> float:
        rates = sorted(size / seconds for seconds in times)
        middle = statistics.median(rates)
        nanoseconds = 1e9 * size / middle / words
        print(
            f"{name:8} load {load:.2f} s; {middle:.1f} MB/s ({rates[0]:.1f}–{rates[-1]:.1f}), "
            f"{nanoseconds:.0f} ns a word"
        )
        return middle

    ours = report(
        "ours",
        load,
        [timed(lambda: list(map(model.score_line, lines))) for _ in range(options.runs)],
    )
    if not options.kenlm_python:
        return
    with TemporaryDirectory() as folder:
        (Path(folder) / "lines").write_text("\n".join(lines), encoding="utf-8")
        command = [
            options.kenlm_python,
            "-c",
            _PEER,
            options.model,
            f"{folder}/lines",
            str(options.runs),
        ]
        peer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    theirs = report("kenlm", peer["load"], peer["times"])
    print(f"ratio {ours / theirs:.2f}")
    for name in ("sums", "scores"):
        away = [abs(s.log10 / log10 - 1) for s, log10 in zip(scores, peer[name], strict=True)]
        print(f"largest relative difference from kenlm's {name}: {max(away):.1e}")


if __name__ == "__main__":
    sys.exit(main())
