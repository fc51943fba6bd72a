"""Benchmarks, read whole or not at all: an item that is not read is not looked for, and nobody would know.

What is missing from an item is counted and noted; what cannot be read is an error that names the place.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from proofpile.contamination import item_files, parts, records, specs
from proofpile.contamination.contents import read_text
from proofpile.contamination.item_files import ItemFile
from proofpile.contamination.items import PARTS, Benchmark, Item
from proofpile.contamination.records import Record, Values
from proofpile.contamination.specs import FORMAL, Spec
from proofpile.errors import UsageError
from proofpile.shard import file_sha256
from proofpile.words import plural

_PLACES = 3  # that a note names
# How records call the provers' languages, in lower case and as a part of the name.
_LANGUAGES = {"lean": "lean", "isabelle": "isabelle", "metamath": "metamath", "hol": "hollight"}
_LANGUAGES |= {"coq": "coq", "rocq": "coq"}


def load_benchmark(spec: str) -> Benchmark:
    """The benchmark that `spec` names: ``NAME``, or ``NAME=PATH[:problem=FIELD,solution=FIELD,…]``.

    Items come in the natural order of their ids, whatever the files are called and however they lie.
    Raises UsageError for a SPEC, a file or a record that cannot be read, for fields that no record has, for
    two items under one id, and where there is no item; MissingError for a known benchmark that is not there.
    """
    asked = specs.parse(spec)
    files, notes = item_files.find(asked)
    reading = _Reading(asked)
    for file in files:
        reading.read(file)
    return reading.benchmark(notes)


@dataclass
class _Tally:
    """How many items have a part and how many lack it, and where the first of these are."""

    there: int = 0
    missing: int = 0
    first: list[str] = field(default_factory=list)

    def lacks(self, place: str) -> None:
        self.missing += 1
        if len(self.first) < _PLACES:
            self.first.append(place)


class _Reading:
    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.items: dict[str, Item] = {}
        self.records = 0
        self.fields: Counter[str] = Counter()
        self.wanted = {name for names in spec.fields.values() for name in names}
        self.found_of_given: set[str] = set()
        self.numbers: Counter[str] = Counter()
        self.repeated: Counter[str] = Counter()
        self.declared: dict[tuple[str, str], str] = {}
        self.by_split: Counter[str] = Counter()
        self.parts: dict[str, dict[str, _Tally]] = {}
        self.told: dict[str, _Tally] = {}
        self.notes: list[str] = []

    def read(self, file: ItemFile) -> None:
        before = sum(self.numbers.values())
        self._compare(file)
        kind = records.suffix(file.path)
        if kind in FORMAL:
            self._formal_file(file, FORMAL[kind])
        else:
            header = self.spec.known.header if self.spec.known else ()
            for record in records.read(file.path, self.wanted, header):
                self._record(file, record)
        if sum(self.numbers.values()) == before:
            self._tell("files without an item", file.shown)

    def benchmark(self, notes: Sequence[str]) -> Benchmark:
        spec = self.spec
        for key in sorted(spec.given - self.found_of_given):
            raise UsageError(
                f"no record of {spec.path} has the field {spec.fields[key][0]!r} ({key}=); {self._there()}"
            )
        if not self.items:
            raise UsageError(
                f"{spec.name} has no item in {spec.path}, and a check that cannot find anything must not "
                f"pass: {self._why_none()}"
            )
        items = tuple(sorted(self.items.values(), key=lambda item: _natural(item.id)))
        licence = spec.known.licence if spec.known else None
        return Benchmark(spec.name, items, licence, (*notes, *self.notes, *self._said()))

    def _compare(self, file: ItemFile) -> None:
        """Say it where a file is not the one that the manifest was made from."""
        split = file.split
        if split and split.sha256 and split.patterns[0].rpartition("/")[2] == file.path.name:
            found = file_sha256(file.path)
            if found != split.sha256:
                self.notes.append(
                    f"{file.shown} is another version than the one known: its SHA-256 is {found}, and "
                    f"that of {split.name} is {split.sha256}"
                )

    def _record(self, file: ItemFile, record: Record) -> None:
        self.records += 1
        values, fields, where = record.values, self.spec.fields, f"{file.shown}{record.place}"
        self.fields.update(values.keys())
        for name in self.spec.given - self.found_of_given:
            if parts.value(values, fields[name]) is not None:
                self.found_of_given.add(name)
        found = parts.parts(values, fields, self.spec.rules)
        prefix = "/".join(filter(None, (file.prefix, parts.text(record.group))))
        number = self.numbers[prefix]
        self.numbers[prefix] += 1
        if not found:
            self._tell("records without a text, left out", where)
            return
        own = parts.text(record.key) or parts.text(parts.value(values, fields.get("id", ())))
        if file.is_all and own and not record.group:
            id_ = own
        else:
            id_ = f"{prefix}/{own or number}" if file.is_all or record.place else prefix
        name = language = ""
        if "statement" in found:
            name = parts.text(parts.value(values, fields.get("name", ())))
            said = parts.text(parts.value(values, fields.get("language", ()))).lower()
            language = next((own for part, own in _LANGUAGES.items() if part in said), "")
            usual = file.split.language if file.split else ""
            found["statement"], name, language = _stated(found["statement"], name, language, usual)
        self._count_parts(file, found, where)
        self._add(file, Item(self.spec.name, id_, found, where, name, language))

    def _count_parts(self, file: ItemFile, found: Values, where: str) -> None:
        group = file.split.name if file.split else ""
        if group not in self.parts:
            self.parts[group] = {part: _Tally() for part in PARTS}
        is_only_formal = set(found) == {"statement"}
        for part, tally in self.parts[group].items():
            if part in found:
                tally.there += 1
            elif not is_only_formal:  # which is expected to have nothing else
                tally.lacks(where)

    def _formal_file(self, file: ItemFile, language: str) -> None:
        from proofpile.contamination.formal import declarations

        text = read_text(file.path)
        stating = [
            one for one in declarations(text, language) if one.states and one.statement.strip()
        ]
        if file.split and any(one.keyword.lower() == "theorem" for one in stating):
            # In the files of a known benchmark theorems are the items, and lemmas help to prove them.
            helping = [one for one in stating if one.keyword.lower() == "lemma"]
            stating = [one for one in stating if one.keyword.lower() != "lemma"]
            for one in helping:
                self._tell("lemmas beside theorems, left out", f"{one.name} in {file.shown}")
        line, at = 1, 0
        for one in stating:
            line, at = line + text.count("\n", at, one.start), one.start
            item = self._declared(file, one.name, one.statement, language, f"{file.shown}:{line}")
            self._add(file, item)

    def _declared(
        self, file: ItemFile, name: str, statement: str, language: str, where: str
    ) -> Item:
        own = name or str(self.numbers[file.prefix])
        self.numbers[file.prefix] += 1
        last = file.prefix.rpartition("/")[2]
        id_ = file.prefix if _alike(own) == _alike(last) else f"{file.prefix}/{own}"
        if (id_, statement) not in self.declared:
            # One name in two namespaces of a file, or with two statements.
            self.repeated[id_] += 1
            again = self.repeated[id_]
            self.declared[id_, statement] = id_ if again == 1 else f"{id_}~{again}"
        id_ = self.declared[id_, statement]
        return Item(self.spec.name, id_, {"statement": statement}, where, name, language)

    def _add(self, file: ItemFile, item: Item) -> None:
        other = self.items.get(item.id)
        if other is None:
            self.items[item.id] = item
            self.by_split[file.split.name if file.split else ""] += 1
        elif other.sha256 == item.sha256:
            self._tell(
                "items that are there twice under one id, word for word, counted once", item.origin
            )
        else:
            raise UsageError(
                f"{self.spec.name} has two different items under the id {item.id!r}: {other.origin} and "
                f"{item.origin} in {self.spec.path}; say which field tells them apart "
                f"(--benchmark {self.spec.name}={self.spec.path}:id=FIELD), or take one out"
            )

    def _tell(self, what: str, place: str) -> None:
        self.told.setdefault(what, _Tally()).lacks(place)

    def _said(self) -> list[str]:
        """The notes on what was missing, and on how many items there are of how many that are known."""
        notes = [
            f"{what}: {tally.missing:,} ({_first(tally)})" for what, tally in self.told.items()
        ]
        for group, tallies in self.parts.items():
            for part, tally in tallies.items():
                # Where few have a formal statement, the others are not lacking theirs.
                if (
                    tally.there
                    and tally.missing
                    and (part != "statement" or tally.missing < tally.there)
                ):
                    whole = (
                        f"{tally.there + tally.missing:,} items{f' of {group}' if group else ''}"
                    )
                    notes.append(f"{tally.missing:,} of {whole} have no {part}: {_first(tally)}")
        for split in self.spec.known.splits if self.spec.known else ():
            found = self.by_split[split.name]
            if split.items and found and found != split.items:
                notes.append(f"{split.name} has {found:,} items, and {split.items:,} are known")
        return notes

    def _why_none(self) -> str:
        if not self.records:
            return "it holds no record and no formal statement; give the file that has the items"
        asked = ", ".join(sorted({n for p in PARTS for n in self.spec.fields.get(p, ())}))
        return (
            f"{plural(self.records, 'record')} read, and none has a text under {asked}; {self._there()}. Say "
            f"which are which: --benchmark {self.spec.name}={self.spec.path}:problem=FIELD,solution=FIELD"
        )

    def _there(self) -> str:
        names = [name for name, _ in self.fields.most_common(20)]
        more = len(self.fields) - len(names)
        return f"the fields are {', '.join(names) or 'none'}{f' and {more:,} more' if more else ''}"


def _stated(statement: str, name: str, language: str, usual: str) -> tuple[str, str, str]:
    """A formal statement in a record without its proof, the name of its declaration, and its language.

    `usual` is the language where neither the record nor the statement itself tells it.
    """
    from proofpile.contamination.formal import declarations, language_of

    language = language or language_of(statement) or usual
    if not language:
        return statement, name, ""
    *_, last = [None, *(one for one in declarations(statement, language) if one.states)]
    if last is None or not last.statement.strip():
        return statement, name, language
    return last.statement, last.name or name, language


def _alike(name: str) -> str:
    return name.replace("-", "_")


def _first(tally: _Tally) -> str:
    return ", ".join(tally.first) + (" and so on" if tally.missing > len(tally.first) else "")


def _natural(id_: str) -> list[tuple[int, int, str]]:
    """A sort key that puts test/9 before test/10, and tells all ids apart."""
    pieces = [piece for piece in re.split(r"([0-9]+)", id_) if piece]
    return [(0, int(p), p) if p.isascii() and p.isdigit() else (1, 0, p) for p in pieces]
