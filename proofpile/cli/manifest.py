"""``proofpile manifest check``: are the upstream facts in order?"""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def manifest() -> None:
    """Look after the data manifest: the upstream snapshots, models and benchmarks that recipes use.

    \b
    Example:
      proofpile manifest check
    """


@app.command()
def check(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[PATH]", help="The file.  [default: the one that ships]"),
    ] = None,
) -> None:
    """Check a data manifest against its schema, and that what it says makes sense together.

    \b
    Examples:
      proofpile manifest check
      proofpile manifest check ./data_manifest.json
    """
    from proofpile import facts
    from proofpile.words import plural

    problems = facts.check(path)
    name = path or facts.MANIFEST
    typer.echo("\n".join(problems) or f"{name} is in order")
    if problems:
        typer.echo(f"{plural(len(problems), 'problem')} in {name}", err=True)
        raise typer.Exit(1)
