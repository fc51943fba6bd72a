import pytest
from gates import mathround as gate
from gates.floors import Floors
from mathround.metrics.counts import Measured, measure
from mathround.metrics.page import Case, Found, Output, load


@pytest.fixture(scope="module")
def pages() -> list[Measured]:
    return [gate.read(case) for case in load(gate.PAGES)]


@pytest.fixture(scope="module")
def pinned() -> Floors:
    return Floors.at(gate.FLOORS)


def test_the_pages_are_those_the_floors_were_measured_on(pinned: Floors) -> None:
    assert gate.fingerprint() == pinned.material, (
        "the pages have changed: look at them, then run python tests/gates/mathround.py --update"
    )


def test_no_figure_is_below_its_floor(pages: list[Measured], pinned: Floors) -> None:
    values = gate.measured(pages)
    assert pinned.broken(values) == {}, "run python tests/gates/mathround.py --show REPRESENTATION"
    assert set(values) == set(pinned.floors), "new figures: --update pins them"


def test_formulas_that_a_page_reports_are_those_in_its_text(pages: list[Measured]) -> None:
    """What is counted as found must also be read, by its delimiters, out of the text."""
    exact = sum(page.counts["exact"] for page in pages)
    in_text = sum(
        measure(page.case, Output(page.output.text, None)).counts["exact"] for page in pages
    )
    assert in_text >= 0.99 * exact


def test_figures_tell_faults_apart() -> None:
    case = Case("r/p", b"", "r", "tex", "blog", "none", formulas=[("x^2", False), ("y_1", True)])
    found = [Found(tex, False) for tex in ("x^2", "x^2", "y_1", "q")]
    values = gate.measured([measure(case, Output("", found))])
    assert values["carries tex: exact"] == pytest.approx(2 * 2 / 6)
    assert values["carries tex: mode"] == 0.5
    assert values["carries tex: single"] == 0.5
    assert values["carries tex: real"] == 0.75
    assert values["r: token"] == values["carries tex: token"] < 1
