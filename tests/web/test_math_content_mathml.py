# ruff: noqa: E501  (one case a line)
import pytest

from proofpile.web.math.notations.mathml_tex import to_tex


def ci(*names: str) -> str:
    return "".join(f"<ci>{name}</ci>" for name in names)


def cn(number: object) -> str:
    return f"<cn>{number}</cn>"


def apply(head: str, *arguments: str) -> str:
    return f"<apply><{head}/>{''.join(arguments)}</apply>"


def bvar(name: str, degree: str = "") -> str:
    return f"<bvar><ci>{name}</ci>{f'<degree>{degree}</degree>' if degree else ''}</bvar>"


X, Y, A, B, N = (ci(name) for name in "xyabn")
SQUARE = apply("power", X, cn(2))
SIN = apply("sin", X)
F = f"<apply>{ci('f')}{X}</apply>"
LOW, UP = "<lowlimit><cn>0</cn></lowlimit>", "<uplimit><infinity/></uplimit>"

CASES = [
    # arithmetic
    (apply("plus", X, Y, cn(1)), "x+y+1"),
    (apply("plus", X, cn(-1)), "x-1"),
    (apply("minus", X), "-x"),
    (apply("minus", X, apply("minus", Y, A)), "x-(y-a)"),
    (apply("minus", apply("minus", X, Y), A), "x-y-a"),
    (apply("times", apply("plus", X, Y), A), "(x+y)a"),
    (apply("times", cn(2), cn(3)), r"2\cdot 3"),
    (apply("times", cn(-2), Y), "-2y"),
    (apply("times", A, cn(-2)), "a(-2)"),
    (apply("times", SIN, Y), r"(\sin x)y"),
    (apply("times", Y, SIN), r"y\sin x"),
    (apply("times", SIN, apply("cos", X)), r"\sin x\cos x"),
    (apply("divide", A, apply("plus", A, B)), r"\frac{a}{a+b}"),
    (apply("power", apply("plus", A, B), cn(2)), "(a+b)^2"),
    (apply("power", apply("power", X, Y), cn(2)), "(x^y)^2"),
    (apply("power", X, apply("divide", cn(1), cn(2))), r"x^{\frac{1}{2}}"),
    (apply("power", apply("divide", A, B), cn(2)), r"\left(\frac{a}{b}\right)^2"),
    (apply("power", SIN, cn(2)), r"\sin^2 x"),
    (apply("root", X), r"\sqrt{x}"),
    (apply("root", f"<degree>{cn(3)}</degree>", X), r"\sqrt[3]{x}"),
    (apply("factorial", N), "n!"),
    (apply("factorial", apply("plus", N, cn(1))), "(n+1)!"),
    (apply("rem", A, B), r"a\bmod b"),
    (apply("quotient", A, B), r"\left\lfloor\frac{a}{b}\right\rfloor"),
    (apply("gcd", A, B), r"\gcd(a,b)"),
    (apply("max", A, B), r"\max(a,b)"),
    (apply("abs", X), "|x|"),
    (apply("abs", apply("divide", X, Y)), r"\left|\frac{x}{y}\right|"),
    (apply("floor", X), r"\lfloor x\rfloor"),
    (apply("ceiling", X), r"\lceil x\rceil"),
    (apply("conjugate", ci("z")), r"\overline{z}"),
    # relations and logic
    (apply("eq", X, Y, A), "x=y=a"),
    (apply("neq", X, Y), r"x\neq y"),
    (apply("leq", X, Y), r"x\leq y"),
    (apply("eq", apply("plus", X, Y), A), "x+y=a"),
    (apply("and", apply("or", *map(ci, "pq")), ci("r")), r"(p\lor q)\land r"),
    (apply("or", apply("and", *map(ci, "pq")), ci("r")), r"p\land q\lor r"),
    (apply("not", apply("and", *map(ci, "pq"))), r"\neg(p\land q)"),
    (apply("implies", *map(ci, "pq")), r"p\implies q"),
    (apply("forall", bvar("x"), f"<condition>{apply('in', X, '<reals/>')}</condition>", apply("geq", SQUARE, cn(0))), r"\forall x\in\mathbb{R}\colon x^2\geq 0"),
    (apply("exists", bvar("x"), apply("eq", X, Y)), r"\exists x\colon x=y"),
    # sets
    (apply("union", ci("A"), apply("intersect", *map(ci, "BC"))), r"A\cup(B\cap C)"),
    (apply("in", X, "<integers/>"), r"x\in\mathbb{Z}"),
    (apply("notin", X, "<emptyset/>"), r"x\notin\emptyset"),
    (apply("prsubset", ci("A"), ci("B")), r"A\subset B"),
    (apply("setdiff", ci("A"), ci("B")), r"A\setminus B"),
    (f"<set>{A}{B}</set>", r"\{a,b\}"),
    (f"<set>{bvar('x')}<condition>{apply('lt', X, A)}</condition>{X}</set>", r"\{x\mid x<a\}"),
    (f"<list>{A}{B}</list>", "(a,b)"),
    (f'<interval closure="open-closed">{A}{B}</interval>', "(a,b]"),
    (f"<interval>{A}{B}</interval>", "[a,b]"),
    # calculus
    (apply("sum", bvar("i"), "<lowlimit><cn>1</cn></lowlimit>", f"<uplimit>{N}</uplimit>", apply("power", ci("i"), cn(2))), r"\sum_{i=1}^n i^2"),
    (apply("sum", bvar("i"), "<lowlimit><cn>1</cn></lowlimit>", f"<uplimit>{N}</uplimit>", apply("plus", ci("i"), A)), r"\sum_{i=1}^n(i+a)"),
    (apply("product", bvar("p"), f"<condition>{apply('in', ci('p'), '<primes/>')}</condition>", ci("p")), r"\prod_{p\in\mathbb{P}}p"),
    (apply("int", bvar("x"), LOW, UP, F), r"\int_0^{\infty}f(x)\,dx"),
    (apply("int", bvar("x"), f"<interval>{A}{B}</interval>", apply("plus", X, A)), r"\int_a^b(x+a)\,dx"),
    (apply("int", bvar("x"), X), r"\int x\,dx"),
    (apply("diff", bvar("x"), F), r"\frac{df(x)}{dx}"),
    (apply("diff", bvar("x", cn(2)), SQUARE), r"\frac{d^2}{dx^2}x^2"),
    (apply("diff", ci("f")), "f'"),
    (apply("partialdiff", bvar("x"), bvar("y", cn(2)), ci("u")), r"\frac{\partial^3u}{\partial x\partial y^2}"),
    (apply("limit", bvar("x"), "<lowlimit><cn>0</cn></lowlimit>", apply("divide", SIN, X)), r"\lim_{x\to 0}\frac{\sin x}{x}"),
    (apply("limit", bvar("x"), f"<condition>{apply('tendsto', X, A)}</condition>", SIN), r"\lim_{x\to a}\sin x"),
    (apply("divergence", ci("F")), r"\nabla\cdot F"),
    # functions
    (SIN, r"\sin x"),
    (apply("sin", apply("plus", X, Y)), r"\sin(x+y)"),
    (apply("log", f"<logbase>{cn(2)}</logbase>", X), r"\log_2 x"),
    (apply("log", X), r"\log x"),
    (apply("exp", apply("minus", X)), r"\exp(-x)"),
    (apply("arcsech", X), r"\operatorname{arcsech}x"),
    (F, "f(x)"),
    (f"<apply>{apply('inverse', '<sin/>')}{X}</apply>", r"\sin^{-1}(x)"),
    (f"<apply>{apply('plus', *map(ci, 'fg'))}{X}</apply>", "(f+g)(x)"),
    (apply("compose", *map(ci, "fg")), r"f\circ g"),
    (f"<lambda>{bvar('x')}{SIN}</lambda>", r"x\mapsto\sin x"),
    # linear algebra
    (f"<vector>{A}{B}</vector>", r"\begin{pmatrix} a \\ b \end{pmatrix}"),
    (f"<matrix><matrixrow>{A}{B}</matrixrow><matrixrow>{X}{Y}</matrixrow></matrix>", r"\begin{pmatrix} a & b \\ x & y \end{pmatrix}"),
    (apply("determinant", '<ci type="matrix">A</ci>'), r"\det\mathbf{A}"),
    (apply("transpose", ci("A")), "A^T"),
    (apply("vectorproduct", '<ci type="vector">v</ci>', '<ci type="vector">w</ci>'), r"\mathbf{v}\times\mathbf{w}"),
    (apply("selector", ci("A"), *map(ci, "ij")), "A_{i,j}"),
    # piecewise, numbers, symbols
    (f"<piecewise><piece>{apply('minus', X)}{apply('lt', X, cn(0))}</piece><otherwise>{X}</otherwise></piecewise>", r"\begin{cases} -x & \text{if }x<0 \\ x & \text{otherwise} \end{cases}"),
    ('<cn type="rational">1<sep/>2</cn>', r"\frac{1}{2}"),
    ('<cn type="e-notation">1.5<sep/>-3</cn>', r"1.5\times 10^{-3}"),
    ('<cn type="complex-cartesian">3<sep/>-4</cn>', "3-4i"),
    ('<cn type="complex-polar">2<sep/>3</cn>', "2e^{3i}"),
    ('<cn base="16">FF</cn>', r"\mathrm{FF}_{16}"),
    ('<cn type="constant">&pi;</cn>', r"\pi"),
    (apply("power", "<exponentiale/>", apply("times", "<imaginaryi/>", "<pi/>")), r"e^{i\pi}"),
    ('<apply><csymbol cd="arith1">plus</csymbol><ci>x</ci><cn>1</cn></apply>', "x+1"),
    ('<bind><csymbol cd="quant1">forall</csymbol><bvar><ci>x</ci></bvar><apply><csymbol cd="relation1">gt</csymbol><ci>x</ci><cn>0</cn></apply></bind>', r"\forall x\colon x>0"),
    ('<apply><csymbol>BesselJ</csymbol><ci>n</ci><ci>x</ci></apply>', r"\operatorname{BesselJ}(n,x)"),
    ("<ci><msub><mi>x</mi><mn>1</mn></msub></ci>", "x_1"),
    (apply("moment", "<degree><cn>3</cn></degree>", X), r"\operatorname{moment}(x,3)"),
    # parallel markup
    (f'<semantics><mi>y</mi><annotation-xml encoding="MathML-Content">{X}</annotation-xml></semantics>', "y"),
    (f'<semantics>{X}<annotation-xml encoding="MathML-Presentation"><mi>y</mi></annotation-xml></semantics>', "y"),
    (f"<mrow><mi>y</mi><mo>=</mo>{SQUARE}</mrow>", "y=x^2"),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "tex"), CASES)
def test_content(inner: str, tex: str) -> None:
    assert to_tex(f"<math>{inner}</math>") == tex


OPERATORS = "plus minus times divide power root eq in and not forall exists sum int diff partialdiff limit log abs selector inverse quotient factorial binomial conjugate piecewise interval set lambda matrix vector cn ci csymbol bind semantics"


@pytest.mark.parametrize("name", OPERATORS.split())
def test_operators_without_arguments_do_not_raise(name: str) -> None:
    for inner in (f"<{name}/>", f"<apply><{name}/></apply>", apply(name, X), f"<apply><{name}>"):
        assert isinstance(to_tex(f"<math>{inner}</math>"), str)
    deep = f"<apply><{name}/><ci>a</ci>" * 1_000
    assert isinstance(to_tex(f"<math>{deep}"), str)
    assert isinstance(to_tex("<math>" + f"<{name}>" * 1_000), str)
