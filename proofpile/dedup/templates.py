"""Lines that stand in many documents of one group, such as a site: found at any size, on any runner.

Documents are counted by group first, so that lines are looked at only where a group has documents enough.
Then each shard gives a run of (hash of group and line, documents, who keeps it), and where runs are
joined (`proofpile.dedup.join`) a line's documents are summed and compared with those of its group.

One document keeps a line: that whose id has the least hash, whatever the order of the corpus. So nothing
is ever lost altogether: where lines are no template, but the text of a page that a site shows under many
addresses, the same document keeps them all. Price: one document of a site keeps its template.

A line is compared by 16 bytes of hash. Nobody holds more than a range of records, or `HELD` lines; on disk
the runs take 48 bytes for each line that is looked at, of which a document has twice the margin at most.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from shutil import rmtree
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import xxhash

from proofpile.arrays import save
from proofpile.atomic import write_bytes
from proofpile.dedup.join import (
    KEY,
    RANGE_ENTRIES,
    Array,
    Range,
    between,
    keys_of,
    ranges_for,
    starts,
    write_run,
)
from proofpile.dedup.lines import Outline
from proofpile.dedup.table import open_table, write_table
from proofpile.document import Document
from proofpile.runner import Runner
from proofpile.shard import Shard, arrow_file, file_sha256, read_batches

GROUP = np.dtype([*KEY.descr, ("documents", "<u4")])
# Of a line: who keeps it (hash of the id, place), documents, lines in all of them and in that one alone,
# documents of the group. 48 bytes.
LINE = np.dtype(
    [
        *KEY.descr,
        ("keeper", "<u8"),
        ("shard", "<u4"),
        ("row", "<u4"),
        ("documents", "<u4"),
        ("lines", "<u4"),
        ("own", "<u4"),
        ("of", "<u4"),
    ]
)
PLACE = np.dtype([("shard", "<u4"), ("row", "<u4")])
REMOVED = pa.schema(
    [
        pa.field("group", pa.string(), nullable=False),
        pa.field("line", pa.string(), nullable=False),
        pa.field("documents", pa.int64(), nullable=False),
        pa.field("group_documents", pa.int64(), nullable=False),
        pa.field("removed", pa.int64(), nullable=False),
        pa.field("kept_in", pa.string(), nullable=False),
    ]
)
HELD = 200_000  # different lines that a worker holds, at some 400 bytes, before it writes them as a run
SHOWN = 1000  # characters of a line in the table
TOP = 50  # lines among the findings


class Policy(Protocol):
    """What a recipe says of repeated lines; it travels to workers."""

    @property
    def least_documents(self) -> int:
        """Documents that a line must stand in, and that a group must have to be looked at."""

    @property
    def least_share(self) -> float:
        """Share of its group's documents that a line must stand in."""

    @property
    def least_words(self) -> int:
        """Words that a line must have."""

    @property
    def margin(self) -> int:
        """Lines from either end of a document in which a template is looked for, blank ones aside."""

    def group(self, doc: Document) -> str:
        """The group of `doc`, or "" for none; its text may be missing."""


@dataclass(frozen=True, slots=True)
class Groups:
    """A callable from (number, shard) to the run of its groups' documents, and how many groups."""

    policy: Policy
    folder: Path

    def __call__(self, item: tuple[int, Shard]) -> tuple[Path, int]:
        number, shard = item
        counts = Counter(map(self.policy.group, _without_texts(shard)))
        counts.pop("", None)
        entries = np.empty(len(counts), GROUP)
        keys = keys_of(counts)
        entries["high"], entries["low"] = keys["high"], keys["low"]
        entries["documents"] = list(counts.values())
        path = self.folder / f"groups-{number:05d}.npy"
        write_run(path, entries)
        return path, len(entries)


@dataclass(frozen=True, slots=True)
class LargeGroups:
    """A reduction of `GROUP` records to those of groups of at least `least` documents."""

    least: int

    def __call__(self, entries: Array) -> Array:
        begins = starts(entries)
        kept = entries[begins]
        kept["documents"] = _sums(entries["documents"], begins)
        return np.asarray(kept[kept["documents"] >= self.least])


@dataclass(frozen=True, slots=True)
class Lines:
    """A callable from (number, shard) to the runs of its lines, each with how many records it has."""

    policy: Policy
    groups: str
    folder: Path

    def __call__(self, item: tuple[int, Shard]) -> list[tuple[Path, int]]:
        number, shard = item
        runs: list[tuple[Path, int]] = []
        seen: dict[bytes, list[int]] = {}
        for row, doc in enumerate(shard):
            of = group_size(self.groups, group := self.policy.group(doc))
            if of:
                keeper = _hash(doc.id)
                found = Outline.of(doc.text).loose(self.policy.least_words, self.policy.margin)
                for digest, own in Counter(_digest(group, line) for _, line in found).items():
                    facts = seen.setdefault(digest, [keeper, number, row, 0, 0, own, of])
                    if keeper < facts[0]:
                        facts[0], facts[2], facts[5] = keeper, row, own
                    facts[3] += 1
                    facts[4] += own
            if len(seen) >= HELD:
                runs.append(self._write(number, len(runs), seen))
                seen = {}
        return [*runs, self._write(number, len(runs), seen)]

    def _write(self, number: int, part: int, seen: dict[bytes, list[int]]) -> tuple[Path, int]:
        entries = np.array([(0, 0, *facts) for facts in seen.values()], LINE)
        halves = np.frombuffer(b"".join(seen), ">u8").reshape(-1, 2)
        entries["high"], entries["low"] = halves.T
        path = self.folder / f"lines-{number:05d}-{part}.npy"
        write_run(path, entries)
        return path, len(entries)


@dataclass(frozen=True, slots=True)
class Frequent:
    """A reduction of `LINE` records to one for each frequent line, summed; the least keeper is first."""

    least_documents: int
    least_share: float

    def __call__(self, entries: Array) -> Array:
        begins = starts(entries)
        kept = entries[begins]
        for name in ("documents", "lines"):
            kept[name] = _sums(entries[name], begins)
        # A quotient is rounded once, so a share that was written as a decimal is met exactly.
        often = kept["documents"] / kept["of"] >= self.least_share
        return np.asarray(kept[often & (kept["documents"] >= self.least_documents)])


@dataclass(frozen=True, slots=True)
class Places:
    """A callable from a range of the table to the file of places of its lines, in order."""

    table: Path
    folder: Path

    def __call__(self, part: Range) -> Path:
        lines = between((self.table,), part, LINE)
        places = np.empty(len(lines), PLACE)
        places["shard"], places["row"] = lines["shard"], lines["row"]
        path = self.folder / f"places-{part.number:05d}.npy"
        save(path, np.unique(places))
        return path


class Told(NamedTuple):
    """What `Texts` tells of a shard: its file ("" if it has no line), and its most frequent lines."""

    file: str
    lines: int
    removed: int
    top: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Texts:
    """A callable from (number, shard) to the `REMOVED` rows of lines that a document there keeps."""

    policy: Policy
    table: Path
    places: tuple[Path, ...]
    folder: Path

    def __call__(self, item: tuple[int, Shard]) -> Told:
        number, shard = item
        places = [np.load(path, mmap_mode="r") for path in self.places]
        slices = [p[slice(*np.searchsorted(p["shard"], [number, number + 1]))] for p in places]
        wanted = {int(row) for part in slices for row in part["row"]}
        if not wanted:
            return Told("", 0, 0, [])
        path = self.folder / f"texts-{number:05d}.arrow"
        lines = removed = 0
        top: list[dict[str, Any]] = []
        with arrow_file(path, REMOVED) as file:
            for row, doc in enumerate(shard):
                for told in self._rows(number, row, doc) if row in wanted else ():
                    file.append(told, 100 + len(told["line"]))
                    lines, removed = lines + 1, removed + told["removed"]
                    top.append(told)
                    if len(top) > 20 * TOP:
                        top = _most_removed(top)
        return Told(str(path), lines, removed, _most_removed(top))

    def _rows(self, number: int, row: int, doc: Document) -> Iterator[dict[str, Any]]:
        group, table = self.policy.group(doc), open_table(str(self.table))
        lines = dict.fromkeys(
            line
            for _, line in Outline.of(doc.text).loose(self.policy.least_words, self.policy.margin)
        )
        found = table.rows(_keys(group, lines))
        for line, at in zip(lines, found, strict=True):
            record = table.records[at]
            if at >= 0 and (record["shard"], record["row"]) == (number, row):
                yield {
                    "group": group,
                    "line": line[:SHOWN],
                    "documents": int(record["documents"]),
                    "group_documents": int(record["of"]),
                    "removed": int(record["lines"]) - int(record["own"]),
                    "kept_in": doc.id,
                }


def write_templates(
    policy: Policy, shards: Sequence[Shard], runner: Runner, workdir: Path
) -> tuple[Path, str]:
    """Write the table of frequent lines; its path and its SHA-256.

    Beside it stand ``groups.npy``, ``repeated_lines.arrow`` (`REMOVED`, by the place of the document that
    keeps the line) and ``repeated_lines.json``, the findings.
    """
    folder = workdir / "runs"
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    groups, table = workdir / "groups.npy", workdir / "lines.npy"
    large, frequent = (
        LargeGroups(policy.least_documents),
        Frequent(policy.least_documents, policy.least_share),
    )
    runs = runner.map(Groups(policy, folder), enumerate(shards))
    write_table(groups, runs, runner, GROUP, RANGE_ENTRIES, large)
    made = runner.map(Lines(policy, str(groups), folder), enumerate(shards))
    write_table(table, chain.from_iterable(made), runner, LINE, RANGE_ENTRIES // 2, frequent)
    ranges = ranges_for(len(open_table(str(table)).records), RANGE_ENTRIES // 2)
    places = tuple(runner.map(Places(table, folder), ranges))
    told = runner.map(Texts(policy, table, places, folder), enumerate(shards))
    facts = _publish(workdir / "repeated_lines.arrow", told)
    records = open_table(str(groups)).records
    facts |= {"groups": len(records), "documents": int(records["documents"].sum(dtype=np.int64))}
    write_bytes(workdir / "repeated_lines.json", orjson.dumps(facts))
    rmtree(folder)
    return table, file_sha256(table)


def without_templates(policy: Policy, table: str, doc: Document) -> tuple[str, int]:
    """The text of `doc` without the lines that another document keeps, and how many lines went."""
    group = policy.group(doc)
    if not group_size(str(Path(table).with_name("groups.npy")), group):
        return doc.text, 0
    outline = Outline.of(doc.text)
    loose = list(outline.loose(policy.least_words, policy.margin))
    opened = open_table(table)
    found = opened.rows(_keys(group, (line for _, line in loose)))
    own = _hash(doc.id)
    gone = [
        number
        for (number, _), at in zip(loose, found, strict=True)
        if at >= 0 and opened.records["keeper"][at] != own
    ]
    return outline.without(gone) if gone else (doc.text, 0)


def group_size(groups: str, group: str) -> int:
    """Documents of `group`, or 0 where they are too few to be looked at; `groups` is the table's path."""
    if not group:
        return 0
    table = open_table(groups)
    at = table.find([group])[0]
    return int(table.records["documents"][at]) if at >= 0 else 0


def _publish(path: Path, told: Iterable[Told]) -> dict[str, Any]:
    lines = removed = 0
    top: list[dict[str, Any]] = []
    with arrow_file(path, REMOVED) as file:
        for part in told:
            lines, removed = lines + part.lines, removed + part.removed
            top = _most_removed(top + part.top)
            for batch in read_batches(Path(part.file)) if part.file else ():
                file.write_batch(batch)
    return {
        "lines": lines,
        "removed": removed,
        "top": [row | {"line": row["line"][:200]} for row in top],
    }


def _most_removed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (-row["removed"], row["group"], row["line"]))[:TOP]


def _without_texts(shard: Shard) -> Iterator[Document]:
    """The documents of `shard` with empty texts, which are not decompressed."""
    with pa.memory_map(str(shard.path)) as file:
        names = [name for name in pa.ipc.open_file(file).schema.names if name != "text"]
    for batch in read_batches(shard.path, names):
        for row in batch.to_pylist():
            id, origin, licence = (row.pop(name) for name in ("id", "origin", "licence"))
            marks = {name: value for name, value in row.items() if value is not None}
            yield Document(id, "", origin, licence, marks)


def _keys(group: str, lines: Iterable[str]) -> Array:
    return keys_of(f"{group}\0{line}" for line in lines)


def _digest(group: str, line: str) -> bytes:
    return xxhash.xxh3_128_digest(f"{group}\0{line}".encode())


def _hash(id: str) -> int:
    return xxhash.xxh3_64_intdigest(id.encode())


def _sums(values: npt.NDArray[np.generic], begins: npt.NDArray[np.int64]) -> Any:
    return np.add.reduceat(values, begins) if len(begins) else values
