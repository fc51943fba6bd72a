"""What the default search for near-duplicates finds, among documents whose exact Jaccard is known.

    python tests/gates/dedup.py                               the figures, beside the floors
    python tests/gates/dedup.py --update                      raise floors to what is measured
    python tests/gates/dedup.py --update --allow-regression   ... and lower those that fell

The documents are benchmarks/dedup/make.py's: words alone, and words with formulas of which a quarter of the
documents write theirs in another way. Exact Jaccard is counted here from the tokens that the documents were
made of, apart from everything that is judged. Floors are pinned in dedup_floors.json with a hash of the
documents.
"""

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))  # to run it as a script
sys.path.insert(0, str(Path(__file__).parents[1]))
if str(Path(__file__).parent) in sys.path:  # then its modules would be sought in this file
    sys.path.remove(str(Path(__file__).parent))
from dedup.make import N_GRAMS, Material, make
from dedup.ours import bands, candidates, jaccards
from dedup.quality import THRESHOLD, Truth, curve, met, of_edges
from gates.floors import Floors, arguments

from proofpile import Filter, Here, Shard
from proofpile.dedup.parameters import PRESETS, Parameters
from proofpile.shard import arrow_file, schema

FLOORS = Path(__file__).with_name("dedup_floors.json")
DOCUMENTS = {"words": 2500, "formulas": 1500}
_SEEDS = 80  # sets of permutations whose S-curves are averaged: one strays by up to eight points
_SHARDS = 3
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Search:
    """The documents, and what the filter found among them: document -> (twin, Jaccard)."""

    material: Material
    texts: list[pa.Array]
    truth: Truth
    gone: Mapping[int, tuple[int, float]]
    findings: Mapping[str, Any]

    @classmethod
    def of(cls, material: Material) -> "Search":
        batches = list(material.batches())
        with TemporaryDirectory() as name:
            folder = Path(name)
            given = [_shard(folder, n, batches[n::_SHARDS]) for n in range(_SHARDS)]
            keep = Filter.load("near_duplicates").prepare().fit(given, Here(), folder / "fit")
            drops = keep.refused([f"d{number:07d}" for number in range(len(material.texts))])
            findings = dict(keep.findings())
        gone = {row: (int(drop.detail[1:]), drop.score) for row, drop in drops.items()}
        pairs = material.pairs
        truth = Truth(
            len(material.texts),
            pairs[:, 0],
            pairs[:, 1],
            material.family[pairs[:, 0]],
            material.jaccard,
        )
        return cls(material, [batch["text"] for batch in batches], truth, gone, findings)


def _shard(folder: Path, number: int, batches: list[pa.RecordBatch]) -> Shard:
    path = folder / f"{number:05d}.arrow"
    with arrow_file(path, schema({})) as file:
        for batch in batches:
            empty = pa.array([""] * batch.num_rows)
            columns = [batch["id"], batch["text"], empty, empty]
            file.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema({})))
    rows = sum(batch.num_rows for batch in batches)
    return Shard(path, "", rows, rows, 0, {}, 0, str(number), path.stat().st_size, "", 0)


def searches() -> dict[str, Search]:
    """The two searches that are judged."""
    return {
        kind: Search.of(make(count, seed=4, formulas=kind == "formulas"))
        for kind, count in DOCUMENTS.items()
    }


def edges(search: Search) -> Array:
    """int64[n, 2]: pairs that the kernels find and let through, at the default parameters."""
    pairs = candidates(bands(search.texts, Parameters()))
    found: Array = pairs[jaccards(search.texts, Parameters(), pairs) >= THRESHOLD]
    return found


def straying(search: Search, name: str) -> float:
    """How far the chance of a pair to meet is from the S-curve at most, over all Jaccards from 0.3 to 1."""
    preset, several = PRESETS[name], []
    for seed in range(_SEEDS):
        parameters = Parameters(
            preset.n_grams, preset.num_buckets, preset.hashes_per_bucket, seed + 1
        )
        several.append(
            curve(search.truth, bands(search.texts, parameters), parameters.hashes_per_bucket)
        )
    apart = [[one.measured - one.theory for one in bins] for bins in several]
    return float(np.abs(np.mean(apart, axis=0)).max())


def winners(search: Search) -> dict[str, float]:
    """Of those that went: whose twin stays and is as like it as was said; whose twin has no fewer tokens.

    And of the pairs that are really alike, those of which one or both went.
    """
    size = [len(search.material.tokens(n)) for n in range(len(search.material.texts))]
    right = [
        twin not in search.gone and jaccard == exact(search.material, number, twin) >= THRESHOLD
        for number, (twin, jaccard) in search.gone.items()
    ]
    longest = [size[twin] >= size[number] for number, (twin, _) in search.gone.items()]
    went = np.zeros(search.truth.documents, dtype=bool)
    went[list(search.gone)] = True
    alike = search.truth.alike
    parted = (went[search.truth.first] | went[search.truth.second])[alike]
    return {
        "gone-for-what-stays": float(np.mean(right)),
        "longest-stays": float(np.mean(longest)),
        "alike-parted": float(parted.mean()),
    }


def exact(material: Material, first: int, second: int) -> float:
    """Jaccard of the sets of 5-grams, from the tokens that the documents were made of."""
    one, other = (
        {tuple(tokens[i : i + N_GRAMS]) for i in range(len(tokens) - N_GRAMS + 1)}
        for tokens in (material.tokens(first), material.tokens(second))
    )
    return len(one & other) / len(one | other)


def measure(found: Mapping[str, Search]) -> dict[str, float]:
    """Every figure that has a floor."""
    figures = {}
    for kind, search in found.items():
        judged = of_edges(search.truth, edges(search))
        judged["met"] = float(
            met(search.truth, bands(search.texts, Parameters()))[search.truth.alike].mean()
        )
        figures |= {f"{kind}-{name}": value for name, value in (judged | winners(search)).items()}
    for name in ("default", "fineweb"):
        figures[f"curve-{name}"] = 1 - straying(found["words"], name)
    return figures


def fingerprint(found: Mapping[str, Search]) -> str:
    """A hash of every text, so that floors hold for these and no others."""
    digest = hashlib.sha256()
    for name, search in found.items():
        for text in (name, *(text.as_py() for texts in search.texts for text in texts)):
            digest.update(hashlib.sha256(text.encode()).digest())
    return digest.hexdigest()


def main() -> int:
    options = arguments(__doc__).parse_args()
    found = searches()
    pinned, figures = Floors.at(FLOORS), measure(found)
    pinned.show(figures)
    if not options.update:
        return 0
    return pinned.update(figures, fingerprint(found), may_fall=options.allow_regression)


if __name__ == "__main__":
    sys.exit(main())
