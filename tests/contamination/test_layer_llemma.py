"""Layer llemma is the rule of Llemma's study, hit for hit: 5,000 documents, all of GSM8K and miniF2F."""

from dataclasses import replace
from pathlib import Path

import pytest
from contamination.study import (
    LENGTHS,
    brute_force,
    corpus,
    gsm8k,
    maximal_runs,
    minif2f_informal,
    places_of,
    run_of,
)

from proofpile.contamination.hits import Hit
from proofpile.contamination.index import Index
from proofpile.contamination.items import Benchmark
from proofpile.contamination.match import Matcher

DOCUMENTS = 5000
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def benchmarks(data: Path) -> list[Benchmark]:
    train = (replace(item, id=f"train/{item.id}") for item in gsm8k(data, "train").items)
    both = Benchmark("gsm8k", (*gsm8k(data, "test").items, *train))
    return [both, minif2f_informal(data)]


@pytest.fixture(scope="module")
def documents(data: Path, benchmarks: list[Benchmark]) -> list[tuple[str, str]]:
    return corpus(data, benchmarks, DOCUMENTS)


@pytest.fixture(scope="module")
def hits(documents, benchmarks, tmp_path_factory: pytest.TempPathFactory) -> list[Hit]:
    index = Index.build(benchmarks, tmp_path_factory.mktemp("index"))
    matcher = Matcher(index, ("llemma",))
    found: list[Hit] = []
    for start in range(0, len(documents), 256):
        some = documents[start : start + 256]
        found += matcher([id for id, _ in some], [text for _, text in some])
    assert matcher.overfull == 0
    return found


def test_its_places_are_those_of_the_brute_force(documents, benchmarks, hits) -> None:
    true = brute_force(documents, benchmarks)
    assert {place.n for place in true} == set(LENGTHS)
    assert len(true) > 100_000
    assert places_of(hits, dict(documents)) == true


def test_its_hits_are_the_maximal_runs(documents, benchmarks, hits) -> None:
    texts = dict(documents)
    runs = [run_of(hit, texts[hit.document]) for hit in hits]
    assert len(runs) == len(set(runs)), "no run is told twice"
    assert set(runs) == maximal_runs(documents, benchmarks)


def test_what_a_hit_says_of_its_run_is_so(documents, benchmarks, hits) -> None:
    texts = dict(documents)
    parts = {(b.name, item.id, part): text for b in benchmarks for item, part, text in b.texts()}
    for hit in hits:
        run = run_of(hit, texts[hit.document])
        ours = texts[hit.document][hit.doc_start : hit.doc_end]
        theirs = parts[hit.benchmark, hit.item, hit.part][hit.item_start : hit.item_end]
        assert ours.split() == theirs.split()
        assert len(ours.split()) == run.length
        assert hit.n == max(n for n in LENGTHS if n <= run.length)
        assert hit.verdict == ("contaminated" if run.length >= 30 else "partial")
        assert hit.normalisation == ("none" if ours == theirs else "spacing")
