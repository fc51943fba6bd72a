"""Twins of n-grams and of the scanner that looks for sets of them, and their definition, in numpy.

The tokens of a text, their hashes and their places are those of `reference_words.tokens`. All arithmetic is
modulo 2^64. With w the hashes of n tokens in a row and B the golden ratio (`BASE` of reference_minhash), the
n-gram is mix(w[0] B^(n-1) + w[1] B^(n-2) + ... + w[n-1]), mix being the finaliser of MurmurHash3. As many as
32 tokens can be one n-gram; two n-grams that differ have one hash with a chance of 2^-64.

Where the kernel takes memory for the hits that it found and 30 kB, the twin takes 40 bytes a token.
"""

import threading
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from proofpile.native.reference_minhash import BASE, _mix
from proofpile.native.reference_words import tokens

Hashes: TypeAlias = npt.NDArray[np.uint64]
Numbers: TypeAlias = npt.NDArray[np.int64]
Hits: TypeAlias = tuple[Numbers, Numbers, Numbers, Numbers, Numbers, Numbers]

MOST_TOKENS = 32
_KINDS = ("blank", "words", "formula")


def grams(hashes: Hashes, n: int) -> Hashes:
    """The n-grams of uint64[k], uint64[max(0, k - n + 1)]; ValueError for an n that is not from 1 to 32."""
    _check("hashes", hashes, np.uint64)
    _check_n("n", n)
    count = max(0, len(hashes) - n + 1)
    rolled = np.zeros(count, np.uint64)
    for i in range(n):
        rolled = rolled * np.uint64(BASE) + hashes[i : i + count]
    return _mix(rolled)


class GramScanner:
    """Finds sets of n-grams in texts, sets of several n in one reading.

    `kind` is "blank", "words" or "formula"; a set is (n, keys), or (n, keys, masked) with kind "words", where
    `masked` takes every number for the same. `keys` are `grams`, uint64[m], sorted and distinct. Raises
    ValueError for anything else. A scanner does not change, serves any number of threads, and cannot be
    pickled. At most `most` hits of a document are kept, the first ones.
    """

    def __init__(self, kind: str, sets: Sequence[Any], most: int = 1_000_000) -> None:
        if kind not in _KINDS:
            raise ValueError(f"kind must be blank, words or formula; found {kind}")
        if most < 1:
            raise ValueError(f"most must be at least 1; found {most}")
        self._kind, self._most = kind, most
        self._sets = [_set_of(kind, f"set {i}", given) for i, given in enumerate(sets)]
        self._local = threading.local()

    def __reduce__(self) -> Any:
        raise TypeError("cannot pickle 'GramScanner' object")

    @property
    def overfull(self) -> list[int]:
        """The documents of this thread's last scan that had more than `most` hits."""
        return list(getattr(self._local, "overfull", ()))

    def scan(self, data: npt.NDArray[np.uint8], offsets: Numbers) -> Hits:
        """Six arrays of int64, one number a hit, in the order of document, formula, at and set.

        They are: document; set; place of the key in that set; number of the n-gram's first token in the
        document, or in its formula; where the n-gram, or its formula, starts and ends in the document, in
        bytes. Texts are ``data[offsets[i]:offsets[i + 1]]``, any bytes. An n-gram never reaches from one
        document, or formula, into another. Raises ValueError for offsets that fall or leave the data.
        """
        _check("data", data, np.uint8)
        _check("offsets", offsets, np.int64)
        _check_offsets(offsets, len(data))
        overfull: list[int] = []
        rows: list[tuple[int, ...]] = []
        for document, (begin, end) in enumerate(pairwise(offsets.tolist())):
            found = sorted(self._hits(data[begin:end].tobytes()))
            if len(found) > self._most:
                overfull.append(document)
            for _, at, number, key, start, stop in found[: self._most]:
                rows.append((document, number, key, at, start, stop))
        self._local.overfull = overfull
        table = np.array(rows, np.int64).reshape(-1, 6)
        document_, set_, key_, at_, start_, end_ = (
            np.ascontiguousarray(column) for column in table.T
        )
        return document_, set_, key_, at_, start_, end_

    def _hits(self, text: bytes) -> Iterator[tuple[int, int, int, int, int, int]]:
        """(group, at, set, key, start, end) of all that is found in a text, in any order."""
        read = {kind: tokens(kind, text) for kind in {kind for _, _, kind in self._sets}}
        for number, (n, keys, kind) in enumerate(self._sets):
            hashes, starts, ends, groups = read[kind]
            if self._kind != "formula":
                groups = np.zeros_like(groups)
            found = grams(hashes, n)
            places = np.searchsorted(keys, found)
            here = np.flatnonzero(places < len(keys))
            here = here[keys[places[here]] == found[here]]
            for i in here[groups[here] == groups[here + n - 1]].tolist():
                first = int(np.searchsorted(groups, groups[i]))
                yield (
                    int(groups[i]),
                    i - first,
                    number,
                    int(places[i]),
                    int(starts[i]),
                    int(ends[i + n - 1]),
                )


def _set_of(kind: str, name: str, given: Any) -> tuple[int, Hashes, str]:
    """(n, keys, kind of tokens)."""
    words = kind == "words"
    if not isinstance(given, tuple) or len(given) != 2 + words:
        shape = "(n, keys, masked)" if words else "(n, keys)"
        tuples = isinstance(given, tuple)
        found = f"a tuple of {len(given)}" if tuples else type(given).__name__
        raise ValueError(f"{name} must be {shape}; found {found}")
    n, keys, masked = given if words else (*given, False)
    if not isinstance(masked, bool):
        raise ValueError(f"masked of {name} must be True or False; found {masked}")
    _check_n(f"n of {name}", n)
    _check(f"keys of {name}", keys, np.uint64)
    falls = np.flatnonzero(keys[1:] <= keys[:-1])
    if len(falls):
        at = int(falls[0]) + 1
        raise ValueError(
            f"keys of {name} must be sorted and distinct; found {keys[at]} after {keys[at - 1]} at {at}"
        )
    return n, keys.copy(), "masked" if masked else kind


def _check_n(name: str, n: Any) -> None:
    if not isinstance(n, int | np.integer) or not 1 <= n <= MOST_TOKENS:
        raise ValueError(f"{name} must be between 1 and {MOST_TOKENS}; found {n}")


def _check(name: str, given: Any, dtype: type[np.generic]) -> None:
    array = isinstance(given, np.ndarray)
    if not array or given.dtype != dtype or given.ndim != 1:
        found = f"{given.dtype}{given.shape}" if array else type(given).__name__
        raise ValueError(f"{name} must be an array of {np.dtype(dtype)}[n]; found {found}")


def _check_offsets(offsets: Numbers, size: int) -> None:
    if not len(offsets):
        raise ValueError("offsets must hold one number more than there are texts; found none")
    falls = np.flatnonzero(offsets[1:] < offsets[:-1])
    if len(falls):
        at = int(falls[0]) + 1
        raise ValueError(
            f"offsets must not fall; found {offsets[at]} after {offsets[at - 1]} at {at}"
        )
    if offsets[0] < 0 or offsets[-1] > size:
        raise ValueError(
            f"offsets must lie within the data's {size} bytes; found {offsets[0]} to {offsets[-1]}"
        )
