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
    which `edit` replaces one text by another.
    """
    monkeypatch.chdir(tmp_path)

    def build_told(
        documents: list[dict[str, Any]],
        name: str = "out",
        edit: tuple[str, str] = ("", ""),
        **params: Any,
    ) -> SimpleNamespace:
        return _built(tmp_path, documents, name, edit, **params)

    return build_told


@pytest.fixture(scope="session")
def _eight_hundred(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    _built(folder, many(800), "out", ("", ""))
    return folder


@pytest.fixture
def corpus(
    _eight_hundred: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> SimpleNamespace:
    """Eight hundred documents, and the filter in the current folder."""
    shutil.copytree(_eight_hundred, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return SimpleNamespace(
        out=tmp_path / "out", recipe=tmp_path / "worth.py", folder=tmp_path / "units-out"
    )


def _built(
    where: Path, documents: list[dict[str, Any]], name: str, edit: tuple[str, str], **params: Any
) -> SimpleNamespace:
    folder = where / f"units-{name}"
    folder.mkdir()
    (folder / "0.json").write_text(json.dumps(documents))
    recipe = Path(shutil.copy(RECIPES / "worth.py", where))
    recipe.write_text(recipe.read_text().replace(*edit))
    source = Source.load(str(RECIPES / "told.py"), folder=str(folder))
    build(source, where / name, Here(), filters=[Filter.load(str(recipe), **params)], max_errors=1)
    return SimpleNamespace(out=where / name, recipe=recipe, folder=folder)
