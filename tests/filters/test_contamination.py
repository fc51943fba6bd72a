"""The filter against contamination in builds: what goes, what is cut, what is told."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from proofpile import Filter, Source, build
from proofpile.contamination.hits import SCHEMA
from proofpile.errors import MissingError, UsageError
from proofpile.runner import Here, Local
from proofpile.shard import read_documents

PROBLEM = (
    "Marta picks 14 baskets of plums every morning and keeps three of them for her neighbours. She sells "
    "the remaining baskets at the village fair for $6 each. How many dollars does Marta earn every week?"
)
SOLUTION = (
    "Every morning 14 - 3 = 11 baskets remain for the fair. In a week that makes 11 * 7 = 77 baskets, so the "
    "fair brings Marta 77 * 6 = 462 dollars altogether."
)
OTHER = "A tinker owns nine kettles and lends every fifth kettle to the smith; which kettles stay at home?"
TALK = "A page of a forum about orchards, with a formula such as $x^2+1$ in it.\n\n{}\n\nNumber {} of many."


@pytest.fixture
def toy(tmp_path: Path) -> str:
    items = [
        {"id": "plums", "problem": PROBLEM, "solution": SOLUTION, "answer": "462"},
        {"id": "kettles", "problem": OTHER},
    ]
    path = tmp_path / "toy.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return f"toy={path}"


@pytest.fixture
def corpus(tmp_path: Path) -> Source:
    inside = {
        3: PROBLEM,
        7: SOLUTION,
        11: OTHER.upper(),
        15: PROBLEM.replace("14", "21").replace("6", "8"),
    }
    path = tmp_path / "corpus.jsonl"
    rows = [
        {"id": f"page:{i}", "text": TALK.format(inside.get(i, "Nothing else."), i)}
        for i in range(40)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return Source.load("documents", inputs=(str(path),))


def built(corpus: Source, out: Path, runner: Any = None, **fields: Any) -> dict[str, Any]:
    build(
        corpus,
        out,
        runner or Here(),
        filters=[Filter.load("contamination", canaries=4, **fields)],
        held_out=(0, 0),
    )
    found: dict[str, Any] = json.loads((out / "manifest.json").read_text())
    return found


def texts(out: Path) -> dict[str, str]:
    paths = sorted((out / "documents").rglob("*.arrow"))
    return {doc.id: doc.text for path in paths for doc in read_documents(path)}


def table(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pa.ipc.open_file(path).read_all().to_pylist()
    return rows


def test_documents_go_and_twins_stay(corpus: Source, toy: str, tmp_path: Path) -> None:
    manifest = built(corpus, tmp_path / "out", benchmarks=(toy,))
    assert manifest["dropped"] == {"contaminated": 3}
    assert set(texts(tmp_path / "out")) == {f"page:{i}" for i in range(40)} - {
        "page:3",
        "page:7",
        "page:11",
    }
    ledger = {r["id"]: r for p in (tmp_path / "out/dropped").glob("*.arrow") for r in table(p)}
    assert ledger["page:3"]["detail"] == "toy plums problem (llemma, 1.00)"
    assert ledger["page:11"]["detail"] == "toy kettles problem (words, 1.00)"
    hits = table(tmp_path / "out/contamination/hits.arrow")
    assert {h["document"] for h in hits if h["verdict"] == "template"} == {"page:15"}
    assert {h["action"] for h in hits if h["verdict"] == "contaminated"} == {"drop-document"}
    assert {h["action"] for h in hits if h["verdict"] != "contaminated"} == {""}


def test_passages_are_cut_and_logged(corpus: Source, toy: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    manifest = built(
        corpus, out, benchmarks=(toy,), policy=("problem=cut-passage", "solution=report")
    )
    assert manifest["dropped"] == {}
    kept = texts(out)
    assert kept["page:3"] == TALK.format("", 3).replace("\n\n\n\n", "\n\n")
    assert kept["page:7"] == TALK.format(SOLUTION, 7)
    removed = table(out / "contamination/removed.arrow")
    assert [(r["document"], r["text"]) for r in removed] == [
        ("page:3", PROBLEM),
        ("page:11", OTHER.upper()),
    ]
    assert [r["items"] for r in removed] == ["toy plums problem", "toy kettles problem"]
    marks = {
        d.id: d.marks.get("passages_cut")
        for p in (out / "documents").rglob("*.arrow")
        for d in read_documents(p)
    }
    assert {id for id, cuts in marks.items() if cuts} == {"page:3", "page:11"}
    assert {t["file"] for t in manifest["tables"]} == {
        f"contamination/{name}"
        for name in ("hits.arrow", "items.arrow", "removed.arrow", "report.json")
    }


def test_of_two_documents_of_one_id_each_is_cut_where_its_own_hits_are(
    toy: str, tmp_path: Path
) -> None:
    texts = [f"First of all. {PROBLEM} Then.", "Nothing of it, " * 40, f"At last: {OTHER} End."]
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(json.dumps({"id": "same", "text": text}) + "\n" for text in texts))
    source = Source.load("documents", inputs=(str(path),))
    built(source, tmp_path / "out", benchmarks=(toy,), policy=("problem=cut-passage",))
    shards = sorted((tmp_path / "out" / "documents").rglob("*.arrow"))
    kept = [d.text for path in shards for d in read_documents(path)]
    assert kept == ["First of all. Then.", texts[1], "At last: End."]


def test_a_document_that_was_nothing_else_goes_whole(toy: str, tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text(json.dumps({"id": "only", "text": PROBLEM}) + "\n")
    source = Source.load("documents", inputs=(str(path),))
    manifest = built(source, tmp_path / "out", benchmarks=(toy,), policy=("problem=cut-passage",))
    assert manifest["dropped"] == {"contaminated": 1}


def test_what_was_planted_is_told_and_never_written(
    corpus: Source, toy: str, tmp_path: Path
) -> None:
    manifest = built(corpus, tmp_path / "out", benchmarks=(toy,))
    canaries = manifest["findings"]["contamination"]["canaries"]
    assert canaries["benchmarks"]["toy"]["verbatim"]["recall"] == 1.0
    assert "canary" not in " ".join(texts(tmp_path / "out"))
    hits = table(tmp_path / "out/contamination/hits.arrow")
    assert {h["document"] for h in hits} <= {f"page:{i}" for i in range(40)}


def test_without_a_benchmark_the_build_says_so(corpus: Source, tmp_path: Path) -> None:
    manifest = built(corpus, tmp_path / "out")
    (alarm,) = manifest["findings"]["contamination"]["alarms"]
    assert alarm.startswith("no benchmark was named, so nothing was checked")
    assert len(manifest["passes"]) == 1
    assert len(texts(tmp_path / "out")) == 40


def test_an_allow_list_keeps_what_a_person_allowed(
    corpus: Source, toy: str, tmp_path: Path
) -> None:
    built(corpus, tmp_path / "first", benchmarks=(toy,))
    hits = table(tmp_path / "first/contamination/hits.arrow")
    items = {(i["item"], i["part"]): i for i in table(tmp_path / "first/contamination/items.arrow")}
    entries = [
        {k: h[k] for k in ("benchmark", "item", "part", "match", "document")}
        | {"item_sha256": items[h["item"], h["part"]]["item_sha256"], "note": "ours"}
        for h in hits
        if h["document"] == "page:3"
    ]
    allow = tmp_path / "allow.json"
    allow.write_text(json.dumps({"format": 1, "benchmarks": {}, "allowed": entries}))
    manifest = built(corpus, tmp_path / "second", benchmarks=(toy,), allow=(str(allow),))
    assert manifest["dropped"] == {"contaminated": 2}
    assert "page:3" in texts(tmp_path / "second")


def test_another_policy_redoes_what_it_affects_and_no_search(
    corpus: Source, toy: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    built(corpus, out, benchmarks=(toy,))
    (scan,) = (out / "passes").glob("*.fit/scan/00000.json")
    stamp = scan.stat().st_mtime_ns
    built(corpus, out, benchmarks=(toy,), policy=("problem=report", "solution=report"))
    assert len(texts(out)) == 40
    assert scan.stat().st_mtime_ns == stamp


def test_workers_give_the_same_bytes(corpus: Source, toy: str, tmp_path: Path) -> None:
    one = built(corpus, tmp_path / "one", benchmarks=(toy,))
    two = built(corpus, tmp_path / "two", Local(2), benchmarks=(toy,))
    assert one == two


@pytest.mark.parametrize(
    ("fields", "error", "said"),
    [
        (
            {"policy": ("problem=delete",)},
            UsageError,
            "an action of report, drop-document, cut-passage",
        ),
        (
            {"policy": ("question=report",)},
            UsageError,
            "a part of problem, solution, answer, statement",
        ),
        ({"policy": ("/problem=report",)}, UsageError, "expected PART=ACTION"),
        (
            {"policy": ("tyo/problem=report",)},
            UsageError,
            "no benchmark .* is called tyo; there are toy",
        ),
        ({"benchmarks": ("nonesuch",)}, (UsageError, MissingError), "nonesuch"),
        ({"layers": ("ngrams",)}, UsageError, "there is no layer 'ngrams'"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_read(
    corpus: Source, toy: str, tmp_path: Path, fields: dict[str, Any], error: Any, said: str
) -> None:
    with pytest.raises(error, match=said):
        built(corpus, tmp_path / "out", **{"benchmarks": (toy,), **fields})
    assert (
        not list((tmp_path / "out").rglob("0.*")) or not (tmp_path / "out/manifest.json").exists()
    )


def test_columns_of_hits_are_as_declared(corpus: Source, toy: str, tmp_path: Path) -> None:
    built(corpus, tmp_path / "out", benchmarks=(toy,))
    assert pa.ipc.open_file(tmp_path / "out/contamination/hits.arrow").schema == SCHEMA
