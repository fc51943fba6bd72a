"""TeX as it should stand in a corpus: what services, editors and renderers wrapped around it is gone.

Only what carries no mathematics is touched. Comments are cut before lines are joined, because joining
first comments out the rest of the formula; a ``$`` inside ``\\text`` stays.
"""

import re
from html import unescape

_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*\n?")
_CDATA = re.compile(r"(?:%|(?<!\s))\s*+(?:<!\[CDATA\[|\]\]>)")
# Escaped once too often, or more; the name of what an editor put into TeX.
_ENTITY = re.compile(
    r"&(?:amp;)*(lt|gt|amp|quot|apos|nbsp|thinsp|ensp|emsp|minus|times|middot|le|ge|ne|hellip|[lr][sd]quo"
    r"|#x[0-9a-fA-F]{1,6}|#[0-9]{1,7});"
)
_SPACE = re.compile(r"&(?:amp;)*space;")  # of codecogs
_PREFIX = re.compile(r"\A\s*LaTeX:\s*")  # of Canvas
_WORDPRESS = re.compile(r"&(bg|fg|s)=(?:[0-9a-fA-F]{3,6}|-?\d)\Z")
_REQUIRE = re.compile(r"\\require\s*\{[^{}]*\}\s*")
_STYLE = re.compile(r"(\{?)\s*\\(?:displaystyle|textstyle)(?![A-Za-z])\s*")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_SERVICE = re.compile(
    r"\\(?:inline(?![A-Za-z])|(?:dpi|pagecolor)\s*\{\w*\}|bg_\w+|bg\{?\w+\}?|fn_\w+|fg_\w+)\s*"
)
_CUT = re.compile(r"%|CDATA|\]\]>|LaTeX:|\\require")
_MOST_ROUNDS = 50
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_BLANKS = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*")


def normalise(tex: str, display: bool = False) -> str:
    """`tex` without comments, shells and stray blanks; "" if nothing is left. Idempotent, but for references
    that make references.

    Lines of a display formula stay lines, those of an inline one become one line.
    """
    for _ in range(_MOST_ROUNDS):
        before, tex = tex, _normalised(tex, display)
        # What is cut out may bring together what is cut out in turn.
        if tex == before or not _CUT.search(tex):
            break
    return tex


def _normalised(tex: str, display: bool) -> str:
    tex = _INVISIBLE.sub("", tex)
    if "CDATA" in tex or "]]>" in tex:
        tex = _CDATA.sub("", tex)
    if "&" in tex:
        tex = _without_style(_SPACE.sub(" ", tex))
        tex = _ENTITY.sub(lambda found: unescape(f"&{found[1]};"), tex)
    if "LaTeX:" in tex:
        tex = _PREFIX.sub("", tex)
    if "\\require" in tex:
        tex = _REQUIRE.sub("", tex)
    if "%" in tex:
        tex = _COMMENT.sub(r"\1", tex)
    tex = _BLANKS.sub(" ", tex.replace("\u00a0", " ").replace("\r", "\n"))
    tex = _BLANK_LINES.sub("\n" if display else " ", tex)
    return _trimmed(_shelled(tex.strip()))


def _without_style(tex: str) -> str:
    """`tex` without ``&bg=ffffff&fg=000000&s=0`` at its end; a size alone may be a cell of a table."""
    end, coloured = len(tex.rstrip()), False
    while found := _WORDPRESS.search(tex, max(0, end - 12), end):
        end, coloured = found.start(), coloured or found[1] != "s"
    return tex[:end] if coloured else tex


def _trimmed(tex: str) -> str:
    """Outer blanks off, but not the blank of a final ``\\ ``."""
    tex = tex.lstrip()
    bare = tex.rstrip()
    return f"{bare} " if bare.endswith("\\") and not bare.endswith("\\\\") else bare


def _shelled(tex: str) -> str:
    """`tex` without each ``{\\displaystyle …}`` around all of it, each ``\\displaystyle`` before it, and the
    line breaks at its end.
    """
    if tex[:1] not in "{\\" and not tex.endswith("\\\\"):
        return tex
    breaks = "\\begin" not in tex
    styles: list[re.Match[str]] = []
    at = 0
    while found := _STYLE.match(tex, at):
        styles.append(found)
        at = found.end()
    closings = _closings(tex, sum(bool(found[1]) for found in styles))
    start, end, depth = 0, _last(tex, len(tex), breaks), 0
    for found in styles:
        if found[1]:
            depth += 1
            if closings.get(depth) != end - 1:
                break
            end = _last(tex, end - 1, breaks)
        start = found.end()
    return tex[start : max(start, end)]


def _closings(tex: str, most: int) -> dict[int, int]:
    """Where the first brace of each depth up to `most` closes."""
    found: dict[int, int] = {}
    depth = 0
    for token in _BRACE.finditer(tex) if most else ():
        if token[0] == "{":
            depth += 1
        elif token[0] == "}":
            if depth <= most:
                found.setdefault(depth, token.start())
            depth -= 1
    return found


def _last(tex: str, end: int, breaks: bool) -> int:
    """`end`, moved to the left over blanks and, with `breaks`, line breaks."""
    while end:
        if tex[end - 1].isspace():
            end -= 1
        elif breaks and tex.endswith("\\\\", 0, end) and not tex.endswith("\\\\\\", 0, end):
            end -= 2
        else:
            break
    return end


def from_service(query: str) -> str:
    """The formula in a picture service's address: size, colour and font commands removed."""
    return _SERVICE.sub("", _PREFIX.sub("", _SPACE.sub(" ", query))).strip()
