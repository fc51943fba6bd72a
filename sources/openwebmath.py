"""OpenWebMath: mathematical pages of Common Crawl, or of any web archives (arXiv 2310.06786)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Self

import xxhash

from proofpile import Document, Drop, Filter, Source
from proofpile.errors import UsageError
from proofpile.guard import guarded, reached
from proofpile.recipe import HOME
from proofpile.source import Reading
from proofpile.text.classifier import Classifier, identity_of
from proofpile.web import PageError, extract
from proofpile.web.by_trafilatura import extractor_version
from proofpile.web.crawl import crawl_inputs, parse_slice
from proofpile.web.gate import Gate
from proofpile.web.inputs import expand, identity, open_input, size
from proofpile.web.kind import PAGE_RECORDS, is_page, may_hold_page
from proofpile.web.marks import MARKS, marks_of
from proofpile.web.urls import host, registered_domain
from proofpile.web.warc import DAMAGES, Record, read_records

SAMPLE = Path(__file__).parent / "samples" / "openwebmath.warc.gz"
MATH_SCORE = str(HOME / "filters" / "math_score.ftz")


@dataclass(frozen=True)
class OpenWebMath(Source):
    """One unit an archive, one document a page that shows mathematics.

    What to read is one of `inputs`, `crawl` (an id; `units_slice` takes some of its archives) and
    `sample`. None of them is in the fingerprint: the content of each archive is.
    """

    inputs: tuple[str, ...] = field(default=(), compare=False)
    crawl: str = field(default="", compare=False)
    units_slice: str = field(default="", compare=False)
    over: str = field(default="https", compare=False)  # or "s3", for a crawl
    sample: bool = field(default=False, compare=False)
    most_bytes: int = 64 << 20  # of one record
    extractor: str = "proofpile"  # of main content; or "trafilatura"
    extractor_version: str = ""  # filled in: another version of a peer makes other bytes
    rescue: float = 0.0  # MathScore by which a page without markers is read after all; 0: none is
    rescue_model: str = field(default="", compare=False)  # "": the one that ships
    rescue_identity: str = ""  # filled in
    list_one_in: int = 100  # of the pages refused unread, how many get a row in the ledger

    reasons = {
        **DAMAGES,
        "http-status": "the server did not answer 200",
        "not-html": "the record is not an HTML page, whatever it says it is",
        "no-math-markers": "nothing in the page's bytes points to mathematics",
        "too-deep": "the page's elements are nested deeper than any honest page's",
        "empty-text": "no text was left after boilerplate was removed",
    }
    faults = frozenset(DAMAGES)
    marks = {
        **MARKS,
        "date": str,
        "prefilter": str,  # the rules that fired on its bytes
        "truncated_by_crawler": bool,
    }

    def prepare(self) -> Self:
        given = [bool(self.inputs), bool(self.crawl), self.sample]
        if sum(given) != 1:
            raise UsageError(
                "say what openwebmath is to read, in one way: --input FILE|FOLDER|GLOB|URL, "
                "--crawl CC-MAIN-2023-14, or --sample for a small archive that is inside the package"
            )
        self = replace(self, extractor_version=extractor_version(self.extractor))
        if self.rescue:
            model = self.rescue_model or MATH_SCORE
            Classifier.at(model)  # raises where that is none
            self = replace(self, rescue_identity=identity_of(model))
        # A sample is there to be looked at: every refusal is listed.
        return replace(self, inputs=(str(SAMPLE),), list_one_in=1) if self.sample else self

    def units(self) -> list[str]:
        crawl, part = self.crawl, parse_slice(self.units_slice or ":")
        found = crawl_inputs(crawl, part, over=self.over) if crawl else expand(self.inputs)
        return [f"{item.name}\t{item.location}" for item in found]

    def label(self, unit: str) -> str:
        return unit.partition("\t")[0]

    def identity(self, unit: str) -> str:
        return identity(unit.partition("\t")[2])

    def size(self, unit: str) -> int:
        return size(unit.partition("\t")[2])

    def read(self, unit: str) -> Reading:
        name, _, location = unit.partition("\t")
        seen = 0
        with open_input(location) as stream:
            for record in read_records(
                stream, name=name, want=may_hold_page, limit=self.most_bytes, digests=False
            ):
                if record.type not in PAGE_RECORDS and not (record.damage and not record.type):
                    continue
                seen += 1
                reached(seen, record.offset)
                yield self._outcome(record, f"openwebmath:{name}@{record.offset}")
        return seen

    def filters(self) -> Sequence[Filter]:
        judges = "url_rules math_evidence formula_fidelity language math_score quality perplexity"
        chain = [Filter.load(n) for n in f"{judges} exact_duplicates near_duplicates".split()]
        benchmarks = (f"sample={SAMPLE.with_name('benchmark.jsonl')}",) if self.sample else ()
        return [*chain, Filter.load("contamination", benchmarks=benchmarks)]

    def group(self, doc: Document) -> str:
        return registered_domain(host(doc.origin)) or doc.id

    def _outcome(self, record: Record, id: str) -> Document | Drop:
        if record.damage:
            return Drop(record.damage, id=id, origin=record.url)
        if record.status not in (None, 200):
            return self._unread("http-status", record, id, str(record.status))
        if record.skipped or not is_page(record.content_type, record.payload):
            return self._unread("not-html", record, id, record.content_type)
        fired = gate(self.rescue, self.rescue_model, self.rescue_identity).fired(record.payload)
        if not fired:
            return self._unread("no-math-markers", record, id)
        if record.bad_digest():
            return Drop("bad-digest", id=id, origin=record.url)
        return guarded(id, record.url, self._document, record, id, fired)

    def _unread(self, reason: str, record: Record, id: str, detail: str = "") -> Drop:
        listed = xxhash.xxh3_64_intdigest(id.encode()) % self.list_one_in == 0
        return Drop(reason, detail=detail[:80], id=id, origin=record.url, listed=listed)

    def _document(self, record: Record, id: str, fired: tuple[str, ...]) -> Document | Drop:
        try:
            page = extract(
                record.payload,
                record.url,
                record.content_type,
                self.extractor,
                record.content_language,
            )
        except PageError as error:
            return Drop(error.reason, id=id, origin=record.url, detail=str(error))
        if not page.text:
            return Drop("empty-text", id=id, origin=record.url)
        doc = Document(id, page.text, record.url, marks=marks_of(page))
        cut = bool(record.truncated_by_crawler)
        return doc.mark(date=record.date, prefilter=",".join(fired), truncated_by_crawler=cut)


@cache
def gate(rescue: float, model: str, identity: str) -> Gate:
    """One a process."""
    path = model or MATH_SCORE
    return Gate(Classifier.at(path, identity.partition("+")[0]).score if rescue else None, rescue)
