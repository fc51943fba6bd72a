"""The line that is to be moved: one cut of one filter, as a finished build drew it."""

import math
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from proofpile.errors import UsageError
from proofpile.filter import Filter
from proofpile.manifest import Manifest
from proofpile.recipe import digest
from proofpile.tune.files import schema


@dataclass(frozen=True)
class Line:
    """A threshold in a build: `keeps` the documents whose `mark` is "at-least", or "at-most", `value`.

    `corpus` names the input, not the build: a rebuild with another threshold is the same corpus, and
    labels given to the one serve the other.
    """

    filter: Filter
    reason: str
    meaning: str
    mark: str
    parameter: str
    keeps: str
    value: float
    whole: bool  # whether the parameter is an int
    counts: bool  # whether the mark is one
    dropped: int  # refusals for the reason, listed in the ledger or only counted
    corpus: str
    changed: bool  # whether the recipe is no longer what ran, parameters apart

    @classmethod
    def of(cls, name: str, out: Path, reason: str = "") -> "Line":
        """The cut `reason` of the filter `name` (its only one, if "") in the build in `out`.

        Raises UsageError if `out` holds no finished build, the filter was not in it, draws no such
        line, or its mark is no number of the documents; the message says what there is.
        """
        keep = Filter.load(name)
        facts = Manifest.load(out).facts
        _refuse_absent(keep, out, facts)
        slug = _slug(keep, reason)
        cut = facts.get("cuts", {}).get(slug) or _as_declared(keep, slug, facts)
        value, kind = cut["value"], _kind(keep, keep.cuts[slug].parameter)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            raise UsageError(
                f"{keep.name}.{cut['parameter']} was {value!r} in {out}: no line was drawn for {slug}; "
                f"build again with --set {keep.name}.{cut['parameter']}=NUMBER"
            )
        counts = _is_count(cut["mark"], out, facts)
        return cls(
            keep, slug, keep.reasons.get(slug, ""), cut["mark"], keep.cuts[slug].parameter,
            cut["keeps"], float(value), kind is int, counts, int(facts["dropped"].get(slug, 0)),
            _corpus(facts), _has_changed(keep, facts),
        )  # fmt: skip

    @property
    def setting(self) -> str:
        """What ``--set`` takes, without the value."""
        return f"{self.filter.name}.{self.parameter}"

    def is_kept(self, score: float, threshold: float) -> bool:
        """Which side `score` is on."""
        return score >= threshold if self.keeps == "at-least" else score <= threshold

    def number(self, value: float) -> int | float:
        """`value` as the parameter takes it; UsageError if that is an int and `value` is not whole."""
        if not math.isfinite(value):
            raise UsageError(f"{value} is no threshold; give a number")
        if self.whole and value != int(value):
            raise UsageError(f"{self.setting} is a whole number; {value:g} is not")
        return int(value) if self.whole else float(value)

    def set_option(self, value: float) -> str:
        """``--set filter.parameter=value``."""
        return f"--set {self.setting}={self.number(value)!r}"


def _refuse_absent(keep: Filter, out: Path, facts: Mapping[str, Any]) -> None:
    ran = [name for name in facts["recipe"] if name != facts["source"]]
    if keep.name not in ran:
        raise UsageError(
            f"the build in {out} did not use the filter {keep.name}; it used {', '.join(ran) or 'none'}"
        )


def _slug(keep: Filter, reason: str) -> str:
    cuts = list(keep.cuts)
    if not cuts:
        raise UsageError(
            f"{keep.name} compares no mark with a parameter, so there is no threshold to set; a filter "
            'that does says so: cuts = {"reason": Cut("mark", "parameter")}'
        )
    if reason and reason not in cuts:
        raise UsageError(f"{keep.name} has no threshold for {reason}; it has {', '.join(cuts)}")
    if not reason and len(cuts) > 1:
        raise UsageError(
            f"{keep.name} has {len(cuts)} thresholds; say which with --reason: {', '.join(cuts)}"
        )
    return reason or cuts[0]


def _as_declared(keep: Filter, slug: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a manifest of today would say, for one that was written before it did."""
    cut = keep.cuts[slug]
    value = facts["parameters"].get(keep.name, {}).get(cut.parameter)
    return {"mark": cut.mark, "parameter": cut.parameter, "keeps": cut.keeps, "value": value}


def _kind(keep: Filter, parameter: str) -> type:
    wanted = typing.get_type_hints(type(keep)).get(parameter)
    either = typing.get_origin(wanted) in (types.UnionType, typing.Union)
    kinds = typing.get_args(wanted) if either else (wanted,)
    kind = next((k for k in kinds if k in (int, float)), None)
    if kind is None:
        raise UsageError(
            f"{keep.name}.{parameter} is no number but {wanted}; a cut is drawn by an int or a float"
        )
    return typing.cast(type, kind)


def _is_count(mark: str, out: Path, facts: Mapping[str, Any]) -> bool:
    """Whether the documents' `mark` is an int; UsageError if it is no number at all, or not there."""
    for part in facts["shards"][:1]:
        fields = {f.name: f.type for f in schema(out, part["file"])}
        whole = [name for name, kind in fields.items() if pa.types.is_integer(kind)]
        real = [name for name, kind in fields.items() if pa.types.is_floating(kind)]
        if mark not in whole + real:
            raise UsageError(
                f"the documents of {out} have no number called {mark}; "
                f"they have {', '.join(sorted(whole + real)) or 'none'}"
            )
        return mark in whole
    return False


def _corpus(facts: Mapping[str, Any]) -> str:
    units = [(one["unit"], one["read"]) for one in facts["inputs"]]
    return digest(repr((facts["source"], facts["limit"], units)))


def _has_changed(keep: Filter, facts: Mapping[str, Any]) -> bool:
    from proofpile.replay import as_built

    parameters = facts["parameters"].get(keep.name, {})
    return bool(as_built(keep, parameters).fingerprint != facts["recipe"][keep.name])
