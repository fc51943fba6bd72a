import json
from pathlib import Path

import pytest
from gates import mathround as gate
from mathround.metrics.counts import Measured, measure
from mathround.metrics.page import Case, Found, Output, load


@pytest.fixture(scope="module")
def pages() -> list[Measured]:
    return [gate.read(case) for case in load(gate.PAGES)]


@pytest.fixture(scope="module")
def pinned() -> dict:
    return json.loads(gate.FLOORS.read_text())


def test_the_pages_are_those_the_floors_were_measured_on(pinned: dict) -> None:
    assert gate.fingerprint() == pinned["set"], (
        "the pages have changed: look at them, then run python tests/gates/mathround.py --update"
    )


def test_no_figure_is_below_its_floor(pages: list[Measured], pinned: dict) -> None:
    values = gate.measured(pages)
    below = {
        name: (values.get(name, 0.0), floor)
        for name, floor in pinned["floors"].items()
        if values.get(name, 0.0) < floor
    }
    assert below == {}, "run python tests/gates/mathround.py --show REPRESENTATION"
    assert set(values) == set(pinned["floors"]), "new figures: --update pins them"


def test_formulas_that_a_page_reports_are_those_in_its_text(pages: list[Measured]) -> None:
    """What is counted as found must also be read, by its delimiters, out of the text."""
    exact = sum(page.counts["exact"] for page in pages)
    in_text = sum(
        measure(page.case, Output(page.output.text, None)).counts["exact"] for page in pages
    )
    assert in_text >= 0.99 * exact


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(gate, "FLOORS", tmp_path / "floors.json")
    monkeypatch.setattr(gate, "fingerprint", lambda: "hash")
    return tmp_path


def test_floors_rise_and_do_not_fall(folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert gate._update({}, {"a": 0.91239}, False) == 0
    assert json.loads((folder / "floors.json").read_text())["floors"] == {"a": 0.912}
    assert gate._update({"a": 0.912}, {"a": 0.9119}, False) == 1
    assert "a fell" in capsys.readouterr().err
    assert gate._update({"a": 0.912}, {}, False) == 1, "a figure that is gone has fallen"
    assert gate._update({"a": 0.912}, {"a": 0.5}, True) == 0
    assert json.loads((folder / "floors.json").read_text())["floors"] == {"a": 0.5}


def test_figures_tell_faults_apart() -> None:
    case = Case("r/p", b"", "r", "tex", "blog", "none", formulas=[("x^2", False), ("y_1", True)])
    found = [Found(tex, False) for tex in ("x^2", "x^2", "y_1", "q")]
    values = gate.measured([measure(case, Output("", found))])
    assert values["carries tex: exact"] == pytest.approx(2 * 2 / 6)
    assert values["carries tex: mode"] == 0.5
    assert values["carries tex: single"] == 0.5
    assert values["carries tex: real"] == 0.75
    assert values["r: token"] == values["carries tex: token"] < 1
