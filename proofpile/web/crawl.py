"""A snapshot of Common Crawl, by its id: where the list of its archives is, and what it lists.

A crawl is some 90,000 archives of a gigabyte; its list is a packed text of a few hundred kilobytes. The
list is fetched when it is asked for, and kept only in a folder that the user names: what a build reads
must not depend on what an earlier one left in some cache. Ids that `data_manifest.json` does not know
are refused, since a typing error would otherwise be found by a timeout.
"""

import re
from functools import cache
from pathlib import Path

from proofpile import facts
from proofpile.atomic import appearing
from proofpile.errors import UnitError, UsageError
from proofpile.web.inputs import is_archive, open_input, read_paths
from proofpile.web.naming import Found, Input, named

_ID = re.compile(r"CC-MAIN-20\d\d-\d\d")
_SLICE = re.compile(r"(\d*):(\d*)(?::(\d+))?")


def parse_slice(text: str) -> slice:
    """``FROM:TO``, either end open, as a slice; ``FROM:TO:STEP`` takes every so manieth.

    Raises UsageError for anything else, and for a slice that is empty whatever it is taken of.
    """
    found = _SLICE.fullmatch(text.strip())
    if not found:
        raise UsageError(f"{text!r} is no slice; expected FROM:TO such as 0:10, counted from 0")
    start, stop, step = (int(part) if part else None for part in found.groups())
    if step == 0 or (stop is not None and stop <= (start or 0)):
        raise UsageError(f"{text!r} selects nothing; expected FROM:TO with FROM before TO")
    return slice(start, stop, step)


def crawl_inputs(
    crawl: str, part: slice = slice(None), *, over: str = "https", cache_in: Path | None = None
) -> tuple[Input, ...]:
    """The archives of `crawl`, in the order of its own list, or the `part` of them.

    `over` is "https" or "s3". The list is kept in the folder `cache_in` and read from there the next
    time; without a folder it is fetched once a process. Raises UsageError for an id that is not known,
    and UnitError if the list cannot be had or is none.
    """
    base = _base(over)
    paths = crawl_paths(crawl, over=over, cache_in=cache_in)
    if not paths[part]:
        raise UsageError(
            f"{crawl} lists {len(paths):,} archives, and that slice selects none of them"
        )
    return tuple(named(Found(base + path) for path in paths[part]))


def crawl_paths(
    crawl: str, *, over: str = "https", cache_in: Path | None = None
) -> tuple[str, ...]:
    """Every path that `crawl` lists, relative to the root of Common Crawl."""
    address = path_list(crawl, over)
    if cache_in is None:
        return _fetched(address)
    kept = Path(cache_in) / f"{crawl}.warc.paths.gz"
    if not kept.is_file():
        _keep(address, kept)
    return _checked(str(kept))


def path_list(crawl: str, over: str = "https") -> str:
    """The address of the list of `crawl`. Raises UsageError for an id that is not known."""
    known = known_crawls()
    if not _ID.fullmatch(crawl):
        raise UsageError(
            f"{crawl!r} is no id of a crawl; expected CC-MAIN-YEAR-WEEK such as {known[-1]}. Crawls "
            "before 2013 have no such list: give their files with --input"
        )
    if crawl not in known:
        near = ", ".join(sorted(sorted(known, key=lambda one: abs(_week(one) - _week(crawl)))[:4]))
        raise UsageError(
            f"there is no crawl {crawl} in {facts.MANIFEST.name}; near it are {near}. If it is newer "
            f"than the last one known, {known[-1]}, give its list: --input {_address(crawl, 'https')}"
        )
    return _address(crawl, over)


def known_crawls() -> list[str]:
    """The ids of the crawls in the data manifest, oldest first."""
    groups = facts.load()["common_crawl"]["crawls"]
    return [crawl for group in groups for crawl in group["ids"]]


def _week(crawl: str) -> int:
    *_, year, week = crawl.split("-")
    return 53 * int(year) + int(week)


def _address(crawl: str, over: str) -> str:
    path: str = facts.load()["common_crawl"]["path_list"]
    return _base(over) + path.format(crawl=crawl)


def _base(over: str) -> str:
    addresses: dict[str, str] = facts.load()["common_crawl"]["addresses"]
    if over not in addresses:
        raise UsageError(
            f"Common Crawl is not read over {over!r}; expected one of {list(addresses)}"
        )
    return addresses[over]


@cache
def _fetched(address: str) -> tuple[str, ...]:
    return _checked(address)


def _checked(location: str) -> tuple[str, ...]:
    """The paths in a list. Raises UnitError if it is empty, or a line is not the path of an archive."""
    paths = read_paths(location)
    strange = [path for path in paths if not is_archive(path) or "//" in path]
    if strange or not paths:
        seen = f"such as {strange[0][:200]!r}" if strange else "an empty file"
        raise UnitError(
            f"{location} is no list of archives: {len(strange):,} of {len(paths):,} lines name none, "
            f"{seen}. Expected lines such as crawl-data/CC-MAIN-…/….warc.gz; if this is a file that was "
            "kept, remove it and run the same command again"
        )
    return tuple(paths)


def _keep(address: str, path: Path) -> None:
    with open_input(address) as stream:
        data = stream.read()
    with appearing(path) as partial:
        partial.write_bytes(data)
        _checked(str(partial))
