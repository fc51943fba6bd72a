"""Make the material that MathScore is trained on: one web archive a source, from texts under free licences.

    python make.py OUT [--data FOLDER] [--packages FOLDER] [--only SOURCE] [--workers N]

Sources are Debian's packages that sources.tsv names (downloaded with apt into OUT/packages), the test
material (`--data`) and the texts in written/. OUT/warc/SOURCE.warc.gz holds at most 200 pages of one source
under a domain of its own, so that a split by domain is a split by source; OUT/material.json says for each
what it is about, its licences, the packages with version and SHA-256, and how many pages were taken, and
OUT/tags.json tags the domains for `proofpile classifier evaluate`. The same packages give the same bytes.
`--only` takes a name with `*` for any characters.
"""

import argparse
import csv
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import archive
import debian
import shared
import written
from choose import chosen

HERE = Path(__file__).parent
DATA = Path(os.environ.get("PROOFPILE_TEST_DATA", HERE.parents[2] / "shared" / "data"))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the pages of a source come from, and what they are about."""

    name: str
    subject: str  # "mathematical" or "other"
    tags: str
    packages: tuple[str, ...] = field(default=())


def origins() -> list[Origin]:
    """Every source: the packages of sources.tsv, the test material, our own texts."""
    with (HERE / "sources.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    of_debian = [
        Origin(r["name"], r["subject"], r["tags"], tuple(r["packages"].split(","))) for r in rows
    ]
    ours = [Origin(name, subject, tags) for name, (subject, tags, *_) in shared.SETS.items()]
    ours += [Origin(name, subject, tags) for name, subject, tags in written.sources()]
    return sorted(of_debian + ours, key=lambda origin: origin.name)


def made(origin: Origin, out: Path, packages: Path, data: Path) -> tuple[str, dict[str, Any]]:
    """Write the source's archive; its entry of material.json."""
    entry: dict[str, Any] = {"subject": origin.subject, "tags": origin.tags.split(",")}
    with TemporaryDirectory() as folder:
        candidates = _candidates(origin, entry, Path(folder), packages, data)
        taken = chosen(candidates, origin.subject == "mathematical")
    file = out / "warc" / f"{origin.name}.warc.gz"
    entry["pages"] = archive.write(file, origin.name, taken)
    if not taken:
        file.unlink()
    return origin.name, entry


def _candidates(
    origin: Origin, entry: dict[str, Any], folder: Path, packages: Path, data: Path
) -> list[archive.Candidate]:
    """What the source has, some of it below `folder`; where it comes from is noted in `entry`."""
    if origin.name in shared.SETS:
        *_, entry["licence"], maker = shared.SETS[origin.name]
        return list(maker(data))
    if not origin.packages:
        entry["licence"] = "ours"
        return list(written.pages(origin.name))
    entry["packages"] = {}
    found: list[archive.Candidate] = []
    for name in origin.packages:
        if (file := debian.archive_of(name, packages)) is None:
            continue
        if name.startswith(debian.SOURCE):
            entry["packages"][name] = debian.source_facts(file)
            found += debian.source_pages(file)
            continue
        tree = debian.unpacked(file, str(folder / name))
        entry["packages"][name] = debian.facts(file, tree)
        found += debian.pages(tree)
    return found


def _slices(tags: list[str]) -> list[str]:
    """Tags of a source as `proofpile classifier evaluate` names its slices."""
    names = {"docs": "code docs", "lms": "LMS", "vignettes": "journal"}
    return sorted({names.get(tag, tag) for tag in tags})


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=DATA, help="the test material")
    parser.add_argument("--packages", type=Path, help="where packages are, or go (OUT/packages)")
    parser.add_argument("--only", default="*", metavar="SOURCE")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    wanted = [one for one in origins() if fnmatchcase(one.name, options.only)]
    if not wanted:
        parser.error(f"no source is named {options.only}")
    packages = options.packages or options.out / "packages"
    debian.fetch([name for one in wanted for name in one.packages], packages)
    (options.out / "warc").mkdir(parents=True, exist_ok=True)
    make = partial(made, out=options.out, packages=packages, data=options.data)
    index = options.out / "material.json"
    entries = json.loads(index.read_text()) if index.is_file() else {}
    with ProcessPoolExecutor(options.workers) as pool:
        for name, entry in pool.map(make, wanted):
            entries[name] = entry
            print(f"{name}: {entry['pages']} pages", flush=True)
    text = json.dumps(entries, indent=1, sort_keys=True, ensure_ascii=False)
    index.write_text(text + "\n", encoding="utf-8")
    tags = {f"{name}.example": _slices(entry["tags"]) for name, entry in entries.items()}
    (options.out / "tags.json").write_text(json.dumps(tags, indent=1, sort_keys=True) + "\n")
    print(f"{sum(entry['pages'] for entry in entries.values())} pages of {len(entries)} sources")
    return 0


if __name__ == "__main__":
    sys.exit(main())
