"""Elements whose text is TeX: a class, a tag or an attribute says so.

Where the text carries delimiters they say the mode; else the class or the tag does.
"""

import re

from resiliparse.parse.html import ElementNode

from proofpile.web.math.asciimath import to_tex as asciimath_to_tex
from proofpile.web.math.rule import Found, rule
from proofpile.web.math.slots import ANY, NEWLINE

_INSIDE = re.compile(
    r"""\s*(?: (?P<display>\$\$|\\\[) (?P<a>.*?) (?:\$\$|\\\])
             | (?P<environment>\\begin\{(?P<name>\w+\*?)\} .* \\end\{(?P=name)\})
             | (?P<inline>\$|\\\() (?P<b>.*?) (?:\$|\\\)) )\s*""",
    re.DOTALL | re.VERBOSE,
)


def _holds_formulas(text: str) -> bool:
    """Whether a more specific rule has been here."""
    return any(char != NEWLINE for char in ANY.findall(text))


def wrapped(element: ElementNode, display: bool | None) -> Found | None:
    """The element's text; `display` is its mode where no delimiters say so."""
    text = element.text or ""
    if not text.strip() or _holds_formulas(text):
        return None
    found = _INSIDE.fullmatch(text)
    if found and found["display"]:
        return Found(found["a"], True)
    if found and found["inline"] and "$" not in re.sub(r"\\.|\\text\w*\{[^{}]*\}", "", found["b"]):
        return Found(found["b"], bool(display) and found["inline"] == "\\(")
    if found and found["environment"]:
        return Found(found["environment"], True)
    if re.search(r"(?<!\\)\$|\\[(\[]", text):
        return None  # several formulas, or prose with some: the text pass reads them
    return Found(text, display)


@rule("stackexchange-container", ".math-container", needs="math-container")
def stackexchange_container(element: ElementNode) -> Found | None:
    """``<span class="math-container">$…$</span>``; the delimiters inside say the mode"""
    return wrapped(element, element.tag != "span")


@rule("pandoc-span", "span.math.inline, span.math.display, div.math.display", needs="math")
def pandoc_span(element: ElementNode) -> Found | None:
    """``<span class="math inline">\\(…\\)</span>``, ``… display``, with or without delimiters"""
    return wrapped(element, element.matches(".display"))


@rule("sphinx-math", ".math.notranslate", needs="notranslate")
def sphinx_math(element: ElementNode) -> Found | None:
    """``span.math.notranslate.nohighlight``, ``div.math.notranslate``"""
    number = element.query_selector(".eqno")
    if number is not None:
        number.remove()
    return wrapped(element, element.tag == "div")


@rule("springer-mathjax", ".mathjax-tex", needs="mathjax-tex")
def springer_mathjax(element: ElementNode) -> Found | None:
    """``span.mathjax-tex`` of Springer and Nature"""
    return wrapped(element, element.closest(".c-article-equation__content") is not None)


@rule("pretext-math", ".process-math", needs="process-math")
def pretext_math(element: ElementNode) -> Found | None:
    """``span.process-math``, ``div.displaymath.process-math`` of PreTeXt"""
    return wrapped(element, element.matches(".displaymath"))


@rule(
    "math-tex",
    "span.math-tex, .mathjax.raw, .math-inline, .math-display, .math-block, math-renderer",
    needs="math-tex mathjax math-inline math-display math-block math-renderer",
)
def math_tex(element: ElementNode) -> Found | None:
    """``span.math-tex`` (CKEditor), ``span.mathjax.raw`` (HackMD), ``math-renderer`` (GitHub), …"""
    display = element.matches(".math-display, .math-block, .js-display-math, .display")
    return wrapped(element, display)


@rule("wikidot-math", "div.math-equation", needs="math-equation")
def wikidot_math(element: ElementNode) -> Found | None:
    """``<div class="math-equation">\\begin{align}…</div>``"""
    return wrapped(element, True)


@rule("wp-katex-eq", ".wp-katex-eq", needs="wp-katex-eq")
def wp_katex_eq(element: ElementNode) -> Found | None:
    """``<span class="wp-katex-eq" data-display="true">TeX</span>``"""
    return wrapped(element, element.getattr("data-display") == "true")


@rule("gladtex", "eq[env]", needs="env=")
def gladtex(element: ElementNode) -> Found | None:
    """``<eq env="math">``, ``<eq env="displaymath">``"""
    return wrapped(element, element.getattr("env") == "displaymath")


@rule("gitlab-math", "[data-math-style], .js-render-math", needs="data-math-style js-render-math")
def gitlab_math(element: ElementNode) -> Found | None:
    """``<code data-math-style="inline">``, ``<pre data-math-style="display">`` of GitLab"""
    return wrapped(element, element.getattr("data-math-style") == "display")


@rule("distill-math", "d-math, dt-math", needs="-math")
def distill_math(element: ElementNode) -> Found | None:
    """``<d-math>TeX</d-math>``, ``<d-math block>``"""
    return wrapped(element, element.hasattr("block"))


@rule("mathquill", ".mathquill-embedded-latex", needs="mathquill")
def mathquill(element: ElementNode) -> Found | None:
    """``<span class="mathquill-embedded-latex">TeX</span>``"""
    return wrapped(element, False)


@rule("mathquill-rendered", ".mathquill-rendered-math", needs="mathquill")
def mathquill_rendered(element: ElementNode) -> Found | None:
    """``.mathquill-rendered-math > span.selectable`` holds the source, the rest is drawing"""
    source = element.query_selector(".selectable")
    found = wrapped(source, False) if source is not None else None
    return Found(found.tex, found.display, place=element) if found else None


@rule("code-math", "code.language-math", needs="language-math")
def code_math(element: ElementNode) -> Found | None:
    """``<pre><code class="language-math">TeX``"""
    pre = element.closest("pre")
    return Found(element.text or "", pre is not None, place=pre or element)


@rule("math-class", "span.math, div.math, p.math", needs="math")
def math_class(element: ElementNode) -> Found | None:
    """``<span class="math">TeX``, ``<div class="math">`` of jsMath, Discourse, older Sphinx"""
    if element.query_selector("p, div, ul, ol, table, img, i, em") is not None:
        return None
    return wrapped(element, element.tag != "span")


@rule("texerror", ".texerror", needs="texerror")
def texerror(element: ElementNode) -> Found | None:
    """``<span class="texerror">Failed to parse …: {TeX}``: the longest stretch in braces"""
    text = element.text or ""
    start, end = text.find("{"), text.rfind("}")
    return Found(text[start + 1 : end], False) if 0 <= start < end else None


@rule("socratic-mathjax", "mathjax", needs="<mathjax")
def socratic_mathjax(element: ElementNode) -> Found | None:
    """``<mathjax>#AsciiMath#</mathjax>`` of Socratic"""
    text = (element.text or "").strip()
    if len(text) > 2 and text.startswith("#") and text.endswith("#"):
        return Found(asciimath_to_tex(text[1:-1]), None, lossy=True)
    return None


@rule("role-math", "[role=math][aria-label]", needs='role="math role=math')
def role_math(element: ElementNode) -> Found | None:
    """``<… role="math" aria-label="TeX">``; a label without TeX in it is speech"""
    label = element["aria-label"]
    return Found(label, None) if re.search(r"\\[A-Za-z]+|[\^_]\{?\w", label) else None
