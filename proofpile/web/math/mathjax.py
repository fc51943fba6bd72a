"""What MathJax leaves in a saved page: one copy of each formula, from the best source that is there.

MathJax 4 writes the TeX itself on its nodes; MathJax 3 and 2 keep MathML for screen readers; server-side
MathJax 2 puts the TeX into ``aria-label`` or the picture's title; else the boxes are read back. Speech
(``aria-label`` and ``mjx-speech`` of MathJax 4) is never a source.
"""

from proofpile.web.dom import Element
from proofpile.web.math.alternatives import is_source, undelimited
from proofpile.web.math.boxes import mathjax2_chtml, mathjax2_html, mathjax2_svg
from proofpile.web.math.boxes.mathjax_chtml import to_tex as chtml_to_tex
from proofpile.web.math.boxes.mathjax_svg import to_tex as svg_to_tex
from proofpile.web.math.notations.mathml_tex import to_tex as mathml_to_tex
from proofpile.web.math.rule import Found, rule


def _is_display(container: Element) -> bool:
    return container.getattr("display") in ("true", "block")


@rule("mathjax4-data-latex", "mjx-container", needs="data-latex")
def mathjax4_data_latex(container: Element) -> Found | None:
    """``mjx-container mjx-math[data-latex]``, ``g[data-mml-node=math][data-latex]``, ``math[data-latex]``"""
    source = container.query_selector(
        "mjx-math[data-latex], [data-mml-node=math][data-latex], math[data-latex]"
    )
    return Found(source["data-latex"], _is_display(container)) if source is not None else None


@rule("mathjax-assistive", "mjx-container", needs="mjx-assistive-mml")
def mathjax_assistive(container: Element) -> Found | None:
    """``mjx-container > mjx-assistive-mml > math``"""
    math = container.query_selector("mjx-assistive-mml math, math")
    if math is None:
        return None
    failed = math.query_selector("merror[data-mjx-error]")
    if failed is not None and failed["data-mjx-error"] in (failed.text or ""):
        return Found(
            "", _is_display(container), lossy=True
        )  # says what is wrong, and not with what
    return Found(mathml_to_tex(math.outer_html), _is_display(container), lossy=True)


@rule("mathjax-chtml", "mjx-container", needs="mjx-math")
def mathjax_chtml(container: Element) -> Found | None:
    """``mjx-container[jax=CHTML] > mjx-math`` alone; characters in ``mjx-c`` classes"""
    if container.query_selector("mjx-math") is None:
        return None
    return Found(chtml_to_tex(container.outer_html), _is_display(container), lossy=True)


@rule("mathjax-svg", "mjx-container", needs="data-mml-node")
def mathjax_svg(container: Element) -> Found | None:
    """``mjx-container[jax=SVG] > svg g[data-mml-node]`` alone; characters in ``data-c``"""
    return Found(svg_to_tex(container.outer_html), _is_display(container), lossy=True)


# --- MathJax 2

_DISPLAYS = ".MathJax_Display, .MathJax_SVG_Display, .mjx-chtml-display, .MJXc-display"


def _rendering(element: Element, tex: str, display: bool = False, lossy: bool = True) -> Found:
    """A rendering of MathJax 2 in its place: its display block, its empty preview with it."""
    block = element.closest(_DISPLAYS)
    place = block or element
    before = place.previous_element_sibling
    preview = (before,) if before is not None and before.matches(".MathJax_Preview") else ()
    return Found(tex, display or block is not None, lossy, place=place, also=preview)


@rule(
    "mathjax2-data-mathml",
    ".MathJax[data-mathml], .MathJax_SVG[data-mathml], .MathJax_CHTML[data-mathml], .mjx-chtml[data-mathml]",
    needs="data-mathml",
)
def mathjax2_data_mathml(element: Element) -> Found:
    """``span.MathJax[data-mathml]`` that no script follows"""
    markup = element["data-mathml"]
    return _rendering(element, mathml_to_tex(markup), 'display="block"' in markup[:200])


@rule(
    "mathjax2-assistive",
    ".MathJax, .MathJax_SVG, .MathJax_CHTML, .MathJax_PHTML",
    needs="mjx_assistive_mathml",
)
def mathjax2_assistive(element: Element) -> Found | None:
    """``span.MathJax > nobr + span.MJX_Assistive_MathML > math``"""
    math = element.query_selector(".MJX_Assistive_MathML math")
    if math is None:
        return None
    return _rendering(element, mathml_to_tex(math.outer_html), math.getattr("display") == "block")


_MJPAGE_BLOCK = ".mjpage__block, .MJXc-display, .mjx-chtml-display"


@rule("mjpage-aria-label", ".mjx-math[aria-label]", needs="mjx-math")
def mjpage_aria_label(element: Element) -> Found:
    """``span.mjpage > span.mjx-chtml > span.mjx-math[aria-label="TeX"]``"""
    place = element.closest(".mjpage") or element.closest(".mjx-chtml") or element
    block = element.closest(_MJPAGE_BLOCK)
    return Found(element["aria-label"], block is not None, place=block or place)


@rule("mathjax2-chtml", ".mjx-chtml", needs="mjx-math")
def mathjax2_chtml_boxes(element: Element) -> Found | None:
    """``span.mjx-chtml > span.mjx-math`` without a label; elements in classes, characters in text"""
    math = element.query_selector(".mjx-math")
    if math is None:
        return None
    place = element.closest(".mjpage") or element
    display = element.closest(_MJPAGE_BLOCK) is not None
    return _rendering(place, mathjax2_chtml.to_tex(math.outer_html), display)


@rule("mathjax2-html", ".MathJax", needs="mathjax")
def mathjax2_html_boxes(element: Element) -> Found | None:
    """``span.MathJax > nobr > span.math`` alone; elements in classes, what is above what in styles"""
    math = element.query_selector("nobr > .math, .math > span")
    if math is None:
        return None
    return _rendering(element, mathjax2_html.to_tex(element.outer_html))


@rule("mjpage-svg-title", ".mjpage", needs="mjpage")
def mjpage_svg_title(element: Element) -> Found | None:
    """``span.mjpage > svg > title`` = TeX"""
    title = element.query_selector("svg > title")
    if title is None:
        return None
    return Found(title.text or "", element.closest(_MJPAGE_BLOCK) is not None)


@rule("mathjax2-svg", ".MathJax_SVG, .mjpage, .mjx-svg", needs="mathjax_svg mjpage mjx-svg")
def mathjax2_svg_drawing(element: Element) -> Found | None:
    """``span.MathJax_SVG > svg`` alone; glyphs ``#MJMATHI-78`` and their places"""
    if element.query_selector("svg use") is None:
        return None
    display = element.closest(_MJPAGE_BLOCK) is not None
    return _rendering(element, mathjax2_svg.to_tex(element.outer_html), display)


@rule("mathjax-error", ".MathJax_Error", needs="mathjax_error")
def mathjax_error(element: Element) -> Found:
    """``span.MathJax_Error`` = "[Math Processing Error]", which no script follows: nothing to recover"""
    return _rendering(element, "")


@rule("mathjax-preview", ".MathJax_Preview", needs="mathjax_preview")
def mathjax_preview(element: Element) -> Found | None:
    """``<span class="MathJax_Preview">TeX</span>`` of which the script is gone"""
    text = element.text or ""
    if element.child_element_count or not is_source(text):
        return None
    tex, mode = undelimited(text)
    return Found(tex, mode)
