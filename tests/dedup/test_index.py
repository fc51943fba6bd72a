"""A new corpus against older ones: what they have goes, they stay, and an index saves reading them."""

import json

import pyarrow as pa
import pytest
from helpers import contents
from repeated import documents, jaccard

from proofpile import Filter, Here, Source, build
from proofpile.dedup import sign
from proofpile.dedup.index import write_index
from proofpile.errors import UsageError
from proofpile.manifest import Manifest
from proofpile.shard import read_documents

SURE = {"num_buckets": 64, "hashes_per_bucket": 4}


def corpus(path, given):
    path.write_text("".join(json.dumps({"id": id, "text": text}) + "\n" for id, text in given))
    return path


def deduplicate(path, out, **parameters):
    keep = Filter.load("near_duplicates", **SURE, **parameters)
    source = Source.load("documents", inputs=(str(path),))
    build(source, out, Here(), filters=[keep], held_out=(0, 0), max_errors=1)
    return {
        doc.id
        for shard in Manifest.load(out).facts["shards"]
        for doc in read_documents(out / shard["file"])
    }


def dropped(out):
    rows = [
        row
        for part in Manifest.load(out).facts["ledgers"]
        for row in pa.ipc.open_file(str(out / part["file"])).read_all().to_pylist()
    ]
    return {row["id"]: (row["detail"], row["score"]) for row in rows}


@pytest.fixture
def months(tmp_path):
    """Two corpora with families in common, the first deduplicated."""
    given = documents(80)
    first, second = given[: len(given) // 2], given[len(given) // 2 :]
    second = [(f"new-{id}", text) for id, text in second]
    old = tmp_path / "old"
    kept = deduplicate(corpus(tmp_path / "first.jsonl", first), old)
    return old, kept, dict(first), corpus(tmp_path / "second.jsonl", second), dict(second)


def test_what_the_older_corpus_has_goes_and_names_the_older_id(months, tmp_path):
    old, kept, first, second, texts = months
    before = contents(old)
    new = deduplicate(second, tmp_path / "new", against=(str(old),))
    gone = dropped(tmp_path / "new")
    assert set(gone) | new == set(texts)
    assert any(twin in first for twin, _ in gone.values())
    for id, (twin, score) in gone.items():
        assert twin in kept | new
        assert score == jaccard(texts[id], {**first, **texts}[twin])
    for id in new:
        assert all(jaccard(texts[id], first[twin]) < 0.7 for twin in kept)
    assert contents(old) == before


def test_clusters_say_who_is_of_the_older_corpus(months, tmp_path):
    old, kept, _, second, _ = months
    deduplicate(second, tmp_path / "new", against=(str(old),))
    rows = pa.ipc.open_file(str(tmp_path / "new" / "clusters.arrow")).read_all().to_pylist()
    of_old = [row for row in rows if row["old"]]
    assert of_old
    assert all(row["kept"] and row["id"] in kept for row in of_old)
    with_new = {row["cluster"] for row in rows if not row["old"]}
    assert {row["cluster"] for row in of_old} <= with_new


def test_an_index_gives_the_same_and_the_old_texts_are_not_signed_again(
    months, tmp_path, monkeypatch
):
    old, _, _, second, _ = months
    deduplicate(second, tmp_path / "without", against=(str(old),))
    search = Filter.load("near_duplicates", source_mark="", **SURE).search()
    folder = write_index(old, search.parameters, search.ranking, Here())
    assert folder.parent == old / "index"
    signed = []
    call = sign.Sign.__call__
    monkeypatch.setattr(
        sign.Sign, "__call__", lambda self, item: signed.append(item) or call(self, item)
    )
    deduplicate(second, tmp_path / "with", against=(str(old),))
    assert [number for number, _ in signed] == [0]
    assert contents(tmp_path / "with") == contents(tmp_path / "without")


def test_an_index_is_made_once_and_follows_the_corpus(months, tmp_path):
    old, *_ = months
    search = Filter.load("near_duplicates", **SURE).search()
    folder = write_index(old, search.parameters, search.ranking, Here())
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    (folder / ("0" * 64)).mkdir()
    write_index(old, search.parameters, search.ranking, Here())
    after = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert set(after) == set(before)
    assert {p: t for p, t in after.items() if p.is_file()} == {
        p: t for p, t in before.items() if p.is_file()
    }


def test_other_parameters_do_not_take_an_index_for_theirs(months, tmp_path):
    old, _, _, second, _ = months
    search = Filter.load("near_duplicates", num_buckets=10, hashes_per_bucket=3).search()
    write_index(old, search.parameters, search.ranking, Here())
    assert deduplicate(second, tmp_path / "a", against=(str(old),)) == deduplicate(
        second, tmp_path / "b", against=(str(old),)
    )


def test_documents_that_repeat_within_the_older_corpus_are_let_be(tmp_path):
    given = documents(10)
    old = tmp_path / "old"
    build(
        Source.load("documents", inputs=(str(corpus(tmp_path / "a.jsonl", given)),)),
        old,
        Here(),
        filters=[],
        held_out=(0, 0),
    )
    fresh = [("fresh", "nothing of this was ever said before by anybody, I should think")]
    new = deduplicate(corpus(tmp_path / "b.jsonl", fresh), tmp_path / "new", against=(str(old),))
    assert new == {"fresh"}
    rows = pa.ipc.open_file(str(tmp_path / "new" / "clusters.arrow")).read_all()
    assert rows.num_rows == 0


def test_a_folder_without_a_build_is_refused_before_anything_is_read(tmp_path):
    path = corpus(tmp_path / "a.jsonl", documents(2))
    with pytest.raises(UsageError, match="holds no finished build"):
        deduplicate(path, tmp_path / "out", against=(str(tmp_path / "nothing"),))


def test_another_older_corpus_is_another_search(months, tmp_path):
    old, _, _, second, _ = months
    out = tmp_path / "new"
    alone = deduplicate(second, out)
    assert deduplicate(second, out, against=(str(old),)) < alone
    assert deduplicate(second, out) == alone
