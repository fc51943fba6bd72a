"""Write the sample of the source openwebmath: a small web archive with everything that a crawl brings.

    python -m sources.samples.make_openwebmath [FILE]

from the project's root; without FILE it replaces the sample. Every byte is ours: the texts lie in
openwebmath/, sites.py writes their formulas in the ways of the web, oddities.py adds what is strange or
broken, leaks.py what holds items of the sample benchmark. The same bytes come out each time.
"""

import hashlib
import sys
from pathlib import Path

from sources.samples import leaks, oddities
from sources.samples.archive import Archive
from sources.samples.pages import Text, page, texts

TARGET = Path(__file__).parent / "openwebmath.warc.gz"
COLLECTIONS = ("mathematics", "everyday", "foreign", "refused", "careless")


def make() -> bytes:
    """The archive."""
    archive = Archive()
    info = b"software: proofpile sample\r\nformat: WARC File Format 1.0\r\nisPartOf: sample\r\n"
    archive.add(archive.record("warcinfo", info, "application/warc-fields"))
    written = [text for name in COLLECTIONS for text in texts(name)]
    # As in a crawl, nothing lies beside its like.
    written.sort(key=lambda text: hashlib.sha1(text.url.encode()).digest())
    for text, damage in zip(written, _spread(len(written)), strict=True):
        archive.visit(text.url, page(text).encode())
        if damage:
            damage(archive)
    _the_rest(archive, written)
    return b"".join(archive.members)


def _spread(count: int) -> list[oddities.Addition | None]:
    """Each kind of damage somewhere among `count` good pages."""
    places: list[oddities.Addition | None] = [None] * count
    step = count // len(oddities.DAMAGE)
    for n, damage in enumerate(oddities.DAMAGE):
        places[step // 2 + n * step] = damage
    return places


def _the_rest(archive: Archive, written: list[Text]) -> None:
    oddities.other_formats(archive)
    oddities.encodings(archive)
    oddities.transfer_codings(archive)
    oddities.refusals(archive)
    oddities.pages_without_content(archive)
    oddities.shares(archive)
    oddities.formulas_gone(archive)
    oddities.other_records(archive)
    careful = texts("mathematics")
    oddities.duplicates(archive, [t for t in written if t in careful and t.site == "mathjax2"][:3])
    oddities.copies(archive, written)
    for leak in leaks.LEAKS:
        leak(archive)
    oddities.cut_short(archive)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.write_bytes(make())
