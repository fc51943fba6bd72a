"""Hits are those of a document, whatever is beside it, before it, or read with it."""

import random

import pytest
from contamination.leaking import documents, items
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpile.contamination.hits import Hit
from proofpile.contamination.index import Index
from proofpile.contamination.items import Benchmark, Item
from proofpile.contamination.match import Matcher


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    made = (
        Item("mine", i["id"], {p: i[p] for p in ("problem", "solution")}, i["id"]) for i in items()
    )
    return Matcher(Index.build([Benchmark("mine", tuple(made))], tmp_path_factory.mktemp("index")))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    given = {id: text for id, text, _ in documents(60)}
    return given | {"empty": "", "blank": " \n", "wide": "é数🙂" * 3000, "nul": "\0" * 99}


@pytest.fixture(scope="module")
def alone(matcher: Matcher, texts: dict[str, str]) -> dict[str, list[Hit]]:
    return {id: matcher([id], [text]) for id, text in texts.items()}


@given(seed=st.integers(0, 10**6), size=st.integers(1, 70))
@settings(max_examples=8, deadline=None)
def test_batches_and_their_order_change_no_hit(
    matcher: Matcher, texts: dict[str, str], alone: dict[str, list[Hit]], seed: int, size: int
) -> None:
    ids = random.Random(seed).sample(sorted(texts), len(texts))
    for start in range(0, len(ids), size):
        some = ids[start : start + size]
        hits = matcher(some, [texts[id] for id in some])
        assert hits == [hit for id in some for hit in alone[id]]
    assert sum(map(len, alone.values())) > 60
