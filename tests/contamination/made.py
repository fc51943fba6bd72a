"""Hits and files of hits, made by hand."""

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pyarrow as pa

from proofpile.contamination.hits import SCHEMA, Hit
from proofpile.contamination.items import Benchmark
from proofpile.shard import arrow_file

_PLAIN: dict[str, Any] = {
    **{"document": "d1", "origin": "web/1", "source": "web", "benchmark": "toy", "item": "1"},
    **{"part": "problem", "layer": "words", "n": 13, "overlap": 1.0, "bits": 50.0},
    **{"doc_start": 0, "doc_end": 9, "item_start": 0, "item_end": 9, "spans": ((0, 9, 0, 9),)},
    **{"normalisation": "case", "verdict": "contaminated", "match": "00ff"},
}


def hit(**changed: Any) -> Hit:
    """A hit like any other, but for what is said."""
    assert set(changed) <= {f.name for f in fields(Hit)}
    return Hit(**{**_PLAIN, **changed})


def hits_file(path: Path, hits: Iterable[Hit]) -> Path:
    """A file of hits at `path`."""
    with arrow_file(path, SCHEMA) as file:
        for one in hits:
            file.append_values(one.values(), 100)
    return path


def items_table(*benchmarks: Benchmark, checked: str = "n-grams", why: str = "") -> pa.Table:
    """The items of benchmarks as ``items.arrow`` has them, all checked in one way."""
    rows = [
        {
            **{"benchmark": item.benchmark, "item": item.id, "part": part, "text": text},
            **{"name": item.name, "origin": item.origin, "item_sha256": item.sha256},
            **{"checked": checked, "why": why},
        }
        for benchmark in benchmarks
        for item, part, text in benchmark.texts()
    ]
    return pa.Table.from_pylist(rows)
