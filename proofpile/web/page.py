"""One HTML page to Markdown with its formulas.

    bytes -> text -> DOM -> furniture out -> formulas behind placeholders -> main content
          -> code and tables behind placeholders -> blocks -> delimited formulas -> Markdown

Formulas are taken out before main content is looked for, so that nothing after it can lose or mangle
them. Rejected: extracting first and looking for formulas in the text (OpenWebMath; most of the web's
formulas are no text), and trafilatura (a tenth of the speed, and it escapes ``_`` inside formulas).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from proofpile.web.blocks import replace_blocks
from proofpile.web.by_trafilatura import content_by_trafilatura
from proofpile.web.content import main_content, remove_furniture
from proofpile.web.decode import decode
from proofpile.web.dom import Element, deepest, parse
from proofpile.web.footnotes import write_footnotes
from proofpile.web.markdown import to_markdown
from proofpile.web.math import replace_formulas
from proofpile.web.math.delimiters import Reader
from proofpile.web.math.notations.wiris import unveil
from proofpile.web.math.pseudo import mark_scripts
from proofpile.web.math.slots import NEWLINE, Formula, OutOfSlots, Slots
from proofpile.web.math.source.configuration import configuration
from proofpile.web.math.source.emphasis import undo_emphasis
from proofpile.web.math.source.less_than import escape_less_than
from proofpile.web.math.source.source_forms import read_source_forms
from proofpile.web.page_language import page_language

MOST_CHARACTERS = 16_000_000  # the parser takes about 33 bytes of memory a byte: 0.5 GB
# Levels of elements; extraction is quadratic in them, 20 ms at 1,000 and 2 s at 10,000.
DEEPEST = 1024
_LONGEST_HEADING = 300  # characters


class PageError(ValueError):
    """A page that cannot be read; `reason` is a stable slug to count it under."""

    reason: ClassVar[str] = "unreadable"


class PageTooDeep(PageError):  # noqa: N818
    """Elements are nested more than `DEEPEST` levels deep."""

    reason = "too-deep"


class PageTooLarge(PageError):  # noqa: N818
    """The page has more than `MOST_CHARACTERS` characters, or more formulas than can be told apart."""

    reason = "too-large"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says: Markdown with ``$…$`` and ``$$…$$``, and each formula that is in it, in order.

    `lost` are formulas that a rule read from the page and that are not in the text: main content does not
    hold them, or a step after the rule dropped them. Copies of another formula are not among them.
    `language` is what the page says, not what its text is in: a primary subtag such as "fr", or "".
    """

    text: str
    title: str
    formulas: tuple[Formula, ...]
    charset: str
    lost: tuple[Formula, ...] = ()
    language: str = ""


def extract(
    html: bytes | str,
    url: str = "",
    content_type: str = "",
    extractor: str = "proofpile",
    content_language: str = "",
) -> Page:
    """The main content of a page as Markdown, formulas kept as TeX.

    `content_type` is the HTTP header, which may name the charset of bytes. `url` is for rules that hold
    for one site only. `extractor` chooses the main content: ours, or "trafilatura", which is an extra.
    `content_language` is the HTTP header, for pages that do not say it themselves.
    Raises `PageTooDeep` or `PageTooLarge`, both `PageError`; anything else that is broken gives a page
    with what could be read, if only an empty text.
    """
    text, charset = decode(html, content_type) if isinstance(html, bytes) else (_clean(html), "")
    if len(text) > MOST_CHARACTERS:
        raise PageTooLarge(
            f"the page has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read"
        )
    try:
        return _read(text, charset, extractor, content_language)
    except OutOfSlots as error:
        raise PageTooLarge(str(error)) from None


def _read(text: str, charset: str, extractor: str, content_language: str) -> Page:
    own = configuration(text)
    slots = Slots(own.macros)
    text = _lightened(read_source_forms(slots.shield(text), slots, own))
    text = _prepared(escape_less_than(unveil(undo_emphasis(text))))
    root = parse(text)
    if deepest(root) > DEEPEST:
        raise PageTooDeep(f"elements are nested more than {DEEPEST:,} deep")
    language = page_language(root, content_language)
    title, body = root.query_selector("title"), root.query_selector("body")
    if body is None:
        return Page("", "", (), charset, language=language)
    remove_furniture(body)
    replace_formulas(root, text.encode(), slots)
    headings = body.query_selector_all("h1")
    parts = main_content(body) if extractor == "proofpile" else [body]
    write_footnotes(body, parts[-1])
    mark_scripts(body, slots)
    replace_blocks(body, slots)
    if extractor == "trafilatura":
        parts = [content_by_trafilatura(root.outer_html)]
    outline = [
        event for part in (*_lost(headings, parts), *parts) for event in part.outline(NEWLINE)
    ]
    markdown, formulas = to_markdown(outline, Reader(own.pairs, slots), slots)
    named = " ".join(slots.source(title.text).split()) if title is not None else ""
    return Page(markdown, named, formulas, charset, slots.lost(formulas), language)


# --- before parsing


def _clean(html: str) -> str:
    """`html` without NULs and lone surrogates, which no parser takes."""
    return html.replace("\0", "").encode("utf-8", "replace").decode("utf-8-sig")


_PICTURE = 100  # characters; shorter ones are not worth the cut
_CLOSERS = {'"': '"', "'": "'", "(": ")"}
_PREFIXES = re.compile(r"<([A-Za-z][\w.-]*):math[\s>]", re.IGNORECASE)


def _lightened(html: str) -> str:
    """`html` without scripts, styles and embedded pictures, which are most of many pages and hold no text."""
    html = _without_pictures(html)
    for name in ("script", "style"):
        html = _without(html, name)
    return html


def _without_pictures(html: str) -> str:
    """`html` without the pictures that are written out in it: megabytes of letters on some pages."""
    kept: list[str] = []
    at, start = 0, html.find("data:image/")
    while start >= 0:
        closer = _CLOSERS.get(html[start - 1 : start])
        end = html.find(closer, start) if closer else -1
        if end - start > _PICTURE:
            kept += html[at:start], "data:,"
            at = end
        start = html.find("data:image/", max(start + 1, end))
    kept.append(html[at:])
    return "".join(kept)


def _without(html: str, name: str) -> str:
    """`html` without elements called `name`, as the parser would bound them; those of formulas stay.

    Searches for the lower-case name only: whatever is left, the parser finds and `remove_furniture` removes.
    """
    kept: list[str] = []
    at, start = 0, html.find(f"<{name}")
    while start >= 0:
        inside = html.find(">", start) + 1
        end = html.find(f"</{name}", inside)
        if not inside or end < 0:
            break
        if "math" not in html[start:inside]:
            kept.append(html[at:start])
            at = html.find(">", end) + 1 or len(html)
        start = html.find(f"<{name}", end)
    kept.append(html[at:])
    return "".join(kept)


def _prepared(html: str) -> str:
    """`html` with what an HTML parser or an extractor would lose put in a form that they keep."""
    if ":math" in html:
        for prefix in sorted(set(_PREFIXES.findall(html))):
            html = re.sub(rf"<(/?){re.escape(prefix)}:", r"<\1", html)
    return html


def _lost(headings: Sequence[Element], parts: Sequence[Element]) -> Sequence[Element]:
    """The page's only ``h1`` where it stands outside the main content, as the head of an article may."""
    if len(headings) != 1:
        return ()
    inside = headings[0].alive and any(part.contains(headings[0]) for part in parts)
    return () if inside or not 0 < len(headings[0].text) <= _LONGEST_HEADING else headings
