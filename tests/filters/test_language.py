"""The filter keeps English, says what it refuses, and knows its model by hash."""

import pickle
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpile import Document, Drop, Filter
from proofpile.errors import MissingError
from proofpile.text.language import find_model

ENGLISH = "Every finite integral domain is a field, because multiplication by an element is injective there."
GERMAN = (
    "Jeder endliche Integritätsring ist ein Körper, "
    "denn die Multiplikation mit einem Element ist injektiv."
)
PREPARED = Filter.load("language").prepare()


def variant(**params: object) -> Filter:
    """The filter with other parameters."""
    return Filter.load("language", **params).prepare()


@pytest.fixture
def other_model(tmp_path: Path) -> Path:
    """A copy of the model, to be damaged."""
    return Path(shutil.copy(find_model(), tmp_path / "lid.ftz"))


def test_english_stays_and_is_marked() -> None:
    kept = PREPARED(Document("x", ENGLISH, marks={"formulas": 2}))
    assert isinstance(kept, Document)
    assert kept.marks["language"] == "en"
    assert kept.marks["formulas"] == 2
    assert isinstance(kept.marks["language_score"], float)
    assert 0.5 <= kept.marks["language_score"] <= 1


def test_another_language_is_refused_by_name() -> None:
    drop = PREPARED(Document("x", GERMAN))
    assert isinstance(drop, Drop)
    assert (drop.reason, drop.detail, drop.threshold) == ("other-language", "de", 0.5)
    assert drop.score is not None
    assert drop.score > 0.8


def test_what_is_kept_is_a_choice() -> None:
    both = variant(keep=("de", "en"))
    kept = both(Document("x", GERMAN))
    assert isinstance(kept, Document)
    assert kept.marks["language"] == "de"


def test_unsure_english_is_refused() -> None:
    drop = variant(least=1.01)(Document("x", ENGLISH))
    assert isinstance(drop, Drop)
    assert drop.detail == "en"


def test_almost_pure_mathematics_stays_undetermined() -> None:
    kept = PREPARED(Document("x", "$$" + "a+b=c " * 99 + "$$ Alors $x=1$."))
    assert isinstance(kept, Document)
    assert kept.marks == {"language": "und", "language_score": 0.0}


@given(st.text(st.characters(), max_size=200))
@settings(deadline=None)
def test_total_and_pure(text: str) -> None:
    doc = Document("x", text)
    first = PREPARED(doc)
    assert first == PREPARED(doc)
    assert doc == Document("x", text)
    assert not isinstance(first, Document) or (first.id, first.text) == ("x", text)


def test_another_model_file_is_another_filter(other_model: Path) -> None:
    same = variant(model=str(other_model))
    assert same.fingerprint == PREPARED.fingerprint
    damage(other_model)
    assert variant(model=str(other_model)).fingerprint != same.fingerprint


def test_a_model_that_lies_elsewhere_on_this_machine_is_found(other_model: Path) -> None:
    prepared = variant(model=str(other_model))
    other_model.unlink()
    assert prepared(Document("x", ENGLISH)) == PREPARED(Document("x", ENGLISH))


def test_a_model_changed_since_prepare_is_refused(other_model: Path) -> None:
    prepared = variant(model=str(other_model))
    damage(other_model)
    with pytest.raises(MissingError, match="was prepared with"):
        prepared(Document("x", ENGLISH))


def damage(path: Path) -> None:
    """One byte more."""
    with path.open("ab") as file:
        file.write(b"\0")


def test_a_missing_model_is_missed_before_reading() -> None:
    with pytest.raises(MissingError, match=r"no-such\.ftz cannot be read"):
        Filter.load("language", model="no-such.ftz").prepare()


def test_it_travels() -> None:
    there = pickle.loads(pickle.dumps(PREPARED))
    assert there(Document("x", ENGLISH)) == PREPARED(Document("x", ENGLISH))
