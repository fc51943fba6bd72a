"""The report of a finished build: a page to look at and a dataset card, the same bytes for the same build.

The page carries a hash of what it was made from, the manifest and this room's own text; where it is there
and says the same, the corpus is not read again. At 150,000 documents a second that would cost a rerun of a
corpus the size of OpenWebMath minutes, to find that nothing had changed. The price: who edits the card
keeps the edits until the corpus changes, and who wants it fresh removes it.
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofpile import differences
from proofpile.atomic import write_text
from proofpile.manifest import Manifest
from proofpile.report import contamination
from proofpile.report.card import dataset_card
from proofpile.report.duplicates import PAIRS, Duplicates
from proofpile.report.html.duplicates import EXPLORER
from proofpile.report.html.explorer import explorer
from proofpile.report.html.page import page
from proofpile.report.statistics import Statistics
from proofpile.shard import file_sha256

if TYPE_CHECKING:
    from proofpile.building import Watcher

_HEAD = 2000  # bytes of the page among which the stamp stands


def write_report(out: Path, watcher: "Watcher | None" = None) -> Path:
    """Write ``report/index.html`` and ``README.md`` of the build in `out`; gives the path of the page.

    `watcher` is shown how far the corpus is read, if it must be.
    Raises UsageError if `out` holds no finished build.
    """
    facts = Manifest.load(out).facts
    path, card = out / "report" / "index.html", out / "README.md"
    pairs = out / "report" / EXPLORER
    hits = out / "report" / contamination.PAGE
    stamp = _stamp(out)
    found = Duplicates.of(out, facts)
    held = contamination.Built.of(out, facts)
    explored = bool(found and found.pairs)
    whole = _has(pairs, stamp) == explored and _has(hits, stamp) == bool(held)
    if not (card.is_file() and _has(path, stamp) and whole):
        stats = Statistics.of(out, facts, _shown(watcher, facts))
        write_text(card, dataset_card(facts, stats))
        if found and explored:
            write_text(pairs, explorer(facts, found, stamp))
        else:
            pairs.unlink(missing_ok=True)  # of a build that looked for near-duplicates
        if held:
            contamination.write_contamination_page(out, stamp)
        else:
            hits.unlink(missing_ok=True)
        write_text(path, page(facts, stats, stamp, found, held))  # last: its stamp vouches for all
    return path


def _shown(watcher: "Watcher | None", facts: Mapping[str, Any]) -> Callable[[int], None]:
    """What is called with numbers of rows as they are read."""
    if watcher is None:
        return lambda rows: None
    total = sum(part["rows"] for part in (*facts["shards"], *facts["ledgers"]))
    watcher.begins("report", total, 0)
    done = 0

    def advance(rows: int) -> None:
        nonlocal done
        done += rows
        watcher.counted(done, total, "document")

    return advance


def _stamp(out: Path) -> str:
    """A hash of what the pages are made from. Pairs and hits are hashed, too: they may be removed."""
    digest = hashlib.sha256((out / "manifest.json").read_bytes())
    here = Path(__file__).parent
    room = sorted(
        path for path in here.rglob("*") if path.suffix in (".py", ".css", ".html", ".js")
    )
    for path in [*room, Path(differences.__file__)]:
        digest.update(path.relative_to(here.parent).as_posix().encode() + b"\0" + path.read_bytes())
    held = [out / contamination.FOLDER / name for name in contamination.FILES]
    for path in (out / PAIRS, *held):
        if path.is_file():
            digest.update(file_sha256(path).encode())
    return digest.hexdigest()[:16]


def _has(path: Path, stamp: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return f'content="proofpile {stamp}"'.encode() in file.read(_HEAD)
