# ruff: noqa: E501  (one case a line)
"""Formulas that only the page's text has, as they come out of a whole page."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.web import extract
from proofpile.web.math.slots import Slots
from proofpile.web.math.source.configuration import configuration
from proofpile.web.math.source.less_than import escape_less_than
from proofpile.web.math.source.source_forms import read_source_forms

X, DISPLAY = "a $x<y$ b", "a\n\n$$\nx<y\n$$\n\nb"
PICTURE = '<IMG\n WIDTH="61" ALT="$x...$"\n SRC="img1.gif">'
OMML = (
    "<m:oMath><i><span style='font-family:\"Cambria Math\"'><m:r>x&lt;y</m:r></span></i></m:oMath>"
)


def text(body: str, head: str = "") -> str:
    return extract(f"<html><head>{head}</head><body><article>{body}</article></body></html>").text


# slug, markup between "a" and "b", what comes out
CASES = [
    ("katex-render", '<span id="e1"></span><script>katex.render("x<y", document.getElementById("e1"));</script>', X),
    ("katex-render", '<span id=e1>loading</span><script>katex.render("x<y", e1, {throwOnError: false});</script>', X),
    ("katex-render", "<script>var el = document.querySelector('#e1'); katex.render('x<y', el)</script><span class='q' id='e1'></span>", X),
    ("katex-render", '<div id="e1"></div><script>katex.render("x\\x3cy", $("#e1")[0], {displayMode: true})</script>', DISPLAY),
    ("katex-render", '<div id="e1"></div><script>document.getElementById("e1").innerHTML = katex.renderToString("x<y", {displayMode:!0})</script>', DISPLAY),
    ("katex-render", '<span id="e1"></span><script>$("#e1").html(katex.renderToString(String.raw`x<y`))</script>', X),
    ("confluence-macro", '<ac:structured-macro ac:name="mathinline" ac:schema-version="1"><ac:parameter ac:name="body">x&lt;y</ac:parameter></ac:structured-macro>', X),
    ("confluence-macro", '<ac:structured-macro ac:name="mathinline"><ac:parameter ac:name="body">--uriencoded--x%3Cy</ac:parameter></ac:structured-macro>', X),
    ("confluence-macro", '<ac:structured-macro ac:name="mathblock"><ac:plain-text-body><![CDATA[x<y]]></ac:plain-text-body></ac:structured-macro>', DISPLAY),
    ("confluence-macro", '<ac:structured-macro ac:name="mathinline"><ac:plain-text-body><![CDATA[$x<y$]]></ac:plain-text-body></ac:structured-macro>', X),
    ("word-omml", f"<!--[if gte msEquation 12]>{OMML}<![endif]--><![if !msEquation]><span><img src=a.gif>x</span><![endif]>", X),
    ("word-omml", f"<!--[if gte msEquation 12]><m:oMathPara>{OMML}</m:oMathPara><![endif]--><!--[if !msEquation]><!-->x<!--<![endif]-->", DISPLAY),
    ("word-omml", OMML, X),
    ("latex2html-comment", f"<!-- MATH\n $x<y$\n -->\n{PICTURE}", X),
    ("latex2html-comment", f'<!-- MATH\n $x<y$\n -->\n<SPAN CLASS="MATH"><SPAN>x</SPAN>{PICTURE}</SPAN>', X),
    ("latex2html-comment", f"<!-- MATH\n \\begin{{displaymath}}\nx<y\n\\end{{displaymath}}\n -->\n\n{PICTURE}", DISPLAY),
    ("latex2html-comment", f'<DIV ALIGN="CENTER"><A NAME="e1"></A><!-- MATH\n \\begin{{displaymath}}x<y\\end{{displaymath}}\n -->\n<TABLE WIDTH="100%"><TR><TD><TABLE><TR><TD>{PICTURE}</TD></TR></TABLE></TD><TD>(1)</TD></TR></TABLE></DIV>', DISPLAY),
    ("latex2html-comment", f'<P><!-- MATH\n \\begin{{displaymath}}\nx<y\n\\end{{displaymath}}\n -->\n</P>\n<DIV CLASS="displaymath">\n{PICTURE}<I>x</I> (<I>y</I>)\n</DIV><P></P>', DISPLAY),
    ("latex2html-comment", '<DIV ALIGN="CENTER" CLASS="mathdisplay"><A ID="e"></A><!-- MATH\n \\begin{displaymath}x<y\\end{displaymath}\n -->\n<I>x</I> &lt; <DIV><I>y</I></DIV>\n</DIV>', DISPLAY),
    ("backslash-paren", r"\(x<y\)", X),
    ("double-dollar", "$$x<y$$", DISPLAY),
    ("double-dollar", "$$ x<y $$", DISPLAY),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "html", "expected"), CASES)
@pytest.mark.parametrize("wrapper", ["p", "div"])
def test_form(slug: str, html: str, expected: str, wrapper: str) -> None:
    if wrapper == "p" and ("<div" in html or "<DIV" in html or "<TABLE" in html):
        wrapper = "section"
    page = extract(f"<article><{wrapper}>a {html} b</{wrapper}></article>")
    assert page.text == expected
    assert [(f.rule, f.lossy) for f in page.formulas] == [(slug, slug == "word-omml")]


def test_whole_environments_of_latex2html_stay() -> None:
    html = f"<DIV><!-- MATH\n \\begin{{equation}}\nx\n\\end{{equation}}\n -->\n<TABLE><TR><TD>{PICTURE}</TD></TR></TABLE></DIV>"
    assert (
        text(f"<p>a</p>{html}<p>b</p>") == "a\n\n$$\n\\begin{equation}\nx\n\\end{equation}\n$$\n\nb"
    )


def test_alignments_of_latex2html() -> None:
    row = '<TR ><TD class="lfill"></TD><TD class="RIGHT"><SPAN CLASS="MATH"><IMG\n SRC="1.svg"\n ALT="$\\displaystyle a$"></SPAN></TD><TD class="LEFT"><SPAN CLASS="MATH"><IMG SRC="2.svg"\n ALT="$\\displaystyle &lt; b$"></SPAN></TD><TD class="rfill">{}</TD></TR>'
    table = f'<DIV CLASS="displaymath"><TABLE CLASS="equation" >{row.format("(<SPAN>4</SPAN>)")}{row.format("&nbsp;")}</TABLE></DIV>'
    expected = "\\begin{align}a & < b \\tag{4} \\\\ a & < b\\end{align}"
    page = extract(f"<article><!-- MATH --><p>a</p>{table}<p>b</p></article>")
    assert page.text == f"a\n\n$$\n{expected}\n$$\n\nb"
    assert [f.rule for f in page.formulas] == ["latex2html-align"]
    mixed = table.replace("<SPAN>4</SPAN>", "<I>x</I> = y")
    assert "latex2html-align" not in {
        f.rule for f in extract(f"<article><!-- MATH -->{mixed}</article>").formulas
    }


@pytest.mark.parametrize(
    "html",
    [
        '<script>katex.render("x", document.getElementById("nowhere"))</script>',
        '<script>katex.render(tex, document.getElementById("e1"))</script><span id="e1"></span>',
        '<pre>katex.render("x", e1)</pre><span id="e1"></span><script></script>',
        '<ac:structured-macro ac:name="info">x</ac:structured-macro>',
        '<ac:structured-macro ac:name="mathinline"><![CDATA[x]]>',
        "<!--[if gte msEquation 12]><m:oMath><![endif]-->",
        "<!--[if gte msEquation 12]>x",
        "<!-- MATH $x$ -->",
        "<!-- MATH $x$ --> <SPAN>y</SPAN>",
        "<!-- MATH of the past --> <IMG SRC=x.gif>",
        "<!-- MATH $x$",
    ],
)
def test_what_looks_like_a_form_and_is_not(html: str) -> None:
    assert extract(f"<article><p>a {html} b</p></article>").formulas == ()


def test_definitions_alone_are_no_formulas_and_hold_for_the_page() -> None:
    html = r"<p>$\newcommand{\RR}{\mathbb{R}}$</p><p>\(\def\f#1{f(#1)}\) Let \(x\in\RR\) and \(\f x\).</p>"
    page = extract(f"<article>{html}</article>")
    assert page.text == r"Let $x\in\mathbb{R}$ and $f(x)$."
    assert [f.tex for f in page.formulas] == [r"x\in\mathbb{R}", "f(x)"]


def test_hidden_definitions_hold_for_the_page() -> None:
    macros = r'<div class="hidden-content process-math" id="latex-macros">\(\newcommand{\RR}{\mathbb{R}}\)</div>'
    assert text(rf"{macros}<p>a \(\RR\) b</p>") == r"a $\mathbb{R}$ b"


def test_macros_of_a_configuration_in_every_form() -> None:
    head = r"<script>MathJax = {tex: {macros: {RR: '\\mathbb{R}'}}}</script>"
    html = r'<p>a \(\RR\) <script type="math/tex">\RR</script> <img alt="$\RR$" src="x.png"></p>'
    assert text(html, head) == r"a $\mathbb{R}$ $\mathbb{R}$ $\mathbb{R}$"


def test_renderings_are_expanded_already() -> None:
    head = r"<script>MathJax = {tex: {macros: {div: '\\operatorname{div}'}}}</script>"
    html = r"<p>a <math><mi>x</mi><mo>÷</mo><mi>y</mi></math> \(\div u\)</p>"
    assert text(html, head).replace(" ", "") == r"a$x\divy$$\operatorname{div}u$"


def test_dollars_that_a_page_keeps_from_mathjax() -> None:
    head = "<script>MathJax = {tex: {inlineMath: [['$', '$']]}, options: {ignoreHtmlClass: 'money'}}</script>"
    html = '<p class="a money b">Costs $x and $y.</p><p>Let $ab$ cost <span>$</span>3 or <span>$</span>4.</p>'
    assert text(html, head) == "Costs \\$x and \\$y.\n\nLet $ab$ cost \\$3 or \\$4."


def test_formulas_in_code_where_a_page_says_so() -> None:
    head = "<script>MathJax = {tex: {inlineMath: [['$', '$']]}, options: {skipHtmlTags: ['script', 'pre']}}</script>"
    html = "<p>Let <code>$x_1$</code>, <code>\\(y\\)</code> and <code>f(x)</code>.</p>"
    assert text(html, head) == "Let $x_1$, $y$ and `f(x)`."
    assert text(html) == "Let `$x_1$`, `\\(y\\)` and `f(x)`."


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("$a<b$", "$a&lt;b$"),
        ("$1<p<2$", "$1&lt;p<2$"),
        ("$1<p<q<r$", "$1&lt;p&lt;q&lt;r$"),
        ("$a<b and c$", "$a&lt;b and c$"),
        ("$<x,y>$", "$&lt;x,y>$"),
        ("$x<y>z$", "$x&lt;y>z$"),
        ("$a>0, b<c$", "$a>0, b&lt;c$"),
        (r"\(k<n-m \)", r"\(k&lt;n-m \)"),
        (r"\[f<g/h\]", r"\[f&lt;g/h\]"),
        (r"\begin{align}a<b\end{align}", r"\begin{align}a&lt;b\end{align}"),
        ("$a<br>+b<c$", "$a<br>+b&lt;c$"),
        ("$a<b$ and $c<d$", "$a&lt;b$ and $c&lt;d$"),
        ("<p>$$ x<y $$</p>", "<p>$$ x&lt;y $$</p>"),
    ],
)
def test_less_than_in_a_formula(html: str, expected: str) -> None:
    assert escape_less_than(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "$5 <b>only</b> $6",
        "$5 <br/> $6",
        "$5 <foo>only</foo> $6",
        '$5 <img src="a$b"> $6',
        '<a href="$x">$5</a>',
        '<img alt="$a<b$">',
        "$x$ <b>y</b> $z$",
        "<p>$5</p><p>$6</p>",
        '$a <em class="x">b</em>$',
        "a<b$ c",
        r"\$5 <a@b> \$6",
        r"\(x\) <y,z> \(w\)",
        "<my-tag>$x$</my-tag>",
        "$5 <!-- x$ --> $6",
    ],
)
def test_real_tags_stay(html: str) -> None:
    assert escape_less_than(html) == html


@given(
    st.lists(
        st.sampled_from(
            [
                "$",
                "<",
                ">",
                "a",
                "b",
                "<b",
                "<p>",
                "\\(",
                "\\)",
                "</p>",
                "<br>",
                '"',
                "=",
                " ",
                "$$",
                "<x,",
                "\\begin{a}",
            ]
        ),
        max_size=30,
    )
)
def test_only_less_than_signs_change(pieces: list[str]) -> None:
    html = "".join(pieces)
    assert escape_less_than(html).replace("&lt;", "<") == html.replace("&lt;", "<")


WORDS = ["katex.render(", '"x"', ",", "{displayMode:true}", ")", '<p id="a">', "</p>", "<script>", "</script>", "<ac:structured-macro ac:name=\"mathinline\">", "<![CDATA[", "]]>", "</ac:structured-macro>", "<!--[if gte msEquation 12]>", "<m:oMath>", "<m:r>x</m:r>", "</m:oMath>", "<![endif]-->", "<![if !msEquation]>", "<!-- MATH $x$ -->", "<IMG>", "<SPAN CLASS=MATH>", "</SPAN>", "<TABLE>", "a", "document.getElementById('a')"]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_any_page_is_read(pieces: list[str]) -> None:
    html = "".join(pieces)
    read_source_forms(html, Slots(), configuration(html))


@pytest.mark.parametrize("unit", ["<m:oMath>", "<!-- MATH $x$ --><TABLE>", "<!--[if gte msEquation 12]>", "katex.render('x',a)<b id=a", "<i id=", "<ac:structured-macro ac:name=\"math\">", "$<b,", "$ <c>"])  # fmt: skip
def test_hostile_pages_take_no_time(unit: str) -> None:
    html = "katex.render <ac:structured-macro m:oMath <!-- MATH" + unit * (200_000 // len(unit))
    began = time.perf_counter()
    escape_less_than(read_source_forms(html, Slots(), configuration(html)))
    assert time.perf_counter() - began < 5  # quadratic work takes minutes
