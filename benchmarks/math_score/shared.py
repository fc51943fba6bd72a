"""Pages of the test material that is not held out: LaTeX and proofs as the web shows them, and code.

Literate Agda and Lean are left out: mathematics without a formula in its markup, it would pass for code.
Sets of which the gate of MathScore takes its pages (tests/gates/math_score.py) are left alone: `html_math`,
`html_math_bysa`, `html_nonmath` and `html_gt`.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from archive import Candidate
from render import notebook, rendered

_TOKEN = re.compile(r"!!\^?(?:(an?)\s*)?\{([^{}]*)\}(?:\{([^{}]*)\})?(s?)")
_COMMANDS = re.compile(r"\\(?:olfileid|ollabel|oliflabeldef|OLEndChapterHook)(?:\{[^{}]*\})*")
_ISABELLE = re.compile(
    r"(section|subsection|text|lemma|theorem|corollary|proposition|definition)\s*\\<open>(.*?)\\<close>",
    re.DOTALL,
)
_SYMBOL = re.compile(r"\\<[a-zA-Z^]+>")
_NO_TEXT = re.compile(r"^(presentations|source-code|tikz|math|pstricks|circuits|uml|images|misc)/")
_HEADINGS = {
    "olsection": "section",
    "olchapter": "section",
    "olsubsection": "subsection",
}


def openlogic(data: Path) -> Iterator[Candidate]:
    """A page for each section of the textbook."""
    folder = data / "latex" / "openlogic" / "content"
    for path in sorted(folder.rglob("*.tex")):
        text = path.read_text(encoding="utf-8", errors="replace")
        text = _COMMANDS.sub("", _TOKEN.sub(_spoken, text))
        for ours, theirs in _HEADINGS.items():
            text = re.sub(rf"\\{ours}(\[[^\]]*\])?", rf"\\{theirs}", text)
        title = path.stem.replace("-", " ").capitalize()
        name = path.relative_to(folder).as_posix()
        yield _page(name, text, "latex", title, mathml=len(name) % 3 == 0)


def _spoken(token: re.Match[str]) -> str:
    article, word, _, plural = token.groups()
    if not article:
        return word + plural
    return ("an " if word[:1] in "aeiou" else "a ") + word


def latex(folder: Path) -> Iterator[Candidate]:
    """A page for each LaTeX document of a folder that is written to be read: no slides, no pictures."""
    for path in sorted(folder.rglob("*.tex")):
        if _NO_TEXT.search(path.relative_to(folder).as_posix()):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        german = bool(re.search(r"n?german", text[:3000]))
        title = re.search(r"\\title\{([^{}\\]+)", text)
        shown = title[1] if title else path.stem.replace("-", " ")
        name = path.relative_to(folder).as_posix()
        yield _page(name, text, "latex", shown, language="de" if german else "en")


def isabelle(data: Path) -> Iterator[Candidate]:
    """What IsarMathLib's theories say between their proofs."""
    folder = data / "formal" / "isabelle-isarmathlib" / "IsarMathLib"
    for path in sorted(folder.glob("*.thy")):
        parts = _ISABELLE.findall(path.read_text(encoding="utf-8", errors="replace"))
        text = "\n\n".join(
            f"\\{kind}{{{body.strip()}}}" if kind.endswith("section") else body.strip()
            for kind, body in parts
        )
        text = _SYMBOL.sub("", text)
        yield _page(path.stem, text, "latex", path.stem.replace("_", " "))


def notebooks(data: Path) -> Iterator[Candidate]:
    """Jupyter notebooks as pages."""
    folder = data / "code" / "notebooks"
    for path in sorted(folder.rglob("*.ipynb")):
        title = path.stem.replace("-", " ")
        yield Candidate(f"{path.stem}.html", partial(notebook, path.read_bytes(), title))


def code(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Candidate]:
    """Files of code as a forge shows them."""
    for path in sorted(p for p in folder.rglob("*") if p.suffix in suffixes and p.is_file()):
        text = path.read_text(encoding="utf-8", errors="replace")
        name = path.relative_to(folder).as_posix()
        lines = len(text.splitlines())
        page = (
            f'<!DOCTYPE html><html lang="en"><head><title>{escape(name)} at main</title></head><body>'
            f"<nav>Code Issues Pull requests Actions Wiki</nav><main><h1>{escape(name)}</h1>"
            f"<p>{lines} lines, {len(text):,} bytes. Latest commit by the maintainers.</p>"
            f'<div class="blob"><pre><code>{escape(text)}</code></pre></div></main></body></html>'
        )
        yield Candidate(f"blob/{name}.html", page.encode)


def _page(name: str, text: str, form: str, title: str, **options: Any) -> Candidate:
    return Candidate(f"{name}.html", partial(rendered, text, form, title, **options))


Maker = Callable[[Path], Iterator[Candidate]]

# name: (subject, tags, licence, maker)
SETS: dict[str, tuple[str, str, str, Maker]] = {
    "openlogic": ("mathematical", "textbook,logic", "CC BY 4.0", openlogic),
    "sphere-eversion": (
        "mathematical",
        "journal,geometry",
        "Apache-2.0",
        lambda data: latex(data / "latex" / "sphere-eversion"),
    ),
    "latex-examples": (
        "mathematical",
        "journal,school,de",
        "MIT",
        lambda data: latex(data / "latex" / "latex-examples"),
    ),
    "isarmathlib": ("mathematical", "logic", "BSD-3-Clause", isabelle),
    "notebooks": ("mathematical", "school", "CC BY 4.0", notebooks),
    "code-c": ("other", "code,cs", "MIT", lambda d: code(d / "code" / "c-nonmath", (".c", ".h"))),
    "code-python": (
        "other",
        "code,cs",
        "BSD-3-Clause, MIT",
        lambda d: code(d / "code" / "python-nonmath", (".py",)),
    ),
    "code-rust": (
        "other",
        "code,cs",
        "MIT, Apache-2.0",
        lambda d: code(d / "code" / "rust-halo2-negative", (".rs",)),
    ),
}
