import pytest
from gates.floors import Floors
from gates.language import (
    CLOSE,
    FLOORS,
    MAIN,
    fingerprint,
    halves,
    hard,
    measure,
    model_unmasked,
    sentences,
)


@pytest.fixture(scope="module")
def pinned() -> Floors:
    return Floors.at(FLOORS)


def test_the_sentences_are_those_the_floors_were_measured_on(pinned: Floors) -> None:
    assert fingerprint() == pinned.material, (
        "the sentences have changed: read them, then run python tests/gates/language.py --update"
    )


def test_no_figure_is_below_its_floor(pinned: Floors) -> None:
    figures = measure()
    pinned.show(figures)
    assert set(figures) == set(pinned.floors)
    assert pinned.broken(figures) == {}


def test_floors_are_the_bar_of_short_sentences(pinned: Floors) -> None:
    held = {code: pinned.floors[f"{code}-held-out"] for code in MAIN}
    assert {code: floor for code, floor in held.items() if floor < 0.98} == {}


@pytest.mark.parametrize("code", [*MAIN, *CLOSE])
def test_the_set_is_what_it_says(code: str) -> None:
    lines = sentences(code)
    assert len(lines) >= {"en": 500}.get(code, 300 if code in MAIN else 40)
    assert len({line.strip() for line in lines if line.strip()}) == len(lines)
    assert sum("$" in line or "\\" in line for line in lines) >= len(lines) // 5
    assert not set(halves(code)["tuned"]) & set(halves(code)["held-out"])


def test_the_set_is_hard_for_the_model_alone() -> None:
    lines = sentences("zh")
    assert sum(model_unmasked(line) == "zh" for line in lines) < 0.9 * len(lines)
    assert len(list(hard())) >= 30
