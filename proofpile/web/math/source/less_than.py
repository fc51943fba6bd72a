"""``<`` between delimiters that an author forgot to escape: for a parser ``$a<b$`` begins a tag ``<b$``.

All up to the next ``>`` would be gone. Only what can hardly be a tag is escaped: a name with a character
that no tag's name has, or a tag in which a formula ends before any attribute has a value; and only between
delimiters that open before it, and close behind it, with no other tag between.
"""

import re
from itertools import islice

# Names are consumed whole and attributes up to the first sign of one, so that real tags are passed quickly.
_SUSPECT = re.compile(
    r"<(?:[c-hj-or-tv-zC-HJ-OR-TV-Z]>"
    r"|[A-Za-z][A-Za-z0-9:-]*+(?=[^\sA-Za-z0-9:/>-]|/[^\s>]|\s[^<>\"'=$\\]*+[$\\]))"
)
_DELIMITERS = ("$", "\\(", "\\[", "\\begin{")
_PAIRS = (("\\(", "\\)"), ("\\[", "\\]"), ("\\begin{", "\\end{"))
_MOST_SUSPECTS = 20_000
_REACH = 2000  # characters before it in which the formula begins
_AHEAD = 500  # characters behind it in which it ends
_TAG_AHEAD = re.compile(r"</[A-Za-z]|<!|<[A-Za-z][A-Za-z0-9-]*+(?:/?>|\s+[A-Za-z-]+\s*=)")
_LINE_BREAK = re.compile(r"<(?:br|wbr|/?em|/?i)\b", re.IGNORECASE)  # formulas run over these


def escape_less_than(html: str) -> str:
    """`html` with ``&lt;`` for each ``<`` of a formula that a parser would take for a tag."""
    if not any(delimiter in html for delimiter in _DELIMITERS):
        return html
    kept: list[str] = []
    at = text = seen = 0
    for suspect in islice(_SUSPECT.finditer(html), _MOST_SUSPECTS):
        start = suspect.start()
        text = _text_before(html, max(seen, start - _REACH), start, max(text, start - _REACH))
        seen = start
        if text >= 0 and _is_inside(html[text:start], html[start + 1 : start + 1 + _AHEAD]):
            kept += html[at:start], "&lt;"
            at = seen = start + 1
    kept.append(html[at:])
    return "".join(kept) if len(kept) > 1 else html


def _text_before(html: str, seen: int, start: int, text: int) -> int:
    """Where the text begins that `start` is in: behind the last tag since `seen`, else at `text`.

    -1 if it is in a tag. Goes over what lies behind `seen` only, so that all calls together read a page once.
    """
    tag = html.rfind("<", seen, start)
    while tag >= 0 and not _begins_tag(html, tag):
        tag = html.rfind("<", seen, tag)
    if tag < 0:
        return text
    end = html.find(">", tag, start)
    return end + 1 if end >= 0 else -1


def _begins_tag(html: str, at: int) -> bool:
    after = html[at + 1 : at + 2]
    return (after.isalpha() or after in ("/", "!", "?")) and not _LINE_BREAK.match(html, at)


def _is_inside(before: str, after: str) -> bool:
    """Whether a formula that opens in `before` closes in `after`, both without tags."""
    if tag := _TAG_AHEAD.search(after):
        after = after[: tag.start()]
    for left, right in _PAIRS:
        if right in after and before.rfind(left) > before.rfind(right):
            return True
    if "$" not in before or "$" not in after:
        return False
    before = before.replace("\\$", "")
    if before.count("$$") % 2:
        return "$$" in after
    return before.replace("$$", "").count("$") % 2 == 1
