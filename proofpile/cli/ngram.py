"""``proofpile ngram``: n-gram language models, trained and asked."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from proofpile.text.ngram.inputs import Documents
    from proofpile.text.ngram.train import Trained

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

# How the time of a training is divided: of 100 MB of manuals on one core, order 5.
_SHARES = {"count": 0.35, "adjust": 0.25, "write": 0.4}
_SAYS = {"count": "counting", "adjust": "adjusting counts", "write": "smoothing and writing"}
_EVERY, _EVERY_LIVE = 30.0, 0.25  # seconds between lines of a log, and of a terminal
_SETTLED = 0.02  # share of the work before a time left is worth saying


@app.callback()
def ngram() -> None:
    """Train the language model that perplexities come from, and see what it makes of a text."""


@app.command(short_help="Train a model from built corpora or files of text.")
def train(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Folders of built corpora (their training split), .txt (a line a document) or .jsonl "
            "(field text), perhaps .gz or .zst, or folders of such files.",
        ),
    ],
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="ARPA file; compressed if it ends in .zst.")
    ],
    order: Annotated[int, typer.Option(min=1, max=6, help="Words of the longest n-grams.")] = 5,
    memory: Annotated[
        str, typer.Option(metavar="SIZE", help="For n-grams; the words come on top.")
    ] = "1GB",
    prune: Annotated[
        str,
        typer.Option(
            metavar="COUNTS",
            help="Leave out n-grams that came at most so often, by order; the last goes for the rest.",
        ),
    ] = "0,0,1",
    vocab_limit: Annotated[
        int | None, typer.Option(min=1, help="Keep the commonest words only.  [default: all]")
    ] = None,
    min_count: Annotated[int, typer.Option(min=1, help="Times a kept word must occur.")] = 1,
    discount_fallback: Annotated[
        bool,
        typer.Option(
            "--discount-fallback",
            help="For small text: discounts 0.5, 1 and 1.5 where none can be estimated.",
        ),
    ] = False,
    workdir: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="For temporary files.  [default: the folder of --out]"),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="What was seen and made as JSON on standard output.")
    ] = False,
) -> None:
    """Train an n-gram model: interpolated modified Kneser-Ney, as KenLM's lmplz estimates it.

    Each document is one line of its prose, normalised, as `ngram score` and the filter perplexity see it.
    Memory does not grow with the text, except for about 90 bytes a distinct word, which --vocab-limit
    bounds. Temporary files take up to ten times the size of the text; nothing is left of them, nor of half
    a model, if it is stopped. The same input gives the same bytes.

    \b
    Examples:
      proofpile ngram train out/openwebmath --out math.arpa.zst
      proofpile ngram train texts/ more.jsonl.zst --out math.arpa --order 3 --prune 0,1,2
      proofpile ngram train out/openwebmath --out small.arpa.zst --memory 8GB --vocab-limit 500000
    """
    from proofpile.text.ngram.inputs import Documents, find
    from proofpile.text.ngram.sentence import sentence
    from proofpile.text.ngram.train import FALLBACK
    from proofpile.text.ngram.train import train as run
    from proofpile.words import parse_size

    documents = Documents(find(inputs))
    with _Progress(documents) as progress:
        trained = run(
            map(sentence, documents),
            out,
            order=order,
            memory=parse_size(memory),
            prune=_counts(prune),
            vocab_limit=vocab_limit,
            min_count=min_count,
            discount_fallback=FALLBACK if discount_fallback else None,
            workdir=workdir,
            progress=progress.tell,
        )
    _report(trained, documents, out, as_json)


# ``proofpile ngram score`` is in cli/ngram_score.py, and joins `app` in cli/__init__.py.


def _counts(text: str) -> tuple[int, ...]:
    from proofpile.errors import UsageError

    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"--prune {text}: give counts with commas between, like 0,0,1") from None


class _Progress:
    """One line that moves on a terminal, a line now and then in a log; on standard error."""

    def __init__(self, documents: "Documents") -> None:
        self._documents = documents
        self._live = sys.stderr.isatty()
        self._began = self._said = time.monotonic()

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def tell(self, step: str, done: int, total: int) -> None:
        """See `proofpile.text.ngram.train.Progress`; of counting the input's own size is known."""
        now = time.monotonic()
        if now - self._said < (_EVERY_LIVE if self._live else _EVERY):
            return
        self._said = now
        if step == "count":
            done, total = self._documents.done, self._documents.size
        line = "; ".join(self._words(step, min(1.0, done / total if total else 1.0), now))
        if self._live:
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr, flush=True)

    def _words(self, step: str, part: float, now: float) -> Iterator[str]:
        from proofpile.words import human_size, human_time, plural

        yield f"{_SAYS[step]}: {part:.0%}"
        if step == "count":
            size = f"{human_size(self._documents.done)} of {human_size(self._documents.size)}"
            yield f"{plural(self._documents.documents, 'document')}, {size}"
        steps = list(_SHARES)
        whole = sum(_SHARES[s] for s in steps[: steps.index(step)]) + part * _SHARES[step]
        spent = now - self._began
        left = f", {human_time(spent * (1 - whole) / whole)} left" if whole > _SETTLED else ""
        yield human_time(spent) + left


def _report(trained: "Trained", documents: "Documents", out: Path, as_json: bool) -> None:
    import json

    for complaint in _complaints(trained, documents):
        typer.echo(f"proofpile: {complaint}", err=True)
    if as_json:
        typer.echo(json.dumps(_facts(trained, documents, out), indent=2))
    else:
        typer.echo("\n".join(_summary(trained, out)))


def _facts(trained: "Trained", documents: "Documents", out: Path) -> dict[str, Any]:
    from dataclasses import asdict

    from proofpile.shard import file_sha256
    from proofpile.text.normalise import VERSION

    counts = {name: getattr(documents, name) for name in ("documents", "damaged", "broken", "cut")}
    made = {"normaliser": VERSION, "bytes": out.stat().st_size, "sha256": file_sha256(out)}
    return asdict(trained) | counts | made


def _complaints(trained: "Trained", documents: "Documents") -> Iterator[str]:
    from proofpile.words import plural

    if documents.broken:
        yield f"{plural(documents.broken, 'line')} without a JSON text skipped"
    if documents.damaged:
        yield f"{plural(documents.damaged, 'line')} with bytes that are no UTF-8, read as U+FFFD"
    if documents.cut:
        yield f"{plural(documents.cut, 'line')} cut, because longer than a document may be"
    if trained.rare:
        yield (
            f"{plural(trained.rare, 'word')} of text given no number: over 256 bytes long, or new when "
            "the table of words was full"
        )
    if trained.fallback:
        orders = ", ".join(map(str, trained.fallback))
        yield f"the discounts of order {orders} are the fallback; more text would give better ones"


def _summary(trained: "Trained", out: Path) -> Iterator[str]:
    from proofpile.words import columns, human_size, plural

    yield (
        f"{plural(trained.lines, 'document')}, {trained.tokens:,} words of {trained.types:,} kinds; "
        f"{trained.empty:,} without prose left out"
    )
    rows: list[tuple[str, ...]] = [("order", "n-grams", "kept", "D1", "D2", "D3+")]
    every = zip(trained.seen, trained.ngrams, trained.discounts, strict=True)
    for n, (seen, kept, discounts) in enumerate(every, 1):
        rows.append((str(n), f"{seen:,}", f"{kept:,}", *(f"{d:.4f}" for d in discounts)))
    yield from columns(rows, ">>>>>>", "  ")
    yield f"temporary files took {human_size(trained.disk)}"
    yield f"model: {out}, {human_size(out.stat().st_size)}"
