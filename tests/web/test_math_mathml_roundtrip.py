# ruff: noqa: E501  (one case a line)
"""MathML as renderers write it, and the TeX that KaTeX sets as it sets the formula that was rendered.

Rendered by KaTeX 0.19, Temml 0.13, MathJax 3.2, pandoc 2.17 and LaTeXML 0.8 from formulas of our own, which
stand above their lines, without TeX annotations. Of each pair KaTeX's trees of both formulas were equal,
rows flattened and spaces dropped, when the line was written.
"""

import pytest

from proofpile.web.math.notations.mathml_tex import to_tex

CASES = [
    # f''(x)
    ("katex", r'<mrow><msup><mi>f</mi><mrow><mo mathvariant="normal">′</mo><mo mathvariant="normal">′</mo></mrow></msup><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo></mrow>', r"f''(x)"),
    ("temml", r'<mrow><msup><mi>f</mi><mrow class="tml-lrg-pad"><mo lspace="0em" rspace="0em" class="tml-prime">′</mo><mo lspace="0em" rspace="0em" class="tml-prime">′</mo></mrow></msup><mrow><mo fence="true" form="prefix" stretchy="false">(</mo><mi>x</mi><mo fence="true" form="postfix" stretchy="false">)</mo></mrow></mrow>', r"f''(x)"),
    ("mathjax", r'<msup><mi>f</mi><mo data-mjx-alternate="1">&#x2033;</mo></msup><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo>', r"f''(x)"),
    ("pandoc", r'<mrow><mi>f</mi><mi>″</mi><mrow><mo stretchy="true" form="prefix">(</mo><mi>x</mi><mo stretchy="true" form="postfix">)</mo></mrow></mrow>', r"f''(x)"),
    ("latexml", r'<mrow><msup><mi>f</mi><mo>′′</mo></msup><mo>&#x2062;</mo><mrow><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo></mrow></mrow>', r"f''(x)"),
    # y'^2
    ("katex", r'<mrow><msup><mi>y</mi><mrow><mo mathvariant="normal">′</mo><mn>2</mn></mrow></msup></mrow>', r"y'^2"),
    ("temml", r'<msup><mi>y</mi><mrow class="tml-sml-pad"><mo lspace="0em" rspace="0em" class="tml-prime">′</mo><mn>2</mn></mrow></msup>', r"y'^2"),
    ("mathjax", r'<msup><mi>y</mi><mrow><mo data-mjx-alternate="1" data-mjx-pseudoscript="true">&#x2032;</mo><mn>2</mn></mrow></msup>', r"y'^2"),
    ("pandoc", r"<mrow><mi>y</mi><msup><mi>′</mi><mn>2</mn></msup></mrow>", r"y'^2"),
    ("latexml", r'<msup><mi>y</mi><mrow><mo mathsize="142%">′</mo><mo lspace="0em">⁣</mo><mn>2</mn></mrow></msup>', r"y'^2"),
    # \hat{x}
    ("katex", r'<mrow><mover accent="true"><mi>x</mi><mo>^</mo></mover></mrow>', r"\hat{x}"),
    ("temml", r'<mover><mi>x</mi><mo stretchy="false" class="chr-sml wbk-sml-acc">ˆ</mo></mover>', r"\hat{x}"),
    ("mathjax", r'<mrow data-mjx-texclass="ORD"><mover><mi>x</mi><mo stretchy="false">^</mo></mover></mrow>', r"\hat{x}"),
    ("pandoc", r'<mover><mi>x</mi><mo accent="true">̂</mo></mover>', r"\hat{x}"),
    ("latexml", r'<mover accent="true"><mi>x</mi><mo>^</mo></mover>', r"\hat{x}"),
    # \widehat{xyz}
    ("katex", r'<mrow><mover accent="true"><mrow><mi>x</mi><mi>y</mi><mi>z</mi></mrow><mo stretchy="true">^</mo></mover></mrow>', r"\widehat{xyz}"),
    ("temml", r'<mover><mrow><mi>x</mi><mi>y</mi><mi>z</mi></mrow><mo stretchy="true" class="tml-hat-3">ˆ</mo></mover>', r"\widehat{xyz}"),
    ("mathjax", r'<mrow data-mjx-texclass="ORD"><mover><mrow><mi>x</mi><mi>y</mi><mi>z</mi></mrow><mo>^</mo></mover></mrow>', r"\widehat{xyz}"),
    ("pandoc", r'<mover><mrow><mi>x</mi><mi>y</mi><mi>z</mi></mrow><mo accent="true">̂</mo></mover>', r"\widehat{xyz}"),
    ("latexml", r'<mover accent="true"><mrow><mi>x</mi><mo>&#x2062;</mo><mi>y</mi><mo>&#x2062;</mo><mi>z</mi></mrow><mo>^</mo></mover>', r"\widehat{xyz}"),
    # \bar{x}
    ("katex", r'<mrow><mover accent="true"><mi>x</mi><mo>ˉ</mo></mover></mrow>', r"\bar{x}"),
    ("temml", r'<mover><mi>x</mi><mo stretchy="false" class="chr-sml wbk-sml-acc">‾</mo></mover>', r"\bar{x}"),
    ("mathjax", r'<mrow data-mjx-texclass="ORD"><mover><mi>x</mi><mo stretchy="false">&#xAF;</mo></mover></mrow>', r"\bar{x}"),
    ("pandoc", r'<mover><mi>x</mi><mo accent="true">‾</mo></mover>', r"\bar{x}"),
    ("latexml", r'<mover accent="true"><mi>x</mi><mo>¯</mo></mover>', r"\bar{x}"),
    # \overline{AB}
    ("katex", r'<mrow><mover accent="true"><mrow><mi>A</mi><mi>B</mi></mrow><mo stretchy="true">‾</mo></mover></mrow>', r"\overline{AB}"),
    ("temml", r'<menclose notation="top" class="tml-overline"><mrow><mi>A</mi><mi>B</mi></mrow></menclose>', r"\overline{AB}"),
    ("mathjax", r'<mover><mrow><mi>A</mi><mi>B</mi></mrow><mo accent="true">&#x2015;</mo></mover>', r"\overline{AB}"),
    ("pandoc", r'<mover><mrow><mi>A</mi><mi>B</mi></mrow><mo accent="true">¯</mo></mover>', r"\overline{AB}"),
    ("latexml", r'<mover accent="true"><mrow><mi>A</mi><mo>&#x2062;</mo><mi>B</mi></mrow><mo>¯</mo></mover>', r"\overline{AB}"),
    # \vec{v}
    ("katex", r'<mrow><mover accent="true"><mi>v</mi><mo>⃗</mo></mover></mrow>', r"\vec{v}"),
    ("temml", r'<mover><mi>v</mi><mo stretchy="false" class="tml-vec chr-sml wbk-sml-vec">→</mo></mover>', r"\vec{v}"),
    ("mathjax", r'<mrow data-mjx-texclass="ORD"><mover><mi>v</mi><mo stretchy="false">&#x2192;</mo></mover></mrow>', r"\vec{v}"),
    ("pandoc", r'<mover><mi>v</mi><mo accent="true">⃗</mo></mover>', r"\vec{v}"),
    ("latexml", r'<mover accent="true"><mi>v</mi><mo stretchy="false">→</mo></mover>', r"\vec{v}"),
    # \overrightarrow{AB}
    ("katex", r'<mrow><mover accent="true"><mrow><mi>A</mi><mi>B</mi></mrow><mo stretchy="true">→</mo></mover></mrow>', r"\overrightarrow{AB}"),
    ("temml", r'<mover><mrow><mi>A</mi><mi>B</mi></mrow><mo stretchy="true">→</mo></mover>', r"\overrightarrow{AB}"),
    ("mathjax", r"<mover><mrow><mi>A</mi><mi>B</mi></mrow><mo>&#x2192;</mo></mover>", r"\overrightarrow{AB}"),
    ("pandoc", r'<mover><mrow><mi>A</mi><mi>B</mi></mrow><mo accent="true">⃗</mo></mover>', r"\overrightarrow{AB}"),
    ("latexml", r'<mover accent="true"><mrow><mi>A</mi><mo>&#x2062;</mo><mi>B</mi></mrow><mo stretchy="false">→</mo></mover>', r"\overrightarrow{AB}"),
    # \dot{x}
    ("katex", r'<mrow><mover accent="true"><mi>x</mi><mo>˙</mo></mover></mrow>', r"\dot{x}"),
    ("temml", r'<mover><mi>x</mi><mo stretchy="false" class="chr-sml wbk-sml-acc">˙</mo></mover>', r"\dot{x}"),
    ("mathjax", r'<mrow data-mjx-texclass="ORD"><mover><mi>x</mi><mo>&#x2D9;</mo></mover></mrow>', r"\dot{x}"),
    ("pandoc", r'<mover><mi>x</mi><mo accent="true">̇</mo></mover>', r"\dot{x}"),
    ("latexml", r'<mover accent="true"><mi>x</mi><mo>˙</mo></mover>', r"\dot{x}"),
    # \xrightarrow[a]{b}
    ("katex", r'<mrow><munderover><mo stretchy="true" minsize="3.0em">→</mo><mpadded width="+0.6em" lspace="0.3em"><mi>a</mi></mpadded><mpadded width="+0.6em" lspace="0.3em"><mi>b</mi></mpadded></munderover></mrow>', r"\xrightarrow[a]{b}"),
    ("temml", r'<mrow><mspace width="0.2778em"></mspace><munderover accent="false"><mo stretchy="true" lspace="0" rspace="0">→</mo><munder><mrow><mspace width="0.4286em"></mspace><mi>a</mi><mspace width="0.4286em"></mspace></mrow><mspace width="3.5000em"></mspace></munder><mover><mrow><mspace width="0.4286em"></mspace><mi>b</mi><mspace width="0.4286em"></mspace></mrow><mspace width="3.5000em"></mspace></mover></munderover><mspace width="0.2778em"></mspace></mrow>', r"\xrightarrow[a]{b}"),
    ("mathjax", r'<munderover><mstyle scriptlevel="0"><mo data-mjx-texclass="REL">&#x2192;</mo></mstyle><mpadded width="+0.833em" lspace="0.278em" voffset=".15em" depth="-.15em"><mi>a</mi><mspace height=".75em"></mspace></mpadded><mpadded width="+0.833em" lspace="0.278em" voffset="-.2em" height="-.2em"><mi>b</mi><mspace depth=".25em"></mspace></mpadded></munderover>', r"\xrightarrow[a]{b}"),
    ("pandoc", r"<munderover><mo>→</mo><mi>a</mi><mi>b</mi></munderover>", r"\xrightarrow[a]{b}"),
    ("latexml", r'<munderover accent="true" accentunder="true"><mo stretchy="false">→</mo><mo mathsize="142%">𝑎</mo><mo>𝑏</mo></munderover>', r"\xrightarrow[a]{b}"),
    # \stackrel{\text{def}}{=}
    ("katex", r"<mrow><mo><mover><mo><mo>=</mo></mo><mtext>def</mtext></mover></mo></mrow>", r"\overset{\text{def}}{=}"),
    ("temml", r"<mrow><mover><mo>=</mo><mtext>def</mtext></mover></mrow>", r"\overset{\text{def}}{=}"),
    ("mathjax", r'<mrow data-mjx-texclass="REL"><mover><mrow data-mjx-texclass="OP"><mo>=</mo></mrow><mrow data-mjx-texclass="ORD"><mtext>def</mtext></mrow></mover></mrow>', r"\overset{\text{def}}{=}"),
    ("pandoc", r'<mover><mo>=</mo><mtext mathvariant="normal">def</mtext></mover>', r"\overset{\text{def}}{=}"),
    ("latexml", r"<mover><mo>=</mo><mtext>def</mtext></mover>", r"\overset{\text{def}}{=}"),
    # \sum_{\substack{i<j\\ i\ne k}}a_{ij}
    ("katex", r'<mrow><munder><mo>∑</mo><mstyle scriptlevel="1"><mtable rowspacing="0.1em" columnalign="center" columnspacing="1em"><mtr><mtd><mstyle scriptlevel="1" displaystyle="false"><mrow><mi>i</mi><mo>&lt;</mo><mi>j</mi></mrow></mstyle></mtd></mtr><mtr><mtd><mstyle scriptlevel="1" displaystyle="false"><mrow><mi>i</mi><mo mathvariant="normal">≠</mo><mi>k</mi></mrow></mstyle></mtd></mtr></mtable></mstyle></munder><msub><mi>a</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub></mrow>', r"\sum_{\substack{i<j \\ i\neq k}}a_{ij}"),
    ("temml", r'<mrow><mrow><munder><mo movablelimits="false">∑</mo><mstyle scriptlevel="1"><mtable class="tml-small"><mtr><mtd><mrow><mi>i</mi><mo>&lt;</mo><mi>j</mi></mrow></mtd></mtr><mtr><mtd><mrow><mi>i</mi><mo>≠</mo><mi>k</mi></mrow></mtd></mtr></mtable></mstyle></munder></mrow><msub><mi>a</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub></mrow>', r"\sum_{\substack{i<j \\ i\neq k}}a_{ij}"),
    ("mathjax", r'<munder><mo data-mjx-texclass="OP">&#x2211;</mo><mrow data-mjx-texclass="ORD"><mtable data-mjx-smallmatrix="true" columnspacing="0em" rowspacing="0.1em"><mtr><mtd><mi>i</mi><mo>&lt;</mo><mi>j</mi></mtd></mtr><mtr><mtd><mi>i</mi><mo>&#x2260;</mo><mi>k</mi></mtd></mtr></mtable></mrow></munder><msub><mi>a</mi><mrow data-mjx-texclass="ORD"><mi>i</mi><mi>j</mi></mrow></msub>', r"\sum_{\substack{i<j \\ i\neq k}}a_{ij}"),
    ("pandoc", r'<mrow><munder><mo>∑</mo><mtable><mtr><mtd columnalign="center"><mrow><mi>i</mi><mo>&lt;</mo><mi>j</mi></mrow></mtd></mtr><mtr><mtd columnalign="center"><mrow><mi>i</mi><mo>≠</mo><mi>k</mi></mrow></mtd></mtr></mtable></munder><msub><mi>a</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub></mrow>', r"\sum_{\substack{i<j \\ i\neq k}}a_{ij}"),
    ("latexml", r'<mrow><munder><mo movablelimits="false">∑</mo><mtable rowspacing="0pt"><mtr><mtd><mrow><mi>i</mi><mo>&lt;</mo><mi>j</mi></mrow></mtd></mtr><mtr><mtd><mrow><mi>i</mi><mo>≠</mo><mi>k</mi></mrow></mtd></mtr></mtable></munder><msub><mi>a</mi><mrow><mi>i</mi><mo>&#x2062;</mo><mi>j</mi></mrow></msub></mrow>', r"\sum_{\substack{i<j \\ i\neq k}}a_{ij}"),
    # \operatorname*{argmax}_{x\in X}f(x)
    ("katex", r'<mrow><munder><mrow><mi mathvariant="normal">argmax</mi><mo>&#x2061;</mo></mrow><mrow><mi>x</mi><mo>∈</mo><mi>X</mi></mrow></munder><mi>f</mi><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo></mrow>', r"\operatorname*{argmax}_{x\in X}f(x)"),
    ("temml", r'<mrow><munder><mi>argmax</mi><mrow><mi>x</mi><mo>∈</mo><mi>X</mi></mrow></munder><mo>&#x2061;</mo><mspace width="0.1667em"></mspace><mi>f</mi><mrow><mo fence="true" form="prefix" stretchy="false">(</mo><mi>x</mi><mo fence="true" form="postfix" stretchy="false">)</mo></mrow></mrow>', r"\operatorname*{argmax}_{x\in X}f(x)"),
    ("mathjax", r'<munder><mi>argmax</mi><mrow data-mjx-texclass="ORD"><mi>x</mi><mo>&#x2208;</mo><mi>X</mi></mrow></munder><mi>f</mi><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo>', r"\operatorname*{argmax}_{x\in X}f(x)"),
    ("pandoc", r'<mrow><munder><mo>argmax</mo><mrow><mi>x</mi><mo>∈</mo><mi>X</mi></mrow></munder><mi>f</mi><mrow><mo stretchy="true" form="prefix">(</mo><mi>x</mi><mo stretchy="true" form="postfix">)</mo></mrow></mrow>', r"\operatorname*{argmax}_{x\in X}f(x)"),
    ("latexml", r'<mrow><mrow><munder><mo>argmax</mo><mrow><mi>x</mi><mo>∈</mo><mi>X</mi></mrow></munder><mi>f</mi></mrow><mo>&#x2062;</mo><mrow><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo></mrow></mrow>', r"\operatorname*{argmax}_{x\in X}f(x)"),
    # \limsup_{n\to\infty}a_n
    ("katex", r'<mrow><munder><mrow><mi mathvariant="normal">lim sup</mi><mo>&#x2061;</mo></mrow><mrow><mi>n</mi><mo>→</mo><mi mathvariant="normal">∞</mi></mrow></munder><msub><mi>a</mi><mi>n</mi></msub></mrow>', r"\limsup_{n\to\infty}a_n"),
    ("temml", r'<mrow><munder><mi>lim sup</mi><mrow><mi>n</mi><mo>→</mo><mi>∞</mi></mrow></munder><mo>&#x2061;</mo><mspace width="0.1667em"></mspace><msub><mi>a</mi><mi>n</mi></msub></mrow>', r"\limsup_{n\to\infty}a_n"),
    ("mathjax", r'<munder><mo data-mjx-texclass="OP" movablelimits="true">lim&#x2006;sup</mo><mrow data-mjx-texclass="ORD"><mi>n</mi><mo accent="false" stretchy="false">&#x2192;</mo><mi mathvariant="normal">&#x221E;</mi></mrow></munder><msub><mi>a</mi><mi>n</mi></msub>', r"\limsup_{n\to\infty}a_n"),
    ("pandoc", r"<mrow><munder><mo>limsup</mo><mrow><mi>n</mi><mo>→</mo><mi>∞</mi></mrow></munder><msub><mi>a</mi><mi>n</mi></msub></mrow>", r"\limsup_{n\to\infty}a_n"),
    ("latexml", r'<mrow><munder><mo movablelimits="false">lim sup</mo><mrow><mi>n</mi><mo stretchy="false">→</mo><mi mathvariant="normal">∞</mi></mrow></munder><msub><mi>a</mi><mi>n</mi></msub></mrow>', r"\limsup_{n\to\infty}a_n"),
    # \mathrm{SL}_2(\mathbb{Z})
    ("katex", r'<mrow><msub><mrow><mi mathvariant="normal">S</mi><mi mathvariant="normal">L</mi></mrow><mn>2</mn></msub><mo stretchy="false">(</mo><mi mathvariant="double-struck">Z</mi><mo stretchy="false">)</mo></mrow>', r"\mathrm{SL}_2(\mathbb{Z})"),
    ("temml", r'<mrow><msub><mpadded lspace="0"><mi>SL</mi></mpadded><mn>2</mn></msub><mrow><mo fence="true" form="prefix" stretchy="false">(</mo><mi>ℤ</mi><mo fence="true" form="postfix" stretchy="false">)</mo></mrow></mrow>', r"\mathrm{SL}_2(\mathbb{Z})"),
    ("mathjax", r'<msub><mrow data-mjx-texclass="ORD"><mi data-mjx-auto-op="false">SL</mi></mrow><mn>2</mn></msub><mo stretchy="false">(</mo><mrow data-mjx-texclass="ORD"><mi mathvariant="double-struck">Z</mi></mrow><mo stretchy="false">)</mo>', r"\mathrm{SL}_2(\mathbb{Z})"),
    ("pandoc", r'<mrow><msub><mstyle mathvariant="normal"><mi>S</mi><mi>L</mi></mstyle><mn>2</mn></msub><mrow><mo stretchy="true" form="prefix">(</mo><mstyle mathvariant="double-struck"><mi>ℤ</mi></mstyle><mo stretchy="true" form="postfix">)</mo></mrow></mrow>', r"\mathrm{SL}_2(\mathbb{Z})"),
    ("latexml", r'<mrow><msub><mi>SL</mi><mn>2</mn></msub><mo>&#x2062;</mo><mrow><mo stretchy="false">(</mo><mi>ℤ</mi><mo stretchy="false">)</mo></mrow></mrow>', r"\mathrm{SL}_2(\mathbb{Z})"),
    # \mathbf{Ax}=\mathbf{b}
    ("katex", r'<mrow><mrow><mi mathvariant="bold">A</mi><mi mathvariant="bold">x</mi></mrow><mo>=</mo><mi mathvariant="bold">b</mi></mrow>', r"\mathbf{Ax}=\mathbf{b}"),
    ("temml", r"<mrow><mrow><mi>𝐀</mi><mi>𝐱</mi></mrow><mo>=</mo><mi>𝐛</mi></mrow>", r"\mathbf{Ax}=\mathbf{b}"),
    ("mathjax", r'<mrow data-mjx-texclass="ORD"><mi mathvariant="bold">Ax</mi></mrow><mo>=</mo><mrow data-mjx-texclass="ORD"><mi mathvariant="bold">b</mi></mrow>', r"\mathbf{Ax}=\mathbf{b}"),
    ("pandoc", r'<mrow><mstyle mathvariant="bold"><mi>𝐀</mi><mi>𝐱</mi></mstyle><mo>=</mo><mstyle mathvariant="bold"><mi>𝐛</mi></mstyle></mrow>', r"\mathbf{Ax}=\mathbf{b}"),
    ("latexml", r"<mrow><mi>𝐀𝐱</mi><mo>=</mo><mi>𝐛</mi></mrow>", r"\mathbf{Ax}=\mathbf{b}"),
    # \boldsymbol{\alpha}
    ("katex", r'<mrow><mi mathvariant="bold-italic">α</mi></mrow>', r"\boldsymbol{\alpha}"),
    ("temml", r"<mi>𝜶</mi>", r"\boldsymbol{\alpha}"),
    ("mathjax", r'<mi mathvariant="bold-italic">&#x3B1;</mi>', r"\boldsymbol{\alpha}"),
    ("pandoc", r'<mstyle mathvariant="bold"><mi>𝛂</mi></mstyle>', r"\boldsymbol{\alpha}"),
    ("latexml", r"<mi>𝜶</mi>", r"\boldsymbol{\alpha}"),
    # a=b \tag{1}
    ("katex", r'<mtable width="100%"><mtr><mtd width="50%"></mtd><mtd><mrow><mi>a</mi><mo>=</mo><mi>b</mi></mrow></mtd><mtd width="50%"></mtd><mtd><mtext>(1)</mtext></mtd></mtr></mtable>', r"a=b \tag{1}"),
    ("temml", r'<mtable displaystyle="true" style="width:100%;"><mtr class="tml-tageqn"><mtd style="padding:0;width:50%;"></mtd><mtd><mrow><mi>a</mi><mo>=</mo><mi>b</mi></mrow></mtd><mtd style="padding:0;width:50%;"><mtext class="tml-tag">(1)</mtext></mtd></mtr></mtable>', r"a=b \tag{1}"),
    ("mathjax", r'<mtable displaystyle="true"><mlabeledtr><mtd><mtext>(1)</mtext></mtd><mtd><mi>a</mi><mo>=</mo><mi>b</mi></mtd></mlabeledtr></mtable>', r"a=b \tag{1}"),
    # \begin{align}a&=b\tag{1}\\c&=d\tag{2}\end{align}
    ("katex", r'<mtable rowspacing="0.25em" columnalign="right left" columnspacing="0em"><mtr><mtd class ="mtr-glue"></mtd><mtd><mstyle scriptlevel="0" displaystyle="true"><mi>a</mi></mstyle></mtd><mtd><mstyle scriptlevel="0" displaystyle="true"><mrow><mrow></mrow><mo>=</mo><mi>b</mi></mrow></mstyle></mtd><mtd class ="mtr-glue"></mtd><mtd class ="mml-eqn-num"></mtd></mtr><mtr><mtd class ="mtr-glue"></mtd><mtd><mstyle scriptlevel="0" displaystyle="true"><mi>c</mi></mstyle></mtd><mtd><mstyle scriptlevel="0" displaystyle="true"><mrow><mrow></mrow><mo>=</mo><mi>d</mi></mrow></mstyle></mtd><mtd class ="mtr-glue"></mtd><mtd class ="mml-eqn-num"></mtd></mtr></mtable>', r"\begin{aligned} a &=b \\ c &=d \end{aligned}"),
    ("temml", r'<mtable displaystyle="true" class="tml-jot" style="width:100%;"><mtr><mtd class="tml-right" style="padding:0;width:50%;padding-left:0em;padding-right:0em;"></mtd><mtd class="tml-right"><mi>a</mi></mtd><mtd class="tml-left"><mrow><mo>=</mo><mi>b</mi></mrow></mtd><mtd style="padding:0;width:50%;padding-left:1em;padding-right:0em;"><mtext class="tml-tag">(1)</mtext></mtd></mtr><mtr><mtd class="tml-right" style="padding:0;width:50%;padding-left:0em;padding-right:0em;"></mtd><mtd class="tml-right"><mi>c</mi></mtd><mtd class="tml-left"><mrow><mo>=</mo><mi>d</mi></mrow></mtd><mtd style="padding:0;width:50%;padding-left:1em;padding-right:0em;"><mtext class="tml-tag">(2)</mtext></mtd></mtr></mtable>', r"\begin{align*} a &=b \tag{1} \\ c &=d \tag{2} \end{align*}"),
    ("mathjax", r'<mtable displaystyle="true" columnalign="right left" columnspacing="0em" rowspacing="3pt"><mlabeledtr><mtd><mtext>(1)</mtext></mtd><mtd><mi>a</mi></mtd><mtd><mi></mi><mo>=</mo><mi>b</mi></mtd></mlabeledtr><mlabeledtr><mtd><mtext>(2)</mtext></mtd><mtd><mi>c</mi></mtd><mtd><mi></mi><mo>=</mo><mi>d</mi></mtd></mlabeledtr></mtable>', r"\begin{align*} a &=b \tag{1} \\ c &=d \tag{2} \end{align*}"),
    ("pandoc", r'<mtable><mtr><mtd columnalign="right"><mi>a</mi></mtd><mtd columnalign="left"><mo>=</mo><mi>b</mi></mtd></mtr><mtr><mtd columnalign="right"><mi>c</mi></mtd><mtd columnalign="left"><mo>=</mo><mi>d</mi></mtd></mtr></mtable>', r"\begin{aligned} a &=b \\ c &=d \end{aligned}"),
    # \begin{gathered}a=b\\c=d\end{gathered}
    ("katex", r'<mtable rowspacing="0.25em" columnalign="center" columnspacing="0em"><mtr><mtd><mstyle scriptlevel="0" displaystyle="true"><mrow><mi>a</mi><mo>=</mo><mi>b</mi></mrow></mstyle></mtd></mtr><mtr><mtd><mstyle scriptlevel="0" displaystyle="true"><mrow><mi>c</mi><mo>=</mo><mi>d</mi></mrow></mstyle></mtd></mtr></mtable>', r"\begin{gathered} a=b \\ c=d \end{gathered}"),
    ("temml", r'<mtable displaystyle="true" class="tml-jot"><mtr><mtd><mrow><mi>a</mi><mo>=</mo><mi>b</mi></mrow></mtd></mtr><mtr><mtd><mrow><mi>c</mi><mo>=</mo><mi>d</mi></mrow></mtd></mtr></mtable>', r"\begin{gathered} a=b \\ c=d \end{gathered}"),
    ("mathjax", r'<mtable displaystyle="true" columnspacing="1em" rowspacing="3pt"><mtr><mtd><mi>a</mi><mo>=</mo><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi><mo>=</mo><mi>d</mi></mtd></mtr></mtable>', r"\begin{gathered} a=b \\ c=d \end{gathered}"),
    ("pandoc", r'<mtable><mtr><mtd columnalign="center"><mi>a</mi><mo>=</mo><mi>b</mi></mtd></mtr><mtr><mtd columnalign="center"><mi>c</mi><mo>=</mo><mi>d</mi></mtd></mtr></mtable>', r"\begin{gathered} a=b \\ c=d \end{gathered}"),
    ("latexml", r'<mtable displaystyle="true" rowspacing="0pt"><mtr><mtd><mrow><mi>a</mi><mo>=</mo><mi>b</mi></mrow></mtd></mtr><mtr><mtd><mrow><mi>c</mi><mo>=</mo><mi>d</mi></mrow></mtd></mtr></mtable>', r"\begin{gathered} a=b \\ c=d \end{gathered}"),
    # |x|=\begin{cases}x&\text{if }x\ge 0\\-x&\text{otherwise}\end{cases}
    ("katex", r'<mrow><mi mathvariant="normal">∣</mi><mi>x</mi><mi mathvariant="normal">∣</mi><mo>=</mo><mrow><mo fence="true">{</mo><mtable rowspacing="0.36em" columnalign="left left" columnspacing="1em"><mtr><mtd><mstyle scriptlevel="0" displaystyle="false"><mi>x</mi></mstyle></mtd><mtd><mstyle scriptlevel="0" displaystyle="false"><mrow><mtext>if&#xa0;</mtext><mi>x</mi><mo>≥</mo><mn>0</mn></mrow></mstyle></mtd></mtr><mtr><mtd><mstyle scriptlevel="0" displaystyle="false"><mrow><mo>−</mo><mi>x</mi></mrow></mstyle></mtd><mtd><mstyle scriptlevel="0" displaystyle="false"><mtext>otherwise</mtext></mstyle></mtd></mtr></mtable></mrow></mrow>', r"|x|=\begin{cases} x & \text{if }x\geq 0 \\ -x & \text{otherwise} \end{cases}"),
    ("temml", r'<mrow><mi>|</mi><mi>x</mi><mi>|</mi><mo>=</mo><mrow><mo fence="true" form="prefix" stretchy="true">{</mo><mtable><mtr><mtd class="tml-left"><mi>x</mi></mtd><mtd class="tml-left"><mrow><mtext>if&#xa0;</mtext><mi>x</mi><mo>≥</mo><mn>0</mn></mrow></mtd></mtr><mtr><mtd class="tml-left"><mrow><mo form="prefix" stretchy="false">−</mo><mi>x</mi></mrow></mtd><mtd class="tml-left"><mtext>otherwise</mtext></mtd></mtr></mtable><mo fence="true" form="postfix" stretchy="true"></mo></mrow></mrow>', r"|x|=\begin{cases} x & \text{if }x\geq 0 \\ -x & \text{otherwise} \end{cases}"),
    ("mathjax", r'<mo data-mjx-texclass="ORD" stretchy="false">|</mo><mi>x</mi><mo data-mjx-texclass="ORD" stretchy="false">|</mo><mo>=</mo><mrow data-mjx-texclass="INNER"><mo data-mjx-texclass="OPEN">{</mo><mtable columnalign="left left" columnspacing="1em" rowspacing=".2em"><mtr><mtd><mi>x</mi></mtd><mtd><mtext>if&#xA0;</mtext><mi>x</mi><mo>&#x2265;</mo><mn>0</mn></mtd></mtr><mtr><mtd><mo>&#x2212;</mo><mi>x</mi></mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable><mo data-mjx-texclass="CLOSE" fence="true" stretchy="true" symmetric="true"></mo></mrow>', r"|x|=\begin{cases} x & \text{if }x\geq 0 \\ -x & \text{otherwise} \end{cases}"),
    ("pandoc", r'<mrow><mrow><mo stretchy="true" form="prefix">|</mo><mi>x</mi><mo stretchy="true" form="postfix">|</mo></mrow><mo>=</mo><mrow><mo stretchy="true" form="prefix">{</mo><mtable><mtr><mtd columnalign="left"><mi>x</mi></mtd><mtd columnalign="left"><mrow><mtext mathvariant="normal">if </mtext><mspace width="0.333em"></mspace></mrow><mi>x</mi><mo>≥</mo><mn>0</mn></mtd></mtr><mtr><mtd columnalign="left"><mo>−</mo><mi>x</mi></mtd><mtd columnalign="left"><mtext mathvariant="normal">otherwise</mtext></mtd></mtr></mtable></mrow></mrow>', r"|x|=\begin{cases} x & \text{if }x\geq 0 \\ -x & \text{otherwise} \end{cases}"),
    ("latexml", r'<mrow><mrow><mo stretchy="false">|</mo><mi>x</mi><mo stretchy="false">|</mo></mrow><mo>=</mo><mrow><mo>{</mo><mtable columnspacing="5pt" displaystyle="true" rowspacing="0pt"><mtr><mtd class="ltx_align_left" columnalign="left"><mi>x</mi></mtd><mtd class="ltx_align_left" columnalign="left"><mrow><mrow><mtext>if&#xa0;</mtext><mo>&#x2062;</mo><mi>x</mi></mrow><mo>≥</mo><mn>0</mn></mrow></mtd></mtr><mtr><mtd class="ltx_align_left" columnalign="left"><mrow><mo>−</mo><mi>x</mi></mrow></mtd><mtd class="ltx_align_left" columnalign="left"><mtext>otherwise</mtext></mtd></mtr></mtable></mrow></mrow>', r"|x|=\begin{cases} x & \text{if }x\geq 0 \\ -x & \text{otherwise} \end{cases}"),
    # \begin{rcases}a\\b\end{rcases}
    ("katex", r'<mrow><mtable rowspacing="0.36em" columnalign="left left" columnspacing="1em"><mtr><mtd><mstyle scriptlevel="0" displaystyle="false"><mi>a</mi></mstyle></mtd></mtr><mtr><mtd><mstyle scriptlevel="0" displaystyle="false"><mi>b</mi></mstyle></mtd></mtr></mtable><mo fence="true">}</mo></mrow>', r"\begin{rcases} a \\ b \end{rcases}"),
    ("temml", r'<mrow><mo fence="true" form="prefix" stretchy="true"></mo><mtable><mtr><mtd class="tml-left"><mi>a</mi></mtd></mtr><mtr><mtd class="tml-left"><mi>b</mi></mtd></mtr></mtable><mo fence="true" form="postfix" stretchy="true">}</mo></mrow>', r"\begin{rcases} a \\ b \end{rcases}"),
    ("mathjax", r'<mrow data-mjx-texclass="INNER"><mo data-mjx-texclass="OPEN" fence="true" stretchy="true" symmetric="true"></mo><mtable columnalign="left left" columnspacing="1em" rowspacing=".2em"><mtr><mtd><mi>a</mi></mtd></mtr><mtr><mtd><mi>b</mi></mtd></mtr></mtable><mo data-mjx-texclass="CLOSE">}</mo></mrow>', r"\begin{rcases} a \\ b \end{rcases}"),
    ("latexml", r'<mrow><mtable columnspacing="5pt" displaystyle="true" rowspacing="0pt"><mtr><mtd class="ltx_align_left" columnalign="left"><mi>a</mi></mtd><mtd></mtd></mtr><mtr><mtd class="ltx_align_left" columnalign="left"><mi>b</mi></mtd><mtd></mtd></mtr></mtable><mo>}</mo></mrow>', r"\begin{rcases} a \\ b \end{rcases}"),
    # \left[\begin{array}{cc|c}1&0&a\\0&1&b\end{array}\right]
    ("katex", r'<mrow><mo fence="true">[</mo><mtable rowspacing="0.16em" columnalign="center center center" columnlines="none solid" columnspacing="1em"><mtr><mtd><mstyle scriptlevel="0" displaystyle="false"><mn>1</mn></mstyle></mtd><mtd><mstyle scriptlevel="0" displaystyle="false"><mn>0</mn></mstyle></mtd><mtd><mstyle scriptlevel="0" displaystyle="false"><mi>a</mi></mstyle></mtd></mtr><mtr><mtd><mstyle scriptlevel="0" displaystyle="false"><mn>0</mn></mstyle></mtd><mtd><mstyle scriptlevel="0" displaystyle="false"><mn>1</mn></mstyle></mtd><mtd><mstyle scriptlevel="0" displaystyle="false"><mi>b</mi></mstyle></mtd></mtr></mtable><mo fence="true">]</mo></mrow>', r"\left[\begin{array}{cc|c} 1 & 0 & a \\ 0 & 1 & b \end{array}\right]"),
    ("temml", r'<mrow><mo fence="true" form="prefix" stretchy="true">[</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd style="padding-left:5.9776pt;padding-right:5.9776pt;border-right:0.06em solid;"><mn>0</mn></mtd><mtd><mi>a</mi></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd style="padding-left:5.9776pt;padding-right:5.9776pt;border-right:0.06em solid;"><mn>1</mn></mtd><mtd><mi>b</mi></mtd></mtr></mtable><mo fence="true" form="postfix" stretchy="true">]</mo></mrow>', r"\left[\begin{array}{cc|c} 1 & 0 & a \\ 0 & 1 & b \end{array}\right]"),
    ("mathjax", r'<mrow data-mjx-texclass="INNER"><mo data-mjx-texclass="OPEN">[</mo><mtable columnalign="center center center" columnspacing="1em" rowspacing="4pt" columnlines="none solid"><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd><mtd><mi>a</mi></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn></mtd><mtd><mi>b</mi></mtd></mtr></mtable><mo data-mjx-texclass="CLOSE">]</mo></mrow>', r"\left[\begin{array}{cc|c} 1 & 0 & a \\ 0 & 1 & b \end{array}\right]"),
    ("pandoc", r'<mrow><mo stretchy="true" form="prefix">[</mo><mtable><mtr><mtd columnalign="center"><mn>1</mn></mtd><mtd columnalign="center"><mn>0</mn></mtd><mtd columnalign="center"><mi>a</mi></mtd></mtr><mtr><mtd columnalign="center"><mn>0</mn></mtd><mtd columnalign="center"><mn>1</mn></mtd><mtd columnalign="center"><mi>b</mi></mtd></mtr></mtable><mo stretchy="true" form="postfix">]</mo></mrow>', r"\begin{bmatrix} 1 & 0 & a \\ 0 & 1 & b \end{bmatrix}"),
    ("latexml", r'<mrow><mo>[</mo><mtable columnspacing="5pt" displaystyle="true" rowspacing="0pt"><mtr><mtd><mn>1</mn></mtd><mtd class="ltx_border_r"><mn>0</mn></mtd><mtd><mi>a</mi></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd class="ltx_border_r"><mn>1</mn></mtd><mtd><mi>b</mi></mtd></mtr></mtable><mo>]</mo></mrow>', r"\left[\begin{array}{cc|c} 1 & 0 & a \\ 0 & 1 & b \end{array}\right]"),
    # \begin{vmatrix}a&b\\c&d\end{vmatrix}
    ("katex", r'<mrow><mo fence="true">∣</mo><mtable rowspacing="0.16em" columnalign="center center" columnspacing="1em"><mtr><mtd><mstyle scriptlevel="0" displaystyle="false"><mi>a</mi></mstyle></mtd><mtd><mstyle scriptlevel="0" displaystyle="false"><mi>b</mi></mstyle></mtd></mtr><mtr><mtd><mstyle scriptlevel="0" displaystyle="false"><mi>c</mi></mstyle></mtd><mtd><mstyle scriptlevel="0" displaystyle="false"><mi>d</mi></mstyle></mtd></mtr></mtable><mo fence="true">∣</mo></mrow>', r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}"),
    ("temml", r'<mrow><mo fence="true" form="prefix" stretchy="true">|</mo><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable><mo fence="true" form="postfix" stretchy="true">|</mo></mrow>', r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}"),
    ("mathjax", r'<mrow data-mjx-texclass="INNER"><mo data-mjx-texclass="OPEN">|</mo><mtable columnspacing="1em" rowspacing="4pt"><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable><mo data-mjx-texclass="CLOSE">|</mo></mrow>', r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}"),
    ("pandoc", r'<mrow><mo stretchy="true" form="prefix">∣</mo><mtable><mtr><mtd columnalign="center"><mi>a</mi></mtd><mtd columnalign="center"><mi>b</mi></mtd></mtr><mtr><mtd columnalign="center"><mi>c</mi></mtd><mtd columnalign="center"><mi>d</mi></mtd></mtr></mtable><mo stretchy="true" form="postfix">∣</mo></mrow>', r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}"),
    ("latexml", r'<mrow><mo>|</mo><mtable columnspacing="5pt" displaystyle="true" rowspacing="0pt"><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable><mo>|</mo></mrow>', r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}"),
    # \left.\frac{dy}{dx}\right|_{x=0}
    ("katex", r'<mrow><msub><mrow><mfrac><mrow><mi>d</mi><mi>y</mi></mrow><mrow><mi>d</mi><mi>x</mi></mrow></mfrac><mo fence="true">∣</mo></mrow><mrow><mi>x</mi><mo>=</mo><mn>0</mn></mrow></msub></mrow>', r"\left.\frac{dy}{dx}\right|_{x=0}"),
    ("temml", r'<msub><mrow><mo fence="true" form="prefix" stretchy="true"></mo><mfrac><mrow><mi>d</mi><mi>y</mi></mrow><mrow><mi>d</mi><mi>x</mi></mrow></mfrac><mo fence="true" form="postfix" stretchy="true">|</mo></mrow><mrow><mi>x</mi><mo>=</mo><mn>0</mn></mrow></msub>', r"\left.\frac{dy}{dx}\right|_{x=0}"),
    ("mathjax", r'<msub><mrow data-mjx-texclass="INNER"><mo data-mjx-texclass="OPEN" fence="true" stretchy="true" symmetric="true"></mo><mfrac><mrow><mi>d</mi><mi>y</mi></mrow><mrow><mi>d</mi><mi>x</mi></mrow></mfrac><mo data-mjx-texclass="CLOSE">|</mo></mrow><mrow data-mjx-texclass="ORD"><mi>x</mi><mo>=</mo><mn>0</mn></mrow></msub>', r"\left.\frac{dy}{dx}\right|_{x=0}"),
    ("pandoc", r'<msub><mrow><mfrac><mrow><mi>d</mi><mi>y</mi></mrow><mrow><mi>d</mi><mi>x</mi></mrow></mfrac><mo stretchy="true" form="postfix">|</mo></mrow><mrow><mi>x</mi><mo>=</mo><mn>0</mn></mrow></msub>', r"\left.\frac{dy}{dx}\right|_{x=0}"),
    ("latexml", r"<msub><mrow><mfrac><mrow><mi>d</mi><mo>&#x2062;</mo><mi>y</mi></mrow><mrow><mi>d</mi><mo>&#x2062;</mo><mi>x</mi></mrow></mfrac><mo>|</mo></mrow><mrow><mi>x</mi><mo>=</mo><mn>0</mn></mrow></msub>", r"\left.\frac{dy}{dx}\right|_{x=0}"),
    # \left\{x\;\middle|\;x>\frac12\right\}
    ("katex", r'<mrow><mo fence="true">{</mo><mi>x</mi><mtext>  </mtext><mo fence="true" lspace="0.05em" rspace="0.05em">|</mo><mtext>  </mtext><mi>x</mi><mo>&gt;</mo><mfrac><mn>1</mn><mn>2</mn></mfrac><mo fence="true">}</mo></mrow>', r"\left\{x\;\middle|\;x>\frac{1}{2}\right\}"),
    ("temml", r'<mrow><mo fence="true" form="prefix" stretchy="true">{</mo><mi>x</mi><mspace width="0.2778em"></mspace><mo stretchy="true" form="infix" lspace="0.05em" rspace="0.05em">|</mo><mspace width="0.2778em"></mspace><mi>x</mi><mo>&gt;</mo><mfrac><mn>1</mn><mn>2</mn></mfrac><mo fence="true" form="postfix" stretchy="true">}</mo></mrow>', r"\left\{x\;\middle|\;x>\frac{1}{2}\right\}"),
    ("mathjax", r'<mrow data-mjx-texclass="INNER"><mo data-mjx-texclass="OPEN">{</mo><mi>x</mi><mstyle scriptlevel="0"><mspace width="0.278em"></mspace></mstyle><mrow data-mjx-texclass="CLOSE"></mrow><mo>|</mo><mrow data-mjx-texclass="OPEN"></mrow><mstyle scriptlevel="0"><mspace width="0.278em"></mspace></mstyle><mi>x</mi><mo>&gt;</mo><mfrac><mn>1</mn><mn>2</mn></mfrac><mo data-mjx-texclass="CLOSE">}</mo></mrow>', r"\left\{x\;|\;x>\frac{1}{2}\right\}"),
    ("pandoc", r'<mrow><mo stretchy="true" form="prefix">{</mo><mi>x</mi><mspace width="0.278em"></mspace><mo stretchy="true" form="infix">|</mo><mspace width="0.278em"></mspace><mi>x</mi><mo>&gt;</mo><mfrac><mn>1</mn><mn>2</mn></mfrac><mo stretchy="true" form="postfix">}</mo></mrow>', r"\left\{x\;\middle|\;x>\frac{1}{2}\right\}"),
    ("latexml", r'<mrow><mo>{</mo><mi>x</mi><mo stretchy="true">|</mo><mrow><mi>x</mi><mo>&gt;</mo><mfrac><mn>1</mn><mn>2</mn></mfrac></mrow><mo>}</mo></mrow>', r"\left\{x\middle|x>\frac{1}{2}\right\}"),
    # \|x\|_2
    ("katex", r'<mrow><mi mathvariant="normal">∥</mi><mi>x</mi><msub><mi mathvariant="normal">∥</mi><mn>2</mn></msub></mrow>', r"\|x\|_2"),
    ("temml", r"<mrow><mi>‖</mi><mi>x</mi><msub><mi>‖</mi><mn>2</mn></msub></mrow>", r"\|x\|_2"),
    ("mathjax", r'<mo data-mjx-texclass="ORD">&#x2225;</mo><mi>x</mi><msub><mo data-mjx-texclass="ORD">&#x2225;</mo><mn>2</mn></msub>', r"\|x\|_2"),
    ("pandoc", r'<mrow><mo stretchy="false" form="postfix">∥</mo><mi>x</mi><msub><mo stretchy="false" form="postfix">∥</mo><mn>2</mn></msub></mrow>', r"\|x\|_2"),
    ("latexml", r'<msub><mrow><mo stretchy="false">‖</mo><mi>x</mi><mo stretchy="false">‖</mo></mrow><mn>2</mn></msub>', r"\|x\|_2"),
    # \bigl(x\bigr)
    ("katex", r'<mrow><mo fence="true" stretchy="true" minsize="1.2em" maxsize="1.2em">(</mo><mi>x</mi><mo fence="true" stretchy="true" minsize="1.2em" maxsize="1.2em">)</mo></mrow>', r"\bigl(x\bigr)"),
    ("temml", r'<mrow><mo fence="true" symmetric="true" minsize="1.2em" maxsize="1.2em">(</mo><mi>x</mi><mo fence="true" symmetric="true" minsize="1.2em" maxsize="1.2em">)</mo></mrow>', r"\bigl(x\bigr)"),
    ("mathjax", r'<mrow data-mjx-texclass="OPEN"><mo minsize="1.2em" maxsize="1.2em">(</mo></mrow><mi>x</mi><mrow data-mjx-texclass="CLOSE"><mo minsize="1.2em" maxsize="1.2em">)</mo></mrow>', r"\bigl(x\bigr)"),
    ("pandoc", r'<mrow><mo minsize="1.2" maxsize="1.2" stretchy="false" form="prefix">(</mo><mi>x</mi><mo minsize="1.2" maxsize="1.2" stretchy="false" form="postfix">)</mo></mrow>', r"\bigl(x\bigr)"),
    ("latexml", r'<mrow><mo maxsize="120%" minsize="120%">(</mo><mi>x</mi><mo maxsize="120%" minsize="120%">)</mo></mrow>', r"\bigl(x\bigr)"),
    # a\equiv b\pmod{n}
    ("katex", r'<mrow><mi>a</mi><mo>≡</mo><mi>b</mi><mspace></mspace><mspace width="1em"/><mo stretchy="false">(</mo><mrow><mi mathvariant="normal">m</mi><mi mathvariant="normal">o</mi><mi mathvariant="normal">d</mi></mrow><mspace width="0.3333em"/><mi>n</mi><mo stretchy="false">)</mo></mrow>', r"a\equiv b\pmod{n}"),
    ("temml", r'<mrow><mi>a</mi><mo>≡</mo><mi>b</mi><mo></mo><mspace width="1em"></mspace><mrow><mo fence="true" form="prefix" stretchy="false">(</mo><mpadded lspace="0"><mi>mod</mi></mpadded><mspace width="0.3333em"></mspace><mi>n</mi><mo fence="true" form="postfix" stretchy="false">)</mo></mrow></mrow>', r"a\equiv b\pmod{n}"),
    ("mathjax", r'<mi>a</mi><mo>&#x2261;</mo><mi>b</mi><mspace width="1em"></mspace><mo stretchy="false">(</mo><mi>mod</mi><mspace width="0.333em"></mspace><mi>n</mi><mo stretchy="false">)</mo>', r"a\equiv b\pmod{n}"),
    ("pandoc", r'<mrow><mi>a</mi><mo>≡</mo><mi>b</mi><mrow><mspace width="0.222em"></mspace><mo stretchy="false" form="prefix">(</mo><mo>mod</mo><mspace width="0.222em"></mspace><mi>n</mi><mo stretchy="false" form="postfix">)</mo></mrow></mrow>', r"a\equiv b\pmod{n}"),
    ("latexml", r'<mrow><mi>a</mi><mo>≡</mo><mrow><mi>b</mi><mspace width="0.949em"></mspace><mrow><mo stretchy="false">(</mo><mrow><mo lspace="0em" movablelimits="false" rspace="0.167em">mod</mo><mi>n</mi></mrow><mo stretchy="false">)</mo></mrow></mrow></mrow>', r"a\equiv b\pmod{n}"),
    # \binom{n}{k}
    ("katex", r'<mrow><mo fence="true">(</mo><mfrac linethickness="0px"><mi>n</mi><mi>k</mi></mfrac><mo fence="true">)</mo></mrow>', r"\binom{n}{k}"),
    ("temml", r'<mrow><mo fence="true">(</mo><mfrac linethickness="0px"><mi>n</mi><mi>k</mi></mfrac><mo fence="true">)</mo></mrow>', r"\binom{n}{k}"),
    ("mathjax", r'<mrow data-mjx-texclass="ORD"><mrow data-mjx-texclass="OPEN"><mo minsize="2.047em" maxsize="2.047em">(</mo></mrow><mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac><mrow data-mjx-texclass="CLOSE"><mo minsize="2.047em" maxsize="2.047em">)</mo></mrow></mrow>', r"\binom{n}{k}"),
    ("pandoc", r'<mrow><mo stretchy="true" form="prefix">(</mo><mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac><mo stretchy="true" form="postfix">)</mo></mrow>', r"\binom{n}{k}"),
    ("latexml", r'<mrow><mo>(</mo><mfrac linethickness="0pt"><mi>n</mi><mi>k</mi></mfrac><mo>)</mo></mrow>', r"\binom{n}{k}"),
    # {}^{14}_{6}\mathrm{C}
    ("katex", r'<mrow><msubsup><mrow></mrow><mn>6</mn><mn>14</mn></msubsup><mi mathvariant="normal">C</mi></mrow>', r"{}_6^{14}\mathrm{C}"),
    ("temml", r'<mrow><msubsup><mrow></mrow><mn>6</mn><mn>14</mn></msubsup><mrow><mi mathvariant="normal">C</mi><mspace></mspace></mrow></mrow>', r"{}_6^{14}\mathrm{C}"),
    ("mathjax", r'<msubsup><mrow data-mjx-texclass="ORD"></mrow><mrow data-mjx-texclass="ORD"><mn>6</mn></mrow><mrow data-mjx-texclass="ORD"><mn>14</mn></mrow></msubsup><mrow data-mjx-texclass="ORD"><mi mathvariant="normal">C</mi></mrow>', r"{}_6^{14}\mathrm{C}"),
    ("pandoc", r'<mrow><msubsup><mrow></mrow><mn>6</mn><mn>14</mn></msubsup><mstyle mathvariant="normal"><mi>C</mi></mstyle></mrow>', r"{}_6^{14}\mathrm{C}"),
    ("latexml", r'<mmultiscripts><mi mathvariant="normal">C</mi><mprescripts></mprescripts><mn>6</mn><mn>14</mn></mmultiscripts>', r"{}_6^{14}\mathrm{C}"),
    # \underbrace{1+1+\cdots+1}_{n\text{ times}}=n
    ("katex", r'<mrow><munder><munder><mrow><mn>1</mn><mo>+</mo><mn>1</mn><mo>+</mo><mo>⋯</mo><mo>+</mo><mn>1</mn></mrow><mo stretchy="true">⏟</mo></munder><mrow><mi>n</mi><mtext>&#xa0;times</mtext></mrow></munder><mo>=</mo><mi>n</mi></mrow>', r"\underbrace{1+1+\cdots+1}_{n\text{ times}}=n"),
    ("temml", r'<mrow><mrow><munder><munder><mrow><mn>1</mn><mo>+</mo><mn>1</mn><mo>+</mo><mo>⋯</mo><mo>+</mo><mn>1</mn></mrow><mo stretchy="true">⏟</mo></munder><mrow><mi>n</mi><mtext>&#xa0;times</mtext></mrow></munder></mrow><mo>=</mo><mi>n</mi></mrow>', r"\underbrace{1+1+\cdots+1}_{n\text{ times}}=n"),
    ("mathjax", r'<munder><mrow data-mjx-texclass="OP"><munder><mrow><mn>1</mn><mo>+</mo><mn>1</mn><mo>+</mo><mo>&#x22EF;</mo><mo>+</mo><mn>1</mn></mrow><mo>&#x23DF;</mo></munder></mrow><mrow data-mjx-texclass="ORD"><mi>n</mi><mtext>&#xA0;times</mtext></mrow></munder><mo>=</mo><mi>n</mi>', r"\underbrace{1+1+\cdots+1}_{n\text{ times}}=n"),
    ("pandoc", r'<mrow><munder><munder><mrow><mn>1</mn><mo>+</mo><mn>1</mn><mo>+</mo><mi>⋯</mi><mo>+</mo><mn>1</mn></mrow><mo accent="true">⏟</mo></munder><mrow><mi>n</mi><mrow><mspace width="0.333em"></mspace><mtext mathvariant="normal"> times</mtext></mrow></mrow></munder><mo>=</mo><mi>n</mi></mrow>', r"\underbrace{1+1+\cdots+1}_{n\text{ times}}=n"),
    ("latexml", r'<mrow><munder><munder accentunder="true"><mrow><mn>1</mn><mo>+</mo><mn>1</mn><mo>+</mo><mi mathvariant="normal">⋯</mi><mo>+</mo><mn>1</mn></mrow><mo>⏟</mo></munder><mrow><mi>n</mi><mo>&#x2062;</mo><mtext>&#xa0;times</mtext></mrow></munder><mo>=</mo><mi>n</mi></mrow>', r"\underbrace{1+1+\cdots+1}_{n\text{ times}}=n"),
    # \int\limits_a^b f
    ("katex", r"<mrow><munderover><mo>∫</mo><mi>a</mi><mi>b</mi></munderover><mi>f</mi></mrow>", r"\int\limits_a^b f"),
    ("temml", r'<mrow><mrow><munderover><mo movablelimits="false">∫</mo><mi>a</mi><mi>b</mi></munderover></mrow><mi>f</mi></mrow>', r"\int\limits_a^b f"),
    ("mathjax", r'<munderover><mo data-mjx-texclass="OP">&#x222B;</mo><mi>a</mi><mi>b</mi></munderover><mi>f</mi>', r"\int\limits_a^b f"),
    ("pandoc", r"<mrow><munderover><mo>∫</mo><mi>a</mi><mi>b</mi></munderover><mi>f</mi></mrow>", r"\int\limits_a^b f"),
    ("latexml", r'<mrow><munderover><mo movablelimits="false">∫</mo><mi>a</mi><mi>b</mi></munderover><mi>f</mi></mrow>', r"\int\limits_a^b f"),
    # \sin^2 x+\cos^2 x=1
    ("katex", r"<mrow><msup><mrow><mi>sin</mi><mo>&#x2061;</mo></mrow><mn>2</mn></msup><mi>x</mi><mo>+</mo><msup><mrow><mi>cos</mi><mo>&#x2061;</mo></mrow><mn>2</mn></msup><mi>x</mi><mo>=</mo><mn>1</mn></mrow>", r"\sin^2 x+\cos^2 x=1"),
    ("temml", r'<mrow><msup><mi>sin</mi><mn>2</mn></msup><mo>&#x2061;</mo><mspace width="0.1667em"></mspace><mi>x</mi><mo>+</mo><msup><mi>cos</mi><mn>2</mn></msup><mo>&#x2061;</mo><mspace width="0.1667em"></mspace><mi>x</mi><mo>=</mo><mn>1</mn></mrow>', r"\sin^2 x+\cos^2 x=1"),
    ("mathjax", r'<msup><mi>sin</mi><mn>2</mn></msup><mo data-mjx-texclass="NONE">&#x2061;</mo><mi>x</mi><mo>+</mo><msup><mi>cos</mi><mn>2</mn></msup><mo data-mjx-texclass="NONE">&#x2061;</mo><mi>x</mi><mo>=</mo><mn>1</mn>', r"\sin^2 x+\cos^2 x=1"),
    ("pandoc", r"<mrow><msup><mo>sin</mo><mn>2</mn></msup><mi>x</mi><mo>+</mo><msup><mo>cos</mo><mn>2</mn></msup><mi>x</mi><mo>=</mo><mn>1</mn></mrow>", r"\sin^2 x+\cos^2 x=1"),
    ("latexml", r'<mrow><mrow><mrow><msup><mi>sin</mi><mn>2</mn></msup><mo lspace="0.167em">&#x2061;</mo><mi>x</mi></mrow><mo>+</mo><mrow><msup><mi>cos</mi><mn>2</mn></msup><mo lspace="0.167em">&#x2061;</mo><mi>x</mi></mrow></mrow><mo>=</mo><mn>1</mn></mrow>', r"\sin^2 x+\cos^2 x=1"),
    # \cancel{x}
    ("katex", r'<mrow><menclose notation="updiagonalstrike"><mi>x</mi></menclose></mrow>', r"\cancel{x}"),
    ("temml", r'<menclose notation="updiagonalstrike"><mi>x</mi><mrow class="tml-cancel upstrike"></mrow></menclose>', r"\cancel{x}"),
    ("mathjax", r'<menclose notation="updiagonalstrike"><mi>x</mi></menclose>', r"\cancel{x}"),
    ("latexml", r'<menclose notation="updiagonalstrike"><mi>x</mi></menclose>', r"\cancel{x}"),
    # \left]a,b\right[
    ("katex", r'<mrow><mo fence="true">]</mo><mi>a</mi><mo separator="true">,</mo><mi>b</mi><mo fence="true">[</mo></mrow>', r"\left]a,b\right["),
    ("temml", r'<mrow><mo fence="true" form="prefix" stretchy="true">]</mo><mi>a</mi><mo separator="true">,</mo><mi>b</mi><mo fence="true" form="postfix" stretchy="true">[</mo></mrow>', r"\left]a,b\right["),
    ("mathjax", r'<mrow data-mjx-texclass="INNER"><mo data-mjx-texclass="OPEN">]</mo><mi>a</mi><mo>,</mo><mi>b</mi><mo data-mjx-texclass="CLOSE">[</mo></mrow>', r"\left]a,b\right["),
    ("pandoc", r'<mrow><mo stretchy="true" form="prefix">]</mo><mi>a</mi><mo>,</mo><mi>b</mi><mo stretchy="true" form="postfix">[</mo></mrow>', r"]a,b["),
    ("latexml", r'<mrow><mo rspace="0em" stretchy="true">]</mo><mi>a</mi><mo>,</mo><mi>b</mi><mo lspace="0em" stretchy="true">[</mo></mrow>', r"]a,b["),
    # x\not\equiv y
    ("katex", r"<mrow><mi>x</mi><mo>≢</mo><mi>y</mi></mrow>", r"x\not\equiv y"),
    ("temml", r"<mrow><mi>x</mi><mo>≢</mo><mi>y</mi></mrow>", r"x\not\equiv y"),
    ("mathjax", r"<mi>x</mi><mo>&#x2262;</mo><mi>y</mi>", r"x\not\equiv y"),
    ("pandoc", r"<mrow><mi>x</mi><mo>≢</mo><mi>y</mi></mrow>", r"x\not\equiv y"),
    ("latexml", r"<mrow><mi>x</mi><mo>≢</mo><mi>y</mi></mrow>", r"x\not\equiv y"),
    # \mathscr{L}
    ("katex", r'<mrow><mi mathvariant="script">L</mi></mrow>', r"\mathcal{L}"),
    ("temml", r'<mi class="mathscr">ℒ</mi>', r"\mathscr{L}"),
    ("mathjax", r'<mrow data-mjx-texclass="ORD"><mi mathvariant="script">L</mi></mrow>', r"\mathcal{L}"),
    ("pandoc", r'<mstyle mathvariant="script"><mi>ℒ</mi></mstyle>', r"\mathcal{L}"),
    ("latexml", r'<mi class="ltx_font_mathscript">ℒ</mi>', r"\mathscr{L}"),
    # \textbf{bold} x
    ("katex", r'<mrow><mtext mathvariant="bold">bold</mtext><mi>x</mi></mrow>', r"\textbf{bold}x"),
    ("temml", r"<mrow><mtext>𝐛𝐨𝐥𝐝</mtext><mi>x</mi></mrow>", r"\textbf{bold}x"),
    ("mathjax", r'<mtext mathvariant="bold">bold</mtext><mi>x</mi>', r"\textbf{bold}x"),
    ("pandoc", r'<mrow><mtext mathvariant="bold">𝐛𝐨𝐥𝐝</mtext><mi>x</mi></mrow>', r"\textbf{bold}x"),
    ("latexml", r"<mrow><mtext>𝐛𝐨𝐥𝐝</mtext><mo>&#x2062;</mo><mi>x</mi></mrow>", r"\textbf{bold}x"),
    # \varinjlim F
    ("katex", r'<mrow><mi mathvariant="normal"><munder accentunder="true"><mrow><mi mathvariant="normal">l</mi><mi mathvariant="normal">i</mi><mi mathvariant="normal">m</mi></mrow><mo stretchy="true">→</mo></munder></mi><mo>&#x2061;</mo><mi>F</mi></mrow>', r"\varinjlim F"),
    ("temml", r'<mrow><munder><mi>lim</mi><mo stretchy="true">→</mo></munder><mo>&#x2061;</mo><mi>F</mi></mrow>', r"\varinjlim F"),
    ("mathjax", r'<mrow data-mjx-texclass="OP"><munder><mi>lim</mi><mo>&#x2192;</mo></munder></mrow><mo data-mjx-texclass="NONE">&#x2061;</mo><mi>F</mi>', r"\varinjlim F"),
    ("latexml", r'<mrow><munder accentunder="true"><mi>lim</mi><mo stretchy="false">→</mo></munder><mo lspace="0.167em">&#x2061;</mo><mi>F</mi></mrow>', r"\varinjlim F"),
]  # fmt: skip


@pytest.mark.parametrize(("renderer", "inner", "tex"), CASES)
def test_back_to_tex(renderer: str, inner: str, tex: str) -> None:
    assert to_tex(f"<math>{inner}</math>") == tex
