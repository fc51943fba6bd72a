"""Scripts of letters, and the languages written in them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.text.languages import NAMES
from proofpile.text.scripts import WRITTEN_IN, foreign, foreign_han, scripts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Let G, 12!", {"Latn": 4}),
        ("é ſ Ǖ", {"Latn": 3}),
        ("Пусть x", {"Cyrl": 5, "Latn": 1}),
        ("群かなカナ한국", {"Hani": 1, "Kana": 4, "Hang": 2}),
        ("αβ עב اب हक", {"Grek": 2, "Hebr": 2, "Arab": 2, "Deva": 2}),
        ("ไท აბ հա ገብ", {"Thai": 2, "Geor": 2, "Armn": 2, "Ethi": 2}),
        ("ａｂ ｱ", {"Latn": 2, "Kana": 1}),
        ("∀ 1 𝔸 ²", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_letters_are_counted_by_script(text: str, expected: dict[str, int]) -> None:
    assert scripts(text) == expected


NAMED = {
    "LATIN": "Latn", "GREEK": "Grek", "CYRILLIC": "Cyrl", "ARMENIAN": "Armn", "HEBREW": "Hebr",
    "ARABIC": "Arab", "DEVANAGARI": "Deva", "BENGALI": "Beng", "TAMIL": "Taml", "THAI": "Thai",
    "GEORGIAN": "Geor", "HANGUL": "Hang", "HIRAGANA": "Kana", "KATAKANA": "Kana",
    "CJK": "Hani", "ETHIOPIC": "Ethi", "KHMER": "Khmr", "TIBETAN": "Tibt", "MYANMAR": "Mymr",
}  # fmt: skip


def test_blocks_agree_with_the_names_of_unicode() -> None:
    wrong = {}
    for character in map(chr, range(0x30000)):
        name = unicodedata.name(character, "").split(" ")[0]
        if character.isalpha() and name in NAMED:
            found = next(iter(scripts(character)), "")
            if found not in ("", NAMED[name]):
                wrong[character] = found
    assert wrong == {}


@pytest.mark.parametrize(
    ("language", "script", "is_so"),
    [
        ("en", "Latn", True),
        ("en", "Cyrl", False),
        ("ru", "Cyrl", True),
        ("ru", "Latn", False),
        ("sr", "Latn", True),
        ("ja", "Kana", True),
        ("zh", "Kana", False),
        ("zh", "Hani", True),
        ("tlh", "Latn", True),
    ],
)
def test_who_writes_in_what(language: str, script: str, is_so: bool) -> None:
    assert foreign({language}, script) == (set() if is_so else {language})


def test_tables_use_the_codes_of_languages() -> None:
    unknown = {code for codes in WRITTEN_IN.values() for code in codes} - NAMES.keys()
    assert unknown <= {
        "arc",
        "awa",
        "bho",
        "glk",
        "grc",
        "hyw",
        "lzh",
        "mni",
        "mvf",
        "pnt",
        "shn",
        "tcy",
        "udm",
    }


def test_han_that_is_not_in_a_country_s_own_set() -> None:
    assert foreign_han("设则对") == (3, 0)
    assert foreign_han("対総検") == (0, 3)
    assert foreign_han("有限群 abc かな") == (0, 0)


@given(st.text(st.characters(), max_size=200))
def test_no_more_letters_than_there_are(text: str) -> None:
    assert scripts(text).total() <= sum(map(str.isalpha, text))
    not_japanese, not_chinese = foreign_han(text)
    assert max(not_japanese, not_chinese) <= len(text)
