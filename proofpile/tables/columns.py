"""What becomes of the user's columns: each keeps its values, as a mark of one of four types.

Text, integers, floating-point numbers and booleans stay what they are. Dates, times, durations,
decimals and unsigned 64-bit integers become text as ISO 8601 or the decimal system have it, bytes
become base64, and everything nested becomes JSON.
"""

import base64
import datetime
import decimal
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc

# Kind -> the type of the mark. A column that was seen only empty is of no kind, and text in the corpus.
KINDS: Mapping[str, type] = {
    "text": str,
    "int": int,
    "float": float,
    "bool": bool,
    "written": str,  # dates, times, durations, decimals, unsigned 64-bit integers
    "bytes": str,
    "json": str,
    "empty": str,
}
Mask = npt.NDArray[np.bool_]


def kind_of(type_: pa.DataType) -> str:
    """The kind of an Arrow column."""
    if pa.types.is_dictionary(type_):
        return kind_of(type_.value_type)
    return next((kind for kind, fits in _FITS.items() if fits(type_)), "json")


def common(one: str, other: str) -> str | None:
    """The kind that holds both, or None where they contradict each other."""
    if one == other or other == "empty":
        return one
    if one == "empty":
        return other
    return "float" if {one, other} == {"int", "float"} else None


def as_mark(array: pa.Array, kind: str) -> tuple[pa.Array, Mask]:
    """`array` as the column of a mark of `kind`, and which rows hold what cannot be written as text.

    Raises pyarrow.ArrowInvalid for a value that would change, such as an integer that no float holds.
    """
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), _ARROW[KINDS[kind]]), np.zeros(len(array), bool)
    if kind in ("text", "empty"):
        return as_text(array, pa.string())
    if kind == "json":
        return _json(array)
    made = _MAKE[kind](array) if kind in _MAKE else array.cast(_ARROW[KINDS[kind]])
    return made, np.zeros(len(array), bool)


def as_text(array: pa.Array, wanted: pa.DataType) -> tuple[pa.Array, Mask]:
    """Strings or bytes as text of the type `wanted`, and which rows are not UTF-8 (they become null)."""
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), wanted), np.zeros(len(array), bool)
    try:
        text = array.cast(wanted)
        text.validate(full=True)  # Arrow's readers believe what a file says about itself
        return text, np.zeros(len(array), bool)
    except pa.ArrowInvalid:
        values = [_decoded(value) for value in array.cast(pa.large_binary()).to_pylist()]
        broken = np.array([value is False for value in values], bool)
        return pa.array(
            [value or None if value is False else value for value in values], wanted
        ), broken


def json_text(value: Any) -> str:
    """A value that is no text, number or boolean, as JSON."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS).decode()


def _decoded(value: bytes | None) -> str | bool | None:
    """The text, None, or False for bytes that are none."""
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return False


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    raise TypeError(f"no JSON for a {type(value).__name__}")


def _is_text(type_: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(type_)
        or pa.types.is_large_string(type_)
        or pa.types.is_string_view(type_)
    )


def _is_bytes(type_: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(type_)
        or pa.types.is_large_binary(type_)
        or pa.types.is_binary_view(type_)
        or pa.types.is_fixed_size_binary(type_)
    )


def _is_written(type_: pa.DataType) -> bool:
    return bool(
        pa.types.is_date(type_)
        or pa.types.is_time(type_)
        or pa.types.is_timestamp(type_)
        or pa.types.is_duration(type_)
        or pa.types.is_decimal(type_)
        or pa.types.is_uint64(type_)
    )


def _written(array: pa.Array) -> pa.Array:
    if not pa.types.is_timestamp(array.type):
        return array.cast(pa.string())
    utc = array.type.tz is not None
    # The instant in UTC: a zone's name needs a database of zones, which not every machine has.
    naive = array.cast(pa.timestamp(array.type.unit)).cast(pa.string())
    iso = pc.replace_substring(naive, " ", "T", max_replacements=1)
    return pc.binary_join_element_wise(iso, "Z", "") if utc else iso


def _base64(array: pa.Array) -> pa.Array:
    values = array.to_pylist()
    return pa.array(
        [None if v is None else base64.b64encode(v).decode() for v in values], pa.string()
    )


def _json(array: pa.Array) -> tuple[pa.Array, Mask]:
    broken = np.zeros(len(array), bool)
    try:
        values = array.to_pylist()
    except UnicodeDecodeError:  # of some text within
        values = []
        for number, scalar in enumerate(array):
            try:
                values.append(scalar.as_py())
            except UnicodeDecodeError:
                values.append(None)
                broken[number] = True
    return pa.array([None if v is None else json_text(v) for v in values], pa.string()), broken


_ARROW = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
_FITS: Mapping[str, Callable[[pa.DataType], bool]] = {
    "empty": pa.types.is_null,
    "text": _is_text,
    "bytes": _is_bytes,
    "written": _is_written,
    "bool": pa.types.is_boolean,
    "int": pa.types.is_integer,
    "float": pa.types.is_floating,
}
_MAKE: Mapping[str, Callable[[pa.Array], pa.Array]] = {
    "written": _written,
    "bytes": _base64,
}
