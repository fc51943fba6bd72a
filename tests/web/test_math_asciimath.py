import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.web import extract
from proofpile.web.math.asciimath import to_tex


@pytest.mark.parametrize(
    ("source", "tex"),
    [
        ("x^2", "x^{2}"),
        ("a_1^2", "a_{1}^{2}"),
        ("x^(n+1)", "x^{n+1}"),
        ("(a+b)/(c+d)", r"\frac{a+b}{c+d}"),
        ("1/2 x", r"\frac{1}{2}x"),
        ("sqrt(x)/2", r"\frac{\sqrt{x}}{2}"),
        ("root(3)(x)", r"\sqrt[3]{x}"),
        ("sum_(i=1)^n i^3", r"\sum_{i=1}^{n}i^{3}"),
        ("int_0^1 f(x)dx", r"\int_{0}^{1}f(x)dx"),
        ("lim_(x->oo) 1/x", r"\lim_{x\to\infty}\frac{1}{x}"),
        ("alpha x", r"\alpha x"),
        ("sin x", r"\sin x"),
        ("a xx b != c", r"a\times b\ne c"),
        ("x in RR", r"x\in\mathbb{R}"),
        ("|x| <= 1", r"|x|\le1"),
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
        ("(", r"\left(\right."),
    ],
)
def test_asciimath(source: str, tex: str) -> None:
    assert to_tex(source) == tex


@given(st.text(alphabet="ab12()[]{}/^_| +-,:<>=", max_size=60))
def test_no_input_raises(source: str) -> None:
    to_tex(source)


def test_deep_nesting_ends() -> None:
    assert to_tex("(" * 20_000 + "x")
    assert to_tex("sqrt " * 20_000)


def test_back_ticks_are_formulas_only_where_the_page_says_so() -> None:
    body = "<p>So `x^2` holds.</p>"
    assert extract(f"<article>{body}</article>").text == "So `x^2` holds."
    page = extract(
        f'<script src="MathJax.js?config=AM_HTMLorMML"></script><article>{body}</article>'
    )
    assert page.text == "So $x^{2}$ holds."
    assert [(f.rule, f.lossy) for f in page.formulas] == [("asciimath-backtick", True)]
