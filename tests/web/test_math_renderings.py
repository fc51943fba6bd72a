# ruff: noqa: E501  (one case a line)
"""Formulas read back from what renderers drew."""

import pytest

from proofpile.web.math.katex_html import to_tex as katex
from proofpile.web.math.mathjax_chtml import to_tex as chtml_to_tex
from proofpile.web.math.mathjax_svg import to_tex as svg_to_tex


def span(classes: str, inner: str = "", style: str = "") -> str:
    styled = f' style="{style}"' if style else ""
    return f'<span class="{classes}"{styled}>{inner}</span>'


def box(top: float, inner: str, strut: float = 3) -> str:
    return f'<span style="top:{top}em;"><span class="pstrut" style="height:{strut}em;"></span>{inner}</span>'


def stack(*boxes: str) -> str:
    return span("vlist-t", span("vlist-r", span("vlist", "".join(boxes), "height:1em;")))


def scripts(below: str = "", above: str = "") -> str:
    boxes = [box(-2.55, below, 2.7)] if below else []
    return span("msupsub", stack(*boxes, *([box(-3.063, above, 2.7)] if above else [])))


X, Y = span("mord mathnormal", "x"), span("mord mathnormal", "y")
TWO = span("mord", "2")

KATEX = [
    (X + span("mspace", "", "margin-right:0.2222em;") + span("mbin", "+") + TWO, "x+2"),
    (span("mord", X + scripts(above=TWO)), "x^{2}"),
    (span("mord", X + scripts(below=TWO)), "x_{2}"),
    (span("mord", X + scripts(TWO, Y)), "x_{2}^{y}"),
    (span("mord", X + scripts(above=span("mord", "′"))), "x'"),
    (span("mord", span("mfrac", stack(box(-2.314, Y), box(-3.23, span("frac-line")), box(-3.677, X)))), r"\frac{x}{y}"),
    (
        span("mord", span("mopen delimcenter", "(") + span("mfrac", stack(box(-2.3, Y), box(-3.6, X))) + span("mclose delimcenter", ")")),
        r"\binom{x}{y}",
    ),
    (span("mord sqrt", stack(box(-3, X), box(-2.9, span("hide-tail", "<svg></svg>")))), r"\sqrt{x}"),
    (span("mord sqrt", span("root", stack(box(-3, TWO))) + stack(box(-3, X))), r"\sqrt[2]{x}"),
    (
        span("mop op-limits", stack(box(-1.8, X), box(-3.05, span("mop op-symbol large-op", "∑")), box(-4.3, Y))),
        r"\sum_{x}^{y}",
    ),
    (span("mop", "lo" + "<span>g</span>") + X, r"\log x"),
    (span("mord accent", stack(box(-3, X), box(-3.2, span("accent-body", span("mord", "^"))))), r"\hat{x}"),
    (span("mord overline", stack(box(-3, X), box(-3.5, span("overline-line")))), r"\overline{x}"),
    (span("mord mathbb", "R") + X, r"\mathbb{R}x"),
    (span("mord mathsf", "Di") + span("mord", span("mord mathsf", "r") + scripts(below=X)), r"\mathsf{Dir}_{x}"),
    (span("mord text", span("mord", "if\u00a0")) + X, r"\text{if }x"),
    (span("mord text", span("mord texttt", "a_b")), r"\texttt{a\_b}"),
    (span("mrel", span("mord vbox", span("thinbox", span("rlap", span("inner", span("mord", "\ue020"))))) + "="), r"\neq"),
    (span("minner", span("mopen delimcenter", "(") + X + span("mclose delimcenter", ")")), r"\left(x\right)"),
    (span("mopen", "(") + X + span("mclose", "))"), "(x))"),
    (span("mord", "∣") + X + span("mrel", "∣"), r"|x\mid"),
    (X + span("mspace", "", "margin-right:1em;") + Y, r"x\quad y"),
    (span("mopen", "(") + span("mord", span("mord mathrm", "mod")) + X + span("mclose", ")"), r"\pmod{x}"),
    (
        span("mord", span("mtable", span("col-align-r", stack(box(-4, X), box(-2, Y))) + span("col-align-l", stack(box(-4, TWO), box(-2, X))))),
        r"\begin{aligned} x & 2 \\ y & x \end{aligned}",
    ),
    (
        span("minner", span("mopen", span("delimsizing mult", "⎩⎨⎧")) + span("mord", span("mtable", span("col-align-l", stack(box(-4, X), box(-2, Y)))))
             + span("mclose nulldelimiter")),
        r"\begin{cases} x \\ y \end{cases}",
    ),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("boxes", "tex"), KATEX)
def test_katex(boxes: str, tex: str) -> None:
    html = span("katex", span("katex-html", span("base", span("strut", "", "height:1em;") + boxes)))
    assert katex(html) == tex


def test_katex_since_0_19_has_its_name_in_every_class() -> None:
    html = span(
        "katex",
        span(
            "katex-html",
            span("katex-base", span("katex-strut") + span("katex-mord katex-mathbb", "R")),
        ),
    )
    assert katex(html) == r"\mathbb{R}"


def test_short_rows_of_a_table_stay_in_their_columns() -> None:
    columns = span("col-align-c", stack(box(-5, X), box(-3, X), box(-1, X))) + span(
        "col-align-c", stack(box(-5, Y), box(-1, Y))
    )
    assert (
        katex(span("mord", span("mtable", columns)))
        == r"\begin{matrix} x & y \\ x \\ x & y \end{matrix}"
    )


def c(char: str) -> str:
    return f'<mjx-c class="mjx-c{ord(char):X} TEX-I"></mjx-c>'


def token(name: str, char: str) -> str:
    return f"<mjx-{name}>{''.join(map(c, char))}</mjx-{name}>"


A, B, PLUS = token("mi", "𝑎"), token("mi", "𝑏"), token("mo", "+")
SUM = token("mo", "∑")

CHTML = [
    (A + PLUS + token("mn", "12"), "a+12"),
    (f"<mjx-msup>{A}<mjx-script>{B}</mjx-script></mjx-msup>", "a^b"),
    (f"<mjx-msub>{A}<mjx-script>{B}</mjx-script></mjx-msub>", "a_b"),
    (f"<mjx-msubsup>{A}<mjx-script>{B}<mjx-spacer></mjx-spacer>{token('mn', '2')}</mjx-script></mjx-msubsup>", "a_2^b"),
    (
        f"<mjx-mfrac><mjx-frac><mjx-num><mjx-nstrut></mjx-nstrut>{A}</mjx-num><mjx-dbox><mjx-dtable><mjx-line></mjx-line>"
        f"<mjx-row><mjx-den><mjx-dstrut></mjx-dstrut>{B}</mjx-den></mjx-row></mjx-dtable></mjx-dbox></mjx-frac></mjx-mfrac>",
        r"\frac{a}{b}",
    ),
    (f"<mjx-msqrt><mjx-sqrt><mjx-surd>{token('mo', '√')}</mjx-surd><mjx-box>{A}</mjx-box></mjx-sqrt></mjx-msqrt>", r"\sqrt{a}"),
    (
        f"<mjx-mroot><mjx-root>{B}</mjx-root><mjx-sqrt><mjx-surd></mjx-surd><mjx-box>{A}</mjx-box></mjx-sqrt></mjx-mroot>",
        r"\sqrt[b]{a}",
    ),
    (
        f"<mjx-munderover><mjx-over>{B}</mjx-over><mjx-box><mjx-munder><mjx-row><mjx-base>{SUM}</mjx-base></mjx-row><mjx-row>"
        f"<mjx-under>{A}</mjx-under></mjx-row></mjx-munder></mjx-box></mjx-munderover>",
        r"\sum_a^b",
    ),
    (f"<mjx-munder><mjx-row><mjx-base>{token('mo', 'lim')}</mjx-base></mjx-row><mjx-row><mjx-under>{A}</mjx-under></mjx-row></mjx-munder>", r"\lim_a"),
    (
        f"<mjx-mtable><mjx-table><mjx-itable><mjx-mtr><mjx-mtd>{A}<mjx-tstrut></mjx-tstrut></mjx-mtd><mjx-mtd>{B}</mjx-mtd></mjx-mtr>"
        "</mjx-itable></mjx-table></mjx-mtable>",
        r"\begin{matrix} a & b \end{matrix}",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("boxes", "tex"), CHTML)
def test_mathjax_chtml(boxes: str, tex: str) -> None:
    assert (
        chtml_to_tex(f'<mjx-container jax="CHTML"><mjx-math>{boxes}</mjx-math></mjx-container>')
        == tex
    )


def g(name: str, *inner: str) -> str:
    return f'<g data-mml-node="{name}">{"".join(inner)}</g>'


def use(name: str, char: str) -> str:
    return g(name, *(f'<use data-c="{ord(one):X}" xlink:href="#MJX-1"></use>' for one in char))


def moved(up: int, inner: str) -> str:
    return inner.replace("<g ", f'<g transform="translate(100,{up}) scale(0.707)" ', 1)


SA, SB = use("mi", "𝑎"), use("mi", "𝑏")

SVG = [
    (SA + use("mo", "+") + use("mn", "12"), "a+12"),
    (g("msup", SA, g("TeXAtom", SB, use("mo", "+"), SA)), "a^{b+a}"),
    (g("msubsup", SA, moved(363, SB), moved(-247, use("mn", "2"))), "a_2^b"),
    (g("munderover", use("mo", "∑"), moved(-1087, SA), moved(1150, SB)), r"\sum_a^b"),
    (g("mfrac", SA, SB, "<rect></rect>"), r"\frac{a}{b}"),
    (g("msqrt", f"<g>{SA}</g>", use("mo", "√"), "<rect></rect>"), r"\sqrt{a}"),
]


@pytest.mark.parametrize(("boxes", "tex"), SVG)
def test_mathjax_svg(boxes: str, tex: str) -> None:
    svg = f'<mjx-container jax="SVG"><svg><g stroke="currentColor">{g("math", boxes)}</g></svg></mjx-container>'
    assert svg_to_tex(svg) == tex
