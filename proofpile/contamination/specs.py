"""How a benchmark is named: ``NAME``, or ``NAME=PATH[:problem=FIELD,solution=FIELD,…]``.

What is known of a NAME stands in the data manifest: its files, their fields, its licence. Nothing is
fetched: many benchmarks ask not to be copied about, and a check that loads what it checks against from
somewhere else today than yesterday cannot be repeated.
"""

import difflib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofpile import facts
from proofpile.contamination.records import PACKINGS
from proofpile.errors import MissingError, UsageError

# What a field of a record may hold, and how it is called where nothing says so.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "problem": ("problem", "question"),
    "solution": ("solution",),
    "answer": ("answer",),
    "statement": ("statement", "formal_statement"),
    "choices": (),
    "id": ("id",),
    "name": ("name",),
    "language": ("language",),
}
TABLES = (
    ".jsonl",
    ".ndjson",
    ".json",
    ".csv",
    ".tsv",
    ".parquet",
    ".pq",
    ".arrow",
    ".feather",
    ".ipc",
)
_PACKED_TABLES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv")
FORMAL: Mapping[str, str] = {
    **{".lean": "lean", ".thy": "isabelle", ".mm": "metamath", ".ml": "hollight", ".v": "coq"},
}
SUFFIXES = (*TABLES, *(s + p for s in _PACKED_TABLES for p in PACKINGS), *FORMAL)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_WITH_FIELDS = re.compile(r"(?P<path>.+?):(?P<fields>[A-Za-z_]+=[^,]*(?:,[A-Za-z_]+=[^,]*)*)")


@dataclass(frozen=True, slots=True)
class Split:
    """A part of a known benchmark: `patterns` are its files, the first as the original has them."""

    name: str
    patterns: tuple[str, ...]
    items: int | None
    sha256: str | None
    held_out: bool
    language: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the data manifest says of a benchmark."""

    name: str
    licence: str | None
    addresses: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    rules: Mapping[str, str]
    header: tuple[str, ...]
    subjects: tuple[str, ...]
    splits: tuple[Split, ...]

    @property
    def expected(self) -> list[str]:
        """Where its files lie below the folder, as the original has them."""
        files = [f"{s.name}: {s.patterns[0]}" for s in self.splits if s.patterns and s.held_out]
        return [*files, *([f"subject: {', '.join(self.subjects)}"] if self.subjects else [])]


@dataclass(frozen=True, slots=True)
class Spec:
    """A benchmark that somebody asked for. `fields` are names in the order in which they are looked for.

    `given` are the keys of those that the user named: a record must have them somewhere.
    """

    name: str
    path: Path
    fields: Mapping[str, tuple[str, ...]]
    given: frozenset[str] = frozenset()
    known: Known | None = None

    @property
    def rules(self) -> Mapping[str, str]:
        """How a part is taken out of a field, where it is not all of it."""
        return {} if self.known is None else self.known.rules


def known_benchmarks() -> dict[str, Known]:
    """By name, those of the data manifest."""
    return {one["name"]: _known(one) for one in facts.load()["benchmarks"]}


def cache_folder() -> Path:
    """Where benchmarks are looked for by name: PROOFPILE_BENCHMARKS, or in the user's cache."""
    given = os.environ.get("PROOFPILE_BENCHMARKS")
    return Path(given or "~/.cache/proofpile/benchmarks").expanduser()


def parse(text: str) -> Spec:
    """The benchmark that `text` names.

    Raises UsageError for what is no SPEC or names a path that is not there, and MissingError, with what is
    expected where, for a known benchmark whose files are not in the cache folder.
    """
    name, is_given, rest = text.partition("=")
    if not _NAME.fullmatch(name):
        raise UsageError(_no_spec(text))
    known = known_benchmarks().get(name)
    if not is_given:
        if known is None:
            raise UsageError(_unknown(name))
        return Spec(name, _in_cache(known), known.fields, known=known)
    if not rest:
        raise UsageError(f"{text!r} gives no path behind the =; write {name}=PATH, or {name} alone")
    path, given = _path_and_fields(rest)
    usual = FIELDS if known is None else known.fields
    if known is None and given.keys() & {"problem", "solution", "answer", "statement"}:
        # Who says which field is which part means these and no other.
        usual = {key: names for key, names in FIELDS.items() if key in ("id", "name", "language")}
    return Spec(name, path, {**usual, **given}, frozenset(given), known)


def _known(fact: Mapping[str, Any]) -> Known:
    return Known(
        fact["name"],
        fact["licence"],
        tuple(fact["addresses"]),
        {key: _names(fact["fields"].get(key)) for key in FIELDS},
        fact.get("rules", {}),
        tuple(fact.get("header", ())),
        tuple(fact.get("subjects", ())),
        tuple(
            Split(
                one["name"],
                tuple(p for p in (one["file"], *one.get("other_files", ())) if p),
                one["items"],
                one["sha256"],
                one.get("held_out", True),
                one.get("language", ""),
            )
            for one in fact["splits"]
        ),
    )


def _names(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def _path_and_fields(rest: str) -> tuple[Path, dict[str, tuple[str, ...]]]:
    whole = _at_home(rest)
    found = None if _exists(whole) else _WITH_FIELDS.fullmatch(rest)
    if found is None:
        return _existing(whole), {}
    path = _existing(_at_home(found["path"]))
    fields: dict[str, tuple[str, ...]] = {}
    for pair in found["fields"].split(","):
        key, _, value = pair.partition("=")
        if key not in FIELDS:
            near = difflib.get_close_matches(key, FIELDS, 1)
            raise UsageError(
                f"{key}= is no part of an item{f'; did you mean {near[0]}=?' if near else '.'} "
                f"Known are {', '.join(FIELDS)}"
            )
        if not value or key in fields:
            raise UsageError(f"{key}= must name one field, in {found['fields']!r}")
        fields[key] = (value,)
    return path, fields


def _at_home(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # ~somebody whom the machine does not know
        return Path(text)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long, or with a NUL
        return False


def _existing(path: Path) -> Path:
    if _exists(path):
        return path
    near: list[str] = []
    if _exists(path.parent) and path.parent.is_dir():
        near = difflib.get_close_matches(path.name, [p.name for p in path.parent.iterdir()], 1)
    raise UsageError(
        f"there is no file or folder {path} (looked for {path.absolute()})"
        f"{f'; {path.parent / near[0]} is there' if near else ''}; give the path of the benchmark's files"
    )


def _in_cache(known: Known) -> Path:
    folder = cache_folder()
    if (folder / known.name).is_dir():
        return folder / known.name
    found = [p for s in SUFFIXES if (p := folder / f"{known.name}{s}").is_file()]
    if len(found) > 1:
        raise UsageError(
            f"{folder} has {' and '.join(p.name for p in found)}: which is {known.name}? Say "
            f"--benchmark {known.name}=PATH, or move one away"
        )
    if found:
        return found[0]
    files = "; ".join(known.expected) or f"any of {', '.join(TABLES)}"
    raise MissingError(
        f"{known.name} is not in {folder}: expected the folder {known.name}/ there with its files "
        f"({files}), or {known.name}.jsonl. It is published at {' and '.join(known.addresses)} "
        f"({known.licence or 'no licence is known for all of it'}), and nothing is fetched for you: put it "
        f"there, or give its path: --benchmark {known.name}=PATH"
    )


def _no_spec(text: str) -> str:
    """Most often somebody gave the path alone."""
    path = re.sub(r":[A-Za-z_]+=.*", "", text)
    return (
        f"{text!r} is no benchmark: expected a NAME of letters, digits, dots and hyphens, or NAME=PATH; "
        f"a file needs a name: --benchmark {_named_after(path)}={text}"
    )


def _unknown(name: str) -> str:
    if Path(name).exists():
        own = _named_after(name)
        return f"no benchmark is called {name!r}; a file needs a name: --benchmark {own}={name}"
    names = sorted(known_benchmarks())
    near = difflib.get_close_matches(name.lower(), names, 3, 0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else "."
    return (
        f"no benchmark is called {name!r}{hint} Known are {', '.join(names)}; any other is given by "
        f"its path: --benchmark {name}=PATH"
    )


def _named_after(path: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "-", Path(path).stem).strip("-.") or "mine"
