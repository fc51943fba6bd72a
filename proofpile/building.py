"""From a source and its filters to a corpus.

A build is a row of passes. The first reads the source's units; filters that judge one document at a
time share it. A filter that must see the whole corpus first is fitted to the shards so far and starts
the next pass. The last pass's shards become the published parts; the manifest is a fold over them.
"""

import os
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

import orjson

from proofpile import guard
from proofpile.assemble import Assembly, Part, groups, publish, publish_tables
from proofpile.atomic import write_bytes
from proofpile.budget import MAX_ERRORS, Budget, Counted
from proofpile.errors import UsageError
from proofpile.filter import Filter
from proofpile.manifest import Manifest, check_conserved, summary_of_passes
from proofpile.passes import Pass, Vocabulary, tally
from proofpile.recipe import digest
from proofpile.runner import Local, Runner
from proofpile.shard import Shard, file_sha256
from proofpile.source import Source
from proofpile.versions import library, versions
from proofpile.worker import Activity
from proofpile.workspace import FORMAT, working_in

HELD_OUT = (0.005, 0.005)  # shares of validation and test; a corpus of billions needs no more
_WORKDIR = "{workdir}"
T = TypeVar("T")
R = TypeVar("R")


class Watcher(Protocol):
    """Whoever shows how a build goes. Every method may do nothing."""

    def begins(self, step: str, items: int, size: int) -> None:
        """`step` begins: so many items, of so many bytes together (0: unknown)."""

    def done(self, shard: Counted, reused: bool, size: int) -> None:
        """A shard of `size` input bytes is there; `reused` if it was there already."""

    def counted(self, done: int, items: int, noun: str) -> None:
        """`done` of so many `items` of a step that makes no shards are behind us."""


class _Blind:
    def begins(self, step: str, items: int, size: int) -> None: ...
    def done(self, shard: Counted, reused: bool, size: int) -> None: ...
    def counted(self, done: int, items: int, noun: str) -> None: ...


@dataclass(frozen=True)
class _Shown:
    """A runner that shows each map as a step of fitting `name`, called by the `step` of what is mapped."""

    runner: Runner
    watcher: Watcher
    name: str

    def map(self, fn: Callable[[T], R], items: Iterable[T]) -> Generator[R, None, None]:
        """See `Runner.map`."""
        given = list(items)
        step = getattr(fn, "step", type(fn).__name__.lower())
        self.watcher.begins(f"fit {self.name}: {step}", len(given), 0)
        with closing(self.runner.map(fn, given)) as made:
            for number, result in enumerate(made, 1):
                self.watcher.counted(number, len(given), "part")
                yield result

    def activity(self) -> list[Activity]:
        """See `Runner.activity`."""
        return self.runner.activity()

    def close(self) -> None:
        """See `Runner.close`."""
        self.runner.close()


def build(
    source: Source,
    out: Path | str,
    runner: Runner | None = None,
    *,
    filters: Sequence[Filter] | None = None,
    limit: int | None = None,
    held_out: tuple[float, float] = HELD_OUT,
    max_errors: float = MAX_ERRORS,
    keep_going: bool = False,
    watcher: Watcher | None = None,
) -> Manifest:
    """Build `source` into the folder `out`, continuing what an earlier run of the same left there.

    `filters` replaces the source's own; `limit` reads at most so many records of each unit.
    `max_errors` is the share of records that may fail for one reason before the build stops; with
    `keep_going` it completes, and the manifest names what was over.

    Raises UsageError (nothing was done), MissingError (before anything is read), BuildError.
    """
    if len(held_out) != 2 or min(held_out) < 0 or sum(held_out) >= 1:
        raise UsageError(f"held_out={held_out}: expected two shares, each >= 0, together under 1")
    out, runner, watcher = Path(out), runner or Local(), watcher or _Blind()
    source = source.prepare()
    chosen = [f.prepare() for f in (source.filters() if filters is None else filters)]
    units = list(source.units())
    if not units:
        raise UsageError(f"{source.name} has nothing to read: it lists no unit")
    with working_in(out, source.name) as folder:
        watched = frozenset(guard.REASONS) | source.faults
        budget = Budget(watched, max_errors, keep_going)
        job = _Build(source, chosen, runner, watcher, budget, folder, limit)
        passes = job.run(units)
        parts = job.assemble(passes, held_out)
        facts = job.facts(units, passes)
        check_conserved(facts["passes"], parts)
        published = publish(out, parts)
        tables = publish_tables(out, job.fitted)
        facts |= {"held_out": list(held_out), **_files(out, published), "tables": tables}
        manifest = Manifest(facts)
        manifest.save(out)
        job.remove_stale(passes)
    return manifest


class _Build:
    """The steps of one build, in the order in which they happen."""

    def __init__(
        self,
        source: Source,
        filters: Sequence[Filter],
        runner: Runner,
        watcher: Watcher,
        budget: Budget,
        folder: Path,
        limit: int | None,
    ) -> None:
        self.source, self.filters, self.runner, self.limit = source, filters, runner, limit
        self.watcher, self.budget, self.folder = watcher, budget, folder
        self.vocabulary = Vocabulary.of(source, filters)
        self.names: list[str] = []
        self.fitted: list[Filter] = []

    def run(self, units: Sequence[str]) -> list[list[Shard]]:
        """Every pass; the shards of each, in the order of the units."""
        first, *rest = _by_pass(self.filters)
        sizes = [self.source.size(unit) for unit in units]
        passes = [self._sweep(self.source.name, self.source, first, units, sizes)]
        for number, (head, *tail) in enumerate(rest, 1):
            fitted = self._fit(head, passes[-1], self.folder / f"{number}.fit")
            self.fitted.append(fitted)
            shards = passes[-1]
            sizes = [s.bytes for s in shards]
            passes.append(self._sweep(head.name, None, (fitted, *tail), shards, sizes))
        return passes

    def _sweep(
        self,
        name: str,
        source: Source | None,
        filters: Sequence[Filter],
        items: Sequence[str | Shard],
        sizes: Sequence[int],
    ) -> list[Shard]:
        sweep = Pass(
            folder=self.folder / str(len(self.names)),
            name=name,
            source=source,
            filters=tuple(filters),
            vocabulary=self.vocabulary,
            library=library(),
            limit=self.limit if source else None,
        )
        self.names.append(name)
        self.watcher.begins(name, len(items), sum(sizes) if all(sizes) else 0)
        shards = []
        # Closed at once when a budget is over, so that nobody waits for units already begun.
        with closing(self.runner), closing(self.runner.map(sweep, enumerate(items))) as made:
            for (shard, reused), size in zip(made, sizes, strict=True):
                shards.append(shard)
                self.budget.charge(shard)
                self.watcher.done(shard, reused, size)
        return shards

    def _fit(self, head: Filter, shards: Sequence[Shard], workdir: Path) -> Filter:
        """`head` fitted to `shards`, or as it was fitted before to the same."""
        record = workdir / "fitted.json"
        given = [head.fingerprint, library(), [s.sha256 for s in shards]]
        made_by = digest(repr(given))
        if fitted := _fitted_before(head, record, made_by):
            return fitted
        self.watcher.begins(f"fit {head.name}", len(shards), 0)
        record.unlink(missing_ok=True)
        workdir.mkdir(parents=True, exist_ok=True)
        # One set of workers for all steps of fitting, fresh ones for each pass.
        with closing(_Shown(self.runner, self.watcher, head.name)) as runner:
            fitted = head.fit(shards, runner, workdir)
        values = {f.name: getattr(fitted, f.name) for f in fields(fitted) if f.init}
        facts = {
            "made_by": made_by,
            "values": _moved(values, str(workdir), _WORKDIR),
            "files": _hashes(fitted, values, workdir),
        }
        write_bytes(record, orjson.dumps(facts))
        return fitted

    def assemble(
        self, passes: Sequence[Sequence[Shard]], held_out: tuple[float, float]
    ) -> list[Part]:
        """The parts of the corpus, not yet under their final names."""
        marks = dict(self.vocabulary.marks)
        task = Assembly(self.folder / "parts", self.source, marks, held_out, library())
        work = list(groups(passes))
        self.watcher.begins("assemble", len(work), 0)
        with closing(self.runner):
            return [part for parts in self.runner.map(task, work) for part in parts]

    def facts(self, units: Sequence[str], passes: Sequence[Sequence[Shard]]) -> dict[str, Any]:
        """What the manifest says, but for the files."""
        recipes = [self.source, *self.filters]
        dropped = sum((tally(shards) for shards in passes), Counter[str]())
        inputs = [
            {"unit": self.source.label(unit), "read": shard.read, "kept": shard.rows}
            for unit, shard in zip(units, passes[0], strict=True)
        ]
        reasons = {k: v for recipe in recipes for k, v in recipe.reasons.items()}
        made_by = [shard.made_by for shards in passes for shard in shards]
        told = [*self.fitted, *(f for f in self.filters if not f.needs_fit)]
        return {
            "format": FORMAT,
            "source": self.source.name,
            "fingerprint": digest(repr(made_by)),
            "recipe": {recipe.name: recipe.fingerprint for recipe in recipes},
            "parameters": {recipe.name: _plain(recipe.parameters) for recipe in recipes},
            "cuts": {r: cut for keep in self.filters for r, cut in _cuts(keep).items()},
            "versions": versions(),
            "limit": self.limit,
            "inputs": inputs,
            "passes": summary_of_passes(self.names, passes),
            "kept": sum(s.rows for s in passes[-1]),
            "kept_text_bytes": sum(s.text_bytes for s in passes[-1]),
            "dropped": dict(sorted(dropped.items())),
            "findings": {f.name: found for f in told if (found := dict(f.findings()))},
            "reasons": {r: t for r, t in {**guard.REASONS, **reasons}.items() if r in dropped},
            "given_by": {r: self.vocabulary.owners[r] for r in dropped},
            "over_budget": self.budget.over,
        }

    def remove_stale(self, passes: Sequence[Sequence[Shard]]) -> None:
        """Forget shards of units that this build no longer has."""
        for number, shards in enumerate(passes):
            current = {s.path.stem for s in shards}
            for record in (self.folder / str(number)).glob("*.json"):
                if record.stem not in current and (old := Shard.open(record.with_suffix(".arrow"))):
                    old.remove()


def _by_pass(filters: Iterable[Filter]) -> list[list[Filter]]:
    """Filters of the first pass; then a list for each filter that must be fitted, itself first."""
    passes: list[list[Filter]] = [[]]
    for f in filters:
        if f.needs_fit:
            passes.append([])
        passes[-1].append(f)
    return passes


def _fitted_before(head: Filter, record: Path, made_by: str) -> Filter | None:
    """`head` as the record has it; None where it was fitted to something else, or its files are damaged."""
    try:
        facts = orjson.loads(record.read_bytes())
    except (FileNotFoundError, orjson.JSONDecodeError):
        return None
    if facts["made_by"] != made_by:
        return None
    values = {name: _frozen(value) for name, value in facts["values"].items()}
    values = _moved(values, _WORKDIR, str(record.parent))
    fitted = replace(head, **values)
    return fitted if _hashes(fitted, values, record.parent) == facts.get("files") else None


def _hashes(fitted: Filter, values: Mapping[str, Any], workdir: Path) -> dict[str, str]:
    """SHA-256 of each file that a fitted filter reads or publishes, "" where it is gone.

    Published tables are links to these, so what damages the one damages the other: a build that took them
    over without a look would write the damage down as what it made.
    """
    named = [Path(v) for v in values.values() if isinstance(v, str) and v.startswith(str(workdir))]
    files = sorted({*named, *fitted.tables().values()})
    return {
        os.path.relpath(path, workdir): file_sha256(path) if path.is_file() else ""
        for path in files
    }


def _frozen(value: Any) -> Any:
    """What JSON made lists of as the tuples that a recipe's fields hold: its fingerprint tells them apart."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _moved(values: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """Paths below `old` as paths below `new`: an output folder that moves keeps its fitted tables."""
    return {
        k: new + v.removeprefix(old) if isinstance(v, str) and v.startswith(old) else v
        for k, v in values.items()
    }


def _files(out: Path, parts: Sequence[Part]) -> dict[str, Any]:
    def described(part: Part) -> dict[str, Any]:
        file = part.path.relative_to(out).as_posix()
        return {"file": file, "rows": part.rows, "bytes": part.bytes, "sha256": part.sha256}

    return {
        "shards": [described(p) for p in parts if p.kind != "dropped"],
        "ledgers": [described(p) for p in parts if p.kind == "dropped"],
    }


def _cuts(keep: Filter) -> dict[str, dict[str, Any]]:
    """The lines that a filter draws, by reason, each with where it was drawn."""
    return {
        reason: asdict(cut) | {"by": keep.name, "value": getattr(keep, cut.parameter)}
        for reason, cut in keep.cuts.items()
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Parameters as JSON has them; what is fitted or elsewhere (compare=False) is not among them."""
    return {k: list(v) if isinstance(v, tuple | frozenset) else v for k, v in values.items()}
