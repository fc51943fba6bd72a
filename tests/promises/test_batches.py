"""Documents that stay Arrow batches are read, judged, counted and written as if each were an object."""

from dataclasses import replace

import orjson
import pyarrow as pa
import pytest
from helpers import contents

from proofpile import Filter, Here, Local, Source, build
from proofpile.errors import BuildError, ConservationError
from proofpile.passes import Pass, Vocabulary
from proofpile.shard import documents_of, read_batches, schema

GIVEN = '''
"""Ten thousand documents in two units: as rows, or as batches of a given size."""
from dataclasses import dataclass, field
import pyarrow as pa
from proofpile import Document, Drop, Source
from proofpile.shard import schema

@dataclass(frozen=True)
class Given(Source):
    batch: int = field(default=0, compare=False)
    lost: int = field(default=0, compare=False)
    reasons = {"odd": "one in a hundred is refused by the source"}
    marks = {"n": int, "even": bool, "title": str}
    def units(self):
        return ["a", "b"]
    def label(self, unit):
        return unit
    def read(self, unit):
        rows = [self.row(unit, n) for n in range(5000)]
        columns = schema(self.marks)
        for start in range(0, 5000, self.batch or 100):
            some = rows[start : start + (self.batch or 100)]
            if self.batch:
                yield pa.RecordBatch.from_pylist(some, schema=columns)
            else:
                for row in some:
                    fixed = [row[name] for name in ("id", "text", "origin", "licence")]
                    yield Document(*fixed, {k: row[k] for k in self.marks if row[k] is not None})
            yield Drop("odd", id=f"odd:{unit}{start}", origin=unit)
        return 5000 + -(-5000 // (self.batch or 100)) + self.lost
    def row(self, unit, n):
        text = f"αβ text {n % 1700} of {unit} " * (1 + n % 7)
        marks = {"n": n if n % 3 else None, "even": n % 2 == 0 if n % 5 else None, "title": None}
        return {"id": f"{unit}:{n}", "text": text, "origin": f"o{n}", "licence": "", **marks}
'''
BY_ID = '''
"""Refuses by the last digits of the id; some records are hostile."""
import ctypes, os
from dataclasses import dataclass, field
from proofpile import Document, Drop, Filter

@dataclass(frozen=True)
class ById(Filter):
    hostile: str = ""
    reasons = {"round": "ends in 00", "seven": "ends in 7"}
    def __call__(self, doc):
        if doc.id == "a:4321" and self.hostile in ("raises", "crashes"):
            self.hurt()
        return self.verdict(doc.id) or doc
    def verdict(self, id):
        if id.endswith("00"):
            return Drop("round", score=1.5, threshold=2.0, detail=f"of {id}")
        return Drop("seven") if id.endswith("7") else None
    def hurt(self):
        if self.hostile == "raises":
            raise ValueError("a:4321 cannot be judged")
        ctypes.string_at(0)
'''
ANSWERS = """
    def refused(self, ids):
        if "a:4321" in ids:
            if self.hostile == "unwilling":
                return None
            if self.hostile == "beyond":
                return {len(ids): Drop("seven")}
            if self.hostile == "before":
                return {-1: Drop("seven")}
            if self.hostile:
                self.hurt()
        return {n: drop for n, id in enumerate(ids) if (drop := self.verdict(id))}
"""


@pytest.fixture
def recipes(tmp_path):
    """A source, and a filter that sees documents and one that answers by id: the same text otherwise."""

    def written(kind, name, text):
        (tmp_path / name).mkdir()
        path = tmp_path / name / f"{kind.__name__.lower()}.py"
        path.write_text(text)
        return kind.load(str(path))

    return (
        written(Source, "source", GIVEN),
        written(Filter, "rows", BY_ID),
        written(Filter, "ids", BY_ID + ANSWERS),
    )


def made(out, source, *filters, limit=None, runner=None):
    """The files of the shards that one pass makes of the units."""
    sweep = Pass(out, "pass", source, filters, Vocabulary.of(source, filters), "library", limit)
    shards = [s for s, _ in (runner or Here()).map(sweep, enumerate(source.units()))]
    files = {path.name: path.read_bytes() for path in sorted(out.glob("*.arrow"))}
    facts = [orjson.loads(s.path.with_suffix(".json").read_bytes()) for s in shards]
    return files, [{k: v for k, v in f.items() if k != "made_by"} for f in facts]


@pytest.mark.parametrize("judged", [False, True], ids=["nobody judges", "judged by id"])
def test_rows_and_batches_give_the_same_bytes(recipes, tmp_path, judged):
    source, by_row, by_id = recipes
    rows = made(tmp_path / "rows", replace(source, batch=0), *[by_row] * judged)
    batches = made(tmp_path / "batches", replace(source, batch=100), *[by_id] * judged)
    assert rows == batches
    assert rows[1][0]["read"] == 5050
    assert rows[1][0]["dropped"].get("round") == (49 if judged else None)


@pytest.mark.parametrize("size", [1, 7, 1024, 4000])
def test_the_size_of_the_batches_that_come_does_not_show(recipes, tmp_path, size):
    source, _, by_id = recipes
    made(tmp_path / "made", replace(source, batch=size), by_id)
    for name in ("00000.arrow", "00001.arrow"):
        *full, last = [b.num_rows for b in read_batches(tmp_path / "made" / name)]
        assert set(full) == {1024}
        assert sum(full) + last == 5000 - 49 - 500


@pytest.mark.parametrize("hostile", ["raises", "crashes", "unwilling", "beyond", "before"])
def test_what_goes_wrong_with_a_batch_is_charged_to_its_record(recipes, tmp_path, hostile):
    source, by_row, by_id = (replace(r) for r in recipes)
    filters = [replace(f, hostile=hostile) for f in (by_row, by_id)]
    found = [
        made(tmp_path / f"{n}", replace(source, batch=500), keep, runner=Local(1))
        for n, keep in enumerate(filters)
    ]
    assert found[0] == found[1]
    reason = {"raises": "filter-error", "crashes": "crash"}.get(hostile)
    assert [facts["dropped"].get(reason) for facts in found[1][1]] == [1 if reason else None, None]


def test_two_filters_judge_in_their_order(recipes, tmp_path):
    source, by_row, by_id = recipes
    again = tmp_path / "again.py"
    again.write_text(
        BY_ID.replace('"round"', '"hundred"').replace('"seven"', '"digit"').replace("ById", "Again")
        + ANSWERS.replace('"seven"', '"digit"')
    )
    found = [
        made(tmp_path / keep.name / str(n), source, keep, Filter.load(str(again)))
        for n, keep in enumerate((by_row, by_id))
    ]
    assert found[0] == found[1]
    assert set(found[1][1][0]["dropped"]) == {"odd", "round", "seven"}


def test_a_large_batch_is_never_objects_all_at_once(recipes, tmp_path, monkeypatch):
    seen = []

    def looked_at(batch):
        seen.append(batch.num_rows)
        return documents_of(batch)

    monkeypatch.setattr("proofpile.passes.documents_of", looked_at)
    made(tmp_path / "made", replace(recipes[0], batch=5000), recipes[1])
    assert seen == [1024, 1024, 1024, 1024, 904] * 2


@pytest.mark.parametrize(("limit", "read"), [(1, 1), (150, 150), (4000, 4000), (9999, 5050)])
def test_the_limit_cuts_a_batch(recipes, tmp_path, limit, read):
    source = replace(recipes[0], batch=100)
    _, facts = made(tmp_path / "made", source, limit=limit)
    assert [f["read"] for f in facts] == [read, read]


def test_a_row_that_is_missing_fails_the_build(recipes, tmp_path):
    source = replace(recipes[0], batch=100, lost=1)
    with pytest.raises(ConservationError, match=r"saw 5,051 records in a and gave 5,050"):
        build(source, tmp_path / "out", Here())


def test_a_build_of_batches_is_a_build_of_rows(recipes, tmp_path):
    source = replace(recipes[0])
    filters = [Filter.load("exact_duplicates")]
    for size in (0, 100):
        build(replace(source, batch=size), tmp_path / str(size), Here(), filters=filters)
    assert contents(tmp_path / "0") == contents(tmp_path / "100")


ROW = {"id": "a", "text": "b", "origin": "", "licence": ""}
BROKEN = [
    ([{**ROW, "text": None}], schema({}), "column text is null in 1 rows"),
    ([{**ROW, "id": None}, ROW], schema({}), "column id is null in 1 rows"),
    ([{**ROW, "m": 1}], schema({"m": int}), "column 'm' is unknown or there twice"),
    (
        [ROW],
        pa.schema([*schema({}), pa.field("id", pa.string())]),
        "'id' is unknown or there twice",
    ),
    ([{"id": "a", "text": "b"}], pa.schema(list(schema({}))[:2]), "there is no column origin"),
    (
        [{**ROW, "n": 1.5}],
        pa.schema([*schema({}), pa.field("n", pa.float64())]),
        "column n must be int64, not double",
    ),
]


def reading(batch):
    """What a source's `read` gives: this batch."""
    yield batch


@pytest.mark.parametrize(("rows", "columns", "message"), BROKEN)
def test_a_batch_that_is_none_of_documents_fails_the_build(
    recipes, tmp_path, monkeypatch, rows, columns, message
):
    arrays = [pa.array([row.get(f.name) for row in rows], f.type) for f in columns]
    batch = pa.RecordBatch.from_arrays(arrays, schema=columns)
    monkeypatch.setattr(type(recipes[0]), "read", lambda self, unit: reading(batch))
    with pytest.raises(BuildError, match="gave a record batch from a .*" + message):
        build(recipes[0], tmp_path / "out", Here())


def test_text_that_is_not_utf_8_fails_the_build(recipes, tmp_path, monkeypatch):
    columns = schema({})
    arrays = [pa.array([row], f.type) for row, f in zip("abcd", columns, strict=True)]
    arrays[1] = pa.array([b"\xff\xfe"], pa.large_binary()).view(pa.large_string())
    batch = pa.RecordBatch.from_arrays(arrays, schema=columns)
    monkeypatch.setattr(type(recipes[0]), "read", lambda self, unit: reading(batch))
    with pytest.raises(BuildError, match=r"gave a record batch from a .*Invalid UTF8"):
        build(recipes[0], tmp_path / "out", Here())


def test_marks_that_a_batch_lacks_are_null(recipes, tmp_path, monkeypatch):
    batch = pa.RecordBatch.from_pylist([ROW], schema=schema({}))
    monkeypatch.setattr(type(recipes[0]), "read", lambda self, unit: reading(batch))
    made(tmp_path / "made", recipes[0])
    (found,) = read_batches(tmp_path / "made" / "00000.arrow")
    assert found.to_pylist() == [{**ROW, "even": None, "n": None, "title": None}]
