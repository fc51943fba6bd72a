"""One sweep over a corpus: read or take over documents, judge each, write one shard an item."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from proofpile import guard
from proofpile.document import Document, Drop
from proofpile.errors import BuildError, ConservationError, UsageError
from proofpile.filter import Filter
from proofpile.reading import records
from proofpile.recipe import digest
from proofpile.shard import Shard, documents_of, read_batches
from proofpile.source import Source
from proofpile.workspace import disk_trouble

EXCERPT = 280  # characters of a dropped text that the ledger keeps, for people to look at


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the recipes of a build declared: reason -> who gives it, mark -> its type."""

    owners: Mapping[str, str]
    marks: Mapping[str, type]

    @classmethod
    def of(cls, source: Source, filters: Sequence[Filter]) -> "Vocabulary":
        """Raises UsageError where two recipes declare one name for two things."""
        owners = dict.fromkeys(guard.REASONS, "proofpile")
        marks: dict[str, type] = {}
        for recipe in (source, *filters):
            for reason in recipe.reasons:
                if owners.setdefault(reason, recipe.name) != recipe.name:
                    raise UsageError(
                        f"{recipe.name} and {owners[reason]} both drop for {reason!r}; "
                        "a reason belongs to one recipe: rename one"
                    )
            for mark, kind in recipe.marks.items():
                if marks.setdefault(mark, kind) is not kind:
                    raise UsageError(
                        f"{recipe.name} marks {mark!r} with another type than the rest"
                    )
        for keep in filters:
            _check_cuts(keep, marks)
        return cls(owners, marks)


@dataclass(frozen=True, slots=True)
class Pass:
    """Number `number` of a build: a callable from an item and its index to the shard made of it.

    The item is a unit of `source` in the first pass and a shard in the others. A shard that was made
    from the same input by the same recipes and the same library is not made again.

    Documents come in Arrow batches wherever they can, and become Python objects only where a filter has
    to see them: a batch that all filters judge by id (`Filter.refused`), or that meets no filter, stays
    Arrow from file to file.
    """

    folder: Path
    name: str
    source: Source | None
    filters: tuple[Filter, ...]
    vocabulary: Vocabulary
    library: str
    limit: int | None = None

    def __call__(self, item: "tuple[int, str | Shard]") -> "tuple[Shard, bool]":
        """The shard, and whether it was there already."""
        if shard := self.made_before(item):
            return shard, True
        index, unit = item
        try:
            shard = Shard.write(
                self._path(index),
                self._outcomes(unit),
                self._made_by(unit),
                marks=self.vocabulary.marks,
                pass_name=self.name,
                owners=self.vocabulary.owners,
            )
        except OSError as error:
            raise disk_trouble(error, self.folder) from error
        if isinstance(unit, Shard) and unit.rows != shard.read:
            raise ConservationError(
                f"pass {self.name}: {unit.rows:,} documents went into {shard.path.name} and "
                f"{shard.read:,} came out"
            )
        return shard, False

    def made_before(self, item: "tuple[int, str | Shard]") -> Shard | None:
        """The shard of `item` if an earlier run made it from the same."""
        index, unit = item
        shard = Shard.open(self._path(index))
        return shard if shard and shard.made_by == self._made_by(unit) else None

    def _path(self, index: int) -> Path:
        return self.folder / f"{index:05d}.arrow"

    def _made_by(self, unit: str | Shard) -> str:
        if isinstance(unit, Shard):
            given = [unit.sha256]
        else:
            assert self.source
            given = [
                self.source.fingerprint,
                self.source.label(unit),
                self.source.identity(unit),
                str(self.limit),
            ]
        marks = sorted((name, kind.__name__) for name, kind in self.vocabulary.marks.items())
        return digest(
            repr([self.library, self.name, marks, given, [f.fingerprint for f in self.filters]])
        )

    def _given(self, unit: str | Shard) -> Iterator[Document | Drop | pa.RecordBatch]:
        if isinstance(unit, Shard):
            return read_batches(unit.path)
        assert self.source
        return records(self.source, unit, self.vocabulary.marks, self.limit)

    def _outcomes(self, unit: str | Shard) -> Iterator[Document | Drop | pa.RecordBatch]:
        number = 0
        for given in self._given(unit):
            if isinstance(given, pa.RecordBatch):
                place = f"row {number} and the {given.num_rows - 1} after it"
                outcomes = self._of_batch(given, place)
                number += given.num_rows
            else:
                outcomes = iter([self._of_row(given)])
                number += 1
            for outcome in outcomes:
                if isinstance(outcome, Drop) and outcome.reason not in self.vocabulary.owners:
                    raise BuildError(_undeclared(outcome, self.vocabulary))
                yield outcome
            if isinstance(unit, Shard):
                guard.reached(number, 0)

    def _of_batch(
        self, batch: pa.RecordBatch, place: str
    ) -> Iterator[Document | Drop | pa.RecordBatch]:
        """What is refused, then what is kept; by rows where a filter has to see documents."""
        if not self.filters:
            yield batch
            return
        # Whatever goes wrong with the batch as a whole (an exception, a crash, a limit) is found again, and
        # charged to the record, when its rows are judged one by one.
        refused = guard.watched("filter-error", place, "", self._refused, batch)
        if refused is None or isinstance(refused, Drop):
            yield from map(self._of_row, documents_of(batch))
            return
        yield from refused.values()
        if refused:
            kept = np.ones(batch.num_rows, bool)
            kept[list(refused)] = False
            batch = batch.filter(pa.array(kept))
        yield batch

    def _refused(self, batch: pa.RecordBatch) -> dict[int, Drop] | None:
        """The rows that go, in their order; None if that cannot be told by their ids alone."""
        if any(type(keep).refused is Filter.refused for keep in self.filters):
            return None
        ids: list[str] = batch["id"].to_pylist()
        gone: dict[int, Drop] = {}
        for keep in self.filters:
            left = [row for row in range(len(ids)) if row not in gone]
            found = keep.refused([ids[row] for row in left])
            if found is None:
                return None
            if not all(0 <= at < len(left) for at in found):
                raise ValueError(
                    f"{keep.name} refused a number that is none of the ids it was given"
                )
            gone |= {left[at]: drop for at, drop in found.items()}
        rows = sorted(gone)
        some = batch.select(["id", "origin", "text"]).take(pa.array(rows, pa.int64()))
        excerpts = pc.utf8_slice_codeunits(some["text"], 0, EXCERPT).to_pylist()
        columns = zip(
            rows, some["id"].to_pylist(), some["origin"].to_pylist(), excerpts, strict=True
        )
        return {
            row: replace(gone[row], id=id, origin=origin, excerpt=excerpt)
            for row, id, origin, excerpt in columns
        }

    def _of_row(self, given: Document | Drop) -> Document | Drop:
        if isinstance(given, Drop):
            return given
        return guard.watched("filter-error", given.id, given.origin, self._judge, given)

    def _judge(self, doc: Document) -> Document | Drop:
        id, origin = doc.id, doc.origin
        for keep in self.filters:
            outcome = keep(doc)
            if isinstance(outcome, Drop):
                return replace(outcome, id=id, origin=origin, excerpt=doc.text[:EXCERPT])
            doc = outcome
        if doc.id != id:
            raise ValueError(f"a filter changed the id to {doc.id}")
        doc.text.encode()  # a lone surrogate is found here, on the record's account
        _check_marks(doc, self.vocabulary.marks)
        return doc


def tally(shards: Sequence[Shard]) -> Counter[str]:
    """Drops by reason over all shards."""
    return sum((Counter(s.dropped) for s in shards), Counter[str]())


def _check_cuts(keep: Filter, marks: Mapping[str, type]) -> None:
    """Raises UsageError where a cut names a reason, mark or parameter that is not there."""
    for reason, cut in keep.cuts.items():
        for what, name, known in (
            ("reason", reason, keep.reasons),
            ("mark", cut.mark, marks),
            ("parameter", cut.parameter, keep.parameters),
        ):
            if name not in known:
                raise UsageError(
                    f"{keep.name} draws a line for {reason!r} with the {what} {name!r}, which it "
                    f"does not declare; it has {', '.join(sorted(known)) or 'none'}"
                )


def _check_marks(doc: Document, marks: Mapping[str, type]) -> None:
    for name, value in doc.marks.items():
        if name not in marks:
            raise ValueError(
                f"mark {name!r} is not declared in `marks` of any recipe of this build"
            )
        if value is not None and not isinstance(value, _accepted(marks[name])):
            wanted = marks[name].__name__
            raise ValueError(f"mark {name!r} must be {wanted}, not {type(value).__name__}")


def _accepted(kind: type) -> Any:
    return (int, float) if kind is float else kind


def _undeclared(drop: Drop, vocabulary: Vocabulary) -> str:
    return (
        f"a drop gives the reason {drop.reason!r}, which no recipe of this build declares; add it to "
        f"`reasons` of the recipe that gives it (declared: {', '.join(sorted(vocabulary.owners))})"
    )
