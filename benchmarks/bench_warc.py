"""Reading WARC files and refusing pages by their raw bytes: ours, the peers, and the limit.

Usage: bench_warc.py FOLDER|FILE... [--runs 5] [--only ours,isal,…] [--datatrove-python PYTHON] [--profile]

`make_warc.py` makes the files. Contenders take turns, each in a process of its own; the figure is the
median of the processor seconds of a run, imports not counted. datatrove pins
old versions of shared packages: give an interpreter of an environment of its own.

    isal            merely inflates the files: the limit
    fastwarc        reads all HTML responses, judges nothing
    reader          ours, judges nothing
    ours            ours: reader and prefilter; ours+digests also hashes every payload
    warcio+re       warcio, and OpenWebMath's ten markers and our commands as regular expressions
    datatrove+re    datatrove's WarcReader, which is warcio and decodes pages, and the same expressions

The peers get fewer rules because all of ours as one expression run at 4 MB/s; what they let through differs.
"""

import argparse
import json
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

CONTENDERS = ("isal", "fastwarc", "reader", "ours", "ours+digests", "warcio+re", "datatrove+re")
PACKAGES = (
    *("proofpile.web.warc", "proofpile.web.prefilter", "warcio.archiveiterator", "fastwarc.warc"),
    *("isal.igzip", "datatrove.pipeline.readers"),
)
HTML = ("text/html", "application/xhtml+xml")


MARKERS = (
    r"MathJax|mathjax|<math|math-container|katex\.min\.css|latex\.php|codecogs|tex\.cgi|"
    r"class=\"tex\"|class='tex'"
)


def commands() -> dict[str, list[str]]:
    """The LaTeX commands that count: one of the strong, or two of all."""
    from proofpile.web.prefilter import STRONG, WEAK

    return {"strong": STRONG.split(), "all": (STRONG + WEAK).split()}


def judge(known: dict[str, list[str]]) -> tuple[Callable[[bytes], bool], Callable[[str], bool]]:
    """Does a page pass? For bytes and for text."""
    strong, all = set(known["strong"]), set(known["all"])
    strong_bytes, all_bytes = ({word.encode() for word in words} for words in (strong, all))
    markers, marker_bytes = re.compile(MARKERS), re.compile(MARKERS.encode())
    command, command_bytes = re.compile(r"\\([A-Za-z]{2,})"), re.compile(rb"\\([A-Za-z]{2,})")

    def text_passes(page: str) -> bool:
        if markers.search(page):
            return True
        found = set(command.findall(page))
        return bool(found & strong) or len(found & all) > 1

    def bytes_pass(page: bytes) -> bool:
        if marker_bytes.search(page):
            return True
        found = set(command_bytes.findall(page))
        return bool(found & strong_bytes) or len(found & all_bytes) > 1

    return bytes_pass, text_passes


def isal(paths: list[str]) -> tuple[int, int]:
    igzip = import_module("isal.igzip")
    for path in paths:
        with igzip.open(path, "rb") as file:
            while file.read(1 << 20):
                pass
    return 0, 0


def fastwarc(paths: list[str]) -> tuple[int, int]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    read = 0
    for path in paths:
        for record in ArchiveIterator(path, record_types=WarcRecordType.response):
            if (record.http_content_type or "").startswith(HTML):
                read += bool(record.reader.read())
    return read, 0


def ours(paths: list[str], judged: bool = True, digests: bool = False) -> tuple[int, int]:
    from proofpile.web.prefilter import Prefilter
    from proofpile.web.warc import read_records

    fired, read, passed = Prefilter().fired, 0, 0
    for path in paths:
        with Path(path).open("rb") as file:
            for record in read_records(file, want=is_page, digests=digests):
                if not record.skipped:
                    read += 1
                    passed += judged and bool(fired(record.payload))
    return read, passed


def is_page(type: str, content_type: str) -> bool:
    return type == "response" and content_type.startswith(HTML)


def warcio(paths: list[str], fires: Callable[[bytes], bool]) -> tuple[int, int]:
    from warcio.archiveiterator import ArchiveIterator

    read = passed = 0
    for path in paths:
        with Path(path).open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type != "response":
                    continue
                content_type = record.http_headers.get_header("Content-Type") or ""
                if content_type.startswith(HTML):
                    read += 1
                    passed += fires(record.content_stream().read())
    return read, passed


def datatrove(paths: list[str], fires: Callable[[str], bool]) -> tuple[int, int]:
    WarcReader = import_module("datatrove.pipeline.readers").WarcReader  # noqa: N806

    read = passed = 0
    for path in map(Path, paths):
        for document in WarcReader(str(path.parent)).read_file(path.name):
            read += 1
            passed += fires(document.text)
    return read, passed


def run_one(name: str, paths: list[str], known: dict[str, list[str]]) -> dict[str, object]:
    """One run of one contender, in this process."""
    bytes_pass, text_passes = judge(known)
    runs: dict[str, Callable[[], tuple[int, int]]] = {
        "isal": lambda: isal(paths),
        "fastwarc": lambda: fastwarc(paths),
        "reader": lambda: ours(paths, judged=False),
        "ours": lambda: ours(paths),
        "ours+digests": lambda: ours(paths, digests=True),
        "warcio+re": lambda: warcio(paths, bytes_pass),
        "datatrove+re": lambda: datatrove(paths, text_passes),
    }
    for package in PACKAGES:
        try:
            import_module(package)
        except ImportError:
            continue
    start = time.process_time()
    read, passed = runs[name]()
    return {"seconds": time.process_time() - start, "read": read, "passed": passed}


def measure(
    names: Iterable[str], paths: list[str], runs: int, peers_python: str
) -> dict[str, list[dict[str, float]]]:
    """`runs` turns of every contender; what each run gave."""
    results: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    known = json.dumps(commands())
    for turn in range(runs):
        for name, got in results.items():
            python = peers_python if name.startswith("datatrove") else sys.executable
            command = [python, __file__, "--one", name, *paths]
            run = subprocess.run(
                command, input=known, text=True, stdout=subprocess.PIPE, check=True
            )
            got.append(json.loads(run.stdout.splitlines()[-1]))
            print(f"turn {turn + 1}: {name} {got[-1]['seconds']:.2f} s", file=sys.stderr)
    return results


def raw_size(paths: list[str]) -> int:
    igzip = import_module("isal.igzip")
    size = 0
    for path in paths:
        with igzip.open(path, "rb") as file:
            while data := file.read(1 << 20):
                size += len(data)
    return size


def report(results: dict[str, list[dict[str, float]]], paths: list[str]) -> None:
    """The table, in Markdown."""
    packed, raw = sum(Path(path).stat().st_size for path in paths), raw_size(paths)
    pages = max(run["read"] for runs in results.values() for run in runs)
    medians = {
        name: statistics.median(run["seconds"] for run in runs) for name, runs in results.items()
    }
    print(f"\n{len(paths)} files, {packed / 1e6:.0f} MB of {raw / 1e6:.0f} MB, {pages:.0f} pages")
    print(
        "| contender | CPU s (min–max) | pages/s | MB/s packed | MB/s raw | of isal | pages passed |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, seconds in medians.items():
        each = [run["seconds"] for run in results[name]]
        share = f"{medians['isal'] / seconds:.2f}" if "isal" in medians else ""
        print(
            f"| {name} | {seconds:.2f} ({min(each):.2f}–{max(each):.2f}) | {pages / seconds:.0f} | "
            f"{packed / seconds / 1e6:.0f} | {raw / seconds / 1e6:.0f} | {share} | "
            f"{results[name][0]['passed']:.0f} |"
        )
    peers = [medians[name] for name in medians if name.endswith("+re")]
    if peers and "ours" in medians:
        print(f"\nours: {min(peers) / medians['ours']:.1f} times the better peer")
    print(
        f"\n{platform.processor() or platform.machine()}, Python {platform.python_version()}",
        end="",
    )
    for package in ("isal", "fastwarc", "warcio", "zstandard"):
        try:
            print(f", {package} {version(package)}", end="")
        except PackageNotFoundError:
            continue
    print()


def profile(paths: list[str]) -> None:
    """Where ours spends its time, by function."""
    import cProfile
    import pstats

    profiler = cProfile.Profile()
    profiler.runcall(ours, paths)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(20)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default=",".join(CONTENDERS))
    parser.add_argument("--datatrove-python", default="")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    files = [sorted(p.glob("*.warc.gz")) if p.is_dir() else [p] for p in options.paths]
    paths = [str(path) for group in files for path in group]
    if options.one:
        print(json.dumps(run_one(options.one, paths, json.load(sys.stdin))))
        return
    if options.profile:
        profile(paths)
        return
    names = [
        n for n in options.only.split(",") if options.datatrove_python or not n.startswith("data")
    ]
    report(measure(names, paths, options.runs, options.datatrove_python), paths)


if __name__ == "__main__":
    main()
