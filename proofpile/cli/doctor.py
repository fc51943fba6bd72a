"""``proofpile doctor``: is everything here that a build needs?"""

from typing import Annotated

import typer


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="The findings as JSON.")] = False,
) -> None:
    """Look at this machine and this installation, and say what to type where something is wrong.

    Nothing is installed, downloaded or changed. Exit code 1 only if something is missing without which
    no build runs.

    \b
    Examples:
      proofpile doctor
      proofpile doctor --json
    """
    import json
    from dataclasses import asdict

    from proofpile.doctor import examine
    from proofpile.words import columns

    findings = examine()
    if as_json:
        typer.echo(json.dumps([asdict(f) for f in findings], indent=2))
    else:
        rows = [(f.state, f.name, f.found) for f in findings]
        for line, finding in zip(columns(rows, "<<<"), findings, strict=True):
            typer.echo(line)
            if finding.mend:
                typer.echo(f"         → {finding.mend}")
    if any(f.required and f.state == "missing" for f in findings):
        raise typer.Exit(1)
