"""N-grams of the parts of benchmarks: which are looked for, and where each stands.

Of layer "llemma" all are; of the others those that tell enough to lead somewhere, since every n-gram that a
corpus has in common with an item costs a look at the document.
"""

from collections.abc import Iterator, Mapping, Sequence
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
from proofpile.contamination.rarity import Bits, bits_of, in_words
from proofpile.native import grams, sort_entries, tokens

# The shortest n of Llemma's study that is looked for; longer ones are runs of it.
STUDY_N = 10
FORMULA_N = 8
# A gram of more parts than this is a phrase of the benchmark ("Show that it is") and leads nowhere.
_COMMON = 20
_RARE_FORMULA = 8  # the same for grams of formulas: a problem may stand in as many collections
_NAME = -1  # where in its part a gram stands that is the part's declared name
_AT_ONCE = 2048  # parts
_TOKENS = ("hashes", "starts", "ends", "groups", "offsets")
_POSTINGS = ("keys", "first", "part", "at")

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.integer[Any]]
_Grams = tuple[Hashes, Places, Places]  # gram, part, number of its first token
_Set = tuple[int, bool, _Grams]
_NONE = np.zeros(0, np.uint64), np.zeros(0, np.int32), np.zeros(0, np.int32)


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
    """The tokens of every part. A part is less than 2 GB, so its places are held in half the bytes."""
    pieces = [_tokens(kind, rows[i : i + _AT_ONCE]) for i in range(0, len(rows), _AT_ONCE)]
    sizes, hashes, starts, ends, groups = (np.concatenate(c) for c in zip(*pieces, strict=True))
    offsets = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
    return Tokens(hashes.astype(np.uint64, copy=False), starts, ends, groups, offsets)


def _tokens(kind: str, rows: Sequence[Mapping[str, Any]]) -> tuple[npt.NDArray[Any], ...]:
    found = [tokens(kind, row["text"].encode()) for row in rows]
    hashes, *places = (np.concatenate(column) for column in zip(*found, strict=True))
    sizes = np.array([len(one[0]) for one in found])
    return sizes, hashes, *(column.astype(np.int32) for column in places)


def save_tokens(folder: Path, kind: str, found: Tokens) -> None:
    """Write the columns, a file each."""
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
    folder: Path, kind: str, found: Tokens, rows: Sequence[Mapping[str, Any]]
) -> list[tuple[str, int, bool]]:
    """Write the sets of one kind, one after another, and say which there are: (kind, n, masked)."""
    saved = []
    for n, hidden, (keys, part, at) in _sets(kind, found, rows):
        if len(keys):
            _save(folder / _stem(kind, n, hidden), keys, part, at)
            saved.append((kind, n, hidden))
    return saved


def _sets(kind: str, found: Tokens, rows: Sequence[Mapping[str, Any]]) -> Iterator[_Set]:
    """(n, masked, grams), each made when it is wanted: together they would be most of the memory."""
    if kind == "blank":
        yield STUDY_N, False, _windows(found, STUDY_N)
    elif kind == "formula":
        yield FORMULA_N, False, formula_grams(found)
    else:
        phrases = _phrases(found, rows)
        long = phrases.pop(SEED, _NONE)
        bits = bits_of(found.hashes, found.starts, found.ends, found.groups)
        said = in_words(bits, found.starts, found.ends, found.groups)
        formal = np.array([row["part"] == "statement" for row in rows], bool)
        yield SEED, False, _both(_leading(found, bits, said, formal), long)
        yield SEED, True, _twins(found, said)
        yield from ((n, False, some) for n, some in sorted(phrases.items()))


def _both(one: _Grams, other: _Grams) -> _Grams:
    keys, part, at = (np.concatenate(pair) for pair in zip(one, other, strict=True))
    return keys, part, at


def _windows(given: Tokens, n: int) -> _Grams:
    """(gram, part, place in it) of every n tokens in a row, of each part by itself."""
    everything = grams(np.asarray(given.hashes), n)
    sizes = np.diff(given.offsets).astype(np.int32)
    part = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[: len(everything)]
    at = (np.arange(len(everything)) - given.offsets[part]).astype(np.int32)
    whole = at + n <= sizes[part]
    return everything[whole], part[whole], at[whole]


def formula_grams(given: Tokens) -> _Grams:
    """(gram, part, place in it) of the rarer n-grams within one formula."""
    keys, part, at = _windows(given, FORMULA_N)
    first = given.offsets[part] + at
    inside = given.groups[first] == given.groups[first + FORMULA_N - 1]
    keys, part, at = keys[inside], part[inside], at[inside]
    rare = _parts_with(keys, part) <= _RARE_FORMULA
    return keys[rare], part[rare], at[rare]


def _leading(words: Tokens, bits: Bits, said: Bits, formal: npt.NDArray[np.bool_]) -> _Grams:
    """Grams that lead to an item: not of too many, and telling; where a part has none, all of its grams."""
    keys, part, at = _windows(words, SEED)
    first = words.offsets[part] + at
    tells = _telling(bits, first)
    good = tells >= np.where(formal[part], LEADS_FORMAL, LEADS)
    good &= (_telling(said, first) >= LEADS_WORDS) | (tells >= LEADS_FORMULA) | formal[part]
    good &= _parts_with(keys, part) <= _COMMON
    reached = np.zeros(len(words.offsets) - 1, bool)
    reached[part[good]] = True
    good |= ~reached[part]
    return keys[good], part[good], at[good]


def _twins(words: Tokens, said: Bits) -> _Grams:
    """Grams with a number in them, all numbers alike, and words enough around it."""
    alike = replace(words, hashes=masked(words.hashes, words.groups))
    keys, part, at = _windows(alike, SEED)
    first = words.offsets[part] + at
    good = _telling(words.groups == 1, first) > 0
    good &= _telling(said, first) >= LEADS_TWIN
    good &= _parts_with(keys, part) <= _COMMON
    return keys[good], part[good], at[good]


def _telling(of_tokens: npt.NDArray[Any], first: Places) -> Bits:
    """The sum over the tokens of each gram that begins at `first`."""
    sums = np.concatenate(([0.0], np.cumsum(of_tokens)))
    found: Bits = sums[first + SEED] - sums[first]
    return found


def _parts_with(keys: Hashes, part: Places) -> Places:
    """In how many parts each gram stands; parts rise."""
    rows = np.arange(len(keys), dtype=np.uint32)
    keys, order = sort_entries(np.ascontiguousarray(keys), rows)
    new_key = np.append(True, keys[1:] != keys[:-1])[: len(keys)]
    new_part = new_key | np.append(True, np.diff(part[order]) != 0)[: len(keys)]
    group = np.cumsum(new_key) - 1
    found = np.zeros(len(keys), np.int64)
    found[order] = np.bincount(group, new_part).astype(np.int64)[group]
    return found


def _phrases(words: Tokens, rows: Sequence[Mapping[str, Any]]) -> dict[int, _Grams]:
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
    return {n: _columns(some) for n, some in found.items()}


def _columns(rows: Sequence[tuple[int, int, int]]) -> _Grams:
    keys, part, at = zip(*rows, strict=True)
    return np.array(keys, np.uint64), np.array(part, np.int32), np.array(at, np.int32)


def _behind(words: Hashes, name: Hashes) -> int:
    """Where the words go on behind the first occurrence of `name`; 0 if it is not there."""
    if not len(name) or len(words) < len(name):
        return 0
    there = np.flatnonzero((sliding_window_view(words, len(name)) == name).all(1))
    return int(there[0]) + len(name) if len(there) else 0


def _save(stem: Path, keys: Hashes, part: Places, at: Places) -> None:
    """Postings in the order of their keys, and of one key in the order given."""
    keys, order = sort_entries(np.ascontiguousarray(keys), np.arange(len(keys), dtype=np.uint32))
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    columns = {
        "keys": keys[first],
        "first": np.append(first, len(keys)).astype(np.int64),
        "part": part[order].astype(np.int32),
        "at": at[order].astype(np.int32),
    }
    for name, column in columns.items():
        arrays.save(stem.with_name(f"{stem.name}.{name}.npy"), column)
