"""Statements of a benchmark within any text: by the name of their declaration, or by what they say."""

import hashlib
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeVar

from proofpile.contamination.formal.declaration import Declaration
from proofpile.contamination.formal.escapes import strings
from proofpile.contamination.formal.forms import FORMS
from proofpile.contamination.formal.languages import READERS
from proofpile.contamination.formal.names import name_key

Key = TypeVar("Key", bound=Hashable)
# No benchmark states anything longer (miniF2F: 1,757 characters); a hostile text does.
_MOST = 20_000
Sameness = Literal["", "name", "statement", "both"]


def statement_tokens(statement: str, language: str) -> tuple[str, ...]:
    """The normal form (`proofpile.contamination.formal.forms`); keyword and name may be there or not."""
    return tuple(FORMS[language](statement))


def digest_of(declaration: Declaration) -> str:
    """16 hex digits of what it states, whatever it is called."""
    tokens = statement_tokens(declaration.statement, declaration.language)
    said = "\0".join((declaration.language, *tokens))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def same_statement(a: Declaration, b: Declaration) -> Sameness:
    """In what two declarations are the same; names only if they tell something (`name_key`)."""
    named = bool(name_key(a.name)) and name_key(a.name) == name_key(b.name)
    return _sameness(named, digest_of(a) == digest_of(b))


def _sameness(name: bool, statement: bool) -> Sameness:
    if name and statement:
        return "both"
    return "name" if name else "statement" if statement else ""


def find_statements(
    text: str, names: Mapping[str, Sequence[Key]], digests: Mapping[str, Sequence[Key]]
) -> list[tuple[Key, Declaration, Literal["name", "statement", "both"]]]:
    """Declarations in a text that have the name or the statement of a benchmark's item, in their order.

    The text may be source or a page that quotes some, also in comments, and may be cut anywhere. It
    is read in each language whose keywords it has. (Of what is in a string of JSON, or commented out
    line by line, `statement` is what that says, and `start` and `end` are its place in the text.)
    `names` are by `name_key`, without the key "", and `digests` by `digest_of`; both give keys of
    items. What an item of another language is called is found by its name: `Declaration.language` is
    that of the text.
    """
    best: dict[tuple[Key, int], tuple[Key, Declaration, Literal["name", "statement", "both"]]] = {}
    for declaration in _readings(text):
        named = names.get(name_key(declaration.name), ())
        stated = digests.get(digest_of(declaration), ()) if _may_be(declaration) else ()
        for key in (*named, *stated):
            kind = _sameness(key in named, key in stated)
            known = best.get((key, declaration.start))
            if kind and (known is None or len(known[2]) < len(kind)):
                best[key, declaration.start] = (key, declaration, kind)
    return sorted(best.values(), key=lambda hit: hit[1].start)


def _may_be(declaration: Declaration) -> bool:
    return declaration.states and len(declaration.statement) <= _MOST


def _readings(text: str) -> Iterator[Declaration]:
    """What the text declares in any language, be it code, commented out, or in strings of JSON."""
    for quoted in strings(text):
        for found in _read(quoted.text):
            yield replace(found, start=quoted.place(found.start), end=quoted.place(found.end))
    yield from _read(text)


def _read(text: str) -> Iterator[Declaration]:
    for reader in READERS.values():
        yield from reader.anywhere(text)
