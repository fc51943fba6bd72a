"""What formal files declare: every declaration, its name, its statement, its place."""

import random

import pytest

from proofpile.contamination.formal import LANGUAGES, Declaration, declarations, language_of

LEAN = """
/- A comment /- in a comment: theorem no_such (x : ℝ) : x = x -/ still one -/
import data.real.basic

-- theorem nor_this : 1 = 1 := rfl
@[simp, to_additive "theorem in_a_string (x) : y"]
protected lemma nat.first_one {α : Type*} [group α] (h : 1 ≤ (2 : ℕ)) -- why (
  /- because ) -/ (n : ℕ := 5) :
  ∀ x, x = x :=
begin
  have : true := trivial,
  exact λ x, rfl,
end

theorem second.{u v} (x : Type u) : let y := 2 in y = 2 ∧ |(-1 : ℤ)| = 1
:= by simp

example : 2 + 2 = 4 := rfl

theorem «a name» : ∀ n : ℕ, 0 ≤ n
| 0 := le_refl 0
| (n + 1) := nat.zero_le _

def twice (f : ℕ → ℕ) (n : ℕ) : ℕ := f (f n)

theorem conclusion_in_bars (a b : ℝ) :
    |a - b| ≤
    |a| + |b| := by
  exact abs_sub a b

theorem without_proof (x : ℝ) : x = 1

theorem until_a_sentence (x : ℝ) : x = 2
end somewhere
"""

ISABELLE = r"""
theory T imports Main "HOL-Library.Sum"
begin
text \<open>A theorem no_such: "x = x" in prose, \<open>nested\<close>\<close>
(* lemma nor_this: "True" (* nested *) *)
theorem (in group0) first_one [simp, intro!]:
  fixes x y :: real and f :: "real \<Rightarrow> real"
  assumes h0: "x \<and> (*) y" and "f x = \"a\""
  shows "x = y" (is "?l = _")
  using assms by auto

lemma "2 + 2 = (4::nat)" by simp

corollary with_cartouche: \<open>x \<in> A\<close> if \<open>x \<in> B\<close> for x
proof -
  have "lemma" by simp
qed

definition twice :: "nat \<Rightarrow> nat" where "twice n = 2 * n"

lemma says_false: assumes "P" shows False
  sorry

theorem greek:
  fixes \<sigma> :: "nat ⇒ nat"
  obtains n where "\<sigma> n = n"
  oops
end
"""

METAMATH = """
$( A theorem is no theorem in a comment: no-such $p |- ph $= ? $. $)
wnew $a wff ( ph -> ps ) $.
ax-new $a |- ( ph -> ph ) $.
${
  first-one.1 $e |- ph $.
  ${ first-one.2 $e |- ( ph -> ps ) $.
    $( Modus ponens. $)
    first-one $p |- ps $= ( wa wb ) A B $.
  $}
  second-one $p |- ( ph -> ch ) $= ? $.
$}
$( @{ aside.1 @e |- ( ph -> X e. NN ) $@ aside @p |- ( ph -> X = ; 1 2 ) @= ? @. @} $)
"""

HOL = """
(* let no_such = `x = x`;; (* nested *) *)
needs "Library/analysis.ml";;
let first-one = `!x:num. x = x`;;
let SECOND_ONE = prove
 (`!m n. m + n = n + m`,
  REPEAT GEN_TAC THEN ARITH_TAC);;
let third = time prove_by_refinement (`T`, []);;
let twice = new_definition `twice f x = f (f x)`;;
let tactic = fun th -> SUBGOAL_THEN `x = y`;;
"""

COQ = """
(* Theorem no_such : 1 = 1. (* nested *) *)
Require Import Arith.
Theorem first_one x (y : nat) : x <= y -> exists z, x + z = y.
Proof. intros. Qed.
Lemma second_one : let z := 2 in z = 2.x = 2. Proof. by []. Qed.
Definition twice (f : nat -> nat) (n : nat) : nat := f (f n).
Goal 2 + 2 = 4.
#[local] Example third : "a.  b" = "a.  b". Proof. reflexivity. Qed.
Theorem 3.2 says nothing.
"""


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "lean",
            LEAN,
            [
                ("lemma", "nat.first_one", "∀ x, x = x"),
                ("theorem", "second", "|(-1 : ℤ)| = 1"),
                ("example", "", "2 + 2 = 4"),
                ("theorem", "a name", "∀ n : ℕ, 0 ≤ n"),
                ("def", "twice", "(n : ℕ) : ℕ"),
                ("theorem", "conclusion_in_bars", "|a| + |b|"),
                ("theorem", "without_proof", "x = 1"),
                ("theorem", "until_a_sentence", "x = 2"),
            ],
        ),
        (
            "isabelle",
            ISABELLE,
            [
                ("theorem", "first_one", '(is "?l = _")'),
                ("lemma", "", '(4::nat)"'),
                ("corollary", "with_cartouche", "for x"),
                ("definition", "twice", '2 * n"'),
                ("lemma", "says_false", "shows False"),
                ("theorem", "greek", '\\<sigma> n = n"'),
            ],
        ),
        (
            "metamath",
            METAMATH,
            [
                ("$a", "ax-new", "( ph -> ph )"),
                ("$p", "first-one", "|- ps"),
                ("$p", "second-one", "( ph -> ch )"),
                ("$p", "aside", "X = ; 1 2 )"),
            ],
        ),
        (
            "hollight",
            HOL,
            [
                ("let", "first-one", "x = x`"),
                ("prove", "SECOND_ONE", "n + m`"),
                ("prove_by_refinement", "third", "`T`"),
                ("new_definition", "twice", "f (f x)`"),
            ],
        ),
        (
            "coq",
            COQ,
            [
                ("Theorem", "first_one", "x + z = y"),
                ("Lemma", "second_one", "z = 2.x = 2"),
                ("Definition", "twice", "(n : nat) : nat"),
                ("Goal", "", "2 + 2 = 4"),
                ("Example", "third", '"a.  b"'),
            ],
        ),
    ],
)
def test_every_declaration_is_read_with_its_statement_and_without_its_proof(
    language, text, expected
):
    found = list(declarations(text, language))
    assert [(one.keyword, one.name) for one in found] == [(k, n) for k, n, _ in expected]
    for one, (_, _, end) in zip(found, expected, strict=True):
        assert one.statement.endswith(end)
        assert one.statement == text[one.start : one.end]
        assert one.language == language


def test_definitions_state_nothing():
    found = [one for text, name in ((LEAN, "lean"), (ISABELLE, "isabelle"), (HOL, "hollight"))
             for one in declarations(text, name)]  # fmt: skip
    assert [one.name for one in found if not one.states] == ["twice"] * 3


def test_a_metamath_statement_has_its_hypotheses_and_not_those_that_another_used():
    found = {one.name: one.statement for one in declarations(METAMATH, "metamath")}
    assert found["first-one"].startswith("first-one.1 $e")
    assert "first-one.2 $e" in found["first-one"]
    assert found["second-one"].startswith("second-one $p")
    assert found["aside"].startswith("aside.1 @e")


@pytest.mark.parametrize(
    ("given", "language"),
    [
        ("src/test.lean", "lean"),
        ("a/b.THY", "isabelle"),
        ("set.mm", "metamath"),
        ("x.ml", "hollight"),
        ("x.v", "coq"),
        ("notes.md", ""),
        (LEAN, "lean"),
        (ISABELLE, "isabelle"),
        (METAMATH, "metamath"),
        (HOL, "hollight"),
        (COQ, "coq"),
        ("theorem foo (x : ℝ) : x = x := rfl", "lean"),
        ("The main theorem of this section: every group is a lemma.\nNo code.", ""),
        ("def f(x):\n    return x\n", ""),
        ("", ""),
    ],
)
def test_the_language_is_known_by_suffix_or_by_what_a_text_states(given, language):
    assert language_of(given) == language


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="agda"):
        list(declarations("", "agda"))


@pytest.mark.parametrize("text", [LEAN, ISABELLE, METAMATH, HOL, COQ])
def test_a_text_that_is_cut_anywhere_or_shuffled_is_read_all_the_same(text):
    chance = random.Random(1)
    pieces = text.split(" ")
    windows = [text[chance.randrange(len(text)) : chance.randrange(len(text))] for _ in range(150)]
    windows += [" ".join(chance.sample(pieces, len(pieces))) for _ in range(50)]
    for window in windows:
        for language in LANGUAGES:
            for one in declarations(window, language):
                assert one.statement == window[one.start : one.end]


def names(found: list[Declaration]) -> list[str]:
    return [one.name for one in found if one.states]


def test_minif2f_has_as_many_statements_in_each_system_as_its_source_says(data):
    """488 in Lean, Isabelle and Metamath, 326 in HOL Light; what else its files declare is told apart."""
    folder = data / "bench" / "minif2f"
    read = {
        (language, split): [
            one
            for path in sorted(folder.glob(pattern.format(split)))
            for one in declarations(path.read_text(), language)
        ]
        for language, pattern in (
            ("lean", "lean/src/{}.lean"),
            ("isabelle", "isabelle/{}/*.thy"),
            ("metamath", "metamath/{}/*.mm"),
            ("hollight", "hollight/{}/*.ml"),
        )
        for split in ("test", "valid")
    }
    stated = {key: names(found) for key, found in read.items()}
    assert stated["lean", "test"].count("sum_pairs") == 1  # a lemma that one of the proofs uses
    stated["lean", "test"].remove("sum_pairs")
    counts = {"lean": 244, "isabelle": 244, "metamath": 244, "hollight": 163}
    for (language, split), found in stated.items():
        assert len(set(found)) == len(found) == counts[language], (language, split)
    defined = [one.name for found in read.values() for one in found if not one.states]
    assert sorted(defined) == ["digits", "digits", "inv_mod"]


def test_the_name_of_a_file_is_the_name_of_what_it_states(data):
    """But for two slips of the benchmark."""
    folder = data / "bench" / "minif2f"
    others = []
    for language, pattern in (
        ("isabelle", "isabelle/*/*.thy"),
        ("metamath", "metamath/*/*.mm"),
        ("hollight", "hollight/*/*.ml"),
    ):
        for path in folder.glob(pattern):
            if names(list(declarations(path.read_text(), language))) != [path.stem]:
                others.append(path.stem)
    assert sorted(others) == ["aime-1994-p3", "imosl_2007_algebra_p6"]
