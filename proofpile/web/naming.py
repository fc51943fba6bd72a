"""Names of inputs: the same on every machine, whatever folder one stands in.

Document ids are made from them. So a name is a trailing part of the location: for Common Crawl all after
``crawl-data/``, for what was found in a folder the path from that folder's own name on, and for a single
file its own name; and where two would be the same, as many more parts of the location as set them apart.
The price: two corpora built from different selections may know one file under a shorter and a longer name.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from proofpile.web.remote import is_remote

_CRAWL_DATA = "crawl-data"


@dataclass(frozen=True, slots=True)
class Input:
    """One archive: `name` is the same on every machine, `location` is where it is for this one."""

    name: str
    location: str


@dataclass(frozen=True, slots=True)
class Found:
    """A location, and how many of its trailing parts its name has at least."""

    location: str
    least: int = 1


def named(found: Iterable[Found]) -> list[Input]:
    """Inputs with the shortest names that set them apart, in the order given."""
    places = list(found)
    trails = [parts_of(one.location) for one in places]
    counts = [_least(trail, one.least) for trail, one in zip(trails, places, strict=True)]
    while True:
        names = ["/".join(p[-n:]) for p, n in zip(trails, counts, strict=True)]
        often = Counter(names)
        longer = [
            min(n + 1, len(p)) if often[name] > 1 else n
            for p, n, name in zip(trails, counts, names, strict=True)
        ]
        if longer == counts:
            pairs = zip(names, places, strict=True)
            return [Input(name, one.location) for name, one in pairs]
        counts = longer


def natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key that puts part-9 before part-10."""
    pieces = re.split(r"([0-9]+)", name)
    return [(0, int(p), p) if p.isdecimal() else (1, 0, p) for p in pieces if p]


def parts_of(location: str) -> tuple[str, ...]:
    """Scheme, host and path of an address, or the path of a file, part by part."""
    if not is_remote(location):
        return tuple(part for part in location.split("/") if part)
    scheme, _, rest = location.partition("://")
    path = rest if scheme.lower() == "s3" else unquote(rest.partition("?")[0])
    return (f"{scheme}:", *(part for part in path.split("/") if part))


def _least(parts: tuple[str, ...], least: int) -> int:
    """How many trailing parts a name begins with: from Common Crawl's own root, if it has one."""
    if _CRAWL_DATA in parts[:-1]:
        return len(parts) - parts.index(_CRAWL_DATA) - 1
    return least
