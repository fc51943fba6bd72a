"""``<math>``: the source it carries (annotation, ``alttext``), else its tree read into TeX.

Prefixed elements (``<mml:math>``) have lost their prefix before parsing. Wrappers that hold several
copies of one formula (MediaWiki, Temml, LaTeXML) are taken as a whole.
"""

from proofpile.web.dom import Element

from proofpile.web.math.mathml_tex import to_tex
from proofpile.web.math.normalise import normalise
from proofpile.web.math.rule import Found, rule

_SOURCES = (
    'annotation[encoding="application/x-tex"], annotation[encoding="LaTeX"], annotation[encoding="TeX"], '
    'annotation[encoding="application/x-latex"], annotation[encoding="text/x-tex"]'
)
_HIDDEN = "[aria-hidden=true], [style*=none], .visually-hidden, .sr-only"


def _place(math: Element) -> Element:
    """`math`, or a wrapper that hides it and holds nothing else (main content would skip it)."""
    place = math
    parent = math.parent_element
    while parent is not None and parent.child_element_count == 1 and parent.matches(_HIDDEN):
        place, parent = parent, parent.parent_element
    return place


def _is_display(math: Element) -> bool:
    return math.getattr("display") == "block" or math.getattr("mode") == "display"


@rule("mediawiki", ".mwe-math-element", needs="mwe-math-element")
def mediawiki(wrapper: Element) -> Found | None:
    """``span.mwe-math-element`` with a hidden ``<math alttext>`` and a fallback picture"""
    math = wrapper.query_selector("math")
    image = wrapper.query_selector("img[alt]")
    tex = (math.getattr("alttext") if math else "") or (image.getattr("alt") if image else "") or ""
    if not tex and math is not None:
        return Found(to_tex(math.outer_html), _is_display(math), lossy=True, place=wrapper)
    block = wrapper.matches(".mwe-math-element-block") or (math is not None and _is_display(math))
    return Found(tex, bool(block) or _indented_alone(wrapper))


def _indented_alone(wrapper: Element) -> bool:
    """MediaWiki's older way to display: ``<dl><dd>formula</dd></dl>``."""
    parent = wrapper.parent_element
    if parent is None or parent.tag != "dd":
        return False
    rest = (parent.text or "").replace(wrapper.text or "", "", 1)
    return rest.strip(" \n\t.,;:") == ""


@rule(
    "latexml-equation",
    "table.ltx_equation, table.ltx_equationgroup, table.ltx_eqn_table",
    needs="ltx_eq",
)
def latexml_equation(table: Element) -> Found | None:
    """``table.ltx_equation``, ``table.ltx_equationgroup``: cells with a formula each are one display"""
    rows = [row for row in map(_equation_row, table.query_selector_all("tr")) if row]
    if not rows:
        return None
    if len(rows) == 1:
        return Found(rows[0].replace(" & ", ""), True)
    return Found("\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}", True)


def _equation_row(row: Element) -> str:
    """The formulas of a row with ``&`` between, and its number as ``\\tag``."""
    cells = [
        normalise(math["alttext"]) for math in row.query_selector_all("math[alttext]")
    ]
    number = row.query_selector(".ltx_tag_equation, .ltx_tag_equationgroup")
    label = (number.text or "").strip().strip("()") if number is not None and cells else ""
    return " & ".join(cells) + (f" \\tag{{{label}}}" if label else "")


@rule("latexml", "math.ltx_Math[alttext]", needs="ltx_math")
def latexml(math: Element) -> Found:
    """``<math class="ltx_Math" alttext="TeX">`` of LaTeXML, ar5iv, arXiv"""
    return Found(math.getattr("alttext") or "", _is_display(math))


@rule("mathml-annotation", "math", needs="<math")
def mathml_annotation(math: Element) -> Found | None:
    """``<math><semantics>…<annotation encoding="application/x-tex">TeX``"""
    source = math.query_selector(_SOURCES)
    if source is None or not (source.text or "").strip():
        return None
    return Found(source.text or "", _is_display(math), place=_place(math))


@rule("mathml-alttext", "math[alttext]", needs="alttext")
def mathml_alttext(math: Element) -> Found | None:
    """``<math alttext="TeX">``; speech ("x squared") is no source"""
    tex = math.getattr("alttext") or ""
    if not any(char in tex for char in "\\^_=+-<>/") and len(tex.split()) > 1:
        return None
    return Found(tex, _is_display(math), place=_place(math)) if tex.strip() else None


@rule("mathml", "math", needs="<math")
def mathml(math: Element) -> Found:
    """``<math>`` that carries no source"""
    return Found(to_tex(math.outer_html), _is_display(math), lossy=True, place=_place(math))
