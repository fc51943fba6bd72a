"""The tools under test, each a function from the bytes of a page to Markdown or text.

As a script it is the worker of score.py: it runs one tool, in whatever environment has it.

    python extractors.py TOOL < lines of {"html": HEXADECIMAL}

writes first a line with versions, one line {"text", "formulas", "seconds", "error"} a page, and last
{"peak"} in MB.
"""

import importlib.metadata
import json
import platform
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS = 60  # a page that takes longer is counted as an error

Formulas = list[dict[str, object]] | None
Extract = Callable[[bytes], tuple[str, Formulas]]


def proofpile() -> Extract:
    from proofpile.web import extract

    def read(html: bytes) -> tuple[str, Formulas]:
        page = extract(html)
        return page.text, [
            {"tex": f.tex, "display": f.display, "rule": f.rule, "lossy": f.lossy}
            for f in page.formulas
        ]

    return read


TOOLS: dict[str, tuple[Callable[[], Extract], tuple[str, ...]]] = {
    "proofpile": (proofpile, ("proofpile", "resiliparse")),
}


def versions(tool: str) -> str:
    """What the figures of a tool depend on."""
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in TOOLS[tool][1])


@contextmanager
def limited() -> Iterator[None]:
    """Raise TimeoutError in whatever Python code runs longer than `SECONDS`."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"more than {SECONDS} s")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


def read(extract: Extract, html: bytes) -> dict[str, object]:
    """What a tool makes of a page; whatever it raises is its error."""
    start = time.perf_counter()
    try:
        with limited():
            text, formulas = extract(html)
        error = ""
    except Exception as fault:
        text, formulas, error = "", None, f"{type(fault).__name__}: {fault}"[:300]
    seconds = time.perf_counter() - start
    return {"text": text or "", "formulas": formulas, "seconds": seconds, "error": error}


def peak() -> float:
    """Largest resident set of this process or of one that it started, in MB."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(w).ru_maxrss for w in who) / 1024


def main() -> None:
    tool = sys.argv[1]
    extract = TOOLS[tool][0]()
    extract(b"<html><body><p>To have everything imported: <i>x</i>.</p></body></html>")
    out = sys.stdout
    sys.stdout = sys.stderr  # tools may print
    said = {"versions": versions(tool), "python": platform.python_version()}
    print(json.dumps(said), file=out, flush=True)
    for line in sys.stdin:
        html = bytes.fromhex(json.loads(line)["html"])
        print(json.dumps(read(extract, html)), file=out, flush=True)
    print(json.dumps({"peak": peak()}), file=out, flush=True)


if __name__ == "__main__":
    main()
