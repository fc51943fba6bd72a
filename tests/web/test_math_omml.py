# ruff: noqa: E501  (one case a line)
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.web.math.notations.omml_tex import formulas_of


def omml(short: str) -> str:
    """OMML from a short form: ``f(num(a) den(b))``, properties as ``fPr(type=lin)``, letters as runs."""
    return re.sub(r" +(?=<)", "", _expand(short))


def _expand(short: str) -> str:
    out: list[str] = []
    opened: list[str] = []
    for name, prop, value, close, text in re.findall(
        r"([A-Za-z]+)\(|([A-Za-z]+)=(\S*?)(?=[\s)])|(\))|\"([^\"]*)\"|\s+", short
    ):
        if name:
            opened.append(name)
            out.append(f"<m:{name}>")
        elif prop:
            out.append(f'<m:{prop} m:val="{value}"/>')
        elif close:
            out.append(f"</m:{opened.pop()}>")
        elif text:
            out.append(f"<m:r><m:t>{text}</m:t></m:r>")
    return "".join(out)


def tex(short: str) -> str:
    [(found, display)] = formulas_of(f"<m:oMath>{omml(short)}</m:oMath>")
    assert not display
    return found


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ('"x=2y+1"', "x=2y+1"),
        ('"α≤β→∞"', r"\alpha\leq\beta\rightarrow\infty"),
        ('"αx"', r"\alpha x"),
        ('"α" "x"', r"\alpha x"),
        ('"𝑥∈ℝ"', r"x\in\mathbb{R}"),
        ('"50%"', r"50\%"),
        ('f(num("a") den("b"))', r"\frac{a}{b}"),
        ('f(fPr(type=bar) num("a") den("b"))', r"\frac{a}{b}"),
        ('f(fPr(type=lin) num("a") den("b+c"))', "a/{b+c}"),
        ('f(fPr(type=skw) num("a") den("b"))', "a/b"),
        ('f(fPr(type=noBar) num("n") den("k"))', r"{n \atop k}"),
        ('d(e(f(fPr(type=noBar) num("n") den("k"))))', r"\binom{n}{k}"),
        ('sSup(e("x") sup("2"))', "x^{2}"),
        ('sSup(e("a+b") sup("2"))', "{a+b}^{2}"),
        ('sSup(e(d(e("a+b"))) sup("2"))', "(a+b)^{2}"),
        ('sSup(e("f") sup("′"))', "f'"),
        ('sSub(e("x") sub("i"))', "x_{i}"),
        ('sSubSup(e("x") sub("i") sup("2"))', "x_{i}^{2}"),
        ('sPre(sub("1") sup("2") e("F"))', "{}_{1}^{2}F"),
        ('rad(radPr(degHide=1) deg() e("x"))', r"\sqrt{x}"),
        ('rad(deg("3") e("x"))', r"\sqrt[3]{x}"),
        ('nary(naryPr(chr=∑ limLoc=undOvr) sub("i=1") sup("n") e("i"))', r"\sum_{i=1}^{n}i"),
        ('nary(naryPr(chr=∑ limLoc=subSup) sub("i") sup() e("i"))', r"\sum\nolimits_{i}i"),
        ('nary(naryPr(limLoc=subSup) sub("0") sup("1") e("x"))', r"\int_{0}^{1}x"),
        ('nary(naryPr(limLoc=undOvr) sub("0") sup("1") e("x"))', r"\int\limits_{0}^{1}x"),
        ('nary(naryPr(subHide=1 supHide=1) sub() sup() e("x"))', r"\int x"),
        ('d(e("x"))', "(x)"),
        ('d(dPr(begChr=[ endChr=]) e("x"))', "[x]"),
        ('d(dPr(begChr={ endChr=}) e("x"))', r"\{x\}"),
        ('d(dPr(begChr=| endChr=|) e("x"))', "|x|"),
        ('d(dPr(begChr=⟨ endChr=⟩) e("x") e("y"))', r"\langle x|y\rangle"),
        ('d(dPr(sepChr=,) e("x") e("y"))', "(x,y)"),
        ('d(e(f(num("a") den("b"))) e("c"))', r"\left(\frac{a}{b}\middle|c\right)"),
        ('d(dPr(begChr= endChr=|) e("x"))', r"\left.x\right|"),
        ('d(dPr(begChr={ endChr= ) e(eqArr(e("x&,1") e("y&,2"))))', r"\begin{cases}x&,1 \\ y&,2\end{cases}"),
        ('m(mr(e("a") e("b")) mr(e("c") e("d")))', r"\begin{matrix}a & b \\ c & d\end{matrix}"),
        ('d(e(m(mr(e("a") e("b")))))', r"\begin{pmatrix}a & b\end{pmatrix}"),
        ('d(dPr(begChr=[ endChr=]) e(m(mr(e("a")) mr(e("b")))))', r"\begin{bmatrix}a \\ b\end{bmatrix}"),
        ('eqArr(e("a&=b") e("&=c"))', r"\begin{aligned}a&=b \\ &=c\end{aligned}"),
        ('eqArr(e("x=1#" d(e("2"))))', r"x=1 \tag{2}"),
        ('func(fName("f") e("x"))', "fx"),
        ('func(fName(limLow(e(r(rPr(sty=p) t(lim))) lim("n→∞"))) e("x"))', r"\lim_{n\rightarrow\infty}x"),
        ('limUpp(e("x") lim("def"))', r"\overset{def}{x}"),
        ('acc(e("x"))', r"\hat{x}"),
        ('acc(accPr(chr=̃) e("x"))', r"\tilde{x}"),
        ('acc(accPr(chr=⃗) e("x"))', r"\vec{x}"),
        ('bar(barPr(pos=top) e("x"))', r"\bar{x}"),
        ('bar(e("x"))', r"\underline{x}"),
        ('limLow(e(groupChr(e("x+y"))) lim("n"))', r"\underbrace{x+y}_{n}"),
        ('groupChr(groupChrPr(chr=⏞ pos=top) e("x"))', r"\overbrace{x}"),
        ('groupChr(groupChrPr(chr=→ pos=top) e("k"))', r"\overrightarrow{k}"),
        ('box(e("x"))', "x"),
        ('bar(barPr(pos=top) e("x+y"))', r"\overline{x+y}"),
        ('borderBox(borderBoxPr(hideTop=1 strikeBLTR=1) e("x"))', r"\cancel{x}"),
        ('borderBox(borderBoxPr(strikeTLBR=1) e("x"))', r"\bcancel{x}"),
        ('borderBox(borderBoxPr(strikeTLBR=on strikeBLTR=on) e("x"))', r"\xcancel{x}"),
        ('limLow(e(limLow(e("x") lim("⏟"))) lim("n"))', r"\underbrace{x}_{n}"),
        ('limUpp(e(limUpp(e("x") lim("⏞"))) lim("n"))', r"\overbrace{x}^{n}"),
        ('limUpp(e("→") lim("d"))', r"\xrightarrow{d}"),
        ('limLow(e(limUpp(e("→") lim("d"))) lim("n"))', r"\xrightarrow[n]{d}"),
        ('limLow(e("→") lim("n"))', r"\xrightarrow[n]{}"),
        ('limLow(e(sSup(e("⋂") sup("∞"))) lim("n"))', r"\bigcap^{\infty}_{n}"),
        ('"a" "\u2003\u2003" "b"', r"a\qquad b"),
        ('borderBox(e("x"))', r"\boxed{x}"),
        ('phant(phantPr(show=0) e("x"))', r"\phantom{x}"),
        ('phant(e("x"))', "x"),
    ],
)  # fmt: skip
def test_elements(short: str, expected: str) -> None:
    short = re.sub(r"t\((\w+)\)", r'"\1"', short)
    assert tex(short) == expected


@pytest.mark.parametrize(
    ("properties", "text", "expected"),
    [
        ('<m:sty m:val="p"/>', "sin", r"\sin"),
        ('<m:sty m:val="p"/>', "const", r"\mathrm{const}"),
        ('<m:sty m:val="b"/>', "v", r"\mathbf{v}"),
        ('<m:sty m:val="bi"/>', "β", r"\boldsymbol{\beta}"),
        ('<m:sty m:val="p"/>', "+", "+"),
        ('<m:scr m:val="double-struck"/><m:sty m:val="p"/>', "R", r"\mathbb{R}"),
        ('<m:scr m:val="script"/>', "L", r"\mathcal{L}"),
        ('<m:scr m:val="roman"/><m:sty m:val="p"/>', "x", r"\mathrm{x}"),
        ("<m:nor/>", "if 5% of x", r"\text{if 5\% of x}"),
        ('<m:nor/><m:sty m:val="b"/>', "x", r"\textbf{x}"),
        ('<m:sty m:val="b"/>', "∇", r"\boldsymbol{\nabla}"),
        ('<m:sty m:val="b"/>', "+", "+"),
    ],
)
@pytest.mark.parametrize("inner", ["<m:t>{}</m:t>", "{}", "<span lang=EN-US>{}</span>"])
def test_runs(properties: str, text: str, expected: str, inner: str) -> None:
    run = f"<m:r><m:rPr>{properties}</m:rPr>{inner.format(text)}</m:r>"
    assert formulas_of(f"<m:oMath>{run}</m:oMath>") == [(expected, False)]


def test_as_word_writes_it_into_a_page() -> None:
    html = """<m:oMathPara><m:oMath><m:f><m:fPr><span style='font-family:"Cambria Math",serif'><m:ctrlPr></m:ctrlPr></span></m:fPr>
    <m:num><i style='mso-bidi-font-style:normal'><span lang=EN-US style='font-family:"Cambria Math",serif'><m:r>a</m:r></span></i></m:num>
    <m:den><i><span><m:r>b</m:r></span></i></m:den></m:f><i><span><m:r>=
    c</m:r></span></i></m:oMath></m:oMathPara>"""
    assert formulas_of(html) == [(r"\frac{a}{b}= c", True)]


def test_formulas_of_a_paragraph_are_displays_each() -> None:
    one = "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"
    assert formulas_of(f"<m:oMathPara>{one}{one}</m:oMathPara>{one}") == [
        ("x", True),
        ("x", True),
        ("x", False),
    ]
    assert formulas_of("<m:oMath></m:oMath>") == []


@given(
    st.lists(
        st.sampled_from(
            [
                "<m:oMath>",
                "<m:f>",
                "<m:num>",
                "</m:num>",
                "</m:f>",
                "<m:d>",
                "<m:e>",
                "</m:e>",
                "<m:sSup>",
                "<m:dPr><m:begChr m:val='['/>",
                "</m:dPr>",
                "<m:r>",
                "x&#",
                "</m:r>",
                "<m:nary>",
                "<m:eqArr>",
                "<m:m><m:mr>",
                "<i>",
                "</m:oMath>",
                "<m:acc>",
                "<m:limLow>",
                "<m:groupChr>",
            ]
        ),
        max_size=40,
    )
)
def test_any_markup_is_read(pieces: list[str]) -> None:
    formulas_of("".join(pieces))


def test_depth_is_bounded() -> None:
    assert formulas_of("<m:oMath>" + "<m:sSup><m:e>" * 5000 + "x")


def test_letters_of_one_word_are_one() -> None:
    letter = '<m:r><m:rPr><m:scr m:val="monospace"/></m:rPr><m:t>{}</m:t></m:r>'
    assert formulas_of(f"<m:oMath>{''.join(map(letter.format, 'code'))}</m:oMath>") == [
        (r"\mathtt{code}", False)
    ]
