# ruff: noqa: E501 - markup stands as sites write it
"""Rows 50 to 73 as sites wrap them, around the markup of a renderer (rows 47 to 68 themselves are the renderers')."""

import base64
import hashlib
import re

from render.pandoc import as_word_saves
from templates.form import attribute, form, paragraph
from templates.heads import KATEX_STYLE

_TAG = re.compile(r"(</?)(\w+)")
_BETWEEN = re.compile(r">\s+<")


def tight(mathml: str) -> str:
    """MathML without white space between elements."""
    return _BETWEEN.sub("><", mathml)


@form("row-50-csdn", 50, head=KATEX_STYLE, needs="katex-0.16-htmlAndMathml")
def csdn(tex: str, display: bool, n: int, drawn: str) -> str:
    if display:
        return f'<p><span class="katex--display">{drawn}</span></p>'
    return f'<span class="katex--inline">{drawn}</span>'


@form("row-51-notion", 51, needs="katex-0.16-htmlAndMathml")
def notion(tex: str, display: bool, n: int, drawn: str) -> str:
    if display:
        return f'<figure id="{_uuid(tex)}" class="equation"><div class="equation-container">{drawn}</div></figure>'
    return (
        '<style>@import url("https://cdn.example/libs/katex/katex.min.css")</style>'
        f'<span data-token-index="0" contenteditable="false" class="notion-text-equation-token" '
        f'style="user-select:all">{drawn}</span>'
    )


def _uuid(tex: str) -> str:
    digits = hashlib.md5(tex.encode()).hexdigest()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


@form("row-52-gemini", 52, 101, needs="katex-0.16-html")
def gemini(tex: str, display: bool, n: int, drawn: str) -> str:
    name, tag = ("math-block", "div") if display else ("math-inline", "span")
    return f'<{tag} class="{name}" data-math="{attribute(tex)}" data-index-in-node="{n}">{drawn}</{tag}>'


@form("row-47-chat-share", 47, head=KATEX_STYLE, needs="katex-0.16-htmlAndMathml")
def chat(tex: str, display: bool, n: int, drawn: str) -> str:
    return f'<div class="w-full overflow-x-auto">{drawn}</div>' if display else drawn


@form("row-53-lesswrong", 53, needs="mathjax-2-html")
def lesswrong(tex: str, display: bool, n: int, drawn: str) -> str:
    kind = "math-tex"
    return paragraph(f'<span class="{kind}">{drawn}</span>', display)


@form("row-62-obsidian", 62, carries="rendering", needs="mathjax-3-chtml")
def obsidian(tex: str, display: bool, n: int, drawn: str) -> str:
    if display:
        return f'<div class="math math-block is-loaded">{drawn}</div>'
    return f'<span class="math math-inline is-loaded">{drawn}</span>'


@form("row-65-bare-mathml", 65, carries="mathml", needs="mathjax-3-mml")
def bare(tex: str, display: bool, n: int, drawn: str) -> str:
    return paragraph(tight(drawn), display)


@form("row-65-elsevier", 65, carries="mathml", needs="mathjax-3-mml")
def elsevier(tex: str, display: bool, n: int, drawn: str) -> str:
    math = tight(drawn).replace("<math ", f'<math altimg="si{n}.svg" ', 1)
    if display:
        return f'<span class="display"><span id="fd{n}" class="formula"><span class="math">{math}</span></span></span>'
    return f'<span class="math">{math}</span>'


@form("row-66-annotated-mathml", 66, needs="mathjax-3-mml")
def annotated(tex: str, display: bool, n: int, drawn: str) -> str:
    return paragraph(_with_annotation(tight(drawn), tex, "application/x-tex"), display)


def _with_annotation(mathml: str, text: str, encoding: str) -> str:
    opening, _, rest = mathml.partition(">")
    inner = rest.removesuffix("</math>")
    note = f'<annotation encoding="{encoding}">{attribute(text)}</annotation>'
    return f"{opening}><semantics><mrow>{inner}</mrow>{note}</semantics></math>"


def _wikipedia(tex: str, mathml: str, image: str) -> tuple[str, str]:
    source = rf"{{\displaystyle {tex}}}"
    _, _, rest = tight(mathml).partition(">")
    inner = rest.removesuffix("</math>")
    math = (
        f'<math xmlns="http://www.w3.org/1998/Math/MathML" alttext="{attribute(source)}"><semantics>'
        f'<mrow class="MJX-TeXAtom-ORD"><mstyle displaystyle="true" scriptlevel="0">{inner}</mstyle></mrow>'
        f'<annotation encoding="application/x-tex">{attribute(source)}</annotation></semantics></math>'
    )
    digest = hashlib.sha1(tex.encode()).hexdigest()
    picture = (
        f'<img src="https://wikimedia.org/api/rest_v1/media/math/render/svg/{digest}" '
        f'class="mwe-math-fallback-image-{image}" aria-hidden="true" '
        f'style="vertical-align: -0.838ex; width:9.2ex; height:2.8ex;" alt="{attribute(source)}">'
    )
    return math, picture


_HIDDEN = 'style="display: none;"'


@form("row-69-wikipedia", 69, needs="mathjax-3-mml")
def wikipedia(tex: str, display: bool, n: int, drawn: str) -> str:
    """The form until 2024: a display is an inline image in an indented line."""
    math, image = _wikipedia(tex, drawn, "inline")
    hidden = f'<span class="mwe-math-mathml-inline mwe-math-mathml-a11y" {_HIDDEN}>{math}</span>'
    whole = f'<span class="mwe-math-element">{hidden}{image}</span>'
    return f"<dl><dd>{whole}</dd></dl>" if display else whole


@form("row-69-wikipedia-block", 69, needs="mathjax-3-mml")
def wikipedia_block(tex: str, display: bool, n: int, drawn: str) -> str:
    kind = "display" if display else "inline"
    math, image = _wikipedia(tex, drawn, kind)
    hidden = f'<span class="mwe-math-mathml-{kind} mwe-math-mathml-a11y" {_HIDDEN}>{math}</span>'
    if display:
        return f'<div class="mwe-math-element mwe-math-element-block">{hidden}{image}</div>'
    return f'<span class="mwe-math-element mwe-math-element-inline">{hidden}{image}</span>'


def _prefixed(mathml: str, prefix: str) -> str:
    return _TAG.sub(rf"\1{prefix}:\2", tight(mathml))


@form("row-70-mml-prefix", 70, carries="mathml", needs="mathjax-3-mml")
def mml_prefix(tex: str, display: bool, n: int, drawn: str) -> str:
    math = _prefixed(drawn, "mml").replace("<mml:math ", f'<mml:math id="mm{n}" ', 1)
    if display:
        return f'<div class="html-disp-formula-info" id="FD{n}"><div class="f">{math}</div><div class="l"><label>({n})</label></div></div>'
    return f'<span class="inline-formula">{math}</span>'


@form("row-71-m-prefix", 71, carries="mathml", needs="mathjax-3-mml")
def m_prefix(tex: str, display: bool, n: int, drawn: str) -> str:
    math = _prefixed(drawn, "m")
    if display:
        return f'<div data-type="equation" class="equation" id="eip-{n}">{math}</div>'
    return math


@form("row-72-mtef", 72, carries="mathml", needs="mathjax-3-mml")
def mtef(tex: str, display: bool, n: int, drawn: str) -> str:
    digest = b"".join(hashlib.sha256(f"{tex}{part}".encode()).digest() for part in range(4))
    blob = (
        "MathType@MTEF@5@5@+=feaagKart1ev2aqatCvAUfeBSjuyZL2yd9gz"
        + base64.b64encode(digest).decode()
    )
    return paragraph(_with_annotation(tight(drawn), blob, "MathType-MTEF"), display)


def _word(math: str, display: bool, n: int) -> str:
    image = (
        f'<![if !msEquation]><span style="position:relative;top:3.0pt"><img width=64 height=21 '
        f'src="notes_files/image{n:03}.png" v:shapes="_x0000_i10{n}"></span><![endif]>'
    )
    whole = f"<!--[if gte msEquation 12]>{math}<![endif]-->{image}"
    return f"<p class=MsoNormal align=center>{whole}</p>" if display else whole


@form("row-73-word", 73, carries="mathml", needs="pandoc-omml")
def word(tex: str, display: bool, n: int, drawn: str) -> str:
    return _word(as_word_saves(drawn), display, n)


@form("row-73-word-plain", 73, carries="mathml", needs="pandoc-omml")
def word_plain(tex: str, display: bool, n: int, drawn: str) -> str:
    return _word(drawn, display, n)
