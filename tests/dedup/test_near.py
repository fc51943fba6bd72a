"""The search as a whole against the naive one, however its work is cut."""

import orjson
import pyarrow as pa
import pytest
from repeated import documents, jaccard, naive_stars, shards

from proofpile import Document, Drop, Filter, Here, Local
from proofpile.dedup import candidates, sign, verify
from proofpile.errors import BuildError, UsageError

ODD = [("o:empty", ""), ("o:blank", "  "), ("o:one", "one"), ("o:two", "two"), ("o:again", "one")]
# By chance of the buckets a pair near the threshold may be missed: here none may.
SURE = {"num_buckets": 64, "hashes_per_bucket": 4}


def fitted(folder, given, **parameters):
    keep = Filter.load("near_duplicates", **{**SURE, **parameters}).prepare()
    return keep.fit(shards(folder / "shards", given), Here(), folder / "fit")


def removed(keep, given):
    """{id: (twin, Jaccard)}"""
    found = keep.refused([id for id, _ in given])
    return {given[row][0]: (drop.detail, drop.score) for row, drop in found.items()}


def clusters(folder):
    return pa.ipc.open_file(str(folder / "fit" / "clusters.arrow")).read_all().to_pylist()


@pytest.mark.parametrize(
    "cut",
    [
        {},
        {"RUN_DOCUMENTS": 7},
        {"RANGE_ENTRIES": 20},
        {"PAIRS_AT_ONCE": 10, "SHINGLES_AT_ONCE": 500},
        {"RUN_DOCUMENTS": 1, "RANGE_ENTRIES": 1, "PAIRS_AT_ONCE": 1, "SHINGLES_AT_ONCE": 1},
    ],
)
def test_it_is_the_naive_answer_however_it_is_cut(tmp_path, monkeypatch, cut):
    from proofpile.dedup import join, near

    for name, value in cut.items():
        for module in (sign, join, near, candidates, verify):
            monkeypatch.setattr(module, name, value, raising=False)
    given = documents(families=20 if len(cut) == 4 else 60)
    keep = fitted(tmp_path, given)
    assert removed(keep, given) == naive_stars(given)
    assert keep.findings()["removed"] == len(naive_stars(given))


def test_short_documents_are_compared_whole_and_never_lumped(tmp_path):
    given = documents(families=5) + ODD
    found = removed(fitted(tmp_path, given), given)
    short = {id: twin for id, twin in found.items() if id.startswith("o:")}
    assert sorted([*short, *(twin for twin, _ in short.values())]) == ["o:again", "o:one"]
    assert set(short.values()) in ({("o:one", 1.0)}, {("o:again", 1.0)})


def test_the_filter_says_what_the_table_says(tmp_path):
    given = documents()
    keep = fitted(tmp_path, given)
    drops = keep.refused([id for id, _ in given])
    assert drops
    for row, (id, text) in enumerate(given):
        doc = Document(id, text)
        assert keep(doc) == drops.get(row, doc)
    assert keep.refused(["never seen", ""]) == {}
    assert isinstance(next(iter(drops.values())), Drop)


@pytest.mark.parametrize("merge", ["star", "chain"])
def test_clusters_tell_of_every_document_that_is_like_another(tmp_path, merge):
    given = documents()
    keep = fitted(tmp_path, given, merge=merge)
    texts, found, told = dict(given), removed(keep, given), clusters(tmp_path)
    assert {row["id"] for row in told if not row["kept"]} == set(found)
    cluster = {row["id"]: row["cluster"] for row in told}
    for row in told:
        assert row["source"] == row["id"].partition(":")[0]
        assert row["text_bytes"] == len(texts[row["id"]])
        if row["kept"]:
            assert (row["twin"], row["jaccard"]) == (None, None)
        else:
            assert (row["twin"], row["jaccard"]) == found[row["id"]]
            assert row["jaccard"] == jaccard(texts[row["id"]], texts[row["twin"]])
            assert cluster[row["id"]] == cluster[row["twin"]]
    stay = [sum(r["kept"] for r in told if r["cluster"] == c) for c in set(cluster.values())]
    assert (set(stay) == {1}) if merge == "chain" else (min(stay) == 1)


def chain(links=6, words=150, step=18):
    """Texts of which each is like the next and the last is like nothing of the first."""
    text = [f"a{n:04d}" for n in range(words)]
    made = []
    for link in range(links):
        made.append((f"c:{link}", " ".join(text) + " end" * (links - link)))
        text = text[step:] + [f"b{link}{n:03d}" for n in range(step)]
    return made


def test_a_chain_of_weak_links_takes_all_with_chain_and_only_neighbours_with_star(tmp_path):
    given = chain()
    texts = dict(given)
    assert jaccard(texts["c:0"], texts["c:1"]) >= 0.7 > jaccard(texts["c:0"], texts["c:2"])
    by_chain = removed(fitted(tmp_path / "chain", given, merge="chain"), given)
    assert set(by_chain) == {"c:1", "c:2", "c:3", "c:4", "c:5"}
    assert by_chain["c:5"] == ("c:0", jaccard(texts["c:0"], texts["c:5"]))
    by_star = removed(fitted(tmp_path / "star", given), given)
    assert {id: twin for id, (twin, _) in by_star.items()} == {
        "c:1": "c:0",
        "c:3": "c:2",
        "c:5": "c:4",
    }


@pytest.mark.parametrize("most", [2, 5])
def test_a_bucket_too_large_for_all_pairs_still_loses_its_copies(tmp_path, monkeypatch, most):
    monkeypatch.setattr(candidates, "MOST", most)
    text = " ".join(f"w{n}" for n in range(100))
    given = [(f"m:{n:03d}", f"{text} x{n}") for n in range(300)]
    keep = fitted(tmp_path, given, most_removed=1.0)
    found = removed(keep, given)
    assert len(found) == 299
    assert len({twin for twin, _ in found.values()}) == 1
    assert keep.findings()["capped_buckets"] > 0
    assert keep.findings()["candidates"] < 300 * 64


def test_who_stays(tmp_path):
    text = " ".join(f"w{n}" for n in range(100))
    given = [
        ("b:short", text),
        ("a:long", f"{text} and more"),
        ("c:longest", f"{text} and even more"),
    ]
    for n, (parameters, best) in enumerate(
        [
            ({}, "c:longest"),
            ({"prefer": ("b",)}, "b:short"),
            ({"prefer": ("a", "b")}, "a:long"),
        ]
    ):
        found = removed(fitted(tmp_path / str(n), given, **parameters), given)
        assert {twin for twin, _ in found.values()} == {best}
        assert len(found) == 2


def test_the_newest_stays_if_that_is_wanted(tmp_path):
    text = " ".join(f"w{n}" for n in range(100))
    keep = Filter.load("near_duplicates", keep="newest").prepare()
    old = shards(
        tmp_path / "old", [("x:long", f"{text} and more")], 1, {"date": "2019-04-01T00:00:00Z"}
    )
    new = shards(tmp_path / "new", [("x:short", text)], 1, {"date": "2023-01-31"})
    keep = keep.fit([*old, *new], Here(), tmp_path / "fit")
    assert removed(keep, [("x:long", ""), ("x:short", "")]) == {"x:long": ("x:short", 96 / 98)}


def test_a_mark_that_is_not_there_cannot_decide(tmp_path):
    for parameters in ({"keep": "newest"}, {"source_mark": "shelf"}):
        with pytest.raises(
            UsageError,
            match=r"the mark (date|shelf), which the documents do not\s+have; they have id",
        ):
            fitted(tmp_path, documents(3), **parameters)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"threshold": 0.0}, "threshold=0.0: expected a Jaccard over 0"),
        ({"threshold": 1.5}, "threshold=1.5"),
        ({"merge": "ring"}, "merge='ring': expected one of star, chain"),
        ({"keep": "oldest"}, "keep='oldest': expected one of longest, newest"),
        ({"num_buckets": 0}, "num_buckets=0: expected 1 or more"),
        ({"num_buckets": 10_000, "hashes_per_bucket": 10}, "100,000 hashes a document"),
    ],
)
def test_what_cannot_be_worked_with_is_said_at_once(parameters, said):
    with pytest.raises(UsageError, match=said):
        Filter.load("near_duplicates", **parameters).prepare()


def test_repeated_ids_are_refused_and_named(tmp_path):
    given = documents(5)
    given = [*given, (given[0][0], "another text")]
    with pytest.raises(BuildError) as caught:
        fitted(tmp_path, given)
    assert "1 id came more than once" in str(caught.value)
    assert f"{given[0][0]}: row 0 of 00000.arrow, row {(len(given) - 1) // 3:,} of" in str(
        caught.value
    )


def test_a_source_that_would_be_wiped_out_fails_the_build_unless_it_is_allowed(tmp_path):
    text = " ".join(f"w{n}" for n in range(100))
    given = [(f"mirror:{n}", f"{text} {n}") for n in range(200)] + documents(10)
    with pytest.raises(BuildError) as caught:
        fitted(tmp_path / "a", given)
    assert "mirror: 199 of 200 documents" in str(caught.value)
    assert "--allow mirror" in str(caught.value)
    found = removed(fitted(tmp_path / "b", given, allowed=("mirror",)), given)
    assert sum(id.startswith("mirror:") for id in found) == 199


def test_a_large_component_is_an_alarm(tmp_path):
    keep = fitted(tmp_path, documents(), largest_component=5)
    [alarm] = keep.findings()["alarms"]
    assert "a component of 6 near-duplicates is larger than 5" in alarm


def test_the_findings_add_up(tmp_path):
    given = documents() + ODD
    keep = fitted(tmp_path, given)
    facts, told = keep.findings(), clusters(tmp_path)
    assert facts["documents"] == len(given)
    assert facts["short"] == len(ODD)
    assert facts["removed"] == sum(not row["kept"] for row in told)
    assert facts["components"] == len({row["cluster"] for row in told})
    assert sum(facts["component_sizes"].values()) == facts["components"]
    assert sum(facts["curve"]["pairs"]) == facts["candidates"]
    assert facts["edges"] >= sum(not row["kept"] for row in told) - facts["same_tokens"]
    assert sum(lost for _, _, lost in facts["sources"]) == facts["removed"]
    assert {source: had for source, had, _ in facts["sources"]}.get("s0") == sum(
        id.startswith("s0:") for id, _ in given
    )
    orjson.dumps(facts)


def test_pairs_to_look_at_are_of_every_kind_and_true(tmp_path):
    given = documents(200)
    keep = fitted(tmp_path, given)
    texts, found = dict(given), removed(keep, given)
    path = keep.tables()["report/duplicate_pairs.arrow"]
    rows = pa.ipc.open_file(str(path)).read_all().to_pylist()
    assert {row["why"] for row in rows} == {"largest", "near-threshold", "random", "just-under"}
    assert len(rows) <= 60
    for row in rows:
        one, other = row["kept_id"], row["removed_id"]
        assert (row["kept_text"], row["removed_text"]) == (texts[one], texts[other])
        assert row["jaccard"] == jaccard(texts[one], texts[other])
        if row["why"] == "just-under":
            assert row["jaccard"] < 0.7
            assert row["cluster"] is None
        else:
            assert found[other] == (one, row["jaccard"])


def test_an_empty_corpus_and_one_without_duplicates(tmp_path):
    keep = Filter.load("near_duplicates").prepare().fit([], Here(), tmp_path / "none")
    assert keep.refused(["a"]) == {}
    assert keep.findings()["documents"] == 0
    given = [
        ("a:1", " ".join(f"x{n}" for n in range(50))),
        ("a:2", "something else altogether, and more"),
    ]
    keep = fitted(tmp_path, given)
    assert keep.refused(["a:1", "a:2"]) == {}
    assert clusters(tmp_path) == []


def test_workers_find_the_same_bytes(tmp_path):
    given = documents()
    keep = Filter.load("near_duplicates").prepare()
    some = shards(tmp_path / "shards", given)
    one = keep.fit(some, Here(), tmp_path / "here")
    other = keep.fit(some, Local(2), tmp_path / "local")
    assert one.table_sha256 == other.table_sha256
    for name in ("clusters.arrow", "duplicate_pairs.arrow", "findings.json"):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "local" / name).read_bytes()
