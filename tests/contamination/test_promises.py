"""What the engine promises (docs/design.md, 3) holds for contamination, in a build and in a report."""

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

import orjson
import pyarrow as pa
import pytest
from contamination.leaking import (
    benchmark,
    built,
    documents,
    items,
    written,
)
from dedup.near_driver import Steps
from helpers import contents

from proofpile import Here, Local, Manifest, OnRay
from proofpile.errors import BuildError

DRIVER = Path(__file__).with_name("leaking.py")
TESTS = Path(__file__).parents[1]
FIT = "fit contamination"


@pytest.fixture(scope="module")
def given():
    return documents()


@pytest.fixture(scope="module")
def whole(given, tmp_path_factory):
    """A corpus, the benchmark, and what a build makes of them undisturbed."""
    folder = tmp_path_factory.mktemp("whole")
    corpus, spec = written(folder / "corpus", given), benchmark(folder / "benchmark")
    manifest = built(corpus, spec, folder / "out")
    return SimpleNamespace(
        corpus=corpus,
        spec=spec,
        out=folder / "out",
        contents=contents(folder / "out"),
        manifest=manifest,
    )


def rows(out, name):
    """Rows of all files of documents or of refusals, or of a table."""
    files = sorted((out / name).rglob("*.arrow")) if (out / name).is_dir() else [out / name]
    return [row for file in files for row in pa.ipc.open_file(str(file)).read_all().to_pylist()]


def report(out):
    return orjson.loads((out / "contamination" / "report.json").read_bytes())


# --- what a build does


def test_documents_with_problems_go_and_solutions_are_cut_and_the_rest_is_untouched(given, whole):
    kept = {row["id"]: row for row in rows(whole.out, "documents")}
    gone = {row["id"]: row for row in rows(whole.out, "dropped")}
    with_problem = {id for id, _, leaks in given if any(leak.part == "problem" for leak in leaks)}
    assert set(gone) == with_problem
    assert set(kept) == {id for id, _, _ in given} - with_problem
    for id, text, leaks in given:
        if id in gone:
            assert gone[id]["reason"] == "contaminated"
            assert any(f"mine i{leak.item} problem" in gone[id]["detail"] for leak in leaks)
        elif leaks:
            assert all(leak.passage not in kept[id]["text"] for leak in leaks)
            assert kept[id]["text"].count("$") % 2 == 0
            assert 1 <= kept[id]["passages_cut"] <= len(leaks)
            rest = text
            for leak in leaks:
                rest = rest.replace(leak.passage, "")
            assert kept[id]["text"].split() == rest.split(), "nothing else is cut"
        else:
            assert kept[id]["text"] == text


def test_manifest_ledger_and_hits_conserve(given, whole):
    facts = whole.manifest.facts
    for one in facts["passes"]:
        assert one["in"] == one["kept"] + sum(one["dropped"].values())
    gone = rows(whole.out, "dropped")
    assert whole.manifest.dropped == {"contaminated": len(gone)}
    assert whole.manifest.kept + len(gone) == len(given)
    hits = rows(whole.out, "contamination/hits.arrow")
    acted = {h["document"] for h in hits if h["action"] == "drop-document"}
    assert acted == {row["id"] for row in gone}
    found = report(whole.out)
    assert found["corpus"]["documents"] == len(given)
    assert found["actions"]["drop-document"] == len(gone)
    assert Counter(h["verdict"] for h in hits) == {
        verdict: counts["hits"] for verdict, counts in found["verdicts"].items() if counts["hits"]
    }
    assert Manifest.load(whole.out).damage(whole.out) == []


def test_what_was_cut_is_listed_with_the_item_and_the_place_it_had(given, whole):
    texts = {id: text for id, text, _ in given}
    planted = {id: leaks for id, _, leaks in given}
    kept = {row["id"] for row in rows(whole.out, "documents")}
    removed = rows(whole.out, "contamination/removed.arrow")
    assert {r["document"] for r in removed} == {id for id in kept if planted[id]}
    named = set()
    for row in removed:
        assert texts[row["document"]][row["start"] : row["end"]] == row["text"]
        assert any(leak.passage in row["text"] for leak in planted[row["document"]])
        for leak in planted[row["document"]]:
            if leak.passage in row["text"]:
                assert f"mine i{leak.item} solution" in row["items"]
                named.add((row["document"], leak))
    assert named == {(id, leak) for id in kept for leak in planted[id]}


def test_every_part_that_was_planted_is_hit_and_no_other(given, whole):
    there = {(id, f"i{leak.item}", leak.part) for id, _, leaks in given for leak in leaks}
    hits = rows(whole.out, "contamination/hits.arrow")
    sure = {(h["document"], h["item"], h["part"]) for h in hits if h["verdict"] == "contaminated"}
    assert sure == there
    texts = {id: text for id, text, _ in given}
    parts = {item["id"]: item for item in items()}
    for hit in hits:
        for span in hit["spans"]:
            ours = texts[hit["document"]][span["doc_start"] : span["doc_end"]]
            theirs = parts[hit["item"]][hit["part"]][span["item_start"] : span["item_end"]]
            assert ours.casefold().split() == theirs.casefold().split()


def test_only_reported_leaves_every_document_as_it_is(given, whole, tmp_path):
    only = tuple(f"{part}=report" for part in ("problem", "solution"))
    built(whole.corpus, whole.spec, tmp_path / "out", policy=only)
    kept = {row["id"]: row["text"] for row in rows(tmp_path / "out", "documents")}
    assert kept == {id: text for id, text, _ in given}
    hits = rows(tmp_path / "out", "contamination/hits.arrow")
    assert {h["action"] for h in hits if h["verdict"] == "contaminated"} == {"report"}


# --- the same, however the work is done


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_workers_make_the_same_bytes(whole, tmp_path, workers):
    built(whole.corpus, whole.spec, tmp_path / "out", Local(workers))
    assert contents(tmp_path / "out") == whole.contents


@pytest.mark.slow
def test_ray_makes_the_same_bytes(whole, tmp_path):
    ray = pytest.importorskip("ray")
    try:
        built(whole.corpus, whole.spec, tmp_path / "out", OnRay(workers=2))
    finally:
        ray.shutdown()
    assert contents(tmp_path / "out") == whole.contents


def test_another_folder_makes_the_same_bytes(whole, tmp_path):
    moved = shutil.copytree(whole.corpus, tmp_path / "deep" / "corpus")
    spec = benchmark(tmp_path / "elsewhere")
    built(moved, spec, tmp_path / "out")
    assert contents(tmp_path / "out") == whole.contents


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_files_and_documents_changes_nothing_but_the_order(
    given, whole, tmp_path, seed
):
    chance = random.Random(seed)
    shuffled = chance.sample(given, len(given))
    corpus = written(tmp_path / "corpus", shuffled, files=chance.randrange(1, 9))
    built(corpus, whole.spec, tmp_path / "out")

    def told(out, name):
        return sorted(
            json.dumps({k: v for k, v in row.items() if k != "origin"}, sort_keys=True)
            for row in rows(out, name)
        )

    for name in ("documents", "dropped", "contamination/hits.arrow", "contamination/removed.arrow"):
        assert told(tmp_path / "out", name) == told(whole.out, name)
    one, other = report(tmp_path / "out"), report(whole.out)
    for name in ("llemma_table", "curve", "layers", "verdicts", "by_source", "benchmarks"):
        assert one[name] == other[name]


# --- continued


def test_an_unchanged_rerun_reads_nothing_and_rewrites_no_file(whole, tmp_path):
    def stamps():
        files = (p for p in (tmp_path / "out").rglob("*") if p.is_file() and p.name != "lock")
        return {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in files}

    built(whole.corpus, whole.spec, tmp_path / "out")
    before, log = stamps(), Steps()
    built(whole.corpus, whole.spec, tmp_path / "out", watcher=log)
    assert log.made == []
    assert stamps() == before


def test_another_version_of_the_benchmark_searches_again(whole, tmp_path):
    spec = benchmark(tmp_path / "benchmark")
    built(whole.corpus, spec, tmp_path / "out")
    path = tmp_path / "benchmark" / "items.jsonl"
    changed = items()
    changed[0]["problem"] = changed[1]["problem"]
    path.write_text("".join(json.dumps(item) + "\n" for item in changed))
    built(whole.corpus, spec, tmp_path / "out")
    built(whole.corpus, spec, tmp_path / "fresh")
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh") != whole.contents


class Driver:
    """The script, and in which step each change on disk came when it built undisturbed."""

    def __init__(self, corpus, spec, folder):
        command = [sys.executable, "-P", str(DRIVER), str(corpus), spec, str(folder)]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(TESTS)},
        )
        self.changes = Counter(json.loads(self.process.stdout.readline()))

    def __call__(self, *line):
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


def test_a_build_that_is_killed_in_every_step_makes_the_same_bytes(whole, tmp_path):
    driver = Driver(whole.corpus, whole.spec, tmp_path)
    with driver.process:
        steps = [step for step in driver.changes if step.startswith(FIT)]
        assert steps
        struck = 0
        for step in steps:  # each run goes on where the last was killed
            for share in (0.2, 0.5, 0.9):
                number = int(driver.changes[step] * share)
                struck += driver("out", step, number) == signal.SIGKILL
        assert struck >= len(steps)
        assert driver("out") == 0
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert not list((tmp_path / "out").rglob("*.partial"))


@pytest.mark.parametrize("runner", [Here(), Local(1)], ids=["here", "local"])
@pytest.mark.parametrize("room", [150, 400])
def test_a_full_disk_says_so_and_the_rerun_completes(whole, tmp_path, runner, room):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting a small tmpfs needs root")
    try:
        filler = disk / "filler"
        filler.write_bytes(os.urandom((20 << 20) - (room << 10)))
        with pytest.raises(BuildError, match=r"no space left.*run the same command again"):
            built(whole.corpus, whole.spec, disk / "out", runner)
        assert not (disk / "out" / "manifest.json").exists()
        filler.unlink()
        built(whole.corpus, whole.spec, disk / "out", runner)
        assert contents(disk / "out") == whole.contents
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


# --- the report of a corpus


def reported(whole, out, *options):
    """The command, running."""
    command = [sys.executable, "-m", "proofpile", "contamination-report", str(whole.corpus)]
    command += ["--benchmark", whole.spec, "--out", str(out), "--canaries", "2", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture(scope="module")
def told(whole, tmp_path_factory):
    """The files of a report that nothing disturbed, and the seconds it took."""
    out, began = tmp_path_factory.mktemp("report") / "out", time.monotonic()
    with reported(whole, out, "--workers", "1") as run:
        said = run.communicate()[0]
    assert run.returncode == 0, said
    return SimpleNamespace(files=outcome(out), seconds=time.monotonic() - began)


def outcome(out):
    return {name: (out / name).read_bytes() for name in ("hits.arrow", "report.json")}


@pytest.mark.parametrize("workers", ["2", "3"])
def test_a_report_is_the_same_bytes_by_any_number_of_workers(whole, told, tmp_path, workers):
    with reported(whole, tmp_path / "out", "--workers", workers) as run:
        said = run.communicate()[0]
    assert run.returncode == 0, said
    assert outcome(tmp_path / "out") == told.files


def test_a_report_that_is_killed_at_random_moments_is_the_same_bytes(whole, told, tmp_path):
    chance, killed = random.Random(7), 0
    for _ in range(8):
        with reported(whole, tmp_path / "out", "--workers", "2") as run:
            time.sleep(chance.uniform(0.3, 1) * told.seconds)
            run.send_signal(signal.SIGKILL)
            run.communicate()
        killed += run.returncode == -signal.SIGKILL
    assert killed, "every run was over before it was struck"
    with reported(whole, tmp_path / "out", "--workers", "2") as run:
        said = run.communicate()[0]
    assert run.returncode == 0, said
    assert outcome(tmp_path / "out") == told.files
    assert not list((tmp_path / "out").rglob("*.partial"))


def test_the_corpus_is_not_written_to(whole, told):
    assert sorted(p.name for p in whole.corpus.iterdir()) == [f"{n:03d}.jsonl" for n in range(4)]
