"""Which of an item's words are the question: not the choices behind it, nor what asks to show the answer.

A copy on the web may have the question alone: of an item of 20 words and 30 of choices it is less than half.
"""

import re

from proofpile.contamination.checking import SEED
from proofpile.native import tokens

_TAIL = re.compile(
    # \textbf{(A) } … \textbf{(B) } …
    r"(?:\$\s{0,9})?(?:\\[a-z]{1,20}\s{0,9}\{?\s{0,9})?\(\s{0,9}A\s{0,9}\).{1,600}?\(\s{0,9}B\s{0,9}\)"
    r"|\bShow that it is\b",  # miniF2F's, behind each question that became a statement
    re.DOTALL,
)


def words_of_question(text: str, words: int) -> int:
    """How many of a problem's `words` count, from the first on; all where fewer than SEED would be left."""
    tail = _TAIL.search(text)
    if not tail:
        return words
    before = len(tokens("words", text[: tail.start()].encode())[0])
    return before if before >= SEED else words
