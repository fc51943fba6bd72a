"""`proofpile dedup`: anybody's corpus in, the same without its near-duplicates out."""

import json
import random
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest
from helpers import contents
from tables.corpora import FORMATS, lines

from proofpile.cli.dedup import Preset
from proofpile.dedup.parameters import PRESETS

CLI = Callable[..., SimpleNamespace]
WORDS = [f"w{n}" for n in range(3000)]


def text(seed: int, more: str = "") -> str:
    return " ".join([*random.Random(seed).choices(WORDS, k=120), *more.split()])


def _row(id: str, words: str) -> dict[str, Any]:
    return {"id": id, "text": words, "n": len(words), "tags": ["x", "y"]}


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A folder of 40 documents, and a file of 20 of which 10 are nearly in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "web").mkdir()
    FORMATS["a.parquet"](
        tmp_path / "web" / "a.parquet", [_row(f"w{n}", text(n)) for n in range(40)]
    )
    new = [_row(f"b{n}", text(n + 30, "and one more")) for n in range(20)]
    FORMATS["a.jsonl.zst"](tmp_path / "books.jsonl.zst", new)
    return SimpleNamespace(
        folder=tmp_path, web="web", books="books.jsonl.zst", out=tmp_path / "out"
    )


def _kept(out: Path) -> set[str]:
    return set(pl.read_ipc(f"{out}/documents/*/*.arrow")["id"])


def test_near_duplicates_go_and_name_what_stays(corpus: SimpleNamespace, cli: CLI) -> None:
    order = ["dedup", corpus.web, corpus.books, "--out", corpus.out, "--on", "here"]
    said = cli(*order, "--preset", "fineweb", "--seed", 7)
    assert "14 buckets of 8 hashes (preset fineweb, changed)" in said.err
    assert "chance of 21.1 % at 0.6, 56.5 % at 0.7, 92.4 % at 0.8, >99.9 % at 0.9" in said.err
    assert "steepest at 0.72" in said.err
    assert re.search(r"near-duplicate +−10 +16\.7 %", said.out)
    assert "near-duplicates: 10 of 60 documents removed (16.7 %)" in said.out
    assert "10 clusters, the largest of 2" in said.out
    assert "  web: 10 of 40 removed (25.0 %)" in said.out
    assert f"clusters: {corpus.out}/clusters.arrow" in said.out
    # The longer one stays.
    assert _kept(corpus.out) == {f"w{n}" for n in range(30)} | {f"b{n}" for n in range(20)}
    dropped = pl.read_ipc(f"{corpus.out}/dropped/*.arrow").to_dicts()
    assert {(d["id"], d["detail"]) for d in dropped} == {(f"w{30 + n}", f"b{n}") for n in range(10)}
    assert all(0.9 < d["score"] < 1 and d["threshold"] == 0.7 for d in dropped)


def test_columns_come_through_and_out_again(corpus: SimpleNamespace, cli: CLI) -> None:
    cli("dedup", corpus.web, corpus.books, "--out", corpus.out, "--on", "here")
    cli("export", corpus.out, "--to", "parquet", "--dest", corpus.folder / "release")
    table = pq.read_table(corpus.folder / "release" / "train")
    assert set(table.schema.names) >= {"id", "text", "n", "tags", "source"}
    row = table.filter(pq.filters_to_expression([("id", "=", "w0")])).to_pylist()[0]
    assert (row["text"], row["n"], row["tags"]) == (text(0), len(text(0)), '["x","y"]')
    import datasets

    loaded = datasets.load_dataset(
        "parquet",
        data_files=f"{corpus.folder}/release/train/*.parquet",
        cache_dir=str(corpus.folder / "cache"),
    )
    assert len(loaded["train"]) == 50
    again = cli("dedup", "release", "--out", corpus.folder / "twice", "--on", "here")
    assert "0 of 50 documents removed" in again.out


def test_who_is_preferred_stays(corpus: SimpleNamespace, cli: CLI) -> None:
    order = ["dedup", corpus.books, corpus.web, "--out", corpus.out, "--on", "here"]
    cli(*order, "--prefer", "web")
    assert _kept(corpus.out) == {f"w{n}" for n in range(40)} | {f"b{n}" for n in range(10, 20)}


def test_an_old_corpus_is_compared_with_and_left_alone(corpus: SimpleNamespace, cli: CLI) -> None:
    old = corpus.folder / "old"
    cli("dedup", corpus.web, "--out", old, "--on", "here")
    before = contents(old)
    cli("dedup", corpus.books, "--out", corpus.out, "--against", old, "--on", "here")
    assert _kept(corpus.out) == {f"b{n}" for n in range(10, 20)}
    dropped = pl.read_ipc(f"{corpus.out}/dropped/*.arrow")
    assert set(dropped["detail"]) == {f"w{30 + n}" for n in range(10)}
    assert contents(old) == before


def test_workers_and_order_make_no_difference(corpus: SimpleNamespace, cli: CLI) -> None:
    cli("dedup", corpus.web, corpus.books, "--out", corpus.out, "--on", "here")
    there = corpus.folder / "there"
    cli("dedup", corpus.books, corpus.web, "--out", there, "--workers", 2)
    said = ("documents/", "dropped/", "clusters.arrow", "manifest.json")
    one, two = contents(corpus.out), contents(there)
    assert {k: v for k, v in one.items() if k.startswith(said)} == {
        k: v for k, v in two.items() if k.startswith(said)
    }


def test_json_is_all_there_is_on_standard_output(corpus: SimpleNamespace, cli: CLI) -> None:
    said = cli("dedup", corpus.web, corpus.books, "--out", corpus.out, "--on", "here", "--json")
    facts = json.loads(said.out)
    assert facts["kept"] == 50
    assert facts["findings"]["near_duplicates"]["removed"] == 10


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--prefer", "bokos"], "no source bokos; .* books.jsonl.zst, web"),
        (["--text-column", "txt"], "no column 'txt'"),
        (["--held-out", "much"], "--held-out much"),
        (["--against", "nowhere"], "nowhere"),
        (["--on", "here", "--workers", "2"], "--on here"),
    ],
)
def test_mistakes_are_said_before_anything_is_done(
    arguments: list[str], says: str, corpus: SimpleNamespace, cli: CLI
) -> None:
    said = cli("dedup", corpus.web, corpus.books, "--out", corpus.out, *arguments, code=2)
    assert re.search(says, said.err, re.DOTALL)
    assert not corpus.out.exists()


def test_repeated_ids_stop_it(corpus: SimpleNamespace, cli: CLI) -> None:
    (corpus.folder / "more.jsonl").write_bytes(lines([_row("w5", text(99))]))
    said = cli("dedup", "web", "more.jsonl", "--out", corpus.out, "--on", "here", code=1)
    assert "1 id came more than once" in said.err
    assert "  w5: more.jsonl#1, web/a.parquet#5\n" in said.err


def test_a_source_that_would_vanish_stops_it(corpus: SimpleNamespace, cli: CLI) -> None:
    FORMATS["a.parquet"](
        corpus.folder / "all.parquet", [_row(f"c{n}", text(n)) for n in range(120)]
    )
    long = [_row(f"l{n}", text(n, "more")) for n in range(120)]
    FORMATS["a.parquet"](corpus.folder / "long.parquet", long)
    order = ["dedup", "all.parquet", "long.parquet", "--out", corpus.out, "--on", "here"]
    said = cli(*order, code=1)
    assert "all.parquet: 120 of 120 documents" in said.err
    assert "--allow all.parquet" in said.err
    cli(*order, "--allow", "all.parquet")
    assert _kept(corpus.out) == {f"l{n}" for n in range(120)}


def test_a_damaged_file_stops_it_unless_told_otherwise(corpus: SimpleNamespace, cli: CLI) -> None:
    path = corpus.folder / "cut.jsonl.gz"
    FORMATS["a.jsonl.gz"](path, [_row(f"c{n}", text(1000 + n)) for n in range(3000)])
    path.write_bytes(path.read_bytes()[:-100])
    order = ["dedup", "cut.jsonl.gz", "--out", corpus.out, "--on", "here"]
    assert "damaged or cut off" in cli(*order, code=1).err
    said = cli(*order, "--keep-going")
    assert re.search(r"damaged-file +−1", said.out)
    assert len(_kept(corpus.out)) > 2000


def test_a_killed_run_goes_on(
    corpus: SimpleNamespace, cli: CLI, process: Callable[..., Any]
) -> None:
    for n in range(6):
        rows = [_row(f"{n}-{k}", text(2000 * n + k // 2, "x" * (k % 2))) for k in range(2000)]
        FORMATS["a.parquet"](corpus.folder / "web" / f"m{n}.parquet", rows)
    order = ["dedup", "web", "--out", corpus.out, "--workers", "2"]
    for _ in range(2):
        running = process(*order)
        time.sleep(4)
        running.send_signal(signal.SIGKILL)
        running.communicate()
    cli(*order)
    fresh = corpus.folder / "fresh"
    cli("dedup", "web", "--out", fresh, "--on", "here")
    assert contents(corpus.out / "documents") == contents(fresh / "documents")


def test_a_dry_run_reckons_and_writes_nothing(corpus: SimpleNamespace, cli: CLI) -> None:
    said = cli("dedup", corpus.web, corpus.books, "--out", corpus.out, "--dry-run")
    assert (
        "60 documents at the beginnings of 2 of 2 units in 2 files; nothing was written" in said.out
    )
    assert re.search(r"documents  60, \d", said.out)
    assert "(10 in the sample" in said.out
    assert not corpus.out.exists()
    facts = json.loads(cli("dedup", corpus.web, "--out", corpus.out, "--dry-run", "--json").out)
    assert facts["fits"]
    assert facts["documents"] == [40, 40, 40]
    assert facts["sampled_documents"] == 40


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["--memory", "300MB", "--workers", "2"], r"1 worker would fit: --workers 1"),
        (["--memory", "20MB"], r"not even one would fit"),
    ],
)
def test_what_will_not_fit_in_memory_is_refused(
    given: list[str], says: str, corpus: SimpleNamespace, cli: CLI
) -> None:
    said = cli("dedup", corpus.web, "--out", corpus.out, "--dry-run", *given, code=2)
    assert "this will not fit" in said.err
    assert re.search(says, said.err)


def test_what_will_not_fit_on_disk_is_refused(
    corpus: SimpleNamespace, cli: CLI, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = SimpleNamespace(total=1 << 40, used=(1 << 40) - 5000, free=5000)
    monkeypatch.setattr("shutil.disk_usage", lambda path: full)
    said = cli("dedup", corpus.web, "--out", corpus.out, "--dry-run", code=2)
    assert re.search(r"of disk are needed and 5\.00 kB are free in .*: free .*--out", said.err)


def test_presets_are_those_of_the_library() -> None:
    assert [preset.value for preset in Preset] == list(PRESETS)
