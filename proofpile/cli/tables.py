"""Which columns of anybody's tables hold what: options of every command that reads them."""

from typing import Annotated, TypeAlias

import typer

Names: TypeAlias = list[str] | None  # of an option that may be repeated
TextColumn: TypeAlias = Annotated[str, typer.Option(metavar="NAME", help="Where the text is.")]
IdColumn: TypeAlias = Annotated[
    str,
    typer.Option(metavar="NAME", help="Where the ids are.  [default: id, or made of file and row]"),
]
SourceColumn: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="What a document's source is.  [default: source, or the path it came from]",
    ),
]
RowErrors: TypeAlias = Annotated[
    float, typer.Option(min=0, max=1, help="Share of the rows that may fail for one reason.")
]
KeepGoing: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--keep-going",
        help="Complete even if too many fail (then exit code 3); take what damaged files still give.",
    ),
]
