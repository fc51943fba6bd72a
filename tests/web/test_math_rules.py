# ruff: noqa: E501  (one case a line)
"""Each rule on the form that it is for: what comes out, which rule says so, and that nothing is left over."""

import pytest

from proofpile.web import extract
from proofpile.web.math import RULES

MI_X = "<math><mi>x</mi></math>"
CHTML_X = '<mjx-math><mjx-mi><mjx-c class="mjx-c1D465"></mjx-c></mjx-mi></mjx-math>'
ESCAPED = MI_X.replace("<", "&lt;").replace(">", "&gt;")
X, DISPLAY = "a $x$ b", "a\n\n$$\nx\n$$\n\nb"

# slug, markup between "a" and "b", what comes out, lossy
CASES = [
    ("mathjax-script", '<script type="math/tex">x</script>', X, False),
    ("mathjax-script", '<script type="math/tex; mode=display">x</script>', DISPLAY, False),
    ("mathjax-script", '<script type="math/tex;mode=display">% <![CDATA[\nx %]]></script>', DISPLAY, False),
    ("mathjax-script", '<span class="MathJax_Preview">x</span><script type="math/tex">x</script>', X, False),
    ("mathjax-script", '<span class="texImage"><img alt="$x$" src="x.gif"></span><script type="math/tex">x</script>', X, False),
    ("katex-script", '<script type="math/katex">x</script>', X, False),
    ("asciimath-script", '<script type="math/asciimath">x</script>', X, True),
    ("mathml-script", f'<script type="math/mml">{MI_X}</script>', X, True),
    ("mathml-script", '<script type="math/mml"><math display="block"><mi>x</mi></math></script>', DISPLAY, True),
    ("mathjax4-data-latex", '<mjx-container><mjx-math data-latex="x"><mjx-mi data-latex="x"><mjx-c>x</mjx-c></mjx-mi></mjx-math></mjx-container>', X, False),
    ("mathjax4-data-latex", '<mjx-container display="true"><svg><g data-mml-node="math" data-latex="x"></g></svg><svg><g data-mml-node="math" data-latex="x"></g></svg></mjx-container>', DISPLAY, False),
    ("mathjax-assistive", f"<mjx-container>{CHTML_X}<mjx-assistive-mml>{MI_X}</mjx-assistive-mml></mjx-container>", X, True),
    ("mathjax-chtml", f"<mjx-container>{CHTML_X}</mjx-container>", X, True),
    ("mathjax-chtml", f'<mjx-container display="true">{CHTML_X}</mjx-container>', DISPLAY, True),
    ("mathjax-svg", '<mjx-container jax="SVG"><svg><g data-mml-node="math"><g data-mml-node="mi"><use data-c="1D465"></use></g></g></svg></mjx-container>', X, True),
    ("mathjax2-data-mathml", f'<span class="MathJax" data-mathml="{ESCAPED}"><nobr>x</nobr></span>', X, True),
    ("mathjax2-data-mathml", f'<div class="MathJax_Display"><span class="MathJax" data-mathml="{ESCAPED}">x</span></div>', DISPLAY, True),
    ("mjpage-aria-label", '<span class="mjpage"><span class="mjx-chtml"><span class="mjx-math" aria-label="x"><span class="mjx-char">x</span></span></span></span>', X, False),
    ("mjpage-aria-label", '<span class="mjpage mjpage__block"><span class="mjx-math" aria-label="x">x</span></span>', DISPLAY, False),
    ("mathjax2-assistive", f'<span class="MathJax"><nobr><span class="math">x</span></nobr><span class="MJX_Assistive_MathML">{MI_X}</span></span>', X, True),
    ("mathjax2-assistive", f'<span class="MathJax_Preview"></span><div class="MathJax_SVG_Display"><span class="MathJax_SVG"><svg></svg><span class="MJX_Assistive_MathML">{MI_X}</span></span></div>', DISPLAY, True),
    ("mathjax2-chtml", '<span class="mjx-chtml MathJax_CHTML"><span class="mjx-math"><span class="mjx-mrow"><span class="mjx-mi"><span class="mjx-char MJXc-TeX-math-I">x</span></span></span></span></span>', X, True),
    ("mathjax2-chtml", '<span class="mjx-chtml MJXc-display"><span class="mjx-chtml"><span class="mjx-math"><span class="mjx-mi"><span class="mjx-char">x</span></span></span></span></span>', DISPLAY, True),
    ("mathjax2-html", '<span class="MathJax"><nobr><span class="math"><span><span class="mi" style="font-family: MathJax_Math-italic;">x</span></span></span></nobr></span>', X, True),
    ("mathjax2-html", '<div class="MathJax_Display"><span class="MathJax"><nobr><span class="math"><span class="mi">x</span></span></nobr></span></div>', DISPLAY, True),
    ("mathjax2-svg", '<span class="MathJax_SVG"><svg><g transform="matrix(1 0 0 -1 0 0)"><use xlink:href="#MJMATHI-78" x="0" y="0"></use></g></svg></span>', X, True),
    ("mathjax2-svg", '<div class="MathJax_SVG_Display"><span class="MathJax_SVG"><svg><g><use xlink:href="#MJMATHI-78"></use></g></svg></span></div>', DISPLAY, True),
    ("mathjax-preview", '<span class="MathJax_Preview">\\(x^2\\)</span>', "a $x^2$ b", False),
    ("jats-formula", '<inline-formula><alternatives><tex-math>\\documentclass{minimal}\\begin{document}$$x$$\\end{document}</tex-math><mml:math><mml:mi>x</mml:mi></mml:math></alternatives></inline-formula>', X, False),
    ("jats-formula", f'<disp-formula><label>(2)</label><tex-math>x</tex-math>{MI_X}</disp-formula>', "a\n\n$$\nx \\tag{2}\n$$\n\nb", False),
    ("mjpage-svg-title", '<span class="mjpage"><svg><title>x</title><g></g></svg></span>', X, False),
    ("khan-data-expr", '<span class="tex" data-expr="x">junk</span>', X, False),
    ("canvas-equation", '<img class="equation_image" title="y" alt="LaTeX: y" data-equation-content="x" src="/equation_images/y">', X, False),
    ("ck12-editor", '<span class="x-ck12-mathEditor" data-tex="%78"></span>', X, False),
    ("zhihu-data-tex", '<span class="ztext-math" data-eeimg="1" data-tex="x"></span>', X, False),
    ("zhihu-data-tex", '<span class="ztext-math" data-tex="x\\\\"></span>', DISPLAY, False),
    ("quill-formula", '<span class="ql-formula" data-value="x"></span>', X, False),
    ("substack-latex", '<div class="latex-rendered" data-attrs="{&quot;persistentExpression&quot;:&quot;x&quot;}"></div>', DISPLAY, False),
    ("data-attribute", '<span class="math-inline" data-math="x"><span class="katex-html">x</span></span>', X, False),
    ("data-attribute", '<div class="math-block" data-math="x"><span class="katex-html">x</span></div>', DISPLAY, False),
    ("data-attribute", '<span data-latex="$x$"></span>', X, False),
    ("katex-annotation", '<span class="katex"><span class="katex-mathml"><math><semantics><mi>y</mi><annotation encoding="application/x-tex">x</annotation></semantics></math></span><span class="katex-html">y</span></span>', X, False),
    ("katex-annotation", '<span class="katex-display"><span class="katex"><math><annotation encoding="application/x-tex">x</annotation></math></span></span>', DISPLAY, False),
    ("katex-annotation", '<span class="katex--display"><span class="katex"><math><annotation encoding="application/x-tex">x</annotation></math></span></span>', DISPLAY, False),
    ("katex-mathml", f'<span class="katex">{MI_X}</span>', X, True),
    ("katex-html", '<span class="katex"><span class="katex-html"><span class="base"><span class="mord mathnormal">x</span></span></span></span>', X, True),
    ("katex-error", '<span class="katex-error" title="ParseError">\\foo</span>', r"a $\foo$ b", False),
    ("mediawiki", '<span class="mwe-math-element"><span class="mwe-math-mathml-inline" style="display: none;"><math alttext="{\\displaystyle x}"><mi>x</mi></math></span><img class="mwe-math-fallback-image-inline" alt="{\\displaystyle x}" src="x.svg"></span>', X, False),
    ("mediawiki", '<div class="mwe-math-element mwe-math-element-block"><math display="block" alttext="{\\displaystyle x}"></math></div>', DISPLAY, False),
    ("mediawiki", '<dl><dd><span class="mwe-math-element"><math alttext="{\\displaystyle x}"></math></span>.</dd></dl>', "a\n\n$$\nx\n$$\n\n.\n\nb", False),
    ("mediawiki-source", '<span class="mwe-math-fallback-source-inline tex" dir="ltr">$ x $</span>', X, False),
    ("mediawiki", '<math class="mwe-math-element mwe-math-element-inline" alttext="{\\displaystyle x}"><mi>x</mi></math>', X, False),
    ("latexml-equation", '<table class="ltx_equation"><tr class="ltx_equation ltx_eqn_row"><td rowspan="1" class="ltx_eqn_cell ltx_eqn_eqno ltx_align_left"><span class="ltx_tag ltx_tag_equation ltx_align_left">(3)</span></td><td class="ltx_eqn_cell ltx_eqn_center_padleft"></td><td class="ltx_eqn_cell"><math alttext="x"></math></td></tr></table>', "a\n\n$$\nx \\tag{3}\n$$\n\nb", False),
    ("latexml-equation", '<div class="ltx_equation"><math class="ltx_Math" alttext="\\displaystyle x" display="block"><mi>y</mi></math><span class="ltx_tag ltx_tag_equation">(4)</span></div>', "a\n\n$$\nx \\tag{4}\n$$\n\nb", False),
    ("latexml-equation", '<table class="ltx_equationgroup ltx_eqn_align"><tr><td><math alttext="x"></math></td><td><math alttext="&gt;1"></math></td><td><span class="ltx_text ltx_markedasmath">and</span></td><td class="ltx_eqn_cell ltx_eqn_eqno"><span class="ltx_tag ltx_tag_equation">(1)</span></td></tr><tr><td></td><td><math alttext="=2"></math></td><td class="ltx_eqn_cell ltx_eqn_eqno"><span class="ltx_tag ltx_tag_equation">(2)</span></td></tr></table>', "a\n\n$$\n\\begin{align}\nx & >1 & \\text{and} \\tag{1} \\\\\n& =2 \\tag{2}\n\\end{align}\n$$\n\nb", False),
    ("latexml-equation", '<table class="ltx_equation ltx_eqn_table"><tr class="ltx_eqn_row"><td><math class="ltx_Math" alttext="\\displaystyle x"></math></td><td><span class="ltx_tag ltx_tag_equation">(3)</span></td></tr></table>', "a\n\n$$\nx \\tag{3}\n$$\n\nb", False),
    ("latexml-equation", '<table class="ltx_equationgroup"><tr><td><math alttext="\\displaystyle x"></math></td><td><math alttext="\\displaystyle=1"></math></td></tr><tr><td></td><td><math alttext="=2"></math></td></tr></table>', "a\n\n$$\n\\begin{aligned}\nx & =1 \\\\\n& =2\n\\end{aligned}\n$$\n\nb", False),
    ("latexml", '<math class="ltx_Math" alttext="x" display="inline"><mi>y</mi></math>', X, False),
    ("mathlive", '<span class="ML__latex"><span class="ML__base"><span class="ML__mathit">x</span></span></span>', X, True),
    ("mathml-annotation", '<math><semantics><mi>y</mi><annotation encoding="application/x-llamapun">z</annotation><annotation encoding="application/x-tex">x</annotation></semantics></math>', X, False),
    ("mathml-annotation", '<math><semantics><mi>y</mi><annotation encoding="LaTeX">x</annotation></semantics></math>', X, False),
    ("mathml-alttext", '<math alttext="x_1"><msub><mi>x</mi><mn>1</mn></msub></math>', "a $x_1$ b", False),
    ("mathml", '<math alttext="3 times x"><mn>3</mn><mo>×</mo><mi>x</mi></math>', r"a $3\times x$ b", True),
    ("mathml-alttext", '<math alttext="x"><mi>x</mi></math>', X, False),
    ("mathml", MI_X, X, True),
    ("mathml", '<math display="block"><mi>x</mi></math>', DISPLAY, True),
    ("wiris", '<img class="Wirisformula" data-mathml="«math xmlns=¨m¨»«mi»x«/mi»«/math»" alt="ex">', X, True),
    ("codecogs", '<img src="https://latex.codecogs.com/gif.latex?%5Cinline%20x+y">', "a $x+y$ b", False),
    ("codecogs", '<img data-src="https://latex.codecogs.com/svg.image?x" src="data:image/gif;base64,AA">', X, False),
    ("codecogs", '<img class="math inline" src="https://latex.codecogs.com/png.latex?%5Ctextstyle%20x" alt="x">', X, False),
    ("mimetex", '<img src="/cgi-bin/mathtex.cgi?x">', X, False),
    ("wordpress-latex", '<img class="latex" src="https://s0.wp.com/latex.php?latex=x&amp;bg=fff" alt="x">', X, False),
    ("wordpress-latex", '<img src="https://s0.wp.com/latex.php?latex=x+%2B+y&amp;s=0">', "a $x + y$ b", False),
    ("google-chart", '<img src="https://chart.googleapis.com/chart?cht=tx&amp;chl=x%2By">', "a $x+y$ b", False),
    ("zhihu-image", '<img src="https://www.zhihu.com/equation?tex=x" alt="x" eeimg="1">', X, False),
    ("moodle-tex", '<img class="texrender" alt="x" src="/filter/tex/pix.php/1.png">', X, False),
    ("quicklatex", '<img class="ql-img-inline-formula quicklatex-auto-format" alt="&#92;&#97;lpha" src="q.png">', r"a $\alpha$ b", False),
    ("ck12-image", '<img class="x-ck12-math" alt="%78" src="/flx/math/inline/x">', X, False),
    ("ck12-image", '<img class="x-ck12-block-math" alt="x" src="/flx/math/block/x">', DISPLAY, False),
    ("mediawiki-image", '<img class="mwe-math-fallback-image-inline" alt="{\\displaystyle x}">', X, False),
    ("doxygen-image", '<img class="formulaInl" alt="$x$">', X, False),
    ("doxygen-image", '<img class="formulaDsp" alt="\\[ x \\]">', DISPLAY, False),
    ("tex-image", '<img class="tex" alt="x">', X, False),
    ("tex-image", '<img class="latexcenter" alt="\\[x\\]">', DISPLAY, False),
    ("encoded-path", '<img src="https://example.com/formula/%5Csqrt%7Bx%7D.png">', r"a $\sqrt{x}$ b", False),
    ("math-image", '<img class="math" alt="x">', X, False),
    ("math-image", '<div class="math"><p><img alt="x" class="math"></p></div>', DISPLAY, False),
    ("equation-image", '<img class="equation_image" title="x" alt="LaTeX: x">', X, False),
    ("mathworld-image", '<img class="numberedequation" alt="x">', DISPLAY, False),
    ("mathworld-image", '<img class="inlineformula" alt="sum_(n=1)^(infty)1/n^2">', r"a $\sum_{n=1}^\infty\frac{1}{n^2}$ b", True),
    ("formula-service", '<img src="https://i.upmath.me/svg/x%5E2">', "a $x^2$ b", False),
    ("formula-service", '<img src="/equation_images/%255Cfrac%257B1%257D%257B2%257D">', r"a $\frac{1}{2}$ b", False),
    ("wiris-address", '<img src="https://x.example/render?mml=%3Cmath%3E%3Cmi%3Ex%3C%2Fmi%3E%3C%2Fmath%3E">', X, True),
    ("sourceless-image", '<img class="tex-formula" alt="x">', X, False),
    ("tex4ht-image", '<img class="math-display" src="a3x.png" alt="\\alpha">', "a\n\n$$\n\\alpha\n$$\n\nb", False),
    ("named-image", '<img class="mathcode" alt="x">', X, False),
    ("documenter-math", '</p><p class="math-container">\\[x\\]</p><p>', DISPLAY, False),
    ("asciimath-attribute", '<span data-asciimath="x/y"></span>', r"a $\frac{x}{y}$ b", True),
    ("asciimath-class", '<span class="asciimath">x/y</span>', r"a $\frac{x}{y}$ b", True),
    ("math-element-text", "<math>\\frac12</math>", r"a $\frac12$ b", False),
    ("tex-element", "<tex>x_1</tex>", "a $x_1$ b", False),
    ("atcoder-var", "<var>1 \\leq N</var>", r"a $1 \leq N$ b", False),
    ("delimited-alt", '<img alt="$x$" src="x.png">', X, False),
    ("delimited-alt", '<img alt="\\alpha" src="x.png">', r"a $\alpha$ b", False),
    ("stackexchange-container", '<span class="math-container">$x$</span>', X, False),
    ("stackexchange-container", '<span class="math-container">$$x$$</span>', DISPLAY, False),
    ("pandoc-span", '<span class="math inline">\\(x\\)</span>', X, False),
    ("pandoc-span", '<span class="math display">x</span>', DISPLAY, False),
    ("sphinx-math", '<span class="math notranslate nohighlight">\\(x\\)</span>', X, False),
    ("sphinx-math", '<div class="math notranslate nohighlight"><span class="eqno">(1)</span>\\[x\\]</div>', "a\n\n$$\nx \\tag{1}\n$$\n\nb", False),
    ("springer-mathjax", '<span class="mathjax-tex">\\(x\\)</span>', X, False),
    ("springer-mathjax", '<div class="c-article-equation__content"><span class="mathjax-tex">$$x$$</span></div>', DISPLAY, False),
    ("pretext-math", '<span class="process-math">\\(x\\)</span>', X, False),
    ("math-tex", '<span class="math-tex">\\(x\\)</span>', X, False),
    ("math-tex", '<span class="mathjax raw">$x$</span>', X, False),
    ("math-tex", '<math-renderer class="js-display-math">$$x$$</math-renderer>', DISPLAY, False),
    ("wikidot-math", '<div class="math-equation">\\begin{align}x\\end{align}</div>', "a\n\n$$\n\\begin{align}x\\end{align}\n$$\n\nb", False),
    ("wp-katex-eq", '<span class="wp-katex-eq" data-display="false">x</span>', X, False),
    ("wp-katex-eq", '<span class="wp-katex-eq" data-display="true">x</span>', DISPLAY, False),
    ("gladtex", '<eq env="displaymath">x</eq>', DISPLAY, False),
    ("gitlab-math", '<code data-math-style="inline" class="js-render-math">x</code>', X, False),
    ("gitlab-math", '<pre data-math-style="display"><code>x</code></pre>', DISPLAY, False),
    ("distill-math", "<d-math>x</d-math>", X, False),
    ("distill-math", "<d-math block>x</d-math>", DISPLAY, False),
    ("mathquill", '<span class="mathquill-embedded-latex">x</span>', X, False),
    ("mathquill-rendered", '<span class="mathquill-rendered-math"><span class="selectable">$x$</span><var>x</var></span>', X, False),
    ("code-math", '<pre><code class="language-math">x</code></pre>', DISPLAY, False),
    ("math-class", '<span class="math">x</span>', X, False),
    ("math-class", '<div class="math">x</div>', DISPLAY, False),
    ("hevea-display", '</p><table class="display dcenter"><tr><td class="dcell"><span>x</span></td></tr></table><p>', DISPLAY, True),
    ("tth-display", '<br clear="all" /><table border="0" width="100%"><tr><td><table align="center" cellspacing="0"  cellpadding="2"><tr><td nowrap="nowrap" align="center">x</td></tr></table></td></tr></table>', DISPLAY, True),
    ("drawn-math", '<span class="math inline"><em>x</em><sub>1</sub></span>', "a $x_{1}$ b", True),
    ("texhtml", '<span class="texhtml"><i>x</i><sub>1</sub></span>', "a $x_{1}$ b", True),
    ("sfrac", '<span class="sfrac"><span class="tion"><span class="num">1</span><span class="sr-only">/</span><span class="den">2</span></span></span>', r"a $\frac{1}{2}$ b", True),
    ("codeforces-span", '<span class="tex-span"><i>a</i><sub class="lower-index"><i>i</i></sub></span>', "a $a_{i}$ b", True),
    ("docutils-formula", '<span class="formula"><i>x</i><sup>2</sup></span>', "a $x^{2}$ b", True),
    ("symbol-font", '<font face="Symbol">a</font>', r"a $\alpha$ b", True),
    ("texerror", '<strong class="texerror">Failed to parse (unknown function): {x}</strong>', X, False),
    ("socratic-mathjax", "<mathjax>#x#</mathjax>", X, True),
    ("role-math", '<span role="math" aria-label="x^2"><svg></svg></span>', "a $x^2$ b", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "html", "expected", "lossy"), CASES, ids=[case[0] for case in CASES]
)
@pytest.mark.parametrize("wrapper", ["p", "div"])
def test_rule(slug: str, html: str, expected: str, lossy: bool, wrapper: str) -> None:
    page = extract(
        f"<html><body><article><{wrapper}>a {html} b</{wrapper}></article></body></html>"
    )
    assert page.text == expected
    assert [(f.rule, f.lossy) for f in page.formulas] == [(slug, lossy)]


def test_every_rule_has_a_case_and_a_name_of_its_own() -> None:
    slugs = [rule.slug for rule in RULES]
    assert len(slugs) == len(set(slugs))
    assert {case[0] for case in CASES} | {"mathjax-error"} == set(slugs)  # that one finds nothing


def test_every_rule_shows_the_form_that_it_reads() -> None:
    assert [rule.slug for rule in RULES if not (rule.read.__doc__ or "").strip()] == []


@pytest.mark.parametrize(
    "html",
    [
        '<span class="math-container"></span>',
        '<math alttext="x squared plus y"></math>',
        '<span role="math" aria-label="x squared"></span>',
        '<div class="latex-rendered" data-attrs="{"></div>',
        '<img class="tex">',
        '<img alt="C:\\\\Temp\\\\new" src="x.png">',
        '<img alt="Convergence ($\\hat{R}$) by parameter of the example" src="x.png">',
        "<mjx-container></mjx-container>",
        "<mathjax>no</mathjax>",
        '<strong class="texerror">Failed</strong>',
    ],
)
def test_what_looks_like_a_rule_s_form_and_is_not(html: str) -> None:
    assert extract(f"<article><p>a {html} b</p></article>").formulas == ()


def test_lazy_picture_and_its_noscript_twin_are_one_formula() -> None:
    image = '<img class="latex" alt="x" src="https://s0.wp.com/latex.php?latex=x">'
    lazy = image.replace("src=", 'src="data:," data-lazy-src=')
    assert extract(f"<article><p>a {lazy}<noscript>{image}</noscript> b</p></article>").text == X
    assert extract(f"<article><p>a <noscript>{image}</noscript> b</p></article>").text == X


def test_formula_alone_in_its_block_is_a_display_where_nothing_else_says() -> None:
    image = '<img class="latex" alt="x" src="https://s0.wp.com/latex.php?latex=x">'
    assert extract(f"<article><p>a</p><p>{image}</p><p>b</p></article>").text == DISPLAY
    assert extract(f"<article><p>a</p><p>{image} {image}</p></article>").text == "a\n\n$x$ $x$"
