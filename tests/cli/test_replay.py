"""`proofpile explain --replay`: what becomes of a document now, by the recipes as they are."""

import json
import shutil
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from proofpile import recipe

CLI = Callable[..., SimpleNamespace]


@pytest.fixture
def shipped(shop: SimpleNamespace, cli: CLI, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The books, built by a source that ships, which has one filter more."""
    home = shop.out.parent / "home"
    shutil.copytree(recipe.HOME / "filters", home / "filters")
    (home / "sources").mkdir()
    text = shop.recipe.read_text().replace("return [Filter", 'return [Filter.load("calm"), Filter')
    (home / "sources" / "shelf.py").write_text(text)
    (home / "filters" / "calm.py").write_text(CALM)
    monkeypatch.setattr(recipe, "HOME", home)
    cli("build", "--source", "shelf", "--out", shop.out, "--on", "here")
    shop.home = home
    return shop


CALM = '''
"""Keep calm."""

from dataclasses import dataclass

from proofpile import Document, Drop, Filter


@dataclass(frozen=True)
class Calm(Filter):
    worst: str = "eleven"

    reasons = {"not-calm": "the text holds the worst word"}

    def __call__(self, doc):
        return Drop("not-calm", 1.0, 0.5, self.worst) if self.worst in doc.text else doc
'''


def test_what_was_only_counted_is_found(shipped: SimpleNamespace, cli: CLI) -> None:
    url = "https://books.example/b.txt/3"
    said = cli("explain", url, "--out", shipped.out, "--warc", "books")
    assert "listing them; this may be one" in said.out
    assert f"read again: shelf:b.txt@3 {url}\n  DROPPED for silent" in said.out
    assert said.err == ""


def test_an_id_is_found_by_its_offset_in_its_own_archive(
    shipped: SimpleNamespace, cli: CLI
) -> None:
    said = cli("explain", "shelf:b.txt@0", "--out", shipped.out, "--warc", "books").out
    assert said.count("read again:") == 1
    assert "read again: shelf:b.txt@0" in said
    assert "PASSED every filter that judges one document at a time\n    words = 3" in said
    assert said.endswith("begins  seven eight nine\n")


def test_a_filters_refusal_shows_its_score(shipped: SimpleNamespace, cli: CLI) -> None:
    arguments = ("explain", "shelf:b.txt@2", "--out", shipped.out, "--warc", "books")
    assert "DROPPED for not-calm, score 1, threshold 0.5: eleven" in cli(*arguments).out
    (again,) = json.loads(cli(*arguments, "--json").out)["replayed"]
    assert again["drop"]["reason"] == "not-calm"
    assert again["document"]["text"] == "ten eleven twelve"


def test_parameters_are_those_of_the_build(shipped: SimpleNamespace, cli: CLI) -> None:
    cli(
        *("build", "--source", "shelf", "--out", shipped.out, "--on", "here"),
        *("--set", "calm.worst=seven", "--set", "shelf.least=1"),
    )
    for id, said in (("b.txt@0", "for not-calm"), ("b.txt@2", "PASSED"), ("a.txt@1", "PASSED")):
        again = cli("explain", f"shelf:{id}", "--out", shipped.out, "--warc", "books")
        assert said in again.out
        assert again.err == ""


def test_a_changed_recipe_is_told(shipped: SimpleNamespace, cli: CLI) -> None:
    (shipped.home / "filters" / "calm.py").write_text(CALM.replace("eleven", "nine"))
    said = cli("explain", "shelf:b.txt@0", "--out", shipped.out, "--warc", "books")
    assert said.err == "note: since the build these have changed: calm\n"


def test_an_archive_that_is_not_at_hand(shipped: SimpleNamespace, cli: CLI) -> None:
    shipped.books.rename("elsewhere")
    said = cli("explain", "shelf:b.txt@0", "--out", shipped.out, "--replay", code=2)
    assert "is not at hand; say with --warc PATH, where b.txt is" in said.err


def test_a_page_that_no_archive_holds(shipped: SimpleNamespace, cli: CLI) -> None:
    said = cli("explain", "https://a.org", "--out", shipped.out, "--warc", "books", code=1)
    assert said.out.endswith("read again: the archive holds no such page\n")


def test_somebodys_own_source_cannot_be_replayed(built: SimpleNamespace, cli: CLI) -> None:
    said = cli("explain", "shelf:b.txt@0", "--out", built.out, "--replay", code=2)
    assert "was built from shelf, a source that is not among those that ship" in said.err
