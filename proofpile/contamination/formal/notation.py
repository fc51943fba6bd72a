"""How each language is spelt: tokens, spellings that are one, what binds, how tightly operators do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from proofpile.contamination.formal.parentheses import Operators
from proofpile.contamination.formal.renaming import Binding


@dataclass(frozen=True, slots=True)
class Notation:
    """The tokens of a language (group 0 of each match is one), spellings that are one, and what to drop."""

    token: re.Pattern[str]
    spelling: Mapping[str, str]
    binding: Binding
    operators: Operators

    def tokens(self, text: str) -> list[str]:
        """The tokens of a term, each in its one spelling."""
        spelling = self.spelling
        found = (spelling.get(token, token) for token in self.token.findall(text))
        return [token for token in found if token]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> dict[str, str]:
    """ "a b | c d": a is written b, and c is written d; a word alone is dropped."""
    return {pair[0]: (*pair, "")[1] for pair in map(str.split, text.split(" | "))}


def _table(*levels: str) -> dict[str, tuple[int, str]]:
    """ "65l + -": operators with their strength and the side to which they group."""
    table = {}
    for strength, *operators in map(str.split, levels):
        bare = strength.rstrip("lr")
        table.update(dict.fromkeys(operators, (int(bare), strength[len(bare) :])))
    return table


_NO_NAMES = frozenset({"\\/", "\\<^sup>", "\\<^sub>"})
_LETTERS = r"[^\W\dλΠ]"


def _is_name(token: str) -> bool:
    first = token[:1]
    return first.isalpha() or (first in "_\\" and len(token) > 1 and token not in _NO_NAMES)


# --- Lean

# Namespaces that a file may have opened, so that real.sqrt and sqrt are one.
_NAMESPACES = _words(
    "nat int rat real complex finset set multiset list function filter nnreal ennreal polynomial "
    "mvpolynomial matrix zmod units equiv fin order topological_space measure_theory _root_"
)
# Names that were changed, and not only spelt anew, between mathlib 3 and 4, without case and underscores.
_RENAMED = {"denom": "den"}


@lru_cache(1 << 16)
def _lean_constant(name: str) -> str:
    *before, last = name.split(".")
    kept = [part for part in before if part.lower() not in _NAMESPACES]
    plain = ".".join(
        part.replace("_", "").lower() if len(part) > 1 else part for part in (*kept, last)
    ).strip(".")
    return _RENAMED.get(plain, plain) or name


_LEAN_BINDERS = _words("∀ ∃ ∃! λ Π Σ ∑ ∏ ⋃ ⋂ ⨆ ⨅ ∫ ⨁ ⨂ ∑' ∏'")
_LEAN_SUMMING = _words("∑ ∏ ∑' ∏' ⋃ ⋂ ⨆ ⨅ ∫ ⨁ ⨂")
LEAN = Notation(
    re.compile(
        r"∃!|[λΠ]|[∑∏]'|ℕ\+|ℝ≥0∞|ℝ≥0|⌋₊|⌈₊"
        rf"|{_LETTERS}[\w']*(?:\.{_LETTERS}[\w']*)*|\d[\d_]*(?:\.\d+)?|(?<=[\w)\]}}⟩'])\.(?:\d+|{_LETTERS}[\w']*)"
        r"|⁻¹'|⁻¹|''|\"(?:[^\"\\]|\\.)*+\"?|<->|<=>|->|<-|=>|>=|<=|!=|:=|::|/\\|\\/|\+\+|//|&&|\|\||\S"
    ),
    _pairs(
        "-> → | <-> ↔ | <= ≤ | >= ≥ | != ≠ | /\\ ∧ | \\/ ∨ | <- ← | => , | ↦ , | fun λ "
        "| Π ∀ | forall ∀ | exists ∃ | assume λ | not ¬ | ↑ | ⇑ | ↥ | nat ℕ | int ℤ | "
        "rat ℚ | real ℝ | complex ℂ | Nat ℕ | Int ℤ | Rat ℚ | Real ℝ | Complex ℂ | "
        "nnreal ℝ≥0 | NNReal ℝ≥0 | ennreal ℝ≥0∞ | ENNReal ℝ≥0∞ | pnat ℕ+ | PNat ℕ+ | ∥ "
        "‖ | π pi | √ sqrt | ⁻¹' ⁻¹' | Type* Type | · . | × ×"
    ),
    Binding(
        _LEAN_BINDERS,
        _LEAN_SUMMING,
        ends=_words(","),
        set_marks=_words("| : ∈ //"),
        set_ends=_words("| //"),
        is_name=_is_name,
        constant=_lean_constant,
        members=_words("in"),
        local=_words("let have"),
    ),
    Operators(
        _table(
            "20 ↔",
            "25r →",
            "30r ∨",
            "35r ∧ ×",
            "50 = ≠ < ≤ > ≥ ∣ ∈ ∉ ⊆ ⊂ ⊇ ⊃ ≡ ≃ ∼",
            "65l + - ++ ∪ ⊔",
            "67r ::",
            "70l * / % ∩ ⊓ \\",
            "75r ^",
            "90r ∘",
        ),
        {"¬": 40},
        _words("! ⁻¹"),
        _LEAN_BINDERS,
        _LEAN_SUMMING,
        symbols=_words("∅ ⊤ ⊥ ∞ ⊢"),
    ),
)

# --- Isabelle


def _isabelle_constant(name: str) -> str:
    return name.rsplit(".", 1)[-1] or name


_ISABELLE_BINDERS = _words("∀ ∃ ∃! λ ⋀ ∑ ∏ ⋃ ⋂ SUP INF THE SOME LEAST GREATEST ε ∫ Π ⨆ ⨅")
# Symbols by their names, where these are not the names of letters.
_SYMBOLS = (
    "and ∧ | or ∨ | not ¬ | forall ∀ | exists ∃ | longrightarrow → | "
    "longleftrightarrow ↔ | Longrightarrow ⟹ | Rightarrow ⇒ | rightarrow → | equiv "
    "≡ | noteq ≠ | le ≤ | ge ≥ | in ∈ | notin ∉ | subseteq ⊆ | subset ⊂ | union ∪ | "
    "inter ∩ | Union ⋃ | Inter ⋂ | times × | lambda λ | And ⋀ | Sum ∑ | Prod ∏ | Pi "
    "Π | emptyset ∅ | infinity ∞ | circ ∘ | nat ℕ | int ℤ | rat ℚ | real ℝ | "
    "complex ℂ | lbrakk ⟦ | rbrakk ⟧ | lfloor ⌊ | rfloor ⌋ | lceil ⌈ | rceil ⌉ | "
    "bar ¦ | integral ∫ | langle ⟨ | rangle ⟩ | i 𝗂 | mapsto ↦ | cdot · | sqrt √ | "
    "dots … | lparr ⦇ | rparr ⦈ | partial ∂ | Longleftrightarrow ⟺ | "
    "longlongrightarrow ⟶ | inverse ¯ | approx ≈ | sim ∼ | alpha α | beta β | gamma "
    "γ | delta δ | epsilon ε | zeta ζ | eta η | theta θ | iota ι | kappa κ | mu μ | "
    "nu ν | xi ξ | pi π | rho ρ | sigma σ | tau τ | upsilon υ | phi φ | chi χ | psi "
    "ψ | omega ω | Gamma Γ | Delta Δ | Theta Θ | Lambda Λ | Xi Ξ | Sigma Σ | Phi Φ "
    "| Psi Ψ | Omega Ω | bottom ⊥ | top ⊤ | sqinter ⊓ | squnion ⊔"
)
ISABELLE = Notation(
    re.compile(
        r"\\<\^?\w+>|(?:[^\W\dλΠ])[\w']*(?:\.[^\W\d][\w']*)*|'[^\W\d]\w*|\?[^\W\d][\w']*|\d+(?:\.\d+)?"
        r"|==>|-->|<->|=>|~=|<=|>=|==|::|/\\|\\/|\.\.|-`|`|''|!!|\?!|\S"
    ),
    {
        **{f"\\<{name}>": sign for name, sign in (pair.split() for pair in _SYMBOLS.split(" | "))},
        **_pairs(
            "--> → | ⟶ → | ⟷ ↔ | <-> ↔ | ==> ⟹ | => ⇒ | ~= ≠ | <= ≤ | >= ≥ | == ≡ | /\\ ∧ | "
            "\\/ ∨ | & ∧ | ~ ¬ | % λ | ALL ∀ | EX ∃ | EX! ∃! | SUM ∑ | PROD ∏ | !! ⋀ | ! ∀ "
            "| ? ∃ | ⇧ \\<^sup> | ⇩ \\<^sub> | : ∈ | UN ⋃ | INT ⋂"
        ),
    },
    Binding(
        _ISABELLE_BINDERS,
        _words("∑ ∏"),
        ends=_words("."),
        set_marks=_words(". :: ∈"),
        set_ends=_words("."),
        is_name=_is_name,
        constant=_isabelle_constant,
        local=_words("let"),
    ),
    Operators(
        _table(
            "1r ⟹",
            "25r →",
            "25 ↔",
            "30r ∨",
            "35r ∧",
            "50 = ≠ < ≤ > ≥ ∈ ∉ ⊆ ⊂ dvd",
            "55l ∘",
            "65l + - ∪ choose",
            "65r # @",
            "70l * / div mod ∩",
            "80r ^ powr",
        ),
        {"¬": 40},
        frozenset(),
        _ISABELLE_BINDERS,
        symbols=_words("∅ ∞ 𝗂"),
    ),
)

# --- HOL Light

_HOL_BINDERS = _words("! ? ?! @ \\ lambda minimal")
HOLLIGHT = Notation(
    re.compile(r"[^\W\d][\w']*|&\d+|\d+|<=>|==>|-->|->|<=|>=|==|/\\|\\/|--|\.\.|\?!|:=|\S"),
    _pairs("∧ /\\ | ∨ \\/ | ⇒ ==> | ⇔ <=> | ∀ ! | ∃ ? | λ \\ | ¬ ~ | ≤ <= | ≥ >= | -- −"),
    Binding(
        _HOL_BINDERS,
        frozenset(),
        ends=_words("."),
        set_marks=_words("| :"),
        set_ends=_words("|"),
        is_name=_is_name,
        constant=str,
        local=_words("let"),
        chained=_words("list set option finite_sum cart"),
    ),
    Operators(
        _table(
            "2r <=>",
            "4r ==>",
            "6r \\/",
            "8r /\\",
            "12 = < <= > >= divides IN SUBSET",
            "15 ..",
            "16r +",
            "18l -",
            "20r *",
            "22l / DIV MOD rem div",
            "24l pow EXP",
        ),
        {"~": 999, "−": 999},
        frozenset(),
        _HOL_BINDERS,
        sign=1,
    ),
)

# --- Coq

_COQ_BINDERS = _words("∀ ∃ ∃! λ")
COQ = Notation(
    re.compile(
        r"[^\W\dλ][\w']*(?:\.[^\W\d][\w']*)*|\d+|\"[^\"]*+\"?|<->|->|=>|<=|>=|<>|:=|::|/\\|\\/|&&|\|\||==|!=|\.\.|\S"
    ),
    _pairs(
        "forall ∀ | exists ∃ | fun λ | -> → | <-> ↔ | => , | <= ≤ | >= ≥ | <> ≠ | /\\ ∧ "
        "| \\/ ∨ | ~ ¬ | nat ℕ | Z ℤ | Q ℚ | R ℝ | not ¬"
    ),
    Binding(
        _COQ_BINDERS,
        frozenset(),
        ends=_words(","),
        set_marks=_words("| : &"),
        set_ends=_words("| &"),
        is_name=_is_name,
        constant=_isabelle_constant,
        local=_words("let"),
    ),
    Operators(
        _table(
            "1r →",
            "5 ↔",
            "15r ∨",
            "20r ∧",
            "30 = ≠ < ≤ > ≥ == !=",
            "40r :: ++",
            "50l + - ||",
            "60l * / &&",
            "70r ^",
        ),
        {"¬": 25},
        frozenset(),
        _COQ_BINDERS,
    ),
)
