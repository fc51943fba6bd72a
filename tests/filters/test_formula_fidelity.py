"""What share of formulas has to come through, and in one piece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile import Document, Drop, Filter
from proofpile.document import Mark

FIDELITY = Filter.load("formula_fidelity")


def doc(kept: int, lost: int = 0, broken: int = 0, **more: Mark) -> Document:
    marks = {"formulas": kept, "formulas_lost": lost, "formulas_broken": broken, **more}
    return Document("x", "text", marks=marks)


def test_what_is_whole_stays_with_its_marks() -> None:
    kept = FIDELITY(doc(9, 1, 0))
    assert isinstance(kept, Document)
    assert (kept.marks["formula_fidelity"], kept.marks["formula_breakage"]) == (0.9, 0.0)
    assert (kept.id, kept.text) == ("x", "text")


@pytest.mark.parametrize(
    ("kept", "lost", "score"), [(0, 3, 0.0), (1, 3, 0.25), (49, 51, 0.49), (50, 50, None), (3, 3, None)]
)  # fmt: skip
def test_the_floor_of_what_is_kept(kept: int, lost: int, score: float | None) -> None:
    outcome = FIDELITY(doc(kept, lost, formula_rules_lost=f"mathml:{lost}"))
    want = Drop("formula-fidelity", score, 0.5, detail=f"mathml:{lost}")
    assert isinstance(outcome, Document) if score is None else outcome == want


@pytest.mark.parametrize(
    ("kept", "broken", "score"), [(3, 3, 1.0), (20, 3, 0.15), (30, 3, None), (100, 11, 0.11), (9, 0, None)]
)  # fmt: skip
def test_the_ceiling_of_what_is_broken(kept: int, broken: int, score: float | None) -> None:
    outcome = FIDELITY(doc(kept, 0, broken, formula_defects=f"double-script:{broken}"))
    want = Drop("formula-breakage", score, 0.1, detail=f"double-script:{broken}")
    assert isinstance(outcome, Document) if score is None else outcome == want


def test_two_of_each_are_forgiven() -> None:
    assert isinstance(FIDELITY(doc(0, 2)), Document)
    assert isinstance(FIDELITY(doc(2, 0, 2)), Document)
    strict = Filter.load("formula_fidelity", forgiven=0)
    assert strict(doc(0, 1)) == Drop("formula-fidelity", 0.0, 0.5)
    assert strict(doc(1, 0, 1)) == Drop("formula-breakage", 1.0, 0.1)


def test_it_may_only_mark() -> None:
    marked = Filter.load("formula_fidelity", drop=False)(doc(1, 9, 1))
    assert isinstance(marked, Document)
    assert (marked.marks["formula_fidelity"], marked.marks["formula_breakage"]) == (0.1, 1.0)


def test_without_formulas_there_is_nothing_to_judge() -> None:
    for given_marks in ({}, {"formulas": 0, "formulas_lost": 0}, {"formulas": "3"}):
        bare = Document("x", "text", marks=given_marks)
        assert FIDELITY(bare) is bare


def test_a_source_that_does_not_count_losses_is_taken_at_its_word() -> None:
    kept = FIDELITY(Document("x", "text", marks={"formulas": 3}))
    assert isinstance(kept, Document)
    assert kept.marks["formula_fidelity"] == 1.0


@given(
    st.dictionaries(
        st.sampled_from(
            ["formulas", "formulas_lost", "formulas_broken", "formula_defects", "formula_rules_lost"]
        ),
        st.none() | st.integers() | st.text() | st.floats() | st.booleans(),
    )
)  # fmt: skip
def test_total_and_pure(marks: dict[str, Mark]) -> None:
    given_doc = Document("x", "text", marks=marks)
    outcome = FIDELITY(given_doc)
    assert outcome == FIDELITY(given_doc)
    if isinstance(outcome, Document) and "formula_fidelity" in outcome.marks:
        assert 0 <= outcome.marks["formula_fidelity"] <= 1
        assert 0 <= outcome.marks["formula_breakage"] <= 1
