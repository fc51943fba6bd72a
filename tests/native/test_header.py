"""Header fields: the compiled reader against its twin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile import native
from proofpile.native import reference

NAMES = [b"WARC-Type", b"Content-Length", b"X"]
READERS = [native.HeaderReader(NAMES), reference.HeaderReader(NAMES)]
PARTS = [
    *NAMES,
    b"x",
    b"content-length",
    b":",
    b" ",
    b"\t",
    b"\r",
    b"\n",
    b"\r\n",
    b"v",
    b"\xff",
    b"\0",
]


@given(st.lists(st.sampled_from(PARTS), max_size=30).map(b"".join) | st.binary(max_size=60))
def test_both_read_the_same(head: bytes) -> None:
    compiled, twin = (reader.read(head) for reader in READERS)
    assert compiled == twin


@pytest.mark.parametrize("reader", READERS, ids=["native", "twin"])
@pytest.mark.parametrize(
    ("head", "values"),
    [
        (b"", (b"", b"", b"")),
        (b"X: 1", (b"", b"", b"")),  # the first line is no field
        (b"WARC/1.0\r\nX: 1\r\n\r\n", (b"", b"", b"1")),
        (b"WARC/1.0\nx:1\nX:2\n", (b"", b"", b"1")),
        (b"WARC/1.0\r\nWARC-TYPE :\tresponse \r\nX: a:b", (b"response", b"", b"a:b")),
        (b"WARC/1.0\r\nX: a\r\n  b\r\n\tc\r\nContent-Length: 3\r\n", (b"", b"3", b"a b c")),
        (b"WARC/1.0\r\nXX: 1\r\nno field\r\nX:\r\n", (b"", b"", b"")),
    ],
)
def test_what_is_read(
    reader: reference.HeaderReader, head: bytes, values: tuple[bytes, ...]
) -> None:
    assert reader.read(head) == values
