"""Corpora that were built earlier, to compare a new one with; and their signatures, kept beside them.

``OUT/index/near-duplicates-KEY/SHA256/`` holds the runs (`proofpile.dedup.sign`) of the file with that
hash, under parameters whose hash is KEY. It is a cache: what has none there is signed again, at the price
of reading its texts. Nothing else of an older corpus is ever written to, and this only when its owner asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import orjson

from proofpile.arrays import save
from proofpile.atomic import remove
from proofpile.dedup.parameters import VERSION, Parameters
from proofpile.dedup.rank import Ranking
from proofpile.dedup.runs import Run
from proofpile.dedup.sign import Sign
from proofpile.manifest import Manifest
from proofpile.recipe import digest
from proofpile.runner import Runner


@dataclass(frozen=True, slots=True)
class Older:
    """A file of documents of an older build, and where its index is or would be."""

    path: Path
    sha256: str
    index: Path


def older_files(
    folders: Sequence[str], parameters: Parameters, ranking: Ranking
) -> tuple[Older, ...]:
    """Every file of documents of the builds in `folders`. Raises UsageError where there is no build."""
    return tuple(
        Older(
            Path(folder) / shard["file"],
            shard["sha256"],
            _index(Path(folder), parameters, ranking) / shard["sha256"],
        )
        for folder in folders
        for shard in Manifest.load(Path(folder)).facts["shards"]
    )


def write_index(out: Path, parameters: Parameters, ranking: Ranking, runner: Runner) -> Path:
    """Keep the signatures of the build in `out` for those who will compare with it; where they are.

    Indexes of files that are no longer there are removed. What is there already is not made again.
    """
    files = older_files([str(out)], parameters, ranking)
    folder = _index(out, parameters, ranking)
    folder.mkdir(parents=True, exist_ok=True)
    for stale in {path.name for path in folder.iterdir()} - {file.sha256 for file in files}:
        remove(folder / stale)
    for _ in runner.map(_Keep(parameters, ranking), files):
        pass
    return folder


@dataclass(frozen=True, slots=True)
class _Keep:
    """A callable that signs an `Older` into its index."""

    parameters: Parameters
    ranking: Ranking

    step = "index"

    def __call__(self, older: Older) -> None:
        older.index.mkdir(exist_ok=True)
        Sign(older.index, self.parameters, self.ranking)((0, (older.path,)))


@dataclass(frozen=True, slots=True)
class SignOlder:
    """A callable from (number, `Older`) to its runs; what an index has is taken over."""

    sign: Sign

    step = "signatures of the older corpus"

    def __call__(self, item: tuple[int, Older]) -> list[Run]:
        number, older = item
        record = older.index / "00000.json"
        if not record.exists():
            return self.sign((number, (older.path,)))
        runs = [Run.of(facts) for facts in orjson.loads(record.read_bytes())]
        return [self._taken_over(older.index, run, number) for run in runs]

    def _taken_over(self, index: Path, run: Run, number: int) -> Run:
        """`run` under its number here: large files are linked, those that hold the number rewritten."""
        mine = replace(run, name=f"{number:05d}-{run.name.partition('-')[2]}", shelf=number)
        for suffix in (".docs.npy", ".keys.npy", ".rows.npy"):
            link = self.sign.folder / f"{mine.name}{suffix}"
            link.unlink(missing_ok=True)
            link.symlink_to((index / f"{run.name}{suffix}").resolve())
        for suffix in (".ids.npy", ".texts.npy"):
            entries = np.load(index / f"{run.name}{suffix}")
            entries["shard"] = number
            save(self.sign.folder / f"{mine.name}{suffix}", entries)
        return mine


def _index(out: Path, parameters: Parameters, ranking: Ranking) -> Path:
    key = digest(repr([VERSION, parameters, ranking.columns, ranking.keep]))
    return out / "index" / f"near-duplicates-{key}"
