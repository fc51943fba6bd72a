"""Pairs for people to look at: of the largest clusters, near the threshold on both sides, and at random."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from proofpile.dedup.gather import by_shelf
from proofpile.dedup.join import Array
from proofpile.dedup.outcome import names_of
from proofpile.dedup.reading import read_rows
from proofpile.dedup.runs import ROW, Files, Places, signed
from proofpile.dedup.verify import EDGE, jaccard_of
from proofpile.shard import arrow_file

PAIRS = pa.schema(
    [
        pa.field("why", pa.string(), nullable=False),
        pa.field("cluster", pa.int64()),
        pa.field("cluster_size", pa.int64(), nullable=False),
        pa.field("jaccard", pa.float64(), nullable=False),
        *(
            pa.field(f"{which}_{what}", pa.string(), nullable=False)
            for which in ("kept", "removed")
            for what in ("id", "origin", "text")
        ),
    ]
)
CHARACTERS = 20_000  # of a text: what somebody can look through
EACH = 15  # pairs of a kind; four kinds
_OF_ONE = 3  # pairs of one of the largest clusters


@dataclass(frozen=True, slots=True)
class Show:
    """A callable from files of EDGE just under the threshold to the file of the pairs to look at (`PAIRS`).

    `shelves` are the files of documents.
    """

    runs: str
    members: Path
    names: Path
    shelves: tuple[Files, ...]
    target: Path

    step = "pairs to look at"

    def __call__(self, misses: Sequence[Path]) -> Path:
        members = np.load(self.members, mmap_mode="r")
        sizes = np.bincount(members["cluster"])
        chosen = [
            *(("largest", row) for row in _largest(members, sizes)),
            *(("near-threshold", row) for row in _weakest(members)),
            *(("random", row) for row in self._random(members)),
        ]
        pairs = [_Pair.of(why, members[row], sizes) for why, row in chosen]
        self._write([*pairs, *self._just_under(misses)])
        return self.target

    def _random(self, members: Array) -> list[int]:
        """Rows of removed documents, those with the least hashes of their ids."""
        gone = _gone(members)
        hashes = signed(self.runs).documents(members["place"][gone])["high"]
        return sorted(gone[np.argsort(hashes, kind="stable")[:EACH]].tolist())

    def _just_under(self, misses: Sequence[Path]) -> Iterator["_Pair"]:
        edges = np.concatenate([np.empty(0, EDGE), *(np.load(path) for path in misses)])
        jaccard = jaccard_of(edges)
        for row in np.lexsort([edges["b"], edges["a"], -jaccard])[:EACH]:
            pair = np.array([edges["a"][row], edges["b"][row]])
            better, worse = pair[signed(self.runs).best_first(pair)]
            yield _Pair("just-under", None, 0, float(jaccard[row]), int(better), int(worse))

    def _write(self, pairs: Sequence["_Pair"]) -> None:
        places = np.array([(pair.kept, pair.removed) for pair in pairs], np.uint64)
        texts = _texts(self.shelves, places)
        names = names_of(self.names, places.ravel()).to_pylist()
        with arrow_file(self.target, PAIRS) as file:
            for pair, kept, removed in zip(pairs, names[::2], names[1::2], strict=True):
                row = {name: getattr(pair, name) for name in PAIRS.names[:4]}
                for which, named in (("kept", kept), ("removed", removed)):
                    facts = named | {"text": texts[getattr(pair, which)]}
                    row |= {f"{which}_{what}": value for what, value in facts.items()}
                file.append(row, 2 * CHARACTERS)


@dataclass(frozen=True, slots=True)
class _Pair:
    why: str
    cluster: int | None
    cluster_size: int
    jaccard: float
    kept: int  # places
    removed: int

    @classmethod
    def of(cls, why: str, member: np.void, sizes: npt.NDArray[np.int64]) -> "_Pair":
        """Of a removed MEMBER and the one that stays for it."""
        cluster = int(member["cluster"])
        both = int(member["twin"]), int(member["place"])
        return cls(why, cluster, int(sizes[cluster]), float(member["jaccard"]), *both)


def _gone(members: Array) -> npt.NDArray[np.int64]:
    return np.flatnonzero(members["twin"] != members["place"])


def _largest(members: Array, sizes: npt.NDArray[np.int64]) -> list[int]:
    """Rows of removed documents of the largest clusters, a few of each."""
    rows: list[int] = []
    for cluster in np.argsort(-sizes, kind="stable")[: EACH // _OF_ONE]:
        gone = np.flatnonzero(
            (members["cluster"] == cluster) & (members["twin"] != members["place"])
        )
        rows += gone[:_OF_ONE].tolist()
    return rows


def _weakest(members: Array) -> list[int]:
    """Rows of the removed documents that are least like what stays for them."""
    gone = _gone(members)
    order = np.argsort(members["jaccard"][gone], kind="stable")
    rows: list[int] = gone[order[:EACH]].tolist()
    return rows


def _texts(shelves: Sequence[Files], places: Places) -> dict[int, str]:
    """The first `CHARACTERS` of the text at each of `places`."""
    found: dict[int, str] = {}
    distinct = np.unique(places)
    for mine, shelf in by_shelf(distinct):
        wanted = distinct[mine]
        batches = read_rows(shelves[shelf], ["text"], (wanted & ROW).astype(np.int64))
        texts = [text for batch in batches for text in batch.column("text").to_pylist()]
        found |= {int(place): text[:CHARACTERS] for place, text in zip(wanted, texts, strict=True)}
    return found
