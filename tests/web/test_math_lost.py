# ruff: noqa: E501  (one case a line)
"""What was detected and is not in the text is named; copies and parts of a formula are not detections."""

import pytest

from proofpile.web import Page, extract

PARAGRAPH = "<p>" + "Some words that make this the main content of the page. " * 12 + "</p>"
MI_X = "<math><mi>x</mi></math>"


def read(inner: str) -> Page:
    return extract(f"<html><body><article>{PARAGRAPH}{inner}{PARAGRAPH}</article></body></html>")


def rules(page: Page) -> tuple[list[str], list[str]]:
    return [f.rule for f in page.formulas], [f.rule for f in page.lost]


def test_nothing_is_lost_of_an_honest_page() -> None:
    page = read('<p>a <span class="math-tex">\\(x\\)</span> b $y$ c</p>')
    assert rules(page) == (["math-tex", "dollar"], [])


def test_a_formula_in_what_was_hidden_is_lost() -> None:
    page = read('<p>a</p><div style="display: none"><span class="math-tex">\\(y\\)</span></div>')
    assert rules(page) == ([], ["math-tex"])
    assert page.lost[0].tex == "y"


def test_two_equal_formulas_are_told_apart() -> None:
    same = '<span class="math-tex">\\(y\\)</span>'
    page = read(f'<p>a {same} b</p><div style="display: none">{same}</div>')
    assert rules(page) == (["math-tex"], ["math-tex"])


@pytest.mark.parametrize(
    ("inner", "rule"),
    [
        # a script hangs on a formula: one formula, of both
        ('<p>a <span class="math-tex">\\(x\\)</span><sup>2</sup> b</p>', "html-script"),
        # a formula inside a delimited one
        (f"<p>a \\(1 + {MI_X}\\) b</p>", None),
        # a rendering beside its source
        (f'<p>a <span class="MathJax_Preview">{MI_X}</span><script type="math/tex">x</script> b</p>', "mathjax-script"),
        # the cells of an equation
        ('<table class="ltx_equation"><tr><td><math alttext="x"></math></td></tr></table>', "latexml-equation"),
    ],
)  # fmt: skip
def test_parts_and_copies_are_no_losses(inner: str, rule: str | None) -> None:
    page = read(inner)
    assert page.lost == ()
    assert rule is None or rules(page)[0] == [rule]


def test_a_formula_in_code_stays_in_the_code() -> None:
    page = read(f"<pre>let y = {MI_X}</pre>")
    assert "let y = x" in page.text
    assert (page.formulas, page.lost) == ((), ())


def test_formulas_in_the_cells_of_a_table_are_kept() -> None:
    row = f"<tr><td>{MI_X}</td><td>{MI_X}</td></tr>"
    page = read(f"<table>{row}{row}</table>")
    assert rules(page) == (["mathml"] * 4, [])
