"""Pages of Debian's packages: manuals, books and vignettes under free licences, by many hands."""

import gzip
import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from archive import Page
from render import from_sweave

_HTML = (".html", ".htm", ".xhtml")
_LARGEST = 4_000_000  # bytes of one page
_LICENCE = re.compile(r"^License:[ \t]*(\S[^\n]*)$", re.MULTILINE)
_KNOWN = {  # in copyright files that are prose
    "GFDL": "Free Documentation License",
    "GPL": "General Public License",
    "BSD": "Redistribution and use in source and binary forms",
    "MIT": "Permission is hereby granted, free of charge",
    "Apache-2.0": "Apache License",
    "Artistic": "Artistic License",
    "PostgreSQL": "PostgreSQL",
    "CC": "Creative Commons",
}


def fetch(packages: list[str], folder: Path) -> None:
    """Download with apt what is not in `folder` yet."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [name for name in packages if archive_of(name, folder) is None]
    if missing:
        subprocess.run(["apt-get", "-q", "download", *missing], cwd=folder, check=True)


def archive_of(package: str, folder: Path) -> Path | None:
    """The package's file, the newest if there are several."""
    return max(folder.glob(f"{package}_*.deb"), default=None)


def facts(archive: Path, tree: Path) -> dict[str, str]:
    """What the card says of a package: version, hash, licences as its copyright file names them."""
    _, version, _ = archive.stem.split("_")
    return {
        "version": version.replace("%3a", ":"),
        "sha256": sha256(archive.read_bytes()).hexdigest(),
        "licence": licences(tree),
    }


def licences(tree: Path) -> str:
    """Names of the licences in the package's copyright file, sorted."""
    names: set[str] = set()
    for file in sorted(tree.glob("usr/share/doc/*/copyright")):
        text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
        found = {name.strip() for name in _LICENCE.findall(text)}
        names |= found or {short for short, words in _KNOWN.items() if words in text}
    return ", ".join(sorted(names)) or "see the package"


def unpacked(archive: Path, into: str) -> Path:
    """The package's files in a folder."""
    subprocess.run(["dpkg-deb", "-x", str(archive), into], check=True)
    return Path(into)


def pages(tree: Path) -> Iterator[Page]:
    """Every page below `tree`: HTML, HTML in gzip and in Java archives, and Sweave vignettes rendered."""
    for path in sorted(tree.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name = path.relative_to(tree).as_posix()
        plain = name.removesuffix(".gz")
        if plain.lower().endswith(_HTML):
            if content := _content(path):
                yield Page(plain, content)
        elif name.endswith(".jar"):
            yield from _of_jar(path, name)
        elif name.endswith((".Rnw", ".Rtex")) and not path.with_suffix(".html").exists():
            yield Page(f"{name}.html", from_sweave(path.read_bytes()))


def _content(path: Path) -> bytes:
    if path.stat().st_size > _LARGEST:
        return b""
    if path.suffix != ".gz":
        return path.read_bytes()
    with gzip.open(path) as file:
        return file.read(_LARGEST)


def _of_jar(path: Path, name: str) -> Iterator[Page]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as jar:
        for member in sorted(jar.namelist()):
            if member.lower().endswith(_HTML):
                yield Page(f"{name}/{member}", jar.read(member))
