"""Formulas in the DOM: every form in which the web writes mathematics, most specific first.

Families run in the order below and rules in the order of their module, so that of several copies of one
formula the best source wins and takes the others with it. What no rule meets is left to `delimiters`,
which reads the text of each block after main-content extraction.
"""

from resiliparse.parse.html import DocumentNode, ElementNode

from proofpile.web.math import attributes, containers, images, katex, mathjax, mathml, scripts
from proofpile.web.math.rule import Found, Rule, rules_of
from proofpile.web.math.slots import ANY, Formula, Slots, Verbatim
from proofpile.web.words import Words

FAMILIES = (scripts, mathjax, attributes, katex, mathml, images, containers)
RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES for rule in rules_of(family))
_WORDS = Words(word for rule in RULES for word in rule.needs)

# Copies that carry nothing which a rule has not read by now.
_LEFTOVERS = (
    ".MathJax_Preview, .MathJax_Display, .MathJax_SVG_Display, .MJX_Assistive_MathML, "
    "mjx-assistive-mml, mjx-container, .katex-html, #MathJax_Message, .MathJax_SVG_Hidden"
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "td",
        "th",
        "li",
        "dd",
        "dt",
        "figure",
        "section",
        "article",
        "center",
        "blockquote",
    ]
)


def replace_formulas(document: DocumentNode, lowered: bytes, slots: Slots) -> None:
    """Put a placeholder where each formula of the DOM stands. `lowered` is the markup in lower case."""
    if b"<noscript" in lowered:
        for twin in document.query_selector_all("img + noscript").values():
            twin.remove()  # the same picture, for browsers that do not load it late
        for late in document.query_selector_all("noscript + img").values():
            twin = late.previous_element_sibling
            if twin is not None and twin.query_selector("img") is not None:
                twin.remove()
    there = _WORDS(lowered)
    for rule in RULES:
        if not rule.needs or not there.isdisjoint(rule.needs):
            _apply(rule, document, slots)
    if b"mathjax" in lowered or b"mjx-" in lowered or b"katex" in lowered:
        for element in document.query_selector_all(_LEFTOVERS).values():
            element.remove()


def _apply(rule: Rule, document: DocumentNode, slots: Slots) -> None:
    last: ElementNode | None = None
    nested = bool(slots)  # whether formulas of earlier rules may lie inside what is replaced
    for element in document.query_selector_all(rule.selector).values():
        if last is not None and last.contains(element):
            continue  # inside a formula that is replaced already
        found = rule.read(element)
        if found is None:
            continue
        last = found.place or element
        if nested:
            slots.merge("".join(copy.text or "" for copy in (last, *found.also)))
        _put(rule.slug, found, last, document, slots)


def _put(slug: str, found: Found, place: ElementNode, document: DocumentNode, slots: Slots) -> None:
    display = _is_alone(place) if found.display is None else found.display
    char = slots.formula(found.tex, display, slug, found.lossy)
    if found.instead:
        char = slots.put(Verbatim(found.instead))
    if not char and found.tex.strip() and ANY.search(found.tex):
        return  # nothing but placeholders of others
    for copy in found.also:
        copy.remove()
    parent = place.parent_element
    if parent is not None and parent.tag == "noscript":
        place, parent = parent, parent.parent_element
    place.replace_with(document.create_text_node(char))
    if display and char and parent is not None:
        _protect(parent, char)


def _is_alone(place: ElementNode) -> bool:
    """Whether nothing but this stands in its block."""
    block = place.parent_element
    while block is not None and block.tag not in _BLOCKS:
        if block.tag in ("body", "html"):
            return False
        block = block.parent_element
    if block is None or (block.tag in ("td", "th") and _has_neighbours(block)):
        return False
    own = place.text or ""
    return (block.text or "").replace(own, "", 1).strip(
        " \n\t\r\u00a0.,;:"
    ) == "" and not _has_others(block)


def _has_neighbours(cell: ElementNode) -> bool:
    """Whether a cell is one of several, so of a table of data."""
    return cell.previous_element_sibling is not None or cell.next_element_sibling is not None


def _has_others(block: ElementNode) -> bool:
    return len(block.query_selector_all("img, math, script")) > 1


def _protect(block: ElementNode, char: str) -> None:
    """Take from blocks that hold only this formula whatever could make them look like page furniture."""
    for _ in range(4):
        if (block.text or "").strip() != char or block.tag in ("body", "html", "td"):
            return
        for name in ("class", "id", "style", "role", "aria-hidden"):
            block.remove_attribute(name)
        parent = block.parent_element
        if parent is None:
            return
        block = parent


__all__ = ["FAMILIES", "RULES", "Formula", "Slots", "replace_formulas"]
