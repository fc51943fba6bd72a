"""KaTeX's output: the annotation holds the source; where it was switched off, the boxes are read back."""

from proofpile.web.dom import Element

from proofpile.web.math.katex_html import to_tex as html_to_tex
from proofpile.web.math.mathml_tex import to_tex as mathml_to_tex
from proofpile.web.math.rule import Found, rule

_DISPLAY = ".katex-display, .katex--display, .katex-block, .math-block, .math-display"
_INLINE = ".katex--inline"


def _outer(katex: Element) -> tuple[Element, bool]:
    """The element that stands for the whole formula, and whether it is a display."""
    block = katex.closest(_DISPLAY)
    if block is not None and len(block.query_selector_all(".katex")) == 1:
        return block, True
    return katex.closest(_INLINE) or katex, block is not None


@rule("katex-annotation", ".katex, .katex-mathml", needs="katex")
def katex_annotation(katex: Element) -> Found | None:
    """``span.katex annotation[encoding="application/x-tex"]``; display inside ``.katex-display``"""
    source = katex.query_selector('annotation[encoding="application/x-tex"]')
    if source is None:
        return None
    place, display = _outer(katex)
    return Found(source.text or "", display, place=place)


@rule("katex-mathml", ".katex, .katex-mathml", needs="katex")
def katex_mathml(katex: Element) -> Found | None:
    """``span.katex > math`` without an annotation"""
    math = katex.query_selector("math")
    if math is None:
        return None
    place, display = _outer(katex)
    return Found(mathml_to_tex(math.outer_html), display, lossy=True, place=place)


@rule("katex-html", ".katex", needs="katex-html")
def katex_html(katex: Element) -> Found | None:
    """``span.katex > span.katex-html`` alone (``output: "html"``)"""
    if katex.query_selector(".katex-html") is None:
        return None
    place, display = _outer(katex)
    return Found(html_to_tex(katex.outer_html), display, lossy=True, place=place)


@rule("katex-error", ".katex-error", needs="katex-error")
def katex_error(element: Element) -> Found:
    """``<span class="katex-error" title="ParseError: …">TeX</span>``: the source, shown as it is"""
    return Found(element.text or "", None)
