"""Real archives: the counts that warcio 1.8 reads or better ones, and the bytes that fastwarc reads."""

import ast
from collections import Counter
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from proofpile.web.warc import Record, read_at, read_records

_CRAWL = {"warcinfo": 1, "request": 17, "response": 16, "metadata": 16}
_TOUR = {"warcinfo": 1, "request": 1, "response": 1, "metadata": 1}
_SIX = {"warcinfo": 2, "response": 1, "request": 2, "revisit": 1}

# Where we read more than warcio: the counts, and why.
BETTER = {
    # its second member holds two records; warcio wants one a member and stops
    "warcio/example-bad.warc.gz.bad": {"warcinfo": 1, "response": 2, "request": 2, "revisit": 1},
    "warcio/example-bad-non-chunked.warc.gz": _SIX,
    # a blank line too many behind the response; warcio takes it for the end
    "warcio/example-wrong-chunks.warc.gz": {"response": 1, "request": 1},
    # warcio does not read zstd; these are the counts of the gzip originals
    "zst-derived/warcfile-dict.warc.zst": _CRAWL,
    "zst-derived/warcfile-zdict.warc.zst": _CRAWL,
    "zst-derived/whirlwind.warc.zst": _TOUR,
    "zst-derived/whirlwind-oneframe.warc.zst": _TOUR,
    # cut within a response's only block: its type cannot be known, that it was there can
    "zst-derived/warcfile-truncated.warc.zst": {
        "warcinfo": 1,
        "request": 15,
        "response": 14,
        "metadata": 14,
        "": 1,
    },
}

DAMAGED = {
    "resiliparse/clipped.warc.gz": {"truncated": 1},
    "warcio/bad.arc": {"wrong-length": 3},  # lengths of -1 and "abc"
    "warcio/example-space-in-url.arc": {"truncated": 1},  # CR LF became LF: 14 bytes are missing
    "warcio/example-trunc.warc": {"wrong-length": 1},  # the response has 4 bytes less than it says
    "zst-derived/warcfile-truncated.warc.zst": {"truncated": 1},
}


def read(path: Path) -> list[Record]:
    with path.open("rb") as file:
        return list(read_records(file, name=path.name))


def counts(data: Path) -> dict[str, dict[str, int]]:
    lines = (data / "warc" / "COUNTS_warcio_1.8.txt").read_text().splitlines()
    return {
        line.split()[0].removeprefix("warc/"): ast.literal_eval(
            line[line.index("{") : line.index("}") + 1]
        )
        for line in lines
    }


def test_counts_are_those_of_warcio_or_better(data: Path) -> None:
    expected = counts(data) | BETTER
    found = {name: dict(Counter(r.type for r in read(data / "warc" / name))) for name in expected}
    assert found == expected


def test_what_is_damaged_in_them(data: Path) -> None:
    found = {
        name: Counter(r.damage for r in read(data / "warc" / name) if r.damage)
        for name in counts(data)
    }
    assert {name: dict(damages) for name, damages in found.items() if damages} == DAMAGED


def test_lz4(data: Path) -> None:
    for name in ("warcfile", "block-sized-records"):
        folder = data / "warc" / "resiliparse"
        plain, packed = (read(folder / f"{name}.warc{ending}") for ending in ("", ".lz4"))
        assert [(r.url, r.payload, r.damage) for r in plain] == [
            (r.url, r.payload, r.damage) for r in packed
        ]


def test_digests_of_common_crawl_are_right(data: Path) -> None:
    """No record is called wrong, and most pages state a payload digest that agrees."""
    agreeing = 0
    for name in (
        "dolma/sample-0000.warc.gz",
        "resiliparse/warcfile.warc.gz",
        "whirlwind/whirlwind.warc.gz",
    ):
        for item in read(data / "warc" / name):
            assert item.damage == ""
            if item.type == "response":
                wrong = bytes(reversed(item.payload))
                item.payload = item._body = wrong
                agreeing += item.bad_digest()
    assert agreeing == 22 + 16 + 1


WHOLE = [
    *("dolma/sample-0001.warc.gz", "jwarc/cc.warc.gz"),
    *(
        "resiliparse/warcfile.warc",
        "resiliparse/warcfile.warc.gz",
        "warcio/example-resource.warc.gz",
    ),
    *("warcio/example.warc", "warcio/example.warc.gz", "warcio/post-test.warc.gz"),
    *(
        "warcio/example-iana.org-chunked.warc",
        "whirlwind/whirlwind.warc.gz",
        "whirlwind/whirlwind.warc",
    ),
    *("zst-derived/warcfile-zdict.warc.zst", "zst-derived/whirlwind-oneframe.warc.zst"),
]


@pytest.mark.parametrize("name", WHOLE)
def test_the_bytes_are_those_that_fastwarc_reads(name: str, data: Path) -> None:
    path = data / "warc" / name
    theirs = []
    for record in ArchiveIterator(str(path)):
        url = record.headers.get("WARC-Target-URI") or ""
        theirs.append((url.strip("<>"), record.headers.get("WARC-Date"), record.reader.read()))
    ours = []
    for item in read(path):
        # fastwarc also takes the head of a request apart
        body = item._body if item.type != "request" else item._body.partition(b"\r\n\r\n")[2]
        ours.append((item.url, item.date, body))
    assert ours == theirs


def test_http_heads_that_end_in_bare_line_feeds(data: Path) -> None:
    """fastwarc 2.0 takes all before the body's first CR LF CR LF for the head and loses a third of a page."""
    path = data / "warc" / "resiliparse" / "clueweb-quirk.warc.gz"
    theirs = [record.reader.read() for record in ArchiveIterator(str(path))][1:]
    ours = read(path)[1:]
    assert len(ours) == 29
    for item, cut in zip(ours, theirs, strict=True):
        assert item.payload[:300].lstrip().lower().startswith((b"<html", b"<!doctype"))
        assert item.payload.endswith(cut)


@pytest.mark.parametrize(
    "name",
    ["resiliparse/warcfile.warc.gz", "zst-derived/warcfile-dict.warc.zst", "warcio/example.arc.gz"],
)
def test_records_can_be_read_again_alone(name: str, data: Path) -> None:
    path = data / "warc" / name
    for item in read(path):
        assert read_at(path, item.offset) == item
