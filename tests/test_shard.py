import itertools
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proofpile import Document, Drop, Shard
from proofpile.errors import BuildError
from proofpile.shard import (
    BATCH_ROWS,
    LEDGER,
    arrow_file,
    documents_of,
    file_sha256,
    read_batches,
    read_documents,
    schema,
    text_sizes,
)

MARKS = {"n": int, "score": float, "seen": bool, "title": str}
OWNERS = {"no": "a_filter"}
text = st.text(st.characters(exclude_categories=["Cs"]))
documents = st.builds(
    Document,
    id=text,
    text=text,
    origin=text,
    licence=text,
    marks=st.fixed_dictionaries(
        {},
        optional={
            "n": st.integers(-(2**63), 2**63 - 1),
            "score": st.floats(allow_nan=False),
            "seen": st.booleans(),
            "title": text,
        },
    ),
)


def write(path, outcomes, made_by="me"):
    return Shard.write(path, outcomes, made_by, marks=MARKS, pass_name="test", owners=OWNERS)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(documents, max_size=20))
def test_what_is_written_is_read(tmp_path, docs):
    shard = write(tmp_path / "s.arrow", docs)
    assert list(shard) == docs
    assert Shard.open(tmp_path / "s.arrow") == shard


def test_counts_and_ledger(tmp_path):
    outcomes = [
        Document("a", "αβ"),
        Drop("no", 1.5, 2.0, "why", "b", "origin", "excerpt"),
        Drop("no", id="c", listed=False),
    ]
    shard = write(tmp_path / "s.arrow", outcomes)
    assert (shard.read, shard.rows, shard.text_bytes, shard.listed) == (3, 1, 4, 1)
    assert shard.dropped == {"no": 2}
    assert shard.samples == {"no": ["b: why", "c"]}
    assert pa.ipc.open_file(shard.ledger).read_all().to_pylist() == [
        {
            "id": "b",
            "origin": "origin",
            "pass": "test",
            "by": "a_filter",
            "reason": "no",
            "score": 1.5,
            "threshold": 2.0,
            "detail": "why",
            "excerpt": "excerpt",
        }
    ]


def test_the_same_outcomes_give_the_same_bytes(tmp_path):
    docs = [Document(str(n), "text " * n, marks={"n": n}) for n in range(3 * BATCH_ROWS)]
    a, b = write(tmp_path / "a.arrow", docs), write(tmp_path / "b.arrow", docs)
    assert (a.sha256, a.ledger_sha256) == (b.sha256, b.ledger_sha256)


def test_many_rows_and_large_texts_are_written_in_batches(tmp_path):
    docs = [Document(str(n), "x" * (3 << 20)) for n in range(8)]
    docs += [Document(f"s{n}", "x") for n in range(2500)]
    write(tmp_path / "s.arrow", docs)
    reader = pa.ipc.open_file(tmp_path / "s.arrow")
    sizes = [reader.get_batch(i).num_rows for i in range(reader.num_record_batches)]
    assert sizes == [3, 3, 1024, 1024, 454]


def test_an_empty_shard_has_its_columns(tmp_path):
    write(tmp_path / "s.arrow", [])
    table = pa.ipc.open_file(tmp_path / "s.arrow").read_all()
    assert table.schema == schema(MARKS)
    assert table.num_rows == 0


@pytest.mark.parametrize("suffix", [".arrow", ".dropped.arrow", ".json"])
def test_a_shard_that_lacks_a_file_does_not_count(tmp_path, suffix):
    shard = write(tmp_path / "s.arrow", [Document("a", "b")])
    (tmp_path / f"s{suffix}").unlink()
    assert Shard.open(shard.path) is None


def test_a_shard_whose_record_is_cut_does_not_count(tmp_path):
    shard = write(tmp_path / "s.arrow", [Document("a", "b")])
    record = tmp_path / "s.json"
    record.write_bytes(record.read_bytes()[:50])
    assert Shard.open(shard.path) is None


def test_damage_is_found_by_reading_every_byte(tmp_path):
    shard = write(tmp_path / "s.arrow", [Document("a", "b" * 1000), Drop("no", id="c")])
    assert shard.damage() == ""
    data = bytearray(shard.ledger.read_bytes())
    data[len(data) // 2] ^= 0x10
    shard.ledger.write_bytes(data)
    assert shard.damage() == f"{shard.ledger} is not what was written (its SHA-256 differs)"


def test_a_mark_may_not_take_the_name_of_a_column():
    with pytest.raises(BuildError, match="may not be called text"):
        schema({"text": str})


def test_a_failed_write_leaves_nothing(tmp_path):
    def outcomes():
        yield Document("a", "b")
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        write(tmp_path / "s.arrow", outcomes())
    assert list(tmp_path.iterdir()) == []


def test_reading_is_by_batch(tmp_path):
    shard = write(tmp_path / "s.arrow", [Document(str(n), "x") for n in range(5)])
    first = next(read_documents(shard.path))
    assert first.id == "0"
    assert LEDGER.names[:2] == ["id", "origin"]


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(documents, max_size=40), st.lists(st.integers(0, 40), max_size=5))
def test_rows_and_batches_give_the_same_file(tmp_path, docs, cuts):
    by_rows = write(tmp_path / "rows.arrow", docs)
    (batch,) = (
        read_batches(by_rows.path) if docs else (pa.RecordBatch.from_pylist([], schema(MARKS)),)
    )
    edges = [0, *sorted(cuts), len(docs)]
    pieces = [batch.slice(a, b - a) for a, b in itertools.pairwise(edges) if b >= a]
    mixed = [list(documents_of(p)) if n % 3 == 1 else [p] for n, p in enumerate(pieces)]
    in_batches = write(tmp_path / "batches.arrow", itertools.chain(*mixed))
    assert in_batches.sha256 == by_rows.sha256
    assert replace(in_batches, path=by_rows.path) == by_rows


@pytest.mark.parametrize("pieces", [1, 2, 977, 3000])
def test_batches_end_where_rows_would_end_them(tmp_path, pieces):
    docs = [Document(f"s{n}", "x" * (n % 5)) for n in range(1500)]
    docs += [Document(str(n), "é" * (1 << 20)) for n in range(11)]
    docs += [Document(f"t{n}", "y") for n in range(1489)]
    columns = {"id": [d.id for d in docs], "text": [d.text for d in docs]}
    rows = len(docs)
    table = pa.RecordBatch.from_arrays(
        [
            *(pa.array(columns[n], schema({}).field(n).type) for n in columns),
            *[pa.array([""] * rows)] * 2,
        ],
        schema=schema({}),
    )
    edges = np.linspace(0, rows, pieces + 1).astype(int).tolist()
    with arrow_file(tmp_path / "batches.arrow", schema({})) as file:
        for start, end in itertools.pairwise(edges):
            piece = table.slice(start, end - start)
            file.write_batch(piece, text_sizes(piece))
    sizes = [b.num_rows for b in read_batches(tmp_path / "batches.arrow")]
    assert sizes == [1024, 480, 4, 1024, 468]
    by_rows = Shard.write(tmp_path / "r.arrow", docs, "", marks={}, pass_name="", owners={})
    assert file_sha256(tmp_path / "batches.arrow") == by_rows.sha256


def test_few_rows_of_many_batches_are_gathered(tmp_path):
    row = pa.RecordBatch.from_pylist(
        [dict.fromkeys(("id", "text", "origin", "licence"), "x")], schema({})
    )
    with arrow_file(tmp_path / "a.arrow", schema({})) as file:
        for _ in range(2050):
            file.write_batch(row.filter(pa.array([True])))
    assert [b.num_rows for b in read_batches(tmp_path / "a.arrow")] == [1024, 1024, 2]
