"""What fastText's own library says of a line, by the raw calls that all its packages have in common."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest


@cache
def _library(path: Path) -> Any:
    model = pytest.importorskip("fasttext_pybind").fasttext()
    model.loadModel(str(path))
    return model


def library_says(path: Path, line: str) -> dict[str, float]:
    """Labels and probabilities, which fastText lets exceed 1 by 1e-5."""
    line = line.encode(errors="replace").decode()
    found = _library(path).predict(line + "\n", -1, 0.0, "strict")
    return {label.removeprefix("__label__"): min(float(p), 1.0) for p, label in found}
