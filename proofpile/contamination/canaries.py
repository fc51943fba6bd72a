"""What a search finds of items that are known to be there: its recall and its precision, measured.

Items are drawn by hash, changed in known ways, and each is put between two paragraphs of a copy of a
sampled document. A search that finds nothing in a clean corpus and one that cannot find anything look alike
but for this. Copies are judged in memory and forgotten: nothing here writes.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from proofpile.contamination.draws import Dice, number
from proofpile.contamination.hits import Hit
from proofpile.contamination.items import Benchmark, Item
from proofpile.contamination.perturb import PERTURBATIONS
from proofpile.contamination.perturb_formal import FORMAL_PERTURBATIONS, declared
from proofpile.contamination.places import borders, fits, planted
from proofpile.contamination.recall import WANTED, Canaries, Count, Sample, first_of_each
from proofpile.document import Document
from proofpile.native import word_strings

MOST_DOCUMENTS = 200  # that are copied; more would only show more places to lie in
_SHORT = 8  # words; shorter parts are drawn apart, since a search looks for them in another way
_BATCH = 4 << 20  # characters of copies that are judged at once
_SAMPLES = 5
# An answer alone is "18" and in every document: it is planted beside the problems that need it.
_PARTS = ("problem", "solution", "statement")
_VERDICTS = ("contaminated", "template", "partial")  # the first that a canary got counts

T = TypeVar("T")
Place = tuple[str, str, str]  # benchmark, item, part


class Indexed(Protocol):
    """What is asked of an index of benchmarks."""

    @property
    def uncheckable(self) -> Mapping[Place, str]:
        """Why nothing can find a part."""

    @property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """Every part, how it is `checked` ("with-answer" is what concerns us) and its item's `answer`."""


class Matches(Protocol):
    """What is asked of a matcher: `proofpile.contamination.match.Matcher`."""

    @property
    def index(self) -> Indexed:
        """Of the benchmarks that it looks for."""

    def __call__(
        self,
        ids: Sequence[str],
        texts: Sequence[str],
        origins: Sequence[str],
        sources: Sequence[str],
    ) -> list[Hit]:
        """The hits of documents in memory."""


def measure(
    matcher: Matches,
    benchmarks: Sequence[Benchmark],
    documents: Sequence[Document],
    seed: int = 1,
    most: int = 200,
    through_html: Callable[[str], str] | None = None,
) -> Canaries:
    """Plant at most `most` parts a benchmark, each in every way there is, and count what `matcher` finds.

    `through_html` is the extractor that the corpus was made with, from a page to its text; without it
    nothing goes through HTML. Long documents are cut; those with contaminated hits of their own take no
    canary unless all have some. The same arguments give the same answer.
    """
    hosts = _Hosts(matcher, documents, seed)
    counting = _Counting(hosts, _Twins(benchmarks))
    planting = _Planting(matcher.index, hosts, seed, through_html)
    drawn = [part for b in benchmarks for part in _drawn(b, matcher.index.uncheckable, seed, most)]
    for batch in _batches(planting.canaries(drawn), lambda c: len(c.text)):
        for canary, hits in zip(batch, _judged(matcher, [c.text for c in batch]), strict=True):
            counting.add(canary, hits)
    blind = Counter(place[0] for place in matcher.index.uncheckable)
    return Canaries(
        seed=seed,
        documents=len(hosts.documents),
        contaminated_documents=sum(map(bool, hosts.contaminated)),
        counts=counting.counts,
        inapplicable=planting.inapplicable,
        uncheckable={b.name: blind[b.name] for b in benchmarks},
        right=counting.right,
        wrong=counting.wrong,
        missed=first_of_each(counting.missed, _SAMPLES),
        strays=first_of_each(counting.strays, _SAMPLES),
    )


# --- documents


class _Hosts:
    """Documents by hash, with the places where something can be put and the hits they have without us."""

    def __init__(self, matcher: Matches, documents: Sequence[Document], seed: int) -> None:
        drawn = sorted(documents, key=lambda d: (number("host", seed, d.id), d.id))[:MOST_DOCUMENTS]
        self.documents = [Document(d.id, fits(d.text), d.origin) for d in drawn]
        self.documents = self.documents or [Document("(none)", "")]
        self.borders = [borders(d.text) for d in self.documents]
        self.contaminated = [
            _places(hits, "contaminated")
            for batch in _batches(self.documents, lambda d: len(d.text))
            for hits in _judged(matcher, [d.text for d in batch])
        ]
        clean = [k for k, places in enumerate(self.contaminated) if not places]
        self.open = clean or list(range(len(self.documents)))

    def planted(self, passage: str, dice: Dice) -> tuple[int, str]:
        """The number of a document and its copy with `passage` in it."""
        host = dice.one(self.open)
        return host, planted(self.documents[host].text, dice.one(self.borders[host]), passage)


def _judged(matcher: Matches, texts: Sequence[str]) -> list[list[Hit]]:
    """The hits of each text."""
    ids = [str(k) for k in range(len(texts))]
    found: list[list[Hit]] = [[] for _ in texts]
    for hit in matcher(ids, texts, ids, [""] * len(texts)):
        found[int(hit.document)].append(hit)
    return found


def _places(hits: Iterable[Hit], verdict: str) -> set[Place]:
    return {(hit.benchmark, hit.item, hit.part) for hit in hits if hit.verdict == verdict}


def _batches(things: Iterable[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    """`things` in lists of about _BATCH characters."""
    batch: list[T] = []
    waiting = 0
    for thing in things:
        batch.append(thing)
        waiting += size(thing)
        if waiting >= _BATCH:
            yield batch
            batch, waiting = [], 0
    if batch:
        yield batch


# --- items


def _drawn(
    benchmark: Benchmark, uncheckable: Mapping[Place, str], seed: int, most: int
) -> list[tuple[Item, str]]:
    """Parts by hash, in turn from each kind of part and from long and short ones."""
    kinds: dict[tuple[str, bool], list[tuple[int, Item, str]]] = defaultdict(list)
    for item, part, text in benchmark.texts():
        if part in _PARTS and (benchmark.name, item.id, part) not in uncheckable:
            key = number("item", seed, benchmark.name, item.id, part)
            kinds[part, len(text.split()) < _SHORT].append((key, item, part))
    for some in kinds.values():
        some.sort(key=lambda one: (one[0], one[1].id))
    turns = sorted((k, kind) for kind, some in kinds.items() for k in range(len(some)))
    return [kinds[kind][k][1:] for k, kind in turns[:most]]


@dataclass(frozen=True, slots=True)
class _Canary:
    """One change of one part, and the copy of a document that holds it."""

    place: Place
    perturbation: str
    host: int
    text: str


class _Planting:
    def __init__(
        self,
        index: Indexed,
        hosts: _Hosts,
        seed: int,
        through_html: Callable[[str], str] | None,
    ) -> None:
        self.hosts, self.seed, self.through_html = hosts, seed, through_html
        self.inapplicable: Counter[str] = Counter()
        self.answers = {
            (row["benchmark"], row["item"], row["part"]): str(row["answer"])
            for row in index.rows
            if row["checked"] == "with-answer"
        }

    def canaries(self, drawn: Iterable[tuple[Item, str]]) -> Iterator[_Canary]:
        """Each part in each way, where it can be changed so."""
        for item, part in drawn:
            place = (item.benchmark, item.id, part)
            for name, passage in self._passages(item, part):
                if passage is None or not passage.strip():
                    self.inapplicable[name] += 1
                    continue
                dice = Dice("place", self.seed, *place, name)
                yield _Canary(place, name, *self.hosts.planted(passage, dice))

    def _passages(self, item: Item, part: str) -> Iterator[tuple[str, str | None]]:
        if part == "statement":
            for name, of_item in FORMAL_PERTURBATIONS.items():
                statement = of_item(item, self.seed)
                yield name, statement and self._formal(item, statement)
            return
        answer = self.answers.get((item.benchmark, item.id, part))
        text = item.parts[part] if answer is None else f"{item.parts[part]}\n\nAnswer: {answer}"
        for name, of_text in PERTURBATIONS.items():
            if name != "html":
                yield name, of_text(text, self.seed)
            elif self.through_html:
                yield name, self._extracted(of_text(text, self.seed))

    def _extracted(self, page: str | None) -> str | None:
        """None where the extractor refuses the page, as one with too many formulas."""
        try:
            return page and self.through_html and self.through_html(page)
        except ValueError:
            return None

    def _formal(self, item: Item, statement: str) -> str:
        """As a file has it, or as a page quotes it."""
        said = declared(item, statement)
        if Dice("fence", self.seed, item.id, statement).below(2):
            return said
        return f"```{item.language}\n{said}\n```"


class _Twins:
    """Parts with the same words, in whatever benchmark: finding one is finding the other."""

    def __init__(self, benchmarks: Sequence[Benchmark]) -> None:
        self._words: dict[Place, int] = {}
        self._places: dict[int, list[Place]] = defaultdict(list)
        for benchmark in benchmarks:
            for item, part, text in benchmark.texts():
                place, words = (benchmark.name, item.id, part), number(*word_strings(text))
                self._words[place] = words
                self._places[words].append(place)

    def of(self, place: Place) -> set[Place]:
        """`place` itself and its twins."""
        return set(self._places[self._words[place]])


# --- counting


@dataclass
class _Counting:
    hosts: _Hosts
    twins: _Twins
    counts: dict[Place, Count] = field(default_factory=dict)
    right: int = 0
    wrong: int = 0
    missed: list[Sample] = field(default_factory=list)
    strays: list[Sample] = field(default_factory=list)

    def add(self, canary: _Canary, hits: Sequence[Hit]) -> None:
        """Count one canary by the hits of its copy."""
        twins = self.twins.of(canary.place)
        verdict = next((v for v in _VERDICTS if _places(hits, v) & twins), "")
        key = (canary.place[0], canary.place[2], canary.perturbation)
        self.counts[key] = self.counts.get(key, Count()) + Count(
            1, verdict == "contaminated", verdict == "partial", verdict == "template"
        )
        if verdict != WANTED.get(canary.perturbation, "contaminated"):
            self.missed.append(self._sample(canary, canary.place, _why(twins, hits)))
        items = {twin[:2] for twin in twins}
        for place in sorted(_places(hits, "contaminated") - self.hosts.contaminated[canary.host]):
            if place[:2] in items:
                self.right += 1
            else:
                self.wrong += 1
                layer = next(h.layer for h in hits if place in _places([h], "contaminated"))
                why = f"by layer {layer}; planted was {' '.join(canary.place)}"
                self.strays.append(self._sample(canary, place, why))

    def _sample(self, canary: _Canary, place: Place, why: str) -> Sample:
        document = self.hosts.documents[canary.host].id
        return Sample(*place, canary.perturbation, document, why)


def _why(twins: set[Place], hits: Sequence[Hit]) -> str:
    """What was seen instead."""
    own = [h for h in hits if (h.benchmark, h.item, h.part) in twins]
    if own:
        best = max(own, key=lambda h: (h.overlap, h.bits))
        return f"{best.verdict} by layer {best.layer}: overlap {best.overlap:.2f}, run of {best.n}"
    others = sorted(
        {f"{h.benchmark} {h.item} {h.part}" for h in hits if h.verdict == "contaminated"}
    )
    return f"no hit of it, but of {others[0]}" if others else "no hit"
