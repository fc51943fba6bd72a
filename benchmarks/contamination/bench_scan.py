"""Sets of n-grams looked for in pages: our scanner beside a Python set of joined n-grams, in one run.

Usage: bench_scan.py PAGES.jsonl ITEMS.jsonl... [--megabytes 100] [--sample 4] [--runs 5]

PAGES has a document's "text" a line; they are taken again and again until there are so many megabytes. ITEMS
are GSM8K's files. Sets are filled up with random keys to the sizes that 20,000 items have; sets of short and
of formulas' n-grams hold nothing else, since hardly a page has what they stand for. All times are processor
time of one core: the machine's load is told because it takes cache and memory from both. The Python set reads
only the sample and 100 items, before and after ours, and must find what ours finds there.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from proofpile import native

N = 10  # of kind blank
Packed = tuple[np.ndarray, np.ndarray]


def timed(work: Callable[[], Any]) -> float:
    """Seconds of processor time of a call."""
    started = time.process_time()
    work()
    return time.process_time() - started


def pages(path: Path, size: int) -> list[str]:
    with path.open() as lines:
        texts = [json.loads(line)["text"] for line in lines]
    taken: list[str] = []
    while True:
        for text in texts:
            taken.append(text)
            size -= len(text.encode())
            if size <= 0:
                return taken


def items(paths: list[Path]) -> list[str]:
    """20,000 texts: those of the files, then with their words in reverse and in alphabetical order."""
    rows = [json.loads(line) for path in paths for line in path.read_text().splitlines()]
    texts = [f"{row['question']} {row['answer']}" for row in rows]

    def all_orders() -> Iterator[str]:
        yield from texts
        for order in (lambda words: words[::-1], sorted):
            yield from (" ".join(order(text.split())) for text in texts)

    return list(islice(all_orders(), 20_000))


def packed(texts: list[str]) -> Packed:
    encoded = [text.encode() for text in texts]
    offsets = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    return np.frombuffer(b"".join(encoded), np.uint8), offsets


def keys_of(kind: str, texts: list[str], n: int) -> np.ndarray:
    hashes = (native.tokens(kind, text.encode())[0] for text in texts)
    keys = np.sort(np.concatenate([native.grams(some, n) for some in hashes]))
    return keys[np.append(True, keys[1:] != keys[:-1])]  # np.unique takes 20 times as long


def filled(keys: np.ndarray, count: int) -> np.ndarray:
    """So many keys: of those given, and random ones for those that lack."""
    random = np.random.default_rng(count)
    if len(keys) >= count:
        return np.sort(random.choice(keys, count, replace=False))
    more = random.integers(0, 2**64, count - len(keys), np.uint64)
    return np.unique(np.concatenate([keys, more]))


def joined(text: str) -> Iterator[str]:
    """The field's usual n-grams."""
    words = text.split()
    return (" ".join(words[i : i + N]) for i in range(len(words) - N + 1))


def table(scanners: dict[str, Any], documents: Packed, runs: int) -> dict[str, float]:
    """Prints, and returns, the median MB/s of each; they take turns."""
    times: dict[str, list[float]] = {name: [] for name in scanners}
    for _ in range(runs):
        for name, scanner in scanners.items():
            times[name].append(timed(lambda scanner=scanner: scanner.scan(*documents)))
    size = len(documents[0]) / 1e6
    speeds = {name: size / statistics.median(taken) for name, taken in times.items()}
    for name, speed in speeds.items():
        print(f"{name:44} {speed:6.0f} MB/s (best {size / min(times[name]):.0f})")
    return speeds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("items", type=Path, nargs="+")
    parser.add_argument("--megabytes", type=float, default=100)
    parser.add_argument("--sample", type=float, default=4, help="megabytes for the Python set")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()

    texts = pages(given.pages, int(given.megabytes * 1e6))
    wanted = items(given.items)
    own = {}
    for kind, n in (("blank", N), ("words", 8), ("masked", 8)):
        seconds = timed(lambda kind=kind, n=n: own.update({kind: keys_of(kind, wanted, n)}))
        print(f"keys of {len(wanted)} items, {kind}, n = {n}: {len(own[kind])} in {seconds:.2f} s")
    large = filled(own["blank"], 1_200_000)
    small = [filled(own["blank"][:0], 2000 + n) for n in range(2, 8)]
    words = [
        (8, filled(own["words"], 1_000_000), False),
        (8, filled(own["masked"], 500_000), True),
        *((n, keys, False) for n, keys in enumerate(small, 2)),
    ]
    seconds = timed(lambda: native.GramScanner("words", words))
    print(f"scanner of {sum(len(keys) for _, keys, _ in words)} keys: {seconds:.2f} s")

    print(f"load {os.getloadavg()[0]:.1f}; {len(texts)} documents, {given.megabytes:.0f} MB")
    speeds = table(
        {
            "blank, no set": native.GramScanner("blank", []),
            "blank, n = 10, 1.2 M keys": native.GramScanner("blank", [(N, large)]),
            "words, no set": native.GramScanner("words", []),
            "words, n = 8, 1 M keys": native.GramScanner("words", words[:1]),
            "words, 8 sets (1 M, 0.5 M masked, 6 of 2,000)": native.GramScanner("words", words),
            "formula, n = 8, 0.5 M keys": native.GramScanner(
                "formula", [(8, filled(own["blank"][:0], 500_000))]
            ),
        },
        packed(texts),
        given.runs,
    )

    sample = [*pages(given.pages, int(given.sample * 1e6)), *wanted[:100]]  # so that there are hits
    strings = {gram for text in wanted for gram in joined(text)}
    ours = native.GramScanner("blank", [(N, own["blank"])])
    found = len(ours.scan(*packed(sample))[0])
    others = 0

    def by_set() -> None:
        nonlocal others
        others = sum(gram in strings for text in sample for gram in joined(text))

    taken = [timed(by_set), timed(lambda: ours.scan(*packed(sample))), timed(by_set)]
    if found != others:
        raise SystemExit(f"ours finds {found} n-grams in the sample and the set {others}")
    size = sum(len(text.encode()) for text in sample) / 1e6
    set_speed = size / min(taken[0], taken[2])
    print(f"{f'Python set of {len(strings)} joined n-grams':44} {set_speed:6.1f} MB/s")
    print(f"ours / Python set: {speeds['blank, n = 10, 1.2 M keys'] / set_speed:.0f}")
    print(f"n-grams found in the sample, by both: {found}; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
