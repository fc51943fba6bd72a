"""Benchmarks are read whole or not at all, and what was missing is said."""

import csv
import gzip
import io
import json
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from proofpile.contamination import contents
from proofpile.contamination.benchmarks import load_benchmark
from proofpile.errors import UsageError

ITEMS = [
    {"id": "a", "question": "How many pears are left?", "answer": "Seven are.\n#### 7"},
    {"id": "b", "question": "Was kostet ein Kürbis?", "answer": "3 × 2\n#### 6"},
]
FIELDS = "problem=question,solution=answer"
EXPECTED = [
    ("a", {"problem": "How many pears are left?", "solution": "Seven are.\n#### 7"}),
    ("b", {"problem": "Was kostet ein Kürbis?", "solution": "3 × 2\n#### 6"}),
]


def items(benchmark):
    return [(item.id, dict(item.parts)) for item in benchmark.items]


def lines(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def separated(rows, separator=","):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture
def put(tmp_path):
    """Write a file, text or bytes, and return its path."""

    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def refused(spec, sentence):
    with pytest.raises(UsageError, match=sentence):
        load_benchmark(spec)


# ---- shapes and formats


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.jsonl", lines(ITEMS)),
        ("x.ndjson", lines(ITEMS).replace("\n", "\n\n  \n")),
        ("x.jsonl", lines(ITEMS).replace("\n", "\r\n")),
        ("x.jsonl", lines(ITEMS).rstrip("\n")),
        ("x.jsonl", json.dumps(ITEMS)),
        ("x.json", json.dumps(ITEMS, indent=1)),
        ("x.json", lines(ITEMS)),
        ("x.json", json.dumps({"version": 1, "data": ITEMS})),
        ("x.json", json.dumps({one["id"]: one for one in ITEMS})),
        ("x.json", json.dumps({"data": {one["id"]: one for one in ITEMS}})),
        ("x.json", json.dumps({k: [one[k] for one in ITEMS] for k in ITEMS[0]})),
        ("x.json", json.dumps({k: {n: i[k] for n, i in enumerate(ITEMS)} for k in ITEMS[0]})),
        ("x.csv", separated(ITEMS)),
        ("x.tsv", separated(ITEMS, "\t")),
        ("x.jsonl", b"\xef\xbb\xbf" + lines(ITEMS).encode()),
        ("x.jsonl", lines(ITEMS).encode("utf-16")),
        ("x.csv", separated(ITEMS).encode("utf-16")),
        ("x.jsonl.gz", gzip.compress(lines(ITEMS).encode(), mtime=0)),
        ("x.json.gz", gzip.compress(json.dumps(ITEMS).encode(), mtime=0)),
        ("x.csv.gz", gzip.compress(separated(ITEMS).encode(), mtime=0)),
        ("x.jsonl.zst", zstandard.compress(lines(ITEMS).encode())),
        ("x.jsonl", gzip.compress(lines(ITEMS).encode(), mtime=0)),
        (
            "x.jsonl.zst",
            b"".join(zstandard.compress(line.encode()) for line in lines(ITEMS).splitlines(True)),
        ),
    ],
)
def test_one_file(put, name, text):
    benchmark = load_benchmark(f"x={put(name, text)}:{FIELDS}")
    assert items(benchmark) == EXPECTED
    assert (benchmark.name, benchmark.licence, benchmark.notes) == ("x", None, ())


@pytest.mark.parametrize("kind", ["parquet", "file", "stream", "nested", "dictionary"])
def test_tables(tmp_path, kind):
    rows = [dict(one, picture=b"\x89PNG\xff") for one in ITEMS]
    table = pa.Table.from_pylist(rows)
    path = tmp_path / ("x.parquet" if kind in ("parquet", "nested") else "x.arrow")
    fields = FIELDS
    if kind == "dictionary":
        table = table.set_column(1, "question", table["question"].dictionary_encode())
    if kind == "nested":
        table = pa.table({"row": pa.array(rows)})
        fields = "problem=row.question,solution=row.answer,id=row.id"
    if path.suffix == ".parquet":
        pq.write_table(table, path, row_group_size=1)
    else:
        opened = pa.ipc.new_stream if kind == "stream" else pa.ipc.new_file
        with opened(path, table.schema) as writer:
            writer.write_table(table)
    assert items(load_benchmark(f"x={path}:{fields}")) == EXPECTED


def test_places_and_ids(put):
    path = put("mine.jsonl", "\n" + lines([{"problem": "one"}, {"problem": "two", "id": 7}]))
    benchmark = load_benchmark(f"x={path}")
    assert [(i.id, i.origin, i.name, i.language) for i in benchmark.items] == [
        ("7", "mine.jsonl:3", "", ""),
        ("mine/0", "mine.jsonl:2", "", ""),
    ]
    table = put("mine.csv", 'problem\n"one\nand more"\ntwo\n')
    assert [i.origin for i in load_benchmark(f"x={table}").items] == ["mine.csv:2", "mine.csv:4"]


def test_a_folder_whatever_order_its_files_come_in(put, tmp_path):
    put("set/b.jsonl", lines({"question": f"b {n}"} for n in range(12)))
    put("set/sub/a.jsonl", lines([{"question": "a", "id": "first"}]))
    put("set/README.md", "# nothing")
    put("set/.hidden.jsonl", "{broken")
    put("set/empty.jsonl", "")
    benchmark = load_benchmark(f"x={tmp_path / 'set'}")
    assert [i.id for i in benchmark.items] == [*(f"b/{n}" for n in range(12)), "sub/a/first"]
    assert benchmark.notes == (
        "README.md left out, being no data by their names",
        "files without an item: 1 (empty.jsonl)",
    )
    (tmp_path / "set" / "b.jsonl").rename(tmp_path / "set" / "sub" / "b.jsonl")
    assert [i.id for i in load_benchmark(f"x={tmp_path / 'set'}").items][-1] == "sub/b/11"


def test_parts_of_one_file(put):
    both = {"train": ITEMS, "test": [{"question": "q"}, dict(ITEMS[0], answer="other")], "n": 3}
    found = load_benchmark(f"x={put('f.json', json.dumps(both))}:{FIELDS}").items
    assert [(i.id, i.origin) for i in found] == [
        ("f/test/0", "f.json#test.0"),
        ("f/test/a", "f.json#test.1"),
        ("f/train/a", "f.json#train.0"),
        ("f/train/b", "f.json#train.1"),
    ]


# ---- what is missing


def test_missing_fields_are_counted_with_their_first_places(put):
    rows = [{"problem": "p", "answer": 4 if n % 2 else None} for n in range(10)]
    rows[3:5] = [{"problem": " \n", "answer": ""}, {"problem": {"text": "deep"}}]
    benchmark = load_benchmark(f"x={put('f.jsonl', lines(rows))}")
    assert len(benchmark.items) == 8
    assert benchmark.items[0].parts == {"problem": "p"}
    assert benchmark.items[1].parts == {"problem": "p", "answer": "4"}
    assert benchmark.notes == (
        "records without a text, left out: 2 (f.jsonl:4, f.jsonl:5)",
        "4 of 8 items have no answer: f.jsonl:1, f.jsonl:3, f.jsonl:7 and so on",
    )
    assert "f/9" in {item.id for item in benchmark.items}  # numbers count what was left out


@pytest.mark.parametrize(
    ("content", "fields", "sentence"),
    [
        (
            lines(ITEMS),
            ":problem=quest",
            r"has the field 'quest' \(problem=\); the fields are id, q",
        ),
        (lines(ITEMS), ":problem=question,id=nr", r"has the field 'nr' \(id=\)"),
        (
            lines([{"a": "b"}]),
            "",
            r"x has no item in .*must not pass: 1 record read.*the fields are a\.",
        ),
        (lines([{"problem": ""}] * 3), "", r"3 records read, and none has a text"),
        ("", "", r"x has no item in .*it holds no record"),
        ("[]", "", r"x has no item in .*it holds no record"),
        ("{}", "", r"has no item"),
    ],
)
def test_a_check_that_finds_nothing_does_not_pass(put, content, fields, sentence):
    refused(f"x={put('f.jsonl', content)}{fields}", sentence)


def test_two_items_under_one_id(put, tmp_path):
    same = lines([ITEMS[0], ITEMS[0], ITEMS[1]])
    benchmark = load_benchmark(f"x={put('f.jsonl', same)}:{FIELDS}")
    assert len(benchmark.items) == 2
    assert benchmark.notes == (
        "items that are there twice under one id, word for word, counted once: 1 (f.jsonl:2)",
    )
    other = lines([ITEMS[0], dict(ITEMS[1], id="a")])
    refused(
        f"x={put('f.jsonl', other)}:{FIELDS}", r"under the id 'a': f\.jsonl:1 and f\.jsonl:2 .*id=F"
    )
    put("both/one.jsonl", lines(ITEMS))
    put("both/two.jsonl", lines([dict(ITEMS[1], id="a")]))
    both = load_benchmark(f"x={tmp_path / 'both'}:{FIELDS}")
    assert [item.id for item in both.items] == ["one/a", "one/b", "two/a"]


# ---- what cannot be read


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "f.jsonl",
            lines(ITEMS) + '{"question": "cut of',
            r"f\.jsonl, line 3 is no JSON .*mend the line",
        ),
        ("f.jsonl", lines(ITEMS) + "[1, 2]\n", r"line 3 is a JSON array, and an object"),
        ("f.jsonl", '{"a": 1}\n"text"\n', r"line 2 is a JSON string"),
        ("f.jsonl", "{broken\n" + lines(ITEMS), r"line 1 is no JSON"),
        ("f.json", '[{"question": "a"}', r"f\.json is no JSON"),
        ("f.json", "", r"f\.json is no JSON"),
        ("f.json", '["a", "b"]', r"element 0 of the list is a JSON string"),
        ("f.json", "3", r"holds a JSON number"),
        ("f.json", "[" * 100_000, r"f\.json is no JSON"),
        ("f.json", '{"question":' * 100_000, r"f\.json is no JSON"),
        ("f.csv", 'question,answer\na,b\n"c,d\n', r"f\.csv, from line 3 on, .*quotation marks"),
        (
            "f.csv",
            "question,answer\na,b\nc,d,e\n",
            r"f\.csv, line 3 has 3 cells, and there are 2 col",
        ),
        (
            "f.jsonl",
            lines(ITEMS).encode("latin-1", "replace"),
            r"byte 125 is 0xfc, which UTF-8 .*iconv",
        ),
        (
            "f.jsonl",
            lines(ITEMS).encode("utf-32"),
            r"mark of UTF-32.*iconv -f UTF-32 -t UTF-8 f\.jsonl",
        ),
        ("f.jsonl", b"\xff\xfe{\0\x00\xd8", r"is not UTF-8: byte 4 is"),
        (
            "f.jsonl.gz",
            gzip.compress(b"\xe9" * 9, mtime=0),
            r"unpack f\.jsonl\.gz before.*utf8-f\.jsonl",
        ),
        ("f.jsonl.gz", gzip.compress(lines(ITEMS).encode(), mtime=0)[:-9], r"damaged or cut off"),
        ("f.jsonl.gz", gzip.compress(lines(ITEMS).encode(), mtime=0)[:20] + b"x" * 90, r"damaged"),
        ("f.jsonl.zst", zstandard.compress(lines(ITEMS).encode())[:-9], r"damaged or cut off"),
        ("f.parquet", b"PAR1 and nothing else PAR1", r"cannot be read as a table"),
        ("f.arrow", b"ARROW1\0\0" + bytes(100), r"cannot be read as a table"),
        ("f.arrow", b"", r"cannot be read as a table"),
        ("f.pdf", b"%PDF", r"f\.pdf is called neither of \.jsonl"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(put, name, content, sentence):
    refused(f"x={put(name, content)}:problem=question", sentence)


def test_a_folder_of_nothing(put, tmp_path):
    put("set/README.md", "# nothing")
    refused(f"x={tmp_path / 'set'}", r"nothing in .*found README\.md")
    (tmp_path / "none").mkdir()
    refused(f"gsm8k={tmp_path / 'none'}", r"found nothing; of gsm8k expected test: grade_school")


@pytest.mark.parametrize("packed", [gzip.compress, zstandard.compress, bytes])
def test_a_bomb_is_refused_before_it_is_in_memory(put, monkeypatch, packed):
    monkeypatch.setattr(contents, "MOST", 1 << 20)
    path = put("f.jsonl", packed(b" " * (50 << 20)))
    refused(f"x={path}", r"holds more than 1 MiB, and no benchmark does")


def test_a_table_that_unfolds_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("proofpile.contamination.records.MOST", 1 << 20)
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 4096, pa.int8()), ["x" * 4096])
    pq.write_table(pa.table({"problem": column}), tmp_path / "f.parquet")
    refused(f"x={tmp_path / 'f.parquet'}", "holds more than 1 MiB")


def test_texts_that_no_file_can_hold_are_mended(put):
    path = put(
        "f.jsonl", '{"problem": "a \\ud800 b \\u0000 c", "solution": NaN, "answer": [1, [2.5]]}'
    )
    (item,) = load_benchmark(f"x={path}").items
    assert item.parts == {"problem": "a � b   c", "answer": "1, 2.5"}
    assert item.sha256


def test_names_that_no_column_can_hold(put, tmp_path):
    put("set/one.jsonl", '{"problem": "p"}').rename(tmp_path / "set" / "on\udce9.jsonl")
    (item,) = load_benchmark(f"x={tmp_path / 'set'}").items
    assert (item.id, item.origin) == ("on?/0", "on?.jsonl:1")
    path = put("f.json", '{"\\udce9": {"problem": "p"}}')
    (item,) = load_benchmark(f"x={path}").items
    assert item.id == "�"


def test_numbers_that_a_table_widened(put):
    rows = [{"problem": "p", "answer": 204.0}, {"problem": "q", "answer": float("nan")}]
    found = load_benchmark(f"x={put('f.jsonl', lines([*rows, {'problem': 'r', 'answer': 0.5}]))}")
    assert [item.parts.get("answer") for item in found.items] == ["204", None, "0.5"]


def test_any_bytes_give_items_or_an_error(put):
    chosen = random.Random(6)
    pieces = [b'{"problem":', b'"a"', b"}", b"\n", b"[", b"]", b",", b'"', b"\\u00", b"\xff", b"{}"]
    pieces += [b"problem,answer\n", b"\0", b"\\ud800", b"1e999", b"\x1f\x8b", b"\x28\xb5\x2f\xfd"]
    pieces += [b"\xef\xbb\xbf", b"\xff\xfe", b"theorem x : ", b":= begin", b"$p", b"null"]
    names = (
        "f.jsonl",
        "f.json",
        "f.csv",
        "f.tsv",
        "f.parquet",
        "f.arrow",
        "f.lean",
        "f.thy",
        "f.mm",
    )
    read = 0
    for turn in range(900):
        data = b"".join(chosen.choices(pieces, k=chosen.randint(0, 12)))
        path = put(names[turn % len(names)], data)
        try:
            read += len(load_benchmark(f"x={path}").items)
        except UsageError:
            continue
    assert read > 5


def test_reading_is_linear(put):
    many = put("f.jsonl", lines({"problem": f"p {n}", "id": n} for n in range(50_000)))
    assert len(load_benchmark(f"x={many}").items) == 50_000
    same = "".join(f"theorem same : {n} = {n} := rfl\n" for n in range(20_000))
    found = load_benchmark(f"x={put('f.lean', same)}").items
    assert [item.id for item in found[:3]] == ["f/same", "f/same~2", "f/same~3"]
    assert len(found) == 20_000
