"""What is here and what is not: the checks that a build would otherwise fail on, hours later.

Nothing is installed, downloaded or changed: a check looks, and names the command that mends. What is
required is what the README's first command needs; everything else is at worst a warning.
"""

import os
import platform
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from proofpile.errors import MissingError, ProofpileError

if TYPE_CHECKING:
    from proofpile.contamination.specs import Spec

State = Literal["ok", "warn", "missing"]

# Distribution → module, of what every build imports.
REQUIRED = {
    "fastwarc": "fastwarc.warc",
    "isal": "isal.isal_zlib",
    "jsonschema": "jsonschema",
    "numpy": "numpy",
    "orjson": "orjson",
    "publicsuffixlist": "publicsuffixlist",
    "pyarrow": "pyarrow",
    "resiliparse": "resiliparse.parse.html",
    "rich": "rich",
    "urllib3": "urllib3",
    "xxhash": "xxhash",
    "zstandard": "zstandard",
}
# Distribution → extra that brings it, and what it is for.
OPTIONAL = {
    "ray": ("ray", "--on ray"),
    "obstore": ("s3", "s3:// inputs"),
    "trafilatura": ("trafilatura", "--set openwebmath.extractor=trafilatura"),
}
GB = 10**9
# A build's own processes: some 600 MB a worker, a few dozen files each, shards of a unit on disk.
LEAST_MEMORY, LEAST_DISK, LEAST_FILES = 2 * GB, 5 * GB, 1024
LEAST_SHARED = 300 << 20  # runner.OnRay gives Ray's object store 256 MiB there


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, what was found, and the command that mends it."""

    name: str
    state: State
    found: str
    mend: str = ""
    required: bool = False


def examine(folder: Path | None = None) -> list[Finding]:
    """Everything there is to look at; disk space where `folder` is, or here."""
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _python,
        _packages,
        _kernels,
        _recipes,
        _models,
        _extras,
        lambda: _disk(folder or Path.cwd()),
        _memory,
        _shared_memory,
        _open_files,
        _benchmarks,
    )
    return [finding for check in checks for finding in check()]


def _python() -> Iterator[Finding]:
    found = f"{platform.python_version()} at {sys.executable}"
    yield Finding("python", "ok", found, required=True)
    if sys.platform != "linux":
        yield Finding("system", "warn", f"{sys.platform}: only Linux is tested")


def _packages() -> Iterator[Finding]:
    broken = [(name, why) for name, module in REQUIRED.items() if (why := _trouble(module))]
    for name, why in broken:
        mend = f"pip install --force-reinstall {name}"
        yield Finding(name, "missing", why, mend, required=True)
    if not broken:
        versions = ", ".join(f"{name} {_version(name)}" for name in REQUIRED)
        yield Finding("packages", "ok", versions, required=True)


def _trouble(module: str) -> str:
    try:
        import_module(module)
    except Exception as error:  # a broken binary raises what it likes
        return f"{module} cannot be imported: {error}"
    return ""


def _kernels() -> Iterator[Finding]:
    from proofpile import native

    if native.compiled:
        yield Finding("kernels", "ok", "compiled")
    else:
        yield Finding("kernels", "warn", "Python twins, slow", native.how_to_compile())


def _recipes() -> Iterator[Finding]:
    from proofpile.filter import Filter
    from proofpile.recipe import HOME
    from proofpile.source import Source

    sources, filters = Source.available(), Filter.available()
    named = f"sources {', '.join(sources) or 'none'}; filters {', '.join(filters) or 'none'}"
    found = f"{named}; in {HOME}"
    if sources and filters:
        yield Finding("recipes", "ok", found, required=True)
    else:
        mend = "pip install --force-reinstall proofpile"
        yield Finding("recipes", "missing", found, mend, required=True)


def _models() -> Iterator[Finding]:
    from proofpile.text.language import find_model, load_model, sha256_of

    try:
        path = find_model()
        load_model(path)
        found = f"lid.176.ftz, sha256 {sha256_of(path)} at {path}"
    except ProofpileError as error:
        yield Finding("language model", "missing", str(error), required=True)
    else:
        yield Finding("language model", "ok", found, required=True)


def _extras() -> Iterator[Finding]:
    for name, (extra, purpose) in OPTIONAL.items():
        if _distribution(name):
            yield Finding(name, "ok", f"{_version(name)}, for {purpose}")
        else:
            mend = f"pip install 'proofpile[{extra}]'"
            yield Finding(name, "missing", f"not needed unless for {purpose}", mend)


def _disk(folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(folder).free
    found = f"{free / GB:,.1f} GB free in {folder}"
    if free >= LEAST_DISK:
        yield Finding("disk", "ok", found)
    else:
        yield Finding("disk", "warn", found, "give a folder on a larger disk: --out DIR")


def _memory() -> Iterator[Finding]:
    cores = len(os.sched_getaffinity(0))
    available = _available_memory()
    found = f"{available / GB:,.1f} GB available, {cores} cores"
    if available >= LEAST_MEMORY:
        yield Finding("memory", "ok", found)
    else:
        yield Finding("memory", "warn", found, "use fewer workers: --workers 1 --memory 600MB")


def _available_memory() -> int:
    """What the kernel could give, or what this container may take if that is less."""
    meminfo = Path("/proc/meminfo").read_text().splitlines()
    fields = dict(line.split(":", 1) for line in meminfo)
    free = int(fields["MemAvailable"].split()[0]) * 1024
    group = Path("/sys/fs/cgroup")
    try:
        limit = int((group / "memory.max").read_text())
        return min(free, limit - int((group / "memory.current").read_text()))
    except (OSError, ValueError):  # no cgroup v2, or "max"
        return free


def _shared_memory() -> Iterator[Finding]:
    shared = Path("/dev/shm")
    size = shutil.disk_usage(shared).free if shared.is_dir() else 0
    found = f"{size / GB:,.2f} GB free in {shared}, for --on ray"
    if size >= LEAST_SHARED:
        yield Finding("shared memory", "ok", found)
    else:
        mend = "mount -o remount,size=1G /dev/shm, or in a container: --shm-size=1g"
        yield Finding("shared memory", "warn", found, mend)


def _open_files() -> Iterator[Finding]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = soft == resource.RLIM_INFINITY
    found = "unlimited" if unlimited else f"{soft:,} (may be raised to {hard:,})"
    if unlimited or soft >= LEAST_FILES:
        yield Finding("open files", "ok", found)
    else:
        yield Finding("open files", "warn", found, f"ulimit -n {min(hard, 65536)}")


def _benchmarks() -> Iterator[Finding]:
    """A line each; how to mend it is said once, for the last that is not there."""
    from proofpile.contamination.specs import cache_folder, known_benchmarks, parse

    found = {name: _in_cache(name, parse) for name in known_benchmarks()}
    away = [name for name, (state, _) in found.items() if state == "missing"]
    for name, (state, said) in found.items():
        is_last = bool(away) and name == away[-1]
        mend = f"put what you need into {cache_folder()}, or give --benchmark NAME=PATH"
        yield Finding(f"benchmark {name}", state, said, mend if is_last else "")


def _in_cache(name: str, parse: "Callable[[str], Spec]") -> tuple[State, str]:
    try:
        return "ok", str(parse(name).path)
    except MissingError:
        return "missing", f"not needed unless for --benchmark {name}"
    except ProofpileError as error:
        return "warn", str(error)


def _distribution(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _version(name: str) -> str:
    found = _distribution(name)
    return found.version if found else "absent"
