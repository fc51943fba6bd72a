"""A filter for tests of tuning: a score that is given, held against two lines; negative ones are odd."""

from dataclasses import dataclass, field
from typing import Optional, Union  # noqa: F401

from proofpile import Cut, Document, Drop, Filter


@dataclass(frozen=True)
class Worth(Filter):
    """Äußerst einfach."""

    least: float = 0.5  # measured by nobody
    most: int = field(default=1_000, compare=True)  # a count
    listed: bool = True

    reasons = {
        "low-worth": "the score is below the line",
        "high-count": "there is too much of it",
        "odd": "the score is no score",
    }
    marks = {"worth": float, "many": int}
    cuts = {
        "low-worth": Cut("worth", "least"),
        "high-count": Cut("many", "most", keeps="at-most"),
    }

    def __call__(self, doc: Document) -> Document | Drop:
        worth, many = doc.marks.get("given"), doc.marks.get("count")
        if worth is None:
            return doc
        if worth < self.least:
            # One of three is listed, chosen by the length of the text.
            return Drop(
                "low-worth", worth, self.least, listed=self.listed or len(doc.text) % 3 == 0
            )
        if many is not None and many > self.most:
            return Drop("high-count", many, self.most)
        return doc.mark(worth=worth, **({} if many is None else {"many": many}))
