"""Which line is meant, and every way in which there is none."""

import json

import pytest

from proofpile.errors import UsageError
from proofpile.tune.line import Line


def test_a_line_is_what_the_build_drew(corpus):
    line = Line.of(str(corpus.recipe), corpus.out, "low-worth")
    assert (line.mark, line.parameter, line.keeps, line.value) == (
        "worth",
        "least",
        "at-least",
        0.5,
    )
    assert (line.whole, line.changed) == (False, False)
    assert line.setting == "worth.least"
    other = Line.of(str(corpus.recipe), corpus.out, "high-count")
    assert (other.keeps, other.value, other.whole) == ("at-most", 1000.0, True)
    assert other.set_option(800.0) == "--set worth.most=800"


def test_the_value_is_that_of_the_build_and_not_the_default(tell):
    told = tell([{"text": "a", "origin": "", "marks": {"given": 0.9}}], least=0.25)
    line = Line.of(str(told.recipe), told.out, "low-worth")
    assert (line.value, line.changed) == (0.25, False)


def test_a_manifest_without_cuts_is_read_by_what_the_recipe_declares(corpus):
    path = corpus.out / "manifest.json"
    facts = json.loads(path.read_text())
    del facts["cuts"]
    path.write_text(json.dumps(facts))
    assert Line.of(str(corpus.recipe), corpus.out, "high-count").value == 1000


def test_a_recipe_that_is_another_now_is_said(corpus):
    corpus.recipe.write_text(corpus.recipe.read_text() + "\n# another\n")
    assert Line.of(str(corpus.recipe), corpus.out, "low-worth").changed


def test_labels_of_one_corpus_serve_it_built_with_another_threshold(tell):
    documents = [{"text": "a", "origin": "", "marks": {"given": 0.9}}]
    one, other = tell(documents, "one"), tell(documents, "other", least=0.1)
    more = tell(documents * 2, "more")
    names = [Line.of(str(t.recipe), t.out, "low-worth").corpus for t in (one, other, more)]
    assert names[0] == names[1] != names[2]


@pytest.mark.parametrize(
    ("name", "reason", "message"),
    [
        ("./worth.py", "", "has 2 thresholds; say which with --reason: low-worth, high-count"),
        ("./worth.py", "odd", "has no threshold for odd; it has low-worth, high-count"),
        ("exact_duplicates", "", "did not use the filter exact_duplicates; it used worth"),
        ("nothing", "", "there is no filter called 'nothing'"),
        ("./nothing.py", "", "there is no file nothing.py"),
    ],
)
def test_what_is_not_there_is_said(corpus, name, reason, message):
    with pytest.raises(UsageError, match=message):
        Line.of(name, corpus.out, reason)


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("float | None", False),
        ("int | None", True),
        ("Optional[float]", False),
        ("Union[None, int]", True),
    ],
)
def test_a_parameter_that_may_be_none(tell, written, whole):
    edit = ("least: float", f"least: {written}")
    told = tell([{"text": "a", "origin": "", "marks": {"given": 0.9}}], edit=edit)
    assert Line.of(str(told.recipe), told.out, "low-worth").whole == whole


def test_a_folder_without_a_build(corpus, tmp_path):
    with pytest.raises(UsageError, match="holds no finished build"):
        Line.of(str(corpus.recipe), tmp_path / "units-out", "low-worth")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("cuts = {", "other = {", "compares no mark with a parameter"),
        ('Cut("worth", "least")', 'Cut("worth", "listed")', "worth.listed is no number"),
    ],
)
def test_a_filter_that_draws_no_line(corpus, old, new, message):
    corpus.recipe.write_text(corpus.recipe.read_text().replace(old, new))
    with pytest.raises(UsageError, match=message):
        Line.of(str(corpus.recipe), corpus.out, "low-worth")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mark": "absent"}, "have no number called absent; they have count, given, many, worth"),
        ({"mark": "origin"}, "have no number called origin"),
        ({"value": None}, "was None in .*; build again with --set worth.least=NUMBER"),
        ({"value": True}, "was True in"),
    ],
)
def test_a_build_that_holds_no_such_mark_or_drew_no_line(corpus, change, message):
    path = corpus.out / "manifest.json"
    facts = json.loads(path.read_text())
    facts["cuts"]["low-worth"] |= change
    path.write_text(json.dumps(facts))
    with pytest.raises(UsageError, match=message):
        Line.of(str(corpus.recipe), corpus.out, "low-worth")


@pytest.mark.parametrize("value", [0.5, float("nan"), float("inf")])
def test_a_count_takes_whole_numbers_only(corpus, value):
    line = Line.of(str(corpus.recipe), corpus.out, "high-count")
    with pytest.raises(UsageError):
        line.number(value)
    assert line.number(3.0) == 3
