"""What the ``alt``, ``title`` or label of a drawn formula says: its source, its speech, or nothing.

A formula that is read aloud ("x squared plus one") is no TeX and must never pass for it; "Equation 3",
a file name or "image" say nothing at all.
"""

import re

from proofpile.web.math.tex.symbols import FUNCTIONS

MARK = "[formula image]"  # stands where a page shows a formula of which it holds no source

_PAIRS = (("$$", "$$", True), ("\\[", "\\]", True), ("\\(", "\\)", False), ("$", "$", False))
_SPEECH = """
    squared cubed plus minus equals equal times over divided by superscript subscript sub fraction
    start end startfraction endfraction startroot endroot root of the power open close parenthesis
    parentheses bracket greater less than and to from integral is baseline multiplied
"""
_SPOKEN = frozenset(_SPEECH.split())
_BEGIN = re.compile(
    r"\\begin\{((?:equation|align|gather|multline|eqnarray|flalign|alignat|dmath|subequations)\*?)\}"
)
_EDGES = re.compile(r"\\.|\$\$?|[{}]", re.DOTALL)
_SIGNS = re.compile(r"[\\^_{}]")
_WORDS = re.compile(r"[A-Za-z]{2,}")
_NAME = re.compile(
    r"\W*(?:(?:inline|display(?:ed)?|math(?:ematical)?|mathml|latex|tex|equation|formula|image|img|eqn?"
    r"|graphics?|picture|figure|fig|expression)\W*){1,3}\d*\w?\W*|Rendered by QuickLaTeX\.com"
    r"|[\w./-]+\.(?:gif|png|jpe?g|svg)|\[?公式\]?|\[asy\].*",
    re.IGNORECASE | re.DOTALL,
)
# Mathematica's own notation: ``Sqrt[x]``, ``\[Alpha]``.
_WOLFRAM = re.compile(r"(?<![\\A-Za-z])[A-Z][A-Za-z]+\[|\\\[[A-Z][A-Za-z]+\]")


def undelimited(tex: str) -> tuple[str, bool | None]:
    """`tex` without the delimiters around it, and the mode that they say (None where there are none).

    Two formulas with text between them are no formula in delimiters.
    """
    bare = tex.strip()
    for left, right, display in _PAIRS:
        if bare.startswith(left) and bare.endswith(right) and len(bare) > len(left + right):
            inner = bare[len(left) : -len(right)]
            return (tex, None) if _closes(inner, right) else (inner, display)
    for name in ("displaymath", "math"):
        left, right = f"\\begin{{{name}}}", f"\\end{{{name}}}"
        if bare.startswith(left) and bare.endswith(right):
            return bare[len(left) : -len(right)], name == "displaymath"
    found = _BEGIN.match(bare)
    return tex, True if found and bare.endswith(f"\\end{{{found[1]}}}") else None


def has_opener(tex: str) -> bool:
    """Whether a delimiter opens outside braces: then it is text with formulas in it, and no formula."""
    if "$" not in tex and "\\(" not in tex and "\\[" not in tex:
        return False
    depth = 0
    for found in _EDGES.finditer(tex):
        if depth <= 0 and found[0] in ("$", "$$", "\\(", "\\["):
            return True
        depth += {"{": 1, "}": -1}.get(found[0], 0)
    return False


def _closes(inner: str, right: str) -> bool:
    """Whether the closing delimiter stands in `inner` outside braces, so outside ``\\text{if $x$}``."""
    if right not in inner:
        return False
    depth = 0
    for found in _EDGES.finditer(inner):
        token = found[0]
        if depth <= 0 and (token == right or (right == "$" and token == "$$")):
            return True
        depth += {"{": 1, "}": -1}.get(token, 0)
    return False


def is_speech(text: str) -> bool:
    """Whether `text` is a formula as it is read aloud, or prose."""
    if _SIGNS.search(text):
        return False
    words = [word.lower() for word in _WORDS.findall(text[:1000])]
    spoken = [word for word in words if word not in FUNCTIONS]
    return any(word in _SPOKEN for word in spoken) or sum(len(word) > 2 for word in spoken) > 2


def is_source(text: str) -> bool:
    """Whether `text`, which stands for a picture that is known to be a formula, is TeX."""
    bare = text.strip()
    if not bare or _NAME.fullmatch(bare[:200]) or _WOLFRAM.search(bare) or is_speech(bare):
        return False
    return any(char.isalnum() or char == "\\" for char in bare)
