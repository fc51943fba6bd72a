"""The documents and refusals of a build that one line has judged, a batch at a time.

Not every document on the right side of a line was kept by it, nor every refusal for the reason by it: a
language filter refuses German whatever its score. What lies on the wrong side was judged by something
else; it is counted apart, and the line says nothing of it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from proofpile.report.tallies import Floats
from proofpile.tune.files import columns
from proofpile.tune.line import Line

Advance = Callable[[int], None]


@dataclass
class Reading:
    """The files of the build in `out`, whose manifest says `facts`, read for one line."""

    line: Line
    out: Path
    facts: Mapping[str, Any]

    def scores(self, kept: bool) -> Iterator[tuple[Floats, int]]:
        """All scores of one side, whoever judged them, and how many rows have none; texts are not read."""
        names = [self.line.mark] if kept else ["reason", "score"]
        for batch in self._batches(kept, names):
            found = self._of_reason(batch, kept)
            values = _floats(found.column(self._score(kept)))
            scores = values[np.isfinite(values)]
            yield scores, len(values) - len(scores)

    def judged(self, kept: bool, advance: Advance) -> Iterator[tuple[pa.RecordBatch, Floats]]:
        """Rows of one side that the line put there, with their scores."""
        text = "text" if kept else "excerpt"
        names = ["id", "origin", text, *([self.line.mark] if kept else ["reason", "score"])]
        for batch in self._batches(kept, names, advance):
            found = self._of_reason(batch, kept)
            scores = _floats(found.column(self._score(kept)))
            mask = self.by_the_line(scores, kept)
            yield found.filter(pa.array(mask)), scores[mask]

    def by_the_line(self, scores: Floats, kept: bool) -> Any:
        """Which of `scores` are on the side on which a document is `kept`, or refused."""
        value = self.line.value
        stays = scores >= value if self.line.keeps == "at-least" else scores <= value
        return np.isfinite(scores) & (stays == kept)

    def size(self) -> int:
        """Bytes that `judged` reads, for both sides."""
        return sum(part["bytes"] for part in (*self.facts["shards"], *self.facts["ledgers"]))

    def _score(self, kept: bool) -> str:
        return self.line.mark if kept else "score"

    def _of_reason(self, batch: pa.RecordBatch, kept: bool) -> pa.RecordBatch:
        return batch if kept else batch.filter(pc.equal(batch["reason"], self.line.reason))

    def _batches(
        self, kept: bool, names: list[str], advance: Advance = lambda size: None
    ) -> Iterator[pa.RecordBatch]:
        for part in self.facts["shards" if kept else "ledgers"]:
            yield from columns(self.out, part["file"], names)
            advance(part["bytes"])


def _floats(values: pa.Array) -> Floats:
    floats: Floats = values.cast(pa.float64()).fill_null(np.nan).to_numpy(zero_copy_only=False)
    return floats
