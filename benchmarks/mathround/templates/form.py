"""A form: one way in which a page writes formulas, as a function of TeX."""

import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

FORMS: list["Form"] = []
MACROS = {
    r"\RR": r"\mathbb{R}",
    r"\NN": r"\mathbb{N}",
    r"\eps": r"\varepsilon",
    r"\rank": r"\operatorname{rank}",
    r"\spn": r"\operatorname{span}",
    r"\norm": (1, r"\left\lVert #1 \right\rVert"),
    r"\inner": (2, r"\left\langle #1, #2 \right\rangle"),
    r"\EE": (1, r"\mathbb{E}\left[ #1 \right]"),
    r"\diff": (2, r"\frac{\mathrm{d} #1}{\mathrm{d} #2}"),
}


@dataclass(frozen=True)
class Form:
    """`draw(tex, display, n)` gives the markup of the page's n-th formula.

    For a display that is a whole block. The result is None where the form cannot say the formula, and a pair
    of markup and TeX where the page's own source differs from the gold (it puts an environment around it,
    say). `needs` names a renderer whose markup `draw` takes as fourth argument. `carries`: "tex" (the source
    is in the markup), "mathml", "rendering" (boxes), "image" (no source) or "pseudo" (letters and sub/sup).
    `paper` is what the formulas are drawn from, TeX or AsciiMath; `macros` gives the markup that defines
    `MACROS`.
    """

    name: str
    rows: tuple[int, ...]
    carries: str
    draw: Callable[..., Any]
    head: str = ""
    tail: str = ""
    needs: str = ""
    paper: str = "tex"
    macros: Callable[[], str] | None = None


def form(
    name: str, *rows: int, carries: str = "tex", **more: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a drawing function as the form `name` that covers `rows` of the catalogue."""

    def register(draw: Callable[..., Any]) -> Callable[..., Any]:
        FORMS.append(Form(name, rows, carries, draw, **more))
        return draw

    return register


def text(value: str) -> str:
    """`value` as text of an element."""
    return html.escape(value, quote=False)


def attribute(value: str) -> str:
    """`value` in an attribute with double quotes."""
    return html.escape(value)


def delimited(tex: str, display: bool, inline: str = r"\( \)", shown: str = r"\[ \]") -> str:
    r"""`tex` between delimiters, as HTML text; `inline` and `shown` are pairs with a blank between."""
    left, right = (shown if display else inline).split(" ")
    return text(left + tex + right)


def paragraph(markup: str, display: bool) -> str:
    """A display in a paragraph of its own."""
    return f"<p>{markup}</p>" if display else markup


def is_environment(tex: str) -> bool:
    r"""Whether LaTeX wants no `\[` around it."""
    names = ("align", "gather", "multline", "equation", "eqnarray", "flalign")
    return any(tex.startswith((rf"\begin{{{name}}}", rf"\begin{{{name}*}}")) for name in names) or (
        tex.startswith((r"\begin{alignat}", r"\begin{alignat*}"))
    )
