"""From what is typed to a source and its filters with their parameters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from proofpile.errors import UsageError

if TYPE_CHECKING:
    from proofpile.filter import Filter
    from proofpile.recipe import Recipe
    from proofpile.source import Source

# Options of the command that are parameters of a source, and what the source calls them.
OPTIONS = {
    "--input": "inputs",
    "--crawl": "crawl",
    "--units": "units_slice",
    "--sample": "sample",
}

# Options that are lists of the filter against contamination.
CONTAMINATION = {"--benchmark": "benchmarks", "--policy": "policy", "--allow": "allow"}
_CONTAMINATION = "contamination"


@dataclass(frozen=True)
class Chosen:
    """A source, and its filters if they differ from those that it names itself."""

    source: "Source"
    filters: "list[Filter] | None"

    @classmethod
    def of(
        cls,
        name: str,
        given: Mapping[str, Any],
        settings: Sequence[str],
        also: Sequence[str] = (),
        without: Sequence[str] = (),
        contamination: Mapping[str, Sequence[str]] | None = None,
    ) -> "Chosen":
        """The source `name` with the options `given` (by option) and each ``recipe.field=value``.

        Its filters are its own but for those called `without`, and then `also`, names or paths.
        `contamination` are values of that filter which are lists, and may hold commas.
        """
        from proofpile.source import Source

        source = _with_options(Source.load(name), given)
        values = _parse(settings)
        source = source.with_values(values.pop(source.name, {}))
        lists = {field: tuple(value) for field, value in (contamination or {}).items() if value}
        if not (values or also or without or lists):
            return cls(source, None)
        filters = _filters(source, also, without)
        _refuse_unknown(values, [source, *filters])
        filters = [f.with_values(values.get(f.name, {})) for f in filters]
        return cls(source, _with_lists(filters, lists, source.name) if lists else filters)


def _filters(source: "Source", also: Sequence[str], without: Sequence[str]) -> "list[Filter]":
    from proofpile.filter import Filter

    own = list(source.filters())
    names = [f.name for f in own]
    if unknown := sorted(set(without) - set(names)):
        raise UsageError(
            f"--without {unknown[0]}: {source.name} has no filter of that name; it has "
            f"{', '.join(names)}"
        )
    kept = [f for f in own if f.name not in without]
    added = [Filter.load(name) for name in also]
    for one in added:
        if one.name in [f.name for f in kept]:
            raise UsageError(
                f"--filter {one.name}: {source.name} has it already; change it with "
                f"--set {one.name}.field=value, or replace it with --without {one.name}"
            )
    return [*kept, *added]


def _with_lists(
    filters: "list[Filter]", lists: Mapping[str, tuple[str, ...]], source: str
) -> "list[Filter]":
    if _CONTAMINATION not in [f.name for f in filters]:
        option = next(o for o, field in CONTAMINATION.items() if field in lists)
        raise UsageError(
            f"{option} is about the filter {_CONTAMINATION}, which this build of {source} does not have; "
            f"add it with --filter {_CONTAMINATION}"
        )
    # A policy that is given changes the rules that it names; benchmarks and allow-lists replace.
    return [
        replace(
            f,
            **{
                field: (*(f.policy if field == "policy" else ()), *value)  # type: ignore[attr-defined]
                for field, value in lists.items()
            },
        )
        if f.name == _CONTAMINATION
        else f
        for f in filters
    ]


def _with_options(source: "Source", given: Mapping[str, Any]) -> "Source":
    given = {option: value for option, value in given.items() if value}
    _refuse_rivals(given)
    has = {f.name for f in fields(source)}
    for option in given:
        if OPTIONS[option] not in has:
            known = [o for o, name in OPTIONS.items() if name in has]
            raise UsageError(
                f"the source {source.name} does not take {option}; of these options it has "
                f"{', '.join(known) or 'none'}, and with --set {source.name}.field=value it has "
                f"{', '.join(sorted(has)) or 'nothing to set'}"
            )
    return replace(source, **{OPTIONS[option]: value for option, value in given.items()})


def _refuse_rivals(given: Mapping[str, Any]) -> None:
    rivals = [o for o in ("--input", "--crawl", "--sample") if o in given]
    if len(rivals) > 1:
        raise UsageError(
            f"{' and '.join(rivals)} both say what to read; give one of them "
            "(and another --out for each: an output folder holds one build)"
        )


def _parse(settings: Sequence[str]) -> dict[str, dict[str, str]]:
    """``["a.b=1", "a.c=2"]`` as ``{"a": {"b": "1", "c": "2"}}``."""
    values: dict[str, dict[str, str]] = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        recipe, dot, field = key.strip().rpartition(".")
        if not (equals and dot and recipe and field):
            raise UsageError(f"--set {setting}: expected recipe.field=value")
        values.setdefault(recipe, {})[field] = value
    return values


def _refuse_unknown(values: Mapping[str, Any], recipes: "Sequence[Recipe]") -> None:
    known = [recipe.name for recipe in recipes]
    for name in values:
        if name not in known:
            raise UsageError(
                f"--set {name}.…: this build has no recipe {name}; it has {', '.join(known)}"
            )
