"""A source for tests of the report: a JSON file a unit, a list of documents and drops as they shall be."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from proofpile import Document, Drop, Source
from proofpile.guard import guarded


@dataclass(frozen=True)
class Told(Source):
    folder: str = field(default="units", compare=False)
    known: tuple[str, ...] = ()

    reasons = {
        "no-math-markers": "the bytes hold none of the markers of mathematics",
        "not-html": "the record is no page",
        "truncated": "the record ends before its declared length",
    }
    marks = {
        "title": str,
        "date": str,
        "charset": str,
        "formulas": int,
        "formula_share": float,
        "formulas_found": int,
        "formulas_lost": int,
        "formulas_lossy": int,
        "formulas_broken": int,
        "formula_rules": str,
        "formula_rules_lost": str,
        "formula_rules_lossy": str,
        "formula_rules_broken": str,
        "formula_defects": str,
        "language": str,
        "language_score": float,
        "draft": bool,
    }

    def units(self):
        return sorted(str(p) for p in Path(self.folder).glob("*.json"))

    def label(self, unit):
        return Path(unit).name

    def identity(self, unit):
        return Path(unit).read_text()

    def group(self, doc):
        return doc.origin

    def read(self, unit):
        told = json.loads(Path(unit).read_text())
        for number, facts in enumerate(told):
            id = f"told:{self.label(unit)}@{number}"
            yield guarded(id, facts["origin"], self._told, id, facts)
        return len(told)

    def _told(self, id, facts):
        if "reason" in facts:
            return Drop(id=id, **facts)
        return Document(id, **facts)
