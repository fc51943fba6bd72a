"""What is looked for: benchmarks, their items, and the parts of an item that a corpus may hold."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

PARTS = ("problem", "solution", "answer", "statement")  # statement: formal, in a prover's language


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a benchmark. `id` is unique in it; `origin` names the file and place it came from.

    `parts` maps names of PARTS to texts, without empty ones. `language` is that of a formal statement
    ("lean", "isabelle", "metamath", "hollight", "coq"), and `name` what its declaration is called.
    """

    benchmark: str
    id: str
    parts: Mapping[str, str]
    origin: str
    name: str = ""
    language: str = ""

    @property
    def sha256(self) -> str:
        """16 hex digits that change when what the item says changes."""
        said = "\0".join(f"{part}\1{text}" for part, text in sorted(self.parts.items()))
        return hashlib.sha256(f"{self.name}\0{said}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Benchmark:
    """Items under one name. There is at least one: a check that cannot find anything must not pass."""

    name: str
    items: tuple[Item, ...]
    licence: str | None = None
    notes: tuple[
        str, ...
    ] = ()  # what reading it had to say: fields that were missing, ids that were made

    @cached_property
    def sha256(self) -> str:
        """Of all items in their order: another version of a benchmark is another benchmark."""
        said = "\n".join(f"{item.id}\0{item.sha256}" for item in self.items)
        return hashlib.sha256(f"{self.name}\n{said}".encode()).hexdigest()

    def texts(self) -> Iterator[tuple[Item, str, str]]:
        """(item, part, text) of every part of every item."""
        for item in self.items:
            for part, text in item.parts.items():
                yield item, part, text
