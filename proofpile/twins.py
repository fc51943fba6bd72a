"""A document and its twin: the cluster they are in, the texts of both, and where these differ.

Everything is found by reading single columns of what a build wrote, a batch at a time. The text of a dropped
document is still in the shard of the pass before, as long as OUT/passes is there; after that the ledger has
its beginning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from proofpile.differences import Region, passages
from proofpile.shard import read_batches

REPEATS = (
    "near-duplicate",
    "exact-duplicate",
)  # reasons whose detail is the id of the document that stays
SOME = 5  # ids that are named of many
MOST = 100_000  # characters of a text that are compared: 0.1 s
CONTEXT = 60  # characters of what is equal, around what differs


@dataclass(frozen=True, slots=True)
class Cluster:
    """Documents connected by verified pairs; `members` are some of the others."""

    number: int
    size: int
    members: tuple[str, ...]
    origins: Mapping[str, str] = field(
        default_factory=dict
    )  # of a twin that is in no file of this build


@dataclass(frozen=True, slots=True)
class StandsFor:
    """How many documents went because this one stays, and some of them."""

    reason: str
    count: int
    some: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts in passages (`proofpile.differences`), the one that stays on the left.

    `left_from` and `right_from` are the files they were read from, `right_from` is "" where the ledger's
    excerpt had to do. `cut` says that there is more than the `characters` of the left one that were compared.
    """

    left_id: str
    right_id: str
    left_from: str
    right_from: str
    identical: bool
    cut: bool
    characters: int
    passages: list[list[Region]]


def cluster_of(out: Path, id: str, twin: str = "") -> Cluster | None:
    """The cluster of `id`, from ``clusters.arrow``; None if it is in none."""
    path = out / "clusters.arrow"
    if not path.is_file():
        return None
    number = None
    for batch in read_batches(path, ["id", "cluster"]):
        if (index := pc.index(batch["id"], id).as_py()) >= 0:
            number = batch["cluster"][index].as_py()
            break
    return None if number is None else _members(path, number, id, twin)


def _members(path: Path, number: int, id: str, twin: str) -> Cluster:
    size = 0
    some: list[str] = []
    origins: dict[str, str] = {}
    for batch in read_batches(path, ["id", "cluster", "origin"]):
        mine = batch.filter(pc.equal(batch["cluster"], number))
        size += mine.num_rows
        ids = mine["id"].slice(0, SOME + 2).to_pylist()
        some += [one for one in ids if one not in (id, twin)][: SOME - len(some)]
        for index in pc.indices_nonzero(pc.equal(mine["id"], twin)).to_pylist():
            origins[twin] = mine["origin"][index].as_py()
    return Cluster(number, size, tuple(some), origins)


def stands_for(out: Path, facts: Mapping[str, Any], id: str) -> tuple[StandsFor, ...]:
    """What was dropped as a repetition of `id`, by reason."""
    found = []
    for reason in REPEATS:
        if reason not in facts["dropped"]:
            continue
        count = 0
        some: list[str] = []
        for part in facts["ledgers"]:
            for batch in read_batches(out / part["file"], ["id", "reason", "detail"]):
                mine = pc.and_(pc.equal(batch["detail"], id), pc.equal(batch["reason"], reason))
                count += pc.sum(mine).as_py() or 0
                some += batch["id"].filter(mine).slice(0, SOME - len(some)).to_pylist()
        if count:
            found.append(StandsFor(reason, count, tuple(some)))
    return tuple(found)


def compare(out: Path, facts: Mapping[str, Any], row: Mapping[str, Any]) -> Comparison | None:
    """A dropped `row` of the ledger with its twin; None where the text of the twin is not in this build."""
    passes = [one["name"] for one in facts["passes"]]
    here = passes.index(row["pass"])
    shards = [out / part["file"] for part in facts["shards"]]
    kept = _text(shards, row["detail"]) or _text(_pass(out, here), row["detail"])
    if kept is None:
        return None
    dropped = _text(_pass(out, here - 1), row["id"])
    (left, left_path), (right, right_path) = kept, dropped or (row["excerpt"], None)
    whole = left, right
    most = MOST if right_path else len(right)
    left, right = left[:most], right[:most]
    cut = (left, right) != whole or right_path is None
    return Comparison(
        left_id=row["detail"],
        right_id=row["id"],
        left_from=left_path.relative_to(out).as_posix(),
        right_from=right_path.relative_to(out).as_posix() if right_path else "",
        identical=whole[0] == whole[1],
        cut=cut,
        characters=len(left),
        passages=passages(left, right, CONTEXT, cut),
    )


def _pass(out: Path, number: int) -> list[Path]:
    """The documents that a pass let through; the folder may be gone, and so may any of its files."""
    folder = out / "passes" / str(number)
    return sorted(p for p in folder.glob("*.arrow") if not p.name.endswith(".dropped.arrow"))


def _text(paths: Sequence[Path], id: str) -> tuple[str, Path] | None:
    for path in paths:
        for number, batch in enumerate(read_batches(path, ["id"])):
            if (index := pc.index(batch["id"], id).as_py()) >= 0:
                with pa.memory_map(str(path)) as file:
                    text = pa.ipc.open_file(file).get_batch(number)["text"][index].as_py()
                return text, path
    return None
