"""Allow-lists: hits that somebody looked at and found to be none, so that nobody is asked twice.

    {"format": 1, "benchmarks": {"gsm8k": "<sha256>"},
     "allowed": [{"benchmark": "gsm8k", "item": "17", "part": "problem", "item_sha256": "…",
                  "match": "…", "document": "where it was seen", "note": "a proverb"}]}

An entry holds in any document, for a hit of the same benchmark, item and part with the same `match` (the
digest of the words that met), while the item says what it said. Of another version of the item it is
stale: who looked at it looked at something else. Stale entries are not honoured, and named.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from proofpile.atomic import write_text
from proofpile.contamination.hits import Hit
from proofpile.contamination.items import PARTS, Benchmark
from proofpile.errors import UsageError

FORMAT = 1
_NAMED = 5  # mistakes that an error names
# A person marks thousands of hits, never millions; what is larger is another file given by mistake.
_MOST_BYTES = 256 << 20
_TYPES = {
    type(None): "null",
    bool: "a truth value",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "an object",
}

Key = tuple[str, str, str, str]  # benchmark, item, part, match


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One hit that is none. `document` and `note` are for people."""

    benchmark: str
    item: str
    part: str
    item_sha256: str
    match: str
    document: str = ""
    note: str = ""

    @property
    def key(self) -> Key:
        """What a hit is known by."""
        return self.benchmark, self.item, self.part, self.match


@dataclass(frozen=True, slots=True)
class Stale:
    """An entry that is not honoured, and why."""

    entry: Entry
    why: str

    def facts(self) -> dict[str, str]:
        """As the report has it."""
        return {**asdict(self.entry), "why": self.why}


@dataclass(frozen=True)
class AllowList:
    """Entries that hold for the benchmarks in hand, and those that do not.

    `elsewhere` are entries of benchmarks that are not looked for: neither right nor wrong here.
    """

    files: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    stale: tuple[Stale, ...] = ()
    elsewhere: tuple[Entry, ...] = ()
    benchmarks: Mapping[str, str] = field(default_factory=dict)  # name -> sha256, those in hand

    @cached_property
    def keys(self) -> frozenset[Key]:
        """What is allowed."""
        return frozenset(entry.key for entry in self.entries)

    @classmethod
    def of(cls, paths: Sequence[str | Path], benchmarks: Sequence[Benchmark]) -> "AllowList":
        """The lists in `paths` together, as they hold for `benchmarks`. Raises UsageError for mistakes."""
        found = merged(read_entries(Path(path)) for path in paths)
        known = {b.name: {item.id: item for item in b.items} for b in benchmarks}
        hold: list[Entry] = []
        stale: list[Stale] = []
        elsewhere: list[Entry] = []
        for entry in found:
            items = known.get(entry.benchmark)
            if items is None:
                elsewhere.append(entry)
            elif (item := items.get(entry.item)) is None:
                stale.append(Stale(entry, f"{entry.benchmark} has no such item"))
            elif item.sha256 != entry.item_sha256:
                stale.append(
                    Stale(
                        entry, f"the item changed: it is {item.sha256} and was {entry.item_sha256}"
                    )
                )
            elif entry.part not in item.parts:
                stale.append(Stale(entry, f"the item has no {entry.part}"))
            else:
                hold.append(entry)
        return cls(
            tuple(map(str, paths)),
            tuple(hold),
            tuple(stale),
            tuple(elsewhere),
            {b.name: b.sha256 for b in benchmarks},
        )

    def allows(self, hit: Hit) -> bool:
        """Whether somebody said of this very match that it is none."""
        return (hit.benchmark, hit.item, hit.part, hit.match) in self.keys

    def facts(self, allowed: Iterable[Key]) -> dict[str, Any]:
        """What the report says of the list, given the keys of the hits that it allowed."""
        met = set(allowed)
        used = sum(entry.key in met for entry in self.entries)
        return {
            "file": ", ".join(self.files),
            "honoured": used,
            "unused": len(self.entries) - used,
            "elsewhere": len(self.elsewhere),
            "stale": [one.facts() for one in self.stale],
        }

    def write(self, path: Path) -> bool:
        """Write all but what is stale to `path`, for the next time; says whether anything changed."""
        return write_entries(path, (*self.entries, *self.elsewhere), self.benchmarks)


def read_entries(path: Path) -> list[Entry]:
    """The entries of the allow-list in `path`. Raises UsageError that says what was found where."""
    try:
        size = path.stat().st_size
        if size > _MOST_BYTES:
            raise _wrong(path, f"it has {size:,} bytes, more than an allow-list can have")
        found = orjson.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}); give an allow-list, or none"
        ) from None
    except orjson.JSONDecodeError as error:
        raise _wrong(path, f"it is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise _wrong(path, f"it holds {_type(found)}, and must hold an object")
    if found.get("format") != FORMAT or isinstance(found["format"], bool):
        raise _wrong(
            path, f"its format is {_shown(found.get('format'))}, and this version reads {FORMAT}"
        )
    allowed = found.get("allowed")
    if not isinstance(allowed, list):
        raise _wrong(path, f"`allowed` is {_type(allowed)}, and must be a list")
    mistakes: list[str] = []
    entries = [_entry(number, value, mistakes) for number, value in enumerate(allowed, 1)]
    if mistakes:
        more = len(mistakes) - _NAMED
        raise _wrong(
            path,
            "; ".join(mistakes[:_NAMED]) + (f"; and {more:,} mistakes more" if more > 0 else ""),
        )
    return [entry for entry in entries if entry]


def merged(lists: Iterable[Iterable[Entry]]) -> list[Entry]:
    """All entries, each hit once, in one order; a later list's note about a hit replaces an earlier one's."""
    found = {(entry.key, entry.item_sha256): entry for some in lists for entry in some}
    return sorted(found.values())


def write_entries(path: Path, entries: Iterable[Entry], benchmarks: Mapping[str, str]) -> bool:
    """Write an allow-list, sorted, whole or not at all; says whether anything changed."""
    facts = {
        "format": FORMAT,
        "benchmarks": dict(sorted(benchmarks.items())),
        "allowed": [asdict(entry) for entry in merged([entries])],
    }
    return write_text(path, json.dumps(facts, indent=1, ensure_ascii=False) + "\n")


def _entry(number: int, value: Any, mistakes: list[str]) -> Entry | None:
    if not isinstance(value, dict):
        mistakes.append(f"entry {number} is {_type(value)}, and must be an object")
        return None
    before = len(mistakes)
    given: dict[str, str] = {}
    for name in (f.name for f in fields(Entry)):
        may_lack = name in ("document", "note")
        text = value.get(name, "" if may_lack else None)
        if not isinstance(text, str):
            mistakes.append(f"entry {number}: {name} is {_shown(text)}, and must be text")
        elif not (text or may_lack):
            mistakes.append(f"entry {number}: {name} is empty")
        elif name == "part" and text not in PARTS:
            mistakes.append(
                f"entry {number}: part is {_shown(text)}, and must be one of {', '.join(PARTS)}"
            )
        else:
            given[name] = text
    return Entry(**given) if len(mistakes) == before else None


def _wrong(path: Path, what: str) -> UsageError:
    return UsageError(
        f"{path} is no allow-list: {what}. Mend it, or save it again from the report's page "
        "(its format: docs/contamination.md)"
    )


def _type(value: Any) -> str:
    return _TYPES.get(type(value), "something else")


def _shown(value: Any) -> str:
    if not isinstance(value, str | int | float):
        return "missing" if value is None else _type(value)
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
