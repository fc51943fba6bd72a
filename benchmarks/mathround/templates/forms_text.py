# ruff: noqa: E501 - markup stands as sites write it
"""Rows 1 to 16: delimiters still in the text."""

import re

from templates.form import delimited, form, is_environment, paragraph, text
from templates.heads import DOLLARS, katex, mathjax, mathjax2, newcommands

_BACKSLASHES = [(r"\(", r"\)", False), (r"\[", r"\]", True)]
_ENVIRONMENTS = ("equation*", "gather", "multline*", "gather*", "multline")
_RELATION = re.compile(r" (?:=|\\leq?|\\geq?|\\to) ")


@form("row-01-backslash-mathjax3", 1, head=mathjax(3), macros=lambda: mathjax(3, macros=True))
@form("row-01-backslash-mathjax2", 1, head=mathjax2(), macros=lambda: mathjax2(macros=True))
@form("row-03-backslash-no-library", 3)
@form(
    "row-01-backslash-katex",
    *(1, 14),
    head=katex(_BACKSLASHES),
    macros=lambda: katex(_BACKSLASHES, macros=True),
)
def backslash(tex: str, display: bool, n: int) -> str:
    return paragraph(delimited(tex, display), display)


_KATEX_DOLLARS = [("$$", "$$", True), ("$", "$", False)]


@form(
    "row-02-dollar-mathjax2",
    *(2,),
    head=mathjax2(DOLLARS),
    macros=lambda: mathjax2(DOLLARS, macros=True),
)
@form(
    "row-02-dollar-mathjax3",
    *(2,),
    head=mathjax(3, DOLLARS),
    macros=lambda: mathjax(3, DOLLARS, macros=True),
)
@form(
    "row-02-dollar-mathjax4",
    *(2,),
    head=mathjax(4, DOLLARS),
    macros=lambda: mathjax(4, DOLLARS, macros=True),
)
@form(
    "row-02-dollar-katex",
    *(2, 14),
    head=katex(_KATEX_DOLLARS),
    macros=lambda: katex(_KATEX_DOLLARS, macros=True),
)
@form("row-03-dollar-no-library", 3)
def dollar(tex: str, display: bool, n: int) -> str:
    return paragraph(delimited(tex, display, "$ $", "$$ $$"), display)


@form(
    "row-02-dollar-newcommand",
    *(2,),
    head=mathjax(3, DOLLARS),
    macros=lambda: f'<div style="display:none">\\(\n{newcommands()}\n\\)</div>',
)
def dollar_newcommand(tex: str, display: bool, n: int) -> str:
    return dollar(tex, display, n)


@form("row-04-equation", 4, head=mathjax(3))
def equation(tex: str, display: bool, n: int) -> str | tuple[str, str]:
    if not display or is_environment(tex):
        return paragraph(text(tex) if display else delimited(tex, False), display)
    whole = f"\\begin{{equation}}\n{tex}\n\\end{{equation}}"
    return f"<p>{text(whole)}</p>", whole


@form("row-05-other-environments", 5, head=mathjax2())
def environments(tex: str, display: bool, n: int) -> str | tuple[str, str]:
    if not display or is_environment(tex):
        return paragraph(text(tex) if display else delimited(tex, False), display)
    name = _ENVIRONMENTS[n % len(_ENVIRONMENTS)]
    halves = re.fullmatch(r"([^&=]+) = ([^&=]+)", tex)
    if halves and r"\tag" not in tex and n % 2:
        whole = f"\\begin{{eqnarray}}\n{halves[1]} & = & {halves[2]}\n\\end{{eqnarray}}"
    else:
        whole = f"\\begin{{{name}}}\n{tex}\n\\end{{{name}}}"
    return f"<div>{text(whole)}</div>", whole


def _with_point(tex: str) -> str | None:
    """`tex` with its first relation aligned."""
    found = _RELATION.search(tex)
    if (
        found is None
        or "&" in tex
        or tex[: found.start()].count("{") != tex[: found.start()].count("}")
    ):
        return None
    left = tex[: found.start()].count(r"\left")
    return None if left else f"{tex[: found.start()]} &{tex[found.start() + 1 :]}"


@form("row-06-align", 6, head=mathjax(3))
def align(tex: str, display: bool, n: int) -> str | tuple[str, str] | None:
    if not display:
        return delimited(tex, False)
    pointed = tex if is_environment(tex) else _with_point(tex)
    if pointed is None:
        return None
    whole = tex if is_environment(tex) else f"\\begin{{align}}\n{pointed}\n\\end{{align}}"
    return f"<p>{text(whole)}</p>", whole


@form("row-07-aligned", 7, head=mathjax(3, DOLLARS))
def aligned(tex: str, display: bool, n: int) -> str | tuple[str, str] | None:
    if not display:
        return delimited(tex, False, "$ $")
    pointed = _with_point(tex)
    if pointed is None or r"\tag" in tex:
        return None
    whole = rf"\begin{{aligned}} {pointed} \end{{aligned}}"
    return f"<p>$${text(whole)}$$</p>", whole


@form("row-08-physicsforums", 8)
def itex(tex: str, display: bool, n: int) -> str:
    name = "tex" if display else "itex"
    return paragraph(f"[{name}]{text(tex)}[/{name}]", display)


@form("row-09-math-tag", 9)
def math_tag(tex: str, display: bool, n: int) -> str:
    return paragraph(f"[math]{text(tex)}[/math]", display)


@form("row-10-latex-tag", 10)
def latex_tag(tex: str, display: bool, n: int) -> str:
    return paragraph(f"[latex]{text(tex)}[/latex]", display)


@form("row-11-dollar-latex", 11)
def dollar_latex(tex: str, display: bool, n: int) -> str | None:
    if "$" in tex:
        return None
    suffix = ("", "&s=1", "&bg=ffffff&fg=000000&s=0", "&fg=333333")[n % 4]
    source = f"$latex {tex}{suffix}$"
    if display:
        return f'<p style="text-align: center;">{text(source)}</p>'
    return text(source)


_CODEFORCES = (
    '<script type="text/x-mathjax-config">MathJax.Hub.Config({tex2jax: {inlineMath: [["$$$","$$$"]], '
    'displayMath: [["$$$$$$","$$$$$$"]]}});</script>'
)


@form("row-12-codeforces", 12, head=_CODEFORCES)
def codeforces(tex: str, display: bool, n: int) -> str:
    return paragraph(delimited(tex, display, "$$$ $$$", "$$$$$$ $$$$$$"), display)


@form("row-13-wiki-source", 13)
def wiki_source(tex: str, display: bool, n: int) -> str:
    return paragraph(f"&lt;math&gt;{text(tex)}&lt;/math&gt;", display)


_OWN = [("@(", ")@", False), ("@[", "]@", True)]


@form(
    "row-14-own-katex-delimiters",
    *(14,),
    head=katex(_OWN),
    macros=lambda: katex(_OWN, macros=True),
)
def own_katex(tex: str, display: bool, n: int) -> str:
    return paragraph(delimited(tex, display, "@( )@", "@[ ]@"), display)


@form("row-14-own-mathjax2-delimiters", 14, head=mathjax2("[['@@','@@']]"))
@form("row-14-own-mathjax3-delimiters", 14, head=mathjax(3, "[['@@', '@@']]"))
def own_mathjax(tex: str, display: bool, n: int) -> str:
    return paragraph(delimited(tex, display, "@@ @@", "$$ $$"), display)


_AM = (
    '<script src="https://cdn.example/libs/mathjax/2.7.9/MathJax.js?config=AM_HTMLorMML-full">'
    "</script>"
)


@form("row-15-asciimath", 15, head=_AM, paper="asciimath")
def asciimath(source: str, display: bool, n: int) -> str:
    return paragraph(f"`{text(source)}`", display)


_ASCIIDOCTOR = (
    '<script type="text/x-mathjax-config">\nMathJax.Hub.Config({\n  messageStyle: "none",\n  tex2jax: {\n'
    '    inlineMath: [["\\\\(", "\\\\)"]],\n    displayMath: [["\\\\[", "\\\\]"]],\n    ignoreClass: "nostem|nolatexmath"\n  },\n'
    '  asciimath2jax: {\n    delimiters: [["\\\\$", "\\\\$"]],\n    ignoreClass: "nostem|noasciimath"\n  }\n})\n</script>\n'
    '<script src="https://cdn.example/libs/mathjax/2.7.9/MathJax.js?config=TeX-MML-AM_HTMLorMML"></script>'
)


@form("row-16-asciidoctor-asciimath", 16, head=_ASCIIDOCTOR, paper="asciimath")
def asciidoctor(source: str, display: bool, n: int) -> str:
    if display:
        return (
            f'<div class="stemblock">\n<div class="content">\n\\${text(source)}\\$\n</div>\n</div>'
        )
    return f"\\${text(source)}\\$"
