# ruff: noqa: E501  (one case a line)
"""MathJax's boxes back to MathML: each rendering gives the TeX that the MathML which was rendered gives."""

import pytest

from proofpile.web.math import mathlive
from proofpile.web.math.boxes import (
    mathjax2_chtml,
    mathjax2_html,
    mathjax2_svg,
    mathjax_chtml,
    mathjax_svg,
)
from proofpile.web.math.notations.mathml_tex import to_tex


def true(mathml: str) -> str:
    return to_tex(f"<math>{mathml}</math>")


# --- CHTML of MathJax 3 and 4


def c(char: str, font: str = "") -> str:
    return f'<mjx-c class="mjx-c{ord(char):X}{f" TEX-{font}" if font else ""}"></mjx-c>'


def token(name: str, text: str, font: str = "") -> str:
    return f"<mjx-{name}>{''.join(c(char, font) for char in text)}</mjx-{name}>"


A, B, PLUS, TWO = token("mi", "𝑎", "I"), token("mi", "𝑏", "I"), token("mo", "+"), token("mn", "2")
SUM = token("mo", "∑", "S2")


def cell(inner: str, style: str = "") -> str:
    return f'<mjx-mtd style="{style}">{inner}<mjx-tstrut></mjx-tstrut></mjx-mtd>'


def table(*rows: str, labels: str = "") -> str:
    return f"<mjx-mtable><mjx-table><mjx-itable>{''.join(rows)}</mjx-itable></mjx-table>{labels}</mjx-mtable>"


def stretched(direction: str, char: str) -> str:
    return f'<mjx-stretchy-{direction} class="mjx-c{ord(char):X}"><mjx-beg><mjx-c></mjx-c></mjx-beg><mjx-end><mjx-c></mjx-c></mjx-end></mjx-stretchy-{direction}>'


CHTML = [
    (A + PLUS + token("mn", "12"), "<mi>a</mi><mo>+</mo><mn>12</mn>"),
    (token("mi", "ℝ", "A"), "<mi mathvariant='double-struck'>R</mi>"),
    ('<mjx-mi><mjx-c class="mjx-c1D538 NCM-DS">𝔸</mjx-c></mjx-mi>', "<mi mathvariant='double-struck'>A</mi>"),
    (token("mi", "O", "C"), "<mi mathvariant='-tex-calligraphic'>O</mi>"),
    (token("mi", "𝐱", "B"), "<mi mathvariant='bold'>x</mi>"),
    (token("mi", "C"), "<mi mathvariant='normal'>C</mi>"),
    (token("mi", "𝜖", "I") + token("mi", "𝜙", "I"), "<mi>ϵ</mi><mi>ϕ</mi>"),
    (token("mi", "log") + token("mo", "\u2061") + A, "<mi>log</mi><mo>\u2061</mo><mi>a</mi>"),
    (f"<mjx-msup>{A}<mjx-script>{B}</mjx-script></mjx-msup>", "<msup><mi>a</mi><mi>b</mi></msup>"),
    (f"<mjx-msub>{A}<mjx-script>{B}</mjx-script></mjx-msub>", "<msub><mi>a</mi><mi>b</mi></msub>"),
    (f"<mjx-msubsup>{A}<mjx-script>{B}<mjx-spacer></mjx-spacer>{TWO}</mjx-script></mjx-msubsup>", "<msubsup><mi>a</mi><mn>2</mn><mi>b</mi></msubsup>"),
    (
        f"<mjx-mfrac><mjx-frac><mjx-num><mjx-nstrut></mjx-nstrut>{A}</mjx-num><mjx-dbox><mjx-dtable><mjx-line></mjx-line>"
        f"<mjx-row><mjx-den><mjx-dstrut></mjx-dstrut>{B}</mjx-den></mjx-row></mjx-dtable></mjx-dbox></mjx-frac></mjx-mfrac>",
        "<mfrac><mi>a</mi><mi>b</mi></mfrac>",
    ),
    (f'<mjx-mfrac><mjx-frac atop="true"><mjx-num>{A}</mjx-num><mjx-den>{B}</mjx-den></mjx-frac></mjx-mfrac>', "<mfrac linethickness='0'><mi>a</mi><mi>b</mi></mfrac>"),
    (f"<mjx-msqrt><mjx-sqrt><mjx-surd>{token('mo', '√')}</mjx-surd><mjx-box>{A}</mjx-box></mjx-sqrt></mjx-msqrt>", "<msqrt><mi>a</mi></msqrt>"),
    (f"<mjx-mroot><mjx-root>{B}</mjx-root><mjx-sqrt><mjx-surd></mjx-surd><mjx-box>{A}</mjx-box></mjx-sqrt></mjx-mroot>", "<mroot><mi>a</mi><mi>b</mi></mroot>"),
    (
        f"<mjx-munderover><mjx-over>{B}</mjx-over><mjx-box><mjx-munder><mjx-row><mjx-base>{SUM}</mjx-base></mjx-row><mjx-row>"
        f"<mjx-under>{A}</mjx-under></mjx-row></mjx-munder></mjx-box></mjx-munderover>",
        "<munderover><mo>∑</mo><mi>a</mi><mi>b</mi></munderover>",
    ),
    (f'<mjx-munderover limits="false">{SUM}<mjx-script>{B}<mjx-spacer></mjx-spacer>{A}</mjx-script></mjx-munderover>', "<munderover><mo>∑</mo><mi>a</mi><mi>b</mi></munderover>"),
    (f"<mjx-munder><mjx-row><mjx-base>{token('mo', 'lim')}</mjx-base></mjx-row><mjx-row><mjx-under>{A}</mjx-under></mjx-row></mjx-munder>", "<munder><mo>lim</mo><mi>a</mi></munder>"),
    (f"<mjx-mover><mjx-over><mjx-mo>{stretched('h', '–')}</mjx-mo></mjx-over><mjx-base><mjx-mrow>{A}{B}</mjx-mrow></mjx-base></mjx-mover>", "<mover><mrow><mi>a</mi><mi>b</mi></mrow><mo accent='true'>―</mo></mover>"),
    (f"<mjx-mover><mjx-over><mjx-mo>{stretched('h', '⏞')}</mjx-mo></mjx-over><mjx-base>{A}</mjx-base></mjx-mover>", "<mover><mi>a</mi><mo>⏞</mo></mover>"),
    (f"<mjx-mrow><mjx-mo>{stretched('v', '|')}</mjx-mo>{A}<mjx-mo>{stretched('v', '|')}</mjx-mo></mjx-mrow>", "<mrow><mo>|</mo><mi>a</mi><mo>|</mo></mrow>"),
    (f'{A}<mjx-mspace style="width: 0.167em;"></mjx-mspace>{B}', "<mi>a</mi><mspace width='0.167em'/><mi>b</mi>"),
    (f'{A}<mjx-mspace style="margin-right: -0.167em;"></mjx-mspace>{B}', "<mi>a</mi><mspace width='-0.167em'/><mi>b</mi>"),
    (f"{A}<mjx-break size='4'> </mjx-break>{B}", "<mi>a</mi><mi>b</mi>"),
    (f"<mjx-mphantom>{A}</mjx-mphantom>{B}", "<mphantom><mi>a</mi></mphantom><mi>b</mi>"),
    (f'<mjx-menclose><mjx-box style="border: 0.067em solid;">{A}</mjx-box></mjx-menclose>', "<menclose notation='box'><mi>a</mi></menclose>"),
    (f"<mjx-menclose><mjx-box>{A}</mjx-box><mjx-ustrike></mjx-ustrike></mjx-menclose>", "<menclose notation='updiagonalstrike'><mi>a</mi></menclose>"),
    (
        f"<mjx-mmultiscripts><mjx-prescripts><mjx-row><mjx-cell>{A}</mjx-cell></mjx-row><mjx-row></mjx-row><mjx-row><mjx-cell>{B}</mjx-cell></mjx-row></mjx-prescripts>{TWO}</mjx-mmultiscripts>",
        "<mmultiscripts><mn>2</mn><mprescripts/><mi>b</mi><mi>a</mi></mmultiscripts>",
    ),
    (token("mtext", "if\u00a0"), "<mtext>if\u00a0</mtext>"),
    ('<mjx-mtext><mjx-utext variant="normal">да</mjx-utext></mjx-mtext>', "<mtext>да</mtext>"),
    (table(f"<mjx-mtr>{cell(A)}{cell(B)}</mjx-mtr>"), "<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr></mtable>"),
    (
        table(f"<mjx-mtr>{cell(table(f'<mjx-mtr>{cell(A)}</mjx-mtr>'))}{cell(B)}</mjx-mtr>"),
        "<mtable><mtr><mtd><mtable><mtr><mtd><mi>a</mi></mtd></mtr></mtable></mtd><mtd><mi>b</mi></mtd></mtr></mtable>",
    ),
    (
        table(f"<mjx-mlabeledtr>{cell(A)}</mjx-mlabeledtr>", labels=f"<mjx-labels><mjx-itable><mjx-mtr><mjx-mtd>{token('mtext', '(1)')}</mjx-mtd></mjx-mtr></mjx-itable></mjx-labels>"),
        "<mtable><mlabeledtr><mtd><mtext>(1)</mtext></mtd><mtd><mi>a</mi></mtd></mlabeledtr></mtable>",
    ),
    ('<mjx-merror data-mjx-error="Missing brace"><mjx-mtext>Missing brace</mjx-mtext></mjx-merror>', ""),
]  # fmt: skip


@pytest.mark.parametrize(("boxes", "mathml"), CHTML)
def test_mathjax_chtml(boxes: str, mathml: str) -> None:
    container = f'<mjx-container jax="CHTML"><mjx-math>{boxes}</mjx-math></mjx-container>'
    assert mathjax_chtml.to_tex(container) == true(mathml)


def test_error_that_shows_the_source_gives_the_source() -> None:
    source = r"\frac{x"
    error = f'<mjx-merror data-mjx-error="Missing close brace"><mjx-mtext><mjx-utext>{source}</mjx-utext></mjx-mtext></mjx-merror>'
    assert mathjax_chtml.to_tex(f"<mjx-math>{error}</mjx-math>") == source


# --- SVG of MathJax 3 and 4


def g(name: str, *inner: str, at: str = "") -> str:
    place = f' transform="{at}"' if at else ""
    return f'<g data-mml-node="{name}"{place}>{"".join(inner)}</g>'


def use(name: str, text: str, font: str = "N", at: str = "") -> str:
    drawn = (
        f'<use data-c="{ord(one):X}" xlink:href="#MJX-1-TEX-{font}-{ord(one):X}"></use>'
        for one in text
    )
    return g(name, *drawn, at=at)


SA, SB, S2 = use("mi", "𝑎", "I"), use("mi", "𝑏", "I"), use("mn", "2")
UP, DOWN = "translate(500,363) scale(0.707)", "translate(500,-247) scale(0.707)"

SVG = [
    (SA + use("mo", "+") + use("mn", "12"), "<mi>a</mi><mo>+</mo><mn>12</mn>"),
    (use("mi", "O", "C"), "<mi mathvariant='-tex-calligraphic'>O</mi>"),
    (g("msup", SA, g("TeXAtom", SB, use("mo", "+"), SA, at=UP)), "<msup><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mi>a</mi></mrow></msup>"),
    (g("msubsup", SA, use("mi", "𝑏", "I", UP), use("mn", "2", at=DOWN)), "<msubsup><mi>a</mi><mn>2</mn><mi>b</mi></msubsup>"),
    (g("munderover", use("mo", "∑", "LO"), use("mi", "𝑎", "I", "translate(1,-1087)"), use("mi", "𝑏", "I", "translate(1,1150)")), "<munderover><mo>∑</mo><mi>a</mi><mi>b</mi></munderover>"),
    (g("mfrac", SA, SB, "<rect></rect>"), "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
    (g("mfrac", SA, SB), "<mfrac linethickness='0'><mi>a</mi><mi>b</mi></mfrac>"),
    (g("msqrt", f"<g>{SA}</g>", use("mo", "√"), "<rect></rect>"), "<msqrt><mi>a</mi></msqrt>"),
    (g("msqrt", use("mo", "√"), f"<g>{SA}</g>", "<rect></rect>"), "<msqrt><mi>a</mi></msqrt>"),
    (g("mroot", f"<g>{SA}</g>", use("mn", "3", at="translate(9,9) scale(0.5)"), use("mo", "√"), "<rect></rect>"), "<mroot><mi>a</mi><mn>3</mn></mroot>"),
    (g("mo", *(f'<use data-c="{p}"></use>' for p in ("239B", "239D", "239C"))) + SA, "<mo>(</mo><mi>a</mi>"),
    (g("mi", '<g data-c="2033"><use data-c="2032"></use><use data-c="2032"></use></g>'), "<mi mathvariant='normal'>″</mi>"),
    (SA + g("mspace", at="translate(500,0)") + use("mi", "𝑏", "I", "translate(667,0)"), "<mi>a</mi><mspace width='0.167em'/><mi>b</mi>"),
    (g("menclose", f'<g transform="translate(267, 0)">{SA}</g>', '<line x1="33" y1="-244" x2="1072" y2="675"></line>'), "<menclose notation='updiagonalstrike'><mi>a</mi></menclose>"),
    (g("mtable", g("mtr", g("mtd", SA), g("mtd", SB)), '<line data-line="v"></line>'), "<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr></mtable>"),
    (
        g("mtable", f'<g><svg data-table="true"><g>{g("mlabeledtr", g("mtd", SA))}</g></svg><svg data-labels="true"><g data-labels="true">{g("mtd", use("mtext", "(1)"))}</g></svg></g>'),
        "<mtable><mlabeledtr><mtd><mtext>(1)</mtext></mtd><mtd><mi>a</mi></mtd></mlabeledtr></mtable>",
    ),
    (g("mmultiscripts", f'<g transform="translate(50,413)">{SA}</g><g transform="translate(50,-247)">{SB}</g>', S2), "<mmultiscripts><mn>2</mn><mprescripts/><mi>b</mi><mi>a</mi></mmultiscripts>"),
]  # fmt: skip


@pytest.mark.parametrize(("boxes", "mathml"), SVG)
def test_mathjax_svg(boxes: str, mathml: str) -> None:
    svg = f'<mjx-container jax="SVG"><svg><g stroke="currentColor">{g("math", boxes)}</g></svg></mjx-container>'
    assert mathjax_svg.to_tex(svg) == true(mathml)


def test_lines_of_a_broken_formula_are_put_together() -> None:
    lines = "".join(
        f"<svg>{g('math', part)}</svg><mjx-break> </mjx-break>"
        for part in (SA, use("mo", "=") + SB)
    )
    assert mathjax_svg.to_tex(f"<mjx-container>{lines}</mjx-container>") == "a=b"


# --- MathJax 2


def m(name: str, *inner: str, style: str = "") -> str:
    return f'<span class="mjx-{name}" style="{style}">{"".join(inner)}</span>'


def char(name: str, text: str, font: str = "main-R") -> str:
    return m(name, f'<span class="mjx-char MJXc-TeX-{font}">{text}</span>')


MA, MB = char("mi", "a", "math-I"), char("mi", "b", "math-I")

MATHJAX2_CHTML = [
    (MA + char("mo", "+") + char("mn", "2"), "<mi>a</mi><mo>+</mo><mn>2</mn>"),
    (char("mi", "R", "ams-R"), "<mi mathvariant='double-struck'>R</mi>"),
    (m("msubsup", m("base", MA), m("stack", m("sup", MB), m("sub", char("mn", "2")))), "<msubsup><mi>a</mi><mn>2</mn><mi>b</mi></msubsup>"),
    (m("msubsup", m("base", MA), m("sub", m("texatom", m("mrow", MB)))), "<msub><mi>a</mi><mi>b</mi></msub>"),
    (m("munderover", m("itable", m("row", m("cell", m("stack", m("over", MB), m("op", char("mo", "∑", "size2-R"))))), m("row", m("under", MA)))), "<munderover><mo>∑</mo><mi>a</mi><mi>b</mi></munderover>"),
    (m("munderover", m("stack", m("over", char("mo", "^")), m("op", MA))), "<mover><mi>a</mi><mo>^</mo></mover>"),
    (m("mfrac", m("box", m("numerator", MA), m("denominator", MB), m("line")), m("vsize")), "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
    (m("mfrac", m("box", m("numerator", MA), m("denominator", MB)), m("vsize")), "<mfrac linethickness='0'><mi>a</mi><mi>b</mi></mfrac>"),
    (m("msqrt", m("box", m("surd", "√"), m("box", MA))), "<msqrt><mi>a</mi></msqrt>"),
    (m("mroot", m("root", char("mn", "3")), m("box", m("surd", "√"), m("box", MA))), "<mroot><mi>a</mi><mn>3</mn></mroot>"),
    (m("mo", m("delim-v", "⎛", "⎜", "\u00a0", "⎝")) + MA, "<mo>(</mo><mi>a</mi>"),
    (MA + m("mspace", style="width: 0.167em; height: 0px;") + MB, "<mi>a</mi><mspace width='0.167em'/><mi>b</mi>"),
    (char("mtext", "if&nbsp;"), "<mtext>if\u00a0</mtext>"),
    (m("mtable", m("table", m("mtr", m("mtd", MA, style="text-align: right"), m("mtd", MB, style="text-align: left;")))), "<mtable columnalign='right left'><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr></mtable>"),
    (m("mtable", m("box", m("table", m("mlabeledtr", m("mtd", MA)))), m("itable", m("label", m("mtd", char("mtext", "(1)"))))), "<mtable><mlabeledtr><mtd><mtext>(1)</mtext></mtd><mtd><mi>a</mi></mtd></mlabeledtr></mtable>"),
    (m("merror", "[Math Processing Error]"), ""),
]  # fmt: skip


@pytest.mark.parametrize(("boxes", "mathml"), MATHJAX2_CHTML)
def test_mathjax2_chtml(boxes: str, mathml: str) -> None:
    assert mathjax2_chtml.to_tex(f'<span class="mjx-chtml">{m("math", boxes)}</span>') == true(
        mathml
    )


def h(name: str, *inner: str, font: str = "") -> str:
    style = f' style="font-family: MathJax_{font};"' if font else ""
    return f'<span class="{name}"{style}>{"".join(inner)}</span>'


def placed(*boxes: tuple[float, str]) -> str:
    """Boxes by their rise over the baseline, as HTML-CSS places them: a top, and a strut."""
    strut = '<span style="display: inline-block; width: 0px; height: 4.012em;"></span>'
    spans = (
        f'<span style="position: absolute; top: {-4.012 - rise:.3f}em; left: 0em;">{inner}{strut}</span>'
        for rise, inner in boxes
    )
    return f'<span style="position: relative; width: 1em; height: 0px;">{"".join(spans)}</span>'


HA, HB, H2 = (
    h("mi", "a", font="Math-italic"),
    h("mi", "b", font="Math-italic"),
    h("mn", "2", font="Main"),
)
RULE = (
    '<span style="display: inline-block; border-top: 1.3px solid; width: 1em; height: 0px;"></span>'
)

MATHJAX2_HTML = [
    (HA + h("mo", "+", font="Main") + H2, "<mi>a</mi><mo>+</mo><mn>2</mn>"),
    (h("mi", "R", font="AMS"), "<mi mathvariant='double-struck'>R</mi>"),
    (h("msubsup", placed((0, HA), (0.4, HB), (-0.3, H2))), "<msubsup><mi>a</mi><mn>2</mn><mi>b</mi></msubsup>"),
    (h("msubsup", placed((0, HA), (-0.2, H2))), "<msub><mi>a</mi><mn>2</mn></msub>"),
    (h("msup", placed((0, HA), (0.4, H2))), "<msup><mi>a</mi><mn>2</mn></msup>"),
    (h("munderover", placed((0, h("mo", "∑", font="Size2")), (-1.1, HA), (1.2, HB))), "<munderover><mo>∑</mo><mi>a</mi><mi>b</mi></munderover>"),
    (h("munderover", placed((0, HA), (0.05, h("mo", "^", font="Main")))), "<mover><mi>a</mi><mo>^</mo></mover>"),
    (h("mfrac", placed((0.6, HA), (-0.7, HB), (0.2, RULE))), "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
    (h("mfrac", placed((0.6, HA), (-0.7, HB))), "<mfrac linethickness='0'><mi>a</mi><mi>b</mi></mfrac>"),
    (h("mroot", placed((0, HA), (0.4, "−"), (-0.1, "√"), (0.3, H2))), "<mroot><mi>a</mi><mn>2</mn></mroot>"),
    (h("mtable", placed((0, placed((0.6, h("mtd", HA)), (-0.8, h("mtd", HB)))), (0, placed((0.6, h("mtd", H2)), (-0.8, h("mtd", HA)))))), "<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mi>b</mi></mtd><mtd><mi>a</mi></mtd></mtr></mtable>"),
]  # fmt: skip


@pytest.mark.parametrize(("boxes", "mathml"), MATHJAX2_HTML)
def test_mathjax2_html(boxes: str, mathml: str) -> None:
    rendered = f'<span class="MathJax"><nobr><span class="math">{boxes}</span></nobr></span>'
    assert mathjax2_html.to_tex(rendered) == true(mathml)


def drawn(char: str, font: str = "MAIN", x: int = 0, y: int = 0, scale: str = "") -> str:
    size = f' transform="scale({scale})"' if scale else ""
    return f'<use{size} xlink:href="#MJ{font}-{ord(char):X}" x="{x}" y="{y}"></use>'


def moved(x: int, y: int, *inner: str) -> str:
    return f'<g transform="translate({x},{y})">{"".join(inner)}</g>'


DA, DB = drawn("a", "MATHI"), drawn("b", "MATHI", 529)
LINE = '<rect stroke="none" width="649" height="60" x="0" y="220"></rect>'

MATHJAX2_SVG = [
    (DA + drawn("+", x=751) + drawn("1", x=1752) + drawn("2", x=2252), "<mi>a</mi><mo>+</mo><mn>12</mn>"),
    (drawn("R", "AMS"), "<mi mathvariant='double-struck'>R</mi>"),
    (DA + drawn("2", x=809, y=488, scale="0.707") + drawn("i", "MATHI", 809, -430, "0.707"), "<msubsup><mi>a</mi><mi>i</mi><mn>2</mn></msubsup>"),
    (drawn("∑", "SZ2") + moved(147, -1090, drawn("i", "MATHI", scale="0.707")) + drawn("n", "MATHI", 721, 1627, "0.707") + drawn("a", "MATHI", 1611), "<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover><mi>a</mi>"),
    (drawn("2", x=0, y=488, scale="0.707") + drawn("a", "MATHI", 500), "<msup><mrow></mrow><mn>2</mn></msup><mi>a</mi>"),
    (moved(120, 0, LINE, drawn("a", "MATHI", 60, 676), drawn("b", "MATHI", 110, -686)), "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
    (drawn("√", y=-109) + LINE + drawn("a", "MATHI", 833), "<msqrt><mi>a</mi></msqrt>"),
    (drawn("3", x=626, y=673, scale="0.5") + drawn("√", y=-109) + LINE + drawn("a", "MATHI", 833), "<mroot><mi>a</mi><mn>3</mn></mroot>"),
    (DA + drawn("^", x=63), "<mover><mi>a</mi><mo>^</mo></mover>"),
    (moved(24, 0, DA, DB) + moved(0, 533, drawn("¯", x=-70), drawn("¯", x=1704)), "<mover><mrow><mi>a</mi><mi>b</mi></mrow><mo accent='true'>―</mo></mover>"),
    (
        drawn("(", "SZ3") + moved(903, 0, moved(-13, 0, drawn("a", "MATHI", 0, 650), drawn("b", "MATHI", 0, -750)), moved(1516, 0, drawn("x", "MATHI", 0, 650), drawn("y", "MATHI", 0, -750))) + drawn(")", "SZ3", 3110),
        "<mo>(</mo><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>x</mi></mtd></mtr><mtr><mtd><mi>b</mi></mtd><mtd><mi>y</mi></mtd></mtr></mtable><mo>)</mo>",
    ),
    (
        moved(44587, 0, '<g id="mjx-eqn-1" transform="translate(0,-25)">' + drawn("(") + drawn("1", x=389) + drawn(")", x=890) + "</g>") + moved(21960, 0, moved(-13, 0, moved(0, -25, DA, DB))),
        "<mtable><mlabeledtr><mtd><mtext>(1)</mtext></mtd><mtd><mi>a</mi><mi>b</mi></mtd></mlabeledtr></mtable>",
    ),
    (drawn("s") + drawn("i", x=394) + drawn("n", x=672) + drawn("a", "MATHI", 1400), "<mi>sin</mi><mi>a</mi>"),
    (drawn("∃") + drawn("\u0338"), "<mo>∄</mo>"),
]  # fmt: skip


@pytest.mark.parametrize(("drawing", "mathml"), MATHJAX2_SVG)
def test_mathjax2_svg(drawing: str, mathml: str) -> None:
    svg = f'<svg><g stroke="currentColor" transform="matrix(1 0 0 -1 0 0)">{drawing}</g></svg>'
    assert mathjax2_svg.to_tex(f'<span class="MathJax_SVG">{svg}</span>') == true(mathml)


@pytest.mark.parametrize(
    "read",
    [
        mathjax_chtml.to_tex,
        mathjax_svg.to_tex,
        mathjax2_chtml.to_tex,
        mathjax2_html.to_tex,
        mathjax2_svg.to_tex,
    ],
)
@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<mjx-math>",
        '<g data-mml-node="math"><g data-mml-node="msqrt"></g><g data-mml-node="mmultiscripts"></g><g data-mml-node="msubsup">',
        "<mjx-math><mjx-mfrac></mjx-mfrac><mjx-msubsup></mjx-msubsup><mjx-mtable></mjx-mtable><mjx-mroot>",
        '<mjx-math><mjx-mi><mjx-c class="mjx-cFFFFFF"></mjx-c></mjx-mi>',
        '<g data-mml-node="math"><g data-mml-node="mi"><use data-c="FFFFFF"></use></g><g data-mml-node="menclose"><line y2="."></line>',
        '<span class="mjx-math"><span class="mjx-mfrac"></span><span class="mjx-munderover"></span><span class="mjx-mroot"></span>',
        '<span class="math"><span class="mfrac"></span><span class="munderover"></span><span class="mtable"></span><span class="mroot">',
        '<span class="math"><span class="msup"><span style="top:.em"><span class="mi">x</span></span></span></span>',
        "<mjx-math>" + "<mjx-mrow>" * 3_000,
        '<svg><g transform="translate(.,.)"><use xlink:href="#MJMAIN-221A"></use><rect></rect><use xlink:href="#MJMAIN-FFFFFF"></use>',
        "<svg>" + "<g><rect></rect>" * 3_000,
        "<svg><g><use xlink:href='#MJMATHI-78'></use><g><rect></rect></g></g></svg>",
    ],
)  # fmt: skip
def test_broken_boxes_are_read_without_an_error(read, markup: str) -> None:
    assert isinstance(read(markup), str)


def test_broken_boxes_of_mathlive_end() -> None:
    for inner in ("", '<span class="overline"></span>', '<span class="ML__sqrt-sign"></span>x'):
        assert isinstance(mathlive.to_tex(f'<span class="ML__base">{inner}</span>'), str)
    assert (
        mathlive.to_tex('<span class="ML__base"><span class="overline">x</span></span>')
        == r"\overline{x}"
    )
