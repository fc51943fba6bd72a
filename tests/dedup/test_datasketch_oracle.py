"""datasketch, given our shingles and our permutations, has our signatures and our buckets."""

import random
from collections import defaultdict
from collections.abc import Hashable, Iterable

import numpy as np
import pytest

from proofpile.native import MinHasher

datasketch = pytest.importorskip("datasketch", minversion="2.0")

BUCKETS, ROWS = 14, 8


def documents() -> list[bytes]:
    """A thousand, of which two in three are another one with some words changed; a few without a shingle."""
    source = random.Random(1)
    found: list[list[str]] = []
    while len(found) < 995:
        words = [
            source.choice(["$x_{%d}$", "w%d", "$\\le %d$"]) % source.randrange(3000)
            for _ in range(120)
        ]
        found.append(words)
        for share in (0.01, 0.05):
            found.append([word + "x" if source.random() < share else word for word in words])
    return [" ".join(words).encode() for words in found[:995]] + [
        b"",
        b" ",
        b"a",
        b"a b",
        b"a b c d",
    ]


def unmixed(x: int) -> int:
    """What datasketch's first step, the finaliser of MurmurHash3, makes `x` of.

    A shingle's upper half is well mixed as it is; datasketch mixes whatever it is given.
    """
    x ^= x >> 16
    x = x * pow(0xC2B2AE35, -1, 2**32) % 2**32
    x ^= x >> 13 ^ x >> 26
    x = x * pow(0x85EBCA6B, -1, 2**32) % 2**32
    return x ^ x >> 16


def groups(members: Iterable[tuple[Hashable, int]]) -> set[frozenset[int]]:
    found = defaultdict(set)
    for key, document in members:
        found[key].add(document)
    return {frozenset(group) for group in found.values()}


def test_the_same_signatures_and_the_same_buckets() -> None:
    texts = documents()
    assert len(texts) == 1000
    data = np.frombuffer(b"".join(texts), np.uint8)
    offsets = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    hasher = MinHasher(5, BUCKETS, ROWS, 1)
    signatures = hasher.signatures(data, offsets)
    flat, places = hasher.shingles(data, offsets)
    lsh = datasketch.MinHashLSH(params=(BUCKETS, ROWS), num_perm=BUCKETS * ROWS)
    for document in range(len(texts)):
        sketch = datasketch.MinHash(
            num_perm=BUCKETS * ROWS,
            scheme="affine32",
            permutations=(hasher.multipliers, hasher.increments),
            hashfunc=unmixed,
        )
        sketch.update_batch(
            (flat[places[document] : places[document + 1]] >> np.uint64(32)).tolist()
        )
        assert (sketch.hashvalues == signatures[document]).all()
        lsh.insert(document, sketch)

    shared = 0
    hashes, _, _ = hasher.buckets(data, offsets)
    for ours, table in zip(hashes, lsh.hashtables, strict=True):
        theirs = groups((key, document) for key in table for document in table.get(key))
        assert groups(zip(ours.tolist(), range(len(texts)), strict=True)) == theirs
        shared += sum(len(group) > 1 for group in theirs)
    assert shared > 3000, "too few documents share a bucket for this to say anything"
