import json
from pathlib import Path

import pytest
from gates.perplexity import FLOORS, fingerprint, measure, sets
from native.ngrams import KENLM, LINES

from proofpile.native import ArpaModel


@pytest.fixture(scope="module")
def found(data: Path) -> dict[str, list[str]]:
    return sets(data)


@pytest.fixture(scope="module")
def pinned() -> dict:
    return json.loads(FLOORS.read_text())


def test_the_material_is_the_one_the_floors_were_measured_on(found: dict, pinned: dict) -> None:
    assert fingerprint(found) == pinned["set"], (
        "the test material, its extraction or the normaliser has changed: look at what, then run "
        "python tests/gates/perplexity.py --update"
    )


def test_no_figure_is_below_its_floor(found: dict, pinned: dict) -> None:
    figures = measure(found)
    for name, value in figures.items():
        print(f"{name:18} {value:.4f}   floor {pinned['floors'][name]:.3f}")
    assert set(figures) == set(pinned["floors"])
    assert {n: v for n, v in figures.items() if v < pinned["floors"][n]} == {}


@pytest.mark.parametrize("text", KENLM, ids=["words", "pruned"])
def test_scores_agree_with_kenlm_to_a_ten_thousandth(text: str) -> None:
    model = ArpaModel([text.encode()])
    for line, (log10, *_) in zip(LINES, KENLM[text], strict=True):
        assert abs(model.score(line)[0] / log10 - 1) <= 1e-4
