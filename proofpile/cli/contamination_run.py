"""A contamination report from the command line, from the first line of progress to the exit code."""

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import typer

from proofpile.assemble import link
from proofpile.atomic import write_bytes
from proofpile.cli.completing import say_which_kernels_run
from proofpile.cli.contamination_summary import Told, contaminated
from proofpile.cli.progress import Progress, watching
from proofpile.contamination.allow import AllowList
from proofpile.contamination.benchmarks import load_benchmark
from proofpile.contamination.canaries import measure
from proofpile.contamination.items import Benchmark
from proofpile.contamination.match import Matcher
from proofpile.contamination.search import Found, find_contamination
from proofpile.contamination.summary import Hits, Searched, report_of
from proofpile.errors import UsageError
from proofpile.report.contamination import write_page
from proofpile.source import Source
from proofpile.tables.files import find
from proofpile.tables.layout import unlabelled
from proofpile.versions import versions
from proofpile.web import PageError, extract
from proofpile.words import plural
from proofpile.workspace import working_in

if TYPE_CHECKING:
    from proofpile.runner import Runner

OWNER = "contamination-report"  # of a folder
_FAILED, _OVER_BUDGET = 1, 3  # exit codes
_NAMED = 3  # token shards that a warning names


@dataclass(frozen=True)
class Wanted:
    """What is to be looked for, where, and what is allowed on the way. `canaries` 0 plants none."""

    source: Mapping[str, Any]  # fields of the source `documents`
    benchmarks: Sequence[str]
    allow: Sequence[Path]
    layers: Sequence[str]
    out: Path
    canaries: int
    max_errors: float
    keep_going: bool
    fail_above: str


@dataclass(frozen=True)
class Limit:
    """How many documents may be contaminated: so many, or such a share of all."""

    said: str
    count: float
    is_share: bool

    @classmethod
    def of(cls, text: str) -> "Limit | None":
        """From ``12`` or ``0.01%``; None for "". Raises UsageError."""
        number, is_share = text.strip().removesuffix("%"), text.strip().endswith("%")
        try:
            count = float(number) / 100 if is_share else int(number or "-1")
        except ValueError:
            count = -1
        if not text:
            return None
        if not count >= 0 or (is_share and count > 1):
            raise UsageError(
                f"--fail-above {text}: expected a number of documents or a share of them, such as 0, 25 "
                "or 0.01%"
            )
        return cls(text, count, is_share)

    def is_passed(self, found: int, documents: int) -> bool:
        """Whether so many contaminated ones of so many documents are too many."""
        return found > (self.count * documents if self.is_share else self.count)


def run(wanted: Wanted, runner: "Runner", as_json: bool) -> int:
    """Search, write the report, say what came of it; gives the exit code."""
    began = time.monotonic()
    limit = Limit.of(wanted.fail_above)
    benchmarks = _benchmarks(wanted.benchmarks)
    allow = AllowList.of(wanted.allow, benchmarks)
    source = Source.load("documents", **wanted.source, bare=True).prepare()
    say_which_kernels_run()
    _warn_of_unlabelled(source)
    with working_in(wanted.out, OWNER) as passes, watching(runner) as progress, closing(runner):
        searching = time.monotonic()
        found = find_contamination(
            source,
            benchmarks,
            passes,
            runner,
            layers=wanted.layers,
            allow=allow,
            watcher=progress,
            max_errors=wanted.max_errors,
            keep_going=wanted.keep_going,
        )
        searching = time.monotonic() - searching
        runner.close()
        planted = _canaries(found, benchmarks, wanted, progress)
        facts = _write(found, benchmarks, wanted, planted)
        page = write_page(wanted.out)
    seconds = time.monotonic() - began
    told = Told(facts, wanted.out, page, searching, seconds, progress.reused)
    typer.echo(json.dumps(facts, indent=2) if as_json else "\n".join(told.lines()))
    return _exit_code(facts, limit, found.counts["over_budget"])


def _benchmarks(specs: Sequence[str]) -> list[Benchmark]:
    found: dict[str, str] = {}
    benchmarks = []
    for spec in specs:
        benchmark = load_benchmark(spec)
        if benchmark.name in found:
            raise UsageError(
                f"two benchmarks are called {benchmark.name}: {found[benchmark.name]} and {spec}; leave one "
                "out, or name it otherwise: --benchmark OTHER=PATH"
            )
        found[benchmark.name] = spec
        benchmarks.append(benchmark)
    return benchmarks


def _warn_of_unlabelled(source: Source) -> None:
    given: Any = source  # of sources/documents.py, a recipe that no type checker sees
    if files := unlabelled(find(given.inputs), given.layout):
        some = ", ".join(file.location for file in files[:_NAMED])
        more = f" and {len(files) - _NAMED:,} more" if len(files) > _NAMED else ""
        typer.echo(
            f"warning: {plural(len(files), 'token shard')} without a word on which tokenizer made the tokens "
            f"({some}{more}); if it was not {given.tokenizer}, their texts are nonsense, in which nothing is "
            "found",
            err=True,
        )


def _canaries(
    found: Found, benchmarks: Sequence[Benchmark], wanted: Wanted, progress: Progress
) -> Mapping[str, Any] | None:
    if not wanted.canaries:
        return None
    progress.begins("canaries", len(benchmarks), 0)
    progress.counted(0, len(benchmarks), "benchmark")
    matcher = Matcher(found.index, wanted.layers)
    planted = measure(
        matcher, benchmarks, found.sample(), most=wanted.canaries, through_html=_through_html
    )
    progress.counted(len(benchmarks), len(benchmarks), "benchmark")
    return planted.facts()


def _through_html(page: str) -> str:
    """What our own extractor makes of a page."""
    try:
        return extract(page.encode(), "https://example.org/", "text/html; charset=utf-8").text
    except PageError:
        return ""


def _write(
    found: Found,
    benchmarks: Sequence[Benchmark],
    wanted: Wanted,
    planted: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Give the files of the report their names, report.json last; gives what it says."""
    out = wanted.out
    for name in ("report.json", "index.html"):  # numbers and a page of other hits would be believed
        (out / name).unlink(missing_ok=True)
    link(found.hits, out / "hits.arrow")
    link(found.index.folder / "items.arrow", out / "items.arrow")
    if wanted.allow:
        found.allow.write(out / "allow-list.json")
    searched = Searched(
        benchmarks=benchmarks,
        items=found.index.items,
        counts=found.counts,
        layers=wanted.layers,
        allow=found.allow,
        canaries=planted,
        versions=versions(),
        fingerprint=found.fingerprint,
    )
    facts = report_of(Hits(out / "hits.arrow"), searched)
    write_bytes(out / "report.json", orjson.dumps(facts, option=orjson.OPT_INDENT_2) + b"\n")
    return facts


def _exit_code(facts: Mapping[str, Any], limit: Limit | None, over_budget: Sequence[str]) -> int:
    bad, documents = contaminated(facts), facts["corpus"]["documents"]
    if limit and limit.is_passed(bad, documents):
        typer.echo(
            f"contaminated are {bad:,} of {plural(documents, 'document')}, more than --fail-above "
            f"{limit.said}",
            err=True,
        )
        return _FAILED
    if over_budget:
        typer.echo(f"complete, but over the error budget: {', '.join(over_budget)}", err=True)
        return _OVER_BUDGET
    return 0
