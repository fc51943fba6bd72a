"""Token shards: documents that a trainer was given as numbers, read back as text.

A shard is an Arrow IPC file (or Parquet) with a list of integers a document in ``input_ids`` or
``tokens``, and, where proofpile wrote it, ``doc_id`` (16 bytes) and JSON under the key ``proofpile`` of the
schema's metadata: ``tokenizer`` (a name), ``tokenizer_sha256`` (of its file), ``source``, and more.

Ids mean nothing without the tokenizer that made them, and another one makes fluent nonsense of them, in
which nothing is ever found. So the hash of the tokenizer is held against that of the shard, a tokenizer that
does not give back what it took is refused, and a shard that does not say what made it is read with a warning.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from proofpile.errors import MissingError, UsageError
from proofpile.shard import file_sha256

COLUMNS = ("input_ids", "tokens")  # what they are called, the first that is there
DOC_ID = "doc_id"
METADATA = b"proofpile"
_PROBE = "The sum of 2 and 3 is 5."
# Tokens that are decoded at once: as Python's numbers they take 36 bytes each.
AT_ONCE = 1 << 20
# Tokens before a cut that are decoded again after it, because a first token loses its blank and a character
# may be several tokens; and how far back a cut is moved until it is between two characters.
_CONTEXT, _BACK = 16, 64
_CUT_OFF = "\N{REPLACEMENT CHARACTER}"

Ids = npt.NDArray[Any]
Decode = Callable[[list[int]], str]


@dataclass(frozen=True, slots=True)
class Label:
    """What a shard says about the tokenizer that made it."""

    tokenizer: str
    tokenizer_sha256: str
    source: str = ""


@dataclass(frozen=True)
class Tokenizer:
    """A tokenizer's file, as far as it turns ids back to text. Ids are below `size`."""

    path: str
    sha256: str
    size: int
    decode: Decode


def is_ids(type_: pa.DataType) -> bool:
    """Whether a column of this type may hold tokens: lists of integers."""
    lists = (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)
    return any(fits(type_) for fits in lists) and bool(pa.types.is_integer(type_.value_type))


def column_of(schema: pa.Schema, text: str) -> str:
    """The column of tokens of a file that has no text in the column `text`; "" if it has text, or neither."""
    names = (text,) if text in schema.names else COLUMNS
    held = {field.name for field in schema if is_ids(field.type)}
    return next((name for name in names if name in held), "")


def label_of(schema: pa.Schema) -> Label | None:
    """What the file says about its tokenizer; None if it does not, or not so that it can be read."""
    try:
        facts = orjson.loads((schema.metadata or {})[METADATA])
        return Label(
            str(facts["tokenizer"]), str(facts["tokenizer_sha256"]), str(facts.get("source") or "")
        )
    except (KeyError, TypeError, AttributeError, orjson.JSONDecodeError):
        return None


def check(schema: pa.Schema, location: str, column: str, path: str) -> None:
    """Raises UsageError unless the file's tokens can be read with the tokenizer in `path`."""
    label = label_of(schema)
    if not path:
        made = f", made by {label.tokenizer} (sha256 {label.tokenizer_sha256})" if label else ""
        raise UsageError(
            f"{location} holds tokens in the column {column!r}{made}, and no text; `proofpile "
            "contamination-report` reads them with the tokenizer that made them: --tokenizer PATH, a "
            "SentencePiece .model or a tokenizer.json"
        )
    given = load(path)
    if label and label.tokenizer_sha256 != given.sha256:
        raise UsageError(
            f"{location} was made by the tokenizer {label.tokenizer} with the sha256 "
            f"{label.tokenizer_sha256}, and {path} has {given.sha256}; give that one: --tokenizer PATH"
        )


@lru_cache(maxsize=4)
def load(path: str) -> Tokenizer:
    """The tokenizer in a file, once a process. Raises UsageError or MissingError, saying what mends it."""
    file = Path(path).expanduser()
    try:
        with file.open("rb") as opened:
            is_json = opened.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
        decode, encode, size = (_of_json if is_json else _of_sentencepiece)(str(file))
        returned = decode(encode(_PROBE))
    except OSError as error:
        raise UsageError(
            f"--tokenizer {path}: {error.strerror}; give a file that can be read"
        ) from None
    except MissingError:
        raise
    except Exception as error:  # both libraries raise what they like
        kind = "tokenizer.json" if is_json else "SentencePiece model"
        raise UsageError(
            f"--tokenizer {path} cannot be read as a {kind}: {str(error)[:200]}; give a SentencePiece "
            ".model or a tokenizer.json"
        ) from None
    if returned.split() != _PROBE.split():
        raise UsageError(
            f"--tokenizer {path} does not give back what it took: {_PROBE!r} came back as {returned!r}, so "
            "nothing could be found in its texts; give a tokenizer with a decoder"
        )
    return Tokenizer(path, file_sha256(file), size, decode)


def _of_json(path: str) -> tuple[Decode, Callable[[str], list[int]], int]:
    try:
        from tokenizers import Tokenizer as Fast
    except ImportError:
        raise _missing("tokenizers") from None
    fast = Fast.from_file(path)
    return (
        fast.decode,
        lambda text: list(fast.encode(text, add_special_tokens=False).ids),
        1 + max(fast.get_vocab().values()),  # there may be holes below it
    )


def _of_sentencepiece(path: str) -> tuple[Decode, Callable[[str], list[int]], int]:
    try:
        from sentencepiece import SentencePieceProcessor
    except ImportError:
        raise _missing("sentencepiece") from None
    model = SentencePieceProcessor(model_file=path)
    return model.decode, model.encode, model.vocab_size()


def _missing(library: str) -> MissingError:
    return MissingError(
        f"reading tokens needs {library}, which is not installed: pip install 'proofpile[tokenizers]'"
    )


def texts(
    array: pa.Array, tokenizer: Tokenizer, most: int
) -> tuple[pa.Array, dict[int, tuple[str, str]]]:
    """Each list of tokens as text (large_string[rows]); and what is none: row -> (reason, detail).

    A row of more than `most` tokens is too long; one with an id that the tokenizer has not is a bad record.
    """
    lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)
    flat = array.flatten()
    values = pc.fill_null(flat, 0).to_numpy(zero_copy_only=False)
    ends = np.cumsum(lengths, dtype=np.int64)
    refused: dict[int, tuple[str, str]] = {}
    for row in np.flatnonzero(lengths > most).tolist():
        refused[row] = ("too-long", f"{lengths[row]:,} tokens")
    unknown = np.flatnonzero((values < 0) | (values >= tokenizer.size))
    for row, at in _first_in_rows(unknown, ends):
        detail = f"token {values[at]} is none of the {tokenizer.size:,} of the tokenizer"
        refused.setdefault(row, ("bad-record", detail))
    for row, _ in _first_in_rows(np.flatnonzero(flat.is_null()), ends):
        refused.setdefault(row, ("bad-record", "a token is null"))
    absent = array.is_null().to_numpy(zero_copy_only=False)
    made = [
        None
        if absent[row] or row in refused
        else text_of(values[end - length : end], tokenizer.decode)
        for row, (end, length) in enumerate(zip(ends, lengths, strict=True))
    ]
    return pa.array(made, pa.large_string()), refused


def _first_in_rows(places: Ids, ends: Ids) -> Iterator[tuple[int, int]]:
    """(row, the first of `places` in it), of rows that end where `ends` says."""
    rows, first = np.unique(np.searchsorted(ends, places, side="right"), return_index=True)
    yield from zip(rows.tolist(), places[first].tolist(), strict=True)


def text_of(ids: Ids, decode: Decode, at_once: int = AT_ONCE) -> str:
    """The text of one document; a long one in pieces that join where they would without cuts."""
    if len(ids) <= at_once:
        return decode(ids.tolist())
    return "".join(_pieces(ids, decode, at_once))


def _pieces(ids: Ids, decode: Decode, at_once: int) -> Iterator[str]:
    start = 0
    while start < len(ids):
        stop = min(start + at_once, len(ids))
        if stop < len(ids):
            stop = _between_characters(ids, stop, max(start + 1, stop - _BACK), decode)
        before = decode(ids[max(0, start - _CONTEXT) : start].tolist()) if start else ""
        yield decode(ids[max(0, start - _CONTEXT) : stop].tolist())[len(before) :]
        start = stop


def _between_characters(ids: Ids, stop: int, least: int, decode: Decode) -> int:
    """The last place from `least` to `stop` where no character is cut; `stop` itself where there is none."""
    for at in range(stop, least - 1, -1):
        first = max(0, at - _CONTEXT)
        before = decode(ids[first:at].tolist())
        after = decode(ids[first : at + _CONTEXT].tolist())
        if not before.endswith(_CUT_OFF) and after.startswith(before):
            return at
    return stop
