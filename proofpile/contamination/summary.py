"""What a search found, in numbers: ``report.json``, made of ``hits.arrow``, ``items.arrow`` and counts.

Pure: the same hits and counts give the same report, whatever the order in which they were found. A document
counts once however many hits it has, and so does an item; a document is its id and origin together, because
a corpus that is only looked at may use an id twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from proofpile.contamination.allow import AllowList, Key
from proofpile.contamination.hits import LAYERS, VERDICTS
from proofpile.contamination.items import PARTS, Benchmark
from proofpile.shard import open_columns

FORMAT = 1
STUDY_NS = (10, 15, 20, 30)  # of Llemma's table; the study itself published 30
WORDS_NS = (8, 13)  # of normalised words, as others count them
THRESHOLDS = tuple(step / 20 for step in range(21))
UNCHECKABLE = "uncheckable"
VERBATIM = 0.99  # the least recall of items that were planted as they are
_ROUNDED = 1e-9  # an overlap is a quotient: what should be 0.3 may be a little less

Codes = npt.NDArray[np.int64]
Rows = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Searched:
    """What a report is made of, but for the hits themselves.

    `items` has a row a part (columns of ``items.arrow``). `counts` is what the search counted: documents,
    text_bytes, refused {reason: n}, inputs [...], by_source {source: documents}, overfull and over_budget.
    `canaries` are facts, or None where none were planted.
    """

    benchmarks: Sequence[Benchmark]
    items: pa.Table
    counts: Mapping[str, Any]
    layers: Sequence[str]
    allow: AllowList
    canaries: Mapping[str, Any] | None
    versions: Mapping[str, Any]
    fingerprint: str


class Hits:
    """The columns of a file of hits as numbers, a row a hit: what is equal has one code."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.documents, _ = self._codes("document", "origin")
        self.items, _ = self._codes("benchmark", "item")
        self.source, self.sources = self._codes("source")
        self.layer, self.layers = self._codes("layer")
        self.verdict, self.verdicts = self._codes("verdict")
        self.benchmark, self.benchmarks = self._codes("benchmark")
        self.part, self.parts = self._codes("part")
        self.n: Codes = self._column("n").to_numpy().astype(np.int64)
        self.overlap: npt.NDArray[np.float64] = self._column("overlap").to_numpy()

    def __len__(self) -> int:
        return len(self.n)

    def where(self, **wanted: str) -> Rows:
        """The hits with these values in these columns (layer, verdict, benchmark, part)."""
        rows = np.ones(len(self), bool)
        for name, value in wanted.items():
            values = getattr(self, f"{name}s")
            rows &= getattr(self, name) == (values.index(value) if value in values else -1)
        return rows

    def count(self, rows: Rows) -> dict[str, int]:
        """How many hits these are, in how many documents, of how many items."""
        return {
            "hits": int(rows.sum()),
            "documents": _distinct(self.documents[rows]),
            "items": _distinct(self.items[rows]),
        }

    def keys(self, verdict: str) -> set[Key]:
        """What the hits of one verdict are known by."""
        mask = pa.array(self.where(verdict=verdict))
        names = ("benchmark", "item", "part", "match")
        columns = [self._column(name).filter(mask).to_pylist() for name in names]
        return set(zip(*columns, strict=True))

    def _column(self, name: str) -> pa.ChunkedArray:
        with pa.memory_map(str(self._path)) as file:
            return open_columns(file, [name]).read_all().column(0)

    def _codes(self, *names: str) -> tuple[Codes, list[str]]:
        """One code for what is equal in all of these columns; and what each code of a single column is."""
        columns = [self._column(name) for name in names]
        joined = columns[0] if len(names) == 1 else pc.binary_join_element_wise(*columns, "\0")
        encoded = joined.dictionary_encode().combine_chunks()
        codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        return codes, encoded.dictionary.to_pylist() if len(names) == 1 else []


def _distinct(codes: Codes) -> int:
    """How many different codes there are; they are small numbers, and so are not sorted."""
    return int(np.count_nonzero(np.bincount(codes)))


def report_of(hits: Hits, searched: Searched) -> dict[str, Any]:
    """``report.json``; every key is explained in docs/contamination.md."""
    facts = {
        "format": FORMAT,
        "versions": dict(searched.versions),
        "fingerprint": searched.fingerprint,
        "benchmarks": [_benchmark(one, searched.items) for one in searched.benchmarks],
        "corpus": {
            name: searched.counts[name] for name in ("documents", "text_bytes", "refused", "inputs")
        },
        "layers": {
            layer: {v: hits.count(hits.where(layer=layer, verdict=v)) for v in VERDICTS}
            for layer in LAYERS
            if layer in searched.layers
        },
        "verdicts": {v: hits.count(hits.where(verdict=v)) for v in VERDICTS},
        "by_part": list(_by_part(hits, searched.benchmarks)),
        "llemma_table": list(_in_a_row(hits, searched.benchmarks, "llemma", STUDY_NS)),
        "words_table": list(_in_a_row(hits, searched.benchmarks, "words", WORDS_NS)),
        "curve": {one.name: _curve(hits, one.name) for one in searched.benchmarks},
        "by_source": _by_source(hits, searched.counts["by_source"]),
        "canaries": searched.canaries,
        "allowed": searched.allow.facts(hits.keys("allowed")),
    }
    return {**facts, "alarms": alarms(facts, searched.counts)}


def alarms(facts: Mapping[str, Any], counts: Mapping[str, Any]) -> list[str]:
    """What makes the report worth less than it looks."""
    found = []
    if full := counts.get("overfull", 0):
        found.append(
            f"{full:,} documents hold more places than are kept: not every hit of them is listed"
        )
    for reason in counts.get("over_budget", ()):
        found.append(f"{counts['refused'][reason]:,} records were not read for {reason}")
    if not facts["corpus"]["documents"]:
        found.append("no document was read, so nothing could be found")
    for one in facts["benchmarks"]:
        parts, blind = sum(one["parts"].values()), len(one["uncheckable"])
        if blind == parts:
            found.append(
                f"{one['name']}: no part of any item can be checked; finding nothing means nothing"
            )
        elif 2 * blind > parts:
            found.append(f"{one['name']}: {blind:,} of {parts:,} parts cannot be checked")
    for name, planted in ((facts["canaries"] or {}).get("benchmarks", {})).items():
        count = planted.get("verbatim", {"planted": 0})
        if count["planted"] and count["recall"] < VERBATIM:
            found.append(
                f"{name}: of {count['planted']:,} items planted word for word {count['found']:,} were found; "
                "what is not found here is not found in the corpus"
            )
    return found


def _benchmark(benchmark: Benchmark, items: pa.Table) -> dict[str, Any]:
    mine = items.filter(pc.equal(items["benchmark"], benchmark.name))
    blind = mine.filter(pc.equal(mine["checked"], UNCHECKABLE)).select(["item", "part", "why"])
    parts = mine["part"].to_pylist()
    return {
        "name": benchmark.name,
        "sha256": benchmark.sha256,
        "licence": benchmark.licence,
        "items": len(benchmark.items),
        "parts": {part: parts.count(part) for part in PARTS if part in parts},
        "uncheckable": blind.to_pylist(),
        "notes": list(benchmark.notes),
    }


def _parts_of(benchmark: Benchmark) -> list[tuple[str, int]]:
    """(part, how many items have it), of the parts that there are."""
    counts = {part: sum(part in item.parts for item in benchmark.items) for part in PARTS}
    return [(part, count) for part, count in counts.items() if count]


def _by_part(hits: Hits, benchmarks: Sequence[Benchmark]) -> Any:
    for one in benchmarks:
        for part, count in _parts_of(one):
            mine = hits.where(benchmark=one.name, part=part)
            found = {v: hits.count(mine & hits.where(verdict=v)) for v in VERDICTS}
            yield {"benchmark": one.name, "part": part, "of": count, **found}


def _in_a_row(hits: Hits, benchmarks: Sequence[Benchmark], layer: str, ns: Sequence[int]) -> Any:
    """Items and documents that share at least so many words in a row, whatever the verdict is."""
    of_layer = hits.where(layer=layer)
    for one in benchmarks:
        for part, _ in _parts_of(one):
            mine = of_layer & hits.where(benchmark=one.name, part=part)
            for n in ns:
                count = hits.count(mine & (hits.n >= n))
                yield {
                    **{"benchmark": one.name, "part": part, "n": n},
                    **{"items": count["items"], "documents": count["documents"]},
                }


def _curve(hits: Hits, benchmark: str) -> list[dict[str, Any]]:
    """How many documents and items overlap by so much or more, in layer words."""
    rows = hits.where(layer="words", benchmark=benchmark) & ~hits.where(verdict="allowed")
    most = [_most(codes[rows], hits.overlap[rows]) for codes in (hits.documents, hits.items)]
    return [
        {
            "threshold": threshold,
            **{
                name: int((of >= threshold - _ROUNDED).sum())
                for name, of in zip(("documents", "items"), most, strict=True)
            },
        }
        for threshold in THRESHOLDS
    ]


def _most(codes: Codes, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The largest value of each code."""
    order = np.lexsort((values, codes))
    last = np.append(np.diff(codes[order]) != 0, True)[: len(order)]
    most: npt.NDArray[np.float64] = values[order][last]
    return most


def _by_source(hits: Hits, documents: Mapping[str, int]) -> list[list[Any]]:
    """[source, documents that are contaminated, documents], the worst first."""
    rows = hits.where(verdict="contaminated")
    pairs = np.unique(np.stack([hits.source[rows], hits.documents[rows]]), axis=1)
    counts = np.bincount(pairs[0], minlength=len(hits.sources))
    found = dict(zip(hits.sources, counts.tolist(), strict=True))
    listed = [[source, found.get(source, 0), count] for source, count in documents.items()]
    return sorted(listed, key=lambda row: (-row[1], row[0]))
