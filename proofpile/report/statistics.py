"""All figures of the report in one pass over the ledger and one over the documents, a batch at a time.

The ledger comes first: it tells at which scores the filters drew their lines, so that the pass over the
documents can collect what lies close above. Memory is bounded by the constants below and by the largest
batch, not by the corpus.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from proofpile.report.fidelity import COLUMNS, RULES, Counts, Domains, by_rule
from proofpile.report.tallies import Floats, Histogram, Sample, Tally
from proofpile.shard import FIXED, read_batches, text_sizes
from proofpile.web.urls import host, registered_domain

MOST_REASONS = 40  # with samples and scores of their own; the rest is in the funnel
ROWS, NEAREST = 5, 3  # samples for a reason; at its threshold, on either side
KEPT_ROWS = 8
OPENING = 600  # characters of a kept text
MOST_THRESHOLDS = 8
MOST_DETAIL = 80  # characters of a detail that are told apart
MOST_KINDS = 1000  # values of a mark beyond which it is free text

_FIXED = {f.name for f in FIXED}
DATE = re.compile(r"\d{4}-\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# What a recipe writes in a mark when it means "these kinds", with or without how many of each.
_KINDS = re.compile(r"[\w.+/-]+(?::\d+)?(?:,[\w.+/-]+(?::\d+)?)*")


@dataclass(frozen=True, slots=True)
class Kept:
    """A document in a sample."""

    id: str
    origin: str
    marks: Mapping[str, Any]
    opening: str
    length: int


@dataclass
class Reason:
    """What the ledger holds for one reason."""

    by: str
    measure: str | None  # the mark that holds what was scored, of documents that were kept
    scores: Histogram
    listed: int = 0
    thresholds: Counter[float] = field(default_factory=Counter)
    details: Tally = field(default_factory=lambda: Tally(most=MOST_KINDS))
    sample: Sample = field(default_factory=lambda: Sample(ROWS))
    nearest: Sample = field(default_factory=lambda: Sample(NEAREST))
    nearest_kept: Sample = field(default_factory=lambda: Sample(NEAREST))


@dataclass
class Kinds:
    """The values of a mark that names kinds: one or more a document, perhaps each with a number."""

    tally: Tally = field(default_factory=Tally)
    free_text: bool = False
    weighted: bool = False

    def add(self, values: pa.Array) -> None:
        """Count `values`, until they turn out to be free text."""
        if self.free_text:
            return
        for value, documents in Counter(values.to_pylist()).items():
            if self.free_text:
                return
            if value is not None and value != "":
                plain = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
                self._add(plain, documents)

    def _add(self, value: str, documents: int) -> None:
        if _DAY.match(value):
            self.tally.add(value[:7], 0, documents)
        elif len(value) > OPENING or not _KINDS.fullmatch(value):
            self._give_up()
        else:
            for item in value.split(","):
                name, colon, weight = item.partition(":")
                self.weighted |= bool(colon)
                self.tally.add(name, int(weight or 0) * documents, documents)
        if len(self.tally.counts) > MOST_KINDS:
            self._give_up()

    def _give_up(self) -> None:
        self.free_text, self.tally = True, Tally()


@dataclass
class Statistics:
    """The figures of one build."""

    reasons: dict[str, Reason]
    columns: dict[str, str] = field(default_factory=dict)  # name -> Arrow type, as in the files
    rows: Counter[str] = field(default_factory=Counter)  # by split
    text_bytes: Counter[str] = field(default_factory=Counter)
    lengths: Histogram = field(default_factory=lambda: Histogram(per_octave=4))
    domains: Tally = field(default_factory=Tally)
    fidelity: Domains = field(default_factory=Domains)
    licences: Tally = field(default_factory=lambda: Tally(most=MOST_KINDS))
    numbers: dict[str, Histogram] = field(default_factory=dict)
    kinds: dict[str, Kinds] = field(default_factory=dict)
    kept: Sample = field(default_factory=lambda: Sample(KEPT_ROWS))

    @classmethod
    def of(
        cls, out: Path, facts: Mapping[str, Any], advance: Callable[[int], None] = lambda rows: None
    ) -> "Statistics":
        """Of the build in `out`, whose manifest says `facts`; `advance` is told how many rows were read."""
        marks = _marks(out, facts)
        most = Counter(facts["dropped"]).most_common(MOST_REASONS)
        stats = cls({reason: _reason(reason, facts, marks) for reason, _ in most})
        stats._see_marks(marks)
        for part in facts["ledgers"]:
            for batch in read_batches(out / part["file"]):
                stats._add_dropped(batch)
                advance(batch.num_rows)
        for part in facts["shards"]:
            split = Path(part["file"]).parent.name
            for batch in read_batches(out / part["file"]):
                stats._add_kept(batch, split)
                advance(batch.num_rows)
        return stats

    @property
    def languages(self) -> list[str]:
        """ISO 639 codes of the kept documents, the most frequent first, if a filter marked them."""
        found = self.kinds["language"].tally.top(50) if "language" in self.kinds else []
        return [
            code
            for code, *_ in found
            if re.fullmatch("[a-z]{2,3}", code) and code not in _NO_LANGUAGE
        ]

    def rules(self) -> dict[str, Counts]:
        """What became of formulas, by the rule that found them; empty if the source does not say."""
        if not all(name in self.kinds for name in RULES):
            return {}
        return by_rule({name: self.kinds[name].tally for name in RULES})

    def _see_marks(self, marks: pa.Schema) -> None:
        self.columns = {f.name: str(f.type) for f in marks}
        for f in marks:
            if f.name in _FIXED:
                continue
            if _is_number(f.type):
                self.numbers[f.name] = _scale(f.type)
            else:
                self.kinds[f.name] = Kinds()

    def _add_dropped(self, batch: pa.RecordBatch) -> None:
        names = ("id", "reason", "score", "threshold", "detail")
        columns = [batch.column(n).to_pylist() for n in names]
        scores: dict[str, list[float]] = {}
        for index, (id, slug, score, threshold, detail) in enumerate(zip(*columns, strict=True)):
            if (reason := self.reasons.get(slug)) is None:
                continue
            reason.listed += 1
            row = _Lazy(batch, index)
            reason.sample.offer(id, row)
            if detail:
                reason.details.add(detail[:MOST_DETAIL])
            if score is not None:
                scores.setdefault(slug, []).append(score)
            if score is not None and threshold is not None:
                reason.nearest.offer(id, row, abs(score - threshold))
                if threshold in reason.thresholds or len(reason.thresholds) < MOST_THRESHOLDS:
                    reason.thresholds[threshold] += 1
        for slug, values in scores.items():
            self.reasons[slug].scores.add(np.array(values, np.float64))

    def _add_kept(self, batch: pa.RecordBatch, split: str) -> None:
        self.rows[split] += batch.num_rows
        sizes = text_sizes(batch)
        self.text_bytes[split] += int(sizes.sum())
        self.lengths.add(_floats(pc.utf8_length(batch["text"])))
        domains = [domain_of(origin) for origin in batch["origin"].to_pylist()]
        at = [row for row, domain in enumerate(domains) if domain]
        self.domains.add_all([domains[row] for row in at], sizes[at].tolist())
        if self.numbers.keys() >= set(COLUMNS):
            self.fidelity.add(domains, batch)
        self.licences.add_all(batch["licence"].to_pylist())
        for name, kinds in self.kinds.items():
            kinds.add(batch[name])
        for name, numbers in self.numbers.items():
            numbers.add(_floats(batch[name].drop_null()))
        ids = batch["id"].to_pylist()
        self.kept.offer_all(ids, partial(_LazyKept, batch))
        for reason in self.reasons.values():
            _offer_nearest(reason, batch, ids)


def domain_of(origin: str) -> str:
    """The registered domain of a URL, or ""."""
    # No address needs more of it than what stands before the third slash, which few documents have alone.
    return _domain("/".join(origin.split("/", 3)[:3]))


@lru_cache(maxsize=65536)
def _domain(start: str) -> str:
    return registered_domain(host(start))


_NO_LANGUAGE = ("und", "mul", "zxx")


@dataclass(frozen=True, slots=True)
class _Lazy:
    """A row of a batch that becomes Python only when it is called."""

    batch: pa.RecordBatch
    index: int

    def __call__(self) -> Any:
        return self.batch.slice(self.index, 1).to_pylist()[0]


class _LazyKept(_Lazy):
    def __call__(self) -> Kept:
        row = super().__call__()
        marks = {k: v for k, v in row.items() if k not in _FIXED and v is not None}
        text = row["text"]
        return Kept(row["id"], row["origin"], marks, text[:OPENING], len(text))


def _offer_nearest(reason: Reason, batch: pa.RecordBatch, ids: list[str]) -> None:
    """The kept documents whose measure is closest to a threshold of `reason`."""
    if reason.measure is None or not reason.thresholds:
        return
    values = batch[reason.measure].cast(pa.float64()).fill_null(np.nan).to_numpy(False)
    distances = np.min([np.abs(values - t) for t in sorted(reason.thresholds)], axis=0)
    for index in np.flatnonzero(distances <= reason.nearest_kept.reach).tolist():
        row = _LazyKept(batch, index)
        reason.nearest_kept.offer(ids[index], row, float(distances[index]))


def _marks(out: Path, facts: Mapping[str, Any]) -> pa.Schema:
    """The columns of the documents; those that every corpus has if there are none."""
    for part in facts["shards"]:
        with pa.memory_map(str(out / part["file"])) as file:
            return pa.ipc.open_file(file).schema
    return pa.schema(FIXED)


def _reason(slug: str, facts: Mapping[str, Any], columns: pa.Schema) -> Reason:
    mark = facts.get("cuts", {}).get(slug, {}).get("mark", "")
    measure = mark if _has_number(columns, mark) else None
    scale = _scale(columns.field(mark).type) if measure else Histogram()
    return Reason(facts["given_by"][slug], measure, scale)


def _has_number(columns: pa.Schema, name: str) -> bool:
    return name not in _FIXED and name in columns.names and _is_number(columns.field(name).type)


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _scale(kind: pa.DataType) -> Histogram:
    """Counts span orders of magnitude and get a logarithmic scale, one bin an octave; scores do not."""
    return Histogram(per_octave=1 if pa.types.is_integer(kind) else 0)


def _floats(values: pa.Array) -> Floats:
    floats: Floats = values.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return floats
