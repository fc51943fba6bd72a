"""Which files of a folder are a benchmark's, and which part of it each is.

A folder may be the original's, another publication's, or have the files flat. So a file belongs to the
split whose pattern its path ends with, at the greatest length; where two splits tie it belongs to none.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from proofpile.contamination.records import stem, suffix
from proofpile.contamination.specs import SUFFIXES, Known, Spec, Split
from proofpile.errors import UsageError

_SHARD = re.compile(r"[0-9]+-of-[0-9]+")


@dataclass(frozen=True, slots=True)
class ItemFile:
    """A file to read. `shown` is its path in the folder; ids of its items begin with `prefix`.

    `is_all` says that the file is the whole benchmark, so that ids that it gives need no prefix.
    """

    path: Path
    shown: str
    prefix: str
    split: Split | None = None
    is_all: bool = False


def find(spec: Spec) -> tuple[list[ItemFile], list[str]]:
    """The files of `spec` in the order of their names, and what there is to say about others.

    Raises UsageError where there is none that can be read.
    """
    if spec.path.is_file():
        if suffix(spec.path) not in {suffix(Path(f"x{s}")) for s in SUFFIXES} | {".text"}:
            raise UsageError(
                f"{spec.path} is called neither of {', '.join(SUFFIXES)}: convert it to JSON lines, one "
                "object an item, or give it the suffix that it should have"
            )
        split, wild, _ = _split_of(_parts(spec.path), spec.known)
        prefix = _shown(stem(spec.path)) if split is None else "/".join((split.name, *wild))
        return [ItemFile(spec.path, _shown(spec.path.name), prefix, split, split is None)], []
    paths, others = _readable(spec.path, spec.known)
    if not paths:
        raise UsageError(
            f"nothing in {spec.path} can be read as a benchmark: looked for names that end in "
            f"{', '.join(SUFFIXES)}, and found {_counted(sorted(others)) or 'nothing'}"
            + (f"; of {spec.name} expected {'; '.join(spec.known.expected)}" if spec.known else "")
        )
    files = [_item_file(path, spec) for path in paths]
    chosen, notes = _of_splits(files, spec)
    if others:
        notes.append(f"{_counted(sorted(others))} left out, being no data by their names")
    return [file for file, _ in chosen], notes


def _item_file(path: Path, spec: Spec) -> tuple[ItemFile, int]:
    """The file, and how many parts of its path its split's pattern has."""
    shown = _shown(path.relative_to(spec.path).as_posix())
    split, wild, length = _split_of(_parts(path), spec.known)
    parent = Path(shown).parent.as_posix()
    own = _shown(stem(path)) if parent == "." else f"{parent}/{_shown(stem(path))}"
    prefix = own if split is None else "/".join((split.name, *wild))
    return ItemFile(path, shown, prefix, split), length


def _of_splits(
    files: list[tuple[ItemFile, int]], spec: Spec
) -> tuple[list[tuple[ItemFile, int]], list[str]]:
    """Of a known benchmark only its own files, and those that models are judged on."""
    own = [(file, length) for file, length in files if file.split]
    if not own:
        return files, []
    best: dict[str, int] = defaultdict(int)
    for file, length in own:
        assert file.split
        best[file.split.name] = max(best[file.split.name], length)
    own = [(file, n) for file, n in own if file.split and n == best[file.split.name]]
    held_out = [(file, n) for file, n in own if file.split and file.split.held_out]
    chosen = held_out or own
    notes = []
    if left := sorted(
        {f.split.name for f, _ in own if f.split} - {f.split.name for f, _ in chosen if f.split}
    ):
        notes.append(
            f"left out {', '.join(left)}, which models may be trained on; to check against it all the "
            f"same, give its file: --benchmark {spec.name}=PATH"
        )
    taken = {file.shown for file, _ in own}
    if strange := [file.shown for file, _ in files if file.shown not in taken]:
        notes.append(
            f"{_counted(strange)} left out, being no file of {spec.name} that is known, or a second "
            "copy of one"
        )
    return chosen, notes


def _counted(names: Sequence[str]) -> str:
    some = ", ".join(names[:3])
    return f"{some}{f' and {len(names) - 3:,} more' if len(names) > 3 else ''}"


def _readable(folder: Path, known: Known | None) -> tuple[list[Path], list[str]]:
    more = tuple({Path(p).suffix for s in known.splits for p in s.patterns}) if known else ()
    paths, others = [], []
    for path in _walk(folder):
        if path.name.lower().endswith((*SUFFIXES, *more)):
            paths.append(path)
        else:
            others.append(_shown(path.relative_to(folder).as_posix()))
    return sorted(paths, key=lambda path: path.relative_to(folder).parts), others


def _walk(folder: Path) -> Iterator[Path]:
    def stop(error: OSError) -> None:
        raise UsageError(f"cannot look into {error.filename}: {error.strerror}")

    for path, folders, files in os.walk(folder, onerror=stop):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(path, name) for name in files if not name.startswith("."))


def _parts(path: Path) -> tuple[str, ...]:
    return tuple(map(_shown, path.absolute().parts))


def _shown(name: str) -> str:
    # A name that is not UTF-8 is a name all the same, though not one that a column can hold.
    return name.encode(errors="replace").decode()


def _split_of(
    parts: tuple[str, ...], known: Known | None
) -> tuple[Split | None, tuple[str, ...], int]:
    """The split, what stood in the place of wild cards, and how many parts of the path agreed."""
    best: list[tuple[Split, tuple[str, ...]]] = []
    length = 0
    for split in known.splits if known else ():
        for pattern in split.patterns:
            agreed, wild = _agreement(parts, pattern, known.subjects if known else ())
            if agreed > length:
                best, length = [(split, wild)], agreed
            elif agreed == length and agreed and split is not best[-1][0]:
                best.append((split, wild))
    return (*best[0], length) if len(best) == 1 else (None, (), 0)


def _agreement(
    parts: tuple[str, ...], pattern: str, subjects: tuple[str, ...]
) -> tuple[int, tuple[str, ...]]:
    wild: list[str] = []
    agreed = 0
    for part, wanted in zip(reversed(parts), reversed(pattern.split("/")), strict=False):
        found = _expression(_unpacked(wanted), subjects).fullmatch(_unpacked(part))
        if not found:
            break
        agreed += 1
        wild[:0] = [group for group in found.groups() if not _SHARD.fullmatch(group)]
    return agreed, tuple(wild)


def _unpacked(name: str) -> str:
    """Whoever unpacked a file has the same file."""
    return name.removesuffix(".gz").removesuffix(".zst")


@cache
def _expression(wanted: str, subjects: tuple[str, ...]) -> re.Pattern[str]:
    """`*` stands for anything in a name, ``{subject}`` for one of `subjects`."""
    pieces = re.split(r"(\*|\{subject\})", wanted)
    forms = {"*": "(.*)", "{subject}": f"({'|'.join(map(re.escape, subjects))})"}
    return re.compile("".join(forms.get(piece, re.escape(piece)) for piece in pieces))
