# ruff: noqa: E501  (one case a line)
"""Elements whose text is TeX, inline and display, as the sites write them: TeX, mode, one copy, nothing left."""

import pytest

from proofpile.web import extract

F, D = r"\frac{a_1}{b}", r"\sum_{i=1}^n a_i"

# name, inline markup, display markup; the formulas in them are F and D
FORMS = [
    ("stackexchange", f'<span class="math-container">${F}$</span>', f'<span class="math-container">$${D}$$</span>'),
    ("documenter", f'<span class="math-container">${F}$</span>', f'</p><p class="math-container">\\[{D}\\]</p><p>'),
    ("pandoc", f'<span class="math inline">\\({F}\\)</span>', f'<span class="math display">\\[{D}\\]</span>'),
    ("pandoc-katex", f'<span class="math inline">{F}</span>', f'<span class="math display">{D}</span>'),
    ("gladtex", f'<eq env="math">{F}</eq>', f'<eq env="displaymath">{D}</eq>'),
    ("gladtex-old", f"<eq>{F}</eq>", f'<eq env="displaymath">{D}</eq>'),
    ("sphinx", f'<span class="math notranslate nohighlight">\\({F}\\)</span>', f'<div class="math notranslate nohighlight">\n\\[{D}\\]</div>'),
    ("sphinx-1", f'<span class="math">\\({F}\\)</span>', f'<div class="math">\n\\[{D}\\]</div>'),
    ("jsmath", f'<span class="math">{F}</span>', f'<div class="math">{D}</div>'),
    ("ckeditor", f'<span class="math-tex">\\({F}\\)</span>', f'<span class="math-tex">\\[{D}\\]</span>'),
    ("hackmd", f'<span class="mathjax raw">${F}$</span>', f'<span class="mathjax raw">$${D}$$</span>'),
    ("moodle", f'<span class="filter_mathjaxloader_equation"><span class="nolink">\\({F}\\)</span></span>', f'<span class="filter_mathjaxloader_equation"><span class="nolink">\\[{D}\\]</span></span>'),
    ("springer", f'<span class="mathjax-tex">\\({F}\\)</span>', f'<div class="c-article-equation"><div class="c-article-equation__content"><span class="mathjax-tex">$${D}$$</span></div></div>'),
    ("pretext", f'<span class="process-math">\\({F}\\)</span>', f'<div class="displaymath process-math">\\[{D}\\]</div>'),
    ("wikidot", f'<span class="math-inline">${F}$</span>', f'<div class="math-equation">{D}</div>'),
    ("wp-katex", f'<span class="wp-katex-eq" data-display="false">{F}</span>', f'<span class="wp-katex-eq katex-display" data-display="true">{D}</span>'),
    ("mathquill", f'<span class="mathquill-embedded-latex">{F}</span>', f'<div class="math">{D}</div>'),
    ("mathquill-mq", f'<span class="mq-math-mode"><span class="mq-selectable">${F}$</span><span class="mq-root-block"><var>a</var></span></span>', f'<div class="math">{D}</div>'),
    ("github", f'<math-renderer class="js-inline-math">${F}$</math-renderer>', f'<math-renderer class="js-display-math">$${D}$$</math-renderer>'),
    ("gitlab", f'<code data-math-style="inline" class="code math js-render-math">{F}</code>', f'<pre data-math-style="display" class="code math js-render-math"><code><span class="line" lang="plaintext">{D}</span></code></pre>'),
    ("distill", f"<d-math>{F}</d-math>", f"<d-math block>{D}</d-math>"),
    ("distill-1", f"<dt-math>{F}</dt-math>", f"<dt-math block>{D}</dt-math>"),
    ("atcoder", f"<var>{F}</var>", f'<div class="math">{D}</div>'),
    ("canvas-text", f'<span class="math_equation_latex">\\({F}\\)</span>', f'<span class="math_equation_latex">\\[{D}\\]</span>'),
    ("tex-element", f"<tex>{F}</tex>", f'<disp-formula><tex-math>\\begin{{document}}$${D}$$\\end{{document}}</tex-math></disp-formula>'),
    ("italics-class", f'<i class="math">{F}</i>', f'<pre class="math">{D}</pre>'),
    ("math-tag", f"<math>{F}</math>", f'<math display="block">{D}</math>'),
    ("mathjax-tag", f"<mathjax>${F}$</mathjax>", f"<mathjax>$${D}$$</mathjax>"),
    ("anki", f"[$]{F}[/$]", f"[$$]{D}[/$$]"),
    ("edx", f"[mathjaxinline]{F}[/mathjaxinline]", f"[mathjax]{D}[/mathjax]"),
    ("habr", f"$inline${F}$inline$", f"$$display$${D}$$display$$"),
    ("vbulletin", f"[TEX]{F}[/TEX]", f"[MATH]{D}[/MATH]"),
    ("confluence-text", f"{{mathinline}}{F}{{mathinline}}", f"{{mathblock}}{D}{{mathblock}}"),
    ("wikidot-source", f"[tex]{D}[/tex]".replace("[tex]", "\\(").replace("[/tex]", "\\)").replace(D, F), f"[[math]]{D}[[/math]]"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "inline", "display"), FORMS, ids=[form[0] for form in FORMS])
def test_form(name: str, inline: str, display: str) -> None:
    page = extract(
        f"<article><p>Say that {inline} holds.</p><p>Then</p><p>{display}</p><p>holds.</p></article>"
    )
    assert page.text == f"Say that ${F}$ holds.\n\nThen\n\n$$\n{D}\n$$\n\nholds."
    assert all(not formula.lossy for formula in page.formulas)


NUMBERED = [
    ("springer", f'<div class="c-article-equation"><div class="c-article-equation__content"><span class="mathjax-tex">$${D}$$</span></div><div class="c-article-equation__number">\n(3)\n</div></div>'),
    ("wikidot", f'<span class="equation-number">(3)</span><div class="math-equation" id="equation-3">{D}</div>'),
    ("sphinx", f'<div class="math notranslate nohighlight" id="equation-x"><span class="eqno">(3)<a class="headerlink" href="#equation-x">¶</a></span>\\[{D}\\]</div>'),
    ("sphinx-1", f'<div class="math" id="equation-x"><span class="eqno">(3)<a class="headerlink" href="#equation-x">¶</a></span>\\[{D}\\]</div>'),
    ("sphinx-imgmath", f'<div class="math"><p><span class="eqno">(3)</span><img class="math" src="m.png" alt="{D}"></p></div>'),
    ("quicklatex", f'<p class="ql-center-displayed-equation"><span class="ql-right-eqno"> (3) </span><span class="ql-left-eqno"> &nbsp; </span><img class="ql-img-displayed-equation" alt="\\[{D}\\]" src="x.png"></p>'),
    ("latex2html", f'<table class="equation"><tr><td><span class="MATH"><img alt="$\\displaystyle {D}$" src="img1.png"></span></td><td class="eqno">(<span class="arabic">3</span>)</td></tr></table>'),
    ("mathworld", f'<table class="numberedequation"><tr><td><img class="numberedequation" alt="{D}"></td><td><div id="eqn1" class="eqnum">(3)</div></td></tr></table>'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "markup"), NUMBERED, ids=[case[0] for case in NUMBERED])
def test_number_beside_a_display_becomes_its_tag(name: str, markup: str) -> None:
    page = extract(f"<article><p>a</p>{markup}<p>b</p></article>")
    assert page.text == f"a\n\n$$\n{D} \\tag{{3}}\n$$\n\nb"


def test_tag_of_an_environment_stands_inside() -> None:
    html = '<span class="equation-number">(3)</span><div class="math-equation">\\begin{align}x\\end{align}</div>'
    page = extract(f"<article><p>a</p>{html}</article>")
    assert page.formulas[0].tex == r"\begin{align}x \tag{3}\end{align}"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<span class="math">a<em>i + b</em>i</span>', "a_i + b_i"),
        (r'<span class="math-container">$\sum<em>{i}^n x</em>i$</span>', r"\sum_{i}^n x_i"),
        ('<span class="math">a^<em> b^</em></span>', "a^* b^*"),
        ('<span class="math-tex">\\(a &lt;<br>b\\)</span>', "a < b"),
        ('<span class="math-tex">\\(a_1&nbsp;+&nbsp;b\\)</span>', "a_1 + b"),
        (r'<span class="math-container">$\text{if $x_{1}>0$}$</span>', r"\text{if $x_{1}>0$}"),
        (r'<span class="math-tex">\(\text{for \(x\)} y\)</span>', r"\text{for \(x\)} y"),
    ],
)  # fmt: skip
def test_text_with_tags_inside(html: str, expected: str) -> None:
    assert [f.tex for f in extract(f"<article><p>a {html} b</p></article>").formulas] == [expected]


@pytest.mark.parametrize(
    "html",
    [
        '<span class="math-container">$x$ and $y$</span>',
        '<span class="math-tex">\\(x\\) and \\(y\\)</span>',
        '<span class="math inline">\\(x\\) and \\(y\\)</span>',
    ],
)
def test_several_formulas_in_one_container(html: str) -> None:
    assert extract(f"<article><p>a {html} b</p></article>").text == "a $x$ and $y$ b"


@pytest.mark.parametrize(
    "html",
    [
        "<code>$x_1$</code>",
        "<var>my_variable</var>",
        "<var>file</var>",
        '<div class="math">This course is about the mathematics of the plane.</div>',
        '<div id="latex-macros" class="process-math" style="display:none">\\(\\newcommand{\\R}{x}\\)</div>',
        "<formula>the chemical formula of water</formula>",
    ],
)
def test_no_formulas(html: str) -> None:
    assert extract(f"<article><p>a {html} b</p></article>").formulas == ()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("Let $a<em>i + b</em>i$ be.", "Let $a_i + b_i$ be."),
        (r"Let $\sum<em>{k} x</em>k$ be.", r"Let $\sum_{k} x_k$ be."),
        (r"Let \(a<em>1\) and \(b</em>1\) be.", "Let $a_1$ and $b_1$ be."),
        ("Let $a^<em>b^</em>$ be.", "Let $a^*b^*$ be."),
        ("Let $x_1$ be <em>very</em> small, un<em>believ</em>ably.", "Let $x_1$ be very small, unbelievably."),
        ("It costs $5 and <em>more</em> than $6.", r"It costs \$5 and more than \$6."),
    ],
)  # fmt: skip
def test_underscores_that_markdown_took_for_emphasis(html: str, expected: str) -> None:
    assert extract(f"<article><p>{html}</p></article>").text == expected
