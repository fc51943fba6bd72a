"""Each layer on texts made for it: what it finds, what it calls it, and what it leaves alone."""

from pathlib import Path

import pytest

from proofpile.contamination.hits import Hit
from proofpile.contamination.index import Index
from proofpile.contamination.items import Benchmark, Item
from proofpile.contamination.match import Matcher
from proofpile.errors import UsageError

FARMER = (
    "Marta picks 14 baskets of plums every morning and keeps three of them for her neighbours. She sells "
    "the remaining baskets at the village fair for $6 each. How many dollars does Marta earn every week?"
)
SOLVED = (
    "Each morning Marta has 14 - 3 = <<14-3=11>>11 baskets to sell. A week brings 11 * 7 = <<11*7=77>>77 "
    "baskets, and these are worth 77 * 6 = $<<77*6=462>>462.\n#### 462"
)
FORMULA = (
    r"Determine all real polynomials $p$ that satisfy $p(x^2+1) = p(x)^2 + 1$ for every $x$ and the "
    r"constraint $\frac{p(0)}{2} \leq 3$."
)
ITEMS = {
    "plums": {"problem": FARMER, "solution": SOLVED, "answer": "462"},
    "poly": {"problem": FORMULA},
    "short-rare": {"problem": "Trisect Nauru's heptagonal lighthouse."},
    "short-plain": {"problem": "Compute the value of 2 + 2.", "answer": "4"},
    "blind": {"problem": "What is it?"},
}


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    items = tuple(Item("toy", id, parts, f"toy.jsonl#{id}") for id, parts in ITEMS.items())
    folder = tmp_path_factory.mktemp("index")
    return Matcher(Index.build([Benchmark("toy", items)], folder))


def judged(matcher: Matcher, text: str) -> set[tuple[str, str, str, str]]:
    hits = matcher(["d"], [text])
    return {(hit.item, hit.part, hit.layer, hit.verdict) for hit in hits}


def around(text: str) -> str:
    return (
        f"A page of a forum, with talk about this and that.\n\n{text}\n\nAnswers are welcome below."
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (FARMER, {("problem", "llemma", "contaminated"), ("problem", "words", "contaminated")}),
        (FARMER.upper(), {("problem", "words", "contaminated")}),
        (
            FARMER.replace(" ", "\n"),
            {("problem", "llemma", "contaminated"), ("problem", "words", "contaminated")},
        ),
        (FARMER.replace("$6", "\\$6").replace(".", " ."), {("problem", "words", "contaminated")}),
        (
            FARMER.replace("14", "21").replace("$6", "$9"),
            {("problem", "numbers", "template"), ("problem", "llemma", "template")},
        ),
        (
            " ".join(FARMER.split()[: len(FARMER.split()) // 2]),
            {("problem", "words", "contaminated"), ("problem", "llemma", "partial")},
        ),
        (SOLVED, {("solution", "words", "contaminated"), ("solution", "llemma", "contaminated")}),
        (
            "Each morning Marta has 14 - 3 = 11 baskets to sell. A week brings 11 * 7 = 77 baskets, "
            "and these are worth 77 * 6 = $462. The answer is 462.",
            {("solution", "words", "contaminated")},
        ),
        ("She sells the remaining baskets at the village fair, as everybody does.", set()),
        ("How many dollars does she earn every week? That is what the problem asks.", set()),
        ("", set()),
    ],
)
def test_word_problems(matcher: Matcher, text: str, found: set[tuple[str, str, str]]) -> None:
    hits = {hit[1:] for hit in judged(matcher, around(text)) if hit[0] == "plums"}
    # A partial overlap of ten words may come with any of them; what matters is what is listed.
    assert found <= hits
    contaminated = {hit for hit in found if hit[2] == "contaminated"}
    assert contaminated == {hit for hit in hits if hit[2] == "contaminated"}


@pytest.mark.parametrize(
    "text",
    [
        FORMULA,
        FORMULA.replace("$", "$$"),
        FORMULA.replace("x^2", "x^{2}")
        .replace(r"\leq", r"\le")
        .replace(r"\frac{p(0)}{2}", r"\dfrac{p(0)}2"),
        r"Determine all real polynomials \(p\) that satisfy \[p\left(x^{2}+1\right)=p(x)^{2}+1\] "
        r"for every \(x\) and the constraint \(\tfrac{p(0)}{2}\,\le\,3\).",
        "Determine all real polynomials p that satisfy p(x² + 1) = p(x)² + 1 for every x and the "
        "constraint p(0)/2 ≤ 3.",
    ],
)
def test_formulas_in_any_notation(matcher: Matcher, text: str) -> None:
    assert ("poly", "problem", "words", "contaminated") in judged(matcher, around(text))


def test_a_paraphrase_is_known_by_its_formulas_and_its_rare_words(matcher: Matcher) -> None:
    said = (
        r"Which polynomials with real coefficients have $p(x^2+1)=p(x)^2+1$ whatever $x$ is? The "
        r"constraint is $\frac{p(0)}{2}\le 3$. Find every one of them (Determine them!) that satisfy it."
    )
    found = judged(matcher, around(said))
    assert ("poly", "problem", "formulas", "contaminated") in found
    assert not any(layer == "words" and verdict == "contaminated" for _, _, layer, verdict in found)


def test_formulas_without_the_words_are_no_leak(matcher: Matcher) -> None:
    hits = judged(
        matcher, r"We know that $p(x^2+1) = p(x)^2 + 1$ and $\frac{p(0)}{2} \leq 3$ hold."
    )
    assert {verdict for _, _, _, verdict in hits} <= {"partial"}
    assert "formulas" not in {layer for _, _, layer, _ in hits}


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("Trisect Nauru's heptagonal lighthouse!", "short-rare"),
        ("trisect nauru’s HEPTAGONAL lighthouse", "short-rare"),
        ("Exercise 1. Compute the value of $2+2$. Solution: it is 4.", "short-plain"),
    ],
)
def test_short_items(matcher: Matcher, text: str, item: str) -> None:
    assert judged(matcher, text) == {(item, "problem", "short", "contaminated")}


@pytest.mark.parametrize(
    "text",
    [
        "Compute the value of 2 + 2.",
        "Compute the value of 2 + 2. It is five.",
        "Trisect the lighthouse",
    ],
)
def test_short_items_without_an_answer_near_them(matcher: Matcher, text: str) -> None:
    assert judged(matcher, text) == set()


def test_what_nothing_can_check_is_listed(matcher: Matcher) -> None:
    assert set(matcher.index.uncheckable) == {("toy", "blind", "problem")}
    assert judged(matcher, "What is it?") == set()


def spans_of(hit: Hit, text: str, item: str) -> list[tuple[str, str]]:
    return [(text[a:b], item[c:d]) for a, b, c, d in hit.spans]


def test_offsets_count_characters(matcher: Matcher) -> None:
    text = "Ünïcödé 数学 🙂 " + FARMER + " – ende"
    hits = matcher(["d"], [text])
    (words,) = (hit for hit in hits if hit.layer == "words")
    assert spans_of(words, text, FARMER) == [(FARMER[:-1], FARMER[:-1])]
    assert words.excerpt == text[words.excerpt_start : words.excerpt_start + len(words.excerpt)]
    assert words.normalisation == "none"


@pytest.mark.parametrize(
    ("text", "overlooked"),
    [
        (FARMER, "none"),
        (FARMER.replace(" ", "  "), "spacing"),
        (FARMER.lower(), "case"),
        (FARMER.replace(".", ";"), "punctuation"),
        (FARMER.replace("14", "{14}"), "punctuation"),
        (FARMER.replace("village", "big village"), "gaps"),
        (FARMER.replace("14", "21").replace("6", "8"), "numbers"),
    ],
)
def test_what_was_overlooked_is_said(matcher: Matcher, text: str, overlooked: str) -> None:
    hits = matcher(["d"], [around(text)])
    assert [h.normalisation for h in hits if h.layer in ("words", "numbers")] == [overlooked]


def test_documents_of_a_batch_do_not_see_each_other(matcher: Matcher) -> None:
    texts = [FARMER[:20], FARMER[20:40], "", FARMER, SOLVED[:30], SOLVED[30:60]]
    hits = matcher([f"d{i}" for i in range(len(texts))], texts)
    assert {hit.document for hit in hits} == {"d3"}


def test_a_document_that_is_one_item_many_times_ends(matcher: Matcher) -> None:
    hits = matcher(["d"], [(FARMER + "\n") * 2000])
    assert 1 < len([hit for hit in hits if hit.layer == "words"]) <= 16


def test_only_the_layers_that_are_asked_for(matcher: Matcher) -> None:
    only = Matcher(matcher.index, ["numbers"])
    assert {hit.layer for hit in only(["d"], [FARMER.replace("14", "21").replace("6", "8")])} == {
        "numbers"
    }
    with pytest.raises(UsageError, match="there is no layer 'ngrams'"):
        Matcher(matcher.index, ["ngrams"])


def test_an_index_is_made_once_and_again_for_another_version(tmp_path: Path) -> None:
    def built(text: str) -> Index:
        item = Item("toy", "1", {"problem": text}, "toy.jsonl#1")
        return Index.build([Benchmark("toy", (item,))], tmp_path)

    first = built(FARMER)
    stamp = (tmp_path / "index.json").stat().st_mtime_ns
    assert built(FARMER).rows == first.rows
    assert (tmp_path / "index.json").stat().st_mtime_ns == stamp
    again = built(FORMULA)
    assert again.rows[0]["text"] == FORMULA
    assert not judged(Matcher(again), FARMER)
