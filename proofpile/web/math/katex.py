"""KaTeX's output: the annotation holds the source; where it was switched off, the boxes are read back."""

from proofpile.web.dom import Element
from proofpile.web.math.boxes.katex_html import to_tex as html_to_tex
from proofpile.web.math.markup import is_only
from proofpile.web.math.notations.mathml_tex import to_tex as mathml_to_tex
from proofpile.web.math.rule import Found, rule

_DISPLAY = ".katex-display, .katex--display, .katex-block, .math-block, .math-display"
_INLINE = ".katex--inline"


def _found(katex: Element, tex: str, math: Element | None = None, lossy: bool = False) -> Found:
    """A formula in the place of all that holds nothing else."""
    inner, parent = katex, katex.parent_element
    while parent is not None and is_only(inner):
        if parent.matches(_DISPLAY):
            return Found(tex, True, lossy, place=parent)
        if parent.matches(_INLINE):
            return Found(tex, False, lossy, place=parent)
        if parent.tag != "span":
            break
        inner, parent = parent, parent.parent_element
    display = katex.closest(_DISPLAY) is not None
    return Found(tex, display or _is_block(math), lossy)


def _is_block(math: Element | None) -> bool:
    """Whether MathML says so, where that is all that KaTeX wrote."""
    return math is not None and math.getattr("display") == "block"


@rule("katex-annotation", ".katex, .katex-mathml", needs="katex")
def katex_annotation(katex: Element) -> Found | None:
    """``span.katex annotation[encoding="application/x-tex"]``; display inside ``.katex-display``"""
    source = katex.query_selector('annotation[encoding="application/x-tex"]')
    if source is None:
        return None
    return _found(katex, source.text or "", katex.query_selector("math"))


@rule("katex-mathml", ".katex, .katex-mathml", needs="katex")
def katex_mathml(katex: Element) -> Found | None:
    """``span.katex > math`` without an annotation"""
    math = katex.query_selector("math")
    if math is None:
        return None
    return _found(katex, mathml_to_tex(math.outer_html), math, lossy=True)


@rule("katex-html", ".katex", needs="katex-html")
def katex_html(katex: Element) -> Found | None:
    """``span.katex > span.katex-html`` alone (``output: "html"``)"""
    if katex.query_selector(".katex-html") is None:
        return None
    return _found(katex, html_to_tex(katex.outer_html), lossy=True)


@rule("katex-error", ".katex-error", needs="katex-error")
def katex_error(element: Element) -> Found:
    """``<span class="katex-error" title="ParseError: …">TeX</span>``: the source, shown as it is"""
    return Found(element.text or "", None)
