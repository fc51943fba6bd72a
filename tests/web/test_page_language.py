"""What a page says its language is."""

import pytest

from proofpile.web import extract
from proofpile.web.page_language import primary_subtag


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("fr", "fr"),
        ("fr-CA", "fr"),
        (" FR_fr ", "fr"),
        ("zh-Hant-TW", "zh"),
        ("deu", "deu"),
        ("iw", "he"),
        ("en-US-x-private", "en"),
        ("", ""),
        ("english", ""),
        ("en, fr", ""),
        ("x-default", ""),
        ("und", ""),
        ("mul", ""),
        ("<?php echo $lang ?>", ""),
        ("en-" * 10_000, ""),
    ],
)
def test_a_tag_is_its_primary_subtag_or_nothing(tag: str, expected: str) -> None:
    assert primary_subtag(tag) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<html lang="de-AT">', "de"),
        ("<HTML LANG=DE>", "de"),
        ('<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="es">', "es"),
        ('<html lang="de" xml:lang="es">', "de"),
        ('<html><head><meta http-equiv="Content-Language" content="ru">', "ru"),
        ('<html lang="fr"><head><meta http-equiv="content-language" content="ru">', "fr"),
        ('<html lang=""><head><meta http-equiv="content-language" content="ru">', ""),
        ('<html><head><meta http-equiv="content-language">', ""),
        ("<html>", ""),
        ('<p lang="it">', ""),
    ],
)
def test_where_a_page_says_it(head: str, expected: str) -> None:
    assert extract(f"{head}<body><p>Text.").language == expected


def test_a_page_of_nothing_says_nothing() -> None:
    assert extract("").language == ""
