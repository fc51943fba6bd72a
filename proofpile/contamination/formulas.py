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
from proofpile.contamination.grams import FORMULA_N
from proofpile.contamination.index import Index
from proofpile.contamination.passages import Found
from proofpile.contamination.seeds import Seeds, covered
from proofpile.native import tokens

_NEAR = 1200  # bytes around formulas in which prose counts; also what parts two passages
_MOST_PASSAGES = 16
_SHIFT = 1 << 32
Rows = npt.NDArray[np.intp]


def promising(index: Index, seeds: Seeds) -> Seeds:
    """The seeds of those documents and parts that have enough in common, however it lies in the document."""
    if not len(seeds):
        return seeds
    group = np.cumsum(np.append(0, (np.diff(seeds.doc) != 0) | (np.diff(seeds.part) != 0)))
    pairs = np.unique(group * _SHIFT + seeds.item_at)
    of, at = pairs // _SHIFT, pairs % _SHIFT
    new = np.append(True, of[1:] != of[:-1])
    step = np.minimum(np.append(FORMULA_N, np.diff(at)), FORMULA_N)
    covers = np.bincount(of, np.where(new, FORMULA_N, step))
    part = seeds.part[np.append(True, group[1:] != group[:-1])]
    formula = index.formula.groups[index.formula.offsets[part][of] + at]
    met = np.bincount(of, new | np.append(True, np.diff(formula) != 0))
    enough = np.bincount(of) >= np.minimum(2, index.formula_grams[part])
    enough &= met >= np.minimum(2, index.long_formulas[part])
    enough &= covers >= checking.FORMULAS_HIT * np.diff(index.formula.offsets)[part]
    return seeds.where(enough[group])


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
