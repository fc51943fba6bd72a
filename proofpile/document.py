"""What flows: a Document, or the Drop that says why it went no further."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

Mark = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Document:
    """One text and where it came from.

    `id` names the place where the text was found, never the run that found it, so it is the same in
    every rebuild. `origin` is for people: a URL, an arXiv id, ``repository@commit:path``. `marks` are
    what readers and filters learnt about it; each becomes a typed column of the corpus.
    """

    id: str
    text: str
    origin: str = ""
    licence: str = ""
    marks: Mapping[str, Mark] = field(default_factory=dict)

    def mark(self, **marks: Mark) -> Self:
        """The same document, with more marks."""
        return replace(self, marks={**self.marks, **marks})


@dataclass(frozen=True, slots=True)
class Drop:
    """A refusal. `reason` is a stable slug that is counted; `score` and `threshold` say how near it was.

    `detail` may name a twin, an exception or a benchmark item. A source that refuses what it read
    fills `id` and `origin` in; for a filter's refusal the build does. `listed=False` is for tests so
    cheap and early that a row a refusal would outgrow the corpus: counted, but given no row in
    ``dropped/``.
    """

    reason: str
    score: float | None = None
    threshold: float | None = None
    detail: str = ""
    id: str = ""
    origin: str = ""
    excerpt: str = ""
    listed: bool = True
