"""`proofpile export` and `proofpile manifest check` hand on to the library and say what came of it."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq
import zstandard

from proofpile import facts

CLI = Callable[..., SimpleNamespace]


def test_a_corpus_as_json_lines(built: SimpleNamespace, cli: CLI, tmp_path: Path) -> None:
    dest = tmp_path / "lines"
    said = cli("export", built.out, "--to", "jsonl.zst", "--dest", dest).out
    assert said.startswith(f"{dest} holds {built.out} as jsonl.zst: 1 file, ")
    (file,) = dest.glob("train/*")
    text = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(file.read_bytes())).read()
    assert [json.loads(line)["text"] for line in text.splitlines()] == [
        "one two three",
        "four five six",
        "seven eight nine",
        "ten eleven twelve",
    ]


def test_a_corpus_as_parquet(built: SimpleNamespace, cli: CLI, tmp_path: Path) -> None:
    cli("export", built.out, "--to", "parquet", "--dest", tmp_path / "p")
    (file,) = (tmp_path / "p").glob("train/*")
    assert pq.read_table(file)["words"].to_pylist() == [3, 3, 3, 3]


def test_an_unknown_format_is_refused_with_the_choices(built: SimpleNamespace, cli: CLI) -> None:
    said = cli("export", built.out, "--to", "csv", "--dest", "x", code=2)
    assert "'parquet', 'jsonl.zst'" in said.err


def test_a_taken_folder_is_refused(built: SimpleNamespace, cli: CLI) -> None:
    said = cli("export", built.out, "--to", "parquet", "--dest", built.books, code=2)
    assert "is not empty and holds no export; give a new folder with --dest" in said.err


def test_the_manifest_that_ships_is_in_order(cli: CLI) -> None:
    assert cli("manifest", "check").out == f"{facts.MANIFEST} is in order\n"


def test_each_problem_is_a_line(cli: CLI, tmp_path: Path) -> None:
    broken = facts.load()
    broken["corpora"].append(broken["corpora"][0])
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(broken))
    said = cli("manifest", "check", path, code=1)
    name = broken["corpora"][0]["name"]
    assert said.out == f"corpora: {name} is there 2 times; a name must be there once\n"
    assert said.err == f"1 problem in {path}\n"


def test_a_missing_manifest_is_a_usage_error(cli: CLI, tmp_path: Path) -> None:
    said = cli("manifest", "check", tmp_path / "absent.json", code=2)
    assert "there is no data manifest" in said.err


def test_the_facts_are_shown(cli: CLI) -> None:
    said = cli("show", "manifest").out
    assert "\n  open-web-math\n    name  open-web-math\n" in said
    assert json.loads(cli("show", "manifest", "--json").out) == facts.load()
