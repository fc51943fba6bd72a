# ruff: noqa: E501  (one case a line)
"""Pages that break parsers: what cannot be read says why, anything else gives what could be read."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.web import PageError, PageTooDeep, PageTooLarge, extract
from proofpile.web.page import DEEPEST, MOST_CHARACTERS


@pytest.mark.parametrize(
    "tag", ["div", "span", "b", "ul><li", "table><tr><td", "math><mrow", "blockquote", "font"]
)
def test_200_000_nested_tags_are_refused_in_bounded_time(tag: str) -> None:
    start = time.process_time()
    with pytest.raises(PageTooDeep) as refused:
        extract(f"<{tag}>" * 200_000 + "x")
    assert refused.value.reason == "too-deep"
    assert isinstance(refused.value, PageError)
    assert isinstance(refused.value, ValueError)
    assert time.process_time() - start < 20


def test_what_is_nested_less_is_read() -> None:
    deep = DEEPEST - 10
    assert extract("<div>" * deep + "x" + "</div>" * deep).text == "x"


def test_many_tags_that_do_not_nest_are_read() -> None:
    assert extract("<p>a<br>b</p>" * 5_000).text.startswith("a\nb\n\na")


def test_a_page_of_100_mb_is_refused_unparsed() -> None:
    start = time.process_time()
    with pytest.raises(PageTooLarge) as refused:
        extract(b"<p>x</p>" * 13_000_000)
    assert refused.value.reason == "too-large"
    assert time.process_time() - start < 20


def test_a_page_of_60_000_formulas_is_read_whole() -> None:
    assert len(extract("<p>word $x$</p>" * 60_000).formulas) == 60_000
    assert MOST_CHARACTERS >= 10_000_000


@pytest.mark.parametrize(
    "html",
    [
        "",
        b"",
        " ",
        "\0",
        b"\0\0",
        "<",
        "<!--",
        "</p>",
        "<html>",
        "\ufeff",
        "<p",
        "&#x0;",
        "<script>",
    ],
)
def test_nothing_gives_an_empty_page(html: str | bytes) -> None:
    page = extract(html)
    assert page.text in ("", "<", "\ufffd")
    assert page.formulas == ()


def test_nuls_do_not_hide_text() -> None:
    assert extract(b"<p>a\0b \\(x\0_1\\)</p>").text == "ab $x_1$"


def test_lone_surrogates_are_replaced() -> None:
    assert extract("<p>a \udcff b</p>").text == "a ? b"


@pytest.mark.parametrize(
    "written", ["\U00100005", "\U0010fffd", "&#x100005;", "&#X10fffd;", "&#1048581;"]
)
def test_the_page_s_own_private_characters_are_no_placeholders(written: str) -> None:
    char = "\U0010fffd" if "fffd" in written else written if len(written) == 1 else "\U00100005"
    page = extract(f"<p>a {written} b \\(x\\)</p>")
    assert page.text == f"a {char} b $x$"


@pytest.mark.parametrize(
    "rule",
    ["\\(", "$", "$$", "\\begin{align}", "`", "[itex]", "\\[", "{", "<sub>", "<math>", "<pre>"],
)
def test_many_openers_without_an_end_take_bounded_time(rule: str) -> None:
    start = time.process_time()
    try:
        extract("<p>mathjax " + f"{rule}a " * 50_000)
    except PageTooDeep:
        assert rule.startswith("<")
    assert time.process_time() - start < 20


@given(st.text(alphabet="ab$\\()[]{}<>/p&#;x10^_`%\n\0\udcff\U00100000", max_size=120))
def test_no_text_raises(html: str) -> None:
    extract(html)


@given(st.lists(st.sampled_from([
    "<p>", "</p>", "<math>", "</math>", "<mi>x</mi>", "<mfrac>", "<sup>", "2", "</sup>", "<pre>", "</pre>", "<table>", "<tr>", "<td>",
    "<blockquote>", "<script type='math/tex'>", "</script>", "<span class='katex'>", "<span class='katex-html'>", "$x$", "\\(", "\\)",
    "<mjx-container>", "<img alt='$y$'>", "<code>", "</code>", "<li>", "<ol start=3>", "</ol>", "text", "<div hidden>", "<h1>", "</div>",
]), max_size=30))  # fmt: skip
def test_no_markup_raises(pieces: list[str]) -> None:
    page = extract("".join(pieces))
    assert not any(char >= "\U00100000" for char in page.text)


def test_more_formulas_than_placeholders_are_refused_and_not_lost() -> None:
    html = "<html><body>" + "<p><code>x</code></p>" * 65_600 + "</body></html>"
    with pytest.raises(PageTooLarge, match=r"more than 65,5\d\d formulas and pieces of code"):
        extract(html)


def test_a_formula_far_from_deep_content_is_kept_in_its_place() -> None:
    prose = "<p>" + "Prose of the page, long enough to be followed. " * 20 + "</p>"
    html = "<p>\\(x\\)</p>" + "<div>" * 1000 + prose + "</div>" * 1000 + "<p>\\(y\\)</p>"
    page = extract(f"<body>{html}</body>")
    assert [f.tex for f in page.formulas] == ["x", "y"]
    assert page.text.index("$x$") < page.text.index("Prose") < page.text.index("$y$")


def test_a_longer_number_is_no_private_character() -> None:
    assert extract("<p>a &#x10FFFDation &#11141091 b</p>").text == "a \ufffdtion \ufffd b"
