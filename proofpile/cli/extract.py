"""``proofpile extract``: one page through the extractor."""

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from proofpile.errors import ProofpileError, UsageError

if TYPE_CHECKING:
    from proofpile.web import Formula, Page

# Bytes of one page; the largest page seen in a crawl has 1 MB, cut by the crawler.
LARGEST = 64 << 20


def extract(
    page: Annotated[str, typer.Argument(metavar="FILE|URL|-", help="HTML; - is standard input.")],
    formulas: Annotated[
        bool,
        typer.Option(
            "--formulas", help="A table of the formulas, the lost ones too, not the text."
        ),
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Text, title, charset, every formula kept or lost as JSON."),
    ] = False,
) -> None:
    """Show what the extractor makes of one page: its main text with $…$ and $$…$$, as Markdown.

    A line on standard error says what became of the formulas: how many were found and kept; lost (found
    in the markup, and not in the text), lossy (kept, but put together from a rendering, because the page
    holds no TeX) and broken (kept, but no parser of TeX takes it); and the rules that found them. A rule
    is named for the representation that it reads. A page is fetched only if you give its URL.

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
    typer.echo(_fidelity(found), err=True)
    if as_json:
        typer.echo(json.dumps(_facts(found, url), indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(_table(found)) if formulas else found.text.rstrip())


def _facts(found: "Page", url: str) -> dict[str, Any]:
    return {
        "url": url,
        "title": found.title,
        "charset": found.charset,
        "language": found.language,
        "text": found.text,
        "formulas": [_formula(f) for f in found.formulas],
        "lost": [_formula(f) for f in found.lost],
    }


def _formula(formula: "Formula") -> dict[str, Any]:
    from proofpile.web.math.tex.soundness import defect

    return {
        "tex": formula.tex,
        "display": formula.display,
        "rule": formula.rule,
        "lossy": formula.lossy,
        "defect": defect(formula.tex),
    }


def _fidelity(found: "Page") -> str:
    """``12 formulas: 11 kept, 1 lost (rule mathjax-chtml), 2 lossy (rule mathml)``"""
    from proofpile.web.math.alternatives import MARK
    from proofpile.web.math.tex.soundness import defect
    from proofpile.words import plural

    kept = found.formulas
    marked = found.text.count(MARK)
    if not kept and not found.lost and not marked:
        return "no formulas"
    groups = {
        "lost": found.lost,
        "lossy": [f for f in kept if f.lossy],
        "broken": [f for f in kept if defect(f.tex)],
    }
    said = [f"{len(group):,} {word} ({_rules(group)})" for word, group in groups.items() if group]
    if marked:
        said.append(f"besides {plural(marked, 'picture')} of formulas without a source")
    whole = plural(len(kept) + len(found.lost), "formula")
    return f"{whole}: {', '.join([f'{len(kept):,} kept', *said])}"


def _rules(group: Iterable["Formula"]) -> str:
    rules = Counter(formula.rule for formula in group).most_common()
    if len(rules) == 1:
        return f"rule {rules[0][0]}"
    return "rules " + ", ".join(f"{rule} {count:,}" for rule, count in rules)


def _table(found: "Page") -> list[str]:
    from proofpile.words import columns

    if not found.formulas and not found.lost:
        return ["no formula was found"]
    rows = [(f, "") for f in found.formulas] + [(f, "lost") for f in found.lost]
    shown = [
        (f.rule, "display" if f.display else "inline", _state(f, lost), _line(f.tex))
        for f, lost in rows
    ]
    return columns([("rule", "kind", "", "tex"), *shown], "<<<<")


def _state(formula: "Formula", lost: str) -> str:
    from proofpile.web.math.tex.soundness import defect

    words = lost, "lossy" if formula.lossy else "", defect(formula.tex)
    return ", ".join(word for word in words if word)


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
