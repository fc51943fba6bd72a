"""A filter for tests that has a model: a file of words that a text may not hold."""

from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from proofpile import Document, Drop, Filter
from proofpile.errors import MissingError


@dataclass(frozen=True)
class Lexicon(Filter):
    model: str = field(default="lexicon.txt", compare=False)
    model_sha256: str = ""

    reasons = {"in-lexicon": "the text holds a word of the lexicon"}

    def prepare(self):
        path = Path(self.model)
        if not path.exists():
            raise MissingError(f"there is no model {path}; write one: echo word > {path}")
        return replace(self, model_sha256=sha256(path.read_bytes()).hexdigest())

    def __call__(self, doc: Document) -> Document | Drop:
        words = set(Path(self.model).read_text().split())
        return Drop("in-lexicon") if words & set(doc.text.split()) else doc
