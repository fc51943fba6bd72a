"""Marks, keys, links and downloads of the page of hits, as a person gives them in a browser."""

import csv
import json
import re
from collections import Counter

import pytest
from clicking import HOSTILE, best, downloaded, give_file, key, pick, row_of, shown, written

from proofpile.contamination.allow import read_entries
from proofpile.report.contamination import domain

# Marks


def test_marks_become_an_allow_list_and_come_back(small, chromium, tmp_path):
    page = chromium.open(small.path.as_uri())
    order = best(small.hits)
    page.value("document.getElementById('hits').scrollIntoView()")
    unmarked = [n for n in order if small.hits[n]["verdict"] != "allowed"]
    pick(page, "by-verdict", "=contaminated")
    first = row_of(page)
    page.press("n")
    page.type('a proverb, "so to say"')
    page.press("Enter")
    page.press("f")  # and on to the next
    second = row_of(page)
    assert second != first
    page.press("t")
    third = row_of(page)
    page.press("f")
    page.press("u")
    assert row_of(page) == third
    assert "1 false positive, 1 true" in page.text("#marked")
    page.press("f")
    assert "2 false positives, 1 true" in page.text("#marked")
    path = downloaded(chromium, page, "#save", tmp_path, "allow-list.json")
    entries = read_entries(path)  # what the next run reads
    allowed = {key(h) for h in small.hits if h["verdict"] == "allowed"} - {key(small.hits[second])}
    want = allowed | {key(small.hits[first]), key(small.hits[third])}
    assert {entry.key for entry in entries} == want
    assert json.loads(path.read_text())["benchmarks"] == {
        one["name"]: one["sha256"] for one in small.made.facts()["benchmarks"]
    }
    mine = next(entry for entry in entries if entry.key == key(small.hits[first]))
    assert mine.note == 'a proverb, "so to say"'
    assert mine.document == small.hits[first]["document"]
    assert mine.item_sha256 == small.made.items[key(small.hits[first])[:3]]["item_sha256"]
    assert unmarked
    # Another browser, another day: the list is read, and a hit that it allows is shown as allowed.
    other = chromium.open(written(small.made, tmp_path / "other", fingerprint="other").as_uri())
    give_file(other, path)
    assert f"{len(want)} entries read" in other.text("#status")
    pick(other, "by-mark", "=allowed")
    assert shown(other) == sum(key(h) in want | allowed for h in small.hits)
    again = downloaded(chromium, other, "#save", tmp_path / "again", "allow-list.json")
    assert [entry.key for entry in read_entries(again)] == [entry.key for entry in entries]
    assert [entry.note for entry in read_entries(again)] == [entry.note for entry in entries]


def test_a_mark_holds_for_all_hits_of_the_same_words(small, chromium):
    counts = Counter(map(key, small.hits))
    row, count = next((n, counts[key(h)]) for n, h in enumerate(small.hits)
                      if counts[key(h)] > 1 and h["verdict"] != "allowed")  # fmt: skip
    page = chromium.open(f"{small.path.as_uri()}#hit={row}")
    assert f"holds for {count - 1} further hit" in page.text("#said")
    page.press("f")
    pick(page, "by-mark", "=false")
    assert shown(page) == count


def test_an_allowed_hit_can_be_called_a_leak_again(small, chromium, tmp_path):
    row = next(n for n, hit in enumerate(small.hits) if hit["verdict"] == "allowed")
    page = chromium.open(f"{small.path.as_uri()}#hit={row}")
    assert (
        page.value("document.getElementById('mark-false').getAttribute('aria-pressed')") == "true"
    )
    page.press("t")
    path = downloaded(chromium, page, "#save", tmp_path, "allow-list.json")
    want = {key(h) for h in small.hits if h["verdict"] == "allowed"} - {key(small.hits[row])}
    assert {entry.key for entry in read_entries(path)} == want


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "it is no JSON"),
        ("[]", "its format is undefined"),
        ('{"format": 2, "allowed": []}', "its format is 2"),
        ('{"format": 1, "allowed": {}}', "it has no list"),
        ('{"format": 1, "allowed": [{"benchmark": "gsm8k"}]}', "entry 1 lacks"),
        ('{"format": 1, "allowed": [null]}', "entry 1 lacks"),
        ("null", "its format is undefined"),
    ],
)
def test_what_is_no_allow_list_is_refused_with_a_reason(small, chromium, tmp_path, text, said):
    page = chromium.open(small.path.as_uri())
    (tmp_path / "bad.json").write_text(text)
    give_file(page, tmp_path / "bad.json")
    assert page.text("#status").startswith(f"bad.json was not read: {said}")
    assert page.complaints == []


def test_an_entry_of_another_version_of_the_item_is_not_honoured(small, chromium, tmp_path):
    hit = next(h for h in small.hits if h["verdict"] != "allowed")
    entry = dict(zip(("benchmark", "item", "part", "match"), key(hit), strict=True))
    elsewhere = entry | {"benchmark": "math", "item_sha256": "0" * 16}
    facts = {
        "format": 1,
        "benchmarks": {},
        "allowed": [entry | {"item_sha256": "0" * 16}, elsewhere],
    }
    (tmp_path / "old.json").write_text(json.dumps(facts))
    page = chromium.open(small.path.as_uri())
    give_file(page, tmp_path / "old.json")
    assert "1 entry read, 0 of them of hits here. 1 of another version" in page.text("#status")
    path = downloaded(chromium, page, "#save", tmp_path, "allow-list.json")
    keys = {entry.key for entry in read_entries(path)}
    assert key(hit) not in keys
    assert ("math", *key(hit)[1:]) in keys  # of what is not here, nothing is lost


def test_marks_stay_in_the_browser_and_survive_what_is_no_mark(small, chromium):
    page = chromium.open(f"{small.path.as_uri()}#hit=0")
    for pressed in "fft":
        page.press(pressed)
    before = page.text("#marked")
    again = chromium.open(small.path.as_uri())
    assert again.text("#marked") == before
    shelf = f"proofpile contamination {small.fingerprint}"
    assert again.value(f"localStorage.getItem({json.dumps(shelf)})")
    for odd in ('{"a": 1}', '[[1, 2], null, ["x", {"mark": "evil", "note": ""}]]', "["):
        again.value(f"localStorage.setItem({json.dumps(shelf)}, {json.dumps(odd)})")
        page = chromium.open(small.path.as_uri())
        assert shown(page) == 300
        assert "0 false positives, 0 true" in page.text("#marked")
        assert page.complaints == []


def test_without_storage_the_download_is_still_there(small, chromium, tmp_path):
    page = chromium.open("about:blank#1")
    refuse = "{get() { throw new DOMException('no', 'SecurityError'); }}"
    source = f"Object.defineProperty(window, 'localStorage', {refuse})"
    page.call("Page.addScriptToEvaluateOnNewDocument", source=source)
    page.at(f"{small.path.as_uri()}#hit=0")
    page.press("f")
    assert "which this browser does not keep" in page.text("#kept")
    path = downloaded(chromium, page, "#save", tmp_path, "allow-list.json")
    assert key(small.hits[0]) in {entry.key for entry in read_entries(path)}
    assert page.text("#kept") == ""
    assert page.complaints == []


def test_the_list_is_copied(small, chromium):
    page = chromium.open(f"{small.path.as_uri()}#hit=0")
    page.press("f")
    page.value(
        "navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }"
    )
    page.click("#copy")
    page.wait("window.copied")
    allowed = json.loads(page.value("copied"))["allowed"]
    assert key(small.hits[0]) in [
        (e["benchmark"], e["item"], e["part"], e["match"]) for e in allowed
    ]
    page.value("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    page.value("document.getElementById('status').textContent = ''")
    page.click("#copy")
    page.wait("document.getElementById('status').textContent === 'The allow-list is copied.'")


# Keys and links


def test_keys(small, chromium):
    page = chromium.open(small.path.as_uri())
    order = best(small.hits)
    page.press("j")
    assert row_of(page) == order[0]  # the hits are not in sight, so nothing is marked or moved
    page.value("document.getElementById('hits').scrollIntoView()")
    for pressed, place in (("j", 1), ("ArrowDown", 2), ("ArrowRight", 3), ("k", 2), ("ArrowUp", 1),
                           ("ArrowLeft", 0), ("k", 0)):  # fmt: skip
        page.press(pressed)
        assert row_of(page) == order[place]
    page.value("document.getElementById('document-text').focus()")
    page.press("ArrowDown")  # scrolls the text
    assert row_of(page) == order[0]
    page.value("document.getElementById('search').focus()")
    for letter in "fjt":
        page.press(letter)
    assert "0 false positives, 0 true" in page.text("#marked")
    pick(page, "search", "")
    page.value("document.getElementById('list').focus()")
    facts = {"key": "f", "code": "KeyF", "text": "f", "windowsVirtualKeyCode": 70}
    for repeat in (False, True, True):
        page.call("Input.dispatchKeyEvent", type="keyDown", autoRepeat=repeat, **facts)
    assert "1 false positive, 0 true" in page.text("#marked")  # a key held down marks one
    page.click("#use-keys")
    page.press("f")
    assert "1 false positive, 0 true" in page.text("#marked")


def test_going_on_after_a_mark_can_be_switched_off(small, chromium):
    page = chromium.open(f"{small.path.as_uri()}#hit=5")
    page.click("#go-on")
    page.click("#mark-true")
    assert row_of(page) == 5
    pick(page, "by-mark", "=")  # the hits that are left: who marks one sees the one after it
    before, count = row_of(page), shown(page)
    page.click("#mark-false")
    assert shown(page) < count
    assert row_of(page) != before
    page.click("#undo")
    assert row_of(page) == before


def test_links_to_a_hit(small, chromium):
    page = chromium.open(f"{small.path.as_uri()}#hit=123")
    assert row_of(page) == 123
    assert page.value("document.getElementById('hits').getBoundingClientRect().top") < 900
    page.press("j")
    assert page.value("location.hash") == f"#hit={row_of(page)}"
    hidden = next(n for n, h in enumerate(small.hits) if h["benchmark"] == "gsm8k")
    pick(page, "by-benchmark", "=minif2f")
    page.value(f"location.hash = '#hit={hidden}'")
    page.wait(f"document.querySelector('#facts a').getAttribute('href') === '#hit={hidden}'")
    assert shown(page) == 300  # a filter that hides it is lifted
    page.value("location.hash = '#hit=99999'")
    page.wait(
        "document.getElementById('status').textContent.startsWith('Hit 99999 is not on this page')"
    )
    assert chromium.open(small.path.as_uri()).value("location.hash") == ""


def test_only_this_item_document_or_domain(small, chromium):
    row = next(n for n, hit in enumerate(small.hits) if "co.uk" in hit["origin"])
    hit = small.hits[row]
    for number, holds in ((0, lambda h: h["item"] == hit["item"]),
                          (1, lambda h: h["document"] == hit["document"]),
                          (2, lambda h: domain(h["origin"]) == "example.co.uk")):  # fmt: skip
        page = chromium.open(f"{small.path.as_uri()}#hit={row}")
        page.value(f"document.querySelectorAll('.only button')[{number}].click()")
        assert shown(page) == sum(map(holds, small.hits))
        assert row_of(page) == row


# What is given out


def test_the_hits_shown_are_given_out(big, chromium, tmp_path):
    page = chromium.open(big.path.as_uri())
    pick(page, "by-verdict", "=partial")
    pick(page, "least", "90")
    want = [
        n
        for n in best(big.hits)
        if big.hits[n]["verdict"] == "partial" and round(big.hits[n]["overlap"], 4) >= 0.9
    ]
    lines = downloaded(chromium, page, "#jsonl", tmp_path, "hits.jsonl").read_text().splitlines()
    rows = list(map(json.loads, lines))
    assert [row["row"] for row in rows] == want
    for row in rows:
        hit = big.hits[row["row"]]
        for name in (
            "document",
            "origin",
            "item",
            "part",
            "match",
            "doc_start",
            "item_end",
            "n",
            "verdict",
        ):
            assert row[name] == hit[name]
        assert row["spans"] == [[*span] for span in hit["spans"]]
    start = big.hits[want[0]]["doc_start"] - big.hits[want[0]]["excerpt_start"]
    assert rows[0]["excerpt"] == big.hits[want[0]]["excerpt"][start:][: len(rows[0]["excerpt"])]
    with downloaded(chromium, page, "#csv", tmp_path, "hits.csv").open(newline="") as file:
        table = list(csv.DictReader(file))
    assert [int(row["row"]) for row in table] == want
    assert [row["item"] for row in table] == [big.hits[n]["item"] for n in want]


def test_a_spreadsheet_takes_no_cell_for_a_formula(big, chromium, tmp_path):
    page = chromium.open(big.path.as_uri())
    pick(page, "by-item", HOSTILE[-2])
    with downloaded(chromium, page, "#csv", tmp_path, "hits.csv").open(newline="") as file:
        row = next(csv.DictReader(file))
    assert row["item"] == f"'{HOSTILE[-2]}"
    assert not any(re.match(r"[=+@\t]", str(value)) for value in row.values())
