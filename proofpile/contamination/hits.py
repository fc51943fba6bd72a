"""Hits: where a document holds a part of a benchmark item, how that was seen, and what to think of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

# How a hit was seen; each is reported apart.
LAYERS: Mapping[str, str] = {
    "llemma": "words between blanks, as they are: the rule of Llemma's study (arXiv 2310.10631, section 3.5)",
    "words": "words without case, punctuation and TeX's notation, weighted by how much they tell",
    "formulas": "tokens of formulas, with words of the item near them",
    "short": "the whole of an item that is too short for n-grams, or with its answer near",
    "numbers": "the same words with other numbers: a template twin, which is no leak",
    "formal": "a formal statement, by the name of its declaration or by what it says",
}
# What to think of a hit. Only the first is acted upon, by policy.
VERDICTS: Mapping[str, str] = {
    "contaminated": "the document holds the item, or so much of it that a model could learn it",
    "partial": "the document shares a passage with the item, and not enough to give it away",
    "template": "the document holds the item with other numbers",
    "allowed": "somebody looked at this hit and said that it is none",
}
# What had to be overlooked for the two passages to be equal, the least first.
NORMALISATIONS = ("none", "spacing", "case", "punctuation", "tex", "numbers", "gaps")

_SPAN = pa.struct(
    [(name, pa.int64()) for name in ("doc_start", "doc_end", "item_start", "item_end")]
)
SCHEMA = pa.schema(
    [
        pa.field("document", pa.string(), nullable=False),
        pa.field("origin", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("benchmark", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("part", pa.string(), nullable=False),
        pa.field("layer", pa.string(), nullable=False),
        pa.field("n", pa.int32(), nullable=False),
        pa.field("overlap", pa.float64(), nullable=False),
        pa.field("bits", pa.float64(), nullable=False),
        pa.field("doc_start", pa.int64(), nullable=False),
        pa.field("doc_end", pa.int64(), nullable=False),
        pa.field("item_start", pa.int64(), nullable=False),
        pa.field("item_end", pa.int64(), nullable=False),
        pa.field("spans", pa.list_(_SPAN), nullable=False),
        pa.field("normalisation", pa.string(), nullable=False),
        pa.field("verdict", pa.string(), nullable=False),
        pa.field("detail", pa.string(), nullable=False),
        pa.field("match", pa.string(), nullable=False),
        pa.field("excerpt", pa.large_string(), nullable=False),
        pa.field("excerpt_start", pa.int64(), nullable=False),
        pa.field("action", pa.string(), nullable=False),
    ]
)

Span = tuple[int, int, int, int]  # doc_start, doc_end, item_start, item_end, in characters


@dataclass(frozen=True, slots=True)
class Hit:
    """A row of ``hits.arrow``.

    `n` is the length in words (or tokens of a formula) of the longest run that is equal in both,
    in layer llemma cut to 10, 15, 20 or 30; `overlap` the share of the part that was found, by weight;
    `bits` the weight. All offsets count characters; `spans` are the runs within them. `match` is a digest
    of the words that met, by which an allow-list knows the hit again in any document. `excerpt` is the
    document around the hit, from character `excerpt_start` on. `action` is what a build did:
    "", "report", "drop-document" or "cut-passage".
    """

    document: str
    origin: str
    source: str
    benchmark: str
    item: str
    part: str
    layer: str
    n: int
    overlap: float
    bits: float
    doc_start: int
    doc_end: int
    item_start: int
    item_end: int
    spans: tuple[Span, ...]
    normalisation: str
    verdict: str
    match: str
    detail: str = ""
    excerpt: str = ""
    excerpt_start: int = 0
    action: str = ""

    def with_verdict(self, verdict: str) -> "Hit":
        """The same hit, judged otherwise."""
        return replace(self, verdict=verdict)

    def values(self) -> tuple[Any, ...]:
        """In the order of SCHEMA's columns."""
        names = ("doc_start", "doc_end", "item_start", "item_end")
        spans = [dict(zip(names, span, strict=True)) for span in self.spans]
        return tuple(spans if n == "spans" else getattr(self, n) for n in SCHEMA.names)
