"""The catalogue of forms: each example comes out as its row says, every rule has a row, the page is fresh."""

import pytest
from catalogue.forms import FAMILIES, Form
from catalogue.page import TARGET, read, slugs, text

FORMS = [form for family in FAMILIES for form in family.forms]


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
def test_the_example_comes_out_as_the_row_says(form: Form) -> None:
    page = read(form)
    found = [(f.rule, f.tex, f.display, f.lossy) for f in page.formulas]
    assert found == ([(form.rule, form.tex, form.display, form.lossy)] if form.rule else [])
    assert page.lost == ()
    shown = f"$$\n{form.tex}\n$$" if form.display else f"${form.tex}$"
    assert " ".join(page.text.split()) == " ".join(f"a {shown} b".split()) or not form.rule


def test_every_rule_has_a_row_and_every_row_a_rule_that_exists() -> None:
    named = {slug for form in FORMS for slug in (form.rule, *form.also) if slug}
    assert slugs() - named == set(), "put these into tests/catalogue/forms.py"
    assert named - slugs() == set(), "no such rule"


def test_names_are_told_apart() -> None:
    assert len({form.name for form in FORMS}) == len(FORMS)
    assert len({form.example for form in FORMS}) == len(FORMS)


def test_the_page_is_fresh() -> None:
    assert TARGET.read_text(encoding="utf-8") == text(), "run python tests/catalogue/page.py"
