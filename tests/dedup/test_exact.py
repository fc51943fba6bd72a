import random

import numpy as np
import pytest

from proofpile import Document, Filter, Here, Local, Shard
from proofpile.dedup import exact
from proofpile.dedup.exact import twin_of, write_twins


def shard(folder, number, texts):
    docs = [Document(f"{number}#{row}", text) for row, text in enumerate(texts)]
    return Shard.write(
        folder / f"{number:05d}.arrow", docs, "me", marks={}, pass_name="t", owners={}
    )


def naive(shards):
    first, twins = {}, {}
    for doc in (doc for s in shards for doc in s):
        twins[doc.id] = first.setdefault(doc.text, doc.id)
    return {id: twin for id, twin in twins.items() if id != twin}


@pytest.mark.parametrize("entries", [3_000_000, 50, 1])
def test_the_answer_is_the_naive_one_however_it_is_cut(tmp_path, monkeypatch, entries):
    monkeypatch.setattr(exact, "RANGE_ENTRIES", entries)
    chance = random.Random(1)
    shards = [
        shard(tmp_path, n, [f"text {chance.randrange(90)}" for _ in range(chance.randrange(60))])
        for n in range(6)
    ]
    path, _ = write_twins(shards, Here(), tmp_path / "fit")
    found = {doc.id: twin_of(str(path), doc.id) for s in shards for doc in s}
    assert {id: twin for id, twin in found.items() if twin} == naive(shards)


def test_no_duplicates_and_no_documents(tmp_path):
    shards = [shard(tmp_path, 0, ["a", "b"]), shard(tmp_path, 1, [])]
    path, _ = write_twins(shards, Here(), tmp_path / "fit")
    assert len(np.load(path)) == 0
    assert twin_of(str(path), "0#0") is None


def test_every_runner_learns_the_same(tmp_path):
    shards = [shard(tmp_path, n, ["same", f"own {n}", "same"]) for n in range(3)]
    a = write_twins(shards, Here(), tmp_path / "a")
    b = write_twins(shards, Local(2), tmp_path / "b")
    assert a[1] == b[1]


def test_texts_that_differ_by_a_byte_are_different(tmp_path):
    shards = [shard(tmp_path, 0, ["x", "x ", "X", "", "\0", "x"])]
    path, _ = write_twins(shards, Here(), tmp_path / "fit")
    assert [twin_of(str(path), f"0#{n}") for n in range(6)] == [None] * 5 + ["0#0"]


def test_the_filter_names_the_twin(tmp_path):
    shards = [shard(tmp_path, 0, ["same"]), shard(tmp_path, 1, ["same", "other"])]
    fitted = Filter.load("exact_duplicates").fit(shards, Here(), tmp_path / "fit")
    drop = fitted(Document("1#0", "same"))
    assert (drop.reason, drop.detail) == ("exact-duplicate", "0#0")
    assert fitted(Document("0#0", "same")) == Document("0#0", "same")
    assert fitted.fingerprint != Filter.load("exact_duplicates").fingerprint


def test_a_batch_of_ids_is_judged_as_each_document_is(tmp_path):
    chance = random.Random(2)
    texts = [[f"text {chance.randrange(40)}" for _ in range(30)] for _ in range(3)]
    shards = [shard(tmp_path, n, some) for n, some in enumerate(texts)]
    fitted = Filter.load("exact_duplicates").fit(shards, Here(), tmp_path / "fit")
    docs = [doc for s in shards for doc in s] + [Document("elsewhere#0", texts[0][0])]
    alone = {n: out for n, doc in enumerate(docs) if (out := fitted(doc)) is not doc}
    assert fitted.refused([doc.id for doc in docs]) == alone
    assert 0 < len(alone) < len(docs)
    assert fitted.refused([]) == {}
