from pathlib import Path

import pytest
from gates.extraction import (
    FLOORS,
    Case,
    Score,
    expand,
    fingerprint,
    measure,
    prose_f1,
    true_formulas,
)
from gates.floors import Floors
from mathround.metrics.normal import canonical

from proofpile.web import Formula


@pytest.fixture(scope="module")
def pinned() -> Floors:
    return Floors.at(FLOORS)


def test_the_material_is_the_one_the_floors_were_measured_on(data: Path, pinned: Floors) -> None:
    assert fingerprint(data) == pinned.material, (
        "the test material has changed: look at the pages, then run python tests/gates/extraction.py --update"
    )


def test_no_figure_is_below_its_floor(data: Path, pinned: Floors) -> None:
    figures = measure(data)
    pinned.show(figures)
    assert set(figures) == set(pinned.floors)
    assert pinned.broken(figures) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"a \le b", r"a\leq b"),
        (r"{x}^{2}", "x^2"),
        (r"\left( \frac12 \right)", r"(\frac{1}{2})"),
        ("x'_1", r"x_1^{\prime}"),
        (r"\operatorname{sin} x", r"\sin x"),
        (r"{a \over b}", r"\frac ab"),
        (r"{\bf v}_1", r"\mathbf{v}_1"),
        (
            r"\begin{pmatrix} a & b \end{pmatrix}",
            r"\left(\begin{array}{cc} a & b \\ \end{array}\right)",
        ),
        (r"\left. f \right|_0", "f|_0"),
        ("a % first\n+ b", "a+b"),
        (r"\not = 0", r"\ne 0"),
        (r"x,", "x"),
        (r"\text{if $x>0$ now}", r"\text{if }x>0\text{ now}"),
        (r"\mathrm{V}\,\mathrm{A}^{-1}", r"\mathrm{VA}^{-1}"),
        (r"\text{a}\text{\mathbf{ab} c}", r"\mathrm a\text{\textbf{ab}c}"),
        (r"\pmatrix{1&0\cr0&1}", r"\begin{pmatrix}1&0\\0&1\end{pmatrix}"),
        (r"a \equiv b \pmod n", r"a\equiv b\quad(\mathrm{mod}\,n)"),
        (r"\underset{x \to 0}{\lim} f", r"\lim_{x\to 0} f"),
        (r"{x \atop y}", r"\genfrac{}{}{0pt}{}{x}{y}"),
        (r"\genfrac(){0pt}{}{n}{k}", r"{n \choose k}"),
        (r"\bra\phi A\ket\psi", r"\langle\phi|A|\psi\rangle"),
        (r"\begin{align}a&=b\end{align}", r"\begin{array}{rl}a&=b\end{array}"),
        (r"\begin{align*} a &= b \\ \end{align*}", r"\begin{aligned}a&=b\end{aligned}"),
    ],
)
def test_spelling_does_not_count(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x^{12}", "x^12"),
        (r"\frac{a}{b}c", r"\frac{a}{bc}"),
        ("x_1", "x^1"),
        (r"\hat x", "x"),
        ("ab", "ba"),
        (r"\bar x", r"\overline x"),
        ("x}y", "x"),
        (r"\underset{x}{y}", "y_x"),
        (r"\text{ab}", "ab"),
        (r"\alpha b", r"\alphab"),
        (",", "."),
    ],
)
def test_structure_counts(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "part",
    ["{", "\\hat", "x^", "\\sqrt[", "}", "\\begin{a}", "\\not", "\\over ", "\\text{$", "\\text a"],
)
def test_canonical_form_of_anything_is_found(part: str) -> None:
    assert isinstance(canonical(part * 5000), str)


def test_score_uses_each_formula_once_and_knows_modes() -> None:
    score = Score()
    found = (Formula("x", False, "r", False), Formula("y", True, "r", False))
    score.add([("x", False), ("x", False), ("y", False)], found)
    assert score.figures("s") == {"s-recall": 2 / 3, "s-precision": 1.0, "s-mode": 0.5}


def test_truth_is_read_outside_code_and_with_macros(tmp_path: Path) -> None:
    markdown = tmp_path / "x.md"
    markdown.write_text(
        "```json\n{}\n```\nIt costs \\$5. $\\F_p$ and `$no$`\n\n```\n$no$\n```\n\n$$\na\n$$\n"
    )
    case = Case(tmp_path / "x.html", markdown, {"\\F": "{\\mathbb{F}}"})
    assert true_formulas(case) == [("\\mathbb F_p", False), ("a", True)]
    assert expand(r"\f{a}b", {"\\f": "{#1^2}"}) == "a^2b"


def test_prose_f1_is_about_words() -> None:
    assert prose_f1("one two [three](https://x.example)", "# One two three") == 1.0
    assert prose_f1("one two", "one") == pytest.approx(2 / 3)
