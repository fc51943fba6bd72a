"""Draws that depend on what is drawn for and on a seed, and on nothing else."""

from collections.abc import Sequence
from typing import TypeVar

import xxhash

T = TypeVar("T")


def number(*said: object) -> int:
    """64 bits that are the same for the same `said`, on any machine and in any version of Python."""
    return xxhash.xxh3_64_intdigest(
        "\0".join(map(str, said)).encode("utf-8", "surrogatepass")  # a text may hold anything
    )


class Dice:
    """A row of draws for one text, one purpose and one seed."""

    def __init__(self, *said: object) -> None:
        self._key = number(*said)
        self._drawn = 0

    def below(self, n: int) -> int:
        """A number from 0 to n - 1."""
        self._drawn += 1
        return xxhash.xxh3_64_intdigest(self._drawn.to_bytes(8, "little"), self._key) % n

    def one(self, options: Sequence[T]) -> T:
        """One of `options`."""
        return options[self.below(len(options))]

    def order(self, options: Sequence[T]) -> list[T]:
        """All of `options`, in an order that was drawn."""
        return [
            option
            for _, _, option in sorted((self.below(1 << 62), k, o) for k, o in enumerate(options))
        ]
