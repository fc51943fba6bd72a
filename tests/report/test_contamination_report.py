"""What goes into the page of hits, and what the report of a build says of benchmarks."""

import json
import re
import shutil
import time
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from clicking import shown, written
from contaminated import Made
from duplicated import write

from proofpile.errors import UsageError
from proofpile.manifest import Manifest
from proofpile.report import contamination
from proofpile.report.build import write_report
from proofpile.report.contamination import Found, domain, write_page
from proofpile.report.passages import CONTEXT, pieces, stitched

# What goes into a page


def test_the_hits_that_tell_most_are_on_the_page(small_one, tmp_path, monkeypatch, chromium):
    monkeypatch.setattr(contamination, "MOST_HITS", 40)
    path = written(small_one, tmp_path)
    page = chromium.open(path.as_uri())
    hits = small_one.hits
    order = sorted(
        range(300), key=lambda n: (hits[n]["verdict"] != "contaminated", -hits[n]["overlap"])
    )
    rows = {hit["row"] for hit in Found.of(tmp_path).hits}
    assert rows == set(order[:40])
    assert shown(page) == 40
    assert "Here are the 40 hits that tell most, of 300" in page.text("#hits")
    assert "over the hits that are on this page" in page.text("#sources")


def test_a_report_without_hits_or_with_one_has_a_page(tmp_path, chromium):
    made = Made()
    item = made.item("gsm8k", "1", "problem", "A short one")
    for number in range(2):
        page = chromium.open(written(made, tmp_path / str(number), canaries=None).as_uri())
        assert shown(page) == number
        assert "NaN" not in page.value("document.documentElement.outerHTML")
        for pressed in "jkftu":
            page.press(pressed)
        assert page.complaints == []
        made.hit(item, "d", "", before="", after="")
    assert "No canaries were planted" in page.text("#canaries")


def test_numbers_that_are_none_do_not_cost_the_page(tmp_path, chromium):
    made = Made()
    for value in (float("nan"), float("inf")):
        made.hit(made.item("gsm8k", "1", "problem", "a b c"), "d", "", overlap=value, bits=value)
    page = chromium.open(written(made, tmp_path, curve={}).as_uri())
    assert shown(page) == 2
    assert page.complaints == []


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("https://www.maths.uni.example.co.uk/a?b", "example.co.uk"),
        ("https://10.0.0.7:80/x", "10.0.0.7"),
        ("corpus.jsonl#7", ""),
        ("", ""),
        ("https://", ""),
    ],
)
def test_domains(origin, name):
    assert domain(origin) == name


def test_an_item_that_is_not_there_is_said_and_cannot_be_allowed(tmp_path, chromium):
    made = Made()
    made.hit(made.item("gsm8k", "1", "problem", "a b c"), "d", "", verdict="partial")
    made.items.clear()
    page = chromium.open(f"{written(made, tmp_path).as_uri()}#hit=0")
    assert page.text("#item-text") == "What this item says is not in the report."
    page.press("f")
    assert page.text("#lost").startswith("1 mark cannot go into a list")
    assert page.value("document.getElementById('save').disabled")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda f: (f / "report.json").unlink(), "holds no report of contamination"),
        (lambda f: (f / "report.json").write_text("{"), "is no JSON"),
        (lambda f: (f / "report.json").write_text("[]"), "is of format 'list', and not 1"),
        (lambda f: (f / "report.json").write_text('{"format": 9}'), "is of format 9, and not 1"),
        (lambda f: (f / "hits.arrow").unlink(), "hits.arrow is not there"),
        (lambda f: (f / "hits.arrow").write_bytes(b"ARROW1 no"), "is no file of hits"),
        (lambda f: (f / "hits.arrow").write_bytes(b""), "is no file of hits"),
        (lambda f: (f / "hits.arrow").write_bytes((f / "items.arrow").read_bytes()), "is no file of hits"),
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused(small_one, tmp_path, damage, said):
    small_one.write(tmp_path)
    damage(tmp_path)
    with pytest.raises(UsageError, match=said):
        write_page(tmp_path)
    assert not (tmp_path / "index.html").exists()


def test_the_same_report_gives_the_same_bytes(small_one, tmp_path):
    one, two = (written(small_one, tmp_path / name).read_bytes() for name in "ab")
    assert one == two
    assert str(tmp_path).encode() not in one


def test_pieces_are_what_lies_around_spans():
    text = "".join(chr(97 + n % 26) for n in range(20_000))
    assert pieces(text, 7, [(10, 20)], 20_000) == [(7, text)]
    spans = [(5000, 5100, 0, 0), (5200, 5300, 0, 0), (15_000, 15_010, 0, 0)]
    assert pieces(text, 0, spans, 5_000) == [
        (5000 - CONTEXT, text[5000 - CONTEXT : 5300 + CONTEXT]),
        (15_000 - CONTEXT, text[15_000 - CONTEXT : 15_010 + CONTEXT]),
    ]
    long = pieces(text, 0, [(100, 19_000, 0, 0)], 1000)
    assert [len(piece) for _, piece in long] == [500, 500]
    assert long[1][0] + 500 == 19_000 + CONTEXT
    assert pieces(text, 50, [], 100) == [(50, text[:100])]
    assert pieces(text, 50, [(10**9, 10**9 + 5)], 100) == [(50, text[:100])]


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([(0, "abcdef"), (3, "defghi"), (20, "xy")], [(0, "abcdefghi"), (20, "xy")]),
        ([(3, "def"), (0, "abc")], [(0, "abcdef")]),
        ([(0, "abcdef"), (1, "bc"), (5, "fgh")], [(0, "abcdefgh")]),
        ([(0, "abc"), (1, "XY")], None),
        ([(0, "abcdefgh"), (2, "cd"), (3, "dX")], None),
        ([], []),
    ],
)
def test_passages_are_sewn_together(parts, whole):
    assert stitched(parts) == whole


def test_many_passages_of_one_document_are_no_square():
    """A document of 20,000 hits: each overlaps the next."""
    text = "".join(map(str, range(200_000)))
    parts = [(n * 40, text[n * 40 : n * 40 + 800]) for n in range(20_000)]
    began = time.process_time()
    assert stitched(parts) == [(0, text[: 19_999 * 40 + 800])]
    assert time.process_time() - began < 5


def test_two_documents_of_one_name_keep_their_own_texts(tmp_path):
    made = Made()
    item = made.item("gsm8k", "1", "problem", problem := "one two three four five")
    for before in ("some words", "OTHER WORDS"):
        made.hit(item, "d", "", before=before, after="")["excerpt_start"] = 0
    made.write(tmp_path)
    told = contamination.data(Found.of(tmp_path))
    assert [told["groups"][n][0][1][:10] for n in told["hits"]["group"]] == [
        "some words",
        "OTHER WORD",
    ]
    assert problem.split()[0] in told["groups"][0][0][1]


# The report of a build


@pytest.fixture
def out(tell, small_one) -> Path:
    """A small build that looked for benchmarks; what it found is of a large one."""
    out = tell(
        [{"text": f"text {n}", "origin": f"https://a.example/{n}"} for n in range(5)], filters=False
    )
    found_nothing(out, small_one)
    return out


def found_nothing(out: Path, made: Made, **changed: Any) -> None:
    manifest = out / "manifest.json"
    facts = json.loads(manifest.read_text())
    report = made.facts() | changed
    kept = ("benchmarks", "verdicts", "canaries", "actions")
    facts["findings"]["contamination"] = {name: report[name] for name in kept} | {
        "alarms": ["gsm8k: canaries <were> lost"]
    }
    manifest.write_text(json.dumps(facts))
    made.write(out / "contamination", **changed)


def test_a_build_that_looked_for_none_has_no_section_and_no_page(rich):
    assert 'id="contamination"' not in write_report(rich).read_text()
    assert not (rich / "report" / "contamination.html").exists()


def test_a_build_has_a_section_and_the_page(out, small_one, chromium):
    small_one = deepcopy(small_one)
    for hit in small_one.hits[:7]:
        hit["action"] = "cut-passage"
    found_nothing(out, small_one, actions={"drop-document": 0, "cut-passage": 6})
    write(out / "contamination" / "removed.arrow", pa.schema([("text", pa.large_string())]),
          [{"text": "a" * 600}, {"text": "b" * 34}])  # fmt: skip
    page = write_report(out).read_text()
    section = page[page.index('id="contamination"') :].partition("</section>")[0]
    held = small_one.facts()["verdicts"]["contaminated"]["documents"]
    assert f"Of 250,000 documents, {held} (" in section
    assert 'href="contamination.html"' in section
    assert "0 documents dropped for it; 6 documents cut: 2 passages with 634 characters" in section
    done = Counter((h["benchmark"], h["part"]) for h in small_one.hits[:7])
    for (benchmark, part), count in done.items():
        assert re.search(
            rf">{benchmark}, {part}</th><td class=\"n\">cut-passage</td><td class=\"n\">{count}<",
            section,
        )
    assert "0.995" in section  # a canary
    assert page.count("gsm8k: canaries &lt;were&gt; lost") == 1
    shown_page = chromium.open((out / "report" / "contamination.html").as_uri())
    assert shown(shown_page) == 300
    assert (
        shown_page.value("document.querySelector('.abstract a').getAttribute('href')")
        == "index.html#contamination"
    )


def test_the_card_says_what_was_looked_for_and_how_well(out, small_one):
    write_report(out)
    card = (out / "README.md").read_text()
    section = card[card.index("## Benchmarks") :].partition("\n## ")[0]
    gsm8k = small_one.facts()["benchmarks"][0]
    held = small_one.facts()["verdicts"]["contaminated"]
    assert f"`gsm8k` ({gsm8k['sha256'][:12]}), `minif2f`" in section
    assert (
        f"{held['documents']} documents held {held['items']} items; 0 were dropped,\n0 cut."
        in section
    )
    assert "| spacing | 400 | 398 | 0 |" in section
    assert "> gsm8k: canaries <were> lost" in section


def test_a_build_that_could_not_look_says_so(out):
    facts = dict(Manifest.load(out).facts)
    facts["findings"]["contamination"] = {"alarms": ["no benchmark was named"], "benchmarks": []}
    (out / "manifest.json").write_text(json.dumps(facts))
    shutil.rmtree(out / "contamination")
    page = write_report(out).read_text()
    assert page.count("no benchmark was named") == 1
    assert 'id="contamination"' not in page
    card = (out / "README.md").read_text()
    assert "## Benchmarks\n\n> no benchmark was named" in card


def test_the_pages_are_made_again_when_what_they_show_changes(out, small_one, monkeypatch):
    write_report(out)
    page = out / "report" / "contamination.html"
    before = page.read_bytes(), page.stat().st_mtime_ns
    write_report(out)
    assert (page.read_bytes(), page.stat().st_mtime_ns) == before
    found_nothing(out, small_one, fingerprint="another")
    write_report(out)
    assert b"another" in page.read_bytes()
    page.unlink()
    write_report(out)
    assert page.is_file()
    facts = dict(Manifest.load(out).facts)
    del facts["findings"]["contamination"]
    (out / "manifest.json").write_text(json.dumps(facts))
    assert 'id="contamination"' not in write_report(out).read_text()
    assert not page.exists()
