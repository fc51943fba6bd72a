"""What ``proofpile explain`` says of benchmarks that a document holds, and of what was cut out of it."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from proofpile.cli.side_by_side import side_by_side
from proofpile.report.html.markup import visible
from proofpile.words import columns, plural

if TYPE_CHECKING:
    from proofpile.explain import Story
    from proofpile.leaks import Facing, Item, Leak, Leaks, Removed

_ROWS = 12  # hits that are listed
_PASSAGE = 280  # characters of a passage that was cut


def told(story: "Story", width: int, coloured: bool) -> Iterator[str]:
    """Hits in a table, the first items beside the document, and how to say that they are none."""
    leaks = story.leaks
    if leaks is None:
        return
    yield ""
    yield from _table(leaks)
    for gone in leaks.removed:
        yield from _removed(gone)
    for one in leaks.facing:
        yield from _facing(one, width, coloured)
    if left := len({hit.of for hit in leaks.hits}) - len(leaks.facing):
        yield f"… and {plural(left, 'further part')} of items, which contamination/items.arrow has"
    if leaks.acted_upon:
        yield from _allowing(leaks.acted_upon, story.id)


def _table(leaks: "Leaks") -> Iterator[str]:
    items = len({hit.of[:2] for hit in leaks.hits})
    yield f"benchmarks: {plural(len(leaks.hits), 'hit')} of {plural(items, 'item')}"
    rows = [
        (
            _named(hit.of),
            hit.verdict,
            hit.layer,
            f"{hit.overlap:.2f}",
            f"{hit.bits:,.0f}",
            hit.normalisation,
            hit.action or "–",
            visible(hit.detail),
        )
        for hit in leaks.hits[:_ROWS]
    ]
    head = ("item", "verdict", "layer", "overlap", "bits", "overlooked", "action", "")
    yield from columns([head, *rows], "<<<>><<<", "  ")
    if (more := len(leaks.hits) - _ROWS) > 0:
        yield f"  … and {plural(more, 'further hit')}, in contamination/hits.arrow"


def _removed(gone: "Removed") -> Iterator[str]:
    held = ", ".join(map(_named, gone.items)) or "an item"
    text = visible(" ".join(gone.text.split()))
    some = text if len(text) <= _PASSAGE else f"{text[:_PASSAGE]}…"
    yield f"REMOVED characters {gone.start:,} to {gone.end:,}, for {held}:"
    yield f"  {some}"


def _facing(one: "Facing", width: int, coloured: bool) -> Iterator[str]:
    leak = one.leak
    heads = (
        f"item: {_named(leak.of)}",
        f"document, characters {leak.doc_start:,} to {leak.doc_end:,}",
    )
    yield ""
    yield from side_by_side([one.regions], heads, width, coloured, equal=True)
    if one.cut:
        yield "… the passage goes on"


def _allowing(leaks: Sequence["Leak"], id: str) -> Iterator[str]:
    """An allow-list as `proofpile.contamination.allow` reads it."""
    names = ("benchmark", "item", "part", "item_sha256", "match")
    entries = [
        json.dumps({name: getattr(leak, name) for name in names} | {"document": id, "note": ""},
                   ensure_ascii=False)
        for leak in leaks
    ]  # fmt: skip
    yield ""
    yield (
        "If a person finds that this is none, save it as allow-list.json (or add the entries to the one that "
        "there is), and build again with --allow allow-list.json:"
    )
    yield '{"format": 1, "allowed": ['
    yield ",\n".join(entries)
    yield "]}"


def _named(item: "Item") -> str:
    benchmark, id, part = item
    return visible(f"{benchmark} {id} ({part})")
