"""docs/near-duplicates.md says what the code does."""

import re
from pathlib import Path

import pytest

from proofpile.dedup.outcome import CLUSTERS
from proofpile.dedup.parameters import PRESETS
from proofpile.dedup.sign import RUN_DOCUMENTS
from proofpile.native import text_tokens

PAGE = (Path(__file__).parents[2] / "docs" / "near-duplicates.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line[:1] == "|"
]
JACCARDS = [0.5 + n / 20 for n in range(10)]


def test_every_preset_is_there() -> None:
    assert [row[0].strip("`") for row in ROWS if len(row) == 13 and row[0][0] == "`"] == [*PRESETS]


@pytest.mark.parametrize("name", PRESETS)
def test_the_curve_of_a_preset(name: str) -> None:
    (row,) = [row for row in ROWS if row[0] == f"`{name}`"]
    preset = PRESETS[name]
    unit = "characters" if preset.characters else "tokens"
    assert row[1] == f"{preset.n_grams} {unit}"
    assert row[2] == f"{preset.num_buckets} × {preset.hashes_per_bucket}"
    assert row[3:] == [f"{preset.curve(jaccard):.3f}" for jaccard in JACCARDS]


def test_what_a_document_costs_on_disk() -> None:
    assert (
        f"12 bytes a document and bucket ({12 * PRESETS['default'].num_buckets} at the default)"
        in PAGE
    )
    assert f"(at most {RUN_DOCUMENTS:,})" in PAGE


def test_every_column_of_the_clusters() -> None:
    told = [(row[0].strip("`"), row[1]) for row in ROWS if len(row) == 3 and row[1] in _TYPES]
    assert told == [(f.name, str(f.type)) for f in CLUSTERS]


_TYPES = {str(f.type) for f in CLUSTERS}


def test_the_two_spellings_are_one() -> None:
    one, other = re.findall(r"`(\$\\left.*?\$|\\\(\(x_1.*?\\\))`", PAGE)
    assert text_tokens(one) == text_tokens(other) == [*"(x_1)", "\\leq", "5"]
    assert text_tokens("from $5 to $ 6") == ["from", "$5", "to", "$", "6"]
