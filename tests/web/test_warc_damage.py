"""Broken archives: each damage is named, what is whole comes whole, and nothing vanishes."""

from io import BytesIO

import pytest
from data.make_warcs import (
    FIRST,
    GOOD,
    INFO,
    OTHER,
    PAGE,
    SECOND,
    THIRD,
    blocked,
    defects,
    gz,
    http,
    record,
    zst,
)
from hypothesis import given
from hypothesis import strategies as st

from proofpile.errors import UnitError
from proofpile.web.warc import DAMAGES, EmptyInputError, Record, read_records

ARCHIVES = defects()
INFO_, FIRST_, SECOND_, THIRD_ = (
    next(read_records(BytesIO(text))) for text in (INFO, FIRST, SECOND, THIRD)
)


def read(data: bytes, **options: object) -> list[Record]:
    return list(read_records(BytesIO(data), **options))  # type: ignore[arg-type]


def told(records: list[Record]) -> list[str]:
    """What each item is, in short: the page's name, or its type and damage."""
    return [
        f"{r.type or 'gap'}: {r.damage}" if r.damage else r.url.rpartition("/")[2] or r.type
        for r in records
    ]


WHOLE = ["warcinfo", "first", "second", "third"]


@pytest.mark.parametrize(
    "name", [name for name in ARCHIVES if name.startswith(("good", "whole", "members", "lf-only"))]
)
def test_good_archives_in_every_wrapping(name: str) -> None:
    records = read(ARCHIVES[name])
    assert told(records) == WHOLE
    assert [r.payload for r in records] == [b"software: none\r\n", PAGE, OTHER, PAGE]


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("truncated-member.warc.gz", ["warcinfo", "first", "response: truncated"]),
        ("truncated-checksum.warc.gz", ["warcinfo", "first", "response: truncated"]),
        ("truncated-magic.warc.gz", ["warcinfo", "first", "gap: truncated"]),
        ("truncated-whole-file.warc.gz", ["warcinfo", "first", "response: truncated"]),
        ("truncated-in-block.warc", ["warcinfo", "first", "second", "response: truncated"]),
        ("truncated-in-head.warc", [*WHOLE, "response: truncated"]),
        ("truncated-frame.warc.zst", ["warcinfo", "first", "second", "gap: truncated"]),
        ("corrupt-member.warc.gz", ["warcinfo", "gap: corrupt-member", "second", "third"]),
        ("corrupt-checksum.warc.gz", ["warcinfo", "gap: corrupt-member", "second", "third"]),
        ("corrupt-first-member.warc.gz", ["gap: corrupt-member", "first", "second", "third"]),
        ("corrupt-last-member.warc.gz", ["warcinfo", "first", "second", "gap: corrupt-member"]),
        ("corrupt-frame.warc.zst", ["warcinfo", "gap: corrupt-member", "first", "third"]),
        (
            "garbage-between.warc.gz",
            ["warcinfo", "first", "gap: corrupt-member", "second", "third"],
        ),
        ("garbage-at-start.warc.gz", ["gap: corrupt-member", *WHOLE]),
        ("garbage-at-end.warc.gz", [*WHOLE, "gap: corrupt-member"]),
        (
            "garbage-between.warc.zst",
            ["warcinfo", "first", "gap: corrupt-member", "second", "third"],
        ),
        ("garbage-between.warc", ["warcinfo", "response: wrong-length", "second", "third"]),
        (
            "text-in-a-member.warc.gz",
            ["warcinfo", "first", "gap: corrupt-member", "second", "third"],
        ),
        ("length-too-long.warc.gz", ["warcinfo", "response: wrong-length", "second", "third"]),
        ("length-too-short.warc.gz", ["warcinfo", "response: wrong-length", "second", "third"]),
        ("length-missing.warc.gz", ["warcinfo", "response: wrong-length", "second", "third"]),
        ("length-absurd.warc.gz", ["warcinfo", "response: wrong-length", "second", "third"]),
        ("length-negative.warc.gz", ["warcinfo", "response: wrong-length", "second", "third"]),
        ("length-too-long.warc", ["warcinfo", "response: wrong-length", "second", "third"]),
        ("length-too-short.warc", ["warcinfo", "response: wrong-length", "second", "third"]),
        ("length-missing.warc", ["warcinfo", "response: wrong-length", "second", "third"]),
        (
            "length-swallows-two.warc",
            ["warcinfo", "response: wrong-length", "first", "second", "third"],
        ),
        ("twice.warc.gz", ["first", "first"]),
        ("no-url.warc.gz", ["response: no-url"]),
        ("not-http.warc.gz", ["response: bad-http"]),
        ("http-head-without-end.warc.gz", ["response: bad-http"]),
        ("wrong-digest.warc.gz", ["response: bad-digest"]),
    ],
)
def test_each_defect_is_named(name: str, items: list[str]) -> None:
    assert told(read(ARCHIVES[name])) == items
    assert {item.partition(": ")[2] for item in items} - {""} <= set(DAMAGES)


@pytest.mark.parametrize("name", sorted(set(ARCHIVES) - {"empty.warc.gz"}))
def test_skipping_hides_no_damage(name: str) -> None:
    """Only what needs the content to be seen, a wrong digest, may stay unseen."""
    skipped = read(ARCHIVES[name], want=lambda type, content_type: False)
    assert [r.payload for r in skipped] == [b""] * len(skipped)
    assert [(r.offset, r.type, r.damage.replace("bad-digest", "")) for r in skipped] == [
        (r.offset, r.type, r.damage.replace("bad-digest", "")) for r in read(ARCHIVES[name])
    ]


@pytest.mark.parametrize("name", sorted(set(ARCHIVES) - {"empty.warc.gz"}))
def test_a_stream_that_gives_a_byte_at_a_time_changes_nothing(name: str) -> None:
    class Slow(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 1, 1))

    assert list(read_records(Slow(ARCHIVES[name]))) == read(ARCHIVES[name])


def test_the_offset_of_a_gap_is_where_it_begins() -> None:
    garbage, start = read(ARCHIVES["garbage-between.warc.gz"])[2], len(gz(INFO, FIRST))
    assert (garbage.offset, garbage.type) == (start, "")
    corrupt = read(ARCHIVES["corrupt-member.warc.gz"])[1]
    assert corrupt.offset == len(gz(INFO))


def test_what_was_there_of_a_cut_record_is_kept_and_called_cut() -> None:
    cut = read(ARCHIVES["truncated-in-block.warc"])[-1]
    assert cut.payload == PAGE[: len(PAGE) - 36]  # 40 bytes, 4 of which are newlines
    assert (cut.url, cut.status) == ("http://example.com/third", 200)


def test_nul_bytes_and_other_types_than_stated_are_content() -> None:
    assert read(ARCHIVES["nul-bytes.warc.gz"])[0].payload == b"<p>a\0b\0\0</p>\0"
    assert read(ARCHIVES["png-as-html.warc.gz"])[0].payload.startswith(b"\x89PNG")


def test_an_empty_file_is_no_archive_and_says_so() -> None:
    with pytest.raises(EmptyInputError, match=r"x\.warc: found an empty input, 0 bytes"):
        list(read_records(BytesIO(b""), name="x.warc"))


@pytest.mark.parametrize(
    "data",
    [
        PAGE,
        gz(PAGE),
        zst(PAGE),
        b"\x89PNG\r\n\x1a\n" + bytes(99),
        b"PK\3\4" + bytes(99),
        b"x",
        bytes(9),
    ],
    ids=["html", "html.gz", "html.zst", "png", "zip", "byte", "zeros"],
)
def test_what_is_no_archive_is_refused_with_its_first_bytes(data: bytes) -> None:
    with pytest.raises(UnitError, match=r"y: not a web archive: .*expected WARC/1\.x") as caught:
        list(read_records(BytesIO(data), name="y"))
    assert not isinstance(caught.value, EmptyInputError)


def test_too_large_is_said_and_nothing_else_lost() -> None:
    for archive in (gz(FIRST, SECOND, THIRD), FIRST + SECOND + THIRD, zst(FIRST + SECOND + THIRD)):
        records = read(archive, limit=len(http()) + 1)
        assert told(records) == ["first", "response: too-large", "third"]
        assert records[1].payload == b""
        assert records[1].status == 200


def _lost(records: list[Record]) -> None:
    """Undamaged items are original records, and each missing original is owed to some damage."""
    originals = {r.url: (r.type, r.payload) for r in (INFO_, FIRST_, SECOND_, THIRD_)}
    whole = [r for r in records if not r.damage]
    for r in whole:
        assert originals.get(r.url) == (r.type, r.payload)
    assert len(whole) == 4 or any(r.damage for r in records)
    assert len({r.url for r in whole}) == len(whole)


WRAPPINGS = {"gz": gz(*GOOD), "zst": zst(*GOOD), "blocked": blocked(b"".join(GOOD), 700)}
places = st.floats(0, 1, exclude_max=True)


@given(st.sampled_from(sorted(WRAPPINGS)), places, st.integers(1, 255))
def test_a_changed_byte_never_passes_for_content(wrapping: str, place: float, change: int) -> None:
    data = bytearray(WRAPPINGS[wrapping])
    data[int(place * len(data))] ^= change
    try:
        _lost(read(bytes(data)))
    except UnitError:
        assert int(place * len(data)) < 5  # the magic number itself


@given(st.sampled_from(sorted(WRAPPINGS)), places, places)
def test_a_missing_stretch_never_passes_unseen(wrapping: str, start: float, share: float) -> None:
    data = WRAPPINGS[wrapping]
    begin = int(start * len(data))
    end = begin + 1 + int(share * (len(data) - begin - 1))
    try:
        records = read(data[:begin] + data[end:])
    except UnitError:
        return
    whole = [r for r in records if not r.damage]
    assert all((r.type, r.payload) for r in whole)
    on_borders = data[:begin] + data[end:] in _unions_of_members()
    assert len(whole) == 4 or on_borders or any(r.damage for r in records)


def _unions_of_members() -> set[bytes]:
    """Archives that lack whole members: nothing can tell that these were ever longer."""
    cuts = set()
    for pack in (gz, zst):
        for i in range(5):
            for j in range(i, 5):
                cuts.add(pack(*GOOD[:i], *GOOD[j:]))
    return cuts


@given(st.sampled_from(sorted(WRAPPINGS)), places, st.binary(min_size=1, max_size=50))
def test_an_inserted_stretch_never_passes_for_content(
    wrapping: str, place: float, garbage: bytes
) -> None:
    data = WRAPPINGS[wrapping]
    at = int(place * len(data))
    try:
        _lost(read(data[:at] + garbage + data[at:]))
    except UnitError:
        assert at < 5


@given(st.binary(max_size=300))
def test_no_rubbish_raises_anything_but_unit_error(rubbish: bytes) -> None:
    for start in (b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18"):
        try:
            read(start + rubbish)
        except UnitError:
            continue


def test_an_archive_in_an_archive_is_content() -> None:
    inner = b"".join(GOOD)
    block = record(inner, type="resource", content_type="application/warc")
    assert [r.payload for r in read(block + FIRST)] == [inner, PAGE]
