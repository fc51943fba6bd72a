"""Keep documents whose words are those of mathematics: OpenWebMath's MathScore, with both thresholds."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from proofpile import Cut, Document, Drop, Filter
from proofpile.facts import check_model
from proofpile.recipe import HOME
from proofpile.text.classifier import Classifier, identity_of
from proofpile.text.language import UNDETERMINED

DEFAULT = HOME / "filters" / "math_score.ftz"


@dataclass(frozen=True)
class MathScore(Filter):
    """Asks more of a document that shows no formulas than of one that does; math_score.md.

    A document has formulas if the mark `formula_evidence` says at least `evidence`. One of nothing but
    formulas has no word to judge, and one whose mark `language` is none of `languages` nobody who could:
    with formulas it stays, without a score.
    """

    with_formulas: float = 0.17
    without_formulas: float = 0.8
    evidence: float = 1.0  # formulas, weighed by math_evidence
    model: str = field(default="", compare=False)  # any fastText classifier; "": the one that ships
    model_identity: str = ""  # filled in: what it is
    languages: tuple[str, ...] = ("en",)  # of the model; documents without a mark are judged
    label: str = ""  # of mathematics; "": what the model's sidecar says, or "positive"

    reasons = {
        "math-score": "it has formulas, and its words are hardly those of mathematics",
        "math-score-no-formulas": "it has no formulas to speak of, and its words do not make up for that",
    }
    marks = {
        "math_score": float,  # what the model says, from 0 to 1
        "math_probability": float,  # calibrated
        "math_score_with_formulas": float,  # the score again, by which line it was judged
        "math_score_without_formulas": float,
    }
    cuts = {
        "math-score": Cut("math_score_with_formulas", "with_formulas"),
        "math-score-no-formulas": Cut("math_score_without_formulas", "without_formulas"),
    }

    def prepare(self) -> Self:
        path = self.model or str(DEFAULT)
        Classifier.at(path, label=self.label)
        check_model(Path(path))
        return replace(self, model=path, model_identity=identity_of(path))

    def __call__(self, doc: Document) -> Document | Drop:
        proven, language = self._is_proven(doc), doc.marks.get("language")
        line = self.with_formulas if proven else self.without_formulas
        known = language in (*self.languages, UNDETERMINED, None)
        classifier = self._classifier()
        score = classifier.score(doc.text) if known else None
        if score is None:
            why = "no words" if known else f"no model of {language}"
            return doc if proven else Drop("math-score-no-formulas", 0.0, line, detail=why)
        raw = round(score, 4)
        if raw < line:
            return Drop("math-score" if proven else "math-score-no-formulas", raw, line)
        worth = round(classifier.calibrated(score), 4)
        judged = "math_score_with_formulas" if proven else "math_score_without_formulas"
        return doc.mark(math_score=raw, math_probability=worth, **{judged: raw})

    def _is_proven(self, doc: Document) -> bool:
        evidence = doc.marks.get("formula_evidence")
        return isinstance(evidence, int | float) and evidence >= self.evidence

    def _classifier(self) -> Classifier:
        # On another machine of a cluster the model may lie elsewhere; its hash says whether it is it.
        path = self.model if self.model and Path(self.model).is_file() else str(DEFAULT)
        return Classifier.at(path, self.model_identity.partition("+")[0], self.label)
