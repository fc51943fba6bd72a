"""Documents with planted near-duplicates whose Jaccard similarity is known exactly.

    python make.py OUT --documents 200000 [--seed 1] [--formulas] [--alone 0.3]

writes OUT/corpus.arrow and OUT/corpus.jsonl (id, text; the same documents in the same order) and
OUT/truth.arrow (first, second, family, jaccard: all pairs with Jaccard >= 0.3 over word 5-grams).
Same arguments, same bytes.

Texts are some 500 words of about 6 bytes by Zipf's law over 50,000 made-up words, lower case and without
punctuation, so that all tokenisers cut the same words. With `--formulas`, about 15 % of the bytes are
formulas in dollars, and a quarter of the documents write theirs in another way that means the same (other
spaces, `\\left`, needless braces, `\\le` for `\\leq`); the tokens that count are then the canonical ones,
without the dollars. `--alone` is the share of documents that are like no other. Of the rest five in seven
are one of two, the others belong to families of 5 to 50 copied from one document or from each other, so that
pairs lie at every Jaccard from 0.3 to 1.

The truth is brute force within families. Across families documents share few 5-grams by chance, mostly
inside formulas: Jaccard below 0.1, as tests/benchmarks/test_dedup_material.py holds.
"""

import argparse
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

N_GRAMS = 5
MANDELBROT = 2.7  # the shift of the rank in the law of words
LEAST = 0.3  # Jaccard of the pairs in the truth
WORDS, FORMULAS = 50_000, 15_000
_SHARE_OF_FORMULAS = 0.048  # of the units of a text: about 15 % of its bytes
_FEWEST, _MOST = 300, 700  # units of a text
_EXACT = 0.05  # share of copies that nothing was done to
_RESPACED = 0.25
_PAIRED = 5 / 7  # of the documents that are not alone
_LEAST_MEMBERS, _MOST_MEMBERS = 5, 50
_ATOMS = [*"abcdefghkmnpqrstuvwxyz", r"\alpha", r"\beta", r"\gamma", r"\lambda", r"\theta"]
_SIGNS = ["+", "-", "=", "<", r"\leq", r"\geq", r"\cdot", r"\in", r"\rightarrow", r"\subset"]
_SYMBOLS = [*_ATOMS, *_SIGNS, *"0123456789", "(", ")", "^", "_"]
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Units:
    """What texts are made of: words, then formulas; how each is written, in two ways, and its tokens."""

    plain: pa.Array
    other: pa.Array
    tokens: Array  # uint16, those of all units one after the other
    starts: Array  # int64[units + 1]

    @classmethod
    def make(cls) -> "Units":
        rng = np.random.default_rng(5)
        words = _words(rng)
        formulas = [_formula(rng) for _ in range(FORMULAS)]
        symbol = {s: WORDS + n for n, s in enumerate(_SYMBOLS)}
        tokens = [np.arange(WORDS, dtype=np.uint16)]
        tokens += [np.array([symbol[t] for t in f], dtype=np.uint16) for f in formulas]
        sizes = np.concatenate([np.ones(WORDS, dtype=np.int64), [len(f) for f in formulas]])
        return cls(
            pa.array(words + [f"${_tight(f)}$" for f in formulas]),
            pa.array(words + [f"${_loose(f, rng).strip()}$" for f in formulas]),
            np.concatenate(tokens),
            np.concatenate([[0], np.cumsum(sizes)]),
        )

    @cached_property
    def names(self) -> list[str]:
        """The token that each number stands for."""
        return self.plain.to_pylist()[:WORDS] + _SYMBOLS

    def expand(self, units: Array) -> Array:
        """The tokens of a text."""
        sizes = self.starts[units + 1] - self.starts[units]
        ends = np.cumsum(sizes)
        within = np.arange(ends[-1]) - np.repeat(ends - sizes, sizes)
        tokens: Array = self.tokens[np.repeat(self.starts[units], sizes) + within]
        return tokens


@dataclass(frozen=True)
class Material:
    """The documents, in an order that says nothing, and all pairs that are alike."""

    texts: list[Array]  # units of each document
    respaced: Array  # bool: whether it is written in the other way
    family: Array  # int64
    pairs: Array  # int64[p, 2], first < second
    jaccard: Array  # float64[p]
    units: Units

    def rows(self, start: int, end: int) -> pa.RecordBatch:
        """Columns id and text of documents `start` to `end`."""
        some = self.texts[start:end]
        sizes = [len(text) for text in some]
        written = np.repeat(self.respaced[start:end], sizes)
        indices = pa.array(np.concatenate(some).astype(np.int32))
        values = pc.if_else(
            pa.array(written), self.units.other.take(indices), self.units.plain.take(indices)
        )
        offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32))
        text = pc.binary_join(pa.ListArray.from_arrays(offsets, values), " ")
        ids = pa.array([f"d{number:07d}" for number in range(start, min(end, len(self.texts)))])
        return pa.RecordBatch.from_arrays([ids, text.cast(pa.large_string())], ["id", "text"])

    def batches(self, rows: int = 1000) -> Iterator[pa.RecordBatch]:
        """All documents."""
        for start in range(0, len(self.texts), rows):
            yield self.rows(start, start + rows)

    def tokens(self, document: int) -> list[str]:
        """What the text of a document is cut into."""
        return [self.units.names[t] for t in self.units.expand(self.texts[document])]


def make(documents: int, seed: int = 1, *, formulas: bool = False, alone: float = 0.3) -> Material:
    """`documents` of them; the same arguments give the same."""
    rng = np.random.default_rng((seed, formulas))
    draw, units = _Draw(rng, formulas), Units.make()
    texts: list[Array] = []
    family: list[int] = []
    pairs, jaccard = [], []
    hashes = np.random.default_rng(7).integers(0, 1 << 64, (N_GRAMS, 1 << 16), dtype=np.uint64)
    while len(texts) < documents:
        members = _family(rng, draw, alone, documents - len(texts))
        first, second, alike = _alike([_shingles(units.expand(m), hashes) for m in members])
        pairs.append(np.stack([first, second], axis=1) + len(texts))
        jaccard.append(alike)
        family += [family[-1] + 1 if family else 0] * len(members)
        texts += members
    place = rng.permutation(documents)
    order = np.argsort(place)
    found = np.sort(place[np.concatenate(pairs)], axis=1)
    by_first = np.lexsort((found[:, 1], found[:, 0]))
    return Material(
        [texts[old] for old in order],
        rng.random(documents) < _RESPACED * formulas,
        np.array(family)[order],
        found[by_first],
        np.concatenate(jaccard)[by_first],
        units,
    )


class _Draw:
    """Units at random: words by Zipf's law, and formulas."""

    def __init__(self, rng: np.random.Generator, formulas: bool) -> None:
        self._rng, self._formulas = rng, formulas
        self._upto = np.cumsum(1 / (np.arange(WORDS) + MANDELBROT))

    def __call__(self, count: int) -> Array:
        units = np.searchsorted(self._upto, self._rng.random(count) * self._upto[-1])
        if self._formulas:
            where = self._rng.random(count) < _SHARE_OF_FORMULAS
            units[where] = WORDS + self._rng.integers(0, FORMULAS, where.sum())
        return units.astype(np.uint16)


def _family(rng: np.random.Generator, draw: _Draw, alone: float, room: int) -> list[Array]:
    """One document, two, or a family whose members repeat its first or one another."""
    members = [draw(int(rng.integers(_FEWEST, _MOST + 1)))]
    many = math.exp(rng.uniform(math.log(_LEAST_MEMBERS), math.log(_MOST_MEMBERS + 1)))
    mean = (_MOST_MEMBERS - _LEAST_MEMBERS) / math.log(_MOST_MEMBERS / _LEAST_MEMBERS)
    rest = 1 - alone
    weights = np.array([alone, rest * _PAIRED / 2, rest * (1 - _PAIRED) / mean])
    kind = rng.choice(3, p=weights / weights.sum())
    size = min(room, (1, 2, int(many))[kind])
    tight, star = rng.uniform(0.3 if kind == 1 else 0.5, 1), rng.random() < 0.5
    for _ in range(size - 1):
        of = members[0 if star else rng.integers(len(members))]
        alike = tight if kind == 1 else rng.uniform(tight, 1)
        members.append(of if rng.random() < _EXACT else _edited(of, alike, rng, draw))
    return members


def _edited(text: Array, jaccard: float, rng: np.random.Generator, draw: _Draw) -> Array:
    """`text` with words replaced, put in and taken out, so that about `jaccard` of the 5-grams are left.

    A change in the middle breaks five 5-grams, unless it falls near another; of the first word, one.
    """
    grams = len(text) - N_GRAMS + 1
    broken = (1 - jaccard) / (1 + jaccard)
    changes, rest = divmod(max(1, round(broken * grams)), N_GRAMS)
    if changes > 8:
        changes, rest = round(-grams / N_GRAMS * math.log(1 - broken)), 0
    at = rng.choice(np.arange(rest, len(text)), changes, replace=False)
    kind = rng.integers(0, 3, changes)
    times = np.ones(len(text), dtype=np.int64)
    times[at[kind == 1]], times[at[kind == 2]] = 2, 0
    changed = text.copy()
    changed[:rest] = draw(rest)
    changed[at[kind == 0]] = draw(int((kind == 0).sum()))
    result = np.repeat(changed, times)
    put = np.cumsum(times)[at[kind == 1]] - 2
    result[put] = draw(len(put))
    return result


def _shingles(tokens: Array, hashes: Array) -> Array:
    """The distinct 5-grams, each as a 64-bit hash by tables of random numbers."""
    count = len(tokens) - N_GRAMS + 1
    mixed = hashes[0][tokens[:count]]
    for place in range(1, N_GRAMS):
        mixed = mixed ^ hashes[place][tokens[place : place + count]]
    return np.unique(mixed)


def _alike(members: list[Array]) -> tuple[Array, Array, Array]:
    """Of one family, the pairs with Jaccard >= `LEAST`: members, and Jaccard."""
    kinds, which = np.unique(np.concatenate(members), return_inverse=True)
    has = np.zeros((len(members), len(kinds)), dtype=np.float32)
    has[np.repeat(np.arange(len(members)), [len(m) for m in members]), which] = 1
    shared = np.rint(has @ has.T).astype(np.int64)
    first, second = np.triu_indices(len(members), 1)
    both, sizes = shared[first, second], np.diag(shared)
    jaccard = both / (sizes[first] + sizes[second] - both)
    enough = jaccard >= LEAST
    return first[enough], second[enough], jaccard[enough]


def _words(rng: np.random.Generator) -> list[str]:
    """Distinct words of consonants and vowels in turn, those used most the shortest."""
    syllables = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
    words: dict[str, None] = {}
    while len(words) < WORDS:
        size = 1 if len(words) < 40 else 2 if len(words) < 2_500 else int(rng.integers(3, 6))
        words["".join(syllables[i] for i in rng.integers(0, len(syllables), size))] = None
    return list(words)


def _formula(rng: np.random.Generator) -> list[str]:
    """Canonical tokens: terms joined by signs, some with an index or a power, some in brackets."""
    tokens: list[str] = []
    for term in range(int(rng.integers(2, 6))):
        atom = [_ATOMS[rng.integers(len(_ATOMS))]]
        dice = rng.random()
        if dice < 0.4:
            atom += ["^" if dice < 0.2 else "_", str(rng.integers(10))]
        elif dice < 0.6:
            atom = ["(", *atom, "+", str(rng.integers(10)), ")"]
        elif dice < 0.7:
            atom = [*map(str, rng.integers(0, 10, 3)), *atom]
        tokens += [_SIGNS[rng.integers(len(_SIGNS))], *atom] if term else atom
    return tokens


def _tight(tokens: list[str]) -> str:
    """As TeX needs it: a blank after a command that a letter follows."""
    text = ""
    for token in tokens:
        text += (
            " "
            if text and text.split("\\")[-1].isalpha() and "\\" in text and token.isalpha()
            else ""
        )
        text += token
    return text


_OTHER = {
    r"\leq": r"\le ",
    r"\geq": r"\ge ",
    r"\rightarrow": r"\to ",
    "(": r"\left( ",
    ")": r" \right) ",
    "+": r"\,+ ",
}


def _loose(tokens: list[str], rng: np.random.Generator) -> str:
    """The same formula in other words: spaces, braces around one token, aliases, sizes of brackets."""
    text = r"\displaystyle " if rng.random() < 0.3 else ""
    for before, token in zip(["", *tokens], tokens, strict=False):
        text += f"{{{token}}}" if before in ("^", "_") else _OTHER.get(token, token + " ")
    return text


def write(material: Material, out: Path) -> dict[str, Any]:
    """The three files, and what is in them."""
    out.mkdir(parents=True, exist_ok=True)
    size = 0
    schema = pa.schema([("id", pa.string()), ("text", pa.large_string())])
    with (
        pa.ipc.new_file(str(out / "corpus.arrow"), schema) as arrow,
        (out / "corpus.jsonl").open("w") as lines,
    ):
        for batch in material.batches():
            arrow.write_batch(batch)
            size += pc.sum(pc.binary_length(batch["text"])).as_py()
            lines.writelines(json.dumps(row) + "\n" for row in batch.to_pylist())
    first, second = material.pairs.T
    truth = {
        "first": first,
        "second": second,
        "family": material.family[first],
        "jaccard": material.jaccard,
    }
    with pa.ipc.new_file(str(out / "truth.arrow"), pa.table(truth).schema) as file:
        file.write_table(pa.table(truth))
    bins = np.bincount((material.jaccard * 50 + 1e-9).astype(np.int64), minlength=51)[15:]
    facts = {
        "documents": len(material.texts),
        "text_bytes": size,
        "pairs": len(first),
        "pairs_from_0.7": int((material.jaccard >= 0.7).sum()),
        "pairs_in_bins_of_0.02_from_0.3": bins.tolist(),
    }
    (out / "facts.json").write_text(json.dumps(facts) + "\n")
    return facts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--documents", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formulas", action="store_true")
    parser.add_argument("--alone", type=float, default=0.3)
    options = parser.parse_args()
    material = make(options.documents, options.seed, formulas=options.formulas, alone=options.alone)
    print(json.dumps(write(material, options.out)))


if __name__ == "__main__":
    main()
