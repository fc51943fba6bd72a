"""A page as a tree that answers fast: lexbor repairs the markup, the native kernel holds what came out.

The parser is resiliparse's lexbor, which builds the tree that the HTML standard demands of any input. Its
own tree costs 3 to 6 µs a question from Python; so the page is taken over once, as serialised markup
(1 ms for 100 kB), into `proofpile.native`, whose questions cost a tenth of a microsecond.
"""

from resiliparse.parse.html import HTMLTree

from proofpile.native import Element, deepest, parse_dom

__all__ = ["Element", "deepest", "parse"]


def parse(html: str) -> Element:
    """The document of a page: an element without a tag of its own, above ``html``."""
    return parse_dom(str(HTMLTree.parse(html)))
