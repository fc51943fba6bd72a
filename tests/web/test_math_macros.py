# ruff: noqa: E501  (one case a line)
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.web.math.tex.expansion import tokens_of
from proofpile.web.math.tex.macros import Macros, is_definition


def expanded(definitions: str, tex: str) -> str:
    macros = Macros()
    macros.read(definitions)
    return macros.expand(tex)


@pytest.mark.parametrize(
    ("definitions", "tex", "expected"),
    [
        (r"\newcommand{\RR}{\mathbb{R}}", r"\RR^n", r"\mathbb{R}^n"),
        (r"\newcommand\RR{\mathbb R}", r"x\in\RR", r"x\in\mathbb R"),
        (r"\newcommand*{\RR}{\mathbb{R}}", r"\RR", r"\mathbb{R}"),
        (r"\newcommand{\RR}{\mathbb{R}}", r"\RRR \R", r"\RRR \R"),
        (r"\newcommand{\norm}[1]{\lVert #1\rVert}", r"\norm{x+\norm y}", r"\lVert x+\lVert y\rVert\rVert"),
        (r"\newcommand{\norm}[2][p]{\|#2\|_{#1}}", r"\norm{x}+\norm[q]{y}", r"\|x\|_{p}+\|y\|_{q}"),
        (r"\newcommand{\f}[2]{#2#1#2}", r"\f ab\f{ab}{c}", "babcabc"),
        (r"\newcommand{\a}{\b c}\newcommand{\b}{\alpha}", r"\a", r"\alpha c"),
        (r"\newcommand{\a}[1]{\alpha#1}", r"\a x+\a{\beta}", r"\alpha x+\alpha\beta"),
        (r"\newcommand{\eps}{\varepsilon}", r"2\eps{}n", r"2\varepsilon{}n"),
        (r"\DeclareMathOperator{\tr}{tr}", r"\tr A", r"\operatorname{tr} A"),
        (r"\DeclareMathOperator*{\argmax}{arg\,max}", r"\argmax_x", r"\operatorname*{arg\,max}_x"),
        (r"\DeclarePairedDelimiter{\abs}{\lvert}{\rvert}", r"\abs{x}\abs*{y}\abs[\big]{z}", r"\lvert x\rvert\left\lvert y\right\rvert\bigl\lvert z\bigr\rvert"),
        (r"\def\R{\mathbb R}", r"\R", r"\mathbb R"),
        (r"\gdef\pair#1#2{(#1,#2)}", r"\pair a{bc}", "(a,bc)"),
        (r"\def\pair(#1,#2){\langle #1|#2\rangle}", r"\pair(a,{b,c})", r"\langle a|{b,c}\rangle"),
        (r"\let\eps\varepsilon", r"\eps x", r"\varepsilon x"),
        (r"\let\phi=\varphi", r"\phi", r"\varphi"),
        (r"\let\oldvec\vec\renewcommand{\vec}[1]{\mathbf{\oldvec{#1}}}", r"\vec{x}", r"\mathbf{\vec{x}}"),
        (r"\renewcommand{\vec}[1]{\mathbf{#1}}", r"\vec x", r"\mathbf{x}"),
        (r"\newcommand{\a}{1}\providecommand{\a}{2}\providecommand{\b}{3}", r"\a\b", "13"),
        (r"\newcommand{\a}{1}\renewcommand{\a}{2}", r"\a", "2"),
        (r"\newenvironment{vect}[1]{\left(\begin{array}{#1}}{\end{array}\right)}", r"\begin{vect}{c}x\end{vect}", r"\left(\begin{array}{c}x\end{array}\right)"),
        (r"\newcommand{\be}{\begin{equation}}\newcommand{\ee}{\end{equation}}", r"\be x\ee", r"\begin{equation} x\end{equation}"),
        # what readers know anyway
        (r"\newcommand{\bm}[1]{\boldsymbol{#1}}", r"\bm{x}", r"\bm{x}"),
        (r"\renewcommand{\bm}[1]{\mathbf{#1}}", r"\bm{x}", r"\mathbf{x}"),
        # as an argument
        (r"\newcommand{\RR}{\mathbb R}\newcommand{\n}{n}", r"\hat\RR^\RR_\n\frac\RR\RR\frac{1}\RR", r"\hat{\mathbb R}^{\mathbb R}_n\frac{\mathbb R}{\mathbb R}\frac{1}{\mathbb R}"),
        (r"\newcommand{\b}{{\bf b}}", r"\hat\b", r"\hat{\bf b}"),
        # written for a browser
        (r"\newcommand{\x}{a &lt; b &amp; c}", r"\x", "a < b & c"),
        (r"\newcommand{\x}{a<br/>b}<p>", r"\x", "ab"),
        ("\\newcommand{\\x}{a% comment\nb}", r"\x", "ab"),
        # in formulas themselves
        ("", r"\newcommand{\x}{y}\x+\x", "y+y"),
        (r"\newcommand{\x}{z}", r"\x+\def\x{y}\x", "z+y"),
        ("", r"\global\long\def\x{y}", ""),
        # broken ones stay
        ("", r"\newcommand{\x", r"\newcommand{\x"),
        ("", r"\def", r"\def"),
        ("", r"\newcommand{x}{y} x", r"\newcommand{x}{y} x"),
        (r"\newcommand{\f}[2]{#1#2}", r"\f{a}", r"\f{a}"),
        (r"\newcommand{\f}[1]{(#1)}", r"{a\f}", r"{a\f}"),
        (r"\def\defx{y}", r"\defx\leftarrow\left(", r"y\leftarrow\left("),
    ],
)  # fmt: skip
def test_expansion(definitions: str, tex: str, expected: str) -> None:
    assert expanded(definitions, tex) == expected


@pytest.mark.parametrize(
    "html",
    [
        r"<pre>\newcommand{\x}{y}</pre>",
        r"<CODE class='a'>\newcommand{\x}{y}</CODE>",
        r"<textarea>\def\x{y}</textarea>",
        r"<!-- \def\x{y} -->",
        r"<script>'\\def\\x{y} \def\x{y}'</script>",
    ],
)
def test_examples_are_no_definitions(html: str) -> None:
    assert expanded(html, r"\x") == r"\x"
    assert expanded(html + r"\def\x{z}", r"\x") == "z"


def test_definitions_in_formula_scripts_and_behind_an_unclosed_tag() -> None:
    assert expanded(r'<script type="math/tex">\def\x{y}</script>', r"\x") == "y"
    assert expanded(r"<pre> \def\x{y}", r"\x") == "y"


@pytest.mark.parametrize(
    ("name", "body", "arguments", "default", "tex", "expected"),
    [
        ("RR", r"{\bf R}", 0, None, r"\RR", r"{\bf R}"),
        (r"\RR", r"\mathbb{R}", 0, None, r"\RR", r"\mathbb{R}"),
        ("bold", r"{\bf #1}", 1, None, r"\bold{x}", r"{\bf x}"),
        (r"\f", "#1f(#2)", 0, None, r"\f{a}{b}", "af(b)"),
        ("f", "#1f(#2)", 2, "z", r"\f{b}\f[a]{b}", "zf(b)af(b)"),
        ("ket", r"\left|#1\right\rangle", 1, None, r"\ket{x}", r"\ket{x}"),
        ("a b", "x", 0, None, r"\a b", r"\a b"),
        ("|", r"\Vert", 0, None, r"\|x\|", r"\Vert x\Vert"),
    ],
)
def test_macros_of_a_configuration(
    name: str, body: str, arguments: int, default: str | None, tex: str, expected: str
) -> None:
    macros = Macros()
    macros.define(name, body, arguments, default)
    assert macros.expand(tex) == expected


def test_formulas_without_macros_are_the_same_object() -> None:
    macros = Macros()
    macros.define("RR", r"\mathbb{R}")
    for tex in (r"x^2", r"\frac{a}{b} \\ \R", ""):
        assert macros.expand(tex) is tex


@pytest.mark.parametrize(
    "bomb",
    [
        r"\def\a{\b\b}\def\b{\c\c}\def\c{\d\d}\def\d{\e\e}\def\e{\f\f}\def\f{\g\g}\def\g{\h\h}\def\h{\i\i}\def\i{\j\j}\def\j{\k\k}\def\k{x}",
        r"\def\a{\a}",
        r"\def\a{\a\a}",
        r"\def\a#1{\a{#1#1}}",
        r"\def\a#1{#1#1#1#1}" + r"\a{" * 12 + "x" + "}" * 12,
    ],
)
def test_bombs_stay_unexpanded_and_are_counted(bomb: str) -> None:
    macros = Macros()
    macros.read(bomb)
    tex = bomb + r"\a{x}"
    assert macros.expand(tex) == tex
    assert macros.unexpanded == 1
    assert macros.expand("y") == "y"


def test_a_page_of_bombs_is_as_much_work_as_forty() -> None:
    """Then nothing more is expanded."""
    macros = Macros()
    macros.read(r"\def\a#1{\a{#1#1}}\def\b{c}")
    for _ in range(100_000):
        macros.expand(r"\a{x}")
        if macros.expand(r"\b") == r"\b":
            break
    else:
        pytest.fail("no bound")
    assert macros.unexpanded > 1


@pytest.mark.parametrize(
    ("tex", "expected"),
    [(r" \newcommand{\x}{y}", True), (r"\let\a\b", True), (r"\left(", False), ("x", False), (r"\global\def\x{}", True)],
)  # fmt: skip
def test_is_definition(tex: str, expected: bool) -> None:
    assert is_definition(tex) is expected


@given(
    st.text(alphabet="ab\\{}#12[]() %\n*=&;<>", max_size=40),
    st.sampled_from(
        [
            "\\def\\a",
            "\\newcommand{\\a}",
            "\\let\\a",
            "\\newenvironment{a}",
            "\\DeclarePairedDelimiter\\a",
        ]
    ),
    st.text(alphabet="ab\\{}#1[ ]", max_size=30),
)
def test_any_text_is_read(body: str, definer: str, tex: str) -> None:
    macros = Macros()
    macros.read(definer + body)
    macros.expand(tex)
    macros.expand(definer + body + tex)


@given(st.text(alphabet="ab\\{}# 1%\n", max_size=60))
def test_tokens_are_the_text(tex: str) -> None:
    if "%" not in tex and tex == tex.strip():
        assert "".join(tokens_of(tex)) == tex
