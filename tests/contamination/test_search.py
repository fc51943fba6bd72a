"""The search over units: what is read again and what is not, what is refused, and what a source may give."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

import pyarrow as pa
import pytest

from proofpile import Document, Drop, Here, Local, Source
from proofpile.contamination import index, match
from proofpile.contamination.items import Benchmark, Item
from proofpile.contamination.search import find_contamination
from proofpile.errors import BuildError, ConservationError, UsageError
from proofpile.shard import read_batches, schema

PLUMS = (
    "Marta picks 14 baskets of plums every morning and keeps three of them for her neighbours. She sells "
    "the remaining baskets at the village fair for $6 each. How many dollars does Marta earn every week?"
)
KITES = (
    "Oskar glued eleven purple kites beside the harbour, then lent four to a sleepy lighthouse keeper. "
    "How many purple kites does Oskar fly over the harbour when the keeper refuses to hand any back?"
)


def benchmark(*problems: str) -> Benchmark:
    items = (Item("toy", str(n), {"problem": p}, f"toy#{n}") for n, p in enumerate(problems))
    return Benchmark("toy", tuple(items))


@dataclass(frozen=True)
class Given(Source):
    """Yields what it holds: a Document, a Drop, or a batch of texts for a tuple of them."""

    held: tuple[object, ...] = ()
    saw: int | None = None
    other_units: int = field(default=0, compare=False)

    reasons: ClassVar = {"torn": "the record is torn"}
    faults: ClassVar = frozenset({"torn"})

    def units(self) -> list[str]:
        return ["only", *(f"other{n}" for n in range(self.other_units))]

    def read(self, unit: str) -> Iterator[Document | Drop | pa.RecordBatch]:
        if unit == "only":
            for one in self.held:
                yield as_batch(one) if isinstance(one, tuple) else one
        return self.saw


def as_batch(texts: tuple[str, ...]) -> pa.RecordBatch:
    rows = [{"id": f"web:{t[:12]}", "text": t, "origin": "web", "licence": ""} for t in texts]
    return pa.RecordBatch.from_pylist(rows, schema({}))


def doc(number: int, text: str) -> Document:
    return Document(f"web:{number}", text, f"page {number}")


def found_in(folder, source, *problems, runner=None, **options):
    return find_contamination(
        source, [benchmark(*(problems or (PLUMS,)))], folder, runner or Here(), **options
    )


def hits(found) -> list[dict]:
    return [row for batch in read_batches(found.hits) for row in batch.to_pylist()]


def known(found) -> set[tuple[str, str]]:
    return {(hit["document"], hit["item"]) for hit in hits(found)}


@pytest.mark.parametrize(
    ("limit", "read"), [(None, 7), (0, 0), (1, 1), (2, 2), (4, 4), (6, 6), (7, 7), (99, 7)]
)
def test_a_limit_counts_records_whatever_they_come_in(tmp_path, limit, read):
    held = (doc(0, "one"), ("two", "three", PLUMS), Drop("torn", id="x"), ("four",), doc(1, PLUMS))
    found = found_in(tmp_path, Given(held=held), limit=limit)
    counts = found.counts
    assert counts["documents"] + sum(counts["refused"].values()) == read
    assert len({hit["document"] for hit in hits(found)}) == (read >= 4) + (read >= 7)


@pytest.mark.parametrize("saw", [1, 3])
def test_a_source_that_lost_a_record_is_an_error(tmp_path, saw):
    with pytest.raises(ConservationError, match=f"saw {saw} records in only and gave 2"):
        found_in(tmp_path, Given(held=(doc(0, "a"), doc(1, "b")), saw=saw))


def test_a_batch_that_is_none_of_documents_is_an_error(tmp_path):
    @dataclass(frozen=True)
    class Odd(Given):
        def read(self, unit):
            yield pa.RecordBatch.from_pydict({"id": ["a"], "text": ["b"]})

    with pytest.raises(BuildError, match="that is no batch of documents"):
        found_in(tmp_path, Odd())


def test_a_text_that_is_none_is_refused_and_the_rest_read(tmp_path):
    held = (doc(0, "a lone \ud83d surrogate"), doc(1, PLUMS))
    found = found_in(tmp_path, Given(held=held))
    assert found.counts["refused"] == {"filter-error": 1}
    assert found.counts["documents"] == 1
    assert known(found) == {("web:1", "0")}


def test_documents_that_come_one_by_one_are_what_batches_are(tmp_path):
    texts = [PLUMS, "nothing", KITES] * 400
    alone = Given(held=tuple(doc(n, t) for n, t in enumerate(texts)))
    found = found_in(tmp_path, alone, PLUMS, KITES)
    assert found.counts["documents"] == len(texts)
    order = [int(hit["document"][4:]) for hit in hits(found)]
    assert order == sorted(order)
    assert len(set(order)) == 800


def test_a_document_that_raises_is_refused_and_counted_once(tmp_path, monkeypatch):
    hit_of = match.hit_of

    def raising(index, found, text, id, *rest):
        if id == "web:1":
            raise ValueError("no such thing")
        return hit_of(index, found, text, id, *rest)

    monkeypatch.setattr(match, "hit_of", raising)
    source = Given(held=(doc(0, PLUMS), doc(1, PLUMS), doc(2, "nothing"), doc(3, KITES)))
    found = found_in(tmp_path, source, PLUMS, KITES)
    assert found.counts["refused"] == {"filter-error": 1}
    assert found.counts["documents"] == 3
    assert found.counts["by_source"] == {"web": 3}
    assert known(found) == {("web:0", "0"), ("web:3", "1")}
    assert {d.id for d in found.sample()} == {"web:0", "web:2", "web:3"}


def made_again(folder, source, *problems, **options) -> int:
    """How many units are read by a search that goes on with what is in `folder`."""
    read = []

    class Log:
        def begins(self, *_):
            pass

        def done(self, one, reused, size):
            read.append(not reused)

    found_in(folder, source, *problems, watcher=Log(), **options)
    return sum(read)


def test_what_changed_is_read_again_and_nothing_else(tmp_path):
    source = Given(held=(doc(0, PLUMS), doc(1, KITES)), other_units=2)
    assert made_again(tmp_path, source) == 3
    assert made_again(tmp_path, source) == 0
    assert made_again(tmp_path, source, KITES) == 3  # another benchmark
    assert made_again(tmp_path, source, KITES, layers=["words"]) == 3
    assert made_again(tmp_path, source, KITES, layers=["words"], limit=1) == 3
    assert made_again(tmp_path, source, KITES, layers=["words"], limit=1) == 0


def test_another_benchmark_is_looked_for_by_workers_that_live_on(tmp_path):
    lines = (json.dumps({"id": id, "text": text}) for id, text in (("p", PLUMS), ("k", KITES)))
    (tmp_path / "corpus.jsonl").write_text("\n".join(lines))
    source = Source.load("documents", inputs=(str(tmp_path / "corpus.jsonl"),)).prepare()
    runner = Local(1)
    try:
        for problem, document in ((PLUMS, "p"), (KITES, "k"), (PLUMS, "p")):
            found = found_in(tmp_path / "work", source, problem, runner=runner)
            assert known(found) == {(document, "0")}
    finally:
        runner.close()


@pytest.mark.parametrize("name", ["00000.hits.arrow", "00000.sample.arrow", "00000.json"])
@pytest.mark.parametrize("left", [0, 40, -1, None])
def test_a_unit_of_which_a_file_is_torn_or_gone_is_read_again(tmp_path, name, left):
    source = Given(held=(doc(0, PLUMS), doc(1, "nothing")), other_units=1)
    before = hits(found_in(tmp_path, source))
    file = tmp_path / "scan" / name
    if left is None:
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:left])
    assert made_again(tmp_path, source) == 1
    assert hits(found_in(tmp_path, source)) == before != []


def test_units_that_are_there_no_more_leave_no_hits(tmp_path):
    @dataclass(frozen=True)
    class Two(Given):
        def read(self, unit):
            yield Document(f"{unit}:0", PLUMS, unit)

    assert len({d for d, _ in known(found_in(tmp_path, Two(other_units=1)))}) == 2
    assert known(found_in(tmp_path, Two())) == {("only:0", "0")}


def test_no_benchmark_and_nothing_to_read_are_errors(tmp_path):
    with pytest.raises(UsageError, match="no benchmark is named"):
        find_contamination(Given(), [], tmp_path, Here())

    @dataclass(frozen=True)
    class Nothing(Given):
        def units(self):
            return []

    with pytest.raises(UsageError, match="has nothing to read"):
        found_in(tmp_path, Nothing())


@pytest.mark.parametrize("name", ["words-8-plain.keys.npy", "blank.hashes.npy", "items.arrow"])
@pytest.mark.parametrize("left", [0, 70, None])
def test_an_index_of_which_a_file_is_torn_or_gone_is_made_again(tmp_path, name, left):
    source = Given(held=(doc(0, PLUMS),))
    before = hits(found_in(tmp_path, source))
    file = tmp_path / "index" / name
    (tmp_path / "scan" / "00000.json").unlink()
    index._opened.cache_clear()
    if left is None:
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:left])
    assert hits(found_in(tmp_path, source)) == before != []
