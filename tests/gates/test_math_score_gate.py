from pathlib import Path

import pytest
from gates.floors import Floors
from gates.math_score import FLOORS, MODEL, figures, fingerprint, judged, measure, pages, written

from proofpile.text.fasttext import FastText

LARGEST = 2_000_000  # bytes of the default model
GREATEST_SHIFT = 0.05  # of the score, on average, when formulas are put back


@pytest.fixture(scope="module")
def pinned() -> Floors:
    return Floors.at(FLOORS)


def test_the_material_is_the_one_the_floors_were_measured_on(data: Path, pinned: Floors) -> None:
    assert fingerprint(data) == pinned.material, (
        "the material has changed: look at it, then run python tests/gates/math_score.py --update"
    )


def test_no_figure_is_below_its_floor(data: Path, pinned: Floors) -> None:
    values = measure(data)
    pinned.show(values)
    assert pinned.broken(values) == {}
    assert set(values) == set(pinned.floors), "new figures: --update pins them"


def test_there_are_enough_pages_of_both_kinds(data: Path) -> None:
    kinds = [case.positive for case in (*pages(data), *written())]
    assert kinds.count(True) >= 60
    assert kinds.count(False) >= 90


def test_texts_of_our_own_are_told_apart_without_the_material(pinned: Floors) -> None:
    values = figures("texts", judged(list(written())))
    assert {n: v for n, v in values.items() if v < pinned.floors[n]} == {}


def test_formulas_do_not_decide(pinned: Floors) -> None:
    steady = {name: floor for name, floor in pinned.floors.items() if name.endswith("steady")}
    assert len(steady) == 2
    assert min(steady.values()) >= 1 - GREATEST_SHIFT


def test_the_default_model_is_small_and_has_the_labels_of_its_recipe() -> None:
    assert MODEL.stat().st_size <= LARGEST
    assert set(FastText.at(MODEL).labels) == {"positive", "negative"}
