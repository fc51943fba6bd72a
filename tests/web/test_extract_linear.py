# ruff: noqa: E501  (one case a line)
"""The work on a page grows with its size and not with the square of it.

Processor time, the best of a few runs, so that a busy machine does not decide; a ratio of two sizes, so that a
slow one does not either. The larger page has 1 MB and is four times the smaller. Linear work shows 4, quadratic
work 16; the bound is 2.6 for each doubling, which leaves room for caches.
"""

import gc
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from proofpile.web import PageError, extract
from proofpile.web.math.notations import asciimath, mathml_tex
from proofpile.web.math.tex.normalise import normalise
from proofpile.web.math.tex.soundness import defect

SIZE = 1_000_000  # characters of the larger page
FACTOR, BOUND = 4, 2.6**2
QUICK = 0.25  # seconds: whatever takes so little for the larger page is no danger, and too short to be timed
ATTEMPTS = 4

Build = Callable[[int], str]


def seconds(read: Callable[[str], object], source: str) -> float:
    gc.disable()  # the collector looks at all that is alive, again and again: that is not the reader's work
    start = time.process_time()
    with suppress(PageError):
        read(source)
    took = time.process_time() - start
    gc.enable()
    return took


def grows_in_proportion(read: Callable[[str], object], build: Build, size: int = SIZE) -> bool:
    small, large = build(size // FACTOR), build(size)
    best_of_small = best_of_large = float("inf")
    for _ in range(ATTEMPTS):
        best_of_large = min(best_of_large, seconds(read, large))
        if best_of_large < QUICK:
            return True
        best_of_small = min(best_of_small, seconds(read, small))
        if best_of_large < BOUND * best_of_small:
            return True
    return False


def again(piece: str) -> Build:
    """A page of nothing but `piece`."""
    return lambda size: piece * (size // len(piece))


def among_words(piece: str) -> Build:
    """Paragraphs of ten pieces and some words, as an article has them."""
    paragraph = f"<p>Some words {f'{piece} and ' * 10} more.</p>"
    return lambda size: f"<article>{paragraph * (size // len(paragraph))}</article>"


def nested(opening: str, closing: str, depth: int = 300) -> Build:
    """As deep as a page may be, again and again."""
    whole = opening * depth + "x" + closing * depth
    return lambda size: whole * (size // len(whole) + 1)


@pytest.mark.parametrize(
    "piece",
    [
        "$", "$$", "$a", "$a$ ", "(", ")", "\\(", "\\[", "\\)", "\\(a ", "{", "}", "`", "[tex]", "$latex ", "&lt;math&gt;",
        "\\begin{", "\\begin{align}", "\\end{align}", "\\begin{align}x", "%", "\\", "&", "&#x", "<", ">", " ", "\n",
        "<script", "<script>", "<script type='math/tex'>", "<style", "<!--", "<!--[if gte msEquation 12]>", "<!-- MATH",
        "<![CDATA[", "]]>", "<math", "<math>", "<mrow>", "<mi>x", "<sup>", "<sub>", "<sup>2</sup>", "x<sup>2</sup>",
        "<table>", "<td>", "<li>", "<pre>", "<code>", '<img alt="$', '<img alt="', '"', "<a href=", "<span class='katex'>",
        "<span class='math'>", "<mjx-container>", "<noscript>", "<m:oMath>", "<ac:structured-macro ac:name='mathblock'>",
        "katex.render('", "macros: {", "MathJax = {", "delimiters: [", "renderMathInElement(", "\\newcommand{\\a}{",
        "data:image/png;base64,", "\U00100010", "&#x100010;", "∑", "|", "* ", "1. ",
    ],
)  # fmt: skip
def test_the_same_again_and_again(piece: str) -> None:
    assert grows_in_proportion(extract, again(piece))


FORMULAS = {
    "dollar": "$x_1$",
    "backslash-paren": "\\(x\\)",
    "environment": "\\begin{align}x\\end{align}",
    "itex": "[itex]x[/itex]",
    "mathjax-script": '<script type="math/tex">x</script>',
    "preview": '<span class="MathJax_Preview">x</span><script type="math/tex">x</script>',
    "katex-annotation": '<span class="katex"><math><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math></span>',
    "katex-html": '<span class="katex"><span class="katex-html"><span class="base"><span class="mord">x</span></span></span></span>',
    "mathjax-chtml": '<mjx-container><mjx-math><mjx-mi><mjx-c class="mjx-c1D465"></mjx-c></mjx-mi></mjx-math></mjx-container>',
    "mathjax-svg": '<mjx-container jax="SVG"><svg><g data-mml-node="math"><g data-mml-node="mi"><use data-c="1D465"></use></g></g></svg></mjx-container>',
    "mathjax4": '<mjx-container><mjx-math data-latex="x"><mjx-mi data-latex="x"><mjx-c>x</mjx-c></mjx-mi></mjx-math></mjx-container>',
    "mjpage": '<span class="mjpage"><span class="mjx-chtml"><span class="mjx-math" aria-label="x">x</span></span></span>',
    "mathml": "<math><mi>x</mi></math>",
    "prefixed": "<mml:math><mml:mi>x</mml:mi></mml:math>",
    "latexml": '<math class="ltx_Math" alttext="x"><mi>x</mi></math>',
    "mediawiki": '<span class="mwe-math-element"><math alttext="{\\displaystyle x}"></math><img class="mwe-math-fallback-image-inline" alt="x"></span>',
    "image": '<img class="latex" alt="x" src="https://s0.wp.com/latex.php?latex=x">',
    "codecogs": '<img src="https://latex.codecogs.com/gif.latex?x">',
    "delimited-alt": '<img alt="$x$" src="x.png">',
    "wiris": '<img class="Wirisformula" data-mathml="«math»«mi»x«/mi»«/math»">',
    "container": '<span class="math-container">$x$</span>',
    "attribute": '<span data-latex="x"></span>',
    "sup": "x<sup>2</sup>",
    "texhtml": '<span class="texhtml"><i>x</i><sup>2</sup></span>',
}


@pytest.mark.parametrize("kind", FORMULAS)
def test_formulas_among_words(kind: str) -> None:
    assert grows_in_proportion(extract, among_words(FORMULAS[kind]))


@pytest.mark.parametrize("kind", FORMULAS)
def test_20_000_formulas_in_one_element(kind: str) -> None:
    piece = f"{FORMULAS[kind]} "
    assert grows_in_proportion(extract, again(piece), 20_000 * len(piece))


@pytest.mark.parametrize(
    ("around", "piece"),
    [
        ("<dl><dd>", FORMULAS["mediawiki"]), ("<a href='x'>", FORMULAS["sup"]), ("<a href='x'>", FORMULAS["delimited-alt"]),
        ("<span class='katex-display'>", FORMULAS["katex-annotation"]), ("<div role='math' aria-label='x^2'>", FORMULAS["mathml"]),
        ("<div class='math'>", FORMULAS["sup"]), ("<span aria-hidden='true'>", FORMULAS["mathml"]),
        ("<div class='ltx_equation'>", "<math alttext='x'></math><span class='ltx_tag ltx_tag_equation'>(1)</span>"),
        ("<div>", "<span class='eqno'>(1)</span><div class='math notranslate'>\\[x\\]</div>"),
    ],
)  # fmt: skip
def test_20_000_formulas_in_what_is_there_for_one(around: str, piece: str) -> None:
    build = lambda size: around + again(piece)(size)  # noqa: E731
    assert grows_in_proportion(extract, build, 20_000 * len(piece))


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<math>", "</math>"), ("<math><mrow>", "</mrow></math>"), ("x<sup>", "</sup>"), ("<div>", "</div>"),
        ("<span class='math'>", "</span>"), ("<span data-math='x^2'>", "</span>"), ("<span class='katex'>", "</span>"),
        ("<span role='math' aria-label='x^2'>", "</span>"), ("<div style='display:none'>", "</div>"),
        ("<blockquote>", "</blockquote>"), ("<ul><li>x", "</li></ul>"), ("<table><tr><td>x", "</td></tr></table>"),
        ("<code>", "</code>"), ("<span class='mwe-math-element'>", "</span>"), ("<table class='ltx_equation'><tr><td>", "</td></tr></table>"),
    ],
)  # fmt: skip
def test_nested_as_deep_as_may_be(opening: str, closing: str) -> None:
    depth = 100 if "table" in opening else 300
    assert grows_in_proportion(extract, nested(opening, closing, depth))


@pytest.mark.parametrize(
    "piece", ["<mi>x</mi>", "<mo>(</mo>", "<mo>|</mo>", "<msup><mi>x</mi><mn>2</mn></msup>", "<mrow>", "<mfrac>", "<mtable><mtr><mtd>",
              "<mn>1</mn><mo>+</mo>", "<mover accent='true'><mi>x</mi><mo>~</mo></mover>", "<mtext>a </mtext>", "<apply>", "<"],
)  # fmt: skip
def test_one_formula_of_mathml(piece: str) -> None:
    assert grows_in_proportion(
        mathml_tex.to_tex, lambda size: f"<math>{again(piece)(size)}</math>", 400_000
    )


@pytest.mark.parametrize(
    "piece", ["(", "[[a,b],", "a/", "a^", "sqrt ", "text(", '"', "{:", "|", "x+"]
)
def test_one_formula_of_asciimath(piece: str) -> None:
    assert grows_in_proportion(asciimath.to_tex, again(piece), 200_000)


@pytest.mark.parametrize(
    "piece", ["{", "}", "{\\displaystyle ", "\\displaystyle", "% ", "a \n \n", " ", "\\\\ ", "\\", "^", "x^2_", "\\left(", "&",
              "\\begin{a}", "\\text{", "\\verb|", "&bg=ffffff", "$"],
)  # fmt: skip
def test_one_formula_of_tex(piece: str) -> None:
    for build in (again(piece), lambda size: again(piece)(size) + "x]]>CDATA\\\\"):
        assert grows_in_proportion(normalise, build)
        assert grows_in_proportion(defect, build)


def test_shells_around_shells() -> None:
    build = lambda size: "{\\displaystyle " * (size // 16) + "x" + "}" * (size // 16)  # noqa: E731
    assert grows_in_proportion(normalise, build)
    assert normalise(build(1600)) == "x"
