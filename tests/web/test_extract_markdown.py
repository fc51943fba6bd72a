# ruff: noqa: E501  (one case a line)
"""What of a page's structure survives as Markdown."""

import pytest

from proofpile.web import extract


def text(body: str, head: str = "") -> str:
    return extract(f"<html><head>{head}</head><body><article>{body}</article></body></html>").text


def test_headings() -> None:
    assert text(
        "<h1>A</h1><p>x</p><h2>B <b>c</b></h2><p>y</p><h4>D<a class=headerlink href=#d>¶</a></h4><p>z</p>"
    ) == ("# A\n\nx\n\n## B c\n\ny\n\n#### D\n\nz")


def test_only_h1_is_kept_where_main_content_drops_it() -> None:
    html = '<body><div id="header"><h1>Lemma</h1></div><article><p>Some text that is long enough to count.</p></article>'
    assert extract(html).text == "# Lemma\n\nSome text that is long enough to count."


def test_lists_with_nesting_and_numbers() -> None:
    html = "<ul><li>a<ul><li>b</li><li>c<ol><li>d</li></ol></li></ul></li><li>e</li></ul><ol start=4><li>f</li><li>g</li></ol>"
    assert text(f"<p>t</p>{html}") == ("t\n\n- a\n   - b\n   - c\n      1. d\n- e\n\n4. f\n5. g")


def test_paragraphs_and_displays_in_a_list_item() -> None:
    html = r"<p>t</p><ol><li><p>one</p><p>\[x\]</p></li><li>two \[y\] three</li></ol>"
    assert (
        text(html) == "t\n\n1. one\n\n   $$\n   x\n   $$\n2. two\n\n   $$\n   y\n   $$\n\n   three"
    )


def test_code_blocks_keep_indentation_and_language() -> None:
    html = '<p>t</p><div class="highlight-python"><pre>def f(x):\n\n    return  x</pre></div>'
    assert text(html) == "t\n\n```python\ndef f(x):\n\n    return  x\n```"
    html = '<p>t</p><pre class="sourceCode r"><code class="language-r">a &lt;- 1 # $x$</code></pre>'
    assert text(html) == "t\n\n```r\na <- 1 # $x$\n```"


def test_line_breaks_and_fences_in_code() -> None:
    assert text("<p>t</p><pre>a<br>b\n```\n</pre>") == "t\n\n````\na\nb\n```\n````"


def test_line_numbers_are_no_code() -> None:
    html = '<p>t</p><table class="highlighttable"><tr><td class="linenos"><pre>1\n2</pre></td><td><pre>a\nb</pre></td></tr></table>'
    assert text(html) == "t\n\n```\na\nb\n```"


def test_inline_code() -> None:
    assert text("<p>Use <code>a*b</code>, <kbd>Ctrl</kbd> and <code>`x`</code>.</p>") == (
        "Use `a*b`, `Ctrl` and `` `x` ``."
    )
    assert text("<p><code>a.</code><code>b</code>(c)</p>") == "`a.b`(c)"


def test_tables() -> None:
    html = (
        "<p>t</p><table><caption>Cap</caption><tr><th>a|b</th><th colspan=2>c</th></tr>"
        r"<tr><td>1</td><td>\(|x|\)</td><td>line<br>two</td></tr></table>"
    )
    assert (
        text(html) == "t\n\nCap\n\n| a\\|b | c |  |\n| --- | --- | --- |\n| 1 | $|x|$ | line two |"
    )


def test_layout_tables_are_taken_apart() -> None:
    html = "<table><tr><td><h2>A</h2><p>x</p></td><td><p>y</p><p>z</p></td></tr></table>"
    assert text(html) == "## A\n\nx\n\ny\n\nz"


def test_quotations() -> None:
    html = "<p>a</p><blockquote><p>b</p><p>c</p><blockquote>d</blockquote></blockquote><p>e</p>"
    assert text(html) == "a\n\n> b\n>\n> c\n>\n> > d\n\ne"


def test_links_are_text_and_dollars_are_escaped() -> None:
    assert text('<p>See <a href="x">this</a> for $5.</p>') == r"See this for \$5."


def test_displays_stand_alone() -> None:
    assert text(r"<p>a \[x\] b</p>") == "a\n\n$$\nx\n$$\n\nb"
    assert text(r"<div>a</div><div>\[x\]</div><div>b</div>") == "a\n\n$$\nx\n$$\n\nb"


def test_labels_of_items_go_before_their_text() -> None:
    html = "<p>t</p><ol><li><span>1.</span><div><p>one</p></div></li><li><span>(b)</span><div><p>two</p></div></li></ol>"
    assert text(html) == "t\n\n1. one\n2. (b) two"


def test_formulas_come_in_the_order_of_the_text() -> None:
    page = extract(
        r"<p>\(a\) <span class='math-container'>$b$</span> \(c\)</p><table><tr><td>\(d\)<td>x<tr><td>y<td>\(e\)</table>"
    )
    assert [f.tex for f in page.formulas] == ["a", "b", "c", "d", "e"]


def test_title() -> None:
    assert extract("<title> A &amp;\n B </title><p>x</p>").title == "A & B"


@pytest.mark.parametrize(
    "chrome",
    [
        "<nav>N</nav>",
        '<div class="sidebar">N</div>',
        '<div class="cookie-banner">We use cookies</div>',
        '<p style="display:none">N</p>',
        '<p style="color:red; display: none;">N</p>',
        "<p hidden>N</p>",
        '<div class="signature">N</div>',
        '<div class="navbox">N</div>',
        "<script>N</script>",
        "<style>N</style>",
        "<footer>N</footer>",
        "<button>N</button>",
        '<a class="headerlink" href="#">¶</a>',
        '<sup class="reference"><a href="#1">[1]</a></sup>',
        '<div id="toc">N</div>',
    ],
)
def test_furniture_is_removed(chrome: str) -> None:
    html = "<p>Let the function be continuous on the interval.</p>"
    assert text(html + chrome + "<p>Then it is bounded.</p>") == (
        "Let the function be continuous on the interval.\n\nThen it is bounded."
    )


def test_hidden_element_that_holds_the_page_is_shown() -> None:
    html = "<body><p>x</p><div hidden id='S:0'><article><p>The whole text came here, to be moved by a script.</p></article></div>"
    assert "The whole text" in extract(html).text


def test_a_display_is_not_taken_for_furniture() -> None:
    html = r'<p>a</p><div class="sponsored"><div class="promoted">\[x\]</div></div><p>b</p>'
    html = html.replace(r"\[x\]", '<span class="math display">\\[x\\]</span>')
    assert text(html) == "a\n\n$$\nx\n$$\n\nb"


def test_a_dollar_in_a_script_is_no_delimiter() -> None:
    assert extract("<p>price<sup>$5</sup> or less</p>").text == "price^{\\$5} or less"


def test_headings_with_nothing_below_them_go() -> None:
    html = "<h1>T</h1><h2>A</h2><p>x</p><h2>B</h2><h3>C</h3><h2>D</h2><h3>E</h3><p>y</p><h2>F</h2><h3>$z$</h3><h4>G</h4>"
    assert text(html) == "# T\n\n## A\n\nx\n\n## D\n\n### E\n\ny\n\n## F\n\n### $z$"


def test_names_cut_no_words_out_of_headings_and_sentences() -> None:
    html = '<h1 id="x"><a class="header" href="#x">Curves</a></h1><p>In <span class="date">1905</span> a long sentence was written that reads like prose, clearly.</p>'
    assert text(html).startswith("# Curves\n\nIn 1905 a long")


def test_formulas_that_touch_are_told_apart() -> None:
    html = r'<p>a \(x\)<script type="math/tex">y</script> costs \$\(z\)</p>'
    assert text(html) == r"a $x$ $y$ costs \$$z$"
