"""Elements whose text is TeX: a class, a tag or an attribute says so.

Where the text carries delimiters they say the mode; else the class or the tag does.
"""

import re

from proofpile.web.dom import Element
from proofpile.web.math.alternatives import has_opener, is_source, is_speech, undelimited
from proofpile.web.math.markup import is_drawn, text_of
from proofpile.web.math.notations.asciimath import to_tex as asciimath_to_tex
from proofpile.web.math.rule import Found, rule
from proofpile.web.math.slots import ANY, NEWLINE
from proofpile.web.math.tags import number_of, tagged

_LONGEST = 20_000  # characters; what is longer is a page in a container


def _holds_formulas(text: str) -> bool:
    """Whether a more specific rule has been here."""
    return any(char != NEWLINE for char in ANY.findall(text))


def wrapped(element: Element, display: bool | None) -> Found | None:
    """The element's text; `display` is its mode where no delimiters say so.

    None for an element that holds several formulas or prose with some: the text pass reads those.
    """
    text = element.text or ""
    if not text.strip() or len(text) > _LONGEST or _holds_formulas(text):
        return None
    if is_drawn(element):
        return None  # `templates` reads it
    label, number = number_of(element) if display is not False else ("", None)
    inside = number is not None and element.contains(number)
    if number is not None and inside:
        number.remove()
    text = text_of(element)
    tex, mode = undelimited(text)
    if mode is None and has_opener(tex):
        return None
    display = display if mode is None else mode or (bool(display) and "$" not in text[:2])
    also = () if number is None or inside else (number,)
    return Found(tagged(tex, label) if display else tex, display, also=also)


@rule("stackexchange-container", "span.math-container", needs="math-container")
def stackexchange_container(element: Element) -> Found | None:
    """``<span class="math-container">$…$</span>``; the delimiters inside say the mode"""
    return wrapped(element, False)


@rule("documenter-math", "p.math-container, div.math-container", needs="math-container")
def documenter_math(element: Element) -> Found | None:
    """``<p class="math-container">\\[…\\]</p>`` of Documenter.jl"""
    return wrapped(element, True)


@rule("pandoc-span", "span.math.inline, span.math.display, div.math.display", needs="math")
def pandoc_span(element: Element) -> Found | None:
    """``<span class="math inline">\\(…\\)</span>``, ``… display``, with or without delimiters"""
    return wrapped(element, element.matches(".display"))


@rule("sphinx-math", ".math.notranslate", needs="notranslate")
def sphinx_math(element: Element) -> Found | None:
    """``span.math.notranslate.nohighlight``, ``div.math.notranslate``, a number in ``.eqno``"""
    return wrapped(element, element.tag == "div")


@rule("springer-mathjax", ".mathjax-tex", needs="mathjax-tex")
def springer_mathjax(element: Element) -> Found | None:
    """``span.mathjax-tex`` of Springer and Nature"""
    content = element.closest(".c-article-equation__content, .EquationContent")
    return wrapped(element, content is not None)


@rule("pretext-math", ".process-math", needs="process-math")
def pretext_math(element: Element) -> Found | None:
    """``span.process-math``, ``div.displaymath.process-math`` of PreTeXt"""
    if element.closest("#latex-macros") is not None:
        return Found("")  # definitions, which are no formula
    return wrapped(element, element.matches(".displaymath"))


@rule(
    "math-tex",
    "span.math-tex, .mathjax.raw, .math-inline, .math-display, .math-block, math-renderer, "
    ".math_equation_latex, .mathjax_process, .mathjax-block, .mathjax-inline, .katex-block, .katex-inline",
    needs="math-tex mathjax math-inline math-display math-block math-renderer math_equation_latex "
    "katex-block katex-inline",
)
def math_tex(element: Element) -> Found | None:
    """``span.math-tex`` (CKEditor), ``span.mathjax.raw`` (HackMD), ``math-renderer`` (GitHub), …"""
    display = element.matches(
        ".math-display, .math-block, .js-display-math, .display, .mathjax-block, .katex-block"
    )
    return wrapped(element, display)


@rule("wikidot-math", "div.math-equation", needs="math-equation")
def wikidot_math(element: Element) -> Found | None:
    """``<div class="math-equation">\\begin{align}…</div>``, a number in ``span.equation-number``"""
    return wrapped(element, True)


@rule("wp-katex-eq", ".wp-katex-eq", needs="wp-katex-eq")
def wp_katex_eq(element: Element) -> Found | None:
    """``<span class="wp-katex-eq" data-display="true">TeX</span>``"""
    return wrapped(element, element.getattr("data-display") in ("true", "1"))


@rule("gladtex", "eq", needs="</eq>")
def gladtex(element: Element) -> Found | None:
    """``<eq env="math">``, ``<eq env="displaymath">``"""
    return wrapped(element, element.getattr("env") == "displaymath")


@rule("gitlab-math", "[data-math-style], .js-render-math", needs="data-math-style js-render-math")
def gitlab_math(element: Element) -> Found | None:
    """``<code data-math-style="inline">``, ``<pre data-math-style="display">`` of GitLab"""
    return wrapped(element, element.getattr("data-math-style") == "display")


@rule("distill-math", "d-math, dt-math", needs="-math")
def distill_math(element: Element) -> Found | None:
    """``<d-math>TeX</d-math>``, ``<d-math block>``"""
    return wrapped(element, element.hasattr("block"))


@rule("mathquill", ".mathquill-embedded-latex", needs="mathquill")
def mathquill(element: Element) -> Found | None:
    """``<span class="mathquill-embedded-latex">TeX</span>``"""
    return wrapped(element, False)


@rule(
    "mathquill-rendered", ".mathquill-rendered-math, .mq-math-mode", needs="mathquill mq-math-mode"
)
def mathquill_rendered(element: Element) -> Found | None:
    """``.mathquill-rendered-math > span.selectable`` holds the source, the rest is drawing"""
    source = element.query_selector(".selectable, .mq-selectable")
    found = wrapped(source, False) if source is not None else None
    return Found(found.tex, found.display, place=element) if found else None


@rule("code-math", "code.language-math, code.math, pre.math", needs="language-math math")
def code_math(element: Element) -> Found | None:
    """``<pre><code class="language-math">TeX``, ``<pre class="math">``"""
    if _holds_formulas(element.text or ""):
        return None
    pre = element if element.tag == "pre" else element.closest("pre")
    tex, mode = undelimited(element.text or "")
    return Found(tex, pre is not None if mode is None else mode, place=pre or element)


@rule("asciimath-class", "span.asciimath, div.asciimath, .asciimath-inline", needs="asciimath")
def asciimath_class(element: Element) -> Found | None:
    """``<span class="asciimath">x^2</span>`` of Discourse"""
    text = (element.text or "").strip().strip("`")
    if not text or _holds_formulas(text):
        return None
    return Found(asciimath_to_tex(text), element.tag == "div", lossy=True)


_PROSE = "p, div, ul, ol, table, img, a, h1, h2, h3, sub, sup"


@rule(
    "math-class",
    "span.math, div.math, p.math, i.math, em.math, var.math, span.MATH, span.jsmath, div.jsmath",
    needs="math",
)
def math_class(element: Element) -> Found | None:
    """``<span class="math">TeX``, ``<div class="math">`` of jsMath, Discourse, older Sphinx"""
    if len(element.text) > _LONGEST:
        return None
    number = element.query_selector(".eqno")
    label, number = number_of(element) if number is not None else ("", None)
    if number is not None:
        number.remove()  # its link to itself would make the formula look like prose
    if element.query_selector(_PROSE) is not None or is_speech(element.text or ""):
        return None
    found = wrapped(element, element.tag in ("div", "p"))
    if found is None or not label:
        return found
    return Found(tagged(found.tex, label), True)


@rule("texerror", ".texerror", needs="texerror")
def texerror(element: Element) -> Found | None:
    """``<span class="texerror">Failed to parse …: {TeX}``: the longest stretch in braces"""
    text = element.text or ""
    start, end = text.find("{"), text.rfind("}")
    return Found(text[start + 1 : end], False) if 0 <= start < end else None


@rule("socratic-mathjax", "mathjax", needs="<mathjax")
def socratic_mathjax(element: Element) -> Found | None:
    """``<mathjax>#AsciiMath#</mathjax>`` of Socratic"""
    text = (element.text or "").strip()
    if len(text) > 2 and text.startswith("#") and text.endswith("#"):
        return Found(asciimath_to_tex(text[1:-1]), None, lossy=True)
    return wrapped(element, None) if undelimited(text)[1] is not None else None


@rule(
    "tex-element",
    "tex, latex, tex-math, inline-formula, disp-formula, equation, formula, math-field, la-tex, ka-tex, "
    "katex, tex-inline, tex-block, inline-math, block-math",
    needs="</tex </latex> -formula> </equation> </formula> </math-field> </la-tex> </ka-tex> </katex> "
    "</inline-math> </block-math>",
)
def tex_element(element: Element) -> Found | None:
    """``<tex>TeX</tex>`` and other elements of a page's own that are called after what they hold"""
    text = _document_body(element.text or "")
    if not is_source(text) or _holds_formulas(text) or element.child_element_count:
        return None
    tex, mode = undelimited(text)
    if mode is None and has_opener(tex):
        return None
    block = element.tag in ("disp-formula", "equation", "tex-block", "block-math")
    return Found(tex, mode if mode is not None else block or None)


def _document_body(text: str) -> str:
    """What a whole LaTeX document of one formula says, as publishers put it in ``<tex-math>``."""
    start, end = text.find("\\begin{document}"), text.rfind("\\end{document}")
    return text[start + 16 : end] if 0 <= start < end else text


_VARIABLE = re.compile(
    r"\\[{}&%#]|[A-Za-z)]'+(?:\(|\s*$)|\\[A-Za-z]+|\\[,;]|(?<![A-Za-z0-9])[A-Za-z0-9)}\]]\s?[_^]\s?(?:\{|[A-Za-z0-9](?![A-Za-z]))"
)


@rule("atcoder-var", "var", needs="<var>")
def atcoder_var(element: Element) -> Found | None:
    """``<var>TeX</var>`` of AtCoder; elsewhere a variable is a formula only if TeX is in it"""
    text = element.text or ""
    if element.child_element_count or _holds_formulas(text):
        return None
    if _VARIABLE.search(text) or element.closest("#task-statement, .lang-en, .lang-ja") is not None:
        return wrapped(element, False)
    return None


_TEX_SIGN = re.compile(r"\\(?:[A-Za-z]+|[{}%#&|])|[\^_]\s?\{?\w|\w'|^\s*\S\s*$|\s[=<>+]\s")


@rule("role-math", "[role=math][aria-label]", needs='role="math role=math')
def role_math(element: Element) -> Found | None:
    """``<… role="math" aria-label="TeX">``; a label without TeX in it is speech"""
    label = element["aria-label"]
    if is_speech(label) or not _TEX_SIGN.search(label):
        return None
    tex, mode = undelimited(label)
    return Found(tex, True if mode is None and element.tag in ("div", "p") else mode)
