"""What names a benchmark, and what is said to who names none."""

import pytest

from proofpile.contamination import specs
from proofpile.errors import MissingError, UsageError


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working folder with some files, and an empty cache."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROOFPILE_BENCHMARKS", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    for name in ("mine.jsonl", "a=b.jsonl", "c:problem=q.jsonl", "with space.json"):
        (tmp_path / name).write_text("{}")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "name", "path", "given"),
    [
        ("mine=mine.jsonl", "mine", "mine.jsonl", {}),
        ("my.own-set_2=mine.jsonl", "my.own-set_2", "mine.jsonl", {}),
        ("m=mine.jsonl:problem=q", "m", "mine.jsonl", {"problem": "q"}),
        ("m=mine.jsonl:problem=q,id=n,answer=a b", "m", "mine.jsonl", {"id": "n", "answer": "a b"}),
        ("m=mine.jsonl:problem=row.question", "m", "mine.jsonl", {"problem": "row.question"}),
        ("m=mine.jsonl:problem=a:b", "m", "mine.jsonl", {"problem": "a:b"}),
        ("m=mine.jsonl:problem=x=y", "m", "mine.jsonl", {"problem": "x=y"}),
        ("m=a=b.jsonl", "m", "a=b.jsonl", {}),
        ("m=a=b.jsonl:solution=s", "m", "a=b.jsonl", {"solution": "s"}),
        ("m=c:problem=q.jsonl", "m", "c:problem=q.jsonl", {}),
        ("m=with space.json", "m", "with space.json", {}),
        ("m=.", "m", ".", {}),
        ("gsm8k=mine.jsonl", "gsm8k", "mine.jsonl", {}),
        ("gsm8k=mine.jsonl:problem=q", "gsm8k", "mine.jsonl", {"problem": "q"}),
    ],
)
def test_a_spec(here, text, name, path, given):
    spec = specs.parse(text)
    assert (spec.name, str(spec.path)) == (name, path)
    assert {key: spec.fields[key] for key in given} == {k: (v,) for k, v in given.items()}
    assert (spec.known is not None) == (name == "gsm8k")


def test_who_names_a_part_means_no_other(here):
    assert specs.parse("m=mine.jsonl").fields["solution"] == ("solution",)
    assert "solution" not in specs.parse("m=mine.jsonl:problem=q").fields
    assert specs.parse("m=mine.jsonl:id=n").fields["solution"] == ("solution",)
    assert specs.parse("gsm8k=mine.jsonl:problem=q").fields["solution"] == ("answer",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "mine.jsonl",
            r"no benchmark is called 'mine.jsonl'; a file needs a name: --benchmark mine=m",
        ),
        ("./mine.jsonl", r"a file needs a name: --benchmark mine=\./mine.jsonl"),
        ("/x/y z.jsonl:problem=q", r"--benchmark y-z=/x/y z.jsonl:problem=q"),
        ("", "'' is no benchmark: expected a NAME of letters"),
        ("=mine.jsonl", "'=mine.jsonl' is no benchmark"),
        ("mine=", "gives no path behind the ="),
        ("gsm8", "no benchmark is called 'gsm8'; did you mean gsm8k"),
        ("GSM8K", "did you mean gsm8k"),
        ("minif2", "did you mean minif2f"),
        ("zzz", "Known are aime, gsm8k, .*--benchmark zzz=PATH"),
        ("m=mine.json", "there is no file or folder mine.json .*; mine.jsonl is there; give"),
        ("m=no/such/file", "no file or folder no/such/file .looked for /"),
        ("m=" + "x" * 5000, "there is no file or folder xxx"),
        (
            "m=mine.jsonl:problm=q",
            r"problm= is no part of an item; did you mean problem=\? Known are",
        ),
        ("m=mine.jsonl:zzz=q", "zzz= is no part of an item. Known are problem, solution, answer"),
        ("m=mine.jsonl:problem=", "problem= must name one field"),
        ("m=mine.jsonl:problem=a,problem=b", "problem= must name one field"),
        ("m=~nobody-here/x.jsonl", "there is no file or folder ~nobody-here/x.jsonl"),
        ("m=mine.jsonl:problem", "there is no file or folder mine.jsonl:problem"),
    ],
)
def test_no_spec(here, text, sentence):
    with pytest.raises(UsageError, match=sentence):
        specs.parse(text)


def test_a_known_name_is_looked_for_in_the_cache(here):
    with pytest.raises(MissingError) as missing:
        specs.parse("gsm8k")
    for piece in (
        f"gsm8k is not in {here}/cache",
        "test: grade_school_math/data/test.jsonl)",
        "https://github.com/openai/grade-school-math",
        "(MIT)",
        "--benchmark gsm8k=PATH",
    ):
        assert piece in str(missing.value)
    assert "train" not in str(missing.value)
    (here / "cache" / "gsm8k.jsonl").write_text("{}")
    assert specs.parse("gsm8k").path == here / "cache" / "gsm8k.jsonl"
    (here / "cache" / "gsm8k.json").write_text("{}")
    with pytest.raises(UsageError, match=r"gsm8k\.jsonl and gsm8k\.json: which is gsm8k"):
        specs.parse("gsm8k")
    (here / "cache" / "gsm8k").mkdir()
    assert specs.parse("gsm8k").path == here / "cache" / "gsm8k"


def test_the_cache_of_who_says_nothing(monkeypatch, tmp_path):
    monkeypatch.delenv("PROOFPILE_BENCHMARKS", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert specs.cache_folder() == tmp_path / ".cache" / "proofpile" / "benchmarks"
    with pytest.raises(MissingError, match="expected the folder aime/ there with its files"):
        specs.parse("aime")


@pytest.mark.parametrize("name", sorted(specs.known_benchmarks()))
def test_every_known_benchmark_says_how_to_get_it(here, name):
    with pytest.raises(
        MissingError, match=rf"{name} is not in .*https://.*--benchmark {name}=PATH"
    ):
        specs.parse(name)
