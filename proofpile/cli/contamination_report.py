"""``proofpile contamination-report``: which items of which benchmarks anybody's corpus holds."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from proofpile.cli.running import Memory, On, RayAddress, Where, Workers, runner_of
from proofpile.cli.tables import IdColumn, KeepGoing, Names, RowErrors, SourceColumn, TextColumn

CANARIES = 200  # items a benchmark that are planted


class Layer(StrEnum):
    """The names of `proofpile.contamination.hits.LAYERS`, which is too heavy for help."""

    llemma = "llemma"
    words = "words"
    formulas = "formulas"
    short = "short"
    numbers = "numbers"
    formal = "formal"


def contamination_report(
    corpus: Annotated[
        list[str],
        typer.Argument(
            metavar="CORPUS...",
            help="Files, folders and globs (in quotes) of Arrow, Parquet and JSON lines "
            "(.jsonl, .gz, .zst), token shards, or output folders of builds.",
        ),
    ],
    benchmarks: Annotated[
        list[str],
        typer.Option(
            "--benchmark",
            metavar="SPEC",
            help="A name that `proofpile show manifest` lists, NAME=PATH, or "
            "NAME=PATH:problem=FIELD,solution=FIELD,answer=FIELD; repeatable.",
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Output folder.")],
    allow: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Hits that somebody found to be none, as the page saves them; repeatable.",
        ),
    ] = None,
    layers: Annotated[
        list[Layer] | None,
        typer.Option(
            "--layer",
            metavar="NAME",
            help=f"Look in this way only: {', '.join(Layer)}; repeatable.  [default: all]",
        ),
    ] = None,
    fail_above: Annotated[
        str,
        typer.Option(
            metavar="N|SHARE",
            help="Exit code 1 if more documents are contaminated, such as 0 or 0.01%.  [default: never]",
        ),
    ] = "",
    text_column: TextColumn = "text",
    id_column: IdColumn = "",
    source_column: SourceColumn = "",
    drop_columns: Annotated[
        Names,
        typer.Option(
            "--drop-column",
            metavar="NAME",
            help="Do not take ids, sources or addresses from this one; repeatable.",
        ),
    ] = None,
    tokenizer: Annotated[
        str,
        typer.Option(
            metavar="PATH", help="For token shards: a SentencePiece .model or a tokenizer.json."
        ),
    ] = "",
    most_bytes: Annotated[
        str,
        typer.Option(metavar="SIZE", help="Longer records are refused, and counted as too-long."),
    ] = "2GB",
    canaries: Annotated[
        int,
        typer.Option(
            "--canaries",
            metavar="N",
            min=1,
            help="Items a benchmark to plant, for the check's recall.",
        ),
    ] = CANARIES,
    no_canaries: Annotated[
        bool, typer.Option("--no-canaries", help="Do not measure what the check finds.")
    ] = False,
    on: Where = On.local,
    ray_address: RayAddress = "",
    workers: Workers = None,
    memory: Memory = "",
    max_errors: RowErrors = 0.01,
    keep_going: KeepGoing = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The report as JSON on standard output.")
    ] = False,
) -> None:
    """Report which items of benchmarks a corpus holds, where, and how sure that is.

    Every document is read once, whatever the number of benchmarks. Items are looked for word for word;
    without case, punctuation and TeX's notation; by their formulas; whole where they are short; with other
    numbers; and by what formal statements say. Each way is reported apart. Known items are planted in copies
    of documents to measure what this very check finds. DIR holds index.html (item and document side by side),
    hits.arrow, report.json and items.arrow. The corpus is never changed. The same command again goes on where
    it was stopped.

    \b
    Examples:
      proofpile contamination-report out/openwebmath --benchmark gsm8k=gsm8k/test.jsonl --out looked
      proofpile contamination-report web.parquet 'code/*.jsonl.zst' --benchmark minif2f=minif2f/ \\
        --benchmark mine=mine.jsonl:problem=question,answer=gold --allow allow-list.json --out looked
      proofpile contamination-report tokens/ --tokenizer tokenizer.model --benchmark math=math/ \\
        --fail-above 0 --out looked
    """
    from proofpile.cli.contamination_run import Wanted, run
    from proofpile.words import parse_size

    given: dict[str, Any] = {
        "inputs": tuple(corpus),
        "text_column": text_column,
        "id_column": id_column,
        "source_column": source_column,
        "drop_columns": tuple(drop_columns or ()),
        "tokenizer": tokenizer,
        "most_bytes": parse_size(most_bytes),
        "damaged": keep_going,
    }
    wanted = Wanted(
        source=given,
        benchmarks=tuple(benchmarks),
        allow=tuple(allow or ()),
        layers=tuple(layer.value for layer in layers or Layer),
        out=out,
        canaries=0 if no_canaries else canaries,
        max_errors=max_errors,
        keep_going=keep_going,
        fail_above=fail_above,
    )
    raise typer.Exit(run(wanted, runner_of(on, ray_address, workers, memory), as_json))
