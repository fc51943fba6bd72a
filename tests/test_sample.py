"""The sample: what it holds, and that it comes out the same each time it is made."""

import subprocess
import sys
import zlib
from collections import Counter
from pathlib import Path

import pytest
from helpers import ROOT

from proofpile import Filter, Local, Source, build
from proofpile.web.warc import DAMAGES, read_records

SAMPLE = ROOT / "sources" / "samples" / "openwebmath.warc.gz"
TEXTS = ROOT / "sources" / "samples" / "openwebmath"
SHOWN = {
    "bad-digest": 1,
    "bad-http": 1,
    "bullet-list": 1,
    "contaminated": 5,
    "corrupt-member": 2,
    "cut-off-lines": 1,
    "definitions-only": 1,
    "empty-text": 1,
    "exact-duplicate": 4,
    "few-letters": 1,
    "few-stop-words": 1,
    "few-words": 2,
    "formula-breakage": 1,
    "formula-fidelity": 1,
    "formula-share": 1,
    "http-status": 1,
    "long-words": 1,
    "math-score": 3,
    "math-score-no-formulas": 5,
    "near-duplicate": 9,
    "no-math-markers": 47,
    "no-url": 1,
    "not-html": 7,
    "other-language": 9,
    "perplexity": 1,
    "placeholder-text": 1,
    "repeated-lines": 1,
    "repeated-passages": 1,
    "repeated-phrase": 1,
    "short-lines": 1,
    "short-words": 1,
    "symbol-heavy": 1,
    "too-deep": 1,
    "too-large": 1,
    "truncated": 1,
    "unfinished-lines": 1,
    "url-rule": 8,
    "wrong-length": 2,
}
# What the filters do not do unless they are told to, or are no part of the chain.
UNASKED = {"unknown-language", "perplexity-unknown", "perplexity-in-domain", "only-template"}


def headers(name: str) -> list[list[str]]:
    """Words of the ``@`` lines of a file of texts: [language,] site, address."""
    lines = (TEXTS / f"{name}.md").read_text().splitlines()
    return [line.split()[1:] for line in lines if line.startswith("@ ")]


@pytest.mark.skipif("ng" in zlib.ZLIB_RUNTIME_VERSION, reason="zlib-ng packs into other bytes")
def test_it_is_made_again_byte_for_byte(tmp_path: Path) -> None:
    target = tmp_path / "again.warc.gz"
    make = [sys.executable, "-m", "sources.samples.make_openwebmath", str(target)]
    subprocess.run(make, cwd=ROOT, check=True)
    assert target.read_bytes() == SAMPLE.read_bytes()


def test_its_size_and_records() -> None:
    assert SAMPLE.stat().st_size < 1_000_000
    with SAMPLE.open("rb") as file:
        records = list(read_records(file))
    assert Counter(r.type or "none" for r in records) == {
        "response": 189,
        "request": 179,
        "metadata": 179,
        "none": 2,
        "warcinfo": 1,
        "resource": 1,
        "revisit": 1,
    }
    assert Counter(r.damage for r in records if r.damage) == {
        "wrong-length": 2,
        "corrupt-member": 2,
        "bad-digest": 1,
        "no-url": 1,
        "bad-http": 1,
        "too-large": 1,
        "truncated": 1,
    }
    assert set(DAMAGES) == {r.damage for r in records if r.damage}


def test_its_texts() -> None:
    mathematics, everyday = headers("mathematics"), headers("everyday")
    assert len(mathematics) == 62
    assert len({site for site, _ in mathematics}) == 47
    assert len(everyday) == 52
    assert Counter(language for language, _, _ in headers("foreign")) == {
        "de": 3,
        "fr": 3,
        "es": 2,
        "ru": 1,
    }
    hosts = {words[-1].partition("/")[0] for words in mathematics + everyday}
    assert len(hosts) >= 105
    assert all(host.endswith(".example") for host in hosts)


def test_its_build_keeps_and_drops_what_it_was_written_for(tmp_path: Path) -> None:
    source = Source.load("openwebmath", sample=True)
    manifest = build(source, tmp_path / "out", Local(2))
    assert manifest.kept == 63
    assert manifest.dropped == SHOWN
    assert manifest.facts["passes"][0]["counted_only"] == 0


def test_it_shows_every_reason_of_its_recipes() -> None:
    recipes = [Source.load("openwebmath", sample=True), *map(Filter.load, Filter.available())]
    assert {reason for recipe in recipes for reason in recipe.reasons} - UNASKED == set(SHOWN)
