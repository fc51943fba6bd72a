"""What a search will cost: measured on a sample, reckoned for a corpus."""

import random
from dataclasses import replace

import pyarrow as pa
import pytest

from proofpile.dedup.estimate import Measured, available_memory, estimate, measure
from proofpile.dedup.parameters import Parameters

PARAMETERS = Parameters()
MEASURED = Measured(
    documents=1000,
    text_bytes=3_000_000,
    packed_bytes=1_000_000,
    shingles=400_000,
    signing=0.02,
    shingling=0.02,
    packing=0.01,
    inflating=0.003,
    candidates=(0, 0),
    pairs=(0, 0),
    shared=0.0,
)


def batch(texts: list[str]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"text": pa.array(texts, pa.large_string())})


def text(seed: int) -> str:
    return " ".join(random.Random(seed).choices([f"w{n}" for n in range(2000)], k=100))


def test_pairs_of_a_sample_are_found_and_told_apart_by_where_they_are() -> None:
    near = text(1) + " and more"
    parts = [[batch([text(1), text(2)]), batch([near])], [batch([text(2), text(3), "a b"])]]
    found = measure(parts, PARAMETERS, 0.7)
    assert found.documents == 6
    assert found.pairs == (1, 1)  # text 1 and its like in one part, text 2 in two
    assert found.candidates >= found.pairs
    assert found.shared > 10
    assert found.shingles == 5 * 96 + 2
    assert found.text_bytes == sum(
        len(t) for t in (text(1), text(2), near, text(2), text(3), "a b")
    )
    assert 0 < found.packed_bytes < 10_000


def test_short_documents_pair_with_their_equals_alone() -> None:
    found = measure([[batch(["a b", "a  b", "a c", "", " "])]], PARAMETERS, 0.7)
    assert found.pairs == found.candidates
    assert found.shingles == 0


def test_of_nothing_nothing_is_reckoned() -> None:
    found = measure([[]], PARAMETERS, 0.7)
    reckoned = estimate(found, PARAMETERS, (0, 0, 0), (0, 0, 0), 0.0, 0, 2)
    assert reckoned.pairs == (0, 0, 0)
    assert reckoned.disk[0] == 0


def of(documents: float, measured: Measured = MEASURED, buckets: int = 32, workers: int = 4):  # type: ignore[no-untyped-def]
    return estimate(
        measured,
        replace(PARAMETERS, num_buckets=buckets),
        (documents, 0.9 * documents, 1.1 * documents),
        (3000, 2900, 3100),
        0.05,
        100_000,
        workers,
    )


def test_a_corpus_costs_in_proportion_and_memory_does_not_grow() -> None:
    small, large = of(10_000_000), of(1_000_000_000)
    assert large.disk[0] == pytest.approx(100 * small.disk[0])
    assert large.disk_left[0] == pytest.approx(100 * small.disk_left[0])
    assert large.seconds[0] == pytest.approx(100 * small.seconds[0], rel=0.1)
    assert large.memory[0] == small.memory[0]
    assert (
        large.memory[2] > small.memory[2]
    )  # a worker holds what is a duplicate, of which nobody knows
    assert small.disk[1] < small.disk[0] < small.disk[2]
    assert small.seconds[1] < small.seconds[0] < small.seconds[2]


def test_the_disk_of_many_buckets() -> None:
    documents = 10_000_000
    packed = documents * 1000
    few, many = of(documents, buckets=32), of(documents, buckets=400)
    assert few.disk[0] == 3 * packed  # the search is smaller than what comes after
    assert many.disk[0] == packed + documents * (92 + 12 * 400)
    assert many.memory_a_worker[0] > few.memory_a_worker[0]


def test_workers_share_the_time_and_not_the_memory() -> None:
    one, four = of(10_000_000, workers=1), of(10_000_000, workers=4)
    assert 3 < one.seconds[0] / four.seconds[0] < 4
    assert four.memory[0] == pytest.approx(4 * one.memory[0])


@pytest.mark.parametrize(
    ("pairs", "low", "value", "high"),
    [
        ((0, 0), 0, 0, 3.3 * 100**2),
        ((10, 0), 4 * 90, 10 * 100, 19 * 110**2),
        ((0, 10), 4 * 90**2, 10 * 100**2, 19 * 110**2),
    ],
)
def test_pairs_scale_by_where_they_were_found(
    pairs: tuple[int, int], low: float, value: float, high: float
) -> None:
    found = of(100_000, replace(MEASURED, pairs=pairs, candidates=pairs)).pairs
    assert found[0] == value
    assert low <= found[1] <= 1.4 * low
    assert 0.9 * high <= found[2] <= 1.2 * high


def test_pairs_have_an_upper_end() -> None:
    """A sample of copies says nothing of a billion of them: no bucket gives more than so many pairs."""
    found = of(1e9, replace(MEASURED, pairs=(0, 500_000), candidates=(0, 500_000), shared=30.0))
    assert found.pairs[0] <= 32 * 64 * 1e9


def test_free_memory_is_told() -> None:
    assert 50e6 < available_memory() < 100e12
