from pathlib import Path

import pytest
from gates.floors import Floors
from gates.perplexity import FLOORS, fingerprint, measure, sets
from native.ngrams import KENLM, LINES

from proofpile.native import ArpaModel


@pytest.fixture(scope="module")
def found(data: Path) -> dict[str, list[str]]:
    return sets(data)


@pytest.fixture(scope="module")
def pinned() -> Floors:
    return Floors.at(FLOORS)


def test_the_material_is_the_one_the_floors_were_measured_on(found: dict, pinned: Floors) -> None:
    assert fingerprint(found) == pinned.material, (
        "the test material, its extraction or the normaliser has changed: look at what, then run "
        "python tests/gates/perplexity.py --update"
    )


def test_no_figure_is_below_its_floor(found: dict, pinned: Floors) -> None:
    figures = measure(found)
    pinned.show(figures)
    assert set(figures) == set(pinned.floors)
    assert pinned.broken(figures) == {}


@pytest.mark.parametrize("text", KENLM, ids=["words", "pruned"])
def test_scores_agree_with_kenlm_to_a_ten_thousandth(text: str) -> None:
    model = ArpaModel([text.encode()])
    for line, (log10, *_) in zip(LINES, KENLM[text], strict=True):
        assert abs(model.score(line)[0] / log10 - 1) <= 1e-4
