"""Functions and paths that several tests use."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
RECIPES = Path(__file__).parent / "recipes"


def paragraphs(book: int, count: int) -> list[str]:
    """Distinct sentences with repeats across books, a blank and a short one here and there."""
    texts = [f"Theorem {book}.{k}. Let $x_{k}$ be real; then $x^{book} = y$." for k in range(count)]
    texts[3::10] = [f"Lemma {k}. Repeated in every book." for k in range(3, count, 10)]
    texts[5::25] = ["  "] * len(texts[5::25])
    texts[8::40] = ["Short."] * len(texts[8::40])
    return texts


def contents(folder: Path) -> dict[str, bytes]:
    """Every published file below `folder`, by relative path."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.relative_to(folder).parts[0] != "passes"
    }
