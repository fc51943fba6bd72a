"""Changed statements are still declarations of their language, and say what they should."""

import re
from collections import Counter
from pathlib import Path

import pytest

from proofpile.contamination.benchmarks import load_benchmark
from proofpile.contamination.formal import declarations
from proofpile.contamination.items import Item
from proofpile.contamination.perturb_formal import FORMAL_PERTURBATIONS, declared

STATEMENTS = {
    "lean": "theorem two_le (x : ℝ)\n  (h : real.sqrt x = 2) :\n  4 ≤ x",
    "isabelle": 'theorem two_le:\n  fixes x :: real\n  assumes "sqrt x = 2"\n  shows "4 \\<le> x"',
    "metamath": "two_le.1 $e |- ( sqrt ` X ) = 2 $.\n  two_le $p |- 4 <_ X",
    "hollight": "let two_le = `!x. sqrt x = &2 ==> &4 <= x`",
    "coq": "Theorem two_le : forall x, sqrt x = 2 -> 4 <= x.",
}


def item(language: str, statement: str = "", name: str = "two_le") -> Item:
    return Item("b", "1", {"statement": statement or STATEMENTS[language]}, "f:1", name, language)


@pytest.fixture(scope="module")
def minif2f(data: Path) -> list[Item]:
    folder = data / "bench/minif2f"
    languages = ("lean", "isabelle", "metamath", "hollight")
    return [i for lang in languages for i in load_benchmark(f"{lang}={folder / lang}").items[::8]]


@pytest.mark.parametrize("language", STATEMENTS)
@pytest.mark.parametrize("name", FORMAL_PERTURBATIONS)
def test_what_is_planted_is_one_declaration(language: str, name: str) -> None:
    for seed in range(8):
        changed = FORMAL_PERTURBATIONS[name](item(language), seed)
        if changed is None:
            assert name == "lean-4"
            assert language != "lean"
            continue
        found = list(declarations(declared(item(language), changed), language))
        assert len(found) == 1, changed
        assert (found[0].name == "two_le") == (name != "renamed")


def test_statements_change_as_they_should(minif2f: list[Item]) -> None:
    applied: Counter[str] = Counter()
    for one in minif2f:
        text = one.parts["statement"]
        for name, perturb in FORMAL_PERTURBATIONS.items():
            changed = perturb(one, 1)
            assert changed == perturb(one, 1)
            if changed is None:
                continue
            applied[name] += 1
            assert changed != text or name == "verbatim"
            if name == "spacing":
                assert re.sub(r"\s", "", changed) == re.sub(r"\s", "", text)
            elif name == "comments":
                without = re.sub(r"/- .*? -/|\(\* .*? \*\)|[@$]\( [^(]*? [@$]\)", "", changed)
                bare = re.sub(r"[@$]\( [^(]*? [@$]\)", "", text)
                assert without.split() == bare.split()
            elif name == "renamed":
                assert one.name not in re.split(r"[\s:.]", changed)
            elif name == "name-only":
                assert one.name in changed
    assert applied["verbatim"] == len(minif2f)
    for name in ("spacing", "renamed", "name-only"):
        assert applied[name] > 0.95 * len(minif2f)
    assert applied["lean-4"] > 10


@pytest.mark.parametrize(
    ("lean_3", "lean_4"),
    [
        ("(n : ℕ) (h : nat.prime n) : n = 2", "(n : ℕ) (h : Nat.Prime n) : n = 2"),
        (": ∑ k in finset.range 3, k = 3", ": ∑ k ∈ Finset.range 3, k = 3"),
        ("(h : f = λ x, x + 1) : f 1 = 2", "(h : f = fun x => x + 1) : f 1 = 2"),
        (": real.sqrt 4 = 2", ": Real.sqrt 4 = 2"),
        ("(x : zmod 7) (h : even 2) : x = x", "(x : ZMod 7) (h : Even 2) : x = x"),
        (": 1 + 1 = 2", None),
        (": Real.sqrt 4 = 2", None),
    ],
)
def test_lean_3_as_lean_4(lean_3: str, lean_4: str | None) -> None:
    changed = FORMAL_PERTURBATIONS["lean-4"](item("lean", f"theorem even {lean_3}", "even"), 1)
    assert changed == (lean_4 and f"theorem even {lean_4}")


@pytest.mark.parametrize("name", FORMAL_PERTURBATIONS)
@pytest.mark.parametrize("statement", ["x", "--", "theorem", "`", '"', "(* (*", "$e $."])
def test_any_statement_is_perturbed_or_left(name: str, statement: str) -> None:
    for language in (*STATEMENTS, "", "klingon"):
        changed = FORMAL_PERTURBATIONS[name](item(language, statement, name=""), 1)
        assert changed is None or changed.strip()
