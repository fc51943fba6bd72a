"""Pages as a classifier sees them, with what was noted about each: from archives, or from built corpora.

A source like any other, so that a `Pass` reads it: an Arrow file a unit that is not made twice, a ledger of
what was refused, any runner, any crash. `Document.text` is what the classifier will see of a page and no
more; marks hold the same with formulas left in, and the facts that `labels` judges by. Labels are not among
them: changing a rule must not read a crawl again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pyarrow.compute as pc
import xxhash

from proofpile.document import Document, Drop, Mark
from proofpile.errors import UsageError
from proofpile.guard import guarded, reached
from proofpile.selflabel import signals
from proofpile.shard import Shard, read_batches, read_documents
from proofpile.source import Reading, Source
from proofpile.text.language import detect
from proofpile.text.masking import prose
from proofpile.text.normalise import features
from proofpile.text.signs import signs
from proofpile.web.inputs import expand, identity, open_input, size
from proofpile.web.kind import PAGE_RECORDS, is_page, may_hold_page
from proofpile.web.marks import MARKS as PAGE_MARKS
from proofpile.web.marks import marks_of
from proofpile.web.page import PageError, extract
from proofpile.web.prefilter import Prefilter
from proofpile.web.urls import host, registered_domain
from proofpile.web.warc import DAMAGES, Record, read_records

ARCHIVE, CORPUS = "archive", "corpus"

# Characters of features that are learnt from. The mean over 3,000 words does not move any more, and a book
# on one page would otherwise be a thousand pages' worth of the training.
LONGEST = 20_000
# Characters of text that are searched for them: pages of formulas with a word here and there.
_REACH = 8 * LONGEST
# Without its delimiters a formula is words like others: ``$\\frac{a}{b}$`` is "frac a b".
_UNVEILED = str.maketrans("$\\", "  ")
FEWEST_WORDS = 20  # of features; below, there is nothing to learn from
_LIST_ONE_IN = 100  # refusals of one kind are millions in a crawl; as many are listed, by hash


@dataclass(frozen=True)
class Pages(Source):
    """One unit an archive or a corpus's file; one document a page with some words on it.

    `thin` reads one in so many of the pages in whose bytes nothing points to mathematics: in a crawl
    they are 99 of 100, and all they can become is negatives, of which as many are needed as positives.
    """

    inputs: tuple[str, ...] = field(default=(), compare=False)
    thin: int = 1
    most_bytes: int = 64 << 20  # of one record

    reasons: ClassVar[Mapping[str, str]] = {
        **DAMAGES,
        "http-status": "the server did not answer 200",
        "not-html": "the record is not an HTML page, whatever it says it is",
        "thinned": "one of many pages without any marker of mathematics, left unread",
        "too-deep": "the page's elements are nested deeper than any honest page's",
        "unreadable": "the page cannot be read",
        "too-little-text": "hardly a word is left without boilerplate, formulas and code",
    }
    faults: ClassVar[frozenset[str]] = frozenset(DAMAGES)
    marks: ClassVar[Mapping[str, type]] = {
        "with_formulas": str,  # the same with the words of formulas: for the test whether the label leaks
        "domain": str,  # registered domain; what is split, and capped
        "digest": str,  # of the text, to find duplicates
        "length": int,  # characters of the text with everything
        "language": str,
        "formulas": int,
        "found": int,  # those, and the ones that did not make it into the text
        "sourceless": int,
        "trusted": int,  # of rules that do not guess
        "formula_rules": str,
        "formula_share": float,
        "commands": int,  # distinct TeX commands of mathematics in formulas that rules did not guess
        "all_commands": int,  # those in all formulas
        "signs": int,  # mathematical signs and TeX commands outside of formulas
        "prose_signs": int,  # those outside of code as well
        "kinds": str,  # of hard negatives that the text shows signs of
        "markers": str,  # the prefilter's
    }

    def __reduce__(self) -> tuple[type["Pages"], tuple[tuple[str, ...], int, int]]:
        return Pages, (
            self.inputs,
            self.thin,
            self.most_bytes,
        )  # no recipe: it lives in the library

    def units(self) -> list[str]:
        corpora = [one for one in self.inputs if is_corpus(one)]
        others = [one for one in self.inputs if one not in corpora]
        found = expand(others) if others else ()
        return [
            *(f"{ARCHIVE}\t{item.name}\t{item.location}" for item in found),
            *(f"{CORPUS}\t{name}\t{path}" for one in corpora for name, path in _files(one)),
        ]

    def label(self, unit: str) -> str:
        return unit.split("\t")[1]

    def identity(self, unit: str) -> str:
        return identity(unit.split("\t")[2])

    def size(self, unit: str) -> int:
        return size(unit.split("\t")[2])

    def read(self, unit: str) -> Reading:
        kind, name, location = unit.split("\t")
        return self._corpus(location) if kind == CORPUS else self._archive(name, location)

    def group(self, doc: Document) -> str:
        return domain_of(doc.origin, doc.id)

    def _archive(self, name: str, location: str) -> Reading:
        seen = 0
        with open_input(location) as stream:
            for record in read_records(
                stream, name=name, want=may_hold_page, limit=self.most_bytes, digests=False
            ):
                if record.type not in PAGE_RECORDS and not (record.damage and not record.type):
                    continue
                seen += 1
                reached(seen, record.offset)
                yield self._outcome(record, f"{name}@{record.offset}")
        return seen

    def _outcome(self, record: Record, id: str) -> Document | Drop:
        if record.damage:
            return Drop(record.damage, id=id, origin=record.url)
        if record.status not in (None, 200):
            return _refused("http-status", id, record.url, str(record.status))
        if record.skipped or not is_page(record.content_type, record.payload):
            return _refused("not-html", id, record.url, record.content_type[:80])
        fired = _prefilter().fired(record.payload)
        if not fired and self.thin > 1 and xxhash.xxh3_64_intdigest(id.encode()) % self.thin:
            return _refused("thinned", id, record.url)
        if record.bad_digest():
            return Drop("bad-digest", id=id, origin=record.url)
        return guarded(id, record.url, _from_page, record, id, fired)

    def _corpus(self, location: str) -> Reading:
        seen = 0
        for doc in read_documents(Path(location)):
            seen += 1
            if seen % 256 == 0:
                reached(seen, 0)
            yield guarded(doc.id, doc.origin, _from_document, doc)
        return seen


def facts_of(shard: Shard) -> Iterator[dict[str, Any]]:
    """What was noted of each page of `shard`: its marks without the long one, and the size of its text."""
    names = [name for name in Pages.marks if name != "with_formulas"]
    for batch in read_batches(shard.path):
        columns = [batch.column(name).to_pylist() for name in names]
        columns.append(pc.utf8_length(batch.column("text")).to_pylist())
        for values in zip(*columns, strict=True):
            yield dict(zip([*names, "size"], values, strict=True))


def is_corpus(path: str) -> bool:
    """Whether `path` is the output folder of a build."""
    return (Path(path) / "manifest.json").is_file() and (Path(path) / "documents").is_dir()


def domain_of(origin: str, id: str) -> str:
    """Who answers for a page: its registered domain; for what is not of the web, its repository or folder."""
    if domain := registered_domain(host(origin)):
        return domain
    place = (origin or id).partition("://")[2] or origin or id
    before, at, _ = place.partition("@")  # repository@commit:path, archive@offset
    folder = place.lstrip("/").partition("/")[0]
    return before if at else folder


def _files(corpus: str) -> Iterator[tuple[str, str]]:
    files = sorted((Path(corpus) / "documents").rglob("*.arrow"))
    if not files:
        raise UsageError(
            f"the corpus {corpus} holds no document; build it first, or give another with --input"
        )
    for path in files:
        yield f"{Path(corpus).resolve().name}/{path.relative_to(corpus)}", str(path.absolute())


def _from_page(record: Record, id: str, fired: Sequence[str]) -> Document | Drop:
    try:
        page = extract(record.payload, record.url, record.content_type)
    except PageError as error:
        reason = error.reason if error.reason in Pages.reasons else "unreadable"
        return Drop(reason, id=id, origin=record.url, detail=str(error))
    marks = marks_of(page)
    sure = signals.commands(f.tex for f in page.formulas if f.rule not in signals.GUESSES)
    return _page(id, record.url, page.text, {**marks, "sure": sure, "prefilter": ",".join(fired)})


def _from_document(doc: Document) -> Document | Drop:
    marks = {name: kind() for name, kind in PAGE_MARKS.items()} | {
        name: value for name, value in doc.marks.items() if value is not None
    }
    return _page(doc.id, doc.origin, doc.text, marks)


def _page(id: str, origin: str, text: str, marks: Mapping[str, Any]) -> Document | Drop:
    """The page as a classifier sees it, with the facts. `marks` are those of `web.marks`, and two more.

    A corpus does not say which of its formulas which rule found: all count as the sure ones.
    """
    seen = features(text[:_REACH])[:LONGEST].rstrip()
    if len(words := seen.split()) < FEWEST_WORDS:
        return _refused("too-little-text", id, origin, f"{len(words)} words")
    commands = signals.commands(signals.formulas_of(text))
    rules = signals.by_rule(str(marks["formula_rules"]))
    facts: dict[str, Mark] = {
        "with_formulas": features(text[:_REACH].translate(_UNVEILED))[:LONGEST].rstrip(),
        "domain": domain_of(origin, id),
        "digest": xxhash.xxh3_128_hexdigest(seen.encode(errors="replace")),
        "length": len(text),
        "language": detect(text)[0],
        "formulas": marks["formulas"],
        "found": max(marks["formulas"], marks["formulas_found"]),
        "sourceless": marks["formulas_sourceless"],
        "trusted": signals.trusted(rules),
        "formula_rules": marks["formula_rules"],
        "formula_share": min(marks["formula_chars"] / max(len(text), 1), 1.0),
        "commands": marks.get("sure", commands),
        "all_commands": commands,
        "signs": signals.signs_outside(text),
        "prose_signs": signs(prose(text)),
        "kinds": ",".join(signals.kinds(text)),
        "markers": marks.get("prefilter", ""),
    }
    return Document(id, seen, origin, marks=facts)


def _refused(reason: str, id: str, origin: str, detail: str = "") -> Drop:
    listed = xxhash.xxh3_64_intdigest(id.encode()) % _LIST_ONE_IN == 0
    return Drop(reason, detail=detail, id=id, origin=origin, listed=listed)


@cache
def _prefilter() -> Prefilter:
    """One a process."""
    return Prefilter()
