"""What counts as mathematics, by the rule that found it and by its share of the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile import Document, Drop, Filter
from proofpile.document import Mark

EVIDENCE = Filter.load("math_evidence")
WORDS = "Every vector space has a basis. " * 10  # 320 characters
SIGNS = "∀ x ∈ A ∃ y ∈ B ∩ C ⊂ D ≤ "


def judge(rules: str, chars: int, text: str = WORDS) -> Document | Drop:
    """The filter's word on a document whose formulas are of these rules and characters."""
    formulas = sum(int(rule.split(":")[1]) for rule in rules.split(",") if rule)
    marks: dict[str, Mark] = {
        "formulas": formulas,
        "formula_chars": chars,
        "formula_rules": rules,
    }
    return EVIDENCE(Document("x", text, marks=marks))


@pytest.mark.parametrize(
    ("rules", "text", "evidence"),
    [
        ("katex-annotation:1", WORDS, 1.0),
        ("dollar:1", WORDS, 0.5),
        ("dollar:2", WORDS, 1.0),
        ("dollar:1,mathml:1", WORDS, 1.5),
        ("", WORDS, 0.0),
        ("", f"{WORDS} {SIGNS}", 0.7),
        ("dollar:1", f"{WORDS} {SIGNS}", 1.2),
        ("mathml:2", f"{WORDS} {SIGNS}", 2.0),  # enough: signs are not looked for
    ],
)
def test_evidence(rules: str, text: str, evidence: float) -> None:
    kept = judge(rules, 16 if rules else 0, text)
    assert isinstance(kept, Document)
    assert kept.marks["formula_evidence"] == evidence
    assert (kept.id, kept.text) == ("x", text)


def test_share() -> None:
    kept = judge("katex-annotation:1", 16)
    assert isinstance(kept, Document)
    assert kept.marks["formula_share"] == 0.05


def test_a_formula_lost_in_a_long_text() -> None:
    assert judge("mathml:1", 3, WORDS * 100) == Drop("formula-share", 9.4e-05, 0.0005, detail="low")


def test_formulas_without_words() -> None:
    assert judge("mathml:9", 319) == Drop("formula-share", 0.996875, 0.95, detail="high")


@pytest.mark.parametrize("rules", ["dollar", ":", "dollar:x", "a:b:3,", "dollar:²", ",,"])
def test_marks_that_say_nothing(rules: str) -> None:
    doc = Document("x", WORDS, marks={"formulas": 1, "formula_chars": 16, "formula_rules": rules})
    assert isinstance(EVIDENCE(doc), Document)


def test_a_document_without_marks() -> None:
    kept = EVIDENCE(Document("x", WORDS))
    assert isinstance(kept, Document)
    assert kept.marks == {"formula_evidence": 0.0, "formula_share": 0.0}


@given(
    st.text(st.characters()),
    st.dictionaries(
        st.sampled_from(["formulas", "formula_chars", "formula_rules"]),
        st.none() | st.integers(0) | st.text() | st.floats() | st.booleans(),
    ),
)
def test_total_and_pure(text: str, marks: dict[str, Mark]) -> None:
    doc = Document("x", text, marks=marks)
    outcome = EVIDENCE(doc)
    assert outcome == EVIDENCE(doc)
    assert not isinstance(outcome, Document) or (outcome.id, outcome.text) == ("x", text)
