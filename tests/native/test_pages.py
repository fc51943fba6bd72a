"""Whole pages come out the same by the kernels and by their twins."""

from pathlib import Path

import pytest

from proofpile.native import compiled, reference_dom, reference_tree
from proofpile.web import dom, extract, page
from proofpile.web.math.notations import mathml_tex

SMALL = 60_000  # bytes; the twins read about 1 MB in ten seconds


@pytest.mark.skipif(not compiled, reason="kernels are not compiled")
def test_pages_are_read_the_same(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = [p for p in sorted(data.glob("html_*/**/*.html")) if p.stat().st_size < SMALL]
    chosen = small[::12]
    assert len(chosen) > 10
    mine = [extract(path.read_bytes()) for path in chosen]
    monkeypatch.setattr(dom, "parse_dom", reference_dom.parse_dom)
    monkeypatch.setattr(page, "deepest", reference_dom.deepest)
    monkeypatch.setattr(mathml_tex, "parse", reference_tree.parse_tree)
    mathml_tex.to_tex.cache_clear()
    for path, expected in zip(chosen, mine, strict=True):
        assert extract(path.read_bytes()) == expected, path
