"""Texts of our own, of kinds that no manual is: forums, blogs, courses, shops, news; and the sample's."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from archive import Candidate
from render import rendered

sys.path.append(str(Path(__file__).parents[2]))
from sources.samples.pages import Text, page, texts

FOLDER = Path(__file__).parent / "written"
# Texts of the sample of openwebmath, and how many a source: they stand on as many hosts, which are too many.
SAMPLE = {"mathematics": "mathematical", "everyday": "other"}
A_SOURCE = 8


def sources() -> Iterator[tuple[str, str, str]]:
    """(name, subject, tags) of each; a file is a source, its first line says what it is."""
    for path in sorted(FOLDER.glob("*.md")):
        subject, tags = path.read_text(encoding="utf-8").splitlines()[0].split()
        yield f"written-{path.stem}", subject, tags
    for collection, subject in SAMPLE.items():
        for number in range(-(-len(texts(collection)) // A_SOURCE)):
            yield f"sample-{collection}-{number}", subject, "written"


def pages(source: str) -> Iterator[Candidate]:
    """A page for each text: texts begin with a line `# title`."""
    if source.startswith("sample-"):
        yield from _of_sample(*source.split("-")[1:])
        return
    path = FOLDER / f"{source.removeprefix('written-')}.md"
    _, *texts = path.read_text(encoding="utf-8").split("\n# ")
    for number, text in enumerate(texts, 1):
        title, _, body = text.partition("\n")
        yield Candidate(f"{number}.html", partial(rendered, body, "markdown", title.strip()))


def _of_sample(collection: str, number: str) -> Iterator[Candidate]:
    """As the sample shows them: each in the way of its site."""
    first = int(number) * A_SOURCE
    for text in texts(collection)[first : first + A_SOURCE]:
        path = text.address.partition("/")[2].rstrip("/").replace("?", "/") or "index"
        yield Candidate(f"{path}.html", partial(_read, text))


def _read(text: Text) -> bytes:
    return page(text).encode()
