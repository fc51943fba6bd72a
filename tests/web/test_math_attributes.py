# ruff: noqa: E501  (one case a line)
"""Formulas in attributes: the source beats what is drawn inside, the mode is that of tag, class or delimiters."""

from html import escape
from urllib.parse import quote

import pytest

from proofpile.web import extract
from proofpile.web.math.attributes import _NAMES

F, D = r"\frac{a_1}{b}", r"\sum_{i=1}^n a_i < 2"
DRAWN = '<span class="katex"><span class="katex-html">drawn</span></span>'


def attribute(value: str) -> str:
    return escape(value, quote=True)


# name, inline markup of F, display markup of D
FORMS = [
    ("khan", f'<span class="tex" data-expr="{F}"><nobr>drawn</nobr></span>', f'<div class="tex" data-expr="{attribute(D)}"></div>'),
    ("openstax", f'<span data-math="{F}">drawn</span>', f'<div data-math="{attribute(D)}">drawn</div>'),
    ("gemini", f'<span class="math-inline" data-math="{F}">{DRAWN}</span>', f'<div class="math-block" data-math="{attribute(D)}">{DRAWN}</div>'),
    ("quill", f'<span class="ql-formula" data-value="{F}">\ufeff<span contenteditable="false">{DRAWN}</span></span>', f'<p><span class="ql-formula" data-value="{attribute(D)}"></span></p>'),
    ("zhihu", f'<span class="ztext-math" data-eeimg="1" data-tex="{F}"></span>', f'<span class="ztext-math" data-eeimg="2" data-tex="{attribute(D)}"></span>'),
    ("ck12", f'<span class="x-ck12-mathEditor" data-tex="{quote(F)}"></span>', f'<span class="x-ck12-mathEditor" data-mathmethod="block" data-tex="{quote(D)}"></span>'),
    ("substack", f'<span data-latex="{F}"></span>', f'<div class="latex-rendered" data-attrs="{attribute(chr(123) + chr(34) + "persistentExpression" + chr(34) + ":" + chr(34) + D.replace(chr(92), chr(92) * 2) + chr(34) + chr(125))}"></div>'),
    ("amp", f'<amp-mathml inline data-formula="\\({F}\\)"></amp-mathml>', f'<amp-mathml layout="container" data-formula="\\[{attribute(D)}\\]"></amp-mathml>'),
    ("delimiters", f'<div data-latex="\\({F}\\)" style="display:inline"></div>'.replace("div", "span"), f'<span data-latex="$${attribute(D)}$$"></span>'),
    ("alone", f'<span data-katex="{F}"></span>', f'<p><span data-katex="{attribute(D)}"></span></p>'),
    ("canvas", f'<img class="equation_image" data-equation-content="{F}" alt="LaTeX: y" title="y">', f'<p><img data-equation-content="{attribute(D)}"></p>'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "inline", "display"), FORMS, ids=[form[0] for form in FORMS])
def test_form(name: str, inline: str, display: str) -> None:
    page = extract(
        f"<article><p>Say that {inline} holds.</p><p>Then</p>{display}<p>holds.</p></article>"
    )
    assert page.text == f"Say that ${F}$ holds.\n\nThen\n\n$$\n{D}\n$$\n\nholds."
    assert not any(formula.lossy for formula in page.formulas)


@pytest.mark.parametrize("name", _NAMES)
def test_each_name_is_read(name: str) -> None:
    assert extract(f'<p>a <span {name}="{F}">drawn</span> b</p>').text == f"a ${F}$ b"


@pytest.mark.parametrize(
    "markup",
    [
        '<span data-math="true">x</span>',
        '<span data-latex="">x</span>',
        '<span data-formula="the area of the circle">x</span>',
        '<div class="latex-rendered" data-attrs="{"></div>',
        '<div class="latex-rendered" data-attrs="[]"></div>',
        '<div class="latex-rendered" data-attrs="{&quot;persistentExpression&quot;: null}"></div>',
        "<math><mi></mi></math>",
    ],
)
def test_attribute_that_is_no_formula(markup: str) -> None:
    assert extract(f"<article><p>a {markup} b</p></article>").formulas == ()


def test_encoded_twice() -> None:
    assert extract(f'<p>a <span data-tex="{quote(quote(F))}"></span> b</p>').text == f"a ${F}$ b"


def test_number_beside_a_display() -> None:
    html = f'<div class="equation"><div data-math="{F}"></div><span class="eqno">(2)</span></div>'
    assert extract(f"<article><p>a</p>{html}</article>").text == f"a\n\n$$\n{F} \\tag{{2}}\n$$"


@pytest.mark.parametrize(
    ("markup", "tex"),
    [
        ("<math>\\frac12</math>", "\\frac12"),
        ("<math>x^2</math>", "x^2"),
        ('<math display="inline">a &lt; b</math>', "a < b"),
    ],
)
def test_tex_in_the_math_tag_of_a_wiki(markup: str, tex: str) -> None:
    assert [f.tex for f in extract(f"<p>a {markup} b</p>").formulas] == [tex]


@pytest.mark.parametrize(
    "value", ["«math»" * 500, "«math»«mfrac»", "<math", "&lt;math&gt;", "%5C" * 500]
)
def test_broken_attributes_end(value: str) -> None:
    html = f'<article><p>a <img data-mathml="{value}"> <span data-tex="{value}"></span> b</p></article>'
    assert extract(html).text.startswith("a")
