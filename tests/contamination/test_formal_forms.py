"""The normal form: what it takes for one statement, and what it must not."""

import random

import pytest

from proofpile.contamination.formal import declarations, digest_of, same_statement, statement_tokens


def equal(a: str, b: str, language: str) -> bool:
    return statement_tokens(a, language) == statement_tokens(b, language)


# Statements in Lean 3 and as people write them in Lean 4.
PORTS = [
    (
        "theorem a (x y : ℝ) (h₀ : 0 ≤ x) : real.sqrt (x^2) = x",
        "theorem b (x y : ℝ) (h0 : 0 ≤ x) : Real.sqrt (x ^ 2) = x",
    ),
    ("lemma a (n : nat) : n <= n + 1", "theorem a (n : ℕ) : n ≤ n + 1"),
    (
        "theorem a : ∑ k in (finset.range 101), k % 6 = 4",
        "theorem a : ∑ k ∈ Finset.range 101, k % 6 = 4",
    ),
    (
        "theorem a : (∑ x in finset.range 10, ((x + 1)^2)) % 10 = 5",
        "theorem a :\n    (∑ i ∈ Finset.range 10, (i + 1) ^ 2) % 10 = 5",
    ),
    (
        "theorem a : finset.card (finset.filter (λ x, 20∣x) (finset.Icc 15 85)) = 4",
        "theorem a : Finset.card (Finset.filter (fun x => 20 ∣ x) (Finset.Icc 15 85)) = 4",
    ),
    ("theorem a : 10! = 3628800", "theorem a : (10) ! = 3628800"),
    (
        "theorem a (f : ℝ → ℝ) (h : ∀x, f x = 5 * x + 4) : f 1 = 9",
        "theorem a (g : ℝ → ℝ) (h₁ : ∀ (y : ℝ), g y = 5 * y + 4) : g 1 = 9".replace("(y : ℝ)", "y"),
    ),
    (
        "theorem a (d : ℚ) : ↑d.denom + d.num = 28",
        "theorem a (d : ℚ) : d.den + d.num = 28",
    ),
    (
        "theorem a (p q r : ℤ) (h₁ : (p - 1) * (q - 1) * (r - 1)∣(p * q * r - 1)) : p = 2",
        "theorem a (p q r : ℤ) (h₁ : (p - 1) * (q - 1) * (r - 1) ∣ p * q * r - 1) : p = 2",
    ),
    (
        "theorem a (S : finset ℕ) : abs (-3 : ℤ) ∈ (set.range h).to_finset",
        "theorem a (S : Finset ℕ) : |(-3 : ℤ)| ∈ (Set.range h).toFinset",
    ),
    (
        "theorem a (x : ℝ) : int.floor (1 / x) = 3 ∧ real.pi < 4",
        "theorem a (x : ℝ) : ⌊1 / x⌋ = 3 ∧ π < 4",
    ),
    (
        "theorem a (b : zmod (11^2)) (h₀ : b = 24⁻¹) : b = 116",
        "theorem a\n  (b : ZMod (11 ^ 2)) -- a square\n  (h₀ : b = 24⁻¹) :\n  b = 116",
    ),
    (
        "theorem a : is_greatest {y : ℝ | ∃ (a b : ℝ), 1 < b ∧ y = real.logb a (a/b)} 0",
        "theorem a : IsGreatest {y : ℝ | ∃ a b : ℝ, 1 < b ∧ y = Real.logb a (a / b)} 0",
    ),
    ("theorem a (x y : ℝ) : (x = y) → (x + 0 = y)", "theorem a {x : ℝ} {z : ℝ} : x = z -> x + 0 = z"),
    ("example (h : ¬ (2 = 3)) : p", "theorem a (_ : ¬2 = 3) : p"),
    ("theorem a (h : p → (q → r)) : r", "theorem a (h : p → q → r) : r"),
    ("theorem a (n = 3) : x", "theorem a (h : n = 3) : x"),
    (
        "theorem a (σ : equiv ℝ ℝ) (h : σ.1 2 = σ.2 2) : σ.1 (σ.1 2) = 2",
        "theorem a (σ : Equiv ℝ ℝ) (h : σ.1 2 = σ.2 2) : σ.1 (σ.1 2) = 2",
    ),
    (
        "theorem a (h : n ≡ 2 [MOD 3]) : ∃! k : ℕ, (8 : ℝ) / 15 < n / (n + k)",
        "theorem a (h : n ≡ 2 [MOD 3]) : ∃! k : ℕ, (8:ℝ)/15 < n/(n + k)",
    ),
    (
        "theorem a (u : ℕ → nnreal) (h : filter.tendsto u filter.at_top (𝓝 9)) : 9 = nnreal.sqrt 81",
        "theorem a (u : ℕ → NNReal) (h : Filter.Tendsto u Filter.atTop (𝓝 9)) : 9 = NNReal.sqrt 81",
    ),
    (
        "theorem a (h : ∀ a b : ℤ, (∃ i j, a = 2*i ∧ b=2*j) ↔ (∃ k, a^2 + b^2 = 8*k)) : p",
        "theorem a (h : ∀ a b : ℤ, (∃ i j, a = 2 * i ∧ b = 2 * j) ↔ ∃ k, a ^ 2 + b ^ 2 = 8 * k) : p",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lean3", "lean4"), PORTS)
def test_lean_3_and_lean_4_of_one_statement_are_equal(lean3, lean4):
    assert equal(lean3, lean4, "lean")


@pytest.mark.parametrize(
    ("language", "a", "b"),
    [
        ("isabelle", r'lemma "x \<and> y \<longrightarrow> z"', 'lemma "x ∧ y ⟶ z"'),
        ("isabelle", r'lemma a: "\<forall>x. P x"', 'theorem "ALL y. P y"'),
        ("isabelle", r'lemma "(\<Sum>k<98. u (k+1)) = 137"', 'lemma "(∑ j < 98. u(j + 1)) = 137"'),
        (
            "isabelle",
            'theorem a: fixes x y ::real assumes h0: "x = (y)" and "y>0" shows "x > 0"',
            r'lemma fixes a :: "real" and b::real assumes \<open>a = b\<close> assumes "b > 0" shows "a>0"',
        ),
        ("isabelle", 'lemma a: "P" if "Q" for x', 'lemma b: "P" if h: "Q" for y'),
        ("isabelle", 'lemma a: shows "f x = (2::nat)" (is "?l = _")', 'lemma a: "f x = (2 :: nat)"'),
        ("hollight", "let a = `!x:num y:num. (x + y = y + x)`;;", "`!a:num b:num. a + b = b + a`"),
        ("hollight", "`{x | x < 2} SUBSET s`", "`{y | y < 2} SUBSET s`"),
        ("hollight", "`!x. (x = 1) /\\ (y = 2) ==> p`", "`∀z. z = 1 ∧ y = 2 ⇒ p`"),
        ("coq", "Lemma a (x y : nat) : x <= y -> True.", "Theorem b (a b : nat) : a ≤ b → True"),
        ("coq", "Lemma a : forall x, (x = x) /\\ True.", "Goal ∀ y, y = y ∧ True."),
        (
            "metamath",
            "a.1 $e |- ( ph -> X e. NN ) $. $( why $) a $p |- ( ph -> X = X ) $= ? $.",
            "b.7 @e |- ( ph ->\n Y e. NN ) $@ b @p |- ( ph -> Y = Y ) @= ? @.",
        ),
    ],
)  # fmt: skip
def test_spellings_of_one_statement_are_equal(language, a, b):
    assert equal(a, b, language)


@pytest.mark.parametrize(
    ("language", "a", "b"),
    [
        ("lean", ": (a + b) * c = d", ": a + b * c = d"),
        ("lean", ": a - (b - c) = d", ": a - b - c = d"),
        ("lean", ": a - (b + c) = d", ": a - b + c = d"),
        ("lean", ": a / (b * c) = d", ": a / b * c = d"),
        ("lean", ": (a ^ b) ^ c = d", ": a ^ b ^ c = d"),
        ("lean", ": (p → q) → r", ": p → q → r"),
        ("lean", ": ¬ (p ∧ q)", ": ¬ p ∧ q"),
        ("lean", ": (∃ x, p x) ∧ q", ": ∃ x, p x ∧ q"),
        ("lean", ": (∑ k in s, f k) + 1 = 2", ": ∑ k in s, (f k + 1) = 2"),
        ("lean", ": (∑ k in s, f k) * 2 = 2", ": ∑ k in s, f k * 2 = 2"),
        ("lean", ": f (g x) = y", ": f g x = y"),
        ("lean", ": (n + 2)! = 6", ": n + 2! = 6"),
        ("lean", ": (-x)^2 = y", ": -x^2 = y"),
        ("lean", ": -(x + 1) = y", ": -x + 1 = y"),
        ("lean", ": ((2 : ℝ) / 3 : ℝ) = y", ": (2 : ℝ) / 3 = y"),
        ("lean", ": ∀ x, ∃ y, x < y", ": ∃ y, ∀ x, x < y"),
        ("lean", ": ∀ x, ∃ y, x < y", ": ∀ x, ∃ y, y < x"),
        ("lean", ": ∀ x, f x = y", ": ∀ y, f y = y"),
        ("lean", "example (x y : ℝ) : x = 2 * y", "example (x y : ℝ) : y = 2 * x"),
        ("lean", "example (x y : ℝ) : x = y", "example (x y : ℤ) : x = y"),
        ("lean", "example (x : ℝ) (h : 0 < x) : x = 1", "example (x : ℝ) : x = 1"),
        ("lean", "example (x : ℝ) (h : 0 < x) : x = 1", "example (x : ℝ) (h : 0 < x) : x = 2"),
        ("lean", ": {x | x < 3} = s", ": {x | |x| < 3} = s"),
        ("lean", ": |a| + |b| = c", ": |a + b| = c"),
        ("lean", ": (x, y) = z", ": x, y = z"),
        ("lean", ": A = a", ": a = A"),
        ("isabelle", '"a - (b + c) = d"', '"a - b + c = d"'),
        ("isabelle", '"(A ⟹ B) ⟹ C"', '"A ⟹ B ⟹ C"'),
        ("isabelle", 'lemma assumes "A" shows "B"', 'lemma shows "A" and "B"'),
        ("isabelle", 'lemma fixes x::nat shows "x=x"', 'lemma fixes x::int shows "x=x"'),
        ("isabelle", '"∀x. P x y"', '"∀x. P y x"'),
        ("hollight", "`a - (b - c) = d`", "`a - b - c = d`"),
        ("hollight", "`~(a = b)`", "`~a = b`"),
        ("hollight", "`&3 * x = y`", "`3 * x = y`"),
        ("hollight", "`!x:num. x = x`", "`!x:real. x = x`"),
        ("coq", ": (a + b) * c = d", ": a + b * c = d"),
        ("coq", ": forall x, x = y", ": forall y, y = y"),
        ("metamath", "a $p |- ( X + Y ) = Z $= ? $.", "a $p |- ( X + Y ) = X $= ? $."),
        ("metamath", "a.1 $e |- X = 1 $. a $p |- Y = 2 $=", "a $p |- Y = 2 $="),
    ],
)
def test_other_statements_are_not_equal(language, a, b):
    assert not equal(a, b, language)


# Trees of operators, printed with every pair of parentheses and with only those that are needed.
OPERATORS = {
    "lean": {"=": 50, "∧": 35, "∨": 30, "→": 25, "+": 65, "-": 65, "*": 70, "/": 70, "^": 75, "∣": 50},
    "isabelle": {"=": 50, "∧": 35, "∨": 30, "⟶": 25, "⟹": 1, "+": 65, "-": 65, "*": 70, "mod": 70, "^": 80},
    "hollight": {"=": 12, "/\\": 8, "\\/": 6, "==>": 4, "+": 16, "-": 18, "*": 20, "/": 22, "pow": 24},
    "coq": {"=": 30, "/\\": 20, "\\/": 15, "->": 1, "+": 50, "-": 50, "*": 60, "^": 70},
}  # fmt: skip
RIGHT = {"∧", "∨", "→", "^", "⟶", "⟹", "/\\", "\\/", "==>", "->"}
RIGHT_IN = {"hollight": {"+", "*"}}
NEITHER = {"=", "∣"}


def tree(chance, operators, depth):
    if not depth or chance.random() < 0.25:
        return chance.choice("abcfxyz123")
    if chance.random() < 0.2:
        return ("apply", tree(chance, operators, depth - 1), tree(chance, operators, depth - 1))
    return (
        chance.choice(list(operators)),
        tree(chance, operators, depth - 1),
        tree(chance, operators, depth - 1),
    )


def full(node):
    if isinstance(node, str):
        return node
    operator, left, right = node
    return f"({full(left)} {'' if operator == 'apply' else operator} {full(right)})"


def least(node, language):
    """As few parentheses as the grammar allows; a printer of its own, from the textbook."""

    def wrapped(part, strength, equal_too):
        inner = 1000 if part[0] == "apply" else OPERATORS[language].get(part[0], 2000)
        inner = 2000 if isinstance(part, str) else inner
        text = least(part, language)
        return text if inner > strength or (inner == strength and equal_too) else f"({text})"

    if isinstance(node, str):
        return node
    operator, left, right = node
    if (
        operator == "apply"
    ):  # on the left an application could stay bare; the form keeps what is there
        return f"{wrapped(left, 1000, False)} {wrapped(right, 1000, False)}"
    strength = OPERATORS[language][operator]
    to_right = operator in RIGHT | RIGHT_IN.get(language, set())
    same_left = not to_right and operator not in NEITHER
    same_right = to_right and operator not in NEITHER
    # Two operators of one strength that group alike may stand bare; others of that strength do so too.
    return f"{wrapped(left, strength, same_left)} {operator} {wrapped(right, strength, same_right)}"


@pytest.mark.parametrize("language", list(OPERATORS))
def test_only_idle_parentheses_are_taken_away(language):
    """Trees are told apart by their form, and the form is that of the tree however it is printed."""
    chance = random.Random(2)
    form_of: dict[object, tuple[str, ...]] = {}
    for _ in range(3000):
        node = tree(chance, OPERATORS[language], chance.randrange(1, 5))
        form = statement_tokens(
            f": {full(node)}" if language in ("lean", "coq") else full(node), language
        )
        bare = least(node, language)
        assert (
            statement_tokens(f": {bare}" if language in ("lean", "coq") else bare, language) == form
        ), bare
        form_of[node] = form
    assert len(set(form_of.values())) == len(form_of) > 1000


def test_deepseeks_records_have_the_statements_of_the_theories(data):
    """All 488 are equal, spacing and line breaks apart; one has another name."""
    import json

    folder = data / "bench" / "minif2f"
    theories = {
        one.name: one
        for path in folder.glob("isabelle/*/*.thy")
        for one in declarations(path.read_text(), "isabelle")
        if one.states
    }
    by_digest = {digest_of(one): one.name for one in theories.values()}
    assert len(by_digest) == len(theories) == 488
    renamed, seen = [], 0
    for path in sorted(folder.glob("deepseek_jsonl/*.jsonl")):
        for line in path.read_text().splitlines():
            (record,) = declarations(json.loads(line)["formal_statement"], "isabelle")
            seen += 1
            if record.name not in theories:
                renamed.append((record.name, by_digest[digest_of(record)]))
            else:
                same = same_statement(record, theories[record.name])
                assert same in ("both", "statement"), record.name
    assert seen == 488
    assert renamed == [("imo_2006_p6", "imo_2006_p3")]
