"""Near-duplicates in the report: the section, the measured S-curve, and the explorer of pairs."""

import re
from html import unescape
from pathlib import Path

import pytest
from duplicated import PARAMETERS, curve, findings, pair, plant
from report.test_hostile_pages import ATTACKS, DEED
from report.test_page import Outline
from report.test_style import CSS, contrast, schemes

from proofpile.manifest import Manifest
from proofpile.report.build import write_report
from proofpile.report.duplicates import Duplicates, wilson
from proofpile.report.statistics import Statistics

WORDS = " ".join(f"word{n}" for n in range(120))


@pytest.fixture
def out(tell) -> Path:
    """A small build that looked for near-duplicates; its findings are of a large one."""
    out = tell(
        [{"text": f"text {n}", "origin": f"https://a.example/{n}"} for n in range(5)], filters=False
    )
    plant(out, [pair(f"{WORDS} and $x=1$.", f"{WORDS} and $x=2$.")])
    return out


def explored(out) -> str:
    write_report(out)
    return (out / "report" / "duplicates.html").read_text()


def duplicates(out) -> Duplicates:
    found = Duplicates.of(out, Manifest.load(out).facts)
    assert found
    return found


def test_a_build_that_looked_for_none_has_no_section_and_no_explorer(rich):
    page = write_report(rich).read_text()
    assert 'id="duplicates"' not in page
    assert not (rich / "report" / "duplicates.html").exists()
    assert "## Near-duplicates" not in (rich / "README.md").read_text()


def test_the_section_tells_what_was_compared_and_what_was_found(out):
    page = Outline(write_report(out).read_text())
    text = " ".join(text for _, text in page.texts)
    for said in (
        "Of 200,000 documents, 24,400 (12.2 %) repeat one that stays, with a Jaccard of at least 0.7.",
        "5 tokens in a row (n_grams=5)",
        "1,204 documents with fewer than 5 tokens",
        "one of 14 buckets of 8 min-hashes each",
        "star: a document goes only if",
        "the most tokens; then by a hash of the id",
        "3 buckets held more documents",
    ):
        assert said in text
    for number in ("61,250", "40,021", "9,870", "1,412", "3,117"):
        assert number in page.text("td")
    assert page.text("th").count("gutenberg") == 1
    assert "92.2 %" in page.text("td")
    assert ("a", {"href": "duplicates.html"}) in page.tags


def test_alarms_stand_in_the_head_and_in_the_section(out):
    alarm = "gutenberg: 380 of 412 documents <would> go"
    plant(out, [], findings(alarms=[alarm]))
    page = write_report(out).read_text()
    assert page.count("gutenberg: 380 of 412 documents &lt;would&gt; go") == 2
    assert page.index("380 of 412") < page.index("<main>")


def test_the_measured_curve_lies_on_the_one_of_theory(out):
    """Buckets drawn as MinHash draws them: 19 of 20 intervals hold the truth."""
    found = duplicates(out)
    held = [
        one.low <= found.chance(one.jaccard, fewer=1) <= one.high
        for one in found.curve
        if one.chance is not None and one.pairs >= 20
    ]
    assert len(held) > 25
    assert sum(held) >= 0.9 * len(held)


def test_the_estimate_of_what_no_bucket_found(out):
    plant(out, [], findings(curve={"jaccard": [0.7, 0.72], "pairs": [300, 0], "matches": [0] * 2,
                                   "again": [0] * 2}))  # fmt: skip
    found = duplicates(out)
    chance = 1 - (1 - 0.71**8) ** 14
    assert found.missed() == (pytest.approx(300 * (1 / chance - 1)), 300)
    said = write_report(out).read_text()
    assert "Too few pairs for a measured curve" in said
    assert (
        "60.7\N{NO-BREAK SPACE}% of all pairs at or above the threshold were found: 300, and about 194 not"
        in said
    )


@pytest.mark.parametrize(
    ("rate", "trials", "want"),
    [(0, 10, (0, 0.278)), (0.5, 100, (0.404, 0.596)), (1, 4, (0.510, 1))],
)
def test_intervals(rate, trials, want):
    assert wilson(rate, trials) == pytest.approx(want, abs=0.001)


def test_the_curve_is_drawn_with_dots_a_threshold_and_bars(out):
    page = write_report(out).read_text()
    drawn = page[page.index("S-curve of 14 buckets") :]
    drawn = drawn[: drawn.index("</svg>")]
    lines = re.findall(r'points="([^"]+)"', drawn)
    assert len(lines) == 2
    assert all(len(line.split()) == 101 for line in lines)
    shown = sum(1 for one in duplicates(out).curve if one.chance is not None)
    assert 20 < drawn.count("<circle") <= shown
    assert 'class="measured faint"' in drawn
    assert "threshold 0.7</text>" in drawn
    dropped, passed = (drawn.count(f'<rect class="{c}"') for c in ("dropped", "in"))
    assert dropped == 16  # bins of 0.02 from 0.7, and one of equal sets
    assert passed > 5
    numbers = [float(n) for n in re.findall(r'(?:x|y|cx|cy|y1|y2|width|height)="([\d.-]+)"', drawn)]
    assert all(0 <= n <= 400 for n in numbers)


def test_one_bucket_no_curve_and_odd_findings_have_a_page(out):
    facts = findings(curve=None, sources=[], component_sizes={}, candidates=0, edges=0, documents=0)
    plant(out, [], facts, PARAMETERS | {"num_buckets": 1})
    assert "Near-duplicates" in write_report(out).read_text()
    plant(out, [], findings(curve=curve(200, buckets=1)), PARAMETERS | {"num_buckets": 1})
    assert "S-curve of 1 buckets" in write_report(out).read_text()


def test_the_explorer_marks_what_differs_and_folds_what_does_not(out):
    page = explored(out)
    assert '<mark class="kept">1</mark>' in page
    assert '<mark class="dropped">2</mark>' in page
    assert re.search(r"<summary>\d+ characters the same</summary>", page)
    assert page.count("word60") == 1  # in what lies between, once
    assert page.count("word119") == 2  # beside the difference, on both sides
    for said in ("0.812, threshold 0.7", "7, of 2 documents", "web:a.warc.gz@0", "web:b.warc.gz@9"):
        assert said in page
    for origin in ("https://kept.example/a", "https://removed.example/b"):
        assert f'href="{origin}" rel="noopener nofollow noreferrer"' in page


def test_pairs_are_in_order_of_why_and_linked_one_to_the_next(out):
    kinds = ["random", "just-under", "other", "largest", "near-threshold", "random"]
    rows = [
        pair("a b c", "a b d", why=why, kept_id=f"{n}", cluster=None if why == "just-under" else 3)
        for n, why in enumerate(kinds)
    ]
    plant(out, rows)
    page = explored(out)
    heads = re.findall(r"<h2>([^<]+)</h2>", page)
    assert heads == ["From the largest clusters", "Just above the threshold", "Just under the threshold",
                     "Of all removals", "other"]  # fmt: skip
    assert re.findall(r'<article class="twin-card" id="([\w-]+)"', page) == [
        f"pair-{n}" for n in range(1, 7)
    ]
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert {a[1:] for a in re.findall(r'href="(#[^"]+)"', page)} <= ids
    assert page.count(">previous</a>") == page.count(">next</a>") == 5
    assert page.count(">stays, too<") == 1


def test_a_pair_that_was_chosen_twice_is_shown_once(out):
    plant(
        out, [pair("a", "b", why=why) for why in ("random", "near-threshold", "random", "largest")]
    )
    page = explored(out)
    assert page.count("<article") == 1
    assert re.findall("<h2>([^<]+)", page) == ["From the largest clusters"]
    assert "<dd>just above the threshold, of all removals</dd>" in page
    assert ">1 pair side by side</a>" in write_report(out).read_text()


def test_equal_texts_are_said_to_be(out):
    plant(out, [pair("one two\n\nthree", "one  two three")])
    assert "Token for token the same: 14 characters" in explored(out)


def test_a_jaccard_below_the_threshold_is_not_rounded_up_to_it(out):
    plant(out, [pair("a", "b", why="just-under", jaccard=0.69996)])
    assert "0.699, threshold 0.7" in explored(out)


def test_the_explorer_stays_small_whatever_the_texts_are(out):
    hostile = ["<&>" * 7_000, "\u202e" * 20_000, "\u202f \x00" * 9_000, "a " * 20_000, "x" * 90_000]
    rows = [
        pair(hostile[n % 5], hostile[(n + 1) % 5][::-1] + str(n), kept_id=f"{n}") for n in range(80)
    ]
    plant(out, rows)
    page = explored(out)
    assert page.count("<article") == 60
    assert len(page) < 20_000_000
    assert page.count("Of texts the first 20,000 characters are shown.") == 60


def test_what_only_the_cut_makes_different_is_not_shown(out):
    long = " ".join(f"w{n}" for n in range(9_000))
    plant(out, [pair(long[:20_000], ("menu " + long)[:20_000])])
    page = explored(out)
    assert re.findall("<mark[^>]*>([^<]*)</mark>", page) == ["", "menu"]
    assert "Of texts the first 20,000 characters are shown." in page


def test_the_same_build_gives_the_same_bytes_and_is_not_read_again(out, monkeypatch):
    first = explored(out)
    stamp = (out / "report" / "duplicates.html").stat().st_mtime_ns
    monkeypatch.setattr(Statistics, "of", None)
    assert explored(out) == first
    assert (out / "report" / "duplicates.html").stat().st_mtime_ns == stamp
    monkeypatch.undo()
    (out / "report" / "duplicates.html").unlink()
    assert explored(out) == first
    plant(out, [pair("another", "pair")])
    assert "another" in explored(out)


def test_pairs_that_are_gone_take_the_explorer_with_them(out):
    explored(out)
    (out / "report" / "duplicate_pairs.arrow").unlink()
    page = write_report(out).read_text()
    assert not (out / "report" / "duplicates.html").exists()
    assert "duplicates.html" not in page
    assert "Near-duplicates" in page


def test_the_card_has_the_numbers(out):
    alarm = "a component of 1,412 | and\n# more"
    plant(out, [], findings(alarms=[alarm], merge="chain"))
    write_report(out)
    card = (out / "README.md").read_text()
    said = card[card.index("## Near-duplicates") : card.index("## Recipes")].replace("\n", " ")
    for part in (
        "Of 200,000 documents, 24,400 (12.2 %) were removed",
        "shingles of 5 tokens, 14 buckets of 8 hashes",
        "61,250 candidate pairs verified by exact Jaccard, at least 0.7",
        "40,021 pairs passed, in 9,870 clusters, the largest of 1,412 documents",
        "Of each cluster one document stays.",
        "> a component of 1,412 \\| and # more",
    ):
        assert part in said


def test_every_class_is_in_the_style_and_marked_words_can_be_read(out):
    page = explored(out) + write_report(out).read_text()
    used = {c for found in re.findall(r'class="([^"]+)"', page) for c in found.split()}
    assert used - set(re.findall(r"\.([\w-]+)", CSS)) == set()
    for colours in schemes().values():
        for mark in ("mark-kept", "mark-dropped"):
            assert contrast(colours["ink"], colours[mark]) >= 4.5


@pytest.fixture
def struck(out) -> Path:
    """Pairs, sources and alarms of which every field that a page decides holds an attack."""
    rows = [
        pair(f"a {attack} b c", f"a {attack}! b d", kept_id=attack, removed_id=attack, why=attack,
             kept_origin=attack, removed_origin=f"https://e.example/{attack}")
        for attack in ATTACKS
    ]  # fmt: skip
    plant(out, rows, findings(alarms=ATTACKS, sources=[[a, 9, 1] for a in ATTACKS]))
    return out


def test_nothing_of_a_pair_becomes_markup(struck):
    for page in (explored(struck), write_report(struck).read_text()):
        body = page[page.index("<body>") :]
        for opening in (
            "<script",
            "<img",
            "<iframe",
            "<base",
            "<link",
            "<meta",
            "<style",
            'onload="',
        ):
            assert opening not in body
        assert 'href="javascript' not in page.lower()
        assert page.count("</style>") == 1
        assert not set("\u202e\u2066\x00\x1b") & set(page)
        assert f"<script>{DEED}</script>" in unescape(body)
        found = Outline(page)
        for tag, attributes in found.tags:
            assert not any(name.startswith("on") or name in ("src", "style") for name in attributes)
            if tag == "a":
                assert re.match(
                    r"https?://|#[\w-]+$|(?:duplicates|index)\.html", attributes["href"] or ""
                )


def test_nothing_of_a_pair_runs_in_a_browser(struck, browser):
    explored(struck)
    dom = browser("--dump-dom", (struck / "report" / "duplicates.html").as_uri())
    assert "<title>told: near-duplicates side by side</title>" in dom
    assert "STRUCK" in unescape(dom)
    assert "<script" not in dom
