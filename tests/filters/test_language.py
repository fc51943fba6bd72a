"""The filter keeps English, says what it refuses, and knows its model by hash."""

import pickle
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpile import Document, Drop, Filter
from proofpile.errors import MissingError, UsageError
from proofpile.text.fasttext import FastText
from proofpile.text.language import Judgement, LanguageModel, find_model, load_model

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
    assert (drop.reason, drop.detail, drop.threshold) == ("other-language", "de (German)", 0.5)
    assert drop.score is not None
    assert drop.score < 0.01  # how likely it is in one of those asked for


@pytest.mark.parametrize(
    ("text", "page", "detail"),
    [
        (GERMAN, "de", "de (German)"),
        (GERMAN, "deu", "de (German)"),
        (GERMAN, "en", "de (German); page says en"),
    ],
)
def test_a_refusal_says_what_it_is_and_what_the_page_says(
    text: str, page: str, detail: str
) -> None:
    drop = PREPARED(Document("x", text, marks={"page_language": page}))
    assert isinstance(drop, Drop)
    assert drop.detail == detail


@pytest.mark.parametrize(
    ("probabilities", "page", "words"),
    [
        ({"fr": 0.97, "it": 0.02}, "", "fr (French)"),
        ({"fr": 0.97, "it": 0.02}, "fr", "fr (French)"),
        ({"fr": 0.97, "it": 0.02}, "en", "fr (French); page says en"),
        ({"fr": 0.6, "it": 0.3}, "", "probably fr (French)"),
        ({"fr": 0.4, "it": 0.3}, "it", "perhaps fr (French), or it; page says it"),
        ({"fr": 0.4}, "", "probably fr (French)"),
        ({"tlh": 1.0}, "", "tlh"),
    ],
)
def test_how_sure_it_is_in_words(probabilities: dict[str, float], page: str, words: str) -> None:
    said = vars(sys.modules[type(PREPARED).__module__])["said"]
    assert said(Judgement(probabilities, 500), page) == words


def test_any_language_is_marked_and_none_refused() -> None:
    for keep in ((), ("any",), ("en", "any")):
        every = variant(keep=keep)
        kept = every(Document("x", GERMAN))
        assert isinstance(kept, Document)
        assert kept.marks["language"] == "de"
        assert isinstance(every(Document("x", "zorg blark fnord " * 50)), Document)


def test_the_likeliest_of_the_languages_asked_for_is_marked() -> None:
    text = "Los de la serie: la serie converge y diverge, la recta corta la curva en dos puntos."
    kept = variant(keep=("ca", "es"))(Document("x", text))
    assert isinstance(kept, Document)
    assert kept.marks["language"] == "es"


@pytest.mark.parametrize(
    ("code", "near"), [("english", "en (English)"), ("jp", "ja (Japanese)"), ("EN", "en (English)")]
)
def test_an_unknown_code_is_refused_before_reading(code: str, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        variant(keep=("fr", code))
    assert f"language.keep names {code!r}" in str(caught.value)
    assert near in str(caught.value)


def test_codes_of_three_letters_are_those_of_two() -> None:
    assert variant(keep=("eng",)).fingerprint == PREPARED.fingerprint


def test_unknown_languages_go_if_asked() -> None:
    strict = variant(keep_unknown=False)
    drop = strict(Document("x", "$$a+b=c$$ Alors $x=1$."))
    assert isinstance(drop, Drop)
    assert (drop.reason, drop.detail) == ("unknown-language", "und")
    assert isinstance(strict(Document("x", ENGLISH)), Document)


def test_short_pages_are_judged_with_what_they_say_of_themselves() -> None:
    short = Document("x", "Верно ли обратное?", marks={"page_language": "ru"})
    assert isinstance(PREPARED(short), Drop)
    assert isinstance(variant(believe_page=False)(short), Document)  # unknown
    assert isinstance(variant(keep=("ru",))(short), Document)


@pytest.mark.parametrize("page", [None, 3, "", "nonsense", "xx"])
def test_a_mark_that_says_nothing_says_nothing(page: str | int | None) -> None:
    marked = PREPARED(Document("x", ENGLISH, marks={"page_language": page}))
    assert isinstance(marked, Document)
    assert marked.marks["language"] == "en"


def test_what_is_kept_is_a_choice() -> None:
    both = variant(keep=("de", "en"))
    kept = both(Document("x", GERMAN))
    assert isinstance(kept, Document)
    assert kept.marks["language"] == "de"


def test_unsure_english_is_refused() -> None:
    drop = variant(least=1.01)(Document("x", ENGLISH))
    assert isinstance(drop, Drop)
    assert drop.detail == "en (English)"


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
    for cached in (load_model, LanguageModel.at, FastText.at):
        cached.cache_clear()  # as in another process
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
