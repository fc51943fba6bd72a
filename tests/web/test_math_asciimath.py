import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.web import extract
from proofpile.web.math.notations.asciimath import to_tex


@pytest.mark.parametrize(
    ("source", "tex"),
    [
        ("x^2", "x^2"),
        ("a_1^2", "a_1^2"),
        ("x^(n+1)", "x^{n+1}"),
        ("(a+b)/(c+d)", r"\frac{a+b}{c+d}"),
        ("1/2 x", r"\frac{1}{2}x"),
        ("sqrt(x)/2", r"\frac{\sqrt{x}}{2}"),
        ("root(3)(x)", r"\sqrt[3]{x}"),
        ("sum_(i=1)^n i^3", r"\sum_{i=1}^n i^3"),
        ("int_0^1 f(x)dx", r"\int_0^1 f(x)dx"),
        ("lim_(x->oo) 1/x", r"\lim_{x\to\infty}\frac{1}{x}"),
        ("alpha x", r"\alpha x"),
        ("sin x", r"\sin x"),
        ("a xx b != c", r"a\times b\ne c"),
        ("x in RR", r"x\in\mathbb{R}"),
        ("|x| <= 1", r"|x|\le 1"),
        ("abs(x)", "|x|"),
        ("hat x", r"\hat{x}"),
        ("vec(v)", r"\vec{v}"),
        ('"if" x', r"\text{if}x"),
        ("text(if )x", r"\text{if }x"),
        ("[[a,b],[c,d]]", r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}"),
        ("{(x,y),(0,1):}", r"\begin{cases} x & y \\ 0 & 1 \end{cases}"),
        ("(a,b)", "(a,b)"),
        ("{x}", r"\{x\}"),
        ("3.14", "3.14"),
        ("", ""),
        (")", ")"),
        ("(", "("),
        ("((n),(k))", r"\begin{pmatrix} n \\ k \end{pmatrix}"),
        (
            "[[a,b,|,c],[d,e,|,f]]",
            r"\left[\begin{array}{cc|c} a & b & c \\ d & e & f \end{array}\right]",
        ),
        ("|[a,b],[c,d]|", r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}"),
        ("|x|/2", r"\frac{|x|}{2}"),
        ("x^-1", "x^{-1}"),
        ("sin^-1 x", r"\sin^{-1}x"),
        ("sin x/2", r"\frac{\sin x}{2}"),
        ("sin(x)/2", r"\frac{\sin(x)}{2}"),
        ("log_2 n/3", r"\log_2\frac{n}{3}"),
        ("f(x)/2", r"\frac{f(x)}{2}"),
        ("{::}_92^238 U", "{}_{92}^{238}U"),
        ("{:(a,=b),(c,=d):}", r"\begin{aligned} a & =b \\ c & =d \end{aligned}"),
        ("color(red)(x)+1", "x+1"),
        ("ubrace(1+2+3)_n", r"\underbrace{1+2+3}_n"),
        ("obrace(a+b)^2", r"\overbrace{a+b}^2"),
        ("overset(n)(=)", r"\overset{n}{=}"),
        ("underset(n)(max) a", r"\underset{n}{\max}a"),
        ("stackrel(n)(=)", r"\stackrel{n}{=}"),
        ('bb"AB"', r"\mathbf{AB}"),
        ("bbb R", r"\mathbb{R}"),
        ("cc L", r"\mathcal{L}"),
        ("fr g", r"\mathfrak{g}"),
        ("sf T", r"\mathsf{T}"),
        ("[0,1)", "[0,1)"),
        ("(:a,b:)", r"\langle a,b\rangle"),
        ("<<a,b>>", r"\langle a,b\rangle"),
        ("abs(1/2)", r"\left|\frac{1}{2}\right|"),
        ("norm(vec x)", r"\|\vec{x}\|"),
        ("floor(x)+ceil(y)", r"\lfloor x\rfloor+\lceil y\rceil"),
        ("a/-b", r"\frac{a}{-b}"),
        ("text(if $5) x", r"\text{if \$5}x"),
        ('"a & b"', r"\text{a \& b}"),
        ("ddot x", r"\ddot{x}"),
        ("dot x", r"\dot{x}"),
        ("tilde x", r"\tilde{x}"),
        ("ul x", r"\underline{x}"),
        ("x_(i j)^2", "x_{ij}^2"),
        ("hat(ab)", r"\hat{ab}"),
        ("O/", r"\emptyset"),
        ("|__ x __|", r"\lfloor x\rfloor"),
        ("a//b", "a/b"),
        ("90^@", r"90^\circ"),
        ("x in {1,2,3}", r"x\in\{1,2,3\}"),
        ("p and q", r"p\text{ and }q"),
        ("{x|x>0}", r"\{x|x>0\}"),
        ("(a", "(a"),
        ("(a,b]", "(a,b]"),
        ("lim_(h->0)(f(x+h)-f(x))/h", r"\lim_{h\to 0}\frac{f(x+h)-f(x)}{h}"),
        (
            "{(a,if x>0),(b,if x<=0):}",
            r"\begin{cases} a & \text{if }x>0 \\ b & \text{if }x\le 0 \end{cases}",
        ),
        ("1/2/3", r"\frac{1}{2}/3"),
        ("a_1/b_2", r"\frac{a_1}{b_2}"),
        ("cancel(x)/y", r"\frac{\cancel{x}}{y}"),
        ("((1,2),(3,4))^-1", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}^{-1}"),
        ("vec a * vec b", r"\vec{a}\cdot\vec{b}"),
        ("sqrt sqrt x", r"\sqrt{\sqrt{x}}"),
        ("grad xx F", r"\nabla\times F"),
        ("del/(del x)", r"\frac{\partial}{\partial x}"),
        ("x-:y", r"x\div y"),
        ("AA x EE y : y > x", r"\forall x\exists y:y>x"),
        ("e^(i pi)=-1", r"e^{i\pi}=-1"),
        ("f''(x)", "f''(x)"),
        ("x^2_1", "x^2_1"),
        ("a mod n", r"a\bmod n"),
        ('tt "code"', r"\mathtt{code}"),
        ("x_", "x_{}"),
        ("a/", r"\frac{a}{}"),
        (r"\alpha+\beta", r"\alpha+\beta"),
        ("10.5", "10.5"),
        (".5 x", ".5x"),
        ("alpha_beta", r"\alpha_\beta"),
        ("d/dx e^x", r"\frac{d}{dx}e^x"),
        ("A sube B uu C nn D", r"A\subseteq B\cup C\cap D"),
        ("!in", r"\notin"),
        ("a |-- b", r"a\vdash b"),
        ("x rArr y hArr z", r"x\Rightarrow y\Leftrightarrow z"),
        ("a o+ b ox c", r"a\oplus b\otimes c"),
        ("prop", r"\propto"),
        ("(1/2)^n", r"\left(\frac{1}{2}\right)^n"),
        ("sinh x + sech y", r"\sinh x+\operatorname{sech}y"),
        ("min_(x in X) f(x)", r"\min_{x\in X}f(x)"),
        ("a ** b *** c", r"a\ast b\star c"),
        ("oint_C F", r"\oint_C F"),
        ("**", r"\ast"),
        ("x >-= y", r"x\succeq y"),
        ("/_ A", r"\angle A"),
        ("$", r"\$"),
        ("[[1,2]]", "[[1,2]]"),
        ("((a,b),(c))", "((a,b),(c))"),
    ],
)
def test_asciimath(source: str, tex: str) -> None:
    assert to_tex(source) == tex


@given(st.text(alphabet="ab12()[]{}/^_| +-,:<>=\"\\'*", max_size=60))
def test_no_input_raises(source: str) -> None:
    to_tex(source)


@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "|",
        "text(",
        '"',
        " ",
        "[[a,b],",
        "sqrt ",
        "sin ",
        "a/",
        "a^",
        "-",
        ",",
        "color(",
        "{:",
        "x^hat ",
    ],
)
def test_time_is_linear(unit: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        to_tex(unit * count)
        return time.process_time() - start

    small = min(seconds(2_000) for _ in range(3))
    large = min(seconds(8_000) for _ in range(3))
    assert large < 10 * max(small, 5e-3)  # 4 where the cost is linear, 16 where it is quadratic


def test_deep_nesting_ends() -> None:
    assert to_tex("(" * 20_000 + "x")
    assert to_tex("sqrt " * 20_000)


def test_back_ticks_are_formulas_only_where_the_page_says_so() -> None:
    body = "<p>So `x^2` holds.</p>"
    assert extract(f"<article>{body}</article>").text == "So `x^2` holds."
    page = extract(
        f'<script src="MathJax.js?config=AM_HTMLorMML"></script><article>{body}</article>'
    )
    assert page.text == "So $x^2$ holds."
    assert [(f.rule, f.lossy) for f in page.formulas] == [("asciimath-backtick", True)]
