"""The n-gram trainer's twin: modified Kneser-Ney from its definitions, in dictionaries, all in memory.

Nothing is sorted, spilled or streamed here: adjusted counts, discounts, backoffs and interpolation are what
the papers say they are (Chen & Goodman 1998, section 3; Heafield et al. 2013, section 3). Some hundred times
slower than the compiled one and without a bound on memory, it gives the same bytes.
"""

import math
import re
import struct
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

Gram = tuple[bytes, ...]

UNKNOWN, BEGIN, END, RARE = b"<unk>", b"<s>", b"</s>", b""
LONGEST = 256  # bytes of a word
_SPECIAL = {UNKNOWN, BEGIN, END, b"<UNK>"}
_WORD = re.compile(rb"[^\x00-\x20]+")
_HIGHEST, _LOWEST = 6, -99.0


class NgramTrainer:
    """Text in, an ARPA model out: `add` as often as there is text, `adjust` once, `write` once.

    `prune` has a number for each order: an n-gram that came at most so often is left out of the model,
    though not out of the counts. Of words that came `least` times or more the `vocabulary` commonest are
    kept; n-grams with other words are left out in the same way. At most `candidates` words are told apart.
    `memory` (bytes) and `folder` are the compiled trainer's. Raises ValueError for numbers out of range, and
    RuntimeError for calls in another order.
    """

    def __init__(
        self,
        order: int,
        memory: int,
        prune: Sequence[int],
        folder: str,
        vocabulary: int,
        candidates: int,
        least: int,
    ) -> None:
        if not 1 <= order <= _HIGHEST:
            raise ValueError("order must be from 1 to 6")
        if len(prune) != order:
            raise ValueError("prune must have one number for each order")
        if list(prune) != sorted(prune):
            raise ValueError("prune must not fall")
        self._order, self._prune = order, list(prune)
        self._vocabulary, self._least = vocabulary, max(least, prune[0] + 1)
        self._candidates = min(candidates, 1 << min(32, 128 // order)) - 4
        self._stage = "counting"
        self._words: Counter[bytes] = Counter()
        self._raw: list[Counter[Gram]] = [Counter() for _ in range(order + 1)]
        self.tokens = self.lines = self.empty = self.specials = self.rare = self.disk_peak = 0

    def add(self, lines: bytes) -> None:
        """Whole lines, each a sentence. Words end at any control character or blank."""
        self._enter("counting", "counting")
        for line in lines.removesuffix(b"\n").split(b"\n") if lines else ():
            found = _WORD.findall(line)
            words = [self._known(word) for word in found if word not in _SPECIAL]
            self.specials += len(found) - len(words)
            self.tokens += len(words)
            self.lines += bool(words)
            self.empty += not words
            if words:
                self._count([BEGIN, *words, END])

    def adjust(self, progress: Callable[[str, int, int], Any] | None = None) -> None:
        """End of the text: adjusted counts, and what is pruned."""
        self._enter("counting", "adjusted")
        self._keep()
        self._adjusted = [Counter[Gram](), *self._raw[1:]]
        for n in range(1, self._order):
            ways = Counter(gram[1:] for gram in self._raw[n + 1])
            self._adjusted[n] = Counter(
                {g: raw if g[0] == BEGIN else ways[g] for g, raw in self._raw[n].items()}
            )
        self._kept = [
            {g for g, raw in self._raw[n].items() if self._stays(g, raw)}
            for n in range(self._order + 1)
        ]

        self.orders = self._orders()

    @property
    def types(self) -> int:
        """How many words were told apart."""
        return len(self._words)

    def _orders(self) -> list[tuple[int, int, int, int, int, int]]:
        """For each order: n-grams seen, n-grams kept, and how many have an adjusted count of 1, 2, 3, 4."""
        made = []
        for n in range(1, self._order + 1):
            of = Counter(self._adjusted[n].values())
            more = 2 if n == 1 else 0  # <unk> and <s>
            seen, kept = len(self._adjusted[n]) + more, len(self._kept[n]) + more
            made.append((seen, kept, of[1], of[2], of[3], of[4]))
        return made

    def write(
        self,
        discounts: Sequence[Sequence[float]],
        sink: Callable[[bytes], Any],
        progress: Callable[[str, int, int], Any] | None = None,
    ) -> None:
        """The model as the text of an ARPA file, in pieces; `discounts` has D1, D2, D3+ for each order."""
        self._enter("adjusted", "closed")
        sink(b"\\data\\\n")
        for n, (_, kept, *_) in enumerate(self.orders, 1):
            sink(b"ngram %d=%d\n" % (n, kept))
        below: dict[Gram, float] = {}
        for n in range(1, self._order + 1):
            shares, _ = self._smooth(n, discounts[n - 1])
            backoffs = self._smooth(n + 1, discounts[n])[1] if n < self._order else None
            below = self._interpolate(n, shares, below)
            sink(b"\n\\%d-grams:\n" % n)
            for gram in sorted(below, key=self._suffix_order):
                line = _decimal(below[gram]) + b"\t" + b" ".join(gram)
                if backoffs is not None:
                    line += b"\t" + _decimal(backoffs.get(gram, 1.0))
                sink(line + b"\n")
        sink(b"\n\\end\\\n")

    def close(self) -> None:
        """Free memory and disk, whoever still holds the trainer; the numbers stay."""
        self._raw, self._adjusted, self._kept = [], [], []
        self._stage = "closed"

    def _enter(self, stage: str, then: str) -> None:
        if self._stage != stage:
            raise RuntimeError("text is added, then adjusted once, then written once")
        self._stage = then

    def _known(self, word: bytes) -> bytes:
        if len(word) > LONGEST or (word not in self._words and self.types >= self._candidates):
            self.rare += 1
            return RARE
        self._words[word] += 1
        return word

    def _count(self, sentence: list[bytes]) -> None:
        for n in range(1, self._order + 1):
            first = max(0, 2 - n)  # <s> alone is never predicted
            grams = (tuple(sentence[i : i + n]) for i in range(first, len(sentence) - n + 1))
            self._raw[n].update(grams)

    def _keep(self) -> None:
        often = [word for word, count in self._words.items() if count >= self._least]
        often.sort(key=lambda word: (-self._words[word], word))
        fixed = [UNKNOWN, BEGIN, END]
        self._rank = {word: i for i, word in enumerate(fixed + sorted(often[: self._vocabulary]))}

    def _stays(self, gram: Gram, raw: int) -> bool:
        often = len(gram) == 1 or raw > self._prune[len(gram) - 1]
        return often and all(word in self._rank for word in gram)

    def _suffix_order(self, gram: Gram) -> list[int]:
        return [self._rank[word] for word in reversed(gram)]

    def _smooth(
        self, n: int, discount: Sequence[float]
    ) -> tuple[dict[Gram, tuple[float, float]], dict[Gram, float]]:
        """(share of its own, share of the lower order) of each n-gram, and the latter by context."""
        total, pruned = defaultdict[Gram, int](int), defaultdict[Gram, int](int)
        kinds = defaultdict[Gram, list[int]](lambda: [0, 0, 0])
        for gram, count in self._adjusted[n].items():
            total[gram[:-1]] += count
            if gram in self._kept[n]:
                kinds[gram[:-1]][min(count, 3) - 1] += 1
            else:
                pruned[gram[:-1]] += count
        (d1, d2, d3), left, shares = discount, {}, {}
        for context in kinds if n > 1 else total:
            one, two, more = kinds[context]
            left[context] = (d1 * one + d2 * two + d3 * more + pruned[context]) / total[context]
        for gram in self._kept[n]:
            context, count = gram[:-1], self._adjusted[n][gram]
            share = (count - discount[min(count, 3) - 1]) / total[context]
            # Between passes the compiled trainer keeps floats, except of single words.
            shares[gram] = (
                (share, left[context]) if n == 1 else (_float(share), _float(left[context]))
            )
        if n == 1:
            shares[UNKNOWN,] = 0.0, left[()]
        return shares, {context: _float(mass) for context, mass in left.items()}

    def _interpolate(
        self, n: int, shares: dict[Gram, tuple[float, float]], below: dict[Gram, float]
    ) -> dict[Gram, float]:
        if n > 1:
            return {g: own + left * below[g[1:]] for g, (own, left) in shares.items()}
        uniform = 1.0 / (len(self._rank) - 1)  # <s> is never predicted
        made = {g: own + left * uniform for g, (own, left) in shares.items()}
        return made | {(BEGIN,): 1.0}


def _float(value: float) -> float:
    return float(struct.unpack("f", struct.pack("f", value))[0])


def _decimal(value: float) -> bytes:
    """log10 with seven decimals, without the zeros at the end."""
    log = _log10(value) if value > 0 else _LOWEST
    scaled = round(max(log, _LOWEST) * 1e7)
    whole, part = divmod(abs(scaled), 10**7)
    text = f"{whole}.{part:07}".rstrip("0").rstrip(".")
    return (b"-" if scaled < 0 else b"") + text.encode()


def _log10(value: float) -> float:
    # Step by step as the compiled one does it; math.log10 has other last digits on other machines.
    m, exponent = math.frexp(value)
    if m < 0.70710678118654752:
        m, exponent = m * 2, exponent - 1
    s = (m - 1) / (m + 1)
    total = 1 / 19
    for k in range(17, 0, -2):
        total = total * (s * s) + 1 / k
    return 2 * s * total * 0.43429448190325183 + exponent * 0.30102999566398120
