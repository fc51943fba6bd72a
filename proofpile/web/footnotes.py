"""Footnotes: marks become ``[^1]`` and notes ``[^1]: text``, so that no number sticks to a word or a formula.

A mark is a link, raised or named so, to a place on the same page; the note is what lies there. LaTeXML
writes the note where its mark stands; it goes to the end.
"""

import re

from proofpile.web.dom import Element

_MARKS = (
    'sup a[href^="#"], a[href^="#"] sup, a[href^="#_ftn"], a.footnote-ref, a.footnote-reference, '
    "a[role=doc-noteref], a[epub-type=noteref], a.fn, a.noteref"
)
_BACK = (
    "a.footnote-backref, a.footnote-back, a.fn-backref, a[role=doc-backlink], a.reversefootnote, "
    'a[href^="#fnref"], a[href^="#_ftnref"], a[href^="#ref-fn"], a[href^="#footnote-ref"], span.backrefs'
)
_FORWARD = re.compile(
    r"#(?!_?ftnref|fnref|ref-?fn|footnote-?ref|cite_?ref)"
)  # not back from a note
_LABEL = re.compile(r"[(\[]?\s*(\d{1,3}|[a-z]|[*†‡§¶]{1,3})\s*[.)\]]?")
_NOTE_TAGS = frozenset(["li", "p", "div", "dd", "aside", "td", "tr"])
_MOST_UP = 4  # levels between the named place and the note around it


def write_footnotes(body: Element, end: Element) -> None:
    """Give marks and notes below `body` the form of Markdown's; `end` takes notes that have no place."""
    found = (e if e.tag == "a" else e.closest("a") for e in body.query_selector_all(_MARKS))
    marks = [
        link for link in found if link is not None and _FORWARD.match(link.getattr("href") or "")
    ]
    if marks:
        _linked(body, marks)
    for note in body.query_selector_all(".ltx_role_footnote"):
        _inside(note, end)


def _linked(body: Element, marks: list[Element]) -> None:
    places = {e["id"]: e for e in body.query_selector_all("[id]")}
    places = {e["name"]: e for e in body.query_selector_all("a[name]")} | places
    notes: dict[Element, str] = {}
    for link in marks:
        found = _LABEL.fullmatch(link.text.strip())
        note = _note(places.get(link["href"][1:])) if found and link.alive else None
        if found is None or (note is not None and note.contains(link)):
            continue
        raised = link.closest("sup")
        mark = raised if raised is not None and raised.text.strip() == link.text.strip() else link
        if note is not None:
            mark.replace_with(f"[^{notes.setdefault(note, found[1])}]")
        elif mark != link or link.query_selector("sup") is not None:
            mark.replace_with(f"[{found[1]}]")  # of a note that is no content
    for note, label in notes.items():
        _write(note, label)


def _note(place: Element | None) -> Element | None:
    """The block that a footnote's address is in."""
    for _ in range(_MOST_UP):
        if place is None or place.tag in _NOTE_TAGS:
            return place if place is None or place.alive else None
        place = place.parent_element
    return None


def _write(note: Element, label: str) -> None:
    for link in note.query_selector_all(_BACK):
        link.remove()
    number = note.query_selector("sup, span.label, .footnote-number, a[name]")
    if number is not None and _LABEL.fullmatch(number.text.strip() or label):
        number.remove()
    parent = note.parent_element
    if note.tag == "li":
        note.rename("div")
        if parent is not None and all(item.tag == "div" for item in parent.children):
            parent.rename("div")
    first = note.query_selector("p") if note.tag != "p" else None
    (first or note).prepend(f"[^{label}]: ")


def _inside(note: Element, end: Element) -> None:
    content = note.query_selector(".ltx_note_content")
    mark = note.query_selector(".ltx_note_mark")
    if content is None or mark is None:
        return
    label = mark.text.strip()
    for number in content.query_selector_all(".ltx_note_mark, .ltx_tag_note, .ltx_note_type"):
        number.remove()
    end.append(f"[^{label}]: {content.text.strip()}", paragraph=True)
    note.replace_with(f"[^{label}]")
