# ruff: noqa: E501  (one case a line)
"""KaTeX's boxes back to TeX."""

import pytest

from proofpile.web.math.boxes.katex_html import to_tex as katex


def span(classes: str, inner: str = "", style: str = "") -> str:
    styled = f' style="{style}"' if style else ""
    return f'<span class="{classes}"{styled}>{inner}</span>'


def box(top: float, inner: str, strut: float = 3) -> str:
    return f'<span style="top:{top}em;"><span class="pstrut" style="height:{strut}em;"></span>{inner}</span>'


def stack(*boxes: str) -> str:
    return span("vlist-t", span("vlist-r", span("vlist", "".join(boxes), "height:1em;")))


def scripts(below: str = "", above: str = "") -> str:
    boxes = [box(-2.55, below, 2.7)] if below else []
    return span("msupsub", stack(*boxes, *([box(-3.063, above, 2.7)] if above else [])))


def picture(path: str) -> str:
    return f'<svg viewBox="0 0 1 1"><path d="{path}"></path></svg>'


def tall(drawn: str, side: str) -> str:
    return span(side, span("delimsizing mult", stack(box(-3.1, f"<span>{drawn}</span>"))))


THIN = span("mspace", "", "margin-right:0.1667em;")
X, Y = span("mord mathnormal", "x"), span("mord mathnormal", "y")
TWO = span("mord", "2")

KATEX = [
    (X + span("mspace", "", "margin-right:0.2222em;") + span("mbin", "+") + TWO, "x+2"),
    (span("mord", X + scripts(above=TWO)), "x^{2}"),
    (span("mord", X + scripts(below=TWO)), "x_{2}"),
    (span("mord", X + scripts(TWO, Y)), "x_{2}^{y}"),
    (span("mord", X + scripts(above=span("mord", "′"))), "x'"),
    (span("mord", span("mfrac", stack(box(-2.314, Y), box(-3.23, span("frac-line")), box(-3.677, X)))), r"\frac{x}{y}"),
    (
        span("mord", span("mopen delimcenter", "(") + span("mfrac", stack(box(-2.3, Y), box(-3.6, X))) + span("mclose delimcenter", ")")),
        r"\binom{x}{y}",
    ),
    (span("mord sqrt", stack(box(-3, X), box(-2.9, span("hide-tail", "<svg></svg>")))), r"\sqrt{x}"),
    (span("mord sqrt", span("root", stack(box(-3, TWO))) + stack(box(-3, X))), r"\sqrt[2]{x}"),
    (
        span("mop op-limits", stack(box(-1.8, X), box(-3.05, span("mop op-symbol large-op", "∑")), box(-4.3, Y))),
        r"\sum_{x}^{y}",
    ),
    (span("mop", "lo" + "<span>g</span>") + X, r"\log x"),
    (span("mord accent", stack(box(-3, X), box(-3.2, span("accent-body", span("mord", "^"))))), r"\hat{x}"),
    (span("mord overline", stack(box(-3, X), box(-3.5, span("overline-line")))), r"\overline{x}"),
    (span("mord mathbb", "R") + X, r"\mathbb{R}x"),
    (span("mord mathsf", "Di") + span("mord", span("mord mathsf", "r") + scripts(below=X)), r"\mathsf{Dir}_{x}"),
    (span("mord text", span("mord", "if\u00a0")) + X, r"\text{if }x"),
    (span("mord text", span("mord texttt", "a_b")), r"\texttt{a\_b}"),
    (span("mrel", span("mord vbox", span("thinbox", span("rlap", span("inner", span("mord", "\ue020"))))) + "="), r"\neq"),
    (span("minner", span("mopen delimcenter", "(") + X + span("mclose delimcenter", ")")), r"\left(x\right)"),
    (span("mopen", "(") + X + span("mclose", "))"), "(x))"),
    (span("mord", "∣") + X + span("mrel", "∣"), r"|x\mid"),
    (X + span("mspace", "", "margin-right:1em;") + Y, r"x\quad y"),
    (span("mopen", "(") + span("mord", span("mord mathrm", "mod")) + X + span("mclose", ")"), r"\pmod{x}"),
    (
        span("mord", span("mtable", span("col-align-r", stack(box(-4, X), box(-2, Y))) + span("col-align-l", stack(box(-4, TWO), box(-2, X))))),
        r"\begin{aligned} x & 2 \\ y & x \end{aligned}",
    ),
    (
        span("minner", span("mopen", span("delimsizing mult", "⎩⎨⎧")) + span("mord", span("mtable", span("col-align-l", stack(box(-4, X), box(-2, Y)))))
             + span("mclose nulldelimiter")),
        r"\begin{cases} x \\ y \end{cases}",
    ),
    (span("mrel", span("mop op-limits", stack(box(-3, f'<span>{span("mop", "=")}</span>'), box(-3.5, span("sizing", span("mord", "!")))))), r"\overset{!}{=}"),
    (span("mord", span("mop op-limits", stack(box(-2.4, span("sizing", X)), box(-3, f'<span>{span("mop mathnormal", "y")}</span>')))), r"\underset{x}{y}"),
    (span("mord accent", stack(box(-3, X + Y), box(-3.7, span("hide-tail", picture("M0 241v40h399891c-47"))))), r"\overrightarrow{xy}"),
    (span("mord accent", stack(box(-3, X + Y), box(-3.7, f'<span>{picture("M529 0h5l519 115")}</span>'))), r"\widehat{xy}"),
    (span("mord accentunder", stack(box(-2.4, span("hide-tail", picture("M400000 241H110l3"))), box(-3, X))), r"\underleftarrow{x}"),
    (span("mrel x-arrow", stack(box(-2.3, span("sizing", Y)), box(-2.7, span("hide-tail", picture("M0 241v40h399891c"))), box(-3.3, span("sizing", X)))), r"\xrightarrow[y]{x}"),
    (
        span("minner mover", stack(box(-3.3, span("minner mover", stack(box(-3, X), box(-3.8, span("stretchy", span("brace-left", picture("M6 548l-6-6v-35"))))))), box(-4.9, span("sizing", TWO)))),
        r"\overbrace{x}^{2}",
    ),
    (
        span("mord munder", stack(box(-1.5, span("sizing", TWO)), box(-3, span("mord munder", stack(box(-2.4, span("stretchy", span("brace-left", picture("M0 6l6-6h17")))), box(-3, X)))))),
        r"\underbrace{x}_{2}",
    ),
    (span("mord", stack(box(-3, X), box(-2.8, '<span><svg><line x1="0" y1="100%" x2="100%" y2="0"></line></svg></span>'))), r"\cancel{x}"),
    (span("mord", stack(box(-3, X), box(-2.8, '<span><svg><line x1="0" y1="0" x2="100%" y2="100%"></line></svg></span>'))), r"\bcancel{x}"),
    (span("mord", stack(box(-3, X), box(-2.8, span("stretchy fbox")))), r"\boxed{x}"),
    (span("mord sqrt", stack(box(-3, span("mord", TWO + span("mord sqrt", stack(box(-3, X), box(-2.9, span("hide-tail", picture("M95,702"))))))), box(-2.9, span("hide-tail", picture("M95,702"))))), r"\sqrt{2\sqrt{x}}"),
    (span("minner", tall(picture("M403 1759 V84 H666 V0 H319 V1759 v3600 v1759 h347 v-84"), "mopen") + X + tall(picture("M347 1759 V0 H0 V84 H263 V1759 v0 v1759 H0 v84 H347z"), "mclose")), r"\left[x\right]"),
    (span("minner", tall(picture("M403 1759 V84 H666 V0 H319 V1759 v4800 v602 h84z"), "mopen") + X + tall(picture("M347 1759 V0 H0 V84 H263 V1759 v4800 v602 h84z"), "mclose")), r"\left\lceil x\right\rceil"),
    (span("minner", span("mopen", "(") + X + span("delimcenter", "∣") + Y + span("mclose", ")")), r"\left(x\middle|y\right)"),
    (span("mopen", span("delimsizing size1", "(")) + X + span("mclose", span("delimsizing size2", ")")), r"\bigl(x\Bigr)"),
    (span("mord mathnormal", "x", "color:transparent;") + Y, r"\phantom{x}y"),
    (X + THIN + Y, r"x\,y"),
    (span("mop", "sin") + THIN + X, r"\sin x"),
    (X + span("mspace", "", "margin-right:-0.1667em;") + Y, r"x\!y"),
    (span("mord", scripts(below=X)) + Y, "{}_{x}y"),
    (span("mord text", span("mord", "if ") + X + span("mspace", "", "margin-right:0.2778em;") + span("mrel", ">") + span("mspace", "", "margin-right:0.2778em;") + span("mord", "0 then")), r"\text{if }x>0\text{ then}"),
    (span("mord text", span("mord", "caf") + span("mord accent", stack(box(-3, span("mord", "e")), box(-3, span("accent-body", "ˊ"))))), r"\text{café}"),
    (span("mord mathnormal", "\ue131"), r"\imath"),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("boxes", "tex"), KATEX)
def test_katex(boxes: str, tex: str) -> None:
    html = span("katex", span("katex-html", span("base", span("strut", "", "height:1em;") + boxes)))
    assert katex(html) == tex


def test_katex_since_0_19_has_its_name_in_every_class() -> None:
    html = span(
        "katex",
        span(
            "katex-html",
            span("katex-base", span("katex-strut") + span("katex-mord katex-mathbb", "R")),
        ),
    )
    assert katex(html) == r"\mathbb{R}"


def test_short_rows_of_a_table_stay_in_their_columns() -> None:
    columns = span("col-align-c", stack(box(-5, X), box(-3, X), box(-1, X))) + span(
        "col-align-c", stack(box(-5, Y), box(-1, Y))
    )
    assert (
        katex(span("mord", span("mtable", columns)))
        == r"\begin{matrix} x & y \\ x \\ x & y \end{matrix}"
    )


def number(label: str) -> str:
    return span("mord text", span("mord", "(") + span("mord", label) + span("mord", ")"))


def test_one_number_is_a_tag() -> None:
    html = span("katex-html", span("base", X) + span("tag", span("strut") + number("2.1")))
    assert katex(html) == r"x \tag{2.1}"


def test_several_numbers_are_tags_of_the_rows_of_align() -> None:
    table = span(
        "mtable",
        span("col-align-r", stack(box(-3.76, X), box(-2.26, Y)))
        + span("col-align-l", stack(box(-3.76, TWO), box(-2.26, TWO))),
    )
    tags = span("tag", stack(box(-3.76, number("1")), box(-2.26, number("2"))))
    html = span("katex-html", span("base", table) + tags)
    assert katex(html) == r"\begin{align} x & 2 \tag{1} \\ y & 2 \tag{2} \end{align}"


@pytest.mark.parametrize("cut", range(0, 900, 37))
def test_cut_markup_is_read_without_an_error(cut: int) -> None:
    whole = span("katex-html", span("base", "".join(boxes for boxes, _ in KATEX[6:12])))
    assert isinstance(katex(whole[:cut]), str)


def test_nesting_without_end_is_read() -> None:
    assert katex('<span class="mord">' * 5_000 + "x") == "x"
