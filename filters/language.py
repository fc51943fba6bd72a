"""Keep documents in the languages asked for; a document with too few words to judge stays, or goes."""

from dataclasses import dataclass, field, replace
from typing import Self

from proofpile import Cut, Document, Drop, Filter
from proofpile.text.language import (
    UNDETERMINED,
    Judgement,
    find_model,
    judge,
    load_model,
    sha256_of,
)
from proofpile.text.languages import NAMES, check_codes, code_of

ANY = "any"


@dataclass(frozen=True)
class Language(Filter):
    """Drops what is not, with a probability of at least `least`, in a language of `keep`; language.md.

    A page of nearly nothing but formulas has no language that anybody could tell, and reads the same
    everywhere: it is marked "und", and stays unless `keep_unknown` is false. Where few words are left,
    what the page says of itself counts too, unless `believe_page` is false.
    """

    keep: tuple[str, ...] = ("en",)  # ISO 639 codes; none, or "any", marks and drops nothing
    least: float = 0.5
    keep_unknown: bool = True
    believe_page: bool = True
    model: str = field(default="", compare=False)  # where it lies on this machine
    model_sha256: str = ""  # what it is

    reasons = {
        "other-language": "the prose is in another language, or in none surely enough",
        "unknown-language": "too little prose is left to tell its language, and such pages are not kept",
    }
    marks = {"language": str, "language_score": float}
    cuts = {"other-language": Cut("language_score", "least")}

    def prepare(self) -> Self:
        path = self.model or str(find_model())
        sha256 = sha256_of(path)
        codes = load_model(path, sha256).codes
        keep = () if ANY in self.keep else check_codes(self.keep, codes, "language.keep")
        return replace(self, keep=keep, model=path, model_sha256=sha256)

    def __call__(self, doc: Document) -> Document | Drop:
        page = self._page(doc)
        found = judge(doc.text, load_model(self.model or None, self.model_sha256), page)
        if found.is_unknown:
            return self._unknown(doc)
        if not self.keep or ANY in self.keep:
            return doc.mark(language=found.language, language_score=round(found.score, 4))
        language, score = found.likeliest_of(self.keep)
        score = round(score, 4)
        if score >= self.least:
            return doc.mark(language=language, language_score=score)
        return Drop("other-language", score, self.least, detail=said(found, page))

    def _unknown(self, doc: Document) -> Document | Drop:
        if not self.keep_unknown:
            return Drop("unknown-language", detail=UNDETERMINED)
        return doc.mark(language=UNDETERMINED, language_score=0.0)

    def _page(self, doc: Document) -> str:
        said = doc.marks.get("page_language")
        return code_of(said) if self.believe_page and isinstance(said, str) else ""


def said(found: Judgement, page: str) -> str:
    """``fr (French)``, ``perhaps fr (French), or it``; with ``; page says en`` where that differs.

    In words, because a report counts refusals by detail; how near it was is the score's to say.
    """
    first, *others = found.probabilities
    named = f"{first} ({NAMES[first]})" if first in NAMES else first
    if found.score >= 0.9:
        text = named
    elif found.score >= 0.5 or not others:
        text = f"probably {named}"
    else:
        text = f"perhaps {named}, or {others[0]}"
    return f"{text}; page says {page}" if page not in ("", first) else text
