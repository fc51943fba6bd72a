"""The same rows come out of every format, however a file is cut and packed."""

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from tables.corpora import FORMATS, lines, read_all, rows, source, write_arrow, write_parquet

from proofpile import Drop
from proofpile.errors import UnitError, UsageError


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("count", [0, 1, 95])
def test_every_row_is_a_document(name: str, count: int, tmp_path: Path) -> None:
    if count == 0 and ".jsonl" not in name:
        pytest.skip("a table without rows has no columns here; see the test of empty files")
    FORMATS[name](tmp_path / name, rows(count))
    FORMATS["a.jsonl"](tmp_path / "more.jsonl", rows(1, 1000))
    documents, drops = read_all(tmp_path)
    assert not drops
    of_file = [d for d in documents if d["id"] != "d1000"]
    assert [d["text"] for d in of_file] == [row["text"] for row in rows(count)]
    assert [d["id"] for d in of_file] == [row["id"] for row in rows(count)]
    assert [d["n"] for d in of_file] == list(range(count))
    assert {d["source"] for d in documents} == {tmp_path.name}


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow", "a.jsonl"])
@pytest.mark.parametrize("unit", [1, 700, 2000, 1 << 30])
def test_a_file_in_parts_holds_the_same_rows(name: str, unit: int, tmp_path: Path) -> None:
    FORMATS[name](tmp_path / name, rows(95))
    whole, _ = read_all(tmp_path / name)
    cut = source(tmp_path / name, unit_bytes=unit)
    if unit < 2000:
        assert len(cut.units()) > 3
    documents, drops = read_all(tmp_path / name, unit_bytes=unit)
    assert not drops
    assert [d["id"] for d in documents] == [d["id"] for d in whole]
    labels = [cut.label(unit) for unit in cut.units()]
    assert len(set(labels)) == len(labels)
    if name != "a.jsonl":  # there rows are called by their bytes, not to count the lines before
        assert [d["origin"] for d in documents] == [d["origin"] for d in whole]


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow", "a.jsonl"])
def test_a_part_changes_with_its_own_bytes_only(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    changed = rows(95)
    changed[-1]["text"] = changed[-1]["text"].replace("94", "49")
    identities = []
    for some in (rows(95), changed):
        FORMATS[name](path, some)
        parts = source(path, unit_bytes=1500)
        identities.append([parts.identity(unit) for unit in parts.units()])
    before, after = identities
    assert len(before) == len(after) > 3
    assert before[-1] != after[-1]
    if name == "a.jsonl":
        assert before[:-1] == after[:-1]


def test_line_places_are_those_of_editors_and_row_places_those_of_frames(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "one"}\n\n{"text": "three"}')
    write_parquet(tmp_path / "a.parquet", pa.table({"text": ["zero", "one"]}), 1)
    documents, _ = read_all(tmp_path / "a.jsonl", tmp_path / "a.parquet")
    assert [d["id"] for d in documents] == [
        *("documents:a.jsonl#1", "documents:a.jsonl#3"),
        *("documents:a.parquet#0", "documents:a.parquet#1"),
    ]


@pytest.mark.parametrize(
    ("line", "reason", "says"),
    [
        (b'{"text": "cut', "bad-record", "unexpected end"),
        (b"[1, 2]", "bad-record", "array, not an object"),
        (b'"text"', "bad-record", "string, not an object"),
        (b'{"text": "a"} {"text": "b"}', "bad-record", "unexpected content"),
        (b'{"text": "\\ud800"}', "bad-record", "surrogate"),
        (b'{"text": "\\ud800", "n": NaN}', "bad-record", "surrogate"),
        (b'{"text": "a", "text": "b"}', "bad-record", "twice"),
        (b'{"text": "\xff\xfe"}', "not-utf8", "at byte 10"),
        (b"\0\0\0\0", "bad-record", "unexpected"),
        (b'{"text": null}', "no-text", "NoneType"),
        (b'{"text": 5}', "no-text", "int"),
        (b'{"text": ["a"]}', "no-text", "list"),
        (b'{"txt": "a"}', "no-text", "no text"),
        (b'{"text": "a", "deep": ' + b"[" * 900 + b"]" * 900 + b"}", "bad-record", ""),
        (b'{"text": ' + b"[" * 5000 + b"]" * 5000 + b"}", "bad-record", ""),
        (b'{"text": "' + b"x" * 5000 + b'"}', "too-long", ""),
    ],
)
def test_a_bad_line_costs_itself_alone(line: bytes, reason: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "before"}\r\n' + line + b'\n{"text": "after"}')
    documents, drops = read_all(path, most_bytes=4000 if reason == "too-long" else 1 << 20)
    assert [d["text"] for d in documents] == ["before", "after"]
    assert [(d.reason, d.origin) for d in drops] == [(reason, "a.jsonl#2")]
    assert says in drops[0].detail


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b'\xef\xbb\xbf{"text": "mark of order"}', "mark of order"),
        (b'{"text": "nul \\u0000"}', "nul \0"),
        (b'{"text": ""}', ""),
        (b'  {"text": "blanks"}  \r', "blanks"),
        (b'{"text": "a", "score": NaN}', "a"),
        (b'{"text": "say \\"text\\"", "kind": "text"}', 'say "text"'),
        ('{"text": "\\ud83d\\ude00 \u2028"}'.encode(), "\U0001f600 \u2028"),
    ],
)
def test_an_odd_line_is_a_document(line: bytes, text: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(line)
    documents, drops = read_all(tmp_path / "a.jsonl")
    assert [d["text"] for d in documents] == [text]
    assert not drops


def test_lines_of_any_length_in_blocks_of_any_length(tmp_path: Path) -> None:
    texts = ["x" * n for n in (0, 1, 1 << 20, (1 << 20) - 11, 3 << 20, 5, 7 << 20)]
    (tmp_path / "a.jsonl").write_bytes(lines({"text": text} for text in texts))
    documents, drops = read_all(tmp_path / "a.jsonl", most_bytes=6 << 20)
    assert [len(d["text"]) for d in documents] == [len(text) for text in texts[:-1]]
    assert [(d.reason, d.origin) for d in drops] == [("too-long", "a.jsonl#7")]


def _cut_off(path: Path, by: int) -> None:
    path.write_bytes(path.read_bytes()[:-by])


DAMAGED = ["a.jsonl.gz", "a.jsonl.zst", "stream.arrow"]


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("by", [1, 8, 30])
def test_what_is_cut_off_stops_the_build_or_is_accounted_for(
    name: str, by: int, tmp_path: Path
) -> None:
    path = tmp_path / name
    FORMATS[name](path, rows(5000))
    _cut_off(path, by)
    with pytest.raises(UnitError, match=r"damaged or cut off.*--keep-going"):
        read_all(path)
    documents, drops = read_all(path, damaged=True)
    assert len(documents) > 3000
    assert [d["id"] for d in documents] == [f"d{n}" for n in range(len(documents))]
    assert [(d.reason, d.origin) for d in drops] == [("damaged-file", name)]


def test_a_stream_that_ends_between_two_batches_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "s.arrow"
    FORMATS["stream.arrow"](path, rows(50))
    _cut_off(path, 8)  # the mark at its end
    with pytest.raises(UnitError, match="no end"):
        read_all(path)


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow"])
@pytest.mark.parametrize("by", [1, 100, 10_000])
def test_a_table_without_its_footer_is_refused_before_anything_is_read(
    name: str, by: int, tmp_path: Path
) -> None:
    FORMATS[name](tmp_path / name, rows(50))
    _cut_off(tmp_path / name, by)
    with pytest.raises(UsageError, match=r"cannot be read.*cut off or damaged"):
        source(tmp_path / name)


def test_junk_within_a_parquet_file_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write_parquet(path, pa.table({"text": [f"{n} " * 200 for n in range(100)]}))
    data = bytearray(path.read_bytes())
    third = pq.read_metadata(path).row_group(3).column(0).data_page_offset
    data[third : third + 50] = b"\xff" * 50
    path.write_bytes(data)
    with pytest.raises(UnitError, match="after 30 records"):
        read_all(path)
    documents, [drop] = read_all(path, damaged=True)
    assert len(documents) == 30
    assert drop.reason == "damaged-file"


def test_a_footer_that_aborts_pyarrow_is_refused_by_name(tmp_path: Path) -> None:
    """A column that is said to be required has level statistics that it cannot have (pyarrow 26)."""
    path = tmp_path / "a.parquet"
    write_parquet(path, pa.table({"text": ["a"] * 40, "n": range(40)}))
    optional, required = b"%\x02\x18\x01n", b"%\x00\x18\x01n"
    data = path.read_bytes()
    if data.count(optional) != 1:
        pytest.skip("this pyarrow writes another footer")
    path.write_bytes(data.replace(optional, required))
    with pytest.raises(UsageError, match=r"footer of .*a\.parquet is damaged .*SIGABRT"):
        source(path, unit_bytes=100).units()


def test_a_bomb_is_a_line_too_long(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"x" * (50 << 20) + b'\n{"text": "a"}'))
    documents, [drop] = read_all(tmp_path / "a.jsonl.gz", most_bytes=1 << 20)
    assert drop.reason == "too-long"
    assert [d["text"] for d in documents] == ["a"]


def test_packings_that_are_several(tmp_path: Path) -> None:
    one, two = lines(rows(3)), lines(rows(3, 3))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(one) + gzip.compress(two))
    (tmp_path / "b.jsonl.zst").write_bytes(zstandard.compress(one) + zstandard.compress(two))
    documents, drops = read_all(tmp_path)
    assert len(documents) == 12
    assert not drops


@pytest.mark.parametrize("name", ["a.json", "lines", "a.jsonl"])
def test_the_first_bytes_say_what_a_file_is(name: str, tmp_path: Path) -> None:
    write_arrow(tmp_path / name, pa.table({"text": ["a"]}))
    assert [d["text"] for d in read_all(tmp_path / name)[0]] == ["a"]
    (tmp_path / name).write_text(json.dumps({"text": "b"}))
    assert [d["text"] for d in read_all(tmp_path / name)[0]] == ["b"]


def test_text_that_is_not_utf8_costs_its_row(tmp_path: Path) -> None:
    data = pa.array([b"good", b"b\xffd", None, b"fine"], pa.binary())
    broken = pa.StringArray.from_buffers(4, *data.buffers()[1:], data.buffers()[0])
    write_arrow(tmp_path / "a.arrow", pa.table({"text": broken}))
    write_parquet(tmp_path / "b.parquet", pa.table({"text": data}))
    for name in ("a.arrow", "b.parquet"):
        documents, drops = read_all(tmp_path / name)
        assert [d["text"] for d in documents] == ["good", "fine"]
        assert [(d.reason, d.origin) for d in drops] == [
            ("not-utf8", f"{name}#1"),
            ("no-text", f"{name}#2"),
        ]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("seed", range(12))
def test_damage_anywhere_is_said_or_does_no_harm(name: str, seed: int, tmp_path: Path) -> None:
    """A byte is changed, or some are cut out: a refusal, a Drop or other words; never a crash."""
    import random

    path, dice = tmp_path / name, random.Random(f"{name}{seed}")
    FORMATS[name](path, rows(40))
    data = bytearray(path.read_bytes())
    at = dice.randrange(len(data))
    if seed % 2:
        del data[at : at + dice.randrange(1, 64)]
    else:
        data[at] ^= 1 << dice.randrange(8)
    path.write_bytes(data)
    try:
        documents, drops = read_all(path, damaged=True, unit_bytes=dice.choice([500, 1 << 30]))
    except (UsageError, UnitError):
        return
    assert all(isinstance(drop, Drop) and drop.reason for drop in drops)
    assert len(documents) <= 41
