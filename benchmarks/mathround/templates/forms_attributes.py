# ruff: noqa: E501 - markup stands as sites write it
"""Rows 100 to 104: attributes and the formats of editors."""

from templates.form import attribute, form, paragraph, text
from templates.forms_images import spoken


@form("row-100-khan", 100)
def khan(tex: str, display: bool, n: int) -> str:
    boxes = f'<span class="tex-holder" aria-hidden="true">{text(spoken(tex))}</span>'
    if display:
        return f'<div class="paragraph"><span class="tex display" data-expr="{attribute(tex)}">{boxes}</span></div>'
    return f'<span class="tex" data-expr="{attribute(tex)}">{boxes}</span>'


@form("row-101-openstax", 101)
def openstax(tex: str, display: bool, n: int) -> str:
    tag = "div" if display else "span"
    return f'<{tag} data-math="{attribute(tex)}">{text(tex) if n % 2 else ""}</{tag}>'


@form("row-102-data-latex", 102)
def data_latex(tex: str, display: bool, n: int) -> str:
    tag = "div" if display else "span"
    return f'<{tag} class="math-field" data-latex="{attribute(tex)}"></{tag}>'


@form("row-102-data-tex", 102)
def data_tex(tex: str, display: bool, n: int) -> str:
    tag = "div" if display else "span"
    return f'<{tag} class="math-node" data-tex="{attribute(tex)}"></{tag}>'


@form("row-102-data-formula", 102)
def data_formula(tex: str, display: bool, n: int) -> str:
    tag = "div" if display else "span"
    return f'<{tag} class="formula" data-formula="{attribute(tex)}"></{tag}>'


@form("row-102-math-field", 102)
def math_field(tex: str, display: bool, n: int) -> str:
    return paragraph(f"<math-field read-only>{text(tex)}</math-field>", display)


@form("row-102-mathlive-data-latex", 102, needs="mathlive-markup")
def mathlive(tex: str, display: bool, n: int, drawn: str) -> str:
    return paragraph(f'<span data-latex="{attribute(tex)}">{drawn}</span>', display)


@form("row-103-quill", 103)
def quill(tex: str, display: bool, n: int) -> str:
    return paragraph(f'<span class="ql-formula" data-value="{attribute(tex)}"></span>', display)


@form("row-103-quill-rendered", 103, needs="katex-0.16-htmlAndMathml")
def quill_rendered(tex: str, display: bool, n: int, drawn: str) -> str:
    inner = f'<span contenteditable="false">{drawn}</span>'
    span = f'<span class="ql-formula" data-value="{attribute(tex)}">\ufeff{inner}\ufeff</span>'
    return paragraph(span, display)


@form("row-104-socratic", 104, paper="asciimath")
def socratic(source: str, display: bool, n: int) -> str:
    return paragraph(f"<mathjax>#{text(source)}#</mathjax>", display)
