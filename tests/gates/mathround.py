"""How well formulas are recovered from each of the web's representations, on pages rendered from known TeX.

    python tests/gates/mathround.py                               the figures, beside the floors
    python tests/gates/mathround.py --show 'row-46*'              what is not recovered there
    python tests/gates/mathround.py --update                      raise floors to what is measured
    python tests/gates/mathround.py --update --allow-regression   ... and lower those that fell

The pages are a sample of the benchmark's (benchmarks/mathround). Floors are pinned in mathround_floors.json
with a hash of the pages, so that a change of the pages cannot pass for a change of the code. All figures
are such that more is better: `single` is the share of formulas that came once, `real` of those that are none
by mistake.
"""

import fnmatch
import hashlib
import math
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))  # to run it as a script
sys.path.insert(0, str(Path(__file__).parents[1]))
from gates.floors import Floors, arguments
from mathround.metrics.counts import FIELDS, Measured, figures, measure, row
from mathround.metrics.page import Case, Found, Output, load
from mathround.metrics.show import show

from proofpile.web import extract

FLOORS = Path(__file__).with_name("mathround_floors.json")
PAGES = Path(__file__).with_name("mathround_pages")


def fingerprint(pages: Path = PAGES) -> str:
    """A hash of every file of the pages."""
    digest = hashlib.sha256()
    for path in sorted(path for path in pages.rglob("*") if path.is_file()):
        name = path.relative_to(pages).as_posix()
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def read(case: Case) -> Measured:
    """A page as proofpile reads it, beside its truth."""
    start = time.perf_counter()
    page = extract(case.html)
    found = [Found(f.tex, f.display, f.rule, f.lossy) for f in page.formulas]
    return measure(case, Output(page.text, found, time.perf_counter() - start))


def measured(pages: Iterable[Measured]) -> dict[str, float]:
    """Every figure that has a floor: of each class of pages, and of each representation."""
    sums: dict[str, np.ndarray] = {}
    for page in pages:
        counts = row(page.counts)
        for name in (f"carries {page.case.carries}", page.case.representation):
            sums[name] = sums.get(name, 0) + counts
    found: dict[str, float] = {}
    for name, total in sorted(sums.items()):
        of_class = _of_class(total) if name.startswith("carries ") else {}
        found |= {f"{name}: {k}": v for k, v in of_class.items()}
        found[f"{name}: token"] = float(figures(total)["token"])
    return {name: value for name, value in found.items() if not math.isnan(value)}


def _of_class(total: np.ndarray) -> dict[str, float]:
    values = {name: float(value) for name, value in figures(total).items()}
    counts = dict(zip(FIELDS, total, strict=True))
    return {
        **{name: values[name] for name in ("exact", "mode", "delim", "prose", "code")},
        "single": 1 - values["dup"],
        "real": float(1 - counts["false"] / counts["found"]) if counts["found"] else math.nan,
    }


def main() -> int:
    parser = arguments(__doc__)
    parser.add_argument("--show", metavar="REPRESENTATION", help="what went wrong; * is anything")
    options = parser.parse_args()
    pages = [read(case) for case in load(PAGES)]
    if options.show:
        wanted = [p for p in pages if fnmatch.fnmatch(p.case.representation, options.show)]
        print("\n".join(line for page in wanted for line in show(page)))
        return 0
    pinned, values = Floors.at(FLOORS), measured(pages)
    pinned.show(values)
    if not options.update:
        return 0
    return pinned.update(values, fingerprint(), may_fall=options.allow_regression)


if __name__ == "__main__":
    sys.exit(main())
