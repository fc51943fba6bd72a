"""What a page says its language is."""

from io import BytesIO

import pytest

from proofpile.web import extract
from proofpile.web.page_language import primary_subtag
from proofpile.web.warc import read_records


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


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<html>", "fr"),
        ('<html lang="de">', "de"),
        ('<html lang="">', ""),
        ('<html><head><meta http-equiv="content-language" content="ru">', "ru"),
    ],
)
def test_the_header_is_asked_last(head: str, expected: str) -> None:
    assert extract(f"{head}<body><p>Text.", content_language="fr-CA").language == expected


def test_the_header_comes_from_the_archive() -> None:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Language: fr-CA\r\n\r\n<p>Texte."
    record = (
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n"
        b"WARC-Target-URI: https://a.example/\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
        % (len(http), http)
    )
    (read,) = read_records(BytesIO(record))
    assert (read.content_type, read.content_language) == ("text/html", "fr-CA")


def test_a_page_of_nothing_says_nothing() -> None:
    assert extract("").language == ""
