"""Benchmark items by proofpile, one job a process; `peers.py` is the other side.

    python ours.py JOB MATERIAL LIMIT

prints what the peers print. `llemma` is the layer of the study's rule alone, `all` all layers, both with
every hit made as a search makes it; `index` only makes the index.
"""

import json
import os
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
from peers import Clock, items, peak

from proofpile.contamination.hits import LAYERS
from proofpile.contamination.index import Index
from proofpile.contamination.items import Benchmark, Item
from proofpile.contamination.match import Matcher

JOBS = {"llemma": ("llemma",), "all": tuple(LAYERS), "index": ()}


def benchmarks(material: Path) -> list[Benchmark]:
    """The items of the material."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in items(material):
        found.setdefault(row["benchmark"], {}).setdefault(row["id"], {})[row["part"]] = row["text"]
    return [
        Benchmark(name, tuple(_item(name, id, parts) for id, parts in of_it.items()))
        for name, of_it in found.items()
    ]


def _item(benchmark: str, id: str, parts: dict[str, str]) -> Item:
    formal = "statement" in parts
    return Item(benchmark, id, parts, "", id if formal else "", "isabelle" if formal else "")


def batches(material: Path, limit: int) -> Iterator[tuple[pa.RecordBatch, int]]:
    """(ids and texts, bytes of text), until `limit` bytes have been."""
    with pa.OSFile(str(material / "corpus.arrow")) as file:
        reader = pa.ipc.open_file(file)
        for number in range(reader.num_record_batches):
            batch = reader.get_batch(number)
            size = int(pc.sum(pc.binary_length(batch["text"])).as_py())
            yield batch, size
            limit -= size
            if limit <= 0:
                return


def main() -> None:
    job, material, limit = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    pa.set_cpu_count(1)
    clock, found, size, count = Clock(), set[str](), 0, 0
    with TemporaryDirectory() as folder:
        given = benchmarks(material)
        with clock("index"):
            index = Index.build(given, Path(folder) / "index")
            matcher = Matcher(index, JOBS[job])
            matcher(["warm"], ["so that what is read once is read"])
        index_peak = peak()
        for batch, bytes_ in batches(material, limit if JOBS[job] else 0):
            with clock("search"):
                ids = batch["id"].to_pylist()
                hits = list(matcher.hits(ids, batch["text"], ids, [""] * len(ids)))
            found.update(hit.document for hit in hits if hit.verdict == "contaminated")
            size, count = size + bytes_, count + len(ids)
    facts = {
        "peer": f"proofpile {version('proofpile')}",
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
