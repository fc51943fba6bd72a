"""The examples of a model on disk: what it learnt from, and what it is judged by.

One Arrow file in the order of the texts' hashes, which is the order of training. It is put together from the
chosen rows of all shards without holding their texts in memory: rows go to buckets by their hash, and each
bucket is sorted alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

import pyarrow as pa

from proofpile.errors import MissingError
from proofpile.selflabel.sample import Example
from proofpile.shard import Shard, arrow_file, read_batches

EXAMPLES = "examples.arrow"
SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("origin", pa.string(), nullable=False),
        pa.field("domain", pa.string(), nullable=False),
        pa.field("split", pa.string(), nullable=False),  # train, validation, test
        pa.field("label", pa.string(), nullable=False),  # positive, negative
        pa.field("kind", pa.string(), nullable=False),  # of hard negatives; "unicode" of positives
        pa.field("language", pa.string(), nullable=False),
        pa.field("formulas", pa.int64(), nullable=False),
        pa.field("formula_rules", pa.string(), nullable=False),
        pa.field("length", pa.int64(), nullable=False),  # characters of the page's text
        pa.field("digest", pa.string(), nullable=False),
        pa.field("text", pa.large_string(), nullable=False),  # features: what the model sees
        pa.field("with_formulas", pa.large_string(), nullable=False),
    ]
)
_COPIED = ("id", "origin", "domain", "language", "formulas", "formula_rules", "length", "digest")
_BUCKET = 128 << 20  # bytes of text that are sorted at a time


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line to learn from or to judge by."""

    row: int  # of the file of examples
    id: str
    origin: str
    domain: str
    split: str
    label: str
    kind: str
    text: str


def write_examples(
    path: Path, shards: Sequence[Shard], chosen: Sequence[Example], workdir: Path
) -> None:
    """The rows of `shards` that `chosen` names, in its order, as the file `path`.

    `workdir` is ours alone: whatever a killed run left there goes.
    """
    by_shard: dict[int, list[Example]] = defaultdict(list)
    for one in chosen:
        by_shard[one.shard].append(one)
    count = 1 + sum(2 * one.size for one in chosen) // _BUCKET
    rmtree(workdir, ignore_errors=True)
    try:
        buckets = [workdir / f"{number}.arrow" for number in range(count)]
        with ExitStack() as stack:
            files = [stack.enter_context(arrow_file(bucket, SCHEMA)) for bucket in buckets]
            for number in sorted(by_shard):
                for one, row in _rows(shards[number], by_shard[number]):
                    file = files[int(one.key[:8], 16) * count >> 32]
                    file.append(row, len(row["text"]) + len(row["with_formulas"]))
        with arrow_file(path, SCHEMA) as file:
            for bucket in buckets:
                rows = [row for batch in read_batches(bucket) for row in batch.to_pylist()]
                for row in sorted(rows, key=lambda row: str(row["digest"])):
                    file.append(row, len(row["text"]) + len(row["with_formulas"]))
    finally:
        rmtree(workdir, ignore_errors=True)


def read_examples(path: Path, *splits: str) -> Iterator[Labelled]:
    """The examples in the file or folder `path`, of `splits` or of all, in their order.

    Raises MissingError if there are none.
    """
    path = path / EXAMPLES if path.is_dir() else path
    if not path.is_file():
        raise MissingError(
            f"there are no examples in {path}; `proofpile classifier train` writes them beside the model"
        )
    names = ("id", "origin", "domain", "split", "label", "kind", "text")
    at = 0
    for batch in read_batches(path):
        columns = [batch.column(name).to_pylist() for name in names]
        for row, values in enumerate(zip(*columns, strict=True), at):
            if not splits or values[3] in splits:
                yield Labelled(row, *values)
        at += batch.num_rows


def _rows(shard: Shard, wanted: Sequence[Example]) -> Iterator[tuple[Example, dict[str, Any]]]:
    """The rows of one shard that are wanted; those of other batches are not made Python objects."""
    waiting = sorted(wanted, key=lambda one: one.row, reverse=True)
    first = 0
    for batch in read_batches(shard.path):
        while waiting and waiting[-1].row < first + batch.num_rows:
            one = waiting.pop()
            (found,) = batch.slice(one.row - first, 1).to_pylist()
            made = {"split": one.split, "label": one.label, "kind": one.kind}
            texts = {"text": found["text"], "with_formulas": found["with_formulas"]}
            yield one, {name: found[name] for name in _COPIED} | made | texts
        first += batch.num_rows
