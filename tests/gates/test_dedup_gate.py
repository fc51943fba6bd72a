import numpy as np
import pytest
from gates.dedup import FLOORS, Search, edges, fingerprint, measure, searches
from gates.floors import Floors


@pytest.fixture(scope="module")
def found() -> dict[str, Search]:
    return searches()


@pytest.fixture(scope="module")
def pinned() -> Floors:
    return Floors.at(FLOORS)


def test_the_documents_are_those_the_floors_were_measured_on(found: dict, pinned: Floors) -> None:
    assert fingerprint(found) == pinned.material, (
        "the documents have changed: look at why, then run python tests/gates/dedup.py --update"
    )


def test_no_figure_is_below_its_floor(found: dict, pinned: Floors) -> None:
    figures = measure(found)
    pinned.show(figures)
    assert set(figures) == set(pinned.floors)
    assert pinned.broken(figures) == {}


def test_floors_are_what_was_promised(pinned: Floors) -> None:
    for kind in ("words", "formulas"):
        assert pinned.floors[f"{kind}-recall"] >= 0.99
        assert pinned.floors[f"{kind}-precision"] == 1
        assert pinned.floors[f"{kind}-gone-for-what-stays"] == 1
        assert pinned.floors[f"{kind}-longest-stays"] == 1
    # Of so few documents the farthest bin has a standard error of 0.01; of 200,000 see benchmarks/RESULTS.md.
    assert min(v for name, v in pinned.floors.items() if name.startswith("curve")) >= 0.97


@pytest.mark.parametrize("kind", ["words", "formulas"])
def test_the_search_has_the_edges_of_a_search_in_memory(found: dict, kind: str) -> None:
    """Nothing is lost or doubled in the files between its steps."""
    search = found[kind]
    first: dict[tuple[str, ...], int] = {}
    for number in range(search.truth.documents):
        first.setdefault(tuple(search.material.tokens(number)), number)
    stands = np.zeros(search.truth.documents, dtype=bool)
    stands[list(first.values())] = True  # of equal ones it is all the same which
    assert search.findings["same_tokens"] == search.truth.documents - len(first)
    assert search.findings["edges"] == int(stands[edges(search)].all(axis=1).sum())
