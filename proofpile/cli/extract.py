"""``proofpile extract``: one page through the extractor."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from proofpile.errors import ProofpileError, UsageError

if TYPE_CHECKING:
    from proofpile.web import Page

# Bytes of one page; the largest page seen in a crawl has 1 MB, cut by the crawler.
LARGEST = 64 << 20


def extract(
    page: Annotated[str, typer.Argument(metavar="FILE|URL|-", help="HTML; - is standard input.")],
    formulas: Annotated[
        bool, typer.Option("--formulas", help="A table of the formulas instead of the text.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Text, title, charset and every formula as JSON.")
    ] = False,
) -> None:
    """Show what the extractor makes of one page: its main text with $…$ and $$…$$, as Markdown.

    The rule beside a formula says by which representation it was found; a lossy one could not be
    turned into TeX whole. A page is fetched only if you give its URL.

    \b
    Examples:
      proofpile extract page.html
      proofpile extract https://example.org/page --formulas
      curl -s https://example.org/page | proofpile extract - --json
    """
    import json

    html, url = _fetch(page)  # first: what is not there needs no parser

    from proofpile.web import PageError
    from proofpile.web import extract as run

    try:
        found = run(html, url)
    except PageError as error:
        raise ProofpileError(f"{page}: {error} (a build drops it for {error.reason})") from None
    if as_json:
        typer.echo(json.dumps(_facts(found, url), indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(_table(found)) if formulas else found.text.rstrip())


def _facts(found: "Page", url: str) -> dict[str, Any]:
    return {
        "url": url,
        "title": found.title,
        "charset": found.charset,
        "text": found.text,
        "formulas": [
            {"tex": f.tex, "display": f.display, "rule": f.rule, "lossy": f.lossy}
            for f in found.formulas
        ],
    }


def _table(found: "Page") -> list[str]:
    from proofpile.words import columns

    if not found.formulas:
        return ["no formula was found"]
    rows = [
        (f.rule, "display" if f.display else "inline", "lossy" if f.lossy else "", _line(f.tex))
        for f in found.formulas
    ]
    return columns([("rule", "kind", "", "tex"), *rows], "<<<<")


def _line(tex: str) -> str:
    return " ".join(tex.split())


def _fetch(page: str) -> tuple[bytes, str]:
    """The bytes of what was named, and its URL if it has one."""
    if page == "-":
        return _at_most(sys.stdin.buffer, page), ""
    if "://" in page:
        from proofpile.web.inputs import open_input

        with open_input(page) as stream:
            return _at_most(stream, page), page
    path = Path(page)
    if not path.is_file():
        raise UsageError(
            f"there is no file {path}; give a file, an https:// address, or - for standard input"
        )
    with path.open("rb") as stream:
        return _at_most(stream, page), ""


def _at_most(stream: BinaryIO, name: str) -> bytes:
    html = stream.read(LARGEST + 1)
    if len(html) > LARGEST:
        raise UsageError(
            f"{name} has more than {LARGEST >> 20} MiB; no page has, and no build reads one"
        )
    return html
