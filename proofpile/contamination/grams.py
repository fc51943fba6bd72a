"""N-grams of the parts of benchmarks: which are looked for, and where each stands.

Of layer "llemma" all are; of the others those that tell enough to lead somewhere, since every n-gram that a
corpus has in common with an item costs a look at the document.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from proofpile import arrays
from proofpile.contamination.checking import (
    LEADS,
    LEADS_FORMAL,
    LEADS_FORMULA,
    LEADS_TWIN,
    LEADS_WORDS,
    SEED,
)
from proofpile.contamination.formal.names import name_key
from proofpile.contamination.rarity import Bits, bits_of, word_bits_of
from proofpile.native import grams, sort_entries, tokens

# The shortest n of Llemma's study that is looked for; longer ones are runs of it.
STUDY_N = 10
FORMULA_N = 8
# A gram of more parts than this is a phrase of the benchmark ("Show that it is") and leads nowhere.
_COMMON = 20
_RARE_FORMULA = 8  # the same for grams of formulas: a problem may stand in as many collections
_NAME = -1  # where in its part a gram stands that is the part's declared name
_TOKENS = ("hashes", "starts", "ends", "groups", "offsets")
_POSTINGS = ("keys", "first", "part", "at")

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


def mapped(path: Path) -> npt.NDArray[Any]:
    """The array in a file, as pages that workers share. A plain view: slicing a memmap is slow."""
    found: npt.NDArray[Any] = np.load(path, mmap_mode="r").view(np.ndarray)
    return found


def masked(hashes: Hashes, numbers: Places) -> Hashes:
    """Tokens of kind "words" as tokens of kind "masked"."""
    (number,), _, _, _ = tokens("masked", b"1")
    return np.where(numbers == 1, number, hashes)


def tokens_of(kind: str, rows: Sequence[Mapping[str, Any]]) -> Tokens:
    found = [tokens(kind, row["text"].encode()) for row in rows]
    offsets = np.concatenate(([0], np.cumsum([len(one[0]) for one in found], dtype=np.int64)))
    hashes, starts, ends, groups = (np.concatenate([one[i] for one in found]) for i in range(4))
    return Tokens(hashes, starts, ends, groups, offsets)


def save_tokens(folder: Path, kind: str, found: Tokens) -> None:
    for name in _TOKENS:
        arrays.save(folder / f"{kind}.{name}.npy", getattr(found, name))


def load_tokens(folder: Path, kind: str) -> Tokens:
    """What `save_tokens` left. Raises FileNotFoundError, EOFError or ValueError if it is gone or torn."""
    return Tokens(*(mapped(folder / f"{kind}.{name}.npy") for name in _TOKENS))


def load_postings(folder: Path, kind: str, n: int, hidden: bool) -> Postings:
    """What `save_postings` left of one set; raises as `load_tokens` does."""
    stem = _stem(kind, n, hidden)
    return Postings(n, hidden, *(mapped(folder / f"{stem}.{name}.npy") for name in _POSTINGS))


def _stem(kind: str, n: int, hidden: bool) -> str:
    return f"{kind}-{n}-{'masked' if hidden else 'plain'}"


def save_postings(
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
        ("formula", FORMULA_N, False, formula_grams(kinds["formula"])),
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


def formula_grams(given: Tokens) -> tuple[Hashes, Places, Places]:
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
