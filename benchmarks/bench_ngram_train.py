"""The n-gram trainer: text per second of processor time, peak memory, disk; and lmplz on the same text.

Usage: bench_ngram_train.py TEXT [--sizes 50,200] [--memory 500MB] [--order 5] [--lmplz PROGRAM]

TEXT holds normalised text, a document a line, and should be real and without repeats: what n-grams cost is
how many of them differ. Each size (in MB) is the head of it, trained in a process of its own. Processor time
is of all threads, user and system, so that lmplz, which runs several, is not favoured by free cores.
"""

import argparse
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from proofpile.text.ngram.train import FALLBACK, train
from proofpile.words import human_size, parse_size

PRUNE = (0, 0, 1)


def head(text: Path, size: int) -> Iterator[str]:
    """Its first lines, `size` bytes of them."""
    with text.open("rb") as file:
        for line in file:
            size -= len(line)
            if size < 0:
                return
            yield line.decode(errors="replace")


def ours(text: Path, size: int, order: int, memory: int, out: Path) -> str:
    facts = train(
        head(text, size),
        out,
        order=order,
        memory=memory,
        prune=PRUNE[:order],
        discount_fallback=FALLBACK,
    )
    return (
        f"{facts.tokens:,} words, {facts.types:,} kinds, {sum(facts.ngrams):,} n-grams; "
        f"disk {human_size(facts.disk)}, model {human_size(out.stat().st_size)}"
    )


def lmplz(text: Path, size: int, order: int, memory: int, out: Path, program: str) -> str:
    command = [program, "-o", str(order), "-S", f"{memory // 1024}K", "-T", f"{out}.tmp"]
    command += ["--prune", *map(str, PRUNE[:order]), "--skip_symbols"]
    command += ["--discount_fallback", *map(str, FALLBACK), "--arpa", str(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdin
        for line in head(text, size):
            child.stdin.write(line.encode())
    if child.returncode:
        raise SystemExit(f"{program} ended with {child.returncode}")
    return f"model {human_size(out.stat().st_size)}"


def measured(report: Any, run: Callable[..., str], *arguments: Any) -> None:
    """In a process of its own: what `run` says, seconds, processor seconds, peak bytes."""
    began = time.monotonic()
    said = run(*arguments)
    seconds = time.monotonic() - began
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    spent = sum(usage.ru_utime + usage.ru_stime for usage in both)
    report.send((said, seconds, spent, max(usage.ru_maxrss for usage in both) << 10))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("text", type=Path)
    parser.add_argument("--sizes", default="50,200")
    parser.add_argument("--memory", default="500MB")
    parser.add_argument("--order", type=int, default=5)
    parser.add_argument("--lmplz", default="")
    given = parser.parse_args()
    print(
        f"{platform.processor() or platform.machine()}, load {os.getloadavg()[0]:.1f}, order {given.order}"
    )
    for size in (int(float(s) * 1e6) for s in given.sizes.split(",")):
        programs: list[tuple[str, Any, tuple[Any, ...]]] = [("ours", ours, ())]
        if given.lmplz:
            programs.append(("lmplz", lmplz, (given.lmplz,)))
        for name, run, more in programs:
            with TemporaryDirectory(dir=given.text.parent) as folder:
                out = Path(folder) / "model.arpa"
                arguments = given.text, size, given.order, parse_size(given.memory), out, *more
                here, there = get_context("spawn").Pipe(duplex=False)
                child = get_context("spawn").Process(target=measured, args=(there, run, *arguments))
                child.start()
                there.close()
                try:
                    said, seconds, spent, peak = here.recv()
                except EOFError:
                    sys.exit(f"{name} failed")
                child.join()
            print(
                f"{name}, {human_size(size)}: {size / spent / 1e6:.2f} MB/s of processor time "
                f"({spent:.1f} s, {seconds:.1f} s by the clock); peak {human_size(peak)}; {said}",
                flush=True,
            )


if __name__ == "__main__":
    main()
