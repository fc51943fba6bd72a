"""What is in a file of a benchmark: bytes, unpacked within bounds, and text, decoded without guessing."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import zstandard

from proofpile.errors import UsageError

# A benchmark has megabytes (of those in the manifest none has 100); what is larger was given by mistake,
# or is packed to fill the memory. More would only let a mistake run longer.
MOST = 2 << 30
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_BLOCK = 1 << 20  # bytes read at once
_PACKED_BLOCK = (
    1 << 14
)  # a block of zeros inflates by a thousand, so that at most 16 MB come at once
_BOMS = (  # the longest first: the one of UTF-16 begins that of UTF-32
    (b"\xff\xfe\0\0", "UTF-32", ""),
    (b"\0\0\xfe\xff", "UTF-32", ""),
    (b"\xef\xbb\xbf", "UTF-8", "utf-8-sig"),
    (b"\xff\xfe", "UTF-16", "utf-16"),
    (b"\xfe\xff", "UTF-16", "utf-16"),
)


def read_bytes(path: Path) -> bytes:
    """All of `path`, unpacked where it begins like gzip or zstd, whatever it is called.

    Raises UsageError where it cannot be read, is damaged or cut off, or holds more than MOST bytes.
    """
    pieces, size = [], 0
    try:
        with path.open("rb") as file:
            for piece in _pieces(file):
                size += len(piece)
                if size > MOST:
                    raise UsageError(
                        f"{path} holds more than {MOST >> 20:,} MiB, and no benchmark does: give the file "
                        "of the benchmark itself, or cut it into files of a folder"
                    )
                pieces.append(piece)
    except OSError as error:
        # gzip says its own damage by an OSError without a number.
        said = error.strerror or f"it is damaged ({error}); get it again"
        raise UsageError(f"{path} cannot be read: {said}") from None
    except (EOFError, zlib.error, zstandard.ZstdError) as error:
        raise UsageError(
            f"{path} is damaged or cut off ({error}); get it again, or unpack it by hand"
        ) from None
    return b"".join(pieces)


def read_text(path: Path) -> str:
    """The text of `path`, in UTF-8, or in UTF-16 where a byte order mark says so.

    Raises UsageError with the first byte that is neither, and the command that mends it.
    """
    data = read_bytes(path)
    name, codec = next(((n, c) for mark, n, c in _BOMS if data.startswith(mark)), ("", "utf-8"))
    if name and not codec:
        raise UsageError(_not_unicode(path, "it begins with the byte order mark of UTF-32", name))
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        found = f"byte {error.start:,} is {data[error.start]:#04x}, which {name or 'UTF-8'} has not there"
        raise UsageError(_not_unicode(path, found, name or "WINDOWS-1252")) from None


def _not_unicode(path: Path, found: str, encoding: str) -> str:
    plain = path.name.removesuffix(".gz").removesuffix(".zst")
    packed = "" if plain == path.name else f" (unpack {path.name} before)"
    return (
        f"{path} is not UTF-8: {found}; convert it{packed}, with the encoding that it really has: "
        f"iconv -f {encoding} -t UTF-8 {plain} > utf8-{plain}"
    )


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    start = file.read(4)
    file.seek(0)
    if start == _ZSTD:
        yield from _from_zstd(file)
        return
    stream = gzip.GzipFile(fileobj=file) if start.startswith(_GZIP) else file
    while piece := stream.read(_BLOCK):
        yield piece


def _from_zstd(file: BinaryIO) -> Iterator[bytes]:
    # By hand, because `stream_reader` takes the end of a truncated file for the end of the text.
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 31)
    frame, begun = reader.decompressobj(), False
    while packed := file.read(_PACKED_BLOCK):
        while packed:
            yield frame.decompress(packed)
            packed, begun = (frame.unused_data, False) if frame.eof else (b"", True)
            if frame.eof:
                frame = reader.decompressobj()
    if begun:
        raise EOFError("it ends in the middle of a frame")
