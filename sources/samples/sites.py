"""How the sample's sites write formulas and lay out pages: one entry a way of the web.

A site is a writer of formulas, what it puts into the head, and a layout. Writers take TeX and whether
it is displayed, and give HTML.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from sources.samples.mathml import mathml

Writer = Callable[[str, bool], str]
TEX = re.compile(r"\$\$(?P<display>.+?)\$\$|(?<!\\)\$(?P<inline>[^$]+?)(?<!\\)\$", re.DOTALL)
TICKS = re.compile(r"``(?P<display>.+?)``|`(?P<inline>[^`]+)`", re.DOTALL)
HASHES = re.compile(r"##(?P<display>.+?)##|#(?P<inline>[^#]+)#", re.DOTALL)
NONE = re.compile(r"(?P<display>(?!))(?P<inline>)")


@dataclass(frozen=True)
class Site:
    """`dollar` is how its authors write a dollar that is money."""

    write: Writer
    layout: str = "blog"
    head: str = ""
    formulas: re.Pattern[str] = TEX
    dollar: str = "$"


def between(inline: tuple[str, str], display: tuple[str, str]) -> Writer:
    """A writer that puts the TeX, escaped, between two texts."""

    def write(tex: str, displayed: bool) -> str:
        left, right = display if displayed else inline
        return left + escape(tex, quote=False) + right

    return write


def image(template: str, display: str = "<p>%s</p>") -> Writer:
    """A writer of images; `template` names ``{alt}``, ``{url}`` (percent-coded) and ``{hash}``."""

    def write(tex: str, displayed: bool) -> str:
        alt, url = escape(tex), quote(tex, safe="")
        number = sum(ord(c) * (n + 7) for n, c in enumerate(tex))
        html = template.format(alt=alt, url=url, hash=f"{number:08x}")
        return display % html if displayed else html

    return write


def math_element(tex: str, displayed: bool, inner: str = "", more: str = "") -> str:
    """``<math>`` in its plain form."""
    mode = ' display="block"' if displayed else ""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"{mode}{more}>{inner or mathml(tex)}</math>'


def annotated(tex: str, displayed: bool) -> str:
    """MathML that carries its TeX, as pandoc and KaTeX write it."""
    source = f'<annotation encoding="application/x-tex">{escape(tex, quote=False)}</annotation>'
    return math_element(tex, displayed, f"<semantics>{mathml(tex)}{source}</semantics>")


def prefixed(tex: str, displayed: bool) -> str:
    """MathML with a prefix on every name, as journals write it."""
    inner = re.sub(r"<(/?)(?=m)", r"<\1mml:", mathml(tex))
    element = f"<mml:math>{inner}</mml:math>"
    return f'<div class="disp-formula">{element}</div>' if displayed else element


def katex(tex: str, displayed: bool) -> str:
    """KaTeX's output: MathML for machines, spans for the eye."""
    seen = re.sub(r"<[^>]+>", " ", mathml(tex)).split()
    spans = "".join(f'<span class="mord">{s}</span>' for s in seen)
    html = (
        f'<span class="katex"><span class="katex-mathml">{annotated(tex, displayed)}</span>'
        f'<span class="katex-html" aria-hidden="true"><span class="base">{spans}</span></span></span>'
    )
    return f'<span class="katex-display">{html}</span>' if displayed else html


def katex_mathml(tex: str, displayed: bool) -> str:
    """KaTeX with output "mathml"."""
    html = f'<span class="katex">{annotated(tex, displayed)}</span>'
    return f'<span class="katex-display">{html}</span>' if displayed else html


def mediawiki(tex: str, displayed: bool) -> str:
    """MediaWiki: hidden MathML with the TeX in alttext, and an image for browsers without MathML."""
    styled = escape(f"{{\\displaystyle {tex}}}")
    math = math_element(tex, displayed, more=f' alttext="{styled}"')
    kind = "display" if displayed else "inline"
    html = (
        f'<span class="mwe-math-element"><span class="mwe-math-mathml-{kind} mwe-math-mathml-a11y" '
        f'style="display: none;">{math}</span><img src="/api/math/render/svg/0" '
        f'class="mwe-math-fallback-image-{kind}" aria-hidden="true" alt="{styled}"></span>'
    )
    return f"<dl><dd>{html}</dd></dl>" if displayed else html


def latexml(tex: str, displayed: bool) -> str:
    """LaTeXML: TeX in alttext, displayed equations in a table."""
    alt = f' class="ltx_Math" alttext="{escape(tex)}"'
    if not displayed:
        return math_element(tex, False, more=alt)
    cell = f'<td class="ltx_eqn_cell ltx_align_center">{math_element(tex, True, more=alt)}</td>'
    return (
        '<table class="ltx_equation ltx_eqn_table"><tbody><tr class="ltx_equation ltx_eqn_row">'
        f'<td class="ltx_eqn_cell ltx_eqn_center_padleft"></td>{cell}'
        '<td class="ltx_eqn_cell ltx_eqn_center_padright"></td></tr></tbody></table>'
    )


def script(tex: str, displayed: bool) -> str:
    """MathJax 2's own form, as kramdown writes it."""
    mode = "; mode=display" if displayed else ""
    return f'<script type="math/tex{mode}">{tex}</script>'


def preview(tex: str, displayed: bool) -> str:
    """A preview for the time before MathJax has run, then the script."""
    tag = "div" if displayed else "span"
    seen = escape(tex, quote=False)
    both = f'<span class="MathJax_Preview">{seen}</span>{script(tex, displayed)}'
    return f'<{tag} class="arithmatex">{both}</{tag}>'


def chtml(tex: str, displayed: bool, source: str = "") -> str:
    """A page saved after MathJax 3 had run: glyphs by class, MathML for screen readers."""
    glyphs = "".join(f'<mjx-c class="mjx-c{ord(c):X}"></mjx-c>' for c in tex if c.isalnum())
    mode = ' display="true"' if displayed else ""
    return (
        f'<mjx-container class="MathJax" jax="CHTML"{mode}><mjx-math{source} aria-hidden="true">'
        f'{glyphs}</mjx-math><mjx-assistive-mml unselectable="on">'
        f"{math_element(tex, displayed, more=source)}</mjx-assistive-mml></mjx-container>"
    )


def mathjax4(tex: str, displayed: bool) -> str:
    """MathJax 4 keeps the TeX in an attribute."""
    return chtml(tex, displayed, f' data-latex="{escape(tex)}"')


def mjpage(tex: str, displayed: bool) -> str:
    """Rendered on the server by mathjax-node-page: the TeX is the label for screen readers."""
    kind = " mjpage__block" if displayed else ""
    return (
        f'<span class="mjpage{kind}"><span class="mjx-chtml"><span class="mjx-math" '
        f'aria-label="{escape(tex)}"><span class="mjx-mrow" aria-hidden="true"><span class="mjx-char">'
        f"{escape(re.sub(r'[^A-Za-z0-9=+]', '', tex))}</span></span></span></span></span>"
    )


def wiris(tex: str, displayed: bool) -> str:
    """The WIRIS editor hides MathML in an attribute, with its brackets replaced."""
    hidden = math_element(tex, displayed).translate(str.maketrans('<>"&', "«»¨§"))
    return f'<img class="Wirisformula" src="/cache/f.png" alt="formula" data-mathml="{hidden}">'


def latex2html(tex: str, displayed: bool) -> str:
    """LaTeX2HTML: the source in a comment and in the image's alt."""
    if displayed:
        return (
            f'<P></P><DIV ALIGN="CENTER" CLASS="mathdisplay"><!-- MATH\n\\begin{{displaymath}}\n{tex}\n'
            f'\\end{{displaymath}}\n--><IMG SRC="img7.png" ALT="\\begin{{displaymath}}{escape(tex)}'
            f'\\end{{displaymath}}"></DIV><P></P>'
        )
    return f'<SPAN CLASS="MATH"><IMG SRC="img3.png" ALT="${escape(tex)}$"></SPAN>'


def aops(tex: str, displayed: bool) -> str:
    """Images whose alt is delimited TeX."""
    kind, alt = ("latexcenter", f"\\[{tex}\\]") if displayed else ("latex", f"${tex}$")
    return (
        f'<img src="//latex.contest.example/0/{len(tex)}.png" class="{kind}" alt="{escape(alt)}">'
    )


def zhihu(tex: str, displayed: bool) -> str:
    """Images of a question site: eeimg tells displayed ones."""
    source = f"//www.zhihu.com/equation?tex={quote(tex)}"
    return f'<img src="{source}" alt="{escape(tex)}" eeimg="{1 + displayed}">'


def canvas(tex: str, displayed: bool) -> str:
    """The equation images of a course system: the TeX three times, once coded twice."""
    twice = quote(quote(tex, safe=""), safe="")
    return (
        f'<img class="equation_image" title="{escape(tex)}" src="/equation_images/{twice}" '
        f'alt="LaTeX: {escape(tex)}" data-equation-content="{escape(tex)}">'
    )


def moodle(tex: str, displayed: bool) -> str:
    """The TeX filter of another course system."""
    html = (
        f'<a class="autolink" href="/filter/tex/displaytex.php?texexp={quote(tex)}">'
        f'<img class="texrender" title="{escape(tex)}" alt="{escape(tex)}" src="/filter/tex/pix.php/0"></a>'
    )
    return f'<p class="displaytex">{html}</p>' if displayed else html


def sphinx(tex: str, displayed: bool) -> str:
    """Sphinx with MathJax."""
    if displayed:
        return f'<div class="math notranslate nohighlight">\n\\[{escape(tex, quote=False)}\\]</div>'
    return f'<span class="math notranslate nohighlight">\\({escape(tex, quote=False)}\\)</span>'


def environment(tex: str, displayed: bool) -> str:
    """Displayed formulas as they stand in a paper, with their environments."""
    text = escape(tex, quote=False)
    return text if displayed else f"\\({text}\\)"


_MATHJAX2 = '<script src="https://cdn.example/mathjax/2.7.9/MathJax.js?config=TeX-AMS_CHTML" async></script>'
_MATHJAX3 = '<script id="MathJax-script" async src="https://cdn.example/mathjax@3/es5/tex-chtml.js"></script>'
_KATEX = '<link rel="stylesheet" href="https://cdn.example/katex@0.16.9/dist/katex.min.css">'
_DOLLARS2 = (
    '<script type="text/x-mathjax-config">MathJax.Hub.Config({tex2jax: {inlineMath: [["$","$"]], '
    'displayMath: [["$$","$$"]], processEscapes: true}});</script>' + _MATHJAX2
)
_DOLLARS3 = (
    "<script>window.MathJax = {tex: {inlineMath: [['$', '$'], ['\\\\(', '\\\\)']], "
    "processEscapes: true}};</script>" + _MATHJAX3
)
_AUTORENDER = (
    _KATEX + "<script>renderMathInElement(document.body, {delimiters: ["
    '{left: "$$", right: "$$", display: true}, {left: "$", right: "$", display: false}]});</script>'
)
_ASCII = '<script src="https://cdn.example/mathjax/2.7.9/MathJax.js?config=AM_CHTML"></script>'

_ROUND, _SQUARE = ("\\(", "\\)"), ("\\[", "\\]")
_DOLLAR, _DOLLARS = ("$", "$"), ("$$", "$$")
_plain = between(("", ""), ("", ""))

SITES: dict[str, Site] = {
    "mathjax2": Site(between(_ROUND, _SQUARE), "plain", _MATHJAX2),
    "mathjax2dollars": Site(between(_DOLLAR, _DOLLARS), "plain", _DOLLARS2, dollar="\\$"),
    "mathjax2script": Site(script, "blog", _MATHJAX2),
    "mathjax2preview": Site(preview, "blog", _MATHJAX2),
    "mathjax3": Site(between(_DOLLAR, _DOLLARS), "blog", _DOLLARS3, dollar="\\$"),
    "mathjax3chtml": Site(chtml, "blog", _MATHJAX3),
    "mathjax4": Site(mathjax4, "blog", _MATHJAX3),
    "environments": Site(environment, "plain", _MATHJAX3),
    "arithmatex": Site(preview, "docs", _MATHJAX2),
    "kramdown": Site(script, "blog", _MATHJAX2),
    "katex": Site(katex, "blog", _KATEX),
    "katexonly": Site(katex_mathml, "blog", _KATEX),
    "katexauto": Site(between(_DOLLAR, _DOLLARS), "blog", _AUTORENDER),
    "mathml": Site(math_element, "plain"),
    "mathmlplain": Site(math_element, "journal"),
    "mathmlprefixed": Site(prefixed, "journal"),
    "mathmlannotated": Site(annotated, "plain"),
    "latexml": Site(latexml, "paper"),
    "mediawiki": Site(mediawiki, "wiki"),
    "mediawikiold": Site(image('<img class="tex" alt="{alt}" src="/images/math/a/b/{hash}.png">'), "wiki"),
    "stackexchange": Site(
        between(
            ('<span class="math-container">$', "$</span>"),
            ('<span class="math-container">$$', "$$</span>"),
        ),
        "questions",
        _MATHJAX2,
    ),
    "forum": Site(between(("[itex]", "[/itex]"), ("[tex]", "[/tex]")), "forum", _MATHJAX2),
    "discourse": Site(
        between(('<span class="math">', "</span>"), ('<div class="math">', "</div>")), "forum", _MATHJAX2
    ),
    "wordpress": Site(
        image('<img src="https://s0.wp.example/latex.php?latex={url}&amp;bg=ffffff&amp;s=0" '
              'alt="{alt}" title="{alt}" class="latex" />', '<p style="text-align:center">%s</p>')
    ),
    "quicklatex": Site(
        image('<img src="https://quick.example/ql-cache/quicklatex.com-{hash}_l3.png" '
              'class="ql-img-inline-formula" alt="{alt}" title="Rendered by QuickLaTeX.com">',
              '<p class="ql-center-displayed-equation">%s</p>'), "blog", _MATHJAX2
    ),
    "codecogs": Site(image('<img src="https://latex.codecogs.com/gif.latex?{url}" title="{alt}">')),
    "mathtex": Site(image('<img src="/cgi-bin/mathtex.cgi?{url}" alt="">'), "plain"),
    "googlechart": Site(
        image('<img src="https://chart.googleapis.com/chart?cht=tx&amp;chl={url}" alt="{alt}">'),
        "blog", _MATHJAX2
    ),
    "aops": Site(aops, "forum"),
    "zhihu": Site(zhihu, "blog", _MATHJAX2),
    "canvas": Site(canvas, "blog", _MATHJAX2),
    "moodle": Site(moodle, "plain", _MATHJAX2),
    "wiris": Site(wiris, "plain", _MATHJAX2),
    "sphinx": Site(sphinx, "docs", _MATHJAX3),
    "sphinximg": Site(
        image('<img class="math" src="../_images/math/{hash}.png" alt="{alt}"/>',
              '<div class="math"><p>%s</p></div>'), "docs", _MATHJAX2
    ),
    "pandoc": Site(
        between(
            ('<span class="math inline">\\(', "\\)</span>"),
            ('<span class="math display">\\[', "\\]</span>"),
        ),
        "plain",
        _MATHJAX3,
    ),
    "documenter": Site(
        between(("<span>$", "$</span>"), ('<p class="math-container">\\[', "\\]</p>")), "docs", _KATEX
    ),
    "doxygen": Site(
        image('<img class="formulaInl" alt="${alt}$" src="form_{hash}.png"/>',
              '<p class="formulaDsp">%s</p>'), "docs", _MATHJAX2
    ),
    "mdbook": Site(katex, "docs", _KATEX),
    "reveal": Site(between(_ROUND, _SQUARE), "slides", _MATHJAX3),
    "latex2html": Site(latex2html, "plain", "<!-- codecogs is not used here -->"),
    "khan": Site(image('<span class="tex" data-expr="{alt}"></span>'), "blog", _KATEX),
    "quill": Site(image('<span class="ql-formula" data-value="{alt}"></span>'), "blog", _KATEX),
    "mjpage": Site(mjpage, "blog", _MATHJAX2),
    "subsup": Site(between(_ROUND, _SQUARE), "plain", _MATHJAX2),
    "asciimath": Site(between(("`", "`"), ("`", "`")), "plain", _ASCII, TICKS),
    "socratic": Site(
        between(("<mathjax>#", "#</mathjax>"), ("<p><mathjax>#", "#</mathjax></p>")), "questions",
        _MATHJAX2, HASHES
    ),
    "blog": Site(_plain, "blog", formulas=NONE),
    "mathblog": Site(_plain, "blog", _MATHJAX2, NONE),
    "shop": Site(_plain, "shop", formulas=NONE),
    "docs": Site(_plain, "docs", formulas=NONE),
    "news": Site(_plain, "journal", formulas=NONE),
}  # fmt: skip
