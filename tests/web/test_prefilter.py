"""Which pages the prefilter lets through, and by which rule."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from proofpile.native import reference
from proofpile.web import prefilter
from proofpile.web.prefilter import OPENWEBMATH, RULES, STRONG, WEAK, Prefilter, Rule

PREFILTER = Prefilter()


@pytest.mark.parametrize(
    ("page", "rules"),
    [
        (b'<script src="/MathJax.js">', ("mathjax",)),
        (b'<script src="/mathjax.js">', ("mathjax",)),
        (b"<MATH>", ("mathml",)),
        (b"<mml:math display='block'>", ("mathml",)),
        (b"&lt;math&gt;", ("mathml",)),
        (b'<span class="math-container">', ("math-container",)),
        (b'href="katex.min.css"', ("katex-css", "katex")),
        (b"<img src=/latex.php?x>", ("latex.php",)),
        (b"https://latex.codecogs.com/svg.image?x", ("codecogs",)),
        (b"/cgi-bin/mimetex.cgi?x", ("tex.cgi",)),
        (b'<img class="tex">', ("class-tex",)),
        (b"<img class='tex'>", ("class-tex",)),
        (b'<script type="math/tex; mode=display">', ("math-script",)),
        (b'<script src="ASCIIMathML.js">', ("asciimath",)),
        (b'<img class="mwe-math-fallback-image-inline">', ("wikimedia",)),
        (b'<math class="ltx_Math">', ("mathml", "latexml")),
        (b"<mjx-container>", ("mathjax-output",)),
        (b'<div class="math notranslate">', ("class-math",)),
        (b'<img class="latex">', ("class-latex",)),
        (b'<span data-latex="x">', ("data-tex",)),
        (b"[tex]x[/tex]", ("shortcode",)),
        (b"[ITEX]x[/ITEX]", ("shortcode",)),
        (b'<img class="equation_image">', ("equation-image",)),
        (b"<!-- MATH\n", ("generator",)),
        (b"<d-math>", ("math-element",)),
        (b"<inline-formula>", ("jats",)),
        (b"jsMath.Process()", ("library",)),
        (rb"\begin{align*}", ("environment",)),
        (b"?%5Cfrac%7B1%7D%7B2%7D", ("url-encoded",)),
        (rb"$\frac12$", ("latex-command",)),
        (rb'"tex": "\\frac{1}{2}"', ("latex-command",)),  # inside JSON
        (rb"$\alpha$ and $\beta$", ("latex-commands",)),
        (rb"$\alpha \leq 1$", ("latex-command", "latex-commands")),
    ],
)
def test_each_rule_fires(page: bytes, rules: tuple[str, ...]) -> None:
    assert PREFILTER.fired(page) == rules


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"Costs $5 or $6, see class=text and latexphp, cat-ex.css.",
        rb"C:\temp\text\begin\end\new C:\alpha",
        rb"<script>var s = '\nThe\tend\u0041', r = /\bar\d\[\(/, path = 'C:\\new\\text';</script>",
        rb'{"html": "\u003cdiv\u003e\n\t\"text\""}',
        b"#include <math.h> and &lt;math.h&gt;",
        rb"use \App\Log; \max(1, 2); \min(1, 2); throw new \Exception();",
        rb"\section{Introduction}\label{a}\ref{a}\cite{b}",
        rb"{\rtf1\ansi\pard\fs24 text\par}",
        rb"\fraction \Frac \includegraphics \inf",
        rb"\alpha \alpha \alpha",
        b"row[math] col[tex]",
        b"<mathematics>",
    ],
)
def test_what_is_refused(page: bytes) -> None:
    assert PREFILTER.fired(page) == ()


@pytest.mark.parametrize(
    "codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_wide_pages_are_looked_into(codec: str) -> None:
    assert PREFILTER.fired("<p>ä <math>".encode(codec)) == ("mathml",)
    assert PREFILTER.fired("<p>ä".encode(codec)) == ()


@pytest.mark.parametrize(
    ("bom", "codec"), [(b"\xfe\xff", "utf-16-be"), (b"\0\0\xfe\xff", "utf-32-be")]
)
def test_big_endian_byte_order_marks(bom: bytes, codec: str) -> None:
    assert PREFILTER.fired(bom + "<math>".encode(codec)) == ("mathml",)


def test_a_wide_page_cut_in_a_character_or_full_of_rubbish_is_no_error() -> None:
    assert PREFILTER.fired("<p>\U0001d400<math>".encode("utf-16")[:-1]) == ()
    assert PREFILTER.fired(b"\xff\xfe" + b"\x00\xd8" * 9) == ()
    assert PREFILTER.fired(b"\0\0") == ()


def test_nul_bytes_hide_nothing() -> None:
    assert PREFILTER.fired(b"abc\0\0\0<math>\0") == ("mathml",)


def test_masks_of_a_batch_name_the_same_rules() -> None:
    pages = [b"<math>", b"", b"plain", b"<mjx-math> MathJax"]
    offsets = np.cumsum([0, *map(len, pages)])
    masks = PREFILTER.masks(b"".join(pages), offsets).tolist()
    assert [PREFILTER.names(mask) for mask in masks] == [PREFILTER.fired(page) for page in pages]


def test_it_travels_to_a_worker_with_its_rules() -> None:
    mine = Prefilter((Rule("square", (b"x^2+",)), Rule("either", (b"aaaa", b"bbbb"), needs=2)))
    again = pickle.loads(pickle.dumps(mine))
    assert again == mine
    assert again.fired(b"X^2+1, aaaa") == ("square",)
    assert again.fired(b"aaaa BBBB") == ("either",)


def test_rule_names_are_distinct_and_openwebmath_comes_first() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names) <= 64
    assert RULES[: len(OPENWEBMATH)] == OPENWEBMATH
    assert not set(STRONG.split()) & set(WEAK.split())


# Pages of mathematical sites that hold no formula, or none but Unicode characters.
WITHOUT_FORMULAS = {
    *("MMI_prelude", "_modules__", "genindex", "hyperloglog", "lshforest", "minhash", "index"),
    *("basics.broadcasting", "troubleshooting-importerror", "wikipedia_paragraph3", "_paragraph5"),
}


def test_real_pages_with_formulas_pass_and_without_do_not(data: Path) -> None:
    mathematical = [
        p for name in ("html_math", "html_math_bysa") for p in (data / name).rglob("*.html")
    ]
    mathematical += (data / "html_gt" / "defuddle" / "fixtures").glob("math--*.html")
    refused = {p.stem for p in mathematical if not PREFILTER.fired(p.read_bytes())}
    assert len(refused) == 17
    assert all(any(part in stem for part in WITHOUT_FORMULAS) for stem in refused)
    software = sorted((data / "html_nonmath").rglob("*.html"))
    assert [p.name for p in software if PREFILTER.fired(p.read_bytes())] == []
    assert len(software) == 36


def test_the_twin_names_the_same_rules_on_real_pages(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefilter, "Scanner", reference.Scanner)
    twin = Prefilter()
    for path in sorted(data.glob("html_*/**/*.html"))[::7]:
        page = path.read_bytes()
        assert twin.fired(page) == PREFILTER.fired(page), path
