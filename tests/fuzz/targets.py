"""What must hold for any input: of a page, and of each reader that turns foreign notation into TeX."""

import re
from collections.abc import Callable
from html import unescape

from proofpile.web import Page, PageError, extract
from proofpile.web.marks import MARKS, marks_of
from proofpile.web.math.boxes import (
    katex_html,
    mathjax2_chtml,
    mathjax2_html,
    mathjax_chtml,
    mathjax_svg,
)
from proofpile.web.math.delimiters import Reader
from proofpile.web.math.notations import asciimath, mathml_tex
from proofpile.web.math.slots import ANY, Slots
from proofpile.web.math.source import javascript
from proofpile.web.math.source.configuration import delimiters
from proofpile.web.math.tex.normalise import normalise
from proofpile.web.math.tex.soundness import DEFECTS, defect

_BLANK = re.compile(
    r"[\s>]+"
)  # what the place of a display may add: line ends, indents, quotation marks


def page(html: str) -> None:
    """Nothing but PageError is raised; no placeholder comes out; the formulas are those of the text."""
    try:
        found = extract(html)
    except PageError:
        return
    assert extract(html) == found
    if not _own_private(html):
        whole = [found.text, found.title, *(f.tex for f in (*found.formulas, *found.lost))]
        assert not ANY.search("".join(whole)), "a placeholder came out"
    _formulas_stand_in_the_text(found)
    marks = marks_of(found)
    assert marks.keys() == MARKS.keys()
    assert marks["formulas_found"] == marks["formulas"] + len(found.lost)


def _own_private(html: str) -> bool:
    """Whether the page holds characters of plane 16 itself, in any spelling."""
    html = html.replace("\0", "")  # as the page is read
    return bool(ANY.search(unescape(unescape(html)))) or "\\u" in html or "%F4" in html.upper()


def _formulas_stand_in_the_text(found: Page) -> None:
    text, at = _BLANK.sub("", found.text), 0
    rest = []
    for formula in found.formulas:
        tex = _BLANK.sub("", formula.tex)
        assert tex or _BLANK.fullmatch(formula.tex), "a formula without TeX"
        shown = f"$${tex}$$" if formula.display else f"${tex}$"
        start = text.find(shown, at)
        assert start >= 0, f"{shown!r} is listed and does not stand in the text"
        rest.append(text[at:start])
        at = start + len(shown)
    if "`" not in found.text:
        left = "".join([*rest, text[at:]])
        assert not re.search(r"(?<!\\)\$", left), "a formula stands in the text and is not listed"


def _is_tex(tex: str, source: str) -> None:
    assert isinstance(tex, str)
    assert ANY.search(unescape(source)) or "\\" in source or "&" in source or not ANY.search(tex)
    assert defect(tex) in ("", *DEFECTS)


def mathml(markup: str) -> None:
    _is_tex(mathml_tex.to_tex(markup), markup)


def asciimath_(source: str) -> None:
    _is_tex(asciimath.to_tex(source), source)


def katex(markup: str) -> None:
    _is_tex(katex_html.to_tex(markup), markup)


def mathjax(markup: str) -> None:
    for boxes in (mathjax_chtml, mathjax_svg, mathjax2_chtml, mathjax2_html):
        _is_tex(boxes.to_tex(markup), markup)


def delimited(text: str) -> None:
    """What is behind placeholders stands for text that was there, so nothing is lost but delimiters."""
    slots = Slots()
    shielded = slots.shield(text)
    read = Reader(delimiters(text), slots)(shielded)
    assert all(slots[char] is not None for char in ANY.findall(read) if char >= "\U00100010")
    assert len(slots.source(read)) <= 2 * len(text) + 10


def javascript_(text: str) -> None:
    javascript.literal(text)
    for name in ("macros", "delimiters", "inlineMath"):
        list(javascript.properties(text, name))
    for name in ("katex.render", "renderMathInElement"):
        assert all(0 <= call.at <= len(text) for call in javascript.calls(text, name))
    delimiters(text)


def tex(source: str) -> None:
    for display in (False, True):
        once = normalise(source, display)
        # A reference to "&" may make another reference, which stays for whoever wrote it twice.
        assert "&" in source or normalise(once, display) == once, "normalising is not idempotent"
    assert defect(source) in ("", *DEFECTS)


TARGETS: dict[str, Callable[[str], None]] = {
    "page": page,
    "mathml": mathml,
    "asciimath": asciimath_,
    "katex": katex,
    "mathjax": mathjax,
    "delimiters": delimited,
    "javascript": javascript_,
    "tex": tex,
}
