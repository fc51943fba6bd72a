"""Mathematics written without formulas: Unicode operators and TeX commands in running text."""

import re

# Not counted, because menus, price lists and headings use them: arrows, − × ÷ ± · √ ∞ ∙ ⋅ ⋮ ⋯, Greek.
_OPERATORS = "∀-∑∓∔∘∝∟-⋃⋇-⋩⟀-⟯⦀-⫿"
_LETTERS = "ℂℍℕℙℚℝℤ\U0001d400-\U0001d7ff"
_SIGN = re.compile(
    rf"[{_OPERATORS}{_LETTERS}]"
    r"|\\(?:frac|sqrt|sum|int|prod|lim|leq?|geq?|neq?|in|cdot|times|to|infty|partial|nabla|mathbb|mathcal"
    r"|mathrm|alpha|beta|gamma|delta|epsilon|varepsilon|theta|lambda|mu|pi|rho|sigma|phi|varphi|omega"
    r"|forall|exists|subset|cup|cap|equiv|approx|rightarrow|Rightarrow|left|right)(?![A-Za-z])"
)


def signs(text: str) -> int:
    """How many mathematical operators, letters and TeX commands `text` holds; linear in its length."""
    return sum(1 for _ in _SIGN.finditer(text))
