"""Picture services that take the formula in the address of the picture.

Three ways of writing it there: as the whole query (a ``+`` is a plus), as a field of a form (a ``+`` is
a blank), as a part of the path. Any of them may be percent-encoded more than once, and carries commands
of the service about size, colour and font.
"""

import re
from collections.abc import Callable
from urllib.parse import unquote, unquote_plus, urlsplit

from proofpile.web.math.tex.normalise import from_service

_ENCODED = re.compile(r"%(?:25)*(?:5[CcEeFf]|7[BbDd]|2[0BbCc])")
_SIZES = re.compile(
    r"\\(?:tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge|png|gif|opaque"
    r"|reverse|inlinemath|displaymath)(?![A-Za-z])\s*|\\(?:usepackage|bg|dpi)\s*(?:\[[^\[\]{}]*\])?\{[^{}]*\}"
)
_REFERENCES = {"&plus;": "+", "&hash;": "#", "&space;": " "}
_MIMETEX_SIZE = re.compile(r"\d\$+")
_FILE = re.compile(r"\.(?:gif|png|svg|jpe?g)$", re.IGNORECASE)
_LONGEST = 20_000


def decoded(text: str) -> str:
    """`text` with percent-encoding undone as often as it was done, three times at the most."""
    for _ in range(3):
        if not _ENCODED.search(text):
            break
        text = unquote(text)
    return text


def bare(tex: str) -> str:
    """`tex` without commands that are the service's and not the formula's."""
    for reference, char in _REFERENCES.items():
        tex = tex.replace(reference, char)
    return _SIZES.sub("", from_service(tex)).strip()


def query(address: str) -> str:
    """The formula that is the whole query; a "+" in it is a plus."""
    return bare(decoded(unquote(address.partition("?")[2].partition("#")[0])))


def field(address: str, *names: str) -> str:
    """The formula in a field of the query or of the fragment; a "+" in it is a blank."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    for pair in re.split("[&;]", f"{parts.query}&{parts.fragment}"):
        name, _, value = pair.partition("=")
        if name in names and value:
            return bare(decoded(unquote_plus(value)))
    return ""


def path(address: str, behind: str) -> str:
    """The formula that is the rest of the path behind `behind`."""
    rest = address.partition(behind)[2].partition("?")[0]
    return bare(_FILE.sub("", decoded(unquote(rest))))


def _mimetex(address: str) -> str:
    tex = query(address)
    for name in ("formdata=", "tex="):
        tex = tex.removeprefix(name)
    return tex[found.end() :] if (found := _MIMETEX_SIZE.match(tex)) else tex


# What an address holds, and how to read it; the first that holds wins.
_SERVICES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("i.upmath.me/svg/", lambda address: path(address, "upmath.me/svg/")),
    ("i.upmath.me/png/", lambda address: path(address, "upmath.me/png/")),
    ("tex.s2cms.ru/svg/", lambda address: path(address, "s2cms.ru/svg/")),
    ("tex.s2cms.ru/png/", lambda address: path(address, "s2cms.ru/png/")),
    ("texify.com/img/", lambda address: path(address, "texify.com/img/")),
    ("githubusercontent.com/render/math", lambda address: field(address, "math")),
    ("math.vercel.app", lambda address: field(address, "from")),
    ("math.now.sh", lambda address: field(address, "from")),
    ("texclip", lambda address: field(address, "s")),
    ("tex2img", lambda address: field(address, "eq")),
    ("latex2png", lambda address: field(address, "eq")),
    ("tex.z-dn.net", lambda address: field(address, "f")),
    ("equation?tex=", lambda address: field(address, "tex")),
    ("math.jianshu.com/math", lambda address: field(address, "formula")),
    ("card=math", lambda address: field(address, "code")),
    ("mathtran", lambda address: field(address, "tex")),
    ("numberempire.com/", query),
    ("latex.csdn.net/eq?", query),
    ("displaytex.php", lambda address: field(address, "texexp")),
)
NEEDS = " ".join(dict.fromkeys(needle.lower() for needle, _ in _SERVICES))


def service(address: str) -> str:
    """The formula in the address of one of the smaller services, "" if it is none of them."""
    if len(address) > _LONGEST:
        return ""
    for needle, read in _SERVICES:
        if needle in address:
            return read(address)
    return ""


def codecogs(address: str) -> str:
    """The formula in an address of CodeCogs: ``gif.latex?TeX``, ``svg.image?TeX``."""
    return query(address) if len(address) <= _LONGEST else ""


def mimetex(address: str) -> str:
    """The formula in an address of mimeTeX or mathTeX; a leading ``3$`` is a size."""
    return _mimetex(address) if len(address) <= _LONGEST else ""


_LAST_PART = re.compile(r"/((?:%(?:25)*)5[Cc][A-Za-z][^/?#\s]*)(?:[?#]|$)")
_ARGUMENT = re.compile(r"\\[A-Za-z]+\s*(?:\[[^\]]*\])?\{")


def last_part(address: str) -> str:
    """The formula that is the last part of a path, of a service that nobody has named yet.

    Only one that begins with a command and gives one an argument: a backslash in a path is else Windows'.
    """
    found = _LAST_PART.search(address) if len(address) <= _LONGEST else None
    tex = bare(_FILE.sub("", decoded(unquote(found[1])))) if found else ""
    return tex if _ARGUMENT.search(tex) else ""
