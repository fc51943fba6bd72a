"""Formulas drawn as pictures: the TeX is in ``alt``, in the address, or in an attribute for lazy loading."""

import re
from urllib.parse import unquote, unquote_plus, urlsplit

from resiliparse.parse.html import ElementNode

from proofpile.web.math.mathml_tex import to_tex as mathml_to_tex
from proofpile.web.math.normalise import from_service
from proofpile.web.math.rule import Found, rule

_DELIMITED = re.compile(r"^\s*(\$\$|\\\[|\$|\\\()(.*?)(\$\$|\\\]|\$|\\\))\s*$", re.DOTALL)
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy")


def _address(image: ElementNode) -> str:
    for name in ("src", *_LAZY):
        address = image.getattr(name) or ""
        if address and not address.startswith("data:"):
            return address
    return ""


def _query(address: str) -> str:
    """What stands behind the first "?"; a "+" in it is a plus."""
    return unquote(address.partition("?")[2].partition("#")[0] or "")


def _parameter(address: str, name: str) -> str:
    """A form field of an address; a "+" in it is a blank."""
    for pair in urlsplit(address).query.split("&"):
        key, _, value = pair.partition("=")
        if key == name:
            return unquote_plus(value)
    return ""


def _from_alt(image: ElementNode, display: bool | None = None) -> Found | None:
    """The ``alt`` as TeX; delimiters in it say the mode."""
    alt = image.getattr("alt") or ""
    if not alt.strip():
        return None
    found = _DELIMITED.match(alt)
    if not found:
        return Found(alt, display)
    return Found(found[2], found[1] in ("$$", "\\[") or bool(display))


_LAZY_ATTRS = ("src", *_LAZY)


def _sources(*needles: str) -> str:
    """A selector for pictures whose address holds one of `needles`."""
    return ", ".join(f'img[{name}*="{needle}" i]' for needle in needles for name in _LAZY_ATTRS)


@rule("wiris", "img[data-mathml]", needs="data-mathml")
def wiris(image: ElementNode) -> Found:
    """``<img class="Wirisformula" data-mathml="«math»…" alt="speech">``"""
    markup = image["data-mathml"].translate(str.maketrans("«»¨§", '<>"&'))
    return Found(mathml_to_tex(markup), None, lossy=True)


@rule("codecogs", _sources("codecogs.com", "/images/math/codecogs"), needs="codecogs")
def codecogs(image: ElementNode) -> Found | None:
    """``<img src="https://latex.codecogs.com/gif.latex?TeX">``; pandoc's webtex: ``alt``, class"""
    address = _address(image)
    query = from_service(_query(address))
    display = image.matches(".display") or None if "\\inline" not in _query(address) else False
    if query and not image.matches(".math"):
        return Found(query, display)
    return _from_alt(image, image.matches(".display"))


@rule("mimetex", _sources("mimetex.cgi", "mathtex.cgi", "tex.cgi"), needs="tex.cgi")
def mimetex(image: ElementNode) -> Found | None:
    """``<img src="…/mathtex.cgi?TeX">``, ``mimetex.cgi``"""
    query = from_service(_query(_address(image)))
    return Found(query, None) if query else _from_alt(image)


@rule("wordpress-latex", _sources("latex.php"), needs="latex.php")
def wordpress_latex(image: ElementNode) -> Found | None:
    """``<img class="latex" src="https://s0.wp.com/latex.php?latex=TeX&bg=…" alt="TeX">``"""
    tex = image.getattr("alt") or _parameter(_address(image), "latex")
    return Found(tex, None) if tex else None


@rule("google-chart", _sources("cht=tx"), needs="cht=tx")
def google_chart(image: ElementNode) -> Found | None:
    """``<img src="https://chart.googleapis.com/chart?cht=tx&chl=TeX">``"""
    tex = _parameter(_address(image), "chl")
    return Found(tex, None) if tex else None


@rule("zhihu-image", _sources("zhihu.com/equation"), needs="zhihu.com/equation")
def zhihu_image(image: ElementNode) -> Found:
    """``<img src="https://www.zhihu.com/equation?tex=TeX" alt="TeX" eeimg="1">``"""
    tex = (image.getattr("alt") or _parameter(_address(image), "tex")).strip()
    return Found(tex, tex.endswith("\\\\") or image.getattr("eeimg") == "2")


@rule("moodle-tex", "img.texrender", needs="texrender")
def moodle_tex(image: ElementNode) -> Found | None:
    """``<img class="texrender" alt="TeX">`` of Moodle's TeX filter"""
    return _from_alt(image)


@rule("quicklatex", '[class*="ql-img-"]', needs="ql-img-")
def quicklatex(image: ElementNode) -> Found | None:
    """``<img class="ql-img-inline-formula" alt="TeX">``, ``ql-img-displayed-equation``"""
    return _from_alt(image, "displayed" in (image.class_name or ""))


@rule("ck12-image", 'img[class*="x-ck12"]', needs="x-ck12")
def ck12_image(image: ElementNode) -> Found:
    """``<img class="x-ck12-math" alt="percent-encoded TeX">``, ``x-ck12-block-math``"""
    return Found(unquote(image.getattr("alt") or ""), "block" in (image.class_name or ""))


@rule(
    "mediawiki-image",
    "img.mwe-math-fallback-image-inline, img.mwe-math-fallback-image-display",
    needs="mwe-math-fallback",
)
def mediawiki_image(image: ElementNode) -> Found | None:
    """``<img class="mwe-math-fallback-image-inline" alt="TeX">`` without its wrapper"""
    return _from_alt(image, "display" in (image.class_name or ""))


@rule("doxygen-image", "img.formulaInl, img.formulaDsp", needs="formulainl formuladsp")
def doxygen_image(image: ElementNode) -> Found | None:
    """``<img class="formulaInl" alt="$TeX$">``, ``formulaDsp``"""
    return _from_alt(image, image.matches(".formulaDsp"))


_TEX_CLASSES = ("latexcenter", "latexdisplay", "latexblock", "latexblockcenter")


@rule(
    "tex-image",
    "img.latex, img.tex, img.latexcenter, img.latexdisplay, img.latexblock, img.latexblockcenter",
    needs='latex "tex tex"',
)
def tex_image(image: ElementNode) -> Found | None:
    """``<img class="latex|tex|latexcenter|…" alt="TeX">`` of AoPS, older MediaWiki and others"""
    return _from_alt(
        image,
        True
        if image.matches(".latexcenter, .latexdisplay, .latexblock, .latexblockcenter")
        else None,
    )


@rule("math-image", "img.math", needs='class="math')
def math_image(image: ElementNode) -> Found | None:
    """``<img class="math" alt="TeX">`` of Sphinx's imgmath; display inside ``div.math``"""
    block = image.closest("div.math")
    return _from_alt(image, image.matches(".display") or block is not None)


@rule(
    "equation-image",
    "img.equation_image, img.inlineformula, img.displayformula, img.numberedequation, img[data-latex]",
    needs="equation_image inlineformula displayformula numberedequation data-latex",
)
def equation_image(image: ElementNode) -> Found | None:
    """``<img class="equation_image" title="TeX">`` and others that a class or attribute tells"""
    display = image.matches(".displayformula, .numberedequation") or None
    tex = image.getattr("data-latex") or image.getattr("title") or ""
    return Found(tex, display) if tex else _from_alt(image, display)


_COMMAND = re.compile(r"\\(?:[A-Za-z]{2,}|[,;!{}])")


@rule("delimited-alt", 'img[alt^="$"], img[alt^="\\\\"], img[alt*="\\\\"]', needs="alt=")
def delimited_alt(image: ElementNode) -> Found | None:
    """``<img alt="$TeX$">``: any picture whose ``alt`` is delimited, or holds a TeX command"""
    alt = image.getattr("alt") or ""
    if _DELIMITED.match(alt) or (_COMMAND.search(alt) and not re.search(r"[A-Za-z]:\\", alt)):
        return _from_alt(image)
    return None
