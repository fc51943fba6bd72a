"""Keep documents in the languages asked for; a document with too few words to judge stays."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from proofpile import Cut, Document, Drop, Filter
from proofpile.text.fasttext import FastText
from proofpile.text.language import UNDETERMINED, detect, find_model, load_model, sha256_of


@dataclass(frozen=True)
class Language(Filter):
    """Drops what is not, with a probability of at least `least`, in a language of `keep`.

    A page of nearly nothing but formulas has no language that a model could see and reads the same
    everywhere: it stays, marked "und".
    """

    keep: tuple[str, ...] = ("en",)  # ISO 639 codes, as lid.176 gives them
    least: float = 0.5  # language.md
    model: str = field(default="", compare=False)  # where it lies on this machine
    model_sha256: str = ""  # what it is

    reasons = {"other-language": "the prose is in another language, or in none surely enough"}
    marks = {"language": str, "language_score": float}
    cuts = {"other-language": Cut("language_score", "least")}

    def prepare(self) -> Self:
        path = self.model or str(find_model())
        return replace(self, model=path, model_sha256=sha256_of(path))

    def __call__(self, doc: Document) -> Document | Drop:
        language, score = detect(doc.text, self._model())
        score = round(score, 4)
        if language == UNDETERMINED or (language in self.keep and score >= self.least):
            return doc.mark(language=language, language_score=score)
        return Drop("other-language", score, self.least, detail=language)

    def _model(self) -> FastText:
        # On another machine of a cluster the model may lie elsewhere; its hash says whether it is it.
        here = self.model and Path(self.model).is_file()
        return load_model(self.model if here else None, self.model_sha256)
