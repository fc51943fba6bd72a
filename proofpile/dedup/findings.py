"""What a search found, in numbers for the manifest; and whether it can be believed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from proofpile.dedup.candidates import Candidates, Met
from proofpile.dedup.outcome import Told
from proofpile.dedup.runs import Run
from proofpile.dedup.verify import BINS, Verified
from proofpile.errors import BuildError

_SOURCES = 50  # of those that lost most, that are told


@dataclass(frozen=True, slots=True)
class Judgement:
    """When a result is not believed.

    Of a source with `few` documents or more at most the share `most_removed` may go, unless it is among
    `allowed`. A component of more than `largest_component` documents is told as an alarm.
    """

    most_removed: float = 0.9
    allowed: tuple[str, ...] = ()
    few: int = 100
    largest_component: int = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """What the steps of a search left; `runs` of the new corpus alone."""

    runs: Sequence[Run]
    copies: Path
    met: Sequence[Met]
    candidates: Sequence[Candidates]
    verified: Sequence[Verified]
    members: Path
    told: Sequence[Told]


def findings(found: Found, threshold: float, merge: str, judgement: Judgement) -> dict[str, Any]:
    """The numbers, as JSON. Raises BuildError where a source would lose more than it may."""
    members = np.load(found.members, mmap_mode="r")
    sizes = np.bincount(members["cluster"]) if len(members) else np.zeros(0, np.int64)
    largest = int(sizes.max(initial=0))
    documents = sum(run.documents for run in found.runs)
    had, lost = _by_source(found)
    _refuse_plunder(had, lost, judgement)
    curve = sum((np.load(one.curve) for one in found.verified), np.zeros((3, BINS + 1)))
    return {
        "documents": documents,
        "short": documents - sum(run.signed for run in found.runs),
        "same_tokens": len(np.load(found.copies, mmap_mode="r")),
        "candidates": sum(one.count for one in found.candidates),
        "edges": sum(one.count for one in found.verified),
        "components": len(sizes),
        "removed": sum(lost.values()),
        "largest_component": largest,
        "capped_buckets": sum(one.capped for one in found.met),
        "threshold": threshold,
        "merge": merge,
        "component_sizes": _histogram(sizes),
        "sources": [
            [s, had[s], n] for s, n in sorted(lost.items(), key=lambda one: (-one[1], one[0]))
        ][:_SOURCES],
        "alarms": _alarms(largest, judgement),
        "curve": {
            "jaccard": [edge / BINS for edge in range(BINS + 1)],
            "pairs": curve[0].astype(int).tolist(),
            "matches": curve[1].astype(int).tolist(),
            "again": curve[2].astype(int).tolist(),
        },
    }


def _by_source(found: Found) -> tuple[Counter[str], Counter[str]]:
    """How many documents each source had, and how many of them go."""
    had: Counter[str] = Counter()
    for run in found.runs:
        had.update(dict(zip(run.sources, run.of_source, strict=True)))
    return had, sum((Counter(one.of_source) for one in found.told), Counter[str]())


def _refuse_plunder(had: Counter[str], lost: Counter[str], judgement: Judgement) -> None:
    over = [
        source
        for source in sorted(lost)
        if had[source] >= judgement.few
        and lost[source] > judgement.most_removed * had[source]
        and source not in judgement.allowed
    ]
    if not over:
        return
    told = "\n".join(
        f"  {source or '(no name)'}: {lost[source]:,} of {had[source]:,} documents"
        for source in over[:10]
    )
    raise BuildError(
        f"near-duplicates would remove more than {judgement.most_removed:.0%} of "
        f"{'a source' if len(over) == 1 else f'{len(over):,} sources'}:\n{told}\n"
        "If that is right (a mirror, a corpus that is in another), allow it by the source's name: "
        f"--allow {over[0] or 'NAME'} with proofpile dedup, --set near_duplicates.allowed=… with a build. "
        "If not, ask for more likeness with the threshold, or for merging by star"
    )


def _alarms(largest: int, judgement: Judgement) -> list[str]:
    if largest <= judgement.largest_component:
        return []
    return [
        f"a component of {largest:,} near-duplicates is larger than "
        f"{judgement.largest_component:,}: look at the largest clusters in the report; pages of one "
        "template may be no duplicates, and chains of weak links end where the threshold is higher or "
        "merging is by star"
    ]


def _histogram(sizes: "np.ndarray[Any, np.dtype[np.int64]]") -> dict[str, int]:
    """How many components have two documents, three to four, five to eight …"""
    told: dict[str, int] = {}
    low, high = 2, 2
    while low <= sizes.max(initial=0):
        if count := int(((sizes >= low) & (sizes <= high)).sum()):
            told[str(low) if low == high else f"{low}-{high}"] = count
        low, high = high + 1, high * 2
    return told
