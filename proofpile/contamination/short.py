"""Layer "short": parts of too few words for n-grams, found as a whole, or by their answer near them.

"Compute 2 + 2" is in every textbook and no leak; with its answer behind it, or where the few words are rare
ones, it is. What neither can tell is listed as uncheckable (`Index.uncheckable`) and never passes silently.
"""

import numpy as np
import xxhash

from proofpile.contamination.checking import ANSWER_WITHIN, SHORT
from proofpile.contamination.document import Text
from proofpile.contamination.index import Index
from proofpile.contamination.passages import Found
from proofpile.contamination.seeds import Seeds
from proofpile.native import tokens

_LONGEST_WORD = 16  # bytes, on average, of the words that are looked at for an answer


def short(index: Index, seeds: Seeds, row: int, text: Text) -> Found | None:
    """What one occurrence of a whole part is; None where it tells nothing."""
    part = int(seeds.part[row])
    start, end = int(seeds.start[row]), int(seeds.end[row])
    mine = index.words.of(part)
    bits = float(index.bits[mine].sum())
    described, detail = index.rows[part], ""
    if bits < SHORT:
        if not _answered(described["answer"], text, end):
            return None
        detail = "its answer stands within the words after it"
    size = int(index.words.ends[mine][-1])
    return Found(
        part=part,
        layer="short",
        n=int(seeds.n[row]),
        overlap=1.0,
        bits=round(bits, 1),
        spans=((start, end, int(index.words.starts[mine][0]), size),),
        verdict="contaminated",
        match=xxhash.xxh3_64_hexdigest(np.asarray(index.words.hashes[mine]).tobytes()),
        detail=detail,
    )


def _answered(answer: str, text: Text, after: int) -> bool:
    """Whether `answer` stands within ANSWER_WITHIN words after byte `after`."""
    wanted = tokens("words", answer.encode())[0]
    reach = text.between(after, after + ANSWER_WITHIN * _LONGEST_WORD).encode()
    near = tokens("words", reach)[0][:ANSWER_WITHIN]
    if not len(wanted) or len(near) < len(wanted):
        return False
    return bool(
        (np.lib.stride_tricks.sliding_window_view(near, len(wanted)) == wanted).all(1).any()
    )
