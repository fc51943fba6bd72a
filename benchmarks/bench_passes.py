"""What the engine itself costs: microseconds a document of each pass that looks at no text.

Usage: bench_passes.py [--documents 200000] [--bytes 1000] [--units 8] [--runs 3]

Documents are generated (phrases of a Zipf vocabulary, a formula now and then, one in ten a repetition),
laid down as uncompressed Arrow, and taken through a build step by step in this one process: the first
pass from record batches and from Documents, the pass of `exact_duplicates` once it is fitted, and
assembly with and without held-out splits. `compression` is the floor: the same batches through Arrow's
writer with zstd and nothing else. Figures are medians of `--runs`.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa

from proofpile import Filter, Here, Shard, Source
from proofpile.assemble import Assembly, groups
from proofpile.passes import Pass, Vocabulary
from proofpile.shard import COMPRESSION, read_batches, schema
from proofpile.versions import library

# At so many, zstd makes the files some 4 times smaller, as it does Markdown and TeX.
PHRASES = 5_000
RECIPE = """
from dataclasses import dataclass
from pathlib import Path
from proofpile import Document, Source
from proofpile.shard import read_batches, read_documents

@dataclass(frozen=True)
class Given(Source):
    folder: str = ""
    rows: bool = False
    marks = {"words": int}
    def units(self):
        return sorted(str(p) for p in Path(self.folder).glob("*.arrow"))
    def read(self, unit):
        yield from (read_documents if self.rows else read_batches)(Path(unit))
"""
GROUPED = RECIPE + "    def group(self, doc):\n        return doc.origin\n"


def generate(folder: Path, documents: int, size: int, units: int) -> None:
    """`documents` rows of about `size` bytes of text in `units` files."""
    random = np.random.default_rng(5)
    letters = np.frombuffer(b"etaoinshrdlucmfwypvbgkjqxz", "S1").astype("U1")
    words = ["".join(random.choice(letters, n)) for n in random.integers(2, 11, 30_000)]
    words[50::97] = [f"$x_{{{n}}} = \\frac{{{n}}}{{y}}$" for n in range(len(words[50::97]))]
    lengths = random.integers(2, 9, PHRASES)
    ranks = (random.zipf(1.2, lengths.sum()) - 1) % len(words)
    ends = np.cumsum(lengths)
    phrases = [
        " ".join([words[i] for i in ranks[end - length : end].tolist()])
        for end, length in zip(ends.tolist(), lengths.tolist(), strict=True)
    ]
    edges = np.linspace(0, documents, units + 1).astype(int).tolist()
    earlier: list[str] = []
    for number, (start, end) in enumerate(pairwise(edges)):
        texts = []
        for n in range(start, end):
            if n % 10 == 9:
                texts.append(earlier[n // 10 % len(earlier)])
                continue
            chosen = random.integers(0, PHRASES, size // 15)
            texts.append(" ".join([phrases[i] for i in chosen.tolist()])[:size])
            if n < 1000:
                earlier.append(texts[-1])
        count = end - start
        columns = [
            pa.array([f"given:{n // 1000}/{n}" for n in range(start, end)]),
            pa.array(texts, pa.large_string()),
            pa.array([f"https://site{n % 977}.example/{n}" for n in range(start, end)]),
            pa.array(["CC-BY-4.0"] * count),
            pa.array(range(count), pa.int64()),
        ]
        batch = pa.RecordBatch.from_arrays(columns, schema=schema({"words": int}))
        with pa.ipc.new_file(str(folder / f"{number:05d}.arrow"), batch.schema) as writer:
            for at in range(0, count, 1024):
                writer.write_batch(batch.slice(at, 1024))


class Bench:
    """The steps of a build over the files of `data`, each into a folder of its own below `work`."""

    def __init__(self, data: Path, work: Path) -> None:
        self.data, self.work, self.made = data, work, 0
        (work / "given.py").write_text(RECIPE)
        (work / "grouped.py").write_text(GROUPED)
        self.dedup = Filter.load("exact_duplicates")
        self.shards: list[Shard] = []

    def source(self, rows: bool, recipe: str = "given") -> Source:
        """The generated documents, as Documents or as record batches."""
        return Source.load(str(self.work / f"{recipe}.py"), folder=str(self.data), rows=rows)

    def sweep(self, source: Source | None, items: Sequence[str | Shard], *filters: Filter) -> None:
        """One pass over `items`."""
        vocabulary = Vocabulary.of(self.source(rows=True), [self.dedup])
        task = Pass(self.fresh(), "bench", source, filters, vocabulary, library())
        self.shards = [shard for shard, _ in Here().map(task, enumerate(items))]

    def compression(self) -> None:
        """Arrow's writer and zstd alone."""
        folder = self.fresh()
        folder.mkdir()
        for path in sorted(self.data.glob("*.arrow")):
            with pa.ipc.new_file(
                str(folder / path.name), schema({"words": int}), options=COMPRESSION
            ) as writer:
                for batch in read_batches(path):
                    writer.write_batch(batch)

    def assemble(self, held_out: tuple[float, float], recipe: str = "given") -> None:
        """The shards of the first pass as published parts."""
        source = self.source(rows=True, recipe=recipe)
        task = Assembly(self.fresh(), source, {"words": int}, held_out, library())
        list(Here().map(task, groups([self.shards])))

    def steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """Name and action of each, in the order in which they need one another."""
        batches = self.source(rows=False)
        rows = self.source(rows=True)
        yield "compression alone", self.compression
        yield "first pass, from Documents", lambda: self.sweep(rows, list(rows.units()))
        yield "first pass, from record batches", lambda: self.sweep(batches, list(batches.units()))
        first = self.shards
        fitted = self.dedup.fit(first, Here(), self.work / "fit")
        yield "pass of exact_duplicates", lambda: self.sweep(None, first, fitted)
        self.shards = first
        yield "assemble, nothing held out", lambda: self.assemble((0.0, 0.0))
        yield "assemble, split by id", lambda: self.assemble((0.005, 0.005))
        yield "assemble, split by a group", lambda: self.assemble((0.005, 0.005), "grouped")

    def fresh(self) -> Path:
        """A folder in which nothing was made before."""
        self.made += 1
        return self.work / str(self.made)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--bytes", type=int, default=1000)
    parser.add_argument("--units", type=int, default=8)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data, work = Path(folder, "data"), Path(folder, "work")
        data.mkdir()
        work.mkdir()
        generate(data, given.documents, given.bytes, given.units)
        for name, step in Bench(data, work).steps():
            wall, cpu = [], []
            for _ in range(given.runs):
                start, used = time.perf_counter(), time.process_time()
                step()
                wall.append(time.perf_counter() - start)
                cpu.append(time.process_time() - used)
            per = 1e6 / given.documents
            print(
                f"{name:34}{statistics.median(wall) * per:7.2f} µs a document"
                f"{statistics.median(cpu) * per:7.2f} of processor time",
                flush=True,
            )


if __name__ == "__main__":
    main()
