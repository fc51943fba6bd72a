"""How well the default MathScore tells mathematics from everything else, on pages that it was not trained on.

    python tests/gates/math_score.py                               the figures, beside the floors
    python tests/gates/math_score.py --show                        what is on the wrong side of 0.5
    python tests/gates/math_score.py --update                      raise floors to what is measured
    python tests/gates/math_score.py --update --allow-regression   ... and lower those that fell

Real pages of the test material, of sets that benchmarks/math_score leaves alone, labelled by what they are
about and not by their markup; and texts of our own in math_score_texts/, of many kinds, some of them without
a formula. Pages of which two people could disagree (an algorithm told in code, a manual of MathJax) are in
neither class. Floors are pinned in math_score_floors.json with a hash of the material; of every figure more
is better.
"""

import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # to run it as a script
from gates.floors import Floors, arguments

from proofpile.selflabel.curves import pr_auc
from proofpile.text.classifier import Classifier
from proofpile.web import extract

HERE = Path(__file__).parent
FLOORS = HERE / "math_score_floors.json"
TEXTS = HERE / "math_score_texts"
MODEL = HERE.parents[1] / "filters" / "math_score.ftz"
DATA = Path(os.environ.get("PROOFPILE_TEST_DATA", HERE.parents[2] / "shared" / "data"))
LOW, HIGH = 0.17, 0.8  # OpenWebMath's thresholds with and without formulas

MATHEMATICAL = (
    "html_math/algorithm-archive-gitbook/*",
    "html_math/distill-momentum/public__index.html",
    "html_math/halo2-mdbook-katex/*",
    "html_math/julia-documenter/*",
    "html_math/stan-rmarkdown/*",
    "html_math_bysa/stackexchange/*",
    "html_math_bysa/wikipedia/wikipedia-3__source.html",  # Hermitian matrices
    "html_math_bysa/wikipedia/wikipedia_paragraph1.html",  # language models
    "html_gt/defuddle/fixtures/general--cp4space-jordan-algebra.html",
    "html_gt/defuddle/fixtures/math--katex-centraliser.html",
)
OTHER = (
    "html_math_bysa/wikipedia/wikipedia_paragraph[35].html",  # the Earth's crust; gabbro
    "html_nonmath/docs/*",
    "html_gt/defuddle/fixtures/*",
)
DEBATABLE = (
    "*/contents__bitlogic__*",
    "*/contents__flood_fill__*",
    "*/contents__graham_scan__*",
    "*/contents__jarvis_march__*",
    "*/halo2-mdbook-katex/*sha256*",
    "*/halo2-mdbook-katex/user__*",
    "*/fixtures/math--[!k]*",  # demonstrations of a renderer
    "*/fixtures/math--katex.html",
    "*/fixtures/math--katex-data*",
    "*/fixtures/issues--141-arxiv*",
    "*/fixtures/issues--159-lean*",
    "*/fixtures/issues--169-svg*",
    "*/fixtures/footnotes--orgmode*",
    "*/fixtures/metadata--h1-sibling*",  # an abstract on optimisation
    "*/fixtures/hidden--*",  # lorem ipsum
)
_UNVEILED = str.maketrans("$\\", "  ")
FEWEST_CHARACTERS = 600  # of a page's text; below, there is nothing to judge by


@dataclass(frozen=True)
class Case:
    """A text and whether it is mathematical."""

    name: str
    positive: bool
    text: str

    @property
    def unveiled(self) -> str:
        """The text with its formulas as words among words, which the model is never shown."""
        return self.text.translate(_UNVEILED)


def written() -> Iterator[Case]:
    """Our own texts."""
    for label in ("positive", "negative"):
        text = (TEXTS / f"{label}.md").read_text(encoding="utf-8")
        for part in ("\n" + text).split("\n# ")[1:]:
            name, _, body = part.partition("\n")
            yield Case(f"{label}.md: {name}", label == "positive", body)


def pages(data: Path) -> Iterator[Case]:
    """Real pages."""
    for path in _files(data):
        name = path.relative_to(data).as_posix()
        text = extract(path.read_bytes()).text
        if len(text) >= FEWEST_CHARACTERS:
            yield Case(name, _matches(name, MATHEMATICAL), text)


def _files(data: Path) -> Iterator[Path]:
    """The pages that have a class, in the order of their names."""
    for path in sorted(data.glob("html_*/**/*.html")):
        name = path.relative_to(data).as_posix()
        if _matches(name, (*MATHEMATICAL, *OTHER)) and not _matches(name, DEBATABLE):
            yield path


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


@dataclass(frozen=True)
class Judged:
    """A case and its scores."""

    case: Case
    score: float
    shifted: float  # with its formulas put back


def judged(cases: Sequence[Case], model: Path = MODEL) -> list[Judged]:
    """Every case as the model has it; 0 where no word is left to judge."""
    classifier = Classifier.at(str(model))
    return [
        Judged(one, classifier.score(one.text) or 0.0, classifier.score(one.unveiled) or 0.0)
        for one in cases
    ]


def figures(name: str, those: Sequence[Judged]) -> dict[str, float]:
    """Every figure of one kind of material that has a floor."""
    positive = [j.score for j in those if j.case.positive]
    negative = [j.score for j in those if not j.case.positive]
    shift = [abs(j.shifted - j.score) for j in those if j.case.positive]
    found = {
        "pr-auc": pr_auc(
            np.array([j.score for j in those]), np.array([j.case.positive for j in those])
        ),
        "steady": 1 - sum(shift) / len(shift),
    }
    for threshold in (LOW, HIGH):
        taken = sum(s >= threshold for s in positive)
        wrongly = sum(s >= threshold for s in negative)
        found[f"recall-{threshold}"] = taken / len(positive)
        found[f"precision-{threshold}"] = taken / (taken + wrongly) if taken else 0.0
    return {f"{name}: {figure}": value for figure, value in found.items()}


def measure(data: Path, model: Path = MODEL) -> dict[str, float]:
    """Every figure that has a floor."""
    of_pages, of_texts = list(pages(data)), list(written())
    return {
        **figures("pages", judged(of_pages, model)),
        **figures("texts", judged(of_texts, model)),
    }


def fingerprint(data: Path) -> str:
    """A hash of pages and texts, so that floors hold for these and no others."""
    digest = hashlib.sha256()
    for path in (*_files(data), *sorted(TEXTS.glob("*.md"))):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def show(data: Path) -> Iterator[str]:
    """What is on the wrong side, worst first."""
    everything = judged([*pages(data), *written()])
    wrong = [j for j in everything if (j.score >= 0.5) != j.case.positive]
    for one in sorted(wrong, key=lambda j: -abs(j.score - 0.5)):
        yield f"{one.score:.3f}  {'positive' if one.case.positive else 'negative'}  {one.case.name}"


def main() -> int:
    parser = arguments(__doc__)
    parser.add_argument("--show", action="store_true", help="what is on the wrong side of 0.5")
    options = parser.parse_args()
    if options.show:
        print("\n".join(show(DATA)))
        return 0
    pinned, values = Floors.at(FLOORS), measure(DATA)
    pinned.show(values)
    if not options.update:
        return 0
    return pinned.update(values, fingerprint(DATA), may_fall=options.allow_regression)


if __name__ == "__main__":
    sys.exit(main())
