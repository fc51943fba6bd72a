"""Formulas in ``<script type="math/…">``: the input of MathJax 2, which a saved page still holds.

The script is the source; whatever MathJax rendered beside it (up to three copies) goes.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from proofpile.web.dom import Element
from proofpile.web.math.notations.asciimath import to_tex as asciimath_to_tex
from proofpile.web.math.notations.mathml_tex import to_tex as mathml_to_tex
from proofpile.web.math.rule import Found, rule

_DISPLAY = re.compile(r"<(?:[\w.-]+:)?math\b[^>]*?\sdisplay\s*=\s*[\"'](block|inline)")
_RENDERED = (
    ".MathJax_Preview, .MathJax, .MathJax_Display, .MathJax_SVG, .MathJax_SVG_Display, .MathJax_CHTML, "
    ".MathJax_MathML, .MathJax_PHTML, .mjx-chtml, .mjx-chtml-display, .MJXc-display, .MathJax_Error, "
    ".texImage, .mjx-svg"
)


def _renderings(script: Element) -> Iterator[Element]:
    """Elements right before the script that are renderings of it."""
    before = script.previous_element_sibling
    while before is not None and before.matches(_RENDERED):
        yield before
        before = before.previous_element_sibling


def _found(script: Element, tex: str, lossy: bool = False) -> Found:
    display = "mode=display" in (script.getattr("type") or "").replace(" ", "").lower()
    return Found(tex, display, lossy, also=tuple(_renderings(script)))


@rule(
    "mathjax-script",
    'script[type^="math/tex" i], script[type^="math/latex" i]',
    needs="math/tex math/latex",
)
def mathjax_script(script: Element) -> Found:
    """``<script type="math/tex">TeX</script>``, ``… "math/tex; mode=display"``"""
    return _found(script, script.text or "")


@rule("katex-script", 'script[type^="math/katex" i]', needs="math/katex")
def katex_script(script: Element) -> Found:
    """``<script type="math/katex">TeX</script>``"""
    return _found(script, script.text or "")


@rule("asciimath-script", 'script[type^="math/asciimath" i]', needs="math/asciimath")
def asciimath_script(script: Element) -> Found:
    """``<script type="math/asciimath">AsciiMath</script>``"""
    return _found(script, asciimath_to_tex(script.text or ""), lossy=True)


@rule(
    "mathml-script",
    'script[type^="math/mml" i], script[type="application/mathml+xml" i]',
    needs="math/mml mathml+xml",
)
def mathml_script(script: Element) -> Found:
    """``<script type="math/mml"><math>…</math></script>``; the mode is an attribute of ``<math>``"""
    markup = script.text or ""
    found = _found(script, mathml_to_tex(markup), lossy=True)
    mode = _DISPLAY.search(markup[:1000])
    display = mode[1] == "block" if mode else found.display or None
    return replace(found, display=display)
