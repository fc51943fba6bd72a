"""Corpora with a score on both sides of a line, and a filter of one's own that drew it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scored import many

from proofpile import Filter, Here, Source, build

RECIPES = Path(__file__).parent / "recipes"


@pytest.fixture
def tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., SimpleNamespace]:
    """Builds the corpus that is told, with a copy of the filter ``worth`` in the current folder, in
    which `edit` replaces one text by another."""
    monkeypatch.chdir(tmp_path)

    def build_told(
        documents: list[dict[str, Any]],
        name: str = "out",
        edit: tuple[str, str] = ("", ""),
        **params: Any,
    ) -> SimpleNamespace:
        folder = tmp_path / f"units-{name}"
        folder.mkdir()
        (folder / "0.json").write_text(json.dumps(documents))
        recipe = Path(shutil.copy(RECIPES / "worth.py", tmp_path))
        recipe.write_text(recipe.read_text().replace(*edit))
        source = Source.load(str(RECIPES / "told.py"), folder=str(folder))
        keep = Filter.load(str(recipe), **params)
        build(source, tmp_path / name, Here(), filters=[keep], max_errors=1)
        return SimpleNamespace(out=tmp_path / name, recipe=recipe, folder=folder)

    return build_told


@pytest.fixture
def corpus(tell: Callable[..., SimpleNamespace]) -> SimpleNamespace:
    """Eight hundred documents."""
    return tell(many(800))
