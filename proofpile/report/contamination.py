"""What was found of benchmarks in a corpus, as its pages show it: facts, hits, and the passages around them.

A folder of ``report.json``, ``hits.arrow`` and ``items.arrow`` becomes one page. The page holds the hits that
tell most, up to MOST_HITS, and of every document only what lies around them, each passage once however many
hits share it: ten thousand hits of three layers on the same passages are a page of some ten megabytes.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa

from proofpile.atomic import write_text
from proofpile.contamination.hits import VERDICTS
from proofpile.errors import UsageError
from proofpile.report.passages import pieces, stitched
from proofpile.report.statistics import domain_of
from proofpile.shard import read_batches, read_column
from proofpile.web.urls import host

FILTER = "contamination"
FOLDER = "contamination"  # of a build
FILES = ("report.json", "hits.arrow", "items.arrow", "removed.arrow")
PAGE = "contamination.html"  # beside the build's own report
MOST_HITS = 20_000  # a page beyond is slow to filter; measured: 20,000 hits, 60 ms a change
MOST_TEXT = 16_000_000  # characters of documents on a page: about a second of reading
LEAST_PASSAGE, MOST_PASSAGE = 600, 8_000  # characters around one hit
MOST_SPANS = 200  # runs of one hit
MOST_ITEM = 40_000  # characters of one part of an item
MOST_UNCHECKABLE = 5_000
NAMED = ("document", "origin", "source", "benchmark", "item", "part", "layer", "normalisation",
         "verdict", "detail", "match", "action")  # fmt: skip
NUMBERS = ("n", "overlap", "bits", "doc_start", "doc_end", "item_start", "item_end")

Key = tuple[str, str, str]  # benchmark, item, part


@dataclass(frozen=True, slots=True)
class Found:
    """All that a page of hits says.

    `hits` are rows of ``hits.arrow`` with their number in it as "row", and in place of the excerpt "pieces"
    of it; `total` is how many there are there.
    """

    facts: Mapping[str, Any]
    hits: Sequence[Mapping[str, Any]]
    total: int
    items: Mapping[Key, Mapping[str, Any]]

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Of what ``proofpile contamination-report`` or a build left in `folder`; raises UsageError."""
        facts = facts_of(folder)
        rows = _telling(folder / "hits.arrow")
        hits = list(_hits(folder / "hits.arrow", rows.chosen))
        wanted = {(hit["benchmark"], hit["item"], hit["part"]) for hit in hits}
        wanted |= {key for key, _ in uncheckable(facts)}
        return cls(facts, hits, rows.total, _items(folder / "items.arrow", wanted))


@dataclass(frozen=True, slots=True)
class Built:
    """What a build's own report says: the facts, and what its policy did, by part of a benchmark."""

    facts: Mapping[str, Any]
    # benchmark, part -> action -> hits, documents
    actions: Mapping[tuple[str, str], Mapping[str, tuple[int, int]]]
    passages: int  # that were cut out, and their characters
    characters: int

    @classmethod
    def of(cls, out: Path, facts: Mapping[str, Any]) -> Self | None:
        """Of the build in `out`, whose manifest says `facts`; None if it looked for no benchmark."""
        if FILTER not in facts.get("findings", {}) or not (out / FOLDER / "hits.arrow").is_file():
            return None
        hits: dict[tuple[str, str, str], int] = Counter()
        documents: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        names = ("benchmark", "part", "action", "document")
        for batch in read_batches(out / FOLDER / "hits.arrow", names):
            columns = (batch[name].to_pylist() for name in names)
            for *key, document in zip(*columns, strict=True):
                hits[tuple(key)] += 1
                documents[tuple(key)].add(document)
        actions: dict[tuple[str, str], dict[str, tuple[int, int]]] = defaultdict(dict)
        for (benchmark, part, action), count in hits.items():
            actions[benchmark, part][action] = count, len(documents[benchmark, part, action])
        removed = out / FOLDER / "removed.arrow"
        texts = read_column(removed, "text") if removed.is_file() else []
        return cls(facts_of(out / FOLDER), actions, len(texts), sum(map(len, texts)))


def write_page(folder: Path) -> Path:
    """Write ``index.html`` of the report in `folder`; gives its path. Raises UsageError if there is none."""
    return _write(folder, folder / "index.html")


def write_contamination_page(out: Path, stamp: str = "") -> Path:
    """Write ``report/contamination.html`` of the build in `out`: the same page, with the build's stamp."""
    return _write(out / FOLDER, out / "report" / PAGE, stamp, back="index.html#contamination")


def _write(folder: Path, path: Path, stamp: str = "", back: str = "") -> Path:
    from proofpile.report.html.hits import hits_page

    write_text(path, hits_page(Found.of(folder), stamp, back))
    return path


def facts_of(folder: Path) -> Mapping[str, Any]:
    """``report.json``; raises UsageError."""
    path = folder / "report.json"
    mend = "make it again: proofpile contamination-report CORPUS --benchmark SPEC --out DIR"
    try:
        facts = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise UsageError(
            f"{folder} holds no report of contamination, no report.json; {mend}"
        ) from None
    except ValueError as error:
        raise UsageError(f"{path} is no JSON ({error}); {mend}") from None
    if not isinstance(facts, dict) or facts.get("format") != 1:
        told = facts.get("format") if isinstance(facts, dict) else type(facts).__name__
        raise UsageError(f"{path} is of format {told!r}, and not 1; {mend}")
    return facts


def uncheckable(facts: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """Parts of items that no layer can check, and why."""
    for benchmark in facts["benchmarks"]:
        for one in benchmark.get("uncheckable", ()):
            yield (benchmark["name"], one["item"], one["part"]), one["why"]


def domain(origin: str) -> str:
    """The registered domain of a URL; its host where that has none, and "" where there is no host."""
    return domain_of(origin) or host("/".join(origin.split("/", 3)[:3]))


def data(found: Found) -> dict[str, Any]:
    """What the page's script reads: strings by their number in a table, columns of numbers, passages."""
    tables: dict[str, dict[str, int]] = {name: {} for name in (*NAMED, "domain")}
    domains = {origin: domain(origin) for origin in {hit["origin"] for hit in found.hits}}
    columns: dict[str, list[Any]] = {name: [] for name in ("row", *NUMBERS, *tables)}
    for hit in found.hits:
        for name in ("row", *NUMBERS):
            columns[name].append(hit[name])
        for name, table in tables.items():
            value = domains[hit["origin"]] if name == "domain" else hit[name]
            columns[name].append(table.setdefault(value, len(table)))
    groups, columns["group"] = _passages(found.hits)
    targets = {key: number for number, key in enumerate(found.items)}
    columns["target"] = [
        targets.get((h["benchmark"], h["item"], h["part"]), -1) for h in found.hits
    ]
    columns["spans"] = [[n for span in hit["spans"] for n in span] for hit in found.hits]
    return {
        "title": title(found.facts),
        "fingerprint": str(found.facts.get("fingerprint", "")),
        "benchmarks": {one["name"]: one["sha256"] for one in found.facts["benchmarks"]},
        "total": found.total,
        "tables": {name: list(table) for name, table in tables.items()},
        "hits": columns,
        "groups": groups,
        "items": [_item(key, item) for key, item in found.items.items()],
        "uncheckable": [
            [*key, why, targets.get(key, -1)]
            for (key, why), _ in zip(
                uncheckable(found.facts), range(MOST_UNCHECKABLE), strict=False
            )
        ],
    }


def title(facts: Mapping[str, Any]) -> str:
    """What the corpus is called: its first input, and how many there are besides."""
    inputs = facts["corpus"].get("inputs") or ["corpus"]
    first = inputs[0]
    name = str(first.get("unit", "") if isinstance(first, Mapping) else first)
    name = name.rstrip("/").rpartition("/")[2] or "corpus"
    return name if len(inputs) == 1 else f"{name} and {len(inputs) - 1:,} more"


def _item(key: Key, item: Mapping[str, Any]) -> list[Any]:
    text = item["text"] or ""
    return [*key, item["name"] or "", item["origin"] or "", item["item_sha256"] or "",
            text[:MOST_ITEM], max(len(text) - MOST_ITEM, 0)]  # fmt: skip


def _passages(hits: Sequence[Mapping[str, Any]]) -> tuple[list[list[tuple[int, str]]], list[int]]:
    """Passages of each document, and for each hit the number of its document's passages.

    Excerpts of one document are sewn together; where they contradict each other, as two documents of one
    name do, a hit has passages of its own.
    """
    by_document: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, hit in enumerate(hits):
        by_document[hit["document"], hit["origin"]].append(number)
    groups: list[list[tuple[int, str]]] = []
    of_hit = [0] * len(hits)
    for numbers in by_document.values():
        held = [hits[number]["pieces"] for number in numbers]
        whole = stitched(piece for one in held for piece in one)
        for number, one in zip(numbers, held, strict=True):
            of_hit[number] = len(groups)
            if whole is None:
                groups.append(one)
        if whole is not None:
            groups.append(whole)
    return groups, of_hit


@dataclass(frozen=True, slots=True)
class _Rows:
    chosen: np.ndarray[Any, np.dtype[np.int64]]  # sorted
    total: int


def _telling(path: Path) -> _Rows:
    """The rows that a page shows: by verdict, then by overlap."""
    if not path.is_file():
        raise UsageError(f"{path} is not there; make it again: proofpile contamination-report")
    order = {verdict: number for number, verdict in enumerate(VERDICTS)}
    verdicts, overlaps = [np.empty(0, np.int64)], [np.empty(0)]
    try:
        for batch in read_batches(path, ("verdict", "overlap")):
            named = [order.get(verdict, len(order)) for verdict in batch["verdict"].to_pylist()]
            verdicts.append(np.array(named, np.int64))
            overlaps.append(batch["overlap"].to_numpy(zero_copy_only=False))
    except (pa.ArrowInvalid, KeyError) as error:
        raise UsageError(f"{path} is no file of hits ({error}); make it again") from None
    verdict, overlap = np.concatenate(verdicts), np.concatenate(overlaps)
    chosen = np.lexsort((-np.nan_to_num(overlap), verdict))[:MOST_HITS]
    return _Rows(np.sort(chosen), len(verdict))


def _hits(path: Path, rows: np.ndarray[Any, np.dtype[np.int64]]) -> Iterator[dict[str, Any]]:
    most = max(LEAST_PASSAGE, min(MOST_PASSAGE, MOST_TEXT // max(len(rows), 1)))
    first = 0
    for batch in read_batches(path):
        here = rows[(rows >= first) & (rows < first + batch.num_rows)] - first
        for number, hit in zip(here.tolist(), batch.take(pa.array(here)).to_pylist(), strict=True):
            hit["spans"] = [tuple(span.values()) for span in hit["spans"][:MOST_SPANS]]
            hit["pieces"] = pieces(hit.pop("excerpt"), hit["excerpt_start"], hit["spans"], most)
            hit["overlap"], hit["bits"] = _rounded(hit["overlap"]), _rounded(hit["bits"])
            yield hit | {"row": first + number}
        first += batch.num_rows


def _rounded(value: float) -> float:
    """To four places; JSON has no word for what is not finite, and one such hit would cost the page."""
    return round(value, 4) if math.isfinite(value) else 0.0


def _items(path: Path, wanted: Iterable[Key]) -> dict[Key, dict[str, Any]]:
    """Those of the items that a page names, in the order of the file."""
    wanted, found = set(wanted), {}
    if not path.is_file():
        return {}
    for batch in read_batches(path):
        keys = zip(
            *(batch[name].to_pylist() for name in ("benchmark", "item", "part")), strict=True
        )
        for number, key in enumerate(keys):
            if key in wanted:
                found[key] = batch.slice(number, 1).to_pylist()[0]
    return found
