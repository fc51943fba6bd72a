"""The output folder: whose it is, who is working in it, and where things go.

OUT/manifest.json    OUT/documents/    OUT/dropped/    OUT/report/    OUT/README.md
OUT/passes/          build.json (whose build this is), lock, 0/ 1/ … shards, 1.fit/ fitted tables
"""

import errno
import fcntl
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from proofpile.atomic import sweep, write_text
from proofpile.errors import BuildError, UsageError

FORMAT = 1


@contextmanager
def working_in(out: Path, source: str) -> Iterator[Path]:
    """Claim `out` for a build of `source` and give the folder of its passes.

    Raises UsageError if `out` holds something else, is not writable, or another build is at work there.
    """
    with ExitStack() as stack:
        try:
            passes = _claimed(out, source, stack)
        except OSError as error:
            raise _unusable(error, out) from None
        try:
            yield passes
            sweep(out)  # what workers that died and were replaced left behind
        except OSError as error:
            raise disk_trouble(error, out) from error


def _claimed(out: Path, source: str, stack: ExitStack) -> Path:
    _refuse_strangers(out, source)
    passes = out / "passes"
    passes.mkdir(parents=True, exist_ok=True)
    lock = stack.enter_context((passes / "lock").open("w"))
    _claim(lock.fileno(), out)
    sweep(out)
    write_text(passes / "build.json", json.dumps({"format": FORMAT, "source": source}) + "\n")
    return passes


def _unusable(error: OSError, out: Path) -> Exception:
    trouble = disk_trouble(error, out)
    if trouble is not error:
        return trouble
    return UsageError(f"cannot write to {out}: {error.strerror}; give another folder with --out")


def disk_trouble(error: OSError, out: Path) -> BuildError | OSError:
    """A full disk as a BuildError that says what to do; any other error as it is."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return error
    return BuildError(
        f"no space left for {out}: free some, or move the folder to a larger disk, and run the same "
        "command again; what is finished is kept"
    )


def owner_of(out: Path) -> str | None:
    """The source whose build `out` holds, or None."""
    for path in (out / "passes" / "build.json", out / "manifest.json"):
        try:
            return str(json.loads(path.read_text(encoding="utf-8"))["source"])
        except (FileNotFoundError, ValueError, KeyError):
            continue
    return None


def _refuse_strangers(out: Path, source: str) -> None:
    if not out.exists():
        return
    owner = owner_of(out)
    if owner is None and any(p.name != "passes" for p in out.iterdir()):
        raise UsageError(
            f"{out} is not empty and holds no build; give a new folder with --out, or empty it"
        )
    if owner is not None and owner != source:
        raise UsageError(
            f"{out} holds a build of {owner}, not of {source}; give another folder with --out, "
            f"or remove it first: rm -r {out}"
        )


def _claim(descriptor: int, out: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError(f"another build is at work in {out}; wait for it, or stop it") from None
