"""``proofpile classifier``, as people call it."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from selflabel.crawl import MATHEMATICS, crawl
from typer.testing import CliRunner

from proofpile.cli import app

QUICK = ("--dim", 8, "--epochs", 25, "--min-count", 2, "--bucket", 1000, "--cutoff", 2000)
Run = Callable[..., SimpleNamespace]


def run(*arguments: object, code: int = 0) -> SimpleNamespace:
    result = CliRunner().invoke(app, ["classifier", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return SimpleNamespace(out=result.stdout, err=result.stderr)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    folder = tmp_path_factory.mktemp("cli")
    web = crawl(folder / "crawl", {"math": 20, "news": 20, "shop": 4})
    said = run("train", "--input", web, "--out", folder / "math", "--on", "here", *QUICK)
    return SimpleNamespace(web=web, out=folder / "math", said=said)


def test_the_plan_comes_first(tmp_path: Path) -> None:
    web = crawl(tmp_path / "crawl", {"math": 2}, pages=2)
    said = run("train", "--input", web, "--out", tmp_path / "math", "--dry-run")
    assert "plan: learn from 3 archives" in said.out
    assert not (tmp_path / "math").exists()


def test_training_says_what_it_did(trained: SimpleNamespace) -> None:
    assert "plan: learn from 3 archives" in trained.said.err
    for step in ("read pages", "clean labels, fold 2 of 2", "train", "calibrate"):
        assert f"{step}: done in" in trained.said.err
    assert "mathematics-in-markup" in trained.said.out
    assert "PR-AUC on domains of the test split: 1.0" in trained.said.out
    assert f"proofpile classifier show {trained.out}" in trained.said.out


def test_the_result_as_json(trained: SimpleNamespace) -> None:
    command = ("train", "--input", trained.web, "--out", trained.out, "--on", "here", "--json")
    facts = json.loads(run(*command, *QUICK).out)
    assert facts["labelled"]["mathematics-in-markup"] == 120


def test_what_a_model_knows(trained: SimpleNamespace) -> None:
    said = run("show", trained.out).out
    assert "labels" in said
    assert "dim 8" in said
    up, down = said.index("pushes up"), said.index("pushes down")
    assert 0 < up < down < said.index("calibration")
    assert run("show", trained.out / "math_score.ftz").out == said


def test_why_a_text_scores_as_it_does(trained: SimpleNamespace, tmp_path: Path) -> None:
    text = tmp_path / "page.md"
    text.write_text(f"{MATHEMATICS[0]} in the garden\n", encoding="utf-8")
    lines = run("show", trained.out, "--text", text).out.splitlines()
    moves = {row.split()[0]: float(row.split()[2]) for row in lines if "×" in row}
    assert moves["sequence"] > 0 > moves["garden"]
    assert abs(next(iter(moves.values()))) == max(map(abs, moves.values()))  # the strongest first


@pytest.mark.parametrize("content", [b"", b"$x^2$ $y$", b"\xff\xfe\x00", b"zzz qqq"])
def test_a_text_without_words_has_no_score(
    trained: SimpleNamespace, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "page").write_bytes(content)
    assert "score" in run("show", trained.out, "--text", tmp_path / "page").out


def test_what_cannot_be_shown_is_said(trained: SimpleNamespace, tmp_path: Path) -> None:
    assert "classifier train" in run("show", tmp_path, code=1).err
    assert "give a text file" in run("show", trained.out, "--text", tmp_path, code=2).err
    (tmp_path / "math_score.ftz").write_bytes((trained.out / "math_score.ftz").read_bytes()[:-9])
    (tmp_path / "math_score.json").write_bytes((trained.out / "math_score.json").read_bytes())
    assert "is not the model" in run("show", tmp_path, code=1).err
    (tmp_path / "math_score.json").write_text("{}")
    assert "says nothing of" in run("show", tmp_path, code=1).err


def test_nothing_to_learn_from(tmp_path: Path) -> None:
    said = run("train", "--input", tmp_path, "--out", tmp_path / "m", code=2)
    assert "no archive" in said.err
    run("train", "--input", tmp_path, "--out", tmp_path / "m", "--dim", 0, code=2)
