"""Other ways to look for benchmark items, one job a process, in an environment that need not know proofpile.

    PYTHON-OF-THE-PEER peers.py JOB MATERIAL LIMIT

reads MATERIAL/items.jsonl and the first LIMIT bytes of text of MATERIAL/corpus.arrow (`material.py`) and
prints one line of JSON: the peer, bytes and documents read, documents found, seconds of processor time for
the index and for the search, and peak memory. Reading files is not timed.

`set-30` and `study` are Llemma's rule by a set of joined n-grams (30, and all four lengths), `set-13` and
`set-8` the usual one: lower case, runs of letters and digits. `datatrove` is its filter by default, with
n-grams of the question as well; its indexer asks for lighteval, which nothing here needs, so its own
`compute_hashes` writes the files that its filter reads.
"""

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

_WORDS = re.compile(r"[^\W_]+")
Find = Callable[[str], bool]


class Clock:
    """Seconds of processor time by step."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.steps[step] = self.steps.get(step, 0.0) + time.process_time() - start


def batches(material: Path, limit: int) -> Iterator[tuple[list[str], list[str], int]]:
    """(ids, texts, bytes of them), until `limit` bytes have been."""
    import pyarrow as pa

    pa.set_cpu_count(1)
    with pa.OSFile(str(material / "corpus.arrow")) as file:
        reader = pa.ipc.open_file(file)
        for number in range(reader.num_record_batches):
            batch = reader.get_batch(number)
            texts = batch["text"].to_pylist()
            size = sum(len(text.encode()) for text in texts)
            yield batch["id"].to_pylist(), texts, size
            limit -= size
            if limit <= 0:
                return


def items(material: Path) -> list[dict[str, str]]:
    """All parts: benchmark, id, part, text."""
    with (material / "items.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def grams(words: list[str], n: int) -> Iterator[str]:
    """Each n words in a row."""
    return (" ".join(words[at : at + n]) for at in range(len(words) - n + 1))


def of_set(cut: Callable[[str], list[str]], *lengths: int) -> Callable[[Path, Clock], Find]:
    """A set of n-grams a length; a document is found if one of its own is in it."""

    def job(material: Path, clock: Clock) -> Find:
        rows = items(material)
        with clock("index"):
            known = {
                n: {gram for row in rows for gram in grams(cut(row["text"]), n)} for n in lengths
            }

        def find(text: str) -> bool:
            words = cut(text)
            return any(any(map(some.__contains__, grams(words, n))) for n, some in known.items())

        return find

    return job


def datatrove(material: Path, clock: Clock) -> Find:
    """Its filter, document by document, with the English tokenizer that it has by default."""
    import numpy as np
    from datatrove.data import Document
    from datatrove.pipeline.decont.n_grams import (
        NGramsDecontConfig,
        NGramsDecontFilter,
        NGramsDecontIndexer,
    )

    config = NGramsDecontConfig(find_query_ngrams=True)
    NGramsDecontIndexer._requires_dependencies = []
    pairs: dict[tuple[str, str], dict[str, str]] = {}
    for row in items(material):
        pairs.setdefault((row["benchmark"], row["id"]), {})[row["part"]] = row["text"]
    folder = TemporaryDirectory()
    with clock("index"):
        indexer = NGramsDecontIndexer(folder.name, config=config)
        tasks: dict[str, set[int]] = {}
        for (benchmark, _), parts in pairs.items():
            query = parts.get("problem", parts.get("statement", ""))
            found = indexer.compute_hashes(parts.get("solution", ""), query)
            tasks.setdefault(benchmark, set()).update(found)
        for name, hashes in tasks.items():
            array = np.array(sorted(hashes), dtype=config.hash_config.np_descr)
            array.tofile(Path(folder.name) / f"{name}.index.hashes")
        judge = NGramsDecontFilter(folder.name, config=config)
        judge.load_index_hashes()

    def find(text: str) -> bool:
        assert folder  # which is gone when nobody holds it
        return judge.filter(Document(text=text, id="")) is not True

    return find


JOBS: dict[str, tuple[str, Callable[[Path, Clock], Find]]] = {
    "set-30": ("", of_set(str.split, 30)),
    "study": ("", of_set(str.split, 30, 20, 15, 10)),
    "set-13": ("", of_set(lambda text: _WORDS.findall(text.lower()), 13)),
    "set-8": ("", of_set(lambda text: _WORDS.findall(text.lower()), 8)),
    "datatrove": ("datatrove", datatrove),
}


def peak() -> float:
    """Largest resident set of this process so far, in MB."""
    status = Path("/proc/self/status").read_text()
    return (
        next(int(row.split()[1]) for row in status.splitlines() if row.startswith("VmHWM")) / 1024
    )


def main() -> None:
    job, material, limit = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    package, make = JOBS[job]
    clock = Clock()
    find = make(material, clock)
    index_peak, size, count, found = peak(), 0, 0, list[str]()
    for ids, texts, bytes_ in batches(material, limit):
        with clock("search"):
            hit = [find(text) for text in texts]
        found += [id for id, yes in zip(ids, hit, strict=True) if yes]
        size, count = size + bytes_, count + len(ids)
    facts: dict[str, Any] = {
        "peer": f"{package} {version(package)}" if package else f"Python {sys.version.split()[0]}",
        "bytes": size,
        "documents": count,
        "found": len(found),
        "steps": clock.steps,
        "index_peak": index_peak,
        "peak": peak(),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
