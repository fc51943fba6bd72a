"""Reads the gold: formulas of our own, AsciiMath with its TeX, and formulas from the test material."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

from templates.article import Formula

HERE = Path(__file__).parent
_COMMAND = re.compile(r"\\(?:[a-zA-Z]+|.)")
_SHOWN = re.compile(
    r"\\\[(.+?)\\\]|(?<![\\$])\$\$([^$]+?)\$\$|\\begin\{(equation\*?)\}(.+?)\\end\{\3\}", re.DOTALL
)
_INLINE = re.compile(r"(?<![\\$])\$([^$]+?)\$(?!\$)|\\\(([^$]+?)\\\)")
_DROPPED = re.compile(r"(?<!\\)%.*|\\label\{[^}]*\}|\\(?:no)?tag\{[^}]*\}|\\nonumber")
_CODE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_SOURCES = (
    ("latex/openlogic/content", "*.tex"),
    ("latex/latex-examples", "*.tex"),
    ("latex/sphere-eversion/blueprint", "*.tex"),
    ("html_math/halo2-mdbook-katex/_source_md", "*.md"),
)
CAP = 60  # formulas of one source
MOST = 200  # characters of one formula


def sections(name: str) -> dict[str, list[Formula]]:
    """The formulas of a gold file under the words of their `%%` line; `~` in a comment ends the line."""
    found: dict[str, list[Formula]] = {}
    section = ""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("%%"):
            section = line[2:].strip()
        elif line.startswith("$$"):
            found.setdefault(section, []).append(Formula(_lines(line[2:-2]), True))
        elif line.startswith("$"):
            found.setdefault(section, []).append(Formula(_lines(line[1:-1]), False))
    return found


def _lines(tex: str) -> str:
    return tex.replace("~", "\n")


def asciimath() -> dict[Formula, str]:
    """TeX and its AsciiMath."""
    found = {}
    for line in (HERE / "asciimath.tsv").read_text(encoding="utf-8").splitlines():
        source, tex, *mode = line.split("\t")
        found[Formula(tex, bool(mode))] = source
    return found


def from_data(data: Path, known: list[Formula], draw: int) -> list[Formula]:
    """Formulas of the test material that use no command which the `known` ones do not use.

    `draw` chooses among them.
    """
    commands = {name for formula in known for name in _COMMAND.findall(formula.tex)}
    found: list[Formula] = []
    for folder, pattern in _SOURCES:
        texts = (
            path.read_bytes().decode("utf-8", "replace")
            for path in sorted((data / folder).rglob(pattern))
        )
        usable = {
            formula
            for text in texts
            for formula in _formulas(text)
            if commands.issuperset(_COMMAND.findall(formula.tex))
        }
        new = sorted(usable.difference(known, found))
        found += random.Random(f"{folder} {draw}").sample(new, min(CAP, len(new)))
    return found


def _formulas(text: str) -> Iterator[Formula]:
    text = _CODE.sub("", text)
    for match in _SHOWN.finditer(text):
        yield from _usable(match[1] or match[2] or match[4], True)
    for match in _INLINE.finditer(_SHOWN.sub("\n\n", text)):
        yield from _usable(match[1] or match[2], False)


def _usable(tex: str, display: bool) -> Iterator[Formula]:
    tex = " ".join(_DROPPED.sub("", tex).split())
    balanced = tex.count("{") == tex.count("}") and tex.count(r"\left") == tex.count(r"\right")
    plain = tex.isascii() and not any(char in tex for char in '`#!~"')
    if 2 <= len(tex) <= MOST and balanced and plain and "$" not in tex and "&" not in tex:
        yield Formula(tex, display)
