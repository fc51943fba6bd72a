"""Makes ``proofpile/contamination/word_bits.txt``: how many bits each common word tells.

    python word_bits.py TEXTS.jsonl[:FIELD] … > word_bits.txt

Each file is a kind of text of its own, and all kinds count alike: a word's share is the mean of its shares.
The table in use was made of pages (documentation, lecture notes, articles), LaTeX books and papers, and
word problems (the training part of GSM8K).
"""

import json
import sys
from collections import Counter, defaultdict
from math import log2
from pathlib import Path

from proofpile.native import word_strings

RAREST = 16  # bits; what is rarer is not in the table


def shares(path: Path, field: str) -> dict[str, float]:
    """Word -> its share of the words of a file; numbers are none."""
    counts: Counter[str] = Counter()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            counts.update(w for w in word_strings(json.loads(line)[field]) if not w[0].isdigit())
    total = counts.total()
    # A word of a single file of many would be common by accident: two uses at least.
    return {word: count / total for word, count in counts.items() if count > 1}


def main(given: list[str]) -> None:
    """Print the table."""
    words: dict[str, float] = defaultdict(float)
    for one in given:
        path, _, field = one.partition(":")
        for word, share in shares(Path(path), field or "text").items():
            words[word] += share / len(given)
    lines = defaultdict(list)
    for word, share in words.items():
        if (bits := round(-log2(share))) < RAREST and word.isascii():
            lines[bits].append(word)
    for bits in sorted(lines):
        print(bits, *sorted(lines[bits]))


if __name__ == "__main__":
    main(sys.argv[1:])
