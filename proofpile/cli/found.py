"""What searches for near-duplicates and benchmarks found in a build, for people."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from proofpile.words import plural, share

_SOURCES = 5  # that are named; the manifest has more


def near_duplicates(facts: Mapping[str, Any], out: Path) -> Iterator[str]:
    """Lines for each filter of a build that found near-duplicates; none where there was no such filter."""
    for found in facts["findings"].values():
        if "largest_component" in found:
            yield from _lines(found)
            yield from (f"clusters: {out / t['file']}" for t in facts["tables"] if _is_clusters(t))


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    removed, documents = found["removed"], found["documents"]
    yield (
        f"near-duplicates: {removed:,} of {plural(documents, 'document')} removed "
        f"({share(removed, documents)}), {found['same_tokens']:,} of them token for token; "
        f"{plural(found['components'], 'cluster')}, the largest of {found['largest_component']:,}"
    )
    yield (
        f"compared: {plural(found['candidates'], 'pair')}, of which {found['edges']:,} have a Jaccard of "
        f"{found['threshold']} or more; {plural(found['short'], 'document')} too short for a shingle"
    )
    for source, count, gone in found["sources"][:_SOURCES]:
        yield f"  {source or '(no source)'}: {gone:,} of {count:,} removed ({share(gone, count)})"
    if more := len(found["sources"]) - _SOURCES:
        yield from [f"  and {plural(more, 'source')} more, in the manifest"] if more > 0 else []


def _is_clusters(table: Mapping[str, Any]) -> bool:
    return str(table["file"]).endswith("clusters.arrow")


def contamination(facts: Mapping[str, Any], out: Path) -> Iterator[str]:
    """Lines for the filter against contamination; none where no benchmark was looked for."""
    from proofpile.cli.contamination_summary import allowed_by
    from proofpile.contamination.recall import lines

    found = facts["findings"].get("contamination", {})
    if not found.get("benchmarks"):
        return
    named = ", ".join(
        f"{one['name']} ({plural(one['items'], 'item')})" for one in found["benchmarks"]
    )
    actions, verdicts = found["actions"], found["verdicts"]
    yield (
        f"contamination: looked for {named}: {plural(actions['drop-document'], 'document')} dropped, "
        f"passages cut out of {actions['cut-passage']:,} more; template twins in "
        f"{plural(verdicts['template']['documents'], 'document')}, which stay"
    )
    blind = sum(len(one["uncheckable"]) for one in found["benchmarks"])
    if blind:
        yield f"  {plural(blind, 'part')} of items cannot be checked: contamination/report.json"
    yield from (f"  {line}" for line in allowed_by(found))
    if found["canaries"]:
        yield from (f"  {line}" for line in lines(found["canaries"]))
    yield from (
        f"hits: {out / table['file']}"
        for table in facts["tables"]
        if str(table["file"]).endswith("contamination/hits.arrow")
    )
