"""The index of benchmarks: their tokens, and for every n-gram of them the places where it stands.

Made once in a folder, by size of the benchmarks and not of any corpus, and mapped into memory by every
worker: 20,000 items take some 100 MB and two seconds (benchmarks/RESULTS.md). A corpus streams past it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
from numpy.lib.stride_tricks import sliding_window_view

from proofpile import arrays
from proofpile.atomic import write_bytes
from proofpile.contamination.checking import (
    LEADS,
    LEADS_FORMAL,
    LEADS_FORMULA,
    LEADS_TWIN,
    LEADS_WORDS,
    RARE_WORD,
    SEED,
    checked,
    why_uncheckable,
)
from proofpile.contamination.document import Text
from proofpile.contamination.formal.declaration import Declaration
from proofpile.contamination.formal.finding import digest_of
from proofpile.contamination.formal.names import name_key
from proofpile.contamination.items import Benchmark, Item
from proofpile.contamination.question import words_of_question
from proofpile.contamination.rarity import Bits, bits_of, word_bits_of
from proofpile.native import GramScanner, grams, sort_entries, tokens
from proofpile.shard import arrow_file
from proofpile.versions import library

STUDY_N = (
    10  # the shortest n of Llemma's study that proofpile looks for; longer ones are runs of it
)
FORMULA_N = 8
FACTS = "index.json"
# A gram of more parts than this is a phrase of the benchmark ("Show that it is") and leads nowhere.
_COMMON = 20
_RARE_FORMULA = 8  # the same for grams of formulas: a problem may stand in as many collections
_NAME = -1  # where in its part a gram stands that is the part's declared name

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

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tokens:
    """Tokens of all parts in a row: those of part i are ``[offsets[i]:offsets[i + 1]]``."""

    hashes: Hashes
    starts: Places
    ends: Places
    groups: Places
    offsets: Places

    def of(self, part: int) -> slice:
        """Where the tokens of a part are."""
        return slice(int(self.offsets[part]), int(self.offsets[part + 1]))


@dataclass(frozen=True)
class Postings:
    """Grams of `n` tokens in the order of their hashes, and where each stands: (part, token)."""

    n: int
    masked: bool
    keys: Hashes
    first: Places  # of the postings of each key, and their number
    part: Places
    at: Places


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
        kinds = {kind: _tokens(kind, rows) for kind in ("blank", "words", "formula")}
        for row, tells in zip(rows, _tells(kinds["words"]), strict=True):
            row["checked"] = checked(row["part"], *tells, bool(row["answer"]))
            row["why"] = why_uncheckable(*tells) if row["checked"] == "uncheckable" else ""
        _save_items(folder, rows)
        for kind, found in kinds.items():
            _save_tokens(folder, kind, found)
        arrays.save(folder / "question.npy", _questions(rows, kinds["words"]))
        # The sets are named, not looked for: one that is missing is an error, and never finds nothing.
        sets = _save_postings(folder, kinds, rows)
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
        return self._tokens("blank")

    @cached_property
    def words(self) -> Tokens:
        """Normalised words."""
        return self._tokens("words")

    @cached_property
    def formula(self) -> Tokens:
        """Tokens of formulas; `groups` tells one formula from the next."""
        return self._tokens("formula")

    @cached_property
    def masked(self) -> Hashes:
        """The hashes of `words` with all numbers alike."""
        return masked(self.words.hashes, self.words.groups)

    @cached_property
    def question(self) -> Places:
        """How many of each part's words count; what follows are choices."""
        return _mapped(self.folder / "question.npy")

    @cached_property
    def bits(self) -> npt.NDArray[np.float64]:
        """What each of `words` tells."""
        return bits_of(self.words.hashes, self.words.starts, self.words.ends, self.words.groups)

    @cached_property
    def formula_grams(self) -> Places:
        """How many n-grams of formulas each part has."""
        _, part, _ = _of_formulas(self.formula)
        return np.bincount(part, minlength=len(self.formula.offsets) - 1)

    @cached_property
    def long_formulas(self) -> Places:
        """How many formulas of each part are long enough for an n-gram."""
        _, part, at = _of_formulas(self.formula)
        formula = self.formula.groups[self.formula.offsets[part] + at]
        pairs = np.unique(part * (1 << 32) + formula)
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
            stem = _stem(kind, n, hidden)
            names = ("keys", "first", "part", "at")
            some = [_mapped(self.folder / f"{stem}.{name}.npy") for name in names]
            found.setdefault(kind, []).append(Postings(n, hidden, *some))
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

    def _tokens(self, kind: str) -> Tokens:
        names = ("hashes", "starts", "ends", "groups", "offsets")
        return Tokens(*(_mapped(self.folder / f"{kind}.{name}.npy") for name in names))


@lru_cache(maxsize=2)
def _opened(folder: str, facts: bytes) -> Index:
    index = Index(Path(folder), facts)
    # Now, and not on the account of the first document that needs it.
    index.check()
    return index


def _mapped(path: Path) -> npt.NDArray[Any]:
    """The array in a file, as pages that workers share. A plain view: slicing a memmap is slow."""
    found: npt.NDArray[Any] = np.load(path, mmap_mode="r").view(np.ndarray)
    return found


def masked(hashes: Hashes, numbers: Places) -> Hashes:
    """Tokens of kind "words" as tokens of kind "masked"."""
    (number,), _, _, _ = tokens("masked", b"1")
    return np.where(numbers == 1, number, hashes)


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


def _tokens(kind: str, rows: Sequence[Mapping[str, Any]]) -> Tokens:
    found = [tokens(kind, row["text"].encode()) for row in rows]
    offsets = np.concatenate(([0], np.cumsum([len(one[0]) for one in found], dtype=np.int64)))
    hashes, starts, ends, groups = (np.concatenate([one[i] for one in found]) for i in range(4))
    return Tokens(hashes, starts, ends, groups, offsets)


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


def _save_tokens(folder: Path, kind: str, found: Tokens) -> None:
    for name in ("hashes", "starts", "ends", "groups", "offsets"):
        arrays.save(folder / f"{kind}.{name}.npy", getattr(found, name))


def _stem(kind: str, n: int, hidden: bool) -> str:
    return f"{kind}-{n}-{'masked' if hidden else 'plain'}"


def _save_postings(
    folder: Path, kinds: Mapping[str, Tokens], rows: Sequence[Mapping[str, Any]]
) -> list[tuple[str, int, bool]]:
    """Writes the sets, one after another, and says which there are: (kind, n, masked)."""
    words = kinds["words"]
    statement = np.array([row["part"] == "statement" for row in rows], bool)
    phrases = _phrases(words, rows)
    none = np.zeros(0, np.int64)
    plain = zip(
        _leading(words, statement),
        phrases.pop(SEED, (none.astype(np.uint64), none, none)),
        strict=True,
    )
    sets = [
        ("blank", STUDY_N, False, _windows(kinds["blank"], STUDY_N)),
        ("formula", FORMULA_N, False, _of_formulas(kinds["formula"])),
        ("words", SEED, False, tuple(np.concatenate(both) for both in plain)),
        ("words", SEED, True, _twins(words)),
        *(("words", n, False, found) for n, found in sorted(phrases.items())),
    ]
    saved = []
    for kind, n, hidden, (keys, part, at) in sets:
        if len(keys):
            _save(folder / _stem(kind, n, hidden), keys, part, at)
            saved.append((kind, n, hidden))
    return saved


def _windows(given: Tokens, n: int) -> tuple[Hashes, Places, Places]:
    """(gram, part, place in it) of every n tokens in a row, of each part by itself."""
    everything = grams(np.asarray(given.hashes), n)
    part = np.repeat(np.arange(len(given.offsets) - 1), np.diff(given.offsets))[: len(everything)]
    at = np.arange(len(everything)) - given.offsets[part]
    whole = at + n <= np.diff(given.offsets)[part]
    return everything[whole], part[whole], at[whole]


def _of_formulas(given: Tokens) -> tuple[Hashes, Places, Places]:
    keys, part, at = _windows(given, FORMULA_N)
    first = given.offsets[part] + at
    inside = given.groups[first] == given.groups[first + FORMULA_N - 1]
    keys, part, at = keys[inside], part[inside], at[inside]
    rare = _parts_with(keys, part) <= _RARE_FORMULA
    return keys[rare], part[rare], at[rare]


def _leading(words: Tokens, statement: npt.NDArray[np.bool_]) -> Any:
    """Grams that lead to an item: not of too many, and telling; where a part has none, all of its grams."""
    keys, part, at = _windows(words, SEED)
    first = words.offsets[part] + at
    tells = _telling(bits_of, words, first)
    good = tells >= np.where(statement[part], LEADS_FORMAL, LEADS)
    in_words = _telling(word_bits_of, words, first) >= LEADS_WORDS
    good &= in_words | (tells >= LEADS_FORMULA) | statement[part]
    good &= _parts_with(keys, part) <= _COMMON
    reached = np.zeros(len(words.offsets) - 1, bool)
    reached[part[good]] = True
    good |= ~reached[part]
    return keys[good], part[good], at[good]


def _twins(words: Tokens) -> Any:
    """Grams with a number in them, all numbers alike, and words enough around it."""
    alike = replace(words, hashes=masked(words.hashes, words.groups))
    keys, part, at = _windows(alike, SEED)
    first = words.offsets[part] + at
    numbers = np.concatenate(([0], np.cumsum(words.groups == 1)))
    good = numbers[first + SEED] > numbers[first]
    good &= _telling(word_bits_of, words, first) >= LEADS_TWIN
    good &= _parts_with(keys, part) <= _COMMON
    return keys[good], part[good], at[good]


def _telling(weigh: Callable[..., Bits], words: Tokens, first: Places) -> Bits:
    """Bits of the grams that begin at these tokens."""
    bits = weigh(words.hashes, words.starts, words.ends, words.groups)
    sums = np.concatenate(([0.0], np.cumsum(bits)))
    return sums[first + SEED] - sums[first]


def _parts_with(keys: Hashes, part: Places) -> Places:
    """In how many parts each gram stands."""
    keys = np.ascontiguousarray(keys)
    sorted_keys, parts = sort_entries(keys, part.astype(np.uint32))
    new_key = np.append(True, sorted_keys[1:] != sorted_keys[:-1])[: len(keys)]
    new_pair = new_key | np.append(True, parts[1:] != parts[:-1])[: len(keys)]
    count = np.bincount(np.cumsum(new_key)[new_pair] - 1, minlength=1)
    return count[np.searchsorted(sorted_keys[new_key], keys)] if len(keys) else count[:0]


def _phrases(words: Tokens, rows: Sequence[Mapping[str, Any]]) -> dict[int, Any]:
    """By number of words: parts that are too short for a gram, as a whole; and names of declarations."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    for part, row in enumerate(rows):
        mine = np.asarray(words.hashes[words.of(part)])
        if 2 <= len(mine) < SEED and row["checked"] in ("whole", "with-answer", "n-grams"):
            found.setdefault(len(mine), []).append((int(grams(mine, len(mine))[0]), part, 0))
        if row["part"] != "statement":
            continue
        name = tokens("words", row["name"].encode())[0]
        if name_key(row["name"]):
            some = name[:SEED]
            found.setdefault(len(some), []).append((int(grams(some, len(some))[0]), part, _NAME))
        # Whoever gives it another name leaves the rest, which may be too short for a gram.
        at = _behind(mine, name)
        if 2 <= len(body := mine[at:]) < SEED:
            found.setdefault(len(body), []).append((int(grams(body, len(body))[0]), part, at))
    return {
        n: tuple(
            np.array(column, np.uint64 if i == 0 else np.int64)
            for i, column in enumerate(zip(*some, strict=True))
        )
        for n, some in found.items()
    }


def _behind(words: Hashes, name: Hashes) -> int:
    """Where the words go on behind the first occurrence of `name`; 0 if it is not there."""
    if not len(name) or len(words) < len(name):
        return 0
    there = np.flatnonzero((sliding_window_view(words, len(name)) == name).all(1))
    return int(there[0]) + len(name) if len(there) else 0


def _save(stem: Path, keys: Hashes, part: Places, at: Places) -> None:
    """Postings in the order of (key, part, at)."""
    keys, part, at = keys.astype(np.uint64), part.astype(np.int64), at.astype(np.int64)
    order = np.lexsort((at, part, keys))
    distinct, first = np.unique(keys[order], return_index=True)
    first = np.append(first, len(keys)).astype(np.int64)
    for name, column in (("first", first), ("part", part[order]), ("at", at[order])):
        arrays.save(stem.with_name(f"{stem.name}.{name}.npy"), column)
    arrays.save(stem.with_name(f"{stem.name}.keys.npy"), distinct)
