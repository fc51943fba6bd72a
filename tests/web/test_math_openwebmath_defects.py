# ruff: noqa: E501  (one case a line)
"""What OpenWebMath's extractor was seen to do wrong, one test each, named after the defect."""

import pytest

from proofpile.web import Page, extract
from proofpile.web.math.delimiters import looks_like_tex

MATHJAX = '<script src="https://cdn.example/mathjax@3/tex-chtml.js"></script>'
DOLLARS = "<script>MathJax = {tex: {inlineMath: [['$', '$'], ['\\\\(', '\\\\)']]}};</script>"


def page(body: str, head: str = MATHJAX) -> Page:
    return extract(
        f"<html><head><title>t</title>{head}</head><body><article>{body}</article></body></html>"
    )


def text(body: str, head: str = MATHJAX) -> str:
    return page(body, head).text


# --- defects of the code


def test_inline_and_display_backslash_delimiters_are_swapped() -> None:
    assert text(r"<p>a \(x\) b \[y\] c</p>") == "a $x$ b\n\n$$\ny\n$$\n\nc"


def test_display_script_is_lost() -> None:
    assert text('<p>a</p><script type="math/tex; mode=display">x^2</script>') == "a\n\n$$\nx^2\n$$"
    assert text('<p>a <script type="math/tex">x</script> b</p>') == "a $x$ b"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (r"$$\begin{aligned}a&amp;=b\end{aligned}$$", "$$\n\\begin{aligned}a&=b\\end{aligned}\n$$"),
        (r"\(\mathrm{align}(x)\)", r"$\mathrm{align}(x)$"),
    ],
)
def test_formula_that_says_align_loses_its_delimiters(html: str, expected: str) -> None:
    assert text(f"<p>{html}</p>") == expected


@pytest.mark.parametrize("name", ["equation", "align", "gather", "eqnarray", "multline", "flalign"])
@pytest.mark.parametrize("star", ["", "*"])
def test_environments_stay_raw(name: str, star: str) -> None:
    environment = f"\\begin{{{name}{star}}} a = b \\end{{{name}{star}}}"
    assert text(f"<p>So {environment} holds.</p>") == f"So\n\n$$\n{environment}\n$$\n\nholds."


@pytest.mark.parametrize(
    "html",
    [
        '<math display="block"><mi>x</mi></math>',
        '<math display="block"><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math>',
        '<math display="block" alttext="x"><mi>x</mi></math>',
        '<span class="katex-display"><span class="katex"><math><semantics><mi>x</mi>'
        '<annotation encoding="application/x-tex">x</annotation></semantics></math></span></span>',
        '<mjx-container jax="CHTML" display="true"><mjx-math></mjx-math><mjx-assistive-mml><math><mi>x</mi></math>'
        "</mjx-assistive-mml></mjx-container>",
    ],
)
def test_display_of_markup_becomes_inline(html: str) -> None:
    assert text(f"<p>a</p>{html}<p>b</p>") == "a\n\n$$\nx\n$$\n\nb"


def test_math_container_is_always_display() -> None:
    html = '<p>Let <span class="math-container">$x$</span> be.</p><p><span class="math-container">$$y$$</span></p>'
    assert text(html) == "Let $x$ be.\n\n$$\ny\n$$"


def test_money_becomes_a_formula() -> None:
    assert (
        text("<p>The book costs $5 and the pen costs $10.</p>")
        == r"The book costs \$5 and the pen costs \$10."
    )


def test_one_odd_dollar_flips_what_follows() -> None:
    html = "<p>It costs $5.</p><p>Let $x_1$ be real.</p>"
    assert text(html, MATHJAX + DOLLARS) == "It costs \\$5.\n\nLet $x_1$ be real."


def test_back_ticks_are_asciimath_on_every_page_and_eat_code() -> None:
    html = "<p>Call <code>foo(x)</code>; `bar`.</p><pre>if x:\n    y = `z`</pre>"
    assert text(html) == "Call `foo(x)`; `bar`.\n\n```\nif x:\n    y = `z`\n```"


def test_cells_of_a_table_touch() -> None:
    html = r"<p>t</p><table><tr><td>\(1\)</td><td>\(x^2\)</td></tr><tr><td>a</td><td>b</td></tr></table>"
    assert text(html) == "t\n\n| $1$ | $x^2$ |\n| --- | --- |\n| a | b |"


def test_superscripts_are_flattened() -> None:
    found = page("<p>About 10<sup>6</sup> and x<sub>1</sub>, the 1<sup>st</sup> of May.</p>")
    assert found.text == "About $10^{6}$ and $x_{1}$, the 1st of May."
    assert all(f.lossy and f.rule == "html-script" for f in found.formulas)


def test_comment_eats_the_rest_of_the_formula() -> None:
    assert text("<p>\\(a+b % first\n+c\\)</p>") == "$a+b +c$"
    assert text('<p>t <script type="math/tex">a % b\n+c</script></p>') == "t $a +c$"
    assert text(r"<p>\(50\% + x\)</p>") == r"$50\% + x$"


def test_inner_dollars_are_deleted() -> None:
    assert text(r"<p>\(\text{if $x&gt;0$}\)</p>") == r"$\text{if $x>0$}$"
    assert text(r"<p>so $a \text{ if $x&gt;0$}$ ok</p>", DOLLARS) == r"so $a \text{ if $x>0$}$ ok"


@pytest.mark.parametrize("prefix", ["mml:", "m:", "mathml:"])
def test_prefixed_mathml_is_lost(prefix: str) -> None:
    html = f"<p>a <{prefix}math><{prefix}mfrac><{prefix}mi>a</{prefix}mi><{prefix}mi>b</{prefix}mi></{prefix}mfrac></{prefix}math></p>"
    assert text(html) == r"a $\frac{a}{b}$"


def test_rendered_mathjax_is_kept_beside_its_script() -> None:
    html = (
        '<p>a <span class="MathJax_Preview">x2</span><span class="MathJax" data-mathml="&lt;math&gt;&lt;mi&gt;x&lt;/mi&gt;&lt;/math&gt;">'
        '<nobr>x2</nobr><span class="MJX_Assistive_MathML"><math><mi>x</mi></math></span></span>'
        '<script type="math/tex">x^2</script> b</p>'
    )
    assert text(html) == "a $x^2$ b"


def test_line_that_begins_in_chinese_is_removed() -> None:
    assert text(r"<p>中文：设 \(x\) 为实数。</p>") == "中文：设 $x$ 为实数。"


def test_pages_without_tex_are_refused() -> None:
    """Recall of the prefilter is its own; extraction takes whatever it is given."""
    assert page("<p>So E = mc<sup>2</sup></p>", head="").text == "So $E = mc^{2}$"
    assert (
        page('<p>x <img alt="\\frac{a}{b}" src="f.png"></p>', head="").formulas[0].tex
        == r"\frac{a}{b}"
    )


# --- defects seen when running it


def test_mathml_with_attributes_is_flattened() -> None:
    html = '<math xmlns="http://www.w3.org/1998/Math/MathML" class="k" id="m1"><mfrac><mi>a</mi><mi>b</mi></mfrac></math>'
    assert text(f"<p>a {html}</p>") == r"a $\frac{a}{b}$"


def test_mathjax3_configuration_is_not_read() -> None:
    head = "<script>window.MathJax = {tex: {inlineMath: [['@@', '@@']], displayMath: [['%%', '%%']]}}</script>"
    assert text("<p>a @@x+y@@ b %%z%%</p>", head) == "a $x+y$ b\n\n$$\nz\n$$"


def test_chtml_with_assistive_mathml_is_doubled() -> None:
    html = (
        '<mjx-container class="MathJax" jax="CHTML"><mjx-math aria-hidden="true"><mjx-mi><mjx-c class="mjx-c1D465"></mjx-c>'
        "</mjx-mi></mjx-math><mjx-assistive-mml><math><mi>x</mi></math></mjx-assistive-mml></mjx-container>"
    )
    assert text(f"<p>Let {html} be.</p>") == "Let $x$ be."


def test_codecogs_commands_stay_in_the_formula() -> None:
    src = r"https://latex.codecogs.com/gif.latex?\inline&amp;space;\dpi{150}&amp;space;\large&amp;space;x+y"
    assert page(f'<p>a <img src="{src}"> b</p>').formulas[0].tex.replace(r"\large ", "") == "x+y"


def test_image_with_tex_alt_and_no_known_class_is_lost() -> None:
    assert text(r'<p>a <img src="1.png" alt="\sqrt{2}"> b</p>') == r"a $\sqrt{2}$ b"
    assert text('<p>a <img src="1.png" alt="a cat"> b</p>') == "a b"


def test_fences_are_doubled_and_shell_variables_become_formulas() -> None:
    html = "<p>t</p><pre><code>cd $HOME\n  ls $PWD\n</code></pre>"
    assert text(html, MATHJAX + DOLLARS) == "t\n\n```\ncd $HOME\n  ls $PWD\n```"


def test_rows_of_a_table_collapse_into_one_line() -> None:
    html = "<p>t</p><table><tr><th>n</th><th>n!</th></tr><tr><td>1</td><td>1</td></tr><tr><td>2</td><td>2</td></tr></table>"
    assert text(html) == "t\n\n| n | n! |\n| --- | --- |\n| 1 | 1 |\n| 2 | 2 |"


@pytest.mark.parametrize(
    "line", ["Quadratic formula", "Add the numbers", "Reading gradients", "Ask about links"]
)
def test_boilerplate_substrings_delete_good_lines(line: str) -> None:
    assert text(f"<h2>{line}</h2><p>{line}.</p>") == f"## {line}\n\n{line}."


def test_page_index_counts_as_a_formula() -> None:
    found = page(r"<p>See Figure \(\PageIndex{3}\).</p>")
    assert (found.text, found.formulas) == ("See Figure 3.", ())


def test_every_formula_is_counted() -> None:
    found = page("<p>[itex]a[/itex] and [itex]b[/itex]</p><p>[tex]c[/tex]</p>")
    assert [(f.tex, f.display, f.rule) for f in found.formulas] == [
        ("a", False, "itex"), ("b", False, "itex"), ("c", True, "tex-tag")
    ]  # fmt: skip


@pytest.mark.parametrize("content", ["x", "x_1", r"\alpha", "a+b", "n=3", "f(x)", "2", "x'"])
def test_a_dollar_formula_looks_like_tex(content: str) -> None:
    assert looks_like_tex(content)


@pytest.mark.parametrize(
    "content", ["HOME", "5 and the pen costs ", "", " ", "PATH:/usr/bin and then", "US and Can"]
)
def test_and_other_text_between_dollars_does_not(content: str) -> None:
    assert not looks_like_tex(content)
