"""Layer "formulas": the formulas of an item, with its words near them, however it is put in words.

A paraphrase keeps formulas. n-grams of canonical TeX tokens find them, however they are spelt. Formulas alone
prove little, since everybody writes the quadratic formula: two rare n-grams are asked for where there
are two, and rare words of the item's prose around them.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import xxhash

from proofpile.contamination import checking
from proofpile.contamination.document import Text
from proofpile.contamination.index import FORMULA_N, Index
from proofpile.contamination.passages import Found
from proofpile.contamination.seeds import Seeds, covered
from proofpile.native import tokens

_NEAR = 1200  # bytes around formulas in which prose counts; also what parts two passages
_MOST_PASSAGES = 16
Rows = npt.NDArray[np.intp]


def promising(index: Index, seeds: Seeds) -> Seeds:
    """The seeds of those documents and parts that have n-grams enough in common, however they lie."""
    if not len(seeds):
        return seeds
    group = np.cumsum(np.append(0, (np.diff(seeds.doc) != 0) | (np.diff(seeds.part) != 0)))
    pairs = np.unique(group * (1 << 32) + seeds.item_at)
    count = np.bincount(pairs >> 32)[group]
    size = np.diff(index.formula.offsets)[seeds.part]
    enough = count >= np.minimum(2, index.formula_grams[seeds.part])
    return seeds.where(enough & (count * FORMULA_N >= checking.FORMULAS_HIT * size))


def formulas(index: Index, seeds: Seeds, text: Text) -> Iterator[Found]:
    """Passages of one document that have formulas of one part."""
    part = int(seeds.part[0])
    borders = np.flatnonzero(np.diff(seeds.start) > _NEAR) + 1
    pieces = np.split(np.arange(len(seeds)), borders)
    for rows in pieces[:_MOST_PASSAGES]:
        if found := _passage(index, part, seeds, rows, text):
            yield found


def _passage(
    index: Index,
    part: int,
    seeds: Seeds,
    rows: Rows,
    text: Text,
) -> Found | None:
    whole = index.formula.of(part)
    grams = np.unique(seeds.item_at[rows])
    if len(grams) < min(2, index.formula_grams[part]):
        return None
    first = whole.start
    met = np.unique(index.formula.groups[first + grams])
    if len(met) < min(2, index.long_formulas[part]):
        return None
    share = covered([(at, at + FORMULA_N) for at in grams.tolist()]) / (whole.stop - whole.start)
    if share < checking.FORMULAS_HIT:
        return None
    start, end = int(seeds.start[rows].min()), int(seeds.end[rows].max())
    prose, tells = index.prose_of(part)
    low, high = text.window(start - _NEAR, end + _NEAR)
    near = tokens("words", text.data[low:high].tobytes())[0]
    there = np.isin(prose, near)
    said = float(tells[there].sum() / max(tells.sum(), 1e-9))
    if said < checking.PROSE_HIT or there.sum() < 2:
        return None
    sure = share >= checking.FORMULAS_SHARE and said >= checking.PROSE_SHARE
    return Found(
        part=part,
        layer="formulas",
        n=FORMULA_N,
        overlap=round(share, 4),
        bits=round(float(tells[there].sum()), 1),
        spans=_spans(index, part, seeds, rows),
        verdict="contaminated" if sure else "partial",
        match=xxhash.xxh3_64_hexdigest(np.asarray(index.formula.hashes[whole])[grams].tobytes()),
        detail=f"{len(grams)} n-grams of formulas, and {said:.0%} of the item's rare words near them",
    )


def _spans(
    index: Index, part: int, seeds: Seeds, rows: Rows
) -> tuple[tuple[int, int, int, int], ...]:
    """Each formula of the document that met, with the formula of the item that it met."""
    first = int(index.formula.offsets[part])
    met: dict[tuple[int, int], tuple[int, int]] = {}
    for start, end, at in zip(
        seeds.start[rows].tolist(),
        seeds.end[rows].tolist(),
        seeds.item_at[rows].tolist(),
        strict=True,
    ):
        theirs = int(index.formula.starts[first + at]), int(index.formula.ends[first + at])
        met.setdefault((start, end), theirs)
    return tuple((*ours, *theirs) for ours, theirs in sorted(met.items()))
