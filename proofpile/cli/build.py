"""``proofpile build``: from a source to a corpus."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proofpile.cli.completing import Order, complete, shares
from proofpile.cli.running import Memory, On, RayAddress, Where, Workers, runner_of

if TYPE_CHECKING:
    from proofpile.cli.recipes import Chosen

_READ, _WRITE, _RUN, _JUDGE = "What to read", "What to write", "Where to run", "What to allow"


def build(
    source: Annotated[
        str,
        typer.Option(metavar="NAME|FILE.py", help="A name that `show sources` lists, or a file."),
    ],
    inputs: Annotated[
        list[str] | None,
        typer.Option(
            "--input",
            metavar="PATH|URL",
            help="What to read: file, folder, glob, https:// or s3:// address; repeatable.",
        ),
    ] = None,
    crawl: Annotated[
        str, typer.Option(metavar="CC-MAIN-…", help="Read this Common Crawl snapshot.")
    ] = "",
    units: Annotated[
        str, typer.Option(metavar="FROM:TO", help="Only this slice of the units, such as 0:10.")
    ] = "",
    sample: Annotated[
        bool, typer.Option("--sample", help="Read the sample that comes with the source.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Output folder.  [default: out/SOURCE]")
    ] = None,
    on: Where = On.local,
    ray_address: RayAddress = "",
    workers: Workers = None,
    memory: Memory = "",
    limit: Annotated[
        int | None, typer.Option(min=1, help="Read at most so many records of each unit.")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="RECIPE.FIELD=VALUE",
            help="A parameter of the source or of one of its filters; repeatable.",
        ),
    ] = None,
    also: Annotated[
        list[str] | None,
        typer.Option(
            "--filter", metavar="NAME|PATH", help="One filter more, at the end; repeatable."
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Leave out one of the source's filters; repeatable."),
    ] = None,
    benchmarks: Annotated[
        list[str] | None,
        typer.Option(
            "--benchmark",
            metavar="NAME|NAME=PATH",
            help="Take its items out, see contamination-report --help; repeatable.",
        ),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[BENCHMARK/]PART=ACTION",
            help="What becomes of a document with a problem, solution, answer or statement: report, "
            "drop-document, cut-passage; repeatable.",
        ),
    ] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE", help="Hits that a person found to be none: an allow-list; repeatable."
        ),
    ] = None,
    max_errors: Annotated[
        float,
        typer.Option(min=0, max=1, help="Share of the records that may fail for one reason."),
    ] = 0.01,
    keep_going: Annotated[
        bool,
        typer.Option("--keep-going", help="Complete even if too many fail (then exit code 3)."),
    ] = False,
    held_out: Annotated[
        str, typer.Option(metavar="SHARE,SHARE", help="Shares of validation and test.")
    ] = "0.005,0.005",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the plan with estimates; write nothing.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The result as JSON on standard output.")
    ] = False,
) -> None:
    """Build a corpus: read a source, pass every document through its filters, write Arrow files.

    Every document that was read is kept or has a reason, and the report shows both. The same command
    again continues a build that was stopped, and redoes only what a change of input, recipe, parameter
    or model affects. Progress goes to standard error.

    \b
    Examples:
      proofpile build --source openwebmath --sample --out demo
      proofpile build --source openwebmath --input crawl/ --benchmark gsm8k=test.jsonl --filter mine.py
      proofpile build --source openwebmath --crawl CC-MAIN-2023-14 --units 0:10 --on ray --dry-run
    """
    from proofpile.cli.recipes import Chosen

    given = {"--crawl": crawl, "--units": units, "--sample": sample, "--input": tuple(inputs or ())}
    lists = {"benchmarks": benchmarks or [], "policy": policy or [], "allow": allow or []}
    chosen = Chosen.of(source, given, settings or [], also or [], without or [], lists)
    out = out or Path("out") / chosen.source.name
    order = Order(
        chosen.source,
        chosen.filters,
        out,
        runner_of(on, ray_address, workers, memory),
        shares(held_out),
        max_errors,
        keep_going,
        limit,
    )
    if dry_run:
        _show_plan(chosen, out, 1 if on is On.here else workers, limit, as_json)
        return
    complete(order, as_json)


def _show_plan(
    chosen: "Chosen", out: Path, workers: int | None, limit: int | None, as_json: bool
) -> None:
    import json
    import os

    from proofpile import native
    from proofpile.cli.plan import RATE, RATE_UNCOMPILED, make_plan

    workers = workers or len(os.sched_getaffinity(0))
    rate = RATE if native.compiled else RATE_UNCOMPILED
    plan = make_plan(chosen.source, chosen.filters, out, workers, limit, rate)
    typer.echo(json.dumps(plan.facts(), indent=2) if as_json else "\n".join(plan.lines()))
