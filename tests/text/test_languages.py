"""Codes and names of languages."""

import pytest

from proofpile.errors import UsageError
from proofpile.text.language import load_model
from proofpile.text.languages import NAMES, check_codes, code_of

KNOWN = load_model().codes


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("en", "en"),
        ("eng", "en"),
        ("eng_Latn", "en"),
        ("ger", "de"),
        ("cmn_Hani", "zh"),
        ("arb_Arab", "ar"),
        ("nob_Latn", "no"),
        ("nno_Latn", "nn"),
        ("als", "als"),  # Wikipedia's and lid.176's Alemannic
        ("als_Latn", "sq"),  # ISO's Tosk Albanian
        ("gsw_Latn", "als"),
        ("aai_Latn", "aai"),
        ("positive", "positive"),
        ("", ""),
    ],
)
def test_labels_become_codes(label: str, code: str) -> None:
    assert code_of(label) == code


def test_every_language_of_the_model_has_a_name_and_is_its_own_code() -> None:
    assert {code for code in KNOWN if code not in NAMES or code_of(code) != code} == set()
    assert len(KNOWN) == 176


def test_codes_are_those_of_the_model_each_once() -> None:
    assert check_codes(["eng", "fr", "en", "cmn"], KNOWN, "x") == ("en", "fr", "zh")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("english", "Near it are en (English)"),
        ("Englsh", "Near it are en (English)"),
        ("EN", "Near it are en (English)"),
        ("en-US", "Near it are en (English)"),
        ("cn", "Near it are zh (Chinese)"),
        ("jp", "Near it are ja (Japanese)"),
        ("se", "Near it are sv (Swedish)"),
        ("deutsch", "Near it are de (German)"),
        ("zu", "It is the code of Zulu"),
        ("q9", "It is no code that is known here"),
    ],
)
def test_an_unknown_code_is_refused_with_near_ones(code: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_codes([code], KNOWN, "language.keep")
    assert f"language.keep names {code!r}" in str(caught.value)
    assert said in str(caught.value)
