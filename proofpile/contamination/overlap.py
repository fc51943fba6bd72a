"""Layer "llemma": words between blanks, as they are, in runs of 10, 15, 20 and 30.

The rule of Llemma's study (arXiv 2310.10631, section 3.5), which compared every document with every item and
kept of each document the last item only: two texts overlap at n if they have n words in a row in common.
Here 10-grams are looked up, and longer ones are runs of them; every hit is kept.
"""

from collections.abc import Iterator

import numpy as np
import xxhash

from proofpile.contamination.document import Text
from proofpile.contamination.grams import STUDY_N
from proofpile.contamination.index import Index
from proofpile.contamination.passages import Found
from proofpile.contamination.rarity import bits_of
from proofpile.contamination.seeds import Places, Runs
from proofpile.native import tokens

NS = (30, 20, 15, STUDY_N)
_CONTAMINATED = 30  # what the study reports
# Runs of a document that are told, the longest first. Of a page that repeats a sentence which hundreds of
# items share, each occurrence is hundreds of hits: half a megabyte was 357,000 hits and three minutes. The
# benchmark itself as one document has a run in some 300 bytes.
_RUNS, _BYTES_A_RUN = 500, 32


def longest(runs: Runs, sizes: Places) -> tuple[Runs, set[int]]:
    """The runs that are told, and the documents, of `sizes` bytes, that have more than are told."""
    doc = runs.doc
    most = _RUNS + sizes // _BYTES_A_RUN
    over = np.flatnonzero(np.bincount(doc, minlength=len(sizes)) > most)
    if not len(over):
        return runs, set()
    order = np.lexsort((runs.item_at, runs.part, runs.at, -runs.length, doc))
    rank = np.arange(len(runs)) - np.searchsorted(doc[order], doc[order])
    kept = np.sort(order[rank < most[doc[order]]])
    return Runs(*(getattr(runs, name)[kept] for name in runs.__dataclass_fields__)), set(
        over.tolist()
    )


def overlaps(index: Index, runs: Runs, row: int, text: Text) -> Iterator[Found]:
    """The hit of one run."""
    part, length = int(runs.part[row]), int(runs.length[row])
    blank = index.blank
    first = int(blank.offsets[part]) + int(runs.item_at[row])
    start, end = int(runs.start[row]), int(runs.end[row])
    passage = text.between(start, end).encode()
    words, starts, ends, numbers = tokens("words", passage)
    n = next(n for n in NS if length >= n)
    yield Found(
        part=part,
        layer="llemma",
        n=n,
        overlap=round(length / int(np.diff(blank.offsets[part : part + 2])[0]), 4),
        bits=round(float(bits_of(words, starts, ends, numbers).sum()), 1),
        spans=((start, end, int(blank.starts[first]), int(blank.ends[first + length - 1])),),
        verdict="contaminated" if n >= _CONTAMINATED else "partial",
        match=xxhash.xxh3_64_hexdigest(words.tobytes()),
        detail=f"{length} words in a row",
    )
