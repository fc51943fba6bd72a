"""Two thresholds: a document without formulas has more to prove."""

import pytest
from classifiers import MATHEMATICS, PROSE, trained

from proofpile import Document, Drop, Filter
from proofpile.errors import MissingError


@pytest.fixture(scope="module")
def score(tmp_path_factory):
    return Filter.load("math_score", model=str(trained(tmp_path_factory.mktemp("model")))).prepare()


def judge(score, text, evidence=None):
    marks = {} if evidence is None else {"formula_evidence": evidence}
    return score(Document("x", text, marks=marks))


@pytest.mark.parametrize("evidence", [None, 0.0, 0.99, 1.0, 40])
def test_mathematics_stays_with_and_without_formulas(score, evidence):
    kept = judge(score, MATHEMATICS[1], evidence)
    assert isinstance(kept, Document)
    assert kept.marks["math_score"] > 0.8
    proven = evidence is not None and evidence >= 1
    assert ("math_score_with_formulas" in kept.marks) == proven
    assert ("math_score_without_formulas" in kept.marks) != proven


@pytest.mark.parametrize(
    ("evidence", "reason", "line"),
    [(2.0, "math-score", 0.17), (0.5, "math-score-no-formulas", 0.8)],
)
def test_the_rest_goes(score, evidence, reason, line):
    outcome = judge(score, PROSE[1], evidence)
    assert isinstance(outcome, Drop)
    assert (outcome.reason, outcome.threshold) == (reason, line)
    assert outcome.score < 0.1


def test_between_the_thresholds_formulas_decide(score):
    text = f"{MATHEMATICS[0]} {PROSE[0]}"
    raw = Filter.load("math_score", model=score.model, with_formulas=0.0).prepare()
    middle = judge(raw, text, 1.0).marks["math_score"]
    between = Filter.load(
        "math_score", model=score.model, with_formulas=middle - 0.01, without_formulas=middle + 0.01
    ).prepare()
    assert isinstance(judge(between, text, 1.0), Document)
    assert isinstance(judge(between, text, 0.0), Drop)


def test_nothing_but_formulas_has_nothing_to_judge(tmp_path):
    score = Filter.load("math_score").prepare()
    assert judge(score, "$$x$$", 1.0).marks == {"formula_evidence": 1.0}
    assert judge(score, "$$x$$", 0.0) == Drop("math-score-no-formulas", 0.0, 0.8, detail="no words")


@pytest.mark.parametrize(
    ("language", "evidence", "kept"), [("de", 1.0, True), ("de", 0.0, False), ("en", 1.0, False)]
)
def test_a_language_that_the_model_does_not_know_is_not_judged(score, language, evidence, kept):
    marks = {"language": language, "formula_evidence": evidence}
    outcome = score(Document("x", PROSE[0], marks=marks))
    assert isinstance(outcome, Document) == kept
    if kept:
        assert "math_score" not in outcome.marks
    elif language == "de":
        assert outcome.detail == "no model of de"


def test_a_model_of_ones_own_is_in_the_fingerprint(score):
    assert score.fingerprint != Filter.load("math_score").prepare().fingerprint


@pytest.mark.parametrize("content", [b"", b"no model", b"\xba\x16O/\x0c\x00\x00\x00"])
def test_what_is_no_model_is_found_before_a_build_begins(tmp_path, content):
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    with pytest.raises(MissingError, match="is no fastText model"):
        Filter.load("math_score", model=str(path)).prepare()


def test_a_missing_model(tmp_path):
    with pytest.raises(MissingError, match="cannot be read"):
        Filter.load("math_score", model=str(tmp_path / "none.ftz")).prepare()


def test_ten_megabytes_on_one_line(score):
    assert isinstance(judge(score, MATHEMATICS[2] * 120_000, 1.0), Document)
