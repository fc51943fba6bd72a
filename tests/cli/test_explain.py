"""`proofpile explain`: the story of one document, and honesty about those that left no row."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from duplicated import CLUSTERS, write

from proofpile.cli.side_by_side import MOST_ROWS, display_width, side_by_side
from proofpile.differences import passages
from proofpile.explain import Verdict, explain, place
from proofpile.twins import Cluster, StandsFor

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
        "    the two texts are identical: 13 characters",
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


NEAR = '''
"""Stands in for near_duplicates: of two lines with the same first word, the later one goes."""

from dataclasses import dataclass, replace

from proofpile import Document, Drop, Filter


@dataclass(frozen=True)
class Near(Filter):
    known: tuple[str, ...] = ()
    twins: tuple[str, ...] = ()

    reasons = {"near-duplicate": "another document that stays has nearly the same text"}

    def fit(self, shards, runner, workdir):
        first, gone = {}, {}
        for doc in (doc for shard in shards for doc in shard):
            stays = first.setdefault(doc.text.split()[0], doc.id)
            if stays != doc.id:
                gone[doc.id] = stays
        return replace(self, known=tuple(gone), twins=tuple(gone.values()))

    def __call__(self, doc: Document) -> Document | Drop:
        if doc.id not in self.known:
            return doc
        return Drop("near-duplicate", 0.875, 0.7, self.twins[self.known.index(doc.id)])
'''
LINES = ["alpha " + " ".join(f"w{n}" for n in range(60)) + f" and $x={k}$ so" for k in range(9)]


@pytest.fixture
def near(shop: SimpleNamespace, cli: CLI) -> SimpleNamespace:
    """Nine lines of one cluster, one of its own; the first stays for the other eight."""
    (shop.books / "a.txt").write_text("\n".join(LINES[:2]))
    (shop.books / "b.txt").write_text("\n".join([*LINES[2:], "beta alone"]))
    recipe = shop.books.parent / "near.py"
    recipe.write_text(NEAR)
    where = ("--source", "./shelf.py", "--filter", recipe, "--without", "exact_duplicates")
    cli("build", *where, "--out", shop.out, "--on", "here")
    ids = [*(f"shelf:a.txt@{n}" for n in range(2)), *(f"shelf:b.txt@{n}" for n in range(7))]
    rows = [{"cluster": 3, "id": id, "origin": f"o:{id}", "kept": not n, "twin": ids[0] if n else None}
            for n, id in enumerate(ids)]  # fmt: skip
    write(shop.out / "clusters.arrow", CLUSTERS, [{"cluster": 2, "id": "x", "origin": ""}, *rows])
    return shop


def test_a_near_duplicate_shows_its_twin_its_cluster_and_both_texts(
    near: SimpleNamespace, cli: CLI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "84")
    lines = cli("explain", "shelf:b.txt@3", "--out", near.out).out.splitlines()
    at = lines.index("    Jaccard 0.875, threshold 0.7")
    assert lines[at + 1 : at + 3] == [
        "    its twin is https://books.example/a.txt/0 (shelf:a.txt@0)",
        "    cluster 3, of 9 documents; others: shelf:a.txt@1, shelf:b.txt@0, shelf:b.txt@1, "
        "shelf:b.txt@2, shelf:b.txt@4 …",
    ]
    assert lines[-5:] == [
        "",
        "stays: shelf:a.txt@0                     │ goes: shelf:b.txt@3",
        "… 180 characters the same …",
        "w46 w47 w48 w49 w50 w51 w52 w53 w54 w55  │ w46 w47 w48 w49 w50 w51 w52 w53 w54 w55",
        "w56 w57 w58 w59 and $x={+0+}$ so         │ w56 w57 w58 w59 and $x=[-5-]$ so",
    ]


def test_a_cluster_names_five_others(near: SimpleNamespace) -> None:
    (story,) = explain(near.out, "shelf:b.txt@6").stories
    cluster = story.verdicts[-1].cluster
    assert cluster == Cluster(
        3,
        9,
        ("shelf:a.txt@1", *(f"shelf:b.txt@{n}" for n in range(4))),
        {"shelf:a.txt@0": "o:shelf:a.txt@0"},
    )


def test_what_stays_says_what_it_stands_for(near: SimpleNamespace, cli: CLI) -> None:
    (story,) = explain(near.out, "shelf:a.txt@0").stories
    some = "shelf:a.txt@1", *(f"shelf:b.txt@{n}" for n in range(4))
    assert story.stands_for == (StandsFor("near-duplicate", 8, some),)
    said = cli("explain", "shelf:a.txt@0", "--out", near.out).out
    assert f"    cluster 3, of 9 documents; others: {', '.join(some)} …" in said
    assert f"    stands for 8 documents dropped for near-duplicate: {', '.join(some)} …" in said
    assert "stands for" not in cli("explain", "shelf:b.txt@7", "--out", near.out).out


def test_it_stands_for_equal_texts_as_well(built: SimpleNamespace) -> None:
    (story,) = explain(built.out, "shelf:a.txt@0").stories
    assert story.stands_for == (StandsFor("exact-duplicate", 1, ("shelf:b.txt@1",)),)


def test_without_the_shards_the_beginning_in_the_ledger_has_to_do(
    near: SimpleNamespace, cli: CLI
) -> None:
    shutil.rmtree(near.out / "passes")
    (story,) = explain(near.out, "shelf:b.txt@3").stories
    found = story.verdicts[-1].comparison
    assert found
    assert (found.right_from, found.identical, found.cut) == ("", False, True)
    assert found.characters == len(LINES[5][:280])
    said = cli("explain", "shelf:b.txt@3", "--out", near.out).out
    assert "The text of shelf:b.txt@3 is no longer there: passes/ was removed." in said


def test_a_twin_of_an_earlier_build_is_named_from_the_clusters(
    near: SimpleNamespace, cli: CLI
) -> None:
    for file in (near.out / "documents").rglob("*.arrow"):
        file.write_bytes(file.read_bytes().replace(b"a.txt@0", b"z.txt@0"))
    facts = json.loads((near.out / "manifest.json").read_text())
    facts["shards"] = []
    (near.out / "manifest.json").write_text(json.dumps(facts))
    shutil.rmtree(near.out / "passes")
    said = cli("explain", "shelf:b.txt@3", "--out", near.out).out
    assert "    its twin is o:shelf:a.txt@0 (shelf:a.txt@0)" in said
    assert "compared with: proofpile explain shelf:a.txt@0 --out OLD" in said


def test_json_has_the_regions(near: SimpleNamespace, cli: CLI) -> None:
    found = json.loads(cli("explain", "shelf:b.txt@3", "--out", near.out, "--json").out)
    verdict = found["stories"][0]["verdicts"][-1]
    assert verdict["cluster"]["size"] == 9
    regions = [r for passage in verdict["comparison"]["passages"] for r in passage]
    assert "".join(r["left"] for r in regions) == LINES[0]
    assert "".join(r["right"] for r in regions) == LINES[5]
    assert [r["same"] for r in regions] == [True, True, False, True]


def test_only_blanks_differ(near: SimpleNamespace, cli: CLI) -> None:
    (near.books / "b.txt").write_text(LINES[0].replace(" and ", "   and "))
    recipe = near.books.parent / "near.py"
    where = ("--source", "./shelf.py", "--filter", recipe, "--without", "exact_duplicates")
    cli("build", *where, "--out", near.out, "--on", "here")
    said = cli("explain", "shelf:b.txt@0", "--out", near.out).out
    assert (
        f"No token differs, of {len(LINES[0])} characters; blanks and spellings of formulas are not compared."
        in said
    )


@pytest.mark.parametrize("width", [20, 52, 61, 100, 200])
@pytest.mark.parametrize("coloured", [True, False])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_endless(
    width: int, coloured: bool
) -> None:
    draw = random.Random(4)
    letters = ["word ", "数", "é ", "x" * 30, "\n\n", "$a=1$", "\x1b[2J", "\u202e", "e\u0301"]
    for _ in range(20):
        left, right = ("".join(draw.choices(letters, k=400)) for _ in "lr")
        lines = list(
            side_by_side(passages(left, right, 60), ("stays: " + left, "goes"), width, coloured)
        )
        assert len(lines) < 4 * MOST_ROWS
        for line in lines:
            bare = line
            for code in ("\x1b[32;4m", "\x1b[31;4m", "\x1b[0m"):
                bare = bare.replace(code, "")
            assert "\x1b" not in bare
            assert "\u202e" not in bare
            assert line.startswith("…") or display_width(bare) <= width


def test_what_differs_is_coloured_in_a_terminal() -> None:
    lines = list(side_by_side(passages("a b c", "a d c", 60), ("stays", "goes"), 80, coloured=True))
    assert lines[1] == "a \x1b[32;4mb\x1b[0m c".ljust(38 + 11) + " │ a \x1b[31;4md\x1b[0m c"


def test_a_narrow_terminal_has_one_text_under_the_other() -> None:
    lines = list(
        side_by_side(passages("a b c", "a d c", 60), ("stays", "goes"), 40, coloured=False)
    )
    assert lines == ["+ stays", "- goes", "+ a {+b+} c", "- a [-d-] c"]


def test_many_differences_are_counted_and_not_shown() -> None:
    left, right = (" ".join(f"{'same ' * 40}{sign}{n}" for n in range(90)) for sign in "xy")
    lines = list(side_by_side(passages(left, right, 60), ("stays", "goes"), 80, coloured=False))
    assert lines[-1].startswith("… and ")
    assert lines[-1].endswith(" further differences")
    assert len(lines) < 2 * MOST_ROWS
