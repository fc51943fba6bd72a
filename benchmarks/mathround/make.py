"""Make the pages of mathround: formulas that are known, in every form in which the web writes them.

    python make.py OUT [--data FOLDER] [--only SLICE] [--draw N]
    python make.py --gate

A page and its truth are written to OUT/pages/SLICE/SKELETON--NUISANCE--K.{html,json}; README.md says what
is in them. `--only` takes a name of a slice, with `*` for any characters. Another `--draw` makes other pages
of other formulas of the test material, to see whether figures hold for pages that nobody looked at.
`--gate` writes the small set that the tests read.
"""

import argparse
import gzip
import json
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from render.exchange import MissingError
from templates.build import Page, Pools, Slice, pages_of, slices

HERE = Path(__file__).parent
GATE_FILE = HERE.parents[1] / "tests" / "gates" / "mathround_pages" / "pages.jsonl.gz"
_OUTLINE = re.compile(r'(<path [^>]*?\bd=")[^"]{20,}"')


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("out", nargs="?", type=Path)
    parser.add_argument("--data", type=Path, help="the test material, for more formulas")
    parser.add_argument("--only", default="*", metavar="SLICE")
    parser.add_argument("--draw", type=int, default=0, metavar="N")
    parser.add_argument("--gate", action="store_true")
    options = parser.parse_args(arguments)
    if (options.out is None) != options.gate:
        parser.error("give OUT or --gate")
    pools = Pools.read(None) if options.gate else Pools.read(options.data, options.draw)
    wanted = [one for one in slices() if fnmatchcase(one.name, options.only)]
    if not wanted:
        parser.error(f"no slice is named {options.only}")
    if options.gate:
        return _gate(wanted, pools)
    return _write(options.out, wanted, pools)


def _made(
    wanted: list[Slice], pools: Pools, gate: bool = False
) -> Iterator[tuple[Slice, list[Page]]]:
    """Pages of every slice that can be made; what cannot is said, and why."""
    for one in wanted:
        try:
            yield one, list(pages_of(one, pools, gate))
        except MissingError as why:
            print(f"skipped {one.name}: {why}", file=sys.stderr)


def _write(out: Path, wanted: list[Slice], pools: Pools) -> int:
    total = 0
    for one, pages in _made(wanted, pools):
        folder = out / "pages" / one.name
        folder.mkdir(parents=True, exist_ok=True)
        for stale in folder.iterdir():
            stale.unlink()
        for page in pages:
            (folder / f"{page.name}.html").write_text(page.html, encoding="utf-8")
            truth = json.dumps(page.truth, ensure_ascii=False, indent=1)
            (folder / f"{page.name}.json").write_text(truth + "\n", encoding="utf-8")
        formulas = sum(len(page.truth["formulas"]) for page in pages)
        print(f"{one.name}: {len(pages)} pages, {formulas} formulas", flush=True)
        total += len(pages)
    print(f"{total} pages")
    return 0


def _gate(wanted: list[Slice], pools: Pools) -> int:
    lines = [_gate_line(page) for _, pages in _made(wanted, pools, gate=True) for page in pages]
    GATE_FILE.parent.mkdir(parents=True, exist_ok=True)
    with GATE_FILE.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write("".join(lines).encode())
    print(f"{GATE_FILE.name}: {len(lines)} pages, {GATE_FILE.stat().st_size:,} bytes")
    return 0


def _gate_line(page: Page) -> str:
    """A page as a line of JSON. Outlines of glyphs say nothing to an extractor and are the bulk of SVG."""
    name = f"{page.truth['representation']}/{page.name}"
    markup = _OUTLINE.sub(r'\1M0 0"', page.html)
    return (
        json.dumps({"name": name, "html": markup, "truth": page.truth}, ensure_ascii=False) + "\n"
    )


if __name__ == "__main__":
    sys.exit(main())
