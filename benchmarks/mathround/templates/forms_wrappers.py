# ruff: noqa: E501 - markup stands as sites write it
"""Rows 17 to 37: elements whose text is the TeX."""

from templates.form import delimited, form, is_environment, paragraph, text
from templates.heads import DOLLARS, KATEX_STYLE, mathjax, mathjax2, newcommands


@form(
    "row-17-stackexchange",
    *(17,),
    head=mathjax2(DOLLARS),
    macros=lambda: mathjax2(DOLLARS, macros=True),
)
def stackexchange(tex: str, display: bool, n: int) -> str:
    source = delimited(tex, display, "$ $", "$$ $$")
    return paragraph(f'<span class="math-container">{source}</span>', display)


@form("row-17-stackexchange-inside", 17, head=mathjax2(DOLLARS))
def mathoverflow(tex: str, display: bool, n: int) -> str:
    r"""As MathOverflow's older posts have it: environments without delimiters in the container."""
    if display and is_environment(tex):
        return f'<p><span class="math-container">{text(tex)}</span></p>'
    return stackexchange(tex, display, n)


@form("row-18-pandoc-span", 18, head=mathjax(3))
def pandoc(tex: str, display: bool, n: int) -> str:
    kind = "display" if display else "inline"
    return paragraph(f'<span class="math {kind}">{delimited(tex, display)}</span>', display)


@form("row-19-pandoc-katex-span", 19, head=KATEX_STYLE)
def pandoc_katex(tex: str, display: bool, n: int) -> str:
    kind = "display" if display else "inline"
    return paragraph(f'<span class="math {kind}">{text(tex)}</span>', display)


@form("row-20-gladtex", 20)
def gladtex(tex: str, display: bool, n: int) -> str:
    kind = "displaymath" if display else "math"
    return paragraph(f'<eq env="{kind}">{text(tex)}</eq>', display)


@form("row-21-sphinx", 21, head=mathjax(3))
def sphinx(tex: str, display: bool, n: int) -> str:
    source = delimited(tex, display)
    if display:
        return f'<div class="math notranslate nohighlight">\n{source}</div>'
    return f'<span class="math notranslate nohighlight">{source}</span>'


@form("row-22-jsmath", 22, head='<script src="/jsMath/easy/load.js"></script>')
@form("row-23-discourse", 23, head='<meta name="generator" content="Discourse 3.5">')
def math_class(tex: str, display: bool, n: int) -> str:
    name = "div" if display else "span"
    return f'<{name} class="math">{text(tex)}</{name}>'


@form("row-24-ckeditor", 24)
def ckeditor(tex: str, display: bool, n: int) -> str:
    return paragraph(f'<span class="math-tex">{delimited(tex, display)}</span>', display)


@form("row-25-hackmd", 25)
def hackmd(tex: str, display: bool, n: int) -> str:
    source = delimited(tex, display, "$ $", "$$ $$")
    return paragraph(f'<span class="mathjax raw">{source}</span>', display)


@form("row-26-moodle-mathjaxloader", 26)
def moodle(tex: str, display: bool, n: int) -> str:
    inner = f'<span class="nolink">{delimited(tex, display)}</span>'
    return paragraph(f'<span class="filter_mathjaxloader_equation">{inner}</span>', display)


@form("row-27-springer", 27, head=mathjax2())
def springer(tex: str, display: bool, n: int) -> str | tuple[str, str] | None:
    if not display:
        return f'<span class="mathjax-tex">{delimited(tex, False)}</span>'
    if is_environment(tex) or r"\tag" in tex:
        return None
    whole = rf"\begin{{aligned}} {tex} \end{{aligned}}"
    markup = (
        f'<div id="Equ{n}" class="c-article-equation"><div class="c-article-equation__content">'
        f'<span class="mathjax-tex">$${text(whole)}$$</span></div>'
        f'<div class="c-article-equation__number">\n({n})\n</div></div>'
    )
    return markup, whole


def _pretext_macros() -> str:
    return f'<div id="latex-macros" class="hidden-content process-math" style="display:none">\\({newcommands()}\\)</div>'


@form("row-28-pretext", 28, head=mathjax(3), macros=_pretext_macros)
def pretext(tex: str, display: bool, n: int) -> str | tuple[str, str]:
    if not display:
        return f'<span class="process-math">{delimited(tex, False)}</span>'
    whole = tex if is_environment(tex) else f"\\begin{{equation*}}\n{tex}\n\\end{{equation*}}"
    return (
        f'<div class="displaymath process-math" data-contains-math-knowls="">\n{text(whole)}\n</div>',
        whole,
    )


@form("row-29-wikidot", 29)
def wikidot(tex: str, display: bool, n: int) -> str | tuple[str, str]:
    if not display:
        return f'<span class="math-inline">{delimited(tex, False, "$ $")}</span>'
    whole = tex if is_environment(tex) else rf"\begin{{equation}} {tex} \end{{equation}}"
    number = f'<span class="equation-number">({n})</span>'
    return f'{number}\n<div class="math-equation" id="equation-{n}">{text(whole)}</div>', whole


@form("row-30-wp-katex", 30, head=KATEX_STYLE)
def wp_katex(tex: str, display: bool, n: int) -> str:
    shown = ' katex-display" data-display="true"' if display else '" data-display="false"'
    return paragraph(f'<span class="wp-katex-eq{shown}>{text(tex)}</span>', display)


@form("row-31-mathquill-embedded", 31)
def mathquill(tex: str, display: bool, n: int) -> str | None:
    return None if display else f'<span class="mathquill-embedded-latex">{text(tex)}</span>'


@form("row-32-mathquill-rendered", 32)
def mathquill_rendered(tex: str, display: bool, n: int) -> str | None:
    if display:
        return None
    boxes = "".join(f"<var>{text(letter)}</var>" for letter in tex if letter.isalnum())
    return (
        '<span class="mathquill-rendered-math"><span class="textarea"><textarea></textarea></span>'
        f'<span class="selectable">{delimited(tex, False, "$ $")}</span>{boxes}</span>'
    )


@form("row-33-github", 33)
def github(tex: str, display: bool, n: int) -> str:
    kind = "js-display-math" if display else "js-inline-math"
    style = "display: block" if display else "display: inline-block"
    source = delimited(tex, display, "$ $", "$$ $$")
    markup = (
        f'<math-renderer class="{kind}" style="{style}" data-static-url="/assets/mathjax" '
        f'data-run-id="{n:032x}">{source}</math-renderer>'
    )
    return paragraph(markup, display)


@form("row-34-gitlab", 34)
def gitlab(tex: str, display: bool, n: int) -> str:
    if display:
        return (
            '<div class="gl-relative markdown-code-block js-markdown-code"><pre lang="math" '
            'class="code math js-render-math" data-math-style="display"><code>'
            f'<span class="line" lang="math">{text(tex)}</span></code></pre></div>'
        )
    return f'<code data-math-style="inline" class="code math js-render-math">{text(tex)}</code>'


@form("row-35-distill", 35, head='<script src="/distill/template.v2.js"></script>')
def distill(tex: str, display: bool, n: int) -> str:
    return f"<d-math block>{text(tex)}</d-math>" if display else f"<d-math>{text(tex)}</d-math>"


@form("row-36-atcoder", 36)
def atcoder(tex: str, display: bool, n: int) -> str | None:
    return None if display else f"<var>{text(tex)}</var>"


@form("row-37-confluence", 37)
def confluence(tex: str, display: bool, n: int) -> str:
    if not display:
        return (
            '<ac:structured-macro ac:name="mathinline" ac:schema-version="1">'
            f'<ac:parameter ac:name="body">{text(tex)}</ac:parameter></ac:structured-macro>'
        )
    return (
        '<ac:structured-macro ac:name="mathblock" ac:schema-version="1">'
        f"<ac:plain-text-body><![CDATA[{tex}]]></ac:plain-text-body></ac:structured-macro>"
    )


@form("row-24-ckeditor-drupal", 24)
def drupal(tex: str, display: bool, n: int) -> str:
    shown = f'<span class="tex2jax_process" title="formula">{delimited(tex, display)}</span>'
    return paragraph(shown, display)
