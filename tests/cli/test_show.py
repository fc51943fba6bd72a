"""`proofpile show`: recipes as --set takes them, and finished builds."""

import json
from collections.abc import Callable
from types import SimpleNamespace

from proofpile import Filter, Source

CLI = Callable[..., SimpleNamespace]


def test_filters_show_parameters_and_reasons(cli: CLI) -> None:
    said = cli("show", "filters").out
    assert "exact_duplicates: Keep the first of each set of equal texts" in said
    assert "exact-duplicate  an earlier document of the corpus has the same text" in said
    assert "--set language.least " in said


def test_every_recipe_is_shown(cli: CLI) -> None:
    for what, kind in (("sources", Source), ("filters", Filter)):
        cards = json.loads(cli("show", what, "--json").out)
        assert [card["name"] for card in cards] == kind.available()
        assert all(card["about"].endswith((".", ":")) for card in cards)


def test_defaults_are_shown_as_set_takes_them(cli: CLI) -> None:
    cards = json.loads(cli("show", "filters", "--json").out)
    (card,) = [card for card in cards if card["name"] == "language"]
    assert card["parameters"]["keep"] == ["en"]
    assert "--set language.keep          [en]" in cli("show", "filters").out


def test_a_finished_build(built: SimpleNamespace, cli: CLI) -> None:
    said = cli("show", built.out).out
    assert said.startswith("shelf, fingerprint ")
    assert "  short            −1  12.5 %  the line is too short" in said
    facts = json.loads(cli("show", built.out, "--json").out)
    assert facts == json.loads((built.out / "manifest.json").read_text())


def test_neither_a_word_nor_a_folder(cli: CLI) -> None:
    said = cli("show", "sauces", code=2)
    assert "there is nothing called sauces: expected sources, filters, manifest, or" in said.err
