"""Documents against an index: every layer, every hit."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np
import pyarrow as pa

from proofpile.arrays import Bytes, Offsets, text_buffers
from proofpile.contamination.document import Text
from proofpile.contamination.formulas import formulas, promising
from proofpile.contamination.hits import LAYERS, Hit
from proofpile.contamination.index import Index
from proofpile.contamination.overlap import longest, overlaps
from proofpile.contamination.passages import Found, passages
from proofpile.contamination.seeds import Seeds, runs_of, seeds_of
from proofpile.contamination.short import short
from proofpile.contamination.showing import hit_of
from proofpile.contamination.statements import statements
from proofpile.errors import UsageError

# Occurrences of one short part in one document that are told, and that are looked at for an answer near them.
_MOST_SHORT, _MOST_LOOKS = 16, 1000
Placed = tuple[int, Text, Found]  # number of the document in its batch


class Matcher:
    """Judges documents by all of `layers`. Picklable: a worker opens the index itself.

    `allows` says of a hit that a person found it to be none; it is then kept under the verdict "allowed".
    """

    def __init__(
        self,
        index: Index,
        layers: Iterable[str] = tuple(LAYERS),
        allows: Callable[[Hit], bool] | None = None,
    ) -> None:
        self.index, self.layers, self.allows = index, frozenset(layers), allows
        check_layers(self.layers)
        self.overfull = 0  # documents of which not every hit is kept

    def __call__(
        self,
        ids: Sequence[str],
        texts: Sequence[str],
        origins: Sequence[str] | None = None,
        sources: Sequence[str] | None = None,
    ) -> list[Hit]:
        """Hits of documents in memory, in their order."""
        batch = pa.array(texts, pa.large_string())
        return list(self.hits(ids, batch, origins or ids, sources or [""] * len(ids)))

    def hits(
        self, ids: Sequence[str], texts: pa.Array, origins: Sequence[str], sources: Sequence[str]
    ) -> Iterator[Hit]:
        """Hits of a batch in the order of documents, then of layers, places and items."""
        data, offsets = text_buffers(texts)
        overfull: set[int] = set()
        placed = _twins_first([*self._found(data, offsets, overfull)])
        self.overfull += len(overfull)
        order = {layer: i for i, layer in enumerate(LAYERS)}
        placed.sort(key=lambda p: (p[0], order[p[2].layer], p[2].spans, p[2].part))
        for row, text, found in placed:
            hit = hit_of(self.index, found, text, ids[row], origins[row], sources[row])
            if self.allows and self.allows(hit):
                hit = hit.with_verdict("allowed")
            yield hit

    def _found(self, data: Bytes, offsets: Offsets, overfull: set[int]) -> Iterator[Placed]:
        """What is in a batch; numbers of documents of which not all is kept go into `overfull`."""
        texts: dict[int, Text] = {}

        def text_of(doc: int) -> Text:
            if doc not in texts:
                texts[doc] = Text(data[offsets[doc] : offsets[doc + 1]])
            return texts[doc]

        if "llemma" in self.layers:
            seeds = self._seeds("blank", data, offsets, overfull)
            runs, cut_short = longest(runs_of(seeds), np.diff(offsets))
            overfull |= cut_short
            for row, doc in enumerate(runs.doc.tolist()):
                yield from (
                    (doc, text_of(doc), f) for f in overlaps(self.index, runs, row, text_of(doc))
                )
        if self.layers & {"words", "numbers", "short", "formal"}:
            seeds = self._seeds("words", data, offsets, overfull)
            for doc, found in self._by_words(seeds, text_of):
                if found.layer in self.layers:
                    yield doc, text_of(doc), found
        if "formulas" in self.layers:
            seeds = promising(self.index, self._seeds("formula", data, offsets, overfull))
            for group in seeds.groups(seeds.doc, seeds.part):
                doc = int(seeds.doc[group.start])
                for found in formulas(self.index, _by_place(seeds, group), text_of(doc)):
                    yield doc, text_of(doc), found

    def _seeds(self, kind: str, data: Bytes, offsets: Offsets, overfull: set[int]) -> Seeds:
        seeds, too_many = seeds_of(self.index, kind, data, offsets)
        overfull |= too_many
        return seeds

    def _by_words(
        self, seeds: Seeds, text_of: Callable[[int], Text]
    ) -> Iterator[tuple[int, Found]]:
        """Layers words, numbers, short and formal, which share their seeds."""
        for of_doc in seeds.groups(seeds.doc):
            doc = int(seeds.doc[of_doc.start])
            mine = seeds.where(np.arange(of_doc.start, of_doc.stop))
            formal = self.index.formal[mine.part]
            if "formal" in self.layers and formal.any():
                yield from (
                    (doc, f) for f in statements(self.index, mine.where(formal), text_of(doc))
                )
            prose = mine.where(~formal)
            for group in prose.groups(prose.part):
                some = _by_place(prose, group)
                if self.index.whole[int(some.part[0])]:
                    rows = range(min(len(some), _MOST_LOOKS))
                    there = (short(self.index, some, row, text_of(doc)) for row in rows)
                    yield from ((doc, f) for f in islice(filter(None, there), _MOST_SHORT))
                else:
                    yield from ((doc, f) for f in passages(self.index, some, text_of(doc)))


def check_layers(layers: Iterable[str]) -> None:
    """Raises UsageError for a layer that there is not."""
    if unknown := sorted(set(layers) - set(LAYERS)):
        raise UsageError(f"there is no layer {unknown[0]!r}; there are {', '.join(LAYERS)}")


def _twins_first(placed: list[Placed]) -> list[Placed]:
    """What lies mostly within a twin is what it shares with its template: no leak in other layers either."""
    twins: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for doc, _, found in placed:
        if found.verdict == "template":
            reach = found.spans[0][0], found.spans[-1][1]
            twins.setdefault((doc, found.part), []).append(reach)

    def within(doc: int, found: Found) -> bool:
        start, end = found.spans[0][0], found.spans[-1][1]
        spans = twins.get((doc, found.part), ()) if found.layer in ("llemma", "formulas") else ()
        return any(2 * (min(end, high) - max(start, low)) >= end - start for low, high in spans)

    return [
        (doc, text, replace(found, verdict="template") if within(doc, found) else found)
        for doc, text, found in placed
    ]


def _by_place(seeds: Seeds, group: slice) -> Seeds:
    """The seeds of a group in the order of their places in the document."""
    rows = np.arange(group.start, group.stop)
    return seeds.where(rows[np.argsort(seeds.start[group], kind="stable")])
