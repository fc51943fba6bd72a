"""Why is this document in the corpus, or why not: the story of one id or URL, from what a build wrote.

Two columns of each file are read, so a corpus of any size is searched in bounded memory at the speed of
reading its ids; an index was rejected because it would be one more file to keep true. Refusals that
were only counted (`Drop.listed`) left no row: of a page that is not found, that is said, with the counts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from proofpile.leaks import Leaks, leaks_in
from proofpile.manifest import Manifest
from proofpile.shard import read_batches
from proofpile.twins import (
    REPEATS,
    Cluster,
    Comparison,
    StandsFor,
    cluster_of,
    compare,
    stands_for,
)

NEAR = 5  # suggestions, where nothing is found
_HOST_ROWS = 1000  # rows of one host among which the nearest are looked for
_PLACE = re.compile(r"[^:]+:(?P<unit>.+?)(?:@(?P<offset>\d+)|#.*)?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one pass decided. `reason` is "" where the document went on."""

    name: str
    by: str = ""
    reason: str = ""
    meaning: str = ""
    score: float | None = None
    threshold: float | None = None
    detail: str = ""
    twin: str = ""  # the origin of the document that `detail` names, if it names one
    cluster: Cluster | None = None
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """All that a build knows of one document. `split` and `file` are "" if it was dropped."""

    id: str
    origin: str
    unit: str
    offset: int | None
    verdicts: tuple[Verdict, ...]
    split: str = ""
    file: str = ""
    marks: Mapping[str, Any] = field(default_factory=dict)
    excerpt: str = ""
    cluster: Cluster | None = None  # of one that stays
    stands_for: tuple[StandsFor, ...] = ()
    leaks: Leaks | None = None

    @property
    def kept(self) -> bool:
        """Whether it is in the corpus."""
        return bool(self.split)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The stories of everything called `query`; where there is none, what can be said all the same."""

    query: str
    stories: tuple[Story, ...]
    near: tuple[str, ...] = ()
    counted_only: Mapping[str, int] = field(default_factory=dict)  # reasons that list few or none
    read: int = 0
    cuts: Mapping[str, Any] = field(
        default_factory=dict
    )  # the lines drawn, as the manifest has them


def explain(out: Path, query: str) -> Explanation:
    """Every document of the build in `out` whose id or origin is `query`.

    Raises UsageError if `out` holds no finished build.
    """
    facts = Manifest.load(out).facts
    stories = [_story(out, facts, file, row) for file, row in _rows(out, facts, query)]
    if stories:
        return Explanation(query, tuple(stories), cuts=facts.get("cuts", {}))
    return Explanation(
        query, (), tuple(_near(out, facts, query)), _counted(out, facts), _read(facts)
    )


def place(id: str) -> tuple[str, int | None]:
    """Unit and offset that an id names: ``openwebmath:a/b.warc.gz@8812`` is ("a/b.warc.gz", 8812)."""
    match = _PLACE.fullmatch(id)
    if not match:
        return "", None
    return match["unit"], int(match["offset"]) if match["offset"] else None


def _rows(out: Path, facts: Mapping[str, Any], query: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """File and row of each document called `query`; one, if that is an id."""
    for file in _files(facts):
        for number, batch in enumerate(read_batches(out / file, ["id", "origin"])):
            found = pc.or_(pc.equal(batch["id"], query), pc.equal(batch["origin"], query))
            for index in pc.indices_nonzero(found).to_pylist():
                row = _row(out / file, number, index)
                yield file, row
                if row["id"] == query:
                    return


def _files(facts: Mapping[str, Any]) -> list[str]:
    return [part["file"] for part in (*facts["ledgers"], *facts["shards"])]


def _row(path: Path, batch: int, index: int) -> dict[str, Any]:
    with pa.memory_map(str(path)) as file:
        rows: list[dict[str, Any]] = (
            pa.ipc.open_file(file).get_batch(batch).slice(index, 1).to_pylist()
        )
        return rows[0]


def _story(out: Path, facts: Mapping[str, Any], file: str, row: dict[str, Any]) -> Story:
    unit, offset = place(row["id"])
    passes = [one["name"] for one in facts["passes"]]
    common = {"id": row["id"], "origin": row["origin"], "unit": unit, "offset": offset}
    if "reason" in row:
        before = passes[: passes.index(row["pass"])]
        verdict = _verdict(out, facts, row)
        verdicts = (*map(Verdict, before), verdict)
        leaks = leaks_in(out, row["id"])
        return Story(**common, verdicts=verdicts, excerpt=row["excerpt"], leaks=leaks)
    fixed = ("id", "origin", "text")
    return Story(
        **common,
        verdicts=tuple(map(Verdict, passes)),
        split=Path(file).parent.name,
        file=file,
        marks={k: v for k, v in row.items() if k not in fixed and v is not None},
        excerpt=row["text"][:280],
        cluster=cluster_of(out, row["id"]),
        stands_for=stands_for(out, facts, row["id"]),
        leaks=leaks_in(out, row["id"]),
    )


def _verdict(out: Path, facts: Mapping[str, Any], row: dict[str, Any]) -> Verdict:
    repeats = row["reason"] in REPEATS
    id = row["detail"] if repeats or (place(row["detail"])[0] and " " not in row["detail"]) else ""
    cluster = cluster_of(out, row["id"], id) if repeats else None
    twin = _origin_of(out, facts, id) if id else ""
    return Verdict(
        name=row["pass"],
        by=row["by"],
        reason=row["reason"],
        meaning=facts["reasons"].get(row["reason"], ""),
        score=row["score"],
        threshold=row["threshold"],
        detail=row["detail"],
        twin=twin or (cluster.origins.get(id, "") if cluster else ""),
        cluster=cluster,
        comparison=compare(out, facts, row) if repeats else None,
    )


def _origin_of(out: Path, facts: Mapping[str, Any], id: str) -> str:
    """The origin of the document `id`, or "": details are often something else."""
    for file in reversed(_files(facts)):  # twins are mostly kept
        for batch in read_batches(out / file, ["id", "origin"]):
            if (index := pc.index(batch["id"], id).as_py()) >= 0:
                return str(batch["origin"][index].as_py())
    return ""


def _near(out: Path, facts: Mapping[str, Any], query: str) -> list[str]:
    """What else is there of the same host, or of the same unit; the most alike first."""
    stem = urlsplit(query).hostname or place(query)[0]
    if not stem:
        return []
    alike = _alike(out, facts, stem)
    return get_close_matches(query, alike, NEAR, cutoff=0.0)


def _alike(out: Path, facts: Mapping[str, Any], stem: str) -> list[str]:
    found: dict[str, None] = {}
    for file in _files(facts):
        for batch in read_batches(out / file, ["id", "origin"]):
            for names in batch.columns:
                found.update(dict.fromkeys(_holding(names, stem)))
                if len(found) >= _HOST_ROWS:
                    return list(found)
    return list(found)


def _holding(names: pa.Array, stem: str) -> Iterable[str]:
    values: list[str] = names.filter(pc.match_substring(names, stem)).to_pylist()
    return values


def _counted(out: Path, facts: Mapping[str, Any]) -> dict[str, int]:
    """Refusals by reason that have no row in the ledger."""
    if not sum(one["counted_only"] for one in facts["passes"]):
        return {}
    missing = dict(facts["dropped"])
    for part in facts["ledgers"]:
        for reason, count in _reasons(out / part["file"]):
            missing[reason] -= count
    return {reason: count for reason, count in missing.items() if count}


def _reasons(path: Path) -> Iterator[tuple[str, int]]:
    for batch in read_batches(path, ["reason"]):
        for item in pc.value_counts(batch["reason"]).to_pylist():
            yield item["values"], item["counts"]


def _read(facts: Mapping[str, Any]) -> int:
    return int(facts["passes"][0]["in"])
