"""Promise 4: a rerun continues, and a change redoes exactly what depends on it."""

from pathlib import Path

import pytest
from helpers import RECIPES, contents, paragraphs

from proofpile import Filter, Here, build


class Log:
    """A watcher that remembers which shards were made and which were there already."""

    def __init__(self):
        self.made, self.reused, self.steps = [], [], []

    def begins(self, step, items, size):
        self.steps.append(step)

    def counted(self, done, items, noun):
        pass

    def done(self, shard, reused, size):
        (self.reused if reused else self.made).append(f"{shard.path.parent.name}/{shard.path.stem}")


@pytest.fixture
def run(library, tmp_path):
    (tmp_path / "lexicon.txt").write_text("nothing")

    def run(filters=None, **options):
        log = Log()
        source = options.pop("source", None) or library.source()
        chosen = filters or [
            Filter.load(str(RECIPES / "at_least_words.py")),
            Filter.load(str(RECIPES / "lexicon.py"), model=str(tmp_path / "lexicon.txt")),
            Filter.load("exact_duplicates"),
        ]
        build(source, tmp_path / "out", Here(), filters=chosen, watcher=log, **options)
        return log

    return run


FIRST = [f"0/{n:05d}" for n in range(4)]
SECOND = [f"1/{n:05d}" for n in range(4)]


def stamps(out: Path) -> dict[Path, tuple[int, int]]:
    files = (p for p in out.rglob("*") if p.is_file() and p.name != "lock")
    return {p: (p.stat().st_mtime_ns, p.stat().st_ino) for p in files}


def test_a_second_run_rewrites_no_file(run, tmp_path):
    assert run().made == FIRST + SECOND
    before = stamps(tmp_path / "out")
    log = run()
    assert log.reused == FIRST + SECOND
    assert log.made == []
    assert "fit exact_duplicates" not in log.steps
    assert stamps(tmp_path / "out") == before


def test_a_changed_input_redoes_its_shard_and_what_depends_on_it(run, library):
    run()
    (library.folder / "2.txt").write_text("\n\n".join(paragraphs(7, 100)))
    log = run()
    assert log.made == ["0/00002", "1/00002"]
    assert "fit exact_duplicates" in log.steps


def test_a_changed_input_that_changes_the_duplicates_redoes_the_pass_that_uses_them(run, library):
    run()
    (library.folder / "2.txt").write_text("\n\n".join(paragraphs(1, 100)))
    assert run().made == ["0/00002", *SECOND]


def test_a_touched_input_redoes_nothing(run, library):
    run()
    path = library.folder / "2.txt"
    path.write_bytes(path.read_bytes())
    assert run().made == []


def test_a_changed_threshold_redoes_the_passes_from_its_own(run, tmp_path):
    run()
    log = run([Filter.load(str(RECIPES / "at_least_words.py"), least=5)])
    assert log.made == FIRST
    log = run()  # and back
    assert log.made[:4] == FIRST


def test_a_threshold_of_the_last_pass_leaves_the_first_alone(run):
    early = Filter.load("exact_duplicates")
    run([early, Filter.load(str(RECIPES / "at_least_words.py"), least=3)])
    log = run([early, Filter.load(str(RECIPES / "at_least_words.py"), least=5)])
    assert (log.reused, log.made) == (FIRST, SECOND)
    assert "fit exact_duplicates" not in log.steps


def test_a_changed_recipe_text_redoes_its_pass(run, tmp_path, library):
    recipe = tmp_path / "at_least_words.py"
    recipe.write_text((RECIPES / "at_least_words.py").read_text())
    run([Filter.load(str(recipe))])
    recipe.write_text(recipe.read_text().replace("words >= self.least", "words > self.least"))
    assert run([Filter.load(str(recipe))]).made == FIRST


def test_a_changed_model_file_redoes_its_pass(run, tmp_path):
    run()
    (tmp_path / "lexicon.txt").write_text("Lemma")
    assert run().made == FIRST + SECOND


def test_another_library_version_redoes_all(run, monkeypatch):
    run()
    monkeypatch.setattr("proofpile.building.library", lambda: "another")
    assert run().made == FIRST + SECOND


def test_fewer_units_leave_no_trace_of_the_others(run, library, tmp_path):
    run()
    (library.folder / "3.txt").unlink()
    run()
    out = tmp_path / "out"
    assert not list((out / "passes").glob("*/00003*"))
    fresh = tmp_path / "fresh"
    filters = [
        Filter.load(str(RECIPES / "at_least_words.py")),
        Filter.load(str(RECIPES / "lexicon.py"), model=str(tmp_path / "lexicon.txt")),
        Filter.load("exact_duplicates"),
    ]
    build(library.source(), fresh, Here(), filters=filters)
    assert contents(out) == contents(fresh)


def test_a_shard_cut_short_is_made_again(run, tmp_path):
    run()
    shard = tmp_path / "out" / "passes" / "0" / "00001.arrow"
    shard.write_bytes(shard.read_bytes()[:-7])
    assert run().made == ["0/00001"]


def test_a_part_that_was_removed_comes_back(run, tmp_path):
    run()
    part = next((tmp_path / "out" / "documents").rglob("*.arrow"))
    data = part.read_bytes()
    part.unlink()
    run()
    assert part.read_bytes() == data


def test_a_moved_build_goes_on_where_it_was(run, tmp_path, library):
    run()
    (tmp_path / "out").rename(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").rename(tmp_path / "out")
    assert run().made == []


def test_the_manifest_fingerprint_follows_the_corpus(library, tmp_path):
    words = str(RECIPES / "at_least_words.py")

    def fingerprint(name, least):
        manifest = build(
            library.source(), tmp_path / name, Here(), filters=[Filter.load(words, least=least)]
        )
        return manifest.facts["fingerprint"]

    assert fingerprint("a", 3) == fingerprint("b", 3) != fingerprint("c", 4)
