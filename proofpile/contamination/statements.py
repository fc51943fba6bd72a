"""Layer "formal": statements of theorems, by what they say and by what they are called.

Seeds lead to windows; in a window declarations are read as their prover reads them, and compared in a normal
form that two spellings of a statement share. A file of benchmarks copied into any repository is found so,
and a web page that quotes one theorem; a theorem of the same name that says something else is told apart.
"""

from collections.abc import Iterator

import numpy as np
import xxhash

from proofpile.contamination.document import Text
from proofpile.contamination.formal.declaration import Declaration
from proofpile.contamination.formal.finding import find_statements, statement_tokens
from proofpile.contamination.index import Index
from proofpile.contamination.passages import Found
from proofpile.contamination.seeds import Seeds

# Bytes around seeds, on either side, that are read: twice the longest statement of miniF2F (1,757).
_REACH = 4000
# Tokens of a statement that stands for itself: `54 % 6 = 0` is stated by everybody.
_TELLING = 12
_MET = {
    "both": "name and statement are the same",
    "statement": "the same statement under another name",
    "name": "the same name, and the statement differs",
}


def statements(index: Index, seeds: Seeds, text: Text) -> Iterator[Found]:
    """Declarations of one document, around the seeds, that are items."""
    seen: set[tuple[int, int]] = set()
    for low, high in _windows(seeds, text):
        window = text.between(low, high)
        at, start = 0, low  # a character of the window, and its byte in the document
        for part, met, how in find_statements(window, index.names, index.digests):
            at, start = met.start, start + len(window[at : met.start].encode())
            if (start, part) not in seen:
                seen.add((start, part))
                # In a string or a comment the statement is shorter than the place that it stands in.
                end = start + len(window[met.start : met.end].encode())
                yield _found(index, part, met, how, (start, end))


def _windows(seeds: Seeds, text: Text) -> Iterator[tuple[int, int]]:
    """The document around seeds, each byte once."""
    starts = np.sort(seeds.start)
    pieces = np.split(starts, np.flatnonzero(np.diff(starts) > 2 * _REACH) + 1)
    for piece in pieces:
        yield text.window(int(piece[0]) - _REACH, int(piece[-1]) + _REACH)


def _found(index: Index, part: int, met: Declaration, how: str, place: tuple[int, int]) -> Found:
    described = index.rows[part]
    mine = index.words.of(part)
    tells = float(index.bits[mine].sum())
    share = 1.0 if how != "name" else 0.0
    length = len(statement_tokens(met.statement, met.language))
    sure = how == "both" or (how == "statement" and length >= _TELLING)
    other = "" if met.language == described["language"] else f", in {met.language}"
    said = f"{how}\0{met.name}\0{met.statement}"
    return Found(
        part=part,
        layer="formal",
        n=length if how != "name" else 0,
        overlap=share,
        bits=round(tells * share, 1),
        spans=((*place, 0, len(described["text"].encode())),),
        verdict="contaminated" if sure else "partial",
        match=xxhash.xxh3_64_hexdigest(said.encode()),
        detail=_MET[how] + other,
    )
