"""What TeX cannot be parsed, and that honest TeX is never called so."""

import re
from pathlib import Path

import pytest
from gates.extraction import halo2
from hypothesis import given
from hypothesis import strategies as st

from proofpile.web.math.tex.soundness import DEFECTS, defect

SOUND = [
    "x",
    "3.14",
    "a < b",
    r"\{ x \mid x > 0 \}",
    r"\left. \frac{df}{dx} \right|_{x=0}^{1}",
    r"\left\{ a \middle| b \right\}",
    r"\left( \left[ a \right] \right)",
    r"\leftarrow \rightarrow \leftrightarrow \lefteqn{a}",
    r"\text{a \} b}",
    r"\text{if $x_0$ and a_b, \emph{cost} & more}",
    r"\label{eq_1_2} x \tag*{a_} \ref{_}",
    r"\begin{array}{c|c} a & b \\ c & d \end{array}",
    r"\begin {array} {c} a \end {array}",
    r"\begin{cases} a & \text{if } b \\ c & \text{else} \end{cases}",
    r"\left( \begin{matrix} a & b \end{matrix} \right)",
    r"\matrix{a & b \cr c & d}",
    r"\substack{a \\ b}",
    r"\sum\limits_{i=1}^n \int\nolimits_a^b",
    "x_1^2",
    "x_{a_b}^{c^{d^e}}",
    "{x^2}^2",
    "{}_2F_1",
    "{x'}^2 + x'^2",
    r"x^\text{a}_\mathrm{b}",
    r"x^\frac12 + x_\alpha^\beta",
    r"x^\{_\}",
    r"a_i^{b}{}^{c}",
    r"x^*_0",
    r"\verb|{| + \verb*+}_+",
    r"\xymatrix{ A \ar[r]^f_g \ar@{^{(}->}[d] & B \\ C }",
    r"\newcommand{\be}{\begin{equation}} x",
    r"\Axiom$A \fCenter B$ \DisplayProof",
    r"\ce{SO4^2- + ^{227}_{90}Th+}",
    r"\textcolor{red}{x^2}",
    r"50\% \& \$5 \# \_ \^{} ",
    r"a \\[2pt] b",
    r"\\",
    "\\",
]

BROKEN = [
    ("", "empty"),
    ("  \n\t\u00a0", "empty"),
    (r"\frac{a}{b", "unbalanced-braces"),
    (r"a}", "unbalanced-braces"),
    (r"}{", "unbalanced-braces"),
    (r"\text{a", "unbalanced-braces"),
    (r"\text{a } b}", "unbalanced-braces"),
    (r"\xymatrix{A", "unbalanced-braces"),
    (r"\left( x", "unmatched-left-right"),
    (r"x \right)", "unmatched-left-right"),
    (r"{\left( x} \right)", "unmatched-left-right"),
    (r"\left( \frac{a}{b \right)}", "unmatched-left-right"),
    (r"\begin{cases} a \\ b", "unmatched-environment"),
    (r"a \end{cases}", "unmatched-environment"),
    (r"\begin{array}{c} a \end{matrix}", "unmatched-environment"),
    (r"\begin{align*} a \end{align}", "unmatched-environment"),
    (r"{\begin{matrix} a } \end{matrix}", "unmatched-environment"),
    ("x^", "missing-script"),
    ("x_ ", "missing-script"),
    (r"{x^}", "missing-script"),
    (r"\begin{aligned} x_ & y \end{aligned}", "missing-script"),
    (r"\begin{aligned} x_ \\ y \end{aligned}", "missing-script"),
    (r"\left( x^ \right)", "missing-script"),
    ("x^_2", "missing-script"),
    ("x^2^3", "double-script"),
    ("x^{2}^3", "double-script"),
    ("x_{a{b}}^c_d", "double-script"),
    (r"x^\alpha_\beta^\gamma", "double-script"),
    (r"a &= b \\ c &= d", "stray-alignment"),
    (r"\left( a & b \right)", "stray-alignment"),
    (r"statistics ($\hat{R}$) by parameter", "stray-dollar"),
]


@pytest.mark.parametrize("tex", SOUND)
def test_sound(tex: str) -> None:
    assert defect(tex) == ""


@pytest.mark.parametrize(("tex", "slug"), BROKEN)
def test_broken(tex: str, slug: str) -> None:
    assert defect(tex) == slug


def test_every_defect_has_a_case_and_a_meaning() -> None:
    assert {slug for _, slug in BROKEN} == set(DEFECTS)
    assert all(len(meaning) > 10 for meaning in DEFECTS.values())


SOUP = st.lists(
    st.sampled_from(
        ["{", "}", "^", "_", "&", "$", "\\", "\\\\", "\\left", "\\right", "\\begin{a}", "\\end{a}", "\\text{",
         "\\verb|", "\\ce{", "\\xy", " ", "x", "12", "\\alpha", "\\{", "é", "\U00100010"]
    )
).map("".join)  # fmt: skip


@given(SOUP | st.text())
def test_total(tex: str) -> None:
    assert defect(tex) in ("", *DEFECTS)


@given(st.lists(st.sampled_from(SOUND[:-2]), min_size=1, max_size=6))
def test_sound_formulas_in_groups_are_sound(parts: list[str]) -> None:
    diagrams = [p for p in parts if "xymatrix" in p or "newcommand" in p or "Axiom" in p]
    if not diagrams:
        assert defect(" ".join(f"{{{part}}}" for part in parts)) == ""


def test_the_formulas_of_a_real_book_are_sound(data: Path) -> None:
    """KaTeX has set each of them."""
    formulas = [
        tex
        for case in halo2(data)
        for tex in re.findall(
            r"\$\$(.+?)\$\$", re.sub(r"```.*?```", "", case.truth, flags=re.DOTALL), re.DOTALL
        )
    ]
    assert len(formulas) > 100
    assert [tex for tex in formulas if defect(tex)] == []
