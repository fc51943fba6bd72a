"""Read one document again, with the build's own recipes, to see what becomes of it now.

The archive is read from its start up to the document, because only the source knows what a record
becomes; a jump to the offset in an id would show the page but not the verdict. It runs in a worker
process, so a record that crashed the build can be looked at. Filters that see the whole corpus are left out.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Self, TypeVar

from proofpile import guard
from proofpile.document import Document, Drop
from proofpile.errors import UsageError
from proofpile.explain import place
from proofpile.filter import Filter
from proofpile.manifest import Manifest
from proofpile.recipe import Recipe
from proofpile.runner import Local
from proofpile.source import Source

R = TypeVar("R", bound=Recipe)


@dataclass(frozen=True, slots=True)
class Again:
    """What became of a document: `drop` is None if it passed; `document` None if it never was one."""

    id: str
    origin: str
    drop: Drop | None
    document: Document | None


@dataclass(frozen=True, slots=True)
class Replay:
    """A callable from a unit to what became of the documents in it that are called for."""

    source: Source
    filters: tuple[Filter, ...]
    offset: int | None
    origin: str

    def __call__(self, unit: str) -> list[Again]:
        found = []
        for outcome in self.source.read(unit):
            if self._is_meant(outcome):
                found.append(self._judge(outcome))
                if self.offset is not None:
                    break
        return found

    def _is_meant(self, outcome: Document | Drop) -> bool:
        if self.offset is not None:
            return place(outcome.id)[1] == self.offset
        return self.origin in (outcome.origin, outcome.id)

    def _judge(self, outcome: Document | Drop) -> Again:
        id, origin = outcome.id, outcome.origin
        if isinstance(outcome, Drop):
            return Again(id, origin, outcome, None)
        for keep in self.filters:
            judged = guard.watched("filter-error", id, origin, keep, outcome)
            if isinstance(judged, Drop):
                return Again(id, origin, judged, outcome)
            outcome = judged
        return Again(id, origin, None, outcome)


@dataclass(frozen=True, slots=True)
class Recipes:
    """The recipes of a finished build as they are now; `changed` names those that are not what ran."""

    source: Source
    filters: tuple[Filter, ...]
    changed: tuple[str, ...]

    @classmethod
    def of(cls, out: Path) -> Self:
        """Raises UsageError where the source is a file of somebody's own, whose place no build records."""
        facts = Manifest.load(out).facts
        name, parameters = facts["source"], facts["parameters"]
        if name not in Source.available():
            raise UsageError(
                f"{out} was built from {name}, a source that is not among those that ship "
                f"({', '.join(Source.available())}); only these can be replayed"
            )
        source = as_built(Source.load(name), parameters[name])
        filters = [as_built(f, parameters.get(f.name, {})) for f in source.filters()]
        local = tuple(f.prepare() for f in filters if not f.needs_fit)
        ran = facts["recipe"]
        changed = (r.name for r in (source, *local) if ran.get(r.name) != r.fingerprint)
        return cls(source, local, tuple(changed))

    def replay(self, query: str, warc: str | None) -> list[Again]:
        """What becomes of the document `query`, an id or a URL, now.

        `warc` is where its archive is: a file, a folder or an address; None: where the id says, or in
        the sample. Raises UsageError if it is in neither place.
        """
        name, offset = place(query)
        if offset is None:
            name = ""
        for source in self._readers(name, warc):
            units = [u for u in source.units() if not name or _same_file(source.label(u), name)]
            task = Replay(source, self.filters, offset, query)
            if units:
                with closing(Local(1)) as runner:
                    return [one for found in runner.map(task, units) for one in found]
        where = f"with --warc PATH, where {name or 'the archive'} is"
        raise UsageError(f"the archive that holds {query} is not at hand; say {where}")

    def _readers(self, name: str, warc: str | None) -> Iterator[Source]:
        """The source, reading each of the places where the archive may be."""
        if warc:
            yield _reading(self.source, inputs=(warc,))
        elif name and Path(name).is_file():
            yield _reading(self.source, inputs=(name,))
        elif name:
            yield _reading(self.source, sample=True)


def _reading(source: Source, **where: Any) -> Source:
    known = {f.name for f in fields(source)}
    return replace(source, **{k: v for k, v in where.items() if k in known}).prepare()


def as_built(recipe: R, parameters: Mapping[str, Any]) -> R:
    """`recipe` with the parameters that a manifest records, as far as it still has them."""
    known = {f.name: getattr(recipe, f.name) for f in fields(recipe)}
    values = {k: _typed(v, known[k]) for k, v in parameters.items() if k in known}
    return replace(recipe, **values)


def _typed(value: Any, like: Any) -> Any:
    return type(like)(value) if isinstance(like, tuple | frozenset) else value


def _same_file(label: str, name: str) -> bool:
    return Path(label).name == Path(name).name
