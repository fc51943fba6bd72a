"""Documents: anybody's Arrow, Parquet, JSON lines or token shards, a row or a line each."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from proofpile import Filter, Source
from proofpile.errors import UsageError
from proofpile.source import Reading
from proofpile.tables.files import Part, find
from proofpile.tables.layout import Layout, cut, survey
from proofpile.tables.reading import FAULTS, REASONS, read
from proofpile.tables.tokens import load


@dataclass(frozen=True)
class Documents(Source):
    """One unit a file, or a run of row groups, batches or lines of a large one; one document a row.

    The id is the value of `id_column`, as it is; where a corpus has none, ``documents:FILE#ROW`` (rows
    of tables are counted from 0, lines from 1; in the pieces of a large file of JSON lines it is
    ``documents:FILE@BYTE``). Every other column becomes a mark, see `proofpile.tables.columns`; those called
    ``origin`` and ``licence`` become the document's. The mark `source` is what `source_column` says, or
    else what the path was called that the file came from.
    """

    inputs: tuple[str, ...] = field(default=(), compare=False)
    text_column: str = "text"
    id_column: str = ""  # filled in: "id" if there is such a column
    source_column: str = ""  # filled in: "source" if there is such a column of text
    drop_columns: tuple[str, ...] = ()
    bare: bool = False  # no columns but those that are named or say where a document came from
    tokenizer: str = field(default="", compare=False)  # the path of what token shards are read with
    most_bytes: int = 256 << 20  # of one record
    unit_bytes: int = 256 << 20  # of a file that is not cut: workers share what is larger
    damaged: bool = field(default=False, compare=False)  # take what damaged files still give
    columns: tuple[tuple[str, str], ...] = ()  # filled in: the kind of every other column
    lines: bool = False  # filled in: whether a file is JSON lines
    tokens: str = ""  # filled in: the column of token ids, in files without text
    tokenizer_sha256: str = ""  # filled in

    reasons = REASONS
    faults = FAULTS

    @property
    def marks(self) -> dict[str, type]:  # type: ignore[override]
        """The columns that the corpus has, known once it is prepared."""
        return self.layout.marks

    @property
    def layout(self) -> Layout:
        """What the columns are."""
        return Layout(
            self.text_column,
            self.id_column,
            self.source_column,
            self.columns,
            self.lines,
            self.drop_columns,
            self.tokens,
            self.tokenizer,
            self.bare,
        )

    def prepare(self) -> Self:
        if not self.inputs:
            raise UsageError(
                "say what to read: proofpile dedup FILE|FOLDER|GLOB…, or --input for a build"
            )
        found = survey(
            find(self.inputs),
            self.text_column,
            self.id_column,
            self.source_column,
            self.drop_columns,
            self.tokenizer,
            self.bare,
        )
        return replace(
            self,
            id_column=found.id,
            source_column=found.source,
            columns=found.columns,
            lines=found.lines,
            tokens=found.tokens,
            tokenizer_sha256=load(self.tokenizer).sha256 if found.tokens else "",
        )

    def units(self) -> list[str]:
        return [part.encoded() for part in cut(find(self.inputs), self.unit_bytes)]

    def label(self, unit: str) -> str:
        return Part.decoded(unit).name

    def identity(self, unit: str) -> str:
        part = Part.decoded(unit)
        return f"{part.source} {part.identity()}"

    def size(self, unit: str) -> int:
        part = Part.decoded(unit)
        return part.high - part.low

    def read(self, unit: str) -> Reading:
        part = Part.decoded(unit)
        return (yield from read(part, self.layout, self.most_bytes, "documents", self.damaged))

    def filters(self) -> Sequence[Filter]:
        twins = Filter.load("near_duplicates", source_mark=self.layout.source_mark)
        return [twins, Filter.load("contamination")]
