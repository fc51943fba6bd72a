"""What the user named, as a list of inputs: each with where it lies and what it is called.

A file, a folder, a glob, an address or a list of paths: each kind is found its own way, and all end as one
list without repeats in an order that depends on names alone. fsspec, which would open many more kinds of
address, was rejected: it retries badly, and what it lists has no order.
"""

import gzip
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import xxhash

from proofpile.errors import UnitError, UsageError
from proofpile.web.naming import Found, Input, named, natural, parts_of
from proofpile.web.remote import about, is_remote, open_remote
from proofpile.web.s3 import S3

__all__ = [
    "Input",
    "expand",
    "identity",
    "is_archive",
    "open_input",
    "read_paths",
    "resolved",
    "size",
]

SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".warc.lz4", ".arc", ".arc.gz")
LISTS = (".paths", ".paths.gz")
_BLOCK = 1 << 20  # bytes


def expand(given: Sequence[str]) -> tuple[Input, ...]:
    """The archives that `given` names, each once, in the natural order of their names.

    Each is a file, a folder (searched to its depths), a glob, an ``https://`` or ``s3://`` address (one
    that ends in a slash is listed), or a ``.paths`` or ``.paths.gz`` file with one path a line. Raises
    UsageError, saying what was looked for and where, for one that names nothing.
    """
    found: dict[str, Found] = {}
    for one in given:
        for hit in _found(one):
            found.setdefault(hit.location, hit)
    return tuple(sorted(named(found.values()), key=lambda one: natural(one.name)))


def open_input(location: str) -> BinaryIO:
    """The bytes at `location`, to be read in order. Raises UnitError if they cannot be."""
    if is_remote(location):
        return open_remote(location)
    try:
        return Path(location).open("rb")
    except OSError as error:
        raise _unreadable(location, error) from error


def identity(location: str) -> str:
    """What changes when the content of `location` changes. Raises UnitError.

    For a file its size and the XXH3 of its bytes, all of which are read: dates lie after a copy. For an
    address the length and version that the server tells; where it tells no version, bytes as well.
    """
    if is_remote(location):
        told = about(location)
        if told.version:
            return f"{'' if told.length is None else told.length}-{told.version}"
    size, digest = 0, xxhash.xxh3_128()
    try:
        with open_input(location) as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
                size += len(block)
    except OSError as error:
        raise _unreadable(location, error) from error
    return f"{size}-xxh3:{digest.hexdigest()}"


def size(location: str) -> int:
    """Bytes at `location`, without asking anybody: 0 for an address, unless a listing has told.

    A request for each of a crawl's 90,000 files would take an hour before a build begins.
    """
    if is_remote(location):
        return _told_by_listing.get(location, 0)
    try:
        return Path(location).stat().st_size
    except OSError as error:
        raise _unreadable(location, error) from error


def read_paths(location: str) -> list[str]:
    """The lines of a list of paths, packed or not. Raises UnitError if it is not one."""
    try:
        with open_input(location) as stream:
            data = stream.read()
        text = (gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise UnitError(
            f"{location} is no list of paths ({error}); expected text, or gzip of it, one path a line"
        ) from error
    return [line.strip() for line in text.splitlines() if line.strip()]


_told_by_listing: dict[str, int] = {}


def _found(given: str) -> Iterator[Found]:
    kinds: tuple[tuple[bool, Callable[[str], Iterator[Found]]], ...] = (
        (given.lower().endswith(LISTS), _in_list),
        (given.lower().startswith("s3://") and _is_folder(given), _in_bucket),
        (is_remote(given), _at_address),
        ("://" in given, _elsewhere),
        (Path(given).is_dir(), _in_folder),
        (has_magic(given) and not Path(given).exists(), _in_glob),
        (True, _at_path),
    )
    return next(find for fits, find in kinds if fits)(given)


def _is_folder(address: str) -> bool:
    return address.endswith("/") or not urlsplit(address).path


def _at_path(given: str) -> Iterator[Found]:
    if not Path(given).is_file():
        raise UsageError(
            f"there is no file or folder {given} (looked for {Path(given).absolute()}); "
            "give a file, a folder, a glob in quotes, or an https:// or s3:// address"
        )
    yield Found(_absolute(given))


def _at_address(given: str) -> Iterator[Found]:
    if _is_folder(given):
        raise UsageError(
            f"{given} looks like a folder, and folders cannot be listed over HTTP; give addresses of "
            f"files, or of a list of them ({' or '.join(LISTS)})"
        )
    yield Found(given)


def _elsewhere(given: str) -> Iterator[Found]:
    raise UsageError(f"{given} is not read here; give a path, or an https:// or s3:// address")


def _in_folder(given: str) -> Iterator[Found]:
    folder, others = _absolute(given), 0
    archives = []
    for path in _walk(folder):
        archives += [path] if is_archive(path) else []
        others += not is_archive(path)
    if not archives:
        raise UsageError(_no_archive(f"in {folder} or below", others))
    deep = len(parts_of(folder)) - 1
    for path in archives:
        yield Found(path, len(parts_of(path)) - deep)


def _in_glob(given: str) -> Iterator[Found]:
    pattern = str(Path(given).expanduser())
    hits = glob(pattern, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
    files = [_absolute(hit) for hit in sorted(hits) if Path(hit).is_file()]
    archives = [path for path in files if is_archive(path)]
    if not archives:
        raise UsageError(_no_archive(f"that matches {Path(given).absolute()}", len(files)))
    yield from map(Found, archives)


def _in_bucket(given: str) -> Iterator[Found]:
    objects = S3.at(given).listed()
    archives = {address: count for address, count in objects if is_archive(address)}
    if not archives:
        raise UsageError(_no_archive(f"below {given}", len(objects), "objects"))
    _told_by_listing.update(archives)
    deep = max(0, len(parts_of(given.rstrip("/"))) - 1)
    for address in archives:
        yield Found(address, len(parts_of(address)) - deep)


def _in_list(given: str) -> Iterator[Found]:
    if not is_remote(given):
        given = next(_at_path(given)).location
    paths = read_paths(given)
    if not paths:
        raise UsageError(f"{given} lists no path; expected one a line")
    places = [resolved(path, given) for path in paths]
    missing = [place for place in places if not is_remote(place) and not Path(place).is_file()]
    if missing:
        raise UsageError(
            f"{given} lists {len(paths):,} paths, and for {len(missing):,} of them there is no file, such "
            f"as {missing[0]}. A list is relative to its own folder; for a list of Common Crawl's give "
            "its address instead, or --crawl CC-MAIN-…"
        )
    yield from map(Found, places)


def resolved(path: str, listed_in: str) -> str:
    """Where the line `path` of the list at `listed_in` points.

    To itself if it is absolute; else from the list's folder on, or, where that repeats the path's first
    part (``…/crawl-data/CC-MAIN-…/warc.paths.gz`` lists ``crawl-data/…``), from before that part on.
    """
    if is_remote(path) or path.startswith("/"):
        return path
    folder = listed_in.rpartition("/")[0]
    before, first, _ = f"{folder}/".partition(f"/{path.partition('/')[0]}/")
    return f"{before if first else folder}/{path}"


def is_archive(path: str) -> bool:
    """Whether `path` is called like an archive of pages; what starts with a dot is nobody's."""
    name = path.rpartition("/")[2].lower()
    return name.endswith(SUFFIXES) and not name.startswith(".")


def _walk(folder: str) -> Iterator[str]:
    """Every file below `folder`, through symbolic links, each folder once."""
    seen = set()
    for path, folders, files in os.walk(folder, onerror=_stop, followlinks=True):
        key = Path(path).stat()
        if (key.st_dev, key.st_ino) in seen:
            folders.clear()
            continue
        seen.add((key.st_dev, key.st_ino))
        folders.sort()  # which of two links to one folder counts must not depend on the disk
        yield from (f"{path.rstrip('/')}/{name}" for name in sorted(files))


def _absolute(given: str) -> str:
    """The path of `given` from the root on, with the names that the user sees: links are not followed."""
    path = Path(given).expanduser()
    return str(path.resolve() if ".." in path.parts else path.absolute())


def _stop(error: OSError) -> None:
    raise UsageError(f"cannot look into {error.filename}: {error.strerror}") from error


def _no_archive(where: str, others: int, what: str = "files") -> str:
    return (
        f"no archive {where}: looked for names that end in {', '.join(SUFFIXES)}, "
        f"and found {others:,} other {what}"
    )


def _unreadable(location: str, error: Exception) -> UnitError:
    told = error.strerror if isinstance(error, OSError) and error.strerror else error
    return UnitError(f"{location} cannot be read: {told}")
