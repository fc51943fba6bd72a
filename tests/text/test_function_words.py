"""Function words: how words are cut, and that the tables are what they say."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.text.function_words import CHARACTERS, FUNCTION_WORDS, function_words
from proofpile.text.languages import NAMES


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Let G be a group", 3, {"en": 2}),
        ("It's the 2em x_1 foo_bar the", 2, {"en": 2}),
        ("d'un l’image qu'il", 6, {"fr": 5}),
        ("à É И в", 4, {"ru": 2}),
        ("Aujourd'hui", 2, {}),
        ("e\u0301te\u0301", 1, {}),
        ("设有限群。则", 2, {}),
        ("", 0, {}),
    ],
)
def test_words(text: str, words: int, found: dict[str, int]) -> None:
    count, hits = function_words(text)
    assert count == words
    assert {code: hits.get(code, 0) for code in found} == found


@given(st.text(max_size=80))
def test_repetition_case_and_composition_do_not_count(text: str) -> None:
    expected = function_words(text)
    assert function_words(f"{text} {text}") == expected
    assert function_words(unicodedata.normalize("NFD", text)) == expected


@pytest.mark.parametrize("code", FUNCTION_WORDS)
def test_every_entry_is_a_word_as_texts_are_cut(code: str) -> None:
    assert code in NAMES
    cut = {
        word
        for word in FUNCTION_WORDS[code]
        if (found := function_words(unicodedata.normalize("NFD", word)))[0] != 1
        or found[1].get(code) != 1
    }
    assert cut == set()


def test_no_character_joins_sentences_in_two_languages() -> None:
    assert not CHARACTERS["zh"] & CHARACTERS["yue"]
    assert not CHARACTERS["zh"] & CHARACTERS["wuu"]
