"""Which pages are learnt from: caps, duplicates, splits, and what negatives are like."""

import random
from collections import Counter
from collections.abc import Iterable

import pytest

from proofpile.selflabel.sample import SPLITS, Example, Tally, matched, sampled, split_of


def example(at: int, label: str = "positive", **given: object) -> Example:
    values: dict[str, object] = {
        "shard": 0,
        "row": at,
        "domain": f"site-{at}.example",
        "digest": f"{at * 2654435761 % 2**32:08x}",
        "language": "en",
        "size": 1000,
        "label": label,
        "kind": "",
    }
    return Example(**{**values, **given})  # type: ignore[arg-type]


def choose(examples: Iterable[Example], **given: object) -> tuple[list[Example], Tally]:
    tally = Tally()
    values: dict[str, object] = {"per_domain": 200, "ratio": 1.0, "hard": 0.25, "seed": 0}
    return sampled(examples, tally=tally, **{**values, **given}), tally  # type: ignore[arg-type]


def many(count: int = 600, seed: int = 0) -> list[Example]:
    rng = random.Random(seed)
    return [
        example(
            at,
            rng.choice(["positive", "negative"]),
            domain=f"site-{rng.randrange(60)}.example",
            size=rng.randrange(100, 20_000),
            language=rng.choice(["en", "en", "de"]),
        )
        for at in range(count)
    ]


def test_a_domain_is_in_one_split() -> None:
    chosen, _ = choose(many())
    splits: dict[str, set[str]] = {}
    for one in chosen:
        splits.setdefault(one.domain, set()).add(one.split)
    assert all(len(those) == 1 for those in splits.values())
    assert set().union(*splits.values()) == set(SPLITS)


def test_a_larger_crawl_keeps_the_splits() -> None:
    few, more = choose(many(200))[0], choose(many(900))[0]
    before = {one.domain: one.split for one in few}
    assert all(before.get(one.domain, one.split) == one.split for one in more)


def test_shares_of_the_splits() -> None:
    counts = Counter(split_of(f"site-{at}.example") for at in range(10_000))
    assert counts["train"] == pytest.approx(7_000, abs=200)
    assert counts["validation"] == pytest.approx(1_500, abs=150)


def test_a_language_of_two_sites_is_left_out() -> None:
    pages = many()
    pages += [
        example(2000 + at, "positive", language="fr", domain="cours.example") for at in range(9)
    ]
    pages += [example(3000 + at, "negative", language="fr") for at in range(90)]
    chosen, tally = choose(pages)
    assert {one.language for one in chosen} == {"en", "de"}
    assert tally.removed["too few sites in its language"] == 99


def test_the_order_of_the_pages_does_not_matter() -> None:
    pages = many()
    mixed = pages[:]
    random.Random(1).shuffle(mixed)
    assert choose(pages)[0] == choose(mixed)[0]


def test_no_domain_has_more_than_the_cap() -> None:
    pages = [example(at, "positive", domain="big.example") for at in range(500)]
    pages += [example(at, "positive") for at in range(500, 520)]
    pages += [example(at, "negative") for at in range(520, 3000)]
    chosen, tally = choose(pages, per_domain=200)
    assert Counter(one.domain for one in chosen)["big.example"] == 200
    assert tally.removed["over the cap of its domain"] == 300


def test_a_text_is_there_once() -> None:
    pages = many()
    twins = [example(9000 + at, one.label, digest=one.digest) for at, one in enumerate(pages[:50])]
    chosen, tally = choose([*pages, *twins], ratio=20)
    digests = [one.digest for one in chosen]
    assert len(digests) == len(set(digests))
    assert tally.removed["duplicate"] == 50


@pytest.mark.parametrize("other", ["site-1.example", "elsewhere.example"])
def test_a_text_with_both_labels_is_nobodys_example(other: str) -> None:
    pages = many()
    liar = example(1, "positive", digest="00000000", domain="site-1.example")
    truth = example(9001, "negative", digest="00000000", domain=other)
    for order in ([liar, truth, *pages], [truth, *pages, liar]):
        assert "00000000" not in {one.digest for one in choose(order)[0]}


def test_negatives_are_as_long_as_positives() -> None:
    positives = [example(at, size=1500) for at in range(50)]
    negatives = [
        example(100 + at, "negative", size=[150, 1500, 15_000][at % 3]) for at in range(300)
    ]
    chosen = matched([*positives, *negatives], ratio=1.0, hard=0.0, tally=Tally())
    assert Counter(one.size for one in chosen if one.label == "negative") == {1500: 50}


def test_domains_take_turns() -> None:
    positives = [example(at) for at in range(20)]
    negatives = [example(100 + at, "negative", domain="big.example") for at in range(200)]
    negatives += [
        example(400 + at, "negative", domain=f"small-{at % 5}.example") for at in range(10)
    ]
    chosen = matched([*positives, *negatives], ratio=1.0, hard=0.0, tally=Tally())
    counts = Counter(one.domain for one in chosen if one.label == "negative")
    assert counts == {"big.example": 10, **{f"small-{at}.example": 2 for at in range(5)}}


def test_the_nearest_lengths_make_up_for_what_is_missing() -> None:
    positives = [example(at, size=1500) for at in range(50)]
    negatives = [example(100 + at, "negative", size=3000) for at in range(30)]
    negatives += [example(200 + at, "negative", size=15_000) for at in range(30)]
    chosen = matched([*positives, *negatives], ratio=1.0, hard=0.0, tally=Tally())
    assert Counter(one.size for one in chosen if one.label == "negative") == {3000: 30, 15_000: 20}


def test_no_language_is_a_label() -> None:
    pages = [example(at, language="en") for at in range(40)]
    pages += [example(100 + at, "negative", language="en") for at in range(40)]
    pages += [example(200 + at, language="fr") for at in range(40)]  # nobody writes otherwise
    pages += [example(300 + at, "negative", language="ja") for at in range(40)]
    pages += [example(400 + at, language="de") for at in range(40)]
    pages += [example(500 + at, "negative", language="de") for at in range(5)]
    tally = Tally()
    counts = Counter(
        (one.language, one.label) for one in matched(pages, ratio=1.0, hard=0.0, tally=tally)
    )
    assert counts["en", "positive"] == counts["en", "negative"] == 40
    assert counts["fr", "positive"] == counts["ja", "negative"] == 0
    assert (counts["de", "positive"], counts["de", "negative"]) == (20, 5)
    assert tally.removed["no negatives in its language"] == 40 + 20


@pytest.mark.parametrize(
    ("hard", "there", "kinds"),
    [
        (0.2, 100, {"": 80, "code": 10, "prices": 10}),
        (0.0, 100, {"": 100}),
        (0.4, 8, {"": 84, "code": 8, "prices": 8}),  # all there are
    ],
)
def test_hard_negatives_have_their_share(hard: float, there: int, kinds: dict[str, int]) -> None:
    pages = [example(at) for at in range(100)]
    pages += [example(1000 + at, "negative") for at in range(500)]
    pages += [example(2000 + at, "negative", kind="code") for at in range(there)]
    pages += [example(3000 + at, "negative", kind="prices") for at in range(there)]
    chosen = matched(pages, ratio=1.0, hard=hard, tally=Tally())
    assert Counter(one.kind for one in chosen if one.label == "negative") == kinds


def test_hard_negatives_serve_where_there_are_no_others() -> None:
    pages = [example(at) for at in range(100)]
    pages += [example(1000 + at, "negative", kind="code") for at in range(90)]
    chosen = matched(pages, ratio=1.0, hard=0.2, tally=Tally())
    assert Counter(one.label for one in chosen) == {"positive": 100, "negative": 90}


def test_every_page_is_chosen_or_counted() -> None:
    pages = many(2000)
    pages += [example(5000 + at, "negative", digest=one.digest) for at, one in enumerate(pages[:9])]
    chosen, tally = choose(pages, per_domain=20)
    assert len(chosen) + tally.removed.total() == len(pages)
