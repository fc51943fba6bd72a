"""The language that a page says it is in: the primary subtag of ``<html lang>``, or of Content-Language.

In the order of HTML's own rules (WHATWG HTML, "The lang and xml:lang attributes"): the attribute of the
root element, then ``<meta http-equiv="content-language">``, then the HTTP header of that name. An
attribute that is there and says nothing useful is an answer too: nothing is asked after it. What pages
say is evidence and not truth, since a template's ``lang="en"`` stays on the pages of people who write in
something else; `proofpile.text.language` knows how far to believe it.
"""

import re

from proofpile.web.dom import Element

_TAG = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*\s*")
_NOTHING = frozenset(("mis", "mul", "und", "xx", "zxx"))  # "several", "unknown" and no language
_OLD = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro"}  # RFC 5646: Preferred-Value


def page_language(root: Element, header: str = "") -> str:
    """What the page at `root` says its language is, as a primary subtag in lower case; "" if nothing.

    `header` is the value of Content-Language in the response.
    """
    html = root.query_selector("html")
    for name in ("lang", "xml:lang"):
        if html is not None and (said := html.getattr(name)) is not None:
            return primary_subtag(said)
    meta = root.query_selector('meta[http-equiv="content-language" i]')
    return primary_subtag(header if meta is None else meta.getattr("content") or "")


def primary_subtag(tag: str) -> str:
    """``fr`` of ``fr-CA``, ``fr_FR`` and ``FR``; "" of what is no tag, or names no language or several."""
    match = _TAG.fullmatch(tag)
    if not match or match[1].lower() in _NOTHING:
        return ""
    return _OLD.get(match[1].lower(), match[1].lower())
