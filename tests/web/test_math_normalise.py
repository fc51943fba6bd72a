import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.web.math.tex.normalise import from_service, normalise


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        ("  x  +   y ", "x + y"),
        (r"{\displaystyle x^{2}}", "x^{2}"),
        (r"{\textstyle {\displaystyle x}}", "x"),
        (r"\displaystyle x", "x"),
        (r"{\displaystyle a}+{\displaystyle b}", r"{\displaystyle a}+{\displaystyle b}"),
        (r"\displaystyleX", r"\displaystyleX"),
        (r"\displaystyle\textstyle {\displaystyle x}", "x"),
        (r"\displaystyle\displaystyle{{", "{{"),
        (r"{\displaystyle { \displaystyle x } \\ }\\", "x"),
        (r"{\displaystyle {\displaystyle x} y}", r"{\displaystyle x} y"),
        (r"{\displaystyle \{x\}}", r"\{x\}"),
        (r"{\displaystyle x", r"{\displaystyle x"),
        ("a % comment\n+ b", "a + b"),
        ("a % comment", "a"),
        (r"50\% + x", r"50\% + x"),
        (r"a \\% comment" + "\n b", r"a \\ b"),
        ("% <![CDATA[\nx %]]>", "x"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("a & b", "a & b"),
        ("a &amp;lt; b &amp;amp;gt; c", "a < b > c"),
        ("a &minus; b&nbsp;&le;&apos; &#945;", "a − b ≤' α"),
        ("a &alpha; b", "a &alpha; b"),
        ("a&space;b", "a b"),
        ("x^2&bg=ffffff&fg=000000&s=0", "x^2"),
        ("x&s=2&fg=fff", "x"),
        (r"\begin{matrix}a &s=1\end{matrix}", r"\begin{matrix}a &s=1\end{matrix}"),
        ("a &s=1", "a &s=1"),
        ("LaTeX: x", "x"),
        (" LaTeX:x", "x"),
        (r"\text{LaTeX: x}", r"\text{LaTeX: x}"),
        (r"\require{mhchem}\ce{H2O}", r"\ce{H2O}"),
        (r"\require {AMScd} ", ""),
        (r"\requires{x}", r"\requires{x}"),
        (r"a\label{e}\tag{1} \ref{e}", r"a\label{e}\tag{1} \ref{e}"),
        (r"x \\", "x"),
        (r"x \\ \\", "x"),
        (r"x \\\\", r"x \\\\"),
        (r"\begin{matrix}a\\\end{matrix}\\", r"\begin{matrix}a\\\end{matrix}\\"),
        ("a\u200b\u00a0b", "a b"),
        (r"a\ ", "a\\ "),
        (r"\text{if $x>0$}", r"\text{if $x>0$}"),
        ("%", ""),
        (" ", ""),
    ],
)
def test_shells_and_comments_go(tex: str, expected: str) -> None:
    assert normalise(tex) == expected


def test_lines_stay_in_displays_only() -> None:
    assert normalise("a \n\n  b\n", display=True) == "a\nb"
    assert normalise("a \n\n  b\n") == "a b"


@pytest.mark.parametrize(
    ("query", "tex"),
    [
        (r"\inline&space;\dpi{150}&space;x+y", "x+y"),
        (r"\bg_white \fn_cm \frac{a}{b}", r"\frac{a}{b}"),
        (r"\inlineX", r"\inlineX"),
        (r"\dpi{120} x", "x"),
        ("LaTeX: x", "x"),
        (r"\pagecolor{white}x", "x"),
        (r"a&amp;space;b", "a b"),
    ],
)
def test_what_picture_services_are_told_is_no_formula(query: str, tex: str) -> None:
    assert from_service(query) == tex


@given(st.text(alphabet="ab%\\{}&;lt\n $~", max_size=40), st.booleans())
def test_idempotent(tex: str, display: bool) -> None:
    once = normalise(tex, display)
    assert once == once.rstrip("\n")
    assert normalise(tex, display) == once


@pytest.mark.parametrize(
    "tex",
    ["<![CDATA<![CDATA[[x", "x]]]]>>", "\\requ\\require{a}ire{b}x", "LaTeX: LaTeX: x", "x%%\n%a\n"],
)
def test_what_is_cut_out_leaves_nothing_to_cut(tex: str) -> None:
    assert normalise(tex) == normalise(normalise(tex)) == "x"
