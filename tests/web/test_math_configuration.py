# ruff: noqa: E501  (one case a line)
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.web.math.source.configuration import Pair, configuration, delimiters

DEFAULTS = {pair.left for pair in delimiters("")}


def own(html: str) -> set[tuple[str, str, bool | None]]:
    """The pairs that a page adds, and dollars if it is sure of them."""
    return {
        (pair.left, pair.right, pair.display)
        for pair in delimiters(html)
        if pair.left not in DEFAULTS or (pair.left == "$" and pair.sure)
    }


def script(text: str) -> str:
    return f"<p>a</p><script>{text}</script><p>b</p>"


DOLLAR = ("$", "$", False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MathJax.Hub.Config({tex2jax: {inlineMath: [['$','$'], ['\\\\(','\\\\)']]}});", {DOLLAR}),
        ('MathJax.Hub.Config({"tex2jax":{"inlineMath":[["$","$"]],"processEscapes":true}})', {DOLLAR}),
        ("MathJax.Hub.Config({tex2jax: { // dollars, don't forget\n inlineMath: [ /* a */ [ '$' , '$' ] , ] }});", {DOLLAR}),
        ("window.MathJax = {tex: {inlineMath: {'[+]': [['$', '$']]}}}", {DOLLAR}),
        ("MathJax={tex:{inlineMath:[['@@','@@']],displayMath:[['%%','%%']]}}", {("@@", "@@", False), ("%%", "%%", True)}),
        ("MathJax.tex = {inlineMath: [['$', '$']]}; MathJax.options = {}", {DOLLAR}),
        ("MathJax = MathJax || {tex: {inlineMath: [[`$`, `$`]]}}", {DOLLAR}),
        ("config.tex.inlineMath = [['$', '$']];", {DOLLAR}),
        ("f({inlineMath: ['$', '$']})", {DOLLAR}),
        ("renderMathInElement(document.body, {delimiters: [{left: '$', right: '$', display: false}, {left: '££', right: '££', display: !0}]})", {DOLLAR, ("££", "££", True)}),
        ("o={delimiters:[{display:false,right:\"$\",left:\"$\"}],strict:function(a){return{a:']'}}};renderMathInElement(e,o)", {DOLLAR}),
        ("x = {delimiters: ['{{', '}}']}; y = {delimiters: '|'}", set()),
        ("inlineMath: [['\\(', '\\)'], ['a', 'b'], ['', ''], ['[', ']']]", set()),
        ("inlineMath: [['$', '$'], f('$'), x, ['!!', '!!']]", {DOLLAR, ("!!", "!!", False)}),
        ("inlineMath: [['$'", set()),
        ("asciimath2jax: {delimiters: [['`', '`']]}", {("`", "`", None)}),
        ("asciimath2jax: {delimiters: [['\\\\$','\\\\$'], ['`','`']]}", {("\\$", "\\$", None), ("`", "`", None)}),
        ("MathJax = {loader: {load: ['input/asciimath']}}", {("`", "`", None)}),
        ("MathJax = {loader: {load: ['input/asciimath']}, asciimath: {delimiters: [['@', '@']]}}", {("@", "@", None)}),
    ],
)  # fmt: skip
def test_delimiters(text: str, expected: set[tuple[str, str, bool | None]]) -> None:
    assert own(script(text)) == expected


def test_options_in_attributes() -> None:
    html = '<div data-options="{&quot;delimiters&quot;:[{&quot;left&quot;:&quot;$&quot;,&quot;right&quot;:&quot;$&quot;,&quot;display&quot;:false}]}">'
    assert own(html) == {DOLLAR}


def test_options_in_prose_and_in_code_configure_nothing() -> None:
    assert own(script("") + "<pre>MathJax = {tex: {inlineMath: [['$', '$']]}}</pre>") == set()
    assert own("<p>with inlineMath: dollars</p>") == set()


def test_pages_that_mark_their_formulas_have_no_plain_dollars() -> None:
    html = '<section class="tex2jax_ignore mathjax_ignore" id="a">'
    assert "$" not in {pair.left for pair in delimiters(html)}
    assert DOLLAR in own(html + script("inlineMath: [['$', '$']]"))


def test_longest_openers_come_first() -> None:
    lengths = [len(pair.left) for pair in delimiters("$$$")]
    assert lengths == sorted(lengths, reverse=True)


def test_pairs_of_one_opener_are_one() -> None:
    html = script("inlineMath: [['$', '$']], displayMath: [['$$', '$$'], ['\\\\[', '\\\\]']]")
    assert [p for p in delimiters(html) if p.left == "$$"] == [
        Pair("$$", "$$", True, "double-dollar")
    ]


@pytest.mark.parametrize(
    ("html", "tex", "expected"),
    [
        (script(r"MathJax.Hub.Config({TeX: {Macros: {RR: '{\\bf R}', bold: ['{\\bf #1}', 1]}}})"), r"\RR\bold{x}", r"{\bf R}{\bf x}"),
        (script(r"MathJax = {tex: {macros: {RR: '\\mathbb{R}', f: ['#1(#2)', 2, 'g']}}}"), r"\RR\f x\f[h]x", r"\mathbb{R}g(x)h(x)"),
        (script(r'renderMathInElement(e, {macros: {"\\RR": "\\mathbb{R}", "\\f": "#1f(#2)"}})'), r"\RR\f{a}{b}", r"\mathbb{R}af(b)"),
        (script(r"const macros = {'\\RR': String.raw`\mathbb{R}`}"), r"\RR", r"\mathbb{R}"),
        (script(r"MathJax = {tex: {macros: {R: '\\mathbb' + '{R}', g: x => x, h: 1, i: [1]}}}"), r"\R\g\h\i", r"\mathbb{R}\g\h\i"),
        (script(r'MathJax.Hub.Register.StartupHook("TeX Jax Ready", function () {var TEX = MathJax.InputJax.TeX; TEX.Macro("RR", "{\\bf R}"); TEX.Macro("f", "(#1)", 1);});'), r"\RR\f x", r"{\bf R}(x)"),
        (script(r"MathJax = {tex: {environments: {v: ['\\left(', '\\right)'], w: ['#1[', ']', 1]}}}"), r"\begin{v}x\end{v}\begin{w}{a}x\end{w}", r"\left(x\right)a[x]"),
        (r'<script type="text/x-mathjax-config">MathJax.Hub.Config({TeX:{Macros:{RR:"\\mathbb{R}"}}});</script>', r"\RR", r"\mathbb{R}"),
        (r'<div class="hidden-content process-math" id="latex-macros">\(\newcommand{\RR}{\mathbb{R}}\newcommand{\lt}{<}' + "\n" + r'\newcommand{\amp}{&amp;}\)</div>', r"a\lt b\amp\RR", r"a< b&\mathbb{R}"),
        (r'<span style="display:none">$\def\RR{\mathbb{R}}$</span>', r"\RR", r"\mathbb{R}"),
        (script(r"macros: {RR: 'x'}") + r"\renewcommand{\RR}{y}", r"\RR", "y"),
    ],
)  # fmt: skip
def test_macros(html: str, tex: str, expected: str) -> None:
    assert configuration(html).macros.expand(tex) == expected


@pytest.mark.parametrize(
    ("text", "ignored", "code"),
    [
        ("", (), False),
        ("tex2jax: {ignoreClass: 'tex2jax_ignore|dno', processClass: 'y'}", ("tex2jax_ignore", "dno"), False),
        ("options: {ignoreHtmlClass: '.*|', skipHtmlTags: {'[-]': ['code']}}", (), True),
        ("tex2jax: {skipTags: ['script','noscript','style','textarea','pre']}", (), True),
        ("tex2jax: {skipTags: ['script','noscript','style','textarea','pre','code']}", (), False),
        ("renderMathInElement(e, {ignoredClasses: ['a', 'b'], ignoredTags: ['script', 'code']})", ("a", "b"), False),
        ("skipTags: []", (), False),
    ],
)  # fmt: skip
def test_exceptions(text: str, ignored: tuple[str, ...], code: bool) -> None:
    found = configuration(script(text))
    assert (found.ignored, found.code) == (ignored, code)


@given(
    st.text(alphabet="[]{}'\"$\\:,() ab|", max_size=60),
    st.sampled_from(
        [
            "inlineMath",
            "delimiters",
            "Macros",
            "macros",
            "environments",
            "asciimath2jax",
            "ignoreClass",
            "skipTags",
            "x.Macro(",
        ]
    ),
)
def test_any_configuration_is_read(text: str, option: str) -> None:
    for html in (f"{option}:{text}", script(f"{option}={text}"), f'<a b="{option}&quot;:{text}">'):
        configuration(html)
