# ruff: noqa: E501  (one case a line)
"""Mathematics that a page writes with letters, ``sub`` and ``sup``: what becomes a formula and what stays text."""

import pytest

from proofpile.web import extract


def text(html: str) -> str:
    return extract(f"<article><p>{html}</p></article>").text


RUNS = [
    ("About 10<sup>6</sup> of them.", "About $10^{6}$ of them."),
    ("At 10<sup>−6</sup> m.", "At $10^{-6}$ m."),
    ("Speed 3 × 10<sup>8</sup> holds.", r"Speed $3 \times 10^{8}$ holds."),
    ("Speed 3 x 10<sup>8</sup> holds.", r"Speed $3 \times 10^{8}$ holds."),
    ("Let <i>x</i><sub>1</sub><sup>2</sup> be.", "Let $x_{1}^{2}$ be."),
    ("So <i>a</i><sub><i>n</i></sub> = <i>a</i><sub><i>n</i>−1</sub> + 2 holds.", "So $a_{n} = a_{n-1} + 2$ holds."),
    ("So E = mc<sup>2</sup>.", "So $E = mc^{2}$."),
    ("Then <i>x</i><sup>2</sup>+<i>y</i><sup>2</sup>=<i>z</i><sup>2</sup>.", "Then $x^{2}+y^{2}=z^{2}$."),
    ("The sets x<sub>1</sub>, x<sub>2</sub>, …, x<sub>n</sub> are.", r"The sets $x_{1}, x_{2}, \ldots, x_{n}$ are."),
    ("In O(n<sup>2</sup>) time.", "In $O(n^{2})$ time."),
    ("Let f(x<sub>1</sub>, x<sub>2</sub>) be.", "Let $f(x_{1}, x_{2})$ be."),
    ("Now (a + b)<sup>2</sup> = a<sup>2</sup> + 2ab + b<sup>2</sup>.", "Now $(a + b)^{2} = a^{2} + 2ab + b^{2}$."),
    ("e<sup>x<sup>2</sup></sup> grows.", "$e^{x^{2}}$ grows."),
    ("A map R<sup>n</sup> → R<sup>m</sup> is.", r"A map $R^{n} \rightarrow R^{m}$ is."),
    ("Area πr<sup>2</sup> is.", r"Area $\pi r^{2}$ is."),
    ("Take log<sub>2</sub> n steps.", r"Take $\log_{2} n$ steps."),
    ("As sin<sup>2</sup> x + cos<sup>2</sup> x = 1 holds.", r"As $\sin^{2} x + \cos^{2} x = 1$ holds."),
    ("The ∑<sub>i=1</sub><sup>n</sup> x<sub>i</sub> is.", r"The $\sum_{i=1}^{n} x_{i}$ is."),
    ("So x<sup>2</sup> = a number.", "So $x^{2}$ = a number."),
    ("Put x<sup>2</sup> – 1 = 0 here.", "Put $x^{2} - 1 = 0$ here."),
    ("From 10<sup>3</sup>–10<sup>6</sup> Hz.", "From $10^{3}$–$10^{6}$ Hz."),
    ("The x<sup>2</sup>-axis.", "The $x^{2}$-axis."),
    ("Is a<sub>1</sub> prime?", "Is $a_{1}$ prime?"),
    ("f<sup>−1</sup>(x) exists.", "$f^{-1}(x)$ exists."),
    ("e<sup>a</sup> and x<sup>o</sup>.", "$e^{a}$ and $x^{o}$."),
    ("√(x<sup>2</sup> + 1) is.", r"$\sqrt{(x^{2} + 1)}$ is."),
    ("Add <sup>1</sup>/<sub>2</sub> cup.", r"Add $\frac{1}{2}$ cup."),
    ("Add 2<sup>1</sup>⁄<sub>2</sub> cups.", r"Add $2\frac{1}{2}$ cups."),
    ("See <a href='x'>10<sup>6</sup> ways</a>.", "See $10^{6}$ ways."),
    ("(x<sup>2</sup> unclosed", "($x^{2}$ unclosed"),
    ("Both x<sub>1</sub>, x<sub>2</sub> are.", "Both $x_{1}$, $x_{2}$ are."),
    ("So <i>x</i> ∈ <i>A</i> holds.", r"So $x \in A$ holds."),
    ("So <i>f</i>(<i>x</i>) = 0 and <i>f</i>′ = 1.", "So $f(x) = 0$ and $f' = 1$."),
    ("The <i>dx</i> = <i>r</i> <i>dr</i> is.", "The $dx = r dr$ is."),
    ("A number <i>x</i> is, <i>a</i> / <i>b</i> too.", "A number x is, a / b too."),
    ("Mean ⟨<i>u</i>, <i>v</i>⟩ is.", r"Mean $\langle u, v\rangle$ is."),
    ("The <i>H</i>ead of <i>via</i> and <b>x</b>.", "The Head of via and x."),
    ("Apply ∂<sub><i>t</i></sub> to ∇<i>f</i>.", r"Apply $\partial_{t}$ to $\nabla f$."),
    ('So <span class="cmmi-10">a</span><sub><span class="cmr-7">1</span></sub><span class="cmmi-10">,b </span>= 1.', r"So $a_{1}$,$b = 1$."),
    ('A <span class="cmex-10">∑</span>\n  <sub><span class="cmmi-7">i</span></sub><span class="cmmi-10">x</span><sub>i</sub>.', r"A $\sum_{i} x_{i}$."),
    ("Let <i>n + 1</i> be <i>in vivo</i>, <i>et al.</i>, <i>f(x)</i>.", "Let $n + 1$ be in vivo, et al., $f(x)$."),
    ("So <i>n</i>! = <i>n</i> · (<i>n</i>−1)! here!", r"So $n! = n \cdot (n-1)!$ here!"),
    ("So ¬ (<i>p</i> ∧ <i>q</i>), ∂ Ω, ℏ ∂<sub>t</sub>.", r"So $\neg (p \wedge q)$, $\partial \Omega$, $\hbar \partial_{t}$."),
    ("Area π <i>r</i><sup>2</sup> and <i>s</i> = <i>r</i> θ.", r"Area $\pi r^{2}$ and $s = r \theta$."),
    ("At 12′ of x<sub>1</sub>.", "At 12′ of $x_{1}$."),
    ("The point (<i>x</i>, <i>y</i>), the letter (<i>x</i>).", "The point $(x, y)$, the letter (x)."),
    ("As α + β = γ and Γ ⊢ φ for x<sub>1</sub>.", r"As $\alpha + \beta = \gamma$ and $\Gamma \vdash \varphi$ for $x_{1}$."),
    ("Mean ⟨ φ | ψ ⟩ and α, x<sub>1</sub>.", r"Mean $\langle \varphi \mid \psi\rangle$ and α, $x_{1}$."),
    ("If <i>p</i> | <i>n</i> and <i>f</i> : <i>A</i> → <i>B</i> is: <i>x</i> = 1.", r"If $p \mid n$ and $f : A \rightarrow B$ is: $x = 1$."),
    ("So ∃! <i>x</i> ∈ <i>X</i> is.", r"So $\exists! x \in X$ is."),
    ("In word<sub>max</sub> here.", "In word_{max} here."),
]  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), RUNS)
def test_run(html: str, expected: str) -> None:
    assert text(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("Drink H<sub>2</sub>O now.", r"Drink $\mathrm{H_{2}O}$ now."),
        ("Drink C<sub>2</sub>H<sub>5</sub>OH.", r"Drink $\mathrm{C_{2}H_{5}OH}$."),
        ("CO<sub>2</sub> is.", r"$\mathrm{CO_{2}}$ is."),
        ("The ion SO<sub>4</sub><sup>2−</sup> is.", r"The ion $\mathrm{SO_{4}^{2-}}$ is."),
        ("As Ca(OH)<sub>2</sub> is.", r"As $\mathrm{Ca(OH)_{2}}$ is."),
        ("And Na<sup>+</sup> is.", r"And $\mathrm{Na^{+}}$ is."),
        ("Of <sup>14</sup>C dating.", r"Of ${}^{14}\mathrm{C}$ dating."),
        ("The group X<sub>2</sub> is.", "The group $X_{2}$ is."),
    ],
)
def test_chemistry_is_an_upright_formula(html: str, expected: str) -> None:
    assert text(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("the 1<sup>st</sup> and n<sup>th</sup> of May", "the 1st and nth of May"),
        ("le 1<sup>er</sup> mai, n<sup>o</sup> 5", "le 1er mai, no 5"),
        ("a Brand<sup>TM</sup> and x<sup>®</sup>", "a BrandTM and x®"),
        ("said<sup><a href='#1'>1</a></sup> so", "said[1] so"),
        ("said<a href='#1'><sup>1</sup></a> so", "said[1] so"),
        ("x² and aₙ stay", "x² and aₙ stay"),
        ("L<sup>A</sup>T<sub>E</sub>X and T<sub>E</sub>X", "LATEX and TEX"),
        ("1.2 L<sup>A</sup>T<sub>E</sub>X", "1.2 LATEX"),
        ("L<sup>A</sup>T<small>E</small>X2<small>HTML</small>, A<sub>M</sub>S", "LATEX2HTML, AMS"),
        ("a + b = c stays", "a + b = c stays"),
    ],
)
def test_what_is_no_script(html: str, expected: str) -> None:
    found = extract(f"<article><p>{html}</p></article>")
    assert (found.text, found.formulas) == (expected, ())


def test_all_of_it_is_lossy() -> None:
    found = extract("<p>So <i>a</i><sub>n</sub> = 2 and H<sub>2</sub>O.</p>").formulas
    assert {(f.rule, f.lossy) for f in found} == {("html-script", True)}


def test_script_on_a_formula_of_another_rule() -> None:
    assert text(r"So \(x\)<sub>1</sub> is.") == "So $x_{1}$ is."


def test_equation_alone_in_its_block_is_a_display() -> None:
    html = "<p>As</p><p align=center><i>y</i> = x<sup>2</sup>.</p><h2>On x<sup>2</sup> = 1</h2><ul><li>x<sup>2</sup> = 1</li></ul>"
    assert extract(f"<article>{html}<p>x<sup>2</sup></p></article>").text == (
        "As\n\n$$\ny = x^{2}\n$$\n\n.\n\n## On $x^{2} = 1$\n\n- $x^{2} = 1$\n\n$x^{2}$"
    )


@pytest.mark.parametrize(
    "filler",
    ["(", "x<sub>1</sub>(", "a+", "(a + ", "[{(", "<sup>1</sup>/", "H<sub>2</sub>", "sin "],
)
def test_hostile_text_takes_no_time(filler: str) -> None:
    assert extract(f"<article><p>b {filler * 3000} x<sub>1</sub></p></article>").text  # ends


TEMPLATES = [
    ('<span class="texhtml"><i>x</i><sup>2</sup> + <i>y</i></span>', "$x^{2} + y$"),
    ('<span class="texhtml mvar" style="font-style:italic;">n</span>', "$n$"),
    ('<span class="texhtml">sin <i>θ</i> ≤ 1</span>', r"$\sin \theta \leq 1$"),
    ('<span class="texhtml"><b>v</b></span>', r"$\mathbf{v}$"),
    ('<span class="texhtml">√<span style="border-top:1px solid; padding:0 0.1em;">2<i>x</i></span></span>', r"$\sqrt{2x}$"),
    ('<span class="texhtml"><i>a</i><span style="display:inline-block;line-height:1.2em;font-size:80%;">2<br />1</span></span>', "$a_{1}^{2}$"),
    ('<span class="texhtml"><span class="sfrac"><span class="tion"><span class="num"><i>a</i></span><span class="sr-only">/</span><span class="den">2</span></span></span></span>', r"$\frac{a}{2}$"),
    ('<span class="texhtml"><span style="text-decoration:overline;"><i>z</i></span></span>', r"$\bar{z}$"),
    ('<span class="tex-span">1 ≤ <i>n</i> ≤ 10<sup class="upper-index">5</sup></span>', r"$1 \leq n \leq 10^{5}$"),
    ('<span class="formula"><span class="fraction"><span class="ignored">(</span><span class="numerator"><i>a</i></span><span class="ignored">)/(</span><span class="denominator"><i>b</i></span><span class="ignored">)</span></span></span>', r"$\frac{a}{b}$"),
    ('<span class="math inline"><em>β̂</em> = (<em>X</em><sup>⊤</sup><em>X</em>)<sup>−1</sup></span>', r"$\hat{\beta} = (X^{\top}X)^{-1}$"),
    ('<span class="math inline"><em>a</em> ≤ <em>b</em></span>', r"$a \leq b$"),
    ('<span class="math inline">∅ ≠ A</span>', r"$\emptyset \neq A$"),
    ('<font face="symbol">a</font><sub>1</sub>', r"${\alpha}_{1}$"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "expected"), TEMPLATES)
def test_template(html: str, expected: str) -> None:
    assert text(f"Say {html} holds.") == f"Say {expected} holds."
