"""Which formal language a text or a file is in, and its declarations."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from proofpile.contamination.formal import coq, hollight, isabelle, lean, metamath
from proofpile.contamination.formal.declaration import LANGUAGES, Declaration
from proofpile.contamination.formal.spans import FILL, QUOTED, Span, inside, masked


@dataclass(frozen=True, slots=True)
class Reader:
    """How a language is read.

    `comments`, which begin with one of `marks`, and `quoted` find stretches of a text; `read` takes a text
    in which all but what is to be read is masked, the same where strings are masked too, and the text. A
    text in which `sign` is not found states nothing in the language.
    """

    comments: Callable[[str], list[Span]]
    read: Callable[[str, str, str], Iterator[Declaration]]
    sign: re.Pattern[str]
    marks: tuple[str, ...]
    quoted: Callable[[str], list[Span]] = lambda text: []

    def declarations(self, text: str) -> Iterator[Declaration]:
        """What a source file declares: nothing in comments and strings."""
        seen = masked(text, self.comments(text))
        return self.read(seen, masked(seen, self.quoted(seen), QUOTED), text)

    def anywhere(self, text: str) -> Iterator[Declaration]:
        """What is declared in a text that may be a page: also in quotation marks, and in comments.

        The statement of what is commented out is without the marks of comments within it.
        """
        commented = any(mark in text for mark in self.marks)
        if not (commented or self.sign.search(text)):
            return
        spans = self.comments(text) if commented else []
        seen = masked(text, spans)
        # A comment may stand between a name and its binders.
        if spans and not (self.sign.search(text) or self.sign.search(seen.replace(FILL, " "))):
            return
        yield from self.read(seen, seen, text)
        # Every mark that begins a comment is of two characters, and "--" ends with the line.
        seen = inside(text, [(start + 2, end) for start, end in spans])
        if self.sign.search(seen):
            yield from self.read(seen, seen, seen.replace(FILL, " "))


# A name and what binders or a proposition begin with, which in Isabelle does not follow. All that is
# repeated here is bounded, or ends where the next could begin: a sign is looked for in linear time.
_LEAN = (
    rf"\b(?:{lean.DECLARES})\b(?:\s+\S+)?\s*(?:--\s*)?"
    r"(?:[({\[⦃]|:(?!\s*(?:[\"‹\\]|\w+\s*:|fixes|assumes|shows)))"
)
READERS = {
    "metamath": Reader(
        metamath.comments, metamath.read, re.compile(r"(?<!\S)[$@][pa] \|-"), ("$(", "@(")
    ),
    "isabelle": Reader(
        isabelle.comments,
        isabelle.read,
        re.compile(rf"\b(?:{isabelle.STATES})\b[^\"‹=≤→∀{{]{{0,200}}(?:[\"‹]|\\<open>)"),
        ("(*",),
        isabelle.quoted,
    ),
    "hollight": Reader(
        hollight.comments,
        hollight.read,
        re.compile(r"\blet\s+[\w'-]+\s*=\s[^`;]{0,200}`"),
        ("(*",),
    ),
    "coq": Reader(
        coq.comments,
        coq.read,
        re.compile(rf"\b(?:{coq.STATES}|Goal)\s[^.:]{{0,500}}:"),
        ("(*",),
        coq.quoted,
    ),
    "lean": Reader(lean.comments, lean.read, re.compile(_LEAN), ("--", "/-"), lean.quoted),
}
SUFFIXES = {
    ".lean": "lean",
    ".thy": "isabelle",
    ".mm": "metamath",
    ".ml": "hollight",
    ".hl": "hollight",
    ".v": "coq",
}
# So much of a text says what language it is in.
_ENOUGH = 200_000


def declarations(text: str, language: str) -> Iterator[Declaration]:
    """What a text in one of LANGUAGES declares, in its order; comments declare nothing.

    Any text is read, also a window that is cut anywhere, in time linear in its length. (Metamath that
    is put aside in a comment with "@" for "$" counts: it is how miniF2F states its problems.)
    """
    if language not in READERS:
        raise ValueError(f"no formal language: {language!r}; there are {', '.join(LANGUAGES)}")
    return READERS[language].declarations(text)


def language_of(path_or_text: str) -> str:
    """The language of a file by its suffix, or of a text by what it states; "" if it is none.

    Of several languages whose keywords a text has it is that in which it states the most.
    """
    if "\n" not in path_or_text and len(path_or_text) < 4096:
        language = SUFFIXES.get(PurePath(path_or_text).suffix.lower())
        if language:
            return language
    text = path_or_text[:_ENOUGH]
    stated = {
        language: sum(found.states for found in reader.declarations(text))
        for language, reader in READERS.items()
        if reader.sign.search(text)
    }
    most = max(stated, key=stated.__getitem__, default="")
    return most if most and stated[most] else ""
