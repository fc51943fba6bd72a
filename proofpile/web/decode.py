"""Bytes to text, in the order that browsers use: BOM, HTTP header, ``<meta>``, then a look at the bytes.

Labels lie, and UTF-8 does not: bytes that are valid UTF-8 and hold multi-byte sequences are UTF-8
whatever single-byte charset is declared, and one stray byte in good UTF-8 costs one U+FFFD. Price: a
Latin-1 page whose every accent happens to form a UTF-8 sequence is misread, which takes text like "Ã©"
on purpose. Believing labels blindly was rejected: it turns formulas' `−` and `≤` into mojibake.
"""

import codecs
import re

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

_PRESCAN = (
    4096  # bytes; the HTML standard looks at 1,024, but real pages put comments and scripts first
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';>]+)""", re.IGNORECASE)
_META = re.compile(rb"<meta[\s/][^>]*?charset\s*=\s*[\"']?\s*([^\s\"';>/]+)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_WINDOWS = re.compile(r"^cp(?=125\d$|874$)")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_MULTI_BYTE = ("utf-16", "gb", "big5", "euc", "shift_jis", "iso-2022")
_PYTHON_NAMES = {
    "iso-8859-8-i": "iso-8859-8",
    "x-mac-cyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
}
_GOOD_PER_BAD = (
    4  # UTF-8 sequences for each bad byte; Latin-1 text has about none, damaged UTF-8 dozens
)


def decode(raw: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of a page and the charset that was used. NULs are removed, as HTML does. Never raises."""
    text, charset = _decode(raw, content_type)
    return text.replace("\0", ""), charset


def _decode(raw: bytes, content_type: str) -> tuple[str, str]:
    for bom, charset in _BOMS:
        if raw.startswith(bom):
            return raw[len(bom) :].decode(charset, "replace"), charset
    charset = _header(content_type, raw) or _meta(raw)
    if charset.startswith(_MULTI_BYTE) and (text := _strictly(raw, charset)) is not None:
        return text, charset
    if (text := _strictly(raw, "utf-8")) is not None:
        # Plain ASCII reads the same in what was declared, and the declaration is worth keeping.
        return text, charset if charset and raw.isascii() else "utf-8"
    if charset in ("", "utf-8"):
        if _is_damaged_utf8(raw):
            return raw.decode("utf-8", "replace"), "utf-8"
        charset = ""
    elif charset.startswith(_MULTI_BYTE) and _is_damaged(raw, charset):
        charset = ""
    charset = charset or _detected(raw)
    return raw.decode(_codec(charset), "replace"), charset


def _header(content_type: str, raw: bytes) -> str:
    found = _CHARSET.search(content_type)
    charset = _known(found[1]) if found else ""
    # A page of UTF-16 has a NUL in about every second byte; a label on one without any lies.
    return "" if charset.startswith("utf-16") and b"\0" not in raw[:_PRESCAN] else charset


def _meta(raw: bytes) -> str:
    head = _COMMENT.sub(b"", raw[:_PRESCAN])
    found = _META.search(head) or _XML.match(head)
    charset = _known(found[1].decode("latin-1")) if found else ""
    # Whoever could read the tag did not read UTF-16 (HTML standard, "prescan a byte stream").
    return "utf-8" if charset.startswith("utf-16") else charset


def _known(label: str) -> str:
    """The charset that a label means on the web (``latin1`` is windows-1252); "" for an unknown one."""
    charset = map_encoding_to_html5(label.strip().lower(), fallback_utf8=False) or ""
    # The web's own names, not Python's.
    charset = _WINDOWS.sub("windows-", charset).replace("iso8859-", "iso-8859-")
    try:
        codecs.lookup(_codec(charset))
    except LookupError:
        return ""
    return charset


def _codec(charset: str) -> str:
    return _PYTHON_NAMES.get(charset, charset)


def _strictly(raw: bytes, charset: str) -> str | None:
    try:
        return raw.decode(_codec(charset))
    except UnicodeDecodeError:
        return None


def _is_damaged_utf8(raw: bytes) -> bool:
    """Whether it is UTF-8 with a few bad bytes, or cut in the middle of a last character."""
    text = raw.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = _beyond_ascii(text) - bad
    return good >= _GOOD_PER_BAD * bad or (bad == 1 and text.endswith("\ufffd"))


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _is_damaged(raw: bytes, charset: str) -> bool:
    text = raw.decode(_codec(charset), "replace")
    return text.count("\ufffd") * _GOOD_PER_BAD > _beyond_ascii(text)


def _detected(raw: bytes) -> str:
    """What the bytes look like; windows-1252, the web's default, where they say nothing else."""
    charset = _known(detect_encoding(raw) or "")
    return charset if charset and charset != "utf-8" else "windows-1252"
