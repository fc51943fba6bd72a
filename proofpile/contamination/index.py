"""The index of benchmarks: their tokens, and for every n-gram of them the places where it stands.

Made once in a folder, by size of the benchmarks and not of any corpus, and mapped into memory by every
worker: 20,000 parts take 5 seconds and 350 MB to make (benchmarks/RESULTS.md). A corpus streams past it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from proofpile import arrays
from proofpile.atomic import write_bytes
from proofpile.contamination.checking import (
    RARE_WORD,
    checked,
    why_uncheckable,
)
from proofpile.contamination.document import Text
from proofpile.contamination.formal.declaration import Declaration
from proofpile.contamination.formal.finding import digest_of
from proofpile.contamination.formal.names import name_key
from proofpile.contamination.grams import (
    Hashes,
    Places,
    Postings,
    Tokens,
    formula_grams,
    load_postings,
    load_tokens,
    mapped,
    masked,
    save_postings,
    save_tokens,
    tokens_of,
)
from proofpile.contamination.items import Benchmark, Item
from proofpile.contamination.question import words_of_question
from proofpile.contamination.rarity import Bits, bits_of
from proofpile.native import GramScanner
from proofpile.shard import arrow_file
from proofpile.versions import library

FACTS = "index.json"

ITEMS = pa.schema(
    [
        pa.field("benchmark", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("part", pa.string(), nullable=False),
        pa.field("text", pa.large_string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("language", pa.string(), nullable=False),
        pa.field("origin", pa.string(), nullable=False),
        pa.field("item_sha256", pa.string(), nullable=False),
        pa.field("answer", pa.string(), nullable=False),
        pa.field("checked", pa.string(), nullable=False),
        pa.field("why", pa.string(), nullable=False),
        pa.field("digest", pa.string(), nullable=False),  # of a formal statement's normal form
    ]
)


class Index:
    """What `Index.build` left in a folder. Picklable, as the folder's path; arrays are mapped."""

    def __init__(self, folder: Path, facts: bytes) -> None:
        self.folder = folder
        self.facts: dict[str, Any] = orjson.loads(facts)

    @classmethod
    def open(cls, folder: Path) -> "Index":
        """The index in `folder`, opened once a process. Raises as `check` does."""
        # By what it is of, too: a worker outlives the index that another search makes in the same folder.
        return _opened(str(folder), (folder / FACTS).read_bytes())

    @classmethod
    def build(cls, benchmarks: Sequence[Benchmark], folder: Path) -> "Index":
        """The index of `benchmarks` in `folder`, made or found there."""
        # Hashes of another version of the kernels would find nothing, and say so with confidence.
        made_of = {"benchmarks": {b.name: b.sha256 for b in benchmarks}, "library": library()}
        try:
            if cls.open(folder).facts.get("made_of") == made_of:
                return cls.open(folder)
        except (FileNotFoundError, EOFError, ValueError):  # not there, or torn
            pass
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FACTS).unlink(missing_ok=True)
        rows = [row for benchmark in benchmarks for row in _rows(benchmark)]
        # The sets are named, not looked for: one that is missing is an error, and never finds nothing.
        sets = []
        for kind in ("blank", "formula", "words"):
            found = tokens_of(kind, rows)
            save_tokens(folder, kind, found)
            if kind == "words":
                _judge(rows, found)
                arrays.save(folder / "question.npy", _questions(rows, found))
            sets += save_postings(folder, kind, found, rows)
            del found  # before the next kind is made
        _save_items(folder, rows)
        write_bytes(folder / FACTS, orjson.dumps({"made_of": made_of, "sets": sets}))
        return cls.open(folder)

    def __reduce__(self) -> Any:
        return Index.open, (self.folder,)

    def check(self) -> None:
        """Raises FileNotFoundError, EOFError or ValueError where a file is gone or torn."""
        for part in (self.items, self.blank, self.words, self.formula, self.question, self.sets):
            assert part is not None

    @cached_property
    def items(self) -> pa.Table:
        """A row a part, of the columns ITEMS."""
        with pa.memory_map(str(self.folder / "items.arrow")) as file:
            return pa.ipc.open_file(file).read_all()

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The same as dicts."""
        rows: list[dict[str, Any]] = self.items.to_pylist()
        return rows

    @cached_property
    def formal(self) -> npt.NDArray[np.bool_]:
        """Which parts are formal statements."""
        return np.array([row["part"] == "statement" for row in self.rows], bool)

    @cached_property
    def names(self) -> Mapping[str, list[int]]:
        """Parts by the name of their declaration, where that tells something."""
        return self._parts_by(lambda row: name_key(row["name"]))

    @cached_property
    def digests(self) -> Mapping[str, list[int]]:
        """Parts by what their formal statement says."""
        return self._parts_by(lambda row: str(row["digest"]))

    @cached_property
    def whole(self) -> npt.NDArray[np.bool_]:
        """Which parts are looked for as a whole, having too few words for n-grams."""
        return np.array([row["checked"] in ("whole", "with-answer") for row in self.rows], bool)

    def text_of(self, part: int) -> Text:
        """The part's own text."""
        return Text(np.frombuffer(self.rows[part]["text"].encode(), np.uint8))

    @cached_property
    def uncheckable(self) -> Mapping[tuple[str, str, str], str]:
        """(benchmark, item, part) -> why nothing can find it."""
        return {
            (row["benchmark"], row["item"], row["part"]): row["why"]
            for row in self.rows
            if row["checked"] == "uncheckable"
        }

    @cached_property
    def blank(self) -> Tokens:
        """Words between blanks."""
        return load_tokens(self.folder, "blank")

    @cached_property
    def words(self) -> Tokens:
        """Normalised words."""
        return load_tokens(self.folder, "words")

    @cached_property
    def formula(self) -> Tokens:
        """Tokens of formulas; `groups` tells one formula from the next."""
        return load_tokens(self.folder, "formula")

    @cached_property
    def masked(self) -> Hashes:
        """The hashes of `words` with all numbers alike."""
        return masked(self.words.hashes, self.words.groups)

    @cached_property
    def question(self) -> Places:
        """How many of each part's words count; what follows are choices."""
        return mapped(self.folder / "question.npy")

    @cached_property
    def bits(self) -> npt.NDArray[np.float64]:
        """What each of `words` tells."""
        return bits_of(self.words.hashes, self.words.starts, self.words.ends, self.words.groups)

    @cached_property
    def formula_grams(self) -> Places:
        """How many n-grams of formulas each part has."""
        _, part, _ = formula_grams(self.formula)
        return np.bincount(part, minlength=len(self.formula.offsets) - 1)

    @cached_property
    def long_formulas(self) -> Places:
        """How many formulas of each part are long enough for an n-gram."""
        _, part, at = formula_grams(self.formula)
        formula = self.formula.groups[self.formula.offsets[part] + at]
        pairs = np.unique(part.astype(np.int64) * (1 << 32) + formula)
        return np.bincount(pairs >> 32, minlength=len(self.formula.offsets) - 1)

    def prose_of(self, part: int) -> tuple[Hashes, Bits]:
        """The distinct rare words of a part that are in no formula, and their bits."""
        if part not in self._prose:
            self._prose[part] = self._prose_of(part)
        return self._prose[part]

    @cached_property
    def _prose(self) -> dict[int, tuple[Hashes, Bits]]:
        return {}  # of parts that were asked for: few

    def _prose_of(self, part: int) -> tuple[Hashes, Bits]:
        mine, inside = self.words.of(part), self.formula.of(part)
        starts = np.asarray(self.words.starts[mine])
        begin, end = np.unique(self.formula.starts[inside]), np.unique(self.formula.ends[inside])
        outside = np.searchsorted(begin, starts, "right") == np.searchsorted(end, starts, "right")
        chosen = outside & (self.bits[mine] >= RARE_WORD) & (self.words.groups[mine] == 0)
        hashes, first = np.unique(self.words.hashes[mine][chosen], return_index=True)
        return hashes, self.bits[mine][chosen][first]

    @cached_property
    def sets(self) -> Mapping[str, list[Postings]]:
        """Postings by kind of token."""
        found: dict[str, list[Postings]] = {}
        for kind, n, hidden in self.facts["sets"]:
            found.setdefault(kind, []).append(load_postings(self.folder, kind, n, hidden))
        return found

    @cached_property
    def scanners(self) -> Mapping[str, GramScanner]:
        """A scanner a kind of token, of the sets in `sets`."""
        return {
            kind: GramScanner(
                kind,
                [(s.n, s.keys, s.masked) if kind == "words" else (s.n, s.keys) for s in sets],
            )
            for kind, sets in self.sets.items()
        }

    def _parts_by(self, key: Callable[[Mapping[str, Any]], str]) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for part, row in enumerate(self.rows):
            if row["part"] == "statement" and (known := key(row)):
                found.setdefault(known, []).append(part)
        return found


@lru_cache(maxsize=2)
def _opened(folder: str, facts: bytes) -> Index:
    index = Index(Path(folder), facts)
    # Now, and not on the account of the first document that needs it.
    index.check()
    return index


def _rows(benchmark: Benchmark) -> list[dict[str, Any]]:
    return [
        {
            "benchmark": item.benchmark,
            "item": item.id,
            "part": part,
            "text": text,
            "name": item.name,
            "language": item.language,
            "origin": item.origin,
            "item_sha256": item.sha256,
            "answer": item.parts.get("answer", "") if part != "answer" else "",
            "digest": _digest(item, text) if part == "statement" else "",
        }
        for item, part, text in benchmark.texts()
    ]


def _digest(item: Item, text: str) -> str:
    return digest_of(Declaration(item.name, "theorem", text, 0, len(text), item.language))


def _judge(rows: Sequence[dict[str, Any]], words: Tokens) -> None:
    """Say of each part how it is looked for."""
    for row, tells in zip(rows, _tells(words), strict=True):
        row["checked"] = checked(row["part"], *tells, bool(row["answer"]))
        row["why"] = why_uncheckable(*tells) if row["checked"] == "uncheckable" else ""


def _tells(words: Tokens) -> list[tuple[int, float]]:
    """Of each part: its number of words, and their bits."""
    bits = bits_of(words.hashes, words.starts, words.ends, words.groups)
    sums = np.concatenate(([0.0], np.cumsum(bits)))
    return [
        (int(end - start), float(sums[end] - sums[start]))
        for start, end in zip(words.offsets[:-1], words.offsets[1:], strict=True)
    ]


def _questions(rows: Sequence[Mapping[str, Any]], words: Tokens) -> Places:
    counts = np.diff(words.offsets)
    return np.array(
        [
            words_of_question(row["text"], count) if row["part"] == "problem" else count
            for row, count in zip(rows, counts.tolist(), strict=True)
        ],
        np.int64,
    )


def _save_items(folder: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    with arrow_file(folder / "items.arrow", ITEMS) as file:
        for row in rows:
            file.append(row, len(row["text"]))
