"""From labelled pages to examples: a cap on every domain, no duplicates, splits by domain, a match of sizes.

What is chosen depends on the pages alone and not on their order: everything that could go either way is
decided by a hash of the page's text. Memory is bounded by the number of domains, of each of which at most
`per_domain` pages are held, without their text.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import xxhash

from proofpile.selflabel.labels import NEGATIVE, POSITIVE

SPLITS = ("train", "validation", "test")
# Of the domains. A classifier has few parameters to choose; what is short is unseen sites to judge it by.
SHARES = (0.70, 0.15, 0.15)
# At most so many positives a negative within a language: beyond, the language itself would be learnt.
_LOPSIDED = 4
# Of each label in a language, in the training split: where all German positives are one script and all
# German negatives one manual, German is learnt, or the manual. Nor can such a language be judged.
FEWEST_SITES = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled page: where its row lies, and what decides whether it is chosen."""

    shard: int
    row: int
    domain: str
    digest: str
    language: str
    size: int  # characters of features
    label: str
    kind: str
    split: str = ""

    @property
    def key(self) -> str:
        """By which examples are in order: as good as chance, and the same in every run."""
        return self.digest

    @property
    def place(self) -> tuple[int, int]:
        """Where it lies."""
        return self.shard, self.row


@dataclass
class Tally:
    """How many examples each step took away, and why."""

    removed: Counter[str] = field(default_factory=Counter)

    def takes(self, reason: str, count: int) -> None:
        """`count` examples went for `reason`."""
        if count:
            self.removed[reason] += count


def sampled(
    examples: Iterable[Example],
    *,
    per_domain: int,
    ratio: float,
    hard: float,
    seed: int,
    tally: Tally,
) -> list[Example]:
    """The examples to learn and to judge from, in an order as good as chance.

    At most `per_domain` of a domain; `ratio` negatives a positive in training and one elsewhere, of which a
    share of `hard` are hard ones if there are so many; each with its split.
    """
    capped = list(_capped(examples, per_domain, tally))
    distinct = _distinct(capped, tally)
    by_split: dict[str, list[Example]] = defaultdict(list)
    for one in _of_known_languages(
        [replace(one, split=split_of(one.domain, seed)) for one in distinct], tally
    ):
        by_split[one.split].append(one)
    chosen = [
        one
        for split in SPLITS
        for one in matched(
            by_split[split], ratio=ratio if split == "train" else 1.0, hard=hard, tally=tally
        )
    ]
    return sorted(chosen, key=lambda one: (one.key, one.place))


def split_of(domain: str, seed: int = 0) -> str:
    """The split of every page of `domain`: a function of its name alone, so that a larger crawl keeps it."""
    at = fraction(f"{seed} split {domain}")
    for split, share in zip(SPLITS, SHARES, strict=True):
        if at < share:
            return split
        at -= share
    return SPLITS[-1]


def fraction(text: str) -> float:
    """A number in [0, 1) that depends on `text` as if by chance."""
    return xxhash.xxh3_64_intdigest(text.encode(errors="replace")) / 2**64


def _capped(examples: Iterable[Example], per_domain: int, tally: Tally) -> Iterator[Example]:
    """At most `per_domain` texts of a domain, those with the smallest hash; each text once."""
    kept: dict[str, _Smallest] = {}
    for one in examples:
        kept.setdefault(one.domain, _Smallest(per_domain)).add(one, tally)
    for domain in sorted(kept):
        yield from kept[domain].examples()


class _Smallest:
    """The examples with the smallest keys, of those that were added; of equal ones the first by place."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._by_key: dict[str, Example] = {}
        self._heap: list[_Backwards] = []

    def add(self, one: Example, tally: Tally) -> None:
        if (twin := self._by_key.get(one.key)) is not None:
            if twin.label != one.label:
                one = replace(min(one, twin, key=lambda e: e.place), label="")
            self._by_key[one.key] = min(one, twin, key=lambda e: (e.label != "", e.place))
            tally.takes("duplicate", 1)
            return
        self._by_key[one.key] = one
        heapq.heappush(self._heap, _Backwards(one.key))
        if len(self._heap) > self._most:
            del self._by_key[heapq.heappop(self._heap).key]
            tally.takes("over the cap of its domain", 1)

    def examples(self) -> list[Example]:
        return [self._by_key[key] for key in sorted(self._by_key)]


class _Backwards:
    """A key that `heapq` sorts largest first."""

    __slots__ = ("key",)

    def __init__(self, key: str) -> None:
        self.key = key

    def __lt__(self, other: "_Backwards") -> bool:
        return other.key < self.key


def _distinct(examples: Sequence[Example], tally: Tally) -> list[Example]:
    """Each text once, over all domains; none that is positive in one place and negative in another."""
    groups: dict[str, list[Example]] = defaultdict(list)
    for one in examples:
        groups[one.key].append(one)
    kept = []
    for key in sorted(groups):
        twins = groups[key]
        if len({one.label for one in twins}) > 1 or not twins[0].label:
            tally.takes("the same text with both labels", len(twins))
            continue
        tally.takes("duplicate", len(twins) - 1)
        kept.append(min(twins, key=lambda one: (one.domain, one.place)))
    return kept


def _of_known_languages(examples: Sequence[Example], tally: Tally) -> list[Example]:
    """Those in languages of which several sites of each label are learnt from."""
    sites: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in examples:
        if one.split == "train":
            sites[one.language, one.label].add(one.domain)
    known = {
        one.language
        for one in examples
        if all(len(sites[one.language, label]) >= FEWEST_SITES for label in (POSITIVE, NEGATIVE))
    }
    kept = [one for one in examples if one.language in known]
    tally.takes("too few sites in its language", len(examples) - len(kept))
    return kept


def matched(
    examples: Sequence[Example], *, ratio: float, hard: float, tally: Tally
) -> list[Example]:
    """The positives of `examples` and negatives like them, language by language."""
    languages: dict[str, list[Example]] = defaultdict(list)
    for one in sorted(examples, key=lambda one: (one.key, one.place)):
        languages[one.language].append(one)
    chosen: list[Example] = []
    for language in sorted(languages):
        positives = [one for one in languages[language] if one.label == POSITIVE]
        negatives = [one for one in languages[language] if one.label == NEGATIVE]
        most = _LOPSIDED * len(negatives)
        tally.takes("no negatives in its language", max(0, len(positives) - most))
        positives = positives[:most]
        picked = _like(positives, negatives, round(ratio * len(positives)), hard)
        tally.takes("negative that no positive is like", len(negatives) - len(picked))
        chosen += [*positives, *picked]
    return chosen


def _like(
    positives: Sequence[Example], negatives: Sequence[Example], count: int, hard: float
) -> list[Example]:
    """`count` of `negatives`, both given in order of their keys, of lengths as the positives have them.

    First the hard ones, the kinds taking turns, for a share of `hard`; their length is their own. Then,
    for each positive's length, the plain ones nearest in length. Domains take turns: what is not
    mathematics is of more kinds than any site shows.
    """
    negatives = _domains_in_turn(negatives)
    picked = _taking_turns([one for one in negatives if one.kind], round(hard * count))
    plain = [one for one in negatives if not one.kind]
    bins: dict[int, list[Example]] = defaultdict(list)
    for one in reversed(plain):
        bins[_length_bin(one)].append(one)  # the smallest key at the end, to be taken first
    wanted = Counter(_length_bin(one) for one in positives)
    missing = count - len(picked)
    for at, share in sorted(_apportioned(missing, wanted).items()):
        for _ in range(share):
            near = min((b for b in bins if bins[b]), key=lambda b: (abs(b - at), b), default=None)
            if near is None:
                break
            picked.append(bins[near].pop())
    # Too few plain ones: hard ones make up for them.
    taken = {one.place for one in picked}
    spare = [one for one in negatives if one.kind and one.place not in taken]
    return picked + _taking_turns(spare, count - len(picked))


def _domains_in_turn(examples: Sequence[Example]) -> list[Example]:
    """`examples`, the first of each domain before the second of any."""
    seen: Counter[str] = Counter()
    turns = []
    for one in examples:
        turns.append((seen[one.domain], one.key, one))
        seen[one.domain] += 1
    return [one for _, _, one in sorted(turns, key=lambda turn: turn[:2])]


def _taking_turns(examples: Sequence[Example], count: int) -> list[Example]:
    """`count` of `examples`, as many of each kind as there are, in the order given."""
    queues: dict[str, list[Example]] = defaultdict(list)
    for one in reversed(examples):
        queues[one.kind].append(one)
    taken: list[Example] = []
    while len(taken) < count and any(queues.values()):
        for kind in sorted(queues):
            if queues[kind] and len(taken) < count:
                taken.append(queues[kind].pop())
    return taken


def _apportioned(count: int, weights: Mapping[int, int]) -> dict[int, int]:
    """`count` divided as `weights` are, in whole numbers that add up to it (largest remainders)."""
    whole = sum(weights.values())
    if not whole or count <= 0:
        return {}
    exact = {at: count * weight / whole for at, weight in weights.items()}
    shares = {at: int(value) for at, value in exact.items()}
    left = count - sum(shares.values())
    for at in sorted(exact, key=lambda at: (shares[at] - exact[at], at))[:left]:
        shares[at] += 1
    return shares


def _length_bin(one: Example) -> int:
    return one.size.bit_length()  # octaves
