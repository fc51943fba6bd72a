"""`proofpile explain`: what a document holds of benchmarks, beside their items, and what was cut of it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from proofpile.cli.explain_leaks import told
from proofpile.contamination.allow import read_entries
from proofpile.differences import Region
from proofpile.explain import explain
from proofpile.leaks import SHOWN, Facing, Leak, Leaks

CLI = Callable[..., SimpleNamespace]

PROBLEM = (
    "A lighthouse keeper polishes 14 brass lanterns every Monday and carries 9 barrels of whale oil up the "
    "spiral staircase. How many barrels has he carried after 6 weeks of stormy weather?"
)
SOLUTION = (
    "Each week the keeper climbs the spiral staircase with 9 barrels of whale oil, and therefore after 6 "
    "stormy weeks the tower has received 9 times 6 barrels, which makes 54 barrels altogether."
)
TWIN = PROBLEM.replace("14", "35").replace(" 9 ", " 17 ").replace(" 6 ", " 8 ")
LINES = [
    f"Somebody copied this out of a quiz. {PROBLEM} Nobody answered.",
    f"An essay about towers began here. {SOLUTION} And then it went on about gulls.",
    f"An old reader has this one. {TWIN} It is on page nine.",
    "Nothing of any benchmark is in this line about bread.",
]


@pytest.fixture
def leaky(shop: SimpleNamespace, cli: CLI) -> SimpleNamespace:
    """Four lines: one dropped, one cut, one with a twin, one with nothing."""
    (shop.books / "a.txt").write_text("\n".join(LINES))
    (shop.books / "b.txt").unlink()
    item = {"id": "lantern", "problem": PROBLEM, "solution": SOLUTION}
    (shop.books.parent / "quiz.jsonl").write_text(json.dumps(item))
    shop.how = ("--source", "./shelf.py", "--filter", "contamination", "--on", "here",
                "--set", "contamination.canaries=0", "--benchmark", "quiz=quiz.jsonl",
                "--policy", "solution=cut-passage", "--out", shop.out)  # fmt: skip
    cli("build", *shop.how)
    return shop


def said(cli: CLI, shop: SimpleNamespace, line: int) -> list[str]:
    """What is told of a line of the book."""
    lines: list[str] = cli("explain", f"shelf:a.txt@{line}", "--out", shop.out).out.splitlines()
    return lines


def test_what_was_dropped_stands_beside_its_item(
    leaky: SimpleNamespace, cli: CLI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "84")
    lines = said(cli, leaky, 0)
    assert "  DROPPED in pass contamination, by contamination: contaminated" in lines
    assert "    overlap 1" in lines
    at = lines.index("benchmarks: 2 hits of 1 item")
    head = "item verdict layer overlap bits overlooked action"
    assert " ".join(lines[at + 1].split()) == head
    rows = [line.split() for line in lines[at + 2 : at + 4]]
    assert {row[4] for row in rows} == {"llemma", "words"}
    assert {(row[0], row[1], row[2], row[3], row[5], row[8]) for row in rows} == {
        ("quiz", "lantern", "(problem)", "contaminated", "1.00", "drop-document")
    }
    start = LINES[0].index(PROBLEM)
    at = lines.index(
        f"item: quiz lantern (problem)             │ document, characters {start} to {start + len(PROBLEM)}"
    )
    assert lines[at + 1] == (
        "A lighthouse keeper polishes 14 brass    │ A lighthouse keeper polishes 14 brass"
    )
    assert not any("{+" in line or "[-" in line for line in lines)


def test_its_allow_list_is_told_and_holds(leaky: SimpleNamespace, cli: CLI) -> None:
    text = "\n".join(said(cli, leaky, 0))
    allow = leaky.books.parent / "allow-list.json"
    allow.write_text(text[text.index('{"format": 1') :])
    (entry,) = read_entries(allow)
    assert (entry.benchmark, entry.item, entry.part) == ("quiz", "lantern", "problem")
    assert entry.document == "shelf:a.txt@0"
    told_of = cli("build", *leaky.how, "--allow", allow).out
    assert f"  allowed by {allow}: 1 honoured (2 hits), 0 met nothing, 0 stale" in told_of
    lines = said(cli, leaky, 0)
    assert any(line.startswith("  KEPT ") for line in lines)
    assert {line.split()[3] for line in lines if line.startswith("  quiz lantern")} == {"allowed"}
    assert not any("allow-list" in line for line in lines)


def test_what_was_cut_is_shown_with_its_item(leaky: SimpleNamespace, cli: CLI) -> None:
    lines = said(cli, leaky, 1)
    assert "    passages_cut = 1" in lines
    start = LINES[1].index(SOLUTION)
    at = lines.index(
        f"REMOVED characters {start} to {start + len(SOLUTION)}, for quiz lantern (solution):"
    )
    assert lines[at + 1] == f"  {SOLUTION}"
    assert any(line.endswith("cut-passage") for line in lines)
    (story,) = explain(leaky.out, "shelf:a.txt@1").stories
    assert story.leaks
    assert [one.items for one in story.leaks.removed] == [(("quiz", "lantern", "solution"),)]


def test_a_twin_that_stays_is_told_with_its_numbers(leaky: SimpleNamespace, cli: CLI) -> None:
    lines = said(cli, leaky, 2)
    assert any(line.startswith("  KEPT ") for line in lines)
    assert any("template  numbers" in line and "numbers are others" in line for line in lines)
    assert any("{+14+}" in line and "[-35-]" in line for line in lines)
    assert not any("REMOVED" in line or "allow-list" in line for line in lines)


def test_of_a_document_without_hits_nothing_is_told(leaky: SimpleNamespace, cli: CLI) -> None:
    assert explain(leaky.out, "shelf:a.txt@3").stories[0].leaks is None
    assert not any(line.startswith("benchmarks:") for line in said(cli, leaky, 3))


def test_as_json(leaky: SimpleNamespace, cli: CLI) -> None:
    found = json.loads(cli("explain", "shelf:a.txt@2", "--out", leaky.out, "--json").out)
    leaks = found["stories"][0]["leaks"]
    assert leaks["hits"][0]["verdict"] == "template"
    regions = leaks["facing"][0]["regions"]
    assert "".join(one["left"] for one in regions) == PROBLEM


def test_without_the_tables_the_rest_is_told(leaky: SimpleNamespace, cli: CLI) -> None:
    (leaky.out / "contamination" / "items.arrow").unlink()
    lines = said(cli, leaky, 0)
    assert "benchmarks: 2 hits of 1 item" in lines
    assert not any("│" in line for line in lines)
    shutil.rmtree(leaky.out / "contamination")
    assert "benchmarks: 2 hits of 1 item" not in said(cli, leaky, 0)


def leak(number: int, **changed: object) -> Leak:
    """A hit of an item of that number."""
    values = {"benchmark": "quiz", "item": str(number), "part": "problem", "item_sha256": "0" * 16,
              "layer": "words", "n": 9, "overlap": 1.0, "bits": 99.0, "verdict": "contaminated",
              "normalisation": "none", "detail": "", "action": "drop-document", "match": "1" * 16,
              "doc_start": 0, "doc_end": 9} | changed  # fmt: skip
    return Leak(**values)  # type: ignore[arg-type]


def test_many_hits_are_counted_and_hostile_texts_are_shown() -> None:
    hits = tuple(leak(n, item=f"\x1b[2J{n}", detail="a\u202eb") for n in range(500))
    regions = [Region("\x1b[31m left", "\x1b[31m right", same=False)]
    facing = tuple(Facing(one, regions, cut=True) for one in hits[:SHOWN])
    story = SimpleNamespace(id="x\x1b[2J", leaks=Leaks(hits, facing, ()))
    lines = list(told(story, 90, coloured=False))  # type: ignore[arg-type]
    assert "  … and 488 further hits, in contamination/hits.arrow" in lines
    assert "… and 497 further parts of items, which contamination/items.arrow has" in lines
    assert not any("\x1b" in line or "\u202e" in line for line in lines)


def test_hits_of_a_file_in_many_batches(leaky: SimpleNamespace, tmp_path: Path) -> None:
    import pyarrow as pa

    path = leaky.out / "contamination" / "hits.arrow"
    with pa.OSFile(str(path)) as file:
        table = pa.ipc.open_file(file).read_all()
    path.unlink()
    with pa.ipc.new_file(str(path), table.schema) as file:
        for row in range(table.num_rows):
            file.write_table(table.slice(row, 1))
    (story,) = explain(leaky.out, "shelf:a.txt@0").stories
    assert story.leaks
    assert len(story.leaks.hits) == 2
