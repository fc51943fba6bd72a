"""Every renderer by name."""

from render.exchange import Renderer, node


def _renderers() -> list[Renderer]:
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
    return found


RENDERERS = {renderer.name: renderer for renderer in _renderers()}
