# ruff: noqa: E501  (one case a line)
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from proofpile.web.math.notations.mathml_tex import to_tex


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
    ("<mi>log</mi><mn>2</mn>", r"\log 2"),
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


EXOTIC = [
    # what MathLive writes: binomials without cells, operators between base and script, commands as text
    ("<mo>(</mo><mtable><mtr><mi>n</mi></mtr><mtr><mi>k</mi></mtr></mtable><mo>)</mo>", r"\binom{n}{k}"),
    ("<msup><mi>f</mi><mo>&#x2061;</mo><mi>′′</mi></msup><mo>(</mo><mi>x</mi><mo>)</mo>", "f''(x)"),
    (r"<mo>\lVert</mo><mi>x</mi><mo>\rVert</mo>", r"\lVert x\rVert"),
    # signs that are scripts, and their neighbours
    ("<mi>f</mi><mo>⁻</mo><mo>¹</mo>", "f^{-1}"),
    ("<mrow><mo>(</mo><msup><mi>x</mi><mn>2</mn></msup><mo>)</mo></mrow><mo>²</mo>", "(x^2)^2"),
    ("<mi>x</mi><mo>↦</mo><mo>∥</mo><mi>x</mi><mo>∥</mo>", r"x\mapsto\|x\|"),
    ("<msub><mrow><mi>f</mi><mo>|</mo></mrow><mi>U</mi></msub>", "f|_U"),
    ("<msub><mrow><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>|</mo></mrow><mn>0</mn></msub>", r"\left.\frac{a}{b}\right|_0"),
    ('<menclose notation="roundedbox"><mi>x</mi></menclose>', r"\boxed{x}"),
    ('<menclose notation="circle"><mi>x</mi></menclose>', r"\boxed{x}"),
    ('<menclose notation="top"><mi>x</mi></menclose>', r"\overline{x}"),
    ('<menclose notation="bottom"><mi>x</mi></menclose>', r"\underline{x}"),
    ('<menclose notation="left"><mi>x</mi></menclose>', "|x"),
    ('<menclose notation="right"><mi>x</mi></menclose>', "x|"),
    ('<menclose notation="left right top bottom"><mi>x</mi></menclose>', r"\boxed{x}"),
    ('<menclose notation="top bottom"><mi>x</mi></menclose>', r"\underline{\overline{x}}"),
    ('<menclose notation="downdiagonalstrike"><mi>x</mi></menclose>', r"\bcancel{x}"),
    ('<menclose notation="updiagonalstrike downdiagonalstrike"><mi>x</mi></menclose>', r"\xcancel{x}"),
    ('<menclose notation="horizontalstrike"><mi>x</mi></menclose>', r"\sout{x}"),
    ('<menclose notation="verticalstrike"><mi>x</mi></menclose>', "x"),
    ('<menclose notation="actuarial"><mi>n</mi></menclose>', r"\angl{n}"),
    ('<menclose notation="radical"><mi>x</mi></menclose>', r"\sqrt{x}"),
    ('<menclose notation="phasorangle"><mi>x</mi></menclose>', r"\phase{x}"),
    ('<menclose notation="madruwb"><mi>x</mi></menclose>', "x"),
    ("<menclose><mn>12</mn></menclose>", r"\overline{)\,12}"),
    ('<menclose notation="left right"><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr></mtable></menclose>', r"\begin{array}{|cc|} a & b \end{array}"),
    ('<maction selection="2"><mi>a</mi><mi>b</mi></maction>', "b"),
    ('<maction actiontype="tooltip"><mi>a</mi><mtext>tip</mtext></maction>', "a"),
    ("<merror><mtext>bad</mtext></merror>", r"\text{bad}"),
    ('<mpadded width="0"><mphantom><mi>x</mi></mphantom></mpadded><mi>y</mi>', r"\vphantom{x}y"),
    ('<mfenced open="[" close="" ><mfrac><mi>a</mi><mi>b</mi></mfrac></mfenced>', r"\left[\frac{a}{b}\right."),
    ('<mfenced separators=";,"><mi>a</mi><mi>b</mi><mi>c</mi><mi>d</mi></mfenced>', "(a;b,c,d)"),
    ('<mfenced open="|" close="|"><mfrac><mi>a</mi><mi>b</mi></mfrac></mfenced>', r"\left|\frac{a}{b}\right|"),
    ('<mfenced open="⟨" close="⟩"><mi>a</mi><mi>b</mi></mfenced>', r"\langle a,b\rangle"),
    ('<mfenced open="(" close=")"><mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac></mfenced>', r"\binom{n}{k}"),
    ('<mo>[</mo><mfrac linethickness="0pt"><mi>n</mi><mi>k</mi></mfrac><mo>]</mo>', r"\genfrac{[}{]}{0pt}{}{n}{k}"),
    ("<ms>abc</ms>", r'\text{"abc"}'),
    ('<ms lquote="«" rquote="»">abc</ms>', r"\text{«abc»}"),
    ('<mglyph alt="glyph"/>', r"\text{glyph}"),
    ('<mtext>see <mglyph alt="star"/></mtext>', r"\text{see star}"),
    ("<mtext>if <math><mi>x</mi><mo>&gt;</mo><mn>0</mn></math></mtext>", r"\text{if }x>0"),
    ('<mtext mathvariant="bold">bold</mtext>', r"\textbf{bold}"),
    (r"<mtext>a~b^c\d</mtext>", r"\text{a\textasciitilde{}b\textasciicircum{}c\textbackslash{}d}"),
    ("<mtext>α is Greek</mtext>", r"\alpha\text{ is Greek}"),
    ("<mtext>größer</mtext>", r"\text{größer}"),
    ("<mstack><mn>424</mn><msrow><mo>+</mo><mn>33</mn></msrow><msline/><mn>457</mn></mstack>", r"\begin{array}{r} 424 \\ +33 \\ \hline 457 \end{array}"),
    ("<mlongdiv><mn>3</mn><mn>435</mn><mn>1306</mn><msgroup><mn>12</mn><msline/></msgroup><mn>10</mn></mlongdiv>", r"\begin{array}{r} 435 \\ \hline 3 \,\big)\, 1306 \\ 12 \\ \hline 10 \end{array}"),
    ("<mstack><mscarries><mscarry><mn>1</mn></mscarry><none/></mscarries><mn>19</mn><msrow><mo>+</mo><mn>5</mn></msrow><msline/><mn>24</mn></mstack>", r"\begin{array}{r} {\scriptstyle 1} \\ 19 \\ +5 \\ \hline 24 \end{array}"),
    ("<mmultiscripts><mo>∑</mo><mi>a</mi><mi>b</mi><mprescripts/><mi>c</mi><mi>d</mi></mmultiscripts>", r"{}_c^d\sum_a^b"),
    ("<mmultiscripts><mi>X</mi><none/><mi>a</mi><mi>b</mi><none/></mmultiscripts>", "X^a{}_b"),
    ("<mi>lim&#x2009;sup</mi>", r"\limsup"),
    ("<mi>arg max</mi>", r"\mathrm{arg\,max}"),
    ("<munder><mi>arg max</mi><mi>x</mi></munder>", r"\operatorname*{arg\,max}_x"),
    ("<mn>1,234,567.8</mn>", "1{,}234{,}567.8"),
    ("<mn>1 000</mn>", r"1\,000"),
    ("<mn>0xFF</mn>", r"\mathrm{0xFF}"),
    ("<mn>½</mn>", r"\frac{1}{2}"),
    ("<mi>x</mi><mo>²</mo>", "x^2"),
    ("<mn>90</mn><mo>°</mo>", r"90^\circ"),
    ("<msup><mn>90</mn><mo>∘</mo></msup>", r"90^\circ"),
    ("<msup><mi>f</mi><mo>‴</mo></msup>", "f'''"),
    ("<msup><mi>f</mi><mrow><mo>′</mo><mo>*</mo></mrow></msup>", "f'^*"),
    ("<mi>f</mi><mo>″</mo><mo>(</mo><mi>x</mi><mo>)</mo>", "f''(x)"),
    ("<msup><mi>x</mi><mn>2</mn></msup><mo>′</mo>", "x^2{}'"),
    ("<msup><msub><mi>x</mi><mi>i</mi></msub><mn>2</mn></msup>", "x_i^2"),
    ("<msub><msup><mi>x</mi><mn>2</mn></msup><mi>i</mi></msub>", "x^2_i"),
    ("<msub><msub><mi>x</mi><mi>i</mi></msub><mi>j</mi></msub>", "{x_i}_j"),
    ("<msup><mrow><mo>|</mo><mi>x</mi><mo>|</mo></mrow><mn>2</mn></msup>", "|x|^2"),
    ("<msup><mi>sin</mi><mn>2</mn></msup><mo>&#x2061;</mo><mi>x</mi>", r"\sin^2 x"),
    ("<msup><mrow/><mn>2</mn></msup><mi>H</mi>", "{}^2H"),
    ("<mo>≠</mo>", r"\neq"),
    ("<mo>=</mo><mo>&#x338;</mo>", r"\neq"),
    ("<mo>:=</mo>", ":="),
    ("<mo>&lt;=</mo>", r"\leq"),
    ("<mo>&#x2211;</mo><mi>a</mi>", r"\sum a"),
    ("<mi>A</mi><mo>∣</mo><mi>B</mi>", r"A\mid B"),
    ("<mi>a</mi><mo>∥</mo><mi>b</mi>", r"a\parallel b"),
    ("<mo>‖</mo><mi>v</mi><mo>‖</mo>", r"\|v\|"),
    ('<mo fence="true">(</mo><mi>x</mi><mo fence="true">)</mo>', r"\left(x\right)"),
    ('<mo fence="true">(</mo><mi>x</mi>', r"\left(x\right."),
    ('<mo stretchy="false">(</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo stretchy="false">)</mo>', r"(\frac{a}{b})"),
    ('<mo minsize="2.4em">(</mo><mi>x</mi><mo minsize="2.4em">)</mo>', r"\biggl(x\biggr)"),
    ("<mrow><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>|</mo></mrow>", r"\left.\frac{a}{b}\right|"),
    ("<mover><mi>x</mi><mo>⃗</mo></mover>", r"\vec{x}"),
    ("<mover><mi>x</mi><mo>⏞</mo></mover>", r"\overbrace{x}"),
    ('<mover accent="false"><mi>x</mi><mo>~</mo></mover>', r"\overset{\sim}{x}"),
    ("<mover><mi>X</mi><mi>n</mi></mover>", r"\overset{n}{X}"),
    ("<mover><mrow><mi>A</mi><mi>B</mi></mrow><mo>⌢</mo></mover>", r"\overgroup{AB}"),
    ("<mover><mo>⇒</mo><mi>f</mi></mover>", r"\overset{f}{\Rightarrow}"),
    ('<mover><mo stretchy="true">⇒</mo><mi>f</mi></mover>', r"\xRightarrow{f}"),
    ("<munderover><mi>x</mi><mo>_</mo><mo>¯</mo></munderover>", r"\underline{\bar{x}}"),
    ("<munderover><mo>∏</mo><mi>i</mi><mi>∞</mi></munderover><mi>x</mi>", r"\prod_i^\infty x"),
    ("<munder><mo>∫</mo><mi>C</mi></munder><mi>f</mi>", r"\int\limits_C f"),
    ("<mtable><mtr><mtd><mi>x</mi></mtd></mtr></mtable>", "x"),
    ('<mtable columnalign="left right"><mtr><mtd><mi>x</mi></mtd><mtd><mi>y</mi></mtd></mtr><mtr><mtd><mi>z</mi></mtd><mtd><mi>w</mi></mtd></mtr></mtable>', r"\begin{array}{lr} x & y \\ z & w \end{array}"),
    ('<mtable frame="solid" rowlines="solid" columnlines="dashed"><mtr><mtd><mi>x</mi></mtd><mtd><mi>y</mi></mtd></mtr><mtr><mtd><mi>z</mi></mtd><mtd><mi>w</mi></mtd></mtr></mtable>', r"\begin{array}{|c|c|} \hline x & y \\ \hline z & w \\ \hline \end{array}"),
    ('<mtable><mtr><mtd columnspan="2"><mi>x</mi></mtd></mtr><mtr><mtd><mi>z</mi></mtd><mtd><mi>w</mi></mtd></mtr></mtable>', r"\begin{matrix} x & \\ z & w \end{matrix}"),
    ("<mtable><mtr><mtd><mi>x</mi></mtd></mtr><mtr><mtd><mo>[</mo><mi>y</mi><mo>]</mo></mtd></mtr></mtable>", r"\begin{matrix} x \\ {}[y] \end{matrix}"),
    ("<mo>{</mo><mtable><mtr><mtd><mi>x</mi></mtd></mtr><mtr><mtd><mi>y</mi></mtd></mtr></mtable><mo>}</mo>", r"\begin{Bmatrix} x \\ y \end{Bmatrix}"),
    ("<mtable><mtr><mtd><mi>x</mi></mtd></mtr><mtr><mtd><mi>y</mi></mtd></mtr></mtable><mo>}</mo>", r"\begin{rcases} x \\ y \end{rcases}"),
    ("<mo>[</mo><mtable><mtr><mtd><mi>x</mi></mtd></mtr><mtr><mtd><mi>y</mi></mtd></mtr></mtable><mo>)</mo>", r"\left[\begin{matrix} x \\ y \end{matrix}\right)"),
    ('<mo>{</mo><mtable columnalign="right left"><mtr><mtd><mi>x</mi></mtd><mtd><mo>=</mo><mi>y</mi></mtd></mtr><mtr><mtd><mi>z</mi></mtd><mtd><mo>=</mo><mi>w</mi></mtd></mtr></mtable>', r"\left\{\begin{aligned} x &=y \\ z &=w \end{aligned}\right."),
    ("<mtable><mlabeledtr><mtd><mtext>(1)</mtext></mtd><mtd><mi>a</mi></mtd><mtd><mo>=</mo><mi>b</mi></mtd></mlabeledtr><mlabeledtr><mtd><mtext>(2)</mtext></mtd><mtd><mi>c</mi></mtd><mtd><mo>=</mo><mi>d</mi></mtd></mlabeledtr></mtable>", r"\begin{align*} a &=b \tag{1} \\ c &=d \tag{2} \end{align*}"),
    ('<mtable><mtr><mtd class="mtr-glue"/><mtd><mi>x</mi></mtd><mtd class="mml-eqn-num"><mtext>(7)</mtext></mtd></mtr></mtable>', r"x \tag{7}"),
    ('<mrow dir="rtl"><mi>س</mi><mo>=</mo><mn>٣</mn></mrow>', "س=٣"),
    ('<mstyle mathcolor="red" displaystyle="true"><mi>x</mi></mstyle>', "x"),
    ('<mstyle mathvariant="bold"><mi>x</mi></mstyle>', r"\mathbf{x}"),
    ('<mspace width="0.5em"/>', r"\enspace"),
    ('<mi>a</mi><mspace width="-3px"/><mi>b</mi>', r"a\!b"),
    ('<mi>a</mi><mspace linebreak="newline"/><mi>b</mi>', r"a\\ b"),
    ('<mi>a</mi><mspace width="2em"/><mi>b</mi>', r"a\qquad b"),
    ("<mfrac><mi>a</mi></mfrac>", r"\frac{a}{}"),
    ("<mfrac>1 2</mfrac>", r"\frac{\text{1 2}}{}"),
    ("x + y", "x + y"),
    ("<mrow>x<mo>+</mo>1</mrow>", "x+1"),
    ("<mi>&alpha;</mi><mo>&InvisibleTimes;</mo><mi>&infin;</mi>", r"\alpha\infty"),
    ("<mi>𝒜𝒷</mi>", r"\mathcal{Ab}"),
    ("<mi>𝛂</mi><mi>𝜷</mi><mi>𝝏</mi>", r"\boldsymbol{\alpha\beta\partial}"),
    ('<mi mathvariant="bold">ω</mi>', r"\boldsymbol{\omega}"),
    ('<mi mathvariant="fraktur">g</mi><mi mathvariant="monospace">t</mi><mi mathvariant="sans-serif">s</mi><mi mathvariant="script">S</mi>', r"\mathfrak{g}\mathtt{t}\mathsf{s}\mathcal{S}"),
    ("<mo>ⅆ</mo><mi>x</mi><mi>ⅇ</mi><mi>ⅈ</mi>", r"\mathrm{d}x\mathrm{e}\mathrm{i}"),
    ("<mi>ℜ</mi><mi>z</mi>", r"\Re z"),
    ("<mi>ab</mi><mo>(</mo><mi>x</mi><mo>)</mo>", r"\operatorname{ab}(x)"),
    ("<mo>max</mo><mo>(</mo><mi>x</mi><mo>)</mo>", r"\max(x)"),
    ('<mo>(</mo><mi>mod</mi><mspace width="1em"/><mi>n</mi><mo>)</mo>', r"\pmod{n}"),
    ("<mi>x</mi><mo>mod</mo><mi>y</mi>", r"x\bmod y"),
    ("<unknown><mi>x</mi><mi>y</mi></unknown>", "xy"),
    ("<mo>-</mo><mi>x</mi><mo>−</mo><mi>y</mi>", "-x-y"),
    (r"<mo>%</mo><mo>#</mo><mo>&amp;</mo><mo>_</mo><mo>$</mo><mo>\</mo>", r"\%\#\&\_\$\backslash"),
    ("<mi>x</mi><mo>*</mo><mo>∗</mo><mo>⋆</mo>", r"x**\star"),
    ("<mroot><mi>x</mi><mrow><mo>[</mo><mi>n</mi><mo>]</mo></mrow></mroot>", r"\sqrt[{[n]}]{x}"),
    ("<mroot><mi>x</mi></mroot>", r"\sqrt{x}"),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "tex"), EXOTIC)
def test_exotic_elements(inner: str, tex: str) -> None:
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


ELEMENTS = (
    "msup msub msubsup mfrac msqrt mroot mover munder munderover mfenced menclose mtable mtr mtd mstyle mphantom mpadded "
    "maction semantics mmultiscripts mtext mi mo mn ms mstack mlongdiv msgroup msrow mscarries mlabeledtr apply bind"
)


@pytest.mark.parametrize("name", ELEMENTS.split())
def test_no_element_is_ever_read_twice(name: str) -> None:
    """Nested in itself as deep as the tree goes, with siblings: reading twice would double at each level."""
    for inner in ("", "<mi>a</mi>", "<mi>a</mi><mi>b</mi>"):
        markup = "<math>" + f"<{name}>{inner}" * 150 + "<mi>zz</mi>"
        with time_limit(2.0):
            assert isinstance(to_tex(markup), str)


@pytest.mark.parametrize(
    "unit",
    [
        "<munder><mi>a</mi><mtable><mtr><mtd>",
        "<munder><mi>a</mi><mtable><mtr><mtd><mi>z</mi></mtd><mtd>",
        "<mrow><mo>{</mo><mtable><mtr><mtd><mi>a</mi>",
        "<mrow><mo>(</mo><mfrac><mrow><mi>a</mi>",
        '<menclose notation="left"><mtable><mtr><mtd>',
        "<apply><int/><bvar><ci>x</ci></bvar><apply><plus/><ci>x</ci>",
        "<apply><diff/><bvar><ci>x</ci></bvar>",
        "<mtext><math><mi>a</mi>",
    ],
)
def test_no_layout_is_ever_read_twice(unit: str) -> None:
    with time_limit(2.0):
        assert isinstance(to_tex("<math>" + unit * 200 + "<mi>x</mi>"), str)


@pytest.mark.parametrize(
    "unit",
    [
        "<mo>(</mo>",
        "<mo>|</mo>",
        "<mo>)</mo>",
        '<mo fence="true">(</mo>',
        "<mo>(</mo><mi>mod</mi>",
        '<mi mathvariant="normal">x</mi>',
        "<mtext>x</mtext>",
        "<mtable><mtr><mtd><mi>x</mi></mtd></mtr></mtable>",
        "<a ",
        "<a",
        '<a "',
        "<!--",
        "<![CDATA[",
        "<msup><mi>x</mi>",
        "&amp;",
    ],
)
def test_time_is_linear(unit: str) -> None:
    def seconds(count: int) -> float:
        to_tex.cache_clear()
        start = time.process_time()
        to_tex("<math>" + unit * count)
        return time.process_time() - start

    small = min(seconds(2_000) for _ in range(3))
    large = min(seconds(8_000) for _ in range(3))
    assert large < 10 * max(small, 5e-3)  # 4 where the cost is linear, 16 where it is quadratic


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


NAMES = f"{ELEMENTS} mspace mprescripts none ci cn bvar lowlimit condition plus sum int set piecewise matrix unknown"
SIGNS = [
    "x",
    "∑",
    "(",
    ")",
    "|",
    "{",
    "→",
    "¯",
    "′",
    "⏟",
    "_",
    "&lt;",
    "sin",
    "12",
    "\\",
    "%",
    "𝐀",
    "⁻",
    "",
    " ",
    "\u0338",
]
MARKS = [
    "",
    ' fence="true"',
    ' stretchy="false"',
    ' form="prefix"',
    ' mathvariant="bold"',
    ' linethickness="0"',
    ' notation="left"',
    ' columnalign="right left"',
    ' minsize="1.2em"',
    ' open="" close="|"',
    ' columnspan="3"',
]


def test_no_tree_of_elements_raises() -> None:
    draw = random.Random(0)

    def tree(depth: int) -> str:
        name = draw.choice(NAMES.split())
        inner = (
            "".join(tree(depth - 1) for _ in range(draw.randrange(5)))
            if depth
            else draw.choice(SIGNS)
        )
        return f"<{name}{draw.choice(MARKS)}>{inner}" + f"</{name}>" * (draw.random() < 0.95)

    for _ in range(600):
        assert isinstance(to_tex(f"<math>{tree(draw.randrange(5))}</math>"), str)


def test_deep_nesting_does_not_exhaust_the_stack() -> None:
    assert isinstance(to_tex("<math>" + "<mrow>" * 50_000 + "<mi>x</mi>"), str)
    assert isinstance(to_tex("<math>" + "<msup>" * 5_000 + "<mi>x</mi>"), str)
    assert to_tex("<math>" + "<mrow>" * 50 + "<mi>x</mi>") == "x"
