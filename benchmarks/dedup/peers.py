"""Near-duplicates by other libraries, one job a process, in an environment that need not know proofpile.

    PYTHON-OF-THE-PEER peers.py JOB MATERIAL OUT

reads MATERIAL/corpus.arrow or corpus.jsonl (`make.py`) and prints one line of JSON: the peer, the documents,
and for each step the seconds of processor time and of the clock. OUT/bands.npy has a number for each band and
document, equal where two documents share that bucket; OUT/clusters.npy the least document of each document's
cluster. Texts are in memory before the clock starts, except for datatrove and text-dedup, which read
themselves.

All are asked for word 5-grams. Signatures that are timed alone have 128 permutations, those of whole runs 14
bands of 8 (datatrove: always). Each library is called as its documentation says, in the form named.
"""

import argparse
import json
import pickle
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

N_GRAMS, BANDS, ROWS, PERMUTATIONS = 5, 14, 8, 128
Array = np.ndarray[Any, Any]


class Clock:
    """Seconds of processor time, that of child processes included, and of the clock for each step."""

    def __init__(self) -> None:
        self.steps: dict[str, tuple[float, float]] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        cpu, wall = _processor_time(), time.perf_counter()
        yield
        self.steps[step] = (_processor_time() - cpu, time.perf_counter() - wall)


def _processor_time() -> float:
    both = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def texts(material: Path) -> list[str]:
    """All documents."""
    import pyarrow as pa

    with pa.memory_map(str(material / "corpus.arrow")) as file:
        found: list[str] = pa.ipc.open_file(file).read_all()["text"].to_pylist()
    return found


def shingles(text: str) -> set[str]:
    """The distinct word 5-grams."""
    words = text.split()
    return {" ".join(words[i : i + N_GRAMS]) for i in range(len(words) - N_GRAMS + 1)}


def encoded(text: str) -> list[bytes]:
    """The same as bytes."""
    words = text.encode().split()
    return list({b" ".join(words[i : i + N_GRAMS]) for i in range(len(words) - N_GRAMS + 1)})


def bands(signatures: Array, count: int = BANDS, rows: int = ROWS) -> Array:
    """uint64[count, n] of the first `count` * `rows` places of signatures of shape [n, permutations]."""
    odd = np.random.default_rng(3).integers(0, 1 << 63, rows, dtype=np.uint64) * np.uint64(
        2
    ) + np.uint64(1)
    cut = signatures[:, : count * rows].astype(np.uint64).reshape(len(signatures), count, rows)
    mixed = (cut + np.uint64(1)) * odd
    return (mixed ^ (mixed >> np.uint64(29))).sum(axis=2, dtype=np.uint64).T.copy()


def clustered(count: int, groups: Iterable[Iterable[int]]) -> Array:
    """The least document that each is joined with."""
    parent = list(range(count))

    def root(document: int) -> int:
        while parent[document] != document:
            parent[document] = parent[parent[document]]
            document = parent[document]
        return document

    for first, *others in groups:
        for other in others:
            low, high = sorted((root(first), root(other)))
            parent[high] = low
    return np.array([root(document) for document in range(count)])


def datasketch_update_batch(material: Path, out: Path, clock: Clock) -> int:
    """The default: one MinHash a document, filled by `update_batch`; then MinHashLSH."""
    from datasketch import MinHash, MinHashLSH

    read = texts(material)
    sketches = []
    with clock("signatures"):
        for text in read:
            sketch = MinHash(num_perm=PERMUTATIONS)
            sketch.update_batch(encoded(text))
            sketches.append(sketch)
    with clock("buckets"):
        index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
        for number, sketch in enumerate(sketches):
            index.insert(number, sketch, check_duplication=False)
        matches = [index.query(sketch) for sketch in sketches]
    with clock("clusters"):
        clusters = clustered(len(read), matches)
    np.save(out / "clusters.npy", clusters)
    np.save(out / "bands.npy", bands(np.array([sketch.hashvalues for sketch in sketches])))
    return len(read)


def datasketch_bulk(material: Path, out: Path, clock: Clock) -> int:
    """Its fastest form: `bulk` with a hash function in C."""
    import xxhash
    from datasketch import MinHash

    read = texts(material)
    with clock("signatures"):
        for start in range(0, len(read), 1000):
            some = [encoded(text) for text in read[start : start + 1000]]
            MinHash.bulk(some, num_perm=PERMUTATIONS, hashfunc=xxhash.xxh32_intdigest)
    return len(read)


def rensa_objects(material: Path, out: Path, clock: Clock) -> int:
    """One RMinHash a document."""
    from rensa import RMinHash

    read = texts(material)
    with clock("signatures"):
        for text in read:
            RMinHash(num_perm=PERMUTATIONS, seed=42).update(shingles(text))
    return len(read)


def rensa_matrix(material: Path, out: Path, clock: Clock) -> int:
    """Its fastest form that reads all shingles: a matrix of digests at once."""
    from rensa import RMinHash

    read = texts(material)
    with clock("signatures"):
        for start in range(0, len(read), 1000):
            some = [shingles(text) for text in read[start : start + 1000]]
            RMinHash.digest_matrix_from_token_sets(some, PERMUTATIONS, 42)
    return len(read)


def rensa_whole(material: Path, out: Path, clock: Clock) -> int:
    """RMinHash, RMinHashLSH and union-find."""
    from rensa import RMinHash, RMinHashLSH

    read = texts(material)
    with clock("signatures"):
        sketches = []
        for start in range(0, len(read), 1000):
            some = [shingles(text) for text in read[start : start + 1000]]
            sketches += RMinHash.from_token_sets(some, BANDS * ROWS, 42)
    with clock("buckets"):
        index = RMinHashLSH(threshold=0.7, num_perm=BANDS * ROWS, num_bands=BANDS)
        index.insert_many(sketches)
        matches = index.query_all(sketches)
    with clock("clusters"):
        clusters = clustered(len(read), matches)
    np.save(out / "clusters.npy", clusters)
    np.save(out / "bands.npy", bands(np.array([sketch.digest() for sketch in sketches])))
    return len(read)


def datatrove(material: Path, out: Path, clock: Clock) -> int:
    """Its four steps, one task each but the buckets; signatures by spaCy's words, 64-bit hashes."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import (
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    config = MinhashConfig(n_grams=N_GRAMS, num_buckets=BANDS, hashes_per_bucket=ROWS)
    reader = JsonlReader(str(material), glob_pattern="corpus.jsonl")
    folders = [str(out / name) for name in ("signatures", "buckets", "clusters", "kept")]
    steps = {
        "signatures": ([reader, MinhashDedupSignature(folders[0], config=config)], 1),
        "buckets": ([MinhashDedupBuckets(*folders[:2], config=config)], BANDS),
        "clusters": (
            [MinhashDedupCluster(*folders[1:3], config=config, save_cluster_id=True)],
            1,
        ),
        "filter": ([reader, MinhashDedupFilter(folders[2]), JsonlWriter(folders[3])], 1),
    }
    for name, (pipeline, tasks) in steps.items():
        with clock(name):
            run = LocalPipelineExecutor(
                pipeline, tasks=tasks, workers=1, logging_dir=str(out / "logs" / name)
            )
            run.run()
    with (material / "corpus.jsonl").open() as lines:
        count = sum(1 for _ in lines)
    record = np.dtype([("hash", "<u8", (ROWS,)), ("document", "<u4")])
    found = np.zeros((BANDS, count), dtype=np.uint64)
    for band, path in enumerate(sorted((out / "signatures").glob("bucket_*/*.sig"))):
        rows = np.fromfile(path, dtype=record)
        found[band, rows["document"]] = bands(rows["hash"], 1)[0]
    np.save(out / "bands.npy", found)
    pairs = np.fromfile(out / "clusters" / "000000.clusters", dtype="<u4").reshape(-1, 2)
    np.save(out / "clusters.npy", _least(count, pairs[:, 0].tolist(), pairs[:, 1].tolist()))
    return count


_TEXT_DEDUP = """
input.input_type = "local_files"
input.file_type = "json"
input.read_arguments = {{path = "json", data_files = "{corpus}", split = "train", cache_dir = "{out}/cache"}}
output = {{output_dir = "{out}/kept", save_clusters = true, clean_cache = false}}
debug.enable_profiling = false
[algorithm]
algorithm_name = "minhash"
text_column = "text"
threshold = 0.7
check_false_positive = true
num_proc = 1
"""


def text_dedup(material: Path, out: Path, clock: Clock) -> int:
    """Its MinHash with false positives checked. The library has no bands to show, only clusters."""
    from text_dedup import minhash
    from text_dedup.config.base import load_config_from_toml

    settings = _TEXT_DEDUP.format(corpus=material / "corpus.jsonl", out=out)
    settings += (
        f"num_perm = {PERMUTATIONS}\nbands = {BANDS}\nrows = {ROWS}\nngram_size = {N_GRAMS}\n"
    )
    (out / "config.toml").write_text(settings)
    config = load_config_from_toml(out / "config.toml")
    with clock("read"):
        read, count, _ = minhash.load_and_preprocess(config)
    with clock("signatures"):
        embedded = minhash.fingerprint(config, read)
    with clock("clusters"):
        joined = minhash.cluster(config, embedded)
        read = minhash.assign(config, read, joined)
    np.save(out / "unchecked.npy", _least(count, list(joined), list(joined.values())))
    with clock("verification"):
        read, joined = minhash.check_false_positives(config, read)
    with clock("filter"):
        kept = minhash.remove_duplicates(config, read)
        minhash.save_dataset(config, final_data=kept, clusters=joined)
    with (out / "kept" / "clusters.pickle").open("rb") as file:
        joined = pickle.load(file)
    np.save(out / "clusters.npy", _least(count, list(joined), list(joined.values())))
    return count


def _least(count: int, documents: list[int], names: list[int]) -> Array:
    """The least document of each document's cluster, from the names of clusters."""
    clusters, least = np.arange(count), dict[int, int]()
    for document, name in sorted(zip(documents, names, strict=True)):
        clusters[document] = least.setdefault(name, document)
    return clusters


JOBS: dict[str, tuple[str, Callable[[Path, Path, Clock], int]]] = {
    "datasketch": ("datasketch", datasketch_update_batch),
    "datasketch-bulk": ("datasketch", datasketch_bulk),
    "rensa-objects": ("rensa", rensa_objects),
    "rensa-matrix": ("rensa", rensa_matrix),
    "rensa": ("rensa", rensa_whole),
    "datatrove": ("datatrove", datatrove),
    "text-dedup": ("text-dedup", text_dedup),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("job", choices=JOBS)
    parser.add_argument("material", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    package, job = JOBS[options.job]
    clock = Clock()
    count = job(options.material, options.out, clock)
    facts = {"peer": f"{package} {version(package)}", "documents": count, "steps": clock.steps}
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
