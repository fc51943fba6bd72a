"""What decides the bytes of a corpus besides recipes and input: our code and the libraries below it."""

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

# Parsers, detectors and writers whose releases may change what comes out. Unicode tables come with Python.
DECISIVE = ("fastwarc", "resiliparse", "publicsuffixlist", "pyarrow")
# Rooms and modules that only show what a build made, or make models, which count by their content: changing
# them must not rebuild a corpus.
SHOWING = (
    "cli",
    "report",
    "tune",
    "selflabel",
    "words.py",
    "export.py",
    "explain.py",
    "twins.py",
    "leaks.py",
    "differences.py",
    "replay.py",
    "doctor.py",
    "facts.py",
)


@cache
def versions() -> dict[str, str]:
    """Name and version of everything that decides bytes, with a hash of our own library's text."""
    found = {name: _version(name) for name in DECISIVE}
    python = ".".join(platform.python_version_tuple()[:2])
    return {"proofpile": f"{_version('proofpile')}+{_own_text()}", "python": python, **found}


@cache
def library() -> str:
    """One hash for `versions`: a shard made under another one is made again."""
    text = repr(sorted(versions().items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _own_text() -> str:
    here = Path(__file__).parent
    digest = hashlib.sha256()
    # Tables of words decide bytes as code does.
    for path in sorted([*here.rglob("*.py"), *here.rglob("*.txt")]):
        room = path.relative_to(here).parts[0]
        if room not in (*SHOWING, "_recipes"):
            digest.update(path.relative_to(here).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
