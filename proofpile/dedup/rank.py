"""Who stays of documents that repeat one another: by source, by length or age, and never by chance.

The order is total and knows nothing of files, shards or workers: the hash of the id decides between what is
otherwise equal, so a corpus whose files come in another order keeps the same documents.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from proofpile.dedup.join import Array

Keep = Literal["longest", "newest"]
# What decides, from left to right; less is better. Then decide the halves of the id's key.
RANK = np.dtype([("prefer", "<u4"), ("value", "<u8")])
_MOST = (1 << 64) - 1
_DIGITS = 14  # of a date: 2023-03-20T10:11:12Z is 20230320101112


@dataclass(frozen=True, slots=True)
class Ranking:
    """`prefer`: sources, the best first, before all others. `longest` is the one with most tokens.

    `source_mark` names the column of sources; "": what stands before the first colon of the id.
    `newest` goes by the mark `date_mark`. A corpus without such a column has one nameless source, or no
    dates.
    """

    keep: Keep = "longest"
    prefer: tuple[str, ...] = ()
    source_mark: str = ""
    date_mark: str = "date"

    @property
    def columns(self) -> list[str]:
        """Of a document file, besides `id` and `text`."""
        wanted = {self.source_mark} if self.source_mark else set()
        return sorted(wanted | ({self.date_mark} if self.keep == "newest" else set()))

    def sources(self, batch: pa.RecordBatch) -> pa.Array:
        """The source of each document, never null."""
        if not self.source_mark:
            ids = batch.column("id")
            return pc.replace_substring_regex(ids, r"(?s)^(?:([^:]*):.*|.*)$", r"\1")
        return pc.fill_null(pc.cast(_column(batch, self.source_mark), pa.string()), "")

    def ranks(
        self, batch: pa.RecordBatch, sources: pa.Array, tokens: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.void]:
        """`RANK` of each document; `tokens` is how many it has."""
        ranks = np.zeros(batch.num_rows, RANK)
        places = pc.index_in(sources, value_set=pa.array(self.prefer, pa.string()))
        ranks["prefer"] = pc.fill_null(places, len(self.prefer)).to_numpy(zero_copy_only=False)
        if self.keep == "longest":
            worth = _lengths(batch.column("text"), tokens)
        else:
            worth = _dates(_column(batch, self.date_mark))
        ranks["value"] = np.uint64(_MOST) - worth.astype(np.uint64)
        return ranks


def best_first(documents: Array) -> npt.NDArray[np.int64]:
    """The order, best first, of records with `prefer`, `value` and the halves of their id's key."""
    fields = ("low", "high", "value", "prefer")  # of lexsort's keys the last decides first
    order: npt.NDArray[np.int64] = np.lexsort([documents[name] for name in fields])
    return order


def _lengths(texts: pa.Array, tokens: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    """Grow with the tokens, and fall with bytes: of equal tokens the fewest, for the rest is styling."""
    half = np.uint64(_MOST >> 32)
    size = pc.binary_length(texts).to_numpy(zero_copy_only=False).astype(np.uint64)
    worth: npt.NDArray[np.uint64] = np.minimum(tokens.astype(np.uint64), half) << np.uint64(32)
    worth |= half - np.minimum(size, half)
    return worth


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    return batch.column(name) if name in batch.schema.names else pa.nulls(batch.num_rows)


def _dates(dates: pa.Array) -> npt.NDArray[np.uint64]:
    """Dates as numbers that grow with them; 0 where there is none."""
    digits = pc.replace_substring_regex(pc.cast(dates, pa.string()), r"[^0-9]", "")
    digits = pc.utf8_rpad(pc.utf8_slice_codeunits(digits, 0, _DIGITS), _DIGITS, "0")
    numbers: npt.NDArray[np.uint64] = pc.fill_null(pc.cast(digits, pa.uint64()), 0).to_numpy()
    return numbers
