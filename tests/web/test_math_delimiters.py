# ruff: noqa: E501  (one case a line)
import pytest

from proofpile.web import extract
from proofpile.web.math.configuration import delimiters


def formulas(body: str, head: str = "") -> list[tuple[str, bool, str]]:
    page = extract(f"<html><head>{head}</head><body><article>{body}</article></body></html>")
    return [(f.tex, f.display, f.rule) for f in page.formulas]


def text(body: str, head: str = "") -> str:
    return extract(f"<html><head>{head}</head><body><article>{body}</article></body></html>").text


DOLLARS = "<script>MathJax.Hub.Config({tex2jax: {inlineMath: [['$','$'], ['\\\\(','\\\\)']], processEscapes: true}});</script>"


@pytest.mark.parametrize(
    ("written", "tex", "display", "rule"),
    [
        (r"\(x\)", "x", False, "backslash-paren"),
        (r"\[x\]", "x", True, "backslash-bracket"),
        ("$x$", "x", False, "dollar"),
        ("$$x$$", "x", True, "double-dollar"),
        ("[itex]x[/itex]", "x", False, "itex"),
        ("[tex]x[/tex]", "x", True, "tex-tag"),
        ("[math]x[/math]", "x", False, "math-tag"),
        ("[latex]x[/latex]", "x", False, "latex-tag"),
        ("$latex x&amp;s=2$", "x", False, "wordpress-dollar"),
        ("$$$x$$$", "x", False, "codeforces"),
        ("$$$$$$x$$$$$$", "x", True, "codeforces"),
        ("&lt;math&gt;x&lt;/math&gt;", "x", False, "escaped-math-tag"),
        (r"\begin{align}x\end{align}", r"\begin{align}x\end{align}", True, "environment"),
    ],
)
def test_default_delimiters(written: str, tex: str, display: bool, rule: str) -> None:
    assert formulas(f"<p>a {written} b</p>") == [(tex, display, rule)]


def test_tags_of_forums_are_displays_where_they_stand_alone() -> None:
    assert formulas("<p>[math]x[/math]</p>") == [("x", True, "math-tag")]


@pytest.mark.parametrize(
    "head",
    [
        DOLLARS,
        "<script>window.MathJax={tex:{inlineMath:[['$','$']]}}</script>",
        '<script>MathJax = {"tex": {"inlineMath": [["$", "$"]]}}</script>',
        "<script>MathJax={tex:{inlineMath:{'[+]':[['$','$']]}}}</script>",
        "<script>renderMathInElement(document.body,{delimiters:[{left:'$$',right:'$$',display:true},{left:'$',right:'$',display:false}]})</script>",
    ],
)
def test_pages_that_configure_dollars(head: str) -> None:
    """There a formula may look like a word."""
    assert formulas("<p>Let $Hom$ and $ab$.</p>", head) == [
        ("Hom", False, "dollar"),
        ("ab", False, "dollar"),
    ]
    assert formulas("<p>Let $Hom$ be.</p>") == []


def test_a_page_s_own_delimiters() -> None:
    head = "<script>renderMathInElement(e, {delimiters: [{left: '££', right: '££', display: !0}]})</script>"
    assert formulas("<p>££x££</p>", head) == [("x", True, "configured-delimiter")]


def test_configuration_is_read_not_run() -> None:
    pairs = delimiters(
        "inlineMath: [['a', 'b'], ['<<', '>>']], displayMath: [['[[', ']]']], x: [['!', '!']]"
    )
    assert {("<<", ">>", False), ("[[", "]]", True)} <= {
        (p.left, p.right, p.display) for p in pairs
    }
    assert not {"a", "!"} & {p.left for p in pairs}


@pytest.mark.parametrize(
    "prose",
    [
        "costs $5 and $10.",
        "between $1,000 and $2,000 a year",
        "$5k-$10k",
        "US$ 5 or A$ 7",
        "from $20 to $30 per month",
        "$HOME/bin:$PATH",
        "$ 5 and $ 6",
    ],
)
@pytest.mark.parametrize("head", ["", DOLLARS])
def test_money_is_no_formula(prose: str, head: str) -> None:
    if head and "HOME" in prose:
        pytest.skip("a page that configures dollars means it")
    assert formulas(f"<p>It {prose}</p>", head) == []
    assert text(f"<p>It {prose}</p>", head) == "It " + prose.replace("$", "\\$")


def test_money_beside_formulas() -> None:
    assert (
        text("<p>For $5 you get $x_1$ or $n$ of them.</p>")
        == r"For \$5 you get $x_1$ or $n$ of them."
    )


def test_numbers_may_be_formulas() -> None:
    assert formulas("<p>The set $\\{1\\}$ has $2^0$ and $1$ element.</p>") == [
        (r"\{1\}", False, "dollar"),
        ("2^0", False, "dollar"),
        ("1", False, "dollar"),
    ]


def test_escaped_dollars_are_dollars() -> None:
    assert text(r"<p>\$5 and \$6 and $x_{\$}$</p>") == r"\$5 and \$6 and $x_{\$}$"


def test_formulas_never_cross_blocks() -> None:
    assert formulas(r"<p>a \(x</p><p>y\) b</p>") == []
    assert formulas("<ul><li>$x_1</li><li>y_1$</li></ul>") == []
    assert (
        formulas("<table><tr><td>$x_1</td><td>y$</td></tr><tr><td>1</td><td>2</td></tr></table>")
        == []
    )


def test_formulas_cross_line_breaks_and_marks() -> None:
    assert formulas("<p>$$x<br>+y$$ $x_<em>1</em>$</p>") == [
        ("x\n+y", True, "double-dollar"),
        ("x_1", False, "dollar"),
    ]


def test_formulas_never_meet_code() -> None:
    assert (
        formulas(r"<p>Use <code>\(x\)</code> or <code>$y$</code>, not $<code>z_1</code>$.</p>")
        == []
    )
    assert formulas("<pre>$x_1$ \\begin{align}a\\end{align}</pre>") == []


def test_scripts_of_html_inside_delimiters_belong_to_the_formula() -> None:
    assert formulas(r"<p>\(x<sub>1</sub>+1\)</p>") == [("x_{1}+1", False, "backslash-paren")]


def test_nested_environments_and_braces() -> None:
    inner = r"\begin{align}\begin{aligned}x\end{aligned}\begin{align}y\end{align}\end{align}"
    assert formulas(f"<p>{inner} b</p>") == [(inner, True, "environment")]
    assert formulas(r"<p>\(\text{a \) b}\)</p>") == [(r"\text{a \) b}", False, "backslash-paren")]


def test_environment_inside_delimiters_is_one_formula() -> None:
    assert formulas(r"<p>\[\begin{gather}x\end{gather}\]</p>") == [
        (r"\begin{gather}x\end{gather}", True, "backslash-bracket")
    ]


def test_environment_without_an_end_is_text() -> None:
    assert formulas(r"<p>\begin{align} x</p>") == []


def test_line_break_of_tex_is_no_opener() -> None:
    assert formulas(r"<p>a \\(b\\) \(c\)</p>") == [("c", False, "backslash-paren")]
