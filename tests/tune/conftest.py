"""Corpora with a score on both sides of a line, and a filter of one's own that drew it."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from devtools import Browser, browsing, program
from scored import hostile, many

from proofpile import Filter, Here, Source, build
from proofpile.tune.labels import Labels
from proofpile.tune.line import Line
from proofpile.tune.recipe_file import Target
from proofpile.tune.server import Desk, serving
from proofpile.tune.survey import Survey
from proofpile.tune.whole import Whole

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


@pytest.fixture
def struck(tell: Callable[..., SimpleNamespace]) -> SimpleNamespace:
    """A corpus in which every text and origin is an attack."""
    return tell(hostile())


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser for all tests; each opens pages of its own."""
    if not program():
        pytest.skip("no chromium on this machine: the page is not clicked through")
    with browsing(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., SimpleNamespace]]:
    """Serves the page for a line of a corpus; what it works on is given, too."""
    with ExitStack() as stack:

        def start(told: SimpleNamespace, reason: str = "low-worth") -> SimpleNamespace:
            line = Line.of("./worth.py", told.out, reason)
            survey = Survey.of(line, told.out)
            path = tmp_path / f"{reason}.jsonl"
            labels = stack.enter_context(Labels.at(path, line))
            said: list[str] = []
            target = Target.of("./worth.py", line)
            desk = Desk(survey, labels, target, Whole(told.out), said.append, "out")
            server = stack.enter_context(serving(desk))
            return SimpleNamespace(
                server=server,
                url=server.address,
                desk=desk,
                labels=labels,
                survey=survey,
                path=path,
                said=said,
            )

        yield start
