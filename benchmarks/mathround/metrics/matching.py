"""Which formula of a page is which of the truth: one to one, equal ones first, then by edit distance."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import LCSseq, Levenshtein
from rapidfuzz.process import cdist
from scipy.optimize import linear_sum_assignment

from mathround.metrics.normal import canonical_tokens

LEAST = 0.5  # similarity from which two formulas can be the same one


@dataclass(frozen=True, slots=True)
class Pair:
    """A formula of the truth, by its number, and the one that came for it."""

    true: int
    found: int
    similarity: float  # 1 - edit distance / length, on canonical tokens

    @property
    def exact(self) -> bool:
        return self.similarity == 1.0


@dataclass(frozen=True)
class Matching:
    """Pairs in the order of the truth; numbers of what has no partner."""

    pairs: list[Pair]
    missed: list[int]
    duplicates: list[int]  # equal to a formula of the truth that is matched already
    false: list[int]


Formula = tuple[str, bool]  # TeX, display


def match(true: Sequence[Formula], found: Sequence[Formula]) -> Matching:
    """Match `found` to `true`."""
    ours = [canonical_tokens(tex) for tex, _ in true]
    theirs = [canonical_tokens(tex) for tex, _ in found]
    pairs = _equal(
        list(zip(ours, (d for _, d in true), strict=True)),
        list(zip(theirs, (d for _, d in found), strict=True)),
    )
    pairs += _equal(_left(ours, [p.true for p in pairs]), _left(theirs, [p.found for p in pairs]))
    pairs += _similar(_left(ours, [p.true for p in pairs]), _left(theirs, [p.found for p in pairs]))
    known = set(ours)
    extra = _rest(len(found), [p.found for p in pairs])
    return Matching(
        sorted(pairs, key=lambda p: p.true),
        _rest(len(true), [p.true for p in pairs]),
        [n for n in extra if theirs[n] in known],
        [n for n in extra if theirs[n] not in known],
    )


def common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Tokens that two formulas share, in order: the longest common subsequence."""
    return len(one) if one == other else LCSseq.similarity(one, other)


def _rest(size: int, taken: list[int]) -> list[int]:
    return sorted(set(range(size)).difference(taken))


def _left(keys: list, taken: list[int]) -> list:
    """`keys` with None where one is taken."""
    gone = set(taken)
    return [None if n in gone else key for n, key in enumerate(keys)]


def _equal(true: list, found: list) -> list[Pair]:
    """Pairs of equal keys, in order."""
    waiting = defaultdict(list)
    for n in range(len(found) - 1, -1, -1):
        waiting[found[n]].append(n)
    return [
        Pair(n, waiting[key].pop(), 1.0)
        for n, key in enumerate(true)
        if key is not None and waiting.get(key)
    ]


def _similar(true: list, found: list) -> list[Pair]:
    rows = [n for n, key in enumerate(true) if key is not None]
    columns = [n for n, key in enumerate(found) if key is not None]
    if not rows or not columns:
        return []
    letters: dict[str, str] = {}
    table = cdist(
        [_spelt(true[n], letters) for n in rows],
        [_spelt(found[n], letters) for n in columns],
        scorer=Levenshtein.normalized_similarity,
        score_cutoff=LEAST,
        dtype=np.float32,
    )
    one, other = linear_sum_assignment(table, maximize=True)
    return [
        Pair(rows[i], columns[j], min(float(table[i, j]), 0.9999))
        for i, j in zip(one, other, strict=True)
        if table[i, j] >= LEAST
    ]


def _spelt(tokens: tuple[str, ...], letters: dict[str, str]) -> str:
    """Tokens as a string with one character a token, which is what distances are fast on."""
    return "".join(letters.setdefault(token, chr(0x100 + len(letters))) for token in tokens)
