# ruff: noqa: E501  (one case a line)
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.web.decode import decode

FRENCH = "Théorème : à l'été, où la fonction reçoit déjà des valeurs réelles"


@pytest.mark.parametrize(
    ("raw", "content_type", "charset"),
    [
        (b"\xef\xbb\xbf" + FRENCH.encode(), "text/html; charset=latin1", "utf-8"),
        (b"\xff\xfe" + FRENCH.encode("utf-16-le"), "", "utf-16-le"),
        (b"\xfe\xff" + FRENCH.encode("utf-16-be"), "", "utf-16-be"),
        (FRENCH.encode("cp1252"), "text/html; charset=ISO-8859-1", "windows-1252"),
        (FRENCH.encode("cp1252"), 'text/html; Charset="latin1"', "windows-1252"),
        (b"<meta charset=latin1>" + FRENCH.encode("cp1252"), "", "windows-1252"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15">' + FRENCH.encode("cp1252"), "", "iso-8859-15"),
        (b'<?xml version="1.0" encoding="windows-1252"?>' + FRENCH.encode("cp1252"), "", "windows-1252"),
        (FRENCH.encode("utf-16-le"), "text/html; charset=utf-16le", "utf-16-le"),
        ("定理：設函數連續".encode("big5"), "text/html; charset=big5", "big5"),
        ("定理：设函数连续".encode("gbk"), "text/html; charset=GB2312", "gbk"),
        ("定理：関数は連続".encode("shift_jis"), "text/html; charset=x-sjis", "shift_jis"),
        (FRENCH.encode(), "", "utf-8"),
        (b"plain", "text/html; charset=windows-1251", "windows-1251"),
        (b"plain", "", "utf-8"),
        (b"", "", "utf-8"),
    ],
)  # fmt: skip
def test_charset_is_told_by_bom_header_meta_and_bytes_in_that_order(
    raw: bytes, content_type: str, charset: str
) -> None:
    text, used = decode(raw, content_type)
    assert used == charset
    assert "\ufffd" not in text
    assert text.endswith(("réelles", "連續", "连续", "連続", "plain", ""))


def test_header_wins_over_meta() -> None:
    raw = b"<meta charset=koi8-r>" + FRENCH.encode("cp1252")
    assert decode(raw, "text/html; charset=windows-1252")[0].endswith(FRENCH)


def test_valid_utf8_is_utf8_whatever_an_8_bit_label_says() -> None:
    assert decode("a − b ≤ c".encode(), "text/html; charset=iso-8859-1") == ("a − b ≤ c", "utf-8")
    assert decode(b"<meta charset=windows-1251>" + "x ∈ ℝ".encode())[1] == "utf-8"


def test_latin1_that_claims_utf8_is_detected() -> None:
    text, charset = decode(FRENCH.encode("cp1252"), "text/html; charset=utf-8")
    assert (text, charset) == (FRENCH, "windows-1252")


def test_stray_byte_in_utf8_costs_one_character() -> None:
    raw = FRENCH.encode() + b" \xff " + FRENCH.encode()
    assert decode(raw, "text/html; charset=utf-8") == (f"{FRENCH} \ufffd {FRENCH}", "utf-8")
    assert decode(raw)[1] == "utf-8"


def test_utf8_cut_in_its_last_character_is_utf8() -> None:
    assert decode("a≤".encode()[:-1], "text/html; charset=utf-8") == ("a\ufffd", "utf-8")


def test_unlabelled_cyrillic_is_detected() -> None:
    russian = "Пусть функция непрерывна на отрезке, тогда она ограничена на нём"
    assert decode(russian.encode("cp1251")) == (russian, "windows-1251")


@pytest.mark.parametrize("label", ["bogus", "", "utf-7", "x-user-defined"])
def test_unknown_label_is_no_label(label: str) -> None:
    assert decode(FRENCH.encode(), f"text/html; charset={label}") == (FRENCH, "utf-8")


def test_meta_in_a_comment_is_not_read() -> None:
    raw = b"<!-- <meta charset=koi8-r> --><meta charset=windows-1252>" + FRENCH.encode("cp1252")
    assert decode(raw)[1] == "windows-1252"


def test_meta_that_says_utf16_is_utf8() -> None:
    assert decode(b"<meta charset=utf-16>" + FRENCH.encode())[1] == "utf-8"


def test_nuls_are_removed() -> None:
    assert decode(b"a\0b\0") == ("ab", "utf-8")


@given(
    st.binary(max_size=300),
    st.sampled_from(
        ["", "text/html; charset=big5", "text/html; charset=utf-16", "x; charset=utf-8"]
    ),
)
def test_nothing_raises(raw: bytes, content_type: str) -> None:
    text, charset = decode(raw, content_type)
    assert "\0" not in text
    assert charset
