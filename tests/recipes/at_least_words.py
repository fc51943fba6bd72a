"""A filter for tests: so many words at least."""

from dataclasses import dataclass

from proofpile import Document, Drop, Filter


@dataclass(frozen=True)
class AtLeastWords(Filter):
    least: int = 3

    reasons = {"few-words": "the text has too few words"}

    def __call__(self, doc: Document) -> Document | Drop:
        words = doc.marks["words"]
        return doc if words >= self.least else Drop("few-words", words, self.least)
