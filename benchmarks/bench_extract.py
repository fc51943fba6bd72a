"""Extraction of mathematical pages, ours against trafilatura in its fast mode, on the same pages in one run.

Usage: bench_extract.py [FOLDER] [--runs 5]

FOLDER (default: html_math of the test material) holds HTML files. Each run reads every page once with one
and once with the other, page by page in turn, so that a busy machine slows both. Time is processor time of
this process; the figure is the median over runs.
"""

import argparse
import gc
import os
import platform
import statistics
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import trafilatura

from proofpile.web import extract
from proofpile.web.math.boxes.katex_html import to_tex
from proofpile.web.math.notations.mathml_tex import to_tex as mathml_to_tex
from proofpile.web.math.tree import attributes_of
from proofpile.worker import GC_THRESHOLDS

DATA = Path(os.environ.get("PROOFPILE_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))


def with_trafilatura(page: bytes) -> str | None:
    return trafilatura.extract(page, fast=True, output_format="markdown", include_tables=True)


def seconds(function: Callable[[bytes], object], page: bytes) -> float:
    start = time.process_time()
    function(page)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=DATA / "html_math")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    pages = [path.read_bytes() for path in sorted(options.folder.rglob("*.html"))]
    if not pages:
        raise SystemExit(f"no .html in {options.folder}; name a folder, or set PROOFPILE_TEST_DATA")
    tools: dict[str, Callable[[bytes], object]] = {
        "proofpile": extract,
        "trafilatura": with_trafilatura,
    }
    gc.set_threshold(*GC_THRESHOLDS)  # as in a build's workers; for both
    for function in tools.values():
        function(pages[0])  # imports and compiled expressions are paid once
    totals: dict[str, list[float]] = {name: [] for name in tools}
    ratios = []
    for _ in range(options.runs):
        gc.collect()
        for cached in (to_tex, mathml_to_tex, attributes_of):
            cached.cache_clear()  # what one run has seen must not help the next
        for name in tools:
            totals[name].append(0.0)
        for page in pages:
            took = {name: seconds(function, page) for name, function in tools.items()}
            ratios.append(took["trafilatura"] / max(took["proofpile"], 1e-6))
            for name in tools:
                totals[name][-1] += took[name]
    medians = {name: statistics.median(values) for name, values in totals.items()}
    report(pages, medians, options.runs)
    print(f"ratio, median page {statistics.median(ratios):.1f}")


def report(pages: list[bytes], medians: dict[str, float], runs: int) -> None:
    size = sum(map(len, pages)) / 1e6
    print(
        f"{time.strftime('%Y-%m-%d')}  {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}"
    )
    print(f"{len(pages)} pages, {size:.1f} MB, median of {runs} runs, one core")
    for name, took in medians.items():
        package = version(name)
        print(f"{name:12} {package:8} {len(pages) / took:8.1f} pages/s {size / took:8.1f} MB/s")
    print(f"resiliparse  {version('resiliparse')}")
    print(f"ratio, all pages   {medians['trafilatura'] / medians['proofpile']:.1f}")


if __name__ == "__main__":
    main()
