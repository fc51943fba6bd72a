"""A source for tests: one text file a unit, one paragraph a document, a blank one refused."""

import time
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from proofpile import Document, Drop, Source
from proofpile.guard import guarded


@dataclass(frozen=True)
class Textbooks(Source):
    folder: str = field(default="books", compare=False)
    pause: float = field(default=0.0, compare=False)  # seconds a record, to be killed in

    reasons = {"blank": "the paragraph holds no text"}
    marks = {"words": int}

    def units(self):
        return sorted(str(p) for p in Path(self.folder).glob("*.txt"))

    def label(self, unit):
        return Path(unit).name

    def identity(self, unit):
        return sha256(Path(unit).read_bytes()).hexdigest()

    def size(self, unit):
        return Path(unit).stat().st_size

    def read(self, unit):
        paragraphs = Path(unit).read_text().split("\n\n")
        for n, text in enumerate(paragraphs):
            id = f"textbooks:{self.label(unit)}#{n}"
            yield guarded(id, unit, self._document, id, text)
        return len(paragraphs)

    def group(self, doc):
        return doc.id.rpartition("#")[0]

    def _document(self, id, text):
        if self.pause:
            time.sleep(self.pause)
        if not text.strip():
            return Drop("blank", id=id, origin=id)
        return Document(id, text, origin=id, licence="CC0-1.0", marks={"words": len(text.split())})
