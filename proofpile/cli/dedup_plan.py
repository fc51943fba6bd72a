"""What a run of ``proofpile dedup`` would cost, and whether it fits: ``--dry-run``."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from proofpile.errors import UsageError
from proofpile.words import human_size, human_time, plural

if TYPE_CHECKING:
    from proofpile.dedup.estimate import Estimate, Measured, Range
    from proofpile.dedup.parameters import Parameters
    from proofpile.source import Source
    from proofpile.tables.sampling import Sample

SECONDS = 10.0  # for reading the sample


@dataclass(frozen=True)
class Plan:
    """The facts of a dry run."""

    out: Path
    workers: int
    files: int
    sample: "Sample"
    measured: "Measured"
    estimate: "Estimate"
    disk_free: int
    memory_free: int
    memory_given: bool

    def facts(self) -> dict[str, Any]:
        """As JSON has them; ranges are [estimate, low, high]."""
        estimate = asdict(self.estimate)
        return {
            "out": str(self.out),
            "files": self.files,
            "units": self.sample.parts,
            "sampled_documents": self.measured.documents,
            "sampled_units": self.sample.parts_read,
            "sampled_pairs": sum(self.measured.pairs),
            "workers": self.workers,
            **{k: list(v) if isinstance(v, tuple) else v for k, v in estimate.items()},
            "disk_free": self.disk_free,
            "memory_free": self.memory_free,
            "fits": not self.obstacles(),
        }

    def lines(self) -> Iterator[str]:
        """As people read them."""
        e, sample = self.estimate, self.sample
        yield (
            f"Plan of a deduplication into {self.out}, from {plural(self.measured.documents, 'document')} at "
            f"the beginnings of {sample.parts_read:,} of {plural(sample.parts, 'unit')} in "
            f"{plural(self.files, 'file')}; nothing was written."
        )
        yield f"  documents  {_counts(e.documents)}, {_sizes(e.text_bytes)} of text"
        yield f"  shingles   {e.shingles_a_document:,.0f} a document"
        yield (
            f"  pairs      {_counts(e.pairs)} of near-duplicates ({sum(self.measured.pairs):,} in the "
            "sample; the range is wide, because few pairs of a corpus are in a sample of it)"
        )
        yield (
            f"  time       {_times(e.seconds)} with {plural(self.workers, 'worker')}; one signs "
            f"{e.documents_per_second_signed:,.0f} documents a second on this machine"
        )
        yield (
            f"  memory     {_sizes(e.memory_a_worker)} a worker, {_sizes(e.memory)} in all; "
            f"{human_size(self.memory_free)} {'are given by --memory' if self.memory_given else 'are free'}"
        )
        yield (
            f"  disk       {_sizes(e.disk)} at the fullest, {_sizes(e.disk_left)} when done; "
            f"{human_size(self.disk_free)} are free there"
        )
        yield from self.warnings()

    def warnings(self) -> Iterator[str]:
        """What may not fit, though the estimate does."""
        for what, need, free in self._needs():
            if need[0] <= free < need[2]:
                yield f"  careful: {what} may be short: up to {human_size(need[2])} may be needed"

    def obstacles(self) -> list[str]:
        """What does not fit, each with what would."""
        found = []
        disk, memory = self.estimate.disk[0], self.estimate.memory
        if disk > self.disk_free:
            found.append(
                f"{human_size(disk)} of disk are needed and {human_size(self.disk_free)} are free in "
                f"{_nearest(self.out)}: free {human_size(disk - self.disk_free)}, or give a folder on a "
                "larger disk with --out"
            )
        if memory[0] > self.memory_free:
            each = self.estimate.memory_a_worker[0]
            fit = int(self.memory_free // each)
            found.append(
                f"{human_size(memory[0])} of memory are needed and {human_size(self.memory_free)} are "
                f"{'given' if self.memory_given else 'free'}: "
                + (
                    f"{plural(fit, 'worker')} would fit: --workers {fit}"
                    if fit
                    else f"one worker takes {human_size(each)}, so not even one would fit; fewer buckets "
                    "(--num-buckets) take less"
                )
            )
        return found

    def _needs(self) -> "Iterator[tuple[str, Range, int]]":
        yield "disk", self.estimate.disk, self.disk_free
        yield "memory", self.estimate.memory, self.memory_free


def make_plan(
    source: "Source",
    parameters: "Parameters",
    threshold: float,
    out: Path,
    workers: int,
    memory: int | None,
) -> Plan:
    """Sample what the prepared `source` reads, and reckon. `memory` is what all workers may take."""
    from proofpile.dedup.estimate import available_memory, estimate, measure
    from proofpile.tables.files import find
    from proofpile.tables.sampling import draw

    given: Any = source  # of sources/documents.py, a recipe that no type checker sees
    files = find(given.inputs)
    sample = draw(files, given.layout, given.unit_bytes, given.most_bytes, SECONDS)
    measured = measure(sample.batches, parameters, threshold)
    documents, texts = sample.documents, sample.text_bytes
    reckoned = estimate(
        measured,
        parameters,
        (documents.value, documents.low, documents.high),
        (texts.value, texts.low, texts.high),
        sample.seconds,
        sample.rows_of_largest_part,
        workers,
    )
    return Plan(
        out=out,
        workers=workers,
        files=len(files),
        sample=sample,
        measured=measured,
        estimate=reckoned,
        disk_free=shutil.disk_usage(_nearest(out)).free,
        memory_free=memory or available_memory(),
        memory_given=memory is not None,
    )


def show_plan(plan: Plan, as_json: bool) -> None:
    """Print it; raises UsageError for what will not fit, saying what would."""
    typer.echo(json.dumps(plan.facts(), indent=2) if as_json else "\n".join(plan.lines()))
    if obstacles := plan.obstacles():
        raise UsageError("this will not fit. " + "; ".join(obstacles))


def _counts(of: "Range") -> str:
    return _between(*(f"{value:,.0f}" for value in of))


def _sizes(of: "Range") -> str:
    return _between(*map(human_size, of))


def _times(of: "Range") -> str:
    return _between(*map(human_time, of))


def _between(value: str, low: str, high: str) -> str:
    return value if low == high == value else f"{value} ({low} to {high})"


def _nearest(path: Path) -> Path:
    """The deepest folder on the way to `path` that exists."""
    return next(p for p in (path.absolute(), *path.absolute().parents) if p.is_dir())
