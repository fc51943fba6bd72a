"""TeX as it should stand in a corpus: what services, editors and renderers wrapped around it is gone.

Only what carries no mathematics is touched. Comments are cut before lines are joined, because joining
first comments out the rest of the formula; a ``$`` inside ``\\text`` stays.
"""

import re
from html import unescape

_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*\n?")
_CDATA = re.compile(r"%?\s*<!\[CDATA\[|%?\s*\]\]>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|nbsp|#x?[0-9a-fA-F]+);")
_STYLE = re.compile(r"\{\s*\\(?:displaystyle|textstyle)\b")
_SERVICE = re.compile(
    r"\\(?:inline|dpi\s*\{\d*\}|bg_\w+|bg\{?\w+\}?|fn_\w+|fg_\w+)(?![A-Za-z])\s*|&space;|^LaTeX:\s*"
)
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_BLANKS = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*")
_LAST_BREAK = re.compile(r"(?:(?<!\\)\\\\\s*)+$")


def normalise(tex: str, display: bool = False) -> str:
    """`tex` without comments, shells and stray blanks; "" if nothing is left. Idempotent.

    Lines of a display formula stay lines, those of an inline one become one line.
    """
    tex = _INVISIBLE.sub("", tex)
    if "CDATA" in tex or "]]>" in tex:
        tex = _CDATA.sub("", tex)
    if "&" in tex:
        tex = _ENTITY.sub(lambda found: unescape(found[0]), tex)
    if "%" in tex:
        tex = _COMMENT.sub(r"\1", tex)
    tex = _BLANKS.sub(" ", tex.replace("\u00a0", " ").replace("\r", "\n"))
    tex = _BLANK_LINES.sub("\n" if display else " ", tex)
    tex = _shelled(tex.strip())
    if tex.endswith("\\\\") and "\\begin" not in tex:
        tex = _LAST_BREAK.sub("", tex)
    return _trimmed(tex)


def _trimmed(tex: str) -> str:
    """Outer blanks off, but not the blank of a final ``\\ ``."""
    tex = tex.lstrip()
    bare = tex.rstrip()
    return f"{bare} " if bare.endswith("\\") and not bare.endswith("\\\\") else bare


def _shelled(tex: str) -> str:
    """`tex` without a ``{\\displaystyle …}`` around all of it, or a ``\\displaystyle`` before it."""
    while found := _STYLE.match(tex):
        if _closing(tex, 0) != len(tex) - 1:
            break
        tex = tex[found.end() : -1].strip()
    for word in ("\\displaystyle", "\\textstyle"):
        if tex.startswith(word) and not tex[len(word) : len(word) + 1].isalpha():
            tex = tex[len(word) :].lstrip()
    return tex


def _closing(tex: str, at: int) -> int:
    """Where the brace that opens at `at` closes; -1 if it never does."""
    depth = 0
    for found in re.finditer(r"\\.|[{}]", tex[at:], re.DOTALL):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return at + found.start()
    return -1


def from_service(query: str) -> str:
    """The formula in a picture service's address: size, colour and font commands removed."""
    return _SERVICE.sub(lambda found: " " if found[0] == "&space;" else "", query).strip()
