"""Score extractors on pages of mathematics whose truth is known.

    python benchmarks/mathround/score.py PAGES                            proofpile, by representation
    python benchmarks/mathround/score.py PAGES --show 'row-46*'           what went wrong on these pages
    python benchmarks/mathround/score.py PAGES --tools all --baselines FOLDER --out results.json

PAGES is what make.py wrote. Each tool runs in a process of its own, `proofpile` in this environment and the
others in that of --baselines (requirements-baselines.txt). A tool that is not installed is named and left
out. `proofpile` is scored by the formulas that it reports, `proofpile-text` by those that stand in its
text, as every other tool is. What each figure means is in metrics/counts.py.
"""

import argparse
import fnmatch
import hashlib
import json
import math
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # to run it as a script
from mathround.extractors import TOOLS
from mathround.metrics.counts import measure
from mathround.metrics.equivalence import NoRenderer, compare
from mathround.metrics.page import Case, Found, Output, load
from mathround.metrics.show import show
from mathround.report import SLICES, Run, by_slice, many_tools, one_tool, summaries, summary


class Missing(Exception):  # noqa: N818
    """A tool that is not installed."""


def run(
    tool: str, cases: list[Case], baselines: Path | None = None, cache: Path | None = None
) -> Run:
    """What `tool` makes of the pages. Raises Missing.

    `cache` is a folder that keeps what the others make of a page, by their versions and its bytes.
    """
    own = tool == "proofpile" or baselines is None
    python = sys.executable if own else str(baselines / "bin" / "python")
    script = str(Path(__file__).with_name("extractors.py"))
    worker = [python, "-P", script, tool, str(baselines or ".")]
    with (
        tempfile.TemporaryFile("w+") as faults,
        subprocess.Popen(
            worker, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=faults, text=True
        ) as process,
        _Kept(cache / f"{tool}.jsonl" if cache and tool != "proofpile" else None) as kept,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        first = process.stdout.readline()
        if not first:
            process.wait()
            faults.seek(0)
            raise Missing(faults.read().strip().rpartition("\n")[2])
        outputs = []
        for case in cases:
            key = hashlib.sha256(first.encode() + case.html).hexdigest()
            if (line := kept[key]) is None:
                if process.poll() is None:
                    process.stdin.write(json.dumps({"html": case.html.hex()}) + "\n")
                    process.stdin.flush()
                line = process.stdout.readline()
                kept[key] = line
            outputs.append(_output(line))
        process.stdin.close()
        key = hashlib.sha256(f"peak {first}".encode()).hexdigest()
        peaks = [
            json.loads(line)["peak"] for line in (process.stdout.readline(), kept[key]) if line
        ]
        peak = max((p for p in peaks if p is not None), default=math.nan)
        kept[key] = json.dumps({"peak": peak}) + "\n"
    pages = [measure(case, output) for case, output in zip(cases, outputs, strict=True)]
    return Run(tool, json.loads(first)["versions"], pages, peak)


class _Kept:
    """Lines by key in a file, or nowhere."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def __enter__(self) -> "_Kept":
        self._lines: dict[str, str] = {}
        self._file = None
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a+")
            self._file.seek(0)
            for line in self._file:
                key, _, rest = line.partition(" ")
                self._lines[key] = rest
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def __getitem__(self, key: str) -> str | None:
        return self._lines.get(key)

    def __setitem__(self, key: str, line: str) -> None:
        self._lines[key] = line
        if self._file is not None and line:
            self._file.write(f"{key} {line}")
            self._file.flush()


def _output(line: str) -> Output:
    if not line:
        return Output("", error="the tool has ended")
    said = json.loads(line)
    formulas = said["formulas"]
    found = None if formulas is None else [Found(**formula) for formula in formulas]
    return Output(said["text"], found, said["seconds"], said["error"])


def from_text(run: Run) -> Run:
    """The same run, scored by the formulas in its text."""
    pages = [
        measure(p.case, Output(p.output.text, None, p.output.seconds, p.output.error))
        for p in run.pages
    ]
    return Run(f"{run.tool}-text", run.versions, pages, run.peak)


def results(runs: list[Run], katex: str) -> dict:
    """Everything that was measured, for --out and picture.py."""
    return {
        "date": time.strftime("%Y-%m-%d"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "katex": katex,
        "pages": len(runs[0].pages),
        "formulas": sum(len(page.case.formulas) for page in runs[0].pages),
        "carries": {page.case.representation: page.case.carries for page in runs[0].pages},
        "tools": {
            run.tool: {
                "versions": run.versions,
                "peak_mb": run.peak,
                **summary(run),
                **{by: by_slice(run, by) for by in SLICES},
            }
            for run in runs
        },
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("--tools", default="proofpile", help="names with commas, or all")
    parser.add_argument(
        "--baselines", type=Path, help="virtual environment of the other tools, with node_modules"
    )
    parser.add_argument(
        "--cache", type=Path, help="folder to keep what the other tools make of pages"
    )
    parser.add_argument("--only", default="", help="representations with commas; * is anything")
    parser.add_argument("--nuisance", default="", help="only pages of this nuisance")
    parser.add_argument("--most", type=int, help="pages of a representation, drawn by their names")
    parser.add_argument("--show", nargs="?", const="*", help="what went wrong, page by page")
    parser.add_argument("--by", default="representation,nuisance", help=", ".join(SLICES))
    parser.add_argument("--no-trees", action="store_true", help="do not ask KaTeX")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--out", type=Path, help="a .json for every figure")
    options = parser.parse_args()
    cases = _wanted(options)
    runs = _runs(options, cases)
    if options.show:
        print("\n".join(line for page in runs[0].pages for line in show(page)) + "\n")
    katex = "none" if options.show or options.no_trees else _trees(runs)
    pages = f"{len(cases)} pages, {sum(len(case.formulas) for case in cases)} formulas"
    print(
        f"{time.strftime('%Y-%m-%d')}, Python {platform.python_version()}, {pages}, KaTeX {katex}"
    )
    for each in runs:
        print(f"{each.tool}: {each.versions}")
    for kind in ("macro", "micro"):
        print("\n" + summaries(runs, kind, options.markdown))
    for by in options.by.split(","):
        many = options.tools != "proofpile"
        text = (
            many_tools(runs, by, options.markdown)
            if many
            else one_tool(runs[0], by, options.markdown)
        )
        print("\n" + text)
    if options.out:
        options.out.write_text(json.dumps(results(runs, katex), indent=1) + "\n")
    return 0


def _wanted(options: argparse.Namespace) -> list[Case]:
    names = [w for w in f"{options.only},{options.show or ''}".split(",") if w.strip("*")]
    cases = [
        case
        for case in load(options.pages)
        if (not names or any(fnmatch.fnmatch(case.representation, w) for w in names))
        and options.nuisance in ("", case.nuisance)
    ]
    if options.most is not None:
        cases = _drawn(cases, options.most)
    if not cases:
        raise SystemExit(f"no page of {', '.join(names)} {options.nuisance}")
    return cases


def _drawn(cases: list[Case], most: int) -> list[Case]:
    """At most so many pages of each representation, the same ones every time."""
    taken: Counter[str] = Counter()
    kept = set()
    for case in sorted(cases, key=lambda case: hashlib.sha256(case.name.encode()).digest()):
        taken[case.representation] += 1
        if taken[case.representation] <= most:
            kept.add(case.name)
    return [case for case in cases if case.name in kept]


def _runs(options: argparse.Namespace, cases: list[Case]) -> list[Run]:
    runs: list[Run] = []
    for tool in list(TOOLS) if options.tools == "all" else options.tools.split(","):
        try:
            done = run(tool, cases, options.baselines, options.cache)
        except Missing as why:
            print(f"{tool}: not there ({why})", file=sys.stderr)
            continue
        runs += [done, from_text(done)] if tool == "proofpile" else [done]
    if not runs:
        raise SystemExit("none of the tools is there")
    return runs


def _trees(runs: list[Run]) -> str:
    try:
        katex = compare(page for run in runs for page in run.pages)
    except NoRenderer as why:
        print(f"trees are not compared: {why}", file=sys.stderr)
        return "none"
    for each in runs:
        each.count()
    return katex


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # head may close the pipe
    sys.exit(main())
