"""Figures of runs as tables: sums by slice, macro and micro figures with bootstrap intervals."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from mathround.metrics.counts import FIELDS, Measured, figures, row

SLICES = ("representation", "carries", "skeleton", "nuisance", "renderer")
_METRICS = (
    "exact token mode delim dup false dollar undefined tree teds prose leak code lossy ms errors"
)
METRICS = tuple(_METRICS.split())
_SUMMARY = "exact token mode product tree teds delim dup false dollar undefined prose leak code ms"
SUMMARY = tuple(_SUMMARY.split())
_RESAMPLES, _SEED = 1000, 20261127


@dataclass
class Run:
    """One tool over all pages."""

    tool: str
    versions: str
    pages: list[Measured]
    peak: float = 0.0  # MB
    counts: np.ndarray = field(init=False)  # pages × FIELDS

    def __post_init__(self) -> None:
        self.count()

    def count(self) -> None:
        """Take what was counted since."""
        self.counts = np.array([row(page.counts) for page in self.pages])

    def groups(self, by: str, without_images: bool = False) -> dict[str, np.ndarray]:
        """Numbers of the pages of each value of a slice; without those that hold no source, if so asked."""
        found: dict[str, list[int]] = {}
        for n, page in enumerate(self.pages):
            if not (without_images and page.case.carries == "image"):
                found.setdefault(getattr(page.case, by), []).append(n)
        return {name: np.array(numbers) for name, numbers in sorted(found.items())}


def by_slice(run: Run, by: str) -> dict[str, dict[str, float]]:
    """Figures of each value of a slice, and the number of true formulas."""
    at = FIELDS.index("true")
    found = {}
    for name, numbers in run.groups(by).items():
        sums = run.counts[numbers].sum(axis=0)
        found[name] = {"true": float(sums[at])} | {k: float(v) for k, v in figures(sums).items()}
    return found


def summary(run: Run) -> dict[str, dict[str, list[float]]]:
    """Micro and macro figures, each with its 95 % interval: [value, low, high].

    Micro sums over pages, macro is the mean over representations. Pages that hold pictures without any source
    are left out: there is nothing to recover. Intervals are percentiles of 1,000 resamples of the
    pages of each representation, from a fixed seed; NaN if none has a second page.
    """
    groups = list(run.groups("representation", without_images=True).values())
    if not groups:
        return {}
    sums = np.array([run.counts[numbers].sum(axis=0) for numbers in groups])
    random = np.random.default_rng(_SEED)
    drawn = np.stack([_resampled(run.counts[numbers], random) for numbers in groups], axis=1)
    if all(len(numbers) == 1 for numbers in groups):
        drawn[:] = np.nan
    micro, micros = figures(sums.sum(axis=0)), figures(drawn.sum(axis=1))
    macro, macros = _macro(sums), _macro(drawn)
    return {
        "micro": {m: _interval(micro[m], micros[m]) for m in SUMMARY},
        "macro": {m: _interval(macro[m], macros[m]) for m in SUMMARY},
    }


def _resampled(counts: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Sums of `counts` over resamples of its pages: resamples × FIELDS."""
    pages = len(counts)
    return random.multinomial(pages, np.full(pages, 1 / pages), size=_RESAMPLES) @ counts


def _macro(sums: np.ndarray) -> dict[str, np.ndarray]:
    found = {}
    for name, values in figures(sums).items():
        known = ~np.isnan(values)
        total = np.where(known, values, 0).sum(axis=-1)
        number = known.sum(axis=-1)
        found[name] = np.where(number > 0, total / np.maximum(number, 1), np.nan)
    return found


def _interval(value: np.ndarray, resampled: np.ndarray) -> list[float]:
    if np.isnan(resampled).all():
        return [float(value), np.nan, np.nan]
    low, high = np.nanpercentile(resampled, (2.5, 97.5))
    return [float(value), float(low), float(high)]


# --- tables


def number(value: float, metric: str) -> str:
    """A figure as it is printed."""
    if np.isnan(value):
        return "-"
    return f"{value:.{ {'errors': 0, 'true': 0, 'MB': 0, 'ms': 1}.get(metric, 3) }f}"


def written(lines: Sequence[Sequence[str]], markdown: bool) -> str:
    """A table whose first line is its head, aligned or as Markdown."""
    if markdown:
        ruled = [lines[0], ["---"] + ["--:"] * (len(lines[0]) - 1), *lines[1:]]
        return "\n".join("| " + " | ".join(line) + " |" for line in ruled)
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    padded = [[line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])] for line in lines]
    return "\n".join("  ".join(line) for line in padded)


def one_tool(run: Run, by: str, markdown: bool) -> str:
    """Every figure of one tool, a line a slice, the worst first."""
    found = sorted(by_slice(run, by).items(), key=lambda item: np.nan_to_num(item[1]["product"]))
    head = [by, "true", *METRICS]
    return written(
        [head, *([name, *(number(v[m], m) for m in head[1:])] for name, v in found)], markdown
    )


def many_tools(runs: Sequence[Run], by: str, markdown: bool) -> str:
    """Token F1 × mode accuracy, a line a slice and a column a tool."""
    found = [by_slice(run, by) for run in runs]
    lines = [
        [name, *(number(figures["product"], "product") for figures in (f[name] for f in found))]
        for name in found[0]
    ]
    return written([[by, *(run.tool for run in runs)], *lines], markdown)


def summaries(runs: Sequence[Run], kind: str, markdown: bool) -> str:
    """Micro or macro figures, a line a tool."""
    lines = [[kind, *SUMMARY, "MB", "errors"]]
    for run in runs:
        figures = summary(run).get(kind)
        if figures is None:
            continue  # nothing on these pages can be recovered
        errors = sum(bool(page.output.error) for page in run.pages)
        cells = [_with_interval(figures[m], m) for m in SUMMARY]
        lines.append([run.tool, *cells, number(run.peak, "MB"), str(errors)])
    return written(lines, markdown)


def _with_interval(figure: list[float], metric: str) -> str:
    value, low, high = figure
    if metric not in ("exact", "token", "product") or np.isnan(low):
        return number(value, metric)
    return f"{value:.3f} ({low:.3f}–{high:.3f})"
