"""The token elements of MathML: letters, numbers, operators, text and spaces.

A page repeats the same few hundred tokens, so what a token means is computed once and kept.
"""

import re
from functools import lru_cache
from itertools import groupby
from unicodedata import normalize

from proofpile.web.math.notations.mathml_elements import join
from proofpile.web.math.tex import symbols
from proofpile.web.math.tree import Node

_INVISIBLE = dict.fromkeys(map(ord, symbols.INVISIBLE))
_UNSETTABLE = {**_INVISIBLE, 0x338: None}  # a slash through nothing
_WORD = re.compile(r"[^\W_][^\W\d_]+[^\W_]*")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_COMMAND = re.compile(r"\\[A-Za-z]{2,12}")
_IDIOMS = {
    "→": "\\to",
    "∣": "\\mid",
    "~": "\\sim",
    "lim inf": "\\liminf",
    "mod": "\\bmod",
    "d": "\\mathrm{d}",
    "Ⅎ": "\\Finv",
}
_TEXT_SPECIAL = str.maketrans(
    {
        **{char: f"\\{char}" for char in "#$%&_{}"},
        "\\": "\\textbackslash{}",
        "~": "\\textasciitilde{}",
        "^": "\\textasciicircum{}",
    }
)
_TEXT_FONTS = {
    "mathbf": "textbf", "boldsymbol": "textbf", "mathit": "textit", "mathtt": "texttt",
    "mathsf": "textsf", "bold": "textbf", "bold-italic": "textbf", "italic": "textit",
    "monospace": "texttt", "sans-serif": "textsf",
}  # fmt: skip
_NAMED_WIDTHS = {
    f"{'negative' * (sign < 0)}{name}mathspace": sign * eighteenths / 18
    for sign in (1, -1)
    for eighteenths, name in enumerate(
        ("veryverythin", "verythin", "thin", "medium", "thick", "verythick", "veryverythick"), 1
    )
}
_UNITS = {
    "em": 1.0,
    "ex": 0.43,
    "px": 0.0625,
    "pt": 0.1,
    "mu": 1 / 18,
    "cm": 2.8,
    "mm": 0.28,
    "in": 7.2,
    "pc": 1.2,
}
_WIDTH = re.compile(r"([+-]?)\s*(\d{0,6}(?:\.\d{0,9})?)\s*([a-z]{2})")
_WIDTHS = (
    (1.5, "\\qquad"),
    (0.8, "\\quad"),
    (0.4, "\\enspace"),
    (0.25, "\\;"),
    (0.2, "\\:"),
    (0.1, "\\,"),
)


def text_of(node: Node) -> str:
    """All text below a token; of an ``img`` or ``mglyph`` what it stands for."""
    children = node.children
    if len(children) == 1 and isinstance(only := children[0], str):
        return only
    parts = []
    for item in children:
        if isinstance(item, str):
            parts.append(item)
        else:
            is_picture = item.name in ("mglyph", "img")
            parts.append(item.attrs.get("alt", "") if is_picture else item.text)
    return "".join(parts)


def has_elements(node: Node) -> bool:
    """Whether a token holds more than text."""
    children = node.children
    if len(children) == 1:
        return children[0].__class__ is not str
    return any(item.__class__ is not str for item in children)


def letters(node: Node) -> tuple[str, str]:
    """An ``mi`` or ``mn`` as (alphabet command or "", TeX in it)."""
    attrs = node.attrs
    variant = attrs.get("mathvariant", "")
    if (node.classes or variant == "script") and _is_roundhand(node, variant):
        variant = "mathscr"
    return (
        _number(text_of(node), variant)
        if node.name == "mn"
        else _identifier(text_of(node), variant)
    )


def _is_roundhand(node: Node, variant: str) -> bool:
    """Whether a script letter is of LaTeX's second script alphabet, which Unicode does not tell apart."""
    if variant not in ("", "script"):
        return False
    if "mathscr" in node.classes or "ltx_font_mathscript" in node.classes:
        return True
    calligraphic = node.attrs.get("data-mjx-variant", "-tex-calligraphic") == "-tex-calligraphic"
    return bool(variant) and not calligraphic


@lru_cache(maxsize=8_000)
def _number(text: str, variant: str) -> tuple[str, str]:
    body = " ".join(text.translate(_UNSETTABLE).split())
    alphabet = symbols.VARIANTS.get(variant, "")
    if not body.isascii():
        plain, own = _styled(body)
        return (own or (alphabet if alphabet != "mathrm" else "")), plain
    if any(map(str.isalpha, body)):
        alphabet = alphabet or "mathrm"
    elif alphabet == "mathrm":
        alphabet = ""
    tex = "".join([symbols.OPERATORS.get(c, c) for c in body]).replace(" ", "\\,")
    return alphabet, tex.replace(",", "{,}") if _THOUSANDS.fullmatch(body) else tex


def _styled(text: str) -> tuple[str, str]:
    """TeX of characters that may belong to a styled alphabet, and that alphabet if all do."""
    pairs = [symbols.styled(char) for char in text]
    alphabets = {alphabet for _, alphabet in pairs}
    if len(alphabets) == 1 and (alphabet := alphabets.pop()):
        return "".join([_plain(plain) for plain, _ in pairs]), alphabet
    return join([symbols.command(char) for char in text]), ""


def _plain(char: str) -> str:
    return symbols.GREEK.get(char) or symbols.OPERATORS.get(char, char)


@lru_cache(maxsize=8_000)
def _identifier(text: str, variant: str) -> tuple[str, str]:
    words = normalize("NFC", text.translate(_INVISIBLE)).translate(_UNSETTABLE).split()
    name = "".join(words)
    if len(name) == 1:
        return _letter(name, variant)
    if not name:
        return "", ""
    alphabet = symbols.VARIANTS.get(variant, "")
    if variant in ("", "normal"):
        if name in symbols.FUNCTIONS:
            return "", f"\\{name}"
        if all(map(_WORD.fullmatch, words)) and name.isascii():
            return "mathrm", "\\,".join(words)
        if name.isalpha() and not _is_mathematical(name):
            return "text", " ".join(words)
    elif variant == "italic" and name.isascii():
        return "mathit", "\\,".join(words)
    if "\U0001d400" <= name[0] <= "\U0001d7ff" and unstyled_italic(name):
        return "mathit", unstyled_italic(name)
    body, own = _styled(name)
    alphabet = own or ("" if alphabet == "mathrm" else alphabet)
    return alphabet, body


def _is_mathematical(name: str) -> bool:
    return any(
        c in symbols.GREEK or c in symbols.OPERATORS or symbols.styled(c) != (c, "") for c in name
    )


def unstyled_italic(name: str) -> str:
    """The letters of a word in mathematical italics; "" where it is none."""
    plain = [symbols.styled(char) for char in name]
    return "".join([p for p, _ in plain]) if all(p.isascii() and not a for p, a in plain) else ""


def _letter(char: str, variant: str) -> tuple[str, str]:
    plain, own = symbols.styled(char)
    body = _BY_ITSELF.get(plain) or _plain(plain)
    alphabet = symbols.VARIANTS.get(variant, "")
    if alphabet == "mathrm" and not plain.isascii():
        alphabet = ""  # upright capital Greek, infinity and the like are upright in TeX as they are
    elif alphabet == "mathrm" and not plain.isalpha():
        alphabet = ""
    if alphabet and not own:
        alphabet = symbols.for_sign(alphabet, plain)
    if variant == "mathscr" and own == "mathcal":
        own = variant
    return own or alphabet, body


# What differs between a letter and an operator of one shape.
_BY_ITSELF = {"∣": "|", "∥": "\\|", "⊥": "\\bot", "~": "\\sim", "⟂": "\\bot"}


def operator(node: Node) -> str:
    """TeX of an ``mo`` that holds no elements."""
    tex = _operator(text_of(node))
    variant = node.attrs.get("mathvariant", "")
    if tex and variant.startswith("bold"):
        return f"\\boldsymbol{{{tex}}}"
    return tex


@lru_cache(maxsize=4_000)
def _operator(text: str) -> str:
    words = normalize("NFC", text.translate(_INVISIBLE)).split()
    name = "".join(words)
    if name in _IDIOMS:
        return _IDIOMS[name]
    if _COMMAND.fullmatch(name):
        return name  # MathLive leaves the delimiters it has no sign for as commands
    if name in symbols.FUNCTIONS:
        return f"\\{name}"
    if name in symbols.DIGRAPHS:
        return symbols.DIGRAPHS[name]
    if len(name) > 1 and name.isalpha() and name.isascii():
        return "\\operatorname{" + "\\,".join(words) + "}"
    if "′" in name or "″" in name or "‴" in name:
        return "".join(["\\prime" * PRIMES.get(c, 0) or symbols.command(c) for c in name])
    if set(name) == {"'"}:
        return "\\prime" * len(name)
    if name[-1:] == "\u0338" and len(name) == 2:  # a slash through the sign before it
        return f"\\not{symbols.command(name[0])}"
    name = name.translate(_UNSETTABLE)
    return join([symbols.command(char) for char in name])


PRIMES = {"′": 1, "'": 1, "’": 1, "″": 2, "‴": 3, "⁗": 4}


def prime_count(node: Node) -> int:
    """How many primes a token is; 0 for anything else."""
    if node.name not in ("mo", "mi", "mn", "mtext"):
        return 0
    sign = "".join(node.text.split())
    return sum([PRIMES[char] for char in sign]) if sign and all(map(PRIMES.get, sign)) else 0


def function(name: str) -> str:
    """TeX of a function's name."""
    return f"\\{name}" if name in symbols.FUNCTIONS else f"\\operatorname{{{name}}}"


def stray_text(text: str) -> str:
    """TeX for text where MathML has none: read as letters and signs."""
    return join([symbols.command(c) for c in " ".join(text.split()).translate(_UNSETTABLE)])


def text(markup_text: str, variant: str = "") -> str:
    """``\\text`` for running text; signs and letters that only mathematics has stand outside of it."""
    body = re.sub(r"[^\S\u00a0\u2002-\u200a\u202f\u205f]+", " ", markup_text.translate(_UNSETTABLE))
    if not body.strip(" \u00a0\u2002\u2003\u2004\u2005\u2006\u2009\u200a\u202f\u205f"):
        return _blank(body)
    out = []
    for kind, run in groupby(body, lambda c: _kind(c, _TEXT_FONTS.get(variant, "text"))):
        chars = "".join(run)
        if kind == "":
            out.append(join([symbols.command(c) for c in chars]))
        else:
            plain = "".join([symbols.styled(c)[0] for c in chars])
            blanks = re.sub(r"[\u00a0\u2002-\u200a\u202f\u205f]", " ", plain)
            out.append(f"\\{kind}{{{blanks.translate(_TEXT_SPECIAL)}}}")
    return join(out)


def _kind(char: str, font: str) -> str:
    """The text font of a character; "" for one that is a sign of mathematics."""
    if char.isascii():
        return font
    plain, alphabet = symbols.styled(char)
    if plain != char:
        return _TEXT_FONTS.get(alphabet, "") if alphabet else "textit"
    is_sign = char in symbols.GREEK or (char in symbols.OPERATORS and char not in "’§¶£®•†‡–…º°ðı")
    return "" if is_sign else font


def _blank(body: str) -> str:
    """Nothing but blanks: how wide they are together."""
    if not body:
        return ""
    if body.strip(" ") == "" or body == "\u00a0":
        return "\\ "
    pieces = {"\u2005\u200a": "\\;", "\u2009\u200a": "\\,"}
    return (
        pieces.get(body)
        or "".join([symbols.SPACES.get(c, "\\ ").strip() for c in body if c != "\u200a"])
        or "\\,"
    )


@lru_cache(maxsize=1_000)
def space(width: str) -> str:
    """A horizontal space of a width in any unit of MathML; "" for one that TeX sets by itself."""
    size = _NAMED_WIDTHS.get(width)
    if size is None:
        found = _WIDTH.match(width)
        number = found[2].strip(".") if found else ""
        if not found or not number:
            return ""
        size = float(found[2]) * _UNITS.get(found[3], 0.0) * (-1 if found[1] == "-" else 1)
    if size < -0.1:
        return "\\!"
    return next((tex for least, tex in _WIDTHS if size >= least), "")
