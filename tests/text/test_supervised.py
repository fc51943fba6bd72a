"""Training and quantising: models that fastText's own library reads alike, the same bytes each time."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from peer_fasttext import library_says

from proofpile import native
from proofpile.errors import MissingError, UsageError
from proofpile.text.fasttext import FastText
from proofpile.text.supervised import quantize, train

pytestmark = pytest.mark.skipif(not native.compiled, reason="only the compiled kernels train")

COMMON = "we the of and a in is for that it are on with as be this from by an or".split()  # noqa: SIM905
OWN = {
    "algebra": "group ring field ideal module kernel quotient subgroup homomorphism abelian".split(),  # noqa: SIM905
    "cooking": "oven flour butter sugar onion simmer garlic whisk dough roast".split(),  # noqa: SIM905
    "sailing": "mast rudder anchor harbour deck tide jib keel sail wind".split(),  # noqa: SIM905
}


def examples(n: int, seed: int = 0) -> list[tuple[str, str]]:
    """Sorted by label, which plain descent in the order given would not survive."""
    chance = random.Random(seed)
    made = []
    for label, own in OWN.items():
        for _ in range(n // len(OWN)):
            words = chance.choices(COMMON, k=60) + chance.choices(own, k=4)
            words += [f"rare{chance.randrange(4000)}" for _ in range(6)]
            chance.shuffle(words)
            made.append((label, " ".join(words)))
    return made


SMALL: dict[str, Any] = {"dim": 10, "bucket": 5000, "min_count": 2, "lr": 0.5, "epochs": 4}
LEARNT, UNSEEN = examples(3000), examples(600, seed=1)


@pytest.fixture(scope="module")
def model() -> bytes:
    return train(LEARNT, **SMALL)


def accuracy(model: bytes) -> float:
    asked = FastText.of(model)
    return sum(asked.predict(line)[0][0] == label for label, line in UNSEEN) / len(UNSEEN)


def assert_read_alike(model: bytes, path: Path) -> None:
    path.write_bytes(model)
    ours = FastText.at(path)
    strange = ["", "unknown words only", "a\0b", "__label__algebra mast"]
    for line in [line for _, line in UNSEEN] + strange:
        theirs, said = library_says(path, line), dict(ours.predict(line, -1))
        assert said.keys() == theirs.keys()
        assert max(abs(said[label] - theirs[label]) for label in said) <= 1e-6


def test_it_learns_and_the_library_reads_it_alike(model: bytes, tmp_path: Path) -> None:
    assert accuracy(model) > 0.97
    assert set(FastText.of(model).labels) == set(OWN)
    assert_read_alike(model, tmp_path / "m.bin")


@pytest.mark.parametrize(
    "wish",
    [
        {"word_ngrams": 1},
        {"word_ngrams": 3},
        {"bucket": 0},
        {"dim": 1},
        {"dim": 33},
        {"min_count": 0},
    ],
    ids=str,
)
def test_other_shapes_are_read_alike(wish: dict[str, Any], tmp_path: Path) -> None:
    small = train(LEARNT[::5], **{**SMALL, **wish})
    assert_read_alike(small, tmp_path / "m.bin")
    assert_read_alike(quantize(small, cutoff=300), tmp_path / "m.ftz")


@pytest.mark.parametrize(
    "wish",
    [
        {"cutoff": 0},
        {"cutoff": 0, "dsub": 4, "qout": True},
        {"cutoff": 400},
        {"cutoff": 400, "dsub": 3, "qnorm": False},
        {"cutoff": 1},
        {"cutoff": 400, "examples": LEARNT, "epochs": 2},
    ],
    ids=lambda wish: ",".join(wish),
)
def test_quantised_models_are_read_alike(
    wish: dict[str, Any], model: bytes, tmp_path: Path
) -> None:
    small = quantize(model, **wish)
    assert len(small) < len(model)
    assert_read_alike(small, tmp_path / "m.ftz")
    if wish["cutoff"] != 1:
        assert accuracy(small) > 0.93


def confidence(model: bytes) -> float:
    asked = FastText.of(model)
    return sum(asked.probability(line, label) for label, line in UNSEEN) / len(UNSEEN)


def test_what_was_left_out_is_mended_by_training_again(model: bytes) -> None:
    cut = confidence(quantize(model, cutoff=20))
    assert confidence(quantize(model, cutoff=20, examples=LEARNT, lr=0.5)) > cut + 0.01


@pytest.mark.slow
def test_the_default_is_small_enough_to_ship(tmp_path: Path) -> None:
    many = [
        (label, f"{line} " + " ".join(f"w{i}x{k}" for k in range(10)))
        for i, (label, line) in enumerate(LEARNT)
    ]
    big = train(many, dim=16, epochs=1, min_count=1, bucket=200_000)
    assert len(quantize(big)) <= 2_000_000 < len(big)


def test_the_same_examples_give_the_same_bytes(model: bytes) -> None:
    assert train(iter(LEARNT), **SMALL) == model
    assert train(LEARNT, seed=1, **SMALL) != model
    small = quantize(model, cutoff=400, examples=LEARNT, epochs=1)
    assert quantize(model, cutoff=400, examples=LEARNT, epochs=1) == small
    assert quantize(model, cutoff=400, examples=LEARNT, epochs=1, seed=1) != small


def test_rare_words_have_no_row_and_the_end_of_the_line_always_has() -> None:
    few = train([("a", "x x y"), ("b", "x z")], min_count=3, word_ngrams=1)
    asked = native.FastText(few)
    assert asked.shape[1] == 2  # x and </s>
    assert FastText.of(few).predict("nothing known")


def test_progress_is_told_to_its_end() -> None:
    told: list[tuple[int, int]] = []
    train(LEARNT, **SMALL, progress=lambda done, whole: told.append((done, whole)))
    assert len(told) > 1
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_training_can_be_stopped() -> None:
    def stop(done: int, whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(LEARNT, **SMALL, progress=stop)


def broken() -> Iterator[tuple[str, str]]:
    yield "a", "x"
    raise OSError("the disk is gone")


def test_an_error_in_the_examples_is_not_swallowed() -> None:
    with pytest.raises(OSError, match="the disk is gone"):
        train(broken(), **SMALL)


@pytest.mark.parametrize(
    ("given", "wish", "why"),
    [
        ([], {}, r"examples \(0\) have 0 labels"),
        ([("a", "x")], {}, r"examples \(1\) have 1 labels"),
        ([("a", "x"), ("", "y")], {}, "'' cannot be a label"),
        ([("a", "x"), ("a b", "y")], {}, "'a b' cannot be a label"),
        ([("a", "x"), ("b", "y")], {"dim": 0}, "dim is 0"),
        ([("a", "x"), ("b", "y")], {"epochs": 0}, "epochs is 0"),
        ([("a", "x"), ("b", "y")], {"lr": 0.0}, "lr is 0"),
        ([("a", "x"), ("b", "y")], {"lr": float("nan")}, "lr is nan"),
        ([("a", "x"), ("b", "y")], {"word_ngrams": 0}, "word_ngrams is 0"),
        ([("a", "x"), ("b", "y")], {"bucket": -1}, "bucket is -1"),
        ([("a", "x y"), ("b", "y x")] * 500, {"lr": 1e9}, "diverges.*smaller lr"),
    ],
)
def test_what_cannot_be_trained(
    given: list[tuple[str, str]], wish: dict[str, Any], why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        train(given, **{**SMALL, **wish})


def test_strange_lines_are_trained_on(tmp_path: Path) -> None:
    lines = ["", "\0", "\ud800", "</s> x", "__label__b y", "\n\r\v", "群 für", "x" * 10**6]
    strange = [(label, line) for label in "ab" for line in lines]
    assert_read_alike(train(strange, **SMALL), tmp_path / "m.bin")


@pytest.mark.parametrize(
    ("change", "wish", "why"),
    [
        (lambda model: b"nothing", {}, "does not begin"),
        (lambda model: model[:5000], {}, "truncated"),
        (lambda model: quantize(model, cutoff=400), {}, "quantised already"),
        (lambda model: model, {"cutoff": -1}, "cutoff is -1"),
        (lambda model: model, {"dsub": 0}, "dsub is 0"),
        (lambda model: model, {"examples": [("art", "x")]}, "no label __label__art"),
    ],
)
def test_what_cannot_be_quantised(
    change: Any, wish: dict[str, Any], why: str, model: bytes
) -> None:
    with pytest.raises(UsageError, match=why):
        quantize(change(model), **wish)


def test_without_the_kernels_nothing_is_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "FastTextTrainer", None)
    with pytest.raises(MissingError, match=r"only the compiled kernels train.*g\+\+"):
        train(LEARNT)
