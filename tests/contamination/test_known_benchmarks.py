"""Benchmarks of the data manifest, laid out as they are published, and how their answers are got."""

import csv
import gzip
import io
import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from helpers import ROOT

from proofpile.contamination.benchmarks import load_benchmark
from proofpile.contamination.formal import declarations
from proofpile.contamination.parts import boxed, parts
from proofpile.contamination.specs import known_benchmarks
from proofpile.errors import UsageError


@pytest.fixture
def put(tmp_path):
    """Write files below a folder and return the folder."""

    def write(**files):
        for name, content in files.items():
            path = tmp_path / "set" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "set"

    return write


def lines(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def by_id(benchmark):
    return {item.id: dict(item.parts) for item in benchmark.items}


# ---- the real ones


def test_gsm8k(data, tmp_path):
    folder = data / "bench" / "gsm8k"
    test, train = (load_benchmark(f"gsm8k={folder / name}.jsonl") for name in ("test", "train"))
    assert (len(test.items), len(train.items)) == (1319, 7473)
    assert test.notes == train.notes == ()
    assert test.licence == "MIT"
    first = test.items[0]
    assert (first.id, first.origin, first.parts["answer"]) == ("test/0", "test.jsonl:1", "18")
    assert first.parts["problem"].startswith("Janet")
    assert first.parts["solution"].endswith("#### 18")
    assert test.items[-1].id == "test/1318"
    for one in (*test.items, *train.items):
        assert set(one.parts) == {"problem", "solution", "answer"}
        assert float(one.parts["answer"].replace(",", "")) is not None
    both = load_benchmark(f"gsm8k={folder}")
    assert (both.items, both.sha256) == (test.items, test.sha256)
    assert any("left out train, which models may be trained on" in note for note in both.notes)
    other = tmp_path / "test.jsonl"
    other.write_text((folder / "test.jsonl").read_text().partition("\n")[2])
    notes = load_benchmark(f"gsm8k={other}").notes
    assert "test.jsonl is another version than the one known: its SHA-256 is" in notes[0]
    assert notes[1] == "test has 1,318 items, and 1,319 are known"


def test_the_same_items_have_the_same_ids_however_they_lie(data, tmp_path, monkeypatch):
    whole = load_benchmark(f"gsm8k={data / 'bench' / 'gsm8k' / 'test.jsonl'}")
    original = tmp_path / "gsm8k" / "grade_school_math" / "data"
    original.mkdir(parents=True)
    for name in ("test", "train"):
        shutil.copy(data / "bench" / "gsm8k" / f"{name}.jsonl", original)
    (original / "test_socratic.jsonl").write_text("{}")
    monkeypatch.setenv("PROOFPILE_BENCHMARKS", str(tmp_path))
    cached = load_benchmark("gsm8k")
    assert cached.sha256 == whole.sha256
    assert any(note.startswith("grade_school_math/data/test_socratic") for note in cached.notes)
    rows = [json.loads(line) for line in (original / "test.jsonl").read_text().splitlines()]
    other = tmp_path / "other"
    (other / "main").mkdir(parents=True)
    (other / "socratic").mkdir()
    for n, part in enumerate((rows[:700], rows[700:])):
        path = other / "main" / f"test-0000{n}-of-00002.parquet"
        pq.write_table(pa.Table.from_pylist(part), path)
        shutil.copy(path, other / "socratic" / path.name)
    assert load_benchmark(f"gsm8k={other}").sha256 == whole.sha256


def test_minif2f(data):
    folder = data / "bench" / "minif2f"
    whole = load_benchmark(f"minif2f={folder}")
    counts = {}
    for item in whole.items:
        split = "/".join(item.id.split("/")[:2])
        counts[split] = counts.get(split, 0) + 1
    parts_of = {split.name: split.items for split in known_benchmarks()["minif2f"].splits}
    assert counts == parts_of
    assert len(whole.items) == 10 * 244 + 2 * 163
    assert whole.notes == (
        "lean/src/minif2f_import.lean left out, being no file of minif2f that is known, or a second "
        "copy of one",
        "LICENSE, SOURCE.md, _LICENSE and 4 more left out, being no data by their names",
        "lemmas beside theorems, left out: 1 (sum_pairs in lean/src/test.lean)",
    )
    found = {item.id: item for item in whole.items}
    lean = found["lean/test/mathd_algebra_478"]
    assert (lean.name, lean.language) == ("mathd_algebra_478", "lean")
    assert lean.origin == "lean/src/test.lean:13"
    assert set(lean.parts) == {"statement"}
    assert "v = 65" in lean.parts["statement"]
    assert "norm_num" not in lean.parts["statement"]
    for system, name in (
        ("isabelle", "mathd_algebra_478"),
        ("metamath", "mathd-algebra-478"),
        ("hollight", "mathd-algebra-478"),
    ):
        one = found.get(f"{system}/test/{name}")
        if one or system != "hollight":
            assert (one.name, one.language) == (name, system)
    words = found["informal/test/mathd_algebra_478"]
    assert set(words.parts) == {"problem", "solution"}
    assert (words.name, words.language) == ("", "")
    both = found["deepseek/test/mathd_algebra_478"]
    assert set(both.parts) == {"problem", "solution", "statement"}
    assert (both.name, both.language) == ("mathd_algebra_478", "isabelle")


@pytest.mark.parametrize("part", ["isabelle/test", "lean/src/test.lean", "informal/test"])
def test_a_part_alone_has_the_ids_of_the_whole(data, part):
    alone = load_benchmark(f"minif2f={data / 'bench' / 'minif2f' / part}")
    assert len(alone.items) == 244
    assert {item.id.split("/")[1] for item in alone.items} == {"test"}


# ---- the others, in small


def test_math(put):
    def problem(answer):
        return json.dumps(
            {"problem": "Find $x$.", "solution": f"So \\boxed{{{answer}}}.", "type": "t"}
        )

    folder = put(
        **{
            "test/algebra/1.json": problem("\\frac{1}{2}"),
            "test/algebra/10.json": problem("5"),
            "test/geometry/1.json": problem("7"),
            "train/algebra/1.json": problem("8"),
            "README.json": "{}",
        }
    )
    assert by_id(load_benchmark(f"math={folder}"))["test/algebra/1"] == {
        "problem": "Find $x$.",
        "solution": "So \\boxed{\\frac{1}{2}}.",
        "answer": "\\frac{1}{2}",
    }
    for path in (folder, folder / "test"):
        ids = [item.id for item in load_benchmark(f"math={path}").items]
        assert ids == ["test/algebra/1", "test/algebra/10", "test/geometry/1"]
    assert [i.id for i in load_benchmark(f"math={folder / 'train'}").items] == ["train/algebra/1"]


def test_math_of_others(put):
    row = {
        "problem": "Find $x$.",
        "solution": "\\boxed{5}",
        "answer": "five",
        "unique_id": "test/a/5",
    }
    (item,) = load_benchmark(f"math={put(**{'test.jsonl': lines(row)})}").items
    assert (item.id, item.parts["answer"]) == ("test/test/a/5", "five")


@pytest.mark.parametrize(
    ("solution", "answer"),
    [
        ("so $\\boxed{5}$.", "5"),
        ("$\\boxed{1}$ or $\\boxed{\\frac{a}{b}}$", "\\frac{a}{b}"),
        ("\\boxed{ \\{1, 2\\} }", "\\{1, 2\\}"),
        ("\\boxed{a\\\\b}", "a\\\\b"),
        ("\\fbox{E}", "E"),
        ("$\\boxed 5$ apples", "5"),
        ("\\boxed  {x}", "x"),
        ("\\boxed{never closed", ""),
        ("\\boxed", ""),
        ("\\boxed{}", ""),
        ("no box", ""),
        ("\\boxed{" * 50_000, ""),
    ],
)
def test_boxed(solution, answer):
    assert boxed(solution) == answer


def multiple(rows, header=()):
    text = io.StringIO()
    csv.writer(text).writerows([*([header] if header else []), *rows])
    return text.getvalue()


def test_mmlu_stem(put):
    rows = [
        ["What is the order of the largest cyclic group here?", "2", "4", "8", "16", "C"],
        ["Neural networks:", "are convex", 'are "deep"', "are, at times, wide", "none", "B"],
    ]
    folder = put(
        **{
            "data/test/abstract_algebra_test.csv": multiple(rows),
            "data/test/machine_learning_test.csv": multiple(rows[:1]),
            "data/test/anatomy_test.csv": multiple(rows),
            "data/val/abstract_algebra_val.csv": multiple(rows),
            "data/dev/abstract_algebra_dev.csv": multiple(rows),
        }
    )
    benchmark = load_benchmark(f"mmlu-stem={folder}")
    found = by_id(benchmark)
    assert list(found) == [
        "test/abstract_algebra/0",
        "test/abstract_algebra/1",
        "test/machine_learning/0",
    ]
    assert found["test/abstract_algebra/0"] == {"problem": rows[0][0], "answer": "8"}
    # A question of fewer than eight words says too little without its choices.
    assert found["test/abstract_algebra/1"] == {
        "problem": 'Neural networks:\nare convex\nare "deep"\nare, at times, wide\nnone',
        "answer": 'are "deep"',
    }
    assert any("dev, val, which models may be trained on" in note for note in benchmark.notes)
    assert any(note.startswith("data/test/anatomy_test.csv left out") for note in benchmark.notes)
    headed = put(
        **{"flat/abstract_algebra_test.csv": multiple(rows, ["question", *"ABCD", "answer"])}
    )
    assert len(load_benchmark(f"mmlu-stem={headed / 'flat'}").items) == 2


@pytest.mark.parametrize("answer", [2, "C", "c", "(C)", "eight"])
@pytest.mark.parametrize("choices", [["two", "four", "eight"], {"text": ["two", "four", "eight"]}])
def test_choices_as_tables_have_them(put, answer, choices):
    row = {
        "question": "one two three four five six seven eight",
        "choices": choices,
        "answer": answer,
    }
    folder = put(**{"astronomy/test-00000-of-00001.jsonl": lines(row)})
    (item,) = load_benchmark(f"mmlu-stem={folder / 'astronomy'}").items
    assert item.parts["answer"] == "eight"


def test_sat(put):
    row = ["What value of $x$ solves it?", "A) 12 B) 1/2, C) The line A D) 3.5", "B"]
    text = multiple([row], ["Question", "Possible Answers", "Answer"])
    (item,) = load_benchmark(f"sat={put(**{'SAT_Questions_multiple_choice.csv': text})}").items
    assert item.id == "test/0"
    assert item.parts["answer"] == "1/2"
    assert item.parts["problem"].split("\n") == [row[0], "12", "1/2", "The line A", "3.5"]


def test_ocw_courses(put):
    text = (
        "\\documentclass{article}\n\\textbf{Problem:}\nHow far is it?\n\n\\textbf{Solution:}\nBy light "
        "$\\boxed{3e8}$.\n\\textbf{Problem:}\nAnd now?\n\\textbf{Solution:}\n\\[ \\boxed{4} \\]\n"
    )
    folder = put(**{"minerva_supplement/ocw_courses_problems.text": text})
    first = {"problem": "How far is it?", "solution": "By light $\\boxed{3e8}$.", "answer": "3e8"}
    benchmark = load_benchmark(f"ocw-courses={folder}")
    assert by_id(benchmark)["test/0"] == first
    assert benchmark.notes == ("test has 2 items, and 272 are known",)
    alone = folder / "minerva_supplement" / "ocw_courses_problems.text"
    assert len(load_benchmark(f"ocw-courses={alone}").items) == 2


def test_proofnet(put):
    row = {
        "id": "Rudin|exercise_1_1a",
        "formal_statement": "theorem exercise_1_1a\n  (x : ℝ) (y : ℚ) :\n  irrational (x + y) :=",
        "src_header": "import .common",
        "nl_statement": "Prove that the sum is irrational.",
        "nl_proof": "\\begin{proof} Suppose not. \\end{proof}",
    }
    book = "import .common\ntheorem exercise_1_2 :\n  1 + 1 = 2 :=\nsorry\n"
    folder = put(
        **{
            "benchmark/valid.jsonl": lines(row),
            "benchmark/benchmark_to_publish/formal/Axler.lean": book,
            "benchmark/benchmark_to_publish/formal/common.lean": "lemma helps : 1 = 1 := rfl",
        }
    )
    first, second = load_benchmark(f"proofnet={folder}").items
    assert (first.id, first.name) == ("lean/Axler/exercise_1_2", "exercise_1_2")
    assert (second.id, second.name) == ("valid/Rudin|exercise_1_1a", "exercise_1_1a")
    assert set(second.parts) == {"problem", "solution", "statement"}
    assert {first.language, second.language} == {"lean"}


def test_putnambench(put):
    words = {
        "problem_name": "putnam_1962_a1",
        "informal_statement": "Show that four of the points are convex.",
        "informal_solution": "None.",
        "tags": ["geometry"],
    }
    lean = (
        "import Mathlib\nabbrev putnam_1962_a5_solution : ℕ → ℕ := sorry\n/-- Evaluate. -/\n"
        "theorem putnam_1962_a5 : ∀ n ≥ 2, putnam_1962_a5_solution n = n := sorry\n"
    )
    coq = "Definition a5 : nat := 2.\nTheorem putnam_1962_a5 : 1 + 1 = a5.\nProof. Admitted.\n"
    thy = (
        'theory putnam_1962_a5 imports Main\nbegin\ntheorem putnam_1962_a5: "a = a"\n  sorry\nend\n'
    )
    folder = put(
        **{
            "informal/putnam.json": json.dumps([words]),
            "lean4/src/putnam_1962_a5.lean": lean,
            "coq/src/putnam_1962_a5.v": coq,
            "isabelle/putnam_1962_a5.thy": thy,
        }
    )
    found = {item.id: item for item in load_benchmark(f"putnambench={folder}").items}
    assert {id_: item.language for id_, item in found.items()} == {
        "coq/putnam_1962_a5": "coq",
        "informal/putnam_1962_a1": "",
        "isabelle/putnam_1962_a5": "isabelle",
        "lean4/putnam_1962_a5": "lean",
    }
    assert set(found["informal/putnam_1962_a1"].parts) == {"problem"}  # "None." is no solution


@pytest.mark.parametrize(
    "row",
    [
        {"id": 60, "problem": "p", "solution": "s", "answer": "204"},
        {"ID": "2024-I-1", "Problem": "p", "Solution": "s", "Answer": 204},
        {"ID": "1983-1", "Year": 1983, "Question": "p", "Answer": "204"},
        {"problem_idx": 1, "problem": "p", "answer": 204},
    ],
)
def test_aime(put, row):
    (item,) = load_benchmark(f"aime={put(**{'mine.jsonl': lines(row)})}").items
    assert item.id == f"mine/{row.get('id') or row.get('ID') or row.get('problem_idx')}"
    assert item.parts["problem"] == "p"
    assert item.parts["answer"] == "204"


def test_olympiadbench(put):
    row = {"id": 2231, "context": None, "question": "Turbo crawls.", "solution": ["One.", "Two."]}
    row |= {"final_answer": ["$\\frac{1}{2}$", "3"], "error": None}
    files = {
        f"data/{n}.json": json.dumps([row]) for n in ("OE_TO_maths_en_COMP", "TP_TO_maths_en_COMP")
    }
    found = by_id(load_benchmark(f"olympiadbench={put(**files)}"))
    assert found["open-ended/TO_maths_en_COMP/2231"] == {
        "problem": "Turbo crawls.",
        "solution": "One.\n\nTwo.",
        "answer": "$\\frac{1}{2}$, 3",
    }
    assert "proofs/TO_maths_en_COMP/2231" in found


def test_humaneval(put):
    prompt = (
        'def helper(x):\n    """It helps."""\n    return x\n\n\ndef rolls(n: int) -> int:\n'
        "    ''' Count the rolls that a baker needs.\n    >>> rolls(3)\n    6\n    '''\n"
    )
    row = {"task_id": "HumanEval/0", "prompt": prompt, "canonical_solution": "    return 2 * n\n"}
    text = lines(row, {**row, "task_id": "HumanEval/1", "prompt": "def f(): # no docstring\n"})
    folder = put(**{"data/HumanEval.jsonl.gz": gzip.compress(text.encode())})
    found = by_id(load_benchmark(f"humaneval={folder}"))
    assert found["test/HumanEval/0"] == {
        "problem": "Count the rolls that a baker needs.\n    >>> rolls(3)\n    6",
        "solution": "    return 2 * n",
    }
    assert found["test/HumanEval/1"]["problem"] == "def f(): # no docstring"
    (folder / "data" / "HumanEval.jsonl.gz").unlink()
    again = put(**{"HumanEval.jsonl": text})
    assert list(by_id(load_benchmark(f"humaneval={again}"))) == list(found)


# ---- rules and layouts


@pytest.mark.parametrize(
    ("record", "answer"),
    [
        ({"s": "a\n#### 18"}, "18"),
        ({"s": "a #### 1 #### 1,800 "}, "1,800"),
        ({"s": "no mark"}, None),
        ({"s": "no mark", "a": "18"}, "18"),
        ({"s": "x #### 3", "a": "#### 4"}, "4"),
    ],
)
def test_after_hashes(record, answer):
    fields = {"solution": ("s",), "answer": ("a", "s")}
    assert parts(record, fields, {"answer": "after-hashes"}).get("answer") == answer


def test_a_known_benchmark_under_names_of_its_own(put):
    folder = put(**{"mine.jsonl": lines({"question": "q", "answer": "a\n#### 1"})})
    (item,) = load_benchmark(f"gsm8k={folder}").items
    assert (item.id, item.parts["answer"]) == ("mine/0", "1")
    other = put(**{"mine.jsonl": lines({"text": "q", "answer": "a\n#### 1"})})
    (item,) = load_benchmark(f"gsm8k={other}:problem=text").items
    assert item.parts == {"problem": "q", "solution": "a\n#### 1", "answer": "1"}
    with pytest.raises(UsageError, match="gsm8k has no item in"):
        load_benchmark(f"gsm8k={put(**{'mine.jsonl': lines({'text': 'q'})})}")


def test_the_sample():
    benchmark = load_benchmark(f"sample={ROOT / 'sources' / 'samples' / 'benchmark.jsonl'}")
    assert len(benchmark.items) == 24
    assert benchmark.notes == (
        "2 of 23 items have no answer: benchmark.jsonl:15, benchmark.jsonl:16",
    )
    problems = [item.parts["problem"] for item in benchmark.items if "problem" in item.parts]
    assert sum(len(problem.split()) < 8 for problem in problems) == 2
    assert sum("$" in problem for problem in problems) == 3
    (formal,) = (item for item in benchmark.items if "statement" in item.parts)
    assert (formal.name, formal.language) == ("sum_of_two_odd_squares_mod_four", "lean")
    (declared,) = declarations(formal.parts["statement"], "lean")
    assert declared.statement == formal.parts["statement"]


def test_statements_in_records(put):
    rows = [
        {
            "name": "my_add",
            "statement": "theorem my_add : 1 + 1 = 2 := by simp",
            "language": "Lean 4",
        },
        {"name": "bare", "statement": "x + 0 = x", "language": "Rocq"},
        {"statement": "nothing that a prover reads", "language": "?"},
    ]
    items = load_benchmark(f"x={put(**{'f.jsonl': lines(*rows)}) / 'f.jsonl'}").items
    assert [(i.name, i.language, i.parts["statement"]) for i in items] == [
        ("my_add", "lean", "theorem my_add : 1 + 1 = 2"),
        ("bare", "coq", "x + 0 = x"),
        ("", "", "nothing that a prover reads"),
    ]


def test_names_that_come_again(put):
    text = (
        "namespace a\ntheorem same : 1 = 1 := rfl\nend a\nnamespace b\ntheorem same : 2 = 2 := rfl\n"
        "theorem same : 2 = 2 := rfl\nend b\nexample : 3 = 3 := rfl\nlemma kept : 4 = 4 := rfl\n"
        "def gone := 5\n"
    )
    benchmark = load_benchmark(f"x={put(**{'f.lean': text})}")
    assert [item.id for item in benchmark.items] == ["f/3", "f/kept", "f/same", "f/same~2"]
    assert "twice under one id, word for word, counted once: 1 (f.lean:6)" in benchmark.notes[0]
