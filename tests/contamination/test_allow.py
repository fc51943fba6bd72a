"""Allow-lists: read strictly, honoured while an item says what it said, written in one order."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from contamination.made import hit

from proofpile.contamination.allow import AllowList, Entry, merged, read_entries, write_entries
from proofpile.contamination.items import Benchmark, Item
from proofpile.errors import UsageError

ITEMS = (
    Item("toy", "1", {"problem": "How many apples are left?", "answer": "3"}, "toy.jsonl#1"),
    Item("toy", "2", {"problem": "How many pears are left?"}, "toy.jsonl#2"),
)
TOY = Benchmark("toy", ITEMS)
ENTRY = Entry("toy", "1", "problem", ITEMS[0].sha256, "00ff", "d1", "a proverb")


def saved(folder: Path, entries: list[Any], name: str = "allow.json", **more: Any) -> Path:
    path = folder / name
    facts = {"format": 1, "benchmarks": {"toy": TOY.sha256}, "allowed": entries, **more}
    path.write_text(json.dumps(facts))
    return path


def raw(**changed: Any) -> dict[str, Any]:
    facts = {name: getattr(ENTRY, name) for name in Entry.__slots__}
    return {k: v for k, v in {**facts, **changed}.items() if v is not ...}


@pytest.mark.parametrize(
    ("changed", "allowed"),
    [
        ({}, True),
        ({"document": "another", "layer": "llemma", "overlap": 0.5}, True),
        ({"match": "00fe"}, False),
        ({"part": "answer"}, False),
        ({"item": "2"}, False),
        ({"benchmark": "other"}, False),
    ],
)
def test_an_entry_holds_for_the_same_match_in_any_document(
    changed: dict[str, Any], allowed: bool, tmp_path: Path
) -> None:
    listed = AllowList.of([saved(tmp_path, [raw()])], [TOY])
    assert listed.allows(hit(**changed)) is allowed


def test_no_list_allows_nothing() -> None:
    assert not AllowList().allows(hit())
    assert AllowList.of([], [TOY]).facts([]) == {
        **{"file": "", "honoured": 0, "unused": 0, "elsewhere": 0, "stale": []}
    }


def test_what_was_said_of_another_version_of_an_item_is_stale(tmp_path: Path) -> None:
    now = Benchmark("toy", (replace(ITEMS[0], parts={"problem": "How many figs?"}), ITEMS[1]))
    two = raw(item="2", item_sha256=ITEMS[1].sha256)
    path = saved(tmp_path, [raw(), raw(item="77"), two, raw(benchmark="math")])
    listed = AllowList.of([path], [now])
    assert not listed.allows(hit())
    assert listed.allows(hit(item="2"))
    facts = listed.facts([("toy", "2", "problem", "00ff")])
    assert (facts["honoured"], facts["unused"], facts["elsewhere"]) == (1, 0, 1)
    assert [(s["item"], s["why"]) for s in facts["stale"]] == [
        ("1", f"the item changed: it is {now.items[0].sha256} and was {ITEMS[0].sha256}"),
        ("77", "toy has no such item"),
    ]


def test_an_entry_for_a_part_that_the_item_has_not_is_stale(tmp_path: Path) -> None:
    listed = AllowList.of([saved(tmp_path, [raw(part="solution")])], [TOY])
    assert [one.why for one in listed.stale] == ["the item has no solution"]


def test_entries_that_met_nothing_are_unused(tmp_path: Path) -> None:
    listed = AllowList.of([saved(tmp_path, [raw(), raw(match="11")])], [TOY])
    facts = listed.facts([ENTRY.key, ENTRY.key])
    assert (facts["honoured"], facts["unused"]) == (1, 1)


def test_lists_are_read_together_and_the_later_note_stays(tmp_path: Path) -> None:
    one = saved(tmp_path, [raw(note="first"), raw(match="11")], "one.json")
    two = saved(tmp_path, [raw(note="second")], "two.json")
    listed = AllowList.of([one, two], [TOY])
    assert [(e.match, e.note) for e in listed.entries] == [("00ff", "second"), ("11", "a proverb")]
    assert listed.facts([])["file"] == f"{one}, {two}"


def test_what_is_written_is_sorted_read_again_and_not_written_twice(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    entries = [replace(ENTRY, match="22"), ENTRY, replace(ENTRY, item="10", note="ζ, \n and “”")]
    assert write_entries(path, entries, {"toy": "x", "math": "y"})
    assert read_entries(path) == merged([entries]) == sorted(entries)
    before = path.read_bytes()
    assert not write_entries(path, reversed(entries), {"math": "y", "toy": "x"})
    assert path.read_bytes() == before


def test_a_list_without_what_is_stale_can_be_saved(tmp_path: Path) -> None:
    path = saved(tmp_path, [raw(), raw(item="77"), raw(benchmark="math")])
    AllowList.of([path], [TOY]).write(tmp_path / "clean.json")
    clean = AllowList.of([tmp_path / "clean.json"], [TOY])
    assert (len(clean.entries), len(clean.elsewhere), clean.stale) == (1, 1, ())
    assert json.loads((tmp_path / "clean.json").read_text())["benchmarks"] == {"toy": TOY.sha256}


def test_fields_that_are_for_people_may_be_missing(tmp_path: Path) -> None:
    path = saved(tmp_path, [raw(note=..., document=...), raw(match="11", seen="2026")])
    assert [e.note for e in read_entries(path)] == ["", "a proverb"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"\xff\xfe{\0}\0", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'{"format": 1, "allowed": [{"note": "\\ud800"}]}', "no JSON"),
        (b"null", "it holds null"),
        (b"[]", "it holds a list"),
        (b"{}", "format is missing, and this version reads 1"),
        (b'{"format": 2, "allowed": []}', "format is 2, and this version reads 1"),
        (b'{"format": true, "allowed": []}', "format is true"),
        (b'{"format": 1}', "`allowed` is null, and must be a list"),
        (b'{"format": 1, "allowed": {"a": 1}}', "`allowed` is an object"),
    ],
)
def test_what_is_no_allow_list_is_refused(data: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "allow.json"
    path.write_bytes(data)
    with pytest.raises(UsageError) as error:
        AllowList.of([path], [TOY])
    assert str(path) in str(error.value)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (5, "entry 2 is a number, and must be an object"),
        (None, "entry 2 is null"),
        (raw(item=17), "entry 2: item is 17, and must be text"),
        (raw(item_sha256=...), "entry 2: item_sha256 is missing, and must be text"),
        (raw(match=""), "entry 2: match is empty"),
        (raw(match=["a"]), "entry 2: match is a list"),
        (raw(part="question"), 'entry 2: part is "question", and must be one of problem, solution'),
        (raw(note=1.5), "entry 2: note is 1.5"),
        (raw(part="x" * 10_000), 'entry 2: part is "xxxxx'),
    ],
)
def test_a_mistake_is_said_with_its_entry(entry: Any, says: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        read_entries(saved(tmp_path, [raw(), entry]))
    assert says in str(error.value)
    assert len(str(error.value)) < 1000


def test_many_mistakes_are_counted(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"entry 5 is null.*and 995 mistakes more"):
        read_entries(saved(tmp_path, [None] * 1000))


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_list_that_cannot_be_read_is_said(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_entries(tmp_path / name)


def test_a_giant_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "corpus.json"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(UsageError, match="more than an allow-list can have"):
        read_entries(path)


def test_a_list_crosses_to_workers(tmp_path: Path) -> None:
    import pickle

    listed = pickle.loads(pickle.dumps(AllowList.of([saved(tmp_path, [raw()])], [TOY])))
    assert listed.allows(hit())
