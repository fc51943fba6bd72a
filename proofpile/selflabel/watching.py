"""Whoever shows how a training goes."""

from typing import Protocol

from proofpile.shard import Shard


class Progress(Protocol):
    """Somebody who shows progress. Every method may do nothing."""

    def begins(self, step: str, items: int, size: int) -> None:
        """`step` begins: so many items, of so many bytes together (0: unknown)."""

    def done(self, shard: Shard, reused: bool, size: int) -> None:
        """A shard of `size` input bytes is there; `reused` if it was there already."""

    def counted(self, done: int, items: int, noun: str) -> None:
        """`done` of so many `items` of the step are behind us."""


class Nobody:
    """Shows nothing."""

    def begins(self, step: str, items: int, size: int) -> None: ...
    def done(self, shard: Shard, reused: bool, size: int) -> None: ...
    def counted(self, done: int, items: int, noun: str) -> None: ...


class Watcher:
    """Tells a `Progress`, in the words of a training."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress or Nobody()
        self.begins, self.done = self._progress.begins, self._progress.done

    def tokens(self, done: int, whole: int) -> None:
        """So many tokens of all epochs have been learnt from."""
        self._progress.counted(done, whole, "token")
