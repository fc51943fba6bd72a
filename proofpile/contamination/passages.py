"""Layers "words" and "numbers": from seeds to passages that hold a part of an item, or a twin of it.

A seed only says where to look. The passage around it is aligned with the whole part, numbers masked, so that
an edit does not end a match; then the numbers that met are compared. Where they are others, the passage is
the same template with other values, which gives no answer away; where not, it is weighed.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xxhash

from proofpile.contamination import checking
from proofpile.contamination.align import Bits, Hashes, Places, Run, align
from proofpile.contamination.document import Text
from proofpile.contamination.grams import masked
from proofpile.contamination.index import Index
from proofpile.contamination.rarity import in_words
from proofpile.contamination.seeds import Seeds
from proofpile.native import tokens

_PAD = 400  # bytes of a passage before and behind what an item's own length lets expect
_LONGEST = (
    32 << 10
)  # bytes that a passage reaches out from its seed: longer parts are met piece by piece
_MOST_PASSAGES = 16  # of one document that hold one part


@dataclass(frozen=True, slots=True)
class Found:
    """A part of an item in a document. `spans` are (doc start, doc end, item start, item end) in bytes."""

    part: int
    layer: str
    n: int
    overlap: float
    bits: float
    spans: tuple[tuple[int, int, int, int], ...]
    verdict: str
    match: str
    detail: str = ""


def passages(index: Index, seeds: Seeds, text: Text) -> Iterator[Found]:
    """What the seeds of one document and one part lead to; each passage once."""
    part = int(seeds.part[0])
    size = len(index.rows[part]["text"].encode())
    reach = min(2 * size + _PAD, _LONGEST)
    if len(seeds) > _MOST_PASSAGES:
        seeds = _densest(seeds, reach)
    starts, ends = seeds.start.tolist(), seeds.end.tolist()
    behind = -1
    for _ in range(_MOST_PASSAGES):
        left = [i for i, start in enumerate(starts) if start >= behind]
        if not left:
            return
        first = left[0]
        low, high = text.window(max(starts[first] - reach, behind), starts[first] + reach)
        found = _passage(index, part, text, low, high)
        if found:
            yield found
        behind = max(found.spans[-1][1] if found else 0, ends[first])


def _densest(seeds: Seeds, reach: int) -> Seeds:
    """Without those that the document repeats, but where most of the part's places are met behind them.

    A sentence that a page repeats must not use up the passages that are looked at before the item itself.
    """
    start, item_at = seeds.start.tolist(), seeds.item_at.tolist()
    within = Counter[int]()
    distinct, first_out = [0] * len(start), len(start)
    for row in range(len(start) - 1, -1, -1):
        within[item_at[row]] += 1
        while start[first_out - 1] > start[row] + reach:
            first_out -= 1
            within[item_at[first_out]] -= 1
            if not within[item_at[first_out]]:
                del within[item_at[first_out]]
        distinct[row] = len(within)
    met = np.array(distinct)
    repeated = np.bincount(seeds.item_at - seeds.item_at.min())[seeds.item_at - seeds.item_at.min()]
    return seeds.where((repeated <= _MOST_PASSAGES) | (2 * met >= met.max()))


def _passage(index: Index, part: int, text: Text, low: int, high: int) -> Found | None:
    """The best alignment of the part with bytes [low, high) of the document, judged."""
    piece = text.data[low:high].tobytes()
    passage = _Passage(index, part, piece, low, *tokens("words", piece))
    hidden = masked(passage.hashes, passage.numbers), index.masked[passage.mine]
    runs = align(*hidden, passage.bits, passage.least)
    met, changed = passage.numbers_in(runs)
    said = f"{changed} of {met} numbers are others" if changed else ""
    if changed and changed >= checking.TWIN_CHANGED * met:
        exact = align(passage.hashes, passage.item, passage.bits, passage.least)
        if passage.is_twin(runs) and not passage.is_whole(exact):
            return passage.found(runs, "numbers", "template", said)
        runs, said = exact, ""
    if not runs or not (verdict := passage.verdict(runs)):
        return None
    return passage.found(runs, "words", verdict, said)


@dataclass(frozen=True)
class _Passage:
    """The words of a piece of a document, to be compared with those of a part."""

    index: Index
    part: int
    piece: bytes
    low: int  # where the piece begins in the document
    hashes: Hashes
    starts: Places
    ends: Places
    numbers: Places

    @property
    def mine(self) -> slice:
        return self.index.words.of(self.part)

    @property
    def item(self) -> Hashes:
        return self.index.words.hashes[self.mine]

    @cached_property
    def bits(self) -> Bits:
        return self.index.bits[self.mine]

    @property
    def least(self) -> float:
        """Bits below which nothing is a hit."""
        return min(checking.HIT_BITS, checking.WHOLE_SHARE * float(self.bits.sum()))

    def tells(self, runs: Sequence[Run]) -> float:
        """Bits of the item that the runs hold."""
        return float(sum(self.bits[r.item_at : r.item_at + r.length].sum() for r in runs))

    def share(self, runs: Sequence[Run]) -> float:
        """The same as a share of the whole part."""
        return self.tells(runs) / max(float(self.bits.sum()), 1e-9)

    def numbers_in(self, runs: Sequence[Run]) -> tuple[int, int]:
        """How many numbers met in the runs, and how many of them are others."""
        values = self.index.words.groups[self.mine]
        met = [
            (run.at + i, run.item_at + i)
            for run in runs
            for i in np.flatnonzero(values[run.item_at : run.item_at + run.length]).tolist()
        ]
        return len(met), sum(self.hashes[d] != self.item[i] for d, i in met)

    def is_whole(self, runs: Sequence[Run]) -> bool:
        """Whether the exact runs are one, which ends where the copy ends and not where a number is another.

        Half of an item is itself, though numbers of the document around it may meet those of its other half.
        """
        if not runs or self.verdict(runs) != "contaminated":
            return False
        best = max(runs, key=lambda run: self.tells([run]))
        if self.tells([best]) < checking.ONE_RUN * self.tells(runs):
            return False
        end, item_end = best.at + best.length, best.item_at + best.length
        return not (
            self._numbers_meet(best.at - 1, best.item_at - 1, best.at)
            or self._numbers_meet(end, item_end, end)
        )

    def _numbers_meet(self, at: int, item_at: int, border: int) -> bool:
        """Whether tokens `at` and `item_at` are numbers, and no paragraph ends at `border` between them."""
        values = self.index.words.groups[self.mine]
        if not (0 <= at < len(self.hashes) and 0 <= item_at < len(values)):
            return False
        between = self.piece[self.ends[border - 1] : self.starts[border]]
        return bool(self.numbers[at] == values[item_at] == 1) and b"\n\n" not in between

    def is_twin(self, runs: Sequence[Run]) -> bool:
        """Whether the runs hold enough of the item's words; lists of numbers are alike everywhere."""
        whole = checking.TWIN_SHARE * float(self.words.sum())
        return self.words_tell(runs) >= max(whole, checking.LEADS_TWIN)

    def verdict(self, runs: Sequence[Run]) -> str:
        """ "contaminated", "partial", or "" for what is no hit."""
        if self.share(runs) >= checking.WHOLE_SHARE:
            return "contaminated"
        if self.tells(runs) < checking.HIT_BITS:
            return ""
        # A copy may have the question alone, without the choices.
        of_all, of_question = len(self.item), int(self.index.question[self.part])
        much = any(self._is_much(_first(runs, count), count) for count in {of_all, of_question})
        return "contaminated" if much else "partial"

    def _is_much(self, runs: Sequence[Run], count: int) -> bool:
        """Whether the runs are much of the first `count` words of the item."""
        best = max(runs, key=lambda run: self.tells([run]), default=Run(0, 0, 0))
        whole = float(self.bits[:count].sum())
        one, together = self.tells([best]), self.tells(runs)
        long = best.length >= checking.LONG_RUN and one >= checking.LONG_BITS
        much = one >= max(checking.HIT_BITS, checking.RUN_SHARE * whole)
        much |= together >= max(checking.HIT_BITS, checking.PIECES_SHARE * whole)
        # Letters alone are alike everywhere: of them it takes more.
        said = self.words_tell(runs) >= checking.LEADS_WORDS or together >= checking.FORMULA_BITS
        return long or (much and said)

    def words_tell(self, runs: Sequence[Run]) -> float:
        """Bits of the runs in words of two letters and more."""
        return float(sum(self.words[r.item_at : r.item_at + r.length].sum() for r in runs))

    @cached_property
    def words(self) -> Bits:
        item, mine = self.index.words, self.mine
        return in_words(self.bits, item.starts[mine], item.ends[mine], item.groups[mine])

    def found(self, runs: Sequence[Run], layer: str, verdict: str, detail: str) -> Found:
        item = self.index.words
        first = int(item.offsets[self.part])
        spans = tuple(
            (
                self.low + int(self.starts[run.at]),
                self.low + int(self.ends[run.at + run.length - 1]),
                int(item.starts[first + run.item_at]),
                int(item.ends[first + run.item_at + run.length - 1]),
            )
            for run in runs
        )
        words = b"".join(self.hashes[run.at : run.at + run.length].tobytes() for run in runs)
        return Found(
            part=self.part,
            layer=layer,
            n=max(run.length for run in runs),
            overlap=round(self.share(runs), 4),
            bits=round(self.tells(runs), 1),
            spans=spans,
            verdict=verdict,
            match=xxhash.xxh3_64_hexdigest(words),
            detail=detail,
        )


def _first(runs: Sequence[Run], count: int) -> list[Run]:
    """What of the runs lies in the first `count` words of the item."""
    return [
        Run(run.at, run.item_at, min(run.length, count - run.item_at))
        for run in runs
        if run.item_at < count
    ]
