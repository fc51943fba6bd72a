# ruff: noqa: E501 - markup stands as sites write it
"""Rows 38 to 46: formulas in scripts, in calls and in JSON."""

import json
import re

from templates.form import attribute, form, paragraph, text
from templates.heads import KATEX_STYLE, mathjax2

_TAGS = re.compile(r"<[^>]+>|\s+")


def _script(kind: str, body: str, display: bool, more: str = "") -> str:
    mode = "; mode=display" if display else ""
    return f'<script type="math/{kind}{mode}"{more}>{body}</script>'


@form("row-38-kramdown1", 38, head=mathjax2(), macros=lambda: mathjax2(macros=True))
def kramdown1(tex: str, display: bool, n: int) -> str:
    return _script("tex", tex, display)


@form("row-39-preview", 39, head=mathjax2())
def preview(tex: str, display: bool, n: int) -> str:
    inner = f'<span class="MathJax_Preview">{text(tex)}</span>{_script("tex", tex, display)}'
    if display:
        return f'<div class="arithmatex">\n{inner}\n</div>'
    return f'<span class="arithmatex">{inner}</span>'


def _saved(tex: str, display: bool, n: int, mathml: str, script: str) -> str:
    """What MathJax 2 leaves in a page that a browser saved."""
    mathml = _one_line(mathml)
    letters = "".join(
        f'<span class="mi" id="MathJax-Span-{n}{k:02}" style="font-family: MathJax_Math-italic;">{part}</span>'
        for k, part in enumerate(_TAGS.sub(" ", mathml).split())
    )
    frame = (
        f'<span class="MathJax" id="MathJax-Element-{n}-Frame" tabindex="0" data-mathml="{attribute(mathml)}" '
        f'role="presentation" style="position: relative;"><nobr aria-hidden="true"><span class="math" '
        f'id="MathJax-Span-{n}" style="width: 2em; display: inline-block;">{letters}</span></nobr>'
        f'<span class="MJX_Assistive_MathML" role="presentation">{mathml}</span></span>'
    )
    blank = '<span class="MathJax_Preview" style="color: inherit;"></span>'
    if display:
        frame = f'<div class="MathJax_Display" style="text-align: center;">{frame}</div>'
    return paragraph(blank + frame + script, display)


@form("row-40-mathjax2-saved", 40, head=mathjax2(), needs="mathjax-3-mml")
def saved(tex: str, display: bool, n: int, mathml: str) -> str:
    script = _script("tex", tex, display, f' id="MathJax-Element-{n}"')
    return _saved(tex, display, n, mathml, script)


@form("row-40-mathjax2-saved-no-script", 40, carries="mathml", needs="mathjax-3-mml")
def saved_no_script(tex: str, display: bool, n: int, mathml: str) -> str:
    return _saved(tex, display, n, mathml, "")


@form("row-41-asciimath-script", 41, paper="asciimath", head=mathjax2())
def asciimath(source: str, display: bool, n: int) -> str:
    return _script("asciimath", source, display)


def _one_line(mathml: str) -> str:
    return re.sub(r">\s+<", "><", mathml)


@form("row-42-mathml-script", 42, carries="mathml", head=mathjax2(), needs="mathjax-3-mml")
def mathml_script(tex: str, display: bool, n: int, mathml: str) -> str:
    markup = f'<script type="math/mml">{_one_line(mathml)}</script>'
    return f'<div class="disp-formula">{markup}</div>' if display else markup


@form("row-43-katex-script", 43, head=KATEX_STYLE)
def katex_script(tex: str, display: bool, n: int) -> str:
    return _script("katex", tex, display)


@form("row-44-katex-render", 44, head=KATEX_STYLE)
def katex_render(tex: str, display: bool, n: int) -> str:
    name = f"eq{n}"
    literal = json.dumps(tex, ensure_ascii=False).replace("</", "<\\/")
    if n % 3 == 0:
        literal = "'" + literal[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"
    place = name if n % 2 else f'document.getElementById("{name}")'
    options = "{displayMode: true, throwOnError: false}" if display else "{throwOnError: false}"
    script = f"<script>katex.render({literal}, {place}, {options});</script>"
    tag = "div" if display else "span"
    return f'<{tag} id="{name}"></{tag}>{script}'


@form("row-45-iop", 45, head=mathjax2())
def iop(tex: str, display: bool, n: int) -> str:
    image = f'<img alt="{attribute(f"$${tex}$$" if display else f"${tex}$")}" data-src="/iop/eqn{n}.gif">'
    inner = f'<span class="tex"><span class="texImage">{image}</span>{_script("tex", tex, display)}</span>'
    if display:
        return f'<p><span class="display-eqn">{inner}</span></p>'
    return f'<span class="inline-eqn">{inner}</span>'


@form("row-46-substack", 46)
def substack(tex: str, display: bool, n: int) -> str | None:
    if not display:
        return None
    carried = json.dumps({"persistentExpression": tex, "id": f"EQ{n:08d}"}, ensure_ascii=False)
    return f'<div class="latex-rendered" data-attrs="{attribute(carried)}" data-component-name="LatexBlockToDOM"></div>'


@form("row-38-python-markdown-math-template", 38, head=mathjax2())
def in_paragraph(tex: str, display: bool, n: int) -> str:
    return paragraph(_script("tex", tex, display), display)
