"""What MathJax leaves in a saved page: one copy of each formula, from the best source that is there.

MathJax 4 writes the TeX itself on its nodes; MathJax 3 and 2 keep MathML for screen readers; server-side
MathJax 2 puts the TeX into ``aria-label`` or the picture's title; else the boxes are read back.
"""

from resiliparse.parse.html import ElementNode

from proofpile.web.math.mathjax_boxes import chtml_to_tex, svg_to_tex
from proofpile.web.math.mathml_tex import to_tex as mathml_to_tex
from proofpile.web.math.rule import Found, rule


def _is_display(container: ElementNode) -> bool:
    return container.getattr("display") in ("true", "block")


@rule("mathjax4-data-latex", "mjx-container", needs="data-latex")
def mathjax4_data_latex(container: ElementNode) -> Found | None:
    """``mjx-container mjx-math[data-latex]``, ``g[data-mml-node=math][data-latex]``, ``math[data-latex]``"""
    source = container.query_selector(
        "mjx-math[data-latex], [data-mml-node=math][data-latex], math[data-latex]"
    )
    return Found(source["data-latex"], _is_display(container)) if source is not None else None


@rule("mathjax-assistive", "mjx-container", needs="mjx-assistive-mml")
def mathjax_assistive(container: ElementNode) -> Found | None:
    """``mjx-container > mjx-assistive-mml > math``"""
    math = container.query_selector("mjx-assistive-mml math, math")
    if math is None:
        return None
    return Found(mathml_to_tex(math.outer_html), _is_display(container), lossy=True)


@rule("mathjax-chtml", "mjx-container", needs="mjx-math")
def mathjax_chtml(container: ElementNode) -> Found | None:
    """``mjx-container[jax=CHTML] > mjx-math`` alone; characters in ``mjx-c`` classes"""
    if container.query_selector("mjx-math") is None:
        return None
    return Found(chtml_to_tex(container.outer_html), _is_display(container), lossy=True)


@rule("mathjax-svg", "mjx-container", needs="data-mml-node")
def mathjax_svg(container: ElementNode) -> Found | None:
    """``mjx-container[jax=SVG] > svg g[data-mml-node]`` alone; characters in ``data-c``"""
    return Found(svg_to_tex(container.outer_html), _is_display(container), lossy=True)


@rule(
    "mathjax2-data-mathml",
    ".MathJax[data-mathml], .MathJax_SVG[data-mathml], .MathJax_CHTML[data-mathml], .mjx-chtml[data-mathml]",
    needs="data-mathml",
)
def mathjax2_data_mathml(element: ElementNode) -> Found:
    """``span.MathJax[data-mathml]`` that no script follows"""
    block = element.closest(
        ".MathJax_Display, .MathJax_SVG_Display, .mjx-chtml-display, .MJXc-display"
    )
    markup = element["data-mathml"]
    display = block is not None or 'display="block"' in markup
    return Found(mathml_to_tex(markup), display, lossy=True, place=block or element)


_MJPAGE_BLOCK = ".mjpage__block, .MJXc-display, .mjx-chtml-display"


@rule("mjpage-aria-label", ".mjx-math[aria-label]", needs="mjx-math")
def mjpage_aria_label(element: ElementNode) -> Found:
    """``span.mjpage > span.mjx-chtml > span.mjx-math[aria-label="TeX"]``"""
    place = element.closest(".mjpage") or element.closest(".mjx-chtml") or element
    block = element.closest(_MJPAGE_BLOCK)
    return Found(element["aria-label"], block is not None, place=block or place)


@rule("mjpage-svg-title", ".mjpage", needs="mjpage")
def mjpage_svg_title(element: ElementNode) -> Found | None:
    """``span.mjpage > svg > title`` = TeX"""
    title = element.query_selector("svg > title")
    if title is None:
        return None
    return Found(title.text or "", element.closest(_MJPAGE_BLOCK) is not None)
