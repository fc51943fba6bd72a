"""Formulas in the DOM: every form in which the web writes mathematics, most specific first.

Families run in the order below and rules in the order of their module, so that of several copies of one
formula the best source wins and takes the others with it. What no rule meets is left to `delimiters`,
which reads the text of each block after main-content extraction.
"""

from proofpile.web.dom import Element
from proofpile.web.math import (
    attributes,
    containers,
    images,
    katex,
    latexml,
    layouts,
    mathjax,
    mathlive,
    mathml,
    scripts,
    templates,
)
from proofpile.web.math.rule import Found, Rule, rules_of
from proofpile.web.math.slots import ANY, Formula, Slots, Verbatim
from proofpile.web.words import Words

FAMILIES = (
    scripts, mathjax, attributes, katex, latexml, mathlive, mathml, images, containers, layouts, templates,
)  # fmt: skip
RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES for rule in rules_of(family))
_COPIES = (b"mathjax", b"mjx-", b"katex")  # words of pages that hold several copies of a formula
_WORDS = Words([*(word for rule in RULES for word in rule.needs), *_COPIES, b"<noscript"])

# Copies that carry nothing which a rule has not read by now.
_LEFTOVERS = (
    ".MathJax_Preview, .MathJax_Display, .MathJax_SVG_Display, .MJX_Assistive_MathML, "
    "mjx-assistive-mml, mjx-container, .katex-html, #MathJax_Message, .MathJax_SVG_Hidden"
)


def replace_formulas(root: Element, markup: bytes, slots: Slots) -> None:
    """Put a placeholder where each formula of the DOM stands. `markup` is the page's."""
    there = _WORDS(markup)
    if b"<noscript" in there:
        for twin in root.query_selector_all("img + noscript"):
            twin.remove()  # the same picture, for browsers that do not load it late
        for late in root.query_selector_all("noscript + img"):
            earlier = late.previous_element_sibling
            if earlier is not None and earlier.query_selector("img") is not None:
                earlier.remove()
    for rule in RULES:
        if not rule.needs or not there.isdisjoint(rule.needs):
            _apply(rule, root, slots)
    if not there.isdisjoint(_COPIES):
        for element in root.query_selector_all(_LEFTOVERS):
            element.remove()


def _apply(rule: Rule, root: Element, slots: Slots) -> None:
    last: Element | None = None
    nested = bool(slots)  # whether formulas of earlier rules may lie inside what is replaced
    for element in root.query_selector_all(rule.selector):
        if not element.alive or (last is not None and last.contains(element)):
            continue  # inside a formula that is replaced already, or a copy of one
        found = rule.read(element)
        if found is None:
            continue
        last = found.place or element
        if nested:
            slots.merge("".join(copy.text or "" for copy in (last, *found.also)))
        _put(rule.slug, found, last, slots)


def _put(slug: str, found: Found, place: Element, slots: Slots) -> None:
    display = place.stands_alone if found.display is None else found.display
    char = slots.formula(found.tex, display, slug, found.lossy)
    if found.instead:
        char = slots.put(Verbatim(found.instead))
    if not char and found.tex.strip() and ANY.search(found.tex):
        return  # nothing but placeholders of others
    for copy in found.also:
        copy.remove()
    parent = place.parent_element
    if parent is not None and parent.tag == "noscript":
        place = parent
    place.replace_with(char)


__all__ = ["FAMILIES", "RULES", "Formula", "Slots", "replace_formulas"]
