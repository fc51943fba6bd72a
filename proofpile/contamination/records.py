"""Records of a benchmark's files: JSON of the shapes that people write, CSV, Parquet and Arrow.

Nothing is passed over: a line that is no record is an error that names it, for an item that is not read
is not looked for.
"""

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from proofpile.contamination.contents import MOST, read_text
from proofpile.errors import UsageError

Values = Mapping[str, Any]


class Record(NamedTuple):
    """What a file says of one item, and where. `key` is that under which a JSON object had it, `group` the
    one that its list stood under where there are several."""

    values: Values
    place: str
    key: str = ""
    group: str = ""


PACKINGS = (".gz", ".zst")
_HEADING = re.compile(r"\\textbf\{(Problem|Solution):\}")
_ROWS = 1024  # of a table, at once


def read(path: Path, fields: Collection[str], header: Sequence[str] = ()) -> Iterator[Record]:
    """The records of `path`, by its suffix. `fields` are the names that records may have something under.

    `header` names the columns of a CSV file whose first line is a record. Raises UsageError.
    """
    kind = suffix(path)
    if kind in (".parquet", ".pq"):
        yield from _tables(path, fields, _parquet)
    elif kind in (".arrow", ".feather", ".ipc"):
        yield from _tables(path, fields, _arrow)
    elif kind == ".text":
        yield from _headed(path)
    elif kind in (".csv", ".tsv"):
        yield from _separated(path, "\t" if kind == ".tsv" else ",", header)
    else:
        yield from _json(path, read_text(path), kind == ".json", fields)


def suffix(path: Path) -> str:
    """In lower case, below what says how the file is packed."""
    name = path.name.lower()
    for packing in PACKINGS:
        name = name.removesuffix(packing)
    return Path(name).suffix


def stem(path: Path) -> str:
    """The name of the file without its suffix and without how it is packed."""
    name = path.name
    for packing in PACKINGS:
        if name.lower().endswith(packing):
            name = name[: -len(packing)]
    return Path(name).stem


def _json(path: Path, text: str, as_one: bool, fields: Collection[str]) -> Iterator[Record]:
    """One value, or one a line: what the suffix says first, then the other, as both are called both."""
    if as_one:
        try:
            value = _parsed(text)
        except ValueError as error:
            if not _is_object(text.lstrip().partition("\n")[0]):
                raise UsageError(f"{path} is no JSON: {error}; get it again, or mend it") from None
        else:
            yield from _shaped(path, value, fields)
            return
    elif not _is_object(text.lstrip().partition("\n")[0]):
        try:
            value = _parsed(text)
        except ValueError:
            pass  # lines, and the first is broken: said below
        else:
            yield from _shaped(path, value, fields)
            return
    for number, line in enumerate(text.split("\n"), 1):
        if line and not line.isspace():
            yield Record(_line(path, number, line), f":{number}")


def _line(path: Path, number: int, line: str) -> Values:
    try:
        value = _parsed(line)
    except ValueError as error:
        raise UsageError(
            f"{path}, line {number:,} is no JSON ({error}): {line[:80]!r}; mend the line or take it out"
        ) from None
    if not isinstance(value, dict):
        raise UsageError(
            f"{path}, line {number:,} is a JSON {_kind(value)}, and an object with fields was expected: "
            f"{line[:80]!r}"
        )
    return value


def _is_object(line: str) -> bool:
    try:
        return isinstance(_parsed(line), dict)
    except ValueError:
        return False


def _parsed(text: str) -> Any:
    """The value of a JSON text. Raises ValueError; what only orjson refuses (NaN) is read."""
    try:
        return orjson.loads(text)
    except ValueError as error:
        try:
            return json.loads(text)
        except RecursionError:
            raise ValueError("it is nested too deep") from None
        except ValueError:
            raise error from None


def _kind(value: Any) -> str:
    names = {list: "array", str: "string", bool: "boolean", type(None): "null", dict: "object"}
    return names.get(type(value), "number")


def _shaped(
    path: Path, value: Any, fields: Collection[str], deeper: bool = True
) -> Iterator[Record]:
    """Records of a list, of a dict of columns, of a dict from id to record, or one level within a dict."""
    if isinstance(value, list):
        for number, one in enumerate(value):
            if not isinstance(one, dict):
                raise UsageError(
                    f"{path}: element {number:,} of the list is a JSON {_kind(one)}, and an object with "
                    "fields was expected"
                )
            yield Record(one, f"#{number}")
        return
    if not isinstance(value, dict):
        raise UsageError(f"{path} holds a JSON {_kind(value)}; a list of objects was expected")
    inner = list(value.values())
    is_of_fields = any(name in value for name in fields)
    if is_of_fields and (rows := _columns(value)) is not None:
        yield from (Record(row, f"#{number}") for number, row in enumerate(rows))
    elif is_of_fields or not inner:
        yield Record(value, "")
    elif all(isinstance(one, dict) for one in inner) and not (
        deeper and len(inner) == 1 and not any(name in inner[0] for name in fields)
    ):
        yield from (Record(one, f"#{key}", key) for key, one in value.items())
    else:
        nested = {
            k: v for k, v in value.items() if isinstance(v, (list, dict)) and _holds_records(v)
        }
        if not deeper or not nested:
            yield Record(value, "")
            return
        for group, inside in nested.items():
            for found in _shaped(path, inside, fields, deeper=False):
                place = f"#{group}.{found.place.removeprefix('#')}"
                yield found._replace(place=place, group=group if len(nested) > 1 else "")


def _holds_records(value: list[Any] | dict[str, Any]) -> bool:
    inner = value if isinstance(value, list) else list(value.values())
    return bool(inner) and all(isinstance(one, (dict, list)) for one in inner)


def _columns(value: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Rows of a dict of columns, which are lists or, as pandas writes them, dicts, all of one length."""
    columns = {
        name: list(column.values()) if isinstance(column, dict) else column
        for name, column in value.items()
    }
    if not all(isinstance(column, list) for column in columns.values()):
        return None
    if len({len(column) for column in columns.values()}) != 1:
        return None
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _headed(path: Path) -> Iterator[Record]:
    """Problems and solutions in one TeX text, each under its heading, as OCWCourses was published."""
    _, *pieces = _HEADING.split(read_text(path))
    number = -1
    values: dict[str, str] = {}
    for heading, text in zip(pieces[::2], pieces[1::2], strict=True):
        if heading == "Problem":
            if values:
                yield Record(values, f"#{number}")
            number, values = number + 1, {}
        values[heading.lower()] = text.strip()
    if values:
        yield Record(values, f"#{number}")


def _separated(path: Path, separator: str, header: Sequence[str]) -> Iterator[Record]:
    csv.field_size_limit(sys.maxsize)
    # Strict, because otherwise a quotation mark that nobody closes takes the rest of the file with it.
    rows = csv.reader(io.StringIO(read_text(path), newline=""), delimiter=separator, strict=True)
    names, at = list(header), 1
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                pass
            elif not names or (rows.line_num and row == names):
                names = row
            elif len(row) > len(names):
                raise UsageError(
                    f"{path}, line {at:,} has {len(row)} cells, and there are {len(names)} columns "
                    f"({', '.join(names)}); put cells that hold the separator in quotation marks"
                )
            else:
                yield Record(dict(zip(names, row, strict=False)), f":{at}")
            at = rows.line_num + 1
    except csv.Error as error:
        raise UsageError(
            f"{path}, from line {at:,} on, cannot be read as cells ({error}); mend its quotation marks"
        ) from None


Batches = Callable[[Path, Collection[str]], Iterator[pa.RecordBatch]]


def _tables(path: Path, fields: Collection[str], batches: Batches) -> Iterator[Record]:
    row, size = 0, 0
    try:
        for batch in batches(path, fields):
            size += batch.nbytes + sum(_unfolded(column) for column in batch.columns)
            if size > MOST:
                raise UsageError(
                    f"{path} holds more than {MOST >> 20:,} MiB, and no benchmark does"
                )
            for values in batch.to_pylist():
                yield Record(values, f"#{row}")
                row += 1
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        said = str(error).partition("\n")[0]
        raise UsageError(f"{path} cannot be read as a table ({said}); get it again") from None


def _unfolded(column: pa.Array) -> int:
    """Bytes that the texts of a dictionary take when each row has its own."""
    if not pa.types.is_dictionary(column.type) or not pa.types.is_string(column.type.value_type):
        return 0
    lengths = pc.binary_length(column.dictionary).take(column.indices)
    return int(pc.sum(lengths).as_py() or 0)


def _parquet(path: Path, fields: Collection[str]) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        chosen = [name for name in names if _is_wanted(name, fields)] or names
        yield from file.iter_batches(batch_size=_ROWS, columns=chosen)


def _arrow(path: Path, fields: Collection[str]) -> Iterator[pa.RecordBatch]:
    with pa.OSFile(str(path)) as source:
        try:
            file = pa.ipc.open_file(source)
        except pa.ArrowInvalid:
            source.seek(0)
            stream = pa.ipc.open_stream(source)
            names = stream.schema.names
            batches: Iterator[pa.RecordBatch] = iter(stream)
        else:
            names = file.schema.names
            batches = (file.get_batch(n) for n in range(file.num_record_batches))
        chosen = [name for name in names if _is_wanted(name, fields)] or names
        for batch in batches:
            for start in range(0, batch.num_rows, _ROWS):
                yield batch.select(chosen).slice(start, _ROWS)


def _is_wanted(column: str, fields: Collection[str]) -> bool:
    return column in fields or any(field.startswith(f"{column}.") for field in fields)
