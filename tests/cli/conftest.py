"""A tiny source of its own, and two ways to run the command line: in this process and in another."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from proofpile.cli import app

SHELF = '''
"""Shelves: a text file a unit, a line a document."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from proofpile import Document, Drop, Filter, Source
from proofpile.guard import guarded, reached


@dataclass(frozen=True)
class Shelf(Source):
    inputs: tuple[str, ...] = field(default=("books",), compare=False)
    crawl: str = ""
    units_slice: str = ""
    sample: bool = False
    pause: float = field(default=0.0, compare=False)
    least: int = 2

    reasons = {"short": "the line is too short", "silent": "the line says hush", "torn": "torn page"}
    marks = {"words": int}
    faults = frozenset({"torn"})

    def units(self):
        return sorted(str(p) for folder in self.inputs for p in Path(folder).glob("*.txt"))

    def label(self, unit):
        return Path(unit).name

    def identity(self, unit):
        return Path(unit).read_text()

    def size(self, unit):
        return Path(unit).stat().st_size

    def filters(self):
        return [Filter.load("exact_duplicates")]

    def read(self, unit):
        lines = Path(unit).read_text().splitlines()
        for n, line in enumerate(lines):
            id = f"shelf:{self.label(unit)}@{n}"
            yield guarded(id, f"https://books.example/{self.label(unit)}/{n}", self.judge, id, line)
            reached(n, 10 * n)
        return len(lines)

    def judge(self, id, line):
        time.sleep(self.pause)
        origin = "https://books.example/" + id.partition(":")[2].replace("@", "/")
        where = {"id": id, "origin": origin}
        words = line.split()
        if "hush" in words:
            return Drop("silent", listed=False, **where)
        if "torn" in words:
            return Drop("torn", **where)
        if len(words) < self.least:
            return Drop("short", len(words), self.least, excerpt=line, **where)
        return Document(text=line, licence="CC0-1.0", marks={"words": len(words)}, **where)
'''

BOOKS = {
    "a.txt": ["one two three", "one", "four five six", "hush now"],
    "b.txt": ["seven eight nine", "one two three", "ten eleven twelve", "be hush"],
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Two books and the recipe that reads them, in the current folder; `out` is where to build."""
    books = tmp_path / "books"
    books.mkdir()
    for name, lines in BOOKS.items():
        (books / name).write_text("\n".join(lines))
    recipe = tmp_path / "shelf.py"
    recipe.write_text(SHELF)
    monkeypatch.chdir(tmp_path)
    return SimpleNamespace(books=books, recipe=recipe, out=tmp_path / "out")


@pytest.fixture
def cli() -> Callable[..., SimpleNamespace]:
    """Runs a command in this process: its exit code, what it printed, what it said on the side."""

    def run(*arguments: object, code: int = 0, stdin: bytes = b"") -> SimpleNamespace:
        result = CliRunner().invoke(app, [str(a) for a in arguments], input=stdin)
        if result.exit_code != code:
            raise AssertionError(f"exit code {result.exit_code}: {result.output}") from (
                result.exception
            )
        return SimpleNamespace(out=result.stdout, err=result.stderr)

    return run


@pytest.fixture
def built(shop: SimpleNamespace, cli: Callable[..., SimpleNamespace]) -> SimpleNamespace:
    """The books, built."""
    cli("build", "--source", "./shelf.py", "--out", shop.out, "--on", "here")
    return shop


@pytest.fixture
def process() -> Callable[..., "subprocess.Popen[str]"]:
    """Starts a command in a process of its own."""

    def start(*arguments: object, **options: object) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "proofpile", *map(str, arguments)]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        settings = {"text": True, "env": os.environ | {"COLUMNS": "120"}, **streams, **options}
        return subprocess.Popen(command, **settings)  # type: ignore[call-overload,no-any-return]

    return start
