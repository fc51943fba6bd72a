"""``proofpile verify``: is the corpus still what the build wrote?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from proofpile.manifest import Manifest
    from proofpile.shard import Shard


def verify(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The output folder of a build.")],
    as_json: Annotated[bool, typer.Option("--json", help="The findings as JSON.")] = False,
) -> None:
    """Read every byte of a finished build again and compare it with the manifest's hashes.

    Names each file that is gone, has changed or does not belong there, and says what to type to mend it.
    Exit code 1 if there is any.

    \b
    Examples:
      proofpile verify demo
      proofpile verify demo --json
    """
    import json

    from proofpile.manifest import Manifest

    manifest = Manifest.load(out)
    records = _records(out)
    total = sum(file["bytes"] for file in manifest.files)
    with _progress(total + sum(shard.bytes + shard.ledger_bytes for shard in records)) as advance:
        published = [*manifest.damage(out, advance), *_strangers(manifest, out)]
        shards = [str(s.path.with_suffix(".json")) for s in _damaged_shards(records, advance)]
    if as_json:
        typer.echo(json.dumps({"damage": published, "damaged_shards": shards}, indent=2))
    else:
        typer.echo("\n".join(_verdict(manifest, out, published, shards)))
    if published or shards:
        raise typer.Exit(1)


def _strangers(manifest: "Manifest", out: Path) -> list[str]:
    """Files among the published ones that `load_dataset` would read and the build did not write."""
    known = {file["file"] for file in manifest.files}
    found = (*out.glob("documents/*/*"), *out.glob("dropped/*"))
    names = sorted(path.relative_to(out).as_posix() for path in found)
    return [f"{name} is not in the manifest" for name in names if name not in known]


def _records(out: Path) -> "list[Shard]":
    """The intermediate shards that the next build would reuse."""
    from proofpile.shard import Shard

    paths = sorted(out.glob("passes/[0-9]*/[0-9]*.json"))
    return [s for path in paths if (s := Shard.open(path.with_suffix(".arrow")))]


def _damaged_shards(records: "list[Shard]", advance: Callable[[int], None]) -> "Iterator[Shard]":
    """Those that it should not."""
    for shard in records:
        if shard.damage():
            yield shard
        advance(shard.bytes + shard.ledger_bytes)


def _verdict(
    manifest: "Manifest", out: Path, published: list[str], shards: list[str]
) -> Iterator[str]:
    from proofpile.words import human_size, plural

    if not (published or shards):
        files = manifest.files
        total = human_size(sum(file["bytes"] for file in files))
        yield f"{out} is whole: {plural(len(files), 'file')}, {total}, all as the build wrote them"
        return
    yield from published
    yield from (f"the shard of {record} is not what was written" for record in shards)
    yield "To mend it, remove what is damaged and run the build again; the rest is reused:"
    yield from (f"  {line}" for line in _mending(manifest, out, published, shards))


def _mending(
    manifest: "Manifest", out: Path, published: list[str], shards: list[str]
) -> Iterator[str]:
    import shlex

    foreign = [line.split(" is not in")[0] for line in published if line.endswith("manifest")]
    # Published parts are links to those below passes/parts, which may be damaged with them.
    remove = [str(out / "passes" / "parts"), *shards, *(str(out / name) for name in foreign)]
    yield "rm -rf " + " ".join(map(shlex.quote, remove))
    yield f"proofpile build --source {manifest.facts['source']} --out {shlex.quote(str(out))} …"


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """Gives a function to be told of bytes that were read."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (BarColumn(), DownloadColumn(), TimeRemainingColumn())
    quiet = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=quiet) as progress:
        task = progress.add_task("verify", total=total)
        yield lambda count: progress.advance(task, count)
