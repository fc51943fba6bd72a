"""Function words: how words are cut, and that the tables are what they say."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.text.function_words import CHARACTERS, FUNCTION_WORDS, LANGUAGES_OF, words_of
from proofpile.text.languages import NAMES


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Let G be a group", ["let", "be", "group"]),
        ("It's the 2em x_1 foo_bar", ["it'", "the"]),
        ("d'un l’image qu'il", ["d'", "un", "l'", "image", "qu'", "il"]),
        ("à é И в", ["à", "é", "и", "в"]),
        ("Aujourd'hui", ["aujourd'", "hui"]),
        ("e\u0301te\u0301", ["été"]),
        ("设有限群。则", ["设有限群", "则"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@given(st.text(st.characters(max_codepoint=127), max_size=80))
def test_the_fast_way_for_ascii_cuts_as_the_other(text: str) -> None:
    assert words_of(text) == [word for word in words_of(text + " é") if word != "é"]


@pytest.mark.parametrize("code", FUNCTION_WORDS)
def test_every_entry_is_a_word_as_texts_are_cut(code: str) -> None:
    assert code in NAMES
    cut = {
        word
        for word in FUNCTION_WORDS[code]
        if words_of(unicodedata.normalize("NFD", word)) != [word]
    }
    assert cut == set()
    assert all(code in LANGUAGES_OF[word] for word in FUNCTION_WORDS[code])


def test_no_character_joins_sentences_in_two_languages() -> None:
    assert not CHARACTERS["zh"] & CHARACTERS["yue"]
    assert not CHARACTERS["zh"] & CHARACTERS["wuu"]
