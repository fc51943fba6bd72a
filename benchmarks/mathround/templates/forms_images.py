# ruff: noqa: E501 - markup stands as sites write it
"""Rows 74 to 99: images, whose source is an attribute or an address."""

import hashlib
import re
from urllib.parse import quote, quote_plus

from templates.form import attribute, form, paragraph, text

_PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
_SPOKEN = {"^": " to the power ", "_": " sub ", "=": " equals ", "+": " plus ", "-": " minus "}


def _digest(tex: str) -> str:
    return hashlib.md5(tex.encode()).hexdigest()


def spoken(tex: str) -> str:
    """What an accessibility tool might say instead of the formula."""
    words = re.sub(r"\\([a-zA-Z]+)|[{}\\&]", lambda m: f" {m[1] or ''} ", tex)
    return " ".join("".join(_SPOKEN.get(char, char) for char in words).split())


@form("row-74-mediawiki-png", 74)
def mediawiki(tex: str, display: bool, n: int) -> str:
    digest = _digest(tex)
    image = f'<img class="tex" alt="{attribute(tex)}" src="/images/math/{digest[0]}/{digest[1]}/{digest[2]}/{digest}.png" />'
    return f"<dl><dd>{image}\n</dd></dl>" if display else image


@form("row-75-wikipedia-mirror", 75)
def wikipedia_mirror(tex: str, display: bool, n: int) -> str:
    kind = "display" if display else "inline"
    source = attribute(rf"{{\displaystyle {tex}}}")
    image = (
        f'<img src="https://wikimedia.org/api/rest_v1/media/math/render/svg/{_digest(tex)}" '
        f'class="mwe-math-fallback-image-{kind}" aria-hidden="true" alt="{source}">'
    )
    return paragraph(image, display)


def _latex_php(tex: str) -> str:
    return f"https://s0.wp.com/latex.php?latex={quote_plus(tex)}&bg=ffffff&fg=333333&s=0&c=20201002"


@form("row-76-wordpress", 76)
def wordpress(tex: str, display: bool, n: int) -> str:
    address = attribute(_latex_php(tex))
    image = f'<img src="{address}" alt="{attribute(tex)}" title="{attribute(tex)}" class="latex" />'
    return f'<p style="text-align:center;">{image}</p>' if display else image


@form("row-76-wordpress-no-alt", 76)
def wordpress_no_alt(tex: str, display: bool, n: int) -> str:
    return paragraph(f'<img src="{attribute(_latex_php(tex))}" class="latex" />', display)


@form("row-77-lazy-noscript", 77)
def lazy(tex: str, display: bool, n: int) -> str:
    address, alt = attribute(_latex_php(tex)), attribute(tex)
    image = (
        f'<img src="{_PIXEL}" data-lazy-src="{address}" alt="{alt}" class="latex">'
        f'<noscript><img src="{address}" alt="{alt}" class="latex" /></noscript>'
    )
    return f'<p style="text-align:center;">{image}</p>' if display else image


@form("row-77-lazy-no-alt", 77)
def lazy_no_alt(tex: str, display: bool, n: int) -> str:
    address = attribute(_codecogs(tex))
    image = (
        f'<img src="{_PIXEL}" data-lazy-src="{address}"><noscript><img src="{address}"></noscript>'
    )
    return paragraph(image, display)


@form("row-78-quicklatex", 78)
def quicklatex(tex: str, display: bool, n: int) -> str:
    r"""Every character of the alternative text is an entity; a display's has `\[ \]` around it."""
    source = rf"\[{tex}\]" if display else tex
    alt = "".join(f"&#{ord(char)};" for char in source)
    kind = "displayed-equation" if display else "inline-formula"
    image = (
        f'<img src="/wp-content/ql-cache/quicklatex.com-{_digest(tex)}_l3.svg" class="ql-img-{kind} quicklatex-auto-format" '
        f'alt="{alt}" title="Rendered by QuickLaTeX.com" height="18" width="77" style="vertical-align: -4px;" />'
    )
    if display:
        return (
            '<p class="ql-center-displayed-equation" style="line-height: 43px;"><span class="ql-right-eqno"> &nbsp; </span>'
            f'<span class="ql-left-eqno"> &nbsp; </span>{image}</p>'
        )
    return image


def _codecogs(tex: str, kind: str = "gif.latex", prefix: str = "") -> str:
    return f"https://latex.codecogs.com/{kind}?{prefix}{quote(tex, safe='=+()*!,;:/@$~')}"


@form("row-79-codecogs-gif", 79)
def codecogs_gif(tex: str, display: bool, n: int) -> str:
    return paragraph(f'<img src="{attribute(_codecogs(tex))}" title="{attribute(tex)}" />', display)


@form("row-79-codecogs-svg", 79)
def codecogs_svg(tex: str, display: bool, n: int) -> str:
    prefix = r"\large&space;\dpi{120}" if display else r"\inline&space;\dpi{110}\bg_white&space;"
    spaced = quote(tex, safe="=+()*!,;:/@$~ {}\\^").replace(" ", "&space;")
    address = f"https://latex.codecogs.com/svg.image?{prefix}{spaced}"
    return paragraph(f'<img src="{address.replace("&space;", "&amp;space;")}" />', display)


@form("row-80-lazy-codecogs", 80)
def lazy_codecogs(tex: str, display: bool, n: int) -> str:
    name = "data-src" if n % 2 else "data-original"
    image = (
        f'<img class="lazyload" src="{_PIXEL}" {name}="{attribute(_codecogs(tex, "png.latex"))}">'
    )
    return paragraph(image, display)


@form("row-81-webtex", 81)
def webtex(tex: str, display: bool, n: int) -> str:
    kind, style = ("display", r"\displaystyle ") if display else ("inline", r"\textstyle ")
    address = "https://latex.codecogs.com/png.latex?" + quote(style + tex, safe="")
    markup = f'<img style="vertical-align:middle" src="{address}" alt="{attribute(tex)}" title="{attribute(tex)}" class="math {kind}" />'
    return paragraph(markup, display)


@form("row-82-mathtex", 82)
def mathtex(tex: str, display: bool, n: int) -> str:
    program = "mathtex" if n % 2 else "mimetex"
    address = f"http://www.forkosh.com/cgi-bin/{program}.cgi?{quote(tex, safe='=+()*!,;:/^_')}"
    return paragraph(f'<img src="{attribute(address)}" border="0" align="middle">', display)


@form("row-83-google-chart", 83)
def google_chart(tex: str, display: bool, n: int) -> str:
    address = f"https://chart.googleapis.com/chart?cht=tx&chf=bg,s,FFFFFF00&chl={quote_plus(tex)}"
    return paragraph(f'<img src="{attribute(address)}" alt="">', display)


@form("row-84-zhihu-image", 84)
def zhihu_image(tex: str, display: bool, n: int) -> str:
    source = rf"{tex}\\" if display else tex
    eeimg = 2 if display else 1
    image = (
        f'<img src="https://www.zhihu.com/equation?tex={quote_plus(source)}" alt="{attribute(source)}" '
        f'eeimg="{eeimg}"/>'
    )
    return paragraph(image, display)


@form("row-85-zhihu-span", 85)
def zhihu_span(tex: str, display: bool, n: int) -> str:
    source = rf"{tex}\\" if display else tex
    eeimg = 2 if display else 1
    span = (
        f'<span class="ztext-math" data-eeimg="{eeimg}" data-tex="{attribute(source)}">'
        f"{text(source) if n % 2 else ''}</span>"
    )
    return paragraph(span, display)


@form("row-86-canvas", 86)
def canvas(tex: str, display: bool, n: int) -> str:
    twice = quote(quote(tex, safe="()'*!"), safe="()'*!")
    image = (
        f'<img class="equation_image" title="{attribute(tex)}" src="/equation_images/{twice}?scale=1" '
        f'alt="LaTeX: {attribute(tex)}" data-equation-content="{attribute(tex)}" data-ignore-a11y-check="">'
    )
    if display:
        return f'<p style="text-align: center;">{image}</p>'
    return image


@form("row-86-canvas-path-only", 86)
def canvas_path(tex: str, display: bool, n: int) -> str:
    twice = quote(quote(tex, safe="()'*!"), safe="()'*!")
    return paragraph(f'<img class="equation_image" src="/equation_images/{twice}" alt="">', display)


@form("row-87-moodle-filter", 87)
def moodle(tex: str, display: bool, n: int) -> str:
    link = f"/filter/tex/displaytex.php?texexp={quote(tex, safe='')}"
    image = (
        f'<img class="texrender" title="{attribute(tex)}" alt="{attribute(tex)}" '
        f'src="/filter/tex/pix.php/{_digest(tex)}.gif" />'
    )
    whole = (
        f'<span class="MathJax_Preview"><a href="{link}" class="texrender_link">{image}</a></span>'
    )
    return paragraph(whole, display)


@form("row-88-wiris", 88, carries="mathml", needs="mathjax-3-mml")
def wiris(tex: str, display: bool, n: int, drawn: str) -> str:
    mathml = re.sub(r">\s+<", "><", drawn)
    for plain, safe in (("&", "§"), ("<", "«"), (">", "»"), ('"', "¨")):
        mathml = mathml.replace(plain, safe)
    image = (
        f'<img class="Wirisformula" src="{_PIXEL}" alt="{attribute(spoken(tex))}" width="60" height="19" '
        f'align="middle" data-mathml="{attribute(mathml)}" role="math">'
    )
    return f'<p style="text-align: center;">{image}</p>' if display else image


@form("row-89-aops", 89)
def aops(tex: str, display: bool, n: int) -> str:
    source = rf"\[{tex}\]" if display else f"${tex}$"
    name = "latexcenter" if display else "latex"
    digest = _digest(tex)
    image = f'<img src="//latex.artofproblemsolving.com/{digest[0]}/{digest[1]}/{digest}.png" class="{name}" alt="{attribute(source)}" width="67" height="14">'
    return paragraph(image, display)


@form("row-90-ck12-image", 90)
def ck12(tex: str, display: bool, n: int) -> str:
    kind, path = ("x-ck12-block-math", "block") if display else ("x-ck12-math", "inline")
    image = (
        f'<img class="{kind}" alt="{attribute(tex)}" src="/flx/math/{path}/{quote(tex, safe="")}">'
    )
    return paragraph(image, display)


@form("row-91-ck12-editor", 91)
def ck12_editor(tex: str, display: bool, n: int) -> str:
    kind = "block" if display else "inline"
    span = (
        f'<span class="x-ck12-mathEditor" data-contenteditable="false" data-edithtml="" data-math-class="x-ck12-math" '
        f'data-math-type="{kind}" data-mathmethod="{kind}" data-tex="{quote(tex, safe="")}"></span>'
    )
    return paragraph(span, display)


@form("row-92-sphinx-imgmath", 92)
def imgmath(tex: str, display: bool, n: int) -> str:
    image = f'<img class="math" src="../_images/math/{_digest(tex)}.png" alt="{attribute(tex)}"/>'
    return f'<div class="math">\n<p>{image}</p>\n</div>' if display else image


@form("row-93-latex2html-comment", 93)
def latex2html(tex: str, display: bool, n: int) -> str:
    """The alternative text of a long formula ends in dots; the comment has it all."""
    short = tex if len(tex) <= 60 else f"{tex[:28]}...{tex[-28:]}"
    if not display:
        return (
            f'<!-- MATH\n ${tex}$\n -->\n<SPAN CLASS="MATH"><IMG\n WIDTH="61" HEIGHT="34" ALIGN="MIDDLE" BORDER="0"\n'
            f' SRC="img{n}.gif"\n ALT="{attribute(f"${short}$")}"></SPAN>'
        )
    comment = f"<!-- MATH\n \\begin{{displaymath}}\n{tex}\n\\end{{displaymath}}\n -->"
    image = f'<IMG\n WIDTH="214" HEIGHT="52" ALIGN="MIDDLE" BORDER="0"\n SRC="img{n}.gif"\n ALT="{attribute(f"$${short}$$")}">'
    return f'<BR><P></P>\n<DIV ALIGN="CENTER" CLASS="mathdisplay">\n{comment}\n\n{image}\n</DIV>\n<BR CLEAR="ALL">\n<P></P>'


@form("row-94-doxygen", 94)
def doxygen(tex: str, display: bool, n: int) -> str:
    if display:
        alt = attribute(rf"\[ {tex} \]")
        image = f'<img class="formulaDsp" alt="{alt}" src="form_{n}.png"/>'
        return f'<p class="formulaDsp">\n{image}\n</p>'
    return f'<img class="formulaInl" alt="{attribute(f"${tex}$")}" src="form_{n}.png"/>'


@form("row-95-mathworld", 95)
def mathworld(tex: str, display: bool, n: int) -> str:
    kind = ("numberedequation" if n % 2 else "displayformula") if display else "inlineformula"
    image = f'<img src="/images/equations/{kind}{n}.svg" class="{kind}" width="70" height="20" border="0" alt="{attribute(tex)}" />'
    return f'<div class="{kind}">{image}</div>' if display else image


@form("row-96-equatio", 96)
def equatio(tex: str, display: bool, n: int) -> str:
    image = (
        f'<img data-latex="{attribute(tex)}" alt="{attribute(spoken(tex))}" class="equatio-image" '
        f'src="https://equatio-api.texthelp.com/svg/{quote(tex, safe="")}">'
    )
    return paragraph(image, display)


@form("row-97-image-dollars", 97)
def dollars(tex: str, display: bool, n: int) -> str:
    source = f"$${tex}$$" if display else f"${tex}$"
    return paragraph(f'<img src="img/eq{n}.png" alt="{attribute(source)}">', display)


@form("row-98-role-math", 98)
def role_math(tex: str, display: bool, n: int) -> str:
    tag = "div" if display else "span"
    return f'<{tag} role="math" aria-label="{attribute(tex)}"><svg width="40" height="16" viewBox="0 0 40 16"></svg></{tag}>'


@form("row-98-role-math-speech", 98, carries="image")
def role_math_speech(tex: str, display: bool, n: int) -> str:
    tag = "div" if display else "span"
    return f'<{tag} role="math" aria-label="{attribute(spoken(tex))}"><img src="eq{n}.svg" alt=""></{tag}>'


@form("row-99-codeforces-image", 99, carries="image")
def codeforces(tex: str, display: bool, n: int) -> str:
    image = f'<img align="middle" class="tex-formula" src="/renderer/{_digest(tex)}.png" style="max-width: 100.0%;" />'
    return f"<center>{image}</center>" if display else image


@form("row-99-codeforces-data-tex", 99)
def codeforces_data(tex: str, display: bool, n: int) -> str:
    image = f'<img class="tex-formula" data-tex="{attribute(tex)}" src="/renderer/{_digest(tex)}.png" />'
    return f"<center>{image}</center>" if display else image
