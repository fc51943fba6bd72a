"""``proofpile ngram score``: what a language model makes of some documents."""

import sys
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from proofpile.text.ngram.model import Ngram, Score

_PERCENTILES = (1, 5, 25, 50, 75, 95, 99)
_OURS = "default"
_EXCERPT = 50  # characters of a document that are shown
# Width of each column but the last: perplexity, per character, words, unknown.
_WIDTHS = (12, 9, 8, 8)


def score(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help='ARPA file (plain, .gz, .zst), KenLM binary, or "default": the filter\'s own.',
        ),
    ],
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[INPUT...]",
            help="As in ngram train; - is standard input, a line a document.  [default: -]",
        ),
    ] = None,
    words: Annotated[
        int, typer.Option(min=0, help="Show so many of each document's least likely words.")
    ] = 0,
    only_summary: Annotated[
        bool, typer.Option("--summary", help="Percentiles only, no line for each document.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="A line of JSON a document, and one for the summary.")
    ] = False,
) -> None:
    """Show how likely a model finds documents: perplexity per word and per character, and unknown words.

    Perplexity is what the filter perplexity compares: 10 to the power of minus the log10 probability of
    the document's prose on one line, over its words. A document without prose has none, which is shown
    as – (null in JSON) and left out of the percentiles.

    \b
    Examples:
      proofpile ngram score math.arpa.zst out/openwebmath --summary
      proofpile ngram score default pages.jsonl.zst --words 5
      echo "Let G be a finite group." | proofpile ngram score default
    """
    from proofpile.text.ngram.model import Ngram

    named = inputs or ["-"]
    files = [] if named == ["-"] else _found(named)
    scorer = Ngram.at(_path(model))
    summary = _Summary()
    for item in _scored(scorer, files, words, quiet=not only_summary and sys.stdout.isatty()):
        summary.add(item.score)
        if not only_summary:
            typer.echo(item.as_json() if as_json else "\n".join(item.lines()))
    if as_json:
        import json

        typer.echo(json.dumps({"summary": summary.facts()}))
    else:
        typer.echo("\n".join(summary.lines()))


@dataclass(frozen=True, slots=True)
class _Item:
    """A document, scored. `place` is its file and its number there; `least` its least likely words."""

    place: str
    score: "Score"
    excerpt: str
    least: list[tuple[str, float, int, bool]]

    def as_json(self) -> str:
        import json

        least = [
            {"word": word, "log10": round(log10, 4), "ngram": n, "known": known}
            for word, log10, n, known in self.least
        ]
        facts: dict[str, Any] = {"document": self.place, **_figures(self.score)}
        return json.dumps(facts | ({"least_likely": least} if least else {}), ensure_ascii=False)

    def lines(self) -> Iterator[str]:
        from proofpile.words import share

        found = self.score
        some = bool(found.words)
        cells = (
            f"{found.perplexity:,.1f}" if some else "–",
            f"{found.perplexity_char:,.3f}" if some else "–",
            f"{found.words:,}",
            share(found.unknown, found.words),
        )
        row = "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, _WIDTHS, strict=True))
        yield f"{row}  {self.place}  {self.excerpt}"
        for word, log10, n, known in self.least:
            origin = f"{n}-gram" if known else "unknown word"
            yield f"{log10:>{_WIDTHS[0]}.2f}  {word} ({origin})"


class _Summary:
    """Percentiles of what went by; 16 bytes a document."""

    def __init__(self) -> None:
        self._words, self._characters = array("d"), array("d")
        self._documents = self._tokens = self._unknown = 0

    def add(self, found: "Score") -> None:
        """Take in one document."""
        self._documents += 1
        self._tokens += found.words
        self._unknown += found.unknown
        if found.words:
            self._words.append(found.perplexity)
            self._characters.append(found.perplexity_char)

    def facts(self) -> dict[str, Any]:
        """Everything, for JSON."""
        return {
            "documents": self._documents,
            "without_prose": self._documents - len(self._words),
            "words": self._tokens,
            "unknown_share": round(self._unknown / self._tokens, 6) if self._tokens else None,
            "perplexity": _percentiles(self._words, 2),
            "perplexity_char": _percentiles(self._characters, 4),
        }

    def lines(self) -> Iterator[str]:
        """Everything, for people."""
        from proofpile.words import columns, plural, share

        unknown = share(self._unknown, self._tokens)
        silent = self._documents - len(self._words)
        yield (
            f"{plural(self._documents, 'document')}, {plural(self._tokens, 'word')}, {unknown} of them "
            f"unknown; {silent:,} without prose"
        )
        if not self._words:
            return
        facts = self.facts()
        rows = [("percentile", *map(str, _PERCENTILES))]
        for name, label in (("perplexity", "per word"), ("perplexity_char", "per character")):
            digits = 1 if name == "perplexity" else 3
            rows.append((label, *(f"{value:,.{digits}f}" for value in facts[name].values())))
        yield from columns(rows, "<" + ">" * len(_PERCENTILES))


def _figures(found: "Score") -> dict[str, Any]:
    some = bool(found.words)
    return {
        "perplexity": round(found.perplexity, 2) if some else None,
        "perplexity_char": round(found.perplexity_char, 4) if some else None,
        "words": found.words,
        "unknown_share": round(found.unknown_share, 6) if some else None,
    }


def _percentiles(values: Iterable[float], digits: int) -> dict[str, float]:
    """The nearest rank of each: a value that some document has."""
    ordered = sorted(values)
    ranks = {p: max(0, -(-len(ordered) * p // 100) - 1) for p in _PERCENTILES}
    return {str(p): round(ordered[rank], digits) for p, rank in ranks.items() if ordered}


def _scored(scorer: "Ngram", files: list[Path], words: int, quiet: bool) -> Iterator[_Item]:
    for place, text in _documents(files, quiet):
        least = sorted(scorer.words(text), key=lambda word: word[1])[:words] if words else []
        yield _Item(
            place, scorer.score(text), " ".join(text[: 4 * _EXCERPT].split())[:_EXCERPT], least
        )


def _documents(files: list[Path], quiet: bool) -> Iterator[tuple[str, str]]:
    """(file and number, text) of each document."""
    from proofpile.text.ngram.inputs import LONGEST, Documents

    if not files:
        for number, line in enumerate(iter(lambda: sys.stdin.buffer.readline(LONGEST), b""), 1):
            yield f"-:{number}", line.decode(errors="replace")
        return
    with _progress(sum(path.stat().st_size for path in files), quiet) as reached:
        before = 0
        for path in files:
            documents = Documents([path])
            for number, text in enumerate(documents, 1):
                reached(before + documents.done)
                yield f"{path}:{number}", text
            before += path.stat().st_size
            for count, what in (
                (documents.broken, "without a JSON text skipped"),
                (documents.damaged, "with bytes that are no UTF-8, read as U+FFFD"),
                (documents.cut, "cut, because longer than a document may be"),
            ):
                if count:
                    typer.echo(f"proofpile: {path}: {count:,} lines {what}", err=True)


def _found(named: list[str]) -> list[Path]:
    from proofpile.errors import UsageError
    from proofpile.text.ngram.inputs import find

    if "-" in named:
        raise UsageError("standard input (-) cannot be mixed with files; score them one by one")
    return find(named)


def _path(model: str) -> Path:
    """The file that was named; "default" is the one that the filter uses, if nothing is called so."""
    from proofpile.recipe import HOME

    path = Path(model)
    ours = model == _OURS and not path.exists()
    return HOME / "filters" / "perplexity.arpa.zst" if ours else path


@contextmanager
def _progress(total: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Gives a function to be told how many bytes lie behind us; `quiet` where rows fill the terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (BarColumn(), DownloadColumn(), TimeRemainingColumn())
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        task = progress.add_task("score", total=total)
        yield lambda done: progress.update(task, completed=done)
