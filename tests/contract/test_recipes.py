"""What every recipe promises. A new one is tested by being there."""

import pickle
import re
from dataclasses import replace

import pytest
from helpers import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpile import Document, Drop, Filter, Here, Source

FILTERS, SOURCES = Filter.available(), Source.available()
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def load(name):
    return (Filter if name in FILTERS else Source).load(name)


@pytest.mark.parametrize("name", [*FILTERS, *SOURCES])
def test_it_travels(name):
    recipe = load(name)
    revived = pickle.loads(pickle.dumps(recipe))
    assert revived == recipe
    assert revived.fingerprint == recipe.fingerprint
    assert revived.name == name


@pytest.mark.parametrize("name", [*FILTERS, *SOURCES])
def test_it_explains_itself(name):
    recipe = load(name)
    assert (recipe.text.split('"""')[1]).strip().endswith((".", ")")), "a module docstring"
    for reason, sentence in recipe.reasons.items():
        assert SLUG.fullmatch(reason)
        assert len(sentence) > 15
        assert not sentence.endswith(".")
    assert set(map(type, recipe.marks)) <= {str}


@pytest.mark.parametrize("name", [*FILTERS, *SOURCES])
def test_it_hides_no_algorithm(name):
    folder = "filters" if name in FILTERS else "sources"
    assert len((ROOT / folder / f"{name}.py").read_text().splitlines()) <= 160


@pytest.mark.parametrize("name", [*FILTERS, *SOURCES])
def test_it_is_documented_in_the_readme(name):
    assert f"`{name}`" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FILTERS)
@settings(deadline=None)  # the first example fits the filter
@given(text=st.text(st.characters(exclude_categories=["Cs"])), url=st.text(max_size=80))
def test_a_filter_is_total_and_pure(name, text, url, tmp_path_factory):
    keep = fitted(name, tmp_path_factory)
    doc = Document("x@1", text, origin=url, marks={"formulas": 3, "formula_chars": 30})
    outcome = keep(doc)
    assert keep(doc) == outcome
    assert isinstance(outcome, Document | Drop)
    if isinstance(outcome, Drop):
        assert outcome.reason in keep.reasons
    else:
        assert outcome.id == doc.id
        assert set(outcome.marks) - set(doc.marks) <= set(keep.marks)


@pytest.mark.parametrize("name", FILTERS)
def test_a_parameter_changes_the_fingerprint(name):
    recipe = load(name)
    for field, value in recipe.parameters.items():
        other = value + 1 if isinstance(value, int | float) else None
        if other is not None and not isinstance(value, bool):
            assert replace(recipe, **{field: other}).fingerprint != recipe.fingerprint


_fitted = {}


def fitted(name, tmp_path_factory):
    if name not in _fitted:
        keep = Filter.load(name).prepare()
        fit = keep.needs_fit  # without a benchmark there is nothing to look for
        _fitted[name] = keep.fit([], Here(), tmp_path_factory.mktemp(name)) if fit else keep
    return _fitted[name]
