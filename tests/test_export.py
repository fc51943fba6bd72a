import json
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from helpers import contents

from proofpile import Here, Source, build
from proofpile.errors import BuildError, UsageError
from proofpile.export import export
from proofpile.manifest import Manifest

RECIPE = '''
"""Texts that files have trouble with, one unit a list of them."""

import json
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from proofpile import Document, Source


@dataclass(frozen=True)
class Texts(Source):
    folder: str = field(default="", compare=False)
    marks = {"title": str, "words": int, "score": float, "draft": bool}

    def units(self):
        return sorted(str(p) for p in Path(self.folder).glob("*.json"))

    def label(self, unit):
        return Path(unit).name

    def identity(self, unit):
        return Path(unit).read_text()

    def read(self, unit):
        texts = json.loads(Path(unit).read_text())
        for n, text in enumerate(texts):
            marks = {"words": len(text.split()), "score": n / 3, "draft": n % 2 == 0}
            if n % 3:
                marks["title"] = text[:5]
            yield Document(f"texts:{self.label(unit)}@{n}", text, f"https://e.example/{n}", "", marks)
        return len(texts)
'''
TEXTS = [
    "a\u2028b\u2029c\x85d", "lone\rreturn\r\nand\nboth", "astral 𝔸𝕏 \U0010ffff \U0001d54f", "",
    "quote \" back \\ slash / </script>", "\x01\x0b\x0c\x1c\x1d\x1e\x1f\x7f", "\ufeffmark", "e\u0301 é",
    "$\\frac{1}{2}$\n\n$$\\int_0^1$$", "tab\there", "\u202ebidi", "x" * 100_000,
]  # fmt: skip
FORMATS = ["parquet", "jsonl.zst"]


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """A built corpus with three splits and two parts of train; `more` adds a unit and builds again."""
    monkeypatch.setattr("proofpile.assemble.PART_UNITS", 2)
    monkeypatch.setattr("proofpile.shard.BATCH_ROWS", 50)
    folder, out, recipe = tmp_path / "units", tmp_path / "out", tmp_path / "texts.py"
    folder.mkdir()
    recipe.write_text(RECIPE)
    for unit in range(4):
        texts = [f"{text}" for text in TEXTS] + [f"{unit} {n}" for n in range(200)]
        (folder / f"{unit}.json").write_text(json.dumps(texts))
    source = Source.load(str(recipe), folder=str(folder))
    build(source, out, Here(), held_out=(0.1, 0.1))
    return out


@pytest.fixture
def load(monkeypatch, tmp_path):
    """``datasets.load_dataset``, without a network and with a cache of its own."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    import datasets

    return partial(datasets.load_dataset, cache_dir=str(tmp_path / "cache"))


def rows_of(out: Path) -> dict[str, list[dict[str, object]]]:
    """Every document of a build, by split."""
    found: dict[str, list[dict[str, object]]] = {}
    for shard in Manifest.load(out).facts["shards"]:
        with pa.OSFile(str(out / shard["file"])) as file:
            rows = pa.ipc.open_file(file).read_all().to_pylist()
        found.setdefault(Path(shard["file"]).parent.name, []).extend(rows)
    return found


def lines_of(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        return zstandard.ZstdDecompressor().stream_reader(file).read().splitlines()


def test_parquet_holds_every_document_as_it_is(corpus, tmp_path, load):
    files = export(corpus, "parquet", tmp_path / "to")
    assert [f.relative_to(tmp_path / "to").as_posix() for f in files] == [
        f"{split}/part-{n:05d}-of-00002.parquet"
        for split in ("train", "validation", "test")
        for n in range(2)
    ]
    for split, rows in rows_of(corpus).items():
        glob = f"{tmp_path}/to/{split}/*.parquet"
        tables = [pq.read_table(f) for f in files if f.parent.name == split]
        assert pa.concat_tables(tables).to_pylist() == rows
        assert pl.read_parquet(glob).to_dicts() == rows
        assert duckdb.sql(f"FROM '{glob}' ORDER BY filename, file_row_number").fetchall() == [
            tuple(row.values()) for row in rows
        ]
        loaded = load("parquet", data_files=glob, split="train")
        assert loaded.to_list() == rows


def test_jsonl_holds_every_document_as_it_is(corpus, tmp_path, load):
    files = export(corpus, "jsonl.zst", tmp_path / "to")
    for split, rows in rows_of(corpus).items():
        mine = [f for f in files if f.parent.name == split]
        lines = [json.loads(line) for f in mine for line in lines_of(f)]
        assert lines == [{"text": row.pop("text"), "meta": row} for row in rows]
        loaded = load("json", data_files=[str(f) for f in mine], split="train")
        assert loaded.to_list() == lines


@pytest.mark.parametrize("to", FORMATS)
def test_the_folder_can_be_published_as_it_is(corpus, tmp_path, load, to):
    export(corpus, to, tmp_path / "to")
    counts = {split: len(rows) for split, rows in rows_of(corpus).items()}
    loaded = load(str(tmp_path / "to"))
    assert {split: len(rows) for split, rows in loaded.items()} == counts


@pytest.mark.parametrize("to", FORMATS)
def test_what_the_card_says_runs(corpus, tmp_path, load, monkeypatch, to):
    export(corpus, to, tmp_path / "to")
    monkeypatch.chdir(tmp_path / "to")
    snippets = re.findall(r"```python\n(.*?)```", Path("README.md").read_text(), re.DOTALL)
    assert len(snippets) == 3
    for snippet in snippets:
        names: dict[str, object] = {}
        exec(snippet.replace('split="train")', f'split="train", cache_dir="{tmp_path}/c")'), names)
        if isinstance(found := names.get("corpus"), pl.LazyFrame):
            found = found.collect()
        if found is not None:
            assert len(found) == len(rows_of(corpus)["train"])


def test_an_edited_card_stays_until_the_corpus_changes(corpus, tmp_path):
    card = tmp_path / "to" / "README.md"
    export(corpus, "parquet", tmp_path / "to")
    card.write_text("mine")
    export(corpus, "parquet", tmp_path / "to")
    assert card.read_text() == "mine"
    facts = json.loads((corpus / "manifest.json").read_text())
    (corpus / "manifest.json").write_text(json.dumps(facts | {"fingerprint": "another"}))
    export(corpus, "parquet", tmp_path / "to")
    assert "`another`" in card.read_text()


def test_a_line_is_a_line_even_to_who_splits_at_every_line_end(corpus, tmp_path):
    path = export(corpus, "jsonl.zst", tmp_path / "to")[0]
    with path.open("rb") as file:
        text = zstandard.ZstdDecompressor().stream_reader(file).read().decode()
    assert len(text.splitlines()) == Manifest.load(corpus).facts["shards"][0]["rows"]


def test_a_frame_carries_its_checksum(corpus, tmp_path):
    path = export(corpus, "jsonl.zst", tmp_path / "to")[0]
    assert zstandard.get_frame_parameters(path.read_bytes()).has_checksum
    damaged = bytearray(path.read_bytes())
    damaged[-1] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(zstandard.ZstdError, match="checksum"):
        lines_of(path)


def test_row_groups_are_small_and_indexed(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("proofpile.export.GROUP_BYTES", 1000)
    path = export(corpus, "parquet", tmp_path / "to")[0]
    facts = pq.read_metadata(path)
    assert facts.num_row_groups > 1
    columns = {facts.row_group(0).column(n).path_in_schema: n for n in range(facts.num_columns)}
    text, words = (facts.row_group(0).column(columns[n]) for n in ("text", "words"))
    assert text.compression == "ZSTD"
    assert words.has_column_index
    assert words.statistics.has_min_max
    assert text.statistics is None


@pytest.mark.parametrize("to", FORMATS)
def test_the_same_corpus_gives_the_same_bytes(corpus, tmp_path, to):
    export(corpus, to, tmp_path / "one")
    moved = corpus.rename(tmp_path / "moved")
    export(moved, to, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.parametrize("to", FORMATS)
def test_a_rerun_writes_nothing_and_mends_what_is_gone(corpus, tmp_path, to):
    dest = tmp_path / "to"
    first, second, *_ = files = export(corpus, to, dest)
    before = contents(dest)
    stamps = [f.stat().st_mtime_ns for f in [*files, dest / "export.json"]]
    assert export(corpus, to, dest) == files
    assert [f.stat().st_mtime_ns for f in [*files, dest / "export.json"]] == stamps
    first.write_bytes(first.read_bytes()[:-1])
    second.unlink()
    (dest / "train" / ".part-00000.1-a.partial").write_text("left by a killed one")
    export(corpus, to, dest)
    assert contents(dest) == before
    assert files[2].stat().st_mtime_ns == stamps[2]


@pytest.mark.parametrize("to", FORMATS)
def test_a_changed_corpus_rewrites_what_changed_and_leaves_no_stale_file(corpus, tmp_path, to):
    dest = tmp_path / "to"
    files = export(corpus, to, dest)
    stamps = {f: f.stat().st_mtime_ns for f in files}
    (tmp_path / "units" / "3.json").write_text('["another"]')
    source = Source.load(str(tmp_path / "texts.py"), folder=str(tmp_path / "units"))
    build(source, corpus, Here(), held_out=(0.1, 0.1))
    again = export(corpus, to, dest)
    assert {f: f.stat().st_mtime_ns for f in again if f in stamps}[files[0]] == stamps[files[0]]
    assert sorted(dest.glob("*/*")) == sorted(again)
    fresh = tmp_path / "fresh"
    export(corpus, to, fresh)
    assert contents(dest) == contents(fresh)


def test_a_killed_export_is_continued(corpus, tmp_path):
    dest = tmp_path / "to"
    script = (
        "import os, sys, proofpile.export as e\n"
        "from pathlib import Path\n"
        "write = e._WRITERS['parquet']\n"
        "def dying(source, path):\n"
        "    if 'validation' in str(path): path.write_text('half'); os._exit(9)\n"
        "    return write(source, path)\n"
        "e._WRITERS['parquet'] = dying\n"
        "e.export(Path(sys.argv[1]), 'parquet', Path(sys.argv[2]))\n"
    )
    dead = subprocess.run([sys.executable, "-P", "-c", script, str(corpus), str(dest)], check=False)
    assert dead.returncode == 9
    done = {f: f.stat().st_mtime_ns for f in dest.glob("train/*.parquet")}
    assert len(done) == 2
    export(corpus, "parquet", dest)
    assert {f: f.stat().st_mtime_ns for f in done} == done
    export(corpus, "parquet", tmp_path / "fresh")
    assert contents(dest) == contents(tmp_path / "fresh")


def test_somebody_elses_folder_is_refused(corpus, tmp_path):
    dest = tmp_path / "mine"
    dest.mkdir()
    (dest / "thesis.tex").write_text("x")
    with pytest.raises(UsageError, match="is not empty and holds no export"):
        export(corpus, "parquet", dest)
    assert contents(dest) == {"thesis.tex": b"x"}
    with pytest.raises(UsageError, match="is not empty and holds no export"):
        export(corpus, "parquet", corpus)
    with pytest.raises(UsageError, match="is a file"):
        export(corpus, "parquet", dest / "thesis.tex")


def test_an_export_to_another_format_is_refused(corpus, tmp_path):
    export(corpus, "parquet", tmp_path / "to")
    with pytest.raises(
        UsageError, match=r"holds an export of texts to parquet, not of texts to jsonl"
    ):
        export(corpus, "jsonl.zst", tmp_path / "to")
    with pytest.raises(UsageError, match="no format 'csv'"):
        export(corpus, "csv", tmp_path / "to")


def test_a_damaged_part_is_not_exported(corpus, tmp_path):
    part = next(corpus.glob("documents/train/*"))
    damaged = bytearray(part.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    part.unlink()  # a link to the part below passes/
    part.write_bytes(damaged)
    with pytest.raises(BuildError, match=r"is not as the build left it.*proofpile verify"):
        export(corpus, "parquet", tmp_path / "to")
    assert not list((tmp_path / "to").glob("*/*"))


def test_rows_are_counted_against_the_manifest(corpus, tmp_path):
    path = corpus / "manifest.json"
    facts = json.loads(path.read_text())
    facts["shards"][0]["rows"] += 1
    path.write_text(json.dumps(facts))
    with pytest.raises(BuildError, match=r"gave [\d,]+ rows, the manifest says"):
        export(corpus, "jsonl.zst", tmp_path / "to")
    assert not list((tmp_path / "to").glob("*/*"))


@pytest.mark.parametrize("to", FORMATS)
def test_an_empty_corpus_exports_to_nothing(tmp_path, to):
    (tmp_path / "units").mkdir()
    (tmp_path / "units" / "0.json").write_text("[]")
    (tmp_path / "texts.py").write_text(RECIPE)
    source = Source.load(str(tmp_path / "texts.py"), folder=str(tmp_path / "units"))
    build(source, tmp_path / "out", Here())
    assert export(tmp_path / "out", to, tmp_path / "to") == []
    assert json.loads((tmp_path / "to" / "export.json").read_text())["files"] == []


def test_the_documents_open_as_they_are(corpus, load):
    for split, rows in rows_of(corpus).items():
        glob = f"{corpus}/documents/{split}/*.arrow"
        loaded = load("arrow", data_files=glob, split="train")
        assert loaded.to_list() == rows
        assert pl.read_ipc(glob).to_dicts() == rows
        tables = []
        for path in sorted((corpus / "documents" / split).glob("*.arrow")):
            with pa.memory_map(str(path)) as file:
                tables.append(pa.ipc.open_file(file).read_all())
        frame = pa.concat_tables(tables).to_pandas()
        assert isinstance(frame, pd.DataFrame)
        assert frame["text"].to_list() == [row["text"] for row in rows]
        assert duckdb.from_arrow(pa.concat_tables(tables)).count("*").fetchall() == [(len(rows),)]


def test_memory_is_a_row_group_and_not_a_part(tmp_path):
    """Parquet of 40 row groups takes what one of them takes, and little more."""
    text = "".join(chr(97 + n * n % 26) for n in range(10_000))
    (tmp_path / "units").mkdir()
    (tmp_path / "units" / "0.json").write_text(json.dumps([f"{n}{text}" for n in range(16_000)]))
    (tmp_path / "texts.py").write_text(RECIPE)
    source = Source.load(str(tmp_path / "texts.py"), folder=str(tmp_path / "units"))
    build(source, tmp_path / "out", Here())
    script = (
        "import sys, pyarrow, proofpile.export as e\n"
        "from pathlib import Path\n"
        "e.GROUP_BYTES = 4 << 20\n"
        "e.export(Path(sys.argv[1]), 'parquet', Path(sys.argv[2]))\n"
        "print(pyarrow.default_memory_pool().max_memory())\n"
    )
    command = [sys.executable, "-P", "-c", script, str(tmp_path / "out"), str(tmp_path / "to")]
    peak = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert peak < 64 << 20
