"""Finding the statements of a benchmark: in its own files, ported, quoted, renamed; and in nothing else."""

import json
import random
import re
import time
from collections import defaultdict

import pytest

from proofpile.contamination.formal import (
    declarations,
    digest_of,
    find_statements,
    language_of,
    name_key,
    statement_tokens,
)

PATTERNS = {
    "lean": "lean/src/*.lean",
    "isabelle": "isabelle/*/*.thy",
    "metamath": "metamath/*/*.mm",
    "hollight": "hollight/*/*.ml",
}


class Index:
    """Names and digests of all that miniF2F states, by (language, name, digest)."""

    def __init__(self, folder):
        self.files = [
            (path, language) for language, pattern in PATTERNS.items() for path in folder.glob(pattern)
        ]  # fmt: skip
        self.names, self.digests, self.stated = defaultdict(list), defaultdict(list), {}
        for path, language in self.files:
            for one in declarations(path.read_text(), language):
                if one.states:
                    key = (language, one.name, digest_of(one))
                    self.stated[key] = one
                    self.digests[key[2]].append(key)
                    if name_key(one.name):
                        self.names[name_key(one.name)].append(key)

    def find(self, text):
        return find_statements(text, self.names, self.digests)


@pytest.fixture(scope="module")
def index(request):
    import os
    from pathlib import Path

    root = Path(__file__).parents[2].parent / "shared" / "data"
    folder = Path(os.environ.get("PROOFPILE_TEST_DATA", root)) / "bench" / "minif2f"
    if not folder.is_dir():
        pytest.skip(f"no test material in {folder}; say where it is with PROOFPILE_TEST_DATA")
    return Index(folder)


LEAK = "theorem mathd_algebra_999 (x y : ℝ) (h₀ : x + y = 25) (h₁ : x - y = 11) : x = 18"
(ITEM,) = declarations(LEAK, "lean")
NAMES, DIGESTS = {name_key(ITEM.name): ["it"]}, {digest_of(ITEM): ["it"]}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"import Mathlib\n\n{LEAK} := by linarith\n", ["both"]),
        (LEAK, ["both"]),
        (f"Some page says\n```lean\n{LEAK} := by\n  linarith\n```\nand goes on.", ["both"]),
        (f"He wrote: {LEAK} := begin linarith end, and we agreed.", ["both"]),
        (f"/- put aside\n{LEAK} := sorry\n-/\ntheorem other_one : 1 = 1 := rfl", ["both"]),
        ("\n".join(f"-- {line}" for line in LEAK.replace(" (", "\n  (").split("\n")), ["both"]),
        (json.dumps({"statement": f"{LEAK} :=\nsorry"}), ["both"]),
        (json.dumps({"statement": f"{LEAK} :=\nsorry"}, ensure_ascii=False), ["both"]),
        (f'"source": [\n "{LEAK[:40]}\\n",\n    "{LEAK[40:]} :=\\n",\n "sorry"]', ["both"]),
        (LEAK.replace("mathd_algebra_999", "my_lemma"), ["statement"]),
        (LEAK.replace("theorem mathd_algebra_999", "example"), ["statement"]),
        (LEAK.replace("25", "26"), ["name"]),
        (f"namespace minif2f\n{LEAK.replace('25', '26')} := by linarith\nend minif2f", ["name"]),
        (LEAK.replace("25", "26").replace("mathd", "minif2f.mathd"), ["name"]),
        ("let mathd-algebra-999 = `!x. x = &18`;;", ["name"]),
        ("h.1 $e |- X = 1 $. mathd-algebra-999 $p |- X = 1 $= ? $.", ["name"]),
        (f"{LEAK} := by linarith\n" * 3, ["both"] * 3),
        ("We use mathd_algebra_999 below: theorem mathd_algebra_999 is easy.", []),
        ("theorem other_name_12 (x : ℝ) : x = mathd_algebra_999 := rfl", []),
        (LEAK[: len(LEAK) - 10].replace("mathd_algebra_999", "cut_off"), []),
        ("", []),
    ],
)
def test_a_leak_is_found_in_whatever_it_stands(text, kinds):
    found = find_statements(text, NAMES, DIGESTS)
    assert [(key, kind) for key, _, kind in found] == [("it", kind) for kind in kinds]


def test_the_place_of_what_a_string_quotes_is_in_the_text():
    text = json.dumps([{"a": 'x\n"'}, {"statement": f"import 𝕜\n\n{LEAK} :=\nsorry", "b": "y\n"}])
    ((_, found, kind),) = find_statements(text, NAMES, DIGESTS)
    assert kind == "both"
    assert found.statement == LEAK
    assert json.loads(f'"{text[found.start : found.end]}"') == LEAK


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("mathd_algebra_478", "mathd_algebra_478"),
        ("mathd-algebra-478", "mathd_algebra_478"),
        ("minif2f.Test.mathd_algebra_478", "mathd_algebra_478"),
        ("aimeI_2000_p7", "aimei_2000_p7"),
        ("aime-1994-p3.3", "aime_1994_p3"),
        ("mathd_numbertheory_3", "mathd_numbertheory_3"),
        ("putnam_1962_a1", "putnam_1962_a1"),
        ("induction_sumkexp3eqsumksq", "induction_sumkexp3eqsumksq"),
        ("algebra_amgm_sumasqdivbsqgeqsumbdiva", "algebra_amgm_sumasqdivbsqgeqsumbdiva"),
        ("add_comm", ""),
        ("nat.add_sub_cancel", ""),
        ("sum_range_id_mul_two", ""),
        ("image2_subset_iff", ""),
        ("exercise_1_13a", ""),
        ("Theorem_3_4_12", ""),
        ("x_12", ""),
        ("mathd", ""),
        ("T2Space12345", ""),
        ("", ""),
        ("...", ""),
    ],
)
def test_what_a_name_tells_by_itself(name, key):
    assert name_key(name) == key


@pytest.mark.parametrize("language", list(PATTERNS))
def test_every_statement_of_minif2f_is_found_in_its_own_file(index, language):
    """By statement all of them, and by its name too where that tells something."""
    kinds = defaultdict(int)
    for path, of_file in index.files:
        if of_file != language:
            continue
        text = path.read_text()
        best = {}
        for key, found, kind in index.find(text):
            if key[0] == language == found.language and found.name == key[1]:
                best[key] = kind
        for one in declarations(text, language):
            if one.states:
                kind = best[language, one.name, digest_of(one)]
                assert kind == ("both" if name_key(one.name) else "statement"), one.name
                kinds[kind] += 1
    expected = {
        "lean": {"both": 481, "statement": 8},
        "isabelle": {"both": 481, "statement": 7},
        "metamath": {"both": 481, "statement": 7},
        "hollight": {"both": 319, "statement": 7},
    }
    assert kinds == expected[language]


def test_all_of_deepseeks_records_are_found_in_their_file(index, data):
    found = {
        key[1]: kind
        for path in sorted((data / "bench" / "minif2f" / "deepseek_jsonl").iterdir())
        for key, _, kind in index.find(path.read_text())
        if key[0] == "isabelle" and kind != "name"
    }
    assert len(found) == 488


# How mathlib 4 writes what miniF2F uses of mathlib 3; a porter that knows nothing of the normal form.
RENAMED = {
    "nat": "Nat", "int": "Int", "real": "Real", "complex": "Complex", "finset": "Finset", "set": "Set",
    "rat": "Rat", "zmod": "ZMod", "nnreal": "NNReal", "equiv": "Equiv", "function": "Function",
    "filter": "Filter", "polynomial": "Polynomial", "fintype": "Fintype", "even": "Even", "odd": "Odd",
    "irrational": "Irrational", "is_greatest": "IsGreatest", "is_least": "IsLeast", "to_finset": "toFinset",
    "of_digits": "ofDigits", "proper_divisors": "properDivisors", "at_top": "atTop", "tendsto": "Tendsto",
    "injective": "Injective", "bijective": "Bijective", "denom": "den", "prime": "Prime", "fact": "Fact",
    "coprime": "Coprime", "pairwise": "Pairwise", "periodic": "Periodic", "to_nat": "toNat", "units": "Units",
}  # fmt: skip


def ported(statement: str, chance: random.Random) -> str:
    """To Lean 4: names, lambdas, sums; and, as people do, other names for hypotheses, spacing and lines."""
    text = re.sub(r"--[^\n]*", "", statement)
    text = re.sub(r"[^\W\d₀-₉]\w*", lambda word: RENAMED.get(word[0], word[0]), text)
    text = re.sub(r"λ\s*([^,]*),", r"fun \1 =>" if chance.random() < 0.5 else r"fun \1 ↦", text)
    text = re.sub(r"([∑∏] *\w+) in ", r"\1 ∈ ", text) if chance.random() < 0.5 else text
    text = text.replace("∥", "‖").replace("↑", "" if chance.random() < 0.5 else "↑ ")
    text = re.sub(r"(?<=\w)!(?!=)", " !", text)
    text = re.sub(r"\bh([₀-₉]+)", r"hyp_\1", text)
    text = re.sub(r" ?([-+*/^∣]) ?(?=[\w(])", r" \1 ", text)
    text = re.sub(r"(\n +)\((\w+) ([\w ]+) : ([ℕℤℚℝℂ])\)", r"\1(\2 : \4) (\3 : \4)", text)
    return re.sub(
        r"\s+", lambda gap: chance.choice([" ", "\n    "]) if "\n" in gap[0] else " ", text
    )


def test_every_lean_3_statement_is_the_same_when_it_is_ported_to_lean_4(index):
    chance = random.Random(3)
    changed = 0
    for (language, name, digest), one in index.stated.items():
        if language == "lean":
            port = ported(one.statement, chance)
            changed += port != one.statement
            (read,) = declarations(f"{port} := by\n  sorry\n", "lean")
            assert statement_tokens(read.statement, "lean") == statement_tokens(
                one.statement, "lean"
            )
            assert digest_of(read) == digest, name
    assert changed == 489


@pytest.mark.slow
def test_libraries_and_pages_hold_nothing_of_minif2f(index, data):
    """Nothing is found in mathlib, IsarMathLib, mathcomp, agda-unimath and Idris, by name or statement."""
    files = [path for path in sorted((data / "formal").rglob("*")) if path.is_file()]
    assert len(files) > 800
    for path in files:
        text = path.read_text(errors="replace")
        assert not index.find(text), path
        for one in declarations(text, language_of(str(path))) if language_of(str(path)) else ():
            assert name_key(one.name) not in index.names or not name_key(one.name), (path, one.name)


def test_real_ports_to_lean_4_are_found(index, data):
    """A tutorial's notebook tries a prover on three problems, written in Lean 4."""
    notebooks = data / "proofsteps" / "ntptutorial" / "partI_nextstep" / "notebooks"
    text = (notebooks / "I_nextstep_lean__part4_evaluation.ipynb").read_text()
    same = {(found.name, kind) for key, found, kind in index.find(text) if key[0] == "lean"}
    assert same == {
        ("mathd_algebra_15", "both"),
        ("imo_2001_p6", "both"),
        ("induction_divisibility_3divnto3m2n", "both"),
    }


HOSTILE = {
    "comments that open": "(* " * 60_000,
    "comments that open and declare": "theorem a_1_2 : (* " * 15_000,
    "lean comments": "/-" * 90_000,
    "lean comments that close": "/-/-" * 40_000 + "-/" * 40_000,
    "parentheses": "theorem a_1_2 : " + "(" * 100_000 + "x" + ")" * 100_000 + " := rfl",
    "open parentheses": "theorem a_1_2 : x = " + "(" * 160_000,
    "strings": 'lemma a_1_2: "' * 15_000,
    "escaped quotes": 'lemma a_1_2: "' + '\\"' * 80_000,
    "cartouches": r"lemma a_1_2: \<open>" * 10_000,
    "groups": "lemma a_1_2 [" * 15_000,
    "keywords": "lemma theorem Theorem Lemma let " * 6_000,
    "spaces": "theorem " + " " * 180_000 + "theorem",
    "spaces between": ("theorem " + " " * 300) * 600,
    "binders": "theorem a_1_2 : " + "∀ x, " * 36_000 + "x = x := rfl",
    "names": "theorem a_1_2 (" + "x " * 90_000 + ": T) : x = x := rfl",
    "groups of binders": "theorem a_1_2 " + "(x : T) " * 22_000 + ": x = x := rfl",
    "bars": "theorem a_1_2 : " + "|" * 180_000 + " := rfl",
    "dots": "theorem a" + ".b" * 90_000 + " : x = x := rfl",
    "backquotes": "let a_1_2 = `" * 14_000,
    "hol binders": "let a_1_2 = `" + "!x:num. " * 22_000 + "x = x`;;",
    "blocks": "${ a_1_2.1 $e |- ph $. " * 4_000 + "b_1_2 $p |- ph $= ? $. " * 4_000,
    "marks": "a_1_2 $p |- " * 15_000,
    "put aside": "$( a_1_2 @p |- ph " * 9_000,
    "sentences": "Theorem a_1_2 : x " * 10_000,
    "braces of json": '{"a": "theorem a_1_2 : x\\n' * 7_000,
    "backslashes": "\\n\\" * 60_000,
    "nulls": "theorem a_1_2 : \x00\x1f" * 9_000,
    "lone surrogates": "theorem a_1_2 (x : \ud835) : x = \udd5c " * 4_000,
    "identifiers": "theorem " + "a" * 180_000 + " : " + "λ" * 100,
    "minus": "theorem a_1_2 : x = " + "-" * 180_000 + "1 := rfl",
}


@pytest.mark.parametrize("what", list(HOSTILE))
def test_hostile_text_costs_no_more_than_its_length(what):
    """Four times the text takes less than nine times the time: quadratic would take sixteen."""
    text = HOSTILE[what]
    quarter = text[: len(text) // 4]

    def seconds(text):
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            find_statements(text, NAMES, DIGESTS)
            for language in ("lean", "isabelle", "metamath", "hollight", "coq"):
                for one in declarations(text, language):
                    assert one.statement == text[one.start : one.end]
            best = min(best, time.process_time() - start)
            if best > 0.3:
                break
        return best

    assert seconds(text) < 9 * seconds(quarter) + 0.15


@pytest.mark.parametrize("language", ["lean", "isabelle", "metamath", "hollight", "coq"])
def test_the_form_of_any_text_is_made_in_linear_time_and_without_raising(language):
    for text in HOSTILE.values():
        start = time.process_time()
        statement_tokens(text[:40_000], language)
        assert time.process_time() - start < 5
    chance = random.Random(4)
    signs = "(){}[]⟨⟩|,.:=→∀∃λ∑ \n xyfh₀12∈\\<open>\"`!?-+*^¬'_&#$@%~«»⌊⌋"
    for _ in range(3000):
        statement_tokens("".join(chance.choices(signs, k=chance.randrange(60))), language)


def test_windows_of_real_files_never_raise(index):
    chance = random.Random(5)
    for path, _ in chance.sample(index.files, 150):
        text = path.read_text()
        start = chance.randrange(len(text))
        index.find(text[start : start + chance.randrange(3000)])
