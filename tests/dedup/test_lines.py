import random
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from proofpile import Document, Filter, Here, Local, Shard
from proofpile.dedup import templates
from proofpile.dedup.join import write_run
from proofpile.dedup.lines import Outline, fold, words
from proofpile.dedup.templates import without_templates, write_templates
from proofpile.shard import read_batches

LOOSE = "Sign in to leave a comment"


def loose(text, least_words=3, margin=10**9):
    return [line for _, line in Outline.of(text).loose(least_words, margin)]


# --- which lines are loose


@pytest.mark.parametrize(
    "line",
    [
        LOOSE,
        "- See all the other pages",
        "   - Nested item of a menu",
        "Home | About us | All our pages",
        "Costs \\$5 or \\$6 a month",
        "[ previous ] [ next page ] [ up again ]",
        "Подписаться на наши новости",
        "版权所有的网站 欢迎您的到来",  # fourteen characters without blanks are seven words
        "# is no heading #without a blank"[2:],
        "Please `log in` to see this page",
        "Sign\u00a0in\u2028to\x85leave a comment",
    ],
)
def test_furniture_is_loose(line):
    assert loose(f"First some text.\n\n{line}\n")[-1] == fold(line)


@pytest.mark.parametrize(
    "line",
    [
        "$a^2 + b^2 = c^2$",
        "where $k$ is a field of characteristic zero",
        "so that \\(x\\) is what was meant",
        "the sum of x_{1} and all others",
        "it is \\alpha and beta and gamma",
        "# A heading of a few words",
        "###### Another one of those here",
        "| a cell | another cell | more |",
        "> It was said before by somebody",
        "1. Take the derivative of it",
        "12) Take the derivative of it",
        ": what the term above it means",
        "[1]: https://example.com/ title of it",
        "[^note]: what the note has to say",
        "<div class=note> a b c d",
        "    for all x in range(ten): pass",
        "\tfor all x in range(ten): pass",
        "Calculate the first four moments:",
        "计算前四阶矩并且画出直方图：",
        "© 2020 The authors of this page",
        "Copyright by the authors of this page",
        "Licensed under the terms of the GPL",
        "The text is under CC BY 4.0",
        "Provided as is, without warranty of any kind",
        "Proof.",
        "Solution of it",
        "`clone, equals, finalize, hash`",
        "1 2 3 4 5 6 7 8 9",
        "",
        " \t ",
    ],
)
def test_content_and_what_carries_it_is_fixed(line):
    found = loose(f"First some text here.\n\n{line}\n\nThen some more of it.\n", least_words=4)
    assert set(found) <= {"First some text here.", "Then some more of it."}
    assert found[-1] == "Then some more of it."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"```\n{LOOSE}\n```\n{LOOSE}", 1),
        (f"```python\n\n{LOOSE}\n\n```\n\n{LOOSE}", 1),
        (f"~~~\n```\n{LOOSE}\n~~~\n{LOOSE}", 1),
        (f"````\n```\n{LOOSE}\n````\n{LOOSE}", 1),
        (f"```\n``` python\n{LOOSE}\n```", 0),
        (f"```\n{LOOSE}\n\n{LOOSE}", 0),  # never closed: all that follows is code
        (f"``` is `code` in a line\n\n{LOOSE}", 1),
        (f"- Item of list\n\n  ```\n  {LOOSE}\n  ```\n\n{LOOSE}", 1),
        (f"$$\n{LOOSE}\n$$\n\n{LOOSE}", 1),
        (f"$$ x\n\n{LOOSE}\n\ny $$\n\n{LOOSE}", 1),
        (f"\\[\n{LOOSE}\n\\]\n{LOOSE}", 1),
        (f"\\begin{{align*}}\n{LOOSE}\n\\end{{align*}}\n{LOOSE}", 1),
        (
            f"Costs $$ a lot\n\n$$\n{LOOSE}\n$$\n\n",
            0,
        ),  # read from a stray sign on, this is no formula
        (f"Escaped \\$\\$ signs of it\n\n{LOOSE}", 1),
        (f"In code `$$` it is none\n\n{LOOSE}", 1),
        (f"a b c | d e f\n--- | ---\n{LOOSE} | b\n\n{LOOSE}", 1),
        (f"{LOOSE}\n===\n\n{LOOSE}", 1),
        (f"{LOOSE}\n---\n\n{LOOSE}", 1),
        (f"{LOOSE}\n\n---\n\n{LOOSE}", 2),
        (f"- {LOOSE}\n   - {LOOSE}\n- {LOOSE}", 2),
        (f"{LOOSE}\n\n    code = 1", 0),
        (f"- {LOOSE}\ngoes on\n\n    code = 1", 0),
        (f"{LOOSE}\n: its definition", 0),
    ],
)
def test_structure_holds_lines(text, expected):
    assert sum(LOOSE in line for line in loose(text)) == expected


def test_only_the_margins_are_looked_at_blank_lines_aside():
    text = "\n\n".join(f"Line of number {n} {'abcdefghij'[n]}" for n in range(10))
    numbers = [line.split()[3] for line in loose(text, margin=2)]
    assert numbers == ["0", "1", "8", "9"]
    assert len(loose(text, margin=5)) == len(loose(text, margin=50)) == 10
    assert loose(text, margin=0) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("Let $x+1$ be 3.", 3), ("1 2 3", 0), ("二つの文字", 1 + 2), ("a\nb\tc", 3)],
)
def test_words(text, count):
    assert words(text) == count


# --- the text without some


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Text.\n\nXX\n\nText.", "Text.\n\nText."),
        ("Text.\nXX\nText.", "Text.\nText."),
        ("XX\n\nText.", "Text."),
        ("\n\nXX\n\nText.", "\n\nText."),
        ("Text.\n\nXX", "Text."),
        ("Text.\n\nXX\n", "Text.\n"),
        ("Text.\n\nXX\n\n\n", "Text.\n"),
        ("Text.\n\nXX\n\nXX\n\nText.", "Text.\n\nText."),
        ("Text.\n\n\n\nText.\n\nXX", "Text.\n\n\n\nText."),
        ("Text.\r\n\r\nXX\r\n\r\nText.\r\n", "Text.\r\n\r\nText.\r\n"),
        ("- a\n- XX\n- b", "- a\n- b"),
        ("```\na\n\n\n```\n\nXX", "```\na\n\n\n```"),
        ("XX", ""),
        ("XX\n", ""),
        ("## Related\n\nXX\n\n## More\n\nText.", "## More\n\nText."),
        ("## Related\n\nXX\n\n### Deeper\n\nText.", "## Related\n\n### Deeper\n\nText."),
        ("## Related\n\n### Deeper\n\nXX\n\n## More\n\nText.", "## More\n\nText."),
        ("## Related\n\nXX\n\nText.", "## Related\n\nText."),
        (
            "# Title\n\nXX\n\n## Empty\n\n## More\n\nText.",
            "# Title\n\n## Empty\n\n## More\n\nText.",
        ),
        ("# Title\n\nXX", "# Title"),
        ("Text.\n\n## Links\n\nXX", "Text."),
        ("```\n## no heading\n```\n\nXX", "```\n## no heading\n```"),
    ],
)
def test_what_is_left_has_no_gaps(text, left):
    outline = Outline.of(text)
    gone = [n for n, line in enumerate(outline.lines) if "XX" in line]
    assert outline.without(gone)[0] == left


def test_headings_that_go_along_are_counted():
    assert Outline.of("Text.\n\n## Links\n\nXX\n\nXX").without([4, 6]) == ("Text.", 3)


BITS = (
    *(
        "",
        " ",
        "\r",
        "Text of words here",
        "# Head",
        "## Head",
        "- item",
        "   - deep item of it",
        "1. a",
    ),
    *(
        "```",
        "~~~",
        "$$",
        "\\[",
        "\\]",
        "> quote",
        "| a | b |",
        "---",
        "===",
        ": meaning",
        "    code",
        "`",
    ),
)


@given(st.lists(st.sampled_from(BITS), max_size=25), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_taking_loose_lines_leaves_the_rest_in_order(lines, chance):
    text = "\n".join(lines)
    outline = Outline.of(text)
    assert outline.without([]) == (text, 0)
    numbers = [n for n, _ in outline.loose(1, 100)]
    gone = set(chance.sample(numbers, chance.randint(0, len(numbers))))
    left, count = outline.without(gone)
    assert count >= len(gone)
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    stay = [
        line
        for n, line in enumerate(lines)
        if n not in gone and line.strip() and not line.startswith("#")
    ]
    assert [x for x in left.split("\n") if x.strip() and not x.startswith("#")] == stay
    assert len(stay) == len(kept) - len(gone)


def structure(text):
    """Code and headings, as a parser of CommonMark sees them."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    code = [t.content.split() for t in tokens if t.type in ("fence", "code_block")]
    headings = [b.content for a, b in pairwise(tokens) if a.type == "heading_open"]
    return code, headings


@given(st.lists(st.sampled_from(BITS), max_size=25))
@settings(deadline=None, max_examples=300)
def test_a_parser_finds_the_same_code_and_no_new_headings(lines):
    text = "\n".join(lines)
    outline = Outline.of(text)
    left, _ = outline.without([n for n, _ in outline.loose(1, 100)])
    code, headings = structure(text)
    code_left, headings_left = structure(left)
    assert code_left == code
    rest = iter(headings)
    assert all(heading in rest for heading in headings_left)


# --- hostile texts

HOSTILE = {
    "one long line": "word " * 200_000,
    "a long line without a blank": "x" * 1_000_000,
    "many short lines": "a b c\n" * 300_000,
    "only blanks": " " * 1_000_000,
    "only blank lines": " \n" * 500_000,
    "only ends of line": "\n" * 1_000_000,
    "carriage returns": "a b c d\r" * 100_000,
    "line separators": "a b c d\u2028" * 100_000,
    "ticks": "` `` ``` " * 100_000,
    "a million ticks": "`" * 1_000_000,
    "fences": "```\n" * 200_000,
    "dollars": "$" * 1_000_000,
    "lines of dollars": "$$\n" * 300_000,
    "openers": "\\[\\begin{align}" * 60_000,
    "quotes": "> " * 500_000,
    "markers": "- " * 500_000,
    "pipes": "|" * 1_000_000,
    "rules": "---|---\n" * 100_000,
    "underlines": "a b c\n---\n" * 100_000,
    "brackets": "[" * 1_000_000,
    "definitions": "[a" * 500_000,
    "headings": "## a\n" * 200_000,
    "deeper and deeper": "\n".join(" " * n + "a b c" for n in range(1500)),
    "no letters": "1" * 1_000_000,
    "marks of words": "\u0301" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_takes_long(name):
    began = time.process_time()
    outline = Outline.of(HOSTILE[name])
    found = list(outline.loose(3, 10**9))
    outline.without([n for n, _ in found])
    assert time.process_time() - began < 20  # a hundred times as long if anything were quadratic


# --- lines of a corpus


class Rule:
    """A policy whose group is the licence."""

    def __init__(self, documents=3, share=0.3, words=3, margin=5):
        self.least_documents, self.least_share = documents, share
        self.least_words, self.margin = words, margin

    def group(self, doc):
        return doc.licence


def shard(folder, number, docs):
    return Shard.write(
        folder / f"{number:05d}.arrow", docs, "me", marks={}, pass_name="t", owners={}
    )


def made_up(seed, shards=5, docs=40):
    """Pages of six sites; their lines come from small stocks, so that many stand in many pages."""
    chance = random.Random(seed)
    made = []
    for number in range(shards):
        some = []
        for row in range(chance.randrange(docs)):
            site = chance.choice(["", "a", "a", "a", "b", "b", "c"])
            lines = [f"Line of site {chance.randrange(8)}" for _ in range(chance.randrange(9))]
            some.append(Document(f"{number}#{row}", "\n\n".join(lines), licence=site))
        made.append(some)
    return made


def naive(rule, docs):
    """(group, line) -> documents with it, where they are enough."""
    of, where = {}, {}
    for doc in docs:
        of[doc.licence] = of.get(doc.licence, 0) + 1
        for line in {line for _, line in Outline.of(doc.text).loose(rule.least_words, rule.margin)}:
            where.setdefault((doc.licence, line), []).append(doc.id)
    return {
        (group, line): (ids, of[group])
        for (group, line), ids in where.items()
        if group and len(ids) >= rule.least_documents and len(ids) / of[group] >= rule.least_share
    }


@pytest.mark.parametrize("at_once", [3_000_000, 7])
@pytest.mark.parametrize("seed", range(4))
def test_lines_are_the_naive_ones_however_they_are_cut(tmp_path, monkeypatch, at_once, seed):
    monkeypatch.setattr(templates, "RANGE_ENTRIES", at_once)
    monkeypatch.setattr(templates, "HELD", at_once)
    rule, made = Rule(), made_up(seed)
    shards = [shard(tmp_path, n, docs) for n, docs in enumerate(made)]
    docs = [doc for some in made for doc in some]
    table, _ = write_templates(rule, shards, Here(), tmp_path / "fit")
    expected = naive(rule, docs)
    rows = published(tmp_path / "fit")
    assert {(r["group"], r["line"]): (r["documents"], r["group_documents"]) for r in rows} == {
        key: (len(ids), of) for key, (ids, of) in expected.items()
    }
    keeper = {(r["group"], r["line"]): r["kept_in"] for r in rows}
    removed = 0
    for doc in docs:
        text, count = without_templates(rule, str(table), doc)
        lines = [line for line in doc.text.split("\n\n") if line]
        gone = [
            n
            for n, line in enumerate(lines)
            if (n < rule.margin or n >= len(lines) - rule.margin)
            and keeper.get((doc.licence, line), doc.id) != doc.id
        ]
        assert count == len(gone)
        assert [x for x in text.split("\n\n") if x] == [
            line for n, line in enumerate(lines) if n not in gone
        ]
        removed += count
    assert removed == sum(r["removed"] for r in rows)
    assert all(keeper[key] in ids for key, (ids, _) in expected.items())
    assert removed > 0


def published(folder):
    batches = read_batches(folder / "repeated_lines.arrow")
    return [row for batch in batches for row in batch.to_pylist()]


def test_the_answer_is_the_same_for_any_order_and_runner(tmp_path):
    """Also where every page of a site is the same: one document keeps all of its lines."""
    # A recipe, because it goes to other processes: these know nothing of the classes of a test.
    rule = Filter.load(
        "repeated_lines", least_documents=3, least_share=0.3, least_words=3, margin=5
    )
    made = [[replace(d, id=f"{d.licence}:{d.id}") for d in docs] for docs in made_up(7)]
    text = "One line of it.\n\nAnother line of it."
    made[0] += [Document(f"z:copy#{n}", text) for n in range(9)]
    texts = []
    for name, order, runner in (
        ("a", made, Here()),
        ("b", made[::-1], Here()),
        ("c", [docs[::-1] for docs in made], Local(2)),
    ):
        (tmp_path / name).mkdir()
        shards = [shard(tmp_path / name, n, docs) for n, docs in enumerate(order)]
        table, _ = write_templates(rule, shards, runner, tmp_path / name / "fit")
        texts.append(
            {doc.id: without_templates(rule, str(table), doc) for some in order for doc in some}
        )
    assert texts[0] == texts[1] == texts[2]
    copies = [left for id, (left, _) in texts[0].items() if id.startswith("z:copy")]
    assert sorted(copies) == [""] * 8 + [text]


def test_after_it_there_is_nothing_to_do(tmp_path):
    rule, made = Rule(margin=100), made_up(3)
    shards = [shard(tmp_path, n, docs) for n, docs in enumerate(made)]
    table, _ = write_templates(rule, shards, Here(), tmp_path / "fit")
    cleaned = [
        Document(d.id, without_templates(rule, str(table), d)[0], licence=d.licence)
        for some in made
        for d in some
    ]
    write_templates(rule, [shard(tmp_path, 99, cleaned)], Here(), tmp_path / "again")
    assert published(tmp_path / "fit")
    assert not published(tmp_path / "again")


def test_no_documents_and_no_groups(tmp_path):
    for name, docs in (("none", []), ("no-group", [Document("a", LOOSE)] * 9)):
        (tmp_path / name).mkdir()
        shards = [shard(tmp_path / name, 0, docs)]
        table, _ = write_templates(Rule(), shards, Here(), tmp_path / name / "fit")
        assert published(tmp_path / name / "fit") == []
        assert without_templates(Rule(), str(table), Document("a", LOOSE)) == (LOOSE, 0)


def test_nothing_is_left_but_the_tables(tmp_path):
    write_templates(Rule(), [shard(tmp_path, 0, made_up(1)[0])], Here(), tmp_path / "fit")
    assert sorted(p.name for p in (tmp_path / "fit").iterdir()) == [
        "groups.npy",
        "lines.npy",
        "repeated_lines.arrow",
        "repeated_lines.json",
    ]


def test_a_site_of_many_documents_takes_room_for_its_margins_only(tmp_path, monkeypatch):
    """500 documents of 400 lines each, all different but for one: runs hold ten lines of each."""
    sizes = []

    def write(path, entries):
        sizes.append(len(entries))
        write_run(path, entries)

    monkeypatch.setattr(templates, "write_run", write)
    texts = [
        "\n".join([LOOSE, *(f"Own line {n}x{k} of it" for k in range(400))]) for n in range(500)
    ]
    docs = [Document(f"d{n}", text, licence="a") for n, text in enumerate(texts)]
    table, _ = write_templates(
        Rule(documents=10), [shard(tmp_path, 0, docs)], Here(), tmp_path / "fit"
    )
    assert sizes == [1, 1 + 500 * 9]
    assert [r["line"] for r in published(tmp_path / "fit")] == [LOOSE]
    counts = [without_templates(Rule(documents=10), str(table), doc)[1] for doc in docs]
    assert sorted(counts) == [0] + [1] * 499
