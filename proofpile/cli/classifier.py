"""``proofpile classifier``: train a classifier of mathematical prose, evaluate it, look into it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from proofpile.cli.classifier_evaluate import evaluate
from proofpile.cli.running import Memory, On, RayAddress, Where, Workers, runner_of

if TYPE_CHECKING:
    from proofpile.runner import Runner
    from proofpile.selflabel.training import Plan

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_READ, _SAMPLE, _MODEL = "What to learn from", "What to choose of it", "What to make of it"


@app.callback()
def classifier() -> None:
    """Train MathScore from any crawl without outside labels, and see what it knows.

    Pages label themselves: those whose markup carries formulas beyond doubt are positive, those without
    any sign of mathematics negative. The formulas are then taken away, so that the model has to know
    mathematical prose.
    """


@app.command(short_help="Train a classifier from archives or built corpora.")
def train(
    inputs: Annotated[
        list[str],
        typer.Option(
            "--input",
            metavar="PATH|URL",
            help="Archives (file, folder, glob, address) or the folder of a built corpus; repeatable.",
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the model.")],
    on: Where = On.local,
    ray_address: RayAddress = "",
    workers: Workers = None,
    memory: Memory = "",
    thin: Annotated[
        int,
        typer.Option(
            min=1,
            help="Read one in so many of the pages whose bytes do not point to mathematics; 100 suits a "
            "crawl.",
        ),
    ] = 1,
    max_per_domain: Annotated[
        int, typer.Option(min=1, help="At most so many pages of a registered domain.")
    ] = 200,
    negatives: Annotated[
        float, typer.Option(min=0.1, max=20, help="Negatives for each positive, in training.")
    ] = 2.0,
    hard: Annotated[
        float,
        typer.Option(
            min=0, max=1, help="Share of the negatives that are prices, code, references, …"
        ),
    ] = 0.25,
    rounds: Annotated[
        int,
        typer.Option(
            min=1, max=3, help="2: the first model finds positives without markup for the second."
        ),
    ] = 1,
    dim: Annotated[int, typer.Option(min=1, max=1024, help="Dimensions of a word.")] = 8,
    epochs: Annotated[int, typer.Option(min=1, max=1000, help="Times the examples are seen.")] = 10,
    lr: Annotated[float, typer.Option(min=0.001, max=10, help="Learning rate at the start.")] = 0.2,
    word_ngrams: Annotated[
        int, typer.Option(min=1, max=5, help="Longest run of words that is a feature.")
    ] = 1,
    bucket: Annotated[int, typer.Option(min=1, help="Rows that runs of words share.")] = 200_000,
    min_count: Annotated[int, typer.Option(min=1, help="Times a word must occur to be known.")] = 3,
    cutoff: Annotated[
        int, typer.Option(min=1, help="Words and rows that the quantised model keeps.")
    ] = 50_000,
    seed: Annotated[int, typer.Option(min=0, help="Of splits, folds and training.")] = 0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be read; write nothing.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The result as JSON on standard output.")
    ] = False,
) -> None:
    """Train a classifier: read pages, label them by their own markup, choose, clean, train, calibrate.

    The same input gives the same bytes, on any number of workers. The same command again continues what
    was stopped; archives that were read are not read again. Progress goes to standard error.

    \b
    Examples:
      proofpile classifier train --input crawl/ --out models/math
      proofpile classifier train --input crawl/ --thin 100 --rounds 2 --workers 16 --out models/math
      proofpile classifier train --input out/openwebmath --input news.warc.gz --out models/mine
    """
    from proofpile.selflabel.learner import Settings
    from proofpile.selflabel.training import Plan

    settings = Settings(dim, epochs, lr, word_ngrams, bucket, min_count, cutoff, seed)
    plan = Plan(
        tuple(inputs), thin, max_per_domain, negatives, hard, rounds=rounds, settings=settings
    )
    runner = runner_of(on, ray_address, workers, memory)
    said = "\n".join(_planned(plan, out))
    if dry_run:
        typer.echo(said)
        return
    typer.echo(said, err=True)
    _train(plan, out, runner, as_json)


def _train(plan: "Plan", out: Path, runner: "Runner", as_json: bool) -> None:
    import json

    from proofpile.cli.progress import watching
    from proofpile.selflabel.training import train_classifier

    with watching(runner) as progress:
        trained = train_classifier(plan, out, runner, progress)
    if as_json:
        typer.echo(json.dumps(dict(trained.facts), indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(_summary(trained.facts, out)))


def _planned(plan: "Plan", out: Path) -> Iterator[str]:
    from proofpile.words import human_size, plural

    source = plan.source()
    units = source.units()
    size = sum(map(source.size, units))
    said = f" of {human_size(size)}" if size else ""
    yield f"plan: learn from {plural(len(units), 'archive')}{said}, into {out}"
    yield f"  first {source.label(units[0])}, last {source.label(units[-1])}"
    yield (
        f"  at most {plan.per_domain:,} pages a domain, {plan.ratio:g} negatives a positive, "
        f"{plan.hard:.0%} of them hard ones; {plural(plan.rounds, 'round')}"
    )
    yield "  model: " + ", ".join(f"{k} {v}" for k, v in plan.settings.facts().items())


def _summary(facts: Mapping[str, Any], out: Path) -> Iterator[str]:
    """The result for people."""
    from proofpile.words import columns, human_size

    yield ""
    yield f"{facts['pages']:,} pages read; refused: {_counts(facts['refused'])}"
    yield from columns(
        [(rule, f"{count:,}") for rule, count in _largest(facts["labelled"])], "<>", "  "
    )
    yield f"left out of the sample: {_counts(facts['left_out'])}"
    yield ""
    yield from columns(list(_sizes(facts["sizes"])), "<<>><", "")
    yield ""
    yield f"labels not believed: {facts['dropped']:,} (see {out / 'dropped.jsonl'})"
    for split, value in facts["average_precision"].items():
        yield f"PR-AUC on domains of the {split} split: {value:.4f}"
    model = out / "math_score.ftz"
    yield f"model: {model}, {human_size(model.stat().st_size)}"
    yield f"examples: {out / 'examples.arrow'}"
    yield "next:"
    yield f"  proofpile classifier evaluate {out}"
    yield f"  proofpile classifier show {out}"


def _sizes(sizes: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    yield "split", "label", "pages", "domains", "kinds"
    for split, by_label in sizes.items():
        for label, there in by_label.items():
            kinds = {k.removeprefix("kind "): n for k, n in there.items() if k.startswith("kind ")}
            yield split, label, f"{there['pages']:,}", f"{there['domains']:,}", _counts(kinds)


def _largest(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in _largest(counts)) or "nothing"


@app.command(short_help="Show what a classifier is made of, or why it scores a text as it does.")
def show(
    model: Annotated[
        Path, typer.Argument(metavar="MODEL", help="Folder or .ftz file of a trained model.")
    ],
    text: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Score this text, and show which words moved it."),
    ] = None,
    words: Annotated[int, typer.Option(min=1, max=60, help="How many words a side.")] = 20,
) -> None:
    """Show labels, sizes, the heaviest words and the calibration of a classifier, or judge a text with it.

    \b
    Examples:
      proofpile classifier show models/math
      proofpile classifier show models/math --text page.md
    """
    from proofpile.selflabel.showing import told, told_of

    lines = told(model, words) if text is None else told_of(model, text, words)
    typer.echo("\n".join(lines))


app.command(short_help="Judge a classifier on domains that it never saw.")(evaluate)
