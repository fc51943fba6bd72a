"""Text for language models: lines of words that follow each other as in no language, the same every time."""

from collections.abc import Iterator


def numbers(seed: int) -> Iterator[int]:
    """A linear congruential generator (Knuth's MMIX), its upper 31 bits."""
    while True:
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        yield seed >> 33


def lines(count: int, words: int, seed: int = 1, longest: int = 9) -> list[str]:
    """`count` lines of up to `longest` of `words` words, the first of them far commoner than the last."""
    source = numbers(seed)

    def word() -> str:
        # The product of two uniform numbers: common words are common, and there is a long tail.
        return f"w{next(source) % words * (next(source) % words) // words}"

    return [" ".join(word() for _ in range(1 + next(source) % longest)) for _ in range(count)]
