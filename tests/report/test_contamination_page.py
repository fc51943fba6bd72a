"""The page of hits in a browser: ten thousand, filtered, marked, given out, read again; hostile ones, too."""

import csv
import json
import re
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from contaminated import Made, many
from devtools import Browser, Page, browsing, program
from duplicated import write
from report.test_hostile_pages import ATTACKS, DEED
from report.test_style import CSS, contrast, schemes

from proofpile.contamination.allow import read_entries
from proofpile.errors import UsageError
from proofpile.manifest import Manifest
from proofpile.report import contamination
from proofpile.report.build import write_report
from proofpile.report.contamination import Found, domain, write_page
from proofpile.report.html.markup import visible
from proofpile.report.passages import CONTEXT, pieces, stitched

HOSTILE = [
    *ATTACKS,
    'שלום "quoted" \u202egnp.exe\u2066 עולם',
    "👩‍👩‍👧‍👦 𝔸𝔹 \U000e0041 a" + "\u0301" * 40,
    "=HYPERLINK(\"https://evil.example\",'x')",
    "x" * 100_000,
]
HUES = Path(contamination.__file__).parent / "html" / "hits.css"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser for all tests; each opens pages of its own."""
    if not program():
        pytest.skip("no chromium on this machine: the page is not clicked through")
    with browsing(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """Ten thousand hits, some of them hostile."""
    made = many(10_000, HOSTILE)
    return SimpleNamespace(
        made=made, hits=made.hits, path=_written(made, tmp_path_factory.mktemp("big"))
    )


@pytest.fixture(scope="module")
def small_one(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return many(300)


@pytest.fixture
def small(small_one: Made, tmp_path: Path) -> SimpleNamespace:
    """Three hundred hits in a folder of their own, so that what a browser keeps of them is its own."""
    fingerprint = secrets.token_hex(8)
    path = _written(small_one, tmp_path / "small", fingerprint=fingerprint)
    return SimpleNamespace(made=small_one, hits=small_one.hits, path=path, fingerprint=fingerprint)


def _written(made: Made, folder: Path, **changed: Any) -> Path:
    return write_page(made.write(folder, **changed))


def shown(page: Page) -> int:
    """How many hits pass the filters, as the page says."""
    said = page.text("#count")
    return 0 if said.startswith("No hit") else int(said.split()[0].replace(",", ""))


def pick(page: Page, id: str, value: str) -> None:
    """Set a field, as a person does."""
    page.value(
        f"(() => {{ const e = document.getElementById({json.dumps(id)}); e.value = {json.dumps(value)};"
        " e.dispatchEvent(new Event('input')); e.dispatchEvent(new Event('change')); })()"
    )
    if id in ("search", "by-item", "by-document", "least"):  # these wait until nobody types
        page.value("new Promise(done => setTimeout(done, 200))")


def row_of(page: Page) -> int:
    """The row of hits.arrow that is in view."""
    return int(
        page.value("document.querySelector('#facts a').getAttribute('href')").partition("=")[2]
    )


def best(hits: list[dict[str, Any]]) -> list[int]:
    """Rows in the order in which the page first has them."""
    return sorted(
        range(len(hits)),
        key=lambda n: (-round(hits[n]["overlap"], 4), -round(hits[n]["bits"], 4), n),
    )


def downloaded(browser: Browser, page: Page, button: str, folder: Path, name: str) -> Path:
    """Click, and wait for the file."""
    browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    (folder / name).unlink(missing_ok=True)
    page.click(button)
    for _ in range(400):
        if (folder / name).exists():
            return folder / name
        time.sleep(0.05)
    raise TimeoutError(f"{name} never came")


def give_file(page: Page, path: Path) -> None:
    """Choose a file in the field for allow-lists, and wait until the page has said what came of it."""
    page.value("document.getElementById('status').textContent = ''")
    root = page.call("DOM.getDocument")["root"]["nodeId"]
    node = page.call("DOM.querySelector", nodeId=root, selector="#read")["nodeId"]
    page.call("DOM.setFileInputFiles", files=[str(path)], nodeId=node)
    page.wait("document.getElementById('status').textContent !== ''")


def key(hit: dict[str, Any]) -> tuple[str, str, str, str]:
    return hit["benchmark"], hit["item"], hit["part"], hit["match"]


# Ten thousand hits


def test_ten_thousand_hits_open_quickly(big, chromium, record_property):
    """Measured: 10.1 MB, 1.0 s from navigation to a painted list on a machine of two cores."""
    page = chromium.open(big.path.as_uri())
    took = page.value("performance.getEntriesByName('painted')[0].startTime") / 1000
    record_property("seconds", took)
    record_property("bytes", big.path.stat().st_size)
    print(f"10,000 hits: {big.path.stat().st_size:,} bytes, painted after {took:.2f} s")
    assert took < 20
    assert big.path.stat().st_size < 25_000_000
    assert shown(page) == 10_000
    assert page.value("document.querySelectorAll('.row').length") < 60  # the rest is not there
    assert page.complaints == []


FILTERS: list[tuple[str, str, Callable[[dict[str, Any]], bool]]] = [
    ("by-benchmark", "=minif2f", lambda h: h["benchmark"] == "minif2f"),
    ("by-part", "=solution", lambda h: h["part"] == "solution"),
    ("by-layer", "=llemma", lambda h: h["layer"] == "llemma"),
    ("by-verdict", "=template", lambda h: h["verdict"] == "template"),
    ("by-source", "=books", lambda h: h["source"] == "books"),
    ("by-source", f"={ATTACKS[0]}", lambda h: h["source"] == ATTACKS[0]),
    ("by-domain", "=example.co.uk", lambda h: domain(h["origin"]) == "example.co.uk"),
    ("by-domain", "=", lambda h: domain(h["origin"]) == ""),
    ("by-normalisation", "=gaps", lambda h: h["normalisation"] == "gaps"),
    ("by-item", "test/17", lambda h: h["item"] == "test/17"),
    ("by-item", HOSTILE[-3], lambda h: h["item"] == HOSTILE[-3]),
    ("least", "75", lambda h: round(h["overlap"], 4) >= 0.75),
    ("search", "Toulouse MARBLES", lambda h: found(h, "toulouse") and found(h, "marbles")),
    ("search", "forum.example.com/t/7?", lambda h: "forum.example.com/t/7?" in h["origin"]),
    ("search", "</script>", lambda h: found(h, "</script>")),
    ("search", "nowhere-at-all", lambda h: False),
]  # fmt: skip


def found(hit: dict[str, Any], word: str) -> bool:
    return any(
        word in hit[name].lower() for name in ("item", "document", "origin", "detail", "excerpt")
    )


@pytest.fixture(scope="module")
def big_page(big, chromium) -> Page:
    return chromium.open(big.path.as_uri())


@pytest.mark.parametrize(
    ("id", "value", "holds"), FILTERS, ids=[f"{a}-{b[:20]}" for a, b, _ in FILTERS]
)
def test_each_filter_narrows_to_what_there_is(big, big_page, id, value, holds):
    pick(big_page, id, value)
    assert shown(big_page) == sum(map(holds, big.hits))
    big_page.click("#clear")
    assert shown(big_page) == 10_000


def test_filters_together_and_the_counts_that_follow(big, big_page):
    pick(big_page, "by-verdict", "=contaminated")
    pick(big_page, "by-benchmark", "=gsm8k")
    mine = [h for h in big.hits if h["benchmark"] == "gsm8k" and h["verdict"] == "contaminated"]
    assert shown(big_page) == len(mine)
    assert f"in {len({h['document'] for h in mine}):,} documents" in big_page.text("#count")
    told = big_page.value(
        "[...document.querySelectorAll('#by-layer option')].map(e => e.textContent)"
    )
    assert set(told[1:]) == {
        f"{name} ({n:,})" for name, n in Counter(h["layer"] for h in mine).items()
    }
    # Of its own field, a choice says what another value would give.
    other = sum(h["benchmark"] == "gsm8k" and h["verdict"] == "partial" for h in big.hits)
    told = big_page.value(
        "[...document.querySelectorAll('#by-verdict option')].map(e => e.textContent)"
    )
    assert f"partial ({other:,})" in told
    big_page.click("#clear")


@pytest.mark.parametrize(
    ("order", "by"),
    [
        ("overlap", lambda h: (-round(h["overlap"], 4), -round(h["bits"], 4))),
        ("bits", lambda h: (-round(h["bits"], 4), -round(h["overlap"], 4))),
        ("document", lambda h: (h["document"].encode("utf-16-be"), h["doc_start"])),
    ],
)
def test_orders(big, big_page, order, by):
    pick(big_page, "order", order)
    want = sorted(range(10_000), key=lambda n: (*by(big.hits[n]), n))
    got = []
    for _ in range(12):
        got.append(row_of(big_page))
        big_page.click("#next")
    assert got == want[:12]
    big_page.value("document.getElementById('list').focus()")
    big_page.press("End")
    assert row_of(big_page) == want[-1]
    pick(big_page, "order", "overlap")


def test_a_list_that_is_scrolled_has_the_rows_that_are_in_sight(big, big_page):
    big_page.value("document.getElementById('list').scrollTop = 300000")
    big_page.wait("Number(document.querySelector('.row').dataset.place) > 4000")
    place = int(big_page.value("document.querySelector('.row:nth-child(8)').dataset.place"))
    big_page.value("document.querySelector('.row:nth-child(8)').click()")
    assert row_of(big_page) == best(big.hits)[place]
    assert big_page.text("#hit-title") == f"Hit {place + 1:,} of 10,000"
    big_page.value("document.getElementById('list').scrollTop = 0")


# Item and document


def test_what_is_shared_is_marked_on_both_sides(big, chromium):
    """Places are counted in characters, also where a script counts halves of them."""
    page = chromium.open(big.path.as_uri())
    texts = {(i["benchmark"], i["item"], i["part"]): i["text"] for i in big.made.items.values()}
    rows = [n for n, hit in enumerate(big.hits) if "𝔸" in hit["excerpt"]][3:9]
    for row in [*rows, *range(len(ATTACKS)), len(ATTACKS) + 1]:
        page.value(f"location.hash = '#hit={row}'")
        page.wait(f"document.querySelector('#facts a').getAttribute('href') === '#hit={row}'")
        hit = big.hits[row]
        item, excerpt = texts[key(hit)[:3]], hit["excerpt"]
        start = hit["excerpt_start"]
        for side, want in (
            ("document", [excerpt[s[0] - start : s[1] - start] for s in hit["spans"]]),
            ("item", [item[s[2] : s[3]] for s in hit["spans"]]),
        ):
            got = page.value(
                f"[...document.querySelectorAll('#{side}-text mark')].map(e => e.textContent)"
            )
            assert got == [visible(text) for text in want]


def test_a_run_lights_up_on_both_sides_and_leads_to_its_twin(big, chromium):
    page = chromium.open(big.path.as_uri())
    x, y = page.middle("#item-text mark")
    page.mouse("mouseMoved", x, y)
    lit = (
        "[...document.querySelectorAll('mark.lit')].map(e => [e.closest('.pane').id, e.className])"
    )
    assert page.value(lit) == [["item-text", "hue-0 lit"], ["document-text", "hue-0 lit"]]
    page.mouse("mouseMoved", 1, 1)
    assert page.value(lit) == []
    page.value("document.querySelector('#document-text mark:nth-of-type(2)').focus()")
    assert page.value(lit) == [["item-text", "hue-1 lit"], ["document-text", "hue-1 lit"]]


def test_a_document_is_scrolled_to_where_the_hit_is(tmp_path, chromium):
    made = Made()
    item = made.item("gsm8k", "1", "problem", "word " * 400 + "ninety-nine red balloons")
    made.hit(item, "d", "", before="before " * 150)
    page = chromium.open(_written(made, tmp_path).as_uri())
    assert page.value("document.getElementById('document-text').scrollTop") > 100
    box = page.value("(() => { const p = document.getElementById('document-text').getBoundingClientRect(), "
                     "m = document.querySelector('#document-text mark').getClientRects()[0]; "
                     "return [m.top - p.top, p.height]; })()")  # fmt: skip
    assert 0 <= box[0] < box[1]
    page.click("#document-text mark:nth-of-type(2)")
    where = page.value("(() => { const p = document.getElementById('item-text').getBoundingClientRect(), "
                       "m = document.querySelector('#item-text mark:nth-of-type(2)').getClientRects()[0]; "
                       "return [m.top - p.top, p.height]; })()")  # fmt: skip
    assert 0 <= where[0] < where[1]


def test_no_text_of_an_item_or_a_document_runs(big, chromium):
    page = chromium.open(big.path.as_uri())
    for row in range(len(HOSTILE)):
        page.value(f"location.hash = '#hit={row}'")
        page.wait(f"document.querySelector('#facts a').getAttribute('href') === '#hit={row}'")
    assert page.text("title") == "corpus: contamination"
    assert page.value("document.querySelectorAll('script').length") == 2
    odd = "iframe, img, base, svg svg, meta[http-equiv=refresh]"
    assert page.value(f"document.querySelectorAll('{odd}').length") == 0
    assert page.value("document.querySelectorAll('style').length") == 1
    assert page.value(
        "[...document.querySelectorAll('a')].every(a => /^(https?:|#)/.test(a.getAttribute('href')))"
    )
    assert page.complaints == []
    with pytest.raises(RuntimeError, match="TrustedHTML"):
        page.value("document.body.innerHTML = '<b>x</b>'")


def test_the_policy_alone_would_stop_a_script(big, chromium, tmp_path):
    honest = big.path.read_text().replace("</main>", f"</main><script>{DEED}</script>")
    (tmp_path / "open.html").write_text(honest.replace("Content-Security-Policy", "x"))
    (tmp_path / "kept.html").write_text(honest)
    assert chromium.open((tmp_path / "open.html").as_uri()).text("title") == "STRUCK"
    assert chromium.open((tmp_path / "kept.html").as_uri()).text("title") == "corpus: contamination"


def test_facts_are_hostile_too(tmp_path, chromium):
    made = Made()
    for n, attack in enumerate(ATTACKS):
        made.item(attack, f"{n}", "problem", attack, "uncheckable")
        made.hit(made.item(f"b{attack}", attack, "problem", attack), attack, attack, source=attack,
                 layer="words", verdict="contaminated", detail=attack, match=attack)  # fmt: skip
    stale = [{"benchmark": a, "item": a, "part": a, "why": a} for a in ATTACKS]
    path = _written(made, tmp_path, alarms=ATTACKS, by_source=[[a, 1, 2] for a in ATTACKS],
                    allowed={"file": ATTACKS[1], "honoured": 0, "unused": 0, "stale": stale},
                    corpus={"documents": 1, "text_bytes": 1, "refused": dict.fromkeys(ATTACKS, 1),
                            "inputs": ATTACKS[:1]})  # fmt: skip
    body = path.read_text().partition("<body")[2]
    for opening in ("<img", "<iframe", "<base", "<link", "<meta", "<style", 'onload="'):
        assert opening not in body
    assert body.count("<script") == body.count("</script") == 2
    page = chromium.open(path.as_uri())
    assert "STRUCK" not in page.text("title").partition(":")[0].replace(visible(DEED), "")
    assert page.value("document.querySelectorAll('script').length") == 2
    assert page.complaints == []


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
    other = chromium.open(_written(small.made, tmp_path / "other", fingerprint="other").as_uri())
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


# Figures


def test_items_that_cannot_be_checked_are_listed_and_searched(small, chromium):
    page = chromium.open(small.path.as_uri())
    page.click("#blind summary")
    assert page.text("#blind-count") == "40 parts"
    pick(page, "blind-search", "what is 17")
    page.wait("document.getElementById('blind-count').textContent === '1 part'")
    assert page.text("#blind-list li") == "short/17 gsm8k, answer: 4 words of 31 bitsWhat is 17?"


def test_the_figures_are_those_of_the_report(small, chromium):
    page, facts = chromium.open(small.path.as_uri()), small.made.facts()
    cells = cells_of(page, ".study tbody tr")
    by = {(one["benchmark"], one["part"], one["n"]): one for one in facts["llemma_table"]}
    assert len(cells) == 4
    for benchmark, part, *numbers in cells:
        want = [
            by[benchmark, part, n][what]
            for n in (30, 20, 15, 10)
            for what in ("items", "documents")
        ]
        assert numbers == [f"{one:,}" for one in want]
    layer = page.value("document.querySelector('#layers tbody tr').cells[1].firstChild.textContent")
    assert layer == str(facts["layers"]["llemma"]["contaminated"]["hits"])
    assert ["spacing", "", "0.995", "199", "0", "0", "1", "200"] in cells_of(page, "#canaries tr")
    assert "test/9 gsm8k, problem, translation, in d7: no hit at all" in page.text("#canaries")
    assert "Precision 0.998" in page.text("#canaries")
    held = [hit for hit in small.hits if hit["verdict"] == "contaminated"]
    (site, count), *_ = Counter(domain(hit["origin"]) for hit in held).most_common(1)
    first = cells_of(page, "#sources .grid > :nth-child(2) tbody tr")[0]
    assert first == [site or "(no address)", "", f"{count}", f"{count}"]


def cells_of(page: Page, rows: str) -> list[list[str]]:
    found: list[list[str]] = page.value(
        f"[...document.querySelectorAll('{rows}')].map(r => [...r.cells].map(c => c.textContent))"
    )
    return found


def test_the_curve_says_its_values_under_the_pointer(small, chromium):
    page = chromium.open(small.path.as_uri())
    points = small.made.facts()["curve"]["gsm8k"]
    told = "getComputedStyle(document.querySelectorAll('#curve .stop')[10].querySelector('text')).visibility"
    assert page.value(told) == "hidden"
    page.mouse("mouseMoved", *page.middle("#curve .stop:nth-of-type(11) .strip"))
    assert page.value(told) == "visible"
    said = page.value(
        "document.querySelectorAll('#curve .stop')[10].querySelector('text').textContent"
    )
    assert said.startswith(f"0.50: {points[10]['documents']} document")


def test_it_fits_narrow_windows_and_both_schemes(big, chromium, tmp_path):
    pictures = []
    for width, dark in ((1280, False), (1280, True), (360, False)):
        page = chromium.open(f"{big.path.as_uri()}#hit=20", width, 800, dark)
        assert page.value("document.documentElement.scrollWidth") <= width
        page.screenshot(tmp_path / "page.png", full=False)
        pictures.append((tmp_path / "page.png").read_bytes())
    assert len(set(pictures)) == 3
    small = page.value("[...document.querySelectorAll('#hits button, #hits select')]"
                       ".filter(b => b.offsetParent).map(b => b.getBoundingClientRect().height)")  # fmt: skip
    assert min(small) >= 24  # WCAG 2.2, 2.5.8


def test_everything_that_is_operated_has_a_name(small, chromium):
    page = chromium.open(f"{small.path.as_uri()}#hit=0")
    tree = page.call("Accessibility.getFullAXTree")["nodes"]
    named = [
        (n["role"]["value"], n.get("name", {}).get("value", "")) for n in tree if not n["ignored"]
    ]
    operated = (
        "button",
        "combobox",
        "checkbox",
        "searchbox",
        "textbox",
        "spinbutton",
        "link",
        "listbox",
        "option",
    )
    assert not [role for role, name in named if role in operated and not name]
    assert ("listbox", "Hits") in named
    assert ("combobox", "Benchmark") in named
    assert any(role == "option" and "gsm8k" in name for role, name in named)
    seen = []
    page.value("document.getElementById('search').focus()")
    for _ in range(40):
        page.press("Tab")
        seen.append(page.value("document.activeElement.id"))
    wanted = ["by-benchmark", "clear", "list", "next", "mark-false", "mark-true"]
    assert [one for one in seen if one in wanted] == [
        "by-benchmark",
        "list",
        "next",
        "mark-false",
        "mark-true",
    ]


def test_colours_stand_out_and_classes_are_in_the_style():
    page = HUES.parent
    css = CSS + HUES.read_text()
    sources = [p.read_text() for p in (*page.glob("hits*"), page / "contamination.py")]
    used = {
        c
        for text in sources
        for found in re.findall(r'class_?[=:] ?"([\w -]+)"', text)
        for c in found.split()
    }
    assert used - set(re.findall(r"\.([\w-]+)", css)) == set()
    for colours in schemes().values():
        for number in range(7):
            assert (
                contrast(colours["ink"], mixed(colours[f"by-{number}"], colours["paper"], 0.2))
                >= 4.5
            )


def mixed(one: str, other: str, part: float) -> str:
    both = zip(*((int(c[n : n + 2], 16) for n in (1, 3, 5)) for c in (one, other)), strict=True)
    return "#" + "".join(f"{round(a * part + b * (1 - part)):02x}" for a, b in both)


# What goes into a page


def test_the_hits_that_tell_most_are_on_the_page(small_one, tmp_path, monkeypatch, chromium):
    monkeypatch.setattr(contamination, "MOST_HITS", 40)
    path = _written(small_one, tmp_path)
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
        page = chromium.open(_written(made, tmp_path / str(number), canaries=None).as_uri())
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
    page = chromium.open(_written(made, tmp_path, curve={}).as_uri())
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
    page = chromium.open(f"{_written(made, tmp_path).as_uri()}#hit=0")
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
    one, two = (_written(small_one, tmp_path / name).read_bytes() for name in "ab")
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
    facts["findings"]["contamination"] = {"alarms": ["gsm8k: canaries <were> lost"]}
    manifest.write_text(json.dumps(facts))
    made.write(out / "contamination", **changed)


def test_a_build_that_looked_for_none_has_no_section_and_no_page(rich):
    assert 'id="contamination"' not in write_report(rich).read_text()
    assert not (rich / "report" / "contamination.html").exists()


def test_a_build_has_a_section_and_the_page(out, small_one, chromium):
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
    for hit in small_one.hits[:7]:
        hit["action"] = ""


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
