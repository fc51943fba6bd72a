"""Every renderer by name."""

from render import debian, pandoc
from render.exchange import Renderer, node
from render.python_tools import nbconvert, python_markdown, sphinx


def _javascript() -> list[Renderer]:
    found = []
    for short, package in (("0.19", "katex"), ("0.16", "katex-0.16")):
        for output, row, carries in (
            ("htmlAndMathml", 47, "tex"),
            ("html", 48, "rendering"),
            ("mathml", 49, "tex"),
        ):
            draw = node("katex.mjs", package, output)
            found.append(Renderer(f"katex-{short}-{output}", (row,), carries, draw))
    for output, plain, spoken in (("chtml", 56, 55), ("svg", 58, 57)):
        draw = node("mathjax3.mjs", output, "0")
        found.append(Renderer(f"mathjax-3-{output}", (plain,), "rendering", draw))
        draw = node("mathjax3.mjs", output, "1")
        found.append(Renderer(f"mathjax-3-{output}-assistive", (spoken,), "mathml", draw))
    found.append(Renderer("mathjax-3-mml", (65,), "mathml", node("mathjax3.mjs", "mml", "0")))
    for output, row, carries in (("html", 53, "tex"), ("svg", 54, "tex"), ("mml", 67, "tex")):
        found.append(Renderer(f"mathjax-2-{output}", (row,), carries, node("mathjax2.mjs", output)))
    for output, access, row in (
        ("chtml", "plain", 59),
        ("chtml", "assistive", 60),
        ("chtml", "enriched", 59),
        ("svg", "plain", 61),
        ("svg", "assistive", 60),
    ):
        name = f"mathjax-4-{output}" + ("" if access == "plain" else f"-{access}")
        found.append(Renderer(name, (row,), "tex", node("mathjax4.mjs", output, access)))
    found.append(Renderer("temml", (63,), "mathml", node("temml.mjs", "0")))
    found.append(Renderer("temml-annotated", (64,), "tex", node("temml.mjs", "1")))
    found.append(Renderer("mathlive-markup", (102,), "rendering", node("mathlive.mjs")))
    return found


_WEBTEX = "--webtex=https://latex.codecogs.com/png.latex?"
_PYTHON = [
    Renderer("pandoc-mathjax", (18,), "tex", pandoc.page("--mathjax")),
    Renderer("pandoc-katex", (19,), "tex", pandoc.page("--katex")),
    Renderer("pandoc-mathml", (66,), "tex", pandoc.page("--mathml", keep="<math")),
    Renderer("pandoc-webtex", (81,), "tex", pandoc.page(_WEBTEX, keep="<img")),
    Renderer("pandoc-gladtex", (20,), "tex", pandoc.page("--gladtex", keep="<eq")),
    Renderer("pandoc-plain", (105,), "pseudo", pandoc.page(drop="$")),
    Renderer("pandoc-omml", (), "mathml", pandoc.omml),
    Renderer("sphinx-mathjax", (21,), "tex", sphinx("mathjax", "math")),
    Renderer("sphinx-imgmath", (92,), "tex", sphinx("imgmath", "<img"), most=120),
    Renderer("nbconvert", (2,), "tex", nbconvert),
    Renderer(
        "python-markdown-math",
        (38,),
        "tex",
        python_markdown("python-markdown-math", "mdx_math", enable_dollar_delimiter=True),
    ),
    Renderer(
        "python-markdown-math-preview",
        (39,),
        "tex",
        python_markdown(
            "python-markdown-math", "mdx_math", enable_dollar_delimiter=True, add_preview=True
        ),
    ),
    Renderer(
        "arithmatex",
        (39,),
        "tex",
        python_markdown("pymdown-extensions", "pymdownx.arithmatex"),
    ),
    Renderer(
        "arithmatex-generic",
        (1,),
        "tex",
        python_markdown("pymdown-extensions", "pymdownx.arithmatex", generic=True),
    ),
]
_CONTENT = ("--pmml", "--cmml", "--mathtex")
_DEBIAN = [
    Renderer("latexml", (67,), "tex", debian.latexml("--pmml", "--nomathtex")),
    Renderer("latexml-annotated", (67,), "tex", debian.latexml("--pmml", "--mathtex")),
    Renderer("latexml-content", (68,), "tex", debian.latexml(*_CONTENT)),
    Renderer("latex2html", (93,), "tex", debian.latex2html),
    Renderer("tth", (107,), "pseudo", debian.tth),
    Renderer("hevea", (107,), "pseudo", debian.hevea),
    Renderer("tex4ht", (107,), "pseudo", debian.tex4ht),
    Renderer("doxygen", (94,), "tex", debian.doxygen(mathjax=False)),
    Renderer("doxygen-mathjax", (1,), "tex", debian.doxygen(mathjax=True)),
    Renderer("asciidoctor", (1,), "tex", debian.asciidoctor),
    Renderer("kramdown", (1,), "tex", debian.kramdown),
]
RENDERERS = {renderer.name: renderer for renderer in [*_javascript(), *_PYTHON, *_DEBIAN]}
