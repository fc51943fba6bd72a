"""``proofpile export``: the corpus in another format."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """What a corpus can be exported to."""

    parquet = "parquet"
    jsonl_zst = "jsonl.zst"


def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The output folder of a build.")],
    to: Annotated[Format, typer.Option(help="The format.")],
    dest: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for the files: new, or of this export.")
    ],
) -> None:
    """Write a finished build in another format.

    jsonl.zst is Proof-Pile-2's own: a line a document, {"text": …, "meta": {…}}. Splits and the order
    of documents stay as they are. The same command again continues an export that was stopped.

    \b
    Examples:
      proofpile export demo --to parquet --dest demo-parquet
      proofpile export demo --to jsonl.zst --dest demo-jsonl
    """
    from proofpile.export import export as write
    from proofpile.words import human_size, plural

    files = write(out, to.value, dest)
    total = human_size(sum(file.stat().st_size for file in files))
    typer.echo(f"{dest} holds {out} as {to}: {plural(len(files), 'file')}, {total}")
