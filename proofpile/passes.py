"""One sweep over a corpus: read or take over documents, judge each, write one shard an item."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from proofpile import guard
from proofpile.document import Document, Drop
from proofpile.errors import BuildError, ConservationError, UsageError
from proofpile.filter import Filter
from proofpile.recipe import digest
from proofpile.shard import Shard
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

    def _outcomes(self, unit: str | Shard) -> Iterator[Document | Drop]:
        documents = iter(unit) if isinstance(unit, Shard) else self._read(unit)
        for number, outcome in enumerate(documents, 1):
            if isinstance(outcome, Document):
                outcome = guard.watched(
                    "filter-error", outcome.id, outcome.origin, self._judge, outcome
                )
            if isinstance(outcome, Drop) and outcome.reason not in self.vocabulary.owners:
                raise BuildError(_undeclared(outcome, self.vocabulary))
            if isinstance(unit, Shard) and number % 256 == 0:
                guard.reached(number, 0)
            yield outcome

    def _read(self, unit: str) -> Iterator[Document | Drop]:
        """What the source yields, checked against the number of records that it says it saw."""
        assert self.source
        reading = self.source.read(unit)
        yielded = 0
        while yielded != self.limit:
            try:
                outcome = next(reading)
            except StopIteration as stop:
                if stop.value is not None and stop.value != yielded:
                    raise ConservationError(
                        f"{self.source.name} saw {stop.value:,} records in {self.source.label(unit)} "
                        f"and gave {yielded:,}; its read() must yield a Document or a Drop for each"
                    ) from None
                return
            yielded += 1
            yield outcome
        reading.close()

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
