"""Sphinx, nbconvert and extensions of Python-Markdown."""

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from render.exchange import Drawn, MissingError
from render.marked import closing, cut, markdown, only_faithful, opening
from templates.article import Formula
from templates.form import is_environment


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        raise MissingError(f"pip install {package}") from None


def sphinx(extension: str, keep: str) -> Callable[[list[Formula]], Drawn]:
    """Sphinx with one of its extensions for mathematics."""

    def draw(formulas: list[Formula]) -> Drawn:
        name = _version("sphinx")
        with TemporaryDirectory() as folder:
            source = Path(folder)
            configuration = (
                f"extensions = ['sphinx.ext.{extension}']\nimgmath_image_format = 'png'\n"
            )
            (source / "conf.py").write_text(configuration)
            (source / "index.rst").write_text("Title\n=====\n\n" + _restructured(formulas))
            command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", source, source / "made"]
            ran = subprocess.run(command, capture_output=True, text=True)
            if ran.returncode:
                raise MissingError(ran.stderr.strip().splitlines()[-1])
            page = (source / "made" / "index.html").read_text()
        drawn = cut(page, formulas, keep)
        sources = [_as_sphinx_writes(formula) for formula in formulas]
        return Drawn(name, only_faithful(drawn, sources), tex=sources)

    return draw


def _restructured(formulas: list[Formula]) -> str:
    blocks = []
    for k, (tex, display) in enumerate(formulas):
        if display:
            option = "   :nowrap:\n" if is_environment(tex) else ""
            body = "\n".join(f"   {line}" for line in tex.splitlines())
            blocks += [opening(k), f".. math::\n{option}\n{body}", closing(k)]
        else:
            blocks.append(f"{opening(k)} :math:`{tex}` {closing(k)}")
    return "\n\n".join(blocks) + "\n"


def _as_sphinx_writes(formula: Formula) -> str:
    tex = formula.tex
    if formula.display and r"\\" in tex and not is_environment(tex):
        return rf"\begin{{split}}{tex}\end{{split}}"
    return tex


def nbconvert(formulas: list[Formula]) -> Drawn:
    """A notebook's cell of Markdown."""
    name = _version("nbconvert")
    import nbformat
    from nbconvert import HTMLExporter

    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(markdown(formulas), id="cell")]
    )
    page, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    return Drawn(name, only_faithful(cut(page, formulas), [formula.tex for formula in formulas]))


def python_markdown(
    package: str, extension: str, **options: Any
) -> Callable[[list[Formula]], Drawn]:
    """Python-Markdown with an extension."""

    def draw(formulas: list[Formula]) -> Drawn:
        name = _version(package)
        from markdown import Markdown

        page = Markdown(extensions=[extension], extension_configs={extension: options}).convert(
            markdown(formulas)
        )
        return Drawn(
            name, only_faithful(cut(page, formulas), [formula.tex for formula in formulas])
        )

    return draw
