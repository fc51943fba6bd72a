"""Canaries: what is planted, what is counted, and that a search cannot look better than it is."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from proofpile import Document
from proofpile.contamination.canaries import measure
from proofpile.contamination.hits import Hit
from proofpile.contamination.index import Index
from proofpile.contamination.items import Benchmark, Item
from proofpile.contamination.match import Matcher
from proofpile.contamination.perturb import PERTURBATIONS
from proofpile.contamination.pieces import pieces
from proofpile.contamination.places import MOST_CHARACTERS, borders, fits, planted
from proofpile.contamination.recall import Canaries, Count
from proofpile.native import word_strings
from proofpile.web import extract

LEAST = 8


def hit(document: str, place: tuple[str, str, str], verdict: str) -> Hit:
    return Hit(
        document, document, "", *place, "words", 8, 1.0, 99.0, 0, 1, 0, 1, ((0, 1, 0, 1),), "case",
        verdict, "0",
    )  # fmt: skip


class Eights:
    """A search by 8-grams of normalised words: three in four is contaminated, without numbers a template."""

    def __init__(self, *benchmarks: Benchmark) -> None:
        self.grams: dict[tuple[str, ...], set[tuple[str, str, str]]] = {}
        self.sizes: dict[tuple[bool, tuple[str, str, str]], int] = {}
        uncheckable, rows = {}, []
        for benchmark in benchmarks:
            for item, part, text in benchmark.texts():
                place = (benchmark.name, item.id, part)
                rows.append(
                    {
                        "benchmark": place[0],
                        "item": place[1],
                        "part": part,
                        "checked": "",
                        "answer": "",
                    }
                )
                if len(word_strings(text)) < LEAST:
                    uncheckable[place] = "too short"
                for masked in (False, True):
                    found = self._grams(text, masked)
                    self.sizes[masked, place] = len(found)
                    for gram in found:
                        self.grams.setdefault(gram, set()).add(place)
        self.index = SimpleNamespace(uncheckable=uncheckable, rows=rows)
        self.calls: list[list[str]] = []

    @staticmethod
    def _grams(text: str, masked: bool) -> set[tuple[str, ...]]:
        words = [f"{w}{masked}" for w in word_strings(text) if not masked or not w[0].isdigit()]
        return {tuple(words[k : k + LEAST]) for k in range(len(words) - LEAST + 1)}

    def __call__(
        self,
        ids: Sequence[str],
        texts: Sequence[str],
        origins: Sequence[str],
        sources: Sequence[str],
    ) -> list[Hit]:
        assert len(ids) == len(texts) == len(origins) == len(sources)
        self.calls.append(list(texts))
        hits = []
        for id_, text in zip(ids, texts, strict=True):
            met: dict[tuple[bool, tuple[str, str, str]], int] = {}
            for masked in (False, True):
                for gram in self._grams(text, masked):
                    for place in self.grams.get(gram, ()):
                        met[masked, place] = met.get((masked, place), 0) + 1
            for (masked, place), n in met.items():
                if n >= 0.75 * self.sizes[masked, place]:
                    hits.append(hit(id_, place, "template" if masked else "contaminated"))
                elif not masked:
                    hits.append(hit(id_, place, "partial"))
        return hits


def benchmark(name: str = "b", **problems: str) -> Benchmark:
    return Benchmark(
        name, tuple(Item(name, k, {"problem": t}, f"{k}:1") for k, t in problems.items())
    )


@pytest.fixture(scope="module")
def gsm8k(data: Path) -> Benchmark:
    lines = (data / "bench/gsm8k/test.jsonl").read_text(encoding="utf-8").splitlines()[:300]
    read = [json.loads(line) for line in lines]
    items = [
        Item(
            "gsm8k",
            f"test/{n}",
            {"problem": r["question"], "solution": r["answer"]},
            f"test.jsonl:{n}",
        )
        for n, r in enumerate(read)
    ]
    return Benchmark("gsm8k", tuple(items))


@pytest.fixture(scope="module")
def documents(data: Path) -> list[Document]:
    """Prose about mathematics, with formulas and fences in it."""
    folder = data / "bench/minif2f/informal/valid"
    read = [json.loads(f.read_text(encoding="utf-8")) for f in sorted(folder.glob("*.json"))]
    texts = ["\n\n".join((r["informal_statement"], r["informal_proof"])) for r in read]
    code = "\n\n```python\nprint(1)\n\nprint(2)\n```\n\n"
    return [
        Document(f"page-{n}", code.join(texts[n : n + 5]), f"https://x.example/{n}")
        for n in range(0, len(texts) - 5, 5)
    ]


def text_of_page(page: str) -> str:
    return extract(page).text


# --- where something is planted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [0]),
        ("one", [0, 3]),
        ("one\n\ntwo", [0, 5, 8]),
        ("one\ntwo", [0, 7]),
        ("one\n \n\t\n  two", [0, 10, 13]),
        ("$$a\n\nb$$\n\nc", [0, 10, 11]),
        ("a\n\n```\nx\n\ny\n```\n\nb", [0, 3, 17, 18]),
        ("a\n\n```\nx\n\ny", [0, 3]),
        ("a\n\n~~~~\nx\n\n```\n\n~~~~\n\nb", [0, 3, 22, 23]),
        ("```\n$\n\n```\n\n$x$\n\nb", [0, 12, 17, 18]),
        (r"\begin{align}a" + "\n\n" + r"b\end{align}", [0, 28]),
        ("no formula: $5\n\n$6", [0, 16, 18]),
    ],
)
def test_borders_of_paragraphs(text: str, expected: list[int]) -> None:
    assert borders(text) == expected


def test_a_passage_stands_by_itself_and_breaks_nothing(documents: list[Document]) -> None:
    places = 0
    for document in documents:
        fences = re.findall("```.*?```", document.text, re.DOTALL)
        formulas = [str(p) for p in pieces(document.text) if p.is_formula]
        for at in borders(document.text):
            copy = planted(document.text, at, "PASSAGE")
            assert "PASSAGE" in re.split(r"\n\n+", copy)
            assert copy.replace("PASSAGE", "").split() == document.text.split()
            assert re.findall("```.*?```", copy, re.DOTALL) == fences
            assert [str(p) for p in pieces(copy) if p.is_formula] == formulas
            places += 1
    assert places > 10 * len(documents)


@pytest.mark.parametrize(
    "text", ["", "short", "a b\n\n" * 10_000, "a" * 100_000, "```\n" + "a\n\n" * 50_000]
)
def test_long_documents_are_cut_between_paragraphs(text: str) -> None:
    cut = fits(text)
    assert text.startswith(cut)
    assert min(len(text), 1) <= len(cut) <= MOST_CHARACTERS
    assert len(cut) == len(text) or len(cut) > MOST_CHARACTERS - 10


# --- what is counted


def test_what_a_search_by_eights_finds(gsm8k: Benchmark, documents: list[Document]) -> None:
    found = measure(Eights(gsm8k), [gsm8k], documents, 1, 60, text_of_page)
    counts = found.by_perturbation()
    assert list(counts) == list(PERTURBATIONS)
    for name in ("verbatim", "case", "spacing", "retex", "html"):
        assert counts[name].recall == 1.0, (name, found.missed)
        assert counts[name].planted >= 59
    assert counts["numbers"].template > 0.9 * counts["numbers"].planted
    assert counts["half"].found == 0  # half of the grams is less than three in four
    assert counts["half"].partial == counts["half"].planted
    assert counts["translation"].found < 5
    assert 0.99 < (found.precision or 0) <= 1
    assert {part for _, part, _ in found.counts} == {"problem", "solution"}
    assert all(c.planted == c.found + c.partial + c.template + c.missed for c in counts.values())


def test_the_same_whatever_the_order_of_documents(
    gsm8k: Benchmark, documents: list[Document]
) -> None:
    first = measure(Eights(gsm8k), [gsm8k], documents, 1, 20, text_of_page).facts()
    again = measure(Eights(gsm8k), [gsm8k], documents[::-1], 1, 20, text_of_page).facts()
    other = measure(Eights(gsm8k), [gsm8k], documents, 2, 20, text_of_page).facts()
    assert orjson.dumps(first) == orjson.dumps(again)
    assert first["missed"] != other["missed"]


def test_nothing_goes_through_html_without_an_extractor(gsm8k: Benchmark) -> None:
    assert "html" not in measure(Eights(gsm8k), [gsm8k], [], 1, 10).by_perturbation()


def test_a_search_that_finds_nothing_says_so(gsm8k: Benchmark, documents: list[Document]) -> None:
    blind = SimpleNamespace(index=SimpleNamespace(uncheckable={}, rows=[]))
    blind = type("Blind", (), {"index": blind.index, "__call__": lambda *_: []})()
    found = measure(blind, [gsm8k], documents, 1, 10)
    assert {c.recall for c in found.counts.values()} == {0.0}
    assert found.precision is None
    assert {s.why for s in found.missed} == {"no hit"}
    assert len([s for s in found.missed if s.perturbation == "case"]) == 5


def test_uncheckable_parts_are_counted_and_not_planted() -> None:
    made = benchmark(
        short="What is two plus two?", long=" ".join(f"word{chr(97 + n)}" for n in range(20))
    )
    found = measure(Eights(made), [made], [])
    assert found.by_perturbation()["verbatim"] == Count(1, 1)
    assert found.facts()["uncheckable"] == {"b": 1}
    assert any("b 1" in line for line in found.lines())


def test_short_parts_are_drawn_with_long_ones() -> None:
    texts = {f"long{n}": f"item {n} " + "goes on and on " * 9 for n in range(100)}
    made = benchmark(**texts, short="Only three words")
    matcher = Eights(made)
    matcher.index.uncheckable = {}
    found = measure(matcher, [made], [], most=4)
    planted_texts = "\n".join(matcher.calls[-1])
    assert found.by_perturbation()["verbatim"].planted == 4
    assert "Only three words" in planted_texts


def test_a_short_item_is_planted_with_the_answer_that_it_is_known_by() -> None:
    made = benchmark(a="What is two plus two?")
    matcher = Eights(made)
    matcher.index.uncheckable = {}
    matcher.index.rows[0].update(checked="with-answer", answer="4,096")
    measure(matcher, [made], [])
    assert "What is two plus two?\n\nAnswer: 4,096" in matcher.calls[-1]


def test_a_twin_of_the_planted_item_is_right() -> None:
    text = "A train with nine red cars goes north for two hours, and then it stops"
    one, two = benchmark("one", a=text), benchmark("two", z=text.upper() + "!")
    both = Eights(one, two)
    found = measure(both, [one, two], [])
    assert found.precision == 1.0
    only_two = Eights(two)
    found = measure(only_two, [one, two], [])
    assert found.by_perturbation("one")["verbatim"].recall == 1.0


def test_another_item_is_wrong_and_shown() -> None:
    made = benchmark(
        a="A train with nine red cars goes north for two hours, and then it stops at home",
        b="A train with nine red cars goes north for two hours, and then it stops at sea",
    )
    found = measure(Eights(made), [made], [Document("d", "Some page.")])
    assert found.by_perturbation()["verbatim"].recall == 1.0
    assert 0.4 < (found.precision or 0) < 0.6
    assert {(s.item, s.why) for s in found.strays} == {
        ("a", "by layer words; planted was b b problem"),
        ("b", "by layer words; planted was b a problem"),
    }
    assert {s.document for s in found.strays} == {"d"}


def test_documents_with_hits_of_their_own_take_no_canary() -> None:
    text = "A train with nine red cars goes north for two hours, and then it stops at home"
    made = benchmark(a=text)
    matcher = Eights(made)
    found = measure(matcher, [made], [Document("leak", text), Document("clean", "Nothing here.")])
    assert (found.documents, found.contaminated_documents) == (2, 1)
    assert all("Nothing here." in copy for copy in matcher.calls[-1])
    alone = measure(Eights(made), [made], [Document("leak", text)])
    assert alone.by_perturbation()["verbatim"].planted == 1
    assert alone.precision is None  # all that is flagged was so before


def test_facts_are_what_reports_read(gsm8k: Benchmark, documents: list[Document]) -> None:
    found = measure(Eights(gsm8k), [gsm8k], documents, 1, 20, text_of_page)
    facts = orjson.loads(orjson.dumps(found.facts()))
    assert facts["documents"] == len(documents)
    assert facts["benchmarks"]["gsm8k"]["verbatim"] == {
        "planted": 20, "found": 20, "partial": 0, "template": 0, "missed": 0, "recall": 1.0,
    }  # fmt: skip
    parts = facts["parts"]["gsm8k"]
    assert sum(parts[part]["case"]["found"] for part in parts) == 20
    assert facts["perturbations"] == facts["benchmarks"]["gsm8k"]


def test_the_table_is_for_a_terminal() -> None:
    counts = {
        ("b" * 50, "problem", name): Count(10**7, 10**7 - 1) for name in (*PERTURBATIONS, "x" * 40)
    }
    made = Canaries(1, 10**6, 0, counts, {}, {"b" * 90: 10**6}, 10**8, 10**8, (), ())
    lines = list(made.lines())
    assert max(map(len, lines)) <= 100
    assert len(lines) == len(counts) + 3
    assert lines[1].startswith("verbatim")
    assert lines[1].endswith("0.999")  # one was missed: this is not 1.000


def test_a_page_that_the_extractor_refuses_is_not_planted() -> None:
    def refuse(page: str) -> str:
        raise ValueError("too many formulas")

    made = benchmark(a="A train with nine red cars goes north for two hours")
    found = measure(Eights(made), [made], [], through_html=refuse)
    assert "html" not in found.by_perturbation()
    assert found.inapplicable["html"] == 1


def test_nothing_planted_is_no_recall() -> None:
    made = benchmark(a="two words")
    found = measure(Eights(made), [made], [])
    assert found.facts()["benchmarks"] == {"b": {}}
    assert found.precision is None


def test_memory_and_calls_are_bounded(gsm8k: Benchmark) -> None:
    long = [Document(str(n), f"page {n}\n\n" * 100_000) for n in range(3)]
    matcher = Eights(gsm8k)
    found = measure(matcher, [gsm8k], long, 1, 40)
    sizes = [sum(map(len, texts)) for texts in matcher.calls]
    assert found.by_perturbation()["verbatim"].recall == 1.0
    assert max(sizes) < 5 << 20
    assert len(sizes) > 1


# --- with the search itself


@pytest.fixture(scope="module")
def search(gsm8k: Benchmark, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Canaries]:
    def run(made: Benchmark, given: Sequence[Document], most: int) -> Canaries:
        index = Index.build([made], tmp_path_factory.mktemp("index"))
        return measure(Matcher(index), [made], given, 1, most, text_of_page)

    return run


def test_what_the_search_finds(
    search: Callable[..., Canaries], gsm8k: Benchmark, documents: list[Document]
) -> None:
    found = search(gsm8k, documents, 40)
    counts: Mapping[str, Any] = found.by_perturbation()
    for name in ("verbatim", "case", "spacing", "retex", "html"):
        assert counts[name].recall == 1.0, (name, found.missed)
    assert counts["half"].recall >= 0.8
    assert (found.precision or 0) > 0.95
