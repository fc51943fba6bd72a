import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proofpile import Document, Drop, Shard
from proofpile.errors import BuildError
from proofpile.shard import BATCH_ROWS, LEDGER, read_documents, schema

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
