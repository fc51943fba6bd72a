"""``proofpile explain``: why a document is in the corpus, or why not."""

import os
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from proofpile.explain import Explanation, Story, Verdict
    from proofpile.replay import Again
    from proofpile.twins import Cluster, Comparison, StandsFor

# What the score of a refusal is called, where it has a name.
_SCORES = {"near-duplicate": "Jaccard", "contaminated": "overlap"}


def explain(
    query: Annotated[str, typer.Argument(metavar="ID|URL", help="Of one document.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The output folder of the build.")],
    replay: Annotated[
        bool,
        typer.Option("--replay", help="Read the page again, from its archive, and judge it anew."),
    ] = False,
    warc: Annotated[
        str | None,
        typer.Option(
            metavar="PATH", help="Where the archive is: file, folder, address; implies --replay."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The story as JSON.")] = False,
) -> None:
    """Tell the story of one document: where it was read, what each pass decided, and why.

    A dropped document shows its reason, its score against the threshold, and its twin if it has one, both
    texts side by side; a kept one its split, its file, its marks, and what it stands for. What it holds of
    benchmarks is shown beside their items, with what was cut, and what an allow-list would have to say.
    Where a build only counted its refusals, that is said, and --replay reads the page again.

    \b
    Examples:
      proofpile explain https://example.org/page --out demo
      proofpile explain 'openwebmath:a.warc.gz@8812' --out demo --replay --warc ./a.warc.gz
    """
    import json
    from dataclasses import asdict

    from proofpile.explain import explain as find

    found = find(out, query)
    replay = replay or warc is not None
    again = (
        _read_again(found.stories[0].id if found.stories else query, out, warc) if replay else []
    )
    if as_json:
        facts = asdict(found) | {"replayed": [asdict(one) for one in again]}
        typer.echo(json.dumps(facts, indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join([*_told(found), *(_told_again(again) if replay else ())]))
    if not found.stories and not again:
        raise typer.Exit(1)


def _told(found: "Explanation") -> Iterator[str]:
    for story in found.stories:
        yield from _story(story, found.cuts)
    if not found.stories:
        yield from _nothing(found)


def _story(story: "Story", cuts: Mapping[str, Any]) -> Iterator[str]:
    from proofpile.report.html.markup import visible

    yield story.id
    if story.origin not in ("", story.id):
        yield f"  origin  {story.origin}"
    if story.unit:
        at = f", at byte {story.offset:,}" if story.offset is not None else ""
        yield f"  read    in {story.unit}{at}"
    for verdict in story.verdicts:
        yield from _verdict(verdict)
    if story.kept:
        yield f"  KEPT    in {story.file} (split {story.split})"
        for name, value in sorted(story.marks.items()):
            yield f"    {name} = {value}{_lines(name, cuts)}"
        if story.cluster:
            yield _cluster(story.cluster, named=1)
        for one in story.stands_for:
            yield from _stands_for(one)
    if story.excerpt:
        yield f"  begins  {visible(' '.join(story.excerpt.split()))}"
    for verdict in story.verdicts:
        if verdict.comparison and not verdict.comparison.identical:
            yield from _compared(verdict.comparison)
    if story.leaks:
        from proofpile.cli.explain_leaks import told

        yield from told(story, _width(), _has_colours())


def _lines(mark: str, cuts: Mapping[str, Any]) -> str:
    """What the filters asked of a mark: ``  (at least 0.5: language.least)``."""
    asked = [
        f"{cut['keeps'].replace('-', ' ')} {cut['value']:g}: {cut['by']}.{cut['parameter']}"
        for cut in cuts.values()
        if cut["mark"] == mark
    ]
    return f"  ({'; '.join(asked)})" if asked else ""


def _verdict(verdict: "Verdict") -> Iterator[str]:
    from proofpile.words import plural

    if not verdict.reason:
        yield f"  passed  {verdict.name}"
        return
    yield f"  DROPPED in pass {verdict.name}, by {verdict.by}: {verdict.reason}"
    if verdict.meaning:
        yield f"    {verdict.meaning}"
    if verdict.score is not None:
        said = _against(verdict.score, verdict.threshold)[2:]
        yield f"    {said.replace('score', _SCORES.get(verdict.reason, 'score'))}"
    if verdict.twin:
        yield f"    its twin is {verdict.twin} ({verdict.detail})"
    elif verdict.detail:
        yield f"    {verdict.detail}"
    if verdict.cluster:
        yield _cluster(verdict.cluster, named=2)
    if found := verdict.comparison:
        if found.identical:
            yield f"    the two texts are identical: {plural(found.characters, 'character')}"
    elif _is_near(verdict):
        yield (
            "    the text of its twin is in the earlier build OLD that this one was compared with: "
            f"proofpile explain {shlex.quote(verdict.detail)} --out OLD"
        )


def _is_near(verdict: "Verdict") -> bool:
    return verdict.reason == "near-duplicate"


def _cluster(cluster: "Cluster", named: int) -> str:
    """`named` of its members have been named already."""
    some = f"; others: {', '.join(cluster.members)}" if cluster.members else ""
    more = " …" if cluster.size > len(cluster.members) + named else ""
    return f"    cluster {cluster.number:,}, of {cluster.size:,} documents{some}{more}"


def _stands_for(one: "StandsFor") -> Iterator[str]:
    from proofpile.words import plural

    some = ", ".join(one.some) + (" …" if one.count > len(one.some) else "")
    yield f"    stands for {plural(one.count, 'document')} dropped for {one.reason}: {some}"


def _compared(found: "Comparison") -> Iterator[str]:
    """Both texts side by side, or that there is nothing to see."""
    from proofpile.cli.side_by_side import side_by_side

    yield ""
    if not found.right_from:
        yield (
            f"The text of {found.right_id} is no longer there: passes/ was removed. The ledger has its "
            f"beginning, which is compared ({found.characters:,} characters)."
        )
    elif found.cut:
        yield f"The texts are long: their first {found.characters:,} characters are compared."
    if all(region.same for passage in found.passages for region in passage):
        yield (
            f"No token differs, of {found.characters:,} characters; blanks and spellings of formulas are not "
            "compared."
        )
        return
    heads = f"stays: {found.left_id}", f"goes: {found.right_id}"
    yield from side_by_side(found.passages, heads, _width(), _has_colours())


def _width() -> int:
    """Of the terminal; of what is none, as wide as most."""
    return min(shutil.get_terminal_size((100, 24)).columns, 200)


def _has_colours() -> bool:
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def _nothing(found: "Explanation") -> Iterator[str]:
    from proofpile.words import columns

    yield f"{found.query}: the build lists no document of this id or origin."
    if found.counted_only:
        total = sum(found.counted_only.values())
        yield (
            f"Of {found.read:,} records it read, it refused {total:,} early and counted them without "
            "listing them; this may be one:"
        )
        counts = sorted(found.counted_only.items(), key=lambda item: -item[1])
        yield from columns([(reason, f"{n:,}") for reason, n in counts], "<>", "  ")
        yield "To see what becomes of the page, say where its WARC is: --replay --warc PATH"
    else:
        yield f"It lists every one of the {found.read:,} records it read: this was not among them."
    if found.near:
        yield "Near it:"
        yield from (f"  {name}" for name in found.near)


def _read_again(query: str, out: Path, warc: str | None) -> "list[Again]":
    from proofpile.replay import Recipes

    recipes = Recipes.of(out)
    if recipes.changed:
        changed = ", ".join(recipes.changed)
        typer.echo(f"note: since the build these have changed: {changed}", err=True)
    return recipes.replay(query, warc)


def _told_again(again: "list[Again]") -> Iterator[str]:
    if not again:
        yield "read again: the archive holds no such page"
    for one in again:
        yield f"read again: {one.id} {one.origin}"
        if drop := one.drop:
            why = f": {drop.detail}" if drop.detail else ""
            yield f"  DROPPED for {drop.reason}{_against(drop.score, drop.threshold)}{why}"
        else:
            yield "  PASSED every filter that judges one document at a time"
        if doc := one.document:
            yield from (f"    {name} = {value}" for name, value in sorted(doc.marks.items()))
            yield f"  begins  {' '.join(doc.text[:280].split())}"


def _against(score: float | None, threshold: float | None) -> str:
    if score is None:
        return ""
    return f", score {score:g}" + (f", threshold {threshold:g}" if threshold is not None else "")
