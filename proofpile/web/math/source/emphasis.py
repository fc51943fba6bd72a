"""Underscores of formulas that Markdown took for emphasis: ``$a<em>i + b</em>i$`` was ``$a_i + b_i$``.

Blogs that render Markdown before MathJax are full of these, and a browser shows them broken too. It is
done on the source, because the text pass sees no tags. Emphasis counts as damage only in the middle of a
word and inside delimiters that are open; money has no word that goes on in italics.
"""

import re

_OPENING = re.compile(r"<em>(?<=[A-Za-z0-9}\])^\\]<em>)(?=[^\s<>])")
# Blocks, delimiters and emphasis, in the order in which a page has them.
_TOKEN = re.compile(
    r"</?(?:p|div|li|td|th|dd|h[1-6]|pre|ul|ol|table|blockquote)\b|</?em>|\\[\\$()\[\]]|\$\$?",
    re.IGNORECASE,
)
_CLOSERS = {"$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}


def undo_emphasis(html: str) -> str:
    """`html` with such emphasis written as underscores again, or as stars behind ``^``."""
    if "<em>" not in html or ("$" not in html and "\\(" not in html and "\\[" not in html):
        return html
    if not _OPENING.search(html):
        return html
    done: list[str] = []
    at = 0
    closer, pending = "", -1  # what ends the formula that is open; where its emphasis began
    for found in _TOKEN.finditer(html):
        token = found[0]
        if token == "<em>":
            pending = found.start() if closer and _OPENING.match(html, found.start()) else -1
        elif token == "</em>":
            if pending >= 0:
                sign = "*" if html[pending - 1] == "^" else "_"
                done += [html[at:pending], sign, html[pending + 4 : found.start()], sign]
                at = found.end()
            pending = -1
        elif token[0] == "<":
            closer, pending = "", -1
        elif token == closer:
            closer = ""
        elif not closer:
            closer = _CLOSERS.get(token, "")
    return "".join(done) + html[at:] if done else html
