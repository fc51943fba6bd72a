"""What a fitted filter found and the tables it made are published, verified, and gone when they are stale."""

import json
from textwrap import dedent

import pytest

from proofpile import Filter, Here, build
from proofpile.manifest import Manifest

LETTERS = '''
"""Counts first letters."""
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from proofpile import Filter

@dataclass(frozen=True)
class Letters(Filter):
    """Fitted: a table of first letters."""
    table: str = field(default="", compare=False)

    def fit(self, shards, runner, workdir):
        path = workdir / "letters.json"
        path.write_text(json.dumps(sorted(doc.text[:1] for shard in shards for doc in shard)))
        return replace(self, table=str(path))

    def __call__(self, doc):
        return doc

    def findings(self):
        return {"letters": len(json.loads(Path(self.table).read_text())), "alarms": ["mind the A"]}

    def tables(self):
        return {"letters.json": Path(self.table)}
'''


@pytest.fixture
def letters(tmp_path):
    path = tmp_path / "letters.py"
    path.write_text(dedent(LETTERS))
    return Filter.load(str(path))


def test_they_are_published_and_verified(library, tmp_path, letters):
    out = tmp_path / "out"
    manifest = build(library.source(), out, Here(), filters=[letters])
    read = json.loads((out / "letters.json").read_text())
    assert manifest.facts["findings"]["letters"] == {
        "letters": len(read),
        "alarms": ["mind the A"],
    }
    [fact] = manifest.facts["tables"]
    assert (fact["file"], fact["by"]) == ("letters.json", "letters")
    assert Manifest.load(out).damage(out) == []
    (out / "letters.json").write_text("[]")
    assert "letters.json" in Manifest.load(out).damage(out)[0]


def test_a_build_again_changes_nothing_and_one_without_them_removes_them(
    library, tmp_path, letters
):
    out = tmp_path / "out"
    build(library.source(), out, Here(), filters=[letters])
    before = (out / "letters.json").stat()
    build(library.source(), out, Here(), filters=[letters])
    after = (out / "letters.json").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    manifest = build(library.source(), out, Here(), filters=[])
    assert (manifest.facts["tables"], manifest.facts["findings"]) == ([], {})
    assert not (out / "letters.json").exists()
