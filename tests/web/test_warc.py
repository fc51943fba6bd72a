"""What a record says, and where it lies."""

import gzip
import zlib
from base64 import b16encode, b32encode
from hashlib import md5, sha1, sha256
from io import BytesIO
from pathlib import Path

import pytest
import zstandard
from data.make_warcs import (
    ARC_HEAD,
    ARC_INFO,
    FIRST,
    GOOD,
    INFO,
    OTHER,
    PAGE,
    SECOND,
    THIRD,
    arc,
    arc_record,
    blocked,
    br,
    chunked,
    defects,
    digest,
    gz,
    http,
    lz4,
    record,
    skippable,
    zst,
)

from proofpile.errors import UnitError
from proofpile.web.warc import Record, read_at, read_records


def only(data: bytes, **options: object) -> Record:
    (item,) = read_records(BytesIO(data), **options)  # type: ignore[arg-type]
    return item


def test_what_a_record_says() -> None:
    item = only(FIRST)
    assert (item.type, item.url) == ("response", "http://example.com/first")
    assert (item.date, item.content_type) == ("2023-03-20T10:00:00Z", "text/html")
    assert (item.status, item.payload) == (200, PAGE)
    assert (item.damage, item.skipped, item.truncated_by_crawler) == ("", False, "")


def test_types_without_http_have_the_content_type_of_the_record() -> None:
    item = only(record(PAGE, type="resource", content_type="text/html; charset=latin1"))
    assert (item.content_type, item.status, item.payload) == (
        "text/html; charset=latin1",
        None,
        PAGE,
    )


@pytest.mark.parametrize(
    ("url", "read"),
    [("<http://example.com/>", "http://example.com/"), ("http://x/a b", "http://x/a b")],
    ids=["as-wget-wrote-them", "space"],
)
def test_urls(url: str, read: str) -> None:
    assert only(record(http(), url=url)).url == read


def test_folded_fields_and_fields_in_any_case() -> None:
    text = FIRST.replace(b"WARC-Type", b"warc-TYPE").replace(
        b"Content-Type: application", b"Content-Type:\r\n\tapplication"
    )
    assert only(text) == only(FIRST)


def test_what_the_crawler_cut_is_marked_and_not_damaged() -> None:
    item = only(record(http(), "WARC-Truncated: length"))
    assert (item.truncated_by_crawler, item.damage, item.payload) == ("length", "", PAGE)


RAW = zlib.compressobj(wbits=-15)
RAW_DEFLATED = RAW.compress(OTHER) + RAW.flush()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (chunked(OTHER), ["Transfer-Encoding: chunked"]),
        (OTHER, ["Transfer-Encoding: chunked"]),
        (gzip.compress(OTHER), ["Content-Encoding: gzip"]),
        (OTHER, ["Content-Encoding: gzip"]),
        (
            chunked(gzip.compress(OTHER), 50),
            ["Transfer-Encoding: Chunked", "Content-Encoding: x-gzip"],
        ),
        (zlib.compress(OTHER), ["Content-Encoding: deflate"]),
        (RAW_DEFLATED, ["Content-Encoding: deflate"]),
        (OTHER, ["Content-Encoding: deflate"]),
        (br(OTHER), ["Content-Encoding: br"]),
        (OTHER, ["Content-Encoding: br"]),
        (zstandard.compress(OTHER), ["Content-Encoding: zstd"]),
        (br(gzip.compress(OTHER)), ["Content-Encoding: gzip, br"]),
        (OTHER, ["Content-Encoding: utf-8"]),
        (OTHER, ["X-Crawler-Transfer-Encoding: chunked", "X-Crawler-Content-Encoding: gzip"]),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, list) else f"{value[:4]!r}",
)
def test_encodings_left_on_a_body_or_only_in_its_headers(body: bytes, fields: list[str]) -> None:
    block = http(body, *fields)
    item = only(record(block, f"WARC-Payload-Digest: {digest(body)}"))
    assert (item.damage, item.payload) == ("", OTHER)


@pytest.mark.parametrize(
    ("body", "field", "damage"),
    [
        (chunked(OTHER, last=b""), "Transfer-Encoding: chunked", "bad-http"),
        (chunked(OTHER)[:-300], "Transfer-Encoding: chunked", "bad-http"),
        (b"5\r\nabcdefg\r\n0\r\n\r\n", "Transfer-Encoding: chunked", "bad-http"),
        (gzip.compress(OTHER)[:-20], "Content-Encoding: gzip", "bad-http"),
        (br(OTHER)[:-20], "Content-Encoding: br", "bad-http"),
        (RAW_DEFLATED[:-20], "Content-Encoding: deflate", "bad-http"),
        (zstandard.compress(OTHER)[:-20], "Content-Encoding: zstd", "bad-http"),
        (gzip.compress(bytes(9000)), "Content-Encoding: gzip", "too-large"),
        (br(bytes(9000)), "Content-Encoding: br", "too-large"),
        (zstandard.compress(bytes(9000)), "Content-Encoding: zstd", "too-large"),
        (zlib.compress(bytes(9000)), "Content-Encoding: deflate", "too-large"),
    ],
    ids=[
        *(
            "last-chunk-missing",
            "chunk-cut",
            "chunk-too-short",
            "gzip-cut",
            "br-cut",
            "deflate-cut",
        ),
        *("zstd-cut", "gzip-bomb", "br-bomb", "zstd-bomb", "deflate-bomb"),
    ],
)
def test_broken_bodies(body: bytes, field: str, damage: str) -> None:
    assert only(record(http(body, field)), limit=8000).damage == damage


@pytest.mark.parametrize(
    ("algorithm", "value", "good"),
    [
        ("sha1", b32encode(sha1(PAGE).digest()), True),
        ("SHA-1", sha1(PAGE).hexdigest().encode(), True),
        ("sha256", b16encode(sha256(PAGE).digest()), True),
        ("sha256", b32encode(sha256(PAGE).digest()).rstrip(b"="), True),
        ("md5", md5(PAGE).hexdigest().encode(), True),
        ("sha1", b32encode(sha1(b"x").digest()), False),
        ("sha256", sha256(b"x").hexdigest().encode(), False),
        ("md5", md5(b"x").hexdigest().encode(), False),
        ("whirlpool", b"0" * 128, True),  # unknown: says nothing
        ("sha1", b"!malformed!", True),
        ("sha1", b"", True),
        ("", b"", True),
    ],
)
def test_digests(algorithm: str, value: bytes, good: bool) -> None:
    text = record(http(), f"WARC-Payload-Digest: {algorithm}:{value.decode()}")
    assert only(text).damage == ("" if good else "bad-digest")
    unchecked = only(text, digests=False)
    assert unchecked.damage == ""
    assert unchecked.bad_digest() is not good


def test_a_right_block_digest_is_enough() -> None:
    wrong = f"WARC-Payload-Digest: {digest(b'of something else')}"
    assert only(record(http(), wrong)).damage == "bad-digest"
    assert only(record(http(), wrong, f"WARC-Block-Digest: {digest(http())}")).damage == ""
    assert only(record(http(), f"WARC-Block-Digest: {digest(PAGE)}")).damage == "bad-digest"


def test_a_revisit_states_the_digest_of_another_record() -> None:
    text = record(http(b""), f"WARC-Payload-Digest: {digest(PAGE)}", type="revisit")
    assert (only(text).damage, only(text).status) == ("", 200)


def test_only_what_is_wanted_has_a_payload() -> None:
    asked = []

    def want(type: str, content_type: str) -> bool:
        asked.append((type, content_type))
        return type == "warcinfo"

    info, first = read_records(BytesIO(gz(INFO, FIRST)), want=want)
    assert asked == [("warcinfo", "application/warc-fields"), ("response", "text/html")]
    assert (info.payload, info.skipped) == (b"software: none\r\n", False)
    assert (first.payload, first.skipped) == (b"", True)
    assert (first.url, first.status) == ("http://example.com/first", 200)


def test_arc() -> None:
    no_http = arc_record(b"plain", b"dns:example.com 1.2.3.4 20140216050221 text/dns")
    spaced = b"http://x/?a=b c d 1.2.3.4 20140216050221 text/html"
    text = arc(arc_record(http()), no_http, arc_record(http(OTHER), spaced))
    for data in (text, gz(text), gz(ARC_HEAD + ARC_INFO + b"\n", arc_record(http()) + b"\n")):
        info, first, *rest = read_records(BytesIO(data))
        assert (info.type, info.url, info.damage) == ("warcinfo", "filedesc://x.arc", "")
        assert (first.type, first.url) == ("response", "http://example.com/")
        assert (first.date, first.content_type) == ("2014-02-16T05:02:21Z", "text/html")
        assert (first.status, first.payload) == (200, PAGE)
        assert [r.damage for r in rest] == [""] * len(rest)
    dns, last = list(read_records(BytesIO(text)))[2:]
    assert (dns.content_type, dns.status, dns.payload) == ("text/dns", None, b"plain")
    assert (last.url, last.payload) == ("http://x/?a=b c d", OTHER)


def test_arc_with_a_short_head() -> None:
    items = list(read_records(BytesIO(defects()["short-head.arc"])))
    assert [(r.type, r.damage) for r in items] == [
        ("warcinfo", ""),
        ("response", ""),
        ("response", "wrong-length"),
        ("response", ""),
    ]
    assert items[2].url == "http://example.com/"


DICTIONARY = zstandard.train_dictionary(
    2000, [b"%d %s" % (i, FIRST) for i in range(200)]
).as_bytes()


@pytest.mark.parametrize(
    "stored", [DICTIONARY, zstandard.compress(DICTIONARY)], ids=["plain", "compressed"]
)
def test_zstd_with_its_dictionary_in_front(stored: bytes, tmp_path: Path) -> None:
    data = skippable(stored) + zst(*GOOD, dictionary=DICTIONARY)
    items = list(read_records(BytesIO(data)))
    assert [r.payload for r in items] == [r.payload for r in read_records(BytesIO(gz(*GOOD)))]
    path = tmp_path / "x.warc.zst"
    path.write_bytes(data)
    assert read_at(path, items[2].offset) == items[2]


def test_zstd_frames_to_skip_say_nothing() -> None:
    data = zst(INFO) + skippable(b"anything", 0x184D2A50) + zst(FIRST)
    assert [r.type for r in read_records(BytesIO(data))] == ["warcinfo", "response"]
    cut = list(read_records(BytesIO(zst(INFO) + skippable(b"anything", 0x184D2A50)[:-1])))
    assert [r.damage for r in cut] == ["", "truncated"]


def test_offsets_are_those_of_members_or_else_of_the_text() -> None:
    plain = b"".join(GOOD)
    for pack in (gz, zst, lz4):
        begins = [len(pack(*GOOD[:k])) for k in range(4)]
        assert [r.offset for r in read_records(BytesIO(pack(*GOOD)))] == begins
    begins = [len(b"".join(GOOD[:k])) for k in range(4)]
    for data in (plain, gz(plain), zst(plain), blocked(plain, 333)):
        assert [r.offset for r in read_records(BytesIO(data))] == begins


@pytest.mark.parametrize("name", sorted(set(defects()) - {"empty.warc.gz"}))
def test_every_record_can_be_read_again_alone(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(defects()[name])
    with path.open("rb") as file:
        items = [r for r in read_records(file) if r.type]
    for item in items:
        again = read_at(path, item.offset)
        # Alone, a record may look whole whose end only the next one shows to be wrong: never the reverse.
        assert (again.offset, again.type, again.url) == (item.offset, item.type, item.url)
        assert again.damage == item.damage
        assert again.payload == item.payload


@pytest.mark.parametrize("offset", [1, 100, 10**9])
def test_no_record_there(offset: int, tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gz(INFO, SECOND, THIRD))
    with pytest.raises(UnitError, match=f"x.warc.gz: found no record at {offset}"):
        read_at(path, offset)
