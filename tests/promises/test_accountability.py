"""Promise 2: every dropped document has a row that says who dropped it, where and why."""

from pathlib import Path

import pyarrow as pa
from helpers import RECIPES

from proofpile import Filter, Here, Source, build
from proofpile.shard import read_documents

COUNTING = '''
"""Refuses most of what it reads, and lists one refusal in ten."""
from dataclasses import dataclass
from proofpile import Document, Drop, Source

@dataclass(frozen=True)
class Counting(Source):
    reasons = {"cheap": "a cheap test said no"}
    def units(self):
        return ["unit"]
    def read(self, unit):
        for n in range(100):
            if n == 50:
                yield Document("counting:50", "the one")
            else:
                yield Drop("cheap", id=f"counting:{n}", origin="here", listed=n % 10 == 0)
        return 100
'''


def ledger(out: Path) -> list[dict[str, object]]:
    tables = [pa.ipc.open_file(p).read_all() for p in sorted((out / "dropped").glob("*.arrow"))]
    return pa.concat_tables(tables).to_pylist()


def test_every_document_is_in_the_corpus_or_in_the_ledger(library, tmp_path):
    out = tmp_path / "out"
    build(library.source(), out, Here(), filters=library.filters())
    rows = ledger(out)
    kept = [d.id for p in sorted((out / "documents").rglob("*.arrow")) for d in read_documents(p)]
    every = {f"textbooks:{book}.txt#{n}" for book in range(4) for n in range(100)}
    assert {row["id"] for row in rows} | set(kept) == every
    assert len(rows) + len(kept) == 400


def test_a_row_names_pass_recipe_reason_score_threshold_and_twin(library, tmp_path):
    out = tmp_path / "out"
    build(library.source(), out, Here(), filters=library.filters())
    rows = {row["id"]: row for row in ledger(out)}
    assert rows["textbooks:0.txt#8"] == {
        "id": "textbooks:0.txt#8",
        "origin": "textbooks:0.txt#8",
        "pass": "textbooks",
        "by": "at_least_words",
        "reason": "few-words",
        "score": 1.0,
        "threshold": 3.0,
        "detail": "",
        "excerpt": "Short.",
    }
    twin = rows["textbooks:2.txt#13"]
    assert (twin["pass"], twin["reason"]) == ("exact_duplicates", "exact-duplicate")
    assert twin["detail"] == "textbooks:0.txt#13"


def test_what_is_refused_by_the_billion_is_counted_and_sampled(tmp_path):
    recipe = tmp_path / "counting.py"
    recipe.write_text(COUNTING)
    out = tmp_path / "out"
    manifest = build(Source.load(str(recipe)), out, Here())
    assert manifest.dropped == {"cheap": 99}
    assert manifest.facts["passes"][0]["counted_only"] == 90
    assert len(ledger(out)) == 9


def test_reasons_are_explained_in_the_manifest(library, tmp_path):
    manifest = build(library.source(), tmp_path / "out", Here(), filters=library.filters())
    assert manifest.facts["reasons"]["few-words"] == "the text has too few words"
    assert manifest.facts["given_by"]["blank"] == "textbooks"
    assert set(manifest.facts["reasons"]) == set(manifest.dropped)


def test_parameters_and_fingerprints_are_in_the_manifest(library, tmp_path):
    words = Filter.load(str(RECIPES / "at_least_words.py"), least=4)
    manifest = build(library.source(), tmp_path / "out", Here(), filters=[words])
    assert manifest.facts["parameters"]["at_least_words"] == {"least": 4}
    assert manifest.facts["recipe"]["at_least_words"] == words.fingerprint
