"""`proofpile ngram score` tells what a model makes of documents, one by one and together."""

import io
import json
from pathlib import Path

import pytest
import zstandard
from native.ngrams import WORDS
from typer.testing import CliRunner

from proofpile.cli import app

TEXTS = ["Let $x$ a finite group", "let nothing", "$$x$$", "a a a a"]

_PROSE = (
    "Let G be a finite group and let H be a subgroup of G. Then the order of H divides the order of G, "
    "because the cosets of H form a partition of G and each of them has as many elements as H."
)


@pytest.fixture
def model(tmp_path: Path) -> str:
    path = tmp_path / "words.arpa"
    path.write_text(WORDS)
    return str(path)


def run(*args: str, stdin: str = ""):
    return CliRunner().invoke(app, ["ngram", "score", *args], input=stdin)


def as_json(result) -> tuple[list[dict], dict]:
    *documents, last = map(json.loads, result.stdout.splitlines())
    return documents, last["summary"]


def test_documents_of_standard_input(model: str) -> None:
    documents, summary = as_json(run(model, "--json", stdin="\n".join(TEXTS)))
    assert documents[0] == {
        "document": "-:1",
        "perplexity": round(10 ** (1.83 / 4), 2),
        "perplexity_char": round(10 ** (1.83 / 18), 4),
        "words": 4,
        "unknown_share": 0.0,
    }
    assert documents[2] == {
        "document": "-:3",
        "perplexity": None,
        "perplexity_char": None,
        "words": 0,
        "unknown_share": None,
    }
    assert (summary["documents"], summary["without_prose"], summary["words"]) == (4, 1, 10)
    assert summary["unknown_share"] == 0.1
    assert summary["perplexity"]["1"] == documents[0]["perplexity"]
    assert summary["perplexity"]["99"] == max(d["perplexity"] or 0 for d in documents)


def test_documents_of_files(model: str, tmp_path: Path) -> None:
    lines = "".join(json.dumps({"text": text}) + "\n" for text in TEXTS)
    packed = tmp_path / "texts.jsonl.zst"
    packed.write_bytes(zstandard.ZstdCompressor().compress(lines.encode()))
    plain = tmp_path / "texts.txt"
    plain.write_text("\n".join(TEXTS))
    documents, _ = as_json(run(model, str(packed), str(plain), "--json"))
    assert [d["document"] for d in documents[3:5]] == [f"{packed}:4", f"{plain}:1"]
    assert [d["perplexity"] for d in documents[:4]] == [d["perplexity"] for d in documents[4:]]


def test_the_least_likely_words(model: str) -> None:
    documents, _ = as_json(run(model, "--json", "--words", "1", stdin=TEXTS[1]))
    assert documents[0]["least_likely"] == [
        {"word": "nothing", "log10": -1.7, "ngram": 1, "known": False}
    ]
    assert "nothing (unknown word)" in run(model, "--words", "2", stdin=TEXTS[1]).stdout


def test_a_table_for_people(model: str) -> None:
    lines = run(model, stdin="\n".join(TEXTS)).stdout.splitlines()
    assert lines[0].split()[:4] == ["2.9", "1.264", "4", "0.0"]
    assert lines[2].split()[:3] == ["–", "–", "0"]
    assert lines[4] == "4 documents, 10 words, 10.0 % of them unknown; 1 without prose"
    assert run(model, "--summary", stdin="\n".join(TEXTS)).stdout.splitlines() == lines[4:]


@pytest.mark.parametrize("stdin", ["", "\n", "$x$\n"])
def test_of_nothing_there_are_no_percentiles(model: str, stdin: str) -> None:
    result = run(model, "--json", "--summary", stdin=stdin)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["summary"]["perplexity"] == {}


def test_the_filters_own_model_has_a_name() -> None:
    documents, _ = as_json(run("default", "--json", stdin=f"{_PROSE}\n"))
    assert documents[0]["perplexity"] < 1000


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["none.arpa"], 1, "none.arpa cannot be read as an n-gram model"),
        (["MODEL", "-", "x.txt"], 2, "standard input (-) cannot be mixed"),
        (["MODEL", "nowhere"], 2, "there is no file or folder nowhere"),
        (["MODEL", "MODEL"], 2, "is no kind of file that is read here"),
    ],
)
def test_mistakes_are_said(model: str, args: list[str], code: int, said: str) -> None:
    result = run(*(model if arg == "MODEL" else arg for arg in args))
    assert result.exit_code == code
    assert said in result.stderr


def test_broken_lines_are_counted(model: str, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"text": "a a"}\nnot json\n{"text": 3}\n')
    result = run(model, str(path), "--json")
    assert f"{path}: 2 lines without a JSON text skipped" in result.stderr
    assert as_json(result)[1]["documents"] == 1


def test_bytes_that_are_no_text(model: str) -> None:
    result = CliRunner().invoke(
        app, ["ngram", "score", model, "--json"], input=io.BytesIO(b"a \xff\xfe group\n").read()
    )
    assert as_json(result)[0][0]["words"] == 3
