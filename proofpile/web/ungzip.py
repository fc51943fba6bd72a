"""Undoing a gzip that was put on in transit, and only that one.

We ask for ``Accept-Encoding: identity``; some proxies compress all the same, and some buckets label their
``.gz`` files ``Content-Encoding: gzip`` although nothing was added. The label alone cannot tell the two
apart, and a client that trusts it unpacks the WARC file itself. The first bytes can: a file called ``.gz``
that is no gzip once unpacked was never packed twice. The price: such a transfer cannot be resumed by
range, since our byte positions are not the server's.
"""

import zlib
from collections.abc import Iterator
from itertools import chain

from proofpile.web.transport import Passing

_GZIP = b"\x1f\x8b"
_MOST = 256 << 10  # bytes a step, whatever a bomb would like


def without_transit_gzip(chunks: Iterator[bytes], is_gzip: bool) -> tuple[bool, Iterator[bytes]]:
    """Whether something was undone, and the bytes of the file, which by its name is gzip or not."""
    head = b""
    while len(head) < 1024 and (chunk := next(chunks, b"")):
        head += chunk
    if not head.startswith(_GZIP):
        return False, chain([head], chunks)
    inside = next(ungzip(iter([head])), b"")
    if is_gzip and not inside.startswith(_GZIP):
        return False, chain([head], chunks)
    return True, ungzip(chain([head], chunks))


def ungzip(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack any number of gzip members, in steps of bounded size. Raises Passing where they break."""
    engine = zlib.decompressobj(wbits=31)
    for chunk in chunks:
        while chunk:
            if engine.eof:
                engine = zlib.decompressobj(wbits=31)
            try:
                data = engine.decompress(chunk, _MOST)
            except zlib.error as error:
                raise Passing(
                    f"it came labelled as gzip and cannot be unpacked ({error})"
                ) from None
            if data:
                yield data
            chunk = engine.unconsumed_tail or engine.unused_data
    if not engine.eof:
        raise Passing("it came labelled as gzip and ends in the middle")
