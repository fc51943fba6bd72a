"""How well formulas, their modes and prose are recovered, on pages whose truth is known.

    python tests/gates/extraction.py                               the figures, beside the floors
    python tests/gates/extraction.py --update                      raise floors to what is measured
    python tests/gates/extraction.py --update --allow-regression   ... and lower those that fell

Two sets of the test material: pages with the Markdown that another tool's author accepted (`defuddle`:
formulas of its mathematical pages, prose of all), and a book rendered by KaTeX without its sources
(`halo2`), whose Markdown holds the true formulas. Floors are pinned in floors.json together with a hash of
the sets, so that a change of the material cannot pass for a change of the code.
"""

import hashlib
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))  # to run it as a script
sys.path.insert(0, str(Path(__file__).parents[1]))
from gates.floors import Floors, arguments
from mathround.metrics.normal import canonical

from proofpile.web import Formula, extract

FLOORS = Path(__file__).with_name("floors.json")
DATA = Path(os.environ.get("PROOFPILE_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
_CODE = re.compile(
    r"^(`{3,}|~{3,}).*?^\1|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE
)
_FORMULA = re.compile(r"(?<!\\)\$\$(.+?)\$\$|(?<![\\$])\$(?=\S)([^$]+?)(?<=\S)\$(?!\d)", re.DOTALL)
_FRONT_MATTER = re.compile(r"\A```json\n.*?\n```\n", re.DOTALL)
_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"\]\([^()\s]*(?:\s+\"[^\"]*\")?\)|https?://\S+")


@dataclass(frozen=True)
class Case:
    """A page and its truth, as Markdown."""

    page: Path
    markdown: Path
    macros: dict[str, str]

    @property
    def truth(self) -> str:
        return _FRONT_MATTER.sub("", self.markdown.read_text(encoding="utf-8"))


def defuddle(data: Path) -> list[Case]:
    """Every fixture with its expected Markdown."""
    folder = data / "html_gt" / "defuddle"
    pages = sorted((folder / "fixtures").glob("*.html"))
    cases = [Case(page, folder / "expected" / f"{page.stem}.md", {}) for page in pages]
    return [case for case in cases if case.markdown.is_file()]


def halo2(data: Path) -> list[Case]:
    """The pages of the book whose chapter is at hand; macros as the book defines them."""
    folder = data / "html_math" / "halo2-mdbook-katex"
    sources = folder / "_source_md"
    macros = _macros((sources / "macros.txt").read_text())
    cases = [
        Case(page, sources / "src" / f"{page.stem.replace('__', '/')}.md", macros)
        for page in sorted(folder.glob("*.html"))
    ]
    return [case for case in cases if case.markdown.is_file()]


def _macros(text: str) -> dict[str, str]:
    lines = (line.partition(":") for line in text.splitlines() if line.startswith("\\"))
    return {name.strip(): body.strip() for name, _, body in lines}


def expand(tex: str, macros: dict[str, str]) -> str:
    """`tex` with the book's macros replaced, arguments included."""
    for _ in range(10):
        found = next((m for m in re.finditer(r"\\[A-Za-z]+", tex) if m[0] in macros), None)
        if found is None:
            return tex
        body, at = macros[found[0]], found.end()
        for n in range(1, 1 + max((int(k) for k in re.findall(r"#(\d)", body)), default=0)):
            argument = re.compile(r"\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}|\s*(\S)").match(
                tex, at
            )
            if argument is None:
                break
            body, at = body.replace(f"#{n}", argument[1] or argument[2] or ""), argument.end()
        gap = " " if body[-1:].isalpha() and tex[at : at + 1].isalpha() else ""
        tex = tex[: found.start()] + body.removeprefix("{").removesuffix("}") + gap + tex[at:]
    return tex


def true_formulas(case: Case) -> list[tuple[str, bool]]:
    """(canonical form, display) of each formula in the truth."""
    text = _CODE.sub(" ", case.truth)
    found = ((m[1] or m[2], bool(m[1])) for m in _FORMULA.finditer(text))
    return [(canonical(expand(tex, case.macros)), display) for tex, display in found]


@dataclass
class Score:
    """Formulas over many pages; exact means equal canonical forms, each used once."""

    true: int = 0
    found: int = 0
    exact: int = 0
    mode: int = 0  # exact ones that are also inline or display as in the truth

    def add(self, truth: list[tuple[str, bool]], found: tuple[Formula, ...]) -> None:
        theirs = Counter(truth)
        ours = Counter((canonical(f.tex), f.display) for f in found)
        both = Counter(tex for tex, _ in truth) & Counter(canonical(f.tex) for f in found)
        self.true += len(truth)
        self.found += len(found)
        self.exact += both.total()
        self.mode += (theirs & ours).total()

    def figures(self, name: str) -> dict[str, float]:
        return {
            f"{name}-recall": self.exact / self.true,
            f"{name}-precision": self.exact / self.found,
            f"{name}-mode": self.mode / self.exact,
        }


def words(markdown: str) -> Counter[str]:
    return Counter(_WORD.findall(_ADDRESS.sub(" ", markdown).lower()))


def prose_f1(truth: str, text: str) -> float:
    theirs, ours = words(truth), words(text)
    both = (theirs & ours).total()
    return 2 * both / (theirs.total() + ours.total()) if both else float(not theirs and not ours)


def measure(data: Path) -> dict[str, float]:
    """Every figure that has a floor."""
    mathematical, book, prose = Score(), Score(), []
    for case in defuddle(data):
        page = extract(case.page.read_bytes())
        prose.append(prose_f1(case.truth, page.text))
        if case.page.name.startswith("math--"):
            mathematical.add(true_formulas(case), page.formulas)
    for case in halo2(data):
        book.add(true_formulas(case), extract(case.page.read_bytes()).formulas)
    return {
        **mathematical.figures("defuddle"),
        **book.figures("halo2"),
        "prose-f1": sum(prose) / len(prose),
    }


def fingerprint(data: Path) -> str:
    """A hash of every page and truth, so that floors hold for these and no others."""
    digest = hashlib.sha256()
    for path in _files(data):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(data: Path) -> Iterator[Path]:
    for case in (*defuddle(data), *halo2(data)):
        yield case.page
        yield case.markdown


def main() -> int:
    options = arguments(__doc__).parse_args()
    pinned, figures = Floors.at(FLOORS), measure(DATA)
    pinned.show(figures)
    if not options.update:
        return 0
    return pinned.update(figures, fingerprint(DATA), may_fall=options.allow_regression)


if __name__ == "__main__":
    sys.exit(main())
