"""Corpora told line by line, with every kind of mark or with none, and a headless browser."""

import json
import random
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from clicking import HOSTILE, written
from contaminated import Made
from contaminated import many as many_hits
from devtools import Browser, browsing, program

from proofpile import Filter, Here, Source, build

_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
RECIPES = Path(__file__).parent / "recipes"
Tell = Callable[..., Path]


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    """Builds the corpus that is told: a list of units, each a list of documents or drops."""

    def build_told(*units: list[dict[str, Any]], filters: bool = True, name: str = "out") -> Path:
        folder, out = tmp_path / f"units-{name}", tmp_path / name
        folder.mkdir()
        for number, unit in enumerate(units):
            (folder / f"{number}.json").write_text(json.dumps(unit))
        source = Source.load(str(RECIPES / "told.py"), folder=str(folder))
        chosen = [Filter.load(str(RECIPES / "evidence.py")), Filter.load("exact_duplicates")]
        build(source, out, Here(), filters=chosen if filters else [], max_errors=1)
        return out

    return build_told


@pytest.fixture
def rich(tell: Tell) -> Path:
    """A corpus with everything that the report can show."""
    return tell(*many(600))


def many(count: int) -> list[list[dict[str, Any]]]:
    """Three units of about `count` records, drawn from a seed."""
    draw = random.Random(7)
    units: list[list[dict[str, Any]]] = [[], [], []]
    for number in range(count):
        units[number * 3 // count].append(_record(draw, number))
    return units


def _record(draw: random.Random, number: int) -> dict[str, Any]:
    site = draw.choice(
        ["math.example.org", "blog.lemma.example", "www.uni.example.ac.uk", "10.0.0.7"]
    )
    origin = f"https://{site}/page/{number}?a=1&b=2"
    kind = draw.random()
    if kind < 0.55:
        reason = draw.choice(["no-math-markers"] * 12 + ["not-html"] * 3 + ["truncated"])
        return {"reason": reason, "origin": origin, "listed": draw.random() < 0.3}
    formulas = int(draw.paretovariate(0.6)) - 1
    share = min(draw.betavariate(1.5, 9), 1.0)
    words = " ".join(draw.choice(_WORDS) for _ in range(int(draw.lognormvariate(5, 1.1))))
    text = (
        f"# Chapter {number}\n\nLet $x_{{{number}}} \\in \\mathbb{{R}}$ be given. Then\n\n"
        f"$$\\int_0^1 f(x)\\,dx = {number}$$\n\n{words}"
    )
    rules = {"katex-annotation": formulas // 2, "mathjax-script": formulas - formulas // 2}
    marks = {
        "title": f"Chapter {number}",
        "date": f"2023-0{draw.randint(1, 9)}-11T00:00:00Z",
        "charset": draw.choice(["utf-8"] * 5 + ["windows-1252"]),
        "formulas": formulas,
        "formula_share": round(share, 4),
        "formula_rules": ",".join(f"{k}:{v}" for k, v in rules.items() if v),
        **_lost(draw, formulas),
        "language": draw.choice(["en"] * 9 + ["de", "fr"]),
        "language_score": round(1 - draw.betavariate(1, 12), 4),
        "draft": draw.random() < 0.1,
    }  # fmt: skip
    if draw.random() < 0.05:
        text = "The same text again and again, with $a+b$."
    return {
        "text": text,
        "origin": origin,
        "licence": draw.choice(["", "CC-BY-4.0"]),
        "marks": marks,
    }


def _lost(draw: random.Random, formulas: int) -> dict[str, Any]:
    """What a source that counts losses says besides."""
    lost, broken = draw.randint(0, formulas // 8), draw.randint(0, formulas // 9)
    return {
        "formulas_found": formulas + lost,
        "formulas_lost": lost,
        "formulas_lossy": formulas // 2,
        "formulas_broken": broken,
        "formula_rules_lost": f"mathml:{lost}" if lost else "",
        "formula_rules_lossy": f"katex-annotation:{formulas // 2}" if formulas > 1 else "",
        "formula_rules_broken": f"mathjax-script:{broken}" if broken else "",
        "formula_defects": f"double-script:{broken}" if broken else "",
    }


_WORDS = [
    "let",
    "there",
    "be",
    "a",
    "ring",
    "whose",
    "ideal",
    "is",
    "prime",
    "and",
    "every",
    "module",
]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Any]:
    """``datasets.load_dataset``, without a network and with a cache of its own."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    import datasets

    return partial(datasets.load_dataset, cache_dir=str(tmp_path / "cache"))


@pytest.fixture
def browser(tmp_path: Path) -> Callable[..., str]:
    """Runs headless Chromium with some arguments and gives what it printed."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("no chromium on this machine: the page is not opened in a browser")
    profile = tmp_path / "profile"

    def run(*arguments: str) -> str:
        command = [program, *_QUIET, f"--user-data-dir={profile}", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=120, check=True
        ).stdout

    return run


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser for all tests; each opens pages of its own."""
    if not program():
        pytest.skip("no chromium on this machine: the page is not clicked through")
    with browsing(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """Ten thousand hits, some of them hostile."""
    made = many_hits(10_000, HOSTILE)
    return SimpleNamespace(
        made=made, hits=made.hits, path=written(made, tmp_path_factory.mktemp("big"))
    )


@pytest.fixture(scope="session")
def small_one(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return many_hits(300)


@pytest.fixture
def small(small_one: Made, tmp_path: Path) -> SimpleNamespace:
    """Three hundred hits in a folder of their own, so that what a browser keeps of them is its own."""
    fingerprint = secrets.token_hex(8)
    path = written(small_one, tmp_path / "small", fingerprint=fingerprint)
    return SimpleNamespace(made=small_one, hits=small_one.hits, path=path, fingerprint=fingerprint)
