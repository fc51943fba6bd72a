"""What the report and the card say of formulas: found, kept, lost, lossy, broken."""

import re

import pyarrow as pa
import pytest

from proofpile.manifest import Manifest
from proofpile.report.build import write_report
from proofpile.report.fidelity import COLUMNS, MEANINGS, Counts, Domains, total
from proofpile.report.html.charts import parts
from proofpile.report.statistics import Statistics


def document(number, site, kept, lost=0, lossy=0, broken=0, rules=None):
    """A told document; by default all formulas are MathML's."""
    pairs = ("", "_lost", "_lossy", "_broken")
    said = rules or [f"mathml:{n}" if n else "" for n in (kept, lost, lossy, broken)]
    return {
        "text": f"text {number}",
        "origin": f"https://{site}/{number}",
        "marks": {
            "formulas": kept,
            "formulas_found": kept + lost,
            "formulas_lost": lost,
            "formulas_lossy": lossy,
            "formulas_broken": broken,
            **{f"formula_rules{pair}": one for pair, one in zip(pairs, said, strict=True)},
            "formula_defects": f"double-script:{broken}" if broken else "",
        },
    }


DOCUMENTS = [
    document(0, "a.example", 6, 2, 1, 1, ["dollar:2,mathml:4", "mathml:2", "mathml:1", "dollar:1"]),
    document(1, "www.a.example", 4, 0),
    document(2, "b.example", 0, 3),
    document(3, "c.example", 9),
    document(4, "d.example", 0),
]


@pytest.fixture
def out(tell):
    return tell(DOCUMENTS, filters=False)


@pytest.fixture
def stats(out):
    return Statistics.of(out, Manifest.load(out).facts)


def test_counts_by_rule_and_in_all(stats):
    assert stats.rules() == {"mathml": Counts(17, 5, 1, 0), "dollar": Counts(2, 0, 0, 1)}
    assert list(stats.rules()) == ["mathml", "dollar"]  # most formulas first
    whole = total(stats.rules().values())
    assert (whole, whole.found) == (Counts(19, 5, 1, 1), 24)


def test_counts_by_registered_domain_those_that_lost_most_first(stats):
    assert stats.fidelity.top(9) == [
        ("b.example", Counts(0, 3, 0, 0)),
        ("a.example", Counts(10, 2, 1, 1)),
    ]
    assert stats.fidelity.top(1) == [("b.example", Counts(0, 3, 0, 0))]
    assert "d.example" not in stats.fidelity.counts


def test_the_page_shows_them_and_says_what_each_word_means(out):
    page = write_report(out).read_text()
    section = page[page.index('<section id="formulas">') :]
    section = section[: section.index("</section>")]
    for meaning in MEANINGS.values():
        assert meaning in section
    assert "found on the pages that were kept: 24. Of these 19 (79.2 %) are in the text" in section
    row = re.search(r"<code>mathml</code></th>(.*?)</tr>", section)
    assert row
    assert re.findall(r'<td class="n">([\d,]+)</td>', row[1]) == ["22", "17", "5", "1", "0"]
    bars = re.findall(r'<rect class="(?!track)([\w-]+)"[^>]* width="([\d.]+)"', row[1])
    assert bars == [("kept", "727.273"), ("by-0", "45.4545"), ("dropped", "227.273")]
    assert section.index("b.example") < section.index("a.example")
    assert "c.example" not in section
    assert "double-script" in section
    assert "two superscripts, or two subscripts, of one thing" in section


def test_the_marks_behind_the_section_are_not_listed_again(out):
    page = write_report(out).read_text()
    marks = page[page.index('<section id="marks">') :]
    assert "<b>formula_rules_lost</b>" not in marks
    assert "<b>formula_defects</b>" not in marks


def test_the_card_has_the_sums(out):
    write_report(out)
    card = (out / "README.md").read_text()
    assert "## Formulas" in card
    assert "| **lost** | 5 | 20.8 % |" in card
    assert "| `formulas_lost` | int64 |" in card
    lines = re.findall(r"\| `formula.*", card)
    assert len(lines) == 11
    assert not any("a mark of the recipes" in line for line in lines if "formula_share" not in line)


def test_a_corpus_that_lost_nothing(tell):
    page = write_report(tell([document(0, "a.example", 3)], filters=False)).read_text()
    assert "No document lost a formula." in page
    assert "What is wrong with the broken ones" not in page


def test_a_source_that_does_not_count_losses_has_its_table_all_the_same(tell):
    told = {"text": "t", "origin": "", "marks": {"formulas": 3, "formula_rules": "dollar:3"}}
    stats = Statistics({})
    stats._see_marks(pa.schema([("formula_rules", pa.string())]))
    assert stats.rules() == {}
    page = write_report(tell([told], filters=False)).read_text()
    assert "<code>dollar</code>" in page


def test_without_formulas_there_is_no_section(tell):
    page = write_report(tell([{"text": "t", "origin": ""}], filters=False)).read_text()
    assert 'id="formulas"' not in page


def test_parts_fill_the_width_and_the_smallest_is_seen():
    drawn = parts([(0.9999, "kept"), (0.0, "by-0"), (0.0001, "dropped")])
    widths = [
        float(width) for width in re.findall(r'class="(?:kept|dropped)"[^>]* width="([\d.]+)"', drawn)
    ]  # fmt: skip
    assert sum(widths) == pytest.approx(1000, abs=0.01)
    assert widths[1] > 2.5
    assert 'class="by-0"' not in drawn


def batch(rows):
    return pa.RecordBatch.from_pylist(
        [dict(zip(COLUMNS, row, strict=True)) for row in rows],
        pa.schema([(name, pa.int64()) for name in COLUMNS]),
    )


def test_domains_stay_bounded_and_say_what_they_forgot():
    domains = Domains(most=4)
    domains.add([f"{n}.example" for n in range(9)], batch([(1, n, 0, 0) for n in range(9)]))
    assert len(domains.counts) <= 4
    assert domains.top(1) == [("8.example", Counts(1, 8, 0, 0))]
    assert domains.forgotten > 0


def test_rows_without_marks_count_as_nothing():
    domains = Domains()
    domains.add(["a.example", "", "b.example"], batch([(None,) * 4, (1, 1, 1, 1), (2, None, 1, 0)]))
    assert domains.counts == {"b.example": Counts(2, 0, 1, 0)}
