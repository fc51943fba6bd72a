import pyarrow as pa
import pytest

from proofpile import Document, Drop, Filter, Here, Local, Shard, build
from proofpile.manifest import Manifest
from proofpile.passes import Vocabulary

FOOTER = "Subscribe to our newsletter for more exercises"
PROSE = (
    "Here page {n} proves at some length, and with words of its own, that what is claimed under number {n} "
    "is true for all of them."
)


def fitted(tmp_path, docs, **params):
    docs = list(docs)
    shard = Shard.write(
        tmp_path / "00000.arrow", docs, "me", marks={"source": str}, pass_name="t", owners={}
    )
    keep = Filter.load("repeated_lines", **params).prepare()
    return keep.fit([shard], Here(), tmp_path / "fit"), docs


def pages(count, text=f"{PROSE}\n\n{FOOTER}", host="www.example.org"):
    return [
        Document(f"w:{n}", text.replace("{n}", str(n)), f"https://{host}/{n}") for n in range(count)
    ]


def removed(outcomes):
    return [doc.marks["template_lines"] for doc in outcomes]


def test_a_footer_stays_in_one_page(tmp_path):
    keep, docs = fitted(tmp_path, pages(10))
    outcomes = [keep(doc) for doc in docs]
    assert sorted(removed(outcomes)) == [0] + [1] * 9
    for before, after in zip(docs, outcomes, strict=True):
        stays = before.text if after.marks["template_lines"] == 0 else before.text.split("\n")[0]
        assert (after.id, after.origin, after.text) == (before.id, before.origin, stays)


@pytest.mark.parametrize(
    ("documents", "with_it", "expected"),
    [(9, 9, 0), (10, 10, 9), (20, 10, 9), (21, 10, 0), (30, 9, 0)],
)
def test_ten_documents_and_half_of_the_site(tmp_path, documents, with_it, expected):
    docs = pages(with_it) + pages(documents, PROSE)[with_it:]
    keep, docs = fitted(tmp_path, docs)
    assert sum(removed(map(keep, docs))) == expected


def test_hosts_of_one_domain_are_one_site_and_platforms_are_many(tmp_path):
    docs = [*pages(5, host="a.example.org"), *pages(5, host="b.example.org")]
    docs = [Document(f"x{n}", d.text, d.origin) for n, d in enumerate(docs)]
    keep, docs = fitted(tmp_path, docs)
    assert sum(removed(map(keep, docs))) == 9
    (tmp_path / "other").mkdir()
    docs = [*pages(5, host="a.github.io"), *pages(5, host="b.github.io")]
    docs = [Document(f"x{n}", d.text, d.origin) for n, d in enumerate(docs)]
    keep, docs = fitted(tmp_path / "other", docs)
    assert sum(removed(map(keep, docs))) == 0


@pytest.mark.parametrize(
    ("doc", "group"),
    [
        (Document("openwebmath:a.warc@9", "", "https://math.uni.example.co.uk/x"), "example.co.uk"),
        (Document("arxiv:2310.06786", "", "2310.06786"), "arxiv"),
        (Document("code:9", "", "owner/name@0a1b:src/x.py"), "code"),
        (Document("", "", ""), ""),
        (Document("no-colon", "", "http://[::1"), "no-colon"),
    ],
)
def test_groups(doc, group):
    assert Filter.load("repeated_lines").group(doc) == group


def test_groups_may_be_a_mark(tmp_path):
    docs = [d.mark(source="ab"[n % 2]) for n, d in enumerate(pages(20))]
    keep, docs = fitted(tmp_path, docs, by="source")
    assert sum(removed(map(keep, docs))) == 18
    assert keep(pages(1)[0]).marks["template_lines"] == 0  # has no such mark


def test_a_page_of_nothing_else_is_dropped_and_one_copy_stays(tmp_path):
    text = f"{FOOTER}\n\nPlease enable JavaScript to see all of the page\n\n{{n}}"
    keep, docs = fitted(tmp_path, pages(12, text))
    outcomes = [keep(doc) for doc in docs]
    drops = [out for out in outcomes if isinstance(out, Drop)]
    assert len(drops) == 11
    assert {(d.reason, d.score, d.threshold, d.detail) for d in drops} == {
        ("only-template", 0, 10, "2 lines")
    }
    (stays,) = (out for out in outcomes if isinstance(out, Document))
    assert FOOTER in stays.text


def test_a_short_page_that_lost_nothing_stays(tmp_path):
    keep, _ = fitted(tmp_path, pages(10))
    doc = Document("w:99", "Proof.", "https://www.example.org/99")
    assert keep(doc) == doc.mark(template_lines=0)


@pytest.mark.parametrize(
    "line",
    [
        "$$a^2 + b^2 = c^2$$",
        "$e^{i\\pi} + 1 = 0$",
        "Throughout, $k$ is a field of characteristic zero.",
        "```\nprint the same three words\n```",
        "$$\nx \\text{ for all of these}\n$$",
        "| n | square of n | cube of n |",
        "## Exercises of this chapter",
        "Proof.",
        "Example 1",
        "Licensed under CC BY-SA 4.0 by its authors",
    ],
)
def test_content_may_stand_in_every_page(tmp_path, line):
    keep, docs = fitted(tmp_path, pages(12, f"{PROSE}\n\n{line}\n\n{PROSE}"))
    for doc in docs:
        assert keep(doc) == doc.mark(template_lines=0)


def test_findings_and_the_table_say_what_went(tmp_path):
    keep, docs = fitted(tmp_path, [*pages(12), *pages(3, host="example.net")])
    outcomes = [keep(doc) for doc in docs]
    found = keep.findings()
    (row,) = found.pop("top")
    assert found == {"documents": 12, "groups": 1, "lines": 1, "removed": 11}
    with pa.memory_map(str(keep.tables()["repeated_lines.arrow"])) as file:
        assert pa.ipc.open_file(file).read_all().to_pylist() == [row]
    (stays,) = (d.id for d, out in zip(docs[:12], outcomes, strict=False) if out.text == d.text)
    assert row == {
        "group": "example.org",
        "line": FOOTER,
        "documents": 12,
        "group_documents": 12,
        "removed": 11,
        "kept_in": stays,
    }
    assert Filter.load("repeated_lines").findings() == {}
    assert Filter.load("repeated_lines").tables() == {}


def test_it_gets_on_with_quality():
    """Which has a mark of floats called repeated_lines."""
    names = ("quality", "repeated_lines", "exact_duplicates")
    Vocabulary.of(Filter.load("exact_duplicates"), [Filter.load(name) for name in names])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        " \r\n\r\n",
        "word " * 100_000,
        "a b c d\n" * 20_000,
        "$$",
        "```",
        "a\u2028b c d e\x85f",
    ],
)
def test_any_text_has_an_answer(tmp_path, text):
    keep, docs = fitted(tmp_path, [*pages(12), *pages(12, text)[:1]])
    assert isinstance(keep(Document("w:0", text, docs[0].origin)), Document | Drop)


def test_a_build_publishes_the_table_and_is_the_same_twice(library, tmp_path):
    """The books' repeated lemmas hold no formula; as lines of ten books they would be a template."""
    manifests = []
    for name, runner in (("a", Here()), ("b", Local(2))):
        keep = Filter.load("repeated_lines", least_documents=4, least_share=0.01, least_left=0)
        out = tmp_path / name
        build(library.source(), out, runner, filters=[keep], held_out=(0, 0))
        manifests.append((out / "manifest.json").read_bytes())
        facts = Manifest.load(out).facts
        assert facts["findings"]["repeated_lines"]["lines"] == 10
        assert facts["findings"]["repeated_lines"]["removed"] == 30
        assert [t["file"] for t in facts["tables"]] == ["repeated_lines.arrow"]
    assert manifests[0] == manifests[1]
