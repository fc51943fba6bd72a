"""Places of hits, in characters: what they point at in the document and in the item, in every layer."""

import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpile.contamination.document import Text
from proofpile.contamination.hits import LAYERS, Hit
from proofpile.contamination.index import Index
from proofpile.contamination.items import Benchmark, Item
from proofpile.contamination.match import Matcher
from proofpile.native import word_strings

PLUMS = (
    "Marta picks 14 baskets of plums every morning and keeps three of them for her neighbours. She sells "
    "the remaining baskets at the village fair for $6 each. How many dollars does Marta earn every week?"
)
SHEEP = "一个农夫有十二只羊和七头牛他卖掉了三只羊并且买进了两匹马请问农场里现在一共有多少只动物"
POLY = (
    r"Determine all real polynomials $p$ that satisfy $p(x^2+1) = p(x)^2 + 1$ for every $x$ and the "
    r"constraint $\frac{p(0)}{2} \leq 3$ – naïve façades notwithstanding."
)
RETOLD = (
    r"Which polynomials with real coefficients have $p(x^2+1)=p(x)^2+1$ whatever $x$ is? The constraint is "
    r"$\frac{p(0)}{2}\le 3$. Find every one of them (Determine them!), façades notwithstanding."
)
SHORT = "Trisect Nauru's heptagonal lighthouse."
LEAN = (
    "theorem mathd_algebra_478 (b h v : ℝ) (h₀ : 0 < b ∧ 0 < h ∧ 0 < v) (h₁ : v = 1 / 3 * (b * h))\n"
    "  (h₂ : b = 30) (h₃ : h = 13 / 2) : v = 65"
)
PARTS = {
    "plums": {"problem": PLUMS},
    "sheep": {"problem": SHEEP},
    "poly": {"problem": POLY},
    "short": {"problem": SHORT},
    "lean": {"statement": LEAN},
}


@cache
def matcher() -> Matcher:
    items = (
        Item("toy", id, parts, id, "mathd_algebra_478" if id == "lean" else "", "lean")
        for id, parts in PARTS.items()
    )
    return Matcher(Index.build([Benchmark("toy", tuple(items))], Path(mkdtemp())))


def check(text: str, hit: Hit) -> None:
    """Whatever a hit says of places."""
    (item,) = PARTS[hit.item].values()
    assert hit.spans
    before = 0
    for doc_start, doc_end, item_start, item_end in hit.spans:
        assert before <= doc_start < doc_end <= len(text)
        assert 0 <= item_start < item_end <= len(item)
        before = doc_end
        if hit.layer in ("words", "short"):
            theirs = word_strings(item[item_start:item_end])
            assert word_strings(text[doc_start:doc_end]) == theirs
        elif hit.layer == "llemma":
            assert text[doc_start:doc_end].split() == item[item_start:item_end].split()
    assert (hit.doc_start, hit.doc_end) == (hit.spans[0][0], hit.spans[-1][1])
    excerpt = text[hit.excerpt_start : hit.excerpt_start + len(hit.excerpt)]
    assert hit.excerpt == excerpt
    assert hit.excerpt_start <= hit.doc_start < hit.excerpt_start + len(hit.excerpt)


noise = st.text(
    st.sampled_from("aZ09 \n\t$\\{}%&é\u0301ß数🙂\u00a0\u2028\u200b\u00ad\0\ufffd'’ﬁ½Ⅷİ"),
    max_size=60,
)
planted = st.sampled_from([PLUMS, SHEEP, POLY, RETOLD, SHORT, LEAN, PLUMS.replace("14", "21")])
long = st.sampled_from(["", "数" * 999, "é" * 701, "🙂" * 333, "word " * 300])


@given(st.lists(st.tuples(noise, long, planted), min_size=1, max_size=4), noise)
@settings(max_examples=150, deadline=None)
def test_places_are_those_of_what_met(pieces: list[tuple[str, str, str]], end: str) -> None:
    text = "".join(f"{noisy}{much}\n{said}\n" for noisy, much, said in pieces) + end
    hits = matcher()(["d"], [text])
    for hit in hits:
        check(text, hit)
    for _, _, said in pieces:
        for id, parts in PARTS.items():
            if said in parts.values():
                places = {(h.doc_start, h.doc_end) for h in hits if h.item == id}
                start = text.index(said)
                assert any(low < start + len(said) and start < high for low, high in places)


@pytest.mark.parametrize("layer", LAYERS)
def test_each_layer_has_a_place(layer: str) -> None:
    twin = PLUMS.replace("14", "21").replace("6", "9")
    text = "\n\n".join(["数学 é🙂", PLUMS, RETOLD, SHORT, LEAN, twin])
    hits = [hit for hit in matcher()(["d"], [text]) if hit.layer == layer]
    assert hits
    for hit in hits:
        check(text, hit)


@pytest.mark.parametrize("pad", range(4))
@pytest.mark.parametrize("much", ["数" * 400, "é" * 600, "🙂" * 300])
def test_where_there_is_no_blank_places_are_right_too(pad: int, much: str) -> None:
    text = "x" * pad + much + SHEEP + much
    (hit,) = (hit for hit in matcher()(["d"], [text]) if hit.layer == "words")
    check(text, hit)
    assert text[hit.doc_start : hit.doc_end] == SHEEP


def notebook(code: str, ascii: bool) -> str:
    cell = {"source": [line + "\n" for line in code.split("\n")]}
    return json.dumps({"title": "é\n数", "cells": [cell]}, ensure_ascii=ascii, indent=1)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"é数\n\n{LEAN} := by\n  norm_num", LEAN),
        (f"é\n```lean\n{LEAN} := by\n```\n", LEAN),
        ("数" * 2500 + f" {LEAN} := by", LEAN),
        ("数" * 3000 + "。" + LEAN + " := by " + "数" * 3000, LEAN),
        ("é\n-- " + LEAN.replace("\n", "\n-- ") + " := by", LEAN.replace("\n", "\n-- ")),
        (json.dumps({"é": "é\n" + LEAN + " := by\n"}), json.dumps(LEAN)[1:-1]),
        (
            json.dumps({"é": "é\n" + LEAN + " := by\n"}, ensure_ascii=False),
            LEAN.replace("\n", "\\n"),
        ),
        (notebook(LEAN + " := by\n  sorry", ascii=True), "theorem"),
        (notebook(LEAN + " := by\n  sorry", ascii=False), "theorem"),
    ],
)
def test_a_formal_statement_has_the_place_of_what_says_it(text: str, shown: str) -> None:
    (hit,) = (hit for hit in matcher()(["d"], [text]) if hit.layer == "formal")
    check(text, hit)
    assert hit.verdict == "contaminated"
    there = text[hit.doc_start : hit.doc_end]
    assert there == shown if shown != "theorem" else there.startswith(shown)
    assert text[hit.doc_end :].startswith(" := by")


def test_of_many_statements_each_has_its_own_place() -> None:
    text = "".join(f"-- é数 {n}\n{LEAN} := by sorry\n\n" for n in range(40))
    starts = [hit.doc_start for hit in matcher()(["d"], [text]) if hit.layer == "formal"]
    assert starts == [at for at in range(len(text)) if text.startswith(LEAN, at)]


@given(st.text(max_size=80), st.integers(-5, 300), st.integers(0, 300))
@settings(max_examples=200, deadline=None)
def test_windows_hold_whole_characters(said: str, start: int, length: int) -> None:
    data = said.encode()
    text = Text(np.frombuffer(data, np.uint8))
    low, high = text.window(start, max(start, 0) + length)
    assert low >= 0
    assert high <= len(data)
    assert said[text.characters(low) : text.characters(high)].encode() == data[low:high]
