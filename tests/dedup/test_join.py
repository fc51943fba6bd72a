from itertools import pairwise

import numpy as np
import pytest

from proofpile import Here
from proofpile.dedup.join import (
    ENTRY,
    KEY,
    between,
    keys_of,
    ordered,
    ranges_for,
    starts,
    write_run,
)
from proofpile.dedup.table import Table, join_parts, open_table, write_table


def entries(count, seed=0, keys=1 << 64):
    """Random entries; with few `keys`, many that share one, and upper halves that several keys share."""
    chance = np.random.default_rng(seed)
    made = np.empty(count, ENTRY)
    made["high"] = chance.integers(0, keys, count, np.uint64) // 3 * 3
    made["low"] = chance.integers(0, 4, count)
    made["shard"], made["row"] = chance.integers(0, 9, (2, count))
    return made


def naive(values):
    return values[np.lexsort([values[name] for name in reversed(values.dtype.names)])]


@pytest.mark.parametrize(
    ("count", "keys"), [(0, 5), (1, 5), (2, 1), (500, 5), (500, 300), (3000, 1 << 64)]
)
def test_order_is_by_key_and_then_by_the_other_fields(count, keys):
    given = entries(count, keys=keys)
    assert ordered(given).tolist() == naive(given).tolist()


@pytest.mark.parametrize("keys", [1, 20, 1 << 64])
def test_starts_are_where_keys_begin(keys):
    given = ordered(entries(400, keys=keys))
    pairs = given[["high", "low"]].tolist()
    assert starts(given).tolist() == [n for n in range(400) if n == 0 or pairs[n] != pairs[n - 1]]
    assert starts(given[:0]).tolist() == []


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 12345])
def test_ranges_hold_every_key_once(count):
    ranges = ranges_for(count, 100)
    assert (ranges[0].first, ranges[-1].last) == (0, 2**64 - 1)
    assert all(a.last + 1 == b.first for a, b in pairwise(ranges))
    assert [part.number for part in ranges] == list(range(len(ranges)))
    assert count / len(ranges) <= 100


@pytest.mark.parametrize("at_once", [1_000_000, 100, 7])
def test_ranges_of_runs_together_are_all_entries_sorted(tmp_path, at_once):
    parts = [entries(n, seed=n) for n in (0, 1, 300, 700)]
    files = [tmp_path / f"{n}.npy" for n in range(4)]
    for file, part in zip(files, parts, strict=True):
        write_run(file, part)
    joined = [between(files, part) for part in ranges_for(1001, at_once)]
    assert np.concatenate(joined).tolist() == naive(np.concatenate(parts)).tolist()


def test_the_last_key_of_all_is_in_a_range(tmp_path):
    last = np.full(1, 0, ENTRY)
    last["high"] = 2**64 - 1
    write_run(tmp_path / "run.npy", last)
    assert len(between([tmp_path / "run.npy"], ranges_for(10**9)[-1])) == 1


def test_a_run_that_was_cut_is_no_run(tmp_path):
    write_run(path := tmp_path / "run.npy", entries(100))
    path.write_bytes(path.read_bytes()[:-24])
    with pytest.raises(ValueError, match=r"mmap length|smaller|larger|size"):
        between([path], ranges_for(1)[0])


def test_no_runs_are_no_entries():
    assert between([], ranges_for(0)[0]).dtype == ENTRY


def test_keys_differ_and_stay_the_same():
    keys = keys_of(["a", "", "a", "ä"])
    assert keys.dtype == KEY
    assert keys[0] == keys[2]
    assert len(set(keys.tolist())) == 3
    assert f"{keys[0]['high']:016x}{keys[0]['low']:016x}" == "a96faf705af16834e6c632b61e964e1f"


# --- tables


def table_of(tmp_path, runs, **options):
    files = []
    for number, run in enumerate(runs):
        write_run(tmp_path / f"run-{number}.npy", run)
        files.append((tmp_path / f"run-{number}.npy", len(run)))
    write_table(tmp_path / "table.npy", files, Here(), **options)
    return tmp_path / "table.npy"


@pytest.mark.parametrize("at_once", [1_000_000, 50])
def test_a_table_is_its_runs_sorted_and_nothing_else_is_left(tmp_path, at_once):
    runs = [entries(n, seed=n) for n in (40, 0, 200)]
    path = table_of(tmp_path, runs, at_once=at_once)
    np.save(tmp_path / "whole.npy", naive(np.concatenate(runs)))
    assert path.read_bytes() == (tmp_path / "whole.npy").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["table.npy", "whole.npy"]


def first_of_each(entries):
    return entries[starts(entries)]


def test_a_reduction_sees_all_of_a_key_at_once(tmp_path):
    runs = [entries(300, seed=n, keys=200) for n in range(3)]
    path = table_of(tmp_path, runs, at_once=50, reduce=first_of_each)
    whole = naive(np.concatenate(runs))
    assert np.load(path).tolist() == first_of_each(whole).tolist()


def test_what_a_killed_run_left_is_not_taken_for_a_part(tmp_path):
    (tmp_path / "table.npy.parts").mkdir()
    np.save(tmp_path / "table.npy.parts" / "part-00007.npy", entries(5))
    path = table_of(tmp_path, [entries(10)])
    assert len(np.load(path)) == 10
    assert not (tmp_path / "table.npy.parts").exists()


def test_looking_up_finds_the_first_record_of_a_key_or_none(tmp_path):
    rows = ordered(entries(2000, keys=900))
    part = tmp_path / "part.npy"
    np.save(part, rows)
    join_parts(tmp_path / "table.npy", [part], ENTRY)
    first = {}
    for number, key in enumerate(rows[["high", "low"]].tolist()):
        first.setdefault(key, number)
    asked = np.zeros(1000 * 6, KEY)
    asked["high"] = np.repeat(np.arange(1000), 6)
    asked["low"] = np.tile(np.arange(6), 1000)
    found = Table(str(tmp_path / "table.npy")).rows(asked)
    assert found.tolist() == [first.get(key, -1) for key in asked.tolist()]
    assert {-1} < set(found.tolist())


def test_an_empty_table_finds_nothing(tmp_path):
    path = table_of(tmp_path, [])
    assert open_table(str(path)).find(["a", "b"]).tolist() == [-1, -1]
    assert open_table(str(path)).find([]).tolist() == []


def test_a_table_that_was_written_anew_is_read_anew(tmp_path):
    path = str(table_of(tmp_path, [entries(3)]))
    assert len(open_table(path).records) == 3
    assert open_table(path) is open_table(path)
    table_of(tmp_path, [entries(4)])
    assert len(open_table(path).records) == 4
