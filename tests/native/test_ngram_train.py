"""The n-gram trainer and its twin give the same bytes, however little memory there is."""

from typing import Any

import pytest
from text.toy_text import lines

from proofpile.native import NgramTrainer, compiled
from proofpile.native.reference_ngram_train import NgramTrainer as Twin

pytestmark = pytest.mark.skipif(not compiled, reason="the kernels are not compiled")

ALL = 1 << 40
DISCOUNTS = (0.4, 1.1, 1.7)


def trained(kind: Any, text: bytes, folder: Any, **changes: Any) -> tuple[bytes, tuple[Any, ...]]:
    given = {"order": 3, "memory": 1 << 20, "vocabulary": ALL, "candidates": ALL, "least": 1}
    given |= changes
    prune = given.pop("prune", [0] * given["order"])
    trainer = kind(folder=str(folder), prune=prune, **given)
    middle = text.find(b"\n", len(text) // 2) + 1
    trainer.add(text[:middle])
    trainer.add(text[middle:])
    trainer.adjust()
    pieces: list[bytes] = []
    trainer.write([DISCOUNTS] * given["order"], pieces.append)
    counts = ("tokens", "lines", "empty", "specials", "types", "rare", "orders")
    return b"".join(pieces), tuple(getattr(trainer, name) for name in counts)


@pytest.mark.parametrize("order", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize(
    "prune", [[0] * 6, [0, 0, 1, 1, 1, 1], [1, 1, 1, 2, 2, 3], [0, 9, 9, 9, 9, 9]]
)
@pytest.mark.parametrize("memory", [1 << 13, 1 << 15, 1 << 24])
def test_the_same_bytes_as_the_twin(
    order: int, prune: list[int], memory: int, tmp_path: Any
) -> None:
    text = "\n".join(lines(300, 60)).encode() + b"\n"
    given = {"order": order, "prune": prune[:order], "memory": memory}
    assert trained(NgramTrainer, text, tmp_path, **given) == trained(Twin, text, tmp_path, **given)


@pytest.mark.parametrize(
    "changes",
    [
        {"vocabulary": 10},
        {"vocabulary": 1},
        {"candidates": 20},
        {"candidates": 4},
        {"least": 3},
        {"least": 3, "vocabulary": 5, "prune": [0, 1, 1]},
        {"least": 10**9},
    ],
)
def test_words_that_the_model_does_not_know(changes: dict[str, Any], tmp_path: Any) -> None:
    text = "\n".join(lines(200, 80)).encode() + b"\n"
    ours, twin = (trained(kind, text, tmp_path, **changes) for kind in (NgramTrainer, Twin))
    assert ours == twin
    assert b"w79" not in ours[0]


@pytest.mark.parametrize(
    "text",
    [
        b"one\n",
        b"one",
        b"a a a a a a a\n" * 50,
        b"\n\n \t\na b\n\n",
        b"<s> a </s> <unk> b <UNK> c <s\n<s>\n",
        b"a\x00b\x1fc\x0bd\re\n",
        b"\xff\xfe \x80 \xc3\n\xed\xa0\x80\n",
        b"x" * 256 + b" " + b"y" * 257 + b" z\n",
        b" ".join(b"v%d" % i for i in range(5000)) + b"\n",
        "é É 数 数学 \u2028x\u00a0y\n".encode(),
    ],
)
def test_strange_text(text: bytes, tmp_path: Any) -> None:
    ours, twin = (trained(kind, text, tmp_path, order=4) for kind in (NgramTrainer, Twin))
    assert ours == twin


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"order": 0, "prune": []}, "order must be from 1 to 6"),
        ({"order": 7}, "order must be from 1 to 6"),
        ({"prune": [0, 0]}, "one number for each order"),
        ({"prune": [0, 2, 1]}, "must not fall"),
    ],
)
@pytest.mark.parametrize("kind", [NgramTrainer, Twin])
def test_numbers_out_of_range(kind: Any, changes: dict[str, Any], said: str, tmp_path: Any) -> None:
    with pytest.raises(ValueError, match=said):
        trained(kind, b"a\n", tmp_path, **changes)


def test_a_step_that_is_stopped_stops(tmp_path: Any) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    trainer = NgramTrainer(2, 1 << 20, [0, 0], str(tmp_path), ALL, ALL, 1)
    trainer.add(b"a b\n")
    with pytest.raises(KeyboardInterrupt):
        trainer.adjust(stop)


def test_a_folder_that_is_not_there(tmp_path: Any) -> None:
    trainer = NgramTrainer(2, 1 << 20, [0, 0], str(tmp_path / "no"), ALL, ALL, 1)
    trainer.add(b"a b\n")
    trainer.adjust()
    with pytest.raises(FileNotFoundError, match="no temporary file can be made"):
        trainer.write([DISCOUNTS] * 2, lambda text: None)


def test_temporary_files_have_no_names(tmp_path: Any) -> None:
    seen: list[Any] = []
    trainer = NgramTrainer(3, 1 << 13, [0] * 3, str(tmp_path), ALL, ALL, 1)
    trainer.add("\n".join(lines(2000, 200)).encode())
    trainer.adjust(lambda *_: seen.extend(tmp_path.iterdir()))
    trainer.write([DISCOUNTS] * 3, lambda text: seen.extend(tmp_path.iterdir()))
    assert seen == []
    assert trainer.disk_peak > 100_000


@pytest.mark.parametrize("kind", [NgramTrainer, Twin])
def test_calls_in_another_order(kind: Any, tmp_path: Any) -> None:
    trainer = kind(2, 1 << 20, [0, 0], str(tmp_path), ALL, ALL, 1)
    calls = {
        "add": lambda: trainer.add(b"a b\n"),
        "adjust": trainer.adjust,
        "write": lambda: trainer.write([DISCOUNTS] * 2, lambda text: None),
        "close": trainer.close,
    }
    wrong = ["write", "add", "adjust", "add", "adjust", "write", "write", "close", "write", "add"]
    went = []
    for name in wrong:
        try:
            calls[name]()
            went.append(name)
        except RuntimeError as error:
            assert "adjusted once" in str(error)  # noqa: PT017
    assert went == ["add", "adjust", "write", "close"]
