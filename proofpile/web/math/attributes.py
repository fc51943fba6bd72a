"""Formulas in an attribute: editors and sites that render in the browser keep the source there."""

import json
from urllib.parse import unquote

from resiliparse.parse.html import ElementNode

from proofpile.web.math.rule import Found, rule

_BLOCK_TAGS = frozenset(["div", "p", "figure", "section", "dd", "li", "td", "center"])


def _by_class(element: ElementNode) -> bool:
    """Whether tag or class say display."""
    names = (element.class_name or "").lower()
    return element.tag in _BLOCK_TAGS or "display" in names or "block" in names


@rule("khan-data-expr", ".tex[data-expr], [data-expr]", needs="data-expr")
def khan_data_expr(element: ElementNode) -> Found:
    """``<span class="tex" data-expr="TeX">`` of Khan Academy"""
    return Found(element["data-expr"], _by_class(element))


@rule("canvas-equation", "[data-equation-content]", needs="data-equation-content")
def canvas_equation(element: ElementNode) -> Found:
    """``<img class="equation_image" data-equation-content="TeX">`` of Canvas"""
    return Found(element["data-equation-content"], None)


@rule("ck12-editor", ".x-ck12-mathEditor[data-tex]", needs="x-ck12-matheditor")
def ck12_editor(element: ElementNode) -> Found:
    """``<span class="x-ck12-mathEditor" data-tex="percent-encoded TeX">``"""
    return Found(unquote(element["data-tex"]), _by_class(element))


@rule("zhihu-data-tex", ".ztext-math[data-tex]", needs="ztext-math")
def zhihu_data_tex(element: ElementNode) -> Found:
    """``<span class="ztext-math" data-tex="TeX">``; a final ``\\\\`` means display"""
    tex = element["data-tex"].strip()
    return Found(tex, tex.endswith("\\\\") or element.getattr("data-eeimg") == "2")


@rule("quill-formula", ".ql-formula[data-value]", needs="ql-formula")
def quill_formula(element: ElementNode) -> Found:
    """``<span class="ql-formula" data-value="TeX"></span>``"""
    return Found(element["data-value"], None)


@rule("substack-latex", ".latex-rendered[data-attrs]", needs="latex-rendered")
def substack_latex(element: ElementNode) -> Found | None:
    """``<div class="latex-rendered" data-attrs='{"persistentExpression": "TeX"}'>``"""
    try:
        tex = json.loads(element["data-attrs"]).get("persistentExpression", "")
    except (ValueError, AttributeError):
        return None
    return Found(str(tex), True)


@rule(
    "data-attribute",
    "[data-math]:not(mjx-container *), [data-latex]:not(mjx-container *):not(math *), [data-tex], "
    "[data-formula]",
    needs="data-math data-latex data-tex data-formula",
)
def data_attribute(element: ElementNode) -> Found | None:
    """``[data-math]``, ``[data-latex]``, ``[data-tex]``, ``[data-formula]``: it beats what is drawn inside"""
    for name in ("data-math", "data-latex", "data-tex", "data-formula"):
        if tex := (element.getattr(name) or "").strip():
            display = element.closest(".katex-display, .math-block, .math-display") is not None
            return Found(_undelimited(tex), display or _by_class(element))
    return None


def _undelimited(tex: str) -> str:
    for left, right in (("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$")):
        if tex.startswith(left) and tex.endswith(right) and len(tex) > len(left + right):
            return tex[len(left) : -len(right)]
    return tex
