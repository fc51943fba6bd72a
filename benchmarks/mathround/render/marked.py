"""For tools that turn whole documents into HTML: every formula stands between two marks and is cut out."""

import html
import re

from templates.article import Formula

_CLOSED = re.compile(r"\A(?:\s|</?br\s*/?>|</[a-zA-Z]+>)+", re.IGNORECASE)
_OPENED = re.compile(r"(?:\s|<(?:p|div|span|section|a|center)\b[^<>]*>)+\Z", re.IGNORECASE)


def opening(k: int) -> str:
    """The mark before formula `k`."""
    return f"QB{k}Q"


def closing(k: int) -> str:
    """The mark after formula `k`."""
    return f"QE{k}Q"


def cut(page: str, formulas: list[Formula], keep: str = "") -> list[str | None]:
    """What stands between the marks, without the paragraphs' own tags; None if `keep` is not in it."""
    found: list[str | None] = []
    at = 0
    for k, formula in enumerate(formulas):
        start, end = page.find(opening(k), at), page.find(closing(k), at)
        if start < 0 or end < start:
            found.append(None)
            continue
        at = end
        part = page[start + len(opening(k)) : end]
        if formula.display:
            part = _OPENED.sub("", _CLOSED.sub("", part))
        part = part.strip()
        found.append(part if part and keep in part else None)
    return found


def only_faithful(drawn: list[str | None], sources: list[str]) -> list[str | None]:
    """Drop what a tool garbled on its way, such as an underscore that it took for emphasis."""
    return [
        part if part is not None and _flat(source) in _flat(html.unescape(part)) else None
        for part, source in zip(drawn, sources, strict=True)
    ]


def _flat(text: str) -> str:
    return "".join(text.split())


def markdown(formulas: list[Formula]) -> str:
    """A document in Markdown."""
    blocks = []
    for k, (tex, display) in enumerate(formulas):
        if display:
            blocks += [opening(k), f"$${tex}$$", closing(k)]
        else:
            blocks.append(f"{opening(k)} ${tex}$ {closing(k)}")
    return "\n\n".join(blocks) + "\n"
