"""Take out of documents the lines that are their site's and not the page's: menus, footers, appeals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import orjson

from proofpile import Document, Drop, Filter, Runner, Shard
from proofpile.dedup.lines import words
from proofpile.dedup.templates import without_templates, write_templates
from proofpile.web.urls import host, registered_domain


@dataclass(frozen=True)
class RepeatedLines(Filter):
    """Sees the whole corpus before it judges; repeated_lines.md has the evidence for its thresholds.

    A line is the site's if it stands in at least `least_documents` documents of its group and in
    `least_share` of them. One document keeps it, the others lose it. Groups are registered domains, or
    for what is no page of the web what stands before the colon of the id; with `by`, that mark's values.
    """

    least_documents: int = 10
    least_share: float = 0.5
    least_words: int = 3  # of a line, code aside
    margin: int = 10  # lines from either end of a document that are looked at, blank ones aside
    least_left: int = 10  # words that a document must still have once lines of it are gone
    by: str = ""
    table: str = field(default="", compare=False)  # where what was learnt lies
    table_sha256: str = ""  # what was learnt

    reasons = {
        "only-template": "next to nothing is left without the lines that are the site's",
    }
    marks = {"template_lines": int}

    def group(self, doc: Document) -> str:
        if self.by:
            return str(doc.marks.get(self.by) or "")
        return registered_domain(host(doc.origin)) or doc.id.partition(":")[0]

    def fit(self, shards: Sequence[Shard], runner: Runner, workdir: Path) -> Self:
        path, sha256 = write_templates(self, shards, runner, workdir)
        return replace(self, table=str(path), table_sha256=sha256)

    def findings(self) -> Mapping[str, Any]:
        if not self.table:
            return {}
        found: dict[str, Any] = orjson.loads(self._beside("repeated_lines.json").read_bytes())
        return found

    def tables(self) -> Mapping[str, Path]:
        name = "repeated_lines.arrow"
        return {name: self._beside(name)} if self.table else {}

    def __call__(self, doc: Document) -> Document | Drop:
        text, removed = without_templates(self, self.table, doc)
        if removed and (left := words(text)) < self.least_left:
            return Drop("only-template", left, self.least_left, f"{removed} lines")
        return replace(doc, text=text).mark(template_lines=removed)

    def _beside(self, name: str) -> Path:
        return Path(self.table).with_name(name)
