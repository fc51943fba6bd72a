"""Tools that Debian packages: LaTeXML, LaTeX2HTML, TtH, HeVeA, TeX4ht, Doxygen, Asciidoctor and kramdown."""

import re
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from render.exchange import Drawn, MissingError
from render.marked import closing, cut, markdown, only_faithful, opening
from templates.article import Formula
from templates.form import is_environment

_PREAMBLE = (
    "\\documentclass{article}\n\\usepackage{amsmath,amssymb,mathrsfs,cancel,braket}\n"
    "\\begin{document}\n\n"
)
_NOT_LATEX = re.compile(r"\\argmax|\\(?:cases|pmatrix)\{")  # KaTeX's own; Plain TeX's
_HEVEA_LINE = re.compile(r":(\d+): (?:Warning|Error)")
_TEX4HT_LINE = re.compile(r"<!--l\. \d+-->")


class _NoPageError(MissingError):
    """A tool gave up: one of the formulas was too much for it."""


def _run(folder: Path, *command: str, package: str, text: str | None = None) -> str:
    """Standard output and error of a command."""
    try:
        ran = subprocess.run(
            command, cwd=folder, input=text, capture_output=True, text=True, errors="replace"
        )
    except FileNotFoundError:
        raise MissingError(f"apt-get install {package}") from None
    return ran.stdout + ran.stderr


def _named(tool: str, package: str) -> str:
    asked = ["dpkg-query", "-W", "-f=${Version}", package]
    try:
        ran = subprocess.run(asked, capture_output=True, text=True)
    except FileNotFoundError:
        return tool
    return f"{tool} {ran.stdout}".strip()


def _read(path: Path, tool: str) -> str:
    if not path.is_file():
        raise _NoPageError(f"{tool} wrote no page")
    return path.read_text(encoding="utf-8", errors="replace")


def latex(formulas: list[Formula]) -> str:
    """A document in LaTeX; a formula that would stop it leaves its place empty."""
    blocks = []
    for k, (tex, display) in enumerate(formulas):
        if _NOT_LATEX.search(tex):
            blocks.append(f"{opening(k)} {closing(k)}")
        elif not display:
            blocks.append(f"{opening(k)} ${tex}$ {closing(k)}")
        else:
            shown = tex if is_environment(tex) else rf"\[{tex}\]"
            if r"\tag" in tex and not is_environment(tex):
                shown = f"\\begin{{equation}}\n{tex}\n\\end{{equation}}"
            blocks += [opening(k), shown, closing(k)]
    return _PREAMBLE + "\n\n".join(blocks) + "\n\n\\end{document}\n"


def _in_halves(
    draw: Callable[[list[Formula]], list[str | None]], formulas: list[Formula]
) -> list[str | None]:
    """What `draw` gives, without the formulas at which the tool gives up."""
    try:
        return draw(formulas)
    except _NoPageError:
        if len(formulas) == 1:
            return [None]
        half = len(formulas) // 2
        return _in_halves(draw, formulas[:half]) + _in_halves(draw, formulas[half:])


def _without(drawn: list[str | None], *words: str) -> list[str | None]:
    return [part if part and not any(word in part for word in words) else None for part in drawn]


@cache
def _latexml(source: str) -> str:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "t.tex").write_text(source)
        _run(folder, "latexml", "--quiet", "--dest=t.xml", "t.tex", package="latexml")
        return _read(folder / "t.xml", "latexml")


def latexml(*options: str) -> Callable[[list[Formula]], Drawn]:
    """LaTeXML's HTML5 with `options` for its post-processor."""

    def draw(formulas: list[Formula]) -> Drawn:
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "t.xml").write_text(_latexml(latex(formulas)))
            post = ["latexmlpost", "--quiet", "--format=html5", "--nodefaultresources"]
            _run(folder, *post, *options, "--dest=t.html", "t.xml", package="latexml")
            page = _read(folder / "t.html", "latexml")
        drawn = _without(cut(page, formulas, "<math"), "ltx_ERROR")
        return Drawn(_named("latexml", "latexml"), drawn)

    return draw


def latex2html(formulas: list[Formula]) -> Drawn:
    """LaTeX2HTML with an image and a comment for every formula."""
    options = ["-split", "0", "-no_navigation", "-info", "", "-address", ""]
    options += ["-html_version", "4.0", "-no_math"]
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "t.tex").write_text(latex(formulas))
        (folder / "made").mkdir()
        _run(folder, "latex2html", *options, "-dir", "made", "t.tex", package="latex2html")
        page = _read(folder / "made" / "t.html", "latex2html")
    drawn = only_faithful(cut(page, formulas, "<!-- MATH"), [formula.tex for formula in formulas])
    return Drawn(_named("latex2html", "latex2html"), _without(drawn, "#"))


def tth(formulas: list[Formula]) -> Drawn:
    """TtH, a document for each formula, as one that it does not understand can spoil the rest."""
    drawn: list[str | None] = []
    for formula in formulas:
        page = _run(Path(), "tth", "-e0", package="tth", text=latex([formula]))
        page = page.rpartition("</title>")[2]
        (part,) = cut(page.replace('<div class="p"><!----></div>', ""), [formula])
        drawn.append(part)
    drawn = [
        None if is_environment(formula.tex) or r"\tag" in formula.tex else part
        for formula, part in zip(formulas, _without(drawn, "\\"), strict=True)
    ]
    return Drawn(_named("tth", "tth"), drawn)


def hevea(formulas: list[Formula]) -> Drawn:
    """HeVeA; what it warned of, it left out."""
    return Drawn(_named("hevea", "hevea"), _in_halves(_hevea, formulas))


def _hevea(formulas: list[Formula]) -> list[str | None]:
    source = latex(formulas)
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "t.tex").write_text(source)
        said = _run(folder, "hevea", "-O", "-o", "t.html", "t.tex", package="hevea")
        page = _read(folder / "t.html", "hevea")
    bad = {int(line) for line in _HEVEA_LINE.findall(said)}
    drawn = cut(page, formulas)
    for k in range(len(formulas)):
        start = source.count("\n", 0, source.index(opening(k))) + 1
        end = source.count("\n", 0, source.index(closing(k))) + 1
        if not bad.isdisjoint(range(start, end + 1)):
            drawn[k] = None
    return drawn


def tex4ht(formulas: list[Formula]) -> Drawn:
    """TeX4ht's default: letters, sub and sup, and images of the rest."""
    return Drawn(_named("tex4ht", "texlive-plain-generic"), _in_halves(_tex4ht, formulas))


def _tex4ht(formulas: list[Formula]) -> list[str | None]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "t.tex").write_text(latex(formulas))
        command = [
            "htlatex",
            "t",
            "html,charset=utf-8",
            " -cunihtf -utf8",
            "-p",
            "-interaction=nonstopmode",
        ]
        _run(folder, *command, package="texlive-plain-generic")
        page = _TEX4HT_LINE.sub("", _read(folder / "t.html", "htlatex"))
    return cut(page, formulas)


def doxygen(mathjax: bool) -> Callable[[list[Formula]], Drawn]:
    """Doxygen with images or MathJax."""

    def draw(formulas: list[Formula]) -> Drawn:
        lines = ["/** \\file d.h", "\\mainpage Title", ""]
        for k, (tex, display) in enumerate(formulas):
            if display:
                lines += [opening(k), "", rf"\f[ {tex} \f]", "", closing(k), ""]
            else:
                lines += [rf"{opening(k)} \f${tex}\f$ {closing(k)}", ""]
        settings = {
            "INPUT": "d.h",
            "QUIET": "YES",
            "WARNINGS": "NO",
            "GENERATE_LATEX": "NO",
            "HAVE_DOT": "NO",
            "USE_MATHJAX": "YES" if mathjax else "NO",
        }
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "d.h").write_text("\n".join([*lines, "*/"]))
            configuration = "\n".join(f"{key}={value}" for key, value in settings.items())
            (folder / "Doxyfile").write_text(configuration)
            _run(folder, "doxygen", "Doxyfile", package="doxygen")
            page = _read(folder / "html" / "index.html", "doxygen")
        drawn = only_faithful(cut(page, formulas), [formula.tex for formula in formulas])
        return Drawn(_named("doxygen", "doxygen"), drawn)

    return draw


def asciidoctor(formulas: list[Formula]) -> Drawn:
    """Asciidoctor's stem blocks in LaTeX."""
    blocks = [":stem: latexmath"]
    for k, (tex, display) in enumerate(formulas):
        if display:
            blocks += [opening(k), f"[stem]\n++++\n{tex}\n++++", closing(k)]
        else:
            blocks.append(f"{opening(k)} stem:[{tex.replace(']', chr(92) + ']')}] {closing(k)}")
    command = ["asciidoctor", "-e", "-o", "-", "-"]
    page = _run(Path(), *command, package="asciidoctor", text="\n\n".join(blocks) + "\n")
    drawn = only_faithful(cut(page, formulas), [formula.tex for formula in formulas])
    return Drawn(_named("asciidoctor", "asciidoctor"), drawn)


def kramdown(formulas: list[Formula]) -> Drawn:
    """Kramdown 2, which has two dollar signs for both modes."""
    source = markdown(
        [Formula(f"${tex}$", False) if not shown else Formula(tex, True) for tex, shown in formulas]
    )
    program = "require 'kramdown'; puts Kramdown::Document.new(STDIN.read).to_html"
    page = _run(Path(), "ruby", "-e", program, package="ruby-kramdown", text=source)
    if opening(0) not in page:
        raise MissingError("apt-get install ruby-kramdown")
    drawn = only_faithful(cut(page, formulas), [formula.tex for formula in formulas])
    return Drawn(_named("kramdown", "ruby-kramdown"), drawn)
