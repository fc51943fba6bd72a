import json
import re
from html.parser import HTMLParser

import pytest

from proofpile.errors import UsageError
from proofpile.manifest import Manifest
from proofpile.report.build import write_report
from proofpile.report.statistics import MOST_REASONS, Statistics

VOID = {"meta"}


class Outline(HTMLParser):
    """Tags that were opened, texts by tag; fails on what is not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if self.stack and data.strip():
            self.texts.append((self.stack[-1], data))

    def text(self, tag: str) -> list[str]:
        return [text for name, text in self.texts if name == tag]


def outline(out):
    return Outline(write_report(out).read_text())


def test_the_page_tells_the_funnel_of_the_manifest(rich):
    page = write_report(rich).read_text()
    facts = Manifest.load(rich).facts
    assert f"{facts['kept']:,}" in page
    for one in facts["passes"]:
        assert f"· {one['name']}</b>" in page
        for reason, count in one["dropped"].items():
            row = re.search(rf"<code>{reason}</code>(.*?)</tr>", page)
            assert row
            assert facts["reasons"][reason] in row[1]
            assert f"−{count:,}<" in row[1]
            assert facts["given_by"][reason] in row[1]


def test_every_section_is_there_and_in_order(rich):
    anchors = [a.get("id") for tag, a in outline(rich).tags if tag == "section" and a.get("id")]
    assert anchors == [
        "funnel", "corpus", "formulas", "marks", "thresholds", "dropped", "kept", "inputs", "provenance",
    ]  # fmt: skip


def test_formula_kinds_are_counted(tell):
    rules = ["katex:3,mathjax:1", "katex:2", ""]
    docs = [
        {"text": f"{n}", "origin": "", "marks": {"formula_rules": r}} for n, r in enumerate(rules)
    ]
    out = tell(docs, filters=False)
    stats = Statistics.of(out, Manifest.load(out).facts)
    assert stats.kinds["formula_rules"].tally.top(9) == [("katex", 2, 5), ("mathjax", 1, 1)]
    assert stats.kinds["formula_rules"].weighted


def test_domains_are_registered_ones_with_their_text(tell):
    docs = [
        {"text": "abcd", "origin": "https://www.maths.uni.example.co.uk/a"},
        {"text": "ab", "origin": "http://example.co.uk:8080/"},
        {"text": "é", "origin": "https://user@10.0.0.7/"},
        {"text": "a", "origin": "2101.00001v2"},
    ]
    out = tell(docs, filters=False)
    stats = Statistics.of(out, Manifest.load(out).facts)
    assert stats.domains.top(9) == [("example.co.uk", 2, 6), ("10.0.0.7", 1, 2)]
    assert stats.text_bytes.total() == 9


def test_a_threshold_shows_both_sides_and_what_is_nearest(tell):
    docs = [
        {"text": f"text {n}", "origin": f"https://a.example/{n}", "marks": {"formulas": n}}
        for n in range(40)
    ]
    out = tell(docs)
    stats = Statistics.of(out, Manifest.load(out).facts)
    reason = stats.reasons["few-formulas"]
    assert reason.measure == "formulas"
    assert reason.thresholds == {4.0: 4}
    assert (reason.scores.zeros, reason.scores.bins) == (1, {0: 1, 1: 2})
    assert [row["score"] for row in reason.nearest] == [3, 2, 1]
    assert [doc.marks["formulas"] for doc in reason.nearest_kept] == [4, 5, 6]
    page = write_report(out).read_text()
    assert "threshold 4</text>" in page
    assert 'class="threshold"' in page


def test_free_text_is_no_kind(tell):
    docs = [{"text": f"{n}", "origin": "", "marks": {"title": f"On rings {n}"}} for n in range(5)]
    out = tell(docs, filters=False)
    assert Statistics.of(out, Manifest.load(out).facts).kinds["title"].free_text
    assert "On rings 3" in write_report(out).read_text()  # as a mark of a sample all the same


def test_an_empty_corpus_has_a_page_and_a_card(tell):
    out = tell([{"reason": "not-html", "origin": "x"}])
    page = outline(out)
    assert "No document was kept. The funnel says why." in page.text("p")
    card = (out / "README.md").read_text()
    assert "configs:" not in card
    assert "n<1K" in card


def test_documents_without_any_mark_or_address(tell):
    out = tell([{"text": "alone", "origin": ""}], filters=False)
    page = outline(out)
    assert "alone" in page.text("div")
    assert "told:0.json@0" in page.text("p")


def test_the_same_build_gives_the_same_bytes_and_touches_nothing(tell):
    pages = []
    units = [
        [{"text": f"{u} {n}", "origin": f"https://e.example/{n}"} for n in range(9)] for u in "ab"
    ]
    for name in ("one", "two"):
        out = tell(*units, name=name)
        path = write_report(out)
        stamp = path.stat().st_mtime_ns, (out / "README.md").stat().st_mtime_ns
        write_report(out)
        assert stamp == (path.stat().st_mtime_ns, (out / "README.md").stat().st_mtime_ns)
        pages.append((path.read_bytes(), (out / "README.md").read_bytes()))
    assert pages[0] == pages[1]
    assert b"/tmp" not in pages[0][0] + pages[0][1]


def test_the_corpus_is_read_again_only_if_the_build_or_the_report_is_another(rich, monkeypatch):
    path = write_report(rich)
    page, card = path.read_bytes(), (rich / "README.md").read_bytes()
    monkeypatch.setattr(Statistics, "of", None)
    write_report(rich)
    monkeypatch.undo()
    for damaged in (path, rich / "README.md"):
        damaged.unlink()
        write_report(rich)
        assert (path.read_bytes(), (rich / "README.md").read_bytes()) == (page, card)
    manifest = rich / "manifest.json"
    manifest.write_text(manifest.read_text().replace("the record is no page", "something else"))
    assert "something else" in write_report(rich).read_text()


def test_the_page_asks_for_nothing_and_runs_nothing(rich):
    page = write_report(rich).read_text()
    found = Outline(page)
    assert not {"script", "link", "img", "iframe", "object", "base"} & {
        tag for tag, _ in found.tags
    }
    for tag, attributes in found.tags:
        assert not any(name.startswith("on") or name in ("src", "style") for name in attributes)
        if "href" in attributes and tag == "a":
            assert re.match(r"https?://|#[\w-]+$", attributes["href"] or "")
    assert "url(" not in page
    assert "@import" not in page
    assert "default-src 'none'" in page.replace("&#x27;", "'")


def test_tables_have_heads_and_drawings_have_labels(rich):
    found = outline(rich)
    tables = [a for tag, a in found.tags if tag == "table"]
    assert len(tables) == sum(tag == "caption" for tag, _ in found.tags)
    assert all("scope" in a for tag, a in found.tags if tag == "th")
    for tag, a in found.tags:
        if tag == "svg":
            assert a.get("aria-hidden") == "true" or a.get("aria-label")


def test_the_page_stays_small_however_much_was_dropped(tell):
    rows = [
        {"reason": "not-html", "origin": "https://e.example/" + "x" * 5000, "detail": "d" * 5000,
         "excerpt": "e" * 280}
    ] * 3000  # fmt: skip
    out = tell(
        rows, [{"text": "word " * 50_000, "origin": f"https://s{n}.example/"} for n in range(60)]
    )
    assert write_report(out).stat().st_size < 120_000


def test_a_thousand_reasons_and_ten_thousand_units_stay_bounded(rich):
    path = rich / "manifest.json"
    facts = json.loads(path.read_text())
    many = {f"reason-{n}": 1 for n in range(1000)}
    facts["dropped"] |= many
    facts["passes"][0]["dropped"] |= many
    facts["given_by"] |= dict.fromkeys(many, "told")
    facts["inputs"] *= 3000
    path.write_text(json.dumps(facts))
    page = outline(rich)
    assert len(Statistics.of(rich, facts).reasons) == MOST_REASONS
    assert any("further reasons" in text for text in page.text("th"))
    assert any("further units" in text for text in page.text("th"))
    assert sum(len(text) for _, text in page.texts) < 200_000


def test_what_is_left_gets_a_scale_of_its_own(tell):
    rows = [{"reason": "no-math-markers", "origin": "x"}] * 990
    docs = [{"text": f"{n}", "origin": "", "marks": {"formulas": n}} for n in range(10)]
    page = write_report(tell([*rows, *docs])).read_text()
    assert "Below, the full width stands for the 10 that were left." in page
    bars = re.findall(r'<rect class="(?!track)([\w-]+)" x="([\d.]+)" width="([\d.]+)"', page)
    assert bars[:4] == [
        ("in", "0", "1000"), ("by-0", "10", "990"), ("by-1", "600", "400"), ("kept", "0", "600"),
    ]  # fmt: skip


def test_refusals_are_counted_by_detail_where_details_are_kinds(tell):
    rules = ["catalogue /toc$"] * 30 + ["feed ?feed"] * 10
    rows = [{"reason": "not-html", "origin": f"o{n}", "detail": d} for n, d in enumerate(rules)]
    rows += [{"reason": "truncated", "origin": f"t{n}", "detail": f"twin {n}"} for n in range(40)]
    page = outline(tell(rows))
    assert page.text("th").count("catalogue /toc$") == 1
    assert "twin 7" not in page.text("th")


def test_a_line_that_refused_nothing_is_drawn_all_the_same(tell):
    docs = [
        {"text": f"{n}", "origin": "", "marks": {"formula_share": n / 20}} for n in range(2, 12)
    ]
    page = outline(tell(docs))
    assert any("against 0.05; nothing was dropped" in text for text in page.text("figcaption"))


def test_a_folder_without_a_build_is_refused(tmp_path):
    with pytest.raises(UsageError, match="holds no finished build"):
        write_report(tmp_path)
