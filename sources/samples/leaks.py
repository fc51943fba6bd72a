"""Pages that hold items of the sample benchmark, each in another way: what a check of contamination is for.

Each function adds one page, whose text lies in openwebmath/leaks.md with the name of an item in braces. What
stands there is made of the item in benchmark.jsonl, so that what is verbatim stays it.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sources.samples.archive import Archive
from sources.samples.oddities import Addition
from sources.samples.pages import page, texts

BENCHMARK = Path(__file__).parent / "benchmark.jsonl"


def item(name: str) -> dict[str, str]:
    """The fields of an item."""
    records = map(json.loads, BENCHMARK.read_text(encoding="utf-8").splitlines())
    (found,) = (record for record in records if record["id"] == name)
    return {str(key): str(value) for key, value in found.items()}


def verbatim(archive: Archive) -> None:
    """A problem as it is, in the middle of a long page about something else."""
    _add(archive, "garden", lambda leaked: leaked["problem"])


def retexed(archive: Archive) -> None:
    """A problem whose formulas are written in another way, as people do who type them again."""

    def again(leaked: dict[str, str]) -> str:
        problem = leaked["problem"]
        for old, new in (("\\frac", "\\dfrac"), ("\\geq", "\\geqslant"), ("{1}", "{ 1 }")):
            problem = problem.replace(old, new)
        return problem.replace(" + ", "+")

    _add(archive, "reciprocal-sum", again)


def other_numbers(archive: Archive) -> None:
    """A template twin: the story of a problem with other numbers, and so with another result."""

    def twin(leaked: dict[str, str]) -> str:
        problem = leaked["problem"]
        for old, new in (
            ("12 hours", "10 hours"),
            ("20 hours", "15 hours"),
            ("30 hours", "60 hours"),
        ):
            problem = problem.replace(old, new)
        return problem

    _add(archive, "leaking-tank", twin)


def solution_only(archive: Archive) -> None:
    """A solution, where nobody says in the item's words what was asked."""
    _add(archive, "degree-five", lambda leaked: leaked["solution"])


def half(archive: Archive) -> None:
    """The first half of a problem, and then something else."""

    def begun(leaked: dict[str, str]) -> str:
        words = leaked["problem"].split()
        return " ".join(words[: len(words) // 2])

    _add(archive, "ten-lanterns", begun)


def formal(archive: Archive) -> None:
    """A theorem in the language of a proof assistant, quoted on a page with another proof."""
    _add(archive, "odd-squares", lambda leaked: leaked["statement"])


def _add(archive: Archive, name: str, leak: Callable[[dict[str, str]], str]) -> None:
    """Add the page whose text names the item."""
    hole = f"{{{{{name}}}}}"
    (text,) = (text for text in texts("leaks") if any(hole in part for part in text.parts))
    filled = tuple(part.replace(hole, leak(item(name))) for part in text.parts)
    archive.visit(text.url, page(replace(text, parts=filled)).encode())


LEAKS: tuple[Addition, ...] = (verbatim, retexed, other_numbers, solution_only, half, formal)
