"""Formulas drawn as pictures: the TeX is in ``alt``, in the address, or in an attribute for lazy loading.

Where a picture is known to be a formula and holds no source, a mark stands for it, so that no sentence
silently lost its formula.
"""

import re
from urllib.parse import unquote

from proofpile.web.dom import Element
from proofpile.web.math import services
from proofpile.web.math.alternatives import MARK, is_source, undelimited
from proofpile.web.math.markup import is_only
from proofpile.web.math.notations.asciimath import to_tex as asciimath_to_tex
from proofpile.web.math.notations.mathml_tex import to_tex as mathml_to_tex
from proofpile.web.math.rule import Found, rule
from proofpile.web.math.tags import number_of, tagged
from proofpile.web.math.tex.soundness import defect

# What a lazy picture or a proxy keeps the true address in.
_PLACES = (
    "src data-src data-lazy-src data-original data-lazy data-canonical-src data-orig-src data-url"
)
_ADDRESSES = _PLACES.split()
_MARKED = Found("", None, instead=MARK)


def _address(image: Element, needle: str = "") -> str:
    """The picture's address, the first that holds `needle`; "" if none does."""
    for name in _ADDRESSES:
        address = image.getattr(name) or ""
        if address and needle in address and not address.startswith("data:"):
            return address
    return ""


def _drawn(
    image: Element, tex: str, display: bool | None = None, lossy: bool = False
) -> Found | None:
    """The formula that `image` shows, with its number; a link around the picture goes with it."""
    tex, mode = undelimited(tex.removeprefix("LaTeX:"))
    if not tex.strip():
        return None
    if display is None and mode is False and tex.lstrip().startswith("\\displaystyle"):
        mode = None  # LaTeX2HTML writes its displays so
    display = mode if display is None else display or bool(mode)
    number = None
    if display is not False:
        label, number = number_of(image)
        tex, display = tagged(tex, label), display or bool(label) or display
    also = [number] if number is not None else []
    after = image.next_element_sibling
    if after is not None and after.matches(".hidden-readable"):
        also.append(after)
    return Found(tex, display, lossy, _outermost(image), tuple(also))


_AROUND = "a, .MathJax_Preview, .texImage"


def _outermost(image: Element) -> Element:
    """`image`, or the link or preview that holds nothing else."""
    place = image
    for _ in range(3):
        around = place.parent_element
        if around is None or not around.matches(_AROUND) or not is_only(place):
            break
        if (around.text or "").strip():
            break
        place = around
    return place


def _from_alt(image: Element, display: bool | None = None) -> Found | None:
    """The ``alt`` or ``title`` as TeX; delimiters in it say the mode."""
    for name in ("alt", "title"):
        text = services.decoded(image.getattr(name) or "")
        if is_source(text.removeprefix("LaTeX:")):
            return _drawn(image, text, display)
    return None


@rule("wiris-address", "img", needs="mml=%3c")
def wiris_address(image: Element) -> Found | None:
    """``<img src="…/render?mml=<math>…">`` of Wiris' service"""
    markup = services.field(_address(image, "mml="), "mml")
    return Found(mathml_to_tex(markup), None, lossy=True) if "<math" in markup else None


@rule("codecogs", "img", needs="codecogs")
def codecogs(image: Element) -> Found | None:
    """``<img src="https://latex.codecogs.com/gif.latex?TeX">``; pandoc's webtex: ``alt``, class"""
    address = _address(image, "codecogs")
    if not address:
        return None
    display: bool | None = True if image.matches(".display") else None
    if image.matches(".math"):
        return _from_alt(image, bool(display)) or _MARKED
    if "\\inline" in services.decoded(address):
        display = False
    tex = services.codecogs(address)
    return _drawn(image, tex, display) if tex else _from_alt(image, display) or _MARKED


@rule("mimetex", "img", needs="tex.cgi tex.exe")
def mimetex(image: Element) -> Found | None:
    """``<img src="…/mathtex.cgi?TeX">``, ``mimetex.cgi``"""
    address = _address(image, "tex.cgi") or _address(image, "tex.exe")
    if not address:
        return None
    tex = services.mimetex(address)
    return _drawn(image, tex) if tex else _from_alt(image) or _MARKED


@rule("wordpress-latex", "img", needs="latex.php")
def wordpress_latex(image: Element) -> Found | None:
    """``<img class="latex" src="https://s0.wp.com/latex.php?latex=TeX&bg=…" alt="TeX">``"""
    address = _address(image, "latex.php")
    if not address:
        return None
    tex = services.field(address, "latex")
    return _from_alt(image) or (_drawn(image, tex) if tex else None) or _MARKED


@rule("google-chart", "img", needs="cht=tx")
def google_chart(image: Element) -> Found | None:
    """``<img src="https://chart.googleapis.com/chart?cht=tx&chl=TeX">``"""
    address = _address(image, "cht=tx")
    tex = services.field(address, "chl") if address else ""
    return _drawn(image, tex) if tex else None


@rule("zhihu-image", "img", needs="zhihu.com/equation")
def zhihu_image(image: Element) -> Found | None:
    """``<img src="https://www.zhihu.com/equation?tex=TeX" alt="TeX" eeimg="1">``"""
    address = _address(image, "zhihu.com/equation")
    if not address:
        return None
    alt = image.getattr("alt") or ""
    tex = (alt if is_source(alt) else services.field(address, "tex")).strip()
    display = tex.endswith("\\\\") or image.getattr("eeimg") == "2"
    return _drawn(image, tex, display) if tex else _MARKED


_SERVED = services.NEEDS + " /equation_images/ ql-cache /latexrender/ /math/render/"


@rule("formula-service", "img", needs=_SERVED)
def formula_service(image: Element) -> Found | None:
    """``<img src="https://i.upmath.me/svg/TeX">`` and the other services of `services`"""
    for address in filter(None, (image.getattr(name) for name in _ADDRESSES)):
        if tex := services.service(address):
            display = True if "mode=display" in address or image.matches(".math-block") else None
            return _drawn(image, tex, display)
        if "/equation_images/" in address:
            return _from_alt(image) or _drawn(image, services.path(address, "/equation_images/"))
        if any(name in address for name in ("ql-cache", "/latexrender/", "/math/render/")):
            return _from_alt(image) or _MARKED
    return None


@rule("moodle-tex", "img.texrender", needs="texrender")
def moodle_tex(image: Element) -> Found | None:
    """``<img class="texrender" alt="TeX">`` of Moodle's TeX filter, in a link to the formula"""
    link = image.closest("a[href]")
    tex = services.service(link["href"]) if link is not None else ""
    return _from_alt(image) or (_drawn(image, tex) if tex else None) or _MARKED


@rule("quicklatex", '[class*="ql-img-"]', needs="ql-img-")
def quicklatex(image: Element) -> Found | None:
    """``<img class="ql-img-inline-formula" alt="TeX">``, ``ql-img-displayed-equation``"""
    return _from_alt(image, "displayed" in (image.class_name or "")) or _MARKED


@rule("ck12-image", 'img[class*="x-ck12"], img[src*="/flx/math/"]', needs="x-ck12 /flx/math/")
def ck12_image(image: Element) -> Found | None:
    """``<img class="x-ck12-math" alt="percent-encoded TeX" src="/flx/math/inline/TeX">``"""
    address = _address(image, "/flx/math/")
    kind = address.partition("/flx/math/")[2].partition("/")[0]
    tex = services.decoded(unquote(image.getattr("alt") or ""))
    if not is_source(tex):
        tex = services.path(address, f"/flx/math/{kind}/")
    return _drawn(image, tex, kind == "block" or "block" in (image.class_name or ""))


@rule(
    "mediawiki-image",
    "img.mwe-math-fallback-image-inline, img.mwe-math-fallback-image-display",
    needs="mwe-math-fallback",
)
def mediawiki_image(image: Element) -> Found | None:
    """``<img class="mwe-math-fallback-image-inline" alt="TeX">`` without its wrapper"""
    return _from_alt(image, "display" in (image.class_name or "")) or _MARKED


@rule("doxygen-image", "img.formulaInl, img.formulaDsp", needs="formulainl formuladsp")
def doxygen_image(image: Element) -> Found | None:
    """``<img class="formulaInl" alt="$TeX$">``, ``formulaDsp``"""
    return _from_alt(image, image.matches(".formulaDsp")) or _MARKED


@rule(
    "tex-image",
    "img.latex, img.tex, img.latexcenter, img.latexdisplay, img.latexblock, img.latexblockcenter",
    needs='latex "tex tex"',
)
def tex_image(image: Element) -> Found | None:
    """``<img class="latex|tex|latexcenter|…" alt="TeX">`` of AoPS, older MediaWiki and others"""
    shown = image.matches(".latexcenter, .latexdisplay, .latexblock, .latexblockcenter")
    return _from_alt(image, True if shown else None)


_COMMAND = re.compile(r"\\(?:[A-Za-z]{2,}|[,;!{}])")
_TEX4HT = re.compile(r"\d+x\.(?:png|gif|svg|jpg)$")


@rule(
    "tex4ht-image",
    "img.math-display, img.math, img.frac, img.left, img.sqrt, img.root, "
    "img.hat, img.vec, img.bar, img.tilde, "
    "img.dot, img.ddot, img.equation, img.math-inline",
    needs="x.png x.svg x.gif x.jpg",
)
def tex4ht_image(image: Element) -> Found | None:
    """``<img class="math-display" src="paper3x.png" alt="E = mc2">``; that alt is flattened"""
    if not _TEX4HT.search(_address(image)):
        return None
    display = image.matches(".math-display, .equation")
    return _from_alt(image, display) if _COMMAND.search(image.getattr("alt") or "") else _MARKED


@rule("math-image", "img.math", needs='class="math math"')
def math_image(image: Element) -> Found | None:
    """``<img class="math" alt="TeX">`` of Sphinx's imgmath; display inside ``div.math``"""
    block = image.closest("div.math")
    return _from_alt(image, image.matches(".display") or block is not None)


# MathWorld writes ``sum_(n=1)^(infty)``, which is AsciiMath but for a few names.
_MATHWORLD = re.compile(
    r"[_^]\(|\)/\(|\b(?:sqrt|sum|int|prod|infty|pi|alpha|beta|gamma|theta|phi|lambda|sigma|omega)\b"
)


@rule(
    "mathworld-image",
    "img.inlineformula, img.displayformula, img.numberedequation",
    needs="inlineformula displayformula numberedequation",
)
def mathworld_image(image: Element) -> Found | None:
    """``<img class="inlineformula" alt="sum_(n=1)^(infty)1/n^2">`` of MathWorld"""
    alt = image.getattr("alt") or ""
    display = image.matches(".displayformula, .numberedequation") or None
    if not is_source(alt):
        return _MARKED
    if "\\" in alt or not _MATHWORLD.search(alt):
        return _drawn(image, alt, display)
    tex = asciimath_to_tex(re.sub(r"\binfty\b", "oo", alt.strip()))
    return _drawn(image, tex, display, lossy=True)


@rule(
    "equation-image",
    "img.equation_image, img[data-latex]",
    needs="equation_image data-latex",
)
def equation_image(image: Element) -> Found | None:
    """``<img class="equation_image" title="TeX">`` of Canvas"""
    title = image.getattr("data-latex") or image.getattr("title") or ""
    return (_drawn(image, title) if is_source(title) else _from_alt(image)) or _MARKED


_CLASSES = """
    mathcode math-inline math-block fr-math equation formula Formula Equation eqn latex-image latexImage
    mathImage math-image mathml mathjax tex2jax math-equation mathtex
"""
_NAMED = _CLASSES.split()
_WORDY = re.compile(r"[A-Za-z]{3,}")
_SIGN = re.compile(r"[\\^_{}]")
_FLATTENED = re.compile(r"[A-Za-z)]\d")  # ``E = mc2`` has lost its script


@rule(
    "named-image",
    ", ".join(f"img.{name}" for name in _NAMED) + ", img[mathimg]",
    needs=" ".join([*_NAMED, "mathimg"]).replace("eqn", 'eqn"'),
)
def named_image(image: Element) -> Found | None:
    """``<img class="mathcode" alt="TeX">`` and others whose class says formula, if the ``alt`` is one"""
    alt = image.getattr("alt") or ""
    if not _SIGN.search(alt) and (_WORDY.search(alt) or _FLATTENED.search(alt)):
        return None
    return _from_alt(image, True if image.matches(".math-block, .display") else None)


_ABBREVIATED = re.compile(r"\.\.\.\s+\.\.\.")  # how LaTeX2HTML shortens a long one
_DRIVE = re.compile(r"[A-Za-z]:\\")


@rule("delimited-alt", 'img[alt*="$"], img[alt*="\\\\"]', needs="alt=")
def delimited_alt(image: Element) -> Found | None:
    """``<img alt="$TeX$">``: any picture whose ``alt`` is delimited, or holds a TeX command"""
    alt = image.getattr("alt") or ""
    if _ABBREVIATED.search(alt):
        return _MARKED
    delimited = undelimited(alt)[1] is not None and alt.count("$") < 5
    if delimited or (_COMMAND.search(alt) and not _DRIVE.search(alt)):
        found = _from_alt(image)
        # A caption in which formulas stand between dollars is prose.
        return None if found is None or defect(found.tex) == "stray-dollar" else found
    return None


@rule(
    "sourceless-image",
    'img.tex-formula, img[src*="legacyimages/"]',
    needs="tex-formula legacyimages",
)
def sourceless_image(image: Element) -> Found:
    """``<img class="tex-formula">`` of Codeforces: the picture is often all there is"""
    return _from_alt(image) or _MARKED


@rule("encoded-path", 'img[src*="5c" i]', needs="/%5c %255c")
def encoded_path(image: Element) -> Found | None:
    """``<img src="https://any.example/formula/%5Cfrac%7Bm%7D%7Bv%7D">``"""
    tex = services.last_part(image["src"])
    return _drawn(image, tex) if tex else None
