"""What the tests share: the real material, and a small corpus with a source and filters of its own."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from helpers import RECIPES, paragraphs

from proofpile import Filter, Source

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real test material; the test is skipped where there is none."""
    folder = Path(os.environ.get("PROOFPILE_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no test material in {folder}; say where it is with PROOFPILE_TEST_DATA")
    return folder


@pytest.fixture
def library(tmp_path: Path) -> SimpleNamespace:
    """Four books of 100 paragraphs and what it takes to build them."""
    folder = tmp_path / "books"
    folder.mkdir()
    for book in range(4):
        (folder / f"{book}.txt").write_text("\n\n".join(paragraphs(book, 100)))

    def source(**params: object) -> Source:
        return Source.load(str(RECIPES / "textbooks.py"), **{"folder": str(folder), **params})

    def filters(least: int = 3) -> list[Filter]:
        return [
            Filter.load(str(RECIPES / "at_least_words.py"), least=least),
            Filter.load("exact_duplicates"),
        ]

    return SimpleNamespace(folder=folder, source=source, filters=filters)
