"""Corpora with a score on both sides of a line, and a filter of one's own that drew it."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from proofpile import Filter, Here, Source, build

RECIPES = Path(__file__).parent / "recipes"


@pytest.fixture
def tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., SimpleNamespace]:
    """Builds the corpus that is told, with a copy of the filter ``worth`` in the current folder."""
    monkeypatch.chdir(tmp_path)

    def build_told(
        documents: list[dict[str, Any]], name: str = "out", **params: Any
    ) -> SimpleNamespace:
        folder = tmp_path / f"units-{name}"
        folder.mkdir()
        (folder / "0.json").write_text(json.dumps(documents))
        recipe = Path(shutil.copy(RECIPES / "worth.py", tmp_path))
        source = Source.load(str(RECIPES / "told.py"), folder=str(folder))
        keep = Filter.load(str(recipe), **params)
        build(source, tmp_path / name, Here(), filters=[keep], max_errors=1)
        return SimpleNamespace(out=tmp_path / name, recipe=recipe, folder=folder)

    return build_told


def document(score: float | None, text: str = "", n: int = 0, **marks: Any) -> dict[str, Any]:
    """One document with a score."""
    given = {} if score is None else {"given": score}
    return {"text": text or f"text {n}", "origin": f"https://e.example/{n}", "marks": given | marks}


def many(count: int, seed: int = 7) -> list[dict[str, Any]]:
    """Scores from 0 to 1, texts that are the better the higher the score."""
    draw = random.Random(seed)
    return [_drawn(draw, number) for number in range(count)]


def _drawn(draw: random.Random, number: int) -> dict[str, Any]:
    score = round(draw.betavariate(1.2, 1.6), 4)
    good = draw.random() < score
    words = " ".join(draw.choice(_GOOD if good else _BAD) for _ in range(draw.randint(20, 700)))
    formula = f"Let $x_{{{number}}} \\in \\mathbb{{R}}$. $$\\int_0^1 f(x)\\,dx = {number}$$ "
    text = f"{'good' if good else 'bad'} {formula if good else ''}{words}"
    return document(score, text, number, count=int(draw.lognormvariate(5, 1.5)))


_GOOD = "let ring ideal prime module proof lemma field group therefore".split()
_BAD = "buy now cheap deal click subscribe today offer sale free".split()


@pytest.fixture
def corpus(tell: Callable[..., SimpleNamespace]) -> SimpleNamespace:
    """Eight hundred documents."""
    return tell(many(800))
