"""Whether a response is a page, by what it says and by what it holds."""

PAGE_RECORDS = ("response", "resource")  # types of WARC records that hold a page as it was served
PAGE_TYPES = ("text/html", "application/xhtml+xml")
# Formats that servers send as text/html, by their first bytes.
_OTHERS = (
    b"%PDF-",
    b"%!PS",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x7fELF",
    b"BM",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0",
    b"OggS",
    b"ID3",
)
_SNIFF = 1024  # bytes in which a page without a declared type must show itself, as in the WHATWG MIME rules


def is_page_type(content_type: str) -> bool:
    """Whether an HTTP content type may be a page; a missing one may."""
    mime = content_type.partition(";")[0].strip().lower()
    return not mime or mime in PAGE_TYPES


def may_hold_page(record_type: str, content_type: str) -> bool:
    """Whether a record's payload is worth keeping in memory."""
    return record_type in PAGE_RECORDS and is_page_type(content_type)


def is_page(content_type: str, body: bytes) -> bool:
    """Whether `body` is HTML: declared so and not plainly something else, or undeclared and looking so."""
    if not is_page_type(content_type) or body.startswith(_OTHERS):
        return False
    head = body[:_SNIFF].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head[:1] in (b"{", b"[") and b"<" not in head:
        return False  # JSON
    if content_type:
        return True
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<!--", b"<?xml"))
