"""Which pages are worth extracting: those with a marker of mathematics, and, if wished, with its words.

The second is OpenWebMath's third gate (arXiv 2310.06786, section 3.1): neither marker nor command, but a
MathScore above 0.8 on more than 500 characters. It extracts every page of a crawl for that; here the words
between the tags of a page's first kilobytes are scored as they are, and only what passes is extracted.
The price is a noisier score, since menus are among the words, and a crawl that is read slower.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape

from proofpile.native import rough_text
from proofpile.web.prefilter import Prefilter

# Bytes of text that are looked at: enough to get past a menu, a fifth of a millisecond to score.
LOOK_AT = 8192
FEWEST_CHARACTERS = 500  # OpenWebMath's
RULE = "math-score"  # stands among the prefilter's rules for a page that was let in by its words


@dataclass(frozen=True)
class Gate:
    """Says why a page should be read. `score` is of its words, from 0 to 1; without it markers decide."""

    score: Callable[[str], float | None] | None = None
    least: float = 0.8
    prefilter: Prefilter = field(default_factory=Prefilter)

    def fired(self, page: bytes) -> tuple[str, ...]:
        """Names of what speaks for the page; () refuses it."""
        return self.prefilter.fired(page) or ((RULE,) if self._has_words(page) else ())

    def _has_words(self, page: bytes) -> bool:
        if self.score is None:
            return False
        text = unescape(rough_text(page, LOOK_AT).decode("utf-8", "replace"))
        if len(text) < FEWEST_CHARACTERS:
            return False
        score = self.score(text)
        return score is not None and score >= self.least
