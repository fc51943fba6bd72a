"""Which model is believed, what it is shown, and what its score is worth."""

import json

import pytest
from classifiers import MATHEMATICS, PROSE, trained

from proofpile.errors import MissingError
from proofpile.shard import file_sha256
from proofpile.text.classifier import Classifier, identity_of
from proofpile.text.normalise import VERSION


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("model"))


def with_sidecar(model, **facts):
    path = model.with_suffix(".json")
    path.write_text(json.dumps({"model_sha256": file_sha256(model), "normaliser": VERSION} | facts))
    return path


@pytest.fixture
def copy(model, tmp_path):
    target = tmp_path / "math.bin"
    target.write_bytes(model.read_bytes())
    return target


def test_it_tells_mathematics_from_the_rest(model):
    classifier = Classifier.at(str(model))
    assert classifier.score(MATHEMATICS[0]) > 0.9
    assert classifier.score(PROSE[0]) < 0.1


@pytest.mark.parametrize("text", ["", " \n", "$$x^2$$", "```\ncode\n```"])
def test_where_no_word_is_left_there_is_no_score(copy, text):
    with_sidecar(copy)
    assert Classifier.at(str(copy)).score(text) is None


def test_a_model_with_a_sidecar_is_shown_words_only(copy):
    with_sidecar(copy)
    classifier = Classifier.at(str(copy))
    bare = classifier.score("the group is cyclic")
    assert classifier.score("The GROUP, is: $x^2$ cyclic! \\(y\\)") == bare


@pytest.mark.parametrize(
    ("score", "worth"), [(0.0, 0.1), (0.2, 0.1), (0.35, 0.3), (0.5, 0.5), (0.9, 0.8), (1.0, 0.8)]
)
def test_a_score_is_calibrated_between_knots(copy, score, worth):
    with_sidecar(copy, calibration=[[0.2, 0.1], [0.5, 0.5], [0.7, 0.8]])
    assert Classifier.at(str(copy)).calibrated(score) == pytest.approx(worth)


def test_without_a_sidecar_a_score_is_what_it_is(model):
    assert Classifier.at(str(model)).calibrated(0.3) == 0.3


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"model_sha256": "0" * 64}, "does not belong to the model"),
        ({"normaliser": VERSION + 1}, "was trained on texts of normaliser"),
        ({"calibration": [[0.5, 0.4], [0.4, 0.5]]}, "no rising list"),
        ({"calibration": [[0.1, 0.4], [0.4, "x"]]}, "no rising list"),
        ({"calibration": [[0.1, 1.4]]}, "no rising list"),
        ({"positive": "maths"}, "has the labels positive, negative, and not 'maths'"),
    ],
)
def test_a_sidecar_that_does_not_fit_is_refused(copy, facts, said):
    with_sidecar(copy, **facts)
    with pytest.raises(MissingError, match=said):
        Classifier.at(str(copy))


def test_a_damaged_sidecar_is_refused(copy):
    with_sidecar(copy).write_bytes(b"\xff{")
    with pytest.raises(MissingError, match="cannot be read"):
        Classifier.at(str(copy))


def test_a_label_can_be_named(model):
    label = "negative"
    assert Classifier.at(str(model), label=label).score(PROSE[0]) > 0.9
    with pytest.raises(MissingError, match=r"--set math_score\.label="):
        Classifier.at(str(model), label="maths")


def test_the_identity_is_the_model_and_what_is_noted_of_it(copy):
    alone = identity_of(str(copy))
    with_sidecar(copy)
    assert identity_of(str(copy)).split("+")[0] == alone
    assert len(identity_of(str(copy)).split("+")) == 2
