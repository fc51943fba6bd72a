"""The facts that ship are in order, and what would not be is found and said."""

import copy
import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from proofpile import facts
from proofpile.errors import MissingError, UsageError
from proofpile.filter import Filter
from proofpile.shard import file_sha256
from proofpile.source import Source
from proofpile.text.language import find_model


@pytest.fixture
def broken(tmp_path):
    """Problems with the shipped manifest after a change to it."""

    def problems(change):
        changed = copy.deepcopy(facts.load())
        change(changed)
        path = tmp_path / "mine.json"
        path.write_text(json.dumps(changed))
        return facts.check(path)

    return problems


def test_what_ships_is_in_order():
    assert facts.check() == []


def test_the_schema_is_one_and_explains_every_field():
    schema = json.loads(facts.SCHEMA.read_text())
    Draft202012Validator.check_schema(schema)

    def unexplained(node, name="schema"):
        for key, inner in node.get("properties", {}).items():
            if "description" not in inner:
                yield f"{name}.{key}"
            yield from unexplained(inner, f"{name}.{key}")
            yield from unexplained(inner.get("items", {}), f"{name}.{key}[]")

    assert list(unexplained(schema)) == []


def test_a_model_under_a_known_name_has_the_known_hash(tmp_path):
    (known,) = (m for m in facts.load()["models"] if m["name"] == "lid.176.ftz")
    facts.check_model(find_model())
    other = tmp_path / known["name"]
    other.write_bytes(b"half of it")
    with pytest.raises(MissingError, match=r"get it again from https://.*, or give your own"):
        facts.check_model(other)
    mine = other.rename(tmp_path / "mine.ftz")
    facts.check_model(mine)
    (tmp_path / "math_score.bin").write_bytes(b"no hash is published")
    facts.check_model(tmp_path / "math_score.bin")


def test_published_figures():
    shipped = facts.load()
    counts = {
        one["name"]: {c["what"]: c["count"] for c in one["counts"]} for one in shipped["corpora"]
    }
    assert counts["open-web-math"] == {
        "documents": 6_315_233,
        "bytes": 56_651_995_057,
        "domains": 131_206,
        "tokens": 14_700_000_000,
    }
    assert counts["proof-pile-2"]["tokens"] == 55_000_000_000
    (mixture,) = shipped["mixtures"]
    weights = {part["corpus"]: part["weight"] for part in mixture["parts"]}
    assert weights == {
        "arxiv": 2,
        "open-web-math": 4,
        "algebraic-stack": 1,
        "pile": 0.147368,
        "redpajama-github": 0.221053,
    }


def test_the_crawls_of_openwebmath():
    groups = {g["group"]: g for g in facts.load()["common_crawl"]["crawls"]}
    ids = groups["openwebmath"]["ids"]
    assert (ids[0], ids[-1], len(ids)) == ("CC-MAIN-2013-20", "CC-MAIN-2023-14", 91)
    assert not groups["2024-2025"]["verified"]


def test_the_language_model_is_the_installed_one():
    (model,) = (m for m in facts.load()["models"] if m["package"])
    path = find_model()
    assert (path.stat().st_size, file_sha256(path)) == (model["bytes"], model["sha256"])
    package, _, rest = model["file"].partition("/")
    spec = find_spec(package)
    assert Path(spec.origin).parent / rest == path
    assert "Attribution-Share-Alike License 3.0" in (path.parent / "NOTICE.MD").read_text()
    assert set(model["used_by"]) <= {*Filter.available(), *Source.available()}


def test_gsm8k_is_the_one_at_hand(data):
    (gsm8k,) = (b for b in facts.load()["benchmarks"] if b["name"] == "gsm8k")
    for split in gsm8k["splits"]:
        path = data / "bench" / "gsm8k" / f"{split['name']}.jsonl"
        assert file_sha256(path) == split["sha256"]
        items = [json.loads(line) for line in path.read_text().splitlines()]
        assert len(items) == split["items"]
        assert set(items[0]) == {gsm8k["fields"]["problem"], gsm8k["fields"]["solution"]}


def test_minif2f_is_the_one_at_hand(data):
    (minif2f,) = (b for b in facts.load()["benchmarks"] if b["name"] == "minif2f")
    folder = data / "bench" / "minif2f"
    for split in minif2f["splits"]:
        file = split["file"].replace("evaluation/datasets/minif2f", "deepseek_jsonl")
        if split["sha256"]:
            assert file_sha256(folder / file) == split["sha256"]
        else:
            assert len(list(folder.glob(file))) == split["items"]
    assert sum(split["items"] for split in minif2f["splits"]) == 10 * 244 + 2 * 163


def test_every_benchmark_that_contamination_is_to_know():
    assert {one["name"] for one in facts.load()["benchmarks"]} == {
        "aime",
        "gsm8k",
        "humaneval",
        "math",
        "minif2f",
        "mmlu-stem",
        "ocw-courses",
        "olympiadbench",
        "proofnet",
        "putnambench",
        "sat",
    }


def change(path, value):
    """A change of one fact, by the way to it."""
    *way, last = path

    def apply(node):
        for step in way:
            node = node[step]
        if last == "+":
            node.append(copy.deepcopy(value(node)))
        elif value is None:
            del node[last]
        else:
            node[last] = value

    return apply


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["format"], 2, "format: 1 was expected (Version of this layout.)"),
        (["colour"], "red", "the manifest: Additional properties are not allowed ('colour'"),
        (["corpora", 0, "licence"], None, "corpora / open-web-math: 'licence' is a required"),
        (["models", 0, "sha256"], "ABC", "models / lid.176.ftz / sha256: 'ABC' does not match"),
        (
            ["models", 0, "address"],
            "ftp://x/y",
            "lid.176.ftz / address: 'ftp://x/y' does not match",
        ),
        (["benchmarks", 0, "splits", 0, "items"], 0, "gsm8k / splits / test / items: 0 is less"),
        (["corpora", 0, "published"], "last year", "open-web-math / published: 'last year' does"),
        (["corpora", 0, "published"], "2023-02-30", "open-web-math: 2023-02-30 is no date (day is"),
        (["common_crawl", "checked"], "2026-13-01", "common_crawl: 2026-13-01 is no date"),
        (["models", "+"], lambda m: m[0], "models: lid.176.ftz is there 2 times"),
        (["benchmarks", 0, "splits", "+"], lambda s: s[0], "benchmarks / gsm8k: test is there 2"),
        (
            ["benchmarks", 0, "splits", 0, "file"],
            "../test.jsonl",
            "gsm8k: ../test.jsonl is no path",
        ),
        (
            ["benchmarks", 0, "splits", 0, "file"],
            "*.jsonl",
            "gsm8k: test has a SHA-256, which only",
        ),
        (
            ["benchmarks", 0, "splits", 1, "file"],
            "grade_school_math/data/test.jsonl",
            "gsm8k / files: grade_school_math/data/test.jsonl is there 2",
        ),
        (["benchmarks", 0, "splits", 0, "held_out"], False, "gsm8k: models must be judged on some"),
        (["benchmarks", 0, "rules", "answer"], "choice", "gsm8k: the answer is a choice, and no"),
        (["benchmarks", 0, "rules", "answer"], "last line", "'last line' is not one of"),
        (["benchmarks", 0, "fields", "problem"], [], "gsm8k / fields / problem: [] should be non"),
        (
            ["benchmarks", 0, "subjects"],
            ["algebra"],
            "gsm8k: subjects belong to files with {subject}",
        ),
        (["benchmarks", 2, "subjects"], None, "mmlu-stem: subjects belong to files with {subject}"),
        (["mixtures", 0, "parts", 0, "weight"], 3, "llemma: arxiv has the share 0.2714; by its"),
        (["mixtures", 0, "parts", 0, "corpus"], "arxiw", "llemma: arxiw is not among the corpora"),
        (["common_crawl", "crawls", 1, "ids", 0], "CC-MAIN-23-1", "ids / 0: 'CC-MAIN-23-1' does"),
        (["common_crawl", "crawls", 1, "ids", "+"], lambda i: i[0], "CC-MAIN-2023-23 is there 2"),
        (["common_crawl", "crawls", 1, "ids", "+"], lambda _: "CC-MAIN-2013-21", "oldest first"),
        (
            ["common_crawl", "addresses", "https"],
            "https://x.org",
            "https: 'https://x.org' does not",
        ),
    ],
)
def test_what_is_wrong_is_said(broken, path, value, sentence):
    problems = broken(change(path, value))
    assert any(sentence in problem for problem in problems), problems


def test_a_changed_weight_shows_in_every_share(broken):
    problems = broken(change(["mixtures", 0, "parts", 0, "weight"], 3))
    assert len(problems) == 5
    assert "arxiv has the share 0.2714; by its weight it is 0.3585" in problems[0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(None, "there is no data manifest"), ("{", "is no JSON"), ("[]", "expected a JSON object")],
)
def test_what_cannot_be_read(tmp_path, text, sentence):
    path = tmp_path / "mine.json"
    if text is not None:
        path.write_text(text)
    for look in (facts.load, facts.check):
        with pytest.raises(UsageError, match=sentence):
            look(path)
