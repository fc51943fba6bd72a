"""What the engine promises (docs/design.md, 3) holds for a build without near-duplicates, and under abuse."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest
from dedup.near_driver import Steps, built, written
from helpers import contents
from repeated import documents, jaccard, naive_stars, shards

from proofpile import Filter, Here, Local, Manifest, OnRay
from proofpile.errors import BuildError

DRIVER = Path(__file__).with_name("near_driver.py")
# By chance of the buckets a pair near the threshold may be missed: here none may.
SURE = {"num_buckets": 64, "hashes_per_bucket": 4}
ODD = [
    ("odd:empty", ""),
    ("odd:blank", " \n "),
    ("odd:one", "lemma"),
    ("odd:one too", "lemma"),
    ("odd:four", "let x be real"),
    ("odd:four too", "let x be  real"),
    ("odd:nearly four", "let x be Real"),
]


@pytest.fixture(scope="module")
def given():
    return documents(families=40) + ODD


def undisturbed(folder, documents, **parameters):
    """A corpus, and where and what is made of it."""
    corpus = written(folder / "corpus", documents)
    built(corpus, folder / "out", **parameters)
    return SimpleNamespace(corpus=corpus, out=folder / "out", contents=contents(folder / "out"))


@pytest.fixture(scope="module")
def whole(given, tmp_path_factory):
    return undisturbed(tmp_path_factory.mktemp("whole"), given, **SURE)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A corpus that several workers share: it has four shelves."""
    return undisturbed(tmp_path_factory.mktemp("large"), documents(families=1600, words=30))


def rows(out, name):
    """Rows of all files of documents or of refusals, or of a table."""
    files = sorted((out / name).rglob("*.arrow")) if (out / name).is_dir() else [out / name]
    return [row for file in files for row in pa.ipc.open_file(str(file)).read_all().to_pylist()]


def outcome(out):
    """Who stays; of who goes the twin and the Jaccard: what must not depend on how the work was done."""
    gone = {row["id"]: (row["detail"], row["score"]) for row in rows(out, "dropped")}
    return {row["id"] for row in rows(out, "documents")}, gone


# --- what is found


def test_ledger_clusters_and_documents_tell_the_same_and_the_naive_answer(given, whole):
    out, manifest = whole.out, Manifest.load(whole.out)
    texts, (kept, gone) = dict(given), outcome(out)
    expected = naive_stars([(id, text) for id, text in given if not id.startswith("odd:")])
    assert {id: found for id, found in gone.items() if not id.startswith("odd:")} == expected
    assert kept == set(texts) - set(gone)
    assert all(
        jaccard(texts[id], texts[twin]) == near >= 0.7 for id, (twin, near) in expected.items()
    )
    assert {row["reason"] for row in rows(out, "dropped")} == {"near-duplicate"}
    assert {row["threshold"] for row in rows(out, "dropped")} == {0.7}
    clusters = rows(out, "clusters.arrow")
    assert {r["id"]: (r["twin"], r["jaccard"]) for r in clusters if not r["kept"]} == gone
    assert {r["id"] for r in clusters if r["kept"]} <= kept
    assert manifest.dropped["near-duplicate"] == len(gone)
    assert manifest.facts["findings"]["near_duplicates"]["removed"] == len(gone)
    assert Manifest.load(out).damage(out) == []


def test_texts_without_a_shingle_go_only_for_the_same_tokens(whole):
    kept, gone = outcome(whole.out)
    odd = {id: twin for id, (twin, _) in gone.items() if id.startswith("odd:")}
    pairs = {frozenset(pair) for pair in odd.items()}
    assert pairs == {
        frozenset(("odd:one", "odd:one too")),
        frozenset(("odd:four", "odd:four too")),
    }
    assert {"odd:empty", "odd:blank", "odd:nearly four"} <= kept


def test_repeated_ids_are_refused_with_their_rows_and_nothing_is_published(given, tmp_path):
    corpus = written(tmp_path / "corpus", [*given, (given[0][0], "another text altogether")])
    with pytest.raises(BuildError) as caught:
        built(corpus, tmp_path / "out")
    assert "1 id came more than once" in str(caught.value)
    assert f"{given[0][0]}: corpus/000.jsonl#1, corpus/" in str(caught.value)
    assert not (tmp_path / "out" / "manifest.json").exists()
    assert not (tmp_path / "out" / "documents").exists()


def test_a_source_that_loses_too_much_fails_the_build_until_it_is_allowed(tmp_path):
    page = " ".join(f"w{n}" for n in range(100))
    mirror = [(f"mirror:{n}", f"{page} {n}") for n in range(150)]
    corpus = written(tmp_path / "corpus", documents(10) + mirror)
    with pytest.raises(BuildError, match=r"mirror: 149 of 150 documents\n.*--allow mirror"):
        built(corpus, tmp_path / "out")
    assert not (tmp_path / "out" / "manifest.json").exists()
    manifest = built(corpus, tmp_path / "out", allowed=("mirror",))
    sources = manifest.facts["findings"]["near_duplicates"]["sources"]
    assert ["mirror", 150, 149] in sources


# --- the same, however the work is done


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_files_and_documents_changes_no_winner(given, whole, tmp_path, seed):
    chance = random.Random(seed)
    shuffled = chance.sample(given, len(given))
    corpus = written(tmp_path / "corpus", shuffled, files=chance.randrange(1, 9))
    built(corpus, tmp_path / "out", **SURE)
    assert outcome(tmp_path / "out") == outcome(whole.out)


def test_the_order_changes_no_winner_where_buckets_are_too_large_for_all_pairs(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("proofpile.dedup.candidates.MOST", 3)
    given, found = documents(families=30, words=60), []
    for seed in range(3):
        corpus = written(tmp_path / f"corpus{seed}", random.Random(seed).sample(given, len(given)))
        manifest = built(corpus, tmp_path / f"out{seed}", **SURE)
        assert manifest.facts["findings"]["near_duplicates"]["capped_buckets"] > 0
        found.append(outcome(tmp_path / f"out{seed}"))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_workers_make_the_same_bytes(large, tmp_path, workers):
    built(large.corpus, tmp_path / "out", Local(workers))
    assert contents(tmp_path / "out") == large.contents


def test_another_folder_makes_the_same_bytes(whole, tmp_path):
    moved = shutil.copytree(whole.corpus, tmp_path / "deep" / "corpus")
    built(moved, tmp_path / "elsewhere", **SURE)
    assert contents(tmp_path / "elsewhere") == whole.contents


class RemoveNode(Steps):
    """Takes a node away when the first part of a step is done and others are at work."""

    def __init__(self, cluster, node, step):
        super().__init__()
        self.cluster, self.node, self.step, self.removed_in = cluster, node, step, None

    def counted(self, done, items, noun):
        if self.removed_in is None and self.steps[-1].endswith(self.step):
            self.removed_in = self.steps[-1]
            self.cluster.remove_node(self.node, allow_graceful=False)


@pytest.mark.slow
def test_a_ray_cluster_that_loses_a_node_in_the_search_makes_the_same_bytes(large, tmp_path):
    import ray
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    try:
        watcher = RemoveNode(cluster, cluster.add_node(num_cpus=1), ": signatures")
        cluster.wait_for_nodes()
        built(large.corpus, tmp_path / "out", OnRay(address=cluster.address), watcher)
        assert watcher.removed_in == f"{SEARCH}signatures"
        assert len(cluster.list_all_nodes()) == 1
    finally:
        ray.shutdown()
        cluster.shutdown()
    assert contents(tmp_path / "out") == large.contents


# --- continued


@pytest.fixture
def run(whole, tmp_path):
    def run(**parameters):
        log = Steps()
        built(whole.corpus, tmp_path / "out", watcher=log, **parameters)
        return log

    return run


FIRST, SECOND = ([f"{number}/{n:05d}" for n in range(4)] for number in (0, 1))


def stamps(out):
    files = (p for p in out.rglob("*") if p.is_file() and p.name != "lock")
    return {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in files}


def test_an_unchanged_rerun_searches_nothing_and_rewrites_no_file(run, tmp_path):
    assert run().made == FIRST + SECOND
    before = stamps(tmp_path / "out")
    log = run()
    assert log.made == []
    assert not [step for step in log.steps if ":" in step or "fit" in step]
    assert stamps(tmp_path / "out") == before


@pytest.mark.parametrize(
    "changed",
    [
        {"threshold": 0.8},
        {"merge": "chain"},
        {"n_grams": 4},
        {"keep": "longest", "prefer": ("s1",)},
    ],
)
def test_another_setting_redoes_the_search_and_nothing_before_it(run, whole, tmp_path, changed):
    run()
    assert run(**changed).made == SECOND
    assert built(whole.corpus, tmp_path / "fresh", **changed) == Manifest.load(tmp_path / "out")
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


class Driver:
    """The script, and in which step each change on disk came when it built undisturbed."""

    def __init__(self, corpus, folder):
        command = [sys.executable, str(DRIVER), str(corpus), str(folder)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.changes = Counter(json.loads(self.process.stdout.readline()))

    def __call__(self, *line):
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@pytest.fixture
def drive(whole, tmp_path):
    driver = Driver(whole.corpus, tmp_path)
    with driver.process:
        yield driver


SEARCH = "fit near_duplicates: "


def test_a_search_that_is_killed_in_every_step_makes_the_same_bytes(drive, tmp_path):
    steps = [step for step in drive.changes if step.startswith(SEARCH)]
    assert {step.removeprefix(SEARCH) for step in steps} >= {
        "signatures",
        "equal token sequences",
        "buckets",
        "candidates",
        "shingles of candidates",
        "Jaccards",
        "clusters",
        "who goes and who stays",
        "pairs to look at",
    }
    for (
        step
    ) in steps:  # each run goes on where the last was killed, half-way through the step before
        assert drive("out", step, drive.changes[step] // 2) == signal.SIGKILL
    assert drive("out") == 0
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert not list((tmp_path / "out").rglob("*.partial"))


def test_a_search_that_is_killed_while_it_is_removed_makes_the_same_bytes(drive, tmp_path):
    last = [step for step in drive.changes if step.startswith(SEARCH)][-1]
    for back in (8, 20):  # changes from the end, where files of the search go one by one
        assert drive("out", last, drive.changes[last] - back) == signal.SIGKILL
        assert list((tmp_path / "out").rglob(".search-*.partial"))
    assert drive("out") == 0
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert not list((tmp_path / "out").rglob("*.partial"))


@pytest.mark.parametrize("runner", [Here(), Local(1)], ids=["here", "local"])
@pytest.mark.parametrize(("room", "step"), [(150, "signatures"), (300, "shingles of candidates")])
def test_a_full_disk_says_so_and_the_rerun_completes(whole, tmp_path, runner, room, step):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting a small tmpfs needs root")
    try:
        filler = disk / "filler"
        filler.write_bytes(os.urandom((20 << 20) - (room << 10)))
        watcher = Steps()
        with pytest.raises(BuildError, match=r"no space left.*run the same command again"):
            built(whole.corpus, disk / "out", runner, watcher, **SURE)
        assert watcher.steps[-1] == f"{SEARCH}{step}"
        assert not (disk / "out" / "manifest.json").exists()
        filler.unlink()
        built(whole.corpus, disk / "out", runner, **SURE)
        assert contents(disk / "out") == whole.contents
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


# --- too much of one thing


def fitted(folder, given, **parameters):
    keep = Filter.load("near_duplicates", **parameters).prepare()
    return keep.fit(shards(folder / "shards", given), Here(), folder / "fit")


def test_many_identical_documents_leave_one_and_cost_no_pairs(tmp_path):
    many = 200_000
    given = [(f"m:{n}", "let x be a real number, then") for n in range(many)]
    given += [(f"e:{n}", "") for n in range(1000)]
    began = time.process_time()
    keep = fitted(tmp_path, given, most_removed=1.0)
    assert time.process_time() - began < 60
    found = keep.findings()
    assert (found["candidates"], found["same_tokens"]) == (0, found["removed"])
    assert found["removed"] == many - 1 + 999
    drops = keep.refused([id for id, _ in given])
    assert len({drop.detail for drop in drops.values()}) == 2
    assert {drop.score for drop in drops.values()} == {1.0}


def test_many_nearly_identical_documents_cost_pairs_in_proportion(tmp_path):
    page, many = " ".join(f"w{n}" for n in range(40)), 20_000
    given = [(f"m:{n}", f"{page} number {n}") for n in range(many)]
    found = fitted(tmp_path, given, most_removed=1.0).findings()
    assert found["removed"] == many - 1
    assert found["candidates"] < 70 * many
    assert found["largest_component"] == many
    assert found["alarms"]


GIANT = """
import os, sys
from pathlib import Path
from repeated import shards
from proofpile import Filter, Here, Shard
words, folder = int(sys.argv[1]) // 9, Path(sys.argv[2])
if not os.fork():  # making them is not what is measured
    giant = " ".join(f"w{n:07d}" for n in range(words))
    shards(folder, [("a:0", giant), ("a:1", giant + " and more"), ("a:2", "nothing like it at all")])
    os._exit(0)
assert os.wait()[1] == 0
some = [Shard.open(folder / f"{n:05d}.arrow") for n in range(3)]
keep = Filter.load("near_duplicates", most_removed=1.0).prepare().fit(some, Here(), folder / "fit")
[drop] = keep.refused(["a:0", "a:1", "a:2"]).values()
assert (drop.detail, drop.score) == ("a:1", (words - 4) / (words - 2)), drop
# Not ru_maxrss: that begins with what the process held from which this one was started.
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


@pytest.mark.parametrize("size", [1 << 20, pytest.param(100 << 20, marks=pytest.mark.slow)])
def test_a_giant_document_and_its_copy_are_compared_in_bounded_memory(tmp_path, size):
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-P", "-c", GIANT, str(size), str(tmp_path)]
    began = time.monotonic()
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert time.monotonic() - began < 240
    # Measured: 130 MB, and 6.8 bytes for each of the text; both texts and their shingles are held at once.
    assert int(run.stdout) << 10 < 8 * size + (250 << 20)
