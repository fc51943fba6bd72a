"""Keep documents whose formulas came through: most that were found are in the text, and parse as TeX."""

from dataclasses import dataclass

from proofpile import Cut, Document, Drop, Filter


@dataclass(frozen=True)
class FormulaFidelity(Filter):
    """Compares what the reader found on a page with what it wrote down; formula_fidelity.md.

    `forgiven` formulas may be lost, and as many broken, on any page: of few formulas one is a large
    share. With `drop` False every document stays, with its marks. One without formulas is not judged.
    """

    least_kept: float = 0.5  # formulas of the text in those found
    most_broken: float = 0.1  # formulas that no parser takes in those of the text
    forgiven: int = 2
    drop: bool = True

    reasons = {
        "formula-fidelity": "too many of the formulas found on the page did not get into the text",
        "formula-breakage": "too many of the formulas in the text cannot be parsed as TeX",
    }
    marks = {"formula_fidelity": float, "formula_breakage": float}
    cuts = {
        "formula-fidelity": Cut("formula_fidelity", "least_kept"),
        "formula-breakage": Cut("formula_breakage", "most_broken", keeps="at-most"),
    }

    def __call__(self, doc: Document) -> Document | Drop:
        kept, lost, broken = (
            number(doc, name) for name in ("formulas", "formulas_lost", "formulas_broken")
        )
        if not kept + lost:
            return doc
        fidelity, breakage = kept / (kept + lost), min(broken / max(kept, 1), 1.0)
        if self.drop and lost > self.forgiven and fidelity < self.least_kept:
            rules = detail(doc, "formula_rules_lost")
            return Drop("formula-fidelity", round(fidelity, 4), self.least_kept, detail=rules)
        if self.drop and broken > self.forgiven and breakage > self.most_broken:
            defects = detail(doc, "formula_defects")
            return Drop("formula-breakage", round(breakage, 4), self.most_broken, detail=defects)
        return doc.mark(formula_fidelity=round(fidelity, 4), formula_breakage=round(breakage, 4))


def number(doc: Document, mark: str) -> int:
    """A mark that counts something; 0 where the source does not set it."""
    value = doc.marks.get(mark)
    return max(value, 0) if isinstance(value, int) else 0


def detail(doc: Document, mark: str) -> str:
    """A mark that says which; "" where the source does not set it."""
    value = doc.marks.get(mark)
    return value[:200] if isinstance(value, str) else ""
