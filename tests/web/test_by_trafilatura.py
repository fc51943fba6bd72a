"""The switch to trafilatura's main content: its choice, our formulas and Markdown."""

import sys

import pytest

from proofpile.errors import MissingError, UsageError
from proofpile.web import extract
from proofpile.web.by_trafilatura import extractor_version

PROSE = "<p>" + "Some long text that is here to be the content of the page. " * 6 + "</p>"


def test_formulas_lists_and_code_survive() -> None:
    pytest.importorskip("trafilatura", reason="trafilatura is not installed")
    page = extract(
        f"<body><nav>menu</nav><article>{PROSE}<h2>Head <i>it</i></h2><p>a <b>b</b> \\(x_1\\)<br>c</p>"
        '<ul><li>one<ul><li>two <script type="math/tex">y_2</script></li></ul></li></ul>'
        f"<pre>let z_3 = 1\n</pre>{PROSE}</article></body>",
        extractor="trafilatura",
    )
    assert "\n\n## Head it\n\na b $x_1$\nc\n\n- one\n   - two $y_2$\n\n" in page.text
    assert "```\nlet z_3 = 1\n```" in page.text
    assert "menu" not in page.text
    assert [f.tex for f in page.formulas] == ["y_2", "x_1"] or [f.tex for f in page.formulas] == [
        "x_1",
        "y_2",
    ]


def test_an_empty_page_is_empty() -> None:
    pytest.importorskip("trafilatura", reason="trafilatura is not installed")
    assert extract("<body></body>", extractor="trafilatura").text == ""


def test_without_the_package_the_command_that_installs_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(MissingError, match=r"pip install 'proofpile\[trafilatura\]'"):
        extractor_version("trafilatura")


def test_an_unknown_extractor_is_a_mistake_of_the_user() -> None:
    with pytest.raises(UsageError, match="no extractor 'lynx'"):
        extractor_version("lynx")
    assert extractor_version("proofpile") == ""
