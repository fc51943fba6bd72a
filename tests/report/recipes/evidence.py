"""A filter for tests of the report: so many formulas, and so large a share of them, at least."""

from dataclasses import dataclass

from proofpile import Cut, Document, Drop, Filter


@dataclass(frozen=True)
class Evidence(Filter):
    formulas: int = 4
    share: float = 0.05
    least: float = 0.5

    reasons = {
        "few-formulas": "too few formulas to call the page mathematical",
        "low-formula-share": "too little of the text is mathematics",
        "other-language": "the prose is in another language",
    }

    cuts = {
        "few-formulas": Cut("formulas", "formulas"),
        "low-formula-share": Cut("formula_share", "share"),
        "other-language": Cut("language_score", "least"),
    }

    def __call__(self, doc: Document) -> Document | Drop:
        marks = doc.marks
        if (found := marks.get("formulas")) is not None and found < self.formulas:
            return Drop("few-formulas", found, self.formulas)
        if (found := marks.get("formula_share")) is not None and found < self.share:
            return Drop("low-formula-share", found, self.share)
        if marks.get("language", "en") != "en":
            return Drop(
                "other-language", marks["language_score"], self.least, detail=marks["language"]
            )
        return doc
