"""What near_duplicates leaves behind, told by hand: findings, the measured curve, pairs and clusters."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from proofpile.shard import COMPRESSION

PARAMETERS = {
    "n_grams": 5, "num_buckets": 14, "hashes_per_bucket": 8, "seed": 1, "threshold": 0.7,
    "merge": "star", "keep": "longest", "prefer": [], "most_removed": 0.9,
}  # fmt: skip
PAIRS = pa.schema(
    [
        ("why", pa.string()), ("cluster", pa.int64()), ("cluster_size", pa.int64()),
        ("jaccard", pa.float64()), ("kept_id", pa.string()), ("kept_origin", pa.string()),
        ("kept_text", pa.string()), ("removed_id", pa.string()), ("removed_origin", pa.string()),
        ("removed_text", pa.string()),
    ]
)  # fmt: skip
CLUSTERS = pa.schema(
    [
        ("cluster", pa.int64()), ("id", pa.string()), ("origin", pa.string()), ("source", pa.string()),
        ("old", pa.bool_()), ("kept", pa.bool_()), ("twin", pa.string()), ("jaccard", pa.float64()),
        ("text_bytes", pa.int64()),
    ]
)  # fmt: skip


def findings(**changed: Any) -> dict[str, Any]:
    """What a filter with `PARAMETERS` may have found in 200,000 documents."""
    return {
        "documents": 200_000, "short": 1_204, "same_tokens": 3_117, "candidates": 61_250,
        "edges": 40_021, "components": 9_870, "removed": 24_400, "largest_component": 1_412,
        "capped_buckets": 3, "threshold": 0.7, "merge": "star",
        "component_sizes": {"2": 7_100, "3-4": 1_900, "5-8": 640, "9-16": 170, "17-32": 45, "1025-2048": 1},
        "sources": [["web", 180_000, 24_000], ["gutenberg", 412, 380], ["arxiv", 19_588, 20]],
        "alarms": [], "curve": curve(), **changed,
    }  # fmt: skip


@cache
def curve(pairs: int = 200_000, buckets: int = 14, hashes: int = 8) -> dict[str, list[Any]]:
    """Pairs whose shared buckets are drawn as MinHash would."""
    draw = np.random.default_rng(3)
    jaccard = 1 - draw.beta(0.7, 1.8, pairs)
    jaccard[: pairs // 20] = 1.0
    shared = draw.binomial(buckets, jaccard**hashes)
    bins = (jaccard * 50).astype(int)
    weights = {"pairs": shared > 0, "matches": shared, "again": shared * (shared > 1)}
    columns = {
        name: np.bincount(bins, weight, 51).astype(int).tolist() for name, weight in weights.items()
    }
    return {"jaccard": [n / 50 for n in range(51)], **columns}


def pair(kept: str, removed: str, **changed: Any) -> dict[str, Any]:
    """A row of duplicate_pairs.arrow."""
    return {
        "why": "random", "cluster": 7, "cluster_size": 2, "jaccard": 0.8123,
        "kept_id": "web:a.warc.gz@0", "kept_origin": "https://kept.example/a", "kept_text": kept,
        "removed_id": "web:b.warc.gz@9", "removed_origin": "https://removed.example/b",
        "removed_text": removed, **changed,
    }  # fmt: skip


def plant(
    out: Path,
    rows: Sequence[Mapping[str, Any]],
    found: Mapping[str, Any] | None = None,
    parameters: Mapping[str, Any] = PARAMETERS,
) -> None:
    """Make the build in `out` one that looked for near-duplicates."""
    path = out / "manifest.json"
    facts = json.loads(path.read_text())
    facts["findings"] = {"near_duplicates": found or findings()}
    facts["parameters"]["near_duplicates"] = dict(parameters)
    path.write_text(json.dumps(facts))
    write(out / "report" / "duplicate_pairs.arrow", PAIRS, rows)


def write(path: Path, schema: pa.Schema, rows: Sequence[Mapping[str, Any]]) -> None:
    """An Arrow file of `rows`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        pa.OSFile(str(path), "wb") as file,
        pa.ipc.new_file(file, schema, options=COMPRESSION) as sink,
    ):
        sink.write_table(pa.Table.from_pylist([dict(row) for row in rows], schema))
