"""The documents that a language model is trained from: built corpora, and files of lines.

A document is one text: a row of a built corpus (its training split only, so that what is held out stays
unseen), a line of a ``.txt`` file, or the field ``text`` of a line of a ``.jsonl`` file; both may be
compressed (``.gz``, ``.zst``). What is broken is counted and skipped, and too much of it stops the reading.
"""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import orjson
import pyarrow as pa
import zstandard

from proofpile.errors import BudgetError, UnitError, UsageError

_CHUNK = 1 << 20
_PACKED_CHUNK = 8 << 10  # of zstd, which may hold 256 MB of one letter
# Bytes of a line beyond which it is cut and goes on as the next document: memory has to be bounded.
LONGEST = 64 << 20
# As in a build: more broken lines than this, and more than one in a hundred, and the file is no such file.
_BUDGET = 20
_SUFFIXES = (".txt", ".jsonl", ".arrow")
_PACKED = (".gz", ".zst")


def find(names: Sequence[str]) -> list[Path]:
    """The files behind what was named, in that order; those of a folder by name.

    Raises UsageError if one is not there, not a kind of file that is read, or a folder without any.
    """
    return [path for name in names for path in _files(Path(name))]


class Documents:
    """The texts of some files, in order, once. The counts are true when the last text was taken."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.files = files
        self.size = sum(path.stat().st_size for path in files)  # bytes on disk
        self.done = 0  # of them
        self.documents = 0
        self.damaged = 0  # lines with bytes that are no UTF-8; these became U+FFFD
        self.broken = 0  # lines that are no JSON object with a text; skipped
        self.cut = 0  # lines that were too long, and were cut

    def __iter__(self) -> Iterator[str]:
        """Raises UnitError for a file that cannot be read to its end, BudgetError for many broken lines."""
        before = 0
        for path in self.files:
            kind = path.suffix if path.suffix not in _PACKED else Path(path.stem).suffix
            texts = self._arrow(path) if kind == ".arrow" else self._lines(path, kind == ".jsonl")
            try:
                for text in texts:
                    self.documents += 1
                    yield text
            except (OSError, EOFError, zlib.error, zstandard.ZstdError, pa.ArrowInvalid) as error:
                raise UnitError(
                    f"{path} cannot be read to its end ({error}); mend it or leave it out"
                ) from None
            before += path.stat().st_size
            self.done = before

    def _arrow(self, path: Path) -> Iterator[str]:
        before, size = self.done, path.stat().st_size
        with pa.memory_map(str(path)) as file:
            column = pa.ipc.open_file(file).schema.get_field_index("text")
            if column < 0:
                raise UnitError(f"{path} has no column text; give the folder of a built corpus")
            options = pa.ipc.IpcReadOptions(included_fields=[column])
            reader = pa.ipc.open_file(file, options=options)
            for number in range(reader.num_record_batches):
                yield from reader.get_batch(number).column(0).to_pylist()
                self.done = before + size * (number + 1) // reader.num_record_batches

    def _lines(self, path: Path, as_json: bool) -> Iterator[str]:
        before, read, broken = self.done, 0, 0
        with path.open("rb") as file:
            for line in self._split(_inflated(file, path.suffix)):
                self.done = before + file.tell()
                read += 1
                text = _text_of(line) if as_json else self._decoded(line)
                if text is not None:
                    yield text
                    continue
                self.broken, broken = self.broken + 1, broken + 1
                if broken > _BUDGET and broken > read // 100:
                    raise BudgetError(
                        f"{path}: {broken:,} of the first {read:,} lines are no JSON objects with a field "
                        'text; a line should be like {"text": "…"}'
                    )

    def _split(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        held: list[bytes] = []
        size = 0
        for chunk in chunks:
            first, *others = chunk.split(b"\n")
            held.append(first)
            size += len(first)
            if others:
                yield b"".join(held)
                yield from others[:-1]
                held, size = [others[-1]], len(others[-1])
            elif size > LONGEST:
                yield b"".join(held)
                held, size = [], 0
                self.cut += 1
        if any(held):
            yield b"".join(held)

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError:
            self.damaged += 1
            return line.decode(errors="replace")


def _files(path: Path) -> list[Path]:
    if path.is_file():
        if not _is_known(path):
            raise UsageError(
                f"{path} is no kind of file that is read here; give the folder of a built corpus, or files "
                ".txt or .jsonl (a line a document), perhaps compressed (.gz, .zst)"
            )
        return [path]
    if not path.is_dir():
        raise UsageError(f"there is no file or folder {path}; give a built corpus, .txt or .jsonl")
    built = (path / "documents").is_dir()
    folder = path / "documents" / "train" if built else path
    found = sorted(p for p in folder.glob("*.arrow" if built else "*") if p.is_file())
    found = [p for p in found if _is_known(p)]
    if not found:
        raise UsageError(
            f"{folder} holds no documents; give the folder of a finished build (with documents/), or one "
            "with files .txt or .jsonl, perhaps compressed (.gz, .zst)"
        )
    return found


def _is_known(path: Path) -> bool:
    name = path.name
    for packed in _PACKED:
        name = name.removesuffix(packed)
    return name.endswith(_SUFFIXES) and not path.name.startswith(".")


def _text_of(line: bytes) -> str | None:
    try:
        text = orjson.loads(line)["text"]
    except (ValueError, TypeError, KeyError):
        return None
    return text if isinstance(text, str) else None


def _inflated(file: BinaryIO, suffix: str) -> Iterator[bytes]:
    if suffix == ".zst":
        yield from _zstd(file)
        return
    stream = gzip.GzipFile(fileobj=file) if suffix == ".gz" else file
    while chunk := stream.read(_CHUNK):
        yield chunk


def _zstd(file: BinaryIO) -> Iterator[bytes]:
    # By hand, because `stream_reader` takes the end of a truncated file for the end of the text.
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 31)
    frame = reader.decompressobj()
    fed = False
    while packed := file.read(_PACKED_CHUNK):
        while packed:
            yield from _pieces(frame.decompress(packed))
            packed, fed = (frame.unused_data, False) if frame.eof else (b"", True)
            if frame.eof:
                frame = reader.decompressobj()
    if fed:
        raise EOFError("the compressed text ends in the middle")


def _pieces(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), _CHUNK):
        yield data[at : at + _CHUNK]
