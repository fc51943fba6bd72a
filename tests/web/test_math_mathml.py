# ruff: noqa: E501  (one case a line)
import pytest

from proofpile.web.math.mathml_tex import to_tex


def mi(*names: str) -> str:
    return "".join(f"<mi>{name}</mi>" for name in names)


TABLE = "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mi>a</mi></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mi>b</mi></mtd></mtr></mtable>"

CASES = [
    ("<mi>x</mi><mo>+</mo><mn>1</mn>", "x+1"),
    ("<mi>α</mi><mi>x</mi><mo>×</mo><mi>y</mi>", r"\alpha x\times y"),
    ("<mi>x</mi><mo>−</mo><mi>y</mi><mo>≤</mo><mi>∞</mi>", r"x-y\leq\infty"),
    ("<mi>a</mi><mo>&#x2062;</mo><mi>b</mi>", "ab"),
    ("<mi>f</mi><mo>&#x2061;</mo><mo>(</mo><mi>x</mi><mo>)</mo>", "f(x)"),
    # functions and names of several letters
    ("<mi>sin</mi><mo>&#x2061;</mo><mi>x</mi>", r"\sin x"),
    ("<mi>log</mi><mn>2</mn>", r"\log2"),
    ("<mi>rank</mi><mo>&#x2061;</mo><mi>A</mi>", r"\operatorname{rank}A"),
    ("<msub><mi>x</mi><mi>max</mi></msub>", r"x_{\max}"),
    ("<msub><mi>x</mi><mi>eff</mi></msub>", r"x_{\mathrm{eff}}"),
    # layout
    ("<mfrac><mi>a</mi><mi>b</mi></mfrac>", r"\frac{a}{b}"),
    ('<mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac>', r"\genfrac{}{}{0pt}{}{n}{k}"),
    ('<mo>(</mo><mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac><mo>)</mo>', r"\binom{n}{k}"),
    ('<mfrac bevelled="true"><mi>a</mi><mi>b</mi></mfrac>', "a/b"),
    ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", r"\sqrt{x+1}"),
    ("<mroot><mi>x</mi><mn>3</mn></mroot>", r"\sqrt[3]{x}"),
    ("<mstyle><mrow><mi>x</mi></mrow></mstyle>", "x"),
    ('<menclose notation="box"><mi>x</mi></menclose>', r"\boxed{x}"),
    ('<menclose notation="updiagonalstrike"><mi>x</mi></menclose>', r"\cancel{x}"),
    ("<mphantom><mi>x</mi></mphantom>", r"\phantom{x}"),
    ('<mi>a</mi><mspace width="1em"/><mi>b</mi>', r"a\quad b"),
    ('<mi>a</mi><mspace width="thickmathspace"/><mi>b</mi>', r"a\;b"),
    # scripts
    ("<msub><mi>x</mi><mn>1</mn></msub>", "x_1"),
    ("<msup><mi>e</mi><mrow><mi>i</mi><mi>π</mi></mrow></msup>", r"e^{i\pi}"),
    ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_i^2"),
    ("<msup><mi>f</mi><mo>′</mo></msup>", "f'"),
    ("<msup><mrow><mo>(</mo><mi>a</mi><mo>+</mo><mi>b</mi><mo>)</mo></mrow><mn>2</mn></msup>", "(a+b)^2"),
    ("<msup><mrow><mi>a</mi><mi>b</mi></mrow><mn>2</mn></msup>", "{ab}^2"),
    ("<msup><msup><mi>x</mi><mn>2</mn></msup><mn>3</mn></msup>", "{x^2}^3"),
    ("<mmultiscripts><mi>C</mi><mprescripts/><mn>6</mn><mn>14</mn></mmultiscripts>", "{}_6^{14}C"),
    ("<mmultiscripts><mi>R</mi><mi>i</mi><none/><none/><mi>j</mi></mmultiscripts>", "R_i{}^j"),
    # limits
    ("<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi>", r"\sum_{i=1}^n i"),
    ("<munder><mi>lim</mi><mrow><mi>n</mi><mo>→</mo><mi>∞</mi></mrow></munder><mi>a</mi>", r"\lim_{n\to\infty}a"),
    ("<munder><mi>argmax</mi><mi>x</mi></munder>", r"\operatorname*{argmax}_x"),
    ("<mover><mo>=</mo><mtext>def</mtext></mover>", r"\overset{\text{def}}{=}"),
    ("<mover><mo>→</mo><mi>f</mi></mover>", r"\xrightarrow{f}"),
    ("<munder><mi>X</mi><mi>i</mi></munder>", r"\underset{i}{X}"),
    ("<munder><munder><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mo>⏟</mo></munder><mi>n</mi></munder>", r"\underbrace{a+b}_n"),
    # accents
    ("<mover><mi>x</mi><mo>^</mo></mover>", r"\hat{x}"),
    ("<mover><mi>x</mi><mo>¯</mo></mover>", r"\bar{x}"),
    ("<mover><mi>x</mi><mo>˜</mo></mover>", r"\tilde{x}"),
    ("<mover><mi>x</mi><mo>→</mo></mover>", r"\vec{x}"),
    ("<mover><mi>x</mi><mo>˙</mo></mover>", r"\dot{x}"),
    ("<mover><mi>x</mi><mo>¨</mo></mover>", r"\ddot{x}"),
    ("<mover><mrow><mi>A</mi><mi>B</mi></mrow><mo>¯</mo></mover>", r"\overline{AB}"),
    ("<mover><mrow><mi>A</mi><mi>B</mi></mrow><mo>^</mo></mover>", r"\widehat{AB}"),
    ("<munder><mi>x</mi><mo>_</mo></munder>", r"\underline{x}"),
    # letters
    ("<mi>𝑥</mi><mo>∈</mo><mi>ℝ</mi>", r"x\in\mathbb{R}"),
    ("<mi>𝐀</mi><mi>𝒜</mi><mi>𝔤</mi><mi>𝟙</mi>", r"\mathbf{A}\mathcal{A}\mathfrak{g}\mathbb{1}"),
    ('<mi mathvariant="bold">v</mi><mi mathvariant="double-struck">Z</mi>', r"\mathbf{v}\mathbb{Z}"),
    ('<mi mathvariant="normal">d</mi><mi>x</mi>', r"\mathrm{d}x"),
    ('<mi mathvariant="normal">Γ</mi>', r"\Gamma"),
    ('<mi mathvariant="bold-italic">x</mi>', r"\boldsymbol{x}"),
    # text
    ("<mtext>if </mtext><mi>x</mi>", r"\text{if }x"),
    ("<mtext>50% of A_1 &amp; B</mtext>", r"\text{50\% of A\_1 \& B}"),
    ("<mi>a</mi><mtext>&#xa0;</mtext><mi>b</mi>", r"a\ b"),
    # fences
    ("<mo>(</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>)</mo>", r"\left(\frac{a}{b}\right)"),
    ("<mo>{</mo><mi>x</mi><mo>}</mo>", r"\{x\}"),
    ("<mo>⟨</mo><mi>x</mi><mo>⟩</mo>", r"\langle x\rangle"),
    ("<mo>|</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>|</mo>", r"\left|\frac{a}{b}\right|"),
    ("<mi>P</mi><mo>(</mo><mi>A</mi><mo>|</mo><mi>B</mi><mo>)</mo>", "P(A|B)"),
    ("<mo>(</mo><mn>0</mn><mo>,</mo><mn>1</mn><mo>]</mo>", "(0,1]"),
    ("<mo>(</mo><mi>x</mi>", "(x"),
    ("<mi>x</mi><mo>)</mo>", "x)"),
    ('<mfenced><mi>a</mi><mi>b</mi></mfenced>', "(a,b)"),
    ('<mfenced open="[" close=")"><mi>a</mi></mfenced>', "[a)"),
    ('<mfenced open="|" close="|"><mi>x</mi></mfenced>', "|x|"),
    # tables
    (f"<mo>(</mo>{TABLE}<mo>)</mo>", r"\begin{pmatrix} 1 & a \\ 0 & b \end{pmatrix}"),
    (f"<mrow><mo>[</mo>{TABLE}<mo>]</mo></mrow>", r"\begin{bmatrix} 1 & a \\ 0 & b \end{bmatrix}"),
    (f"<mo>|</mo>{TABLE}<mo>|</mo>", r"\begin{vmatrix} 1 & a \\ 0 & b \end{vmatrix}"),
    (f"<mi>f</mi><mo>=</mo><mo>{{</mo>{TABLE}", r"f=\begin{cases} 1 & a \\ 0 & b \end{cases}"),
    (f'<mfenced open="{{" close="">{TABLE}</mfenced>', r"\begin{cases} 1 & a \\ 0 & b \end{cases}"),
    (f'<mfenced open="(" close=")">{TABLE}</mfenced>', r"\begin{pmatrix} 1 & a \\ 0 & b \end{pmatrix}"),
    (TABLE, r"\begin{matrix} 1 & a \\ 0 & b \end{matrix}"),
    ("<mtable><mtr><mtd><mi>x</mi></mtd><mtd><mo>=</mo><mi>y</mi></mtd></mtr></mtable>", r"\begin{aligned} x &=y \end{aligned}"),
    ("<mtable><mlabeledtr><mtd><mtext>(2)</mtext></mtd><mtd><mi>x</mi></mtd></mlabeledtr></mtable>", r"x \tag{2}"),
    # sources
    ('<semantics><mi>y</mi><annotation encoding="application/x-tex">x</annotation></semantics>', "x"),
    ('<semantics><mi>y</mi><annotation encoding="MathType-MTEF">MathType@MTEF@5@5@+=feaag</annotation></semantics>', "y"),
    ('<semantics><mi>y</mi><annotation-xml encoding="MathML-Content"><ci>z</ci></annotation-xml></semantics>', "y"),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "tex"), CASES)
def test_mathml(inner: str, tex: str) -> None:
    assert to_tex(f"<math>{inner}</math>") == tex


@pytest.mark.parametrize("prefix", ["m", "mml", "ns0"])
def test_any_prefix(prefix: str) -> None:
    p = prefix
    markup = f"<{p}:math><{p}:msup><{p}:mi>x</{p}:mi><{p}:mn>2</{p}:mn></{p}:msup></{p}:math>"
    assert to_tex(markup) == "x^2"


def test_comments_are_no_content() -> None:
    assert to_tex("<math><!-- <mi>y</mi> --><mi>x</mi></math>") == "x"


@pytest.mark.parametrize(
    "markup",
    [
        "<math><mfrac></mfrac></math>",
        "<math><msup><mi>x</mi></msup></math>",
        "<mi",
        "<math><mroot>",
        "</math>",
        "<math><mmultiscripts></mmultiscripts></math>",
        "<math><mover></mover><munder/></math>",
    ],
)
def test_broken_mathml_does_not_raise(markup: str) -> None:
    assert isinstance(to_tex(markup), str)


def test_deep_nesting_does_not_exhaust_the_stack() -> None:
    assert isinstance(to_tex("<math>" + "<mrow>" * 50_000 + "<mi>x</mi>"), str)
    assert isinstance(to_tex("<math>" + "<msup>" * 5_000 + "<mi>x</mi>"), str)
    assert to_tex("<math>" + "<mrow>" * 50 + "<mi>x</mi>") == "x"
