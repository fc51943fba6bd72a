"""The command line. Typer and nothing heavier is imported before a command runs.

Everything raised on purpose ends as a message on standard error and an exit code: 0 complete, 1 failed,
2 usage, 3 complete with errors over budget, 130 stopped with Ctrl-C, 141 nobody reads the output.
Help is plain text: Rich would double the price of ``--help`` (0.15 s instead of 0.09 s of processor time).
"""

import os
import sys
import traceback
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from proofpile.cli import (
    build,
    classifier,
    contamination_report,
    dedup,
    doctor,
    explain,
    export,
    extract,
    manifest,
    ngram,
    ngram_score,
    show,
    tune,
    verify,
)
from proofpile.errors import ProofpileError

# Commands that find again what they have done.
_RESUME = ("build", "classifier", "contamination-report", "dedup")
_STOPPED, _NOBODY_READS = 130, 141  # what shells give for SIGINT and SIGPIPE


class _Commands(TyperGroup):
    """Turns what a command raises into a message and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # here, where a closed pipe can still be met
            return result
        except ProofpileError as error:
            _complain(error, ctx)
            raise typer.Exit(error.exit_code) from None
        except BrokenPipeError:
            _let_go_of_stdout()
            raise typer.Exit(_NOBODY_READS) from None
        except OSError as error:
            _complain(error, ctx)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            again = "; run the same command again to go on"
            typer.echo(f"stopped{again if ctx.invoked_subcommand in _RESUME else ''}", err=True)
            raise typer.Exit(_STOPPED) from None


def _complain(error: Exception, ctx: Any) -> None:
    if ctx.params.get("debug"):
        traceback.print_exception(error)
    typer.echo(f"proofpile: {error}", err=True)


def _let_go_of_stdout() -> None:
    # The interpreter flushes at its end; let it flush to nowhere.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"proofpile {version('proofpile')}")
        raise typer.Exit


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@app.callback()
def proofpile(
    debug: Annotated[
        bool,
        typer.Option("--debug", envvar="PROOFPILE_DEBUG", help="Show a traceback with each error."),
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Build mathematical pretraining corpora, and answer for every document in them.

    \b
    Try it, without a network, in under a minute:
      proofpile build --source openwebmath --sample --out demo
      proofpile show demo
      proofpile doctor

    \b
    Exit codes: 0 complete, 1 failed, 2 usage, 3 complete with errors over budget.
    """


for command, purpose in (
    (build.build, "Build a corpus from a source."),
    (dedup.dedup, "Remove near-duplicates from a corpus of your own."),
    (contamination_report.contamination_report, "Report which benchmark items a corpus holds."),
    (extract.extract, "Show what the extractor makes of one page."),
    (explain.explain, "Tell why a document is in a corpus, or why not."),
    (verify.verify, "Check a corpus against its manifest, byte for byte."),
    (show.show, "Show sources, filters, upstream facts, or a finished build."),
    (tune.tune, "Set a filter's threshold by looking at what it keeps and drops."),
    (export.export, "Write a corpus as Parquet or as compressed JSON lines."),
    (doctor.doctor, "Check this machine and this installation."),
):
    app.command(short_help=purpose)(command)
app.add_typer(
    classifier.app,
    name="classifier",
    short_help="Train a classifier of mathematical prose, and see what it knows.",
)
ngram.app.command(short_help="Show how likely a model finds documents.")(ngram_score.score)
app.add_typer(
    ngram.app,
    name="ngram",
    short_help="Train the language model that perplexities come from, and ask it.",
)
app.add_typer(
    manifest.app, name="manifest", short_help="Check the upstream facts that recipes use."
)


def main() -> None:
    """Run the command line."""
    try:
        app(prog_name="proofpile")
    except KeyboardInterrupt:  # before a command began
        sys.exit(_STOPPED)
