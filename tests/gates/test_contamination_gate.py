from pathlib import Path

import pytest
from gates.contamination import FLOORS, Material
from gates.floors import Floors


@pytest.fixture(scope="module")
def material(data: Path) -> Material:
    return Material.of(data)


@pytest.fixture(scope="module")
def pinned() -> Floors:
    return Floors.at(FLOORS)


def test_the_texts_are_those_the_floors_were_measured_on(
    material: Material, pinned: Floors
) -> None:
    assert material.fingerprint == pinned.material, (
        "the texts have changed: look at why, then run python tests/gates/contamination.py --update"
    )


def test_no_figure_is_below_its_floor(material: Material, pinned: Floors) -> None:
    pinned.show(material.figures)
    assert set(material.figures) == set(pinned.floors)
    assert pinned.broken(material.figures) == {}


def test_floors_are_what_was_promised(pinned: Floors) -> None:
    floors = pinned.floors
    assert floors["study"] == 1
    assert floors["clean-train"] == floors["clean-files"] == 1
    assert floors["gsm8k-numbers"] >= 0.95  # of miniF2F's, some solutions are nothing but numbers
    for kind in ("gsm8k", "minif2f"):
        assert floors[f"{kind}-verbatim"] == 1
        assert floors[f"{kind}-half"] >= 0.95
        for name in ("case", "spacing", "retex", "html"):
            assert floors[f"{kind}-{name}"] >= 0.99
