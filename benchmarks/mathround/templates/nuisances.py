"""What makes pages hard besides their formulas, and which slices show it."""

import re

SPECIAL = ("nested-text", "macros", "comments", "numbered", "entities")
_EVERYWHERE = ("currency", "escaped-dollar", "code", "table", "cjk", "rtl")
_SLICES = {
    "row-01-backslash-mathjax3": (*_EVERYWHERE, *SPECIAL, "formulas-500"),
    "row-02-dollar-mathjax2": (*_EVERYWHERE, *SPECIAL, "formulas-500"),
    "row-02-dollar-mathjax3": ("currency", "macros"),
    "row-02-dollar-mathjax4": ("currency", "macros"),
    "row-02-dollar-katex": ("currency", "code", "macros"),
    "row-02-dollar-newcommand": ("macros",),
    "row-01-backslash-katex": ("macros",),
    "row-01-backslash-mathjax2": ("macros",),
    "row-03-dollar-no-library": ("currency", "code", "escaped-dollar"),
    "row-14-own-katex-delimiters": ("macros", "currency"),
    "row-15-asciimath": ("code", "currency", "table"),
    "row-17-stackexchange": (*_EVERYWHERE, *SPECIAL, "formulas-500"),
    "row-18-pandoc-span": ("currency", "code", "table", "comments", "nested-text"),
    "row-21-sphinx": ("code", "table", "numbered"),
    "row-28-pretext": ("macros", "numbered"),
    "row-34-gitlab": ("code", "entities"),
    "row-37-confluence": ("entities", "code"),
    "row-38-kramdown1": (*_EVERYWHERE, *SPECIAL, "formulas-500"),
    "row-44-katex-render": ("entities", "comments", "nested-text"),
    "row-69-wikipedia": ("table", "cjk", "rtl", "numbered"),
    "row-76-wordpress": ("currency", "entities", "comments"),
    "row-77-lazy-noscript": ("table", "currency"),
    "row-79-codecogs-gif": ("entities", "comments", "nested-text"),
    "row-86-canvas": ("entities", "comments", "nested-text", "table"),
    "row-105-sub-sup": ("currency", "table", "code"),
    "katex-0.19-htmlAndMathml": (
        *_EVERYWHERE,
        "nested-text",
        "numbered",
        "entities",
        "formulas-500",
    ),
    "katex-0.19-html": ("nested-text", "numbered", "table"),
    "mathjax-3-chtml": ("nested-text", "numbered", "table", "formulas-500"),
    "mathjax-3-chtml-assistive": ("currency", "code", "nested-text", "numbered", "table"),
    "mathjax-4-chtml-assistive": (
        "currency",
        "nested-text",
        "numbered",
        "comments",
        "formulas-500",
    ),
    "latexml": ("numbered", "nested-text", "table"),
}
_CONTRACTIONS = (
    (re.compile(r"\\mathbb\{R\}"), r"\\RR"),
    (re.compile(r"\\mathbb\{N\}"), r"\\NN"),
    (re.compile(r"\\varepsilon"), r"\\eps"),
    (re.compile(r"\\operatorname\{rank\}"), r"\\rank"),
    (re.compile(r"\\operatorname\{span\}"), r"\\spn"),
    (re.compile(r"\\left\\lVert ([^{}]+?) \\right\\rVert"), r"\\norm{\1}"),
    (re.compile(r"\\left\\langle ([^{},]+?), ([^{},]+?) \\right\\rangle"), r"\\inner{\1}{\2}"),
    (re.compile(r"\\mathbb\{E\}\\left\[ ([^{}]+?) \\right\]"), r"\\EE{\1}"),
    (re.compile(r"\\frac\{\\mathrm\{d\} (\w)\}\{\\mathrm\{d\} (\w)\}"), r"\\diff{\1}{\2}"),
)


def nuisances_of(name: str) -> tuple[str, ...]:
    """The nuisances that a slice has pages for, besides none."""
    return _SLICES.get(name, ())


def contracted(tex: str) -> str:
    """`tex` as an author of `templates.form.MACROS` would write it."""
    for long, short in _CONTRACTIONS:
        tex = long.sub(short, tex)
    return tex
