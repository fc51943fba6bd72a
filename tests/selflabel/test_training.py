"""From archives to a model: what it knows, that it is the same again, and what is said when it cannot be."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest
from data.make_warcs import gz, http, record
from selflabel.crawl import EVERYDAY, MATHEMATICS, crawl, mathematics, page, sentences

from proofpile.errors import BuildError, MissingError, UnitError, UsageError
from proofpile.runner import Here, Local
from proofpile.selflabel.crossfit import folds_of
from proofpile.selflabel.examples import read_examples
from proofpile.selflabel.learner import Settings, score
from proofpile.selflabel.training import Plan, train_classifier
from proofpile.shard import Shard
from proofpile.text.fasttext import FastText
from proofpile.text.normalise import features

SITES = {"math": 20, "news": 20, "shop": 4, "code": 4, "tex": 4, "old": 8}
QUICK = Settings(dim=8, epochs=25, min_count=2, bucket=1000, cutoff=2000)
PUBLISHED = ("math_score.ftz", "math_score.json", "examples.arrow", "dropped.jsonl")


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return crawl(tmp_path_factory.mktemp("crawl"), SITES)


@pytest.fixture(scope="module")
def model(web: Path, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    out = tmp_path_factory.mktemp("model") / "math"
    trained = train_classifier(Plan((str(web),), rounds=2, settings=QUICK), out, Here())
    sidecar = orjson.loads((out / "math_score.json").read_bytes())
    return SimpleNamespace(out=out, trained=trained, sidecar=sidecar)


def published(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in PUBLISHED}


def test_it_knows_mathematical_prose(model: SimpleNamespace) -> None:
    reader, rng = FastText.at(model.trained.model), random.Random(99)
    assert set(reader.labels) == {"positive", "negative"}
    for pool, known in ((MATHEMATICS, True), (EVERYDAY, False)):
        line = features(" ".join(sentences(rng, pool, 12)))
        assert (score(reader, line) > 0.8) is known
    assert model.sidecar["trained"]["average_precision"]["test"] > 0.97


def test_the_sidecar_says_what_a_reader_must_know(model: SimpleNamespace) -> None:
    assert set(model.sidecar) == {
        "model_sha256",
        "normaliser",
        "positive",
        "calibration",
        "trained",
    }
    assert model.sidecar["positive"] == "positive"
    up = [word for word, _ in model.sidecar["trained"]["words"]["positive"]]
    down = [word for word, _ in model.sidecar["trained"]["words"]["negative"]]
    assert {"theorem", "lemma", "proof"} & set(up)
    assert {"garden", "kitchen", "beach"} & set(down)
    assert "/" not in re.sub(r'"words".*', "", str(model.sidecar))  # no path of this machine


def test_examples_are_of_one_split_a_domain_and_of_every_kind(model: SimpleNamespace) -> None:
    examples = list(read_examples(model.out))
    splits: dict[str, set[str]] = {}
    for one in examples:
        splits.setdefault(one.domain, set()).add(one.split)
    assert max(map(len, splits.values())) == 1
    kinds = Counter((one.label, one.kind) for one in examples)
    assert {("negative", kind) for kind in ("", "prices", "code", "about-tex")} <= set(kinds)
    sizes = model.sidecar["trained"]["sizes"]
    assert sum(there["pages"] for split in sizes.values() for there in split.values()) == len(
        examples
    )


def test_a_second_round_finds_mathematics_without_markup(model: SimpleNamespace) -> None:
    found = [one for one in read_examples(model.out) if one.kind == "unicode"]
    assert len(found) == model.sidecar["trained"]["found_in_round_two"] > 10
    assert {one.split for one in found} == {"train"}  # a model does not choose its own judges
    assert all("old-" in one.domain for one in found)


@pytest.mark.parametrize("runner", [Here(), Local(2)], ids=["here", "two-workers"])
def test_the_same_again(
    web: Path, model: SimpleNamespace, tmp_path: Path, runner: Here | Local
) -> None:
    train_classifier(Plan((str(web),), rounds=2, settings=QUICK), tmp_path / "again", runner)
    assert published(tmp_path / "again") == published(model.out)


def test_archives_that_were_read_are_not_read_again(web: Path, tmp_path: Path) -> None:
    class Watcher:
        def __init__(self) -> None:
            self.reused: list[bool] = []

        def begins(self, step: str, items: int, size: int) -> None: ...

        def done(self, shard: Shard, reused: bool, size: int) -> None:
            self.reused.append(reused)

        def counted(self, done: int, items: int, noun: str) -> None: ...

    copied = tmp_path / "crawl"
    shutil.copytree(web, copied)
    plan, out = Plan((str(copied),), settings=QUICK), tmp_path / "model"
    for expected in ([False] * 3, [True] * 3, [False, True, True]):
        if expected == [False, True, True]:
            (copied / "0.warc.gz").write_bytes(gz(record(http(page(["Nothing."])))))
        watcher = Watcher()
        train_classifier(plan, out, Here(), watcher)
        assert watcher.reused == expected


def test_killed_and_run_again(web: Path, model: SimpleNamespace, tmp_path: Path) -> None:
    out = tmp_path / "model"
    command = [sys.executable, "-P", "-c", KILLED, str(web), str(out)]
    with subprocess.Popen(command, start_new_session=True) as process:
        while not list(out.glob("passes/pages/*.json")):
            assert process.poll() is None, "ended before it could be killed"
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
    assert not (out / "math_score.json").exists()
    train_classifier(Plan((str(web),), rounds=2, settings=QUICK), out, Here())
    assert published(out) == published(model.out)
    assert not list(out.rglob("*.partial"))


KILLED = """
import sys
from proofpile.runner import Here
from proofpile.selflabel.learner import Settings, score
from proofpile.selflabel.training import Plan, train_classifier
plan = Plan((sys.argv[1],), rounds=2, settings=Settings(8, 25, 0.5, 1, 1000, 2, 2000))
train_classifier(plan, sys.argv[2], Here())
"""


def test_wrong_labels_are_found(tmp_path: Path) -> None:
    """Everyday pages with formulas: a site's logo, say, or spam."""
    folder = crawl(tmp_path / "crawl", SITES, pages=12)
    rng = random.Random(5)
    planted = []
    for at in range(4):
        said = sentences(rng, EVERYDAY, 12)
        body = mathematics(rng).split(b"<p>")[1:9]
        scripts = b" ".join(re.search(rb"<script.*?</script>", b)[0] for b in body)  # type: ignore[index]
        url = f"https://www.math-{at}.example/planted"
        planted.append(record(http(page(said) + b"<p>" + scripts + b"</p>"), url=url))
    (folder / "planted.warc.gz").write_bytes(gz(*planted))
    train_classifier(Plan((str(folder),), settings=QUICK), tmp_path / "model", Here())
    lines = (tmp_path / "model/dropped.jsonl").read_bytes().splitlines()
    dropped = [orjson.loads(line) for line in lines]
    in_train = {
        one.origin
        for one in read_examples(tmp_path / "model", "train")
        if one.origin.endswith("planted")
    }
    assert in_train
    assert in_train <= {row["origin"] for row in dropped}
    assert all(
        row["label"] == "positive" and row["score"] < 0.05 for row in dropped[: len(in_train)]
    )
    assert len(dropped) <= 0.03 * len(list(read_examples(tmp_path / "model", "train")))


def test_each_fold_has_its_share_of_domains_with_positives() -> None:
    domains = [(f"m{at}", True) for at in range(5)] + [(f"n{at}", False) for at in range(6)]
    folds = folds_of(domains, 0, 2)
    assert Counter((folds[name], positive) for name, positive in domains) == {
        (0, True): 3,
        (1, True): 2,
        (0, False): 3,
        (1, False): 3,
    }


def test_a_corpus_is_input_too(web: Path, tmp_path: Path) -> None:
    from proofpile import Source, build

    source = Source.load("openwebmath", inputs=(str(web),))
    build(source, tmp_path / "corpus", Here(), filters=[])
    plan = Plan((str(tmp_path / "corpus"), str(web / "1.warc.gz")), settings=QUICK)
    assert [unit.split("\t")[0] for unit in plan.source().units()].count("corpus") >= 1
    trained = train_classifier(plan, tmp_path / "model", Here())
    assert trained.facts["labelled"]["mathematics-in-markup"] > 100


# --- what does not suffice


def archives(tmp_path: Path, **named: bytes) -> str:
    folder = tmp_path / "crawl"
    folder.mkdir()
    for name, data in named.items():
        (folder / f"{name}.warc.gz").write_bytes(data)
    return str(folder)


def one_site(tmp_path: Path) -> str:
    rng = random.Random(0)
    pages = [record(http(mathematics(rng)), url=f"http://one.example/{at}") for at in range(40)]
    return archives(tmp_path, a=gz(*pages))


@pytest.mark.parametrize(
    ("sites", "says"),
    [
        ({"news": 20}, "0 positive pages of 0 domains in the train split"),
        ({"math": 20}, "0 negative pages of 0 domains in the train split"),
        ({"math": 2, "news": 20}, "positive pages of [12] domains? in the train split"),
    ],
)
def test_too_little_is_said_with_what_was_found(
    tmp_path: Path, sites: dict[str, int], says: str
) -> None:
    web = crawl(tmp_path / "crawl", sites)
    with pytest.raises(BuildError, match=says) as caught:
        train_classifier(Plan((str(web),), settings=QUICK), tmp_path / "model", Here())
    assert "pages were read" in str(caught.value)
    assert "--input" in str(caught.value)
    assert not (tmp_path / "model/math_score.ftz").exists()


def test_one_site_is_too_little(tmp_path: Path) -> None:
    with pytest.raises(
        BuildError, match=r"positive pages of (0 domains|1 domain) in the train split"
    ):
        train_classifier(Plan((one_site(tmp_path),), settings=QUICK), tmp_path / "model", Here())


def test_an_empty_archive_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(UnitError, match="empty input"):
        train_classifier(
            Plan((archives(tmp_path, empty=b""),), settings=QUICK), tmp_path / "model", Here()
        )


def test_what_is_not_there_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file or folder"):
        train_classifier(Plan((str(tmp_path / "nothing"),)), tmp_path / "model", Here())
    assert not (tmp_path / "model").exists()


def test_a_truncated_archive_counts_for_what_it_holds(
    web: Path, model: SimpleNamespace, tmp_path: Path
) -> None:
    folder = crawl(tmp_path / "crawl", SITES)
    whole = (folder / "2.warc.gz").read_bytes()
    (folder / "2.warc.gz").write_bytes(whole[:-200])
    trained = train_classifier(Plan((str(folder),), settings=QUICK), tmp_path / "model", Here())
    assert trained.facts["refused"] == {"truncated": 1}
    assert trained.facts["pages"] == model.trained.facts["pages"] - 1


def test_another_folder_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(UsageError, match="not empty"):
        train_classifier(Plan((one_site(tmp_path),)), tmp_path, Here())


def test_examples_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="classifier train"):
        next(read_examples(tmp_path))


@pytest.fixture(autouse=True)
def _no_leftovers(tmp_path: Path) -> Iterator[None]:
    yield
    assert not list(tmp_path.rglob("buckets"))
