"""Twins of the kernels that sort, join and overlap, and that find components and stars, in numpy and Python.

Near-duplicates are found by them: entries (band hash, document) are sorted, equal hashes become groups,
groups become candidate pairs, pairs are verified by the overlap of their sets, and verified edges become
components and stars. All memory is linear in what is given and what is returned, and each docstring says
how much the compiled kernel takes beside its result.

Arrays must have the type and the number of dimensions that the docstring says, and are never converted.
Whatever is wrong with an argument is a ValueError that says what was found.
"""

from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Keys: TypeAlias = npt.NDArray[np.uint64]
Nodes: TypeAlias = npt.NDArray[np.int64]
Counts: TypeAlias = npt.NDArray[np.uint32]

_MOST_COUNTED = 2**32 - 1


def sort_entries(keys: Keys, values: npt.NDArray[Any]) -> tuple[Keys, npt.NDArray[Any]]:
    """Sorts entries by (key, value).

    `keys` is uint64[n], `values` uint64[n] or uint32[n]; so are the two arrays returned. The kernel sorts by
    most significant bits and takes 32 bytes an entry while it works.
    """
    _check("keys", keys, np.uint64)
    small = isinstance(values, np.ndarray) and values.dtype == np.uint32
    _check("values", values, np.uint32 if small else np.uint64)
    _same_length("keys and values", len(keys), len(values))
    order = np.lexsort((values, keys))
    return keys[order], values[order]


def bucket_groups(keys: Keys, docs: Keys) -> tuple[Keys, Nodes]:
    """The documents that share a key with another.

    `keys` is uint64[n], sorted; `docs` uint64[n]. Returns the documents of all groups of two or more equal
    keys, uint64[m], and int64[g + 1]: group i is ``docs[offsets[i]:offsets[i + 1]]``, in the order given.
    """
    _check("keys", keys, np.uint64)
    _check("docs", docs, np.uint64)
    _same_length("keys and docs", len(keys), len(docs))
    falls = np.flatnonzero(keys[1:] < keys[:-1])
    if len(falls):
        at = int(falls[0]) + 1
        raise ValueError(f"keys must be sorted; found {keys[at]} after {keys[at - 1]} at {at}")
    begins = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    sizes = np.diff(begins, append=len(keys))
    kept = docs[np.repeat(sizes > 1, sizes)]
    return kept, np.append(0, np.cumsum(sizes[sizes > 1])).astype(np.int64)


def pairs_within(docs: Keys, offsets: Nodes, order: Keys, most: int) -> Keys:
    """Candidate pairs of groups, never quadratic in the size of a group.

    `docs` and `order` are uint64[m], `offsets` int64[g + 1]. A group of at most `most` members gives all its
    pairs; of a larger one, the `most` members of least (order, document) are each paired with every
    member, which makes less than `most` pairs a member. Returns uint64[p, 2], the smaller document first.
    Groups keep their order; within a group the order of members changes nothing. A member that is listed
    twice counts once (a document has one order). The kernel takes 32 bytes a member of the largest group
    beside its result, which is 16 bytes a pair.
    """
    _check("docs", docs, np.uint64)
    _check("offsets", offsets, np.int64)
    _check("order", order, np.uint64)
    _same_length("docs and order", len(docs), len(order))
    _at_least("most", most, 1)
    _check_offsets(offsets, len(docs))
    found = [np.empty((0, 2), np.uint64)]
    for begin, end in pairwise(offsets):
        members = np.unique(np.stack((order[begin:end], docs[begin:end]), axis=1), axis=0)[:, 1]
        for hub in range(min(most, len(members))):
            rest = members[hub + 1 :]
            pairs = np.stack((np.minimum(members[hub], rest), np.maximum(members[hub], rest)), 1)
            found.append(pairs[rest != members[hub]])
    return np.concatenate(found)


def count_pairs(pairs: Keys) -> tuple[Keys, Counts]:
    """Distinct pairs and how often each came.

    `pairs` is uint64[p, 2]. Returns uint64[q, 2], sorted by the first then the second number, and uint32[q].
    At most 2^32 - 1 pairs at a time. The kernel takes 32 bytes a pair while it sorts.
    """
    _check("pairs", pairs, np.uint64, 2)
    if len(pairs) > _MOST_COUNTED:
        raise ValueError(f"at most {_MOST_COUNTED} pairs are counted at a time; found {len(pairs)}")
    first, second = sort_entries(pairs[:, 0].copy(), pairs[:, 1].copy())
    new = np.append(True, (first[1:] != first[:-1]) | (second[1:] != second[:-1]))[: len(first)]
    begins = np.flatnonzero(new)
    counts = np.diff(begins, append=len(first)).astype(np.uint32)
    return np.stack((first[begins], second[begins]), axis=1), counts


def overlaps(flat: Keys, offsets: Nodes, pairs: Nodes) -> Counts:
    """How much pairs of sets share: the sizes of intersection and union.

    Set i is ``flat[offsets[i]:offsets[i + 1]]``, sorted and without repetition: `flat` is uint64[m],
    `offsets` int64[n + 1]. `pairs` is int64[p, 2], indices of sets. Returns uint32[p, 2]; the Jaccard
    similarity is the one divided by the other. Two sets may have 2^32 - 1 members together. The kernel merges
    the two sets, or gallops through the larger where it is 32 times as large; it takes no memory beside its
    result.
    """
    _check("flat", flat, np.uint64)
    _check("offsets", offsets, np.int64)
    _check("pairs", pairs, np.int64, 2)
    _check_offsets(offsets, len(flat))
    _check_sets(flat, offsets)
    _check_nodes("pairs", pairs, len(offsets) - 1)
    result = np.empty((len(pairs), 2), np.uint32)
    for i, (a, b) in enumerate(pairs.tolist()):
        one, two = flat[offsets[a] : offsets[a + 1]], flat[offsets[b] : offsets[b + 1]]
        if len(one) + len(two) > _MOST_COUNTED:
            raise ValueError(
                f"two sets must have at most {_MOST_COUNTED} members together; "
                f"found {len(one) + len(two)}"
            )
        common = len(np.intersect1d(one, two, assume_unique=True))
        result[i] = common, len(one) + len(two) - common
    return result


def components(n: int, edges: Nodes) -> Nodes:
    """The least node of each node's connected component, int64[n].

    `edges` is int64[e, 2], of nodes from 0 to n - 1, in any order; an edge from a node to itself changes
    nothing. The kernel takes no memory beside its result.
    """
    _at_least("n", n, 0)
    _check("edges", edges, np.int64, 2)
    _check_nodes("edges", edges, n)
    parent = list(range(n))
    for a, b in edges.tolist():
        a, b = _root(parent, a), _root(parent, b)
        parent[max(a, b)] = min(a, b)
    return np.fromiter((_root(parent, node) for node in range(n)), np.int64, n)


def stars(n: int, edges: Nodes, order: Nodes) -> Nodes:
    """For each node the node that it repeats, itself if it stays: int64[n].

    `edges` is int64[e, 2] of nodes from 0 to n - 1, `order` int64[n] names every node once, from best to
    worst. From the best on, a node that nobody took stays and takes its neighbours that nobody took: those
    that stay are the greedy independent set, and each node that goes has an edge to the one that took it.
    The kernel takes 16 bytes a node and 8 an edge beside its result.
    """
    _at_least("n", n, 0)
    _check("edges", edges, np.int64, 2)
    _check("order", order, np.int64)
    _same_length("n and order", n, len(order))
    _check_nodes("edges", edges, n)
    _check_nodes("order", order, n)
    _check_permutation(order)
    neighbours: list[list[int]] = [[] for _ in range(n)]
    for a, b in edges.tolist():
        neighbours[a].append(b)
        neighbours[b].append(a)
    taken = [-1] * n
    for node in order.tolist():
        if taken[node] < 0:
            taken[node] = node
            for other in neighbours[node]:
                if taken[other] < 0:
                    taken[other] = node
    return np.array(taken, np.int64)


def _root(parent: list[int], node: int) -> int:
    while parent[node] != node:
        parent[node] = node = parent[parent[node]]
    return node


def _check(name: str, given: Any, dtype: type[np.generic], dimensions: int = 1) -> None:
    wanted = "[n]" if dimensions == 1 else "[n, 2]"
    if isinstance(given, np.ndarray):
        right = given.dtype == dtype and given.ndim == dimensions
        if right and (dimensions == 1 or given.shape[1] == 2):
            return
        found = f"{given.dtype}{given.shape}"
    else:
        found = type(given).__name__
    raise ValueError(f"{name} must be an array of {np.dtype(dtype)}{wanted}; found {found}")


def _same_length(names: str, one: int, two: int) -> None:
    if one != two:
        raise ValueError(f"{names} must be equally long; found {one} and {two}")


def _at_least(name: str, given: int, least: int) -> None:
    if given < least:
        raise ValueError(f"{name} must be at least {least}; found {given}")


def _check_offsets(offsets: Nodes, size: int) -> None:
    if not len(offsets):
        raise ValueError("offsets must hold one number more than there are groups; found none")
    if offsets[0] != 0:
        raise ValueError(f"offsets must begin at 0; found {offsets[0]}")
    falls = np.flatnonzero(offsets[1:] < offsets[:-1])
    if len(falls):
        at = int(falls[0]) + 1
        raise ValueError(
            f"offsets must not fall; found {offsets[at]} after {offsets[at - 1]} at {at}"
        )
    if offsets[-1] != size:
        raise ValueError(f"offsets must end at {size}, the length of the data; found {offsets[-1]}")


def _check_sets(flat: Keys, offsets: Nodes) -> None:
    begins = np.zeros(len(flat) + 1, np.bool_)
    begins[offsets] = True
    falls = np.flatnonzero((flat[1:] <= flat[:-1]) & ~begins[1:-1])
    if len(falls):
        at = int(falls[0]) + 1
        which = int(np.searchsorted(offsets, at, "right")) - 1
        raise ValueError(
            "each set must be sorted and without repetition; "
            f"found {flat[at]} after {flat[at - 1]} in set {which}"
        )


def _check_nodes(name: str, nodes: Nodes, end: int) -> None:
    wrong = nodes[(nodes < 0) | (nodes >= end)]
    if wrong.size:
        raise ValueError(f"{name} must be at least 0 and less than {end}; found {wrong[0]}")


def _check_permutation(order: Nodes) -> None:
    place: dict[int, int] = {}
    for at, node in enumerate(order.tolist()):
        if node in place:
            raise ValueError(
                f"order must name each node once; found {node} at {place[node]} and at {at}"
            )
        place[node] = at
