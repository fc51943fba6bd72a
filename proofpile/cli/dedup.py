"""``proofpile dedup``: anybody's corpus without its near-duplicates."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from proofpile.cli.completing import Order, complete, shares
from proofpile.cli.running import Memory, On, RayAddress, Where, Workers, runner_of
from proofpile.cli.tables import IdColumn, KeepGoing, Names, RowErrors, SourceColumn, TextColumn
from proofpile.errors import UsageError

if TYPE_CHECKING:
    from proofpile.dedup.parameters import Parameters
    from proofpile.filter import Filter
    from proofpile.runner import Runner
    from proofpile.source import Source

_SHOWN = (0.6, 0.7, 0.8, 0.9)  # Jaccards whose chance to be found is said


class Preset(StrEnum):
    """The names of `proofpile.dedup.parameters.PRESETS`, which is too heavy for help."""

    default = "default"
    fineweb = "fineweb"
    megamath = "megamath"
    nemotron_cc_math = "nemotron-cc-math"
    owm = "owm"


class Merge(StrEnum):
    """How verified pairs become clusters."""

    star = "star"
    chain = "chain"


class Keep(StrEnum):
    """Which document of a cluster stays."""

    longest = "longest"
    newest = "newest"


def dedup(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATHS...",
            help="Files, folders and globs (in quotes) of Arrow, Parquet and JSON lines "
            "(.jsonl, .gz, .zst), or output folders of builds.",
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Output folder.")],
    text_column: TextColumn = "text",
    id_column: IdColumn = "",
    source_column: SourceColumn = "",
    drop_columns: Annotated[
        Names, typer.Option("--drop-column", metavar="NAME", help="Leave out; repeatable.")
    ] = None,
    preset: Annotated[
        Preset, typer.Option(help="Shingles and buckets, as others used them.")
    ] = Preset.default,
    n_grams: Annotated[
        int | None, typer.Option(min=1, help="Tokens of a shingle.  [default: the preset's]")
    ] = None,
    num_buckets: Annotated[
        int | None, typer.Option(min=1, help="More find more.  [default: the preset's]")
    ] = None,
    hashes_per_bucket: Annotated[
        int | None,
        typer.Option(min=1, help="More compare less.  [default: the preset's]"),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Of the permutations.  [default: the preset's]")
    ] = None,
    threshold: Annotated[
        float,
        typer.Option(
            min=0, max=1, help="Exact Jaccard from which a pair counts as near-duplicates."
        ),
    ] = 0.7,
    merge: Annotated[
        Merge,
        typer.Option(
            help="star: removed only for a document it is itself like; chain: through others."
        ),
    ] = Merge.star,
    keep: Annotated[
        Keep, typer.Option(help="Which of a cluster stays; newest reads the column date.")
    ] = Keep.longest,
    prefer: Annotated[
        Names,
        typer.Option(metavar="SOURCE", help="Stays before all others; repeatable, the best first."),
    ] = None,
    most_removed: Annotated[
        float, typer.Option(min=0, max=1, help="Share of a source beyond which the run fails.")
    ] = 0.9,
    allow: Annotated[
        Names, typer.Option(metavar="SOURCE", help="This one may lose more; repeatable.")
    ] = None,
    against: Annotated[
        Names,
        typer.Option(
            metavar="OLD",
            help="Output folder of an earlier dedup or build: remove what it has, leave it as it is; "
            "repeatable.",
        ),
    ] = None,
    keep_index: Annotated[
        bool,
        typer.Option(
            "--keep-index",
            help="Keep the signatures in DIR/index, so that --against DIR need not read its texts.",
        ),
    ] = False,
    held_out: Annotated[
        str, typer.Option(metavar="SHARE,SHARE", help="Shares of validation and test.")
    ] = "0,0",
    on: Where = On.local,
    ray_address: RayAddress = "",
    workers: Workers = None,
    memory: Memory = "",
    max_errors: RowErrors = 0.01,
    keep_going: KeepGoing = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Estimate pairs, time, memory and disk from a sample; write nothing."
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The result as JSON on standard output.")
    ] = False,
) -> None:
    """Remove near-duplicates from a corpus of your own, and say for each removal what stayed instead.

    Pairs that may be alike are found by MinHash in buckets and then compared exactly, so the threshold is
    kept to the letter. Ids and columns stay as they are. DIR holds documents/ (Arrow files; `proofpile
    export` makes Parquet or JSON lines of them), dropped/ (each removed document with its twin and their
    Jaccard), clusters.arrow and a report. The same command again goes on where it was stopped.

    \b
    Examples:
      proofpile dedup corpus/ --out clean --dry-run
      proofpile dedup web.parquet books.jsonl.zst --out clean --prefer books.jsonl.zst
      proofpile dedup new/ --out clean-2 --against clean --text-column content --id-column doc_id
    """
    from proofpile.source import Source

    given: dict[str, Any] = {
        "inputs": tuple(paths),
        "text_column": text_column,
        "id_column": id_column,
        "source_column": source_column,
        "drop_columns": tuple(drop_columns or ()),
        "damaged": keep_going,
    }
    source = Source.load("documents", **given).prepare()
    parameters = _parameters(preset, n_grams, num_buckets, hashes_per_bucket, seed)
    _check_sources(source, [*(prefer or ()), *(allow or ())])
    keeping = _filter(
        parameters,
        threshold=threshold,
        merge=merge.value,
        keep=keep.value,
        prefer=tuple(prefer or ()),
        source_mark=source.layout.source_mark,  # type: ignore[attr-defined]
        most_removed=most_removed,
        allowed=tuple(allow or ()),
        against=tuple(against or ()),
    )
    runner = runner_of(on, ray_address, workers, memory)
    order = Order(source, [keeping], out, runner, shares(held_out), max_errors, keep_going)
    typer.echo("\n".join(_said(parameters, preset, threshold, merge)), err=True)
    if dry_run:
        from proofpile.cli.dedup_plan import make_plan, show_plan
        from proofpile.words import parse_size

        most = parse_size(memory) if memory else None
        there = 1 if on is On.here else workers or len(os.sched_getaffinity(0))
        show_plan(make_plan(source, parameters, threshold, out, there, most), as_json)
        return
    complete(order, as_json)
    if keep_index:
        _keep_index(keeping, out, runner)


def _parameters(
    preset: Preset,
    n_grams: int | None,
    num_buckets: int | None,
    hashes_per_bucket: int | None,
    seed: int | None,
) -> "Parameters":
    from dataclasses import replace

    from proofpile.dedup.parameters import PRESETS

    given: dict[str, Any] = {
        "n_grams": n_grams,
        "num_buckets": num_buckets,
        "hashes_per_bucket": hashes_per_bucket,
        "seed": seed,
    }
    return replace(PRESETS[preset], **{k: v for k, v in given.items() if v is not None})


def _filter(parameters: "Parameters", **fields: Any) -> "Filter":
    from dataclasses import asdict

    from proofpile.filter import Filter

    return Filter.load("near_duplicates", **asdict(parameters), **fields)


def _keep_index(keeping: "Filter", out: Path, runner: "Runner") -> None:
    from proofpile.dedup.index import write_index

    search = keeping.search()  # type: ignore[attr-defined]
    folder = write_index(out, search.parameters, search.ranking, runner)
    runner.close()
    typer.echo(f"index: {folder}", err=True)


def _check_sources(source: "Source", named: list[str]) -> None:
    """Raises UsageError for a source that no path is called by, where paths are the sources."""
    if source.layout.source or not named:  # type: ignore[attr-defined]
        return
    from proofpile.tables.files import find

    known = sorted({file.source for file in find(source.inputs)})  # type: ignore[attr-defined]
    if unknown := [name for name in named if name not in known]:
        raise UsageError(
            f"there is no source {unknown[0]}; sources are called by the paths that were given: "
            f"{', '.join(known[:20])}. A column can name them: --source-column"
        )


def _said(parameters: "Parameters", preset: Preset, threshold: float, merge: Merge) -> list[str]:
    """What will be looked for, in words."""
    from proofpile.dedup.parameters import PRESETS

    unit = "characters" if parameters.characters else "tokens"
    known = preset.value if parameters == PRESETS[preset] else f"{preset.value}, changed"
    chances = ", ".join(f"{_percent(parameters.curve(j))} at {j}" for j in _SHOWN)
    why = (
        "what is itself as like as that to the document that stays"
        if merge is Merge.star
        else "all but one of each chain of such pairs"
    )
    return [
        f"looking for: pairs that share {parameters.n_grams}-grams of {unit}, in {parameters.num_buckets} "
        f"buckets of {parameters.hashes_per_bucket} hashes (preset {known})",
        f"a pair is found with a chance of {chances} (Jaccard); the curve is steepest at "
        f"{parameters.steepest:.2f}",
        f"removed: of pairs with an exact Jaccard of {threshold} or more, {why}",
    ]


def _percent(chance: float) -> str:
    return ">99.9 %" if chance > 0.9995 else f"{100 * chance:.1f} %"
