"""Whole pages come out the same by the kernels and by their twins."""

import os
from pathlib import Path

import pytest
from helpers import ROOT

from proofpile.native import compiled, reference_dom, reference_tree
from proofpile.web import dom, extract, page
from proofpile.web.math import mathml_tex

DATA = Path(os.environ.get("PROOFPILE_TEST_DATA", ROOT.parent / "shared" / "data"))
SMALL = 60_000  # bytes; the twins read about 1 MB in ten seconds


def pages() -> list[Path]:
    """Every twelfth small page of the material."""
    found = sorted(DATA.glob("html_*/**/*.html"))
    return [path for path in found if path.stat().st_size < SMALL][::12]


@pytest.mark.skipif(not compiled, reason="kernels are not compiled")
def test_pages_are_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = pages()
    if not chosen:
        pytest.skip(f"no test material in {DATA}: set PROOFPILE_TEST_DATA")
    mine = [extract(path.read_bytes()) for path in chosen]
    monkeypatch.setattr(dom, "parse_dom", reference_dom.parse_dom)
    monkeypatch.setattr(page, "deepest", reference_dom.deepest)
    monkeypatch.setattr(mathml_tex, "parse", reference_tree.parse_tree)
    mathml_tex.to_tex.cache_clear()
    for path, expected in zip(chosen, mine, strict=True):
        assert extract(path.read_bytes()) == expected, path
