"""What a filter asks of near-duplicates: who stays for a document, by the ids of both."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from proofpile.dedup.outcome import names_of
from proofpile.dedup.runs import places_of
from proofpile.dedup.table import open_table


def twins_of(table: str, ids: Sequence[str]) -> dict[int, tuple[str, float]]:
    """For those of `ids` that are removed, by index: the id that stays, and the Jaccard similarity with it.

    `table` is the path that `find_near_duplicates` gave.
    """
    opened = open_table(table)
    found = opened.find(ids)
    rows = np.flatnonzero(found >= 0)
    if not len(rows):
        return {}
    records = opened.records[found[rows]]
    twins = names_of(Path(table).with_name("names"), places_of(records)).column("id").to_pylist()
    return dict(
        zip(rows.tolist(), zip(twins, records["jaccard"].tolist(), strict=True), strict=True)
    )
