"""From the last pass's shards to the published files: splits, parts of useful size, one ledger.

Consecutive shards are grouped until they hold about `PART_BYTES` of text; each group gives at most one
part a split and one part of the ledger, which collects the drops of every pass in the order of the
units. Which split a document goes to is decided by a hash of its group, so siblings stay together and
no other document's fate matters. Parts are made under ``passes/`` and linked under their final,
numbered names, because how many there are is known only at the end.
"""

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from proofpile.atomic import appearing, write_bytes
from proofpile.filter import Filter
from proofpile.recipe import digest
from proofpile.shard import (
    LEDGER,
    ArrowFile,
    Shard,
    arrow_file,
    documents_of,
    file_sha256,
    read_batches,
    schema,
    text_sizes,
)
from proofpile.source import Source
from proofpile.workspace import disk_trouble

# Of text; about 130 MB on disk, what a viewer opens and a download resumes well.
PART_BYTES = 512 << 20
PART_UNITS = 4096
SPLITS = ("train", "validation", "test")
KINDS = (*SPLITS, "dropped")


@dataclass(frozen=True, slots=True)
class Part:
    """A finished file of the corpus."""

    kind: str
    path: Path
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Assembly:
    """A callable from (group number, the group's shards by pass) to the group's parts."""

    folder: Path
    source: Source
    marks: dict[str, type]
    held_out: tuple[float, float]  # shares of validation and test
    library: str

    def __call__(self, item: "tuple[int, list[list[Shard]]]") -> list[Part]:
        number, passes = item
        record = self.folder / f"{number:05d}.json"
        made_by = self._made_by(passes)
        if parts := self._made_before(record, made_by):
            return parts
        try:
            parts = self._make(number, passes)
        except OSError as error:
            raise disk_trouble(error, self.folder) from error
        facts = [[p.kind, p.path.name, p.rows, p.bytes, p.sha256] for p in parts]
        write_bytes(record, orjson.dumps({"made_by": made_by, "parts": facts}))
        return parts

    def _made_by(self, passes: list[list[Shard]]) -> str:
        given = [(s.sha256, s.ledger_sha256) for shards in passes for s in shards]
        return digest(repr([self.library, self.source.fingerprint, self.held_out, given]))

    def _made_before(self, record: Path, made_by: str) -> list[Part]:
        try:
            facts = orjson.loads(record.read_bytes())
            if facts["made_by"] != made_by:
                return []
            parts = [Part(k, self.folder / name, *rest) for k, name, *rest in facts["parts"]]
            return parts if all(p.path.stat().st_size == p.bytes for p in parts) else []
        except (FileNotFoundError, orjson.JSONDecodeError, KeyError):
            return []

    def _make(self, number: int, passes: list[list[Shard]]) -> list[Part]:
        paths = {kind: self.folder / f"{number:05d}.{kind}.arrow" for kind in KINDS}
        columns = schema(self.marks)
        with ExitStack() as stack:
            files = {
                kind: stack.enter_context(
                    arrow_file(path, LEDGER if kind == "dropped" else columns)
                )
                for kind, path in paths.items()
            }
            self._write(passes, files)
            rows = {kind: file.rows for kind, file in files.items()}
        for kind in KINDS:
            if not rows[kind]:
                paths[kind].unlink()
        return [
            Part(
                kind, paths[kind], rows[kind], paths[kind].stat().st_size, file_sha256(paths[kind])
            )
            for kind in KINDS
            if rows[kind]
        ]

    def _write(self, passes: list[list[Shard]], files: dict[str, ArrowFile]) -> None:
        for of_one_unit in zip(*passes, strict=True):
            for shard in of_one_unit:
                for batch in read_batches(shard.ledger):
                    files["dropped"].write_batch(batch)
            for batch in read_batches(of_one_unit[-1].path):
                splits, sizes = self._splits(batch), text_sizes(batch)
                for number, split in enumerate(SPLITS):
                    mine = splits == number
                    if mine.all():
                        files[split].write_batch(batch, sizes)
                    elif mine.any():
                        files[split].write_batch(batch.filter(pa.array(mine)), sizes[mine])

    def _splits(self, batch: pa.RecordBatch) -> npt.NDArray[np.int64]:
        """The split of each row, as its place in `SPLITS`."""
        if not any(self.held_out):
            return np.zeros(batch.num_rows, np.int64)
        if type(self.source).group is Source.group:
            return splits_of(batch["id"].to_pylist(), self.held_out)
        return splits_of(map(self.source.group, documents_of(batch)), self.held_out)


def groups(passes: Sequence[Sequence[Shard]]) -> Iterator[tuple[int, list[list[Shard]]]]:
    """Ranges of units whose surviving text makes a part, with their shards of every pass."""
    start = size = number = 0
    last = passes[-1]
    for end, shard in enumerate(last, 1):
        size += shard.text_bytes
        if size >= PART_BYTES or end - start >= PART_UNITS or end == len(last):
            yield number, [list(shards[start:end]) for shards in passes]
            start, size, number = end, 0, number + 1


def splits_of(groups: Iterable[str], held_out: tuple[float, float]) -> npt.NDArray[np.int64]:
    """For each group its place in `SPLITS`, by a hash of its name: the same in every build."""
    digests = [hashlib.sha256(b"split:" + group.encode()).digest()[:8] for group in groups]
    points = np.frombuffer(b"".join(digests), ">u8") / 2**64
    validation, test = held_out
    return np.select([points < validation, points < validation + test], [1, 2], 0)


def publish(out: Path, parts: Sequence[Part]) -> list[Part]:
    """Give the parts their numbered names below `out` and remove what an earlier build left there."""
    published = []
    for kind in KINDS:
        mine = [p for p in parts if p.kind == kind]
        folder = out / "dropped" if kind == "dropped" else out / "documents" / kind
        for number, part in enumerate(mine):
            path = folder / f"part-{number:05d}-of-{len(mine):05d}.arrow"
            link(part.path, path)
            published.append(Part(kind, path, part.rows, part.bytes, part.sha256))
    _remove_others(out, {p.path for p in published})
    return published


def publish_tables(out: Path, filters: Sequence[Filter]) -> list[dict[str, Any]]:
    """Give the tables of fitted `filters` their names below `out`; what the manifest says of each.

    Tables of an earlier build that this one does not have are removed.
    """
    facts: list[dict[str, Any]] = []
    for keep in filters:
        for name, path in sorted(keep.tables().items()):
            link(path, out / name)
            size = path.stat().st_size
            facts.append(
                {"file": name, "by": keep.name, "bytes": size, "sha256": file_sha256(path)}
            )
    _remove_tables(out, {fact["file"] for fact in facts})
    return sorted(facts, key=lambda fact: str(fact["file"]))


def _remove_tables(out: Path, keep: set[str]) -> None:
    try:
        before = orjson.loads((out / "manifest.json").read_bytes())["tables"]
    except (FileNotFoundError, orjson.JSONDecodeError, KeyError):
        return
    for file in {fact["file"] for fact in before} - keep:
        (out / Path(file)).unlink(missing_ok=True)


def link(made: Path, final: Path) -> None:
    """Give the file `made` the name `final`, at once; a copy where there are no links."""
    if final.exists() and final.samefile(made):
        return
    with appearing(final) as partial:
        try:
            partial.hardlink_to(made)
        except OSError:  # a file system without links
            shutil.copyfile(made, partial)


def _remove_others(out: Path, keep: set[Path]) -> None:
    for folder in ("documents", "dropped"):
        for path in (out / folder).rglob("part-*.arrow"):
            if path not in keep:
                path.unlink()
