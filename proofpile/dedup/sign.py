"""The first step: of each shelf, what its documents are compared by, in sorted files.

A *run* is some `RUN_DOCUMENTS` documents of one shelf at most. It leaves

    NAME.docs.npy    DOCUMENT of every document, in their order
    NAME.ids.npy     ENTRY by the key of the id: where one comes twice, the corpus is refused
    NAME.texts.npy   ENTRY by the hash of the token sequence: equal ones meet before any bucket
    NAME.keys.npy    uint64[buckets, n], each row sorted: hashes of the buckets of documents with a shingle
    NAME.rows.npy    uint32[buckets, n]: the documents that they are of

and, when all runs of a shelf are there, ``SHELF.json``, without which they do not count. 12 bytes a bucket
and document, 288 at the default, are what near-duplicates cost on disk; a range of hashes of one bucket is a
slice of each run, so documents meet without being written a second time.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from proofpile.arrays import save, text_buffers
from proofpile.atomic import write_bytes
from proofpile.dedup.join import ENTRY, Array, keys_of, write_run
from proofpile.dedup.parameters import Parameters
from proofpile.dedup.rank import Ranking
from proofpile.dedup.runs import DOCUMENT, Files, Run
from proofpile.native import sort_entries
from proofpile.shard import read_batches

# Documents that are sorted together, 200 MB at the default parameters; a larger shelf is several runs.
RUN_DOCUMENTS = 1 << 18


@dataclass(frozen=True, slots=True)
class Sign:
    """A callable from (number of a shelf, its files) to its runs, in order."""

    folder: Path
    parameters: Parameters
    ranking: Ranking

    step = "signatures"

    def __call__(self, item: tuple[int, Files]) -> list[Run]:
        number, files = item
        record = self.folder / f"{number:05d}.json"
        if record.exists():
            return [Run.of(facts) for facts in orjson.loads(record.read_bytes())]
        runs: list[Run] = []
        columns = ["id", "text", *self.ranking.columns]
        batches = (batch for file in files for batch in read_batches(file, columns))
        for start, pieces in _in_runs(self._piece(batch) for batch in batches if batch.num_rows):
            runs.append(self._run(f"{number:05d}-{len(runs):03d}", number, start, pieces))
        write_bytes(record, orjson.dumps([asdict(run) for run in runs]))
        return runs

    def _piece(self, batch: pa.RecordBatch) -> "_Piece":
        text = batch.column("text")
        keys, texts, tokens = self.parameters.hasher().buckets(*text_buffers(text))
        sources = self.ranking.sources(batch)
        documents = np.zeros(batch.num_rows, DOCUMENT)
        ids = keys_of(batch.column("id").to_pylist())
        documents["high"], documents["low"] = ids["high"], ids["low"]
        ranks = self.ranking.ranks(batch, sources, tokens)
        documents["prefer"], documents["value"] = ranks["prefer"], ranks["value"]
        documents["bytes"] = pc.binary_length(text).to_numpy()
        return _Piece(documents, sources, keys, texts, tokens)

    def _run(self, name: str, shelf: int, start: int, pieces: list["_Piece"]) -> Run:
        documents = np.concatenate([piece.documents for piece in pieces])
        sources = pa.chunked_array([piece.sources for piece in pieces]).combine_chunks()
        encoded = sources.dictionary_encode()
        documents["source"] = encoded.indices.to_numpy()
        tokens = np.concatenate([piece.tokens for piece in pieces])
        texts = np.concatenate([piece.texts for piece in pieces])
        at = self.folder / name
        save(at.with_suffix(".docs.npy"), documents)
        rows = np.arange(start, start + len(documents), dtype=np.uint32)
        ids = np.stack([documents["high"], documents["low"]], 1)
        write_run(at.with_suffix(".ids.npy"), _entries(ids, shelf, rows))
        write_run(at.with_suffix(".texts.npy"), _entries(texts, shelf, rows))
        long = tokens >= self.parameters.n_grams
        self._save_buckets(at, [piece.keys for piece in pieces], rows, long)
        names = tuple(encoded.dictionary.to_pylist())
        counts = tuple(np.bincount(documents["source"], minlength=len(names)).tolist())
        signed, total = int(long.sum()), int(tokens.sum())
        return Run(name, shelf, start, len(documents), signed, total, names, counts)

    def _save_buckets(
        self,
        at: Path,
        pieces: list[npt.NDArray[np.uint64]],
        rows: npt.NDArray[np.uint32],
        long: npt.NDArray[np.bool_],
    ) -> None:
        shape = self.parameters.num_buckets, int(long.sum())
        keys, owners = np.empty(shape, np.uint64), np.empty(shape, np.uint32)
        for bucket in range(shape[0]):
            hashes = np.concatenate([piece[bucket] for piece in pieces])[long]
            keys[bucket], owners[bucket] = sort_entries(hashes, rows[long])
        save(at.with_suffix(".keys.npy"), keys)
        save(at.with_suffix(".rows.npy"), owners)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A batch of n: DOCUMENT[n], without source; sources; uint64[buckets, n], uint64[n, 2], int64[n]."""

    documents: Array
    sources: pa.Array
    keys: npt.NDArray[np.uint64]
    texts: npt.NDArray[np.uint64]
    tokens: npt.NDArray[np.int64]


def _in_runs(pieces: Iterator["_Piece"]) -> Iterator[tuple[int, list["_Piece"]]]:
    """`pieces` in groups of about `RUN_DOCUMENTS` documents, each with the row that it begins at."""
    start = row = 0
    group: list[_Piece] = []
    for piece in pieces:
        group.append(piece)
        row += len(piece.documents)
        if row - start >= RUN_DOCUMENTS:
            yield start, group
            start, group = row, []
    if group:
        yield start, group


def _entries(keys: npt.NDArray[np.uint64], shelf: int, rows: npt.NDArray[np.uint32]) -> Array:
    entries = np.empty(len(keys), ENTRY)
    entries["high"], entries["low"] = keys[:, 0], keys[:, 1]
    entries["shard"], entries["row"] = shelf, rows
    return entries
