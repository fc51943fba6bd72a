import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from mathround import score
from mathround.extractors import TOOLS, read, versions
from mathround.metrics.counts import measure
from mathround.metrics.page import Case, Found, Output
from mathround.report import Run, by_slice, many_tools, summaries, summary, written

TRUTH = {
    "representation": "row-18", "rows": [18], "carries": "tex", "renderer": "by hand", "skeleton": "blog",
    "nuisance": "currency", "prose": ["Let ⟦F⟧ be the price in dollars, which is $5."], "boilerplate": [],
    "formulas": [{"tex": "x^2", "display": False}, {"tex": "y", "display": True}], "code": [], "dollars": 1,
}  # fmt: skip
PAGE = (
    "<html><body><article><p>Let <span class='math inline'>\\(x^2\\)</span> be the price in dollars, "
    "which is $5.</p><p><span class='math display'>\\[y\\]</span></p></article></body></html>"
)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages" / "row-18"
    folder.mkdir(parents=True)
    for name in ("one", "two"):
        (folder / f"{name}.html").write_text(PAGE)
        (folder / f"{name}.json").write_text(json.dumps(TRUTH))
    return tmp_path / "pages"


def test_proofpile_is_scored_in_a_process_of_its_own(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    command = [sys.executable, score.__file__, str(pages), "--no-trees", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "proofpile" in done.stdout
    results = json.loads(out.read_text())
    tool = results["tools"]["proofpile"]
    assert tool["macro"]["exact"] == [1.0, 1.0, 1.0]  # two pages, both right
    assert tool["nuisance"]["currency"]["true"] == 4
    assert results["carries"] == {"row-18": "tex"}
    assert tool["peak_mb"] > 10


def test_show_prints_what_went_wrong(pages: Path) -> None:
    truth = TRUTH | {"formulas": [{"tex": "x^3", "display": False}, {"tex": "y", "display": True}]}
    (pages / "row-18" / "two.json").write_text(json.dumps(truth))
    command = [sys.executable, score.__file__, str(pages), "--show", "row-*"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert "got: $x^2$   [pandoc-span]" in done.stdout


def test_a_tool_that_is_not_there_is_named(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    with pytest.raises(score.Missing, match="no defuddle"):
        score.run("defuddle", score.load(pages), tmp_path)


def test_unknown_representations_are_refused(pages: Path) -> None:
    command = [sys.executable, score.__file__, str(pages), "--only", "row-9"]
    assert subprocess.run(command, capture_output=True).returncode == 1


def test_whatever_a_tool_raises_is_its_error() -> None:
    def broken(html: bytes) -> tuple[str, None]:
        raise RecursionError("deep")

    assert read(broken, b"")["error"] == "RecursionError: deep"
    assert read(lambda html: ("text", None), b"")["text"] == "text"


def test_versions_are_told() -> None:
    assert versions("proofpile").startswith("proofpile ")
    assert all(packages for _, packages in TOOLS.values())


def page_of(representation: str, carries: str, text: str) -> object:
    case = Case(f"{representation}/p", b"", representation, carries, "blog", "none",
                formulas=[("x^2", False)])  # fmt: skip
    return measure(case, Output(text))


def test_macro_is_over_representations_and_micro_over_pages() -> None:
    pages = [page_of("a", "tex", "$x^2$")] * 3 + [page_of("b", "tex", "")]
    figures = summary(Run("t", "1", pages))
    assert figures["macro"]["exact"][0] == pytest.approx(0.5)
    assert figures["micro"]["exact"][0] == pytest.approx(2 * 3 / (4 + 3))


def test_pages_without_any_source_are_not_summed_up() -> None:
    pages = [page_of("a", "tex", "$x^2$"), page_of("b", "image", "")]
    run = Run("t", "1", pages)
    assert summary(run)["macro"]["exact"][0] == 1.0
    assert by_slice(run, "representation")["b"]["exact"] == 0.0
    assert "t" not in summaries([Run("t", "1", pages[1:])], "macro", False).split()


def test_intervals_hold_the_figure_and_do_not_change() -> None:
    pages = [page_of("a", "tex", text) for text in ("$x^2$", "", "$x^2$", "$y$", "$x^2$")]
    value, low, high = summary(Run("t", "1", pages))["micro"]["exact"]
    assert low < value < high
    assert summary(Run("t", "1", pages))["micro"]["exact"] == [value, low, high]


def test_one_page_of_each_has_no_interval() -> None:
    run = Run("t", "1", [page_of("a", "tex", "$x^2$"), page_of("b", "tex", "")])
    value, low, high = summary(run)["micro"]["exact"]
    assert value == pytest.approx(2 / 3)
    assert np.isnan(low)
    assert np.isnan(high)
    assert "(" not in summaries([run], "micro", False)


def test_tables() -> None:
    runs = [Run(name, "1", [page_of("a", "tex", "$x^2$")]) for name in ("one", "two")]
    assert many_tools(runs, "representation", True).splitlines()[2] == "| a | 1.000 | 1.000 |"
    assert written([["a", "b"], ["cc", "1"]], False) == "a   b\ncc  1"


def test_reported_formulas_and_those_of_the_text_are_scored_apart() -> None:
    case = Case("p", b"", "a", "tex", "blog", "none", formulas=[("x", False)])
    run = Run("t", "1", [measure(case, Output("nothing", [Found("x", False)]))])
    assert by_slice(run, "representation")["a"]["exact"] == 1.0
    assert np.isclose(by_slice(score.from_text(run), "representation")["a"]["exact"], 0)


def test_what_another_tool_made_of_a_page_is_kept(pages: Path, tmp_path: Path) -> None:
    cases, cache = score.load(pages), tmp_path / "cache"
    fresh = score.run("resiliparse", cases, None, cache)
    kept = (cache / "resiliparse.jsonl").read_text()
    assert len(kept.splitlines()) == 2, (
        "both pages have the same bytes; the other line is the memory"
    )
    (cache / "resiliparse.jsonl").write_text(kept.replace("price", "prize"))
    again = score.run("resiliparse", cases, None, cache)
    assert "price" in fresh.pages[0].output.text
    assert "prize" in again.pages[1].output.text
    assert again.peak >= fresh.peak > 10


def test_the_same_pages_are_drawn_every_time(pages: Path) -> None:
    cases = score.load(pages)
    assert len(score._drawn(cases, 1)) == 1
    assert score._drawn(cases, 1) == score._drawn(cases[::-1], 1)
    assert score._drawn(cases, 5) == cases
