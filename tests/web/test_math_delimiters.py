# ruff: noqa: E501  (one case a line)
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.web import extract
from proofpile.web.math.delimiters import Reader
from proofpile.web.math.slots import Slots
from proofpile.web.math.source.configuration import delimiters


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


ENVIRONMENTS = "equation align gather eqnarray multline flalign alignat xalignat aligned gathered alignedat split cases dcases rcases array matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix subarray subequations CD dmath multlined IEEEeqnarray"


@pytest.mark.parametrize("name", ENVIRONMENTS.split())
@pytest.mark.parametrize("star", ["", "*"])
def test_environments(name: str, star: str) -> None:
    written = f"\\begin{{{name}{star}}} a_1 &= b \\label{{e}} \\end{{{name}{star}}}"
    assert formulas(f"<p>So {written.replace('&', '&amp;')} holds.</p>") == [
        (written, True, "environment")
    ]


@pytest.mark.parametrize("name", ["theorem", "document", "tabular", "verbatim", "aligning"])
def test_other_environments_are_text(name: str) -> None:
    assert formulas(f"<p>\\begin{{{name}}}a\\end{{{name}}}</p>") == []


def test_environments_that_say_only_the_mode_go() -> None:
    html = r"<p>a \begin{math}x\end{math} b \begin{displaymath}y\end{displaymath} c</p>"
    assert formulas(html) == [("x", False, "environment"), ("y", True, "environment")]


@pytest.mark.parametrize(
    "tex",
    [
        r"a\label{x}",
        r"a\tag{1}",
        r"a\tag*{*}\eqref{x}",
        r"a \ref{x}",
        r"\text{if $x>0$}",
        r"\mbox{$x$ or \$y}",
    ],
)
@pytest.mark.parametrize(
    ("left", "right", "display"),
    [("$$", "$$", True), (r"\[", r"\]", True), (r"\(", r"\)", False), ("$", "$", False)],
)
def test_numbers_references_and_texts_stay(tex: str, left: str, right: str, display: bool) -> None:
    found = formulas(f"<p>a {left}{tex.replace('>', '&gt;')}{right} b</p>")
    assert [(t, d) for t, d, _ in found] == [(tex, display)]


@pytest.mark.parametrize(
    ("written", "tex", "display"),
    [
        ("$latex x^2$", "x^2", False),
        ("$latex x&amp;s=2&amp;bg=ffffff$", "x", False),
        ("$latex x &amp;s=-1$", "x", False),
        (r"$latex\alpha$", r"\alpha", False),
        (
            r"$latex \begin{array}{c}a&amp;s=b\end{array}$",
            r"\begin{array}{c}a&s=b\end{array}",
            False,
        ),
        ("$latex a \\text{ if $b$}$", "a \\text{ if $b$}", False),
    ],
)
def test_wordpress(written: str, tex: str, display: bool) -> None:
    assert formulas(f"<p>a {written} b</p>") == [(tex, display, "wordpress-dollar")]


@pytest.mark.parametrize("tag", ["math", "latex"])
def test_tags_are_displays_in_a_block_of_their_own(tag: str) -> None:
    one = f"[{tag}]x_1[/{tag}]"
    assert [f[1] for f in formulas(f"<p>{one}.</p><p>a {one}</p><p>{one} {one}</p>")] == [
        True,
        False,
        False,
        False,
    ]


# --- asciimath


ASCII = "<script src='https://cdn/MathJax.js?config=AM_HTMLorMML'></script>"


def test_back_ticks_where_the_page_loads_asciimath() -> None:
    assert formulas("<p>a `a+b` b</p>", ASCII) == [("a+b", False, "asciimath-backtick")]
    assert formulas("<p>a `a+b` b</p>", DOLLARS) == []
    assert formulas("<p>Say `what you want to` now.</p>", ASCII) == []


def test_asciidoctor_s_dollars() -> None:
    head = r"<script>MathJax.Hub.Config({asciimath2jax: {delimiters: [['\\$', '\\$']]}})</script>"
    assert formulas(r"<p>a \$a+b\$ b</p>", head) == [("a+b", False, "asciidoctor-asciimath")]
    assert formulas(r"<p>a \$5 and \$6 b</p>") == []


# --- money, programs, prose

NO_FORMULAS = [
    "$5 and the pen costs $10", "US$5", "US$5 or A$7 b", "$1,000–$2,000", "A$AP", "$_POST['x']",
    "$_POST['x'] and $_GET['y']", "$('#id')", "$('#id').on($('x'))", "$('#a').hide(); $('#b').show()",
    "$5M to $10M", "between $5 and $10 per month", "$i < $n", "$a = $b", "$x, $y", "foo($bar, $baz)",
    "array($a,$b)", "${name} and ${x}", "${a}/${b}", "$1$2", "$this->foo($bar)", "$5-$10",
    "$$ – moderate, $$$ – expensive", "$$ to $$$", "It costs $ and more $ than", "$.ajax and $.get",
    "cost is $3.50/lb or $7", "$20 (20%) and $3", "grew from $1.2bn to $3.4bn", "$key => $value",
    "$100 = £80 and $200", "£5/$8 or £6/$10", "R$ 10,00 e R$ 20,00", "$x->y->$z", "costs $5. And $6.",
    "costs $5, x, y, $6", "$HOME/bin:$PATH",
]  # fmt: skip


@pytest.mark.parametrize("prose", NO_FORMULAS)
@pytest.mark.parametrize("head", ["", DOLLARS])
def test_money_and_programs_are_no_formulas(prose: str, head: str) -> None:
    escaped = prose.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert formulas(f"<p>It {escaped}</p>", head) == []


@pytest.mark.parametrize(
    "prose", ["A$AP Rocky and A$AP", r"echo $a\n$b", "$foo $bar $baz", "^[a-z]+$ or $"]
)
def test_what_only_a_page_with_dollars_means_as_formulas(prose: str) -> None:
    assert formulas(f"<p>It {prose}</p>") == []


FORMULAS = [
    "x", "ax+by", "ax + by", "a", "f(x)", "(0,1]", "[0,1)", "x=1", "0", "10", r"n\times m", "x,y\\in X", r"A \to B",
    r"\mathbb R", "x'", "-1", "|G|", "n!", "G/H", r"O(n \log n)", "O(n^2)", r"\{a\}", r"p \le 0.05", "a b", "(a, b)",
    "1,000", "x_{n}", r"\$5", r"\newcommand{\R}{x}\R",
]  # fmt: skip


@pytest.mark.parametrize("tex", FORMULAS)
@pytest.mark.parametrize("head", ["", DOLLARS])
@pytest.mark.parametrize(
    "around", ["{}", "For {} we", "({})", "the {}th", "设{}为", "$5 for {} or", "{}, $y$"]
)
def test_dollar_formulas(tex: str, head: str, around: str) -> None:
    if tex.isdigit() and around == "$5 for {} or":
        pytest.skip("a price as well as not")
    expected = [tex.replace(r"\newcommand{\R}{x}\R", "x")] + ["y"] * ("$y$" in around)
    if around == "the {}th" and tex[-1] in ",":
        return
    assert [f[0] for f in formulas(f"<p>{around.replace('{}', f'${tex}$')}</p>", head)] == expected


@pytest.mark.parametrize("head", ["", DOLLARS])
def test_one_odd_dollar_flips_nothing(head: str) -> None:
    html = "<p>It costs $5, and $x_1$ or $y$; $ is a sign, $z_2$ a variable, \\(w\\) too.</p>"
    assert [f[0] for f in formulas(html, head)] == ["x_1", "y", "z_2", "w"]


def test_a_dollar_does_not_run_over_other_formulas() -> None:
    assert formulas(r"<p>$5_a \(x\) and $y_1$</p>", DOLLARS)[0] == ("x", False, "backslash-paren")


def test_unclosed_opener_leaves_the_next_formula() -> None:
    assert [f[0] for f in formulas(r"<p>\(a and \(b\) and \[c</p>")] == ["b"]


@pytest.mark.parametrize(
    "tex", [r"\newcommand{\R}{\mathbb{R}}", r"\require{mhchem}", r"\def\x{y}\let\z\w"]
)
@pytest.mark.parametrize(
    ("left", "right"), [("$", "$"), ("$$", "$$"), (r"\(", r"\)"), (r"\[", r"\]")]
)
def test_formulas_that_only_define_vanish(tex: str, left: str, right: str) -> None:
    assert text(f"<p>a</p><p>{left}{tex}{right}</p><p>b</p>") == "a\n\nb"


# --- work


def reader(html: str = "") -> Reader:
    return Reader(delimiters(html), Slots())


class Text(str):
    """A text that allows only the search for what an opener begins with."""

    __slots__ = ()

    def __getitem__(self, key: object) -> str:
        raise AssertionError("looked into")


def test_text_without_delimiters_is_the_same_object() -> None:
    prose = Text("Nothing here [1] < 2, and that for a while. " * 100)
    assert reader()(prose) is prose


@pytest.mark.parametrize("unit", ["$", "\\(", "\\[ ", "$x", "${", "\\({", "[math]", "[math]x[/math]", "\\begin{align}", "\\begin{align}\\end{gather}", "$$x", "$latex ", "\\(}", "\\)\\(", "`", "$\\{"])  # fmt: skip
def test_work_is_bounded_and_linear(unit: str) -> None:
    """Characters read in search of closers; those of one search are at most 20,000."""
    small, large = reader("`asciimath2jax"), reader("`asciimath2jax")
    text = unit * (30_000 // len(unit))
    small(text)
    large(text * 8)
    assert large.work <= 11_000_000
    assert large.work <= 9 * small.work + 8 * 20_000


def test_long_pages_cost_what_their_formulas_cost() -> None:
    one = "Let $x_1$ and \\(f(x)\\) be, for $5. "
    a_reader = reader()
    a_reader(one * 20_000)
    assert a_reader.work < 20 * 20_000


@given(st.text(alphabet="$\\()[]{}`ab1 _^=,.;lateximth<>/&", max_size=80))
def test_any_text_is_read(block: str) -> None:
    slots = Slots()
    Reader(delimiters("asciimath2jax inlineMath: [['$', '$']]" + block), slots)(block)
    Reader(delimiters(block), slots)(block, alone=False)
