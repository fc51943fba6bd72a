"""The tools under test, each a function from the bytes of a page to Markdown or text.

As a script it is the worker of score.py: it runs one tool, in whatever environment has it.

    python extractors.py TOOL [BASELINES] < lines of {"html": HEXADECIMAL}

writes first a line with versions, one line {"text", "formulas", "seconds", "error"} a page, and last
{"peak"} in MB. BASELINES is the folder with node_modules. Options are those that keep most: no links, no
line breaks of the tool's own, Markdown where the tool has it.
"""

import importlib.metadata
import json
import math
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SECONDS = 60  # a page that takes longer is counted as an error

Formulas = list[dict[str, object]] | None  # None: they are to be read from the text
Extract = Callable[[bytes], tuple[str, Formulas]]
_HELPERS: list[subprocess.Popen | None] = []  # processes that do the work; None: one a page
BASELINES = Path(sys.argv[2] if len(sys.argv) > 2 else ".")


def _text_of(function: Callable[[Any], str | None], decode: bool = True) -> Extract:
    """A tool that gives text, from a string or from bytes."""
    if not decode:
        return lambda html: (function(html) or "", None)
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    def read(html: bytes) -> tuple[str, Formulas]:
        return function(
            bytes_to_str(html, detect_encoding(html, html5_compatible=True))
        ) or "", None

    return read


def proofpile() -> Extract:
    from proofpile.web import extract

    def read(html: bytes) -> tuple[str, Formulas]:
        page = extract(html)
        return page.text, [
            {"tex": f.tex, "display": f.display, "rule": f.rule, "lossy": f.lossy}
            for f in page.formulas
        ]

    return read


def trafilatura(output_format: str) -> Callable[[], Extract]:
    def make() -> Extract:
        from trafilatura import extract

        return _text_of(
            lambda html: extract(html, output_format=output_format, include_tables=True),
            decode=False,
        )

    return make


def resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text

    return _text_of(lambda html: extract_plain_text(html, main_content=True, alt_texts=True))


def mineru_webkit() -> Extract:
    from loguru import logger
    from webpage_converter.convert import convert_html_to_structured_data as convert

    logger.remove()
    address = "https://example.com/page"
    return _text_of(lambda html: convert(main_html=html, url=address, output_format="md"))


def html2text() -> Extract:
    from html2text import HTML2Text

    def read(html: str) -> str:
        reader = HTML2Text(bodywidth=0)
        reader.ignore_links = True
        reader.ignore_images = False
        return reader.handle(html)

    return _text_of(read)


def markdownify() -> Extract:
    from markdownify import markdownify as convert

    return _text_of(lambda html: convert(html, strip=["a", "script", "style"]))


def html_to_markdown() -> Extract:
    from html_to_markdown import convert

    return _text_of(lambda html: convert(html).content)


def inscriptis() -> Extract:
    from inscriptis import get_text

    return _text_of(get_text)


def readability() -> Extract:
    from inscriptis import get_text
    from readability import Document

    return _text_of(lambda html: get_text(Document(html).summary()))


def justext() -> Extract:
    from justext import get_stoplist
    from justext import justext as classify

    stopwords = get_stoplist("English")
    return _text_of(
        lambda html: "\n\n".join(p.text for p in classify(html, stopwords) if not p.is_boilerplate),
        decode=False,
    )


def _program(*command: str) -> Callable[[], Extract]:
    def make() -> Extract:
        if shutil.which(command[0]) is None:
            raise ImportError(f"no program {command[0]}")
        _HELPERS.append(None)

        def read(html: bytes) -> str:
            done = subprocess.run(command, input=html, capture_output=True, timeout=SECONDS)
            return done.stdout.decode("utf-8", "replace")

        return _text_of(read, decode=False)

    return make


def defuddle() -> Extract:
    if not (BASELINES / "node_modules" / "defuddle").is_dir():
        raise ImportError(f"no defuddle in {BASELINES}/node_modules")
    script = Path(__file__).with_name("defuddle.mjs").read_text()
    node = subprocess.Popen(  # imports are looked for where it runs
        ["node", "--input-type=module", "--eval", script],
        cwd=BASELINES, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    _HELPERS.append(node)
    assert node.stdin is not None
    assert node.stdout is not None
    into, out = node.stdin, node.stdout

    def read(html: str) -> str:
        into.write(json.dumps({"html": html}) + "\n")
        into.flush()
        said = json.loads(out.readline())
        if "error" in said:
            raise RuntimeError(said["error"])
        return str(said["text"])

    return _text_of(read)


LYNX = (
    "lynx -dump -nolist -width=1024 -force_html -stdin -assume_charset=utf-8 -display_charset=utf-8"
)
W3M = "w3m -dump -T text/html -I UTF-8 -O UTF-8 -cols 4096"
# Each with the packages whose versions its figures depend on.
TOOLS: dict[str, tuple[Callable[[], Extract], tuple[str, ...]]] = {
    "proofpile": (proofpile, ("proofpile", "resiliparse")),
    "trafilatura": (trafilatura("txt"), ("trafilatura",)),
    "trafilatura-md": (trafilatura("markdown"), ("trafilatura",)),
    "resiliparse": (resiliparse, ("resiliparse",)),
    "mineru-webkit": (mineru_webkit, ("mineru-webkit", "selectolax")),
    "defuddle": (defuddle, ("npm:defuddle", "npm:jsdom")),
    "html2text": (html2text, ("html2text",)),
    "markdownify": (markdownify, ("markdownify",)),
    "html-to-markdown": (html_to_markdown, ("html-to-markdown",)),
    "inscriptis": (inscriptis, ("inscriptis",)),
    "readability": (readability, ("readability-lxml", "inscriptis")),
    "justext": (justext, ("jusText",)),
    "lynx": (_program(*LYNX.split()), ("$lynx -version",)),
    "w3m": (_program(*W3M.split()), ("$w3m -version",)),
}


def versions(tool: str) -> str:
    """What the figures of a tool depend on."""
    return ", ".join(map(_version, TOOLS[tool][1]))


def _version(package: str) -> str:
    if package.startswith("$"):
        said = subprocess.run(package[1:].split(), capture_output=True, text=True).stdout
        return said.partition("\n")[0].partition(",")[0]
    if package.startswith("npm:"):
        name = package[4:]
        about = json.loads((BASELINES / "node_modules" / name / "package.json").read_text())
        return f"{name} {about['version']}"
    return f"{package} {importlib.metadata.version(package)}"


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
    start = spent()
    try:
        with limited():
            text, formulas = extract(html)
        error = ""
    except Exception as fault:
        text, formulas, error = "", None, f"{type(fault).__name__}: {fault}"[:300]
    seconds = spent() - start
    return {"text": text, "formulas": formulas, "seconds": seconds, "error": error}


def spent() -> float:
    """Processor time so far, of this process and those that work for it; a busy machine changes it little."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime + sum(map(_spent, _HELPERS))


def _spent(helper: subprocess.Popen | None) -> float:
    if helper is None:
        return 0.0
    fields = Path(f"/proc/{helper.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak() -> float:
    """Largest resident set of this process or of the one that works for it, in MB; NaN if that is gone.

    As the kernel tells of a running process: what getrusage says includes the parent's before the start.
    """
    if not _HELPERS:
        return _resident("self")
    return max((_resident(str(helper.pid)) for helper in _HELPERS if helper), default=math.nan)


def _resident(process: str) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM:"))) / 1024


def main() -> None:
    tool = sys.argv[1]
    out = sys.stdout
    sys.stdout = sys.stderr  # tools may print
    extract = TOOLS[tool][0]()
    read(extract, b"<html><body><p>To have everything imported: <i>x</i>.</p></body></html>")
    print(json.dumps({"versions": versions(tool)}), file=out, flush=True)
    for line in sys.stdin:
        html = bytes.fromhex(json.loads(line)["html"])
        print(json.dumps(read(extract, html)), file=out, flush=True)
    print(json.dumps({"peak": peak()}), file=out, flush=True)


if __name__ == "__main__":
    main()
