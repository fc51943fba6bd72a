"""Weigh the formulas of a document; keep those of which they are neither next to nothing nor nearly all."""

from dataclasses import dataclass

from proofpile import Cut, Document, Drop, Filter
from proofpile.text.signs import signs


@dataclass(frozen=True)
class MathEvidence(Filter):
    """Weighs the formulas that the reader found by the rule that found them; math_evidence.md.

    A pair of dollars may be two prices, an annotation of TeX cannot. Where there are fewer than `enough`
    formulas, Unicode operators and TeX commands in the running text count too, `signs_a_formula` of them
    as one. Whether a document with little evidence stays is `math_score`'s question.
    """

    enough: float = 1.0  # formulas, weighed
    doubtful: tuple[str, ...] = ("dollar",)  # rules that find what may be money
    doubtful_weight: float = 0.5
    signs_a_formula: int = 10
    least_share: float = 0.0005  # characters of formulas in those of the text
    most_share: float = 0.95

    reasons = {
        "formula-share": "formulas are next to nothing of the text, or next to all of it",
    }
    marks = {"formula_evidence": float, "formula_share": float}
    cuts = {"formula-share": Cut("formula_share", "least_share")}

    def __call__(self, doc: Document) -> Document | Drop:
        share = min(number(doc, "formula_chars") / max(len(doc.text), 1), 1.0)
        if number(doc, "formulas") and share < self.least_share:
            return Drop("formula-share", round(share, 6), self.least_share, detail="low")
        if share > self.most_share:
            return Drop("formula-share", round(share, 6), self.most_share, detail="high")
        return doc.mark(
            formula_evidence=round(self._evidence(doc), 2), formula_share=round(share, 4)
        )

    def _evidence(self, doc: Document) -> float:
        formulas = number(doc, "formulas")
        doubtful = sum(count for rule, count in by_rule(doc).items() if rule in self.doubtful)
        evidence = formulas - doubtful + self.doubtful_weight * doubtful
        # Looking through the text costs more than everything above, and few documents need it.
        return (
            evidence
            if evidence >= self.enough
            else evidence + signs(doc.text) / self.signs_a_formula
        )


def number(doc: Document, mark: str) -> int:
    """A mark that counts something; 0 where the source does not set it."""
    value = doc.marks.get(mark)
    return value if isinstance(value, int) else 0


def by_rule(doc: Document) -> dict[str, int]:
    """The mark `formula_rules`, such as "katex:3,dollars:1", as counts."""
    rules = doc.marks.get("formula_rules")
    pairs = (pair.rpartition(":") for pair in str(rules or "").split(","))
    return {rule: int(count) for rule, _, count in pairs if count.isascii() and count.isdigit()}
