"""From hits to what becomes of documents: policies, decisions, and the files that a build publishes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import orjson
import pyarrow as pa

from proofpile.atomic import write_bytes
from proofpile.contamination.allow import AllowList
from proofpile.contamination.canaries import measure
from proofpile.contamination.cut import cut
from proofpile.contamination.hits import LAYERS, SCHEMA
from proofpile.contamination.items import PARTS, Benchmark
from proofpile.contamination.match import Matcher
from proofpile.contamination.search import Found, find_contamination
from proofpile.contamination.summary import Hits, Searched, report_of
from proofpile.errors import UsageError
from proofpile.shard import Shard, arrow_file, read_batches
from proofpile.versions import versions

if TYPE_CHECKING:
    from proofpile.runner import Runner

Action = Literal["report", "drop-document", "cut-passage"]
_CUT = pa.struct(
    [("start", pa.int64()), ("end", pa.int64()), ("what", pa.string()), ("origin", pa.string())]
)
_NEAR = 200  # characters between two spans of a hit that belong to it
DECISIONS = pa.schema(
    [
        pa.field("document", pa.string(), nullable=False),
        pa.field("drop", pa.bool_(), nullable=False),
        pa.field("overlap", pa.float64(), nullable=False),
        pa.field("detail", pa.string(), nullable=False),
        pa.field("cuts", pa.list_(_CUT), nullable=False),
    ]
)
REMOVED = pa.schema(
    [
        pa.field("document", pa.string(), nullable=False),
        pa.field("origin", pa.string(), nullable=False),
        pa.field("start", pa.int64(), nullable=False),
        pa.field("end", pa.int64(), nullable=False),
        pa.field("items", pa.string(), nullable=False),
        pa.field("text", pa.large_string(), nullable=False),
    ]
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What becomes of a document with a contaminated hit, by benchmark and part."""

    actions: Mapping[tuple[str, str], Action]  # benchmark ("" for all), part

    @classmethod
    def of(cls, rules: Sequence[str]) -> "Policy":
        """From ``PART=ACTION`` and ``BENCHMARK/PART=ACTION``; later rules win. Raises UsageError."""
        actions: dict[tuple[str, str], Action] = {}
        for rule in rules:
            left, _, action = rule.partition("=")
            benchmark, slash, part = left.rpartition("/")
            if part not in PARTS or action not in get_args(Action) or (slash and not benchmark):
                raise UsageError(
                    f"policy {rule!r}: expected PART=ACTION or BENCHMARK/PART=ACTION with a part of "
                    f"{', '.join(PARTS)} and an action of {', '.join(get_args(Action))}, such as "
                    "gsm8k/solution=cut-passage"
                )
            actions[benchmark, part] = action  # type: ignore[assignment]
        return cls(actions)

    def check(self, benchmarks: Sequence[str]) -> None:
        """Raises UsageError for a rule about a benchmark that is not among those of these names."""
        for benchmark, part in self.actions:
            if benchmark and benchmark not in benchmarks:
                raise UsageError(
                    f"policy {benchmark}/{part}={self.actions[benchmark, part]}: no benchmark of this build "
                    f"is called {benchmark}; there are {', '.join(benchmarks)}"
                )

    def action(self, benchmark: str, part: str) -> Action:
        """What the policy says; a part that no rule names is reported."""
        for key in ((benchmark, part), ("", part)):
            if key in self.actions:
                return self.actions[key]
        return "report"


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters [start, end) of the document from `origin`, which hold `what`: a part of an item."""

    start: int
    end: int
    what: str
    origin: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Of the documents of one id: whether they go, or which characters of them."""

    drop: bool
    overlap: float
    detail: str
    cuts: tuple[Passage, ...]

    def cuts_in(self, origin: str) -> list[Passage]:
        """Those of the document from `origin`: an id that two documents have is no place in both."""
        return [cut for cut in self.cuts if cut.origin == origin]


_UNDECIDED = Decision(False, -1.0, "", ())


def decide(
    shards: Sequence[Shard],
    benchmarks: Sequence[Benchmark],
    policy: Policy,
    allow: AllowList,
    runner: "Runner",
    workdir: Path,
    *,
    layers: Sequence[str] = tuple(LAYERS),
    canaries: int = 50,
    through_html: Callable[[str], str] | None = None,
) -> Path:
    """Search `shards` and decide on each document; the table of decisions, beside all that is published."""
    found = find_contamination(shards, benchmarks, workdir, runner, layers=layers, allow=allow)
    planted = None
    if canaries:
        matcher = Matcher(found.index, layers)
        planted = measure(
            matcher, benchmarks, found.sample(), most=canaries, through_html=through_html
        ).facts()
    hits = workdir / "decided" / "hits.arrow"
    hits.parent.mkdir(exist_ok=True)
    decisions = _with_actions(found.hits, hits, policy)
    _save_removed(hits.with_name("removed.arrow"), shards, decisions)
    _save_report(hits, found, benchmarks, layers, planted, decisions)
    table = hits.with_name("decisions.arrow")
    with arrow_file(table, DECISIONS) as file:
        for document, one in sorted(decisions.items()):
            cuts = [asdict(c) for c in one.cuts]
            file.append_values((document, one.drop, one.overlap, one.detail, cuts), 200)
    return table


@lru_cache(maxsize=2)
def decisions_of(table: str, sha256: str) -> Mapping[str, Decision]:
    """What `decide` left in a table of this hash, by document; of a corpus these are few."""
    return {
        row["document"]: Decision(
            row["drop"],
            row["overlap"],
            row["detail"],
            tuple(Passage(**c) for c in row["cuts"]),
        )
        for batch in read_batches(Path(table))
        for row in batch.to_pylist()
    }


def _with_actions(given: Path, path: Path, policy: Policy) -> dict[str, Decision]:
    """Hits with what was done about each, in `path`; and the decisions."""
    decisions: dict[str, Decision] = {}
    at = SCHEMA.get_field_index("action")
    with arrow_file(path, SCHEMA) as file:
        for batch in read_batches(given):
            actions = []
            for hit in batch.drop_columns(["excerpt"]).to_pylist():
                contaminated = hit["verdict"] == "contaminated"
                action = policy.action(hit["benchmark"], hit["part"]) if contaminated else ""
                actions.append(action)
                if action in ("drop-document", "cut-passage"):
                    before = decisions.get(hit["document"], _UNDECIDED)
                    decisions[hit["document"]] = _more(before, action, hit)
            column = pa.array(actions, pa.string())
            file.write_batch(batch.set_column(at, SCHEMA.field("action"), column))
    return decisions


def _more(before: Decision, action: str, hit: Mapping[str, Any]) -> Decision:
    """What is decided after one hit more. A document goes if any says so; the strongest such is named."""
    what = f"{hit['benchmark']} {hit['item']} {hit['part']}"
    drop = action == "drop-document"
    if before.drop and not drop:
        return before
    leads = (drop and not before.drop) or hit["overlap"] > before.overlap
    return Decision(
        drop=drop,
        overlap=hit["overlap"] if leads else before.overlap,
        detail=f"{what} ({hit['layer']}, {hit['overlap']:.2f})" if leads else before.detail,
        cuts=()
        if drop
        else (
            *before.cuts,
            *(Passage(a, b, what, hit["origin"]) for a, b in _pieces(hit["spans"])),
        ),
    )


def _pieces(spans: Sequence[Mapping[str, int]]) -> Iterator[tuple[int, int]]:
    """What of the document a hit's spans cover; what lies between two near ones belongs to it."""
    start = end = -1
    for span in sorted(spans, key=lambda span: span["doc_start"]):
        if end >= 0 and span["doc_start"] - end > _NEAR:
            yield start, end
            start = -1
        start = span["doc_start"] if start < 0 else start
        end = max(end, span["doc_end"])
    yield start, end


def _save_removed(path: Path, shards: Sequence[Shard], decisions: Mapping[str, Decision]) -> None:
    """What is cut out of which document: the passages themselves, each with the items that it held."""
    wanted = {document for document, one in decisions.items() if one.cuts}
    with arrow_file(path, REMOVED) as file:
        for document, origin, text in _documents(shards, wanted):
            cuts = decisions[document].cuts_in(origin)
            for gone in cut(text, ((c.start, c.end) for c in cuts))[1]:
                items = {c.what for c in cuts if c.start < gone.end and gone.start < c.end}
                held = "; ".join(sorted(items))
                row = (document, origin, gone.start, gone.end, held, gone.text)
                file.append_values(row, 100 + len(gone.text))


def _documents(shards: Sequence[Shard], wanted: set[str]) -> Iterator[tuple[str, str, str]]:
    for shard in shards if wanted else ():
        for batch in read_batches(shard.path, ["id", "origin", "text"]):
            for row, id in enumerate(batch["id"].to_pylist()):
                if id in wanted:
                    yield id, batch["origin"][row].as_py(), batch["text"][row].as_py()


def _save_report(
    hits: Path,
    found: Found,
    benchmarks: Sequence[Benchmark],
    layers: Sequence[str],
    planted: Mapping[str, Any] | None,
    decisions: Mapping[str, Decision],
) -> None:
    searched = Searched(
        benchmarks=benchmarks,
        items=found.index.items,
        counts=found.counts,
        layers=layers,
        allow=found.allow,
        canaries=planted,
        versions=versions(),
        fingerprint=found.fingerprint,
    )
    report = report_of(Hits(hits), searched)
    report["actions"] = {
        "drop-document": sum(one.drop for one in decisions.values()),
        "cut-passage": sum(not one.drop for one in decisions.values()),
    }
    write_bytes(hits.with_name("report.json"), orjson.dumps(report, option=orjson.OPT_INDENT_2))
    items = hits.with_name("items.arrow")
    write_bytes(items, (found.index.folder / "items.arrow").read_bytes())
