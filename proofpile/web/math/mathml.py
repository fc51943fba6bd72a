"""``<math>``: the source it carries (annotation, ``alttext``), else its tree read into TeX.

Prefixed elements (``<mml:math>``) have lost their prefix before parsing. Wrappers that hold several
copies of one formula (MediaWiki, Temml) are taken as a whole.
"""

import unicodedata

from proofpile.web.dom import Element
from proofpile.web.math.alternatives import is_speech, undelimited
from proofpile.web.math.markup import is_only
from proofpile.web.math.notations.mathml_tex import to_tex
from proofpile.web.math.rule import Found, rule
from proofpile.web.math.tags import tagged

_ENCODINGS = """
    application/x-tex application/x-latex application/tex application/latex text/x-tex text/x-latex text/tex
    text/latex tex latex snuggletex
"""
_SOURCES = ", ".join(f'annotation[encoding="{name}" i]' for name in _ENCODINGS.split())
_BEGIN = "\\begin{document}"
_HIDDEN = "[aria-hidden=true], [style*=none], .visually-hidden, .sr-only"


def _place(math: Element) -> Element:
    """`math`, or a wrapper that hides it and holds nothing else (main content would skip it)."""
    place = math
    parent = math.parent_element
    while parent is not None and parent.matches(_HIDDEN) and is_only(place):
        place, parent = parent, parent.parent_element
    return place


def _is_display(math: Element) -> bool:
    return math.getattr("display") == "block" or math.getattr("mode") == "display"


@rule("mediawiki", ".mwe-math-element", needs="mwe-math-element")
def mediawiki(wrapper: Element) -> Found | None:
    """``span.mwe-math-element`` with a hidden ``<math alttext>`` and a fallback picture"""
    math = wrapper if wrapper.tag == "math" else wrapper.query_selector("math")
    image = wrapper.query_selector("img[alt], .mwe-math-fallback-image-inline[alt]")
    source = math.getattr("alttext") if math is not None else None
    tex = source or (image.getattr("alt") if image is not None else None) or ""
    is_block = wrapper.matches(".mwe-math-element-block") or (
        math is not None and _is_display(math)
    )
    display = is_block or _indented_alone(wrapper)
    if not tex and math is not None:
        return Found(to_tex(math.outer_html), display, lossy=True)
    return Found(tex, display)


@rule(
    "mediawiki-source",
    ".mwe-math-fallback-source-inline, .mwe-math-fallback-source-display",
    needs="mwe-math-fallback-source",
)
def mediawiki_source(element: Element) -> Found:
    """``<span class="mwe-math-fallback-source-inline tex">$ TeX $</span>``, for readers without pictures"""
    tex = (element.text or "").strip().strip("$")
    return Found(
        tex, element.matches(".mwe-math-fallback-source-display") or _indented_alone(element)
    )


def _indented_alone(wrapper: Element) -> bool:
    """MediaWiki's older way to display: ``<dl><dd>formula</dd></dl>``."""
    parent = wrapper.parent_element
    if parent is None or parent.tag != "dd":
        return False
    beside = wrapper.next_element_sibling
    if beside is not None and beside.matches(".mwe-math-element"):
        return False  # before the text is asked for, once for each of a thousand formulas
    rest = (parent.text or "").replace(wrapper.text or "", "", 1)
    return rest.strip(" \n\t.,;:") == ""


@rule(
    "jats-formula",
    "disp-formula, inline-formula, .disp-formula, .inline-formula",
    needs="</tex-math>",
)
def jats_formula(formula: Element) -> Found | None:
    """``<inline-formula><alternatives><tex-math>…</tex-math><mml:math>…``: one formula, written twice"""
    source, math = formula.query_selector("tex-math"), formula.query_selector("math")
    if source is None or math is None:
        return None
    text = source.text or ""
    start, end = text.find(_BEGIN), text.rfind("\\end{document}")
    tex, _ = undelimited(text[start + len(_BEGIN) : end] if 0 <= start < end else text)
    number = formula.query_selector("label")
    label = (number.text or "").strip().strip("()") if number is not None else ""
    # Publishers write $$…$$ in both.
    display = formula.matches("disp-formula, .disp-formula")
    return Found(tagged(tex, label) if display else tex, display)


@rule("mathml-annotation", "math", needs="<math")
def mathml_annotation(math: Element) -> Found | None:
    """``<math><semantics>…<annotation encoding="application/x-tex">TeX``"""
    source = math.query_selector(_SOURCES)
    if source is None or not (source.text or "").strip():
        return None
    return Found(source.text or "", _is_display(math), place=_place(math))


@rule("mathml-alttext", "math[alttext]", needs="alttext")
def mathml_alttext(math: Element) -> Found | None:
    """``<math alttext="TeX">``; what is read aloud ("x squared", "10 times 5") is no source"""
    tex = math["alttext"].strip()
    if not tex or is_speech(tex):
        return None
    is_command = "\\" in tex or "{" in tex
    if not is_command and math.child_element_count and not _says_the_same(tex, math):
        return None
    return Found(tex, _is_display(math), place=_place(math))


def _says_the_same(tex: str, math: Element) -> bool:
    """Whether a label without a command in it has the letters and digits of the formula, and no others."""
    return tex.isascii() and _alphanumeric(tex) == _alphanumeric(math.text or "")


def _alphanumeric(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


@rule("mathml", "math", needs="<math")
def mathml(math: Element) -> Found:
    """``<math>`` that carries no source"""
    return Found(to_tex(math.outer_html), _is_display(math), lossy=True, place=_place(math))
