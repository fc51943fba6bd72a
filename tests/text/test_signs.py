"""Mathematical signs in running text, and those that ordinary pages use too."""

import pytest

from proofpile.text.signs import signs


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("for all x ∈ ℝ there is n ≥ 1", 3),
        ("∫ f dμ ≤ ∑ a", 3),
        (r"\frac{a}{b} \leq \alpha", 3),
        (r"𝑥 ⊂ 𝑦 ⟹ 𝐀", 4),
        ("home → shop → −20 % × 2 √ ∞ ⋮ · ±", 0),
        (r"C:\temp\text \include \inner \fraction", 0),
        ("", 0),
    ],
)
def test_count(text: str, count: int) -> None:
    assert signs(text) == count
