"""What the search for benchmarks found in one document, and which passages a build took out of it.

Read from the tables that the filter ``contamination`` publishes, two columns of them a batch at a time and
whole rows of this document only.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from proofpile.differences import Region, differences
from proofpile.shard import read_batches

FOLDER = "contamination"  # of a build, where the tables are
SHOWN = 3  # items that are shown beside the document
_AROUND = 200  # characters of an item that are shown before and behind what met
_COMPARED = 20_000  # characters of each passage that are compared
_WORST = ("contaminated", "partial", "template", "allowed")
_ACTIONS = ("drop-document", "cut-passage", "report", "")

Item = tuple[str, str, str]  # benchmark, item, part


@dataclass(frozen=True, slots=True)
class Leak:
    """A row of ``hits.arrow``, without the texts. `item_sha256` is "" where ``items.arrow`` is gone."""

    benchmark: str
    item: str
    part: str
    item_sha256: str
    layer: str
    n: int
    overlap: float
    bits: float
    verdict: str
    normalisation: str
    detail: str
    action: str
    match: str
    doc_start: int
    doc_end: int

    @property
    def of(self) -> Item:
        """What the document holds."""
        return self.benchmark, self.item, self.part


@dataclass(frozen=True, slots=True)
class Facing:
    """The item of `leak` on the left, the document's passage on the right, in regions.

    `cut` says that the passage is longer than what the table has of it.
    """

    leak: Leak
    regions: list[Region]
    cut: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """Characters [start, end) of the document as it was before, and the items that they held."""

    start: int
    end: int
    text: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Leaks:
    """All hits in a document, what matters most first; the first few items beside it; what was cut."""

    hits: tuple[Leak, ...]
    facing: tuple[Facing, ...]
    removed: tuple[Removed, ...]

    @property
    def acted_upon(self) -> list[Leak]:
        """One hit for each that an allow-list would have to name for the document to stay as it was."""
        found = {(*hit.of, hit.match): hit for hit in self.hits if hit.action in _ACTIONS[:2]}
        return list(found.values())


def leaks_in(out: Path, id: str) -> Leaks | None:
    """What the build in `out` found in the document `id`; None if it found nothing or did not look."""
    tables = out / FOLDER
    rows = list(_rows(tables / "hits.arrow", id))
    if not rows:
        return None
    rows.sort(key=_rank)
    leading: dict[Item, dict[str, Any]] = {}
    for row in rows:
        leading.setdefault((row["benchmark"], row["item"], row["part"]), row)
    shown = list(leading.items())[:SHOWN]
    hashes, texts = _items(tables / "items.arrow", leading.keys(), {key for key, _ in shown})
    hits = tuple(_leak(row, hashes) for row in rows)
    facing = [_facing(_leak(row, hashes), row, texts[key]) for key, row in shown if key in texts]
    removed = [_removed(row, hits) for row in _rows(tables / "removed.arrow", id)]
    return Leaks(hits, tuple(facing), tuple(removed))


def _rank(row: Mapping[str, Any]) -> tuple[int, int, float, int]:
    """Verdicts and actions in their order; of equals what shows most of the item."""
    length = row["doc_end"] - row["doc_start"]
    return (
        _WORST.index(row["verdict"]),
        _ACTIONS.index(row["action"]),
        -row["overlap"],
        -length,
    )


def _rows(path: Path, id: str) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        return
    for number, batch in enumerate(read_batches(path, ["document"])):
        mine = pc.indices_nonzero(pc.equal(batch["document"], id))
        if len(mine):
            with pa.memory_map(str(path)) as file:
                yield from pa.ipc.open_file(file).get_batch(number).take(mine).to_pylist()


def _items(
    path: Path, wanted: Collection[Item], shown: Collection[Item]
) -> tuple[dict[Item, str], dict[Item, str]]:
    """Hashes of the items `wanted`, and texts of those `shown`."""
    hashes: dict[Item, str] = {}
    texts: dict[Item, str] = {}
    columns = ["benchmark", "item", "part", "item_sha256", "text"]
    for batch in read_batches(path, columns) if path.is_file() else ():
        names = zip(*(batch[c].to_pylist() for c in columns[:4]), strict=True)
        for row, (*key, sha256) in enumerate(names):
            found: Item = (key[0], key[1], key[2])
            if found in wanted:
                hashes[found] = sha256
            if found in shown:
                texts[found] = batch["text"][row].as_py()
    return hashes, texts


def _leak(row: Mapping[str, Any], hashes: Mapping[Item, str]) -> Leak:
    sha256 = hashes.get((row["benchmark"], row["item"], row["part"]), "")
    names = [name for name in Leak.__dataclass_fields__ if name != "item_sha256"]
    return Leak(item_sha256=sha256, **{name: row[name] for name in names})


def _facing(leak: Leak, row: Mapping[str, Any], text: str) -> Facing:
    start, end = row["item_start"], row["item_end"]
    low, high = (place - row["excerpt_start"] for place in (leak.doc_start, leak.doc_end))
    passage = row["excerpt"][low:high]
    met = differences(text[start:end][:_COMPARED], passage[:_COMPARED])
    before, after = text[max(start - _AROUND, 0) : start], text[end : end + _AROUND]
    before = "… " + before if start > _AROUND else before
    after = after + " …" if end + _AROUND < len(text) else after
    around = Region(before, "", same=False), Region(after, "", same=False)
    regions = [region for region in (around[0], *met, around[1]) if region.left or region.right]
    return Facing(leak, regions, cut=len(passage) < high - low or len(passage) > _COMPARED)


def _removed(row: Mapping[str, Any], leaks: Iterable[Leak]) -> Removed:
    start, end = row["start"], row["end"]
    held = dict.fromkeys(
        leak.of
        for leak in leaks
        if leak.action == "cut-passage" and leak.doc_start < end and start < leak.doc_end
    )
    return Removed(start, end, row["text"], tuple(held))
