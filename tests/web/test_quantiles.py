"""Lines within domains are the naive ones, however the work is cut and whoever does it."""

import random
from pathlib import Path

import numpy as np
import pytest

from proofpile import Document, Here, Local, Shard
from proofpile.errors import UsageError
from proofpile.web import quantiles
from proofpile.web.quantiles import COUNT, Rule, line_for, quantile, write_lines

RULE = Rule(keep=0.9, few=20, spare=0.5)


def shard(folder: Path, number: int, rows: list[tuple[str, float | None]]) -> Shard:
    docs = [
        Document(f"{number}#{row}", "x", origin=origin, marks={"perplexity": value})
        for row, (origin, value) in enumerate(rows)
    ]
    return Shard.write(
        folder / f"{number:05d}.arrow",
        docs,
        "me",
        marks={"perplexity": float},
        pass_name="t",
        owners={},
    )


@pytest.fixture(scope="module")
def rows() -> list[list[tuple[str, float | None]]]:
    chance = random.Random(1)
    hosts = [
        "a.example.co.uk",
        "b.example.co.uk",
        "good.example.org",
        "small.net",
        "xn--bcher-kva.example",
    ]
    centre = {"good.example.org": 50.0, "small.net": 9000.0}

    def row() -> tuple[str, float | None]:
        host = chance.choices(hosts, (4, 4, 4, 0.2, 2))[0]
        value = centre.get(host, 900.0) * chance.lognormvariate(0, 1)
        return f"https://{host}/{chance.random()}", chance.choice((value, value, value, None, 0.0))

    return [[row() for _ in range(chance.randrange(150))] for _ in range(6)]


def below(values: list[float], share: float) -> float:
    """The smallest of `values` that at least `share` of them do not exceed."""
    ordered = sorted(values)
    return next(v for n, v in enumerate(ordered, 1) if n >= share * len(ordered))


@pytest.mark.parametrize("entries", [3_000_000, 50, 1])
def test_lines_are_the_naive_ones(tmp_path, monkeypatch, rows, entries) -> None:
    monkeypatch.setattr(quantiles, "RANGE_ENTRIES", entries)
    shards = [shard(tmp_path, n, some) for n, some in enumerate(rows)]
    path, _ = write_lines("perplexity", RULE, shards, Here(), tmp_path / "fit")
    judged = [(o.split("/")[2], v) for some in rows for o, v in some if v]
    corpus = [v for _, v in judged]
    for host in {host for host, _ in judged}:
        domain = host.split(".", 1)[1] if host.endswith("co.uk") else host
        own = [v for h, v in judged if h.endswith(domain)]
        kept = below(own if len(own) >= RULE.few else corpus, RULE.keep)
        expected = max(kept, below(corpus, RULE.spare))
        line = line_for(str(path), f"https://{host}/x")
        assert expected < line <= expected * 1.008


def test_every_runner_learns_the_same(tmp_path, rows) -> None:
    shards = [shard(tmp_path, n, some) for n, some in enumerate(rows)]
    found = {
        write_lines("perplexity", RULE, shards, runner, tmp_path / name)[1]
        for name, runner in (("a", Here()), ("b", Local(2)))
    }
    other = write_lines("perplexity", RULE, shards[::-1], Here(), tmp_path / "c")[1]
    assert found == {other}


def test_a_domain_nobody_saw_has_the_line_of_the_corpus(tmp_path, rows) -> None:
    shards = [shard(tmp_path, n, some) for n, some in enumerate(rows)]
    path, _ = write_lines("perplexity", RULE, shards, Here(), tmp_path / "fit")
    small, unseen, none = (
        line_for(str(path), f"{url}")
        for url in ("https://small.net", "https://new.com/x", "arxiv:1")
    )
    assert small == unseen == none


def test_of_nothing_nothing_goes(tmp_path) -> None:
    for shards in ([], [shard(tmp_path, 0, []), shard(tmp_path, 1, [("https://a.com", None)])]):
        path, _ = write_lines("perplexity", RULE, shards, Here(), tmp_path / f"fit{len(shards)}")
        assert line_for(str(path), "https://a.com") == float("inf")


def test_a_mark_that_nobody_sets_is_a_mistake(tmp_path) -> None:
    with pytest.raises(UsageError, match="'perplexitty': put one that does first"):
        write_lines("perplexitty", RULE, [shard(tmp_path, 0, [])], Here(), tmp_path / "fit")


@pytest.mark.parametrize(
    ("share", "above"), [(0.0, 1.0), (0.25, 1.0), (0.26, 2.0), (0.75, 3.0), (1.0, 1e9)]
)
def test_a_quantile_lies_just_above_its_value(share, above) -> None:
    values = np.array([1.0, 2.0, 3.0, 1e9])
    counts = np.zeros(4, COUNT)
    counts["bin"], counts["count"] = values.view(np.uint64) >> np.uint64(45), 1
    assert above < quantile(counts, share) <= above * 1.008
