"""All of a refused document's text: the ledger has 280 characters, the archive it came from has the rest."""

import threading
from dataclasses import dataclass, field
from pathlib import Path

from proofpile.errors import UsageError
from proofpile.report.html.markup import visible
from proofpile.tune.survey import ENDING, OPENING, Candidate


@dataclass
class Whole:
    """Reads documents of the build in `out` again, one at a time: an archive is read from its start."""

    out: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, one: Candidate) -> str:
        """As much of the text of `one` as of a kept one. Raises UsageError if its archive is not here."""
        from proofpile.replay import Recipes

        with self._lock:
            try:
                again = Recipes.of(self.out).replay(one.id, None)
            except Exception as error:  # a recipe raises what it likes
                raise UsageError(f"it cannot be read again here: {error}") from None
        text = next((found.document.text for found in again if found.document), None)
        if text is None:
            raise UsageError("its archive holds no such document any more")
        if len(text) <= OPENING + ENDING:
            return visible(text)
        left = len(text) - OPENING - ENDING
        return visible(
            f"{text[:OPENING]}\n\n[… {left:,} characters left out …]\n\n{text[-ENDING:]}"
        )
