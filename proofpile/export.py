"""A finished corpus in another format: Parquet, or Proof-Pile-2's own compressed JSON lines.

Each part of the corpus becomes one file of the same split and number, so an export can be continued and a
part that did not change is not written again: ``export.json`` says from which part, by hash, each file was
made. Cutting the corpus anew was rejected: a document more at its head would change every file after it.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from proofpile.atomic import appearing, sweep, write_text
from proofpile.errors import BuildError, UsageError
from proofpile.manifest import Manifest
from proofpile.report.card import dataset_card
from proofpile.report.statistics import Statistics
from proofpile.shard import file_sha256, read_batches
from proofpile.workspace import disk_trouble

FORMAT = 1
RECORD = "export.json"
ZSTD_LEVEL = 3  # of both formats; what Proof-Pile-2 was released with
# What a viewer or a streaming reader must fetch at once: the Hub's viewer refuses groups over 300 MB.
GROUP_ROWS, GROUP_BYTES = 8192, 64 << 20
# Line ends to str.splitlines, though not to JSON: escaped, a line is a line to every reader.
_LINE_ENDS = {
    c.encode(): f"\\u{ord(c):04x}".encode() for c in (chr(0x85), chr(0x2028), chr(0x2029))
}


@dataclass(frozen=True, slots=True)
class Exported:
    """One file of an export, and what it was made from."""

    file: str
    rows: int
    bytes: int
    sha256: str
    made_by: str


Writer = Callable[[Path, Path], int]  # from the part to a new file; gives the rows


def export(out: Path, to: str, dest: Path) -> list[Path]:
    """Write the corpus of the build in `out` to the folder `dest` as `to`: ``parquet`` or ``jsonl.zst``,
    with a dataset card, so that the folder can be published as it is.

    Gives the files in the order of the manifest. Files that are there already, made from the same parts
    by the same software, are left as they are; others of an earlier export are replaced or removed.

    Raises UsageError if there is no build in `out`, no format `to`, or something else in `dest`; BuildError
    if a part is not as the build left it, or the disk is full.
    """
    if to not in _WRITERS:
        raise UsageError(f"there is no format {to!r}; there are {', '.join(_WRITERS)}")
    facts = Manifest.load(out).facts
    _claim(dest, to, facts)
    try:
        done = _export_parts(out, to, dest, facts)
    except OSError as error:
        raise disk_trouble(error, dest) from error
    return [dest / one.file for one in done]


def _export_parts(out: Path, to: str, dest: Path, facts: Mapping[str, Any]) -> list[Exported]:
    card, before = dest / "README.md", {one.file: one for one in _recorded(dest)}
    if _fingerprint(dest) != facts["fingerprint"]:
        card.unlink(missing_ok=True)
    done: list[Exported] = []
    for part in facts["shards"]:
        name = _name(part["file"], to)
        made_by = _made_by(part["sha256"], to)
        one = before.pop(name, None)
        if not (one and one.made_by == made_by and _is_whole(dest, one)):
            card.unlink(missing_ok=True)  # first to go and last to come: where it is, it is true
            one = _export_part(out, part, dest, to)
            # What is still to be looked at stays on record, so that a killed export is continued.
            _record(dest, to, facts, [*done, one, *before.values()])
        done.append(one)
    current = {dest / one.file for one in done}
    for path in dest.glob(f"*/part-*.{to}"):
        if path not in current:
            path.unlink()
    _record(dest, to, facts, done)
    if not card.is_file():
        write_text(card, dataset_card(facts, Statistics.of(out, facts), to))
    return done


def _export_part(out: Path, part: Mapping[str, Any], dest: Path, to: str) -> Exported:
    source, name = out / part["file"], _name(part["file"], to)
    if not source.is_file() or file_sha256(source) != part["sha256"]:
        raise BuildError(
            f"{source} is not as the build left it; see what else is damaged: proofpile verify {out}; "
            "then run the build again"
        )
    path = dest / name
    with appearing(path) as partial:
        rows = _WRITERS[to](source, partial)
        if rows != part["rows"]:
            raise BuildError(
                f"{part['file']} gave {rows:,} rows, the manifest says {part['rows']:,}; "
                f"run proofpile verify {out}"
            )
    made_by = _made_by(part["sha256"], to)
    return Exported(name, rows, path.stat().st_size, file_sha256(path), made_by)


def _write_parquet(source: Path, path: Path) -> int:
    groups = _groups(source)
    first = next(groups)
    names = first.schema.names
    with pq.ParquetWriter(
        path,
        first.schema,
        compression="zstd",
        compression_level=ZSTD_LEVEL,
        write_page_index=True,
        # Bounds of a text say nothing and can be as long as the text; all ids and origins differ.
        write_statistics=[name for name in names if name != "text"],
        use_dictionary=[name for name in names if name not in ("id", "text", "origin")],
    ) as writer:
        rows = 0
        for group in chain([first], groups):
            writer.write_table(group, row_group_size=max(group.num_rows, 1))
            rows += group.num_rows
    return rows


def _groups(source: Path) -> Iterator[pa.Table]:
    """Batches gathered into row groups; one, though empty, where there are none."""
    pending: list[pa.RecordBatch] = []
    rows = size = 0
    with pa.memory_map(str(source)) as file:
        schema = pa.ipc.open_file(file).schema
    for batch in read_batches(source):
        if pending and (rows + batch.num_rows > GROUP_ROWS or size + batch.nbytes > GROUP_BYTES):
            yield pa.Table.from_batches(pending, schema)
            pending, rows, size = [], 0, 0
        pending.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
    yield pa.Table.from_batches(pending, schema)


def _write_jsonl_zst(source: Path, path: Path) -> int:
    rows = 0
    compressor = zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True)
    with path.open("wb") as raw, compressor.stream_writer(raw) as lines:
        for batch in read_batches(source):
            for row in batch.to_pylist():
                lines.write(json_line(row))
            rows += batch.num_rows
    return rows


def json_line(row: dict[str, Any]) -> bytes:
    """A document as a line of its own. Every mark is in every line, null where there is none, so that
    readers that infer a schema infer the same one.
    """
    text = row.pop("text")
    line = orjson.dumps({"text": text, "meta": row}, option=orjson.OPT_APPEND_NEWLINE)
    for end, escaped in _LINE_ENDS.items():
        if end in line:
            line = line.replace(end, escaped)
    return line


_WRITERS: Mapping[str, Writer] = {"parquet": _write_parquet, "jsonl.zst": _write_jsonl_zst}


def _name(part: str, to: str) -> str:
    """``train/part-00000-of-00002.parquet`` for ``documents/train/part-00000-of-00002.arrow``."""
    path = Path(part)
    return f"{path.parent.name}/{path.stem}.{to}"


def _made_by(sha256: str, to: str) -> str:
    """A hash of all that decides the bytes of a file."""
    writer = pa.__version__ if to == "parquet" else zstandard.ZSTD_VERSION
    given = [FORMAT, to, sha256, writer, ZSTD_LEVEL, GROUP_ROWS, GROUP_BYTES]
    return hashlib.sha256(repr(given).encode()).hexdigest()[:16]


def _claim(dest: Path, to: str, facts: Mapping[str, Any]) -> None:
    """Make `dest` the folder of this export; UsageError if it is something else's."""
    if dest.exists() and not dest.is_dir():
        raise UsageError(f"{dest} is a file; give a new folder with --dest")
    if not dest.exists() or not any(dest.iterdir()):
        try:
            _record(dest, to, facts, [])
        except OSError as error:
            raise UsageError(
                f"cannot write to {dest}: {error.strerror}; give another folder with --dest"
            ) from None
        return
    record = _read_record(dest)
    if record is None:
        raise UsageError(
            f"{dest} is not empty and holds no export; give a new folder with --dest, or empty it"
        )
    if (record["to"], record["source"]) != (to, facts["source"]):
        raise UsageError(
            f"{dest} holds an export of {record['source']} to {record['to']}, not of {facts['source']} "
            f"to {to}; give another folder with --dest, or remove it first: rm -r {dest}"
        )
    sweep(dest)


def _read_record(dest: Path) -> dict[str, Any] | None:
    try:
        record: dict[str, Any] = json.loads((dest / RECORD).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return record if {"format", "to", "source", "files"} <= record.keys() else None


def _recorded(dest: Path) -> list[Exported]:
    record = _read_record(dest)
    return [Exported(**one) for one in record["files"]] if record else []


def _fingerprint(dest: Path) -> str:
    return str((_read_record(dest) or {}).get("fingerprint"))


def _is_whole(dest: Path, one: Exported) -> bool:
    path = dest / one.file
    return path.is_file() and path.stat().st_size == one.bytes


def _record(dest: Path, to: str, facts: Mapping[str, Any], files: list[Exported]) -> None:
    record = {
        "format": FORMAT,
        "to": to,
        "source": facts["source"],
        "fingerprint": facts["fingerprint"],
        "files": [asdict(one) for one in files],
    }
    write_text(dest / RECORD, json.dumps(record, indent=2, sort_keys=True) + "\n")
