"""Evidence that is combined with the model's answer."""

import pytest

from proofpile.text.language_evidence import combine

KNOWN = frozenset(
    [
        "en",
        "de",
        "fr",
        "es",
        "it",
        "ca",
        "pt",
        "ru",
        "uk",
        "bg",
        "zh",
        "ja",
        "wuu",
        "yue",
        "ko",
        "ceb",
        "sh",
    ]
)
UNSURE = dict.fromkeys(("en", "de", "fr", "es", "ceb"), 0.2)


def best(model: dict[str, float], text: str, page: str = "") -> str:
    return next(iter(combine(model, KNOWN, text, page)))


def test_function_words_decide_between_equals() -> None:
    assert best(UNSURE, "such that every one of the two") == "en"
    assert best(UNSURE, "so dass jede der beiden") == "de"
    assert best(UNSURE, "tel que chacun des deux") == "fr"


def test_words_that_no_language_has_decide_nothing() -> None:
    found = combine(UNSURE, KNOWN, "zorg blark fnord " * 50, "")
    assert found["en"] == pytest.approx(found["de"])


def test_lists_and_code_are_not_the_language_without_a_table() -> None:
    model = {"en": 0.5, "ceb": 0.2, "sh": 0.1}
    words = "query method index insert remove key count size merge copy items reversed"
    assert best(model, words) == "en"


def test_a_language_that_the_model_did_not_name_can_win() -> None:
    assert best({"ja": 0.52, "ceb": 0.4}, "若级数收敛则极限存在") == "zh"


def test_scripts() -> None:
    assert best({"en": 0.9, "ru": 0.05}, "абвгд ежзик") == "ru"
    assert best({"ru": 0.9, "en": 0.05}, "zorg blark fnord") == "en"


@pytest.mark.parametrize(
    ("text", "code"),
    [("级数发散", "zh"), ("数列の極限", "ja"), ("対総検", "ja"), ("係唔喺度嘅", "yue")],
)
def test_han(text: str, code: str) -> None:
    assert best({"ja": 0.3, "zh": 0.3, "yue": 0.3, "wuu": 0.1}, text) == code


def test_the_page_s_word_counts_and_that_of_english_pages_less() -> None:
    even = {"en": 0.5, "it": 0.5}
    assert combine(even, KNOWN, "zorg", "it")["it"] == pytest.approx(20 / 21, abs=0.01)
    assert combine(even, KNOWN, "zorg", "en")["en"] == pytest.approx(4 / 5, abs=0.01)
    assert combine(even, KNOWN, "zorg", "tlh") == combine(even, KNOWN, "zorg", "")


def test_probabilities_sum_to_one_likeliest_first() -> None:
    found = combine(UNSURE, KNOWN, "such that every one", "")
    assert sum(found.values()) == pytest.approx(1)
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_nothing_at_all() -> None:
    assert sum(combine({}, KNOWN, "", "").values()) == pytest.approx(1)
