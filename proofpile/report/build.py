"""The report of a finished build: a page to look at and a dataset card, the same bytes for the same build."""

from pathlib import Path

from proofpile.atomic import write_text
from proofpile.manifest import Manifest
from proofpile.report.card import dataset_card
from proofpile.report.html.page import page
from proofpile.report.statistics import Statistics


def write_report(out: Path) -> Path:
    """Write ``report/index.html`` and ``README.md`` of the build in `out`; gives the path of the page.

    Raises UsageError if `out` holds no finished build. Files that would not change are not touched.
    """
    facts = Manifest.load(out).facts
    stats = Statistics.of(out, facts)
    path = out / "report" / "index.html"
    write_text(path, page(facts, stats))
    write_text(out / "README.md", dataset_card(facts, stats))
    return path
