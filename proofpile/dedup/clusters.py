"""The fourth step: from verified pairs to clusters, and who stays of each.

*star*: from the best document down, each that nobody took stays, and takes those that it has an edge to. So
whatever goes has its Jaccard with what stays at the threshold or over it.
*chain*: of each component one document stays, the best. A chain of weak links can take with it what is like
nothing that stays; the Jaccard with what stays is computed and told all the same.

Held in memory: 24 bytes an edge and some 60 a document that has one, thus of duplicates and not of documents.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from proofpile.arrays import save
from proofpile.dedup.join import Array
from proofpile.dedup.runs import Places, signed
from proofpile.dedup.verify import EDGE, compare, jaccard_of
from proofpile.native import components, stars

Merge = Literal["star", "chain"]
# A document of a component of two or more: which (numbered in the order of the corpus), who stays for it
# (itself, if it does) and their Jaccard.
MEMBER = np.dtype([("place", "<u8"), ("cluster", "<i8"), ("twin", "<u8"), ("jaccard", "<f8")])


@dataclass(frozen=True, slots=True)
class Cluster:
    """A callable from files of EDGE to the file of MEMBER, sorted by place."""

    runs: str
    copies: Path
    shingles: Path
    merge: Merge
    target: Path

    step = "clusters"

    def __call__(self, files: Sequence[Path]) -> Path:
        if not self.target.exists():
            edges = np.concatenate([np.empty(0, EDGE), *(np.load(file) for file in files)])
            copies = np.load(self.copies)
            copies = copies[~signed(self.runs).old(copies["place"])]
            save(self.target, self._members(edges, copies))
        return self.target

    def _members(self, edges: Array, copies: Array) -> Array:
        """MEMBER of everything that `edges` or `copies` (COPY) name."""
        places = np.unique(
            np.concatenate([edges["a"], edges["b"], copies["place"], copies["kept"]])
        )
        members = np.empty(len(places), MEMBER)
        members["place"] = places
        pairs = _indices(places, edges["a"], edges["b"])
        same = _indices(places, copies["place"], copies["kept"])
        members["cluster"] = _numbered(components(len(places), np.concatenate([pairs, same])))
        twins = self._twins(places, pairs)
        jaccard = self._jaccards(places, twins, pairs, edges)
        # A copy goes where the one that stands for it goes, with the same Jaccard: their shingles are equal.
        twins[same[:, 0]] = twins[same[:, 1]]
        jaccard[same[:, 0]] = jaccard[same[:, 1]]
        members["twin"], members["jaccard"] = places[twins], jaccard
        old = signed(self.runs).old(places)  # never goes, whatever it is like
        members["twin"][old], members["jaccard"][old] = places[old], 1.0
        return members

    def _twins(self, places: Places, pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """For each document the index of the one that stays for it; copies are not yet looked at."""
        order = signed(self.runs).best_first(places)
        if self.merge == "star":
            return stars(len(places), pairs, order)
        component = components(len(places), pairs)
        best = np.full(len(places), -1, np.int64)
        best[component[order[::-1]]] = order[::-1]  # of what is written twice, the last stays
        return best[component]

    def _jaccards(
        self,
        places: Places,
        twins: npt.NDArray[np.int64],
        pairs: npt.NDArray[np.int64],
        edges: Array,
    ) -> npt.NDArray[np.float64]:
        """Of each document with its twin; 1 with itself. What no edge says is compared now."""
        jaccard = np.full(len(places), np.nan)
        jaccard[twins == np.arange(len(places))] = 1.0
        known = jaccard_of(edges)
        for one, other in ((0, 1), (1, 0)):
            with_twin = twins[pairs[:, one]] == pairs[:, other]
            jaccard[pairs[with_twin, one]] = known[with_twin]
        unknown = np.flatnonzero(np.isnan(jaccard))
        unknown_pairs = np.stack([places[unknown], places[twins[unknown]]], 1)
        jaccard[unknown] = jaccard_of(compare(self.shingles, unknown_pairs))
        return jaccard


def _indices(places: Places, a: Places, b: Places) -> npt.NDArray[np.int64]:
    """Pairs of places as pairs of indices into the sorted `places`."""
    return np.stack([np.searchsorted(places, a), np.searchsorted(places, b)], 1).astype(np.int64)


def _numbered(component: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Components that are known by their least member as 0, 1, 2 … in the order of these."""
    return np.unique(component, return_inverse=True)[1].astype(np.int64)
