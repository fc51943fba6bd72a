"""Pandoc: its ways of writing mathematics in HTML, and the formulas of its Word documents."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from tempfile import NamedTemporaryFile
from typing import Any

from render.exchange import Drawn, MissingError
from render.marked import closing, cut, opening
from templates.article import Formula

_PARAGRAPH = re.compile(r"<w:p>|<w:p .*?>|</w:p>|</?w:(?:r|rPr|pPr|t)\b[^>]*>|<w:[^>]*/>")
_RUN = re.compile(r"<m:r>(.*?)<m:t[^>]*>([^<]*)</m:t></m:r>", re.DOTALL)


def _pandoc() -> Any:
    try:
        import pypandoc
    except ImportError:
        raise MissingError("pip install pypandoc-binary") from None
    return pypandoc


def _document(formulas: list[Formula]) -> str:
    """The formulas as pandoc's own JSON, so that no reader can misunderstand them."""
    pandoc = _pandoc()
    empty = json.loads(pandoc.convert_text("", "json", format="markdown"))
    for k, (tex, display) in enumerate(formulas):
        kind = {"t": "DisplayMath" if display else "InlineMath"}
        math = {"t": "Math", "c": [kind, tex]}
        before, after = ({"t": "Str", "c": mark} for mark in (opening(k), closing(k)))
        space = {"t": "Space"}
        paragraphs = (
            [[before], [math], [after]] if display else [[before, space, math, space, after]]
        )
        empty["blocks"] += [{"t": "Para", "c": inlines} for inlines in paragraphs]
    return json.dumps(empty)


def page(*options: str, keep: str = "", drop: str = "") -> Callable[[list[Formula]], Drawn]:
    """HTML with `options`; what lacks `keep` or has `drop` pandoc could not write that way."""

    def draw(formulas: list[Formula]) -> Drawn:
        pandoc = _pandoc()
        made = pandoc.convert_text(
            _document(formulas),
            "html",
            format="json",
            extra_args=["--quiet", "--wrap=none", *options],
        )
        drawn = [
            part if part and not (drop and drop in part) else None
            for part in cut(made, formulas, keep)
        ]
        return Drawn(f"pandoc {pandoc.get_pandoc_version()}", drawn)

    return draw


def omml(formulas: list[Formula]) -> Drawn:
    """Formulas as Word keeps them."""
    pandoc = _pandoc()
    with NamedTemporaryFile(suffix=".docx") as file:
        pandoc.convert_text(
            _document(formulas), "docx", format="json", outputfile=file.name, extra_args=["--quiet"]
        )
        with zipfile.ZipFile(io.BytesIO(file.read())) as parts:
            document = parts.read("word/document.xml").decode()
    drawn = cut(document, formulas, "<m:oMath>")
    bare = [part and _PARAGRAPH.sub("", part).strip() for part in drawn]
    return Drawn(f"pandoc {pandoc.get_pandoc_version()}", bare)


def as_word_saves(omml: str) -> str:
    """A formula with the markup that Word puts around its letters in a page."""
    style = 'font-family:"Cambria Math",serif;mso-fareast-language:EN-US'
    return _RUN.sub(
        rf"<i style='mso-bidi-font-style:normal'><span lang=EN-US style='{style}'><m:r>\1\2</m:r></span></i>",
        omml,
    )
