"""Main content: which elements of a page are what it says, and which are its frame.

First what names or tags call chrome goes, then the element that holds the text is looked for: one that
the page itself calls its content, else the one under which most paragraphs lie (after readability, with
the weights below). Inside it, lists and boxes that are mostly links go. A block with a formula is never
removed, and what lies outside the chosen elements with a formula in it is kept beside them.

A placeholder of a formula counts as `_FORMULA` characters, since the text behind one is not seen.
"""

from collections.abc import Iterator, Sequence

from proofpile.web.chrome import CHROME, HIDDEN, NAME, ROLES
from proofpile.web.dom import Element

_FORMULA = 10
# Elements that a page calls its content, the surest first.
CONTENT = (
    "[itemprop=articleBody], .entry-content, .post-content, .article-content, .article-body, "
    ".article__body, .article__content, .articleBody, .article-text, .post-body, .postbody, .post-text, "
    ".story-body, .story-content, .blog-content, .entry-body, .mw-parser-output, #mw-content-text, "
    ".markdown-body, .ltx_document, .s-prose, .cooked, .message-body, .message-content, .post_body, "
    ".post-message, .bbWrapper",
    "article, main, [role=main], #main-content, .main-content",
    "#content, .content, #main, #page-content, .page-content, #article, .article, .post, .entry",
)
_LEAST = 200  # characters of a page's content; below, a name is not believed
_SHARE = 0.3  # of the text that is left, which a named content must hold to be believed
_TEASER = (
    0.25  # of the longest: shorter elements of the same name are teasers if they are mostly links
)
_LINKS = "ul, ol, dl, div, section, table, p, header, aside"


def main_content(body: Element) -> list[Element]:
    """The elements that hold the main content, in document order. Removes chrome from the tree."""
    body.measure()
    _remove_hidden(body)
    _remove_chrome(body)
    body.measure()
    chosen = _named(body) or _scored(body) or [body]
    for element in chosen:
        _remove_menus(element)
    body.measure()
    return _with_formulas(body, chosen)


def weight(element: Element) -> int:
    """Characters, formulas counted as some."""
    return element.characters + _FORMULA * element.slots


# --- chrome


def _remove_hidden(body: Element) -> None:
    """Remove what is hidden, but show what holds most of the page: scripts uncover that in a browser."""
    whole = weight(body)
    for element in body.query_selector_all(HIDDEN):
        if 2 * weight(element) <= whole:
            element.remove()


def _remove_chrome(body: Element) -> None:
    whole = weight(body)
    for element, bits in body.marked(CHROME):
        if element.alive and _is_removable(element, 0.9 if bits & NAME else 0.4, whole):
            element.remove()
    for element in body.query_selector_all(ROLES):
        if element.alive and _is_removable(element, 0.4, whole):
            element.remove()


def _is_removable(element: Element, share: float, whole: int) -> bool:
    return not element.slots and element.characters <= share * whole and element.tag != "body"


def _remove_menus(root: Element) -> None:
    """Remove lists and boxes that are mostly links, however they are called."""
    for element in root.query_selector_all(_LINKS):
        characters = element.characters
        if element.slots or not characters or not element.alive:
            continue
        if element.linked > _most_linked(element.tag, characters) * characters:
            element.remove()


def _most_linked(tag: str, characters: int) -> float:
    """The share of a block's text that links may have; a paragraph may be one link."""
    if tag == "p":
        return 1.0
    return 0.6 if characters < 1000 else 0.75


# --- content


def _named(body: Element) -> list[Element]:
    """What the page itself calls its content."""
    whole = weight(body)
    for selector in CONTENT:
        found = [e for e in _outermost(body.query_selector_all(selector)) if weight(e)]
        if not found:
            continue
        longest = max(map(weight, found))
        found = [e for e in found if weight(e) >= _TEASER * longest or 2 * e.linked < e.characters]
        total = sum(map(weight, found))
        if total >= min(_LEAST, whole) and total >= _SHARE * whole:
            return found
    return []


def _outermost(elements: Sequence[Element]) -> list[Element]:
    kept: list[Element] = []
    for element in elements:
        if not kept or not kept[-1].contains(element):
            kept.append(element)
    return kept


def _scored(body: Element) -> list[Element]:
    """The element under which most paragraphs lie, and its siblings that look the same."""
    scores: dict[Element, float] = {}
    for block in body.query_selector_all("p, pre, td, blockquote, dd, li, div:not(div *)"):
        length = weight(block)
        if length < 25:
            continue
        score = 1 + block.stops + min(length / 100, 3)
        parent = block.parent_element
        for share in (1.0, 0.5, 0.3):
            if parent is None or parent == body:
                break
            scores[parent] = scores.get(parent, 0.0) + share * score
            parent = parent.parent_element
    if not scores:
        return []
    best = max(scores, key=lambda e: scores[e] * (1 - e.linked / max(1, e.characters)))
    if weight(best) < _SHARE * weight(body):
        return []
    return [best]


def _with_formulas(body: Element, chosen: Sequence[Element]) -> list[Element]:
    """`chosen`, and beside them, in order, what else of the body holds formulas."""
    if sum(e.slots for e in chosen) >= body.slots:
        return list(chosen)
    return list(_kept(body, chosen))


def _kept(element: Element, chosen: Sequence[Element]) -> Iterator[Element]:
    if element in chosen:
        yield element
        return
    inside = [e for e in chosen if element.contains(e)]
    if not inside:
        if element.slots:
            yield element
        return
    children = element.children
    if sum(child.slots for child in children) < element.slots:
        yield element  # a formula in its own text
        return
    for child in children:
        yield from _kept(child, inside)
