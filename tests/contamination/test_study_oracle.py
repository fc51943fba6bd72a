"""The brute force that layer llemma is held against, held against a second one."""

from collections import Counter
from pathlib import Path

import pytest
from contamination.study import (
    BLANKS,
    LENGTHS,
    NO_BLANKS,
    PLANTED_LENGTHS,
    Place,
    brute_force,
    corpus,
    gsm8k,
    maximal_runs,
    minif2f_informal,
    words_at,
)

from proofpile.contamination.items import Benchmark, Item

WORDS = [f"w{n}" for n in range(40)]


def benchmark(*texts: str) -> Benchmark:
    items = [Item("b", str(n), {"problem": text}, "") for n, text in enumerate(texts)]
    return Benchmark("b", tuple(items))


def pair_by_pair(documents, benchmarks) -> set[Place]:
    """Each document against each part of each item, as tuples: documents times items."""
    parts = [
        (benchmark.name, item.id, part, text.split())
        for benchmark in benchmarks
        for item, part, text in benchmark.texts()
    ]
    found = set()
    for document, text in documents:
        words = text.split()
        for n in LENGTHS:
            grams = [tuple(words[at : at + n]) for at in range(len(words) - n + 1)]
            for name, item, part, other in parts:
                known = set(zip(*(other[k:] for k in range(n)), strict=False))
                at = [at for at, gram in enumerate(grams) if gram in known]
                found |= {Place(document, name, item, part, n, a) for a in at}
    return found


@pytest.mark.parametrize("size", PLANTED_LENGTHS)
def test_a_passage_of_so_many_words_is_hit_where_it_stands(size: int) -> None:
    passage = " ".join(WORDS[3:][:size])
    size = len(passage.split())
    places = brute_force([("d", f"before {passage} after")], [benchmark(" ".join(WORDS))])
    assert Counter(place.n for place in places) == {n: size - n + 1 for n in LENGTHS if size >= n}
    assert all(1 <= place.at <= 1 + size - place.n for place in places)


def test_every_item_that_has_the_passage_is_hit() -> None:
    passage = " ".join(WORDS[:10])
    both = benchmark(f"one {passage}", f"{passage} two", f"{passage[:-1]}")
    assert {p.item for p in brute_force([("d", passage)], [both])} == {"0", "1"}


@pytest.mark.parametrize("blank", BLANKS)
def test_all_blanks_part_words(blank: str) -> None:
    assert brute_force([("d", blank.join(WORDS[:10]))], [benchmark(" ".join(WORDS))])


@pytest.mark.parametrize("sign", NO_BLANKS)
def test_what_is_no_blank_joins_words(sign: str) -> None:
    assert not brute_force([("d", sign.join(WORDS[:10]))], [benchmark(" ".join(WORDS))])


@pytest.mark.parametrize("change", [str.upper, lambda text: text.replace("w5", "w5,")])
def test_nothing_is_normalised(change) -> None:
    text = " ".join(WORDS[:10])
    assert not brute_force([("d", change(text))], [benchmark(text)])


def test_pair_by_pair_finds_the_same_in_real_texts(data: Path) -> None:
    benchmarks = [
        Benchmark(one.name, one.items[:30]) for one in (gsm8k(data, "test"), minif2f_informal(data))
    ]
    documents = corpus(data, benchmarks, 150)
    found = brute_force(documents, benchmarks)
    assert found == pair_by_pair(documents, benchmarks)
    assert {place.n for place in found} == set(LENGTHS)
    assert {place.part for place in found} == {"problem", "solution"}


def test_the_corpus_is_always_the_same_and_has_all_kinds(data: Path) -> None:
    benchmarks = [gsm8k(data, "test")]
    documents = corpus(data, benchmarks, 400)
    assert documents == corpus(data, benchmarks, 400)
    assert len({id for id, _ in documents}) == len(documents) == 400
    kinds = Counter(id.split(":")[0].split("/")[0] for id, _ in documents)
    assert set(kinds) >= {"odd", "planted", "train", "latex", "formal", "code"}


def test_places_are_what_runs_are_made_of(data: Path) -> None:
    benchmarks = [gsm8k(data, "test"), minif2f_informal(data)]
    documents = corpus(data, benchmarks, 600)
    runs = maximal_runs(documents, benchmarks)
    assert brute_force(documents, benchmarks) == {
        Place(*run[:4], n, run.at + k)
        for run in runs
        for n in LENGTHS
        for k in range(run.length - n + 1)
    }
    for _, text in documents:
        assert [text[start:end] for start, end in words_at(text)] == text.split()
