"""Promise 5: the same bytes on any runner, at any number of workers, in any process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import contents

from proofpile import Here, Local, OnRay, build

DRIVER = Path(__file__).with_name("driver.py")


@pytest.fixture
def expected(library, tmp_path):
    build(library.source(), tmp_path / "here", Here(), filters=library.filters())
    return contents(tmp_path / "here")


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_local_workers_make_the_same_bytes(library, tmp_path, expected, workers):
    build(library.source(), tmp_path / "out", Local(workers), filters=library.filters())
    assert contents(tmp_path / "out") == expected


@pytest.mark.parametrize("seed", ["0", "1"])
def test_hash_randomisation_does_not_reach_the_output(library, tmp_path, expected, seed):
    command = [sys.executable, str(DRIVER), str(library.folder), str(tmp_path / "out"), "0", "0"]
    subprocess.run(
        command, check=True, env=os.environ | {"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"}
    )
    assert contents(tmp_path / "out") == expected


def test_another_folder_makes_the_same_bytes(library, tmp_path, expected):
    moved = tmp_path / "elsewhere" / "deep"
    moved.parent.mkdir()
    library.folder.rename(moved)
    build(library.source(folder=str(moved)), tmp_path / "out", Here(), filters=library.filters())
    assert contents(tmp_path / "out") == expected


def test_ray_makes_the_same_bytes(library, tmp_path, expected):
    import ray

    try:
        build(library.source(), tmp_path / "out", OnRay(workers=2), filters=library.filters())
    finally:
        ray.shutdown()
    assert contents(tmp_path / "out") == expected


def test_a_ray_cluster_that_loses_a_node_makes_the_same_bytes(library, tmp_path, expected):
    import ray
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    try:
        doomed = cluster.add_node(num_cpus=1)
        cluster.wait_for_nodes()
        assert len(cluster.list_all_nodes()) == 2
        watcher = RemoveNode(cluster, doomed)
        build(
            library.source(pause=0.02),
            tmp_path / "out",
            OnRay(address=cluster.address),
            filters=library.filters(),
            watcher=watcher,
        )
        assert watcher.removed_after == 1
        assert len(cluster.list_all_nodes()) == 1
    finally:
        ray.shutdown()
        cluster.shutdown()
    assert contents(tmp_path / "out") == expected


class RemoveNode:
    """A watcher that takes a node away when the first shard is done and others are at work."""

    def __init__(self, cluster, node):
        self.cluster, self.node, self.removed_after = cluster, node, None
        self.shards = 0

    def begins(self, step, items, size):
        pass

    def counted(self, done, items, noun):
        pass

    def done(self, shard, reused, size):
        self.shards += 1
        if self.removed_after is None:
            self.removed_after = self.shards
            self.cluster.remove_node(self.node, allow_graceful=False)
