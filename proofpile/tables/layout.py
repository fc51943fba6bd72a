"""What the columns of a corpus are, over all its files, and which of them are a document's own."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from proofpile.errors import UsageError
from proofpile.tables import arrow, jsonl, parquet, tokens
from proofpile.tables.columns import KINDS, common, kind_of
from proofpile.tables.files import File, Part, whole
from proofpile.words import human_size, plural
from proofpile.worker import Worker

# JSON of what a line has and the first lines of the files had not shown; and what is called so already.
OTHERS = "other_columns"
_OWN = ("origin", "licence")  # columns of ours that one of the user's may fill
_PLACES = ("id", "origin", "url", "source")  # what says where a document came from, by usual names
PARQUET, ARROW, LINES = "Parquet", "Arrow", "JSON lines"
TABLES = {PARQUET: parquet, ARROW: arrow}


@dataclass(frozen=True, slots=True)
class Layout:
    """`text`, `id` and `source` name columns (`id` "": ids are made; `source` "": the path is it).

    `columns` gives the kind of every other column, `source` among them, by name. `lines` says whether
    any file is JSON lines, which may show columns late. `tokens` names the column of token ids of files
    that have no text; `tokenizer` is the path of what reads them. `bare` leaves out all columns but those
    that are named or say where a document came from.
    """

    text: str = "text"
    id: str = ""
    source: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    lines: bool = False
    without: tuple[str, ...] = ()  # columns that are left out
    tokens: str = ""
    tokenizer: str = ""
    bare: bool = False

    @property
    def marks(self) -> dict[str, type]:
        """Name -> type of the marks of a document."""
        theirs = {name: KINDS[kind] for name, kind in self.columns if name not in _OWN}
        return {"source": str, **theirs, **({OTHERS: str} if self.lines and not self.bare else {})}

    @property
    def own(self) -> tuple[str, ...]:
        """The columns that are a document's text and id."""
        return tuple(name for name in (self.text, self.id, self.tokens) if name)

    @property
    def origins(self) -> tuple[str, ...]:
        """The columns that say where a document came from, the first before the next.

        Where all columns are kept, an address is a mark and stays what it was called.
        """
        kinds = dict(self.columns)
        return tuple(
            name for name in ("origin", "url") if name in kinds and (self.bare or name in _OWN)
        )

    @property
    def source_mark(self) -> str:
        """The mark that says which source a document is of."""
        return "source" if self.source in ("", "source") or not self._has_source else self.source

    @property
    def _has_source(self) -> bool:
        return any(name == "source" for name, _ in self.columns)


@dataclass(frozen=True, slots=True)
class _Seen:
    """How a file is read, which columns it has, the kind of those that are read, and which holds tokens."""

    file: File
    format: str
    has: Sequence[str]
    kinds: Mapping[str, str]
    tokens: str = ""


def format_of(location: str) -> str:
    """How the file is read: by its first bytes, or where it has none by its name."""
    path = Path(location)
    with path.open("rb") as opened:
        first = opened.read(6)
    if first.startswith(b"PAR1"):
        return PARQUET
    if first.startswith((arrow.MAGIC, b"\xff\xff\xff\xff")):
        return ARROW
    if not first and path.suffix.lower() in (".parquet", ".pq"):
        return PARQUET
    if not first and path.suffix.lower() in (".arrow", ".feather", ".ipc"):
        return ARROW
    return LINES


def survey(
    files: Sequence[File],
    text: str,
    id: str,
    source: str,
    without: Sequence[str] = (),
    tokenizer: str = "",
    bare: bool = False,
) -> Layout:
    """The layout of a corpus in `files`, from their footers, and of JSON lines from the first lines.

    `id` "" takes the column called ``id`` if there is one, or in token shards ``doc_id``. Raises UsageError
    where a file cannot be read, lacks a column that was named, or has a column of another kind than an
    earlier file; and for tokens without the tokenizer that made them.
    """
    named = (text, id, source) if bare else None
    seen = [_look(file, without, text, tokenizer, named) for file in files]
    if not any(one.has for one in seen):
        raise UsageError(
            f"there is no row in the corpus: {plural(len(files), 'file')}, the first is {files[0].location}"
        )
    kinds: dict[str, str] = {}
    where: dict[str, File] = {}
    for one in seen:
        for name, kind in one.kinds.items():
            merged = common(kinds.get(name, kind), kind)
            if merged is None and name not in (text, id or "id"):
                raise UsageError(_contradiction(name, kinds[name], where[name], kind, one.file))
            if kinds.get(name) in (None, "empty"):
                where[name] = one.file
            kinds[name] = merged or kinds[name]
    column = _tokens_of(seen, tokenizer)
    if not id and all(one.tokens and tokens.DOC_ID in one.kinds for one in seen if one.has):
        id = tokens.DOC_ID
    id = id or ("id" if "id" in kinds and text != "id" else "")
    source = source or ("source" if kinds.get("source") == "text" else "")
    for one in seen:
        _check(one, {"--text-column": text, "--id-column": id, "--source-column": source}, without)
    own = {text, id, column} - {""}
    columns = {name: kind for name, kind in kinds.items() if name not in own}
    _refuse_clashes(columns, kinds, text, id, source)
    has_lines = any(one.format == LINES for one in seen)
    return Layout(
        text,
        id,
        source,
        tuple(sorted(columns.items())),
        has_lines,
        tuple(without),
        column,
        tokenizer,
        bare,
    )


def unlabelled(files: Sequence[File], layout: Layout) -> list[File]:
    """Token shards that do not say which tokenizer made them."""
    found = []
    for file in files:
        if layout.tokens and (format := format_of(file.location)) != LINES:
            schema = TABLES[format].schema(file.location)
            if tokens.column_of(schema, layout.text) and not tokens.label_of(schema):
                found.append(file)
    return found


def cut(files: Sequence[File], most: int) -> Iterator[Part]:
    """The parts that workers read: whole files, or pieces of `most` bytes or a little more."""
    with closing(Worker()) as worker:  # no process is started before it is called
        for file in files:
            format = format_of(file.location) if file.size > most else ""
            if format == PARQUET:
                yield from parquet.cut(file, most, worker)
            elif format == ARROW:
                yield from arrow.cut(file, most)
            else:
                yield from jsonl.cut(file, most) if format else [whole(file)]


def _look(
    file: File,
    without: Sequence[str],
    text: str,
    tokenizer: str,
    named: tuple[str, ...] | None,
) -> _Seen:
    """What is in a file; with `named`, only of those columns, and of where documents came from."""
    try:
        format = format_of(file.location)
        if format == LINES:
            kinds = jsonl.kinds(file)
            return _Seen(file, format, tuple(kinds), _wanted(kinds, without, named))
        schema = TABLES[format].schema(file.location)
        has, column = schema.names, tokens.column_of(schema, text)
        if column:
            tokens.check(schema, file.location, column, tokenizer)
        if named is not None:
            named = (*named, column, tokens.DOC_ID) if column else named
            fields = [field for field in schema if field.name in (*named, *_PLACES)]
            schema = pa.schema(fields)
        kinds = _kinds(schema, file, without)
        return _Seen(file, format, has, _wanted(kinds, without, named), column)
    except (OSError, ValueError, pa.ArrowException, jsonl.BadLineError) as error:
        raise UsageError(
            f"{file.location} ({human_size(file.size)}) cannot be read as Arrow, Parquet or JSON lines: "
            f"{error}. It may be cut off or damaged: get it again, or leave it out"
        ) from None


def _wanted(
    kinds: Mapping[str, str], without: Sequence[str], named: tuple[str, ...] | None
) -> dict[str, str]:
    """The columns that are read: all but those `without`; or those `named`, and text that says a place."""
    return {
        name: kind
        for name, kind in kinds.items()
        if name not in without
        and (named is None or name in named or name == "id" or _says_a_place(name, kind))
    }


def _says_a_place(name: str, kind: str) -> bool:
    return name in _PLACES and kind in ("text", "empty")


def _tokens_of(seen: Sequence[_Seen], tokenizer: str) -> str:
    """The column of tokens, of all files that have one; "" where none has."""
    columns = {one.tokens: one.file for one in seen if one.tokens}
    if len(columns) > 1:
        (one, first), (other, second), *_ = columns.items()
        raise UsageError(
            f"tokens are in the column {one!r} in {first.location} and {other!r} in {second.location}; "
            "give the two to a command each"
        )
    if tokenizer and not columns:
        raise UsageError(
            f"--tokenizer {tokenizer} is for token shards, and of {plural(len(seen), 'file')} none has a "
            f"list of integers in {' or '.join(tokens.COLUMNS)}, {seen[0].file.location} first; leave it out"
        )
    return next(iter(columns), "")


def _kinds(schema: pa.Schema, file: File, without: Sequence[str]) -> dict[str, str]:
    names = [name for name in schema.names if name not in without]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UsageError(f"{file.location} has two columns called {twice[0]!r}; rename one")
    fields = [field for field in schema if field.name in names]
    for field in fields:
        if "[ns" in str(field.type) and kind_of(field.type) == "json":
            raise UsageError(
                f"{file.location} has nanoseconds inside of the nested column {field.name!r}, which JSON "
                f"cannot hold; leave it out: --drop-column {field.name}"
            )
    return {field.name: kind_of(field.type) for field in fields}


def _check(one: _Seen, named: Mapping[str, str], without: Sequence[str]) -> None:
    """Raises UsageError if a file that has rows lacks a column, or has it of a kind that is no use."""
    allowed = {
        "--text-column": ("text", "bytes", "empty"),
        "--id-column": ("text", "bytes", "int", "written", "empty"),
        "--source-column": ("text", "empty"),
    }
    for option, name in named.items():
        if not name or not one.has or (one.tokens and option == "--text-column"):
            continue
        kind = one.kinds.get(name)
        if name in without:
            raise UsageError(f"{option} {name} and --drop-column {name} contradict each other")
        if kind is None:
            near = difflib.get_close_matches(name, one.has, 1)
            hint = f" Did you mean {option} {near[0]}?" if near else ""
            raise UsageError(
                f"{one.file.location} has no column {name!r} ({option}); it has "
                f"{', '.join(one.has)}.{hint}"
            )
        if kind not in allowed[option] and not (kind == "json" and one.format == LINES):
            raise UsageError(
                f"the column {name!r} of {one.file.location} is of the kind {kind}; {option} must name "
                f"a column of {'text or integers' if option == '--id-column' else 'text'}"
            )


def _refuse_clashes(
    columns: Mapping[str, str], kinds: Mapping[str, str], text: str, id: str, source: str
) -> None:
    """Raises UsageError for a column of the user's that is called like one that documents have."""
    for name, why in (
        ("text", f"the text is taken from {text!r}"),
        ("id", f"ids are taken from {id!r}"),
    ):
        if name in columns:
            raise UsageError(
                f"the corpus has a column {name!r}, but {why}; leave it out: --drop-column {name}"
            )
    for name in (*_OWN, OTHERS, *(["source"] if not source else [])):
        if columns.get(name, "text") not in ("text", "empty"):
            raise UsageError(
                f"the column {name!r} is of the kind {columns[name]}, but a document's {name} is text; "
                f"leave it out: --drop-column {name}"
            )


def _contradiction(name: str, kind: str, first: File, other: str, second: File) -> str:
    return (
        f"the column {name!r} is of the kind {kind} in {first.location} and {other} in "
        f"{second.location}; make them the same, or leave the column out: --drop-column {name}"
    )
