# ruff: noqa: E501  (one case a line)
"""Formulas that are pictures: each service and site, what is left when there is no source, and what is none."""

from urllib.parse import quote

import pytest

from proofpile.web import extract
from proofpile.web.math.alternatives import MARK, is_source, is_speech, undelimited
from proofpile.web.math.services import codecogs, field, mimetex, service

F, D = r"\frac{a_1}{b}", r"\sum_{i=1}^n a_i"
Q = quote(F)
LAZY = "data:image/gif;base64,R0lGOD"
MML = "«math xmlns=¨http://www.w3.org/1998/Math/MathML¨»«mfrac»«mi»a«/mi»«mi»b«/mi»«/mfrac»«/math»"


def page(html: str) -> str:
    return extract(f"<article><p>Say that {html} holds.</p></article>").text


# name, a picture of F
INLINE = [
    ("mediawiki-1", f'<img class="tex" alt="{F}" src="/images/math/a/b/c.png">'),
    ("mediawiki", f'<img class="mwe-math-fallback-image-inline" alt="{{\\displaystyle {F}}}" src="https://wikimedia.org/api/rest_v1/media/math/render/svg/ab">'),
    ("wikimedia-path", f'<img alt="{{\\displaystyle {F}}}" src="https://wikimedia.org/api/rest_v1/media/math/render/svg/ab">'),
    ("wordpress", f'<img class="latex" src="https://s0.wp.com/latex.php?latex={Q}&amp;bg=fff&amp;fg=000&amp;s=0" alt="{F}">'),
    ("wordpress-no-alt", f'<img src="https://l.wordpress.com/latex.php?latex={Q}&amp;bg=fff">'),
    ("wordpress-alt-says-nothing", f'<img alt="LaTeX formula" src="https://l.wordpress.com/latex.php?latex={Q}&amp;bg=fff">'),
    ("lazy", f'<img class="latex lazy" data-lazy-src="https://s0.wp.com/latex.php?latex={Q}" src="{LAZY}"><noscript><img src="https://s0.wp.com/latex.php?latex={Q}"></noscript>'),
    ("noscript-first", f'<noscript><img alt="{F}" src="https://s0.wp.com/latex.php?latex={Q}"></noscript><img class="lazyload" alt="{F}" data-src="https://s0.wp.com/latex.php?latex={Q}" src="{LAZY}">'),
    ("quicklatex", f'<img class="ql-img-inline-formula quicklatex-auto-format" alt="{F}" title="Rendered by QuickLaTeX.com" src="https://x.org/wp-content/ql-cache/quicklatex.com-1_l3.png">'),
    ("quicklatex-path", f'<img alt="{F}" src="https://quicklatex.com/ql-cache/quicklatex.com-1_l3.png">'),
    ("codecogs", f'<img src="https://latex.codecogs.com/gif.latex?{Q}" title="{F}">'),
    ("codecogs-commands", f'<img src="https://latex.codecogs.com/svg.image?\\inline&amp;space;\\dpi{{120}}&amp;space;\\bg_white&amp;space;\\large&amp;space;{Q}">'),
    ("codecogs-png", f'<img src="https://latex.codecogs.com/png.image?%5Cdpi%7B110%7D{Q}">'),
    ("codecogs-twice", f'<img src="https://latex.codecogs.com/gif.latex?{quote(Q)}">'),
    ("codecogs-lazy", f'<img data-original="https://latex.codecogs.com/gif.latex?{Q}" src="{LAZY}">'),
    ("codecogs-camo", f'<img src="https://camo.githubusercontent.com/ab/cd" data-canonical-src="https://latex.codecogs.com/gif.latex?{Q}">'),
    ("codecogs-link", f'<a href="https://www.codecogs.com/eqnedit.php?latex={Q}" target="_blank"><img src="https://latex.codecogs.com/gif.latex?{Q}"></a>'),
    ("webtex", f'<img style="vertical-align:middle" class="math inline" src="https://latex.codecogs.com/png.latex?%5Ctextstyle%20{Q}" alt="{F}" title="{F}">'),
    ("mimetex", f'<img src="/cgi-bin/mimetex.cgi?3${Q}">'),
    ("mathtex", f'<img src="http://www.forkosh.com/mathtex.cgi?{Q}">'),
    ("google", f'<img src="http://chart.apis.google.com/chart?cht=tx&amp;chl={Q}">'),
    ("google-docs", f'<img src="https://www.google.com/chart?chf=bg,s,FFFFFF00&amp;cht=tx&amp;chl={Q}">'),
    ("zhihu", f'<img src="https://www.zhihu.com/equation?tex={Q}" alt="{F}" eeimg="1">'),
    ("zhihu-alt", f'<img src="https://www.zhihu.com/equation?tex={Q}" alt="[公式]" eeimg="1">'),
    ("juejin", f'<img src="https://juejin.cn/equation?tex={Q}" alt="">'),
    ("jianshu", f'<img class="math-inline" src="https://math.jianshu.com/math?formula={Q}" alt="{F}" mathimg="1">'),
    ("csdn", f'<img class="mathcode" src="https://latex.csdn.net/eq?{Q}" alt="{F}">'),
    ("yuque", f'<img src="https://cdn.nlark.com/yuque/__latex/1.svg#card=math&amp;code={Q}&amp;height=37">'),
    ("brainly", f'<img src="https://tex.z-dn.net/?f={Q}" alt="{F}" title="{F}">'),
    ("upmath", f'<img src="https://i.upmath.me/svg/{quote(F, safe="")}">'),
    ("s2cms", f'<img src="//tex.s2cms.ru/svg/%5Cinline%20{quote(F, safe="")}">'),
    ("github", f'<img src="https://render.githubusercontent.com/render/math?math={Q}">'),
    ("vercel", f'<img src="https://math.vercel.app/?from={Q}">'),
    ("numberempire", f'<img src="https://latex.numberempire.com/render?{Q}">'),
    ("texclip", f'<img src="https://texclip.marutank.net/render.php/texclip.png?s={Q}&amp;f=c&amp;r=300">'),
    ("sciweavers", f'<img src="http://www.sciweavers.org/tex2img.php?eq={Q}&amp;bc=White&amp;fc=Black">'),
    ("texify", f'<img src="http://www.texify.com/img/%5CLARGE%20{quote(F, safe="")}.gif">'),
    ("mathtran", f'<img src="http://www.mathtran.org/cgi-bin/mathtran?D=2;tex={Q}">'),
    ("aops", f'<img class="latex" alt="${F}$" src="//latex.artofproblemsolving.com/1/2/3.png" width="9">'),
    ("canvas", f'<img class="equation_image" title="{F}" alt="LaTeX: {F}" data-equation-content="{F}" src="/equation_images/{quote(Q)}"><span class="hidden-readable">a over b</span>'),
    ("canvas-title", f'<img class="equation_image" title="{F}" alt="LaTeX: {F}" src="/equation_images/{quote(Q)}?scale=1">'),
    ("canvas-path", f'<img alt="fraction a over b" src="/equation_images/{quote(quote(F, safe=""), safe="")}?scale=1">'),
    ("moodle", f'<a href="/filter/tex/displaytex.php?texexp={Q}"><img class="texrender" alt="{F}" title="{F}" src="/filter/tex/pix.php/ab.png"></a>'),
    ("moodle-link", f'<a href="/filter/tex/displaytex.php?texexp={Q}"><img class="texrender" alt="" src="/filter/tex/pix.php/ab.png"></a>'),
    ("ck12", f'<img class="x-ck12-math" alt="{Q}" src="/flx/math/inline/{Q}">'),
    ("ck12-path", f'<img src="/flx/math/inline/{quote(F, safe="")}">'),
    ("ck12-editor", f'<span class="x-ck12-mathEditor" data-tex="{Q}" data-contenteditable="false"></span>'),
    ("imgmath", f'<img class="math" src="_images/math/ab.png" alt="{F}">'),
    ("latex2html", f'<span class="MATH"><img width="9" alt="${F}$" src="img1.png" border="0"></span>'),
    ("doxygen", f'<img class="formulaInl" alt="$ {F} $" src="form_0.png">'),
    ("iop", f'<span class="inline-eqn"><span class="tex"><span class="texImage"><img alt="${F}$" data-src="ieqn1.gif" src="{LAZY}"></span><script type="math/tex">{F}</script></span></span>'),
    ("iop-no-script", f'<span class="inline-eqn"><span class="tex"><span class="texImage"><img alt="${F}$" data-src="ieqn1.gif" src="{LAZY}"></span></span></span>'),
    ("latexrender", f'<img src="/latexrender/pictures/ab.gif" title="{F}" alt="{F}" align="absmiddle">'),
    ("equatio", f'<img data-latex="{F}" alt="a sub 1 over b" src="x.png">'),
    ("tinymce", f'<img data-mathtex="{F}" alt="a sub 1 over b" src="x.png">'),

    ("codeforces", f'<img class="tex-formula" data-tex="{F}" src="1.png">'),
    ("mathworld", f'<img class="inlineformula" alt="{F}" src="Inline1.svg">'),
    ("any-alt", f'<img alt="{F}" src="eq.gif">'),
    ("zhihu-span", f'<span class="ztext-math" data-eeimg="1" data-tex="{F}"></span>'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "markup"), INLINE, ids=[case[0] for case in INLINE])
def test_picture(name: str, markup: str) -> None:
    assert page(markup) == f"Say that ${F}$ holds."


DISPLAY = [
    ("mediawiki", f'<p><img class="mwe-math-fallback-image-display" alt="{{\\displaystyle {D}}}"></p>'),
    ("alone", f'<p><img class="latex" src="https://s0.wp.com/latex.php?latex={quote(D)}" alt="{D}"></p>'),
    ("alone-in-link", f'<p><a href="/filter/tex/displaytex.php?texexp=x"><img class="texrender" alt="{D}"></a></p>'),
    ("quicklatex", f'<p class="ql-center-displayed-equation"><span class="ql-right-eqno"> &nbsp; </span><span class="ql-left-eqno"> &nbsp; </span><img class="ql-img-displayed-equation" alt="\\[{D}\\]" src="x.png"></p>'),
    ("webtex", f'<p><img class="math display" src="https://latex.codecogs.com/png.latex?%5Cdisplaystyle%20{quote(D)}" alt="{D}"></p>'),
    ("zhihu", f'<p><img src="https://www.zhihu.com/equation?tex={quote(D)}" alt="{D}\\\\" eeimg="1"></p>'),
    ("aops", f'<p>a<img class="latexcenter" alt="\\[{D}\\]" src="//latex.artofproblemsolving.com/1/2/3.png"></p>'.replace("<p>a", "<p>")),
    ("github", f'<p><img src="https://render.githubusercontent.com/render/math?math={quote(D)}&amp;mode=display"></p>'),
    ("ck12", f'<p><img class="x-ck12-block-math" alt="{quote(D)}" src="/flx/math/block/x"></p>'),
    ("imgmath", f'<div class="math"><p><img src="ab.png" alt="{D}"></p></div>'.replace("<img", '<img class="math"')),
    ("latex2html", f'<div align="center"><img alt="\\begin{{displaymath}}{D}\\end{{displaymath}}" src="img2.png"></div>'),
    ("latex2html-style", f'<div align="center"><img alt="$\\displaystyle {D}$" src="img2.png"></div>'),
    ("doxygen", f'<p class="formulaDsp"><img class="formulaDsp" alt="\\[ {D} \\]" src="form_0.png"></p>'),
    ("iop", f'<div class="display-eqn"><span class="tex"><span class="texImage"><img alt="$${D}$$" data-src="eqn1.gif"></span><script type="math/tex; mode=display">{D}</script></span></div>'),
    ("mathworld", f'<div class="numberedequation"><img class="numberedequation" alt="{D}"></div>'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "markup"), DISPLAY, ids=[case[0] for case in DISPLAY])
def test_displayed_picture(name: str, markup: str) -> None:
    text = extract(f"<article><p>Then</p>{markup}<p>holds.</p></article>").text
    assert text == f"Then\n\n$$\n{D}\n$$\n\nholds."


@pytest.mark.parametrize(
    ("markup", "tex"),
    [
        (f'<img class="Wirisformula" data-mathml="{MML}" alt="a over b">', r"\frac{a}{b}"),
        (f'<span data-mathml="{MML}" data-custom-editor="chemistry"></span>', r"\frac{a}{b}"),
        ('<img data-mathml="&lt;math&gt;&lt;mi&gt;x&lt;/mi&gt;&lt;/math&gt;">', "x"),
        ('<img data-mathml="«math»«mi»x«/mi»«mo»§#8722;«/mo»«mn»1«/mn»«/math»">', "x-1"),
        ('<img data-mathml="&laquo;math&raquo;&laquo;mi&raquo;x&laquo;/mi&raquo;&laquo;/math&raquo;">', "x"),
        (f'<img src="https://www.wiris.net/demo/editor/render?mml={quote("<math><mi>x</mi></math>")}">', "x"),
    ],
)  # fmt: skip
def test_wiris(markup: str, tex: str) -> None:
    assert [(f.tex, f.lossy) for f in extract(f"<p>a {markup} b</p>").formulas] == [(tex, True)]


def test_wiris_in_the_text_of_a_page() -> None:
    assert extract(f"<article><p>a {MML} b</p></article>").text == r"a $\frac{a}{b}$ b"
    assert extract("<article><p>a «math» b</p></article>").text == "a «math» b"


def test_wiris_annotation_is_the_source() -> None:
    mathml = "«math»«semantics»«mi»x«/mi»«annotation encoding=¨LaTeX¨»$$y$$«/annotation»«/semantics»«/math»"
    found = extract(f'<p>a <img data-mathml="{mathml}"> b</p>').formulas
    assert [(f.tex, f.lossy) for f in found] == [("y", False)]


@pytest.mark.parametrize(
    "markup",
    [
        '<img class="math-display" src="paper3x.png" alt="E = mc2">',
        '<img alt="$\\displaystyle \\sum_{i=1}^n a... ...} + b$" src="img3.png">',
        '<img class="tex-formula" src="https://espresso.codeforces.com/ab.png">',
        '<img class="ql-img-inline-formula" alt="Rendered by QuickLaTeX.com" src="q.png">',
        '<img class="inlineformula" alt="Sqrt[x]" src="Inline1.gif">',
        '<img class="inlineformula" alt="\\[Alpha]" src="Inline1.gif">',
        '<img class="equation_image" alt="x squared plus 1" src="x.png">',
        '<img src="https://www.encyclopediaofmath.org/legacyimages/a/a010/a0100001.png">',
        '<img class="Wirisformula" data-mathml="" alt="x squared">',
        '<img class="texrender" alt="formula" src="/filter/tex/pix.php/1.png">',
    ],
)
def test_formula_without_a_source_leaves_a_mark(markup: str) -> None:
    found = extract(f"<article><p>Say that {markup} holds.</p></article>")
    assert (found.text, found.formulas) == (f"Say that {MARK} holds.", ())


@pytest.mark.parametrize(
    "markup",
    [
        '<img alt="a cat" src="cat.jpg">',
        '<img alt="x squared plus 1" class="math" src="1.png">',
        '<img alt="costs $5 or $6" src="1.png">',
        '<img alt="C:\\temp\\new" src="1.png">',
        '<img class="latex" alt="[asy] draw((0,0)--(1,1)); [/asy]" src="//latex.artofproblemsolving.com/1.png">',
        '<img class="equation" alt="Equation 3" src="1.png">',
        '<img class="formula" alt="Formula One" src="1.png">',
        '<img class="formula" alt="E = mc2" src="1.png">',
    ],
)
def test_picture_that_is_no_formula(markup: str) -> None:
    assert extract(f"<article><p>Say that {markup} holds.</p></article>").formulas == ()


def test_formula_in_a_cell_of_a_table_is_not_a_display() -> None:
    image = '<img class="latex" alt="x" src="https://s0.wp.com/latex.php?latex=x">'
    html = f"<p>t</p><table><tr><td>{image}</td><td>a</td></tr><tr><td>b</td><td>{image}</td></tr></table>"
    assert (
        extract(f"<article>{html}</article>").text == "t\n\n| $x$ | a |\n| --- | --- |\n| b | $x$ |"
    )


@pytest.mark.parametrize(
    ("read", "address", "tex"),
    [
        (codecogs, "https://latex.codecogs.com/gif.latex?x+y", "x+y"),
        (codecogs, "https://latex.codecogs.com/gif.latex?x&plus;y&space;z", "x+y z"),
        (mimetex, "/cgi-bin/mimetex.cgi?x+y", "x+y"),
        (mimetex, "/cgi-bin/mathtex.cgi?formdata=x%2By", "x+y"),
        (service, "https://render.githubusercontent.com/render/math?math=x%20%2B%20y", "x + y"),
        (service, "https://tex.z-dn.net/?f=x+%3D+2", "x = 2"),
        (service, "https://example.org/picture.png", ""),
        (service, "https://i.upmath.me/svg/" + "x" * 30_000, ""),
        (lambda a: field(a, "latex"), "https://s0.wp.com/latex.php?latex=x+%2B+y&bg=fff", "x + y"),
        (lambda a: field(a, "latex"), "http://[bad/latex.php?latex=x", ""),
    ],
)
def test_addresses(read, address: str, tex: str) -> None:  # type: ignore[no-untyped-def]
    assert read(address) == tex


@pytest.mark.parametrize(
    ("text", "speech", "source"),
    [
        ("x squared plus 1", True, False),
        ("StartFraction a Over b EndFraction", True, False),
        ("the area under the curve", True, False),
        ("x^2", False, True),
        ("sin x + cos y", False, True),
        ("n", False, True),
        ("Equation 3", False, False),
        ("formula.gif", False, False),
        ("", False, False),
        (r"\alpha", False, True),
    ],
)
def test_speech_and_source(text: str, speech: bool, source: bool) -> None:
    assert (is_speech(text), is_source(text)) == (speech, source)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$x$", ("x", False)),
        (r"\(x\)", ("x", False)),
        ("$$x$$", ("x", True)),
        (r"\[x\]", ("x", True)),
        ("x", ("x", None)),
        ("$x$ and $y$", ("$x$ and $y$", None)),
        (r"$\text{if $x$}$", (r"\text{if $x$}", False)),
        (r"$a\$b$", (r"a\$b", False)),
        (r"\begin{displaymath}x\end{displaymath}", ("x", True)),
        (r"\begin{align}x\end{align}", (r"\begin{align}x\end{align}", True)),
        ("$" * 9, ("$" * 9, None)),
    ],
)
def test_undelimited(text: str, expected: tuple[str, bool | None]) -> None:
    assert undelimited(text) == expected
