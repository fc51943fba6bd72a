"""Score extractors on pages of mathematics whose truth is known.

    python benchmarks/mathround/score.py PAGES                            proofpile, by representation
    python benchmarks/mathround/score.py PAGES --only row-46 --show       what went wrong on these pages
    python benchmarks/mathround/score.py PAGES --tools all --python BASELINES/bin/python --out results.json

PAGES is what make.py wrote. Each tool runs in a process of its own, `proofpile` in this environment and the
others in that of --python. A tool that is not installed is named and left out. `proofpile` is scored by the
formulas that it reports, `proofpile-text` by those that stand in its text, as every other tool is.
"""

import argparse
import fnmatch
import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # to run it as a script
from mathround.extractors import TOOLS
from mathround.metrics.counts import FIELDS, Measured, figures, measure, row
from mathround.metrics.page import Case, Found, Output, load
from mathround.metrics.show import show

SLICES = ("representation", "carries", "skeleton", "nuisance", "renderer")


class Missing(Exception):  # noqa: N818
    """A tool that is not installed."""


@dataclass
class Run:
    """One tool over all pages."""

    tool: str
    versions: str
    pages: list[Measured]
    peak: float = 0.0  # MB

    @property
    def counts(self) -> np.ndarray:
        """Pages × FIELDS."""
        return np.array([row(page.counts) for page in self.pages])


def run(tool: str, cases: list[Case], python: str) -> Run:
    """What `tool` makes of the pages. Raises Missing."""
    worker = [python, "-P", str(Path(__file__).with_name("extractors.py")), tool]
    with subprocess.Popen(
        worker, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        if not first:
            raise Missing(process.stderr.read().strip().rpartition("\n")[2])
        outputs = []
        for case in cases:
            process.stdin.write(json.dumps({"html": case.html.hex()}) + "\n")
            process.stdin.flush()
            outputs.append(_output(process.stdout.readline()))
        process.stdin.close()
        last = json.loads(process.stdout.readline() or "{}")
    pages = [measure(case, output) for case, output in zip(cases, outputs, strict=True)]
    return Run(tool, json.loads(first)["versions"], pages, last.get("peak", 0.0))


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


def table(run: Run, by: str, metrics: Sequence[str]) -> list[list[str]]:
    """One line a value of the slice `by`, the worst first."""
    counts = run.counts
    names = [getattr(page.case, by) for page in run.pages]
    lines = []
    for name in sorted(set(names)):
        sums = counts[[n == name for n in names]].sum(axis=0)
        values = figures(sums)
        lines.append((float(np.nan_to_num(values["product"])), name, sums, values))
    lines.sort(key=lambda line: line[:2])
    at = FIELDS.index("true")
    return [[by, "true", *metrics]] + [
        [name, f"{sums[at]:.0f}", *(_number(values[m], m) for m in metrics)]
        for _, name, sums, values in lines
    ]


def _number(value: np.ndarray, metric: str) -> str:
    if np.isnan(value):
        return "-"
    return f"{float(value):.{0 if metric == 'errors' else 1 if metric == 'ms' else 3}f}"


def written(lines: list[list[str]], markdown: bool) -> str:
    """A table, aligned or as Markdown."""
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    if markdown:
        lines = [lines[0], ["---"] + ["--:"] * (len(lines[0]) - 1), *lines[1:]]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return "\n".join(
        "  ".join(
            [
                line[0].ljust(widths[0]),
                *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True)),
            ]
        )
        for line in lines
    )


_METRICS = "exact token mode delim dup false dollar prose leak code lossy ms errors"
METRICS = tuple(_METRICS.split())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("--tools", default="proofpile", help="names with commas, or all")
    parser.add_argument(
        "--python", default=sys.executable, help="interpreter that has the other tools"
    )
    parser.add_argument(
        "--only", default="", help="representations, with commas; * matches anything"
    )
    parser.add_argument("--show", nargs="?", const="*", help="what went wrong, page by page")
    parser.add_argument(
        "--by", default="representation,nuisance", help="slices: " + ", ".join(SLICES)
    )
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    wanted = [w for w in f"{options.only},{options.show or ''}".split(",") if w.strip("*")]
    cases = [
        case
        for case in load(options.pages)
        if not wanted or any(fnmatch.fnmatch(case.representation, w) for w in wanted)
    ]
    if not cases:
        raise SystemExit(f"no page of {', '.join(wanted)}")
    tools = list(TOOLS) if options.tools == "all" else options.tools.split(",")
    for tool in tools:
        try:
            done = run(tool, cases, sys.executable if tool == "proofpile" else options.python)
        except Missing as why:
            print(f"{tool}: not there ({why})\n", file=sys.stderr)
            continue
        runs = [done, from_text(done)] if tool == "proofpile" else [done]
        if options.show:
            for page in done.pages:
                print("\n".join(show(page)))
            print()
        for each in runs:
            sums = figures(each.counts.sum(axis=0))
            print(f"{each.tool}: {each.versions}; {len(each.pages)} pages; peak {each.peak:.0f} MB")
            print("  ".join(f"{m} {_number(sums[m], m)}" for m in METRICS) + "\n")
        for by in options.by.split(","):
            print(written(table(done, by, METRICS), options.markdown) + "\n")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # head may close the pipe
    sys.exit(main())
