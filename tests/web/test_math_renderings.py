# ruff: noqa: E501  (one case a line)
"""Whole pages with what renderers leave: one copy of each formula, its mode, and nothing left over."""

import pytest

from proofpile.web import extract

X = "<math><mi>x</mi></math>"
BLOCK = '<math display="block"><mi>x</mi></math>'
KATEX = '<span class="katex"><span class="katex-mathml"><math><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math></span><span class="katex-html" aria-hidden="true"><span class="base"><span class="mord mathnormal">x</span></span></span></span>'
CHTML = '<mjx-math class="MJX-TEX" aria-hidden="true"><mjx-mi class="mjx-i"><mjx-c class="mjx-c1D465 TEX-I"></mjx-c></mjx-mi></mjx-math>'
MATHJAX2 = '<span class="MathJax" id="MathJax-Element-1-Frame"><nobr><span class="math"><span><span class="mi" style="font-family: MathJax_Math-italic;">x</span></span></span></nobr></span>'
WIKI = '<math alttext="{\\displaystyle x}"><mi>x</mi></math>'
ESCAPED = X.replace("<", "&lt;").replace(">", "&gt;")

# What stands between "before" and "after", and whether the only formula, x, is a display.
ONE_FORMULA = [
    (KATEX, False),
    (f'<span class="katex-display">{KATEX}</span>', True),
    (f'<p class="katex-block">{KATEX}</p>', True),
    (f'<span class="katex--inline">{KATEX}</span>', False),
    (f'<span class="katex--display">{KATEX}</span>', True),
    (f'<span class="katex">{X}</span>', False),
    (f'<span class="katex">{BLOCK}</span>', True),
    (f'<span class="katex-display">{KATEX}<button>Copy</button></span>', True),
    (f'<span class="MathJax_Preview">x</span>{MATHJAX2}<script type="math/tex">x</script>', False),
    (f'<span class="MathJax_Preview"></span><div class="MathJax_Display">{MATHJAX2}</div><script type="math/tex; mode=display">x</script>', True),
    (f'<span class="MathJax_Preview"></span><div class="MathJax_Display">{MATHJAX2}</div>', True),
    (f'<span class="MathJax" data-mathml="{ESCAPED}"><nobr>x</nobr><span class="MJX_Assistive_MathML">{X}</span></span><script type="math/tex">x</script>', False),
    (f'<span class="MathJax" data-mathml="{ESCAPED}"><nobr>x</nobr><span class="MJX_Assistive_MathML">{X}</span></span>', False),
    ('<span class="MathJax_Error">[Math Processing Error]</span><script type="math/tex">x</script>', False),
    (f'<span class="MathJax_MathML">{X}</span><script type="math/tex">x</script>', False),
    (f'<mjx-container class="MathJax" jax="CHTML">{CHTML}<mjx-assistive-mml unselectable="on" display="inline">{X}</mjx-assistive-mml></mjx-container>', False),
    (f'<mjx-container class="MathJax" jax="CHTML" display="true">{CHTML}</mjx-container>', True),
    (f'<mjx-container class="MathJax" jax="CHTML" aria-label="x squared, math" role="application">{CHTML}<mjx-speech aria-label="x squared" role="img">x squared</mjx-speech></mjx-container>', False),
    (f'<mjx-container jax="CHTML" has-speech="true"><mjx-math data-latex="x" data-semantic-speech-none="x squared">{CHTML}</mjx-math><mjx-speech aria-label="x squared"></mjx-speech></mjx-container>', False),
    ('<span class="mjpage mjpage__block"><span class="mjx-chtml MJXc-display"><span class="mjx-math" aria-label="x"><span class="mjx-mi"><span class="mjx-char">x</span></span></span></span></span>', True),
    ('<span class="mjpage"><span class="mjx-chtml"><span class="mjx-math"><span class="mjx-mi"><span class="mjx-char">x</span></span></span></span></span>', False),
    (f'<span class="mwe-math-element mwe-math-element-inline"><span class="mwe-math-mathml-inline mwe-math-mathml-a11y" style="display: none;">{WIKI}</span><img class="mwe-math-fallback-image-inline" alt="{{\\displaystyle x}}" src="x.svg"></span>', False),
    (f'<span aria-hidden="true">{X}</span>', False),
    (f'<span class="visually-hidden">{X}</span>', False),
    (f'<span style="display:none">{X}</span>', False),
    ('<span class="ML__latex"><span class="ML__strut"></span><span class="ML__base"><span class="ML__mathit">x</span></span></span>', False),
]  # fmt: skip


@pytest.mark.parametrize(("rendering", "display"), ONE_FORMULA)
def test_one_copy_in_its_mode_and_nothing_left_over(rendering: str, display: bool) -> None:
    page = extract(
        f"<article><p>A first paragraph.</p><div>before {rendering} after</div></article>"
    )
    assert [(f.tex, f.display) for f in page.formulas] == [("x", display)]
    formula = "$$ x $$" if display else "$x$"
    assert page.text.split() == f"A first paragraph. before {formula} after".split()


@pytest.mark.parametrize(
    "rendering",
    [
        '<span class="MathJax_Error">[Math Processing Error]</span>',
        '<mjx-container><mjx-math><mjx-merror data-mjx-error="Missing close brace"><mjx-mtext><mjx-utext>Missing close brace</mjx-utext></mjx-mtext></mjx-merror></mjx-math></mjx-container>',
        '<mjx-container><mjx-math></mjx-math><mjx-assistive-mml><math><merror data-mjx-error="Missing close brace"><mtext>Missing close brace</mtext></merror></math></mjx-assistive-mml></mjx-container>',
    ],
)
def test_an_error_without_a_source_leaves_nothing(rendering: str) -> None:
    page = extract(f"<article><p>A first paragraph.</p><p>before {rendering} after</p></article>")
    assert page.formulas == ()
    assert page.text.split() == ["A", "first", "paragraph.", "before", "after"]


def test_details_are_read() -> None:
    html = f"<article><p>Text.</p><details><summary>Proof</summary><p>As {X} says.</p></details></article>"
    assert "As $x$ says." in extract(html).text


def test_time_grows_with_the_formulas_and_not_with_their_square() -> None:
    from time import process_time

    def seconds(count: int) -> float:
        rendering = "".join(KATEX.replace(">x<", f">x_{k}<") for k in range(count))
        html = f'<article><div class="math-block"><p>{rendering}</p></div></article>'
        start = process_time()
        assert len(extract(html).formulas) == count
        return process_time() - start

    seconds(100)
    assert seconds(4_000) < 25 * seconds(400)
