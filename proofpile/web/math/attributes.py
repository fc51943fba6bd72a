"""Formulas in an attribute: editors and sites that render in the browser keep the source there."""

import json
from html import unescape
from urllib.parse import unquote

from proofpile.web.dom import Element
from proofpile.web.math import services
from proofpile.web.math.alternatives import MARK, is_source, is_speech, undelimited
from proofpile.web.math.notations.asciimath import to_tex as asciimath_to_tex
from proofpile.web.math.notations.mathml_tex import to_tex as mathml_to_tex
from proofpile.web.math.notations.wiris import markup_of
from proofpile.web.math.rule import Found, rule
from proofpile.web.math.tags import number_of, tagged
from proofpile.web.math.tree import parse

_BLOCK_TAGS = frozenset(["div", "p", "figure", "section", "dd", "li", "td", "center", "pre"])


def _by_class(element: Element) -> bool:
    """Whether tag or class say display."""
    names = (element.class_name or "").lower()
    return element.tag in _BLOCK_TAGS or "display" in names or "block" in names


def _mode(element: Element) -> bool | None:
    """Display or inline, as tag, class or what is around say; None if nothing does."""
    if element.closest(".katex-display, .math-block, .math-display, .display-math") is not None:
        return True
    return True if _by_class(element) else False if "inline" in (element.class_name or "") else None


def _said(element: Element, tex: str, display: bool | None) -> Found:
    """`tex` without its delimiters, which beat `display`, and with the number beside it."""
    tex, mode = undelimited(tex)
    display = display if mode is None else mode or bool(display)
    if not display:
        return Found(tex, display)
    label, number = number_of(element)
    return Found(tagged(tex, label), True, also=() if number is None else (number,))


@rule("khan-data-expr", ".tex[data-expr], [data-expr]", needs="data-expr")
def khan_data_expr(element: Element) -> Found:
    """``<span class="tex" data-expr="TeX">`` of Khan Academy"""
    return _said(element, element["data-expr"], _by_class(element))


@rule("canvas-equation", "[data-equation-content]", needs="data-equation-content")
def canvas_equation(element: Element) -> Found:
    """``<img class="equation_image" data-equation-content="TeX">`` of Canvas"""
    readable = element.next_element_sibling
    spoken = readable is not None and readable.matches(".hidden-readable")
    tex = services.decoded(element["data-equation-content"].removeprefix("LaTeX:"))
    return Found(tex, None, also=(readable,) if spoken and readable is not None else ())


@rule("ck12-editor", ".x-ck12-mathEditor[data-tex]", needs="x-ck12-matheditor")
def ck12_editor(element: Element) -> Found:
    """``<span class="x-ck12-mathEditor" data-tex="percent-encoded TeX">``"""
    display = _by_class(element) or "block" in (element.getattr("data-mathmethod") or "")
    return _said(element, services.decoded(unquote(element["data-tex"])), display)


@rule("zhihu-data-tex", ".ztext-math[data-tex]", needs="ztext-math")
def zhihu_data_tex(element: Element) -> Found:
    """``<span class="ztext-math" data-tex="TeX">``; a final ``\\\\`` means display"""
    tex = element["data-tex"].strip()
    return Found(tex, tex.endswith("\\\\") or element.getattr("data-eeimg") == "2")


@rule("quill-formula", ".ql-formula[data-value]", needs="ql-formula")
def quill_formula(element: Element) -> Found:
    """``<span class="ql-formula" data-value="TeX"></span>``"""
    return _said(element, element["data-value"], None)


@rule("substack-latex", ".latex-rendered[data-attrs]", needs="latex-rendered")
def substack_latex(element: Element) -> Found | None:
    """``<div class="latex-rendered" data-attrs='{"persistentExpression": "TeX"}'>``"""
    try:
        tex = json.loads(element["data-attrs"]).get("persistentExpression", "")
    except (ValueError, AttributeError, RecursionError):
        return None
    return _said(element, tex, True) if isinstance(tex, str) else None


_SOURCES = frozenset(["latex", "tex", "application/x-tex", "application/x-latex", "text/x-tex"])


@rule(
    "wiris",
    "[data-mathml]:not(.MathJax):not(.MathJax_SVG):not(.mjx-chtml)",
    needs="data-mathml",
)
def wiris(element: Element) -> Found | None:
    """``<img class="Wirisformula" data-mathml="«math»…" alt="speech">``, in any tag"""
    markup = element["data-mathml"]
    if "«" not in markup and "<" not in markup:
        markup = unescape(markup)
    markup = markup_of(markup)
    tree = parse(markup)
    for node in tree.walk():
        if node.name == "annotation" and node.attrs.get("encoding", "").lower() in _SOURCES:
            return _said(element, node.text, None)
    math = tree.find("math")
    if math is None:
        return Found("", None, instead=MARK) if element.tag == "img" else None
    shown = True if math.attrs.get("display") == "block" else None
    return Found(mathml_to_tex(markup), shown, lossy=True)


@rule("asciimath-attribute", "[data-asciimath]", needs="data-asciimath")
def asciimath_attribute(element: Element) -> Found:
    """``<span data-asciimath="x^2">``"""
    return Found(asciimath_to_tex(element["data-asciimath"]), _by_class(element), lossy=True)


_ATTRIBUTES = """
    data-math data-latex data-tex data-formula data-mathtex data-math-tex data-equation data-katex
    data-latex-source data-tex-source data-original-latex data-original-tex data-equatio-latex
    data-math-expression data-math-formula
"""
_NAMES = _ATTRIBUTES.split()


@rule(
    "data-attribute",
    "[data-math]:not(mjx-container *), [data-latex]:not(mjx-container *):not(math *), "
    + ", ".join(f"[{name}]" for name in _NAMES[2:]),
    needs=" ".join(_NAMES),
)
def data_attribute(element: Element) -> Found | None:
    """``[data-math]``, ``[data-latex]``, ``[data-tex]``, ``[data-formula]``: it beats what is drawn inside"""
    for name in _NAMES:
        tex = services.decoded((element.getattr(name) or "").strip())
        if (
            tex
            and tex not in ("true", "false", "inline", "display", "block")
            and not is_speech(tex)
        ):
            display = _mode(element)
            if element.tag == "amp-mathml":
                display = not element.hasattr("inline")
            return _said(element, tex, display)
    return None


@rule("math-element-text", "math", needs="<math")
def math_element_text(element: Element) -> Found | None:
    """``<math>\\frac12</math>``: MediaWiki's tag around TeX, which a parser takes for MathML"""
    if element.child_element_count:
        return None
    text = element.text or ""
    shown = True if element.getattr("display") == "block" else None
    if "\\" in text or (is_source(text) and not element.hasattr("xmlns")):
        return _said(element, text, False if element.getattr("display") == "inline" else shown)
    return None
