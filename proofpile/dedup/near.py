"""Near-duplicates of a corpus of any size, on any runner, with the same answer and a reason for each removal.

Banded MinHash finds candidates, the true Jaccard of their shingles decides, clusters say who stays:

    Sign -> FindRepeatedIds, FindCopies -> Meet (a bucket and a range of hashes) -> Count -> Gather
         -> Verify -> Cluster -> Tell, Show

Each arrow is a map over independent items by a `Runner`, and hands over names of files. A file is there when
it is whole, and stands in a folder named by all that it was made from; so a run that was killed goes on where
it was, and a lost machine costs what it was at. No process holds more than one range, one run of documents,
or, when clusters are made, the edges: some 100 bytes a duplicate.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
import orjson
import pyarrow as pa

from proofpile.arrays import save
from proofpile.atomic import remove, write_bytes
from proofpile.dedup.candidates import (
    COPY,
    Candidates,
    Count,
    FindCopies,
    FindRepeatedIds,
    Meet,
    Met,
    edges_of,
    slices_of,
)
from proofpile.dedup.clusters import Cluster, Merge
from proofpile.dedup.findings import Found, Judgement, findings
from proofpile.dedup.gather import Gather
from proofpile.dedup.index import Older, SignOlder
from proofpile.dedup.join import ranges_for
from proofpile.dedup.looking import Show
from proofpile.dedup.outcome import CLUSTERS, REMOVED, Tell, Told
from proofpile.dedup.parameters import Parameters
from proofpile.dedup.rank import Keep, Ranking
from proofpile.dedup.runs import Run, Signed, shelves
from proofpile.dedup.sign import Sign
from proofpile.dedup.table import write_table
from proofpile.dedup.verify import Verified, Verify
from proofpile.errors import BuildError, UsageError
from proofpile.recipe import digest
from proofpile.runner import Runner
from proofpile.shard import Shard, arrow_file, read_batches, read_column
from proofpile.versions import library
from proofpile.words import plural


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, who stays, what is believed; and `older` files of which
    nothing is removed.
    """

    parameters: Parameters
    ranking: Ranking
    threshold: float
    merge: Merge
    judgement: Judgement
    older: tuple[Older, ...] = ()

    def check(self) -> None:
        """Raises UsageError where something cannot be worked with."""
        self.parameters.check()
        if not 0 < self.threshold <= 1:
            raise UsageError(f"threshold={self.threshold}: expected a Jaccard over 0, at most 1")
        for name, value, known in (
            ("merge", self.merge, get_args(Merge)),
            ("keep", self.ranking.keep, get_args(Keep)),
        ):
            if value not in known:
                raise UsageError(f"{name}={value!r}: expected one of {', '.join(known)}")


def find_near_duplicates(
    shards: Sequence[Shard], search: Search, runner: Runner, workdir: Path
) -> Path:
    """Find what to remove of `shards`.

    Leaves in `workdir` the table ``removed.npy`` (REMOVED), whose path it returns; ``names/`` with the ids
    that the table points to; ``clusters.arrow``, ``duplicate_pairs.arrow`` and ``findings.json``.
    Raises BuildError where ids are repeated, or more of a source would go than `Judgement` allows.
    """
    search.check()
    _check_columns(shards, search.ranking)
    given = [library(), search.parameters, search.ranking, search.older]
    work = workdir / f"search-{digest(repr([*given, [shard.sha256 for shard in shards]]))}"
    for stale in workdir.glob("search-*"):
        if stale != work:
            remove(stale)
    found = _Finding(shards, search, runner, workdir, work).run()
    remove(work)
    return found


def _check_columns(shards: Sequence[Shard], ranking: Ranking) -> None:
    """Raises UsageError where the documents do not have what decides who stays."""
    for shard in shards[:1]:
        with pa.memory_map(str(shard.path)) as file:
            known = pa.ipc.open_file(file).schema.names
        if missing := set(ranking.columns) - set(known):
            raise UsageError(
                f"who stays depends on the mark {', '.join(sorted(missing))}, which the documents do not "
                f"have; they have {', '.join(known)}. Set source_mark, or keep by something else"
            )


class _Finding:
    """The steps of one search, in the order in which they happen."""

    def __init__(
        self, shards: Sequence[Shard], search: Search, runner: Runner, workdir: Path, work: Path
    ) -> None:
        self.shards = shards
        new = shelves([(shard.path, shard.rows) for shard in shards])
        self.shelves = (*new, *((older.path,) for older in search.older))
        self.new = len(new)
        self.search, self.runner, self.workdir, self.work = search, runner, workdir, work
        # What depends on the threshold and the way of merging does not outlive another of them.
        self.judged = work / f"judged-{digest(repr([search.threshold, search.merge]))}"
        self.gathered = work / "gathered"

    def run(self) -> Path:
        for folder in (self.work, self.judged, self.gathered):
            folder.mkdir(parents=True, exist_ok=True)
        runs = self._sign()
        self._refuse_repeated_ids(runs)
        copies = self._copies(runs)
        met = self._meet(runs, copies)
        candidates = self._count(met)
        self._gather(candidates, copies)
        verified = self._verify(candidates)
        members = self._cluster(verified, copies)
        told = self._tell(members)
        self._show(members, verified)
        found = Found(runs[: self._of_new(runs)], copies, met, candidates, verified, members, told)
        facts = findings(found, self.search.threshold, self.search.merge, self.search.judgement)
        write_bytes(self.workdir / "findings.json", orjson.dumps(facts))
        table = self.workdir / "removed.npy"
        write_table(table, [(one.removed, one.count) for one in told], self.runner, REMOVED)
        self._keep_names()
        return table

    def _sign(self) -> list[Run]:
        sign = Sign(self.work, self.search.parameters, self.search.ranking)
        new = enumerate(self.shelves[: self.new])
        older = enumerate(self.search.older, self.new)
        runs = [run for some in self.runner.map(sign, new) for run in some]
        if self.search.older:
            runs += [run for some in self.runner.map(SignOlder(sign), older) for run in some]
        Signed.save(self.work, runs, self.new)
        return runs

    def _of_new(self, runs: Sequence[Run]) -> int:
        return sum(run.shelf < self.new for run in runs)

    def _refuse_repeated_ids(self, runs: Sequence[Run]) -> None:
        ranges = ranges_for(sum(run.documents for run in runs))
        found = list(self.runner.map(FindRepeatedIds(str(self.work)), ranges))
        if count := sum(one.count for one in found):
            some = [group for one in found for group in one.samples][:5]
            raise BuildError(self._message_of_ids(count, some))

    def _message_of_ids(self, count: int, groups: Sequence[Sequence[int]]) -> str:
        lines = []
        for group in groups:
            found = [self._located(place) for place in group]
            file, row = found[0]
            where = ", ".join(
                read_column(file, "origin")[row] or f"row {row:,} of {file.name}"
                for file, row in found
            )
            lines.append(f"  {read_column(file, 'id')[row]}: {where}")
        return (
            f"{plural(count, 'id')} came more than once; expected each document to have its own, because "
            "what is removed is named by it. Some of them:\n" + "\n".join(lines) + "\n"
            "Give the documents ids of their own, or choose another column for them"
        )

    def _located(self, place: int) -> tuple[Path, int]:
        """The file that holds a document, and its row there."""
        shelf, row = divmod(place, 1 << 32)
        rows = {shard.path: shard.rows for shard in self.shards}
        for file in self.shelves[shelf]:
            if row < rows[file]:
                return file, row
            row -= rows[file]
        raise AssertionError(f"no document at {place}")

    def _copies(self, runs: Sequence[Run]) -> Path:
        """The file of COPY of all documents that have the tokens of another, sorted."""
        path = self.work / "copies.npy"
        ranges = ranges_for(sum(run.documents for run in runs))
        find = FindCopies(str(self.work), self.work)
        parts = [np.load(part) for part in self.runner.map(find, ranges)]
        copies = np.concatenate([np.empty(0, COPY), *parts])
        save(path, copies[np.argsort(copies["place"], kind="stable")])
        return path

    def _meet(self, runs: Sequence[Run], copies: Path) -> list[Met]:
        places = self.work / "copies.places.npy"
        save(places, np.load(copies)["place"].copy())
        items = slices_of(self.search.parameters.num_buckets, sum(run.signed for run in runs))
        return list(self.runner.map(Meet(str(self.work), places, self.work), items))

    def _count(self, met: Sequence[Met]) -> list[Candidates]:
        edges = edges_of(met)
        count = Count(tuple(one.path for one in met), edges, self.work)
        return list(self.runner.map(count, range(len(edges) + 1)))

    def _gather(self, candidates: Sequence[Candidates], copies: Path) -> None:
        named = self.work / "copies.named.npy"
        both = np.load(copies)
        save(named, np.unique(np.concatenate([both["place"], both["kept"]])))
        compared = tuple(one.places for one in candidates)
        gather = Gather(self.gathered, self.search.parameters, (named,), compared)
        for _ in self.runner.map(gather, enumerate(self.shelves)):
            pass

    def _verify(self, candidates: Sequence[Candidates]) -> list[Verified]:
        verify = Verify(self.gathered, self.judged, self.search.threshold)
        items = [(n, one.pairs, one.shared) for n, one in enumerate(candidates)]
        return list(self.runner.map(verify, items))

    def _cluster(self, verified: Sequence[Verified], copies: Path) -> Path:
        target = self.judged / "members.npy"
        task = Cluster(str(self.work), copies, self.gathered, self.search.merge, target)
        [members] = self.runner.map(task, [tuple(one.edges for one in verified)])
        return members

    def _tell(self, members: Path) -> list[Told]:
        task = Tell(str(self.work), members, self.gathered, self.judged)
        told = list(self.runner.map(task, range(len(self.shelves))))
        with arrow_file(self.workdir / "clusters.arrow", CLUSTERS) as file:
            for one in told:
                for batch in read_batches(one.clusters):
                    file.write_batch(batch)
        return told

    def _show(self, members: Path, verified: Sequence[Verified]) -> None:
        target = self.workdir / "duplicate_pairs.arrow"
        task = Show(str(self.work), members, self.gathered, self.shelves, target)
        for _ in self.runner.map(task, [tuple(one.misses for one in verified)]):
            pass

    def _keep_names(self) -> None:
        """Move the names that the table points to out of the way of what is removed."""
        names = self.workdir / "names"
        shutil.rmtree(names, ignore_errors=True)
        names.mkdir()
        for path in [*self.gathered.glob("*.names.arrow"), *self.gathered.glob("*.rows.npy")]:
            path.rename(names / path.name)
