"""Which files the user named, what each is called in the corpus, and how the large ones are cut.

A name is the same on every machine: for a file found in a folder the path from that folder's own name
on, for a single file its own name, with as many more parts of the path as set two of them apart. Ids
are made from it where a corpus has none. What a PATH is called (``source``) is made the same way.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from glob import glob, has_magic
from pathlib import Path

import xxhash

from proofpile.errors import UnitError, UsageError
from proofpile.words import plural

_PACKINGS = ("", ".gz", ".zst")
# In a folder, what is called plain .json is mostly about the data and not the data itself.
SUFFIXES = (
    *(".parquet", ".pq", ".arrow", ".feather", ".ipc"),
    *(f"{lines}{packing}" for lines in (".jsonl", ".ndjson") for packing in _PACKINGS),
    *(".json.gz", ".json.zst"),
)
_BLOCK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class File:
    """`label` and `source` are the same on every machine, `location` is where it lies on this one."""

    label: str
    source: str
    location: str

    @property
    def size(self) -> int:
        """In bytes. Raises UsageError where the file is gone or may not be read."""
        try:
            return Path(self.location).stat().st_size
        except OSError as error:
            raise UsageError(f"{self.location} cannot be read: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class Part:
    """What one worker reads of a file: row groups, batches or bytes from `start` to `stop`.

    `stop` 0 means the whole file. `first` is the number of its first row in the file. The bytes
    from `low` to `high`, and the last `tail` ones, decide what is read.
    """

    label: str
    source: str
    location: str
    start: int = 0
    stop: int = 0
    first: int = 0
    low: int = 0
    high: int = 0
    tail: int = 0

    @property
    def name(self) -> str:
        """What the part is called in the corpus."""
        return f"{self.label}[{self.start}:{self.stop}]" if self.stop else self.label

    def place(self, row: int) -> str:
        """What a row of the file is called: by its number, or in a part of JSON lines by its first byte."""
        return f"{self.label}{'@' if self.stop and not self.tail else '#'}{row}"

    def encoded(self) -> str:
        """As a source's unit; `decoded` undoes it."""
        return json.dumps(astuple(self))

    @classmethod
    def decoded(cls, unit: str) -> "Part":
        """The part of which `unit` is the encoded form."""
        return cls(*json.loads(unit))

    def identity(self) -> str:
        """Length and XXH3 of the bytes that decide what is read. Raises UnitError."""
        digest, rest = xxhash.xxh3_128(), self.high - self.low
        try:
            with Path(self.location).open("rb") as file:
                file.seek(self.low)
                while rest > 0 and (block := file.read(min(_BLOCK, rest))):
                    digest.update(block)
                    rest -= len(block)
                if self.tail:
                    file.seek(-self.tail, os.SEEK_END)
                    digest.update(file.read())
        except OSError as error:
            raise UnitError(f"{self.location} cannot be read: {error.strerror}") from error
        return f"{self.high - self.low}-xxh3:{digest.hexdigest()}"


def whole(file: File) -> Part:
    """All of it."""
    return Part(file.label, file.source, file.location, high=file.size)


def find(paths: Sequence[str]) -> tuple[File, ...]:
    """The files that `paths` name, each once, in the natural order of their labels.

    Each path is a file, a folder (searched to its depths; of a build only ``documents/``), or a glob.
    Raises UsageError, saying what was looked for and where, for one that names nothing.
    """
    given = list(dict.fromkeys(paths))
    if not given:
        raise UsageError(
            "say what to read: files, folders or globs of Arrow, Parquet or JSON lines"
        )
    hits: dict[str, tuple[int, int]] = {}  # location -> (parts its label has at least, which path)
    for number, path in enumerate(given):
        for location, least in _hits(path):
            hits.setdefault(location, (least, number))
    labels = _tails([(_parts(location), least) for location, (least, _) in hits.items()])
    sources = _tails([(_named_parts(path), 1) for path in given])
    files = [
        File(label, sources[number], location)
        for label, (location, (_, number)) in zip(labels, hits.items(), strict=True)
    ]
    return tuple(sorted(files, key=lambda file: _natural(file.label)))


def _hits(given: str) -> Iterator[tuple[str, int]]:
    path = Path(given).expanduser()
    if path.is_dir():
        return _in_folder(path)
    if path.is_file():
        return iter([(_absolute(path), 1)])
    if has_magic(given):
        return _in_glob(str(path))
    raise UsageError(
        f"there is no file or folder {given} (looked for {path.absolute()}); give a file, a folder, or "
        "a glob in quotes"
    )


def _in_folder(path: Path) -> Iterator[tuple[str, int]]:
    folder = Path(_absolute(path))
    is_build = (folder / "manifest.json").is_file() and (folder / "documents").is_dir()
    others = found = 0
    for location in _walk(str(folder / "documents" if is_build else folder)):
        if _is_table(location):
            found += 1
            yield location, len(_parts(location)) - len(folder.parts) + 2
        else:
            others += 1
    if not found:
        raise UsageError(_nothing(f"in {folder} or below", others))


def _in_glob(pattern: str) -> Iterator[tuple[str, int]]:
    hits = sorted(glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
    files = [_absolute(Path(hit)) for hit in hits if Path(hit).is_file()]
    tables = [file for file in files if _is_table(file)] or files
    if not tables:
        raise UsageError(_nothing(f"that matches {pattern}", 0))
    for location in tables:
        yield location, 1


def _walk(folder: str) -> Iterator[str]:
    """Every file below `folder`, through symbolic links, each folder once."""
    seen = set()
    for path, folders, files in os.walk(folder, onerror=_stop, followlinks=True):
        stat = Path(path).stat()
        if (stat.st_dev, stat.st_ino) in seen:
            folders.clear()
            continue
        seen.add((stat.st_dev, stat.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (f"{path.rstrip('/')}/{name}" for name in sorted(files))


def _is_table(location: str) -> bool:
    name = location.rpartition("/")[2].lower()
    return name.endswith(SUFFIXES) and not name.startswith(".")


def _absolute(path: Path) -> str:
    return str(path.resolve() if ".." in path.parts else path.absolute())


def _parts(location: str) -> tuple[str, ...]:
    # A name that is not UTF-8 is a name all the same, though not one that a column can hold.
    return tuple(p.encode(errors="replace").decode() for p in location.split("/") if p)


def _named_parts(given: str) -> tuple[str, ...]:
    """The path that `given` is called by: of a glob, what stands before its first wild card."""
    parts = _parts(_absolute(Path(given).expanduser()))
    wild = next((n for n, part in enumerate(parts) if has_magic(part)), len(parts))
    return parts[:wild] if not Path(given).expanduser().exists() and wild else parts


def _tails(paths: Sequence[tuple[tuple[str, ...], int]]) -> list[str]:
    """The shortest trailing parts, of the given length at least, that set the paths apart.

    Paths that are the same all the way stay the same: two globs of one folder are one source.
    """
    lengths = [min(least, len(parts)) for parts, least in paths]
    while True:
        names = ["/".join(p[-n:]) for (p, _), n in zip(paths, lengths, strict=True)]
        often = Counter(
            name for name, _ in {(n, p) for n, (p, _) in zip(names, paths, strict=True)}
        )
        longer = [
            min(n + 1, len(parts)) if often[name] > 1 else n
            for name, (parts, _), n in zip(names, paths, lengths, strict=True)
        ]
        if longer == lengths:
            return names
        lengths = longer


def _natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key that puts part-9 before part-10."""
    pieces: Iterable[str] = re.split(r"([0-9]+)", name)
    return [(0, int(p), p) if p.isdecimal() else (1, 0, p) for p in pieces if p]


def _stop(error: OSError) -> None:
    raise UsageError(f"cannot look into {error.filename}: {error.strerror}") from error


def _nothing(where: str, others: int) -> str:
    return (
        f"no table {where}: looked for names that end in {', '.join(SUFFIXES)}, and found "
        f"{plural(others, 'other file')}; a file of another name can be given by its own path"
    )
