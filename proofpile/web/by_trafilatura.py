"""Main content by trafilatura instead of our own: a switch, for whoever has to compare or prefers its choice.

Formulas, code and tables are behind placeholders by then, and what it keeps becomes a page again, so
formulas and Markdown are ours either way. It has no rule for formulas: those in blocks that it drops are in
`Page.lost`. Some ten times slower.
"""

from importlib.metadata import version

from proofpile.errors import MissingError, UsageError
from proofpile.web.dom import Element, parse

# Its own tags are those of TEI.
_TAGS = {
    "item": "li",
    "quote": "blockquote",
    "lb": "br",
    "hi": "span",
    "ref": "a",
    "row": "tr",
    "cell": "td",
}
_RENDERED = {"head": "h2", "list": "ul"}  # where `rend` says nothing else


def extractor_version(extractor: str) -> str:
    """The version of what extracts main content, "" for ours. Raises `UsageError` or `MissingError`."""
    if extractor == "proofpile":
        return ""
    if extractor != "trafilatura":
        raise UsageError(
            f"there is no extractor {extractor!r}: found are proofpile and trafilatura"
        )
    try:
        import trafilatura  # noqa: F401

        return version("trafilatura")
    except ImportError:
        raise MissingError(
            "extractor 'trafilatura' needs a package that is not installed: "
            "pip install 'proofpile[trafilatura]'"
        ) from None


def content_by_trafilatura(html: str) -> Element:
    """What trafilatura takes for the main content of `html`, as a page of its own."""
    import trafilatura
    from lxml import etree

    document = trafilatura.bare_extraction(html, include_comments=False, include_tables=True)
    if document is None or isinstance(document, dict) or document.body is None:
        return parse("")
    for element in document.body.iter(etree.Element):
        rend = element.attrib.pop("rend", "")
        if element.tag in _RENDERED:
            element.tag = rend or _RENDERED[element.tag]
        else:
            element.tag = _TAGS.get(element.tag, element.tag)
    return parse(etree.tostring(document.body, encoding="unicode", method="html"))
