"""Promise 1: rows in = kept + dropped by reason, for every pass, or the build fails."""

import numpy as np
import pytest

from proofpile import Filter, Here, Local, Source, build
from proofpile.assemble import splits_of
from proofpile.errors import BudgetError, BuildError, ConservationError
from proofpile.shard import read_batches

LOSING = '''
"""A reader that loses a record."""
from dataclasses import dataclass
from proofpile import Document, Source

@dataclass(frozen=True)
class Losing(Source):
    def units(self):
        return ["unit"]
    def read(self, unit):
        for n in range(10):
            if n != 4:
                yield Document(f"losing:{n}", f"text {n}")
        return 10
'''
RAISING = '''
"""A filter that raises on three documents in ten."""
from dataclasses import dataclass
from proofpile import Filter

@dataclass(frozen=True)
class Raising(Filter):
    def __call__(self, doc):
        if int(doc.id.rpartition("#")[2]) % 10 < 3:
            raise ValueError(f"cannot judge {doc.id}")
        return doc
'''
UNDECLARED = '''
"""A filter that gives a reason it did not declare."""
from dataclasses import dataclass
from proofpile import Drop, Filter

@dataclass(frozen=True)
class Undeclared(Filter):
    def __call__(self, doc):
        return Drop("surprise")
'''


def test_every_pass_adds_up(library, tmp_path):
    manifest = build(library.source(), tmp_path / "out", Here(), filters=library.filters())
    passes = manifest.facts["passes"]
    assert [p["in"] for p in passes] == [400, passes[0]["kept"]]
    for p in passes:
        assert p["in"] == p["kept"] + sum(p["dropped"].values())
    assert manifest.dropped == {"blank": 16, "exact-duplicate": 30, "few-words": 12}
    assert manifest.kept == 400 - 16 - 12 - 30


def test_a_reader_that_loses_a_record_fails_the_build(tmp_path):
    recipe = tmp_path / "losing.py"
    recipe.write_text(LOSING)
    with pytest.raises(ConservationError, match=r"saw 10 records in unit and gave 9"):
        build(Source.load(str(recipe)), tmp_path / "out", Here())
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize("runner", [Here(), Local(2)], ids=["here", "local"])
def test_a_filter_that_raises_on_three_in_ten_stops_the_build(library, tmp_path, runner):
    recipe = tmp_path / "raising.py"
    recipe.write_text(RAISING)
    with pytest.raises(BudgetError) as caught:
        build(library.source(), tmp_path / "out", runner, filters=[Filter.load(str(recipe))])
    message = str(caught.value)
    assert "28 of 100 records so far were dropped for filter-error" in message
    assert "ValueError: cannot judge textbooks:0.txt#0" in message
    assert "--max-errors" in message


@pytest.mark.timeout(60)
def test_a_build_over_budget_does_not_wait_for_what_it_began(library, tmp_path):
    recipe = tmp_path / "raising.py"
    slow = "if ':3.txt' in doc.id or ':1.txt' in doc.id:\n            __import__('time').sleep(600)"
    recipe.write_text(RAISING.replace("if int(", f"{slow}\n        if int("))
    with pytest.raises(BudgetError):
        build(library.source(), tmp_path / "out", Local(2), filters=[Filter.load(str(recipe))])


def test_keep_going_completes_and_says_what_was_over(library, tmp_path):
    recipe = tmp_path / "raising.py"
    recipe.write_text(RAISING)
    filters = [Filter.load(str(recipe))]
    out = tmp_path / "out"
    manifest = build(library.source(), out, Here(), filters=filters, keep_going=True)
    assert manifest.over_budget == ["filter-error"]
    assert manifest.dropped["filter-error"] == 4 * 28


def test_a_handful_of_errors_is_borne(library, tmp_path):
    recipe = tmp_path / "raising.py"
    recipe.write_text(RAISING.replace("% 10 < 3", "== 7"))
    manifest = build(library.source(), tmp_path / "out", Here(), filters=[Filter.load(str(recipe))])
    assert manifest.dropped["filter-error"] == 4


def test_an_undeclared_reason_fails_the_build(library, tmp_path):
    recipe = tmp_path / "undeclared.py"
    recipe.write_text(UNDECLARED)
    with pytest.raises(BuildError, match="'surprise', which no recipe of this build declares"):
        build(library.source(), tmp_path / "out", Here(), filters=[Filter.load(str(recipe))])


def test_a_filter_may_not_change_an_id(library, tmp_path):
    recipe = tmp_path / "renaming.py"
    recipe.write_text(
        RAISING.replace("Raising", "Renaming").replace(
            "        return doc\n",
            "        from dataclasses import replace\n        return replace(doc, id='x')\n",
        )
    )
    manifest = build(
        library.source(),
        tmp_path / "out",
        Here(),
        filters=[Filter.load(str(recipe))],
        keep_going=True,
    )
    assert manifest.kept == 0


def test_the_limit_counts_records_of_each_unit(library, tmp_path):
    manifest = build(library.source(), tmp_path / "out", Here(), limit=7)
    assert manifest.facts["passes"][0]["in"] == 4 * 7


def test_a_pass_that_loses_a_document_fails_the_build(library, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "proofpile.passes.read_batches", lambda path: (b.slice(1) for b in read_batches(path))
    )
    with pytest.raises(ConservationError, match=r"pass exact_duplicates: \d+ documents went into"):
        build(library.source(), tmp_path / "out", Here(), filters=library.filters())


def test_a_ledger_that_loses_a_row_fails_the_build(library, tmp_path, monkeypatch):
    def lose_the_first(path):
        ledger = path.name.endswith(".dropped.arrow")
        return (b.slice(1) if ledger else b for b in read_batches(path))

    monkeypatch.setattr("proofpile.assemble.read_batches", lose_the_first)
    with pytest.raises(
        ConservationError, match=r"ledger written hold \d+ rows, the passes counted"
    ):
        build(library.source(), tmp_path / "out", Here(), filters=library.filters())
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_a_split_that_loses_a_document_fails_the_build(library, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "proofpile.assemble.splits_of", lambda *given: np.append(splits_of(*given)[:-1], 9)
    )
    with pytest.raises(ConservationError, match="documents written hold"):
        build(library.source(), tmp_path / "out", Here(), filters=library.filters())
