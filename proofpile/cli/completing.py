"""A build from the command line, from the first line of progress to the exit code."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from proofpile.errors import UsageError

if TYPE_CHECKING:
    from proofpile.filter import Filter
    from proofpile.manifest import Manifest
    from proofpile.runner import Runner
    from proofpile.source import Source

_OVER_BUDGET = 3  # exit code


@dataclass(frozen=True)
class Order:
    """What is to be built, where, and what is allowed on the way; see `proofpile.build`."""

    source: "Source"
    filters: "Sequence[Filter] | None"
    out: Path
    runner: "Runner"
    held_out: tuple[float, float]
    max_errors: float
    keep_going: bool
    limit: int | None = None


def complete(order: Order, as_json: bool) -> None:
    """Build, show progress, write the report, say what came of it; exits with 3 over the budget."""
    from proofpile import build
    from proofpile.cli.outcome import Outcome, stamps
    from proofpile.cli.progress import watching
    from proofpile.report.build import write_report

    say_which_kernels_run()
    out, before = order.out, stamps(order.out)
    with watching(order.runner) as progress:
        manifest = build(
            order.source,
            out,
            order.runner,
            filters=order.filters,
            limit=order.limit,
            held_out=order.held_out,
            max_errors=order.max_errors,
            keep_going=order.keep_going,
            watcher=progress,
        )
        report = write_report(out, progress)
    outcome = Outcome(
        out=out,
        manifest=manifest,
        report=report,
        made=progress.made,
        reused=progress.reused,
        unchanged=not progress.made and before == stamps(out),
    )
    typer.echo(outcome.as_json() if as_json else "\n".join(outcome.lines()))
    _finish(manifest)


def say_which_kernels_run() -> None:
    """One line on standard error: where there was no compiler, everything is slow."""
    from proofpile import native

    said = "compiled" if native.compiled else f"Python twins, slow. {native.how_to_compile()}"
    typer.echo(f"kernels: {said}", err=True)


def shares(text: str) -> tuple[float, float]:
    """Two shares, validation and test, as ``--held-out`` gives them. Raises UsageError."""
    try:
        validation, test = map(float, text.split(","))
    except ValueError:
        raise UsageError(
            f"--held-out {text}: expected two shares, validation and test, such as 0.005,0.005"
        ) from None
    return validation, test


def _finish(manifest: "Manifest") -> None:
    if manifest.over_budget:
        typer.echo(
            f"complete, but over the error budget: {', '.join(manifest.over_budget)}", err=True
        )
        raise typer.Exit(_OVER_BUDGET)
