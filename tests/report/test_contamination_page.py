"""The page of hits in a browser: ten thousand, filtered, marked, given out, read again; hostile ones, too."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from clicking import HOSTILE, best, cells_of, key, pick, row_of, shown, written
from contaminated import Made
from devtools import Page
from report.test_hostile_pages import ATTACKS, DEED
from report.test_style import CSS, contrast, schemes

from proofpile.report import contamination
from proofpile.report.contamination import domain
from proofpile.report.html.markup import visible

HUES = Path(contamination.__file__).parent / "html" / "hits.css"


# Ten thousand hits


def test_ten_thousand_hits_open_quickly(big, chromium, record_property):
    """Measured: 10.1 MB, 1.0 s from navigation to a painted list on a machine of two cores."""
    page = chromium.open(big.path.as_uri())
    page.wait("performance.getEntriesByName('painted').length")
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


def test_a_filter_with_one_value_is_not_shown(big_page):
    seen = "getComputedStyle(document.getElementById('by-{}').parentElement).display !== 'none'"
    assert not big_page.value(seen.format("action"))  # nothing was done about any hit
    assert big_page.value(seen.format("layer"))


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
    page = chromium.open(written(made, tmp_path).as_uri())
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
    path = written(made, tmp_path, alarms=ATTACKS, by_source=[[a, 1, 2] for a in ATTACKS],
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
