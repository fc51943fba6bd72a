"""How much of what is planted is found, by perturbation, and what is flagged in documents that hold nothing.

    python tests/gates/contamination.py                               the figures, beside the floors
    python tests/gates/contamination.py --update                      raise floors to what is measured
    python tests/gates/contamination.py --update --allow-regression   ... and lower those that fell

Items are drawn from GSM8K's test part and from miniF2F, and planted in papers, programs, proofs and word
problems of the test material. What holds nothing is GSM8K's training part, near misses by construction, and
the same files. `study` is the share of places that the rule of Llemma's study has (brute force) and layer
"llemma" has too, and no other. Floors are pinned in contamination_floors.json with a hash of all texts.
"""

import hashlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))  # to run it as a script
if str(Path(__file__).parent) in sys.path:  # then its modules would be sought in this file
    sys.path.remove(str(Path(__file__).parent))
from contamination.study import Place, brute_force, corpus, gsm8k, places_of, real_texts
from gates.floors import Floors, arguments

from proofpile.contamination.benchmarks import load_benchmark
from proofpile.contamination.canaries import measure as plant
from proofpile.contamination.hits import Hit
from proofpile.contamination.index import Index
from proofpile.contamination.items import Benchmark
from proofpile.contamination.match import Matcher
from proofpile.contamination.recall import Count
from proofpile.document import Document
from proofpile.web import PageError, extract

FLOORS = Path(__file__).with_name("contamination_floors.json")
DATA = Path(os.environ.get("PROOFPILE_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
ITEMS = 40  # parts a benchmark that are planted, each in every way
TRAIN, FILES, STUDIED = 1500, 600, 600  # documents


@dataclass(frozen=True)
class Material:
    """Benchmarks, and documents of which none holds an item."""

    benchmarks: tuple[Benchmark, ...]
    train: list[tuple[str, str]]
    files: list[tuple[str, str]]
    studied: list[tuple[str, str]]

    @classmethod
    def of(cls, data: Path) -> "Material":
        bench = data / "bench"
        benchmarks = (
            load_benchmark(f"gsm8k={bench / 'gsm8k' / 'test.jsonl'}"),
            load_benchmark(f"minif2f={bench / 'minif2f'}"),
        )
        train = [
            (f"train:{item.id}", f"{item.parts['problem']}\n{item.parts['solution']}")
            for item in gsm8k(data, "train").items[:: 7473 // TRAIN][:TRAIN]
        ]
        files = sorted(real_texts(data), key=lambda one: hashlib.sha256(one[0].encode()).digest())
        return cls(benchmarks, train, files[:FILES], corpus(data, benchmarks, STUDIED))

    @property
    def fingerprint(self) -> str:
        """A hash of every text, so that floors hold for these and no others."""
        digest = hashlib.sha256("".join(b.sha256 for b in self.benchmarks).encode())
        for id, text in (*self.train, *self.files, *self.studied):
            digest.update(hashlib.sha256(f"{id}\0{text}".encode()).digest())
        return digest.hexdigest()

    @cached_property
    def figures(self) -> dict[str, float]:
        """Every figure that has a floor."""
        with TemporaryDirectory() as folder:
            matcher = Matcher(Index.build(self.benchmarks, Path(folder) / "index"))
            return self._recall(matcher) | self._precision(matcher) | self._study(matcher)

    def _recall(self, matcher: Matcher) -> dict[str, float]:
        hosts = [Document(id, text, id) for id, text in self.files]
        planted = plant(matcher, self.benchmarks, hosts, most=ITEMS, through_html=_through_html)
        figures = {"planted-precision": planted.precision or 0.0}
        sums: dict[str, Count] = {}
        for (benchmark, part, name), count in planted.counts.items():
            figure = f"{'statements' if part == 'statement' else benchmark}-{name}"
            sums[figure] = sums.get(figure, Count()) + count
        for figure, count in sums.items():
            seen = _AS.get(figure.partition("-")[2], _found)(count)
            figures[figure] = seen / count.planted
        return figures

    def _precision(self, matcher: Matcher) -> dict[str, float]:
        figures = {}
        for name, some in (("train", self.train), ("files", self.files)):
            hits = _hits(matcher, some)
            flagged = {hit.document for hit in hits if hit.verdict == "contaminated"}
            figures[f"clean-{name}"] = 1 - len(flagged) / len(some)
        return figures

    def _study(self, matcher: Matcher) -> dict[str, float]:
        narrow = Matcher(matcher.index, ("llemma",))
        found = places_of(_hits(narrow, self.studied), dict(self.studied))
        true: set[Place] = brute_force(self.studied, self.benchmarks)
        return {"study": len(found & true) / len(found | true)}


def _found(count: Count) -> int:
    return count.found


# What is right to say of those that are no leaks.
_AS: dict[str, Callable[[Count], int]] = {
    "numbers": lambda count: count.template,
    "name-only": lambda count: count.partial,
}


def _hits(matcher: Matcher, documents: list[tuple[str, str]]) -> list[Hit]:
    return matcher([id for id, _ in documents], [text for _, text in documents])


def _through_html(page: str) -> str:
    try:
        return extract(page.encode()).text
    except PageError:
        return ""


def main() -> int:
    options = arguments(__doc__).parse_args()
    material = Material.of(DATA)
    pinned = Floors.at(FLOORS)
    pinned.show(material.figures)
    if not options.update:
        return 0
    return pinned.update(material.figures, material.fingerprint, may_fall=options.allow_regression)


if __name__ == "__main__":
    sys.exit(main())
