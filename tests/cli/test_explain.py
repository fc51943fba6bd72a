"""`proofpile explain`: the story of one document, and honesty about those that left no row."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from proofpile.explain import Verdict, explain, place

CLI = Callable[..., SimpleNamespace]


@pytest.mark.parametrize(
    ("id", "want"),
    [
        ("openwebmath:CC/x.warc.gz@8812", ("CC/x.warc.gz", 8812)),
        ("web:https://a.org:80/@me/x.warc@7", ("https://a.org:80/@me/x.warc", 7)),
        ("textbooks:1.txt#3", ("1.txt", None)),
        ("nothing", ("", None)),
    ],
)
def test_an_id_names_a_place(id: str, want: tuple[str, int | None]) -> None:
    assert place(id) == want


def test_a_kept_document(built: SimpleNamespace) -> None:
    (story,) = explain(built.out, "shelf:b.txt@0").stories
    assert story.kept
    assert (story.origin, story.unit, story.offset) == (
        "https://books.example/b.txt/0",
        "b.txt",
        0,
    )
    assert story.verdicts == (Verdict("shelf"), Verdict("exact_duplicates"))
    assert (story.split, story.file) == ("train", "documents/train/part-00000-of-00001.arrow")
    assert story.marks == {"licence": "CC0-1.0", "words": 3}
    assert story.excerpt == "seven eight nine"


def test_a_refusal_shows_its_score_against_the_threshold(built: SimpleNamespace) -> None:
    (story,) = explain(built.out, "https://books.example/a.txt/1").stories
    assert not story.kept
    assert story.verdicts == (
        Verdict("shelf", "shelf", "short", "the line is too short", 1.0, 2.0),
    )
    assert story.excerpt == "one"


def test_a_duplicate_names_its_twin(built: SimpleNamespace, cli: CLI) -> None:
    (story,) = explain(built.out, "shelf:b.txt@1").stories
    assert story.verdicts[0] == Verdict("shelf")
    verdict = story.verdicts[1]
    assert (verdict.reason, verdict.detail) == ("exact-duplicate", "shelf:a.txt@0")
    assert verdict.twin == "https://books.example/a.txt/0"
    said = cli("explain", "shelf:b.txt@1", "--out", built.out).out
    assert said.splitlines() == [
        "shelf:b.txt@1",
        "  origin  https://books.example/b.txt/1",
        "  read    in b.txt, at byte 1",
        "  passed  shelf",
        "  DROPPED in pass exact_duplicates, by exact_duplicates: exact-duplicate",
        "    an earlier document of the corpus has the same text",
        "    its twin is https://books.example/a.txt/0 (shelf:a.txt@0)",
        "  begins  one two three",
    ]


def test_a_url_read_twice_has_two_stories(shop: SimpleNamespace, cli: CLI) -> None:
    text = shop.recipe.read_text()
    shop.recipe.write_text(text.replace('partition(":")[2].replace("@", "/")', 'partition("@")[2]'))
    cli("build", "--source", "./shelf.py", "--out", shop.out, "--on", "here")
    stories = explain(shop.out, "https://books.example/0").stories
    assert [s.id for s in stories] == ["shelf:a.txt@0", "shelf:b.txt@0"]


def test_what_was_only_counted_is_said_to_be(built: SimpleNamespace, cli: CLI) -> None:
    found = explain(built.out, "https://books.example/a.txt/3")
    assert (found.stories, found.counted_only, found.read) == ((), {"silent": 2}, 8)
    said = cli("explain", "https://books.example/a.txt/3", "--out", built.out, code=1).out
    assert "the build lists no document of this id or origin" in said
    assert "Of 8 records it read, it refused 2 early and counted them" in said
    assert "  silent  2" in said
    assert "Near it:\n  https://books.example/a.txt/" in said


def test_near_it_are_pages_of_the_same_host_only(built: SimpleNamespace) -> None:
    near = explain(built.out, "https://books.example/b.txt/00").near
    assert near[0] == "https://books.example/b.txt/0"
    assert len(near) == 5
    assert explain(built.out, "https://elsewhere.example/b.txt/0").near == ()


def test_near_an_id_are_those_of_its_unit(built: SimpleNamespace) -> None:
    assert set(explain(built.out, "shelf:a.txt@9").near) >= {"shelf:a.txt@0", "shelf:a.txt@2"}


def test_a_build_that_lists_everything_says_that_it_was_not_there(
    shop: SimpleNamespace, cli: CLI
) -> None:
    for book in shop.books.iterdir():
        book.write_text(book.read_text().replace("hush", "hush-hush"))
    cli("build", "--source", "./shelf.py", "--out", shop.out, "--on", "here")
    said = cli("explain", "shelf:z.txt@1", "--out", shop.out, code=1).out
    assert "It lists every one of the 8 records it read: this was not among them." in said


def test_json(built: SimpleNamespace, cli: CLI) -> None:
    found = json.loads(cli("explain", "shelf:a.txt@1", "--out", built.out, "--json").out)
    assert found["stories"][0]["verdicts"][0]["reason"] == "short"


def test_a_folder_without_a_build_is_refused(cli: CLI, tmp_path: Path) -> None:
    said = cli("explain", "x", "--out", tmp_path, code=2)
    assert "holds no finished build" in said.err


def test_a_kept_document_shows_the_lines_that_its_marks_were_above(
    built: SimpleNamespace, cli: CLI
) -> None:
    path = built.out / "manifest.json"
    facts = json.loads(path.read_text())
    cut = {"by": "shelf", "mark": "words", "parameter": "least", "value": 2, "keeps": "at-least"}
    path.write_text(json.dumps(facts | {"cuts": {"short": cut}}))
    said = cli("explain", "shelf:b.txt@0", "--out", built.out).out
    assert "    words = 3  (at least 2: shelf.least)" in said.splitlines()
