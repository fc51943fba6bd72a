"""How much a word tells: its surprisal in mathematical English, in bits.

That "how many of them are there in total" stands in a document tells nothing; that four rare nouns stand in
the order of an item tells all. N-gram rules count both alike, and have to be long to be safe: then short
items cannot match (88 of 114 sources flagged at n = 13 were false, and 46 % of planted items were missed).
So passages are weighed: a token by -log2 of its share of running text, a passage by the sum of its tokens.

``word_bits.txt`` holds the words of more than one in 2^16 in some 9 MB of running text, a line for each
number of bits, made by ``benchmarks/contamination/word_bits.py``. What is not there is rarer and counts
`RARE`. Numbers say little by themselves: `OF_DIGITS` for one, two, three and more digits.
"""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from proofpile.native import tokens

RARE = 16.0
# By judgement, not measured: log2(10) bits a digit and a little for being a number, less than any rare word.
OF_DIGITS = (5.0, 8.0, 11.0)
_TABLE = Path(__file__).with_name("word_bits.txt")

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.integer[Any]]
Bits = npt.NDArray[np.float64]


@cache
def _known() -> tuple[Hashes, Bits]:
    """Sorted hashes of the words of the table, and the bits of each."""
    words: list[str] = []
    bits: list[float] = []
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        first, *rest = line.split(" ")
        words += rest
        bits += [float(first)] * len(rest)
    hashes, _, _, _ = tokens("words", " ".join(words).encode())
    if len(hashes) != len(words):
        raise ValueError(f"{_TABLE.name} holds what is not one word: make it again")
    order = np.argsort(hashes)
    return hashes[order], np.array(bits)[order]


def in_words(bits: Bits, starts: Places, ends: Places, numbers: Places) -> Bits:
    """Of the bits of tokens those in words of two letters and more; formulas are made of the others."""
    return np.where((numbers == 0) & (ends - starts > 1), bits, 0.0)


def bits_of(hashes: Hashes, starts: Places, ends: Places, numbers: Places) -> Bits:
    """The bits of each token of kind "words", as `proofpile.native.tokens` gives them."""
    known, bits = _known()
    at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    found = np.where(known[at] == hashes, bits[at], RARE)
    digits = np.minimum(ends - starts, len(OF_DIGITS)) - 1
    return np.where(numbers == 1, np.array(OF_DIGITS)[np.maximum(digits, 0)], found)
