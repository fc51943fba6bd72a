"""Underscores of formulas that Markdown took for emphasis: ``$a<em>i + b</em>i$`` was ``$a_i + b_i$``.

Blogs that render Markdown before MathJax are full of these, and a browser shows them broken too. It is
done on the source, because the text pass sees no tags. Emphasis counts as damage only in the middle of a
word and inside delimiters that are open; money has no word that goes on in italics.
"""

import re

_OPENING = re.compile(r"(?<=[A-Za-z0-9}\])^\\])<em>(?=[^\s<>])")
_CLOSING = "</em>"
_BLOCK = re.compile(r"</?(?:p|div|li|td|th|dd|h[1-6]|pre|ul|ol|table|blockquote)\b", re.IGNORECASE)
_DELIMITER = re.compile(r"\\[\\$()\[\]]|\$\$?")
_CLOSERS = {"$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}
_REACH = (
    2_000  # characters in which the delimiter before and the end of the emphasis are looked for
)


def undo_emphasis(html: str) -> str:
    """`html` with such emphasis written as underscores again, or as stars behind ``^``."""
    if "<em>" not in html or ("$" not in html and "\\(" not in html and "\\[" not in html):
        return html
    done: list[str] = []
    at = 0
    for found in _OPENING.finditer(html):
        if found.start() < at or not _in_formula(html, found.start()):
            continue
        end = html.find(_CLOSING, found.end(), found.end() + _REACH)
        if end < 0 or _BLOCK.search(html, found.end(), end):
            continue
        sign = "*" if html[found.start() - 1] == "^" else "_"
        done += [html[at : found.start()], sign, html[found.end() : end], sign]
        at = end + len(_CLOSING)
    return "".join(done) + html[at:] if done else html


def _in_formula(html: str, at: int) -> bool:
    """Whether a delimiter is open at `at`, in its block."""
    start = max(0, at - _REACH)
    for block in _BLOCK.finditer(html, start, at):
        start = block.end()
    closer = ""
    for found in _DELIMITER.finditer(html, start, at):
        if found[0] == closer:
            closer = ""
        elif not closer:
            closer = _CLOSERS.get(found[0], "")
    return bool(closer)
