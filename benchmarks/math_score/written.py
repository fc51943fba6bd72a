"""Texts of our own, of kinds that no manual is: forums, blogs, courses, shops, news."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from archive import Candidate
from render import rendered

FOLDER = Path(__file__).parent / "written"


def sources() -> Iterator[tuple[str, str, str]]:
    """(name, subject, tags) of each; a file is a source, its first line says what it is."""
    for path in sorted(FOLDER.glob("*.md")):
        subject, tags = path.read_text(encoding="utf-8").splitlines()[0].split()
        yield f"written-{path.stem}", subject, tags


def pages(source: str) -> Iterator[Candidate]:
    """A page for each text: texts begin with a line `# title`."""
    path = FOLDER / f"{source.removeprefix('written-')}.md"
    _, *texts = path.read_text(encoding="utf-8").split("\n# ")
    for number, text in enumerate(texts, 1):
        title, _, body = text.partition("\n")
        yield Candidate(f"{number}.html", partial(rendered, body, "markdown", title.strip()))
