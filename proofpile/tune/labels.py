"""Judgements of a person, one a line, on the disk before the next document is shown.

    {"labels": 1, "filter": "math_score", "reason": "low-math-score", "mark": "math_score", "corpus": "…"}
    {"id": "openwebmath:a.warc.gz@8812", "label": "keep", "score": 0.1834}

The file only grows: a later line for an id replaces the earlier one, and null takes it back. A kill can
tear nothing but the last line, which is mended when the file is opened again. Times are not kept: a file
of judgements is for others to look at, and needs no record of how somebody worked.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofpile.errors import UsageError
from proofpile.tune.line import Line

FORMAT = 1
KEEP, DROP, SKIP = "keep", "drop", "skip"
_LONGEST = 1 << 16  # bytes of a line; an id is the name of a place


def heading(line: Line) -> dict[str, Any]:
    """The first line of a file of labels: what they are labels of."""
    return {
        "labels": FORMAT,
        "filter": line.filter.name,
        "reason": line.reason,
        "mark": line.mark,
        "corpus": line.corpus,
    }


def entry(id: str, label: str | None, score: float) -> dict[str, Any]:
    """A line of a file of labels."""
    return {"id": id, "label": label, "score": score}


@dataclass
class Labels:
    """The labels in an open file, by id. `mended` bytes of a torn line were cut off when it was opened."""

    path: Path
    given: dict[str, str]
    mended: int
    _descriptor: int

    @classmethod
    @contextmanager
    def at(cls, path: Path, line: Line) -> Iterator["Labels"]:
        """Open `path`, or make it. Raises UsageError if it holds something else, or labels for another
        line or corpus, or if another process has it open.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise UsageError(
                f"labels cannot be written to {path}: {error.strerror}; give another file with --labels"
            ) from None
        try:
            _claim(descriptor, path)
            given, mended = _opened(descriptor, path, heading(line))
            yield cls(path, given, mended, descriptor)
        finally:
            os.close(descriptor)

    def give(self, id: str, label: str | None, score: float) -> None:
        """Label the document `id`, or take its label back; on the disk when this returns.

        Raises OSError if the disk takes it not; then nothing was labelled.
        """
        if label not in (KEEP, DROP, SKIP, None):
            raise ValueError(f"{label!r} is no label")
        _append(self._descriptor, entry(id, label, score))
        _take(self.given, id, label)


def _claim(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError(
            f"another proofpile tune is at work with {path}; end it, or give another file with --labels"
        ) from None


def _opened(descriptor: int, path: Path, mine: dict[str, Any]) -> tuple[dict[str, str], int]:
    """What the file says, its end mended and its heading written if it has none."""
    given: dict[str, str] = {}
    size = os.fstat(descriptor).st_size
    end = 0
    with path.open("rb") as file:
        while data := file.readline(_LONGEST):
            facts = _parsed(data)
            if facts is None and not _is_torn(data, at_start=end == 0, mine=mine):
                raise UsageError(_damaged(path, end))
            if facts is None:
                break
            if end == 0:
                _refuse_others(facts, mine, path)
            elif not _is_entry(facts):
                raise UsageError(_damaged(path, end))
            else:
                _take(given, facts["id"], facts["label"])
            end += len(data)
            if not data.endswith(b"\n"):
                _write(descriptor, b"\n")
                size = end = end + 1
                break
    os.ftruncate(descriptor, end)
    if not end:
        _append(descriptor, mine)
    return given, size - end


def _parsed(data: bytes) -> dict[str, Any] | None:
    try:
        facts = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return facts if isinstance(facts, dict) else None


def _is_torn(data: bytes, *, at_start: bool, mine: dict[str, Any]) -> bool:
    """Whether `data` is the beginning of a line that a kill cut off. Of a heading that is known for sure:
    somebody's own file is not to be taken for one.
    """
    if data.endswith(b"\n") or len(data) >= _LONGEST:
        return False
    return not at_start or _bytes(mine).startswith(data)


def _is_entry(facts: dict[str, Any]) -> bool:
    label = facts.get("label", "")
    return isinstance(facts.get("id"), str) and label in (KEEP, DROP, SKIP, None)


def _refuse_others(facts: dict[str, Any], mine: dict[str, Any], path: Path) -> None:
    if facts.get("labels") != FORMAT:
        raise UsageError(f"{path} is no file of labels; give another with --labels")
    for name in ("filter", "reason", "mark"):
        if facts.get(name) != mine[name]:
            raise UsageError(
                f"the labels in {path} are for the {name} {facts.get(name)}, not for {mine[name]}; give "
                "another file with --labels"
            )
    if facts.get("corpus") != mine["corpus"]:
        raise UsageError(
            f"the labels in {path} are of another corpus, built from other units; give another file with "
            "--labels"
        )


def _damaged(path: Path, at: int) -> str:
    return (
        f"{path} is no file of labels, or is damaged: what begins at byte {at:,} is none; mend it by hand, "
        "or give another file with --labels"
    )


def _take(given: dict[str, str], id: str, label: str | None) -> None:
    given.pop(id, None)  # a label given again is the last one
    if label is not None:
        given[id] = label


def _bytes(facts: dict[str, Any]) -> bytes:
    return json.dumps(facts, ensure_ascii=False).encode() + b"\n"


def _append(descriptor: int, facts: dict[str, Any]) -> None:
    """A line at the end, whole and on the disk, or an OSError and the file as it was."""
    before = os.fstat(descriptor).st_size
    try:
        _write(descriptor, _bytes(facts))
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, before)
        raise


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
