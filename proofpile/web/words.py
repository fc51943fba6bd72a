"""Which of many words occur in a page: one pass of the native scanner instead of a search for each.

Seventy searches cost 3 ms for 100 kB, and one scan 0.05 ms. It decides which selectors are worth running.
"""

from collections.abc import Iterable

from proofpile.native import Scanner

_PER_SCANNER = 64  # the scanner's answer is a mask of 64 bits


class Words:
    """Finds which of `words`, four bytes or longer and in lower case, occur in a text, case ignored."""

    def __init__(self, words: Iterable[bytes]) -> None:
        self._words = sorted(set(words))
        self._scanners = [
            (
                part,
                Scanner(
                    [(word, k, True, False, False) for k, word in enumerate(part)], [1] * len(part)
                ),
            )
            for part in (
                self._words[at : at + _PER_SCANNER]
                for at in range(0, len(self._words), _PER_SCANNER)
            )
        ]

    def __call__(self, text: bytes) -> set[bytes]:
        """Those of the words that are in `text`."""
        found: set[bytes] = set()
        for part, scanner in self._scanners:
            mask = scanner.scan_one(text)
            if mask:
                found.update(word for k, word in enumerate(part) if mask >> k & 1)
        return found
