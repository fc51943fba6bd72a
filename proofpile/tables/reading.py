"""From a part of a file to documents: every row becomes one, or a Drop that says why it does not.

A row that cannot be a document (no text, a broken line) is refused by itself. A document without an id
where a column holds the ids stops everything: whoever named the column relies on it. So does a file that
is damaged, unless what it still gives is asked for.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from proofpile import guard
from proofpile.document import Drop
from proofpile.errors import UnitError, UsageError
from proofpile.shard import ARROW_TYPES, schema
from proofpile.tables import jsonl, tokens
from proofpile.tables.columns import KINDS, as_mark, as_text, json_text
from proofpile.tables.files import Part
from proofpile.tables.layout import LINES, OTHERS, TABLES, Layout, format_of

REASONS: Mapping[str, str] = {
    "bad-record": "the line is not one JSON object",
    "not-utf8": "the text, the id or a column is not UTF-8",
    "no-text": "there is no text, or it is not a string",
    "too-long": "the record is longer than is read",
    "damaged-file": "the file is damaged or cut off here; what comes after is lost",
}
FAULTS = frozenset(REASONS) - {"too-long"}
_NAMED = 10  # rows that an error names
Reading = Generator[pa.RecordBatch | Drop, None, int]


@dataclass(slots=True)
class Rows:
    """Rows in a row: where each is in its file, its columns, and which are refused for what."""

    places: Sequence[int]
    text: pa.Array
    ids: pa.Array | None
    columns: dict[str, pa.Array]
    refused: dict[int, tuple[str, str]] = field(default_factory=dict)  # number -> (reason, detail)

    def refuse(self, numbers: Any, reason: str, detail: str) -> None:
        """Refuse each of `numbers` that is not refused already."""
        for number in numbers:
            self.refused.setdefault(int(number), (reason, detail))


def read(part: Part, layout: Layout, most: int, name: str, damaged: bool = False) -> Reading:
    """Batches of documents with the marks of `layout`, and a Drop for each other row.

    `most` is the length of the longest record that is read, in bytes; ids that are made begin with
    `name`. Raises UsageError for rows without an id, naming them, and UnitError where the file is damaged;
    with `damaged` that is a Drop, after everything before the damage. Returns how many rows there were.
    """
    seen = 0
    pieces = _pieces(part, layout, most)
    while True:
        # A native reader may die of a hostile file: this says in what, and after how many rows.
        at = f"{name}:{part.name}+{seen}"
        found: Any = guard.watched("damaged-file", at, part.name, _next, pieces)
        if found is None:
            return seen
        if isinstance(found, Drop):
            if not damaged:
                raise UnitError(_damage(part, seen, found))
            yield found
            return seen + 1
        rows = found.rows(part, layout, most)
        seen += len(rows.places)
        yield from _documents(rows, part, layout, most, name)
        guard.reached(seen, 0)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines of a file of JSON lines, not yet looked at."""

    lines: Sequence[jsonl.Line]

    def rows(self, part: Part, layout: Layout, most: int) -> Rows:
        return _of_lines(self.lines, layout)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows of an Arrow or Parquet file, as they are there."""

    first: int
    batch: pa.RecordBatch

    def rows(self, part: Part, layout: Layout, most: int) -> Rows:
        return _of_batch(self.batch, self.first, part, layout, most)


def _next(pieces: Iterator[_Lines | _Batch]) -> Any:
    return next(pieces, None)


def _pieces(part: Part, layout: Layout, most: int) -> Iterator[_Lines | _Batch]:
    """The part, a few megabytes at a time."""
    format = format_of(part.location)
    if format == LINES:
        yield from map(_Lines, jsonl.gathered(jsonl.lines(part, most)))
        return
    opened, first = TABLES[format], part.first
    has = opened.schema(part.location).names
    names = [n for n in dict.fromkeys((*layout.own, *dict(layout.columns))) if n in has]
    for batch in opened.batches(part, names):
        yield _Batch(first, batch)
        first += batch.num_rows


def _of_batch(batch: pa.RecordBatch, first: int, part: Part, layout: Layout, most: int) -> Rows:
    rows = Rows(range(first, first + batch.num_rows), pa.nulls(0), None, {})
    column = tokens.column_of(batch.schema, layout.text) if layout.tokens else ""
    if column:
        tokenizer = tokens.load(layout.tokenizer)
        rows.text, rows.refused = tokens.texts(batch.column(column), tokenizer, most)
    else:
        rows.text, broken = as_text(batch.column(layout.text), pa.large_string())
        rows.refuse(np.flatnonzero(broken), "not-utf8", layout.text)
    if layout.id:
        rows.ids, broken = _ids(batch.column(layout.id), bool(column))
        rows.refuse(np.flatnonzero(broken), "not-utf8", layout.id)
    for name, kind in layout.columns:
        if name not in batch.schema.names:
            continue
        try:
            rows.columns[name], broken = as_mark(batch.column(name), kind)
        except (pa.ArrowInvalid, TypeError) as error:
            raise UnitError(_would_change(part, rows.places, name, kind, error)) from None
        rows.refuse(np.flatnonzero(broken), "not-utf8", name)
    return rows


def _ids(array: pa.Array, of_tokens: bool) -> tuple[pa.Array, Any]:
    if of_tokens and pa.types.is_fixed_size_binary(array.type):  # a hash
        made = [None if value is None else value.hex() for value in array.to_pylist()]
        return pa.array(made, pa.string()), np.zeros(len(array), bool)
    if pa.types.is_integer(array.type) or pa.types.is_decimal(array.type):
        return array.cast(pa.string()), np.zeros(len(array), bool)
    return as_text(array, pa.string())


def _of_lines(lines: Sequence[jsonl.Line], layout: Layout) -> Rows:
    refused: dict[int, tuple[str, str]] = {}
    rows = [_row(number, line, layout, refused) for number, line in enumerate(lines)]
    texts = [row.get(layout.text) for row in rows]
    for number, text in enumerate(texts):
        if type(text) is not str:
            texts[number] = None
            refused.setdefault(number, ("no-text", _instead(rows[number], layout.text)))
    kinds = {name: kind for name, kind in layout.columns if name != OTHERS}
    known = frozenset((*layout.own, *kinds, *layout.without))
    others = {
        n: {k: row[k] for k in row.keys() - known}
        for n, row in enumerate(rows)
        if not layout.bare and row.keys() - known
    }
    columns = {}
    for name, kind in kinds.items():
        values = [row.get(name) for row in rows]
        if not set(map(type, values)) <= jsonl.PLAIN[kind]:
            for number, value in enumerate(values):
                if not jsonl.fits(value, kind):
                    others.setdefault(number, {})[name], values[number] = value, None
        if kind == "json":
            values = _as_json(values, refused)
        columns[name] = pa.array(values, ARROW_TYPES[KINDS[kind]])
    if not layout.bare:
        more = [dict(sorted(others[n].items())) if n in others else None for n in range(len(rows))]
        columns[OTHERS] = pa.array(_as_json(more, refused), pa.string())
    ids = pa.array([_id(row.get(layout.id)) for row in rows], pa.string()) if layout.id else None
    places = [line.place for line in lines]
    return Rows(places, pa.array(texts, pa.large_string()), ids, columns, refused)


def _row(
    number: int, line: jsonl.Line, layout: Layout, refused: dict[int, tuple[str, str]]
) -> dict[str, Any]:
    """The object in a line, or an empty one for a line that is refused."""
    if line.data is None:
        refused[number] = ("too-long", "")
        return {}
    try:
        return jsonl.record(line.data, layout.own)
    except jsonl.BadLineError as error:
        refused[number] = (error.reason, str(error))
        return {}


def _as_json(values: Sequence[Any], refused: dict[int, tuple[str, str]]) -> list[str | None]:
    """Each value as JSON; a row with one that is nested too deep, or too large a number, is refused."""
    made: list[str | None] = []
    for number, value in enumerate(values):
        try:
            made.append(None if value is None else json_text(value))
        except TypeError as error:
            refused.setdefault(number, ("bad-record", str(error)))
            made.append(None)
    return made


def _id(value: Any) -> str | None:
    return value if type(value) is str else str(value) if type(value) is int else None


def _instead(row: Mapping[str, Any], name: str) -> str:
    return f"{name} is of the type {type(row[name]).__name__}" if name in row else f"no {name}"


def _documents(
    rows: Rows, part: Part, layout: Layout, most: int, name: str
) -> Iterator[pa.RecordBatch | Drop]:
    rows.refuse(np.flatnonzero(rows.text.is_null()), "no-text", "the text is null")
    lengths = pc.fill_null(pc.binary_length(rows.text), 0)
    rows.refuse(np.flatnonzero(pc.greater(lengths, most)), "too-long", "")
    places = [part.place(place) for place in rows.places]
    ids = rows.ids if rows.ids is not None else pa.array([f"{name}:{p}" for p in places])
    _refuse_without_id(rows, ids, part, layout)
    keep = np.ones(len(places), bool)
    keep[list(rows.refused)] = False
    batch = _batch(rows, ids, pa.array(places, pa.string()), part, layout)
    yield batch if keep.all() else batch.filter(pa.array(keep))
    for number, (reason, detail) in sorted(rows.refused.items()):
        known = ids[number].as_py() if rows.ids is None else ids[number].as_py() or ""
        yield Drop(
            reason,
            detail=detail[:300],
            id=known or f"{name}:{places[number]}",
            origin=places[number],
        )


def _batch(
    rows: Rows, ids: pa.Array, places: pa.Array, part: Part, layout: Layout
) -> pa.RecordBatch:
    columns = rows.columns
    fixed = {
        # Of rows that are refused there may be none; where there are, all is copied.
        "id": pc.fill_null(ids, "") if ids.null_count else ids,
        "text": pc.fill_null(rows.text, "") if rows.text.null_count else rows.text,
        "origin": pc.coalesce(
            *(columns[name] for name in layout.origins if name in columns), places
        ),
        "licence": pc.fill_null(columns["licence"], "") if "licence" in columns else None,
    }
    count = len(places)
    own = pa.array([part.source]).take(pa.array(np.zeros(count, np.int32)))
    if "source" not in dict(layout.columns):
        given = columns.get(layout.source) if layout.source else None
        fixed["source"] = own if given is None else pc.coalesce(given, own)
    fields = schema(layout.marks)
    empty = pa.array([""]).take(pa.array(np.zeros(count, np.int32)))
    fixed["licence"] = empty if fixed["licence"] is None else fixed["licence"]
    arrays = [fixed.get(f.name, columns.get(f.name)) for f in fields]
    filled = [
        pa.nulls(count, f.type) if a is None else a for a, f in zip(arrays, fields, strict=True)
    ]
    return pa.RecordBatch.from_arrays(filled, schema=fields)


def _refuse_without_id(rows: Rows, ids: pa.Array, part: Part, layout: Layout) -> None:
    """Raises UsageError for documents that have no id, naming them."""
    if rows.ids is None:
        return
    without = map(int, np.flatnonzero(pc.fill_null(pc.equal(ids, ""), True)))
    missing = [n for n in without if rows.refused.get(n, ("no-text", ""))[0] == "no-text"]
    if missing:
        named = ", ".join(part.place(rows.places[n]) for n in missing[:_NAMED])
        more = f" and {len(missing) - _NAMED:,} more near them" if len(missing) > _NAMED else ""
        raise UsageError(
            f"the column {layout.id!r} has no id (null, empty, or neither text nor integer) in {named}{more}"
            f" of {part.location}. Mend them; or name another column with --id-column; or have ids made "
            f"from the places of rows: --drop-column {layout.id}"
        )


def _damage(part: Part, number: int, drop: Drop) -> str:
    what = drop.detail if drop.reason == "damaged-file" else f"{drop.reason} while reading it"
    return (
        f"{part.location} is damaged or cut off after {number:,} records of {part.name}: {what}. Get it "
        "again or leave it out, and run the same command again: what is finished is kept; or take what "
        "it still gives with --keep-going"
    )


def _would_change(part: Part, places: Sequence[int], name: str, kind: str, error: Exception) -> str:
    return (
        f"the column {name!r} of {part.location} holds, in rows {places[0]:,} to {places[-1]:,}, what a "
        f"column of the kind {kind} cannot: {error}. Leave it out: --drop-column {name}"
    )
