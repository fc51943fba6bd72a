# ruff: noqa: E501  (one case a line)
"""Displays that TtH and HeVeA lay out with tables: what comes back, and what is refused."""

import pytest

from proofpile.web import extract
from proofpile.web.math.alternatives import MARK
from proofpile.web.math.tex.symbol_font import unicode_of


def tth(*cells: str, number: str = "") -> str:
    inner = "".join(f'<td nowrap="nowrap" align="center">\n{cell}</td>' for cell in cells)
    last = f'<td width="1%">({number})</td>' if number else ""
    return (
        '<br clear="all" /><table border="0" width="100%"><tr><td>\n<table align="center" cellspacing="0"  '
        f'cellpadding="2"><tr>{inner}</tr></table>\n</td>{last}</tr></table>'
    )


def over(above: str, below: str) -> str:
    rule = '<div class="hrcomp"><hr noshade="noshade" size="1"/></div>'
    return f"{above}\n{rule}{below}<br />"


def limits(below: str, sign: str, above: str) -> str:
    return (
        f'<small>{above}</small><!--sup\n--><br /><span class="largerstill">{sign}<br />\n</span>'
        f"<small>{below}</small>&nbsp;<br />"
    )


def scripts(below: str, above: str) -> str:
    return f"<small>{above}</small><br /><br />\n<small>{below}</small>&nbsp;<br />"


def matrix(*rows: str) -> str:
    body = "".join(
        "<tr>" + "".join(f'<td align="center">{cell}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    return f'<table class="tabular">{body}</table>'


TTH = [
    ([" E=mc<sup>2</sup> "], "E=mc^{2}"),
    ([over("a+b", "c<sub>1</sub>")], r"\frac{a+b}{c_{1}}"),
    ([limits("i=1", "&#8721;", "n"), "i<sup>2</sup> = ", over("n", "6")], r"\sum_{i=1}^{n}i^{2} =\frac{n}{6}"),
    (["<br />lim<br />\n<small>n&#8594;&#8734;</small>&nbsp;<br />", "a<sub>n</sub>"], r"\lim_{n\rightarrow\infty}a_{n}"),
    (["&#8992;<br />&#8993;\n", scripts("0", "&#8734;"), "e<sup>&#8722;x</sup>&nbsp;dx"], r"\int_{0}^{\infty}e^{-x} dx"),
    (["&#x239B;<br />&#x239D;", over("a", "b"), "&#x239E;<br />&#x23A0;", scripts("", "2")], r"\left( \frac{a}{b} \right)^{2}"),
    (["&#x239B;<br />&#x239D;", matrix("ab", "cd"), "&#x239E;<br />&#x23A0;"], r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}"),
    (["&#x23A1;<br />&#x23A3;", matrix("ab"), "&#x23A4;<br />&#x23A6;"], r"\begin{bmatrix} a & b \end{bmatrix}"),
    (["&#x23A2;<br />&#x23A2;", matrix("ab", "cd"), "&#x23A2;<br />&#x23A2;"], r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}"),
    (["f(x) = ", "&#x23A7;<br />&#x23A8;<br />&#x23A9;", matrix("1x", "0y")], r"f(x) =\begin{cases} 1 & x \\ 0 & y \end{cases}"),
    (["&#x239B;<br />&#x239D;", "n<br />\nk<br />", "&#x239E;<br />&#x23A0;"], r"\binom{n}{k}"),
    (['<br /><span class="larger">&#8730;</span><br />', over("", '<div class="norm">2x<br /></div>')], r"\sqrt{2x}"),
    (['<div class="comp">3 <br /></div>\n<div class="norm">&#8730;</div>', over("", "x")], r"\sqrt[3]{x}"),
    (['<div class="comp">^<br /></div>\n<div class="norm">x<br /></div>\n<div class="comb">&nbsp;</div>'], r"\hat{x}"),
    ([over("", "z"), " = 1"], r"\overline{z}= 1"),
    (["<small></small><br /><br />x<hr /><small>n</small>&nbsp;<br />"], r"\underbrace{x}_{n}"),
    (["<small>2</small><br /><hr />a+b<br /><br />\n<small></small>&nbsp;<br />"], r"\overbrace{a+b}^{2}"),
    (['<span class="roman">(</span><span class="roman">ii</span> x &#176;y'], r"\text{(ii} x \circ y"),
    (["sinx &lt; 1"], r"\sin x < 1"),
    (['<span class="roman">if</span> x'], r"\text{if} x"),
    (['<font face="symbol">a</font>'], r"\alpha"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "tex"), TTH)
def test_tth(cells: list[str], tex: str) -> None:
    page = extract(f"<article><p>So</p>{tth(*cells)}<p>holds.</p></article>")
    assert page.text == f"So\n\n$$\n{tex}\n$$\n\nholds."
    assert [(f.rule, f.lossy) for f in page.formulas] == [("tth-display", True)]


def test_numbers_of_tth() -> None:
    page = extract(f"<article>{tth('x', number='3')}</article>")
    assert page.text == "$$\nx \\tag{3}\n$$"
    row = (
        '<tr><td width="50%"></td><td nowrap="nowrap" align="right">{}</td><td nowrap="nowrap">=</td>'
        '<td nowrap="nowrap">{}</td><td width="50%"></td><td width="1" align="right">({})</td></tr>'
    )
    rows = row.format("a", "b", 1) + row.format("c", "d", 2)
    html = (
        '<table border="0" width="100%"><tr><td><table border="0" cellspacing="0" cellpadding="0">'
        f"{rows}</table></td></tr></table>"
    )
    expected = "\\begin{align} a & = b \\tag{1} \\\\ c & = d \\tag{2} \\end{align}"
    assert [f.tex for f in extract(f"<article>{html}</article>").formulas] == [expected]


def cell(inner: str) -> str:
    return f'<td class="dcell">{inner}</td>'


def hevea(*cells: str) -> str:
    return f'<table class="display dcenter"><tr style="vertical-align:middle">{"".join(map(cell, cells))}</tr></table>'


def pile(*lines: str) -> str:
    rows = (
        '<tr><td class="hrule"></td></tr>' if line == "-" else f"<tr>{cell(line)}</tr>"
        for line in lines
    )
    return f'<table class="display">{"".join(rows)}</table>'


I = '<span style="font-style:italic">{}</span>'.format  # noqa: E741
BIG = '<span style="font-size:xx-large">{}</span>'.format
HEVEA = [
    ([I("x") + "&#X2004;+&#X2004;1"], "x + 1"),
    ([pile(I("a"), "-", I("b"))], r"\frac{a}{b}"),
    ([pile(I("n"), BIG("&#X2211;"), I("i") + "=1"), I("i")], r"\sum_{i=1}^{n}i"),
    ([BIG("&#X222B;"), pile("&#X221E;", "<br>\n<br>\n", "0"), I("dx")], r"\int_{0}^{\infty}dx"),
    (["&#X239B;<br>\n&#X239D;", pile(I("a"), "-", I("b")), "&#X239E;<br>\n&#X23A0;"], r"\left( \frac{a}{b} \right)"),
    (["&#X23A2;<br>\n&#X23A3;", I("x"), "&#X23A5;<br>\n&#X23A6;"], r"\left\lfloor x \right\rfloor"),
    (["&#X23AA;<br>\n&#X23AA;", I("x"), "&#X23AA;<br>\n&#X23AA;"], r"\left| x \right|"),
    (["&#X221A;", '<table class="cellpadding0"><tr><td class="hrule"></td></tr><tr><td>x</td></tr></table>'], r"\sqrt{x}"),
    (["&#X221B;", '<table class="cellpadding0"><tr><td class="hrule"></td></tr><tr><td>x</td></tr></table>'], r"\sqrt[3]{x}"),
    ([pile("&#X2192;", I("v"), "&nbsp;")], r"\vec{v}"),
    ([I("e"), pile("&#X2212;" + I("x"), "&nbsp;")], "e^{-x}"),
    (["otherwise"], r"\text{otherwise}"),
    (["a (mod " + I("n") + ")"], r"a \pmod{n}"),
    (["(", '<table class="cellpading0"><tr><td>n</td></tr><tr><td>k</td></tr></table>', ")"], r"\binom{n}{k}"),
    ([pile("1", '<hr class="horizontal-rule">', "2")], r"\frac{1}{2}"),
    (['<span class="c001">ad</span>'], "ad"),
    (['<span style="font-style:italic;color:red">L</span>'], r"\mathcal{L}"),
    (
        [
            '<table class="display c003"><tr><td class="dcell" colspan="2">f</td></tr><tr><td class="dcell"><hr></td>'
            '<td class="dcell">&#X25B8;</td></tr><tr><td class="dcell" colspan="2">&#XA0;</td></tr></table>'
        ],
        r"\xrightarrow{f}",
    ),
    (["(", '<table class="cellpading0"><tr><td>1</td><td>2</td></tr></table>', ")"], r"\begin{pmatrix} 1 & 2 \end{pmatrix}"),
    ([I("A") + "&#X22C3;" + I("B")], r"A\cup B"),
    ([I("x") + '<span class="equationnumber">(4)</span>'], r"x \tag{4}"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "tex"), HEVEA)
def test_hevea(cells: list[str], tex: str) -> None:
    page = extract(f"<article><p>So</p>{hevea(*cells)}<p>holds.</p></article>")
    assert page.text == f"So\n\n$$\n{tex}\n$$\n\nholds."
    assert [(f.rule, f.lossy) for f in page.formulas] == [("hevea-display", True)]


@pytest.mark.parametrize(
    "markup",
    [
        tth(over(over("a", "b"), "c")),
        tth("a<br />b<br />c<br />d<br />"),
        tth('<span class="larger">&#8730;</span>', "x"),
        tth("&#x23A1;<br />&#x23A3;", "n<br />\nk<br />", "&#x23A4;<br />&#x23A6;"),
        hevea(pile("a", "b")),
    ],
)
def test_a_layout_that_may_mean_several_things_leaves_a_mark(markup: str) -> None:
    page = extract(f"<article><p>So</p>{markup}<p>holds.</p></article>")
    assert (page.text, page.formulas) == (f"So\n\n{MARK}\n\nholds.", ())


def test_tables_of_pages_are_no_formulas() -> None:
    cells = '<td align="center">a</td><td>b</td>'
    html = f'<table width="100%"><tr><td><table align="center" cellspacing="0" cellpadding="2"><tr>{cells}</tr></table></td></tr></table>'
    assert extract(f"<article><p>t</p>{html}</article>").formulas == ()


def test_deep_layouts_end() -> None:
    html = "<table class='display dcenter'><tr><td class='dcell'>"
    nested = html + "<table class='display'><tr><td class='dcell'>" * 200 + "x"
    assert extract(f"<article><p>t</p>{nested}</article>").text


def test_symbol_font() -> None:
    assert unicode_of("abG\u00e5\u00a5\uf061 1") == "αβΓ∑∞α 1"
