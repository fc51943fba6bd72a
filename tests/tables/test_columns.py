"""Every column of the user's is a mark, as it was; what cannot be kept as it is is said."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tables.corpora import lines, read_all, source, write_arrow, write_parquet, write_stream

from proofpile.errors import UnitError, UsageError

DAY = dt.datetime(2024, 2, 29, 23, 59, 58, 123456)


@pytest.mark.parametrize(
    ("array", "mark", "kind"),
    [
        (pa.array(["é"]), "é", str),
        (pa.array(["é"], pa.large_string()), "é", str),
        (pa.array(["é"], pa.string_view()), "é", str),
        (pa.array(["é"]).dictionary_encode(), "é", str),
        (pa.array([None], pa.null()), None, str),
        (pa.array([-3], pa.int8()), -3, int),
        (pa.array([1 << 62]), 1 << 62, int),
        (pa.array([(1 << 64) - 1], pa.uint64()), "18446744073709551615", str),
        (pa.array([0.1]), 0.1, float),
        (pa.array([0.5], pa.float32()), 0.5, float),
        (pa.array([float("inf")]), float("inf"), float),
        (pa.array([True]), True, bool),
        (pa.array([DAY.date()]), "2024-02-29", str),
        (pa.array([DAY]), "2024-02-29T23:59:58.123456", str),
        (pa.array([DAY], pa.timestamp("ns", "Asia/Tokyo")), "2024-02-29T23:59:58.123456000Z", str),
        (pa.array([DAY.time()]), "23:59:58.123456", str),
        (pa.array([Decimal("1.50")]), "1.50", str),
        (pa.array([b"\xff\0"]), "/wA=", str),
        (pa.array([["a", None]]), '["a",null]', str),
        (pa.array([{"b": 1, "a": DAY.date()}]), '{"b":1,"a":"2024-02-29"}', str),
        (pa.array([{"k": Decimal("0.1"), "v": b"\xff"}]), '{"k":"0.1","v":"/w=="}', str),
        (pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())), '[["k",1]]', str),
    ],
)
def test_a_column_becomes_a_mark(array: pa.Array, mark: Any, kind: type, tmp_path: Path) -> None:
    table = pa.table({"text": ["a"], "c": array})
    write_arrow(tmp_path / "f.arrow", table)
    write_stream(tmp_path / "s.arrow", table)
    of = source(tmp_path)
    assert of.marks == {"source": str, "c": kind}
    documents, drops = read_all(tmp_path)
    assert [d["c"] for d in documents] == [mark, mark]
    assert not drops


@pytest.mark.parametrize(
    ("values", "marks", "other"),
    [
        (["x", None], ["x", None], [None, None]),
        ([1, 2.5], [1.0, 2.5], [None, None]),
        ([1, "x"], ["1", '"x"'], [None, None]),
        ([True, 1], ["true", "1"], [None, None]),
        ([[1], {"a": None}], ["[1]", '{"a":null}'], [None, None]),
        ([None, None], [None, None], [None, None]),
        ([2**63, 1], ["9223372036854775808", "1"], [None, None]),
    ],
)
def test_a_field_of_lines_becomes_a_mark(
    values: list[Any], marks: list[Any], other: list[Any], tmp_path: Path
) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines({"text": "a", "c": value} for value in values))
    documents, drops = read_all(tmp_path / "a.jsonl")
    assert [d["c"] for d in documents] == marks
    assert [d["other_columns"] for d in documents] == other
    assert not drops


def test_what_lines_show_late_is_not_lost(tmp_path: Path) -> None:
    early = [{"text": "a", "n": 1, "s": "x", "f": 0.5}] * 300
    late = [
        {"text": "b", "n": "one", "s": "y", "f": 1, "new": [1]},
        {"text": "c", "n": 1 << 70, "s": None, "f": (1 << 53) + 1},
    ]
    data = lines(early + late[:1]) + b'{"text": "c", "s": 5, "f": 9007199254740993, "n": 2}\n'
    (tmp_path / "a.jsonl").write_bytes(data)
    documents, drops = read_all(tmp_path / "a.jsonl")
    assert not drops
    one, two = documents[-2:]
    assert (one["n"], one["s"], one["f"]) == (None, "y", 1.0)
    assert one["other_columns"] == '{"n":"one","new":[1]}'
    assert (two["n"], two["s"], two["f"]) == (2, None, None)
    assert two["other_columns"] == '{"f":9007199254740993,"s":5}'


def test_a_column_without_a_name_is_a_column(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet", pa.table({"text": ["a"], "": [7]}))
    (tmp_path / "b.jsonl").write_bytes(lines([{"text": "b", "": 8}]))
    assert [d[""] for d in read_all(tmp_path)[0]] == [7, 8]


def test_what_was_gathered_before_is_kept(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet", pa.table({"text": ["a"], "other_columns": ['{"x":1}']}))
    (tmp_path / "b.jsonl").write_bytes(lines([{"text": "b", "other_columns": "mine"}]))
    documents, _ = read_all(tmp_path)
    assert [d["other_columns"] for d in documents] == ['{"x":1}', '{"other_columns":"mine"}']


def test_files_need_not_have_the_same_columns(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet", pa.table({"text": ["a"], "x": [1]}))
    write_arrow(tmp_path / "b.arrow", pa.table({"y": ["why"], "text": ["b"], "x": [0.5]}))
    (tmp_path / "c.jsonl").write_bytes(lines([{"text": "c", "z": True}]))
    write_parquet(tmp_path / "d.parquet", pa.table({"text": ["d"], "z": pa.nulls(1)}))
    documents, _ = read_all(tmp_path)
    found = [(d["text"], d["x"], d["y"], d["z"]) for d in documents]
    assert found == [
        ("a", 1.0, None, None),
        ("b", 0.5, "why", None),
        ("c", None, None, True),
        ("d", None, None, None),
    ]


def test_columns_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet", pa.table({"text": ["a"], "year": [1999]}))
    write_parquet(tmp_path / "b.parquet", pa.table({"text": ["b"], "year": ["1999"]}))
    with pytest.raises(UsageError, match=r"year.*int in .*a\.parquet and text in .*b\.parquet"):
        source(tmp_path)
    assert source(tmp_path, drop_columns=("year",)).marks == {"source": str}


def test_integers_that_no_float_holds_stop_the_build(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet", pa.table({"text": ["a"], "x": [0.5]}))
    write_parquet(tmp_path / "b.parquet", pa.table({"text": ["b"], "x": [(1 << 53) + 1]}))
    with pytest.raises(UnitError, match=r"'x' of .*b\.parquet.*--drop-column x"):
        read_all(tmp_path)


@pytest.mark.parametrize(
    ("columns", "fields", "says"),
    [
        ({"txt": ["a"]}, {}, r"no column 'text' \(--text-column\); it has txt. Did you mean"),
        ({"text": [1]}, {}, "'text' .* kind int; --text-column must name a column of text"),
        ({"text": ["a"], "id": [0.5]}, {}, "'id' .* kind float; --id-column must name"),
        ({"text": ["a"], "k": [1]}, {"source_column": "k"}, "'k' .* kind int; --source-column"),
        ({"text": ["a"], "body": ["b"]}, {"text_column": "body"}, "has a column 'text'"),
        ({"text": ["a"], "id": ["b"], "k": ["c"]}, {"id_column": "k"}, "has a column 'id'"),
        ({"text": ["a"], "source": [1]}, {}, "'source' is of the kind int"),
        ({"text": ["a"], "origin": [1]}, {}, "'origin' is of the kind int"),
        ({"text": ["a"], "k": ["b"]}, {"id_column": "k", "drop_columns": ("k",)}, "contradict"),
        ({"text": ["a"], "t": pa.array([[1]], pa.list_(pa.timestamp("ns")))}, {}, "nanoseconds"),
    ],
)
def test_columns_that_are_no_use_are_refused(
    columns: dict[str, Any], fields: dict[str, Any], says: str, tmp_path: Path
) -> None:
    write_parquet(tmp_path / "a.parquet", pa.table(columns))
    with pytest.raises(UsageError, match=says):
        source(tmp_path / "a.parquet", **fields)


def test_what_is_refused_can_be_left_out(tmp_path: Path) -> None:
    times = pa.array([[1]], pa.list_(pa.timestamp("ns")))
    table = pa.Table.from_arrays(
        [pa.array(["a"]), times, pa.array([1]), pa.array([2])], names=["text", "t", "x", "x"]
    )
    write_arrow(tmp_path / "a.arrow", table)
    (tmp_path / "b.jsonl").write_bytes(lines([{"text": "b", "x": "y", "t": 1}]))
    without = {"drop_columns": ("t", "x")}
    assert source(tmp_path / "a.arrow", **without).marks == {"source": str}
    documents, _ = read_all(tmp_path, **without)
    assert [d["text"] for d in documents] == ["a", "b"]
    assert [d["other_columns"] for d in documents] == [None, None]


def test_nested_text_that_is_not_utf8_costs_its_row(tmp_path: Path) -> None:
    data = pa.array([b"a", b"\xff"])
    broken = pa.StringArray.from_buffers(2, *data.buffers()[1:])
    nested = pa.StructArray.from_arrays([broken], ["s"])
    # Written without a look; Arrow files are checked as a whole, see `proofpile.tables.arrow`.
    write_parquet(tmp_path / "a.parquet", pa.table({"text": ["one", "two"], "c": nested}))
    documents, [drop] = read_all(tmp_path / "a.parquet")
    assert [d["c"] for d in documents] == ['{"s":"a"}']
    assert (drop.reason, drop.detail, drop.origin) == ("not-utf8", "c", "a.parquet#1")


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array(["a"])] * 2, names=["text", "text"])
    write_arrow(tmp_path / "a.arrow", table)
    with pytest.raises(UsageError, match="two columns called 'text'"):
        source(tmp_path)


@pytest.mark.parametrize("ids", [["b", "a"], [7, -1], [b"x", b"y"]])
def test_ids_stay_as_they_are(ids: list[Any], tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet", pa.table({"doc": ids, "text": ["one", "two"]}))
    documents, _ = read_all(tmp_path / "a.parquet", id_column="doc")
    wanted = [id.decode() if isinstance(id, bytes) else str(id) for id in ids]
    assert [d["id"] for d in documents] == wanted
    assert [d["origin"] for d in documents] == ["a.parquet#0", "a.parquet#1"]


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_rows_without_an_id_stop_everything_and_are_named(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    ids = ["a", None, "", "d", *map(str, range(30))]
    if kind == "jsonl":
        path.write_bytes(lines({"id": id, "text": "t"} for id in ids))
    else:
        write_parquet(path, pa.table({"id": ids, "text": ["t"] * len(ids)}), 100)
    named = r"a\.jsonl#2, a\.jsonl#3" if kind == "jsonl" else r"a\.parquet#1, a\.parquet#2"
    with pytest.raises(UsageError, match=rf"no id .* in {named} of .*--drop-column id"):
        read_all(path)
    documents, _ = read_all(path, drop_columns=("id",))
    assert documents[1]["id"].startswith("documents:a.")


def test_the_source_of_a_document(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet", pa.table({"text": ["a", "b"], "lang": ["en", None]}))
    write_parquet(tmp_path / "b.parquet", pa.table({"text": ["c"], "lang": ["fr"]}))
    paths = tmp_path / "a.parquet", tmp_path / "b.parquet"
    assert [d["source"] for d in read_all(*paths)[0]] == ["a.parquet", "a.parquet", "b.parquet"]
    by_column = read_all(*paths, source_column="lang")[0]
    assert [(d["source"], d["lang"]) for d in by_column] == [
        ("en", "en"),
        ("a.parquet", None),
        ("fr", "fr"),
    ]
    assert source(*paths, source_column="lang").layout.source_mark == "source"


def test_a_column_called_source_is_the_source(tmp_path: Path) -> None:
    table = pa.table({"text": ["a"], "source": ["web"], "kind": ["x"]})
    write_parquet(tmp_path / "a.parquet", table)
    assert [d["source"] for d in read_all(tmp_path)[0]] == ["web"]
    by_kind = source(tmp_path, source_column="kind")
    assert by_kind.layout.source_mark == "kind"
    assert [d["source"] for d in read_all(tmp_path, source_column="kind")[0]] == ["web"]


def test_origin_and_licence_are_taken_over(tmp_path: Path) -> None:
    columns = {"text": ["a", "b"], "origin": ["https://x", None], "licence": [None, "CC0-1.0"]}
    write_parquet(tmp_path / "a.parquet", pa.table(columns))
    documents, _ = read_all(tmp_path / "a.parquet")
    assert [(d["origin"], d["licence"]) for d in documents] == [
        ("https://x", ""),
        ("a.parquet#1", "CC0-1.0"),
    ]


def test_what_was_seen_is_in_the_fingerprint(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet", pa.table({"text": ["a"], "x": [1]}))
    before = source(tmp_path).fingerprint
    assert source(tmp_path / "a.parquet").fingerprint == before  # where it lies is not
    write_parquet(tmp_path / "b.parquet", pa.table({"text": ["a"], "y": [1]}))
    assert source(tmp_path).fingerprint != before
