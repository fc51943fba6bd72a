"""Pages of Debian's packages: manuals, books and vignettes under free licences, by many hands."""

import gzip
import re
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

from archive import Candidate
from render import from_sweave, notebook, rendered

_HTML = (".html", ".htm", ".xhtml")
_LARGEST = 4_000_000  # bytes of one page
SOURCE = "src:"  # before the name of a source package
_FORMATS = {".tex": "latex", ".rst": "rst", ".md": "markdown", ".ipynb": ""}
_NO_TEXT = re.compile(
    r"licen[cs]e|change|news|readme|/tests?/|include|macro|preamble", re.IGNORECASE
)
_FORMULA = re.compile(rb":math:`|\\\(|\\\[|\$[^$\n]+\$|\\begin\{(?:equation|align|eqnarray)|math::")
_FEWEST_FORMULAS = 5
_SHORTEST, _LONGEST = 1500, 400_000  # bytes of one text
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
    """Download with apt what is not in `folder` yet; for `src:NAME`, apt needs lines of deb-src."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [name for name in packages if archive_of(name, folder) is None]
    binary = [name for name in missing if not name.startswith(SOURCE)]
    source = [name.removeprefix(SOURCE) for name in missing if name.startswith(SOURCE)]
    if binary:
        subprocess.run(["apt-get", "-q", "download", *binary], cwd=folder, check=True)
    if source:
        order = ["apt-get", "-q", "source", "--download-only", "--tar-only", *source]
        subprocess.run(order, cwd=folder, check=True)


def archive_of(package: str, folder: Path) -> Path | None:
    """The package's file, the newest if there are several."""
    if package.startswith(SOURCE):
        found = folder.glob(f"{package.removeprefix(SOURCE)}_*.orig.tar.*[!c]")
    else:
        found = folder.glob(f"{package}_*.deb")
    return max(found, default=None)


def facts(archive: Path, tree: Path) -> dict[str, str]:
    """What the card says of a package: version, hash, licences as its copyright file names them."""
    version = archive.name.removesuffix(".deb").split("_")[1].partition(".orig.")[0]
    return {
        "version": version.replace("%3a", ":"),
        "sha256": sha256(archive.read_bytes()).hexdigest(),
        "licence": licences(tree),
    }


def source_facts(archive: Path) -> dict[str, str]:
    """The same for a source package, whose licence its own files of that name say."""
    version = archive.name.split("_")[1].partition(".orig.")[0]
    return {"version": version, "sha256": sha256(archive.read_bytes()).hexdigest()}


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


def pages(tree: Path) -> Iterator[Candidate]:
    """Every page below `tree`: HTML, HTML in gzip and in Java archives, and Sweave vignettes rendered."""
    for path in sorted(tree.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name = path.relative_to(tree).as_posix()
        plain = name.removesuffix(".gz")
        if plain.lower().endswith(_HTML):
            yield Candidate(plain, partial(_content, path))
        elif name.endswith(".jar"):
            yield from _of_jar(path, name)
        elif name.endswith((".Rnw", ".Rtex")) and not path.with_suffix(".html").exists():
            yield Candidate(f"{name}.html", partial(_vignette, path))


def _vignette(path: Path) -> bytes:
    return from_sweave(path.read_bytes())


def source_pages(archive: Path) -> Iterator[Candidate]:
    """The documentation in an upstream's release that is LaTeX, reStructuredText, Markdown or notebooks.

    Only what has formulas, for the rest of a release is seldom written for readers.
    """
    with tarfile.open(archive) as tar:
        for member in tar:
            fits = member.isfile() and _SHORTEST <= member.size <= _LONGEST
            if fits and Path(member.name).suffix in _FORMATS and not _NO_TEXT.search(member.name):
                file = tar.extractfile(member)
                content = file.read() if file else b""
                if len(_FORMULA.findall(content)) >= _FEWEST_FORMULAS:
                    yield Candidate(f"{member.name}.html", partial(_shown, member.name, content))


def _shown(name: str, content: bytes) -> bytes:
    title = Path(name).stem.replace("-", " ").replace("_", " ").capitalize()
    if name.endswith(".ipynb"):
        return notebook(content, title)
    text = content.decode("utf-8", errors="replace")
    return rendered(text, _FORMATS[Path(name).suffix], title, mathml=len(name) % 4 == 0)


def _content(path: Path) -> bytes:
    if path.stat().st_size > _LARGEST:
        return b""
    if path.suffix != ".gz":
        return path.read_bytes()
    with gzip.open(path) as file:
        return file.read(_LARGEST)


def _of_jar(path: Path, name: str) -> Iterator[Candidate]:
    with zipfile.ZipFile(path) as jar:
        for member in sorted(jar.namelist()):
            if member.lower().endswith(_HTML):
                yield Candidate(f"{name}/{member}", partial(_of_archive, path, member))


def _of_archive(path: Path, member: str) -> bytes:
    with zipfile.ZipFile(path) as jar:
        return jar.read(member)
