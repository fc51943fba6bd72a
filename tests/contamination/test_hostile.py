"""Benchmarks and documents that nobody writes in good faith: they end, and what is there is found."""

import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import pytest

from proofpile.contamination.index import Index
from proofpile.contamination.items import Benchmark, Item
from proofpile.contamination.match import Matcher
from proofpile.contamination.question import words_of_question

_WORDS = [
    a + b + c for a in "bdfgklmnprst" for b in "aeiou" for c in ("ron", "lim", "vek", "dus", "tam")
]
PLUMS = (
    "Marta picks 14 baskets of plums every morning and keeps three of them for her neighbours. She sells "
    "the remaining baskets at the village fair for $6 each. How many dollars does Marta earn every week?"
)
LEAN = "theorem mathd_algebra_478 (b h v : ℝ) (h₀ : 0 < b ∧ 0 < h) (h₁ : v = b * h) : 0 < v"


def prose(seed: int, words: int) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(_WORDS) for _ in range(words))


def matcher_of(items: dict[str, dict[str, str]], *others: Benchmark) -> Matcher:
    made = tuple(Item("toy", id, parts, id, "", "lean") for id, parts in items.items())
    return Matcher(Index.build([Benchmark("toy", made), *others], Path(mkdtemp())))


def sure(matcher: Matcher, text: str) -> set[tuple[str, str]]:
    """(benchmark, item) of all that the text holds."""
    hits = matcher(["d"], [text])
    return {(hit.benchmark, hit.item) for hit in hits if hit.verdict == "contaminated"}


@pytest.fixture(scope="module")
def plums() -> Matcher:
    return matcher_of({"plums": {"problem": PLUMS}, "lean": {"statement": LEAN}})


@pytest.mark.parametrize("words", [7, 8, 9, 10, 11, 40, 400])
def test_parts_of_any_length_are_found_whole(words: int) -> None:
    item = prose(words, words)
    matcher = matcher_of({"it": {"problem": item}})
    assert sure(matcher, f"Before it. {item}. After it.") == {("toy", "it")}
    assert sure(matcher, item) == {("toy", "it")}
    assert sure(matcher, " ".join(item.split()[: min(words // 3, 12)])) == set()


def test_a_part_of_thirty_thousand_words() -> None:
    item = prose(1, 30_000)
    matcher = matcher_of({"it": {"problem": item}})
    hits = matcher(["d"], [f"Before. {item}"])
    assert [hit.overlap for hit in hits if hit.layer == "llemma"] == [1.0]
    assert sum(hit.overlap for hit in hits if hit.layer == "words") > 0.99
    assert {hit.verdict for hit in hits} == {"contaminated"}
    piece = " ".join(item.split()[9_000:9_100])
    assert sure(matcher, piece) == {("toy", "it")}


@pytest.mark.parametrize(
    "text", ["∫ ≤ ≥ ∮ ⊕ !", "$ $ $$", "\\left( \\right)", "1 2 3", "7", ".", "<<1+1=2>>", "()"]
)
def test_a_part_of_signs_alone_is_listed(text: str) -> None:
    matcher = matcher_of({"it": {"problem": text}})
    assert set(matcher.index.uncheckable) == {("toy", "it", "problem")}
    assert matcher(["d"], [f"{text} {text}\n" * 50]) == []


def test_a_list_of_numbers_as_an_item_is_found_as_it_is_and_no_other_list() -> None:
    item = "17 4921 33 8256 901 77 1024 5 6120 48 3391 12 805"
    matcher = matcher_of({"it": {"problem": item}})
    assert sure(matcher, f"Seen: {item}") == {("toy", "it")}
    assert sure(matcher, " ".join(str(n) for n in range(2000))) == set()


def test_a_prefix_of_another_item_and_one_item_in_two_benchmarks() -> None:
    long = prose(2, 60)
    short = " ".join(long.split()[:12])
    again = Benchmark("again", (Item("again", "x", {"problem": long}, "x"),))
    matcher = matcher_of({"short": {"problem": short}, "long": {"problem": long}}, again)
    assert sure(matcher, f"It is: {long}") == {("toy", "short"), ("toy", "long"), ("again", "x")}
    assert sure(matcher, f"It is: {short}") == {("toy", "short")}


def test_a_benchmark_beside_others_finds_what_it_finds_alone() -> None:
    items = {str(n): {"problem": prose(n, 12 + n % 30), "answer": str(n)} for n in range(60)}
    others = (
        Item("other", str(n), {"problem": prose(n, 20), "solution": prose(900 + n, 30)}, "o")
        for n in range(40, 80)
    )
    other = Benchmark("other", tuple(others))
    text = "\n\n".join(f"{prose(500 + n, 9)}. {prose(n, 12 + n % 30)}" for n in range(0, 90, 3))
    alone = matcher_of(items)(["d"], [text])
    beside = [hit for hit in matcher_of(items, other)(["d"], [text]) if hit.benchmark == "toy"]
    assert beside == alone != []


def test_the_benchmark_itself_as_one_document() -> None:
    items = {str(n): {"problem": prose(n, 25) + "?", "answer": str(n)} for n in range(1500)}
    matcher = matcher_of(items)
    text = "\n".join(
        json.dumps({"question": i["problem"], "n": i["answer"]}) for i in items.values()
    )
    assert sure(matcher, text) == {("toy", id) for id in items}
    assert matcher.overfull == 0


def test_what_hundreds_share_is_told_in_part_and_the_item_that_is_there_in_full() -> None:
    shared = prose(3, 12)
    items = {str(n): {"problem": f"{shared} {prose(100 + n, 40)}"} for n in range(300)}
    matcher = matcher_of(items)
    page = f"{shared}.\n" * 400
    hits = matcher(["many", "one"], [page + items["7"]["problem"], items["8"]["problem"]])
    assert matcher.overfull == 1
    assert len(hits) < 3000
    found = {(h.document, h.item) for h in hits if h.layer == "llemma" and h.n == 30}
    assert found == {("many", "7"), ("one", "8")}


@pytest.mark.parametrize(
    "piece",
    [
        "$",
        "$$",
        "$x",
        "\\(",
        "a",
        "数",
        "\0",
        "\ufffd",
        "`",
        "theorem x : ",
        '"\\n',
        "-- ",
        "(A) ",
        "{",
    ],
)
@pytest.mark.parametrize("around", ["", PLUMS + "\n"])
def test_a_megabyte_of_one_thing_ends(plums: Matcher, piece: str, around: str) -> None:
    text = around + piece * ((1 << 20) // len(piece)) + "\n" + around
    assert sure(plums, text) == ({("toy", "plums")} if around else set())


@pytest.mark.parametrize("times", [0, 15, 17, 400])
@pytest.mark.parametrize("between", [0, 300])
def test_a_phrase_of_the_item_again_and_again_before_it(times: int, between: int) -> None:
    item = prose(4, 90)
    phrase = f"{' '.join(item.split()[20:29])}. {prose(5, between)}\n"
    matcher = matcher_of({"it": {"problem": item}})
    assert sure(matcher, phrase * times) == set()
    hits = [h for h in matcher(["d"], [phrase * times + item]) if h.layer == "words"]
    assert max(hit.overlap for hit in hits if hit.verdict == "contaminated") > 0.5


@pytest.mark.parametrize("times", [0, 15, 17, 400])
def test_a_short_item_again_and_again_without_its_answer(times: int) -> None:
    matcher = matcher_of({"it": {"problem": "Compute the value of 2 + 2.", "answer": "4"}})
    without = "Compute the value of 2 + 2, " * times + prose(6, 99)
    assert sure(matcher, without) == set()
    assert sure(matcher, f"{without} Compute the value of 2 + 2. It is 4.") == {("toy", "it")}


def growth(work: Callable[[int], object], size: int) -> float:
    """How many times longer eight times as much takes."""

    def seconds(size: int) -> float:
        began = time.process_time()
        work(size)
        return time.process_time() - began

    return seconds(8 * size) / min(seconds(size) for _ in range(3))


@pytest.mark.parametrize(
    "piece", [PLUMS + "\n", f"{LEAN} := by simp\n", PLUMS.replace("14", "21") + "\n"]
)
def test_time_grows_with_the_document_and_not_with_its_square(plums: Matcher, piece: str) -> None:
    assert growth(lambda times: plums(["d"], [piece * times]), 60) < 24


@pytest.mark.parametrize("piece", ["word ", "$ \\a{ ", "(A) ", "( ", "(A) (", "$ "])
def test_time_grows_with_the_item_and_not_with_its_square(piece: str) -> None:
    assert growth(lambda times: words_of_question(piece * times, 10**6), 4000) < 24


@pytest.mark.parametrize(
    ("choices", "counted"),
    [
        ("", 12),
        ("(A) 1 (B) 2 (C) 3", 12),
        ("$\\textbf{(A) } 1 \\qquad \\textbf{(B) } 2$", 12),
        ("\\mathrm{(A)}\\ 1 \\mathrm{(B)}\\ 2", 12),
        ("( A ) 1\n\n( B ) 2", 12),
        ("Show that it is 7.", 12),
    ],
)
def test_choices_are_no_words_of_the_question_and_all_before_them_are(
    choices: str, counted: int
) -> None:
    text = f"{prose(5, 12)} {choices}"
    assert words_of_question(text, 99) == (counted if choices else 99)
