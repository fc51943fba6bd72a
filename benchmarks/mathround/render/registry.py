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
    found.append(Renderer("mathlive-markup", (102,), "rendering", node("mathlive.mjs", "markup")))
    found.append(Renderer("mathlive-mathml", (65,), "mathml", node("mathlive.mjs", "mathml")))
    return found


RENDERERS = {renderer.name: renderer for renderer in _renderers()}
