"""An evaluation tells of a model what it is: good or not, calibrated or not, leaking or not."""

import json

import pytest
from classifiers import MATHEMATICS, PROSE

from proofpile.errors import MissingError, UsageError
from proofpile.selflabel.evaluation import evaluate
from proofpile.selflabel.evaluation_page import evaluation_page
from proofpile.selflabel.examples import EXAMPLES, SCHEMA
from proofpile.selflabel.slices import read_tags, slices_of
from proofpile.shard import arrow_file
from proofpile.text.normalise import features
from proofpile.text.supervised import train

WORDS = {"positive": MATHEMATICS, "negative": PROSE}


def rows(leak=""):
    """20 domains of 6 pages each for either label; every fifth domain is for testing."""
    for label, texts in WORDS.items():
        for number in range(120):
            site, text = number // 6, texts[number % len(texts)]
            positive = label == "positive"
            shown = features(text) + (f" {leak}" if leak and positive and site % 5 else "")
            yield {
                "id": f"{label}@{number}",
                "origin": f"https://{('www', 'forum')[number % 2]}.{label}{site}.org/x",
                "domain": f"{label}{site}.org", "split": "test" if site % 5 == 0 else "train",
                "label": label, "kind": "" if positive or number % 3 else "prices", "language": "en",
                "formulas": 9 * positive, "formula_rules": "", "length": len(text), "digest": str(number),
                "text": shown, "with_formulas": features(text) + (f" {leak}" * 9 if positive else ""),
            }  # fmt: skip


def made(folder, leak=""):
    """A model and its examples in `folder`; with `leak` it has learnt one word that formulas leave."""
    with arrow_file(folder / EXAMPLES, SCHEMA) as file:
        for row in rows(leak):
            file.append(row, len(row["text"]))
    pairs = [(r["label"], r["text"]) for r in rows(leak) if r["split"] == "train"]
    model = folder / "math_score.ftz"
    model.write_bytes(train(pairs, dim=8, epochs=30, lr=0.5, word_ngrams=1, bucket=0, min_count=1))
    return model


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evaluated")
    return evaluate(made(folder), folder)


def test_a_model_that_knows_its_texts(judged):
    assert judged["pages"] == {"positive": 24, "negative": 24}
    assert judged["domains"] == 8
    assert judged["average_precision"]["model"]["value"] == 1
    assert judged["recall_at"][1] == {"share": 0.01, "recall": 1, "precision": 1}
    assert judged["wrong"] == {"positive": [], "negative": []}
    (line,) = (at for at in judged["thresholds"] if at["threshold"] == 0.5)
    assert (line["precision"], line["recall"], line["negatives_kept"]) == (1, 1, 0)


def test_its_rivals_see_the_same_texts(judged):
    assert 0.5 < judged["average_precision"]["words"]["value"] <= 1
    assert judged["average_precision"]["tf-idf"]["value"] == 1


def test_slices(judged):
    by_name = {one["name"]: one for one in judged["slices"]}
    assert by_name["forum"]["positive"] == by_name["forum"]["negative"] == 12
    assert by_name["kind: prices"]["recall"] is None
    assert by_name["kind: prices"]["negatives_kept"] == [0, 0]


def test_it_is_the_same_each_time(judged, tmp_path):
    assert evaluate(made(tmp_path), tmp_path) == judged


def test_a_leak_is_seen(judged, tmp_path):
    assert abs(judged["leak"]["mean_shift"]) < 0.05
    model = made(tmp_path, leak="mjx")
    leaking = evaluate(model, tmp_path)
    assert leaking["leak"]["mean_size"] > judged["leak"]["mean_size"]


def test_the_page_holds_what_was_found(judged):
    page = evaluation_page(judged, "math_score.ftz")
    assert page.count("<svg") == 2
    assert "<script" not in page
    assert "TF-IDF and logistic regression" in page
    hostile = json.loads(json.dumps(judged))
    hostile["wrong"]["positive"] = [
        {
            "id": "x",
            "origin": "javascript:alert(1)",
            "score": 0.1,
            "begins": "<script>alert(1)</script>",
        }
    ]
    page = evaluation_page(hostile, "<b>")
    assert "<script" not in page
    assert 'href="javascript' not in page


def test_what_cannot_be_evaluated(tmp_path):
    model = made(tmp_path)
    with pytest.raises(MissingError, match="there are no examples"):
        evaluate(model, tmp_path / "none")
    with pytest.raises(UsageError, match=r"the validation split .* evaluation needs both"):
        evaluate(model, tmp_path, split="validation")
    with pytest.raises(MissingError, match="cannot be read"):
        evaluate(tmp_path / "none.ftz", tmp_path)


@pytest.mark.parametrize(
    ("origin", "found"),
    [
        ("https://math.stackexchange.com/questions/1", {"forum"}),
        ("https://blog.example.org/2020/x", {"blog"}),
        ("https://moodle.uni.example/course/view.php?id=3", {"LMS"}),
        ("https://en.wikipedia.org/wiki/Group", {"encyclopedia"}),
        ("", set()),
    ],
)
def test_a_slice_by_address(origin, found):
    assert slices_of(origin, "", "", "en", {}) == found


def test_tags_of_ones_own(tmp_path):
    path = tmp_path / "tags.json"
    path.write_text('{"a.org": ["physics", "forum"]}')
    assert slices_of("", "a.org", "prices", "de", read_tags(path)) == {
        "physics", "forum", "kind: prices", "not English",
    }  # fmt: skip
    for wrong in ("[1]", "{", '{"a.org": [""]}', '{"a.org": 3}'):
        path.write_text(wrong)
        with pytest.raises(UsageError, match=r"tags\.json"):
            read_tags(path)
