"""The report of a finished build: a page to look at and a dataset card, the same bytes for the same build.

The page carries a hash of what it was made from, the manifest and this room's own text; where it is there
and says the same, the corpus is not read again. At 40,000 documents a second that would cost a rerun of a
corpus the size of OpenWebMath minutes, to find that nothing had changed. The price: who edits the card
keeps the edits until the corpus changes, and who wants it fresh removes it.
"""

import hashlib
from pathlib import Path

from proofpile.atomic import write_text
from proofpile.manifest import Manifest
from proofpile.report.card import dataset_card
from proofpile.report.html.page import page
from proofpile.report.statistics import Statistics

_HEAD = 2000  # bytes of the page among which the stamp stands


def write_report(out: Path) -> Path:
    """Write ``report/index.html`` and ``README.md`` of the build in `out`; gives the path of the page.

    Raises UsageError if `out` holds no finished build.
    """
    facts = Manifest.load(out).facts
    path, card = out / "report" / "index.html", out / "README.md"
    stamp = _stamp(out)
    if not (card.is_file() and _has(path, stamp)):
        stats = Statistics.of(out, facts)
        write_text(card, dataset_card(facts, stats))
        write_text(path, page(facts, stats, stamp))  # last: its stamp vouches for both
    return path


def _stamp(out: Path) -> str:
    digest = hashlib.sha256((out / "manifest.json").read_bytes())
    here = Path(__file__).parent
    for path in sorted([*here.rglob("*.py"), *here.rglob("*.css")]):
        digest.update(path.relative_to(here).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _has(path: Path, stamp: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return f'content="proofpile {stamp}"'.encode() in file.read(_HEAD)
