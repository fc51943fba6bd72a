"""What a build would do, found out without writing anything: ``--dry-run``.

Time and disk are guesses and are given with the rates they rest on. What the first pass would reuse is
certain: it is the build's own test. Later passes depend on what the first gives, so of them it is said
only whether nothing at all has changed since the last build.
"""

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofpile.words import human_size, human_time, plural

if TYPE_CHECKING:
    from proofpile.filter import Filter
    from proofpile.recipe import Recipe
    from proofpile.source import Source

# Bytes of input a second and worker, compiled and not: openwebmath on the files of benchmarks/make_warc.py
# (38 to 41 MB/s and 3.8 MB/s; November 2026, 2 shared cores). Pages with formulas cost some fifty times as
# much as those without, so a crawl of mathematical pages takes far longer.
RATE, RATE_UNCOMPILED = 40e6, 4e6
# Bytes below OUT for a byte of input, a pass (the shards of each, and the parts): 0.0012 on the same files,
# of which one page in 100 is mathematical.
DISK_A_PASS = 0.002


@dataclass(frozen=True)
class Stage:
    """One pass: its filters in order, each with its parameters."""

    name: str
    filters: list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Plan:
    """The facts of a dry run."""

    source: str
    parameters: dict[str, Any]
    out: str
    units: int
    first_unit: str
    last_unit: str
    bytes: int
    units_of_unknown_size: int
    passes: list[Stage]
    reused: int
    bytes_to_read: int
    unchanged: bool
    workers: int
    bytes_per_second: float
    seconds: float | None
    disk: int
    disk_free: int

    def facts(self) -> dict[str, Any]:
        """As JSON has them."""
        return asdict(self)

    def lines(self) -> list[str]:
        """As people read them."""
        stages = [_stage_line(n, stage) for n, stage in enumerate(self.passes, 1)]
        return [
            f"Plan of a build of {self.source}({_call(self.parameters)}) into {self.out}; "
            "nothing was written.",
            f"  units   {self.units:,}, {self._size(self.bytes)}: {self._units()}",
            *stages,
            f"  reused  {self._reuse()}",
            f"  time    {self._time()}",
            f"  disk    {self._disk()}",
        ]

    def _size(self, count: int) -> str:
        unknown = self.units_of_unknown_size
        if unknown == self.units:
            return "of unknown size"
        return human_size(count) + (f" without {unknown:,} of unknown size" if unknown else "")

    def _units(self) -> str:
        return self.first_unit + (f" … {self.last_unit}" if self.units > 1 else "")

    def _reuse(self) -> str:
        if self.unchanged:
            return "everything: nothing has changed since the last build"
        first = f"{self.reused:,} of {plural(self.units, 'shard')} of pass 1"
        later = ", later passes where they are given the same" if len(self.passes) > 1 else ""
        return first + later

    def _disk(self) -> str:
        free = f"{human_size(self.disk_free)} are free there"
        if self.units_of_unknown_size == self.units:
            return f"unknown; {free}"
        return (
            f"about {human_size(self.disk)} below {self.out}, guessed as {DISK_A_PASS:.1%} of the "
            f"input a pass, as for a crawl of which one page in 100 is mathematical; {free}"
        )

    def _time(self) -> str:
        if self.seconds is None:
            return "unknown: the source does not say how large its units are"
        if not self.bytes_to_read:
            return "seconds: no unit has to be read"
        return (
            f"about {human_time(self.seconds)} for {human_size(self.bytes_to_read)} at "
            f"{human_size(self.bytes_per_second)}/s a worker, "
            f"{plural(self.workers, 'worker')}; the build itself shows a better figure at once"
        )


def make_plan(
    source: "Source",
    filters: "Sequence[Filter] | None",
    out: Path,
    workers: int,
    limit: int | None,
    rate: float = RATE,
) -> Plan:
    """Everything that `build` would look up before it starts, with the same errors."""
    from proofpile.errors import UsageError

    source = source.prepare()
    chosen = [f.prepare() for f in (source.filters() if filters is None else filters)]
    units = list(source.units())
    if not units:
        raise UsageError(f"{source.name} has nothing to read: it lists no unit")
    passes = _passes(source, chosen)
    sizes = [source.size(unit) for unit in units]
    have = _reusable(source, chosen[: len(passes[0].filters)], chosen, out, units, limit)
    to_read = sum(size for size, reused in zip(sizes, have, strict=True) if not reused)
    return Plan(
        source=source.name,
        parameters=source.parameters,
        out=str(out),
        units=len(units),
        first_unit=source.label(units[0]),
        last_unit=source.label(units[-1]),
        bytes=sum(sizes),
        units_of_unknown_size=sizes.count(0),
        passes=passes,
        reused=sum(have),
        bytes_to_read=to_read,
        unchanged=all(have) and _same_as_before(out, [source, *chosen], limit),
        workers=workers,
        bytes_per_second=rate,
        seconds=to_read / rate / workers if any(sizes) else None,
        disk=int(sum(sizes) * DISK_A_PASS * (len(passes) + 1)),
        disk_free=shutil.disk_usage(_nearest(out)).free,
    )


def _passes(source: "Source", filters: "Sequence[Filter]") -> list[Stage]:
    stages = [Stage(source.name, [])]
    for f in filters:
        if f.needs_fit:
            stages.append(Stage(f.name, []))
        stages[-1].filters.append((f.name, f.parameters))
    return stages


def _reusable(
    source: "Source",
    first: "Sequence[Filter]",
    filters: "Sequence[Filter]",
    out: Path,
    units: Sequence[str],
    limit: int | None,
) -> list[bool]:
    """For each unit whether its shard of the first pass is there and unchanged."""
    from proofpile.passes import Pass, Vocabulary
    from proofpile.versions import library

    sweep = Pass(
        folder=out / "passes" / "0",
        name=source.name,
        source=source,
        filters=tuple(first),
        vocabulary=Vocabulary.of(source, filters),
        library=library(),
        limit=limit,
    )
    return [sweep.made_before(item) is not None for item in enumerate(units)]


def _same_as_before(out: Path, recipes: "Sequence[Recipe]", limit: int | None) -> bool:
    from proofpile.errors import UsageError
    from proofpile.manifest import Manifest
    from proofpile.versions import versions

    try:
        facts = Manifest.load(out).facts
    except UsageError:
        return False
    now = {r.name: r.fingerprint for r in recipes}, versions(), limit
    return (facts["recipe"], facts["versions"], facts["limit"]) == now


def _nearest(path: Path) -> Path:
    """The deepest folder on the way to `path` that exists."""
    return next(p for p in (path.absolute(), *path.absolute().parents) if p.is_dir())


def _call(parameters: dict[str, Any]) -> str:
    return ", ".join(f"{key}={value!r}" for key, value in parameters.items())


def _stage_line(number: int, stage: Stage) -> str:
    named = ", ".join(f"{name}({_call(values)})" for name, values in stage.filters)
    return f"  pass {number}  {stage.name}: {named or 'no filter'}"
