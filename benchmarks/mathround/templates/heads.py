"""What pages put into their head to have mathematics typeset, with and without macros."""

import json

from templates.form import MACROS

_CDN = "https://cdn.example/libs"


def _mathjax_macros() -> str:
    values = {
        name[1:]: list(reversed(body)) if isinstance(body, tuple) else body
        for name, body in MACROS.items()
    }
    return json.dumps(values)


def mathjax2(delimiters: str = "[['\\\\(','\\\\)']]", macros: bool = False) -> str:
    """A page's configuration of MathJax 2."""
    tex = f",\n  TeX: {{ Macros: {_mathjax_macros()} }}" if macros else ""
    return (
        '<script type="text/x-mathjax-config">\nMathJax.Hub.Config({\n'
        f"  tex2jax: {{ inlineMath: {delimiters}, processEscapes: true }}{tex}\n}});\n</script>\n"
        f'<script async src="{_CDN}/mathjax/2.7.9/MathJax.js?config=TeX-AMS_CHTML"></script>'
    )


def mathjax(version: int, delimiters: str = "[['\\\\(', '\\\\)']]", macros: bool = False) -> str:
    """A page's configuration of MathJax 3 or 4."""
    more = f",\n    macros: {_mathjax_macros()}" if macros else ""
    path = "mathjax@3/es5/tex-chtml.js" if version == 3 else "mathjax@4/tex-mml-chtml.js"
    return (
        f"<script>\nwindow.MathJax = {{\n  tex: {{\n    inlineMath: {delimiters},\n"
        f"    processEscapes: true{more}\n  }}\n}};\n</script>\n"
        f'<script defer id="MathJax-script" src="{_CDN}/{path}"></script>'
    )


def katex(delimiters: list[tuple[str, str, bool]], macros: bool = False) -> str:
    """A page that calls KaTeX's auto-render."""
    pairs = [{"left": left, "right": right, "display": shown} for left, right, shown in delimiters]
    values = {name: body[1] if isinstance(body, tuple) else body for name, body in MACROS.items()}
    more = f", macros: {json.dumps(values)}" if macros else ""
    return (
        f'<link rel="stylesheet" href="{_CDN}/katex/katex.min.css">\n'
        f'<script defer src="{_CDN}/katex/katex.min.js"></script>\n'
        f'<script defer src="{_CDN}/katex/contrib/auto-render.min.js"></script>\n'
        '<script>\ndocument.addEventListener("DOMContentLoaded", function() {\n'
        f"  renderMathInElement(document.body, {{delimiters: {json.dumps(pairs)}{more}}});\n}});\n</script>"
    )


def newcommands() -> str:
    r"""The macros as \newcommand."""
    lines = []
    for name, body in MACROS.items():
        arguments, replacement = body if isinstance(body, tuple) else (0, body)
        lines.append(
            rf"\newcommand{{{name}}}{f'[{arguments}]' if arguments else ''}{{{replacement}}}"
        )
    return "\n".join(lines)


KATEX_STYLE = f'<link rel="stylesheet" href="{_CDN}/katex/katex.min.css">'
DOLLARS = "[['$','$'], ['\\\\(','\\\\)']]"
