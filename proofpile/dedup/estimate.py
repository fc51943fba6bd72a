"""What a search for near-duplicates will cost, from a sample: pairs, time, memory and disk, with intervals.

The sample is signed, its pairs are found and compared, and it is written and read back as a build does; so
the rates are those of this machine, these texts and these parameters. What remains are the constants below.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from proofpile.arrays import text_buffers
from proofpile.dedup.candidates import MOST
from proofpile.dedup.join import RANGE_ENTRIES
from proofpile.dedup.parameters import Parameters
from proofpile.dedup.sign import RUN_DOCUMENTS
from proofpile.native import bucket_groups, count_pairs, overlaps, pairs_within, sort_entries
from proofpile.shard import COMPRESSION

Range = tuple[float, float, float]  # estimate, low, high

# Bytes on disk of a document, besides 12 a bucket: its record and the entries of its id and its tokens.
RECORD = 92
PAIR, EDGE = 16, 24  # of a pair in one bucket's file; of a pair that was compared
SHINGLE = 8
# Memory of a worker with a few documents, of a document of a run by bucket, of an entry of a range that is
# joined. Measured with 100,000 documents of 3 kB: 300 MB at 32 buckets, 320 at 24; reckoned 348 and 316.
AT_REST, OF_BUCKET, OF_ENTRY = 220e6, 40, 96
OF_DUPLICATE = 100  # in the one worker that makes clusters
# Times that each text is packed and inflated in a build: first pass, signing, gathering, last pass, parts.
PACKED, INFLATED = 3, 4
# Processor seconds besides those that a sample shows: of a worker's start, of which there is one for each of
# so many passes and the fit; and of a bucket's entry, which is sorted twice and merged once.
START, STEPS, OF_SORTED = 0.5, 4, 60e-9
# How far the time of a whole run has been from the estimate.
FASTER, SLOWER = 0.7, 1.6


@dataclass(frozen=True, slots=True)
class Measured:
    """A sample of `documents` under the parameters. Seconds are of one processor, for the whole sample."""

    documents: int
    text_bytes: int
    packed_bytes: int
    shingles: int
    signing: float
    shingling: float
    packing: float
    inflating: float
    candidates: tuple[int, int]  # pairs that share a bucket: of one part of the corpus, of two
    pairs: tuple[int, int]  # those of them at the threshold or over it
    shared: float  # buckets that a candidate pair shares, in the mean


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of the whole corpus: each as (estimate, low, high); bytes, seconds, counts."""

    documents: Range
    text_bytes: Range
    shingles_a_document: float
    pairs: Range
    seconds: Range
    memory: Range  # of all workers together
    memory_a_worker: Range
    disk: Range  # at the fullest
    disk_left: Range  # when it is done
    documents_per_second_signed: float


def measure(
    parts: Sequence[Sequence[pa.RecordBatch]], parameters: Parameters, threshold: float
) -> Measured:
    """Do with the documents of a sample what a build would do; `parts` are the pieces they come from."""
    batches = [batch for part in parts for batch in part]
    sizes = [sum(batch.num_rows for batch in part) for part in parts]
    if not sum(sizes):
        return Measured(0, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, (0, 0), (0, 0), 0.0)
    texts = pa.chunked_array([batch.column("text") for batch in batches]).combine_chunks()
    buffers = text_buffers(texts)
    hasher = parameters.hasher()
    began = time.process_time()
    keys, sequences, tokens = hasher.buckets(*buffers)
    signed = time.process_time()
    flat, offsets = hasher.shingles(*buffers)
    shingled = time.process_time()
    packed = _packed(batches)
    written = time.process_time()
    pa.ipc.open_stream(packed).read_all()
    inflated = time.process_time()
    pairs, shared = _candidates(keys, sequences, tokens >= parameters.n_grams)
    counts = overlaps(flat, offsets, pairs.astype(np.int64))
    # Documents without a shingle are candidates only if they have the same tokens.
    likeness = np.where(counts[:, 1] > 0, counts[:, 0] / np.maximum(counts[:, 1], 1), 1.0)
    owner = np.repeat(np.arange(len(sizes)), sizes)[pairs.astype(np.int64)]
    same = owner[:, 0] == owner[:, 1]
    return Measured(
        documents=sum(sizes),
        text_bytes=int(buffers[1][-1] - buffers[1][0]),
        packed_bytes=packed.size,
        shingles=len(flat),
        signing=signed - began,
        shingling=shingled - signed,
        packing=written - shingled,
        inflating=inflated - written,
        candidates=_split(same),
        pairs=_split(same[likeness >= threshold]),
        shared=float(shared.mean()) if len(shared) else 0.0,
    )


def estimate(
    measured: Measured,
    parameters: Parameters,
    documents: Range,
    text_bytes: Range,
    reading: float,
    largest_shard: int,
    workers: int,
) -> Estimate:
    """Of a corpus of `documents` with `text_bytes` each.

    `reading` is the processor time that reading the sample took, `largest_shard` the documents of the
    largest unit. A random pair of N documents is in a sample of n with the chance (n/N)^2; one of neighbours,
    which is what pairs of one part may be, with n/N: the estimate takes them for neighbours, the upper end of
    the interval does not.
    """
    n = max(1, measured.documents)
    scale = [count / n for count in documents]
    most = [parameters.num_buckets * MOST * count for count in documents]
    candidates = _scaled(measured.candidates, scale, most)
    pairs = _scaled(measured.pairs, scale, most)
    packed_share = measured.packed_bytes / max(1, measured.text_bytes)
    texts = [count * size for count, size in zip(documents, text_bytes, strict=True)]
    disk, left, wall, each, duplicates = [], [], [], [], []
    for k, count in enumerate(documents):
        # Candidates are paired off at worst: two documents a pair.
        part = min(1.0, 2 * candidates[k] / max(1.0, count))
        packed = texts[k] * packed_share
        fit = (
            count * (RECORD + 12 * parameters.num_buckets)
            + candidates[k] * (measured.shared * PAIR + EDGE)
            + count * part * measured.shingles / n * SHINGLE
        )
        # The shards of the first pass stay; beside them the search, after it the last pass and the parts.
        disk.append(packed + max(fit, 2 * packed))
        left.append(3 * packed)
        sample = reading + measured.signing + measured.shingling * part
        sample += measured.packing * PACKED + measured.inflating * INFLATED
        sorting = count * parameters.num_buckets * OF_SORTED
        wall.append(START * STEPS + (scale[k] * sample + sorting) / workers)
        run = min(largest_shard, RUN_DOCUMENTS, count) * parameters.num_buckets * OF_BUCKET
        each.append(AT_REST + max(run, min(count, RANGE_ENTRIES) * OF_ENTRY))
        duplicates.append(min(count, 2 * pairs[k]) * OF_DUPLICATE)
    return Estimate(
        documents=documents,
        text_bytes=_range(texts),
        shingles_a_document=measured.shingles / n,
        pairs=pairs,
        seconds=(wall[0], wall[1] * FASTER, wall[2] * SLOWER),
        memory=_range([workers * e + d for e, d in zip(each, duplicates, strict=True)]),
        memory_a_worker=_range([e + d for e, d in zip(each, duplicates, strict=True)]),
        disk=_range(disk),
        disk_left=_range(left),
        documents_per_second_signed=n / measured.signing if measured.signing else 0.0,
    )


def available_memory() -> int:
    """Bytes that this process may still take: of the machine, or of the control group that it is in."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
    for line in _lines("/proc/meminfo"):
        if line.startswith("MemAvailable:"):
            machine = int(line.split()[1]) * 1024
    limit, used = (_lines(f"/sys/fs/cgroup/memory.{what}") for what in ("max", "current"))
    if limit and used and limit[0].isdigit():
        machine = min(machine, max(0, int(limit[0]) - int(used[0])))
    return machine


def _candidates(
    keys: npt.NDArray[np.uint64], sequences: npt.NDArray[np.uint64], long: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]:
    """Pairs [n, 2] of rows that share a bucket or all their tokens, and how many buckets each shares."""
    found = []
    rows = np.flatnonzero(long).astype(np.uint64)
    order = np.arange(len(long), dtype=np.uint64)
    for bucket, owners in [*((row[long], rows) for row in keys), (sequences[:, 0], order)]:
        places, offsets = bucket_groups(*sort_entries(np.ascontiguousarray(bucket), owners))
        found.append(pairs_within(places, offsets, places, MOST))
    return count_pairs(np.concatenate(found))


def _split(same: npt.NDArray[np.bool_]) -> tuple[int, int]:
    return int(same.sum()), int((~same).sum())


def _scaled(found: tuple[int, int], scale: Sequence[float], most: Sequence[float]) -> Range:
    """Pairs of a sample, of one part and of two, as pairs of the corpus."""
    same, apart = found
    value, low, high = scale
    return (
        min(most[0], same * value + apart * value**2),
        min(most[1], _poisson(same)[1] * low + _poisson(apart)[1] * low**2),
        min(most[2], _poisson(same + apart)[2] * high**2),
    )


def _packed(batches: Sequence[pa.RecordBatch]) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batches[0].schema, options=COMPRESSION) as stream:
        for batch in batches:
            stream.write_batch(batch)
    return sink.getvalue()


def _poisson(count: int) -> Range:
    """A count and its 95 % interval (Byar's approximation; of none, the rule of three)."""
    if not count:
        return 0.0, 0.0, 3.0
    low = count * (1 - 1 / (9 * count) - 1.96 / (3 * count**0.5)) ** 3
    more = count + 1
    return count, max(0.0, low), more * (1 - 1 / (9 * more) + 1.96 / (3 * more**0.5)) ** 3


def _range(values: Sequence[float]) -> Range:
    value, low, high = values
    return value, low, high


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
