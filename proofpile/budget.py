"""How many errors of one kind a build bears before it stops."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from proofpile.errors import BudgetError

# This share of what was read, and always a handful.
MAX_ERRORS, HANDFUL = 0.01, 20


class Counted(Protocol):
    """What was read of one unit: a shard, or whatever else is made of it."""

    @property
    def read(self) -> int:
        """Records."""

    @property
    def rows(self) -> int:
        """Documents that went on."""

    @property
    def dropped(self) -> Mapping[str, int]:
        """The others, by reason."""

    @property
    def samples(self) -> Mapping[str, Sequence[str]]:
        """A few of each."""


class Budget:
    """How many errors of each watched kind there were, against how many there may be."""

    def __init__(self, watched: frozenset[str], share: float, keep_going: bool) -> None:
        self._watched, self._share, self._keep_going = watched, share, keep_going
        self._read = 0
        self._errors = Counter[str]()
        self.over: list[str] = []

    def charge(self, shard: Counted) -> None:
        """Count `shard`; raises BudgetError when a reason is over."""
        self._read += shard.read
        for reason in sorted(self._watched & set(shard.dropped)):
            self._errors[reason] += shard.dropped[reason]
            if self._errors[reason] <= max(HANDFUL, self._share * self._read):
                continue
            if not self._keep_going:
                raise BudgetError(self._message(reason, shard))
            self.over = sorted({*self.over, reason})

    def _message(self, reason: str, shard: Counted) -> str:
        samples = "\n".join(f"  {sample}" for sample in shard.samples.get(reason, []))
        return (
            f"{self._errors[reason]:,} of {self._read:,} records so far were dropped for {reason}, over "
            f"the budget of {self._share:.1%}. Some of them:\n{samples}\n"
            "Mend the cause and run the same command again; or allow more with --max-errors; or "
            "complete all the same with --keep-going (exit code 3)"
        )
