"""One HTML page to Markdown with its formulas.

    bytes -> text -> DOM -> chrome out -> formulas, code, tables behind placeholders
          -> main content -> blocks -> delimited formulas -> Markdown

Formulas are taken out before main content is looked for, so that extraction can neither lose nor mangle
them. Rejected: extracting first and looking for formulas in the text (OpenWebMath; most of the web's
formulas are no text), and trafilatura (a fifth of the speed, and it escapes ``_`` inside formulas).
"""

import re
from dataclasses import dataclass
from html import escape
from typing import ClassVar

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import DocumentNode, ElementNode, HTMLTree

from proofpile.web.blocks import replace_blocks
from proofpile.web.chrome import HIDDEN, chrome
from proofpile.web.decode import decode
from proofpile.web.markdown import to_markdown
from proofpile.web.math import replace_formulas
from proofpile.web.math.configuration import delimiters
from proofpile.web.math.delimiters import Reader
from proofpile.web.math.pseudo import mark_scripts
from proofpile.web.math.slots import ANY, NEWLINE, Formula, OutOfSlots, Slots

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
    """

    text: str
    title: str
    formulas: tuple[Formula, ...]
    charset: str
    lost: tuple[Formula, ...] = ()


def extract(html: bytes | str, url: str = "", content_type: str = "") -> Page:
    """The main content of a page as Markdown, formulas kept as TeX.

    `content_type` is the HTTP header, which may name the charset of bytes. `url` is for rules that hold
    for one site only. Raises `PageTooDeep` or `PageTooLarge`, both `PageError`; anything else that is
    broken gives a page with what could be read, if only an empty text.
    """
    text, charset = decode(html, content_type) if isinstance(html, bytes) else (_clean(html), "")
    if len(text) > MOST_CHARACTERS:
        raise PageTooLarge(
            f"the page has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read"
        )
    try:
        return _read(text, charset)
    except OutOfSlots as error:
        raise PageTooLarge(str(error)) from None


def _read(text: str, charset: str) -> Page:
    slots = Slots()
    pairs = delimiters(text)
    text = _prepared(slots.shield(_lightened(text)))
    tree = HTMLTree.parse(text)
    document, body = tree.document, tree.body
    if document is None or body is None:
        return Page("", "", (), charset)
    _refuse_deep(text, document)
    title = " ".join(slots.source(tree.title or "").split())
    lowered = text.encode().lower()
    _remove(document, chrome(lowered))
    replace_formulas(document, lowered, slots)
    if b"<sup" in lowered or b"<sub" in lowered:
        mark_scripts(document, slots)
    replace_blocks(document, lowered, slots)
    _remove_hidden(document, body)
    main = _main_content(tree)
    heading = _lost_heading(document, main)
    markdown, formulas = to_markdown(heading + main, Reader(pairs, slots), slots)
    return Page(markdown, title, formulas, charset, slots.lost(formulas))


# --- before parsing


def _clean(html: str) -> str:
    """`html` without NULs and lone surrogates, which no parser takes."""
    return html.replace("\0", "").encode("utf-8", "replace").decode("utf-8-sig")


# Begins with a literal, so that most of a page is skipped.
_COMMENT_LINE = re.compile(r"%(?<!\\%)[^\n<>%]*+\n")
_PICTURE = re.compile(r"data:image/[^\s\"'<>)]{100,}")
_PREFIXES = re.compile(r"<([A-Za-z][\w.-]*):math[\s>]", re.IGNORECASE)
_DELIMITED = ("$", "\\(", "\\[", "\\begin", "math/tex")


def _lightened(html: str) -> str:
    """`html` without scripts, styles and embedded pictures, which are most of many pages and hold no text."""
    if "data:image/" in html:
        html = _PICTURE.sub("data:,", html)
    for name in ("script", "style"):
        html = _without(html, name)
    return html


def _without(html: str, name: str) -> str:
    """`html` without elements called `name`, as the parser would bound them; those of formulas stay.

    Searches for the lower-case name only: whatever is left, the parser finds and `chrome` removes.
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
    if "%" in html and any(sign in html for sign in _DELIMITED):
        # Extraction joins lines; the end of a TeX comment must survive that.
        html = _COMMENT_LINE.sub(lambda found: f"{found[0][:-1]}{NEWLINE}\n", html)
    return html


_DEEP = ">".join(["*"] * DEEPEST)
_CHUNK = 1 << 15  # characters
_VOID_TAGS = ("<br", "<img", "<hr", "<input", "<link", "<meta", "<!", "<p>", "<li>", "<wbr")


def _refuse_deep(html: str, document: DocumentNode) -> None:
    """Raise if elements are nested too deep."""
    if _may_be_deep(html) and document.query_selector(_DEEP) is not None:
        raise PageTooDeep(f"elements are nested more than {DEEPEST:,} deep")


def _may_be_deep(html: str) -> bool:
    """Whether more tags open than close by so much; counting costs a tenth of asking the tree."""
    depth = 0
    for at in range(0, len(html), _CHUNK):
        chunk = html[at : at + _CHUNK]
        closing = chunk.count("</")
        opening = chunk.count("<") - closing
        if depth + opening >= DEEPEST:
            opening -= sum(map(chunk.count, _VOID_TAGS))
            if depth + opening >= DEEPEST:
                return True
        depth = max(0, depth + opening - closing)
    return False


# --- around the DOM


def _remove(document: DocumentNode, selectors: str) -> None:
    for element in document.query_selector_all(selectors).values() if selectors else ():
        element.remove()


def _remove_hidden(document: DocumentNode, body: ElementNode) -> None:
    """Remove what is hidden, but show what holds most of the page: scripts uncover that in a browser."""
    hidden = document.query_selector_all(HIDDEN).values()
    whole = len(body.text or "") if hidden else 0
    for element in hidden:
        if 2 * len(element.text or "") > whole:
            element.remove_attribute("hidden")
            element.remove_attribute("style")
        else:
            element.remove()


def _lost_heading(document: DocumentNode, main: str) -> str:
    """The page's only ``h1`` where main content has left it out, as it does with the head of an article."""
    headings = document.query_selector_all("h1").values() if "<h1" not in main else []
    text = " ".join((headings[0].text or "").split()) if len(headings) == 1 else ""
    return f"<h1>{escape(text, quote=False)}</h1>\n\n" if 0 < len(text) <= _LONGEST_HEADING else ""


def _extracted(tree: HTMLTree, main_content: bool) -> str:
    return extract_plain_text(
        tree, preserve_formatting="minimal_html", main_content=main_content, alt_texts=False
    )


def _main_content(tree: HTMLTree) -> str:
    """Main content in minimal HTML; the whole body where its formulas would otherwise be lost."""
    main = _extracted(tree, main_content=True)
    if len(main) < 200:
        whole = _extracted(tree, main_content=False)
        if len(ANY.findall(whole)) > 2 * len(ANY.findall(main)) or len(main) * 10 < len(whole):
            return whole
    return main
