"""Draw what score.py measured: a heat map of representations by tools, token F1 × mode accuracy.

    python benchmarks/mathround/picture.py results.json mathround.svg

Rows are representations in the order of the catalogue, those that hold no source left out; columns are
tools, the best on the left. A cell is 100 where every formula came back, token by token, and inline was
told from display.
"""

import argparse
import json
import re
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("svg")
import matplotlib.pyplot as plt

_COLUMNS = 2  # panels beside each other, so that the picture is no tower
_WIDTH = 1200 / 100  # inches at 100 dots each
_ROW = 0.175
_CLASSES = ("tex", "mathml", "rendering", "pseudo")
_TITLES = {"tex": "TeX in the page", "mathml": "MathML", "rendering": "boxes", "pseudo": "text"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("picture", type=Path)
    options = parser.parse_args()
    results = json.loads(options.results.read_text())
    draw(results).savefig(options.picture, bbox_inches="tight", metadata={"Date": None})


def draw(results: dict) -> plt.Figure:
    """The picture of what score.py --out wrote."""
    plt.rcParams.update(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "mathround",
            "font.family": "sans-serif",
            "font.size": 8,
        }
    )
    tools = _tools(results)
    rows = _rows(results)
    half = -(-len(rows) // _COLUMNS)
    panels = [rows[n : n + half] for n in range(0, len(rows), half)]
    figure, axes = plt.subplots(
        1, len(panels), figsize=(_WIDTH, half * _ROW + 1.6), squeeze=False, layout="constrained"
    )
    for axis, panel in zip(axes[0], panels, strict=True):
        image = _panel(axis, panel, tools, results)
    bar = figure.colorbar(
        image, ax=axes[0].tolist(), orientation="horizontal", fraction=0.015, pad=0.01
    )
    bar.set_label("token F1 × mode accuracy")
    figure.suptitle(
        f"mathround {results['date']}: {results['pages']:,} pages, {results['formulas']:,} formulas",
        fontsize=10,
    )
    return figure


def _tools(results: dict) -> list[str]:
    """Tools, the best first; ours once."""
    known = {name: tool for name, tool in results["tools"].items() if name != "proofpile-text"}
    return sorted(known, key=lambda name: -known[name]["macro"]["product"][0])


def _rows(results: dict) -> list[str]:
    carries = {n: c for n, c in results["carries"].items() if c in _CLASSES}
    return sorted(carries, key=lambda name: (_CLASSES.index(carries[name]), _natural(name)))


def _natural(name: str) -> list:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def _panel(axis: plt.Axes, rows: list[str], tools: list[str], results: dict) -> mpl.image.AxesImage:
    values = np.array(
        [[_value(results, tool, representation) for tool in tools] for representation in rows]
    )
    image = axis.imshow(
        values, cmap="viridis", vmin=0, vmax=1, aspect="auto", interpolation="nearest"
    )
    axis.set_xticks(range(len(tools)), tools, rotation=60, ha="left", rotation_mode="anchor")
    axis.set_yticks(range(len(rows)), rows, fontsize=7)
    axis.xaxis.tick_top()
    axis.tick_params(length=0)
    axis.set_xticks(np.arange(len(tools) + 1) - 0.5, minor=True)
    axis.set_yticks(np.arange(len(rows) + 1) - 0.5, minor=True)
    axis.grid(which="minor", color="white", linewidth=0.6)
    axis.tick_params(which="minor", length=0)
    for side in axis.spines.values():
        side.set_visible(False)
    for y, line in enumerate(values):
        for x, value in enumerate(line):
            axis.text(x, y, f"{100 * value:.0f}", ha="center", va="center", fontsize=5.5,
                      color="black" if value > 0.6 else "white")  # fmt: skip
    _classes(axis, rows, results)
    return image


def _classes(axis: plt.Axes, rows: list[str], results: dict) -> None:
    """A line above each class of pages, with its name at the right edge."""
    classes = [results["carries"][row] for row in rows]
    for name in _CLASSES:
        if name in classes:
            first, last = classes.index(name), len(classes) - 1 - classes[::-1].index(name)
            if first:
                axis.axhline(first - 0.5, color="black", linewidth=1)
            axis.annotate(_TITLES[name], (1.01, (first + last) / 2), xycoords=("axes fraction", "data"),
                          rotation=270, va="center", fontsize=7)  # fmt: skip


def _value(results: dict, tool: str, representation: str) -> float:
    return np.nan_to_num(results["tools"][tool]["representation"][representation]["product"])


if __name__ == "__main__":
    main()
