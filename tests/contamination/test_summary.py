"""The numbers of a report are counts of hits, documents and items, and nothing is counted twice."""

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pytest
from contamination.made import hit, hits_file, items_table

from proofpile.contamination.allow import AllowList, Entry
from proofpile.contamination.hits import LAYERS, VERDICTS, Hit
from proofpile.contamination.items import Benchmark, Item
from proofpile.contamination.summary import Hits, Searched, report_of

TOY = Benchmark(
    "toy",
    (
        Item("toy", "1", {"problem": "one", "answer": "1"}, "toy#1"),
        Item("toy", "2", {"problem": "two", "solution": "so"}, "toy#2"),
    ),
    licence="MIT",
    notes=("ids were made",),
)
FORMAL = Benchmark("formal", (Item("formal", "t", {"statement": "x = x"}, "a.lean", "t", "lean"),))
COUNTS = {
    **{"documents": 10, "text_bytes": 1234, "refused": {"too-long": 1}, "inputs": ["web", "books"]},
    "by_source": {"web": 7, "books": 3},
}


def report(folder: Path, hits: Iterable[Hit], **changed: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        **{"benchmarks": [TOY, FORMAL], "items": items_table(TOY, FORMAL), "counts": COUNTS},
        **{"layers": tuple(LAYERS), "allow": AllowList(), "canaries": None},
        **{"versions": {"proofpile": "0"}, "fingerprint": "f"},
    }
    made = report_of(Hits(hits_file(folder / "hits.arrow", hits)), Searched(**{**given, **changed}))
    orjson.dumps(made)  # all of it is JSON
    return made


def test_a_document_and_an_item_count_once(tmp_path: Path) -> None:
    made = report(
        tmp_path,
        [
            *(hit(), hit(part="answer"), hit(layer="short"), hit(item="2")),
            *(hit(document="d2"), hit(document="d2", origin="books/1", source="books")),
            *(hit(verdict="partial"), hit(verdict="template", layer="numbers", document="d3")),
        ],
    )
    assert made["verdicts"] == {
        "contaminated": {"hits": 6, "documents": 3, "items": 2},
        "partial": {"hits": 1, "documents": 1, "items": 1},
        "template": {"hits": 1, "documents": 1, "items": 1},
        "allowed": {"hits": 0, "documents": 0, "items": 0},
    }
    assert made["layers"]["short"]["contaminated"] == {"hits": 1, "documents": 1, "items": 1}
    assert made["layers"]["numbers"]["template"]["hits"] == 1
    assert made["layers"]["formal"]["contaminated"] == {"hits": 0, "documents": 0, "items": 0}
    assert made["by_source"] == [["web", 2, 7], ["books", 1, 3]]
    parts = {(row["benchmark"], row["part"]): row for row in made["by_part"]}
    assert list(parts) == [
        *(("toy", "problem"), ("toy", "solution"), ("toy", "answer"), ("formal", "statement")),
    ]
    assert parts["toy", "problem"]["of"] == 2
    assert parts["toy", "problem"]["contaminated"] == {"hits": 5, "documents": 3, "items": 2}
    assert parts["toy", "solution"]["of"] == 1
    assert parts["formal", "statement"]["contaminated"]["hits"] == 0


def test_nothing_found_is_a_report_of_zeros(tmp_path: Path) -> None:
    made = report(tmp_path, [])
    nothing = {"hits": 0, "documents": 0, "items": 0}
    assert made["verdicts"] == dict.fromkeys(VERDICTS, nothing)
    assert {row["items"] for row in made["llemma_table"]} == {0}
    assert made["by_source"] == [["books", 0, 3], ["web", 0, 7]]
    assert made["curve"]["toy"][0] == {"threshold": 0.0, "documents": 0, "items": 0}
    assert made["alarms"] == []
    assert made["corpus"] == {k: v for k, v in COUNTS.items() if k != "by_source"}


@pytest.mark.parametrize(
    ("n", "counted"), [(9, []), (10, [10]), (15, [10, 15]), (30, [10, 15, 20, 30])]
)
def test_the_study_counts_hits_of_at_least_so_many_words(
    n: int, counted: list[int], tmp_path: Path
) -> None:
    made = report(
        tmp_path, [hit(layer="llemma", n=n, verdict="partial"), hit(layer="words", n=99, item="2")]
    )
    found = [row["n"] for row in made["llemma_table"] if row["items"]]
    assert found == counted
    assert all(row["documents"] == row["items"] for row in made["llemma_table"])
    rows = [(row["benchmark"], row["part"]) for row in made["llemma_table"]]
    assert len(rows) == len(set(rows)) * 4 == 16


def test_a_curve_counts_what_overlaps_so_much_or_more(tmp_path: Path) -> None:
    made = report(
        tmp_path,
        [
            *(hit(overlap=0.3), hit(overlap=0.1 + 0.2, item="2"), hit(overlap=1.0, document="d2")),
            *(hit(overlap=0.29, document="d3"), hit(overlap=1, document="d4", layer="llemma")),
            hit(overlap=1, document="d5", verdict="allowed"),
        ],
    )
    curve = {row["threshold"]: (row["documents"], row["items"]) for row in made["curve"]["toy"]}
    assert list(curve) == [n / 20 for n in range(21)]
    assert curve[0.0] == curve[0.25] == (3, 2)
    assert curve[0.3] == (2, 2)
    assert curve[0.35] == curve[1.0] == (1, 1)
    assert {row["documents"] for row in made["curve"]["formal"]} == {0}


def test_benchmarks_are_described_with_what_cannot_be_checked(tmp_path: Path) -> None:
    items = items_table(TOY, FORMAL).to_pylist()
    items[0] |= {"checked": "uncheckable", "why": "1 word"}
    made = report(tmp_path, [], items=pa.Table.from_pylist(items))
    assert made["benchmarks"][0] == {
        **{"name": "toy", "sha256": TOY.sha256, "licence": "MIT", "items": 2},
        "parts": {"problem": 2, "solution": 1, "answer": 1},
        "uncheckable": [{"item": "1", "part": "problem", "why": "1 word"}],
        "notes": ["ids were made"],
    }


def test_only_layers_that_looked_are_told(tmp_path: Path) -> None:
    assert list(report(tmp_path, [], layers=("short", "llemma"))["layers"]) == ["llemma", "short"]


def test_an_allow_list_is_told_by_what_it_did(tmp_path: Path) -> None:
    entries = tuple(Entry("toy", "1", "problem", "x", match) for match in ("aa", "bb"))
    made = report(
        tmp_path,
        [hit(match="aa", verdict="allowed"), hit(match="aa", verdict="allowed", document="d2")],
        allow=AllowList(("mine.json",), entries),
    )
    assert made["allowed"] == {
        **{"file": "mine.json", "honoured": 1, "unused": 1, "elsewhere": 0, "stale": []}
    }
    assert made["verdicts"]["allowed"] == {"hits": 2, "documents": 2, "items": 1}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (
            {"items": items_table(TOY, FORMAL, checked="uncheckable")},
            "toy: no part of any item can",
        ),
        ({"counts": {**COUNTS, "documents": 0}}, "no document was read"),
        ({"counts": {**COUNTS, "overfull": 7}}, "7 documents hold more places than are kept"),
        (
            {"counts": {**COUNTS, "over_budget": ["too-long"]}},
            "1 records were not read for too-long",
        ),
        (
            {
                "canaries": {
                    "benchmarks": {"toy": {"verbatim": {"planted": 9, "found": 8, "recall": 0.9}}}
                }
            },
            "toy: of 9 items planted word for word 8 were found",
        ),
    ],
)
def test_alarms_say_what_the_report_is_not_worth(
    changed: dict[str, Any], says: str, tmp_path: Path
) -> None:
    assert any(says in alarm for alarm in report(tmp_path, [], **changed)["alarms"])


def test_counts_are_those_of_sets(tmp_path: Path) -> None:
    rng = random.Random(6)
    hits = [
        hit(
            document=f"d{rng.randrange(40)}",
            source=rng.choice(["web", "books"]),
            item=rng.choice("12"),
            part=rng.choice(["problem", "answer", "solution"]),
            layer=rng.choice(list(LAYERS)),
            verdict=rng.choice(list(VERDICTS)),
            n=rng.randrange(5, 40),
            overlap=rng.random(),
        )
        for _ in range(3000)
    ]
    made = report(tmp_path, hits)
    shuffled = report(tmp_path, rng.sample(hits, len(hits)))
    assert made == shuffled
    for layer, verdicts in made["layers"].items():
        for verdict, counts in verdicts.items():
            some = [h for h in hits if (h.layer, h.verdict) == (layer, verdict)]
            assert counts == {
                "hits": len(some),
                "documents": len({h.document for h in some}),
                "items": len({h.item for h in some}),
            }
    for row in made["llemma_table"]:
        some = [
            h for h in hits if h.layer == "llemma" and h.part == row["part"] and h.n >= row["n"]
        ]
        if row["benchmark"] == "toy":
            assert row["documents"] == len({h.document for h in some})
    for point in made["curve"]["toy"]:
        some = [
            h
            for h in hits
            if h.layer == "words" and h.verdict != "allowed" and h.overlap >= point["threshold"]
        ]
        assert point["documents"] == len({h.document for h in some})
    bad = {(h.source, h.document) for h in hits if h.verdict == "contaminated"}
    found = {source: count for source, count, _ in made["by_source"]}
    assert found == {s: sum(one == s for one, _ in bad) for s in ("web", "books")}
