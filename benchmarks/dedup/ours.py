"""Near-duplicates by proofpile, one job a process: the other side of peers.py, with the same output.

    python ours.py JOB MATERIAL OUT

`signatures` goes from Arrow buffers to signatures of 128 permutations and `limit` to one permutation, which
is little more than cutting tokens and hashing each shingle once; both on one thread. `buckets` leaves
bands-BxR.npy of several numbers of buckets and edges.npy of the default. `library` fits the filter
near_duplicates on Arrow shards of 10,000 documents, not compressed, in this process and asks it which go;
`command` is `proofpile dedup`.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parents[1]))
from dedup.peers import BANDS, PERMUTATIONS, ROWS, Clock

from proofpile import Filter, Here, Shard
from proofpile.arrays import text_buffers
from proofpile.dedup.parameters import Parameters
from proofpile.native import bucket_groups, count_pairs, overlaps, pairs_within, sort_entries
from proofpile.shard import schema

THRESHOLD = 0.7
OTHERS = ((BANDS, ROWS), (32, 6), (32, 7), (32, 8), (40, 8))  # buckets, hashes
SHARD = 10_000
Array = np.ndarray[Any, Any]


def texts(material: Path) -> list[pa.Array]:
    """The column of texts, batch by batch, as it lies in the file."""
    with pa.memory_map(str(material / "corpus.arrow")) as file:
        reader = pa.ipc.open_file(file)
        return [reader.get_batch(n)["text"] for n in range(reader.num_record_batches)]


def signatures(material: Path, out: Path, clock: Clock) -> int:
    """From text to 128 permutations."""
    return _signed(material, clock, Parameters(5, PERMUTATIONS // ROWS, ROWS))


def limit(material: Path, out: Path, clock: Clock) -> int:
    """The same with one permutation."""
    return _signed(material, clock, Parameters(5, 1, 1))


def _signed(material: Path, clock: Clock, parameters: Parameters) -> int:
    batches, hasher = [text_buffers(batch) for batch in texts(material)], parameters.hasher()
    for data, offsets in batches:  # pages of the file are in memory before the clock starts
        data[offsets[0] : offsets[-1] : 512].sum()
    with clock("signatures"):
        for data, offsets in batches:
            hasher.signatures(data, offsets)
    return sum(len(offsets) - 1 for _, offsets in batches)


def buckets(material: Path, out: Path, clock: Clock) -> int:
    """Bands of each of `OTHERS` and of the default, and the default's edges."""
    read, chosen = texts(material), Parameters()
    for sizes in dict.fromkeys([(chosen.num_buckets, chosen.hashes_per_bucket), *OTHERS]):
        with clock("{}x{}".format(*sizes)):
            keys = bands(read, Parameters(5, *sizes))
        np.save(out / "bands-{}x{}.npy".format(*sizes), keys)
        if sizes == (chosen.num_buckets, chosen.hashes_per_bucket):
            with clock("pairs"):
                found = candidates(keys)
            with clock("verification"):
                reached = jaccards(read, chosen, found) >= THRESHOLD
            np.save(out / "edges.npy", found[reached])
    return keys.shape[1]


def bands(read: Iterable[pa.Array], parameters: Parameters) -> Array:
    """uint64[buckets, documents]"""
    hasher = parameters.hasher()
    return np.concatenate([hasher.buckets(*text_buffers(one))[0] for one in read], axis=1)


def candidates(keys: Array) -> Array:
    """int64[pairs, 2]: all that share a bucket, each once."""
    documents, found = np.arange(keys.shape[1], dtype=np.uint64), []
    for band in keys:
        members, offsets = bucket_groups(*sort_entries(band, documents))
        found.append(pairs_within(members, offsets, members, 1 << 62))
    pairs: Array = count_pairs(np.concatenate(found))[0].astype(np.int64)
    return pairs


def jaccards(read: Iterable[pa.Array], parameters: Parameters, pairs: Array) -> Array:
    """float64[pairs]"""
    flat, lengths, hasher = [], [np.zeros(1, dtype=np.int64)], parameters.hasher()
    for one in read:
        shingles, offsets = hasher.shingles(*text_buffers(one))
        flat.append(shingles)
        lengths.append(np.diff(offsets))
    counts = overlaps(np.concatenate(flat), np.cumsum(np.concatenate(lengths)), pairs)
    jaccard: Array = counts[:, 0] / counts[:, 1]
    return jaccard


def library(material: Path, out: Path, clock: Clock) -> int:
    """From Arrow shards to what is removed."""
    given = list(shards(material, out / "shards"))
    keep = Filter.load("near_duplicates").prepare()
    ids = [f"d{number:07d}" for number in range(sum(shard.rows for shard in given))]
    with clock("removed"):
        fitted = keep.fit(given, Here(), out / "fit")
        gone = fitted.refused(ids)
    np.save(out / "clusters.npy", clusters_of(out / "fit" / "clusters.arrow", len(ids)))
    (out / "findings.json").write_text(json.dumps(dict(fitted.findings())))
    (out / "removed.json").write_text(json.dumps({ids[row]: d.detail for row, d in gone.items()}))
    return len(ids)


def shards(material: Path, folder: Path) -> Iterator[Shard]:
    """The documents as a build has them."""
    folder.mkdir(parents=True, exist_ok=True)
    with pa.memory_map(str(material / "corpus.arrow")) as file:
        table = pa.ipc.open_file(file).read_all()
    nothing = pa.array([""] * SHARD)
    for start in range(0, table.num_rows, SHARD):
        path = folder / f"{start // SHARD:05d}.arrow"
        rows = table.slice(start, SHARD)
        size = rows.num_rows
        columns = [rows["id"], rows["text"], nothing.slice(0, size), nothing.slice(0, size)]
        whole = pa.table(columns, schema=schema({})).combine_chunks()
        with pa.ipc.new_file(str(path), schema({})) as target:
            target.write_table(whole, 1024)
        yield Shard(path, "", size, size, 0, {}, 0, str(start), path.stat().st_size, "", 0)


def clusters_of(table: Path, documents: int) -> Array:
    """The least document of each document's cluster; of those in none, themselves."""
    clusters = np.arange(documents)
    with pa.memory_map(str(table)) as file:
        rows = pa.ipc.open_file(file).read_all()
    number = np.array([int(id[1:]) for id in rows["id"].to_pylist()], dtype=np.int64)
    cluster = rows["cluster"].to_numpy()
    least = np.full(cluster.max(initial=-1) + 1, documents)
    np.minimum.at(least, cluster, number)
    clusters[number] = least[cluster]
    return clusters


def command(material: Path, out: Path, clock: Clock) -> int:
    """As somebody would type it."""
    line = [sys.executable, "-m", "proofpile", "dedup", str(material / "corpus.arrow")]
    with clock("removed"):
        subprocess.run([*line, "--out", str(out / "corpus")], check=True, stdout=sys.stderr)
    counts = json.loads((out / "corpus" / "manifest.json").read_text())
    return int(counts["findings"]["near_duplicates"]["documents"])


JOBS: dict[str, Callable[[Path, Path, Clock], int]] = {
    "signatures": signatures,
    "limit": limit,
    "buckets": buckets,
    "library": library,
    "command": command,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("job", choices=JOBS)
    parser.add_argument("material", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    clock = Clock()
    count = JOBS[options.job](options.material, options.out, clock)
    facts = {"peer": "proofpile", "documents": count, "steps": clock.steps}
    print(json.dumps(facts))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
