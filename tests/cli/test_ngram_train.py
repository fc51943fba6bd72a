"""`proofpile ngram train`: corpora and files in, an ARPA file out, and what is said about it."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from text.toy_text import lines

from proofpile.shard import file_sha256
from proofpile.text.normalise import VERSION

CLI = Callable[..., SimpleNamespace]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    path = tmp_path / "texts.txt"
    path.write_text("\n".join(lines(3000, 300)) + "\n")
    return path


def test_a_model_from_a_built_corpus(built: SimpleNamespace, cli: CLI, tmp_path: Path) -> None:
    out = tmp_path / "model.arpa"
    said = cli("ngram", "train", built.out, "--out", out, "--order", "2", "--discount-fallback")
    assert "4 documents, 12 words" in said.out
    assert f"model: {out}" in said.out
    assert "the discounts of order 1, 2 are the fallback" in said.err
    assert "<s> one" in out.read_text()


def test_the_same_bytes_and_facts_as_json(texts: Path, cli: CLI, tmp_path: Path) -> None:
    facts = []
    for name in ("a.arpa.zst", "b.arpa.zst"):
        memory = "64MB" if name[0] == "a" else "100KB"
        given = (
            "--out",
            tmp_path / name,
            "--order",
            "3",
            "--memory",
            memory,
            "--json",
            "--discount-fallback",
        )
        facts.append(json.loads(cli("ngram", "train", texts, *given).out))
    assert facts[0]["sha256"] == facts[1]["sha256"] == file_sha256(tmp_path / "a.arpa.zst")
    assert facts[0]["normaliser"] == VERSION
    assert (facts[0]["lines"], facts[0]["documents"], len(facts[0]["ngrams"])) == (3000, 3000, 3)


def test_text_is_normalised_as_it_will_be_scored(cli: CLI, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"text": "Let  $x^2$ be\nÉgal 42 “so”"})
        + "\n"
        + json.dumps({"text": "$x$"})
        + "\n"
    )
    out = tmp_path / "model.arpa"
    said = cli(
        "ngram", "train", tmp_path / "a.jsonl", "--out", out, "--order", "2", "--discount-fallback"
    ).out
    assert "1 document, 5 words of 5 kinds; 1 without prose left out" in said
    model = out.read_text()
    assert "let be" in model
    assert "egal 00" in model
    assert '00 "so"' in model


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--prune", "a,b"], "--prune a,b: give counts"),
        (["--prune", "1,0"], "1,0 cannot be pruned by"),
        (["--memory", "much"], "is not a size"),
        (["--memory", "1kB"], "out of range"),
    ],
)
def test_usage_errors(given: list[str], said: str, texts: Path, cli: CLI, tmp_path: Path) -> None:
    out = tmp_path / "model.arpa"
    assert said in cli("ngram", "train", texts, "--out", out, *given, code=2).err
    assert not out.exists()


def test_no_such_input(cli: CLI, tmp_path: Path) -> None:
    said = cli("ngram", "train", tmp_path / "none", "--out", tmp_path / "m.arpa", code=2)
    assert "there is no file or folder" in said.err
