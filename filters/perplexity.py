"""Keep documents whose prose reads like the texts an n-gram model was trained on."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from proofpile import Cut, Document, Drop, Filter
from proofpile.facts import check_model
from proofpile.recipe import HOME
from proofpile.text.language import UNDETERMINED
from proofpile.text.ngram.model import Ngram, sha256_of

OURS = HOME / "filters" / "perplexity.arpa.zst"


@dataclass(frozen=True)
class Perplexity(Filter):
    """Drops what a model finds less likely than one word in `most`; perplexity.md.

    A document is judged by its prose as one line, as OpenWebMath did with KenLM: formulas, code and
    addresses are out, and what is left is normalised. Under `fewest_words` words there is nothing to
    judge: a page of nearly nothing but formulas stays, unless `keep_short` says otherwise, and its marks
    are null. So does, unjudged, what the filter `language` found to be in none of `languages`: those
    the model knows. What stands out within its domain only is for `perplexity_percentile`, a pass of its own.
    """

    most: float = 15_000.0  # OpenWebMath's; what it means for our model: perplexity.md
    fewest_words: int = 20
    keep_short: bool = True
    languages: tuple[str, ...] = ("en",)  # of the model; documents without a mark are judged
    model: str = field(default="", compare=False)  # ARPA or KenLM; where it lies on this machine
    model_sha256: str = ""  # what it is

    reasons = {
        "perplexity": "the prose is unlike the texts that the n-gram model was trained on",
        "perplexity-unknown": "too few words to judge, and such documents were not wanted",
    }
    marks = {"perplexity": float, "perplexity_char": float}
    cuts = {"perplexity": Cut("perplexity", "most", "at-most")}

    def prepare(self) -> Self:
        path = self.model or str(OURS)
        sha256 = sha256_of(path)
        Ngram.at(path, sha256)  # a file of another kind is said now, not after the first unit
        check_model(Path(path))
        return replace(self, model=path, model_sha256=sha256)

    def __call__(self, doc: Document) -> Document | Drop:
        if doc.marks.get("language") not in (*self.languages, UNDETERMINED, None):
            return doc.mark(perplexity=None, perplexity_char=None)
        found = self._model().score(doc.text)
        if found.words < self.fewest_words:
            if not self.keep_short:
                return Drop("perplexity-unknown", found.words, self.fewest_words)
            return doc.mark(perplexity=None, perplexity_char=None)
        perplexity = round(found.perplexity, 2)
        if perplexity > self.most:
            return Drop("perplexity", perplexity, self.most)
        return doc.mark(perplexity=perplexity, perplexity_char=round(found.perplexity_char, 4))

    def _model(self) -> Ngram:
        # On another machine of a cluster the model may lie elsewhere; its hash says whether it is it.
        here = self.model and Path(self.model).is_file()
        return Ngram.at(self.model if here else OURS, self.model_sha256)
